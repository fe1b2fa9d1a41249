"""The rules across records: ids, references, revisits, segments (ISO 28500:2017 5, 6.7, 7)."""

from collections.abc import Iterator, Mapping, Sequence

from preserve.containers.warc.digests import LabelledDigest, parse_digest
from preserve.containers.warc.findings import FindingLog, Problem
from preserve.containers.warc.record import RecordSummary
from preserve.containers.warc.values import content_length

_ById = Mapping[str, RecordSummary]


def judge_references(
    records: Sequence[RecordSummary], log: FindingLog, *, stands_alone: bool
) -> None:
    """Add the findings that only the whole file can show.

    Args:
        records: every record of the file, in order.
        log: where findings go.
        stands_alone: whether every record that is referred to should be in this file. What a
            revisit refers to, and the first segment of a continuation, may always be elsewhere.
    """
    by_id: dict[str, RecordSummary] = {}
    for record in records:
        if record.id is not None and by_id.setdefault(record.id, record) is not record:
            first = by_id[record.id].number
            _add(log, record, Problem("WARC-033", f"record {first} has the same id"))
    for record in records:
        for problem in (
            *_warcinfo(record, by_id, stands_alone=stands_alone),
            *_refers_to(record, by_id, stands_alone=stands_alone),
            *_concurrent(record, by_id, stands_alone=stands_alone),
        ):
            _add(log, record, problem)
    _segments(records, by_id, log)


def _add(log: FindingLog, record: RecordSummary, problem: Problem) -> None:
    message = f"record {record.number}: {problem.message}"
    log.add(problem.code, message, offset=record.offset, record=record.id)


def _absent(field: str, target: str, *, is_fault: bool) -> Problem:
    return Problem("WARC-060" if is_fault else "WARC-061", f"{field} {target} is not in this file")


def _warcinfo(record: RecordSummary, by_id: _ById, *, stands_alone: bool) -> Iterator[Problem]:
    target = record.warcinfo_id
    if target is None:
        return
    named = by_id.get(target)
    if named is None:
        yield _absent("WARC-Warcinfo-ID", target, is_fault=stands_alone)
    elif named.type != "warcinfo":
        yield Problem("WARC-062", f"WARC-Warcinfo-ID names a {named.type} record")


def _refers_to(record: RecordSummary, by_id: _ById, *, stands_alone: bool) -> Iterator[Problem]:
    target = record.refers_to
    if target is None:
        return
    named = by_id.get(target)
    if named is None:
        is_fault = stands_alone and record.type != "revisit"
        yield _absent("WARC-Refers-To", target, is_fault=is_fault)
    elif target == record.id:
        yield Problem("WARC-062", "WARC-Refers-To names the record itself")
    elif record.type == "revisit":
        yield from _same_payload(record, named)


def _concurrent(record: RecordSummary, by_id: _ById, *, stands_alone: bool) -> Iterator[Problem]:
    for target in record.concurrent_to:
        if target not in by_id:
            yield _absent("WARC-Concurrent-To", target, is_fault=stands_alone)
        elif target == record.id:
            yield Problem("WARC-062", "WARC-Concurrent-To names the record itself")


def _same_payload(revisit: RecordSummary, original: RecordSummary) -> Iterator[Problem]:
    ours, theirs = _payload_digest(revisit), _payload_digest(original)
    if ours and theirs and ours.algorithm == theirs.algorithm and ours.hex != theirs.hex:
        yield Problem("WARC-063", f"the payload of record {original.number} has another digest")


def _payload_digest(record: RecordSummary) -> LabelledDigest | None:
    try:
        return parse_digest(record.fields.get("warc-payload-digest", ""))
    except ValueError:
        return None


def _segments(records: Sequence[RecordSummary], by_id: _ById, log: FindingLog) -> None:
    series: dict[str, list[RecordSummary]] = {}
    for record in records:
        origin = record.fields.get("warc-segment-origin-id")
        if record.type == "continuation" and origin is not None:
            series.setdefault(origin, []).append(record)
    for origin, continuations in series.items():
        first = by_id.get(origin)
        if first is None:
            problem = _absent("WARC-Segment-Origin-ID", origin, is_fault=False)
            _add(log, continuations[0], problem)
        else:
            for record, problem in _series(first, continuations):
                _add(log, record, problem)


def _number(record: RecordSummary, name: str) -> int | None:
    return content_length(record.fields.get(name, ""))


def _series(
    first: RecordSummary, continuations: Sequence[RecordSummary]
) -> Iterator[tuple[RecordSummary, Problem]]:
    """Yield what keeps the segments of one record from being joined (clause 7)."""
    if _number(first, "warc-segment-number") != 1:
        yield first, Problem("WARC-047", "it is continued, and has no segment number 1")
    joined_bytes = first.length
    for place, record in enumerate(continuations, start=2):
        joined_bytes += record.length
        if _number(record, "warc-segment-number") != place:
            yield record, Problem("WARC-047", f"segment {place} was expected here")
        if record.target != first.target:
            yield record, Problem("WARC-047", "the first segment has another target")
        total_bytes = _number(record, "warc-segment-total-length")
        is_last = record is continuations[-1]
        if total_bytes is not None and not is_last:
            yield record, Problem("WARC-047", "a total length, and more segments follow")
        elif total_bytes is not None and total_bytes != joined_bytes:
            counts = f"{total_bytes} bytes in all announced, {joined_bytes} found"
            yield record, Problem("WARC-047", counts)
