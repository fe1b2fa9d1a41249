"""`preserve describe`."""

from typing import Annotated

import typer

from preserve.cli.output import complain_of, emit, say


def describe(
    sources: Annotated[list[str], typer.Argument(metavar="SOURCE...", help="Article files.")],
    as_json: Annotated[
        bool, typer.Option("--json", help="One JSON document a line, in the order of the sources.")
    ] = False,
    text: Annotated[
        bool, typer.Option("--text", help="Put the text into the JSON, to check the spans with.")
    ] = False,
    metadata: Annotated[
        str | None,
        typer.Option("--metadata", metavar="FILE", help="What you know: CSV or JSON by file name."),
    ] = None,
    url: Annotated[
        str | None,
        typer.Option("--url", metavar="URL", help="Where the article is said to come from."),
    ] = None,
    encoding: Annotated[
        str | None, typer.Option(help="The sources' encoding, where it is not UTF-8 or UTF-16.")
    ] = None,
) -> None:
    """Print what articles say about themselves, with the words that say it; write nothing.

    "Not stated" means that the text does not tell. Exit codes: 0 all described; 3 a source could
    not be described.
    """
    from preserve.report.text import description_text
    from preserve.workflows.describe_sources import DescribeOptions, describe_sources

    options = DescribeOptions(metadata, url, encoding, with_text=text)
    exit_code = 0
    for number, described in enumerate(describe_sources(sources, options)):
        complain_of(described.notes)
        if described.error is not None:
            exit_code = 3
            complain_of([described.error])
        if as_json:
            emit(described.line())
        elif described.document is not None:
            say(("\n" if number else "") + description_text(described.document))
    raise typer.Exit(exit_code)
