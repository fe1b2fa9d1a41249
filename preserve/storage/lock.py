"""One run at a time: an advisory lock on a file that is there anyway.

The lock is the kernel's (`flock`) and ends with the process, however it ends; nothing is written,
so it works on a read-only mount and leaves nothing behind.
"""

import errno
import fcntl
import os
from typing import Self

from preserve.errors import ArchiveLocked
from preserve.storage.atomic import explained


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


def lock_exclusively(path: str) -> Lock:
    """Lock a file or directory for a run that writes.

    Raises:
        ArchiveLocked: another run holds it.
        PreserveError: it cannot be opened.
    """
    held = _lock(path, fcntl.LOCK_EX)
    if held is None:
        raise ArchiveLocked(
            f"Another run of preserve is at work on {os.path.dirname(path) or path}."
        )
    return held


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
