"""`preserve audit`."""

from typing import TYPE_CHECKING, Annotated

import typer

from preserve.cli.output import emit, say
from preserve.cli.progress import Progress
from preserve.cli.session import archive_directory

if TYPE_CHECKING:
    from preserve.model.audit import AuditReport
    from preserve.workflows.archive import Archive
    from preserve.workflows.audit_options import AuditOptions

_AMOUNT = 'Such as "20 MB" or "1.5 TiB"; a number alone means bytes.'


_Packages = Annotated[
    list[str] | None,
    typer.Argument(metavar="PACKAGE...", help="Package ids; none means all of them."),
]
_Due = Annotated[bool, typer.Option("--due", help="Only what the policy asks to be read by now.")]
_Time = Annotated[
    str | None,
    typer.Option(
        metavar="TIME", help='Begin with no package after so long: "90m", "4h", or seconds.'
    ),
]
_Size = Annotated[
    str | None, typer.Option(metavar="SIZE", help=f"Read no more than that. {_AMOUNT}")
]
_Rate = Annotated[
    str | None, typer.Option(metavar="SIZE", help=f"Read no faster than that. {_AMOUNT}")
]
_Sample = Annotated[
    int | None,
    typer.Option(min=0, metavar="N", help="With --due: N packages on top, drawn by lot."),
]
_NoRecord = Annotated[
    bool,
    typer.Option("--no-record", help="Only look: for a backup, whose history must not fork."),
]
_PingUrl = Annotated[
    str | None,
    typer.Option(metavar="URL", help="Call it at the start and at the end; else preserve.toml's."),
]
_Workers = Annotated[int, typer.Option(min=1, max=64, help="How many cores to use.")]
_AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON document.")]


def audit(
    packages: _Packages = None,
    due: _Due = False,
    max_time: _Time = None,
    max_bytes: _Size = None,
    max_bytes_per_second: _Rate = None,
    sample: _Sample = None,
    no_record: _NoRecord = False,
    ping_url: _PingUrl = None,
    workers: _Workers = 2,
    as_json: _AsJson = False,
) -> None:
    """Read every byte of the holdings, compare it with the ledger, and record the run.

    The packages are only read, from the medium where the system allows it. What was read longest
    ago comes first, so that a run with a limit goes on where the one before it stopped. Limits
    that are not given here are those of preserve.toml.

    Exit codes: 0 every file that was read is
    intact, or nothing was due; 1 something is altered, missing, unexpected or overdue; 2 a package
    is not on record, or an option is not understood; 3 something could not be read, the store is
    not there, or nothing was read; 4 the history does not verify; 5 another run is at work.
    """
    from preserve.cli.limits import limits_of, limits_on, sample_of
    from preserve.report.document import audit_document
    from preserve.report.text import audit_text
    from preserve.storage.clock import monotonic, now, random_token
    from preserve.storage.priority import lower_io_priority
    from preserve.workflows.archive import open_archive
    from preserve.workflows.audit_options import AuditOptions

    archive = open_archive(archive_directory())
    limits = limits_on(archive.policy().limits, packages)
    progress = Progress("Auditing")
    options = AuditOptions(
        clock=now,
        monotonic=monotonic,
        token=random_token(),
        packages=tuple(packages or ()),
        is_due_only=due,
        limits=limits_of(limits, max_time, max_bytes, max_bytes_per_second),
        sample_packages=sample_of(sample, is_due_only=due),
        is_recorded=not no_record,
        workers=workers,
        progress=progress,
        expect=progress.expect,
    )
    lower_io_priority()
    try:
        report = _audited(archive, options, ping_url)
    finally:
        progress.done()
    if as_json:
        emit(audit_document(report))
    else:
        say(audit_text(report))
    raise typer.Exit(report.exit_code)


def _audited(archive: "Archive", options: "AuditOptions", ping_url: str | None) -> "AuditReport":
    """Audit, and tell whoever is to be told; where nobody is, nothing for it is loaded."""
    from dataclasses import replace

    from preserve.model.policy import Notify
    from preserve.workflows.audit import audit as run_audit

    # A look at a backup says nothing about the archive that people are told of.
    notify = archive.notify() if options.is_recorded else Notify()
    if ping_url is not None:
        notify = replace(notify, ping_url=ping_url)
    if notify == Notify():
        return run_audit(archive, options)
    from platform import node

    from preserve.workflows.audit_and_tell import Telling, audit_and_tell
    from preserve.workflows.programs import run_program
    from preserve.workflows.tell import Ports

    place = f"{node() or 'this machine'}, {archive.root}"
    return audit_and_tell(archive, options, Telling(notify, Ports(run_program), place))
