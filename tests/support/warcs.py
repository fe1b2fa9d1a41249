"""WARC files written for tests, record by record, right or with one fault."""

import gzip
import hashlib
import io
from collections.abc import Iterable, Mapping

from preserve.containers.warc.check import check_warc
from preserve.containers.warc.record import WarcCheck

DATE = "2016-12-15T03:55:00Z"
HTTP = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<p>bridge</p>"
HTTP_BODY = b"<p>bridge</p>"
CHUNKED = (
    b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
    b"5\r\nbridg\r\n1;x=y\r\ne\r\n0\r\nX-Trailer: 1\r\n\r\n"
)


def uuid_id(number: int) -> str:
    """Return the id of the record with this number."""
    return f"<urn:uuid:00000000-0000-4000-8000-{number:012d}>"


def sha256(data: bytes) -> str:
    """Return a labelled digest."""
    return f"sha256:{hashlib.sha256(data).hexdigest()}"


def head(fields: Iterable[tuple[str, str]], version: str = "WARC/1.1") -> bytes:
    """Return a header with its blank line."""
    lines = (f"{name}: {value}\r\n" for name, value in fields)
    return f"{version}\r\n{''.join(lines)}\r\n".encode()


def record(
    record_type: str,
    number: int,
    block: bytes = b"",
    changes: Mapping[str, str | None] | None = None,
    version: str = "WARC/1.1",
) -> bytes:
    """Return a good record; `changes` sets fields, or takes them away with None."""
    fields: dict[str, str | None] = {
        "WARC-Type": record_type,
        "WARC-Record-ID": uuid_id(number),
        "WARC-Date": DATE,
        "WARC-Block-Digest": sha256(block),
        "Content-Length": str(len(block)),
    }
    if record_type not in {"warcinfo", "metadata"}:
        fields["WARC-Target-URI"] = "https://news.example/bridge"
    if block:
        fields["Content-Type"] = {
            "warcinfo": "application/warc-fields",
            "response": "application/http; msgtype=response",
            "request": "application/http; msgtype=request",
        }.get(record_type, "text/plain")
    fields.update(changes or {})
    kept = [(name, value) for name, value in fields.items() if value is not None]
    return head(kept, version) + block + b"\r\n\r\n"


def warcinfo() -> bytes:
    """Return the record that every good file begins with; its number is 1."""
    return record("warcinfo", 1, b"software: tests\r\nisPartOf: bridge-0123456789ab\r\n")


def packed(records: Iterable[bytes]) -> bytes:
    """Return a gzip file with one member per record."""
    return b"".join(gzip.compress(each, mtime=0) for each in records)


def check(data: bytes, *, step: int | None = None, stands_alone: bool = True) -> WarcCheck:
    """Check some bytes; with `step`, they come in pieces of at most so many."""
    stream = io.BytesIO(data)

    def read(size: int) -> bytes:
        return stream.read(min(size, step) if step else size)

    return check_warc(read, "a.warc", stands_alone=stands_alone)


def codes(result: WarcCheck, *, faults_only: bool = True) -> list[str]:
    """Return the codes found, in order; without what is only worth knowing if asked."""
    return [
        found.code
        for found in result.findings
        if not faults_only or found.weight or found.severity != "info"
    ]
