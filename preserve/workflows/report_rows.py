"""The ledger as rows of a report: the one place that knows how the history keeps them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from preserve.fixity.plan import Candidate, overdue
from preserve.ledger.entry import Event, LedgerEntry
from preserve.ledger.inventory import Holding
from preserve.model.incident import Incident
from preserve.model.plain import counts_of, instant_of, mapping_of, number_of, text_of
from preserve.model.report import HoldingRow, IncidentRow, OverdueRow, RunRow
from preserve.report.incident_text import incident_sentences
from preserve.report.summary import is_unsound
from preserve.workflows.archive import History


@dataclass(frozen=True, slots=True)
class Exported:
    """A report on record.

    Attributes:
        page: the file name of its page.
        sha256: hex digest of each of its files, by file name.
        runs_before: audits on record before it.
    """

    page: str
    at: datetime
    sha256: Mapping[str, str]
    runs_before: int


@dataclass(frozen=True, slots=True)
class Gathered:
    """What one look at the history gives.

    Attributes:
        runs: every audit on record, in the order of the history.
        latest: the latest entry of an audit; of one that was interrupted, its last part.
        exported: the latest report on record.
        holdings: every package on record.
    """

    holdings: tuple[HoldingRow, ...]
    runs: tuple[RunRow, ...]
    latest: LedgerEntry | None
    exported: Exported | None

    @property
    def is_interrupted(self) -> bool:
        """Whether the latest audit did not come to its end."""
        return self.latest is not None and not _is_last(self.latest.detail)


def gathered(history: History) -> Gathered:
    """Go through the history once."""
    runs: dict[str, RunRow] = {}
    rows: list[HoldingRow] = []
    latest, exported = None, None
    for number, entry in enumerate(history.verdict.entries):
        if entry.event == Event.FIXITY_CHECK.value:
            name = text_of(entry.detail.get("run")) or f"entry {number}"
            runs[name] = _run(name, entry)
            latest = entry
        elif entry.event == Event.INGESTION.value and entry.package is not None:
            rows.append(holding_row(history.holdings[entry.package], entry.detail))
        elif entry.event == Event.EXPORTING.value:
            exported = _exported(entry, len(runs)) or exported
    return Gathered(tuple(rows), tuple(runs.values()), latest, exported)


def _is_last(detail: Mapping[str, object]) -> bool:
    """Whether an entry ends its audit: one that is not recorded in parts does."""
    return detail.get("part") is None or detail.get("is_last") is True


def _run(name: str, entry: LedgerEntry) -> RunRow:
    """Each part of an audit tells of the whole of it so far: the latest one counts."""
    detail, coverage = entry.detail, mapping_of(entry.detail.get("coverage"))
    checked = number_of(coverage.get("packages_checked")) or 0
    packages = counts_of(detail.get("packages"))
    row = RunRow(
        run=name,
        started_at=instant_of(detail.get("started_at")) or entry.at,
        finished_at=instant_of(detail.get("finished_at")) or entry.at,
        packages_checked=checked,
        files_read=number_of(coverage.get("files_read")) or 0,
        bytes_read=number_of(coverage.get("bytes_read")) or 0,
        reads=counts_of(detail.get("reads")),
        exit_code=number_of(detail.get("exit_code")),
        unsound=sum(count for state, count in packages.items() if is_unsound(state)),
        is_partial=checked < (number_of(coverage.get("packages_on_record")) or 0),
    )
    if _is_last(detail):
        return row if row.exit_code is not None else replace(row, exit_code=3)
    return replace(row, finished_at=None, exit_code=None, is_partial=True)


def _exported(entry: LedgerEntry, runs_before: int) -> Exported | None:
    """Other things than reports may be exported, too."""
    page, digests = text_of(entry.detail.get("report")), mapping_of(entry.detail.get("sha256"))
    if page is None:
        return None
    named = {name: value for name, value in digests.items() if isinstance(value, str)}
    return Exported(page, entry.at, named, runs_before)


def holding_row(holding: Holding, detail: Mapping[str, object]) -> HoldingRow:
    """Return one package on record as a row.

    Args:
        holding: what is held.
        detail: of its ingestion.
    """
    source, facts = mapping_of(detail.get("source")), mapping_of(detail.get("facts"))
    return HoldingRow(
        id=holding.id,
        source_name=text_of(source.get("name")) or "",
        headline=text_of(facts.get("headline")),
        outlet=text_of(facts.get("outlet")),
        date=text_of(facts.get("date")),
        packaged_at=holding.packaged_at,
        files=holding.files,
        size_bytes=holding.size_bytes,
        state=holding.state.value,
        last_checked_at=holding.read_at,
    )


def overdue_rows(candidates: Iterable[Candidate], now: datetime) -> tuple[OverdueRow, ...]:
    """Return what was not read in full within the time that is promised."""
    return tuple(
        OverdueRow(late.id, late.checked_at, late.due_at, late.days_late)
        for late in overdue(candidates, now)
    )


def incident_row(incident: Incident) -> IncidentRow:
    """Return an incident as a row."""
    return IncidentRow(
        incident.id,
        incident.package,
        incident.state.value,
        incident.opened_at,
        None if incident.closing is None else incident.closing.at,
        incident_sentences(incident),
    )
