"""What an audit found: states of files and packages, counts, and the run they belong to."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from preserve.model.finding import Finding

FINDINGS_ON_RECORD = 1000
"""How many findings of a run the history keeps, the first ones; the counts are of all."""


class FileState(StrEnum):
    """The state of one file."""

    INTACT = "intact"
    ALTERED = "altered"
    FLAKY = "flaky"
    MISSING = "missing"
    UNEXPECTED = "unexpected"
    TYPE_CHANGED = "type-changed"
    UNREADABLE = "unreadable"
    CHANGED_WHILE_READING = "changed-while-reading"
    NOT_CHECKED = "not-checked"


class PackageState(StrEnum):
    """The state of one package, or of a directory in the store that no entry knows."""

    INTACT = "intact"
    DAMAGED = "damaged"
    MANIFEST_ALTERED = "manifest-altered"
    UNEXPECTED = "unexpected"
    UNDECIDED = "undecided"
    NOT_CHECKED = "not-checked"


@dataclass(frozen=True, slots=True)
class AuditFinding:
    """A finding with the package, the store and the state it belongs to."""

    finding: Finding
    package: str | None
    store: str
    state: str

    def document(self) -> dict[str, object]:
        """Return the JSON shape."""
        return {
            **self.finding.document(),
            "package": self.package,
            "store": self.store,
            "state": self.state,
        }


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


@dataclass(frozen=True, slots=True)
class HoldingRow:
    """One package in a report: what it is and when it was last found in which state."""

    id: str
    source_name: str
    headline: str | None
    outlet: str | None
    date: str | None
    packaged_at: datetime
    files: int
    size_bytes: int
    state: str
    last_checked_at: datetime | None


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """One event of the ledger in a report."""

    number: int
    at: datetime
    event: str
    package: str | None
    outcome: str
    note: str


@dataclass(frozen=True, slots=True)
class ArchiveReport:
    """What the page to forward tells.

    Attributes:
        audit: the latest audit on record, or None when there was none.
        checkpoint_note: the signed checkpoint, as text.
    """

    archive_name: str
    organization: str | None
    archive_id: str
    made_at: datetime
    software: str
    holdings: tuple[HoldingRow, ...]
    audit: AuditReport | None
    history: tuple[HistoryRow, ...]
    checkpoint_note: str
