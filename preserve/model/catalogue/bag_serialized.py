"""Findings about serialized bags (groups 15 and 16): the archive that a bag came in."""

from preserve.model.catalogue.kind import Kind, error, undecided, warning

_SENDER = "Do not unpack it; ask the sender for a new archive."
_ONE_DIRECTORY = "Ask the sender for an archive that holds the bag's directory and nothing else."
_AGAIN = "Fetch or copy the archive again; if it stays so, ask the sender for a new one."
_LIMIT = (
    "If you trust the sender, run again with a higher limit (--max-bytes, --max-members,"
    " --max-name, --max-depth); else ask for a smaller or plainer bag."
)
_SECTION = "BagIt 0.97 4"

BAG_SERIALIZED: tuple[Kind, ...] = (
    error(
        "BAG-150", "Name in the archive leads out of it", "RFC 8493 5.1",
        "Programs that unpack the archive may write this file somewhere else on the disk.", _SENDER,
    ),
    error(
        "BAG-151", "Archive holds a link", "RFC 8493 5.1",
        "Unpacked, it would stand for a file somewhere else, or let others be written there.",
        _SENDER,
    ),
    error(
        "BAG-152", "Archive holds a pipe, socket or device", "RFC 8493 5.1",
        "Unpacked, it would have no bytes to keep, and opening it can hang the machine.", _SENDER,
    ),
    error(
        "BAG-153", "Same name twice in the archive", _SECTION,
        "One file would overwrite the other; which of them is meant, nobody can tell.", _SENDER,
    ),
    error(
        "BAG-154", "Name is a directory and something else, too", _SECTION,
        "The archive cannot be unpacked whole, or one of its files would be written elsewhere.",
        _SENDER,
    ),
    error(
        "BAG-155", "Not one directory at the top of the archive", _SECTION,
        "A serialized bag is one directory. What lies beside it is listed and verified nowhere.",
        _ONE_DIRECTORY,
    ),
    error(
        "BAG-156", "Bag without its directory", _SECTION,
        "Unpacked, the bag's files would be strewn among those that are already there.",
        _ONE_DIRECTORY,
    ),
    warning(
        "BAG-157", "Directory is not called as the archive is", _SECTION,
        "Nothing is wrong with the bag; some archives refuse it, as the name is how they find it.",
        "Nothing has to be done, unless the receiver asks for the same name.",
    ),
    error(
        "BAG-158", "Archive unpacks to far more than it is", "RFC 8493 5.1",
        "Archives made to fill a disk look so. It was not read any further.",
        "Do not unpack it. If the sender explains why, run again with a higher `--max-ratio`.",
    ),
    undecided(
        "BAG-159", "Archive is larger than the limit", None,
        "Nothing wrong was found in it; it was not read beyond the limit, so nothing is concluded.",
        _LIMIT,
    ),
    undecided(
        "BAG-160", "Name or header in the archive is longer than the limit", None,
        "Most systems cannot hold such names. It was not read beyond, so nothing is concluded.",
        _LIMIT,
    ),
    error(
        "BAG-161", "Archive is cut off", _SECTION,
        "Its end is missing: it was not sent whole, not copied whole, or not written whole.",
        _AGAIN,
    ),
    error(
        "BAG-162", "Archive is damaged", _SECTION,
        "Its own check sums or its structure show that bytes are not as they were written.", _AGAIN,
    ),
    error(
        "BAG-163", "Archive says two different things", "RFC 8493 5.1",
        "Programs would unpack it differently: what one of them verified, another never sees.",
        _SENDER,
    ),
    undecided(
        "BAG-164", "Archive is encrypted", None,
        "What is inside cannot be read without its key, so nothing is concluded.",
        "Ask the sender for an archive that is not encrypted, sent in a safe way.",
    ),
    undecided(
        "BAG-165", "Archive is packed in a way that is not read", None,
        "The method or the kind of a member is none that `preserve` reads; nothing is concluded.",
        "Ask the sender for a plain zip, tar or tar.gz.",
    ),
    error(
        "BAG-166", "Archive holds something that is no member", _SECTION,
        "Bytes lie before, between or behind the members, where other programs may find files.",
        _SENDER,
    ),
    error(
        "BAG-167", "Archive is empty", _SECTION, "There is no file and no directory in it.", _AGAIN,
    ),
    error(
        "BAG-168", "File is not what its name says", _SECTION,
        "Its bytes are not those of the format that its name ends with.", _AGAIN,
    ),
    undecided(
        "BAG-169", "7z archives are not read", None,
        "A 7z archive can only be listed by unpacking it, with as much memory as its sender chose;"
        " no program does that under limits. Nothing is concluded.",
        "Ask the sender for a zip or tar; or unpack it apart from everything else, on a disk that"
        " may fill up, and validate the directory.",
    ),
)  # fmt: skip  # one row a kind: the table is read more often than it is changed
