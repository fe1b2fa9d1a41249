"""`preserve confirm`."""

from typing import Annotated

import typer

from preserve.cli.output import complain_of, emit, say
from preserve.cli.session import archive_directory


def confirm(
    path: Annotated[
        str | None,
        typer.Argument(
            metavar="[PATH]",
            help="Where the answers lie: a stick, a directory of attachments. Else the inboxes of"
            " the partners.",
        ),
    ] = None,
    partner: Annotated[
        str | None, typer.Option("--from", metavar="PARTNER", help="Only from this partner.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
) -> None:
    """Confirm what receivers prove to hold, and file their receipts.

    Each proof is held against your own bytes, read now. Only what was confirmed is taken over
    there; only with a receipt does a package count as held by the partner.

    Exit codes: 0 all is well as far as it has come; 1 a package is refused, or our own copy is
    damaged; 2 there is no such partner or directory; 3 something cannot be read, or a place of
    exchange is not there; 4 a proof, a receipt or a signature does not verify; 5 another run is at
    work.
    """
    from preserve.report.delivery_text import deliveries_text
    from preserve.report.receive_text import nowhere_words
    from preserve.storage.clock import now
    from preserve.workflows.archive import open_archive
    from preserve.workflows.confirm import ConfirmOptions
    from preserve.workflows.confirm import confirm as run_confirm

    done = run_confirm(open_archive(archive_directory()), ConfirmOptions(path, partner), now)
    if as_json:
        emit(done.document())
    else:
        complain_of(done.findings)
        say(deliveries_text(done.deliveries, done.answered, done.receipts, done.carried))
        if not done.places:
            say(nowhere_words("confirm"))
    raise typer.Exit(done.exit_code)
