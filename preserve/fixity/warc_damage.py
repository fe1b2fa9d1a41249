"""Which records of an altered WARC are damaged, in words; pure, from what its check found.

Only what damage does to a file is told: broken frames, blocks that do not match their digests. A
capture from elsewhere may break other rules since it was made.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from preserve.containers.warc.findings import shown
from preserve.containers.warc.record import RecordSummary, WarcCheck
from preserve.containers.warc.values import is_uri
from preserve.model.finding import Finding

_RECORD_FAULTS = {
    "WARC-050": "its block does not match its digest",
    "WARC-051": "its content does not match the digest of the content",
    "WARC-011": "it does not end where it should",
    "WARC-013": "the file ends inside its header",
    "WARC-014": "the file ends inside it",
    "WARC-015": "its header has no end",
    "WARC-016": "its header is damaged",
    "WARC-017": "its header is damaged",
    "WARC-020": "it cannot be unpacked as it was written",
    "WARC-021": "the file ends inside it",
}
_NO_RECORD = frozenset({"WARC-010", "WARC-023"})
_NO_WARC = frozenset({"WARC-001", "WARC-002", "WARC-003"})
_NOT_READ = "WARC-004"
_MOST_LINES = 20
_LONGEST_TARGET = 120

_OURS = {
    "warcinfo": "record 1 (about this file)",
    "resource": "record 2 (the article)",
    "metadata": "record 3 (its description)",
}
"""What the WARC of every package of ours holds, in this order."""


@dataclass(frozen=True, slots=True)
class WarcFacts:
    """What is known about an altered WARC beside its bytes.

    Attributes:
        size_bytes: of the file now.
        ranges: outside of these it is as recorded; none where that is not known.
        article_sha256: the recorded digest of the package's original, or None.
        is_ours: it is the WARC that was made for the package.
    """

    size_bytes: int
    ranges: tuple[tuple[int, int], ...]
    article_sha256: str | None
    is_ours: bool


def damaged_records(check: WarcCheck, facts: WarcFacts) -> tuple[str, ...]:
    """Return the damaged and the lost records, one phrase each, at most 20 and a count.

    Args:
        check: what `check_warc` found in the file as it is now.
        facts: what else is known.
    """
    if any(found.code == _NOT_READ for found in check.findings):
        return ()
    if any(found.code in _NO_WARC for found in check.findings):
        return ("no record can be read in it",)
    lines = [*_faults(check, facts), *(_lost(check) if facts.is_ours else ())]
    more = len(lines) - _MOST_LINES
    return (*lines[:_MOST_LINES], *([f"and {more} more"] if more > 0 else []))


def article_record(records: Sequence[RecordSummary], sha256: str) -> RecordSummary | None:
    """Return the record that was made to hold the article, by its address."""
    return next((one for one in records if one.target == f"urn:sha256:{sha256}"), None)


def _faults(check: WarcCheck, facts: WarcFacts) -> Iterator[str]:
    records = {record.offset: record for record in reversed(check.records)}
    faults: dict[int, list[Finding]] = {}
    for found in check.findings:
        place = found.where.offset
        if place is not None and (found.code in _RECORD_FAULTS or found.code in _NO_RECORD):
            faults.setdefault(place, []).append(found)
    places = sorted({*records, *faults, facts.size_bytes})
    for start, end in pairwise(places):
        if start in faults and _is_touched((start, end), facts):
            yield _fault_words(records.get(start), faults[start], (start, end), facts)


def _is_touched(extent: tuple[int, int], facts: WarcFacts) -> bool:
    """Whether a stretch lies where the file differs, or ends where its lost end began."""
    start, end = extent
    return not facts.ranges or any(first <= end and start < last for first, last in facts.ranges)


def _fault_words(
    record: RecordSummary | None,
    faults: Sequence[Finding],
    extent: tuple[int, int],
    facts: WarcFacts,
) -> str:
    if record is None:
        start, end = extent
        if end == facts.size_bytes:
            return f"behind byte {start:,} no record can be read"
        return f"between byte {start:,} and {end:,} no record can be read"
    codes = dict.fromkeys(found.code for found in faults)
    if "WARC-050" in codes:
        codes.pop("WARC-051", None)  # of a block that is not the one, the payload is not either
    words = dict.fromkeys(_RECORD_FAULTS.get(code, "") for code in codes)
    told = " and ".join(word for word in words if word) or "bytes behind it belong to no record"
    return f"{_record_words(record, facts)}: {told}"


def _record_words(record: RecordSummary, facts: WarcFacts) -> str:
    """Return `record 2, resource urn:sha256:... (the article)`."""
    is_article = record.target == f"urn:sha256:{facts.article_sha256}"
    if facts.is_ours and record.type in _OURS and (is_article or record.type != "resource"):
        return _OURS[record.type]
    kind = record.type if record.type.isascii() and record.type.isalpha() else shown(record.type)
    target = record.target or ""
    if not is_uri(target) or len(target) > _LONGEST_TARGET:
        target = shown(target) if target else ""
    about = " (the article)" if is_article else ""
    return f"record {record.number}, {kind} {target}".rstrip() + about


def _lost(check: WarcCheck) -> Iterator[str]:
    """Yield the records of a WARC of ours of which not even the header is left."""
    found = {record.type for record in check.records}
    for kind, words in _OURS.items():
        if kind not in found:
            yield f"{words} cannot be found"
