"""What is in place to run the audit by itself: values, their JSON, and their findings."""

from dataclasses import dataclass

from preserve.model.catalogue import finding
from preserve.model.file import printable
from preserve.model.finding import Finding
from preserve.report.schedule_files import Job, Marked, ScheduleFile, Scheduler
from preserve.report.visible import visible


@dataclass(frozen=True, slots=True)
class Placed:
    """A schedule as it was written.

    Attributes:
        scheduler: for whom.
        job: what runs, and when.
        paths: where each file lies, in the order of `files`.
        files: what was written.
        is_installed: whether it runs from now on; else the files only lie there.
        besides: other kinds of schedule that are in place for the same archive.
    """

    scheduler: Scheduler
    job: Job
    paths: tuple[str, ...]
    files: tuple[ScheduleFile, ...]
    is_installed: bool
    besides: tuple[Scheduler, ...] = ()


@dataclass(frozen=True, slots=True)
class InPlace:
    """A schedule that was found on this machine.

    Attributes:
        scheduler: who keeps it.
        name: of the unit, block or label.
        files: where it lies.
        marked: what it says of itself; None when it cannot be read, or another program wrote it.
        is_whole: all its parts are there.
        is_active: whether it will run; None when the system could not be asked.
        unasked: why the system could not be asked.
        next_run: when it runs next, in the system's words, where it tells.
        last_run: when it ran last, in the system's words, where it tells.
    """

    scheduler: Scheduler
    name: str
    files: tuple[str, ...]
    marked: Marked | None
    is_whole: bool
    is_active: bool | None
    unasked: str | None = None
    next_run: str | None = None
    last_run: str | None = None

    def document(self) -> dict[str, object]:
        """Return the JSON shape."""
        marked = self.marked
        return {
            "scheduler": self.scheduler.value,
            "name": self.name,
            "files": [printable(path) for path in self.files],
            "archive": printable(marked.archive) if marked else None,
            "python": printable(marked.python) if marked else None,
            "at": marked.at if marked else None,
            "is_active": self.is_active,
            "next_run": self.next_run,
            "last_run": self.last_run,
        }


@dataclass(frozen=True, slots=True)
class Shown:
    """All that is in place for an archive.

    Attributes:
        job: what is looked for; its hour is not.
        schedules: of this archive.
        others: of copies of it, or of the place where it was before.
        findings: what keeps it from running, or from being told.
        exit_code: 0 it runs by itself, 1 it does not, 3 that could not be told.
    """

    job: Job
    schedules: tuple[InPlace, ...]
    others: tuple[InPlace, ...]
    findings: tuple[Finding, ...]
    exit_code: int

    def document(self) -> dict[str, object]:
        """Return the JSON shape."""
        return {
            "archive": printable(self.job.archive),
            "name": self.job.name,
            "schedules": [each.document() for each in self.schedules],
            "others": [each.document() for each in self.others],
            "findings": [found.document() for found in self.findings],
            "exit_code": self.exit_code,
        }


def none_in_place(archive: str) -> Finding:
    """Return the finding that nothing runs by itself."""
    words = f"No schedule is in place for {visible(archive)}: nothing audits it by itself"
    return finding("FIX-061", words)


def findings_of(found: InPlace, *, has_python: bool) -> tuple[Finding, ...]:
    """Return what keeps a schedule from running.

    Args:
        found: what is in place.
        has_python: whether the interpreter that it names can be run.
    """
    what = f"The {found.scheduler} schedule {found.name}"
    if not found.is_whole:
        return (finding("FIX-061", f"{what} is not whole: a part of it is gone or was rewritten"),)
    if found.is_active is None:
        why = visible(found.unasked or "it gave no answer").rstrip(".")
        return (finding("FIX-056", f"{what} is there, but systemd could not be asked: {why}"),)
    if not found.is_active:
        return (finding("FIX-061", f"{what} is there, but it is stopped"),)
    if not has_python:
        python = visible(found.marked.python) if found.marked else "its program"
        return (finding("FIX-061", f"{what} calls {python}, which is not there any more"),)
    return ()
