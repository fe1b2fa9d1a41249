"""One record of a stream: its header judged, its block measured, its end looked for."""

from dataclasses import dataclass

from preserve.containers.warc.block import BlockMeter
from preserve.containers.warc.findings import FindingLog, Problem
from preserve.containers.warc.parse import HEADER_END, HEADER_LIMIT_BYTES, Header, parse_header
from preserve.containers.warc.record import RecordSummary
from preserve.containers.warc.rules import MOST_CONCURRENT, judge_header
from preserve.containers.warc.stream import WINDOW_BYTES, Stream, skip_headless
from preserve.containers.warc.values import content_length, is_record_id

_RECORD_END = b"\r\n\r\n"
_KEPT_CHARACTERS = 2_048
_SUMMARY_FIELDS = (
    "warc-payload-digest",
    "warc-profile",
    "warc-segment-number",
    "warc-segment-origin-id",
    "warc-segment-total-length",
)


@dataclass(frozen=True, slots=True)
class Reading:
    """How reading one record ended.

    Attributes:
        ended: the record ended as it should; the stream stands behind it.
        resume_bytes: else, how far behind this record's beginning the next one may lie; None
            for the place where the stream stands.
    """

    ended: bool
    resume_bytes: int | None = None


class RecordReader:
    """Reads records one after the other, and keeps their summaries.

    Attributes:
        records: the summaries so far.
        last_id: the id of the record read last, for findings about its frame.
    """

    def __init__(self, log: FindingLog) -> None:
        self._log = log
        self._number = 0
        self._offset = 0
        self.records: list[RecordSummary] = []
        self.last_id: str | None = None

    def read(self, stream: Stream, offset: int) -> Reading:
        """Read the record that begins at the stream's place.

        Args:
            stream: stands at `WARC/`.
            offset: where that is in the file, in bytes.
        """
        self._number += 1
        self._offset, self.last_id = offset, None
        head = stream.take_through(HEADER_END, HEADER_LIMIT_BYTES)
        if head is None:
            return self._headless(stream)
        header = parse_header(head)
        self.last_id = _id(header, "warc-record-id")
        for problem in judge_header(header):
            self._add(problem)
        length = content_length(header.get("content-length") or "")
        if length is None:
            return Reading(ended=False)
        block = _measure(stream, header, length)
        self.records.append(self._summary(header, block, length))
        if block.size < length:
            if stream.fault is None:
                counts = f"{block.size} of {length} bytes of the block are there"
                self._add(Problem("WARC-014", counts))
            return Reading(ended=False, resume_bytes=len(head))
        return self._end(stream, block, len(head))

    def _add(self, problem: Problem) -> None:
        message = f"record {self._number}: {problem.message}"
        self._log.add(problem.code, message, offset=self._offset, record=self.last_id)

    def _headless(self, stream: Stream) -> Reading:
        if len(stream.peek(HEADER_LIMIT_BYTES)) < HEADER_LIMIT_BYTES:
            if stream.fault is None:
                self._add(Problem("WARC-013", "the header has no end"))
            stream.drop(HEADER_LIMIT_BYTES)
        else:
            self._add(Problem("WARC-015", f"no blank line within {HEADER_LIMIT_BYTES} bytes"))
            skip_headless(stream, HEADER_LIMIT_BYTES)
        return Reading(ended=False)

    def _end(self, stream: Stream, block: BlockMeter, head_bytes: int) -> Reading:
        """Judge the block, and look for the two line ends behind it."""
        for problem in block.problems():
            self._add(problem)
        end = stream.peek(len(_RECORD_END))
        if end == _RECORD_END:
            stream.drop(len(_RECORD_END))
            return Reading(ended=True)
        if stream.fault is None:
            self._add(Problem("WARC-011", f"behind the block lies {end!r}"))
        return Reading(ended=False, resume_bytes=None if block.is_proved else head_bytes)

    def _summary(self, header: Header, block: BlockMeter, length: int) -> RecordSummary:
        concurrent = header.fields.get("warc-concurrent-to", ())[:MOST_CONCURRENT]
        is_whole = block.size == length
        return RecordSummary(
            number=self._number,
            type=_kept(header, "warc-type") or "",
            id=self.last_id,
            target=_kept(header, "warc-target-uri"),
            date=_kept(header, "warc-date"),
            offset=self._offset,
            content_type=_kept(header, "content-type"),
            length=length,
            block_sha256=block.sha256 if is_whole else None,
            refers_to=_id(header, "warc-refers-to"),
            warcinfo_id=_id(header, "warc-warcinfo-id"),
            concurrent_to=tuple(value for value in concurrent if is_record_id(value)),
            fields={
                name: value
                for name in _SUMMARY_FIELDS
                if (value := _kept(header, name)) is not None
            },
            block=block.kept if is_whole else None,
        )


def _measure(stream: Stream, header: Header, length: int) -> BlockMeter:
    block = BlockMeter(header)
    while block.size < length:
        data = stream.take(min(WINDOW_BYTES, length - block.size))
        if not data:
            break
        block.feed(data)
    return block


def _kept(header: Header, name: str) -> str | None:
    value = header.get(name)
    return value if value is None else value[:_KEPT_CHARACTERS]


def _id(header: Header, name: str) -> str | None:
    value = header.get(name)
    return value if value is not None and is_record_id(value) else None
