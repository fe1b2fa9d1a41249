"""What a report tells: rows of holdings, audits, incidents and events, and what changed since."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from preserve.model.audit import AuditReport
from preserve.model.custody import PartnerRow
from preserve.model.period import Period
from preserve.model.replica import CopySurvey


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
class RunRow:
    """One audit in a report.

    Attributes:
        finished_at: None when it was interrupted.
        reads: files read, by where the bytes came from (`media`, `cache-unknown`); empty where
            that was not recorded.
        exit_code: None when it was interrupted.
        unsound: packages that it found in any state but intact or changed on record.
        is_partial: it was to look at less than all packages, or ended before it had.
    """

    run: str
    started_at: datetime
    finished_at: datetime | None
    packages_checked: int
    files_read: int
    bytes_read: int
    reads: Mapping[str, int]
    exit_code: int | None
    unsound: int
    is_partial: bool


@dataclass(frozen=True, slots=True)
class OverdueRow:
    """A package that was not read in full within the time that is promised."""

    package: str
    last_checked_at: datetime | None
    due_at: datetime
    days_late: int


@dataclass(frozen=True, slots=True)
class IncidentRow:
    """An incident: something that was found, and what became of it.

    Attributes:
        state: `open`, `diagnosed`, `repaired` or `closed`.
        words: what happened and what was done, in a sentence or several.
    """

    id: str
    package: str | None
    state: str
    opened_at: datetime
    closed_at: datetime | None
    words: str


@dataclass(frozen=True, slots=True)
class PreviousReport:
    """The last report on record.

    Attributes:
        name: the file name of its page.
        recorded_at: when it was put on record.
        audits_since: how many audits the history holds after it.
        document: the report itself as JSON, when it is there and is the one on record.
        problem: why there is no document, in words; empty where there is one.
    """

    name: str
    recorded_at: datetime
    audits_since: int
    document: Mapping[str, object]
    problem: str


@dataclass(frozen=True, slots=True)
class Change:
    """A key figure in the last report and in this one."""

    figure: str
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class Difference:
    """What is different from the last report of this archive.

    Attributes:
        previous: the file name of its page.
        previous_at: when it was made, or else put on record.
        problem: why nothing is compared, in words; then everything below but the audits is empty.
        audits_since: audits on record since then.
        checked_since: packages that were checked since then.
        added: packages that it did not list.
        gone: packages that only it lists; a history that only grows has none.
        newly_unsound: packages that are unsound now and were not then.
        still_unsound: packages that were unsound then and are so now.
        sound_again: packages that were unsound then and are not now.
        changes: key figures before and after, those that stayed the same too.
    """

    previous: str
    previous_at: datetime
    problem: str
    audits_since: int
    checked_since: int = 0
    added: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()
    newly_unsound: tuple[str, ...] = ()
    still_unsound: tuple[str, ...] = ()
    sound_again: tuple[str, ...] = ()
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True, slots=True)
class ArchiveReport:
    """What the page to forward tells.

    Attributes:
        audit: the latest audit on record, or None when there was none.
        is_audit_interrupted: it did not come to its end; what it tells is what it had put on
            record by then.
        history: the latest events, of the period where one is asked for.
        checkpoint_note: the signed checkpoint, as text.
        every_days: the promise: every byte is read at least once in so many days.
        period: what the audits, incidents and events are told of; None means ever since.
        runs: the audits that began in the period, in the order of the history.
        overdue: as of `made_at`, whatever the period.
        incidents: those of the period, and those that are not closed.
        difference: None when no earlier report is on record.
        partners: what there is between this archive and others.
        copies: where they are and when each was proven; None where there is no place but the
            archive itself, and none is wanted.
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
    is_audit_interrupted: bool = False
    every_days: int = 90
    period: Period | None = None
    runs: tuple[RunRow, ...] = ()
    overdue: tuple[OverdueRow, ...] = ()
    incidents: tuple[IncidentRow, ...] = ()
    difference: Difference | None = None
    partners: tuple[PartnerRow, ...] = ()
    copies: CopySurvey | None = None
