"""Write an article as WARC/1.1: warcinfo, resource, metadata; nothing is made up.

A text that came as a file has no HTTP exchange behind it, so there is no `response`: the source is
a `resource` whose address is the SHA-256 of its bytes (ISO 28500:2017 6.4), and what is claimed
about its origin lies in the description, as a claim. Equal input gives equal bytes, as long as
the zlib underneath is the same.
"""

import codecs
import hashlib
import io
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from warcio.recordloader import ArcWarcRecord
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

RECORD_NAMESPACE = uuid.UUID("5b0dc7a4-0f5e-5b8c-9a55-6f2f5d0f7a11")
"""The namespace of our record ids: v5 of this and `<package id>/<role>`. Never changed."""

FORMAT = "WARC File Format 1.1"
CONFORMS_TO = "http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/"
NO_EXCHANGE = "text supplied as a file; no HTTP exchange known"

_UNPROVEN = "application/octet-stream"
_IANA_NAMES = {
    "ascii": "us-ascii",
    "utf-8": "utf-8",
    "utf-8-sig": "utf-8",
    "utf-16": "utf-16",
    "utf-16-le": "utf-16le",
    "utf-16-be": "utf-16be",
    "big5": "big5",
    "euc_jp": "euc-jp",
    "euc_kr": "euc-kr",
    "gb18030": "gb18030",
    "koi8-r": "koi8-r",
    "shift_jis": "shift_jis",
    **{f"cp{number}": f"windows-{number}" for number in range(1250, 1259)},
    **{f"iso8859-{number}": f"iso-8859-{number}" for number in (*range(1, 11), *range(13, 17))},
}
"""The registered name of a codec, by the name that Python gives it."""


@dataclass(frozen=True, slots=True)
class ArticleCapture:
    """What goes into the WARC of one article.

    Attributes:
        package_id: the id of the package that the WARC is part of.
        captured_at: when the source was taken in; aware, written in UTC and whole seconds. Never
            the day of publication.
        software: name and version of the program that packages.
        operator: who packages, or None.
        source: the bytes as received.
        source_sha256: their SHA-256 as measured when they were read, lower-case hex.
        source_encoding: the codec that the source was decoded with.
        description: the description, JSON.
    """

    package_id: str
    captured_at: datetime
    software: str
    operator: str | None
    source: bytes
    source_sha256: str
    source_encoding: str
    description: bytes


@dataclass(frozen=True, slots=True)
class _Record:
    """One record to write: the fields of its own, in order, and its block."""

    type: str
    role: str
    fields: tuple[tuple[str, str], ...]
    content_type: str
    block: bytes


class _Writer(WARCWriter):
    """warcio's writer, kept from adding digests: SHA-1 is all it has, and not all may be there."""

    def ensure_digest(self, *_args: object, **_options: object) -> None:
        """Add nothing: the records come with their digests."""


# warcio carries no types; these are its entry points.
_new_writer: Any = _Writer
_new_record: Any = ArcWarcRecord
_new_headers: Any = StatusAndHeaders


def write_article_warc(capture: ArticleCapture) -> bytes:
    """Return the WARC of an article: gzip, one member per record.

    Raises:
        ValueError: `captured_at` has no time zone, or the source is not the one that was
            measured.
    """
    if capture.captured_at.utcoffset() is None:
        message = "captured_at needs a time zone"
        raise ValueError(message)
    if hashlib.sha256(capture.source).hexdigest() != capture.source_sha256:
        message = "the source is not the one that was measured"
        raise ValueError(message)
    out = io.BytesIO()
    writer = _new_writer(out, gzip=True, warc_version="1.1")
    for record in _records(capture):
        writer.write_record(_warcio_record(capture, record))
    return out.getvalue()


def record_id(package_id: str, role: str) -> str:
    """Return the id of a record, in angle brackets: the same for the same package and role."""
    return f"<urn:uuid:{uuid.uuid5(RECORD_NAMESPACE, f'{package_id}/{role}')}>"


def text_type(source: bytes, encoding: str) -> str:
    """Return the media type of a text's bytes.

    A charset is named only when the bytes decode, strictly, with the codec that was recorded and
    the codec has a registered name. Else the bytes are just bytes (RFC 2046 4.5.1): naming a
    charset would be a claim without proof, and leaving it out would mean US-ASCII.
    """
    try:
        source.decode(encoding)
        name = _IANA_NAMES.get(codecs.lookup(encoding).name)
    except (LookupError, ValueError):
        return _UNPROVEN
    return f"text/plain; charset={name}" if name else _UNPROVEN


def _records(capture: ArticleCapture) -> tuple[_Record, ...]:
    warcinfo = ("WARC-Warcinfo-ID", record_id(capture.package_id, "warcinfo"))
    source_digest = f"sha256:{capture.source_sha256}"
    return (
        _Record("warcinfo", "warcinfo", (), "application/warc-fields", _warcinfo(capture)),
        _Record(
            "resource",
            "resource",
            (
                ("WARC-Target-URI", f"urn:{source_digest}"),
                warcinfo,
                ("WARC-Payload-Digest", source_digest),
            ),
            text_type(capture.source, capture.source_encoding),
            capture.source,
        ),
        _Record(
            "metadata",
            "metadata",
            (("WARC-Refers-To", record_id(capture.package_id, "resource")), warcinfo),
            "application/json",
            capture.description,
        ),
    )


def _warcinfo(capture: ArticleCapture) -> bytes:
    fields = (
        ("software", capture.software),
        ("operator", capture.operator or "unknown"),
        ("format", FORMAT),
        ("conformsTo", CONFORMS_TO),
        ("description", NO_EXCHANGE),
        ("isPartOf", capture.package_id),
    )
    lines = (f"{name}: {one_line(value) or 'unknown'}\r\n" for name, value in fields)
    return "".join(lines).encode("utf-8")


def one_line(value: str) -> str:
    """Return a value that cannot end its line: what is not printable becomes a space.

    A name is free text. Left alone, a line end in it would begin a field of its own.
    """
    printable = "".join(mark if mark.isprintable() else " " for mark in value)
    return " ".join(printable.split())


def _warcio_record(capture: ArticleCapture, record: _Record) -> Any:  # noqa: ANN401  # warcio's
    captured_at = capture.captured_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    headers = [
        ("WARC-Type", record.type),
        ("WARC-Record-ID", record_id(capture.package_id, record.role)),
        ("WARC-Date", captured_at),
        *record.fields,
        ("WARC-Block-Digest", f"sha256:{hashlib.sha256(record.block).hexdigest()}"),
        ("Content-Type", record.content_type),
        ("Content-Length", str(len(record.block))),
    ]
    return _new_record(
        "warc",
        record.type,
        _new_headers("", headers, protocol="WARC/1.1"),
        io.BytesIO(record.block),
        None,
        record.content_type,
        len(record.block),
        payload_length=len(record.block),
    )
