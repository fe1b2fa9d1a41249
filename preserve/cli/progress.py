"""Progress on long work, on stderr: a line that moves on a terminal, one a minute in a log."""

import contextlib
import shutil
import sys
import time
from collections.abc import Callable
from typing import Final, TextIO

_EVERY_SECONDS: Final = {True: 0.2, False: 60.0}
"""How often to say so: on a terminal, and elsewhere."""

_LEAST_SECONDS: Final = 3.0
"""Nothing is foretold from less."""

_ROOM: Final = 120
"""Characters of a line in a log."""

_MINUTE: Final = 60
_HOUR: Final = 3600
_DAY: Final = 86400
_UNITS: Final = ((1e12, "TB"), (1e9, "GB"), (1e6, "MB"), (1e3, "kB"), (1.0, "bytes"))


class Progress:
    """Tells what was read, and how long it will still take where the whole is known.

    On a terminal, always. In a pipe or a log once a minute, so that a short run says nothing.
    """

    def __init__(
        self,
        what: str,
        total_files: int = 0,
        total_bytes: int = 0,
        *,
        clock: Callable[[], float] = time.monotonic,
        stream: TextIO | None = None,
    ) -> None:
        """Say what the work is.

        Args:
            what: the first word of the line.
            total_files: how many files there are to read; 0 when that is not known.
            total_bytes: their size together; 0 when that is not known.
            clock: seconds that only ever go forward.
            stream: where to say it; None for stderr.
        """
        self._what = what
        self._totals = (total_files, total_bytes)
        self._clock = clock
        self._stream = stream or sys.stderr
        self._is_terminal = self._stream.isatty()
        self._files = 0
        self._bytes = 0
        self._names = 0
        self._started = clock()
        self._last = self._started

    def expect(self, total_files: int, total_bytes: int) -> None:
        """Note how much there is to read, once that is known."""
        self._totals = (total_files, total_bytes)

    def begin(self, total_files: int, total_bytes: int) -> None:
        """Begin to count anew: the next of several things is listed, and this much is to read."""
        self.expect(total_files, total_bytes)
        self._files = self._bytes = self._names = 0
        self._started = self._clock()

    def listed(self, names: int) -> None:
        """Note that names were met on the way to what will be read, and now and then say so."""
        self._names += names
        self._say(lambda _seconds, _room: f"Listing: {self._names:,} names")

    def __call__(self, files: int, read_bytes: int) -> None:
        """Note that files were read, and now and then say so."""
        self._files += files
        self._bytes += read_bytes
        self._say(self._words)

    def _words(self, seconds: float, room: int) -> str:
        done = (self._files, self._bytes)
        words = progress_words(done, self._totals, seconds, room - len(self._what) - 2)
        return f"{self._what}: {words}"

    def _say(self, words: Callable[[float, int], str]) -> None:
        now = self._clock()
        if now - self._last < _EVERY_SECONDS[self._is_terminal]:
            return
        self._last = now
        if not self._is_terminal:
            self._write(f"{words(now - self._started, _ROOM)}\n")
            return
        room = shutil.get_terminal_size().columns - 1
        self._write(f"\r{words(now - self._started, room)[:room]}\x1b[K")

    def done(self) -> None:
        """Take the line away."""
        if self._is_terminal:
            self._write("\r\x1b[K")

    def _write(self, text: str) -> None:
        # A log that is full or was closed must not end the work that it tells of.
        with contextlib.suppress(OSError, ValueError):
            self._stream.write(text)
            self._stream.flush()


def progress_words(
    done: tuple[int, int], totals: tuple[int, int], seconds: float, room: int = _ROOM
) -> str:
    """Return how far the work is, how fast it goes, and how long it will still take.

    Args:
        done: files and bytes that were read.
        totals: files and bytes that there are to read; 0 where that is not known.
        seconds: since the work began.
        room: characters that the line may have; the rate is left out of a longer one.
    """
    (files, read), (total_files, total_bytes) = done, totals
    counted = f"{files:,} of {total_files:,} files" if total_files else f"{files:,} files"
    rate = f", {_sized(read / max(seconds, 0.001))}/s"
    words, left = f"{counted}, {_amount(read, total_bytes)}", seconds_left(done, totals, seconds)
    if left is None:
        return words + rate
    ending = f", {_duration(left)} left"
    # Of a line that is too long, the end is what is waited for.
    return words + rate * (len(words + rate + ending) <= room) + ending


def seconds_left(done: tuple[int, int], totals: tuple[int, int], seconds: float) -> float | None:
    """Return how many seconds the rest will take if it goes on as it went; None if unknown.

    The part that is further behind decides: small files cost time by their number, large ones by
    their size.
    """
    parts = [part / total for part, total in zip(done, totals, strict=True) if total]
    least = min(parts, default=0.0)
    if least <= 0 or seconds < _LEAST_SECONDS:
        return None
    return max(0.0, seconds * (1 - least) / least)


def _amount(read: int, total: int) -> str:
    """Return bytes in the unit of the whole: `1.2 of 9.8 GB`."""
    if not total:
        return _sized(read)
    size, unit = _unit_of(total)
    return f"{_number(read / size)} of {_number(total / size)} {unit}"


def _sized(count: float) -> str:
    size, unit = _unit_of(count)
    return f"{_number(count / size)} {unit}"


def _unit_of(count: float) -> tuple[float, str]:
    return next(((size, unit) for size, unit in _UNITS if count >= size), _UNITS[-1])


def _number(value: float) -> str:
    """Return one decimal where it tells something: 1.2, 9.8, 31, 1,200."""
    rounded = f"{value:,.1f}" if value < 10 else f"{value:,.0f}"  # noqa: PLR2004 - two digits
    return rounded.removesuffix(".0")


def _duration(seconds: float) -> str:
    if seconds < _MINUTE:
        return "less than a minute"
    for size, limit, word in ((_MINUTE, 90, "minute"), (_HOUR, 48, "hour")):
        count = round(seconds / size)
        if count < limit:
            return f"about {count} {word}{'s' * (count != 1)}"
    count = round(seconds / _DAY)
    return f"about {count:,} days"
