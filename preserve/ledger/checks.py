"""What an audit left on record: which packages it read, when, and what was wrong.

No row is kept for a package that was found sound. A run (or a part of a long one) names the
packages that it looked at as stretches of numbers, in the order in which packages were ingested,
and the ones among them that were not sound. Every other result follows: the package was as it is
on record, file by file.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from preserve.ledger.entry import LedgerEntry, parse_instant
from preserve.model.plain import mapping_of, number_of, text_of

_BUCKET_PARTS = 4
_LONGEST_SECONDS = 10 * 366 * 86_400
_EXIT_CODES = frozenset({0, 1, 3, 4})


class Bucket(NamedTuple):
    """A stretch of packages that were read one after the other.

    Attributes:
        first: number of the first package, in the order of ingestion, from 0.
        last: number of the last one.
        at: when the first of them was begun with.
        root: Merkle root over the results (`preserve.ledger.buckets`), base64; empty in entries
            from before there were roots.
    """

    first: int
    last: int
    at: datetime
    root: str


@dataclass(frozen=True, slots=True)
class Check:
    """One run of an audit, or one part of a long one.

    Attributes:
        number: of the entry.
        part: from 1.
        is_last: whether the run ended with it as it should.
        states: the state of each package that was not sound, by id.
        bytes_read: of the whole run so far.
    """

    number: int
    run: str
    part: int
    is_last: bool
    started_at: datetime
    finished_at: datetime
    buckets: tuple[Bucket, ...]
    states: Mapping[str, str]
    exit_code: int
    bytes_read: int = 0

    def looked_at(self, package: int) -> datetime | None:
        """Return when a package, by its number, was looked at; None when it was not."""
        for bucket in self.buckets:
            if bucket.first <= package <= bucket.last:
                return bucket.at
        return None


def check_of(number: int, entry: LedgerEntry, packages: Mapping[str, int]) -> Check:
    """Read the entry of a fixity check.

    Args:
        number: of the entry.
        entry: its content.
        packages: the number of each package that was on record by then.

    Raises:
        ValueError: it is not as it was recorded.
    """
    detail = entry.detail
    started = text_of(detail.get("started_at"))
    states = mapping_of(detail.get("states"))
    return Check(
        number=number,
        run=text_of(detail.get("run")) or "",
        part=number_of(detail.get("part")) or 1,
        is_last=detail.get("is_last") is not False,
        started_at=parse_instant(started) if started else entry.at,
        finished_at=entry.at,
        buckets=tuple(_buckets(entry, packages)),
        states={name: str(state) for name, state in states.items()},
        exit_code=_code(detail.get("exit_code")),
        bytes_read=number_of(mapping_of(detail.get("coverage")).get("bytes_read")) or 0,
    )


def _code(value: object) -> int:
    """A run that does not say how it ended has decided nothing."""
    code = number_of(value)
    return code if code in _EXIT_CODES and code is not None else 3


def _buckets(entry: LedgerEntry, packages: Mapping[str, int]) -> Iterable[Bucket]:
    rows = entry.detail.get("buckets")
    if rows is None:
        return _named(entry, packages)
    if not isinstance(rows, list):
        raise ValueError("the packages of a check are not as they were recorded")
    started_at = parse_instant(text_of(entry.detail.get("started_at")) or "")
    return [_bucket(row, started_at, len(packages)) for row in rows]


def _bucket(row: object, started_at: datetime, held: int) -> Bucket:
    if not isinstance(row, list) or len(row) != _BUCKET_PARTS:
        raise ValueError("a stretch of packages is not as it was recorded")
    first, last, seconds, root = row
    numbers = [number_of(value) for value in (first, last, seconds)]
    if None in numbers or not 0 <= first <= last < held or not isinstance(root, str):
        raise ValueError("a stretch of packages is not as it was recorded")
    if not 0 <= seconds <= _LONGEST_SECONDS:
        raise ValueError("a stretch of packages was read at no time that can be")
    try:
        at = started_at + timedelta(seconds=seconds)
    except OverflowError as problem:
        raise ValueError("a check is dated beyond all dates") from problem
    return Bucket(first, last, at, root)


def _named(entry: LedgerEntry, packages: Mapping[str, int]) -> Iterable[Bucket]:
    """Read the form before there were buckets: `all`, or a list of names."""
    checked = entry.detail.get("checked")
    if checked == "all":
        return [Bucket(0, len(packages) - 1, entry.at, "")] if packages else []
    names = checked if isinstance(checked, list) else []
    numbers = (packages.get(str(name)) for name in names)
    return [Bucket(number, number, entry.at, "") for number in numbers if number is not None]
