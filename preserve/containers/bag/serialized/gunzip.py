"""gzip (RFC 1952) as a stream: many members, a bounded piece at a time, watched for bombs."""

import zlib
from typing import Final

from preserve.containers.bag.serialized.caps import Caps
from preserve.containers.bag.serialized.source import Problem, Source
from preserve.model.amounts import bytes_words

MAGIC: Final = b"\x1f\x8b"
_WBITS: Final = 31
_BLOCK_BYTES: Final = 1 << 18
# What follows a gzip member is copied: with a million tiny members, slices must be small.
_SLICE_BYTES: Final = 1 << 13
_PIECE_BYTES: Final = 1 << 18


def bomb_words(unpacked: int, packed: int, caps: Caps) -> str:
    """Say why an archive is taken for a bomb."""
    return (
        f"It unpacks to {bytes_words(unpacked)} from {bytes_words(packed)}; more than"
        f" {caps.ratio} to 1 is not read."
    )


def beginning(head: bytes, count: int) -> bytes:
    """Return the first unpacked bytes of a gzip file of which the beginning is at hand."""
    try:
        return zlib.decompressobj(_WBITS).decompress(head, count)
    except zlib.error:
        return b""


class GzipStream:
    """What a gzip file unpacks to, in its order."""

    def __init__(self, source: Source, caps: Caps) -> None:
        self._source = source
        self._caps = caps
        self._read_to = 0
        self._block = memoryview(b"")
        self._tail = b""
        self._unpacker: zlib._Decompress | None = None
        self._is_first = True
        self._unpacked = 0
        self._buffer = b""
        self._position = 0
        self.offset = 0

    @property
    def packed_offset(self) -> int:
        """How much of the file was taken to get here, in bytes."""
        return self._read_to - len(self._block) - len(self._tail)

    def read(self, count: int) -> bytes:
        """Return exactly so many bytes, fewer only at the end."""
        data = self.some(count)
        if len(data) == count:
            return data
        # Gathered in place: the pieces may be a byte long each.
        gathered = bytearray(data)
        while len(gathered) < count and (more := self.some(count - len(gathered))):
            gathered += more
        return bytes(gathered)

    def some(self, count: int) -> bytes:
        """Return at least one byte and at most so many; none at the end."""
        if self._position == len(self._buffer):
            self._buffer, self._position = self._more(), 0
        data = self._buffer[self._position : self._position + count]
        self._position += len(data)
        self.offset += len(data)
        return data

    def skip(self, count: int) -> bool:
        """Pass over so many bytes; False when there are fewer."""
        while count:
            data = self.some(min(count, _PIECE_BYTES))
            if not data:
                return False
            count -= len(data)
        return True

    def _more(self) -> bytes:
        while self._unpacker is not None or self._begin():
            data = self._unpack()
            if data:
                self._count(len(data))
                return data
        return b""

    def _take(self) -> bytes:
        if not self._block:
            self._block = memoryview(self._source.read_at(self._read_to, _BLOCK_BYTES))
            self._read_to += len(self._block)
        taken = bytes(self._block[:_SLICE_BYTES])
        self._block = self._block[_SLICE_BYTES:]
        return taken

    def _begin(self) -> bool:
        """Begin with the next gzip member; False at the end of the file."""
        while len(self._tail) < len(MAGIC) and (more := self._take()):
            self._tail += more
        if not self._tail and not self._is_first:
            return False
        if self._is_first and not self._tail.startswith(MAGIC):
            raise Problem("BAG-168", "It does not begin as gzip does")
        if not self._tail.startswith(MAGIC):
            self._expect_padding()
            return False
        self._is_first = False
        self._unpacker = zlib.decompressobj(_WBITS)
        return True

    def _expect_padding(self) -> None:
        """Accept what follows the last member when it is NUL, as gzip does, and nothing else."""
        place, rest = self.packed_offset, self._tail
        while rest:
            if rest.count(0) != len(rest):
                raise Problem("BAG-166", f"After its end, from byte {place} on, there is more")
            rest = self._take()
        self._tail = b""

    def _unpack(self) -> bytes:
        unpacker = self._unpacker
        assert unpacker is not None  # noqa: S101  # `_more` made it
        packed = self._tail or self._take()
        try:
            data = unpacker.decompress(packed, _PIECE_BYTES)
        except zlib.error as error:
            words = f"It cannot be unpacked beyond byte {self.packed_offset}"
            raise Problem("BAG-162", f"{words}, or a check sum does not match") from error
        self._tail = unpacker.unused_data if unpacker.eof else unpacker.unconsumed_tail
        if unpacker.eof:
            self._unpacker = None
        elif not packed and not data:
            raise Problem("BAG-161", f"It ends at byte {self._read_to}, in the middle")
        return data

    def _count(self, size: int) -> None:
        self._unpacked += size
        if self._unpacked > self._caps.size_bytes:
            words = f"It has more than {bytes_words(self._caps.size_bytes)} unpacked"
            raise Problem("BAG-159", f"{words}; what follows was not looked at")
        if self._caps.is_bomb(self._unpacked, self.packed_offset):
            raise Problem("BAG-158", bomb_words(self._unpacked, self.packed_offset, self._caps))
