"""`preserve audit`."""

from typing import Annotated

import typer

from preserve.cli.output import emit, say
from preserve.cli.progress import Progress
from preserve.cli.session import archive_directory


def audit(
    packages: Annotated[
        list[str] | None,
        typer.Argument(metavar="PACKAGE...", help="Package ids; none means all of them."),
    ] = None,
    workers: Annotated[int, typer.Option(min=1, max=64, help="How many cores to use.")] = 2,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
) -> None:
    """Read every byte of the holdings, compare it with the ledger, and record the run.

    The packages are only read. Exit codes: 0 every file is intact; 1 something is altered, missing
    or unexpected; 3 something could not be read, or there was nothing to check; 4 the history does
    not verify; 5 another run is at work.
    """
    from preserve.report.document import audit_document
    from preserve.report.text import audit_text
    from preserve.storage.clock import now, random_token
    from preserve.workflows.archive import open_archive
    from preserve.workflows.audit import AuditOptions
    from preserve.workflows.audit import audit as run_audit

    progress = Progress("Auditing")
    options = AuditOptions(
        clock=now,
        token=random_token(),
        packages=tuple(packages or ()),
        workers=workers,
        progress=progress,
    )
    try:
        report = run_audit(open_archive(archive_directory()), options)
    finally:
        progress.done()
    if as_json:
        emit(audit_document(report))
    else:
        say(audit_text(report))
    raise typer.Exit(report.exit_code)
