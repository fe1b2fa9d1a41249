"""A file that holds other files: open for reading at any place, watched for change."""

import os
import stat
from typing import Self

from preserve.storage.store import FileIdentity

_OPEN_FLAGS = os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK | os.O_NOCTTY


class ContainerFile:
    """An open file of the local file system; a context manager that closes it.

    Attributes:
        path: where it is.
        size_bytes: its length when it was opened.
    """

    def __init__(self, path: str) -> None:
        """Open it; a link that the user named is followed.

        Raises:
            OSError: it is not there, or may not be read.
        """
        self.path = path
        self._descriptor = os.open(path, _OPEN_FLAGS)
        self._before = self._identity()
        self.size_bytes = self._before.size_bytes

    def __enter__(self) -> Self:
        """Return the file itself."""
        return self

    def __exit__(self, *exception: object) -> None:
        """Close it."""
        os.close(self._descriptor)

    def read_at(self, offset: int, count: int) -> bytes:
        """Return so many bytes from there on, fewer only at the end of the file.

        Raises:
            OSError: the medium or the rights do not allow it.
        """
        data = os.pread(self._descriptor, count, offset) if 0 <= offset < self.size_bytes else b""
        while 0 < len(data) < count and offset + len(data) < self.size_bytes:
            more = os.pread(self._descriptor, count - len(data), offset + len(data))
            if not more:
                break
            data += more
        return data

    def has_changed(self) -> bool:
        """Return whether the file's size, time or identity moved since it was opened."""
        return self._identity() != self._before

    def identity(self) -> FileIdentity:
        """Return what the file was when it was opened."""
        return self._before

    def _identity(self) -> FileIdentity:
        status = os.fstat(self._descriptor)
        return FileIdentity(
            stat.S_ISREG(status.st_mode), status.st_size, status.st_mtime_ns, status.st_ino
        )
