"""`preserve package`."""

from typing import Annotated

import typer

from preserve.cli.output import complain_of, emit, say
from preserve.cli.session import archive_directory, capture_instant


def package(
    sources: Annotated[
        list[str],
        typer.Argument(metavar="SOURCE...", help="Article files, or directories of articles."),
    ],
    to: Annotated[
        str | None, typer.Option("--to", metavar="DIR", help="Make bags here, without an archive.")
    ] = None,
    metadata: Annotated[
        str | None,
        typer.Option("--metadata", metavar="FILE", help="What you know: CSV or JSON by file name."),
    ] = None,
    at: Annotated[
        str | None,
        typer.Option(
            "--at", metavar="TIME", help="The instant of capture, such as 2016-12-15T08:55:00Z."
        ),
    ] = None,
    encoding: Annotated[
        str | None, typer.Option(help="The sources' encoding, where it is not UTF-8 or UTF-16.")
    ] = None,
    second_opinion: Annotated[
        bool,
        typer.Option(
            "--second-opinion/--no-second-opinion",
            help="Let independent programs check each new package, too.",
        ),
    ] = True,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
) -> None:
    """Describe, pack and check articles, and put them into the archive.

    The sources are only read. What is in the archive already is recognised. Exit codes: 0 all is
    in; 1 something was refused; 3 something could not be read or written; 4 the history does not
    verify; 5 another run is at work.
    """
    from preserve.report.visible import visible
    from preserve.storage.clock import now
    from preserve.workflows.package_run import PackageOptions, package_into

    options = PackageOptions(
        archive=None if to is not None else archive_directory(),
        directory=to,
        metadata=metadata,
        at=capture_instant(at, now()),
        encoding=encoding,
        needs_second_opinion=second_opinion,
    )
    with package_into(sources, options, now) as run:
        complain_of(run.notes)
        for outcome in run.outcomes():
            complain_of(outcome.findings)
            if not as_json and outcome.id is not None:
                say(f"{outcome.status:18} {visible(str(outcome.bag))}")
    if as_json:
        emit(run.document())
    else:
        say(run.summary())
    raise typer.Exit(run.exit_code())
