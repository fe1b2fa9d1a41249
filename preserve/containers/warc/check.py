"""Judge a WARC file, byte by byte: never by a library, never by its name, never in part.

The file is read once, forward, in windows of 64 KiB. Each record is judged on its own; after
damage, checking goes on at the next record that can be found. What is kept grows with the number
of records, not with their size.
"""

from collections.abc import Callable

from preserve.containers.warc.findings import FindingLog, verdict_of
from preserve.containers.warc.reader import RecordReader
from preserve.containers.warc.record import WarcCheck
from preserve.containers.warc.references import judge_references
from preserve.containers.warc.stream import (
    MEMBER_START,
    RECORD_MARK,
    WINDOW_BYTES,
    Fault,
    MemberStream,
    PlainStream,
    Source,
    Stream,
    is_gzip,
    skip_to_member,
    skip_to_record,
)

_MOST_RECORDS = 2_000_000
_TOO_MANY = 2
_NOT_YET = {
    b"\x28\xb5\x2f\xfd": "zstd",
    b"\x5d\x2a\x4d\x18": "zstd with a dictionary",
    b"BZh": "bzip2",
    b"\xfd7zXZ\x00": "xz",
    b"\x04\x22\x4d\x18": "lz4",
}


def check_warc(read: Callable[[int], bytes], name: str, *, stands_alone: bool = True) -> WarcCheck:
    """Check a WARC file, plain or gzip, and return everything that was found.

    Damage never raises. Of each kind of finding, the first 1,000 are listed and the rest counted.

    Args:
        read: gives up to so many bytes of the file, and none at its end; an `OSError` from it
            becomes a finding.
        name: of the file, for the findings.
        stands_alone: whether records may refer only to records of this file. False for one file
            of a larger capture.

    Returns:
        The verdict (`valid` without faults, `invalid`, or `undecided` when something could not
        be judged and nothing is known to be wrong), all findings, and a summary of each record.
    """
    log = FindingLog(name)
    reader = _Check(Source(read), log).run()
    if reader.records and reader.records[0].type != "warcinfo":
        log.add("WARC-005", "the first record is no warcinfo record", offset=0)
    judge_references(reader.records, log, stands_alone=stands_alone)
    findings = log.all()
    return WarcCheck(verdict_of(findings), findings, tuple(reader.records))


class _Check:
    """One pass over one file."""

    def __init__(self, source: Source, log: FindingLog) -> None:
        self._source = source
        self._log = log
        self._reader = RecordReader(log)

    def run(self) -> RecordReader:
        """Read the file to its end."""
        window = self._source.peek(WINDOW_BYTES)
        compression = next((what for mark, what in _NOT_YET.items() if window.startswith(mark)), "")
        if not window:
            if not self._source.failure:
                self._log.add("WARC-001", "the file has no bytes", offset=0)
        elif compression:
            self._log.add("WARC-003", f"the file is compressed with {compression}", offset=0)
        elif is_gzip(window):
            self._members()
        elif b"\n" + RECORD_MARK in b"\n" + window:
            self._plain()
        else:
            self._log.add("WARC-002", f"the file begins {window[:8]!r}", offset=0)
        if self._source.failure:
            self._log.add("WARC-004", self._source.failure, offset=self._source.offset)
        return self._reader

    def _is_full(self) -> bool:
        if len(self._reader.records) < _MOST_RECORDS:
            return False
        self._log.add("WARC-004", f"there are more than {_MOST_RECORDS} records")
        return True

    def _plain(self) -> None:
        stream = PlainStream(self._source)
        while (ahead := stream.peek(len(RECORD_MARK))) and not self._is_full():
            start = stream.offset
            if ahead != RECORD_MARK:
                found = skip_to_record(stream)
                self._garbage(start, stream.offset)
                if not found:
                    return
            else:
                self._plain_record(stream, start)

    def _plain_record(self, stream: PlainStream, start: int) -> None:
        reading = self._reader.read(stream, start)
        if reading.ended:
            return
        if reading.resume_bytes is not None:
            stream.step_back(start + reading.resume_bytes)
        skip_to_record(stream)

    def _members(self) -> None:
        source = self._source
        while (ahead := source.peek(len(MEMBER_START))) and not self._is_full():
            start = source.offset
            if not MEMBER_START.startswith(ahead):
                found = skip_to_member(source)
                self._garbage(start, source.offset)
                if not found:
                    return
                continue
            member = MemberStream(source)
            self._member(member, start)
            if member.fault is not None:
                self._fault(member.fault, start)
                source.step_back(start + 1)
                skip_to_member(source)

    def _member(self, member: Stream, start: int) -> None:
        """Read the records of one member: one, if it is as it should be."""
        count = 0
        while (ahead := member.peek(len(RECORD_MARK))) and not self._is_full():
            if ahead == RECORD_MARK:
                count += 1
                if count == _TOO_MANY:
                    self._log.add("WARC-022", "a member holds more than one record", offset=start)
                if self._reader.read(member, start).ended:
                    continue
            elif member.fault is None:
                self._strange_content(ahead, start, count)
            if not skip_to_record(member):
                break
        if count == 0 and not ahead and member.fault is None:
            self._log.add("WARC-023", "the member holds no bytes", offset=start)

    def _strange_content(self, ahead: bytes, start: int, count: int) -> None:
        if count:
            message = f"behind the record, the member goes on with {ahead!r}"
            self._log.add("WARC-011", message, offset=start, record=self._reader.last_id)
        else:
            self._log.add("WARC-023", f"the member begins {ahead!r}", offset=start)

    def _garbage(self, start: int, end: int) -> None:
        if not self._source.failure:
            message = f"{end - start} bytes belong to no record"
            self._log.add("WARC-010", message, offset=start)

    def _fault(self, fault: Fault, start: int) -> None:
        if self._source.failure:
            return
        code, message = {
            Fault.CUT: ("WARC-021", "the file ends inside this gzip member"),
            Fault.CORRUPT: ("WARC-020", "this gzip member cannot be unpacked as it was written"),
        }[fault]
        self._log.add(code, message, offset=start, record=self._reader.last_id)
