"""Findings about a WARC inside its package (07x), and about the second opinion (08x)."""

from preserve.model.catalogue.kind import Kind, error, undecided

_REPACKAGE = (
    "Keep this package as it is. Compare it with another copy: a replica, the sender's own, or one"
    " made anew from the source with `preserve package`."
)

_PACKAGE: tuple[Kind, ...] = (
    error(
        "WARC-070",
        "The source is not in the WARC",
        None,
        "No resource record of the WARC holds the source that the package is about.",
        _REPACKAGE,
    ),
    error(
        "WARC-071",
        "The WARC holds other bytes than the package",
        None,
        "The source in the WARC differs from the source in the package. One of the two was"
        " changed.",
        _REPACKAGE,
    ),
    error(
        "WARC-072",
        "The source's address does not match its bytes",
        None,
        "The target of a stored source is the SHA-256 of its bytes. This one names other bytes.",
        _REPACKAGE,
    ),
    error(
        "WARC-073",
        "The description is not in the WARC",
        None,
        "No metadata record of the WARC is about the source.",
        _REPACKAGE,
    ),
    error(
        "WARC-074",
        "The WARC holds another description",
        None,
        "The description in the WARC differs from the one in the package. One of the two was"
        " changed.",
        _REPACKAGE,
    ),
    error(
        "WARC-075",
        "The WARC belongs to another package",
        None,
        "The warcinfo record does not say that it is part of this package.",
        _REPACKAGE,
    ),
    undecided(
        "WARC-076",
        "Nothing to compare the WARC with",
        None,
        "The package does not tell the SHA-256 of its source or description, so the WARC could"
        " not be compared.",
        "Validate the bag first; then validate the WARC again.",
    ),
)

_OPINION: tuple[Kind, ...] = (
    error(
        "WARC-080",
        "A second program disagrees",
        None,
        "Our checker finds the WARC valid, and an independent program does not. Until it is known"
        " why, the file is not taken.",
        "Please report this with the file's findings; `--no-second-opinion` leaves the check out.",
    ),
    undecided(
        "WARC-081",
        "No second opinion",
        None,
        "The independent program could not look at the file, so its opinion is missing.",
        "Run the command again; `--no-second-opinion` leaves the check out.",
    ),
)

WARC_PACKAGE: tuple[Kind, ...] = (*_PACKAGE, *_OPINION)
