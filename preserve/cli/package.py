"""`preserve package`."""

from collections.abc import Sequence
from typing import Annotated, Literal

import typer

from preserve.cli.output import complain_of, emit, say
from preserve.cli.session import archive_directory, capture_instant
from preserve.errors import NoArchive, UsageProblem

Sources = Annotated[
    list[str],
    typer.Argument(metavar="SOURCE...", help="Article files, or directories of articles."),
]
To = Annotated[
    str | None, typer.Option("--to", metavar="DIR", help="Make bags here, without an archive.")
]
Metadata = Annotated[
    str | None,
    typer.Option("--metadata", metavar="FILE", help="What you know: CSV or JSON by file name."),
]
At = Annotated[
    str | None,
    typer.Option(
        "--at", metavar="TIME", help="The instant of capture, such as 2016-12-15T08:55:00Z."
    ),
]
Encoding = Annotated[
    str | None, typer.Option(help="The sources' encoding, where it is not UTF-8 or UTF-16.")
]
Serialize = Annotated[
    Literal["tar", "zip"] | None,
    typer.Option(metavar="tar|zip", help="Write each bag as one file; goes with --to."),
]
Profile = Annotated[
    list[str] | None,
    typer.Option(
        metavar="NAME|FILE", help="Make bags that fit this BagIt profile; goes with --to."
    ),
]
Tags = Annotated[
    list[str] | None,
    typer.Option(
        "--tag", metavar="LABEL=VALUE", help="What the profile wants to know; once for each tag."
    ),
]
Opinion = Annotated[
    bool,
    typer.Option(
        "--second-opinion/--no-second-opinion",
        help="Let independent programs check each new package, too.",
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON document.")]


def package(
    sources: Sources,
    to: To = None,
    metadata: Metadata = None,
    at: At = None,
    encoding: Encoding = None,
    serialize: Serialize = None,
    profile: Profile = None,
    tag: Tags = None,
    second_opinion: Opinion = True,
    as_json: AsJson = False,
) -> None:
    """Describe, pack and check articles, and put them into the archive.

    The sources are only read. What is in the archive already is recognised. Exit codes: 0 all is
    in; 1 something was refused; 3 something could not be read or written; 4 the history does not
    verify; 5 another run is at work.
    """
    from preserve.cli.asking import person_at_the_terminal
    from preserve.containers.bag.serialized.write import Form
    from preserve.report.visible import visible
    from preserve.storage.clock import now
    from preserve.workflows.fitting import nobody
    from preserve.workflows.package_run import PackageOptions, package_into

    options = PackageOptions(
        archive=None if to is not None else _archive(is_for_others=bool(serialize or profile)),
        directory=to,
        metadata=metadata,
        at=capture_instant(at, now()),
        encoding=encoding,
        needs_second_opinion=second_opinion,
        form=None if serialize is None else Form(serialize),
        profile=_one(profile or ()),
        tags=tuple(tag or ()),
        ask=person_at_the_terminal() or nobody,
    )
    with package_into(sources, options, now) as run:
        complain_of(run.notes)
        for outcome in run.outcomes():
            # What is wrong with the whole run refuses every source, and is said once.
            complain_of(found for found in outcome.findings if found not in run.notes)
            if not as_json and outcome.id is not None:
                say(f"{outcome.status:18} {visible(str(outcome.bag))}")
    if as_json:
        emit(run.document())
    else:
        say(run.summary())
    raise typer.Exit(run.exit_code())


def _one(profiles: Sequence[str]) -> str | None:
    """Return the profile that was named; to leave out any of several unsaid would be worse."""
    if len(profiles) > 1:
        raise UsageProblem(
            "A bag is made for one profile at a time.",
            remedy="Give --profile once; `preserve validate` takes several.",
        )
    return next(iter(profiles), None)


def _archive(*, is_for_others: bool) -> str | None:
    """Return the archive; None where there is none, and what was asked for needs none anyway."""
    try:
        return archive_directory()
    except NoArchive:
        if not is_for_others:
            raise
        return None
