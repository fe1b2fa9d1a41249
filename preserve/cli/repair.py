"""`preserve repair`."""

from typing import Annotated

import typer

from preserve.cli.output import emit, say
from preserve.cli.session import archive_directory

_From = Annotated[
    str | None,
    typer.Option(
        "--from",
        metavar="COPY",
        help="Ask this copy alone: a replica, a partner, `parity`, or a directory with the"
        " package. Else replicas, parity, then partners.",
    ),
]
_Replica = Annotated[
    str | None,
    typer.Option(metavar="NAME", help="Mend the copy in this replica, not the archive's own."),
]
_By = Annotated[
    str, typer.Option(metavar="NAME", help="Who repairs; then the incident is closed, too.")
]
_Why = Annotated[
    str,
    typer.Option(
        metavar="REASON",
        help="Move what is not on record out of the package to quarantine, and why.",
    ),
]
_Place = Annotated[
    str | None, typer.Option(metavar="DIR", help="Where partners' messages lie: a stick, say.")
]
_IsTrial = Annotated[
    bool, typer.Option("--dry-run", help="Tell what would come from where; change nothing.")
]


def repair(
    package: Annotated[str, typer.Argument(metavar="PACKAGE", help="A package of the archive.")],
    source: _From = None,
    replica: _Replica = None,
    by: _By = "",
    why: _Why = "",
    place: _Place = None,
    is_trial: _IsTrial = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
) -> None:
    """Put damaged and missing files of a package back, from copies that are as recorded.

    Nothing is overwritten: wrong bytes go to quarantine. A copy is read whole and held against
    the ledger before anything is taken from it.

    Exit codes: 0 the package is whole; 1 something is still damaged and no copy at hand has it,
    or lies there and is not on record; 2 there is no such package or copy; 3 a partner's answer
    is waited for, or something cannot be read or written; 4 the history does not verify; 5
    another run is at work.
    """
    import secrets

    from preserve.report.repair_text import repair_text
    from preserve.storage.clock import now
    from preserve.workflows.archive import open_archive
    from preserve.workflows.parity import Par2
    from preserve.workflows.programs import run_program
    from preserve.workflows.repair import Terms
    from preserve.workflows.repair_run import Asked, Edges, run_repair

    asked = Asked(package, source, replica, place)
    terms = Terms(now, lambda: secrets.token_hex(4), by=by, why=why, is_trial=is_trial)
    edges = Edges(lambda: secrets.token_hex(8), Par2(run_program))
    report = run_repair(open_archive(archive_directory()), asked, terms, edges)
    if as_json:
        emit(report.document())
    else:
        say(repair_text(report))
    raise typer.Exit(report.exit_code)
