"""The same numbers as tables for a spreadsheet: RFC 4180, one line a package, finding, audit...

Cells that a spreadsheet would take for a formula (they begin with `=`, `+`, `-`, `@`, a tab or a
carriage return, plain or full width) get an apostrophe in front; so a headline `=1+1` is written
`'=1+1`. Characters that cannot be seen are spelled out (`visible`), so that every record is one
line. A value that the text does not state is an empty cell. Numbers and instants are plain.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

from preserve.model.audit import AuditFinding, ReadClass
from preserve.model.report import ArchiveReport, HoldingRow, IncidentRow, RunRow
from preserve.report.timeline import outcome
from preserve.report.visible import visible
from preserve.report.wording import instant_or_none, instant_text

_FORMULA_STARTS = frozenset("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20")

HOLDINGS_COLUMNS = (
    "package",
    "source_name",
    "headline",
    "outlet",
    "date",
    "packaged_at",
    "files",
    "bytes",
    "state",
    "last_checked_at",
    "days_late",
)
RUNS_COLUMNS = (
    "run",
    "started_at",
    "finished_at",
    "outcome",
    "packages_checked",
    "files_read",
    "bytes_read",
    "media_reads",
    "cache_unknown_reads",
    "unsound",
    "is_partial",
    "exit_code",
)
INCIDENTS_COLUMNS = ("incident", "package", "state", "opened_at", "closed_at", "words")
FINDINGS_COLUMNS = (
    "run",
    "package",
    "store",
    "state",
    "code",
    "severity",
    "message",
    "file",
    "line",
    "path",
    "offset",
    "clause",
    "remedy",
)

_Value = str | int | None


def holdings_csv(report: ArchiveReport) -> str:
    """Return one line for each package on record, under a line of column names."""
    late = {row.package: row.days_late for row in report.overdue}
    return _csv(HOLDINGS_COLUMNS, (_holding(row, late.get(row.id)) for row in report.holdings))


def findings_csv(report: ArchiveReport) -> str:
    """Return one line for each finding of the latest audit, under a line of column names."""
    if report.audit is None:
        return _csv(FINDINGS_COLUMNS, ())
    run = report.audit.run
    return _csv(FINDINGS_COLUMNS, (_finding(run, found) for found in report.audit.findings))


def runs_csv(report: ArchiveReport) -> str:
    """Return one line for each audit of the period, under a line of column names."""
    return _csv(RUNS_COLUMNS, (_run(row) for row in report.runs))


def incidents_csv(report: ArchiveReport) -> str:
    """Return one line for each incident, under a line of column names."""
    return _csv(INCIDENTS_COLUMNS, (_incident(row) for row in report.incidents))


def _run(row: RunRow) -> Sequence[_Value]:
    return (
        row.run,
        instant_text(row.started_at),
        instant_or_none(row.finished_at),
        outcome(row).value,
        row.packages_checked,
        row.files_read,
        row.bytes_read,
        row.reads.get(ReadClass.MEDIA),
        row.reads.get(ReadClass.CACHE_UNKNOWN),
        row.unsound,
        "yes" if row.is_partial else "no",
        row.exit_code,
    )


def _incident(row: IncidentRow) -> Sequence[_Value]:
    return (
        row.id,
        row.package,
        row.state,
        instant_text(row.opened_at),
        instant_or_none(row.closed_at),
        row.words,
    )


def _holding(row: HoldingRow, days_late: int | None) -> Sequence[_Value]:
    return (
        row.id,
        row.source_name,
        row.headline,
        row.outlet,
        row.date,
        instant_text(row.packaged_at),
        row.files,
        row.size_bytes,
        row.state,
        instant_or_none(row.last_checked_at),
        days_late,
    )


def _finding(run: str, found: AuditFinding) -> Sequence[_Value]:
    finding, where = found.finding, found.finding.where
    return (
        run,
        found.package,
        found.store,
        found.state,
        finding.code,
        finding.severity.value,
        finding.message,
        where.file,
        where.line,
        where.path,
        where.offset,
        finding.clause,
        finding.remedy,
    )


def finding_lines(run: str, findings: Iterable[AuditFinding]) -> Iterator[str]:
    """Yield the lines of `findings_csv` one by one: there may be a million of them."""
    return _lines(FINDINGS_COLUMNS, (_finding(run, found) for found in findings))


def _csv(columns: Sequence[str], rows: Iterable[Sequence[_Value]]) -> str:
    return "".join(_lines(columns, rows))


def _lines(columns: Sequence[str], rows: Iterable[Sequence[_Value]]) -> Iterator[str]:
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(columns)
    yield out.getvalue()
    for cells in rows:
        out.seek(0)
        out.truncate()
        writer.writerow([_cell(value) for value in cells])
        yield out.getvalue()


def _cell(value: _Value) -> str | int:
    if value is None:
        return ""
    if isinstance(value, int):
        return value
    return f"'{visible(value)}" if value[:1] in _FORMULA_STARTS else visible(value)
