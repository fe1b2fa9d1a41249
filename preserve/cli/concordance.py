"""`preserve concordance`."""

from typing import Annotated

import typer

from preserve.cli.output import complain_of, emit, say
from preserve.cli.session import archive_directory, archive_directory_or_none


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

    Contradictions are told, not judged. Exit codes: 0 told; 1 a package's description cannot be
    relied on; 3 an article cannot be read or described, fewer than two could be compared, or the
    page cannot be written; 4 the archive's history does not verify.
    """
    from preserve.report.comparison_page import concordance_page
    from preserve.report.comparison_text import concordance_text
    from preserve.workflows.archive import open_archive
    from preserve.workflows.compare import compare
    from preserve.workflows.write_page import write_page

    root = archive_directory() if not sources else archive_directory_or_none()
    archive = open_archive(root) if root is not None else None
    comparison = compare(sources or (), archive, encoding)
    found, people = comparison.concordance, comparison.people
    count = len(comparison.compared.sources)
    complain_of(found.findings)
    if html is not None:
        page = concordance_page(found, people, count)
        write_page(html, page, archive.store.bags if archive else None)
    if as_json:
        emit(found.document())
    else:
        say(concordance_text(found, people, count))
    raise typer.Exit(found.exit_code)
