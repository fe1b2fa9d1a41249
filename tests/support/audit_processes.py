"""Audits in processes of their own, which may be killed; and what they leave behind."""

import contextlib
import multiprocessing
import os
import threading
import time
from collections.abc import Iterator
from pathlib import Path

from preserve.workflows.archive import open_archive
from preserve.workflows.audit import AuditOptions, audit
from tests.support.archives import Clock

_PATIENCE_SECONDS = 20.0
_LOOK_SECONDS = 0.005

_forking = multiprocessing.get_context("fork")


def _audit(root: str, at: Clock, started, changes: dict[str, object]) -> None:
    os.setpgid(0, 0)
    started.send(None)
    audit(open_archive(root), AuditOptions(**{"clock": at, "token": "00000000", **changes}))


@contextlib.contextmanager
def auditing(root: str, at: Clock, **changes) -> Iterator[multiprocessing.Process]:
    """Start an audit as the leader of a process group, and see to it that it ends."""
    here, there = _forking.Pipe(duplex=False)
    process = _forking.Process(target=_audit, args=(root, at, there, changes))
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
    until = time.monotonic() + _PATIENCE_SECONDS
    while (alive := living(group)) and time.monotonic() < until:
        wait(_LOOK_SECONDS)
    return alive
