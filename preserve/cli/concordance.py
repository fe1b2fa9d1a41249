"""`preserve concordance`."""

import typer

from preserve.cli.comparing import AsJson, Encoding, Html, Sources, compared
from preserve.cli.output import complain_of, emit, say


def concordance(
    sources: Sources = None,
    as_json: AsJson = False,
    html: Html = None,
    encoding: Encoding = None,
) -> None:
    """Put the same utterance side by side across articles, with the words that differ.

    Contradictions are told, not judged. Exit codes: 0 told; 1 an article is refused, or a
    package's description cannot be relied on; 3 something cannot be read, fewer than two articles
    could be compared, or the page cannot be written; 4 the archive's history does not verify.
    """
    from preserve.model.finding import exit_code_of
    from preserve.report.comparison_page import concordance_page
    from preserve.report.comparison_text import concordance_text
    from preserve.workflows.write_page import write_page

    comparison = compared(sources, html, encoding)
    found, people = comparison.concordance, comparison.people
    count = len(comparison.compared.sources)
    complain_of(found.findings)
    if html is not None:
        write_page(html, concordance_page(found, people, count))
    if as_json:
        emit(found.document())
    elif count > 1:
        say(concordance_text(found, people, count))
    raise typer.Exit(exit_code_of(found.findings))
