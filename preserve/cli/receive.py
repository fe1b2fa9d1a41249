"""`preserve receive`."""

from typing import Annotated

import typer

from preserve.cli.output import emit, say
from preserve.cli.progress import Progress
from preserve.cli.receive_unsigned import receive_unsigned
from preserve.cli.session import archive_directory


def receive(
    path: Annotated[
        str | None,
        typer.Argument(
            metavar="[PATH]",
            help="A directory to look in, such as a stick; else the partners' inboxes.",
        ),
    ] = None,
    sender: Annotated[
        str | None, typer.Option("--from", metavar="PARTNER", help="Only from this partner.")
    ] = None,
    is_unsigned: Annotated[
        bool,
        typer.Option("--unsigned", help="PATH is a bag that came without an offer: take it in."),
    ] = False,
    by: Annotated[
        str | None, typer.Option(metavar="NAME", help="Who takes the unsigned bag in.")
    ] = None,
    why: Annotated[
        str | None, typer.Option(metavar="REASON", help="Why the unsigned bag is taken in.")
    ] = None,
    is_trial: Annotated[
        bool, typer.Option("--dry-run", help="Only judge the unsigned bag; take nothing in.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
) -> None:
    """Receive what partners sent: take it into quarantine, judge it, answer, take it over.

    Run it as often as you like: it goes on where it stopped, and takes nothing twice. A bag that
    nobody offered and nobody signed is taken in with --unsigned, --by and --why.

    Exit codes: 0 nothing is wrong; 1 something was refused; 2 there is no such partner or
    directory; 3 something is not here in full, or cannot be judged now; 4 a message or the history
    does not verify; 5 another run is at work.
    """
    from preserve.errors import UsageProblem
    from preserve.report.receive_text import receive_text
    from preserve.storage.clock import now
    from preserve.workflows.archive import open_archive
    from preserve.workflows.receive import Wanted
    from preserve.workflows.receive import receive as run_receive

    if is_unsigned:
        if path is None or sender is not None:
            raise UsageProblem("--unsigned needs the PATH of a bag, and goes without --from.")
        receive_unsigned(path, by, why, is_trial=is_trial, as_json=as_json)
    if by is not None or why is not None or is_trial:
        raise UsageProblem("--by, --why and --dry-run go with --unsigned.")
    progress = Progress("Receiving")
    wanted = Wanted(partner=sender, path=path, progress=progress)
    try:
        report = run_receive(open_archive(archive_directory()), wanted, now)
    finally:
        progress.done()
    if as_json:
        emit(report.document())
    else:
        say(receive_text(report, is_bag=path is not None and _is_bag(path)))
    raise typer.Exit(report.exit_code)


def _is_bag(path: str) -> bool:
    from preserve.storage.source import look

    return look(f"{path}/bagit.txt") is not None
