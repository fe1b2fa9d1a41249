"""`preserve ledger`: the history itself."""

import sys
from typing import Annotated

import typer

from preserve.cli.output import complain_of, documents, emit, say
from preserve.cli.session import archive_directory

ledger = typer.Typer(
    help="The history itself: verify it, print its head, its key, its entries; change the key.",
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
def rekey(
    by: Annotated[str, typer.Option(metavar="WHO", help="Who changes it.")],
    why: Annotated[str, typer.Option(metavar="REASON", help="Why it is changed.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
) -> None:
    """Give the archive a new key, on the word of the old one, and write what partners need.

    The change goes on record, signed with both keys; from the next entry on the new one signs
    alone. keys/archive.key is replaced, and the old private key is kept nowhere. A change that was
    interrupted is finished, and not made a second time.

    Exit codes: 0 changed; 2 name or reason say nothing; 3 something cannot be read or written; 4
    the history does not verify; 5 another run is at work.
    """
    from preserve.model.finding import exit_code_of
    from preserve.report.partner_text import rekeyed_text
    from preserve.storage.clock import now
    from preserve.workflows.archive import open_archive
    from preserve.workflows.partner_view import shown
    from preserve.workflows.rekey import rekey as change_key

    archive = open_archive(archive_directory())
    done = change_key(archive, by, why, now)
    exit_code = exit_code_of(done.findings)
    complain_of(done.findings)
    new = shown(done.change.new)
    if as_json:
        emit(
            {
                **new.document(),
                "former_key": done.change.old.text(),
                "is_new": done.is_new,
                "statement": done.path,
                "partners": list(done.partners),
                "findings": documents(done.findings),
                "exit_code": exit_code,
            }
        )
    else:
        say("The key was changed." if done.is_new else "The change of key is finished now.")
        where = f"{archive.root}/{done.path}"
        say("\n".join([rekeyed_text(new, where, done.partners), *done.carried]))
    raise typer.Exit(exit_code)


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
