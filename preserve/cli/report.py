"""`preserve report`."""

from typing import Annotated

import typer

from preserve.cli.output import emit, say
from preserve.cli.session import archive_directory


def report(
    to: Annotated[
        str | None,
        typer.Option(metavar="DIR", help="Where to write it; else the archive's reports/."),
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print the report as JSON; write nothing.")
    ] = False,
) -> None:
    """Write the page to forward: what is held, what was checked, what was found.

    One HTML file that needs nothing else, and the same numbers as JSON and CSV. Exit codes: those
    of the latest audit on record; 3 when there is none, or the report cannot be written; 4 the
    history does not verify.
    """
    import os

    from preserve.report.document import report_document
    from preserve.report.visible import visible
    from preserve.storage.clock import now
    from preserve.workflows.archive import open_archive, read_history
    from preserve.workflows.write_report import archive_report, report_exit_code, write_report

    archive = open_archive(archive_directory())
    if as_json:
        made = archive_report(archive, read_history(archive, is_locked=False), now())
        emit(report_document(made))
    else:
        written = write_report(archive, os.path.abspath(to or f"{archive.root}/reports"), now())
        made = written.report
        for path in (written.html, written.json, written.holdings_csv, written.findings_csv):
            say(visible(path))
    raise typer.Exit(report_exit_code(made))
