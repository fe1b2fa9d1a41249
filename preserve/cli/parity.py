"""`preserve parity`."""

from typing import Annotated

import typer

from preserve.cli.output import emit, say
from preserve.cli.session import archive_directory

parity = typer.Typer(
    help="Parity with par2: mends a few damaged places without another copy. It is no copy.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

_AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON document.")]


@parity.command("make")
def make(
    packages: Annotated[
        list[str], typer.Argument(metavar="PACKAGE...", help="Packages of the archive.")
    ],
    redundancy: Annotated[
        int, typer.Option(metavar="PERCENT", help="How much of a package may be damaged.")
    ] = 10,
    as_json: _AsJson = False,
) -> None:
    """Make parity of packages that are whole; it lies in parity/, beside the bags.

    Exit codes: 0 made and on record; 1 a package is not as recorded; 2 there is no such package;
    3 par2 is not there or failed, or there is no room; 4 the history does not verify; 5 another
    run is at work.
    """
    from preserve.report.repair_text import parity_text
    from preserve.storage.clock import now
    from preserve.workflows.archive import open_archive
    from preserve.workflows.parity import Par2, make_parity
    from preserve.workflows.programs import run_program

    archive = open_archive(archive_directory())
    made = [
        make_parity(archive, package, redundancy, Par2(run_program), now)
        for package in dict.fromkeys(packages)
    ]
    if as_json:
        emit({"packages": [one.document() for one in made], "exit_code": 0})
    else:
        say(parity_text(made))


@parity.command("verify")
def verify(
    packages: Annotated[
        list[str] | None, typer.Argument(metavar="[PACKAGE...]", help="Else all that have parity.")
    ] = None,
    as_json: _AsJson = False,
) -> None:
    """Hold the parity volumes against the digests on record; the packages are not read.

    Exit codes: 0 as recorded; 1 a volume is gone or altered, or a named package has no parity; 2
    there is no such package; 4 the history does not verify.
    """
    from preserve.model.finding import gravest
    from preserve.report.repair_text import parity_text
    from preserve.workflows.archive import open_archive
    from preserve.workflows.parity import verify_parity

    states = verify_parity(open_archive(archive_directory()), packages or [])
    exit_code = gravest(state.exit_code for state in states)
    if as_json:
        emit({"packages": [one.document() for one in states], "exit_code": exit_code})
    else:
        say(parity_text(states, is_verified=True))
    raise typer.Exit(exit_code)


@parity.command("list")
def list_(as_json: _AsJson = False) -> None:
    """List the parity on record; nothing of it is read.

    Exit codes: 0 listed; 4 the history does not verify.
    """
    from preserve.report.repair_text import parity_text
    from preserve.workflows.archive import open_archive
    from preserve.workflows.parity import list_parity

    states = list_parity(open_archive(archive_directory()))
    if as_json:
        emit({"packages": [one.document() for one in states], "exit_code": 0})
    else:
        say(parity_text(states))
