"""`preserve incident`."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from preserve.cli.groups import ListByDefault
from preserve.cli.output import complain_of, emit, say
from preserve.cli.session import archive_directory

if TYPE_CHECKING:
    from preserve.ledger.incidents import Incidents
    from preserve.workflows.archive import History
    from preserve.workflows.incidents import Recorded


incident = typer.Typer(
    cls=ListByDefault,
    help="What was found damaged, who was told, what was done; and when it is over.",
    rich_markup_mode=None,
)

_Id = Annotated[str, typer.Argument(metavar="ID", help="As `preserve incident list` shows it.")]
_Json = Annotated[bool, typer.Option("--json", help="Print one JSON document.")]
_Texts = list[str] | None


@incident.command("list")
def list_incidents(
    with_closed: Annotated[bool, typer.Option("--all", help="Show the closed ones, too.")] = False,
    as_json: _Json = False,
) -> None:
    """List the incidents that are not closed; writes nothing.

    Exit codes: 0 none is open; 1 something is damaged and not repaired yet; 4 the history does not
    verify.
    """
    from preserve.model.finding import exit_code_of, gravest
    from preserve.model.incident import IncidentState
    from preserve.report.incident_document import incident_document
    from preserve.report.incident_text import incidents_text
    from preserve.workflows.incidents import NEEDS_SOMEBODY

    history, incidents = _read()
    everything = incidents.all()
    shown = [one for one in everything if with_closed or one.state is not IncidentState.CLOSED]
    is_waiting = any(one.state in NEEDS_SOMEBODY for one in everything)
    complain_of(history.verdict.findings)
    exit_code = gravest((exit_code_of(history.verdict.findings), int(is_waiting)))
    if as_json:
        rows = [incident_document(one) for one in shown]
        emit({"incidents": rows, "exit_code": exit_code})
    else:
        say(incidents_text(shown, closed=len(everything) - len(shown)))
    raise typer.Exit(exit_code)


@incident.command()
def show(name: _Id, as_json: _Json = False) -> None:
    """Show one incident: files and digests, who was told, what was done, what is next.

    Exit codes: 0 shown; 2 there is no such incident; 4 the history does not verify.
    """
    from preserve.model.finding import exit_code_of
    from preserve.report.incident_document import incident_document
    from preserve.report.incident_text import incident_text
    from preserve.workflows.incidents import find_incident

    history, incidents = _read()
    found = find_incident(incidents, name)
    exit_code = exit_code_of(history.verdict.findings)
    complain_of(history.verdict.findings)
    if as_json:
        emit({"incident": incident_document(found), "exit_code": exit_code})
    else:
        say(incident_text(found))
    raise typer.Exit(exit_code)


@incident.command()
def note(
    name: _Id,
    told: Annotated[_Texts, typer.Option(metavar="WHO", help="Who was told.")] = None,
    done: Annotated[_Texts, typer.Option(metavar="WHAT", help="What was done.")] = None,
    diagnosis: Annotated[_Texts, typer.Option(metavar="TEXT", help="What the cause is.")] = None,
    remark: Annotated[_Texts, typer.Option(metavar="TEXT", help="Anything else.")] = None,
    by: Annotated[
        str | None, typer.Option(metavar="NAME", help="Who says it; else the user's name.")
    ] = None,
    as_json: _Json = False,
) -> None:
    """Put on record what is known about an incident; each option may be given several times.

    Exit codes: 0 on record; 2 there is no such incident, or nothing is said; 4 the history does
    not verify; 5 another run is at work.
    """
    from preserve.cli.session import said_by
    from preserve.model.incident import NoteKind
    from preserve.storage.clock import now
    from preserve.workflows.archive import open_archive
    from preserve.workflows.incidents import Said, note_incident

    given: Sequence[tuple[NoteKind, _Texts]] = (
        (NoteKind.TOLD, told),
        (NoteKind.DONE, done),
        (NoteKind.DIAGNOSIS, diagnosis),
        (NoteKind.REMARK, remark),
    )
    notes = [(kind, text) for kind, texts in given for text in texts or ()]
    said = Said(name, said_by(by), notes)
    _tell(note_incident(open_archive(archive_directory()), said, now), as_json=as_json)


@incident.command()
def close(
    name: _Id,
    by: Annotated[str, typer.Option(metavar="NAME", help="Who closes it.")],
    why: Annotated[str, typer.Option(metavar="REASON", help="Why it is over.")],
    as_json: _Json = False,
) -> None:
    """Close an incident whose damage is repaired, or was accepted as a change.

    Exit codes: 0 closed; 1 it is not repaired; 2 there is no such incident, or name or reason say
    nothing; 4 the history does not verify; 5 another run is at work.
    """
    from preserve.storage.clock import now
    from preserve.workflows.archive import open_archive
    from preserve.workflows.incidents import Ended, close_incident

    ended = Ended(name, by, why)
    _tell(close_incident(open_archive(archive_directory()), ended, now), as_json=as_json)


def _read() -> "tuple[History, Incidents]":
    from preserve.workflows.archive import open_archive, read_history

    history = read_history(open_archive(archive_directory()), is_locked=False)
    return history, history.incidents


def _tell(recorded: "Recorded", *, as_json: bool) -> None:
    from preserve.report.incident_document import incident_document
    from preserve.report.incident_text import incident_text

    if as_json:
        document = incident_document(recorded.incident)
        emit({"incident": document, "is_new": recorded.is_new, "exit_code": 0})
        return
    say("On record." if recorded.is_new else "On record already.")
    say(incident_text(recorded.incident))
