"""`preserve replica`."""

from typing import TYPE_CHECKING, Annotated

import typer

from preserve.cli.groups import ListOfAnything
from preserve.cli.output import complain_of, emit, say
from preserve.cli.progress import Progress
from preserve.cli.session import archive_directory

if TYPE_CHECKING:
    from preserve.model.replica import ReplicaRun

replica = typer.Typer(
    cls=ListOfAnything,
    help="Where copies are, and the last proof of each: list them (`preserve replica [PACKAGE]`),"
    " copy what is missing, have copies proven.",
    rich_markup_mode=None,
)

_Name = Annotated[str, typer.Argument(metavar="NAME", help="The replica, as in preserve.toml.")]
_By = Annotated[str | None, typer.Option(metavar="NAME", help="Who says so; else the user's name.")]
_Json = Annotated[bool, typer.Option("--json", help="Print one JSON document.")]


@replica.command()
def add(
    name: _Name,
    directory: Annotated[
        str, typer.Argument(metavar="DIR", help="Empty or not there yet; best on another disk.")
    ],
    by: _By = None,
    as_json: _Json = False,
) -> None:
    """Make a replica: a directory that keeps a copy of every package; then run `replica sync`.

    It is laid out like an archive's own store, marked as this replica of this archive, written
    into preserve.toml and put on record.

    Exit codes: 0 made, or there already; 1 something else lies in the directory; 2 the name or
    the directory cannot be used; 3 it cannot be written; 4 the history does not verify; 5 another
    run is at work.
    """
    from preserve.cli.session import said_by
    from preserve.report.visible import visible
    from preserve.storage.clock import now
    from preserve.workflows.archive import open_archive
    from preserve.workflows.replicas import NewReplica, add_replica

    wanted = NewReplica(name, directory, said_by(by))
    added = add_replica(open_archive(archive_directory()), wanted, now)
    if as_json:
        emit({**added._asdict(), "exit_code": 0})
        return
    what = "is ready" if added.is_new else "was there already"
    say(f"The replica {added.name} {what}: {visible(added.path)}")
    if added.is_same_disk:
        say("It lies on the same disk as the archive, and would be lost with it.")
    say(f"Next: preserve replica sync {added.name}")


@replica.command("list")
def list_copies(
    package: Annotated[
        str | None, typer.Argument(metavar="PACKAGE", help="Only this package.")
    ] = None,
    as_json: _Json = False,
) -> None:
    """Tell where the copies of each package are, and when each was last proven; reads no copy.

    All of it comes from the history. Without PACKAGE the packages that need somebody are told one
    by one.

    Exit codes: 0 as many proven copies as the policy wants; 1 a copy is lost, there are too few,
    or proofs are overdue; 2 there is no such package; 4 a partner's proof is wrong, or the history
    does not verify.
    """
    from preserve.report.replica_text import survey_document, survey_text
    from preserve.storage.clock import now
    from preserve.workflows.archive import open_archive
    from preserve.workflows.replicas import listed_copies

    listed = listed_copies(open_archive(archive_directory()), package, now())
    complain_of(listed.history_findings)
    if as_json:
        emit({**survey_document(listed.survey), "exit_code": listed.exit_code})
    else:
        say(survey_text(listed.survey, now(), is_whole=package is not None))
    raise typer.Exit(listed.exit_code)


@replica.command()
def sync(
    name: Annotated[str | None, typer.Argument(metavar="NAME", help="Only this replica.")] = None,
    sets_aside: Annotated[
        bool,
        typer.Option(
            "--set-aside",
            help="Move a copy that differs to the replica's quarantine, and copy anew.",
        ),
    ] = False,
    as_json: _Json = False,
) -> None:
    """Copy to the replicas what is missing there; nothing that lies there is overwritten.

    What is damaged here is never copied; what was written is read back before it counts. After an
    interruption run it again: it goes on.

    Exit codes: 0 all is there; 1 something is damaged here, or something else lies there; 2 there
    is no such replica; 3 a replica is not there, full, or cannot be read; 4 the history does not
    verify; 5 another run is at work.
    """
    from preserve.storage.clock import now
    from preserve.workflows.archive import open_archive
    from preserve.workflows.replica_sync import SyncOptions
    from preserve.workflows.replica_sync import sync as run_sync

    progress = Progress("Copying")
    try:
        options = SyncOptions(name, sets_aside=sets_aside, progress=progress)
        run = run_sync(open_archive(archive_directory()), options, now)
    finally:
        progress.done()
    _tell(run, as_json=as_json)


@replica.command()
def challenge(
    name: Annotated[
        str | None, typer.Argument(metavar="NAME", help="Only this replica or partner.")
    ] = None,
    is_due_only: Annotated[
        bool, typer.Option("--due", help="Only what the policy asks to be proven by now.")
    ] = False,
    as_json: _Json = False,
) -> None:
    """Have copies proven: read the replicas whole, ask partners for a proof, judge their answers.

    A partner answers when it runs `preserve receive`; run this again afterwards.

    Exit codes: 0 every copy that was looked at is whole, or nothing is due; 1 a copy is damaged or
    gone; 2 there is no such replica or partner; 3 something is not there or cannot be read; 4 a
    partner's proof is wrong, or the history does not verify; 5 another run is at work.
    """
    import secrets

    from preserve.storage.clock import now
    from preserve.workflows.archive import open_archive
    from preserve.workflows.replica_challenge import ChallengeOptions
    from preserve.workflows.replica_challenge import challenge as run_challenge

    progress = Progress("Reading")
    try:
        options = ChallengeOptions(name, is_due_only=is_due_only, progress=progress)
        archive = open_archive(archive_directory())
        run = run_challenge(archive, options, now, secrets.token_bytes)
    finally:
        progress.done()
    _tell(run, as_json=as_json)


@replica.command()
def remove(
    name: _Name,
    why: Annotated[str, typer.Option(metavar="REASON", help="Why it is no replica any more.")],
    by: _By = None,
    as_json: _Json = False,
) -> None:
    """Count a replica no longer; what lies in its directory is not touched.

    Exit codes: 0 removed; 1 preserve.toml cannot be changed by itself; 2 there is no such
    replica, or the reason says nothing; 4 the history does not verify; 5 another run is at work.
    """
    from preserve.cli.session import said_by
    from preserve.storage.clock import now
    from preserve.workflows.archive import open_archive
    from preserve.workflows.replicas import remove_replica

    said = (said_by(by), why)
    remove_replica(open_archive(archive_directory()), name, said, now)
    if as_json:
        emit({"name": name, "exit_code": 0})
    else:
        say(f"{name} is no replica of this archive any more. What lies there was not touched.")


def _tell(run: "ReplicaRun", *, as_json: bool) -> None:
    from preserve.report.replica_text import run_document, run_text

    if as_json:
        emit(run_document(run))
    else:
        say(run_text(run))
    raise typer.Exit(run.exit_code)
