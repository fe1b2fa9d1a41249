"""Copies of a package elsewhere: in replicas, and with partners who took it over."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final, NamedTuple

from preserve.model.finding import Finding, exit_code_of


class CopyOutcome(StrEnum):
    """What was found of a copy: read here, or as a partner proved or said."""

    HELD = "held"
    DAMAGED = "damaged"
    MISSING = "missing"
    WRONG = "wrong"
    UNKNOWN = "unknown"
    UNREADABLE = "unreadable"
    REFUSED = "refused"
    UNANSWERED = "unanswered"


LOST: Final = frozenset(
    {CopyOutcome.DAMAGED, CopyOutcome.MISSING, CopyOutcome.WRONG, CopyOutcome.UNKNOWN}
)
"""What says that there is no whole copy; after the rest the last proof stands until it is old."""


class CopyState(StrEnum):
    """What a copy is worth now.

    `confirmed` is proven as lately as the policy asks; `overdue` was proven once, too long ago;
    `outdated` is whole, and of what the package was before a change that was accepted since.
    """

    CONFIRMED = "confirmed"
    OVERDUE = "overdue"
    OUTDATED = "outdated"
    UNPROVEN = "unproven"
    DAMAGED = "damaged"
    MISSING = "missing"
    WRONG = "wrong"
    UNKNOWN = "unknown"


WHOLE: Final = frozenset({CopyState.CONFIRMED, CopyState.OVERDUE})
"""The states of a copy that counts among those that the policy wants."""


class PlaceKind(StrEnum):
    """What holds a copy."""

    ARCHIVE = "archive"
    REPLICA = "replica"
    PARTNER = "partner"


class CopyPlace(NamedTuple):
    """Where copies lie.

    Attributes:
        kind: this archive, a replica of it, or a partner.
        name: of the store, the replica or the partner.
    """

    kind: PlaceKind
    name: str


class CopyOfPackage(NamedTuple):
    """One copy of a package.

    Attributes:
        proven_at: when it was last read whole, or proven to be held; None: never.
        asked_at: since when a challenge waits for its answer, or None.
    """

    place: CopyPlace
    state: CopyState
    proven_at: datetime | None
    asked_at: datetime | None = None


class PackageCopies(NamedTuple):
    """Where the copies of a package are, this archive's own first."""

    package: str
    copies: tuple[CopyOfPackage, ...]

    @property
    def confirmed(self) -> int:
        """How many are proven as lately as the policy asks."""
        return sum(copy.state is CopyState.CONFIRMED for copy in self.copies)

    @property
    def whole(self) -> int:
        """How many count: proven, however long ago."""
        return sum(copy.state in WHOLE for copy in self.copies)

    @property
    def overdue(self) -> int:
        """How many were proven too long ago."""
        return sum(copy.state is CopyState.OVERDUE for copy in self.copies)


@dataclass(frozen=True, slots=True)
class CopySums:
    """The copies of all packages, counted.

    Attributes:
        wanted: how many whole copies of each package the policy wants, this archive's own included.
        challenge_days: each copy elsewhere is to be proven at least once in so many days.
        confirmed: packages with as many confirmed copies as are wanted.
        fewer: packages with fewer whole copies than are wanted.
        overdue: copies elsewhere that were proven too long ago.
        oldest_proof_at: of all whole copies elsewhere; None: there are none.
    """

    wanted: int
    challenge_days: int
    packages: int
    confirmed: int
    fewer: int
    overdue: int
    oldest_proof_at: datetime | None


@dataclass(frozen=True, slots=True)
class CopySurvey:
    """Where the copies are: all of it from the history, and nothing read."""

    places: tuple[CopyPlace, ...]
    packages: tuple[PackageCopies, ...]
    sums: CopySums
    findings: tuple[Finding, ...]

    @property
    def exit_code(self) -> int:
        """The exit code that its findings ask for."""
        return exit_code_of(self.findings)


@dataclass(frozen=True, slots=True)
class ReplicaRun:
    """What a run over copies did.

    Attributes:
        replicas: for each replica that was there, how many packages there were of each outcome.
        partners: for each partner, the same: what was asked, answered, proven.
        findings: what is wrong, and what could not be looked at.
        carried: what lies where now for partners, in words, a line each.
    """

    replicas: Mapping[str, Mapping[str, int]]
    partners: Mapping[str, Mapping[str, int]]
    findings: tuple[Finding, ...]
    carried: tuple[str, ...] = ()

    @property
    def exit_code(self) -> int:
        """The exit code that its findings ask for."""
        return exit_code_of(self.findings)
