"""Findings about description documents: their form, and their evidence against the text."""

from preserve.model.catalogue.kind import Kind, error, undecided, warning

_DESCRIBE_AGAIN = (
    "Keep the document, run `preserve describe` on the source again, and compare the two."
)
_CORRECT_DOCUMENT = "Correct the document at the place named, then validate it again."

DOCUMENT: tuple[Kind, ...] = (
    error(
        "META-060",
        "Not a JSON document",
        "RFC 8259 2",
        "The file is not JSON in UTF-8, so nothing in it can be read for sure.",
        "Restore the file from another copy, or correct it at the place named.",
    ),
    error(
        "META-061",
        "A name is given twice in one object",
        "RFC 8259 4",
        "Programs will take one or the other value, so two readers may read two documents.",
        _CORRECT_DOCUMENT,
    ),
    error(
        "META-062",
        "Not a number that JSON has",
        "RFC 8259 6",
        "NaN and Infinity, and numbers too long to hold, are not JSON numbers.",
        _CORRECT_DOCUMENT,
    ),
    error(
        "META-063",
        "Nested too deeply",
        None,
        "The document nests deeper than any description does. It is not read further.",
        "Check where the file comes from; a description nests fewer than 20 levels.",
    ),
    error(
        "META-064",
        "The document does not follow its schema",
        "JSON Schema 2020-12",
        "A part is missing, is not known, or does not have the form that the schema gives.",
        _CORRECT_DOCUMENT,
    ),
    undecided(
        "META-065",
        "No such schema",
        None,
        "The schema that the document should follow is not one that preserve has.",
        "Check the schema_version of the document; a newer preserve may know it.",
    ),
    error(
        "META-066",
        "The text is not the one that was described",
        None,
        "Length or SHA-256 of the text differ from the document's, so no offset can be trusted.",
        _DESCRIBE_AGAIN,
    ),
    error(
        "META-067",
        "Evidence that is not in the text",
        "Web Annotation Data Model 4.2.4-4.2.5",
        "The characters at the given place are not the ones that are quoted.",
        _DESCRIBE_AGAIN,
    ),
    error(
        "META-068",
        "An id is used twice",
        None,
        "Two entries carry the same id, so whatever refers to it is ambiguous.",
        _CORRECT_DOCUMENT,
    ),
    error(
        "META-069",
        "A reference that leads nowhere",
        None,
        "An entry names a speaker or a quotation that the document does not have.",
        _CORRECT_DOCUMENT,
    ),
    error(
        "META-070",
        "A reference that leads back to itself",
        None,
        "A quotation continues or repeats itself, directly or through others.",
        _CORRECT_DOCUMENT,
    ),
    warning(
        "META-071",
        "A repetition that repeats nothing",
        None,
        "The quotation is said to repeat another one, and neither's words are in the other.",
        _DESCRIBE_AGAIN,
    ),
    error(
        "META-072",
        "The document is about another source",
        None,
        "Name, size or digests of the source differ from those of the original in the package.",
        _DESCRIBE_AGAIN,
    ),
    error(
        "META-073",
        "The document's text is not in the package",
        None,
        "The offsets point into a file that the package does not have.",
        _DESCRIBE_AGAIN,
    ),
    error(
        "META-074",
        "The document belongs to another package",
        None,
        "The package id in the document is not the package's own.",
        "Find the package that the description belongs to, and restore this one's from a copy.",
    ),
)
