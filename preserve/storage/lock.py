"""One run at a time: an advisory lock on a file that is there anyway.

The lock is the kernel's (`flock`) and ends with the process, however it ends; nothing is written,
so it works on a read-only mount and leaves nothing behind.
"""

import errno
import fcntl
import os
import select
from collections.abc import Callable
from typing import Final, Self

from preserve.errors import ArchiveLocked
from preserve.storage.atomic import explained

_PAUSE_SECONDS: Final = 0.02
# Five seconds in all: reading a ledger of a million entries takes less.
_TRIES: Final = 250


class Lock:
    """A held lock; a context manager that lets go of it."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor

    def __enter__(self) -> Self:
        """Return the lock itself."""
        return self

    def __exit__(self, *exception: object) -> None:
        """Let go."""
        os.close(self._descriptor)


def _wait_a_little() -> None:
    select.select((), (), (), _PAUSE_SECONDS)


def lock_exclusively(path: str, pause: Callable[[], None] = _wait_a_little) -> Lock:
    """Lock a file or directory for a run that writes.

    Who only reads holds the lock for a moment, and is waited for: the run at 02:00 must not be
    lost because somebody looked at the archive just then. Who writes is not waited for.

    Args:
        path: what to lock.
        pause: lets some time pass between two tries.

    Raises:
        ArchiveLocked: another run writes, or one that reads does not come to an end.
        PreserveError: it cannot be opened.
    """
    for _ in range(_TRIES):
        held = _lock(path, fcntl.LOCK_EX)
        if held is not None:
            return held
        beside_readers = _lock(path, fcntl.LOCK_SH)
        if beside_readers is None:
            break
        with beside_readers:
            pass
        pause()
    raise ArchiveLocked(f"Another run of preserve is at work on {os.path.dirname(path) or path}.")


def lock_shared(path: str) -> Lock | None:
    """Lock a file for a run that only reads; None when a writing run is at work.

    Raises:
        PreserveError: it cannot be opened.
    """
    return _lock(path, fcntl.LOCK_SH)


def _lock(path: str, kind: int) -> Lock | None:
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK)
    except OSError as problem:
        raise explained(problem, path) from problem
    try:
        fcntl.flock(descriptor, kind | fcntl.LOCK_NB)
    except OSError as problem:
        os.close(descriptor)
        if problem.errno in {errno.EWOULDBLOCK, errno.EACCES}:
            return None
        raise explained(problem, path) from problem
    return Lock(descriptor)
