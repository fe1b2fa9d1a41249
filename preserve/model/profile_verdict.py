"""The verdict on a bag under one profile."""

from collections.abc import Collection
from enum import StrEnum
from typing import NamedTuple

from preserve.model.finding import Finding

_NOT_COMPARED = "BAG-094"


class Fit(StrEnum):
    """Whether a bag fits a profile."""

    FITS = "fits"
    DOES_NOT_FIT = "does-not-fit"
    UNDECIDED = "undecided"


def fit_of(findings: Collection[Finding]) -> Fit:
    """Return what the findings under a profile come to: a fault decides, then what is unknown."""
    if any(found.weight == 1 for found in findings):
        return Fit.DOES_NOT_FIT
    if any(found.code == _NOT_COMPARED or found.weight for found in findings):
        return Fit.UNDECIDED
    return Fit.FITS


class ProfileVerdict(NamedTuple):
    """The verdict on one bag under one profile.

    Attributes:
        profile: its name.
        identifier: its BagIt-Profile-Identifier.
        sha256: of the profile's document, in hexadecimal.
        fit: the verdict.
        findings: how many there are.
    """

    profile: str
    identifier: str
    sha256: str
    fit: Fit
    findings: int

    def document(self) -> dict[str, object]:
        """Return the JSON shape."""
        return {
            "profile": self.profile,
            "identifier": self.identifier,
            "sha256": self.sha256,
            "verdict": self.fit.value,
            "findings": self.findings,
        }
