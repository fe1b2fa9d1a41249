"""`preserve status`."""

from typing import Annotated

import typer

from preserve.cli.output import emit, say
from preserve.cli.session import archive_directory


def status(
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
) -> None:
    """Say where the archive stands, from its history; reads no package, writes nothing.

    What is overdue is counted from what is on record, so that it is told even if nothing ran for
    months.

    Exit codes: 0 nothing is wrong as far as is known; 1 the latest audit found a fault, or
    a check is overdue; 3 the store is not there, the latest audit could not decide, or the policy
    cannot be understood; 4 the history does not verify.
    """
    from preserve.report.text import status_text
    from preserve.storage.clock import now
    from preserve.workflows.archive import open_archive
    from preserve.workflows.status import archive_status

    found = archive_status(open_archive(archive_directory()), now())
    if as_json:
        emit(found.document())
    else:
        say(status_text(found.document()))
    raise typer.Exit(found.exit_code)
