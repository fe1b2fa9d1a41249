"""`preserve concordance`."""

from typing import Annotated

import typer

from preserve.cli.output import complain_of, emit, say
from preserve.cli.session import open_archive_for


def concordance(
    sources: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="SOURCE|PACKAGE...",
            help="Articles, bags, directories of them, package ids; none means the whole archive.",
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
    html: Annotated[
        str | None, typer.Option("--html", metavar="FILE", help="Write it as a page, too.")
    ] = None,
    encoding: Annotated[
        str | None, typer.Option(help="The articles' encoding, where it is not UTF-8 or UTF-16.")
    ] = None,
) -> None:
    """Put the same utterance side by side across articles, with the words that differ.

    Contradictions are told, not judged. Exit codes: 0 told; 1 an article is refused, or a
    package's description cannot be relied on; 3 something cannot be read, fewer than two articles
    could be compared, or the page cannot be written; 4 the archive's history does not verify.
    """
    from preserve.report.comparison_page import concordance_page
    from preserve.report.comparison_text import concordance_text
    from preserve.workflows.compare import compare
    from preserve.workflows.write_page import require_place_for_page, write_page

    if html is not None:
        require_place_for_page(html)
    archive = open_archive_for(sources or ())
    comparison = compare(sources or (), archive, encoding)
    found, people = comparison.concordance, comparison.people
    count = len(comparison.compared.sources)
    complain_of(found.findings)
    if html is not None:
        write_page(html, concordance_page(found, people, count))
    if as_json:
        emit(found.document())
    elif count > 1:
        say(concordance_text(found, people, count))
    raise typer.Exit(found.exit_code)
