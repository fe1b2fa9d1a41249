"""Where the bytes of an archive come from."""

from typing import Protocol

WINDOW_BYTES = 1 << 16


class Source(Protocol):
    """A file that can be read at any place."""

    @property
    def size_bytes(self) -> int:
        """Its length."""
        ...

    def read_at(self, offset: int, count: int) -> bytes:
        """Return so many bytes from there on, fewer only at the end of the file.

        Raises:
            OSError: the medium or the rights do not allow it.
        """
        ...


class Problem(Exception):
    """Why an archive cannot be read on: caught where findings are gathered, never further up.

    Attributes:
        code: of the finding.
        words: a sentence.
    """

    def __init__(self, code: str, words: str) -> None:
        super().__init__(words)
        self.code = code
        self.words = words


class Stream(Protocol):
    """Bytes in their order."""

    @property
    def offset(self) -> int:
        """How many bytes were taken."""
        ...

    def read(self, count: int) -> bytes:
        """Return exactly so many bytes, fewer only at the end.

        Raises:
            OSError: the medium or the rights do not allow it.
            Problem: the bytes cannot be unpacked, or are too many.
        """
        ...

    def some(self, count: int) -> bytes:
        """Return at least one byte and at most so many; none at the end. Raises as `read`."""
        ...

    def skip(self, count: int) -> bool:
        """Pass over so many bytes; False when there are fewer. Raises as `read`."""
        ...


class PlainStream:
    """A file's own bytes, read through a window so that a million headers cost few calls."""

    def __init__(self, source: Source, offset: int = 0, window_bytes: int = WINDOW_BYTES) -> None:
        self._source = source
        self._window = b""
        self._start = 0
        self._window_bytes = window_bytes
        self.offset = offset

    def read(self, count: int) -> bytes:
        """Return exactly so many bytes, fewer only at the end."""
        here = self.offset - self._start
        if not 0 <= here <= len(self._window) - count:
            self._window = self._source.read_at(self.offset, max(count, self._window_bytes))
            self._start, here = self.offset, 0
        data = self._window[here : here + count]
        self.offset += len(data)
        return data

    def some(self, count: int) -> bytes:
        """Return at most so many bytes, past the window where they are many."""
        if count < self._window_bytes:
            return self.read(count)
        data = self._source.read_at(self.offset, count)
        self.offset += len(data)
        return data

    def skip(self, count: int) -> bool:
        """Pass over so many bytes; False when there are fewer."""
        self.offset += count
        return self.offset <= self._source.size_bytes
