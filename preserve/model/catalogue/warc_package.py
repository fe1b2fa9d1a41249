"""Findings about a WARC inside its package (07x), and about the second opinion (08x)."""

from preserve.model.catalogue.kind import Kind, error, undecided

_REPACKAGE = (
    "Keep this package as it is, package the source again with `preserve package`, and compare"
    " the two."
)

_PACKAGE: tuple[Kind, ...] = (
    error(
        "WARC-070",
        "the source is not in the WARC",
        None,
        "No resource record of the WARC holds the source that the package is about.",
        _REPACKAGE,
    ),
    error(
        "WARC-071",
        "the WARC holds other bytes than the package",
        None,
        "The source in the WARC differs from the source in the package. One of the two was"
        " changed.",
        _REPACKAGE,
    ),
    error(
        "WARC-072",
        "the source's address does not match its bytes",
        None,
        "The target of a stored source is the SHA-256 of its bytes. This one names other bytes.",
        _REPACKAGE,
    ),
    error(
        "WARC-073",
        "the description is not in the WARC",
        None,
        "No metadata record of the WARC is about the source.",
        _REPACKAGE,
    ),
    error(
        "WARC-074",
        "the WARC holds another description",
        None,
        "The description in the WARC differs from the one in the package. One of the two was"
        " changed.",
        _REPACKAGE,
    ),
    error(
        "WARC-075",
        "the WARC belongs to another package",
        None,
        "The warcinfo record does not say that it is part of this package.",
        _REPACKAGE,
    ),
    undecided(
        "WARC-076",
        "nothing to compare the WARC with",
        None,
        "The package does not tell the SHA-256 of its source or description, so the WARC could"
        " not be compared.",
        "Validate the bag first; then validate the WARC again.",
    ),
)

_OPINION: tuple[Kind, ...] = (
    error(
        "WARC-080",
        "a second program disagrees",
        None,
        "Our checker finds the WARC valid, and an independent program does not. Until it is known"
        " why, the file is not taken.",
        "Please report this with the file's findings; `--no-second-opinion` leaves the check out.",
    ),
    undecided(
        "WARC-081",
        "no second opinion",
        None,
        "The independent program could not look at the file, so its opinion is missing.",
        "Run the command again; `--no-second-opinion` leaves the check out.",
    ),
)

WARC_PACKAGE: tuple[Kind, ...] = (*_PACKAGE, *_OPINION)
