"""Progress on long work: on stderr, and only where somebody can see it."""

import sys
import time

_EVERY_SECONDS = 0.2


class Progress:
    """A line on a terminal that tells what was read; silent in a pipe or a log."""

    def __init__(self, what: str) -> None:
        self._what = what
        self._is_shown = sys.stderr.isatty()
        self._files = 0
        self._bytes = 0
        self._started = time.monotonic()
        self._last = self._started

    def __call__(self, files: int, read_bytes: int) -> None:
        """Note that files were read, and now and then say so."""
        self._files += files
        self._bytes += read_bytes
        if not self._is_shown:
            return
        now = time.monotonic()
        if now - self._last < _EVERY_SECONDS:
            return
        self._last = now
        rate = self._bytes / 1e6 / max(now - self._started, 0.001)
        words = f"{self._files:,} files, {self._bytes / 1e6:,.0f} MB, {rate:,.0f} MB/s"
        sys.stderr.write(f"\r{self._what}: {words}\x1b[K")
        sys.stderr.flush()

    def done(self) -> None:
        """Take the line away."""
        if self._is_shown:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()
