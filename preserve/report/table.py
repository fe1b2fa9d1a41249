"""The same numbers as a table for a spreadsheet: RFC 4180, one line a package or a finding.

Cells that a spreadsheet would take for a formula (they begin with `=`, `+`, `-`, `@`, a tab or a
carriage return, plain or full width) get an apostrophe in front; so a headline `=1+1` is written
`'=1+1`. Characters that cannot be seen are spelled out (`visible`), so that every record is one
line. A value that the text does not state is an empty cell. Numbers and instants are plain.
"""

import csv
import io
from collections.abc import Iterable, Sequence

from preserve.model.audit import ArchiveReport, AuditFinding, HoldingRow
from preserve.report.visible import visible
from preserve.report.wording import instant_text

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
)
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
    return _csv(HOLDINGS_COLUMNS, (_holding(row) for row in report.holdings))


def findings_csv(report: ArchiveReport) -> str:
    """Return one line for each finding of the latest audit, under a line of column names."""
    if report.audit is None:
        return _csv(FINDINGS_COLUMNS, ())
    run = report.audit.run
    return _csv(FINDINGS_COLUMNS, (_finding(run, found) for found in report.audit.findings))


def _holding(row: HoldingRow) -> Sequence[_Value]:
    checked = row.last_checked_at
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
        None if checked is None else instant_text(checked),
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


def _csv(columns: Sequence[str], rows: Iterable[Sequence[_Value]]) -> str:
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow([_cell(value) for value in row])
    return out.getvalue()


def _cell(value: _Value) -> str | int:
    if value is None:
        return ""
    if isinstance(value, int):
        return value
    return f"'{visible(value)}" if value[:1] in _FORMULA_STARTS else visible(value)
