"""The block of a record while it streams by: size, digests, payload; bounded memory."""

from collections.abc import Iterator

from preserve.containers.warc.digests import Hashes, LabelledDigest, parse_digest
from preserve.containers.warc.findings import Problem
from preserve.containers.warc.parse import Header
from preserve.containers.warc.payload import HttpPayload, WholePayload

_KEPT_BYTES = 64 * 1024
_NO_PAYLOAD_HERE = frozenset({"warcinfo", "metadata", "revisit"})
_HTTP_MARK = b"HTTP/"


class BlockMeter:
    """Measures one block.

    Attributes:
        size: bytes so far.
        kept: the block itself, for a warcinfo record of up to 64 KiB; else None.
    """

    def __init__(self, header: Header) -> None:
        self._header = header
        self.size = 0
        self.kept: bytes | None = b"" if header.get("warc-type") == "warcinfo" else None
        self._beginning = b""
        self._digest = _digest(header, "warc-block-digest")
        algorithms = {"sha256"} | ({self._digest.algorithm} if self._digest else set())
        self._hashes = Hashes(algorithms)
        self._payload_digest = _payload_digest(header)
        self._payload: HttpPayload | WholePayload | None = None
        if self._payload_digest:
            kind = HttpPayload if _is_http(header) else WholePayload
            self._payload = kind(self._payload_digest.algorithm)

    def feed(self, data: bytes) -> None:
        """Take the next bytes of the block."""
        self.size += len(data)
        if len(self._beginning) < len(_HTTP_MARK):
            self._beginning = (self._beginning + data)[: len(_HTTP_MARK)]
        if self.kept is not None:
            kept = self.kept + data
            self.kept = kept if len(kept) <= _KEPT_BYTES else None
        self._hashes.update(data)
        if self._payload:
            self._payload.feed(data)

    @property
    def sha256(self) -> str:
        """The SHA-256 of the bytes so far, lower-case hex."""
        return self._hashes.hex("sha256")

    @property
    def is_proved(self) -> bool:
        """Whether the block has the digest that its record announces."""
        digest = self._digest
        return digest is not None and self._hashes.hex(digest.algorithm) == digest.hex

    def problems(self) -> Iterator[Problem]:
        """Yield what is wrong with a whole block."""
        if self._digest and not self.is_proved:
            yield Problem("WARC-050", f"the block does not have its {self._digest.algorithm}")
        if self._is_not_http():
            yield Problem("WARC-055", "the block does not begin as an HTTP response")
        if self._payload and self._payload_digest:
            if not self._payload.matches(self._payload_digest.hex):
                algorithm = self._payload_digest.algorithm
                yield Problem("WARC-051", f"the payload does not have its {algorithm}")
        elif self._is_segment_with_payload_digest():
            yield Problem("WARC-056", "the payload digest of a segment was not checked")

    def _is_not_http(self) -> bool:
        record_type = self._header.get("warc-type")
        if not _is_http(self._header) or self._header.get("warc-truncated") is not None:
            return False
        is_due = record_type == "response" or (record_type == "revisit" and self.size > 0)
        return is_due and self._beginning != _HTTP_MARK

    def _is_segment_with_payload_digest(self) -> bool:
        fields = self._header.fields
        return "warc-segment-number" in fields and "warc-payload-digest" in fields


def _is_http(header: Header) -> bool:
    media_type = (header.get("content-type") or "").partition(";")[0].strip().lower()
    return media_type == "application/http"


def _digest(header: Header, name: str) -> LabelledDigest | None:
    try:
        return parse_digest(header.get(name) or "")
    except ValueError:
        return None  # the rules for headers have told what is wrong with it


def _payload_digest(header: Header) -> LabelledDigest | None:
    """Return the digest to check the payload with; None where the payload is not in the block."""
    if header.get("warc-type") in _NO_PAYLOAD_HERE or "warc-segment-number" in header.fields:
        return None
    return _digest(header, "warc-payload-digest")
