"""`preserve quarantine`."""

from typing import TYPE_CHECKING, Annotated

import typer

from preserve.cli.groups import ListByDefault
from preserve.cli.output import complain_of, documents, emit, say
from preserve.cli.session import archive_directory

if TYPE_CHECKING:
    from preserve.workflows.archive import Archive, History
    from preserve.workflows.quarantine_decisions import Kept

quarantine = typer.Typer(
    cls=ListByDefault,
    help="What came from elsewhere and is not taken over: why it lies there, whether it may go.",
    rich_markup_mode=None,
)

_Name = Annotated[
    str, typer.Argument(metavar="ID", help="PACKAGE, or CONVERSATION/PACKAGE, as `list` shows it.")
]
_Json = Annotated[bool, typer.Option("--json", help="Print one JSON document.")]


@quarantine.command("list")
def list_kept(as_json: _Json = False) -> None:
    """List what lies in quarantine from elsewhere; writes nothing.

    Exit codes: 0 listed; 4 the history does not verify.
    """
    from preserve.model.finding import exit_code_of
    from preserve.report.quarantine_text import quarantine_text

    _, history, kept = _read()
    complain_of(history.verdict.findings)
    exit_code = exit_code_of(history.verdict.findings)
    rows = [each.document() for each in kept]
    if as_json:
        emit(
            {
                "quarantine": rows,
                "findings": documents(history.verdict.findings),
                "exit_code": exit_code,
            }
        )
    else:
        say(quarantine_text(rows))
    raise typer.Exit(exit_code)


@quarantine.command()
def show(name: _Name, as_json: _Json = False) -> None:
    """Show one package in quarantine: where it lies, what was found, what its sender was told.

    Exit codes: 0 shown; 2 there is no such package; 4 the history does not verify.
    """
    from preserve.model.finding import exit_code_of
    from preserve.report.quarantine_text import story_text
    from preserve.workflows.quarantine_decisions import find_kept, story_of

    archive, history, every = _read()
    complain_of(history.verdict.findings)
    exit_code = exit_code_of(history.verdict.findings)
    story = story_of(archive, history, find_kept(every, name))
    if as_json:
        emit(
            {
                "package": story.document(),
                "findings": documents(history.verdict.findings),
                "exit_code": exit_code,
            }
        )
    else:
        say(story_text(story.kept.document(), story.evidence))
    raise typer.Exit(exit_code)


@quarantine.command()
def discard(
    name: _Name,
    by: Annotated[str, typer.Option(metavar="NAME", help="Who decides.")],
    why: Annotated[str, typer.Option(metavar="REASON", help="Why it may go.")],
    as_json: _Json = False,
) -> None:
    """Remove the bytes of a refused or withdrawn package; its findings and the record stay.

    Exit codes: 0 gone; 1 it is neither refused nor withdrawn; 2 there is no such package, or name
    or reason say nothing; 4 the history does not verify; 5 another run is at work.
    """
    from preserve.storage.clock import now
    from preserve.workflows.archive import open_archive
    from preserve.workflows.quarantine_decisions import Discard
    from preserve.workflows.quarantine_decisions import discard as run_discard

    found = run_discard(open_archive(archive_directory()), Discard(name, by, why), now)
    if as_json:
        emit({"findings": documents([found]), "exit_code": 0})
    else:
        say(found.message)


def _read() -> "tuple[Archive, History, list[Kept]]":
    from preserve.workflows.archive import open_archive, read_history
    from preserve.workflows.quarantine_decisions import list_quarantine

    archive = open_archive(archive_directory())
    history = read_history(archive, is_locked=False)
    return archive, history, list_quarantine(archive, history)
