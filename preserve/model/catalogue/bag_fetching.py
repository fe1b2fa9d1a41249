"""Findings about completing a bag by its fetch.txt (groups 11 and 17 of the bag findings)."""

from preserve.model.catalogue.kind import Kind, error, undecided

_SCOPE = "RFC 8493 2.2.3"
_DANGER = "RFC 8493 5.2"
_SENDER = "Ask the sender for the file, or for a bag with an address that works."
_LATER = "Run the same command again later: it goes on where it stopped."

BAG_FETCHING: tuple[Kind, ...] = (
    error(
        "BAG-116", "Address in fetch.txt may not be used", _DANGER,
        "The sender chose where this machine would connect to, and this address is not one that a"
        " stranger may choose. Nothing was sent there.",
        "Ask the sender for an https address; the options of `preserve fetch` allow more, for"
        " senders whom you know.",
    ),
    error(
        "BAG-117", "Fetched file is not the one that the manifests list", "RFC 8493 3",
        "The bytes that came have another digest: the file was changed since, or another one lies"
        " at the address. They were removed; nothing of them is in the bag.", _SENDER,
    ),
    error(
        "BAG-118", "File at the address has another length", "RFC 8493 5.3",
        "The server has more or fewer bytes than fetch.txt states; what came was removed.",
        _SENDER,
    ),
    error(
        "BAG-119", "There is no directory of a bag here", "RFC 8493 2",
        "A bag is completed or rebagged by its own directory, and this is none, or a packed one.",
        "Name the bag's own directory; unpack a packed bag first.",
    ),
    error(
        "BAG-170", "Redirection that is not followed", _DANGER,
        "The server sends on to an address that a stranger may not choose, or in a circle.",
        _SENDER,
    ),
    undecided(
        "BAG-171", "Server could not be reached", None,
        "The file could not be fetched now: that says nothing about the file.", _LATER,
    ),
    undecided(
        "BAG-172", "Server does not give the file", None,
        "The server answered, and the file is not there or not for everybody.", _SENDER,
    ),
    error(
        "BAG-173", "Server's answer cannot be taken", _DANGER,
        "What the server sent is not plainly the file that was asked for; it was removed.",
        "Run again; if it stays so, tell the sender: a server or something before it is at fault.",
    ),
    error(
        "BAG-174", "Server could not prove who it is", _DANGER,
        "Its certificate is expired, of another name, or of nobody who is trusted here. Nothing"
        " was fetched from it.",
        "Tell whoever runs the server; if it has a certificate of its own, give it by --ca-file.",
    ),
    undecided(
        "BAG-175", "File could not be verified, so it was not fetched", _SCOPE,
        "No manifest lists a digest of it that can be computed here.",
        "Ask the sender for a bag with sha256 or sha512 manifests.",
    ),
    error(
        "BAG-176", "File has no place in the bag", "RFC 8493 5.1",
        "A link, a file or a directory is in the way. Nothing is followed and nothing is"
        " overwritten.",
        "Look at what lies there; ask the sender for a corrected bag.",
    ),
    undecided(
        "BAG-177", "File is larger than this run takes", None,
        "Fetching it would go beyond the limit of this run, so it was left.",
        "Run again with a larger --max-bytes, if the sender is right and the disk large enough.",
    ),
    undecided(
        "BAG-178", "File was not tried", None,
        "The run ended before its turn, or its server had failed too often.", _LATER,
    ),
    error(
        "BAG-179", "Bag belongs to an archive", None,
        "What is in an archive changes by recorded acts alone; nothing was fetched.",
        "Complete a copy of the bag outside the archive, then take that in.",
    ),
)  # fmt: skip
