"""Findings about WARC.

Clauses are those of ISO 28500:2017 (WARC 1.1). Groups: 00x the file, 01x the frame of a record,
02x gzip, 03x fields of every record, 04x fields by record type, 05x digests, 06x records that
name each other, 07x the WARC against the package it lies in, 08x the second opinion.
"""

from preserve.model.catalogue.kind import Kind, error, info, undecided, warning
from preserve.model.catalogue.warc_package import WARC_PACKAGE

_RESTORE = "Compare with another copy of the file, and restore the copy that is whole."
_ASK_WRITER = (
    "Keep the file as it is, note the defect beside it, and tell whoever runs the program that"
    " wrote it."
)

_FILE: tuple[Kind, ...] = (
    error(
        "WARC-001",
        "The file is empty",
        "ISO 28500:2017 4",
        "A WARC file holds at least one record; this one has no bytes at all.",
        _RESTORE,
    ),
    error(
        "WARC-002",
        "Not a WARC file",
        "ISO 28500:2017 4",
        "The file starts neither with a WARC record nor with a gzip member that holds one.",
        "Check that this is the right file; if it was a WARC once, restore it from another copy.",
    ),
    undecided(
        "WARC-003",
        "Compression that cannot be read yet",
        "ISO 28500:2017 Annex D",
        "The file is compressed in a way that preserve does not read yet. Nothing is said about"
        " what is in it.",
        "Check it with a program that reads this compression, or keep a gzip copy beside it.",
    ),
    undecided(
        "WARC-004",
        "The file could not be read to its end",
        None,
        "Reading stopped before the end of the file. Nothing is said about the part behind it.",
        "Check the disk and the permissions, then run the same command again.",
    ),
    info(
        "WARC-005",
        "The file does not begin with a warcinfo record",
        "ISO 28500:2017 5.5",
        "Nothing in the file says who made it, when and with what. That is allowed, and a pity.",
        "Nothing has to be done; note the origin of the file beside it if it is known.",
    ),
)

_FRAME: tuple[Kind, ...] = (
    error(
        "WARC-010",
        "Bytes that belong to no record",
        "ISO 28500:2017 4",
        "Between two records, or behind the last, lie bytes that are no record. A record may have"
        " been overwritten there.",
        _RESTORE,
    ),
    error(
        "WARC-011",
        "A record does not end where it says",
        "ISO 28500:2017 4",
        "Behind the block, two line ends must follow. They do not, so Content-Length is wrong or"
        " bytes were added or lost.",
        _RESTORE,
    ),
    undecided(
        "WARC-012",
        "A version of WARC that is not known",
        "ISO 28500:2017 4",
        "The record says that it follows a version of the format that preserve does not know, so"
        " its fields are not judged.",
        "Check the file with a program that knows this version.",
    ),
    error(
        "WARC-013",
        "The file ends inside a record's header",
        "ISO 28500:2017 4",
        "The file was cut off, or its last record was never finished.",
        _RESTORE,
    ),
    error(
        "WARC-014",
        "A block is shorter than its record says",
        "ISO 28500:2017 5.3",
        "Content-Length announces more bytes than there are: the file was cut off, or the length"
        " is wrong.",
        _RESTORE,
    ),
    error(
        "WARC-015",
        "A record's header has no end",
        "ISO 28500:2017 4",
        "No blank line ends the header within 1 MiB, so it cannot be told from the block.",
        _RESTORE,
    ),
    error(
        "WARC-016",
        "A header line is malformed",
        "ISO 28500:2017 4",
        "A header line is not `Name: value` ended by CR LF, or holds control characters. Programs"
        " may read the record differently.",
        _ASK_WRITER,
    ),
    error(
        "WARC-017",
        "A header is not UTF-8",
        "ISO 28500:2017 4",
        "Header values are UTF-8. These bytes are not, so a name or an address cannot be read"
        " for sure.",
        _ASK_WRITER,
    ),
)

_GZIP: tuple[Kind, ...] = (
    error(
        "WARC-020",
        "Compressed data are damaged",
        "ISO 28500:2017 Annex D; RFC 1952",
        "A gzip member cannot be unpacked, or what came out does not have the checksum and length"
        " stored with it. At least one record is damaged.",
        _RESTORE,
    ),
    error(
        "WARC-021",
        "Compressed data end too early",
        "ISO 28500:2017 Annex D; RFC 1952",
        "The file ends inside a gzip member: it was cut off. What was behind the cut is not here.",
        _RESTORE,
    ),
    error(
        "WARC-022",
        "Several records in one gzip member",
        "ISO 28500:2017 Annex D",
        "Each record should be a gzip member of its own. As it is, one damaged byte can take all"
        " records behind it away, and no program can open a single record.",
        "Keep the original, and have a copy written with one member per record.",
    ),
    error(
        "WARC-023",
        "A gzip member without a record",
        "ISO 28500:2017 Annex D",
        "A gzip member holds no bytes, or bytes that are no WARC record.",
        _RESTORE,
    ),
)

_FIELDS: tuple[Kind, ...] = (
    error(
        "WARC-030",
        "A mandatory field is missing",
        "ISO 28500:2017 5.2-5.5",
        "Every record has WARC-Record-ID, WARC-Type, WARC-Date and Content-Length.",
        _ASK_WRITER,
    ),
    error(
        "WARC-031",
        "A field is given twice",
        "ISO 28500:2017 5.1",
        "The field may occur once. Programs will take one or the other value.",
        _ASK_WRITER,
    ),
    error(
        "WARC-032",
        "A record id is malformed",
        "ISO 28500:2017 5.2",
        "A record id is a whole URI between < and >, without spaces.",
        _ASK_WRITER,
    ),
    error(
        "WARC-033",
        "A record id is used twice",
        "ISO 28500:2017 5.2",
        "Two records carry the same id, so whatever refers to it is ambiguous.",
        "Find out whether a record was copied twice; keep the original and note it.",
    ),
    error(
        "WARC-034",
        "Content-Length is not a number",
        "ISO 28500:2017 5.3",
        "Without its length a record's end is not known. Checking goes on at the next record.",
        _RESTORE,
    ),
    error(
        "WARC-035",
        "A date is malformed",
        "ISO 28500:2017 5.4",
        "Dates are UTC in the W3C form, such as 2016-12-15T03:55:00Z, and must exist.",
        _ASK_WRITER,
    ),
    info(
        "WARC-036",
        "A record type that is not known",
        "ISO 28500:2017 6.1",
        "The record is of a type beyond the standard. Its frame and digests were checked, its own"
        " rules were not.",
        "Nothing has to be done.",
    ),
    warning(
        "WARC-037",
        "A block without Content-Type",
        "ISO 28500:2017 5.6",
        "Nothing says what the block is, so later readers will have to guess.",
        "Note the type beside the file if it is known.",
    ),
)

_BY_TYPE: tuple[Kind, ...] = (
    error(
        "WARC-040",
        "A field that this record type needs is missing",
        "ISO 28500:2017 6",
        "The record does not say something that its type must say, such as the address it is of.",
        _ASK_WRITER,
    ),
    error(
        "WARC-041",
        "A field that this record type may not have",
        "ISO 28500:2017 5.7-5.22",
        "The field has no meaning on this type of record, so programs will disagree about it.",
        _ASK_WRITER,
    ),
    error(
        "WARC-042",
        "An address is not a URI",
        "ISO 28500:2017 5.14; RFC 3986",
        "A URI begins with a scheme such as https: or urn: and has no spaces, control characters"
        " or letters beyond ASCII.",
        _ASK_WRITER,
    ),
    warning(
        "WARC-043",
        "An address is not escaped",
        "ISO 28500:2017 5.14; RFC 3986",
        "The URI holds characters that should be percent-encoded. Most programs read it all the"
        " same.",
        "Nothing has to be done; the capture is not affected.",
    ),
    error(
        "WARC-044",
        "An IP address is malformed",
        "ISO 28500:2017 5.10",
        "The address of the server that answered cannot be read.",
        _ASK_WRITER,
    ),
    error(
        "WARC-045",
        "A revisit record breaks the rules of its profile",
        "ISO 28500:2017 6.7",
        "A revisit stands for content stored elsewhere. As it is, that content cannot be found or"
        " proved.",
        _ASK_WRITER,
    ),
    info(
        "WARC-046",
        "A revisit profile that is not known",
        "ISO 28500:2017 5.18",
        "The block of this revisit record is not interpreted, as the standard asks.",
        "Nothing has to be done.",
    ),
    error(
        "WARC-047",
        "Segments do not form a whole",
        "ISO 28500:2017 7",
        "A record that was cut into segments cannot be put together again as it should.",
        "Look for the missing segments in the other files of the same capture.",
    ),
    warning(
        "WARC-048",
        "A capture that says it is cut short",
        "ISO 28500:2017 5.15",
        "The program that captured this stopped before the end, and said so. What is missing was"
        " never stored.",
        "Capture the address again while it exists.",
    ),
    error(
        "WARC-049",
        "A field's value is malformed",
        "ISO 28500:2017 5",
        "The value does not have the form that the standard gives for this field.",
        _ASK_WRITER,
    ),
)

_DIGESTS: tuple[Kind, ...] = (
    error(
        "WARC-050",
        "A block does not match its digest",
        "ISO 28500:2017 5.8",
        "The bytes of the record are not those that were written: it was altered or damaged.",
        _RESTORE,
    ),
    error(
        "WARC-051",
        "A payload does not match its digest",
        "ISO 28500:2017 5.9",
        "The content, without its transport headers, is not what was written.",
        _RESTORE,
    ),
    error(
        "WARC-052",
        "A digest is malformed",
        "ISO 28500:2017 5.8-5.9",
        "The digest cannot be read, so it proves nothing about the record.",
        _ASK_WRITER,
    ),
    undecided(
        "WARC-053",
        "A digest algorithm that is not known",
        "ISO 28500:2017 5.8",
        "Nothing is said about the record's bytes: preserve cannot compute this digest.",
        "Check the file with a program that knows the algorithm.",
    ),
    warning(
        "WARC-054",
        "A record without block digest",
        "ISO 28500:2017 5.8",
        "The standard allows it, but damage inside this record cannot be seen from the file"
        " itself.",
        "Rely on the fixity of the whole file, recorded in its bag and in the ledger.",
    ),
    error(
        "WARC-055",
        "A block is not the HTTP message it is said to be",
        "ISO 28500:2017 6.3",
        "The record is labelled as an HTTP message, and its block is none.",
        _ASK_WRITER,
    ),
    info(
        "WARC-056",
        "A payload digest that was not checked",
        "ISO 28500:2017 5.9",
        "The digest is about content that is not in this record: it was cut into segments. The"
        " block's own digest was checked.",
        "Nothing has to be done.",
    ),
)

_REFERENCES: tuple[Kind, ...] = (
    error(
        "WARC-060",
        "A record refers to one that is not there",
        "ISO 28500:2017 5.7, 5.11, 5.16, 5.21",
        "The file is to stand alone, and a record that it names is missing: it was removed, or is"
        " in another file.",
        "Look for the record in the other files of the same capture; if there are none, restore"
        " the file.",
    ),
    info(
        "WARC-061",
        "A record refers to another file",
        "ISO 28500:2017 5.7, 5.11, 5.16",
        "The record that is named is not in this file. For this kind of reference that is usual.",
        "Keep the files of one capture together.",
    ),
    error(
        "WARC-062",
        "A record refers to one of the wrong kind",
        "ISO 28500:2017 5.7, 5.11, 5.16",
        "The record refers to itself, or names as its warcinfo a record that is none.",
        _ASK_WRITER,
    ),
    error(
        "WARC-063",
        "A revisit differs from what it revisits",
        "ISO 28500:2017 6.7.2",
        "The record says that the same content was met again, but the digests differ.",
        _RESTORE,
    ),
)

WARC: tuple[Kind, ...] = (
    *_FILE,
    *_FRAME,
    *_GZIP,
    *_FIELDS,
    *_BY_TYPE,
    *_DIGESTS,
    *_REFERENCES,
    *WARC_PACKAGE,
)
