"""What a member of a zip file holds: unpacked piece by piece, counted, and check-summed."""

import bz2
import zlib
from typing import Final, Protocol

from preserve.containers.bag.serialized.source import PlainStream, Problem

_STORED, _DEFLATED, _BZIP2 = 0, 8, 12
METHODS: Final = frozenset({_STORED, _DEFLATED, _BZIP2})
"""Those that are read; lzma and others let the sender choose how much memory a reader needs."""

_SLICE_BYTES: Final = 1 << 16


class _Unpacker(Protocol):
    @property
    def eof(self) -> bool: ...
    @property
    def unused_data(self) -> bytes: ...
    def more(self, packed: bytes, most: int) -> bytes: ...
    @property
    def is_hungry(self) -> bool: ...


class _Deflate:
    def __init__(self) -> None:
        self._made = zlib.decompressobj(-15)

    @property
    def eof(self) -> bool:
        return self._made.eof

    @property
    def unused_data(self) -> bytes:
        return self._made.unused_data

    @property
    def is_hungry(self) -> bool:
        return not self._made.unconsumed_tail

    def more(self, packed: bytes, most: int) -> bytes:
        return self._made.decompress(self._made.unconsumed_tail + packed, most)


class _Bzip2:
    def __init__(self) -> None:
        self._made = bz2.BZ2Decompressor()

    @property
    def eof(self) -> bool:
        return self._made.eof

    @property
    def unused_data(self) -> bytes:
        return self._made.unused_data

    @property
    def is_hungry(self) -> bool:
        return self._made.needs_input

    def more(self, packed: bytes, most: int) -> bytes:
        return self._made.decompress(packed, most)


class PackedContent:
    """The content of one member."""

    def __init__(self, stream: PlainStream, method: int, numbers: tuple[int, int, int]) -> None:
        """Say where it lies.

        Args:
            stream: at its beginning.
            method: one of `METHODS`.
            numbers: its packed size, its size and its CRC-32, as the archive states them.
        """
        self._stream = stream
        self._packed, self._left, self._crc = numbers
        self._made = 0
        self._is_over = False
        self._unpacker: _Unpacker | None = None
        if method != _STORED:
            self._unpacker = _Deflate() if method == _DEFLATED else _Bzip2()

    def read(self, count: int) -> bytes:
        """Return at least one byte and at most so many; none at the end, which is judged."""
        if self._is_over:
            return b""
        try:
            # One byte more than it is to have: a content that is longer is told.
            data = self._some(min(count, self._left + 1))
        except (zlib.error, OSError) as error:
            if isinstance(error, OSError) and error.errno is not None:
                raise
            raise Problem("BAG-162", "It cannot be unpacked") from error
        if len(data) > self._left:
            raise Problem("BAG-162", "It is longer than the archive says")
        self._left -= len(data)
        self._made = zlib.crc32(data, self._made)
        if not data:
            self._conclude()
        return data

    def _some(self, count: int) -> bytes:
        if self._unpacker is None:
            return self._take(count)
        while not self._unpacker.eof:
            packed = self._take(_SLICE_BYTES) if self._unpacker.is_hungry else b""
            data = self._unpacker.more(packed, count)
            if data:
                return data
            if not packed and self._unpacker.is_hungry and not self._unpacker.eof:
                raise Problem("BAG-162", "Its packed content ends too early")
        return b""

    def _take(self, count: int) -> bytes:
        wanted = min(count, self._packed)
        data = self._stream.some(wanted) if wanted else b""
        if wanted and not data:
            raise Problem("BAG-161", "The archive ends in the middle of it")
        self._packed -= len(data)
        return data

    def _conclude(self) -> None:
        self._is_over = True
        if self._left:
            raise Problem("BAG-162", "It is shorter than the archive says")
        if self._packed or (self._unpacker is not None and self._unpacker.unused_data):
            raise Problem("BAG-166", "Behind its packed content there is more")
        if self._made != self._crc:
            raise Problem("BAG-162", "Its check sum (CRC-32) does not match")
