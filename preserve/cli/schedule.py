"""`preserve schedule`."""

from typing import TYPE_CHECKING, Annotated

import typer

from preserve.cli.output import complain_of, emit, say
from preserve.cli.session import archive_directory

if TYPE_CHECKING:
    from preserve.report.schedule_files import Job, Scheduler
    from preserve.workflows.schedule import Machine

schedule = typer.Typer(
    no_args_is_help=True,
    help="Have this machine audit what is due by itself: install, show, remove.",
    rich_markup_mode=None,
)

_AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON document.")]


@schedule.command()
def install(
    systemd_user: Annotated[
        bool, typer.Option("--systemd-user", help="A timer of yours; the default under systemd.")
    ] = False,
    systemd_system: Annotated[
        bool, typer.Option("--systemd-system", help="A timer of the system; root's default.")
    ] = False,
    cron: Annotated[
        bool, typer.Option("--cron", help="A line in your crontab; the default elsewhere.")
    ] = False,
    launchd: Annotated[
        bool, typer.Option("--launchd", help="A file for macOS; only with --to or --print.")
    ] = False,
    windows: Annotated[
        bool, typer.Option("--windows", help="A task for Windows; only with --to or --print.")
    ] = False,
    at: Annotated[
        str, typer.Option(metavar="HH:MM", help="When it runs each day, local time.")
    ] = "02:00",
    only_print: Annotated[
        bool, typer.Option("--print", help="Show what would be written; write nothing.")
    ] = False,
    to: Annotated[
        str | None,
        typer.Option(metavar="DIR", help="Write the files there, and load nothing."),
    ] = None,
    as_json: _AsJson = False,
) -> None:
    """Have `audit --due` run each day by itself, and say what was written and how to undo it.

    A second install replaces the first. Other lines of a crontab stay as they are. Exit codes:
    0 in place, written or shown; 1 a file of somebody else is in the way; 2 there is no such time
    or kind; 3 the system does not take it, and all is as it was.
    """
    from preserve.report.schedule_text import placed_document, placed_text, planned_text
    from preserve.workflows.schedule import install as put_in_place
    from preserve.workflows.schedule import planned, write_to

    chosen = (systemd_user, systemd_system, cron, launchd, windows)
    scheduler = _scheduler(chosen, is_loaded=not (only_print or to))
    job, machine = _job(at, scheduler), _machine()
    if only_print:
        placed = planned(machine, scheduler, job, to)
    elif to is not None:
        placed = write_to(to, machine, scheduler, job)
    else:
        placed = put_in_place(machine, scheduler, job)
    if as_json:
        emit(placed_document(placed, with_text=only_print))
    else:
        say(planned_text(placed) if only_print else placed_text(placed))


@schedule.command()
def show(as_json: _AsJson = False) -> None:
    """Tell what is in place for this archive on this machine, and when it runs next.

    Nothing is changed.

    Exit codes: 0 it runs by itself; 1 nothing is in place, or what is in place
    cannot run; 3 the system could not be asked.
    """
    from preserve.report.schedule_text import shown_text
    from preserve.workflows.schedule import show as look

    shown = look(_machine(), _job())
    complain_of(shown.findings)
    if as_json:
        emit(shown.document())
    else:
        say(shown_text(shown))
    raise typer.Exit(shown.exit_code)


@schedule.command()
def remove(as_json: _AsJson = False) -> None:
    """Take away what `install` put in place for this archive, of every kind, and nothing else.

    An audit that is at work goes on to its end.

    Exit codes: 0 nothing of it is in place any more;
    1 a file of somebody else has its name; 3 the system does not let go of it.
    """
    from preserve.model.file import printable
    from preserve.report.visible import visible
    from preserve.workflows.schedule import remove as take_away

    job = _job()
    gone = take_away(_machine(), job)
    if as_json:
        emit({"name": job.name, "removed": [printable(path) for path in gone], "exit_code": 0})
        return
    for path in gone:
        say(f"Removed: {visible(path)}")
    say(
        f"Nothing audits {visible(job.archive)} by itself now." if gone else "Nothing was in place."
    )


def _job(at: str = "02:00", scheduler: "Scheduler | None" = None) -> "Job":
    import os
    import pwd
    import shutil
    import sys
    from dataclasses import replace

    from preserve.workflows.archive import open_archive
    from preserve.workflows.schedule import job_for

    job = job_for(open_archive(archive_directory()), sys.executable or "", at)
    if scheduler == "cron":
        nice, ionice = shutil.which("nice"), shutil.which("ionice")
        words = [*((nice, "-n", "19") if nice else ()), *((ionice, "-c", "3") if ionice else ())]
        return replace(job, gently=tuple(words))
    owner = os.stat(job.archive).st_uid
    if scheduler == "systemd-system" and owner != 0:
        try:
            return replace(job, user=pwd.getpwuid(owner).pw_name)
        except KeyError:  # nobody of that number has a name here
            return replace(job, user=str(owner))
    return job


def _machine() -> "Machine":
    import os

    from preserve.workflows.programs import run_program
    from preserve.workflows.schedule import Machine

    home = os.path.expanduser("~")
    config = os.environ.get("XDG_CONFIG_HOME", "")
    # A relative path there counts as none (XDG Base Directory Specification).
    base = config if os.path.isabs(config) else f"{home}/.config"
    return Machine(
        run=run_program,
        user_units=f"{base}/systemd/user",
        system_units="/etc/systemd/system",
        launch_agents=f"{home}/Library/LaunchAgents",
    )


def _scheduler(chosen: tuple[bool, ...], *, is_loaded: bool) -> "Scheduler":
    import os
    import shutil
    import sys

    from preserve.errors import CannotDecide, UsageProblem
    from preserve.report.schedule_files import Scheduler

    named = [kind for kind, is_chosen in zip(Scheduler, chosen, strict=True) if is_chosen]
    if len(named) > 1:
        raise UsageProblem(f"One kind of schedule, not {len(named)}: {', '.join(named)}.")
    if named:
        return named[0]
    if os.path.isdir("/run/systemd/system"):
        return Scheduler.SYSTEMD_SYSTEM if os.geteuid() == 0 else Scheduler.SYSTEMD_USER
    if sys.platform == "darwin":
        return Scheduler.LAUNCHD
    if shutil.which("crontab") or not is_loaded:
        return Scheduler.CRON
    raise CannotDecide(
        "Neither systemd nor cron was found on this machine. Nothing was changed.",
        code="FIX-056",
        remedy="Install one of them, or write the files with --to DIR for another machine.",
    )
