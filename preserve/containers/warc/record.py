"""What a check of a WARC file gives: a summary of each record, findings and a verdict."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from preserve.model.finding import Finding
from preserve.model.verdict import Verdict


@dataclass(frozen=True, slots=True)
class RecordSummary:
    """One record, without its block.

    Values longer than 2,048 characters are cut, so that a hostile header cannot fill memory.

    Attributes:
        number: 1-based place in the file.
        type: WARC-Type as written; empty when missing.
        id: WARC-Record-ID with its angle brackets; None when missing or malformed.
        target: WARC-Target-URI.
        date: WARC-Date as written.
        offset: of the record in the file, in bytes; in a compressed file, of its gzip member.
        content_type: Content-Type of the block.
        length: of the block in bytes, as announced.
        block_sha256: of the block as read, lower-case hex; None when it is not all there.
        refers_to: WARC-Refers-To.
        warcinfo_id: WARC-Warcinfo-ID.
        concurrent_to: every WARC-Concurrent-To, up to 100.
        fields: the other fields that rules across records need, by lower-case name.
        block: the block of a warcinfo record of up to 64 KiB, else None.
    """

    number: int
    type: str
    id: str | None
    target: str | None
    date: str | None
    offset: int
    content_type: str | None
    length: int
    block_sha256: str | None
    refers_to: str | None = None
    warcinfo_id: str | None = None
    concurrent_to: tuple[str, ...] = ()
    fields: Mapping[str, str] = field(default_factory=dict)
    block: bytes | None = None


@dataclass(frozen=True, slots=True)
class WarcCheck:
    """The outcome of checking one WARC file."""

    verdict: Verdict
    findings: tuple[Finding, ...]
    records: tuple[RecordSummary, ...]
