"""Verdicts of `validate`."""

from enum import StrEnum


class Verdict(StrEnum):
    """What validation concludes about a bag, a WARC or a description."""

    VALID = "valid"
    INVALID = "invalid"
    INCOMPLETE = "incomplete"
    UNDECIDED = "undecided"
