"""The sections on what is late, what was open, and what is different from the last report."""

from collections.abc import Iterable, Sequence

from preserve.model.report import ArchiveReport, IncidentRow, OverdueRow
from preserve.report.difference import change_words, difference_sentences
from preserve.report.page_parts import (
    Column,
    foreign_code,
    plain,
    quiet,
    section,
    sentence,
    state,
    table,
    time,
)
from preserve.report.wording import counted, number

_MOST_ROWS = 200
_MOST_NAMES = 50


def overdue_section(report: ArchiveReport) -> str:
    """Return what was not read in time, and what nobody has read yet."""
    heading = "Overdue, and never checked"
    never = [row for row in report.holdings if row.last_checked_at is None]
    parts = [_overdue(report.overdue)]
    if never:
        columns = (Column("Package"), Column("Packaged"))
        rows = ((foreign_code(row.id), time(row.packaged_at)) for row in never[:_MOST_ROWS])
        words = f"Never checked: {counted(len(never), 'package')}."
        parts.append(table("never", words, columns, rows))
        parts.append(_and_more(len(never)))
    else:
        parts.append("<p>Every package on record was checked at least once.</p>")
    if not report.holdings:
        parts = ["<p>No package is on record, so nothing can be late.</p>"]
    return section("overdue", heading, "\n".join(part for part in parts if part))


def _overdue(rows: Sequence[OverdueRow]) -> str:
    if not rows:
        return "<p>Nothing is overdue.</p>"
    columns = (
        Column("Package"),
        Column("Last checked"),
        Column("Was due"),
        Column("Days late", "number"),
    )
    caption = f"Overdue: {counted(len(rows), 'package')}, the longest overdue first."
    longest = sorted(rows, key=lambda row: (-row.days_late, row.package))[:_MOST_ROWS]
    shown = table("overdue", caption, columns, (_overdue_row(row) for row in longest))
    return f"{shown}\n{_and_more(len(rows))}"


def _overdue_row(row: OverdueRow) -> tuple[str, ...]:
    checked = row.last_checked_at
    return (
        foreign_code(row.package),
        quiet("never") if checked is None else time(checked),
        time(row.due_at),
        number(row.days_late),
    )


def _and_more(count: int) -> str:
    if count <= _MOST_ROWS:
        return ""
    return (
        f"<p>{counted(count - _MOST_ROWS, 'more package')} not listed here; all of them are in the"
        " JSON and CSV files.</p>"
    )


def incidents_section(report: ArchiveReport) -> str:
    """Return the incidents in words."""
    heading = "Incidents"
    if not report.incidents:
        words = "There is no incident on record that was open"
        words += f" in {report.period.words} or still is." if report.period else "."
        return section("incidents", heading, f"<p>{plain(words)}</p>")
    columns = (
        Column("Incident"),
        Column("State", "state-cell"),
        Column("Package"),
        Column("Opened"),
        Column("Closed"),
        Column("In words"),
    )
    caption = "What was found, and what was done about it."
    rows = (_incident_row(row) for row in report.incidents)
    return section("incidents", heading, table("incidents", caption, columns, rows))


def _incident_row(row: IncidentRow) -> tuple[str, ...]:
    return (
        foreign_code(row.id),
        state(row.state),
        quiet("the archive") if row.package is None else foreign_code(row.package),
        time(row.opened_at),
        quiet("not closed") if row.closed_at is None else time(row.closed_at),
        sentence(row.words),
    )


def difference_section(report: ArchiveReport) -> str:
    """Return what is different from the last report, in words."""
    told, heading = report.difference, "Since the last report"
    if told is None:
        words = "No earlier report is on record, so there is nothing to compare with."
        return section("difference", heading, f"<p>{words}</p>")
    items = "\n".join(f"<li>{sentence(words)}</li>" for words in difference_sentences(told))
    named = f"{foreign_code(told.previous)}, {time(told.previous_at)}"
    parts = [
        f"<p>The last report on record is {named}.</p>",
        f"<ul>\n{items}\n</ul>",
        _names("Newly found not intact", told.newly_unsound),
        _names("Not intact, as before", told.still_unsound),
        _names("On record no more", told.gone),
        _names("Intact again", told.sound_again),
        _names("Added", told.added),
    ]
    if told.changes:
        columns = (
            Column("Figure"),
            Column("Then", "number"),
            Column("Now", "number"),
            Column("Difference", "number"),
        )
        rows = (tuple(plain(cell) for cell in change_words(change)) for change in told.changes)
        parts.append(table("changes", "Key figures, then and now.", columns, rows))
    return section("difference", heading, "\n".join(part for part in parts if part))


def _names(words: str, names: Iterable[str]) -> str:
    listed = list(names)
    if not listed:
        return ""
    shown = ", ".join(foreign_code(name) for name in listed[:_MOST_NAMES])
    more = len(listed) - _MOST_NAMES
    rest = f" and {number(more)} more, in the JSON file" if more > 0 else ""
    return f"<p>{plain(words)}: {shown}{rest}.</p>"
