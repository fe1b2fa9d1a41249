"""`preserve people`."""

from typing import Annotated

import typer

from preserve.cli.comparing import AsJson, Encoding, Html, Sources, compared
from preserve.cli.groups import ListOfAnything
from preserve.cli.output import complain_of, emit, say
from preserve.cli.session import archive_directory

people = typer.Typer(
    cls=ListOfAnything,
    help="Who is the same person across articles: list them (`preserve people SOURCE...`), or"
    " decide on two speakers.",
    rich_markup_mode=None,
)

_SPEAKER = '"PACKAGE:SPEAKER": a package of the archive, and a printed name or id of `people list`.'


_One = Annotated[str, typer.Argument(metavar="A", help=_SPEAKER)]
_Other = Annotated[str, typer.Argument(metavar="B", help="The other one.")]
_Why = Annotated[str, typer.Option(metavar="REASON", help="How you know.")]
_By = Annotated[str | None, typer.Option(metavar="NAME", help="Who decides; else the user's name.")]


@people.command("list")
def list_people(
    sources: Sources = None,
    as_json: AsJson = False,
    html: Html = None,
    encoding: Encoding = None,
) -> None:
    """Tell who is who across articles, with the reason for each link; names stay as printed.

    A first name alone never brings two speakers together, and a decision on record outranks every
    rule. Exit codes: 0 told; 1 an article is refused, or a package's description cannot be relied
    on; 3 something cannot be read, or the page cannot be written; 4 the archive's history does not
    verify.
    """
    from preserve.model.finding import exit_code_of
    from preserve.report.comparison_page import people_page
    from preserve.report.comparison_text import people_text
    from preserve.workflows.write_page import write_page

    found = compared(sources, html, encoding).people
    exit_code = exit_code_of(found.findings)
    complain_of(found.findings)
    if html is not None:
        write_page(html, people_page(found))
    if as_json:
        emit(found.document())
    elif found.people or not exit_code:
        say(people_text(found))
    raise typer.Exit(exit_code)


@people.command()
def link(a: _One, b: _Other, why: _Why, by: _By = None, as_json: AsJson = False) -> None:
    """Put on record that two speakers are one person; it outranks the rules.

    Nothing in a package changes. Exit codes: 0 on record; 2 there is no such speaker; 4 the
    history does not verify; 5 another run is at work.
    """
    _decide(a, b, (why, by), is_link=True, as_json=as_json)


@people.command()
def unlink(a: _One, b: _Other, why: _Why, by: _By = None, as_json: AsJson = False) -> None:
    """Put on record that two speakers are two people; no rule brings them together again.

    Nothing in a package changes. Exit codes: 0 on record; 2 there is no such speaker; 4 the
    history does not verify; 5 another run is at work.
    """
    _decide(a, b, (why, by), is_link=False, as_json=as_json)


def _decide(a: str, b: str, said: tuple[str, str | None], *, is_link: bool, as_json: bool) -> None:
    from preserve.cli.session import said_by
    from preserve.report.visible import visible
    from preserve.storage.clock import now
    from preserve.workflows.archive import open_archive
    from preserve.workflows.decide_people import Asked, decide
    from preserve.workflows.decisions import decision_detail

    why, by = said
    asked = Asked(is_link, a, b, why, said_by(by))
    recorded = decide(open_archive(archive_directory()), asked, now)
    decision = recorded.decision
    if as_json:
        emit({"decision": decision_detail(decision), "is_new": recorded.is_new, "exit_code": 0})
        return
    ends = " and ".join(f"{end.speaker} in {end.source}" for end in (decision.a, decision.b))
    what = "are one person" if is_link else "are two people"
    when = "On record" if recorded.is_new else "On record already"
    say(f"{when}: {visible(ends)} {what}. {visible(decision.why)} ({visible(decision.by)})")
