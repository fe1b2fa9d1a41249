"""The page to forward: what an archive holds, what was checked, what was found."""

from preserve.model.report import ArchiveReport
from preserve.report.page import whole_page
from preserve.report.page_copies import copies_section
from preserve.report.page_findings import findings_section
from preserve.report.page_open_matters import (
    difference_section,
    incidents_section,
    overdue_section,
)
from preserve.report.page_over_time import ages_section, reading_section
from preserve.report.page_partners import partners_section
from preserve.report.page_parts import foreign, foreign_or, plain, time
from preserve.report.page_sections import (
    checked_section,
    checkpoint_section,
    figures_section,
    history_section,
    holdings_section,
    making_section,
    proof_section,
    verdict_section,
)
from preserve.report.wording import day_words


def html_report(report: ArchiveReport) -> str:
    """Return the whole page.

    Args:
        report: what it tells; its strings may hold anything.

    Returns:
        HTML that can be encoded as UTF-8, the same for the same report.
    """
    when = report.period.words if report.period else day_words(report.made_at)
    title = plain(f"Preservation report: {report.archive_name}, {when}")
    sections = "\n".join(
        part
        for part in (
            verdict_section(report),
            figures_section(report),
            ages_section(report),
            reading_section(report),
            overdue_section(report),
            checked_section(report),
            findings_section(report),
            incidents_section(report),
            difference_section(report),
            copies_section(report),
            partners_section(report),
            holdings_section(report),
            history_section(report),
            checkpoint_section(report),
            proof_section(),
            making_section(report),
        )
        if part
    )
    return whole_page(title, _header(report), sections, "Skip to the report")


def _header(report: ArchiveReport) -> str:
    by = f"{foreign(report.organization)}, " if report.organization else ""
    about = f": {plain(report.period.words)}" if report.period else ""
    return (
        f'<header>\n<p class="kicker">Preservation report{about}</p>\n'
        f"<h1>{foreign_or(report.archive_name, 'An archive without a name')}</h1>\n"
        f'<p class="byline">{by}{time(report.made_at)}</p>\n</header>'
    )
