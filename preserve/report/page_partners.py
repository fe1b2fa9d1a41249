"""The section on other archives: what they hold, what is under way, the last receipt."""

from preserve.model.custody import PartnerRow
from preserve.model.report import ArchiveReport
from preserve.report.page_parts import (
    Column,
    foreign,
    foreign_code,
    quiet,
    section,
    table,
    time,
)
from preserve.report.wording import counted, number

_MOST_ROWS = 20


def partners_section(report: ArchiveReport) -> str:
    """Return a row for each partner; nothing where there is none."""
    if not report.partners:
        return ""
    columns = (
        Column("Archive"),
        Column("Holds of ours", "number"),
        Column("Came from there", "number"),
        Column("Under way"),
        Column("Last receipt"),
    )
    caption = (
        "Packages count once the archive that took them over has signed a receipt. Whether a copy"
        " elsewhere is still whole, only a challenge shows."
    )
    rows = (_row(row) for row in report.partners[:_MOST_ROWS])
    content = table("partners", caption, columns, rows)
    left = len(report.partners) - _MOST_ROWS
    if left > 0:
        content += f"\n<p>{counted(left, 'more archive')} not listed here; see the JSON file.</p>"
    return section("partners", "Exchange with other archives", content)


def _row(row: PartnerRow) -> tuple[str, ...]:
    under_way = quiet("nothing")
    if row.open_deliveries:
        deliveries = counted(row.open_deliveries, "delivery", "deliveries")
        under_way = f"{deliveries}, {counted(row.waiting, 'package')}"
    return (
        f'{foreign(row.name)} <span class="quiet">{foreign_code(row.archive)}</span>',
        number(row.holds),
        number(row.came),
        under_way,
        quiet("none so far") if row.last_receipt_at is None else time(row.last_receipt_at),
    )
