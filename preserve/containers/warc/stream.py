"""Bytes in, bounded windows out: the file, and the gzip members or the plain text in it.

A `Source` is the file: it reads forward only, and remembers the last 256 KiB so that checking
can step back a little after damage. A `Stream` is a run of unpacked bytes with records in it:
the whole of a plain file (`PlainStream`), or one gzip member (`MemberStream`).
"""

import re
import zlib
from abc import ABC, abstractmethod
from collections.abc import Callable
from enum import StrEnum

WINDOW_BYTES = 64 * 1024
HISTORY_BYTES = 256 * 1024
_SLICE_BYTES = 8 * 1024
"""How much a decompressor is given at once: what is left over at a member's end is copied, so
large slices make files of small members slow."""

_GZIP_WBITS = 16 + zlib.MAX_WBITS
_PROBE_BYTES = 1024
_SALVAGE_BYTES = 16
GZIP_MAGIC = b"\x1f\x8b"
MEMBER_START = b"\x1f\x8b\x08"
_HIGHEST_FLAGS = b"\x1f"
RECORD_MARK = b"WARC/"
_RECORD_START = re.compile(rb"\nWARC/\d")


class Source:
    """A file read forward in windows, with a short memory.

    Stepping back is on a budget: in all, no more bytes are read again than were read, plus one
    history. So a file made to cause stepping back is still read in linear time.

    Attributes:
        failure: the words of the operating system when reading failed, else None.
    """

    def __init__(self, read: Callable[[int], bytes]) -> None:
        self._read = read
        self._buffer = b""
        self._base = 0
        self._position = 0
        self._reread_bytes = 0
        self._at_end = False
        self.failure: str | None = None

    @property
    def offset(self) -> int:
        """The offset in the file, in bytes, of the next byte."""
        return self._base + self._position

    def peek(self, size: int) -> bytes:
        """Return up to `size` bytes ahead (at most one window), without taking them."""
        while len(self._buffer) - self._position < size and self._fill():
            pass
        return self._buffer[self._position : self._position + size]

    def take(self, size: int) -> bytes:
        """Take and return up to `size` bytes; none at the end of the file."""
        if self._position == len(self._buffer) and not self._fill():
            return b""
        data = self._buffer[self._position : self._position + size]
        self._position += len(data)
        return data

    def give_back(self, size: int) -> bool:
        """Step back over the last `size` bytes taken; False when they are not held any more."""
        if size > self._position:
            return False
        self._position -= size
        return True

    def go_to(self, mark: bytes) -> bool:
        """Go to the next place where a mark lies; False at the end of the file."""
        while True:
            place = self._buffer.find(mark, self._position)
            if place >= 0:
                self._position = place
                return True
            self._position = max(self._position, len(self._buffer) - len(mark) + 1)
            if not self._fill():
                self._position = len(self._buffer)
                return False

    def step_back(self, offset: int) -> None:
        """Step back towards an offset, as far as memory and budget allow."""
        wanted = min(self._position, self.offset - offset)
        allowed = self._base + len(self._buffer) + HISTORY_BYTES - self._reread_bytes
        distance = max(0, min(wanted, allowed))
        self._reread_bytes += distance
        self._position -= distance

    def _fill(self) -> bool:
        if self._at_end:
            return False
        try:
            data = self._read(WINDOW_BYTES)
        except OSError as error:
            self.failure = error.strerror or type(error).__name__
            data = b""
        if not data:
            self._at_end = True
            return False
        # Only when much more than the history has gathered is the front cut off: each byte is
        # moved a bounded number of times.
        surplus = self._position - HISTORY_BYTES
        if surplus > HISTORY_BYTES:
            self._buffer = self._buffer[surplus:] + data
            self._base += surplus
            self._position -= surplus
        else:
            self._buffer += data
        return True


class Fault(StrEnum):
    """Why a stream ended before its end."""

    CUT = "cut"
    CORRUPT = "corrupt"


class Stream(ABC):
    """A run of unpacked bytes, taken in pieces of at most a window."""

    def __init__(self) -> None:
        self._ahead = b""
        self.fault: Fault | None = None

    @abstractmethod
    def _more(self) -> bytes:
        """Return the next unpacked bytes; none at the end."""

    def peek(self, size: int) -> bytes:
        """Return up to `size` bytes ahead, fewer only at the end."""
        while len(self._ahead) < size:
            data = self._more()
            if not data:
                break
            self._ahead += data
        return self._ahead[:size]

    def take(self, size: int) -> bytes:
        """Take up to `size` bytes and at most one window; none at the end."""
        data = self._ahead or self._more()
        self._ahead = data[size:]
        return data[:size]

    def drop(self, size: int) -> None:
        """Take up to `size` bytes and forget them."""
        while size > 0:
            data = self.take(size)
            if not data:
                return
            size -= len(data)

    def take_through(self, pattern: re.Pattern[bytes], limit: int) -> bytes | None:
        """Take everything through the first match of a pattern.

        Args:
            pattern: matches at most 4 bytes.
            limit: how many bytes to look at.

        Returns:
            The bytes with the match, or None when there is no match within the limit; then
            nothing is taken.
        """
        looked = 0
        while True:
            found = pattern.search(self._ahead, looked)
            if found and found.end() <= limit:
                head, self._ahead = self._ahead[: found.end()], self._ahead[found.end() :]
                return head
            looked = max(0, len(self._ahead) - 3)
            if len(self._ahead) >= limit:
                return None
            data = self._more()
            if not data:
                return None
            self._ahead += data


class PlainStream(Stream):
    """The rest of a file that is not compressed."""

    def __init__(self, source: Source) -> None:
        super().__init__()
        self._source = source

    def _more(self) -> bytes:
        return self._source.take(WINDOW_BYTES)

    @property
    def offset(self) -> int:
        """The offset in the file, in bytes, of the next byte."""
        return self._source.offset - len(self._ahead)

    def step_back(self, offset: int) -> None:
        """Step back towards an offset in the file."""
        if self._source.give_back(len(self._ahead)):
            self._ahead = b""
            self._source.step_back(offset)


class MemberStream(Stream):
    """One gzip member, which begins at the source's offset.

    After the last byte the source stands behind the member (`fault` is None), or at the end of
    the file (`CUT`), or somewhere behind the damage (`CORRUPT`).
    """

    def __init__(self, source: Source) -> None:
        super().__init__()
        self._source = source
        self._is_first = True
        self._unpacker = zlib.decompressobj(_GZIP_WBITS)

    def _more(self) -> bytes:
        while not self._is_over():
            data = self._unpack()
            if data:
                return data
        return b""

    def _is_over(self) -> bool:
        return self.fault is not None or self._unpacker.eof

    def _unpack(self) -> bytes:
        packed = self._unpacker.unconsumed_tail or self._source.take(_SLICE_BYTES)
        if not packed:
            self.fault = Fault.CUT
            return b""
        is_first, self._is_first = self._is_first, False
        try:
            data = self._unpacker.decompress(packed, WINDOW_BYTES)
        except zlib.error:
            self.fault = Fault.CORRUPT
            return _salvage(packed) if is_first else b""
        if self._unpacker.eof:
            self._source.give_back(len(self._unpacker.unused_data))
        return data


def _salvage(packed: bytes) -> bytes:
    """Return what a damaged member gives before the damage, so that it can be named."""
    unpacker = zlib.decompressobj(_GZIP_WBITS)
    saved = b""
    try:
        for place in range(0, len(packed), _SALVAGE_BYTES):
            saved += unpacker.decompress(packed[place : place + _SALVAGE_BYTES], WINDOW_BYTES)
            if unpacker.unconsumed_tail:
                break
    except zlib.error:
        pass
    return saved


def skip_to_record(stream: Stream) -> bool:
    """Go to the next `WARC/` at the start of a line; False at the end of the stream.

    The byte before the stream's place is taken for a line end.
    """
    before = b"\n"
    while True:
        window = stream.peek(WINDOW_BYTES)
        found = _RECORD_START.search(before + window)
        if found:
            stream.drop(found.end() - len(RECORD_MARK) - 1 - len(before))
            return True
        if len(window) < WINDOW_BYTES:
            stream.drop(len(window))
            return False
        # The last bytes stay: the mark may lie across two windows.
        keep = len(RECORD_MARK)
        before = window[-keep - 1 : -keep]
        stream.drop(len(window) - keep)


def skip_headless(stream: Stream, limit: int) -> bool:
    """Go on behind a header that has no end within `limit` bytes; False at the end.

    No record can end its header within these bytes, so only the last start among them can still
    begin a record. Anything nearer would have the same bytes searched again and again.
    """
    place = stream.peek(limit).rfind(b"\n" + RECORD_MARK)
    stream.drop(place + 1 if place >= 0 else limit)
    return skip_to_record(stream)


def skip_to_member(source: Source) -> bool:
    """Go to the next gzip member that begins with a record; False at the end of the file."""
    while source.go_to(MEMBER_START):
        if is_member_with_record(source.peek(_PROBE_BYTES)):
            return True
        source.take(1)
    return False


def is_member_with_record(beginning: bytes) -> bool:
    """Tell whether bytes are the beginning of a gzip member whose content begins `WARC/`."""
    if not beginning.startswith(MEMBER_START) or beginning[3:4] > _HIGHEST_FLAGS:
        return False
    try:
        return zlib.decompressobj(_GZIP_WBITS).decompress(beginning, 5) == RECORD_MARK
    except zlib.error:
        return False


def is_gzip(window: bytes) -> bool:
    """Tell whether the beginning of a file is gzip, or damaged with a good member behind."""
    if MEMBER_START.startswith(window[: len(MEMBER_START)]):
        return True
    if b"\n" + RECORD_MARK in b"\n" + window:
        return False
    place = window.find(MEMBER_START)
    return place >= 0 and is_member_with_record(window[place : place + _PROBE_BYTES])
