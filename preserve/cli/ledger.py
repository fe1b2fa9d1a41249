"""`preserve ledger`: the history itself."""

import sys
from typing import Annotated

import typer

from preserve.cli.output import complain_of, emit, say
from preserve.cli.session import archive_directory

ledger = typer.Typer(
    help="The history itself: verify it, print its signed head, its key, its entries.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


@ledger.command()
def verify(
    against: Annotated[
        str | None,
        typer.Option(metavar="FILE", help="A checkpoint that was kept elsewhere."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
) -> None:
    """Verify the whole history from its bytes; needs no private key, writes nothing.

    Exit codes: 0 it verifies (and equals or extends the checkpoint given); 4 it does not.
    """
    from preserve.workflows.verify_ledger import verify_ledger

    found = verify_ledger(archive_directory(), against)
    if as_json:
        emit(found.document())
    else:
        complain_of(found.findings)
        say(f"The history of {found.size} entries: {found.state}. Root {found.root}")
    raise typer.Exit(found.exit_code)


@ledger.command()
def checkpoint() -> None:
    """Print the signed checkpoint: a few lines to keep elsewhere.

    Exit codes: 0 printed; 4 the history does not verify, so nothing is printed.
    """
    from preserve.workflows.verify_ledger import sound_history

    sys.stdout.write(sound_history(archive_directory()).note)


@ledger.command()
def key() -> None:
    """Print the public key that verifies checkpoints (C2SP: name+hash+base64).

    Exit codes: 0 printed; 4 the history does not verify, so nothing is printed.
    """
    from preserve.workflows.verify_ledger import sound_history

    verifier = sound_history(archive_directory()).verdict.key
    if verifier is not None:
        say(verifier.text())


@ledger.command()
def export() -> None:
    """Print every entry, oldest first: each line is exactly the bytes that were hashed.

    Exit codes: 0 printed; 4 printed, but the history does not verify.
    """
    from preserve.workflows.verify_ledger import exported

    lines, findings, exit_code = exported(archive_directory())
    for line in lines:
        sys.stdout.buffer.write(line + b"\n")
    sys.stdout.buffer.flush()
    complain_of(findings)
    raise typer.Exit(exit_code)
