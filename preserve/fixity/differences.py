"""Where two streams differ, byte for byte: exact ranges, bounded in number, pure."""

import re

_Range = tuple[int, int]

_RUN = re.compile(rb"[^\0]+")
_APART_BYTES = 16
"""Differences nearer than this are one: of two random bytes, one pair in 256 is equal by chance."""

MOST_RANGES = 20


def join(ranges: list[_Range], one: _Range) -> None:
    """Add a range behind the others, as part of the last where it touches it."""
    if ranges and ranges[-1][1] == one[0]:
        ranges[-1] = (ranges[-1][0], one[1])
    else:
        ranges.append(one)


class Differences:
    """Compares what was found with what is on record, both fed in step.

    Every byte that differs lies in a range, and each range begins and ends with one.
    """

    def __init__(self) -> None:
        self._ranges: list[_Range] = []
        self._offset = 0
        self._found_bytes = 0
        self._recorded_bytes = 0
        self.has_more = False

    def feed(self, found: bytes, recorded: bytes) -> None:
        """Take the next bytes of both: as many of each, or fewer of the one that has ended."""
        both = min(len(found), len(recorded))
        if found[:both] != recorded[:both]:
            self._differing(found[:both], recorded[:both])
        self._offset += both
        self._found_bytes += len(found)
        self._recorded_bytes += len(recorded)

    def skip(self, size: int) -> None:
        """Count bytes of what was found that nobody looked at, at its end."""
        self._found_bytes += size

    @property
    def is_cut(self) -> bool:
        """Whether all that was found is the beginning of what is on record, and some is lost."""
        return not self._ranges and self._found_bytes < self._recorded_bytes

    @property
    def is_lengthened(self) -> bool:
        """Whether all that is on record was found, and something behind it."""
        return not self._ranges and self._found_bytes > self._recorded_bytes

    def ranges(self) -> tuple[_Range, ...]:
        """Return the ranges: start, end (exclusive). What was lost or added at the end is one.

        At most 21; where there are more, the last but one reaches over all further differences.
        """
        start, end = sorted((self._found_bytes, self._recorded_bytes))
        ranges = list(self._ranges)
        if start != end:
            join(ranges, (start, end))
        return tuple(ranges)

    def _differing(self, found: bytes, recorded: bytes) -> None:
        size = len(found)
        mixed = int.from_bytes(found, "little") ^ int.from_bytes(recorded, "little")
        for run in _RUN.finditer(mixed.to_bytes(size, "little")):
            self._add(self._offset + run.start(), self._offset + run.end())

    def _add(self, start: int, end: int) -> None:
        last = self._ranges[-1] if self._ranges else None
        is_full = len(self._ranges) == MOST_RANGES
        if last is not None and (is_full or start - last[1] < _APART_BYTES):
            self.has_more |= start - last[1] >= _APART_BYTES
            self._ranges[-1] = (last[0], end)
        else:
            self._ranges.append((start, end))
