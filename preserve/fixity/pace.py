"""A limit of bytes per second, kept by waiting after what was read.

Every worker keeps its own share, so that workers need not talk to each other.
"""

import math
import threading
from collections.abc import Callable
from typing import Final

_BURST_SECONDS: Final = 1.0
"""How much of a time without reading may be made up for."""

_LEAST_PAUSE_SECONDS: Final = 0.02
"""A shorter wait is owed until it is worth one: many small files would be thousands of them."""


class Pace:
    """So many bytes per second on average, and never more than a second's worth at once.

    Several threads may share one.
    """

    def __init__(
        self,
        bytes_per_second: float,
        clock: Callable[[], float],
        pause: Callable[[float], object],
    ) -> None:
        """Say what the limit is.

        Args:
            bytes_per_second: more than 0; infinite for none.
            clock: seconds that only ever go forward, from any start.
            pause: waits so many seconds.

        Raises:
            ValueError: the limit is not more than 0.
        """
        if not bytes_per_second > 0:
            raise ValueError(bytes_per_second)
        self.bytes_per_second: Final = bytes_per_second
        self._clock = clock
        self._pause = pause
        self._lock = threading.Lock()
        # Until then everything that was read is paid for with time.
        self._paid_until = clock()

    def spend(self, size_bytes: int) -> None:
        """Note that bytes were read; wait until that was not too many."""
        with self._lock:
            now = self._clock()
            start = max(self._paid_until, now - _BURST_SECONDS)
            self._paid_until = start + size_bytes / self.bytes_per_second
            owed = self._paid_until - now
        if owed >= _LEAST_PAUSE_SECONDS:
            self._pause(owed)


def _never(_seconds: float) -> None:
    """Wait for nothing."""


unpaced: Final = Pace(math.inf, lambda: 0.0, _never)
"""No limit: nothing is ever waited for."""


def share_of(bytes_per_second: float, workers: int) -> float:
    """Return the share of a limit that each of so many workers, at least 1, keeps."""
    return bytes_per_second / workers
