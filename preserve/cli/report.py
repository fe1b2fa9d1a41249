"""`preserve report`."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from preserve.cli.output import complain_of, emit, say
from preserve.cli.session import archive_directory
from preserve.errors import UsageProblem

if TYPE_CHECKING:
    from preserve.model.period import Period


def report(
    period: Annotated[
        str | None,
        typer.Option(
            metavar="P",
            help="What to tell of: 2026, 2026-11, 2026-Q4, 30d, 2026-11-01..2026-11-30;"
            " else everything on record.",
        ),
    ] = None,
    to: Annotated[
        str | None,
        typer.Option(metavar="DIR", help="Where to write it; else the archive's reports/."),
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print the report as JSON; write nothing.")
    ] = False,
) -> None:
    """Write the page to forward: what is held, what was read when, what was found, what is late.

    One HTML file that needs nothing else, and the same numbers as JSON and CSV; their digests are
    put on record.

    Exit codes: those of the latest audit on record, and of each
    package as it was last found; 1 a check is overdue, too; 2 the
    period cannot be understood; 3 there is no audit, or the report cannot be written; 4 the history
    does not verify.
    """
    import os

    from preserve.report.document import report_document
    from preserve.report.visible import visible
    from preserve.storage.clock import now
    from preserve.workflows.archive import open_archive, read_history
    from preserve.workflows.write_report import (
        ReportOptions,
        archive_report,
        report_exit_code,
        write_report,
    )

    made_at = now()
    options = ReportOptions(made_at, _period(period, made_at))
    archive = open_archive(archive_directory())
    directory = os.path.abspath(to or f"{archive.root}/reports")
    if as_json:
        made = archive_report(archive, read_history(archive, is_locked=False), options, directory)
        emit(report_document(made))
    else:
        written = write_report(archive, directory, options)
        made = written.report
        for path in written.files:
            say(visible(path))
        complain_of(written.findings)
    raise typer.Exit(report_exit_code(made))


def _period(text: str | None, now: datetime) -> "Period | None":
    from preserve.model.period import parse_period

    if text is None:
        return None
    try:
        asked = parse_period(text, now)
    except ValueError as problem:
        words = str(problem)
        raise UsageProblem(
            f"{words[:1].upper()}{words[1:]}.", remedy="Run `preserve report --help`."
        ) from problem
    if asked.from_at > now:
        raise UsageProblem(f"The period has not begun yet: {asked.words}.")
    return asked
