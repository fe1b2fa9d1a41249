"""Findings about BagIt: before writing (group 00), and of a bag (01 to 11, and 14)."""

from preserve.model.catalogue.bag_fetching import BAG_FETCHING
from preserve.model.catalogue.bag_fitting import BAG_FITTING
from preserve.model.catalogue.bag_manifest import BAG_MANIFEST
from preserve.model.catalogue.bag_profile import BAG_PROFILE
from preserve.model.catalogue.bag_rebag import BAG_REBAG
from preserve.model.catalogue.bag_serialized import BAG_SERIALIZED
from preserve.model.catalogue.kind import Kind, error, info, undecided, warning

_SENDER = "Ask the sender for a corrected bag; do not repair the only copy by hand."
_RENAME = "Rename the file in the source, then package again."
_AGAIN = "Make it readable, then check again; until then nothing is concluded."
_KEEP = "Nothing has to be done now; tell the sender, so that the next bag is in order."

_SOURCE: tuple[Kind, ...] = (
    error(
        "BAG-001", "Source name is not UTF-8", "RFC 8493 2.1.3",
        "The name cannot be written into a manifest, so the file could not be listed.", _RENAME,
    ),
    error(
        "BAG-002", "Source names differ only by Unicode normal form", "RFC 8493 6.1.1.3",
        "Some systems would store these names as one file, and one of the files would be lost.",
        _RENAME,
    ),
    error(
        "BAG-003", "Source names differ only by case", "RFC 8493 6.1.1.3",
        "Windows and macOS would store these names as one file; one would be lost.", _RENAME,
    ),
    error(
        "BAG-004", "Source holds something that is not a file", "RFC 8493 2.1.2",
        "Pipes, sockets and devices have no bytes to keep; opening one can hang the machine.",
        "Remove it from the source, or package a plain file with what it stands for.",
    ),
    error(
        "BAG-005", "Source link leaves the source", "RFC 8493 5.1",
        "Following the link would take in files that nobody meant to hand over.",
        "Replace the link by the file it points to, or remove it.",
    ),
    error(
        "BAG-006", "Source link leads nowhere", "RFC 8493 2.1.2",
        "The link's target is not in the source, or links point at each other in a circle.",
        "Replace the link by the file it should point to, or remove it.",
    ),
    error(
        "BAG-007", "Source name reads as a way out of the bag", "RFC 8493 5.1",
        "On some system this name would be taken as a path to another place.", _RENAME,
    ),
    undecided(
        "BAG-008", "Source could not be looked at", None,
        "It is not known what lies there, so the source cannot be said to be complete.",
        "Make it readable for this user, then package again.",
    ),
)  # fmt: skip  # one row a kind: the table is read more often than it is changed

_DECLARATION: tuple[Kind, ...] = (
    error(
        "BAG-010", "bagit.txt is missing", "RFC 8493 2.1.1",
        "Without bagit.txt a directory is not a bag: nothing says by which rules to read it.",
        "Check that this is the bag's own directory; otherwise ask the sender for the file.",
    ),
    error(
        "BAG-011", "bagit.txt is not the two lines it must be", "RFC 8493 2.1.1",
        "Other programs may refuse the bag, or read it under wrong rules.", _SENDER,
    ),
    error(
        "BAG-012", "bagit.txt starts with a byte-order mark", "RFC 8493 2.1.1",
        "Programs that read the file byte for byte will not recognise the bag.", _SENDER,
    ),
    error(
        "BAG-013", "BagIt version is unknown", "RFC 8493 2.1.1",
        "The rules of this version are not known; the bag was judged by those of 1.0.", _SENDER,
    ),
    error(
        "BAG-014", "White space in bagit.txt is not as it must be", "RFC 8493 2.1.1",
        "BagIt 1.0 wants exactly one space after the colon and none before it or at the end.",
        _SENDER,
    ),
    error(
        "BAG-015", "Encoding of the tag files is unknown", "RFC 8493 2.1.1",
        "The manifests cannot be read with certainty; they were read as UTF-8.", _SENDER,
    ),
    undecided(
        "BAG-017", "Encoding of the tag files is not read here", "RFC 8493 2.1.1",
        "The encoding is registered, and rare; the manifests were read as UTF-8, with doubts.",
        "Ask the sender for a bag with tag files in UTF-8.",
    ),
    warning(
        "BAG-016", "Tag files are not in UTF-8", "RFC 8493 2.1.1",
        "The bag may be valid; fewer programs will read it in ten years.", _KEEP,
    ),
)  # fmt: skip

_STRUCTURE: tuple[Kind, ...] = (
    error(
        "BAG-020", "There is no data directory", "RFC 8493 2.1.2",
        "The directory that holds the content itself is missing, or is a file or a link.", _SENDER,
    ),
    error(
        "BAG-021", "There is no payload manifest", "RFC 8493 2.1.3",
        "Nothing says which files belong to the bag or what their digests are.", _SENDER,
    ),
    error(
        "BAG-022", "Manifest is not named as it must be", "RFC 8493 2.4",
        "Programs look for the algorithm in small letters and digits, and overlook this file.",
        _SENDER,
    ),
    undecided(
        "BAG-023", "Digests of an algorithm that cannot be computed here", "RFC 8493 2.4",
        "The digests of this manifest were not verified, so the bag cannot be called valid.",
        "Ask the sender for a bag with sha256 or sha512 manifests.",
    ),
    warning(
        "BAG-024", "Only weak digests", "RFC 8493 2.4",
        "MD5 and SHA-1 find accidents, not somebody who changes files on purpose.",
        "Add sha512 when the bag is taken into an archive.",
    ),
    warning(
        "BAG-025", "Name is nearly that of a tag file", "RFC 8493 2.3",
        "Programs look for the exact name, in small letters and ending in `.txt`; the file was"
        " taken as any other file, and what it says was not used.",
        "Ask the sender whether the file was meant to be the tag file, and for a corrected bag.",
    ),
    error(
        "BAG-026", "A directory has the name of a tag file", "RFC 8493 2",
        "BagIt keeps this name for a file. What the file would have said is missing.", _SENDER,
    ),
    warning(
        "BAG-027", "Algorithm is in no public registry", "RFC 8493 2.4",
        "In ten years nobody may know how to compute these digests again.",
        "Keep the bag; ask the sender to add a sha256 or sha512 manifest to the next one.",
    ),
)  # fmt: skip

_INFO: tuple[Kind, ...] = (
    error(
        "BAG-070", "Line of bag-info.txt cannot be understood", "RFC 8493 2.2.2",
        "Something the sender wanted to say about the bag is lost.", _SENDER,
    ),
    error(
        "BAG-071", "White space round a colon is not as it must be", "RFC 8493 2.2.2",
        "BagIt 1.0 wants none before and one after; the value was read all the same.", _SENDER,
    ),
    error(
        "BAG-072", "Payload-Oxum cannot be understood", "RFC 8493 2.2.2",
        "The sender's count of bytes and files, which shows missing files at once, is unusable.",
        _SENDER,
    ),
    error(
        "BAG-073", "Payload-Oxum does not match", "RFC 8493 2.2.2",
        "The payload has not the number of bytes or files that the sender stated.",
        "Compare with the other findings; a file may be missing from manifests and bag alike.",
    ),
    error(
        "BAG-074", "Payload-Oxum is given more than once", "RFC 8493 2.2.2",
        "It is not clear which statement holds.", _SENDER,
    ),
    warning(
        "BAG-075", "Reserved label is spelled in another case", "RFC 8493 2.2.2",
        "It was understood; some programs will overlook it.", _KEEP,
    ),
    warning(
        "BAG-076", "Label is repeated that should be there once", "RFC 8493 2.2.2",
        "It is not clear which value holds.", _KEEP,
    ),
    warning(
        "BAG-077", "Value has not the form it should have", "RFC 8493 2.2.2",
        "People understand it; programs may not.", _KEEP,
    ),
    warning(
        "BAG-078", "Bag-Count is given without Bag-Group-Identifier", "RFC 8493 2.2.2",
        "The bag says that it is one of several, and not of which group.",
        "Ask the sender which bags belong together, and note the answer with the deposit.",
    ),
    warning(
        "BAG-079", "Label has no value", "RFC 8493 2.2.2",
        "Something may have been forgotten; the label alone says nothing.", _KEEP,
    ),
)  # fmt: skip

_TEXT: tuple[Kind, ...] = (
    error(
        "BAG-080", "Tag file is not in the declared encoding", "RFC 8493 2.3",
        "Some names or values cannot be read with certainty.", _SENDER,
    ),
    error(
        "BAG-081", "Line of a tag file is far too long", "RFC 8493 2.3",
        "The line was not read: no name or value needs a million characters.", _SENDER,
    ),
    error(
        "BAG-082", "Tag file has a byte-order mark it must not have", "RFC 8493 2.3",
        "It was ignored; stricter programs will misread the first line.", _SENDER,
    ),
    info(
        "BAG-083", "Last line does not end", "RFC 8493 2.3",
        "Nothing is lost, unless the file was cut off and nobody noticed.", _KEEP,
    ),
    warning(
        "BAG-084", "Empty line in a tag file", "RFC 8493 2.3",
        "It was ignored; stricter programs may stop there.", _KEEP,
    ),
    undecided(
        "BAG-085", "bag-info.txt was not read to its end", None,
        "It has more entries than anybody writes; what comes after them is not known.",
        _SENDER,
    ),
)  # fmt: skip

_UNDECIDED: tuple[Kind, ...] = (
    undecided(
        "BAG-090", "File could not be read", None,
        "Nothing is known about this file: that is not the same as damage.", _AGAIN,
    ),
    undecided(
        "BAG-091", "File changed while it was read", None,
        "Somebody or something wrote to the bag during the check.",
        "Stop whatever writes to the bag, then check again.",
    ),
    undecided(
        "BAG-092", "Directory or name could not be looked at", None,
        "It is not known what lies there, so completeness cannot be judged.", _AGAIN,
    ),
    undecided(
        "BAG-093", "File was not read", None,
        "The check ended before this file's turn; nothing is concluded about it.",
        "Run the check again to its end.",
    ),
    warning(
        "BAG-094", "Something was not compared", None,
        "What the profile or the contents of a package ask for could not be read: that is no fault,"
        " and what depends on it was left out.",
        "Make it readable, then run again.",
    ),
)  # fmt: skip

_NAMES: tuple[Kind, ...] = (
    error(
        "BAG-100", "Bag holds a link", "RFC 8493 5.1",
        "A link is not content: it breaks in a copy, and may lead out of the bag. Not followed.",
        _SENDER,
    ),
    error(
        "BAG-101", "Bag holds a pipe, socket or device", "RFC 8493 2",
        "It has no bytes to keep, and opening it can hang the machine. It was not opened.",
        _SENDER,
    ),
    warning(
        "BAG-102", "File has another name elsewhere", None,
        "The file is a hard link: a change under its other name changes the bag.",
        "Copy the bag to a place of its own.",
    ),
    warning(
        "BAG-103", "File left behind by an operating system", None,
        "Such files come and go by themselves and break bags.", _KEEP,
    ),
    warning(
        "BAG-104", "Name that Windows cannot hold", "RFC 8493 6.1.2",
        "The bag cannot be copied to a Windows disk without renaming.", _KEEP,
    ),
    warning(
        "BAG-105", "Very long name", "RFC 8493 6.1.2",
        "Some systems cannot hold names above 255 bytes or paths above 255 characters.", _KEEP,
    ),
    warning(
        "BAG-106", "Name is not UTF-8", "RFC 8493 6.1.1.3",
        "The name means different things on different systems and cannot be listed.", _KEEP,
    ),
    warning(
        "BAG-107", "Name with invisible or control characters", "RFC 8493 2.1.3",
        "The name looks like another one, or is cut by programs that split lines there.", _KEEP,
    ),
)  # fmt: skip

_FETCH: tuple[Kind, ...] = (
    error(
        "BAG-110", "Line of fetch.txt cannot be understood", "RFC 8493 2.2.3",
        "A file may be named there that cannot be fetched.", _SENDER,
    ),
    error(
        "BAG-111", "Address in fetch.txt is not an absolute URI", "RFC 8493 2.2.3",
        "It does not say where the file can be had.", _SENDER,
    ),
    error(
        "BAG-112", "fetch.txt names a file outside data", "RFC 8493 2.2.3",
        "Only payload files may be fetched.", _SENDER,
    ),
    error(
        "BAG-113", "fetch.txt names a file that is not in every manifest", "RFC 8493 2.2.3",
        "A fetched file could not be verified.", _SENDER,
    ),
    error(
        "BAG-114", "fetch.txt names a file twice", "RFC 8493 2.2.3",
        "It is not clear which address holds.", _SENDER,
    ),
    warning(
        "BAG-115", "Size differs from the one in fetch.txt", "RFC 8493 2.2.3",
        "The file is there and its digest decides; the stated size is wrong.", _KEEP,
    ),
)  # fmt: skip

_OPINION: tuple[Kind, ...] = (
    undecided(
        "BAG-140", "The second opinion differs", None,
        "The bagit library judges this bag otherwise than preserve does; one of them is wrong.",
        "Keep the bag as it is and report the case, so that it is explained before you rely on it.",
    ),
    info(
        "BAG-141", "The second opinion differs for a known reason", None,
        "The bagit library is known to judge this otherwise than the standard says; the bag is"
        " judged by the standard.",
        "Nothing has to be done about the difference.",
    ),
    info(
        "BAG-142", "No second opinion", None,
        "The bagit library was not asked: it reads directories only, and would follow links or hang"
        " on some bags.",
        "Nothing has to be done. To ask it all the same, settle the other findings, or unpack a"
        " packed bag.",
    ),
    info(
        "BAG-143", "The second opinion agrees", None,
        "The bagit library, which shares no code with preserve, comes to the same result.",
        "Nothing has to be done.",
    ),
    info(
        "BAG-144", "The second opinion cannot be compared", None,
        "Preserve concluded nothing about this bag, so there is nothing to agree with.",
        "Settle what could not be decided, then ask again.",
    ),
)  # fmt: skip

_BESIDE: tuple[Kind, ...] = (
    warning(
        "BAG-145", "Something beside the bags was not checked", None,
        "It is no bag, so nothing says what it should be. In the store of an archive nothing but"
        " packages belongs.",
        "Name it by itself to have it checked; otherwise move it to where it belongs.",
    ),
)  # fmt: skip

BAG: tuple[Kind, ...] = (
    *_SOURCE,
    *_DECLARATION,
    *_STRUCTURE,
    *BAG_MANIFEST,
    *_INFO,
    *_TEXT,
    *_UNDECIDED,
    *_NAMES,
    *_FETCH,
    *BAG_FETCHING,
    *BAG_PROFILE,
    *_OPINION,
    *_BESIDE,
    *BAG_FITTING,
    *BAG_SERIALIZED,
    *BAG_REBAG,
)
