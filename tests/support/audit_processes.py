"""Audits in processes of their own, which may be killed; and what they leave behind."""

import contextlib
import multiprocessing
import os
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

from preserve.workflows.archive import open_archive
from preserve.workflows.audit import AuditOptions, audit
from tests.support.archives import Clock
from tests.support.commands import PATIENCE_SECONDS

_LOOK_SECONDS = 0.005

_forking = multiprocessing.get_context("fork")


class _Halting(Clock):
    """A clock that is read so often, says so, and never comes back."""

    def __init__(self, start: datetime, looks: int, tell) -> None:
        super().__init__(start)
        self._looks, self._tell = looks, tell

    def __call__(self) -> datetime:
        if not self._looks:
            self._tell.send(None)
            threading.Event().wait()
        self._looks -= 1
        return super().__call__()


def _audit(root: str, at: Clock, tell, halt_after: int | None, changes: dict[str, object]) -> None:
    os.setpgid(0, 0)
    if halt_after is None:
        tell.send(None)
    else:
        at = _Halting(at.at, halt_after, tell)
    audit(open_archive(root), AuditOptions(**{"clock": at, "token": "00000000", **changes}))


@contextlib.contextmanager
def auditing(
    root: str, at: Clock, *, halt_after: int | None = None, **changes
) -> Iterator[multiprocessing.Process]:
    """Start an audit as the leader of a process group, and see to it that it ends.

    Yields when it has begun; or, with `halt_after`, when it looked at the clock so often and stands.
    """
    here, there = _forking.Pipe(duplex=False)
    process = _forking.Process(target=_audit, args=(root, at, there, halt_after, changes))
    process.start()
    there.close()
    here.recv()
    here.close()
    try:
        yield process
    finally:
        process.kill()
        process.join()


def wait(seconds: float) -> None:
    threading.Event().wait(seconds)


def until(happened: Callable[[], object], process: subprocess.Popen) -> None:
    """Wait for what a process brings about."""
    end = time.monotonic() + PATIENCE_SECONDS
    while not happened() and process.poll() is None and time.monotonic() < end:
        wait(_LOOK_SECONDS)
    assert happened()


def living(group: int) -> list[int]:
    """The processes of a group that have not ended."""
    found = []
    for place in Path("/proc").iterdir():
        with contextlib.suppress(OSError):
            if place.name.isdigit():
                # After the name, which may hold anything but is in brackets: state, parent, group.
                state, _, group_of = (place / "stat").read_text().rpartition(")")[2].split()[:3]
                if int(group_of) == group and state != "Z":
                    found.append(int(place.name))
    return found


def left_behind(group: int) -> list[int]:
    """The processes of a group that do not end by themselves within a reasonable time."""
    until = time.monotonic() + PATIENCE_SECONDS
    while (alive := living(group)) and time.monotonic() < until:
        wait(_LOOK_SECONDS)
    return alive
