"""Where the central directory of a zip file lies (APPNOTE 6.3.10, 4.3.14 to 4.3.16)."""

import struct
from typing import Final, NamedTuple

from preserve.containers.bag.serialized.source import Problem, Source

LOCAL_MARK: Final = b"PK\x03\x04"
_SPLIT_MARKS: Final = frozenset({b"PK\x07\x08", b"PK00"})
"""What a zip file begins with that might have been split, and was not (APPNOTE 8.5.3, 8.5.4)."""

_END_MARK: Final = b"PK\x05\x06"
_END = struct.Struct("<4s4H2LH")
_LOCATOR_MARK: Final = b"PK\x06\x07"
_LOCATOR = struct.Struct("<4sLQL")
_END64_MARK: Final = b"PK\x06\x06"
_END64 = struct.Struct("<4sQ2H2L4Q")
_LONGEST_COMMENT: Final = 0xFFFF
_FULL16: Final = 0xFFFF
_FULL32: Final = 0xFFFFFFFF
CENTRAL_BYTES: Final = 46


class Directory(NamedTuple):
    """The central directory.

    Attributes:
        offset: where it begins, in bytes.
        size_bytes: its length.
        members: how many members it has.
    """

    offset: int
    size_bytes: int
    members: int


class _Numbers(NamedTuple):
    disk: int
    first_disk: int
    members_here: int
    members: int
    size_bytes: int
    offset: int


def directory_of(source: Source) -> Directory:
    """Find the central directory, and hold what is said of it against the file's own length.

    Raises:
        OSError: the medium or the rights do not allow it.
        Problem: there is none, or what is said of it cannot be.
    """
    place, record = _end(source)
    numbers = _Numbers(*_END.unpack(record)[1:7])
    behind, numbers = _with_64(source, place, numbers)
    if numbers.disk or numbers.first_disk or numbers.members_here != numbers.members:
        raise Problem("BAG-165", "It is one part of several")
    if numbers.members * CENTRAL_BYTES > numbers.size_bytes:
        words = f"It is said to have {numbers.members:,} members, in {numbers.size_bytes} bytes"
        raise Problem("BAG-163", words)
    if numbers.offset + numbers.size_bytes > behind:
        raise Problem("BAG-163", "Its list of members is said to lie where it cannot be")
    if numbers.offset + numbers.size_bytes < behind:
        words = "There is something before its first member, or behind its list of members"
        raise Problem("BAG-166", words)
    return Directory(numbers.offset, numbers.size_bytes, numbers.members)


def first_member(source: Source) -> int:
    """Return where the first member has to begin.

    Raises:
        OSError: the medium or the rights do not allow it.
    """
    head = source.read_at(0, 2 * len(LOCAL_MARK))
    mark, following = head[: len(LOCAL_MARK)], head[len(LOCAL_MARK) :]
    return len(mark) if mark in _SPLIT_MARKS and following == LOCAL_MARK else 0


def _end(source: Source) -> tuple[int, bytes]:
    """Find the end record: the last one, and no other that some program could take for it."""
    start = max(0, source.size_bytes - _LONGEST_COMMENT - _END.size)
    tail = source.read_at(start, source.size_bytes - start)
    last = tail.rfind(_END_MARK)
    if last < 0 or last + _END.size > len(tail):
        is_zip = source.read_at(0, 4) == LOCAL_MARK
        words = "It ends before its list of members" if is_zip else "It does not end as zip does"
        raise Problem("BAG-161" if is_zip else "BAG-168", words)
    place = tail.find(_END_MARK)
    while 0 <= place < last:
        if place + _END.size <= len(tail) and _end_of(tail, place) == len(tail):
            raise Problem("BAG-163", "It has two ends, and programs disagree which one holds")
        place = tail.find(_END_MARK, place + 1)
    if _end_of(tail, last) > len(tail):
        raise Problem("BAG-161", "It ends in the middle of its comment")
    if _end_of(tail, last) < len(tail):
        raise Problem(
            "BAG-166", f"After its end, from byte {start + _end_of(tail, last)} on, there is more"
        )
    return start + last, tail[last : last + _END.size]


def _end_of(tail: bytes, place: int) -> int:
    return place + _END.size + int(_END.unpack_from(tail, place)[7])


def _with_64(source: Source, place: int, numbers: _Numbers) -> tuple[int, _Numbers]:
    """Return where the end records begin, and the numbers with those too large for the old one."""
    at = place - _LOCATOR.size
    record = source.read_at(at, _LOCATOR.size) if at >= 0 else b""
    if not record.startswith(_LOCATOR_MARK):
        return place, numbers
    _, disk, offset, _ = _LOCATOR.unpack(record)
    data = source.read_at(offset, _END64.size) if offset + _END64.size <= at else b""
    if disk or not data.startswith(_END64_MARK):
        raise Problem("BAG-163", "Its end is not where it is said to be")
    _, size, _, _, *values = _END64.unpack(data)
    large = _Numbers(*values)
    if offset + 12 + size != at:
        raise Problem("BAG-166", "There is something between its list of members and its end")
    limits = (_FULL16,) * 4 + (_FULL32,) * 2
    for small, full, value in zip(numbers, limits, large, strict=True):
        if small not in {full, value}:
            raise Problem("BAG-163", "It has two ends that say different things")
    return offset, large
