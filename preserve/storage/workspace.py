"""A directory of our own among somebody else's files: marked, so that nothing else is removed.

What is half made lies in a directory that has a mark beside it. The mark is made first and goes
last, so at whatever moment a run is killed, the next one knows what was left by us: a directory
with the mark, or an empty one, in which nothing can be lost.
"""

import contextlib
import os
import stat
from typing import Final, Self

from preserve.errors import Refused
from preserve.model.file import printable
from preserve.storage import atomic

MARK: Final = "MADE-AND-REMOVED-BY-PRESERVE"
"""An empty file: its name says it all, so that it is never half there."""

_WORK: Final = "new"
_FLAGS: Final = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC


class Workspace:
    """The directory; a context manager that clears it away before and after."""

    def __init__(self, path: str) -> None:
        """Say where it is to be; whoever calls holds the lock of the directory above.

        Args:
            path: of the marked directory. What is half made goes to `work`, below it.
        """
        self._path = path
        self.work = f"{path}/{_WORK}"

    def __enter__(self) -> Self:
        """Clear away what an earlier run left.

        Raises:
            Refused: something is there that nobody can say to be ours; it is not touched.
            PreserveError: it cannot be looked at.
        """
        self._require_ours()
        self.discard()
        return self

    def __exit__(self, *exception: object) -> None:
        """Clear it away."""
        self.discard()

    def make(self) -> None:
        """Make the directory and its mark, but not `work`; nothing happens where they are.

        Raises:
            Refused: something is there that nobody can say to be ours.
            PreserveError: it cannot be made.
        """
        self._require_ours()
        with atomic.writing(printable(self._path)):
            with contextlib.suppress(FileExistsError):
                os.mkdir(self._path)
            with contextlib.suppress(FileExistsError):
                os.close(os.open(f"{self._path}/{MARK}", _FLAGS, 0o644))
            atomic.sync_directory(self._path)  # never a part of the work without the mark

    def discard(self) -> None:
        """Remove the work, then the mark, then the directory; what is not ours is left."""
        with contextlib.suppress(OSError):
            if not self._is_ours():
                return
            atomic.discard(self.work)
            atomic.sync_directory(self._path)
            if os.listdir(self._path) == [MARK]:
                os.unlink(f"{self._path}/{MARK}")
            os.rmdir(self._path)

    def _require_ours(self) -> None:
        with atomic.writing(printable(self._path)):
            if not os.path.lexists(self._path) or self._is_ours():
                return
        raise Refused(
            f"{printable(self._path)} is in the way, and nothing says that preserve made it. It was"
            " not touched, and nothing was written.",
            code="FIX-041",
            remedy="Look at what is there, then move it elsewhere, or name another directory.",
        )

    def _is_ours(self) -> bool:
        if not stat.S_ISDIR(os.lstat(self._path).st_mode):
            return False
        names = os.listdir(self._path)
        return not names or (MARK in names and _is_empty_file(f"{self._path}/{MARK}"))


def _is_empty_file(path: str) -> bool:
    found = os.lstat(path)
    return stat.S_ISREG(found.st_mode) and found.st_size == 0
