"""`preserve receive PATH --unsigned`: a bag that came without an offer."""

import typer

from preserve.cli.output import emit, say
from preserve.cli.progress import Progress
from preserve.cli.session import archive_directory


def receive_unsigned(
    path: str, by: str | None, why: str | None, *, is_trial: bool, as_json: bool
) -> None:
    """Take a bag in that nobody offered and nobody signed.

    Args:
        path: the bag's directory, or the bag in one file.
        by: who takes it in.
        why: why, in words.
        is_trial: only tell what would be done.
        as_json: print one JSON document.

    Raises:
        Exit: always, with 0 taken in, held already or acceptable; 1 refused; 3 not decided.
        PreserveError: it cannot begin.
    """
    from preserve.errors import UsageProblem
    from preserve.report.unsigned_text import unsigned_text
    from preserve.storage.clock import now
    from preserve.workflows.archive import open_archive
    from preserve.workflows.receive_unsigned import Unsigned
    from preserve.workflows.receive_unsigned import receive_unsigned as run

    if not is_trial and (by is None or why is None):
        raise UsageProblem(
            "A bag without a signature is taken in by somebody, for a reason.",
            remedy="Say who with --by NAME, and why with --why REASON; --dry-run only judges it.",
        )
    progress = Progress("Reading")
    try:
        wanted = Unsigned(path, by or "", why or "", is_trial=is_trial, progress=progress)
        made = run(open_archive(archive_directory()), wanted, now)
    finally:
        progress.done()
    if as_json:
        emit(made.document())
    else:
        say(unsigned_text(made))
    raise typer.Exit(made.exit_code)
