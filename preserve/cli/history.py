"""`preserve history`."""

from typing import Annotated

import typer

from preserve.cli.output import complain_of, emit, emit_pieces, say
from preserve.cli.session import archive_directory


def history(
    package: Annotated[
        str | None, typer.Argument(metavar="PACKAGE", help="Only what touched this package.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document a line.")] = False,
    as_premis: Annotated[
        bool, typer.Option("--premis", help="One PREMIS 3 document (XML), each check derived.")
    ] = False,
) -> None:
    """Tell what happened in the archive, oldest first; writes nothing.

    Of a package that came from another archive, or that another one holds, too, it is said first
    from whom, since when, and where the receipt is.

    With --premis the history leaves in the words of PREMIS, for another archive's system: objects,
    events and agents; the result of each check of each package is written out.

    Exit codes: 0 told; 2 no such package; 4 the history does not verify.
    """
    from preserve.errors import UsageProblem
    from preserve.model.finding import exit_code_of
    from preserve.report.custody_text import custody_text
    from preserve.report.document import history_document
    from preserve.report.text import history_text
    from preserve.workflows.archive import open_archive, read_history
    from preserve.workflows.custody import hand_overs_of
    from preserve.workflows.history import history_rows, is_told_of
    from preserve.workflows.premis import premis_of
    from preserve.workflows.which_package import not_on_record

    if as_json and as_premis:
        raise UsageProblem("--json and --premis are two forms.", remedy="Ask for one of them.")
    archive = open_archive(archive_directory())
    read = read_history(archive, is_locked=False)
    is_known = package is None or is_told_of(read, package)
    if not is_known or (as_premis and package is not None and package not in read.holdings):
        raise not_on_record(package or "", read.holdings)
    if as_premis:
        emit_pieces(premis_of(read, package))
    elif as_json:
        for row in history_rows(read, package):
            emit(history_document(row))
    else:
        custody = "" if package is None else custody_text(hand_overs_of(read, package))
        events = history_text(history_rows(read, package))
        say(f"{custody}\n\n{events}" if custody else events)
    complain_of(read.verdict.findings)
    raise typer.Exit(exit_code_of(read.verdict.findings))
