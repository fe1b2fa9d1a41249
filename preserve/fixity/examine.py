"""Examine an altered file: which pieces differ, and what that looks like; pure, one read.

What it looks like is said by these rules, and never decides anything: the digest did.

- `truncated`: shorter than recorded, and nothing is left, or every whole piece that is left is as
  recorded. Where no whole piece can be compared, only if the file's time did not move: an edit
  that made it shorter looks the same otherwise.
- `appended`: longer than recorded, and up to the recorded length it is as recorded.
- `zero-run`: 512 zero bytes or more from an offset that is a multiple of 512, in what differs (with
  no pieces on record, anywhere); or nothing but zero bytes.
- `high-entropy`: by its name it was text, and 4 KiB of what differs look like noise.
- `deliberate-like`: its time is later than the packaging by more than an hour.
- `rot-like`: same size, its time did not move, at most 2 pieces (or a tenth of them) differ, and
  it is not `high-entropy`. So it is never both `rot-like` and `deliberate-like`.

A file's time is set by whoever writes, and can be set to anything; a hint is not more than that.
"""

import math
from collections import Counter
from datetime import datetime

from preserve.fixity.differences import Differences, join
from preserve.model.audit import Diagnosis, Hint
from preserve.model.digest import hasher
from preserve.model.file import FileRecord
from preserve.model.pieces import (
    PIECE_BYTES,
    PieceCutter,
    piece_count,
    piece_digest,
    recorded_digests,
)

_SECTOR = bytes(512)
_BLOCK_BYTES = 4096
_MOST_BLOCKS = 1024
_RANDOM_BITS = 7.5
_TEXT_NAMES = (".txt", ".text", ".json", ".xml", ".html", ".htm", ".xhtml")
_GRACE_NS = 3600 * 10**9
"""A package is written in the run that puts it on record, not in the same instant."""

_FEW_PIECES = 2
_SMALL_SHARE = 10
_MOST_RANGES = 100

_Range = tuple[int, int]


class Examiner:
    """Takes the bytes of an altered file, in order, and tells where and how it differs.

    What it holds grows with the number of pieces on record (16 bytes each), not with the file.
    """

    def __init__(
        self,
        record: FileRecord,
        packaged_at: datetime,
        mtime_ns: int | None,
        written_ns: int | None = None,
    ) -> None:
        """Begin a file.

        Args:
            record: the file as recorded.
            packaged_at: when its package was put on record.
            mtime_ns: the file's modification time now, or None where there is none.
            written_ns: the earliest modification time of the package's other files: after a copy
                of the archive all of them are late, and say nothing.
        """
        self._record = record
        self._has_moved = _has_moved(packaged_at, mtime_ns, written_ns)
        self._digests = recorded_digests(record.pieces, record.size_bytes)
        self._algorithm = "sha256" if "sha256" in record.digests else next(iter(record.digests))
        self._front_hash = hasher(self._algorithm)
        self._front, self._behind = PieceCutter(), PieceCutter()
        is_text = record.path.lower().endswith(_TEXT_NAMES)
        self._look_front, self._look_behind = _Look(is_text=is_text), _Look(is_text=is_text)
        self._differing: list[_Range] = []
        self._compared = 0
        self._added_bytes = 0
        self._size = 0
        self._only_zeros = True

    def feed(self, data: bytes) -> None:
        """Take the next bytes."""
        room = max(0, self._record.size_bytes - self._size)
        front = data[:room]
        self._front_hash.update(front)
        for piece in self._front.cut(front):
            self._compare(piece)
        for piece in self._behind.cut(data[room:]):
            self._look_at_added(piece)
        self._size += len(data)
        self._only_zeros = self._only_zeros and not data.strip(b"\0")

    def skip(self, size: int) -> None:
        """Count bytes at the file's end that are not looked at."""
        self._size += size
        self._only_zeros = self._only_zeros and size == 0

    def is_as_recorded(self) -> bool:
        """Whether, up to here, these are exactly the bytes on record."""
        return self._front_matches() and self._size == self._record.size_bytes

    def diagnosis(self, exact: Differences | None = None) -> Diagnosis:
        """Return what is known, at the end of the file; nothing where it is as recorded after all.

        Of a file that was cut inside a piece, what is left of that piece cannot be compared: the
        range is what is lost.

        Args:
            exact: the file compared with another copy of the bytes on record.
        """
        self._last_piece()
        if self.is_as_recorded():
            return Diagnosis()
        ranges = self._ranges() if exact is None else exact.ranges()
        hints = self._content_hints() | self._time_hints(ranges) | self._length_hints(exact)
        if Hint.HIGH_ENTROPY in hints:
            hints.discard(Hint.ROT_LIKE)
        return Diagnosis(ranges, hints=tuple(hint for hint in Hint if hint in hints))

    def _compare(self, piece: bytes) -> None:
        start = self._compared * PIECE_BYTES
        known = self._digests[self._compared] if self._digests else None
        self._compared += 1
        if known is not None and piece_digest(piece) == known:
            return
        self._look_front.at(piece, start)
        if known is not None:
            join(self._differing, (start, start + len(piece)))

    def _look_at_added(self, piece: bytes) -> None:
        self._look_behind.at(piece, self._record.size_bytes + self._added_bytes)
        self._added_bytes += len(piece)

    def _last_piece(self) -> None:
        rest = self._front.rest()
        if rest and self._size >= self._record.size_bytes:
            self._compare(rest)
        elif rest:
            self._look_front.at(rest, self._compared * PIECE_BYTES)
        self._look_at_added(self._behind.rest())
        self._front, self._behind = PieceCutter(), PieceCutter()

    def _front_matches(self) -> bool:
        is_all_there = self._size >= self._record.size_bytes
        recorded = self._record.digests[self._algorithm]
        return is_all_there and self._front_hash.hexdigest() == recorded

    def _ranges(self) -> tuple[_Range, ...]:
        ranges = list(self._differing)
        first, last = sorted((self._size, self._record.size_bytes))
        if first != last:
            join(ranges, (first, last))
        return _bounded(ranges)

    def _content_hints(self) -> set[Hint]:
        # What is as recorded may hold zeros of its own.
        looks = [self._look_behind, *([] if self._front_matches() else [self._look_front])]
        hints = set()
        if (self._size and self._only_zeros) or any(look.has_zero_run for look in looks):
            hints.add(Hint.ZERO_RUN)
        if any(look.is_random for look in looks):
            hints.add(Hint.HIGH_ENTROPY)
        return hints

    def _length_hints(self, exact: Differences | None) -> set[Hint]:
        if exact is not None:
            is_cut, is_lengthened = exact.is_cut, exact.is_lengthened
        else:
            is_cut = self._size < self._record.size_bytes and self._looks_cut()
            is_lengthened = self._size > self._record.size_bytes and self._front_matches()
        hints = {Hint.TRUNCATED} if is_cut else set()
        return hints | ({Hint.APPENDED} if is_lengthened else set())

    def _looks_cut(self) -> bool:
        if self._size == 0:
            return True
        if self._compared and self._digests:
            return not self._differing
        return not self._has_moved

    def _time_hints(self, ranges: tuple[_Range, ...]) -> set[Hint]:
        if self._has_moved is None:
            return set()
        if self._has_moved:
            return {Hint.DELIBERATE_LIKE}
        pieces = piece_count(self._record.size_bytes)
        touched = 1 if pieces == 1 else _pieces_touched(ranges)
        is_small = 0 < touched <= max(_FEW_PIECES, pieces // _SMALL_SHARE)
        is_same_size = self._size == self._record.size_bytes
        return {Hint.ROT_LIKE} if is_small and is_same_size else set()


class _Look:
    """What differing bytes look like: zeros where a disk has its sectors, or random bytes."""

    def __init__(self, *, is_text: bool) -> None:
        self.has_zero_run = False
        self.is_random = False
        self._blocks = _MOST_BLOCKS if is_text else 0

    def at(self, data: bytes, offset: int) -> None:
        """Look at bytes that lie at an offset of the file."""
        size = len(_SECTOR)
        if not self.has_zero_run and _SECTOR in data:
            self.has_zero_run = any(
                data.startswith(_SECTOR, start) for start in range(-offset % size, len(data), size)
            )
        for start in range(0, len(data) - _BLOCK_BYTES + 1, _BLOCK_BYTES):
            if self.is_random or self._blocks == 0:
                return
            self._blocks -= 1
            self.is_random = _bits_per_byte(data[start : start + _BLOCK_BYTES]) > _RANDOM_BITS


def _bits_per_byte(data: bytes) -> float:
    """Return the entropy of bytes as they are spread over the 256 values, 0 to 8."""
    shares = (count / len(data) for count in Counter(data).values())
    return -sum(share * math.log2(share) for share in shares)


def _has_moved(packaged_at: datetime, mtime_ns: int | None, written_ns: int | None) -> bool | None:
    if mtime_ns is None:
        return None
    packaged_ns = int(packaged_at.timestamp()) * 10**9
    return mtime_ns > max(packaged_ns, written_ns or packaged_ns) + _GRACE_NS


def _bounded(ranges: list[_Range]) -> tuple[_Range, ...]:
    """Return at most 100 ranges that cover the same: the nearest ones are joined."""
    if len(ranges) <= _MOST_RANGES:
        return tuple(ranges)
    gaps = sorted(range(1, len(ranges)), key=lambda place: ranges[place][0] - ranges[place - 1][1])
    kept = sorted(gaps[1 - _MOST_RANGES :])
    starts, ends = [0, *kept], [*kept, len(ranges)]
    return tuple(
        (ranges[start][0], ranges[end - 1][1]) for start, end in zip(starts, ends, strict=True)
    )


def _pieces_touched(ranges: tuple[_Range, ...]) -> int:
    """Return how many pieces hold a differing byte, as far as ranges tell."""
    count, last = 0, -1
    for start, end in ranges:
        first = max(start // PIECE_BYTES, last + 1)
        last = max(last, (end - 1) // PIECE_BYTES)
        count += max(0, last - first + 1)
    return count
