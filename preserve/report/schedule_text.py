"""What is told about schedules: what was written, what it means, how to undo it."""

import codecs
import shlex
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType

from preserve.model.file import printable
from preserve.report.schedule_files import Job, Scheduler, windows_word
from preserve.report.schedule_state import InPlace, Placed, Shown
from preserve.report.visible import visible, visible_lines

_REMOVABLE = ("/media/", "/run/media/", "/mnt/", "/Volumes/")
_UNITS = MappingProxyType(
    {
        Scheduler.SYSTEMD_USER: ("systemctl --user", "~/.config/systemd/user", ""),
        Scheduler.SYSTEMD_SYSTEM: ("systemctl", "/etc/systemd/system", "sudo "),
    }
)


def notes(scheduler: Scheduler, job: Job) -> tuple[str, ...]:
    """Return what whoever installs a schedule must know about it, a sentence or two each."""
    told = [_NOTES[scheduler](job)]
    if job.archive.startswith(_REMOVABLE):
        told.append(
            "If the archive's disk is not connected at that time, the run says so, ends with exit"
            " code 3 and concludes nothing; what is due stays due, and the next run reads it."
        )
    told.append("Whatever becomes of it, `preserve status` tells when an audit is overdue.")
    return tuple(told)


_NOTES: Mapping[Scheduler, Callable[[Job], str]] = MappingProxyType(
    {
        Scheduler.SYSTEMD_USER: lambda _: (
            "A user's timer runs only while the user is logged in. To have it run always, allow"
            " it once: `loginctl enable-linger`."
        ),
        Scheduler.SYSTEMD_SYSTEM: lambda job: (
            f"It runs as {visible(job.user or 'root')}, to whom the archive belongs."
        ),
        Scheduler.CRON: lambda job: (
            f"cron runs it only if the machine is on at {job.at}; what is due stays due, and the"
            " next run reads it. cron mails what it says, if the exit code is not 0."
        ),
        Scheduler.LAUNCHD: lambda _: (
            "launchd makes up for a run that the machine slept through, not for one while it was"
            " off. The file was checked for its form; it was not run."
        ),
        Scheduler.WINDOWS: lambda _: (
            "The paths in it are those of this machine: change them to what they are there. The"
            " file was checked for its form; it was not run, and preserve is not tried on Windows."
        ),
    }
)


def load_lines(scheduler: Scheduler, job: Job, paths: Sequence[str]) -> tuple[str, ...]:
    """Return the commands that load files which only lie in a directory."""
    files = _words(paths)
    if scheduler in _UNITS:
        systemctl, directory, sudo = _UNITS[scheduler]
        return (
            f"{sudo}mkdir -p {directory}",
            f"{sudo}cp {files} {directory}/",
            f"{sudo}{systemctl} daemon-reload",
            f"{sudo}{systemctl} enable --now {job.name}.timer",
        )
    if scheduler is Scheduler.CRON:
        return (f"(crontab -l; cat {files}) | crontab -",)
    if scheduler is Scheduler.LAUNCHD:
        return (
            f"cp {files} ~/Library/LaunchAgents/",
            f"launchctl bootstrap gui/$(id -u) ~/Library/LaunchAgents/{job.name}.plist",
        )
    return (f"schtasks /Create /TN {job.name} /XML {visible(windows_word(paths[0]))}",)


def undo_lines(scheduler: Scheduler, job: Job, paths: Sequence[str]) -> tuple[str, ...]:
    """Return the commands that take a loaded schedule away by hand, without preserve.

    Args:
        scheduler: who keeps it.
        job: what it runs.
        paths: where its files lie once it is loaded; empty means the usual place.
    """
    if scheduler in _UNITS:
        systemctl, directory, sudo = _UNITS[scheduler]
        files = _words(paths) or f"{directory}/{job.name}.service {directory}/{job.name}.timer"
        return (
            f"{sudo}{systemctl} disable --now {job.name}.timer",
            f"{sudo}rm {files}",
            f"{sudo}{systemctl} daemon-reload",
        )
    if scheduler is Scheduler.CRON:
        return (f"crontab -e    # delete the lines from BEGIN {job.name} to END {job.name}",)
    if scheduler is Scheduler.LAUNCHD:
        return (
            f"launchctl bootout gui/$(id -u)/{job.name}",
            f"rm ~/Library/LaunchAgents/{job.name}.plist",
        )
    return (f"schtasks /Delete /TN {job.name} /F",)


def _words(paths: Sequence[str]) -> str:
    return " ".join(visible(shlex.quote(path)) for path in paths)


def placed_document(placed: Placed, *, with_text: bool) -> dict[str, object]:
    """Return what was written, as JSON; with the files' text where nothing was."""
    scheduler, job = placed.scheduler, placed.job
    files = [
        {"path": printable(path), "purpose": file.purpose}
        | ({"text": file_text(file.data)} if with_text else {})
        for path, file in zip(placed.paths, placed.files, strict=True)
    ]
    return {
        "scheduler": scheduler.value,
        "name": job.name,
        "archive": printable(job.archive),
        "at": job.at,
        "files": files,
        "is_installed": placed.is_installed,
        "besides": [each.value for each in placed.besides],
        "notes": list(notes(scheduler, job)),
        "load": [] if placed.is_installed else list(load_lines(scheduler, job, placed.paths)),
        "undo": list(_undo(placed)),
        "exit_code": 0,
    }


def _undo(placed: Placed) -> tuple[str, ...]:
    paths = placed.paths if placed.is_installed else ()
    return undo_lines(placed.scheduler, placed.job, paths)


def planned_text(placed: Placed) -> str:
    """Return the files that would be written, for people."""
    parts = [
        f"{visible(path)}: {file.purpose}\n\n{_shown(file.data)}"
        for path, file in zip(placed.paths, placed.files, strict=True)
    ]
    return "\n".join([*parts, "Nothing was written."])


def _shown(data: bytes) -> str:
    # The tabs of a property list are its indentation.
    text = file_text(data)
    return visible_lines(text.replace("\t", "  ") if text.startswith("<?xml") else text)


def placed_text(placed: Placed) -> str:
    """Return what was written, what it means and how to undo it, for people."""
    scheduler, job = placed.scheduler, placed.job
    pairs = zip(placed.paths, placed.files, strict=True)
    lines = [f"Wrote {visible(path)}: {file.purpose}." for path, file in pairs]
    if placed.is_installed:
        lines.append(f"From now on, what is due is audited each day at {job.at}, local time.")
    else:
        lines += ["Nothing runs by itself yet. To load it:"]
        lines += [f"  {line}" for line in load_lines(scheduler, job, placed.paths)]
    lines += notes(scheduler, job)
    if placed.besides:
        kinds = " and ".join(placed.besides)
        lines.append(f"There is a schedule by {kinds}, too: `preserve schedule remove` takes all.")
    if placed.is_installed:
        archive = visible(shlex.quote(job.archive))
        lines += ["To undo it:", f"  preserve --archive {archive} schedule remove"]
        lines += ["or by hand:"]
    else:
        lines += ["To undo it, once it is loaded:"]
    return "\n".join([*lines, *(f"  {line}" for line in _undo(placed))])


def shown_text(shown: Shown) -> str:
    """Return what is in place, for people."""
    lines = [line for each in shown.schedules for line in _told(each)]
    if shown.others:
        lines += ["For the same archive at another place, a copy of it or where it was before:"]
        lines += [f"  {line}" for each in shown.others for line in _told(each)]
    if not shown.schedules:
        lines.append(f"No schedule was found for {visible(shown.job.archive)}.")
    return "\n".join(lines)


def _told(found: InPlace) -> list[str]:
    marked = found.marked
    what = f"each day at {marked.at}: {visible(marked.archive)}" if marked else "cannot be read"
    lines = [f"{found.scheduler}  {found.name}  {what}"]
    lines += [f"  lies in   {visible(path)}" for path in found.files]
    if marked:
        lines.append(f"  runs      {visible(marked.python)} -m preserve")
    lines.append(f"  next run  {visible(found.next_run or _not_told(found))}")
    if found.last_run:
        lines.append(f"  last run  {visible(found.last_run)}")
    return lines


def _not_told(found: InPlace) -> str:
    if found.is_active is False:
        return "none"
    at = f"; each day at {found.marked.at}" if found.marked else ""
    return f"{found.scheduler} does not tell{at}"


def file_text(data: bytes) -> str:
    """Return a file of a schedule as text; the task of Windows is UTF-16, all others are UTF-8."""
    if data.startswith(codecs.BOM_UTF16_LE):
        return data.decode("utf-16").replace("\r\n", "\n")
    return data.decode("utf-8", "backslashreplace")
