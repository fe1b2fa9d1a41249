"""`preserve receipt`."""

from typing import TYPE_CHECKING, Annotated

import typer

from preserve.cli.groups import ListByDefault
from preserve.cli.output import complain_of, documents, emit, say
from preserve.cli.session import Chosen, archive_directory

if TYPE_CHECKING:
    from preserve.workflows.archive import History

receipt = typer.Typer(
    cls=ListByDefault,
    help="Which archive has taken over what, since when, and how one can tell.",
    rich_markup_mode=None,
)

_Json = Annotated[bool, typer.Option("--json", help="Print one JSON document.")]


@receipt.command("list")
def list_receipts(as_json: _Json = False) -> None:
    """List who holds which package, since when, and when that was proven last; writes nothing.

    Exit codes: 0 listed; 3 a filed receipt cannot be read; 4 the history does not verify, a receipt
    does not fit what was said, or a filed one was altered.
    """
    from preserve.model.finding import exit_code_of
    from preserve.report.receipt_text import receipts_text
    from preserve.workflows.archive import open_archive, read_history
    from preserve.workflows.receipts import held_by

    archive = open_archive(archive_directory())
    history = read_history(archive, is_locked=False)
    lines, problems = held_by(archive, history)
    findings = [*history.verdict.findings, *problems]
    exit_code = exit_code_of(findings)
    if as_json:
        rows = [line.document() for line in lines]
        emit({"receipts": rows, "findings": documents(findings), "exit_code": exit_code})
    else:
        complain_of(findings)
        if lines or not exit_code:  # a history that cannot be read is no empty one
            say(receipts_text(lines))
    raise typer.Exit(exit_code)


@receipt.command()
def show(
    name: Annotated[
        str,
        typer.Argument(metavar="NAME", help="A package, an exchange, or the name of a receipt."),
    ],
    as_json: _Json = False,
) -> None:
    """Show the receipts about a package or of an exchange: who, what, when, checked how.

    Exit codes: 0 shown; 2 there is none of that name; 4 the history does not verify.
    """
    from preserve.errors import UsageProblem
    from preserve.model.finding import exit_code_of
    from preserve.report.receipt_text import receipt_text
    from preserve.workflows.archive import open_archive, read_history
    from preserve.workflows.receipts import receipts_on_record

    history = read_history(open_archive(archive_directory()), is_locked=False)
    complain_of(history.verdict.findings)
    found = receipts_on_record(history, name)
    exit_code = exit_code_of(history.verdict.findings)
    if not found and not exit_code:
        raise UsageProblem(
            "There is no receipt of that name on record.",
            remedy="Give the id of a package that `preserve receipt list` shows. A file is verified"
            " with `preserve receipt verify FILE`.",
        )
    if as_json:
        rows = [{"file": each.path, "receipt": dict(each.message.document)} for each in found]
        told = documents(history.verdict.findings)
        emit({"receipts": rows, "findings": told, "exit_code": exit_code})
    elif found:
        say("\n\n".join(receipt_text(each.receipt, each.path) for each in found))
    raise typer.Exit(exit_code)


@receipt.command()
def verify(
    file: Annotated[
        str, typer.Argument(metavar="FILE", help="The receipt; FILE.sig lies beside it.")
    ],
    key: Annotated[
        str | None,
        typer.Option(
            metavar="KEY|FILE",
            help="The key of the archive that gave it, or a file that holds the key. Else the one"
            " that is pinned in your archive.",
        ),
    ] = None,
    as_json: _Json = False,
) -> None:
    """Verify a receipt; with --key no archive is needed.

    Exit codes: 0 it verifies; 2 that is no key; 3 it cannot be read, or nobody has said whose key
    it is signed with; 4 it does not verify.
    """
    from preserve.model.finding import exit_code_of
    from preserve.report.receipt_text import receipt_text
    from preserve.workflows.verify_receipt import verify_receipt

    found = verify_receipt(file, key, None if key is not None else _history())
    exit_code = exit_code_of(found.findings)
    if as_json:
        told = documents(found.findings)
        emit({"key": found.key, "findings": told, "exit_code": exit_code})
    else:
        complain_of(found.findings)
        if found.receipt is not None and not exit_code:
            say(f"It verifies: signed with {found.key}.")
            say(receipt_text(found.receipt, file))
    raise typer.Exit(exit_code)


def _history() -> "History | None":
    """Return the history of the archive that is at hand, if there is one."""
    from preserve.errors import NoArchive
    from preserve.workflows.archive import open_archive, read_history, require_sound

    try:
        archive = open_archive(archive_directory())
    except NoArchive:
        if Chosen.archive:
            raise
        return None
    history = read_history(archive, is_locked=False)
    require_sound(history)
    return history
