"""The files that have a machine run the audit by itself, for each program that keeps time.

Each file runs `PYTHON -m preserve --archive ROOT audit --due`. The two paths are foreign: each
format has its own rule for writing a word so that exactly that word arrives, and what a format has
no rule for is refused in words, before anything is written.

No unit has a condition on the archive's disk: a run that is left out in silence is not known to be
missing, while a run that finds no archive says so and ends with exit code 3.
"""

import html
import json
import plistlib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import NamedTuple

from preserve.errors import CannotDecide
from preserve.report.visible import visible

SPREAD_MINUTES = 30


class Scheduler(StrEnum):
    """Who keeps time."""

    SYSTEMD_USER = "systemd-user"
    SYSTEMD_SYSTEM = "systemd-system"
    CRON = "cron"
    LAUNCHD = "launchd"
    WINDOWS = "windows"


@dataclass(frozen=True, slots=True)
class Job:
    """What is to run, and when.

    Attributes:
        name: of the unit, task or block; no two archives of one machine share it.
        archive: absolute path of the archive.
        python: absolute path of the interpreter, as it is called: in a virtual environment the
            link, not what it leads to, is what knows the installed packages.
        at: local time of day, HH:MM.
        gently: for cron, the words in front of the command that make it yield to others.
        user: for a system service, who it runs as; None means root.
    """

    name: str
    archive: str
    python: str
    at: str
    gently: tuple[str, ...] = ()
    user: str | None = None

    @property
    def arguments(self) -> tuple[str, ...]:
        """The command, word by word."""
        return (self.python, "-m", "preserve", "--archive", self.archive, "audit", "--due")


class ScheduleFile(NamedTuple):
    """A file to write: its name, what it is for, its bytes."""

    name: str
    purpose: str
    data: bytes


class Marked(NamedTuple):
    """What a file that preserve wrote says of itself."""

    name: str
    archive: str
    python: str
    at: str


def schedule_files(scheduler: Scheduler, job: Job) -> tuple[ScheduleFile, ...]:
    """Return the files of a schedule.

    Raises:
        CannotDecide: the format cannot hold a path.
    """
    return _FILES[scheduler](job)


def _cannot(path: str, why: str) -> CannotDecide:
    return CannotDecide(
        f"{visible(path)} cannot be written into a schedule of this kind: {why}. Nothing was"
        " written.",
        code="FIX-056",
        remedy="Give the directory a plainer name, or choose another kind of schedule.",
    )


# Bytes of a name that are no UTF-8, and code points that are no characters.
_LAST_OF_PLANES = "".join(
    chr((plane << 16) + end) for plane in range(17) for end in (0xFFFE, 0xFFFF)
)
_NO_TEXT = re.compile(f"[\ud800-\udfff\ufdd0-\ufdef{_LAST_OF_PLANES}]")
# XML 1.0 2.2; and 2.11: a carriage return would arrive as a newline.
_NO_XML = re.compile("[\x00-\x08\x0b-\x1f]")


def _require(text: str, unfit: re.Pattern[str], why: str) -> None:
    if unfit.search(text):
        raise _cannot(text, why)


def _require_text(job: Job) -> None:
    for path in (job.archive, job.python):
        _require(path, _NO_TEXT, "its name is no text in UTF-8")


# What a file says of itself: one line of JSON that `schedule show` reads back.

_MARK = "# preserve-schedule: "
_MARK_LINE = re.compile(rb"^# preserve-schedule: (\{.*\})$", re.MULTILINE)


def marker(job: Job) -> str:
    """Return the line by which preserve knows its own file again; ASCII, whatever the paths."""
    mark = Marked(job.name, job.archive, job.python, job.at)
    return f"{_MARK}{json.dumps(mark._asdict())}"


def read_marker(data: bytes) -> Marked | None:
    """Return what a file says of itself; None when preserve did not write it."""
    found = _MARK_LINE.search(data)
    try:
        document = json.loads(found.group(1)) if found else None
    except ValueError:
        return None
    values = [document.get(key) for key in Marked._fields] if isinstance(document, dict) else []
    texts = [value for value in values if isinstance(value, str)]
    return Marked(*texts) if len(texts) == len(Marked._fields) else None


# What systemd takes: systemd.service(5), systemd.timer(5), systemd.syntax(7).

_SYSTEMD: Mapping[str, str] = MappingProxyType(
    {"\\": "\\\\", '"': '\\"', "%": "%%", "$": "$$", "\x7f": "\\x7f"}
    | {chr(code): f"\\x{code:02x}" for code in range(1, 32)}
)
# systemd itself refuses the first ones in the name of a program; a `$` it would leave doubled.
_NO_PROGRAM = re.compile("[\x00-\x1f\x7f\"'\\\\$]")
_READ_ONLY = ("/usr/", "/boot/", "/efi/", "/etc/")


def systemd_word(text: str) -> str:
    """Return a word of an `ExecStart=` line, quoted: no specifier, variable or escape is left."""
    return '"' + "".join(_SYSTEMD.get(character, character) for character in text) + '"'


def _systemd(job: Job, more: tuple[str, ...] = ()) -> tuple[ScheduleFile, ...]:
    _require_text(job)
    _require(job.python, _NO_PROGRAM, "systemd runs no program with such a name")
    command = " ".join(map(systemd_word, job.arguments))
    what = visible(job.archive).replace("%", "%%")
    service = [
        marker(job),
        "[Unit]",
        f"Description=Audit of what is due in {what} (preserve)",
        "",
        "[Service]",
        "Type=oneshot",
        f"ExecStart={command}",
        "TimeoutStartSec=infinity",
        "Nice=19",
        "IOSchedulingClass=idle",
        *more,
    ]
    timer = [
        marker(job),
        "[Unit]",
        f"Description=When to audit {what} (preserve)",
        "",
        "[Timer]",
        f"OnCalendar=*-*-* {job.at}:00",
        "Persistent=true",
        f"RandomizedDelaySec={SPREAD_MINUTES}min",
        "",
        "[Install]",
        "WantedBy=timers.target",
    ]
    return (
        ScheduleFile(f"{job.name}.service", "what runs: the audit of what is due", _lines(service)),
        ScheduleFile(
            f"{job.name}.timer",
            f"when it runs: each day at {job.at}, up to {SPREAD_MINUTES} minutes later; what was"
            " missed while the machine was off is made up for",
            _lines(timer),
        ),
    )


def _systemd_system(job: Job) -> tuple[ScheduleFile, ...]:
    """Return the files for the system's own manager, which can run as somebody and shut places off.

    Anything that implies `NoNewPrivileges=` is left out: with it, sendmail could not hand over the
    mail that tells of damage. For the same reason a user's manager is given no such line at all.
    """
    lines = [f"User={job.user}"] if job.user is not None else []
    lines.append("ProtectControlGroups=yes")
    if not f"{job.archive}/".startswith(_READ_ONLY):
        lines.append("ProtectSystem=full")
    return _systemd(job, tuple(lines))


def _lines(lines: list[str]) -> bytes:
    return ("\n".join(lines) + "\n").encode()


# What cron takes: crontab(5), and the shell behind it.

_PLAIN = re.compile(r"[A-Za-z0-9/._+=:,@-]|[^\x00-\x7f]")
_CRON_BYTES = 998  # Vixie's cron takes no longer command


def cron_word(text: str) -> str:
    r"""Return a word for /bin/sh in a crontab: a backslash before each character with a meaning.

    A percent sign, written `\%`, means itself both to cron, which takes that backslash away, and
    to the shell. A backslash is written as a pair, so it can stand before a percent sign, too:
    within quotes it could not.
    """
    return "".join(c if _PLAIN.fullmatch(c) else f"\\{c}" for c in text) or "''"


def cron_block(job: Job) -> bytes:
    """Return our lines of a crontab.

    cron mails whatever a job prints: the line prints only when the exit code is not 0.

    Raises:
        CannotDecide: a path holds a newline, or is too long.
    """
    for path in (job.archive, job.python):
        _require(path, re.compile("[\n\x00]"), "a line of a crontab holds no newline")
    words = " ".join(map(cron_word, (*job.gently, *job.arguments)))
    command = f'found=$({words} 2>&1) || printf \\%s "$found"'
    if len(command.encode("utf-8", "surrogateescape")) > _CRON_BYTES:
        raise _cannot(job.archive, "a line of a crontab is too short for it")
    hour, minute = job.at.split(":")
    lines = [
        begin_line(job.name),
        marker(job),
        f"{int(minute)} {int(hour)} * * * {command}",
        end_line(job.name),
    ]
    return ("\n".join(lines) + "\n").encode("utf-8", "surrogateescape")


def begin_line(name: str) -> str:
    """Return the line that our lines of a crontab begin with."""
    return f"# BEGIN {name}: written by preserve, down to the END line"


def end_line(name: str) -> str:
    """Return the line that our lines of a crontab end with."""
    return f"# END {name}"


def _cron(job: Job) -> tuple[ScheduleFile, ...]:
    purpose = f"the line that runs the audit of what is due, each day at {job.at}"
    return (ScheduleFile(f"{job.name}.crontab", purpose, cron_block(job)),)


# What launchd takes: launchd.plist(5).


def _launchd(job: Job) -> tuple[ScheduleFile, ...]:
    _require_text(job)
    for path in (job.archive, job.python):
        _require(path, _NO_XML, "XML has no place for its control characters")
    hour, minute = job.at.split(":")
    plist = {
        "Label": job.name,
        "ProgramArguments": list(job.arguments),
        "StartCalendarInterval": {"Hour": int(hour), "Minute": int(minute)},
        "ProcessType": "Background",
        "LowPriorityIO": True,
        "Nice": 19,
    }
    purpose = f"what runs and when: the audit of what is due, each day at {job.at}"
    return (ScheduleFile(f"{job.name}.plist", purpose, plistlib.dumps(plist)),)


# What the Task Scheduler of Windows takes: its schema, version 1.2.

_TASK = """<?xml version="1.0" encoding="UTF-16"?>
<Task version="1.2" xmlns="http://schemas.microsoft.com/windows/2004/02/mit/task">
  <RegistrationInfo>
    <Description>preserve: audit what is due in {archive}</Description>
    <URI>\\{name}</URI>
  </RegistrationInfo>
  <Triggers>
    <CalendarTrigger>
      <StartBoundary>2026-01-01T{at}:00</StartBoundary>
      <Enabled>true</Enabled>
      <RandomDelay>PT{spread}M</RandomDelay>
      <ScheduleByDay>
        <DaysInterval>1</DaysInterval>
      </ScheduleByDay>
    </CalendarTrigger>
  </Triggers>
  <Principals>
    <Principal id="Author">
      <LogonType>InteractiveToken</LogonType>
      <RunLevel>LeastPrivilege</RunLevel>
    </Principal>
  </Principals>
  <Settings>
    <MultipleInstancesPolicy>IgnoreNew</MultipleInstancesPolicy>
    <DisallowStartIfOnBatteries>false</DisallowStartIfOnBatteries>
    <StopIfGoingOnBatteries>false</StopIfGoingOnBatteries>
    <StartWhenAvailable>true</StartWhenAvailable>
    <ExecutionTimeLimit>PT0S</ExecutionTimeLimit>
    <Priority>9</Priority>
  </Settings>
  <Actions Context="Author">
    <Exec>
      <Command>{program}</Command>
      <Arguments>{arguments}</Arguments>
    </Exec>
  </Actions>
</Task>
"""
_VARIABLE = re.compile(r"%[^%]+%|\$\(")


def windows_word(text: str) -> str:
    """Return a word of a Windows command line, by the rules of the C run time."""
    if text and not re.search(r'[\s"]', text):
        return text
    quoted = re.sub(r'(\\*)"', r'\1\1\\"', text)
    return '"' + re.sub(r"(\\+)$", r"\1\1", quoted) + '"'


def _windows(job: Job) -> tuple[ScheduleFile, ...]:
    _require_text(job)
    program, *rest = job.arguments
    arguments = " ".join(map(windows_word, rest))
    for text in (program, arguments):
        _require(text, re.compile("[\x00-\x1f]"), "a command line of Windows holds none such")
        _require(text, _VARIABLE, "the Task Scheduler would put a variable in its place")
    task = _TASK.format(
        archive=html.escape(visible(job.archive), quote=False),
        name=job.name,
        at=job.at,
        spread=SPREAD_MINUTES,
        program=html.escape(program, quote=False),
        arguments=html.escape(arguments, quote=False),
    )
    purpose = f"what runs and when: the audit of what is due, each day at {job.at}"
    data = ("\ufeff" + task.replace("\n", "\r\n")).encode("utf-16-le")
    return (ScheduleFile(f"{job.name}.xml", purpose, data),)


_FILES: Mapping[Scheduler, Callable[[Job], tuple[ScheduleFile, ...]]] = MappingProxyType(
    {
        Scheduler.SYSTEMD_USER: _systemd,
        Scheduler.SYSTEMD_SYSTEM: _systemd_system,
        Scheduler.CRON: _cron,
        Scheduler.LAUNCHD: _launchd,
        Scheduler.WINDOWS: _windows,
    }
)
