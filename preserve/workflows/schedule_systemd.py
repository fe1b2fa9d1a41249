"""A schedule kept by systemd: two files, and systemd told of them."""

import contextlib
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from preserve.errors import CannotDecide, PreserveError, Refused, Unreadable
from preserve.report.schedule_files import Job, Scheduler, read_marker, schedule_files
from preserve.report.schedule_state import InPlace
from preserve.storage import atomic
from preserve.storage.source import read_whole
from preserve.workflows.programs import Ran, RunProgram

_LIMIT_BYTES = 1 << 16
_SECONDS = 60.0
_ASKED = ("LoadState", "ActiveState", "NextElapseUSecRealtime", "LastTriggerUSec")


@dataclass(frozen=True, slots=True)
class Systemd:
    """A manager of systemd: the system's own, or the user's.

    Attributes:
        scheduler: which of the two.
        directory: where it finds its units.
        run: what runs `systemctl`.
    """

    scheduler: Scheduler
    directory: str
    run: RunProgram

    @property
    def command(self) -> tuple[str, ...]:
        """The words that every call begins with."""
        user = ("--user",) if self.scheduler is Scheduler.SYSTEMD_USER else ()
        return ("systemctl", *user)

    def paths(self, name: str) -> tuple[str, str]:
        """Return where the service and the timer of a name lie."""
        return f"{self.directory}/{name}.service", f"{self.directory}/{name}.timer"

    def ask(self, *words: str) -> Ran:
        """Run systemctl; it never stops to ask for a password."""
        return self.run((*self.command, "--no-ask-password", *words), b"", _SECONDS)

    def install(self, job: Job) -> tuple[str, ...]:
        """Write the files and start the timer; when that fails, all is as it was before.

        Returns:
            The paths that were written, in the order of `schedule_files`.

        Raises:
            PreserveError: a file cannot be written, or systemd does not take it.
        """
        files = schedule_files(self.scheduler, job)
        paths = tuple(f"{self.directory}/{file.name}" for file in files)
        before = {path: _ours(path, job.name) for path in paths}
        timer = f"{job.name}.timer"
        try:
            with atomic.writing(self.directory):
                atomic.make_root(self.directory)
                for path, file in zip(paths, files, strict=True):
                    atomic.replace(path, file.data)
            # `restart` starts it, too; `enable --now` would leave a timer at its old hour.
            self._each(("daemon-reload",), ("enable", timer), ("restart", timer))
        except (PreserveError, OSError):
            self._take_back(before, timer)
            raise
        return paths

    def remove(self, name: str) -> tuple[str, ...]:
        """Stop the timer, then remove its files; an audit that is at work goes on.

        Returns:
            The paths that are gone now; none when there was nothing.

        Raises:
            PreserveError: systemd does not let go of it, or a file cannot be removed.
        """
        present = [path for path in self.paths(name) if _ours(path, name) is not None]
        if not present:
            return ()
        if os.path.lexists(self.paths(name)[1]):
            self._each(("disable", "--now", f"{name}.timer"))
        for path in present:
            _discard(path)
        self._each(("daemon-reload",), end="The files are removed.")
        return tuple(present)

    def look(self, prefix: str) -> tuple[InPlace, ...]:
        """Tell the schedules whose names begin with a prefix.

        Raises:
            PreserveError: the directory cannot be read.
        """
        try:
            names = sorted(os.listdir(self.directory))
        except (FileNotFoundError, NotADirectoryError):
            return ()
        except OSError as problem:
            raise atomic.explained(problem, self.directory) from problem
        stems = sorted({os.path.splitext(name)[0] for name in names if _is_unit(name, prefix)})
        return tuple(self._tell(stem) for stem in stems)

    def _tell(self, name: str) -> InPlace:
        present = [path for path in self.paths(name) if os.path.lexists(path)]
        marked = next((m for path in present if (m := read_marker(_read(path)))), None)
        ran = self.ask("show", f"{name}.timer", f"--property={','.join(_ASKED)}")
        answers = _answers(ran)
        is_active = answers.get("ActiveState") == "active" if "ActiveState" in answers else None
        return InPlace(
            scheduler=self.scheduler,
            name=name,
            files=tuple(present),
            marked=marked,
            is_whole=len(present) == len(self.paths(name)) and marked is not None,
            is_active=is_active,
            unasked=None if is_active is not None else ran.said,
            next_run=_instant(answers.get("NextElapseUSecRealtime")),
            last_run=_instant(answers.get("LastTriggerUSec")),
        )

    def _each(self, *calls: Sequence[str], end: str = "All is as it was.") -> None:
        for words in calls:
            ran = self.ask(*words)
            if ran.exit_code != 0:
                shown = " ".join((*self.command, *words))
                said = ran.said.rstrip(".")
                message = f"`{shown}` failed: {said}. {end}"
                raise CannotDecide(message, code="FIX-056", remedy=_REMEDY)

    def _take_back(self, before: Mapping[str, bytes | None], timer: str) -> None:
        """Put everything back, as far as it goes: the first failure is the one that is told."""
        if not any(before.values()):
            self.ask("disable", "--now", timer)
        for path, data in before.items():
            if data is None:
                atomic.discard(path)
            else:
                with contextlib.suppress(OSError):
                    atomic.replace(path, data)
        self.ask("daemon-reload")
        if any(before.values()):
            self.ask("restart", timer)


_REMEDY = (
    "See what systemd said. Where it does not run for this user, take another kind of schedule:"
    " `preserve schedule install --cron`, or --systemd-system as root."
)


def _is_unit(name: str, prefix: str) -> bool:
    return name.startswith(prefix) and name.endswith((".timer", ".service"))


def _read(path: str) -> bytes:
    try:
        return read_whole(path, _LIMIT_BYTES)
    except Unreadable:
        return b""


def _ours(path: str, name: str) -> bytes | None:
    """Return what lies at a path of ours; None when nothing does.

    Raises:
        Refused: preserve did not write what lies there.
    """
    if not os.path.lexists(path):
        return None
    data = read_whole(path, _LIMIT_BYTES)
    marked = read_marker(data)
    if marked is None or marked.name != name:
        raise Refused(
            f"{path} was not written by preserve; nothing was changed.",
            code="FIX-041",
            remedy="Look at it; move it away if nobody needs it there.",
        )
    return data


def _discard(path: str) -> None:
    atomic.discard(path)
    if os.path.lexists(path):
        raise CannotDecide(
            f"{path} cannot be removed; its timer is stopped.",
            code="FIX-056",
            remedy="Remove it as the user it belongs to.",
        )


def _answers(ran: Ran) -> Mapping[str, str]:
    if ran.exit_code != 0:
        return {}
    lines = ran.stdout.decode("utf-8", "replace").splitlines()
    return dict(line.split("=", 1) for line in lines if "=" in line)


def _instant(text: str | None) -> str | None:
    return None if text in {None, "", "0", "n/a", "infinity"} else text
