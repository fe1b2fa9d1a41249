"""`preserve drill`."""

import contextlib
import sys
from typing import Annotated

import typer

from preserve.cli.output import emit, say
from preserve.cli.session import archive_directory


def drill(
    packages: Annotated[
        list[str] | None,
        typer.Argument(metavar="PACKAGE...", help="Package ids; none means the smallest ones."),
    ] = None,
    count: Annotated[
        int, typer.Option(min=1, metavar="N", help="How many packages, where none is named.")
    ] = 3,
    send_mail: Annotated[
        bool,
        typer.Option("--send-mail", help="Send one real mail, marked as a drill, by [notify]."),
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
) -> None:
    """Fire drill: damage copies in every known way, and prove that the audits find it and tell.

    Some packages are copied to a temporary directory, which is removed in the end; the archive
    itself is only read, and gets the result on record.

    Exit codes: 0 every fault that was tried
    was found, told and put on record; 1 one was not, or the real mail did not go out; 2 a package
    is not on record; 3 the drill could not be carried out; 4 the history does not verify; 5
    another run is at work.
    """
    from preserve.report.drill_text import drill_text
    from preserve.storage.clock import now, random_token
    from preserve.workflows.archive import open_archive
    from preserve.workflows.drill import DrillOptions
    from preserve.workflows.drill import drill as run_drill
    from preserve.workflows.programs import run_program
    from preserve.workflows.tell import Ports

    options = DrillOptions(
        clock=now,
        token=random_token,
        ports=Ports(run_program),
        packages=tuple(packages or ()),
        count=count,
        is_mail_sent=send_mail,
        progress=_show,
    )
    try:
        report = run_drill(open_archive(archive_directory()), options)
    finally:
        _write("\r\x1b[K")
    if as_json:
        emit(report.document())
    else:
        say(drill_text(report))
    raise typer.Exit(report.exit_code)


def _show(number: int, total: int, words: str) -> None:
    _write(f"\rFire drill: {number} of {total}: {words}"[:79] + "\x1b[K")


def _write(text: str) -> None:
    """Write on a terminal; in a pipe or a log a drill is over before there is much to tell."""
    with contextlib.suppress(OSError, ValueError):
        if sys.stderr.isatty():
            sys.stderr.write(text)
            sys.stderr.flush()
