"""A whole page: one HTML file that needs nothing else, on screen, on paper, read aloud.

No script and nothing fetched: the page itself forbids both (Content Security Policy), so that a
hostile file name could do nothing even if it were not escaped.
"""

from preserve.report.style import style_sheet

_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"


def whole_page(title: str, header: str, sections: str, skip: str) -> str:
    """Return a page.

    Args:
        title: escaped text for the title.
        header: a piece of HTML, with the first-level heading.
        sections: pieces of HTML.
        skip: our own words for the link that leads past the header.

    Returns:
        HTML that can be encoded as UTF-8.
    """
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
<a class="skip" href="#main">{skip}</a>
<div class="page">
{header}
<main id="main" tabindex="-1">
{sections}
</main>
</div>
</body>
</html>
"""
