"""What warcio says about a WARC file, with its blind spots covered.

warcio tells nothing about a file that was cut off: it iterates to the end of what is there. So
besides its digest checks, every record must give as many bytes as it announces, the records must
fill the file, the last gzip member must be complete, and whatever warcio prints on standard error
counts as a complaint.
"""

import contextlib
import importlib.metadata
import io
import zlib
from typing import Any, BinaryIO

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed
from warcio.statusandheaders import StatusAndHeaders

from preserve.model.catalogue import finding
from preserve.model.finding import Finding, Where
from preserve.model.opinion import SecondOpinion

_PIECE_BYTES = 64 * 1024
_DETAIL_CHARACTERS = 200
_RECORD_END = b"\r\n\r\n"
_COMPLAINTS = (
    ArchiveLoadFailed,
    ArithmeticError,
    AssertionError,
    AttributeError,
    EOFError,
    LookupError,
    RuntimeError,
    TypeError,
    ValueError,
    zlib.error,
)
"""Everything that warcio was seen to raise on damaged files."""


class _Counted:
    """A stream that counts what is read from it."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self.total_bytes = 0

    def read(self, size: int = -1) -> bytes:
        data = self._stream.read(size)
        self.total_bytes += len(data)
        return data


class _Iterator(ArchiveIterator):
    """warcio's iterator; when it ends, it leaves behind the state of the last gzip member."""

    last_unpacker: Any = None

    def close(self) -> None:
        """Keep the unpacker, then close."""
        reader: Any = self.reader
        if reader is not None:
            self.last_unpacker = reader.decompressor
        super().close()  # type: ignore[no-untyped-call]  # warcio carries no types


# warcio carries no types; this is its entry point.
_iterate: Any = _Iterator


def warcio_opinion(data: bytes | BinaryIO) -> SecondOpinion:
    """Return what warcio finds, reading every record to its end.

    Never raises for what is in the file.

    Args:
        data: the file's bytes, or an open binary stream at its beginning.
    """
    software = f"warcio {importlib.metadata.version('warcio')}"
    counted = _Counted(io.BytesIO(data) if isinstance(data, bytes) else data)
    printed = io.StringIO()
    try:
        with contextlib.redirect_stderr(printed):
            count, complaint = _read_all(counted)
    except OSError as error:
        return SecondOpinion(software, None, f"could not read: {error.strerror or error}")
    except _COMPLAINTS as error:
        return SecondOpinion(software, agrees_valid=False, detail=_brief(error))
    complaint = complaint or _brief(printed.getvalue())
    if complaint:
        return SecondOpinion(software, agrees_valid=False, detail=complaint)
    return SecondOpinion(software, agrees_valid=True, detail=f"{count} records read")


def opinion_findings(opinion: SecondOpinion, name: str) -> tuple[Finding, ...]:
    """Return what to report of an opinion on a file that our checker finds valid."""
    if opinion.agrees_valid:
        return ()
    code = "WARC-081" if opinion.agrees_valid is None else "WARC-080"
    return (finding(code, f"{opinion.software}: {opinion.detail}", Where(file=name)),)


def _read_all(counted: _Counted) -> tuple[int, str]:
    """Return the number of records, and the first complaint or an empty string."""
    iterator = _iterate(counted, check_digests=True)
    count = records_bytes = 0
    for record in iterator:
        count += 1
        records_bytes += _header_bytes(record.rec_headers) + len(_RECORD_END)
        records_bytes += record.length or 0
        while record.raw_stream.read(_PIECE_BYTES):
            pass
        missing = getattr(record.raw_stream, "limit", 0)
        if missing:
            return count, f"record {count}: {missing} bytes of the block are missing"
        if record.digest_checker.passed is False:
            return count, f"record {count}: {_brief(record.digest_checker.problems)}"
    if count == 0:
        return count, "no record was found"
    unpacker = iterator.last_unpacker
    if unpacker is not None and not unpacker.eof:
        return count, f"record {count}: the gzip member is cut off"
    if unpacker is None and records_bytes != counted.total_bytes:
        return count, f"{count} records of {records_bytes} bytes in {counted.total_bytes} bytes"
    return count, ""


def _header_bytes(headers: StatusAndHeaders) -> int:
    """Return the size of a header: warcio counts characters, which are fewer than the bytes."""
    texts = (text for field in headers.headers for text in field)
    more: int = sum(len(text.encode("utf-8", "replace")) - len(text) for text in texts)
    return int(headers.total_len) + more


def _brief(said: object) -> str:
    text = " ".join(str(said).split()) or (type(said).__name__ if said != "" else "")
    return text[:_DETAIL_CHARACTERS]
