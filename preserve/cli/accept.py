"""`preserve accept`."""

from typing import Annotated

import typer

from preserve.cli.output import emit, say
from preserve.cli.progress import Progress
from preserve.cli.session import archive_directory


def accept(
    package: Annotated[str, typer.Argument(metavar="PACKAGE", help="A package of the archive.")],
    by: Annotated[str, typer.Option(metavar="NAME", help="Who accepts the change.")],
    why: Annotated[str, typer.Option(metavar="REASON", help="Why it was changed.")],
    is_trial: Annotated[
        bool, typer.Option("--dry-run", help="Show the differences and record nothing.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
) -> None:
    """Accept a deliberate change of a package: from now on it is held against what lies there now.

    The package is only read; what was on record before stays in the history.

    Exit codes: 0 on
    record; 1 nothing differs, or it cannot go on record; 2 there is no such package, or name or
    reason say nothing; 3 something cannot be read; 4 the history does not verify; 5 another run is
    at work.
    """
    from preserve.report.incident_text import accepted_text
    from preserve.storage.clock import now
    from preserve.workflows.accept import Acceptance
    from preserve.workflows.accept import accept as run_accept
    from preserve.workflows.archive import open_archive

    progress = Progress("Reading")
    wanted = Acceptance(package, by, why, is_trial=is_trial, progress=progress)
    try:
        change = run_accept(open_archive(archive_directory()), wanted, now)
    finally:
        progress.done()
    if as_json:
        emit({**change.document(), "exit_code": 0})
    else:
        say(accepted_text(change))
