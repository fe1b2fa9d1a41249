"""Findings about reading, describing and metadata."""

from preserve.model.catalogue.kind import Kind, error, info, undecided, warning

_LATER = "Save the article as plain text and package that; keep this file until its reader exists."
_NOT_YET = (
    "The file is untouched and nothing was packaged. It is not described as if it were plain text,"
    " because its markup or packing would be taken for the words of the article."
)

_READING: tuple[Kind, ...] = (
    error(
        "META-001",
        "Material refused",
        None,
        "The material cannot be taken as it is. Nothing was written and nothing was changed.",
        "See the findings for what has to change.",
    ),
    error(
        "META-002",
        "Source is empty",
        None,
        "The file holds no words. An empty file is often the trace of a copy that failed.",
        "Look for another copy of the article; do not throw this one away before you have it.",
    ),
    error(
        "META-003",
        "Source is too large for an article",
        None,
        "One article is text of a few kilobytes. A file this large is a collection or a mistake.",
        "Divide it into single articles, then package those.",
    ),
    error(
        "META-004",
        "Source is not text",
        None,
        "The bytes are not writing in any encoding, so there is nothing to describe.",
        "Check that this is the file you meant; a damaged text is best replaced by another copy.",
    ),
    error(
        "META-005",
        "Encoding of the source is not known",
        None,
        "The bytes may be good text, but a wrong guess would change letters without a trace.",
        "Name the encoding with --encoding.",
    ),
    error(
        "META-006",
        "Declared encoding is not a text encoding",
        None,
        "The name given with --encoding is not known, or does not turn bytes into text.",
        "Give a name such as utf-8, windows-1252, iso-8859-1 or utf-16-le.",
    ),
    error(
        "META-007",
        "Declared encoding does not fit the bytes",
        None,
        "Read with the declared encoding, the bytes are not valid text: the declaration is wrong"
        " or the file is damaged.",
        "Name another encoding with --encoding, or leave it out for UTF-8.",
    ),
    warning(
        "META-008",
        "Encoding was detected",
        None,
        "The file does not say how it is encoded. It was read as windows-1252, the one reading in"
        " which every letter makes sense; the description records that this was detected.",
        "Look at accented letters and quotation marks; if they are wrong, use --encoding.",
    ),
    info(
        "META-009",
        "UTF-16 without a byte-order mark",
        "RFC 2781 4.3",
        "The order of the bytes was found from their pattern and proven by decoding all of them.",
        "Nothing needs to be done.",
    ),
    warning(
        "META-010",
        "Declared encoding hides UTF-8",
        None,
        "The bytes are valid UTF-8, yet another encoding was declared. Letters may come out wrong.",
        "Look at accented letters and quotation marks; if they are wrong, leave --encoding out.",
    ),
    warning(
        "META-011",
        "Text is far longer than an article",
        None,
        "Headline, outlet, date and authors are read from all of it, speakers and quotations only"
        " from the first two million characters, so that time and memory stay bounded.",
        "If it is a collection, divide it into single articles and package those.",
    ),
    error("META-020", "HTML is not read yet", None, _NOT_YET, _LATER),
    error("META-021", "WARC is not read yet", "ISO 28500:2017", _NOT_YET, _LATER),
    error("META-022", "ZIP container is not read yet", None, _NOT_YET, _LATER),
    error("META-023", "PDF is not read yet", "ISO 32000", _NOT_YET, _LATER),
    error("META-024", "Word processor file is not read yet", None, _NOT_YET, _LATER),
    error("META-025", "XML is not read yet", None, _NOT_YET, _LATER),
    error("META-026", "JSON is not read yet", "RFC 8259", _NOT_YET, _LATER),
    error("META-027", "E-mail is not read yet", "RFC 5322", _NOT_YET, _LATER),
    error(
        "META-028",
        "Compressed file is not read",
        None,
        "The file is packed, and what is inside is not a WARC. Nothing was packaged.",
        "Unpack it first, then package the article.",
    ),
    error(
        "META-029",
        "Picture, sound or film is not an article",
        None,
        "The file may belong to an article, but it is not one. Nothing was packaged.",
        "Package the article's text; keep this file beside it.",
    ),
    error(
        "META-030",
        "Another kind of document is not read",
        None,
        _NOT_YET,
        "Save the article as plain text and package that; keep this file beside it.",
    ),
)

_SUPPLIED: tuple[Kind, ...] = (
    error(
        "META-040",
        "Metadata file cannot be used",
        None,
        "None of the values in the file were taken, because it is not a table or an object that"
        " names files.",
        "Use CSV in UTF-8 with a `filename` column, or a JSON object keyed by file name.",
    ),
    warning(
        "META-041",
        "Metadata column not understood",
        None,
        "The values under this name were not taken. Nothing else in the file is affected.",
        "Use dc.title, dc.publisher, dc.creator, dc.date, dc.identifier or dc.language.",
    ),
    error(
        "META-042",
        "Metadata row not usable",
        None,
        "The cells of this row do not stand under their headings, or it names no file. Its values"
        " were not taken, because they could be attached to the wrong field or article.",
        "Name a file in every row; in CSV, put quotation marks around values that hold commas.",
    ),
    error(
        "META-043",
        "File named twice in the metadata",
        None,
        "Two rows speak for the same file. The first was taken, the other was not.",
        "Keep one row for each file.",
    ),
    error(
        "META-044",
        "Supplied value is not usable",
        "ISO 8601-2:2019",
        "The value was not taken, because it could be read in more than one way or in none.",
        "Write dates as 2016-12-15, 2016-12, 2016 or 2016-12-15T03:55:00-05:00; other values as"
        " text.",
    ),
    warning(
        "META-045",
        "Metadata for a file that is not here",
        None,
        "The row belongs to no file of this run. Often a name is misspelt, and the values meant"
        " for an article were therefore not used.",
        "Compare the name with the files; then run again with the corrected metadata.",
    ),
)

_HELD: tuple[Kind, ...] = (
    info(
        "META-046",
        "Metadata for an article that is preserved already",
        None,
        "The package stays as it was made. What the metadata file says of the article now was not"
        " added to its description, unless it had been when the package was made.",
        "Nothing needs to be done if the file says what it said then; else keep it beside the"
        " archive.",
    ),
)

_COMPARED: tuple[Kind, ...] = (
    error(
        "META-050",
        "Description cannot be relied on",
        None,
        "The package's description is missing, or does not fit its schema or its text. The"
        " package was left out; what is told of the others is not affected.",
        "Run `preserve validate` on the package; it names every fault.",
    ),
    info(
        "META-051",
        "Source named twice",
        None,
        "The same article was named twice, perhaps as a file and as its package. It was compared"
        " once, so that it agrees with nobody but the others.",
        "Nothing needs to be done.",
    ),
    undecided(
        "META-052",
        "Nothing to compare",
        None,
        "A concordance needs two articles at least; nothing was compared, so nothing is concluded.",
        "Name more articles or packages.",
    ),
    warning(
        "META-053",
        "Decision about a speaker who is not found",
        None,
        "An archivist decided something about a speaker whom the package's description does not"
        " print any more. The decision stays on record and was not applied.",
        "Look the speaker up with `preserve people list`, and decide again if it still matters.",
    ),
)

_DECIDED: tuple[Kind, ...] = (
    warning(
        "META-054",
        "Decisions contradict each other",
        None,
        "Two decisions on record cannot both be followed: by way of a third speaker one makes one"
        " person of two whom the other keeps apart. They were kept apart.",
        "Look at `preserve history`, and take one of them back with `people link` or `unlink`.",
    ),
)

META: tuple[Kind, ...] = (*_READING, *_SUPPLIED, *_HELD, *_COMPARED, *_DECIDED)
