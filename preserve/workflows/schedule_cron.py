"""A schedule kept by cron: our lines in the user's crontab; every other line stays as it is."""

import re
from dataclasses import dataclass

from preserve.errors import CannotDecide
from preserve.report.schedule_files import (
    Job,
    Scheduler,
    begin_line,
    cron_block,
    end_line,
    read_marker,
)
from preserve.report.schedule_state import InPlace
from preserve.report.visible import visible
from preserve.workflows.programs import RunProgram

WHERE = "your crontab"

_SECONDS = 60.0
# What the different crons say when there is no crontab yet; anything else is a failure.
_NONE_YET = re.compile(rb"no crontab for|can't open .*No such file or directory", re.IGNORECASE)
_SHELL = re.compile(rb"^[ \t]*SHELL[ \t]*=(.*)$", re.MULTILINE)
_SHELLS = frozenset({"sh", "bash", "dash", "ash", "ksh", "zsh"})
_BEGIN = re.compile(rb"^# BEGIN (\S+): written by preserve\b.*$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Cron:
    """The crontab of the user.

    Attributes:
        run: what runs `crontab`.
    """

    run: RunProgram

    def install(self, job: Job) -> tuple[str, ...]:
        """Put our lines in, in the place of those that were there before.

        Raises:
            CannotDecide: a path cannot be held, or crontab fails: it is as it was.
        """
        block = cron_block(job)
        before = self._read()
        rest = without_block(before, job.name)
        _require_shell(rest)
        if rest and not rest.endswith(b"\n"):
            rest += b"\n"
        stored = self._write(before, rest + block)
        if rest + block not in stored:
            self.run(("crontab", "-"), before, _SECONDS)
            raise _failed("crontab did not keep the lines", "others came back", "It was put back.")
        return (WHERE,)

    def remove(self, name: str) -> tuple[str, ...]:
        """Take our lines out.

        Raises:
            CannotDecide: crontab fails, or our lines have lost their end.
        """
        before = self._read(is_needed=False)
        rest = without_block(before, name)
        if rest == before:
            return ()
        if begin_line(name).encode() in self._write(before, rest):
            raise _failed("crontab kept the lines", "they are still there", "Nothing was changed.")
        return (WHERE,)

    def look(self, prefix: str) -> tuple[InPlace, ...]:
        """Tell the schedules whose names begin with a prefix.

        Raises:
            CannotDecide: crontab fails.
        """
        crontab = self._read(is_needed=False)
        names = sorted({name.decode("utf-8", "replace") for name in _BEGIN.findall(crontab)})
        return tuple(_tell(crontab, name) for name in names if name.startswith(prefix))

    def _read(self, *, is_needed: bool = True) -> bytes:
        ran = self.run(("crontab", "-l"), b"", _SECONDS)
        if ran.exit_code == 0:
            return ran.stdout
        if ran.exit_code is None and not is_needed:
            return b""  # where there is no such program, nothing is in place with it
        if ran.exit_code is not None and not ran.stdout and _NONE_YET.search(ran.stderr):
            return b""
        raise _failed("`crontab -l` failed", ran.said, "Nothing was changed.")

    def _write(self, before: bytes, after: bytes) -> bytes:
        """Store a crontab; return what is stored then."""
        ran = self.run(("crontab", "-"), after, _SECONDS)
        stored = self.run(("crontab", "-l"), b"", _SECONDS).stdout
        if ran.exit_code != 0:
            is_same = stored == before
            end = "Nothing was changed." if is_same else "Look at it: it may have changed."
            raise _failed("`crontab -` failed", ran.said, end)
        return stored


def without_block(crontab: bytes, name: str) -> bytes:
    """Return a crontab without our lines; every other byte is as it was.

    Raises:
        CannotDecide: one of our lines stands there without the other.
    """
    begin, end = (re.escape(line(name).encode()) for line in (begin_line, end_line))
    whole = re.compile(
        rb"^%s\n(?:(?!%s$|%s$).*\n)*%s(?:\n|\Z)" % (begin, begin, end, end), re.MULTILINE
    )
    rest = whole.sub(b"", crontab)
    if re.search(rb"^(?:%s|%s)$" % (begin, end), rest, re.MULTILINE):
        raise _failed(
            f"In your crontab, the lines of {name} have lost their BEGIN or their END",
            "nobody can tell which lines are ours",
            "Nothing was changed.",
        )
    return rest


def _require_shell(crontab: bytes) -> None:
    """Refuse a crontab whose commands run in a shell that does not read our line as sh does."""
    named = _SHELL.findall(crontab)
    shell = named[-1].strip(b" \t'\"").decode("utf-8", "replace") if named else "sh"
    if shell.rpartition("/")[2] not in _SHELLS:
        words = f"it sets SHELL to {shell}, and the line is written for /bin/sh"
        raise _failed("Your crontab has another shell", words, "Nothing was changed.")


def _tell(crontab: bytes, name: str) -> InPlace:
    begin, end = begin_line(name).encode(), end_line(name).encode()
    block = crontab.partition(begin)[2].partition(end)
    marked = read_marker(block[0])
    lines = block[0].splitlines()
    is_whole = bool(block[1]) and marked is not None
    # A line that somebody put out of action with a `#` runs no more.
    is_active = any(line.strip() and not line.lstrip().startswith(b"#") for line in lines[1:])
    return InPlace(Scheduler.CRON, name, (WHERE,), marked, is_whole, is_active)


def _failed(what: str, said: str, end: str) -> CannotDecide:
    words = visible(said).rstrip(".")
    return CannotDecide(
        f"{what}: {words}. {end}",
        code="FIX-056",
        remedy="See what the system said; `crontab -e` opens the crontab in an editor.",
    )
