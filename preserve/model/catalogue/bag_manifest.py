"""Findings about what manifests say and whether it is true (groups 03 to 06 of the bag)."""

from preserve.model.catalogue.kind import Kind, error, warning

_SENDER = "Ask the sender for a corrected bag; do not repair the only copy by hand."
_KEEP = "Nothing has to be done now; tell the sender, so that the next bag is in order."

_ENTRIES: tuple[Kind, ...] = (
    error(
        "BAG-030", "Line of a manifest cannot be understood", "RFC 8493 2.1.3",
        "A file may be listed on this line, and it was not checked.", _SENDER,
    ),
    error(
        "BAG-031", "File is listed twice", "RFC 8493 2.1.3",
        "BagIt 1.0 wants each file once; the digests agree, so no file is in doubt.", _SENDER,
    ),
    warning(
        "BAG-032", "File is listed twice, as older versions allow", "RFC 8493 2.1.3",
        "The digests agree; BagIt 1.0 would not accept it.", _KEEP,
    ),
    error(
        "BAG-033", "File is listed twice with different digests", "RFC 8493 2.1.3",
        "At most one of the digests can be right; the manifest contradicts itself.", _SENDER,
    ),
    error(
        "BAG-034", "Path leads out of the bag", "RFC 8493 5.1",
        "The bag points at files that are not its own; nothing was opened there.",
        "Treat the bag with suspicion, and ask the sender where it comes from.",
    ),
    error(
        "BAG-035", "Payload manifest lists a file outside data", "RFC 8493 2.1.3",
        "Payload manifests list what lies in `data`, with `/` between names; a path with"
        " backslashes, as Windows writes it, is not such a path.", _SENDER,
    ),
    error(
        "BAG-036", "Manifest lists a directory", "RFC 8493 2.1.3",
        "Directories have no digest; the files in them must be listed.", _SENDER,
    ),
    warning(
        "BAG-037", "Path is written in a roundabout way", "RFC 8493 2.1.3",
        "The file was found; stricter programs may look for another name.", _KEEP,
    ),
    warning(
        "BAG-038", "Manifest looks like the output of md5sum", "RFC 8493 6.1.3",
        "It was understood; strict validators will refuse this bag.",
        "Ask the sender for lines of the form `digest, two spaces, path` without `*` and `\\`.",
    ),
    warning(
        "BAG-039", "Percent sign in a path is not written as BagIt 1.0 wants", "RFC 8493 2.1.3",
        "The file was found under the other reading; stricter programs will not find it.", _KEEP,
    ),
)  # fmt: skip  # one row a kind: the table is read more often than it is changed

_COMPLETENESS: tuple[Kind, ...] = (
    error(
        "BAG-040", "Listed file is missing", "RFC 8493 3",
        "A file that belongs to the bag is not there: the deposit is not whole.",
        "Look for the file where the bag was copied from; otherwise ask the sender again.",
    ),
    error(
        "BAG-041", "File is in data and not listed", "RFC 8493 3",
        "Nobody vouches for this file: it came in after the bag was made, or was forgotten.",
        "Find out whether the file belongs to the bag: ask the sender or, in your own archive,"
        " whoever worked there. Move nothing before that is known.",
    ),
    error(
        "BAG-042", "File is not listed in every payload manifest", "RFC 8493 2.1.3",
        "BagIt 1.0 wants each manifest complete; this file is vouched for by some only.", _SENDER,
    ),
    error(
        "BAG-043", "File is still to be fetched", "RFC 8493 2.2.3",
        "The bag has a hole on purpose: fetch.txt says where the file can be had.",
        "Fetch the file to complete the bag, then check again.",
    ),
    warning(
        "BAG-044", "Name is stored in another Unicode form than the listed one", "RFC 8493 6.1.1.3",
        "The same letters, stored otherwise: a disk or a copying program rewrote the name. The file"
        " was compared all the same.",
        _KEEP,
    ),
    warning(
        "BAG-045", "Names differ only by Unicode normal form", "RFC 8493 6.1.1.3",
        "They look the same. On macOS these two files would become one, and the bag would break.",
        _KEEP,
    ),
    warning(
        "BAG-046", "Names differ only by case", "RFC 8493 6.1.1.3",
        "On Windows and macOS these two files would become one, and the bag would break.", _KEEP,
    ),
)  # fmt: skip

_FIXITY: tuple[Kind, ...] = (
    error(
        "BAG-050", "Payload file is altered", "RFC 8493 3",
        "The bytes are not those that the manifest describes: damaged, replaced or edited.",
        "Restore the file from another copy; keep the altered one aside with a note.",
    ),
    error(
        "BAG-051", "Tag file is altered", "RFC 8493 3",
        "A file that describes the bag changed after the bag was made.",
        "Compare with another copy of the bag before trusting its metadata or manifests.",
    ),
)  # fmt: skip

_TAG_MANIFESTS: tuple[Kind, ...] = (
    warning(
        "BAG-060", "There is no tag manifest", "RFC 8493 2.2.1",
        "A change of the manifests or of bag-info.txt would not be noticed.", _KEEP,
    ),
    error(
        "BAG-061", "Tag manifest omits a payload manifest", "RFC 8493 2.2.1",
        "The omitted manifest could be changed unnoticed.", _SENDER,
    ),
    warning(
        "BAG-062", "Tag manifest omits a payload manifest, in an older version", "RFC 8493 2.2.1",
        "The omitted manifest could be changed unnoticed; BagIt 1.0 forbids it.", _KEEP,
    ),
    error(
        "BAG-063", "Tag manifest lists a tag manifest", "RFC 8493 2.2.1",
        "Tag manifests that list each other cannot all be right: writing one makes another untrue.",
        _SENDER,
    ),
    error(
        "BAG-064", "Tag manifest lists a payload file", "RFC 8493 2.2.1",
        "Payload files belong to the payload manifests.", _SENDER,
    ),
    error(
        "BAG-065", "Listed tag file is missing", "RFC 8493 3",
        "A file that describes the bag is not there.",
        "Look for the file where the bag was copied from; otherwise ask the sender again.",
    ),
    warning(
        "BAG-066", "Tag file is in no tag manifest", "RFC 8493 2.2.1",
        "A change of this file would not be noticed.", _KEEP,
    ),
    warning(
        "BAG-067", "Tag manifests do not list the same files", "RFC 8493 2.2.1",
        "Some tag files are guarded by fewer digests than others.", _KEEP,
    ),
    warning(
        "BAG-068", "Tag and payload manifests use different algorithms", "RFC 8493 2.2.1",
        "Whoever can check the payload may not be able to check the tag files.", _KEEP,
    ),
)  # fmt: skip

BAG_MANIFEST: tuple[Kind, ...] = (*_ENTRIES, *_COMPLETENESS, *_FIXITY, *_TAG_MANIFESTS)
