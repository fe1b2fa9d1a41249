"""Findings about packages of ours whose parts do not fit each other."""

from preserve.model.catalogue.kind import Kind, error, warning

CONTENTS: tuple[Kind, ...] = (
    error(
        "META-080",
        "A package holds one source",
        None,
        "The description speaks of one source; with none or several it is not clear of which.",
        "Ask whoever made the package; restore it from a copy.",
    ),
    error(
        "META-081",
        "The text cannot be decoded as the description says",
        None,
        "The evidence points into a text that cannot be had from the stored bytes.",
        "Restore the description or the source from a copy.",
    ),
    warning(
        "META-082",
        "The evidence was not held against its text",
        None,
        "The description alone does not carry its text, so its evidence is not checked here.",
        "Validate the whole bag, or make the description with `preserve describe --json --text`.",
    ),
)
