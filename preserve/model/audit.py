"""What an audit found: states of files and packages, counts, and the run they belong to."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from preserve.model.finding import Finding

FINDINGS_ON_RECORD = 1000
"""How many findings of a run the history keeps, the first ones; the counts are of all."""

FINDINGS_SHOWN = 200
"""How many findings of a run a page of text shows; where there are more, a file has them all."""


class FileState(StrEnum):
    """The state of one file."""

    INTACT = "intact"
    ALTERED = "altered"
    FLAKY = "flaky"
    MISSING = "missing"
    MOVED = "moved"
    SWAPPED = "swapped"
    UNEXPECTED = "unexpected"
    TYPE_CHANGED = "type-changed"
    UNREADABLE = "unreadable"
    CHANGED_WHILE_READING = "changed-while-reading"
    NOT_CHECKED = "not-checked"


class PackageState(StrEnum):
    """The state of one package, or of a directory in the store that no entry knows."""

    INTACT = "intact"
    SUPERSEDED = "superseded"
    DAMAGED = "damaged"
    MANIFEST_ALTERED = "manifest-altered"
    UNEXPECTED = "unexpected"
    UNDECIDED = "undecided"
    NOT_CHECKED = "not-checked"


NOTHING_WRONG = frozenset({PackageState.INTACT, PackageState.SUPERSEDED, PackageState.NOT_CHECKED})
"""The states of packages of which nothing is known to be wrong."""


class ReadClass(StrEnum):
    """Where the bytes of a read came from, as far as that can be known."""

    MEDIA = "media"
    CACHE_UNKNOWN = "cache-unknown"


class Hint(StrEnum):
    """What an alteration looks like. A hint never decides anything: the digest did."""

    ROT_LIKE = "rot-like"
    DELIBERATE_LIKE = "deliberate-like"
    TRUNCATED = "truncated"
    APPENDED = "appended"
    ZERO_RUN = "zero-run"
    HIGH_ENTROPY = "high-entropy"


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """Where a file was altered, and what that looks like; kept apart from the verdict.

    Attributes:
        ranges: stretches of bytes, start and end (exclusive), in which it differs for certain.
        records: the WARC records that hold the damage, or that are lost with it, in words.
        hints: what it looks like.
    """

    ranges: tuple[tuple[int, int], ...] = ()
    records: tuple[str, ...] = ()
    hints: tuple[Hint, ...] = ()

    def document(self) -> dict[str, object]:
        """Return the JSON shape."""
        return {
            "ranges": [list(one) for one in self.ranges],
            "records": list(self.records),
            "hints": [hint.value for hint in self.hints],
        }


@dataclass(frozen=True, slots=True)
class AuditFinding:
    """A finding with the package, the store and the state it belongs to.

    Attributes:
        moved_to: where the bytes of a `moved` file lie now, relative to the store; of a `swapped`
            one, the place that they are on record for.
        diagnosis: of an `altered` file, where and how.
    """

    finding: Finding
    package: str | None
    store: str
    state: str
    moved_to: str | None = None
    diagnosis: Diagnosis | None = None

    def document(self) -> dict[str, object]:
        """Return the JSON shape; `moved_to` and `diagnosis` only where there is one."""
        document: dict[str, object] = {
            **self.finding.document(),
            "package": self.package,
            "store": self.store,
            "state": self.state,
        }
        if self.moved_to is not None:
            document["moved_to"] = self.moved_to
        if self.diagnosis is not None:
            document["diagnosis"] = self.diagnosis.document()
        return document


@dataclass(frozen=True, slots=True)
class Coverage:
    """How much of what is on record was read."""

    packages_on_record: int
    packages_checked: int
    files_on_record: int
    files_read: int
    bytes_read: int

    def document(self) -> dict[str, int]:
        """Return the JSON shape."""
        return {
            "packages_on_record": self.packages_on_record,
            "packages_checked": self.packages_checked,
            "files_on_record": self.files_on_record,
            "files_read": self.files_read,
            "bytes_read": self.bytes_read,
        }


@dataclass(frozen=True, slots=True)
class AuditReport:
    """One audit run.

    Attributes:
        run: the run's id, `audit-<UTC instant>-<short id>`.
        packages: number of packages in each state (states with none are absent).
        files: number of files in each state.
        checkpoint_size: entries in the ledger after the run was recorded.
        checkpoint_root: its Merkle root, base64.
        ledger_state: `verified`, `altered`, `rolled-back` or `forked`.
        reads: number of files that were read, by where the bytes came from (`ReadClass`).
        notes: what else there is to say about the run, in sentences.
    """

    run: str
    started_at: datetime
    finished_at: datetime
    packages: Mapping[str, int]
    files: Mapping[str, int]
    findings: tuple[AuditFinding, ...]
    coverage: Coverage
    checkpoint_size: int
    checkpoint_root: str
    ledger_state: str
    exit_code: int
    reads: Mapping[str, int] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
