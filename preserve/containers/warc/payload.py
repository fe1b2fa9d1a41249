"""The payload of a block while it streams by: an HTTP message's entity body (5.9, 6.3)."""

import re
from enum import Enum, auto

from preserve.containers.warc.digests import Hashes

_HEAD_LIMIT_BYTES = 1024 * 1024
_HEAD_END = re.compile(rb"\n\r?\n")
_CHUNKED = re.compile(rb"\ntransfer-encoding:[^\n]*\bchunked\b", re.IGNORECASE)
_SIZE_LINE_LIMIT_BYTES = 1024
_SIZE_LINE = re.compile(rb"([0-9A-Fa-f]{1,15})[ \t]*(?:;[^\r\n]*)?\r?\n\Z")


class _Expect(Enum):
    """What the next bytes of a chunked body are."""

    SIZE = auto()
    DATA = auto()
    TRAILER = auto()
    NOTHING = auto()


class Dechunker:
    """Takes a chunked body apart and feeds what is in the chunks to hashes (RFC 9112 7.1).

    Attributes:
        failed: the bytes are not a chunked body.
    """

    def __init__(self, hashes: Hashes) -> None:
        self._hashes = hashes
        self._expect = _Expect.SIZE
        self._line = b""
        self._left = 0
        self.failed = False

    @property
    def is_whole(self) -> bool:
        """Whether the last chunk was seen."""
        return not self.failed and self._expect in {_Expect.TRAILER, _Expect.NOTHING}

    def feed(self, data: bytes) -> None:
        """Take the next bytes of the body."""
        place = 0
        while place < len(data) and not self.failed and self._expect is not _Expect.NOTHING:
            place = self._data(data, place) if self._left else self._rest_of_line(data, place)

    def _data(self, data: bytes, place: int) -> int:
        piece = data[place : place + self._left]
        self._hashes.update(piece)
        self._left -= len(piece)
        return place + len(piece)

    def _rest_of_line(self, data: bytes, place: int) -> int:
        end = data.find(b"\n", place)
        stop = len(data) if end < 0 else end + 1
        self._line += data[place:stop]
        if len(self._line) > _SIZE_LINE_LIMIT_BYTES:
            self.failed = True
        elif end >= 0:
            self._take_line(self._line)
            self._line = b""
        return stop

    def _take_line(self, line: bytes) -> None:
        blank = line in {b"\r\n", b"\n"}
        if self._expect is _Expect.DATA:
            self._expect = _Expect.SIZE
            self.failed = not blank
        elif self._expect is _Expect.TRAILER:
            self._expect = _Expect.NOTHING if blank else _Expect.TRAILER
        else:
            self._take_size(_SIZE_LINE.match(line))

    def _take_size(self, size: "re.Match[bytes] | None") -> None:
        if size is None:
            self.failed = True
            return
        self._left = int(size.group(1), 16)
        self._expect = _Expect.DATA if self._left else _Expect.TRAILER


class HttpPayload:
    """Hashes the entity body of an HTTP message, as stored and with its chunks taken apart.

    A message whose headers do not end within 1 MiB has an empty body.
    """

    def __init__(self, algorithm: str) -> None:
        self._algorithm = algorithm
        self._stored = Hashes({algorithm})
        self._unchunked = Hashes({algorithm})
        self._dechunker: Dechunker | None = None
        self._head: bytes | None = b""

    def feed(self, data: bytes) -> None:
        """Take the next bytes of the block."""
        if self._head is None:
            self._body(data)
            return
        looked = max(0, len(self._head) - 2)
        self._head += data
        end = _HEAD_END.search(self._head, looked)
        if end:
            head, body = self._head[: end.end()], self._head[end.end() :]
            self._head = None
            if _CHUNKED.search(head):
                self._dechunker = Dechunker(self._unchunked)
            self._body(body)
        elif len(self._head) > _HEAD_LIMIT_BYTES:
            self._head = b"\n"  # forget it: no more than the limit is held

    def _body(self, data: bytes) -> None:
        self._stored.update(data)
        if self._dechunker:
            self._dechunker.feed(data)

    def matches(self, hex_digits: str) -> bool:
        """Tell whether the payload has this digest, as stored or with its chunks taken apart."""
        if self._stored.hex(self._algorithm) == hex_digits:
            return True
        return (
            self._dechunker is not None
            and self._dechunker.is_whole
            and self._unchunked.hex(self._algorithm) == hex_digits
        )


class WholePayload:
    """The payload of a block that is its own payload."""

    def __init__(self, algorithm: str) -> None:
        self._algorithm = algorithm
        self._hashes = Hashes({algorithm})

    def feed(self, data: bytes) -> None:
        """Take the next bytes of the block."""
        self._hashes.update(data)

    def matches(self, hex_digits: str) -> bool:
        """Tell whether the payload has this digest."""
        return self._hashes.hex(self._algorithm) == hex_digits
