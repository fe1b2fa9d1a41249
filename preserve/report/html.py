"""The page to forward: one HTML file that needs nothing else, on screen, on paper, read aloud.

No script and nothing fetched: the page itself forbids both (Content Security Policy), so that a
hostile file name could do nothing even if it were not escaped.
"""

from preserve.model.audit import ArchiveReport
from preserve.report.page_findings import findings_section
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
from preserve.report.style import style_sheet
from preserve.report.wording import day_words

_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"


def html_report(report: ArchiveReport) -> str:
    """Return the whole page.

    Args:
        report: what it tells; its strings may hold anything.

    Returns:
        HTML that can be encoded as UTF-8, the same for the same report.
    """
    title = plain(f"Preservation report: {report.archive_name}, {day_words(report.made_at)}")
    sections = "\n".join(
        (
            verdict_section(report),
            figures_section(report),
            checked_section(report),
            findings_section(report),
            holdings_section(report),
            history_section(report),
            checkpoint_section(report),
            proof_section(),
            making_section(report),
        )
    )
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{_POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title dir="auto">{title}</title>
<style>
{style_sheet()}</style>
</head>
<body>
<a class="skip" href="#main">Skip to the report</a>
<div class="page">
{_header(report)}
<main id="main" tabindex="-1">
{sections}
</main>
</div>
</body>
</html>
"""


def _header(report: ArchiveReport) -> str:
    by = f"{foreign(report.organization)}, " if report.organization else ""
    return (
        '<header>\n<p class="kicker">Preservation report</p>\n'
        f"<h1>{foreign_or(report.archive_name, 'An archive without a name')}</h1>\n"
        f'<p class="byline">{by}{time(report.made_at)}</p>\n</header>'
    )
