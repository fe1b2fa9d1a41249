"""Digests of the 64 KiB pieces of a file: they tell where it was altered, never whether.

They are taken when a file is packaged, kept in the ledger's inventory, and only looked at after
the recorded digests have said that a file is altered. Cut to 16 bytes each, so that they stay
small, they are an aid to diagnosis and no evidence.
"""

import base64
import hashlib

PIECE_BYTES = 65_536
_DIGEST_BYTES = 16


class PieceCutter:
    """Cuts a stream into pieces; holds at most what was fed last and less than one piece."""

    def __init__(self) -> None:
        self._rest = bytearray()

    def cut(self, chunk: bytes) -> list[bytes]:
        """Take the next bytes; return the pieces that are complete with them."""
        self._rest += chunk
        whole = len(self._rest) - len(self._rest) % PIECE_BYTES
        pieces = [
            bytes(self._rest[start : start + PIECE_BYTES]) for start in range(0, whole, PIECE_BYTES)
        ]
        del self._rest[:whole]
        return pieces

    def rest(self) -> bytes:
        """Return what lies behind the last whole piece."""
        return bytes(self._rest)


class PieceHasher:
    """The pieces of a stream, in one read."""

    def __init__(self) -> None:
        self._cutter = PieceCutter()
        self._digests = bytearray()

    def update(self, chunk: bytes) -> None:
        """Take the next bytes."""
        for piece in self._cutter.cut(chunk):
            self._digests += piece_digest(piece)

    def text(self) -> str | None:
        """Return the pieces as they are put on record; None for a file of at most one piece."""
        rest = self._cutter.rest()
        digests = bytes(self._digests) + (piece_digest(rest) if rest else b"")
        return _text(digests) if len(digests) > _DIGEST_BYTES else None


def piece_digest(piece: bytes) -> bytes:
    """Return the first 16 bytes of the SHA-256 of a piece."""
    return hashlib.sha256(piece).digest()[:_DIGEST_BYTES]


def pieces_of(data: bytes) -> str | None:
    """Return the pieces of a file: base64 of their digests, one after the other.

    The last piece may be short. None for a file of at most one piece: its own digests say as much.
    """
    if len(data) <= PIECE_BYTES:
        return None
    starts = range(0, len(data), PIECE_BYTES)
    return _text(b"".join(piece_digest(data[start : start + PIECE_BYTES]) for start in starts))


def _text(digests: bytes) -> str:
    return base64.b64encode(digests).decode()


def pieces_on_record(value: object, size_bytes: int) -> str | None:
    """Return what a record gives as pieces, or None where it cannot be the pieces of the file.

    Args:
        value: as it was read.
        size_bytes: of the file on record.
    """
    if not isinstance(value, str) or size_bytes <= PIECE_BYTES:
        return None
    try:
        digests = base64.b64decode(value, validate=True)
    except ValueError:
        return None
    return value if len(digests) == _DIGEST_BYTES * piece_count(size_bytes) else None


def piece_count(size_bytes: int) -> int:
    """Return in how many pieces a file of a size is cut."""
    return -(-size_bytes // PIECE_BYTES)


def recorded_digests(record_pieces: str | None, size_bytes: int) -> tuple[bytes, ...]:
    """Return the digest of each piece on record; none where no pieces are, or not of this size."""
    text = pieces_on_record(record_pieces, size_bytes)
    digests = base64.b64decode(text) if text else b""
    return tuple(
        digests[start : start + _DIGEST_BYTES] for start in range(0, len(digests), _DIGEST_BYTES)
    )
