"""Have this machine audit an archive by itself: install, show, remove."""

import hashlib
import os
import plistlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from xml.parsers.expat import ExpatError

from preserve.errors import CannotDecide, NoArchive, PreserveError, Refused, UsageProblem
from preserve.model.catalogue import finding
from preserve.model.finding import Finding, exit_code_of
from preserve.report.schedule_files import Job, Marked, Scheduler, schedule_files
from preserve.report.schedule_state import InPlace, Placed, Shown, findings_of, none_in_place
from preserve.storage import atomic, layout
from preserve.storage.source import read_whole
from preserve.workflows.archive import Archive
from preserve.workflows.programs import RunProgram
from preserve.workflows.schedule_cron import WHERE, Cron
from preserve.workflows.schedule_systemd import Systemd

_AT = re.compile(r"(?:[01][0-9]|2[0-3]):[0-5][0-9]")
_ID_LIMIT_BYTES = 200
_SHORT_ID = 8
_SHORT_PATH = 6
_FILE_LIMIT_BYTES = 1 << 16
_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Machine:
    """What keeps time on this machine, and how it is reached.

    Attributes:
        run: what runs programs.
        user_units: where systemd finds the user's units.
        system_units: where systemd finds the system's units.
        launch_agents: where launchd finds the user's agents.
    """

    run: RunProgram
    user_units: str
    system_units: str
    launch_agents: str

    def keeper(self, scheduler: Scheduler) -> Systemd | Cron:
        """Return what installs and removes schedules of a kind.

        Raises:
            UsageProblem: files of this kind are only written, never loaded.
        """
        if scheduler is Scheduler.SYSTEMD_USER:
            return Systemd(scheduler, self.user_units, self.run)
        if scheduler is Scheduler.SYSTEMD_SYSTEM:
            return Systemd(scheduler, self.system_units, self.run)
        if scheduler is Scheduler.CRON:
            return Cron(self.run)
        raise UsageProblem(
            f"A schedule for {scheduler} is only written to a directory, never loaded.",
            remedy="Add --to DIR, or --print; what is written comes with words on how to load it.",
        )


_KEPT = (Scheduler.SYSTEMD_USER, Scheduler.SYSTEMD_SYSTEM, Scheduler.CRON)


def job_for(archive: Archive, python: str, at: str) -> Job:
    """Return the job that audits an archive.

    Its name holds the beginning of the archive's id and of a digest of its path, so that neither
    two archives nor two copies of one archive get into each other's way.

    Args:
        archive: the archive.
        python: absolute path of the interpreter.
        at: local time of day, HH:MM.

    Raises:
        UsageProblem: `at` is no time of day.
        NoArchive: the archive has no id.
        CannotDecide: nobody knows the interpreter.
    """
    if not _AT.fullmatch(at):
        raise UsageProblem(f"{at!r} is no time of day.", remedy="Write it as 02:00, or 23:30.")
    if not os.path.isabs(python):
        raise CannotDecide(
            "The path of this Python is not known, so no schedule can call it.",
            code="FIX-056",
            remedy="Run preserve from the environment that it is installed in.",
        )
    root = os.path.realpath(archive.root)
    digest = hashlib.sha256(os.fsencode(root)).hexdigest()[:_SHORT_PATH]
    return Job(f"{_prefix(root)}{digest}", root, python, at)


def _prefix(root: str) -> str:
    path = f"{root}/{layout.ARCHIVE_ID}"
    text = read_whole(path, _ID_LIMIT_BYTES).decode("utf-8", "replace").lower()
    short = re.sub(r"[^0-9a-z]", "", text)[:_SHORT_ID]
    if not short:
        raise NoArchive(f"{path} holds no id.", remedy="Restore it from a copy of the archive.")
    return f"preserve-audit-{short}-"


def planned(machine: Machine, scheduler: Scheduler, job: Job, to: str | None) -> Placed:
    """Return what `install` would write, and where; nothing is touched.

    Raises:
        CannotDecide: the format cannot hold a path.
    """
    files = schedule_files(scheduler, job)
    usual = {
        Scheduler.SYSTEMD_USER: machine.user_units,
        Scheduler.SYSTEMD_SYSTEM: machine.system_units,
        Scheduler.LAUNCHD: machine.launch_agents,
    }
    directory = to or usual.get(scheduler, "")
    paths = tuple(os.path.join(directory, file.name) for file in files)
    if scheduler is Scheduler.CRON and not to:
        paths = (WHERE,)
    return Placed(scheduler, job, paths, files, is_installed=False)


def write_to(directory: str, machine: Machine, scheduler: Scheduler, job: Job) -> Placed:
    """Write the files of a schedule into a directory, and load nothing.

    Raises:
        Refused: the directory lies among the packages, or something else has the name of a file.
        PreserveError: the format cannot hold a path, or the place cannot be written.
    """
    bags = os.path.realpath(f"{job.archive}/{layout.BAGS}")
    where = os.path.realpath(directory)
    if os.path.commonpath((bags, where)) == bags:
        raise _occupied(f"{directory} lies in the store")
    placed = planned(machine, scheduler, job, directory)
    for path in placed.paths:
        if os.path.lexists(path) and not _names(path, job.name):
            raise _occupied(f"{path} is there already and was not written by preserve")
    with atomic.writing(directory):
        atomic.make_root(where)
        for path, file in zip(placed.paths, placed.files, strict=True):
            atomic.replace(path, file.data)
    return placed


def _names(path: str, name: str) -> bool:
    data = read_whole(path, _FILE_LIMIT_BYTES)
    return name.encode() in data or name.encode("utf-16-le") in data


def _occupied(why: str) -> Refused:
    return Refused(f"{why}; nothing was written.", code="FIX-041", remedy="Name another directory.")


def install(machine: Machine, scheduler: Scheduler, job: Job) -> Placed:
    """Put a schedule in place; one of the same kind that was there before is replaced.

    Raises:
        CannotDecide: it would not run, or the system does not take it: all is as it was.
        PreserveError: a file cannot be written.
    """
    keeper = machine.keeper(scheduler)
    files = schedule_files(scheduler, job)
    _require_preserve(machine.run, job.python)
    paths = keeper.install(job)
    found, _ = _look(machine, job)
    besides = {each.scheduler for each in found if each.name == job.name} - {scheduler}
    return Placed(scheduler, job, paths, files, is_installed=True, besides=tuple(sorted(besides)))


def _require_preserve(run: RunProgram, python: str) -> None:
    """Refuse an interpreter that finds preserve only from here, or by a variable of this shell."""
    ran = run((python, "-E", "-P", "-m", "preserve", "--version"), b"", _SECONDS)
    if ran.exit_code != 0:
        raise CannotDecide(
            f"A schedule would not find preserve: {ran.said}. Nothing was changed.",
            code="FIX-056",
            remedy="Install preserve into an environment of its own, and run it from there.",
        )


def remove(machine: Machine, job: Job) -> tuple[str, ...]:
    """Take away every schedule of an archive that `install` put in place, and no other.

    Returns:
        What is gone now; nothing when there was nothing.

    Raises:
        PreserveError: the system does not let go of one; the others are gone.
    """
    gone: list[str] = []
    problems: list[PreserveError] = []
    for scheduler in _KEPT:
        try:
            gone += machine.keeper(scheduler).remove(job.name)
        except PreserveError as problem:
            problems.append(problem)
    if problems:
        raise problems[0]
    return tuple(gone)


def show(machine: Machine, job: Job) -> Shown:
    """Tell what is in place for an archive; nothing is changed."""
    found, problems = _look(machine, job)
    own = tuple(each for each in found if each.name == job.name)
    others = tuple(each for each in found if each.name != job.name)
    by_schedule = [findings_of(each, has_python=_has_python(each)) for each in own]
    findings = [found for each in by_schedule for found in each]
    if not own and not problems:
        findings.append(none_in_place(job.archive))
    # Where one schedule runs, what keeps another kind from being looked for does not matter.
    is_running = not all(by_schedule)
    weighed = findings if is_running else [*findings, *problems]
    return Shown(job, own, others, (*findings, *problems), exit_code_of(weighed))


def _has_python(found: InPlace) -> bool:
    return found.marked is not None and os.access(found.marked.python, os.X_OK)


def _look(machine: Machine, job: Job) -> tuple[Sequence[InPlace], Sequence[Finding]]:
    prefix = job.name[: len(job.name) - _SHORT_PATH]
    found: list[InPlace] = []
    problems: list[Finding] = []
    for scheduler in _KEPT:
        try:
            found += machine.keeper(scheduler).look(prefix)
        except PreserveError as problem:
            problems.append(finding("FIX-056", problem.message))
    return [*found, *_agent(machine, job)], problems


def _agent(machine: Machine, job: Job) -> tuple[InPlace, ...]:
    """Look for what somebody gave to launchd, which loads it when the user logs in."""
    path = f"{machine.launch_agents}/{job.name}.plist"
    if not os.path.isfile(path):
        return ()
    try:
        plist = plistlib.loads(read_whole(path, _FILE_LIMIT_BYTES))
        python, *_ = plist["ProgramArguments"]
        starts = plist["StartCalendarInterval"]
        at = f"{starts['Hour']:02}:{starts['Minute']:02}"
    except (PreserveError, ExpatError, ValueError, KeyError, TypeError):
        return (
            InPlace(Scheduler.LAUNCHD, job.name, (path,), None, is_whole=False, is_active=None),
        )
    marked = Marked(job.name, job.archive, python, at)
    return (InPlace(Scheduler.LAUNCHD, job.name, (path,), marked, is_whole=True, is_active=True),)
