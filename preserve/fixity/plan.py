"""What to read next, and what should have been read by now; from the inventory alone, pure.

Every package has a deadline: the last time it was read in full (or, before the first, the time it
was packaged) plus the days that the policy promises. A run reads, in this order,

1. what it must, so that no deadline is missed: the nearest deadlines first;
2. what was never checked;
3. what was found unsound: it is looked at again each run;
4. what has reached its own point in the spread: the nearest deadlines first;
5. and, where everything is asked for, the rest in the same order.

Under one promise for all, the nearest deadline is the least recently verified package.

What a run must read (1) is more than what would be late: with room for C bytes in each run, the
bytes whose deadlines fall before run k have to fit into k runs. Where they do not fit into the
later ones, the excess is read now. With one promise for all, whatever can be kept is kept; with
several, a third of the room should be to spare, as what is read early comes round early.
"""

import hashlib
from array import array
from collections import Counter, deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from fnmatch import fnmatchcase
from itertools import accumulate, takewhile
from typing import NamedTuple

from preserve.model.amounts import DAY_SECONDS
from preserve.model.policy import Limits, Policy

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_DAY = DAY_SECONDS * 1_000_000

# The spread: a package falls due between these parts of its days, at a point of its own. Packages
# of one day do not come back on one day, and a machine that is off for a tenth of the days (nine
# nights of ninety) breaks no promise.
_EARLIEST_PERCENT = 75
_LATEST_PERCENT = 90
_POINTS = 1 << 32


class Candidate(NamedTuple):
    """A package on record, as a plan sees it.

    Attributes:
        number: its place in the order of ingestion.
        files: number of files.
        checked_at: when it was last read in full with a verdict, or None.
        is_unsound: the verdict was not `intact`.
        every_days: what the policy promises for it (see `days_of`).
    """

    id: str
    number: int
    size_bytes: int
    files: int
    packaged_at: datetime
    checked_at: datetime | None
    is_unsound: bool
    every_days: int


@dataclass(frozen=True, slots=True)
class PlanOptions:
    """What a plan is for.

    Attributes:
        is_due_only: leave out what need not be read yet.
        run_every_days: when the next run comes.
        capacity_bytes: what a run has room for (see `capacity_of`), or None for no limit.
    """

    is_due_only: bool = False
    run_every_days: int = 1
    capacity_bytes: int | None = None


class Plan(NamedTuple):
    """What a run reads, in order.

    Attributes:
        order: places in the sequence of candidates, the most pressing first.
        must: so many of the first ones have to be read in this run for every promise to be kept.
        must_bytes: their size; more than the capacity means that promises will be broken.
        too_large: places of those that no run has room for.
        dated_ahead: places of those whose last check is dated in the future: they count as due,
            and their age is unknown (FIX-028).
    """

    order: Sequence[int]
    must: int
    must_bytes: int
    too_large: tuple[int, ...]
    dated_ahead: tuple[int, ...]


class Overdue(NamedTuple):
    """A package that should have been read by now.

    Attributes:
        days_late: whole days since `due_at`; 0 on the first.
    """

    id: str
    checked_at: datetime | None
    due_at: datetime
    days_late: int


def days_of(policy: Policy, store: str, package: str) -> int:
    """Return the days promised for a package: of its collections the shortest, else the store's.

    A collection without days of its own has the archive's.
    """
    of_collections = [
        collection.every_days or policy.every_days
        for collection in policy.collections
        if any(fnmatchcase(package, pattern) for pattern in collection.packages)
    ]
    return min(of_collections, default=policy.stores.get(store, policy.every_days))


def capacity_of(limits: Limits, measured_bytes_per_second: int | None) -> int | None:
    """Return how many bytes a run has room for, or None where nothing limits it or nobody knows.

    Args:
        limits: of a run.
        measured_bytes_per_second: how fast earlier runs read, or None before the first.
    """
    bounds = [] if limits.size_bytes is None else [limits.size_bytes]
    rate = rate_of_run(limits, measured_bytes_per_second)
    if limits.time_seconds is not None and rate is not None:
        bounds.append(limits.time_seconds * rate)
    return min(bounds, default=None)


def rate_of_run(limits: Limits, measured_bytes_per_second: int | None) -> int | None:
    """Return how fast a run reads: as measured, and at most as allowed; None where unknown."""
    rates = (limits.bytes_per_second, measured_bytes_per_second)
    return min((rate for rate in rates if rate is not None), default=None)


def plan(candidates: Sequence[Candidate], now: datetime, options: PlanOptions) -> Plan:
    """Return what a run that starts now reads, and in which order.

    The order depends on the candidates alone, not on the order in which they are given; there is
    no chance in it.

    Args:
        candidates: everything on record in one store.
        now: when the run starts.
        options: what the plan is for.
    """
    now_ticks = _ticks(now)
    ahead = tuple(_dated_ahead(candidates, now))
    deadlines = _deadlines(candidates, now_ticks, ahead)
    by_deadline = sorted(range(len(candidates)), key=lambda place: candidates[place].number)
    by_deadline.sort(key=deadlines.__getitem__)
    too_large = tuple(place for place in by_deadline if _is_too_large(candidates[place], options))
    must, must_bytes = _must(candidates, by_deadline, deadlines, now_ticks, options)
    others = (place for place in by_deadline if place not in must)
    tiers = _tiers(candidates, others, deadlines, now_ticks)
    if options.is_due_only:
        tiers.pop()
    order = array("q", (place for place in by_deadline if place in must))
    for tier in tiers:
        order.extend(tier)
    return Plan(order, len(must), must_bytes, too_large, ahead)


def overdue(candidates: Iterable[Candidate], now: datetime) -> tuple[Overdue, ...]:
    """Return what should have been read by now, the latest first; whatever any plan says.

    What was never checked is overdue so many days after it was packaged. A check that is dated
    in the future is not told here: its age is unknown (see `dated_ahead`).
    """
    late = []
    now_ticks = _ticks(now)
    for candidate in candidates:
        since = candidate.checked_at or candidate.packaged_at
        ticks = now_ticks - _ticks(since) - candidate.every_days * _DAY
        if ticks > 0:
            due_at = since + timedelta(days=candidate.every_days)
            late.append((due_at, candidate.number, candidate, ticks // _DAY))
    late.sort(key=lambda one: one[:2])
    return tuple(Overdue(one.id, one.checked_at, due_at, days) for due_at, _, one, days in late)


def dated_ahead(candidates: Sequence[Candidate], now: datetime) -> tuple[str, ...]:
    """Return the ids of what is dated more than a day in the future: last checked, or packaged."""
    return tuple(candidates[place].id for place in _dated_ahead(candidates, now))


def fitting(candidates: Sequence[Candidate], order: Iterable[int], limit_bytes: int) -> list[int]:
    """Return what a run with a limit in bytes reads of a plan's order.

    What does not fit into what is left is passed over, so that a large package does not keep
    smaller ones waiting. It comes to the front as its deadline comes near.
    """
    taken = []
    left = limit_bytes
    for place in order:
        size = candidates[place].size_bytes
        if size <= left:
            taken.append(place)
            left -= size
    return taken


def runs_within(every_days: int, run_every_days: int) -> int:
    """Return how many runs come between a check and its deadline, with half a distance to spare."""
    return (2 * every_days - run_every_days) // (2 * run_every_days)


def _ticks(at: datetime) -> int:
    since = at - _EPOCH
    return (since.days * DAY_SECONDS + since.seconds) * 1_000_000 + since.microseconds


def _dated_ahead(candidates: Iterable[Candidate], now: datetime) -> Iterable[int]:
    # Compared from the early side: the day after the last possible day cannot be named.
    return (
        place
        for place, candidate in enumerate(candidates)
        if (since := candidate.checked_at or candidate.packaged_at) > now
        and since - now > timedelta(days=1)
    )


def _deadlines(candidates: Sequence[Candidate], now: int, ahead: Iterable[int]) -> "array[int]":
    """Return the deadline of each, in microseconds; of what has no age that can be told: now."""
    deadlines = array(
        "q",
        (
            _ticks(candidate.checked_at or candidate.packaged_at) + candidate.every_days * _DAY
            for candidate in candidates
        ),
    )
    for place in ahead:
        deadlines[place] = now
    return deadlines


def _must(
    candidates: Sequence[Candidate],
    by_deadline: Sequence[int],
    deadlines: "array[int]",
    now: int,
    options: PlanOptions,
) -> tuple[set[int], int]:
    """Return what has to be read now, and how many bytes it holds.

    First what the next run could not reach. Then, for each number of runs whose room does not
    suffice, what is not to be read again within them: it takes the load off for good.
    """
    distance = options.run_every_days * _DAY
    too_late = now + distance * 3 // 2
    must = set(takewhile(lambda place: deadlines[place] < too_late, by_deadline))
    total = sum(
        candidates[place].size_bytes
        for place in must
        if not _is_too_large(candidates[place], options)
    )
    needed = _needed(candidates, deadlines, now, options)
    if all(size <= total for size in needed):
        return must, total
    waiting: dict[int, deque[int]] = {}
    for place in by_deadline:
        if place not in must and not _is_too_large(candidates[place], options):
            waiting.setdefault(candidates[place].every_days, deque()).append(place)
    for runs, size in enumerate(needed, 1):
        lasting = [
            queue
            for days, queue in waiting.items()
            if runs_within(days, options.run_every_days) >= runs - 1
        ]
        before = now + distance * (2 * runs + 1) // 2
        while total < size:
            heads = [queue for queue in lasting if queue and deadlines[queue[0]] < before]
            if not heads:
                break
            place = min(heads, key=lambda queue: deadlines[queue[0]]).popleft()
            must.add(place)
            total += candidates[place].size_bytes
    return must, total


def _is_too_large(candidate: Candidate, options: PlanOptions) -> bool:
    return options.capacity_bytes is not None and candidate.size_bytes > options.capacity_bytes


def _needed(
    candidates: Sequence[Candidate], deadlines: "array[int]", now: int, options: PlanOptions
) -> list[int]:
    """Return, for each number of runs, the bytes that this one must read so that they suffice.

    Run k (1 is this one) is in time for a deadline if it comes half a run's distance before it.
    """
    capacity = options.capacity_bytes
    if capacity is None:
        return []
    distance = options.run_every_days * _DAY
    in_time: dict[int, Counter[int]] = {}
    largest = 0
    for candidate, deadline in zip(candidates, deadlines, strict=True):
        size = candidate.size_bytes
        if size <= capacity:
            largest = max(largest, size)
            runs = max(1, (2 * (deadline - now) + distance) // (2 * distance))
            in_time.setdefault(candidate.every_days, Counter())[runs] += size
    # A package is not read in parts: what is left at the end of a run may be too little for any.
    room = capacity - max(0, largest - 1)
    demand = accumulate(_with_repeats(in_time, options.run_every_days))
    return [total - run * room for run, total in enumerate(demand)]


def _with_repeats(in_time: Mapping[int, Mapping[int, int]], run_every_days: int) -> list[int]:
    """Return the bytes that have to be read by each run up to the last deadline.

    What is promised more often has to be read more than once in that time.

    Args:
        in_time: bytes by the days promised, and by the last run that is in time.
        run_every_days: the distance of the runs.
    """
    last = max((max(sizes) for sizes in in_time.values()), default=0)
    demand = [0] * last
    for every_days, sizes in in_time.items():
        runs = max(1, runs_within(every_days, run_every_days))
        of_these = [sizes.get(run, 0) for run in range(1, last + 1)]
        for run in range(runs, last):
            of_these[run] += of_these[run - runs]
        for run, size in enumerate(of_these):
            demand[run] += size
    return demand


def _tiers(
    candidates: Sequence[Candidate], places: Iterable[int], deadlines: "array[int]", now: int
) -> "list[array[int]]":
    """Return what was never checked, what is unsound, what has reached its point, and the rest."""
    new, unsound, due, rest = (array("q") for _ in range(4))
    for place in places:
        candidate = candidates[place]
        if candidate.checked_at is None:
            new.append(place)
        elif candidate.is_unsound:
            unsound.append(place)
        elif _has_reached_its_point(candidate, deadlines[place] - now):
            due.append(place)
        else:
            rest.append(place)
    return [new, unsound, due, rest]


def _has_reached_its_point(candidate: Candidate, left: int) -> bool:
    """Whether a package is due, with so many microseconds left to its deadline."""
    all_of_it = candidate.every_days * _DAY
    gone_percent_ticks = (all_of_it - left) * 100
    if gone_percent_ticks < all_of_it * _EARLIEST_PERCENT:
        return False
    if gone_percent_ticks >= all_of_it * _LATEST_PERCENT:
        return True
    text = f"{candidate.id} {candidate.checked_at}"
    point = int.from_bytes(hashlib.sha256(text.encode()).digest()[:4], "big")
    earlier = all_of_it * (_LATEST_PERCENT - _EARLIEST_PERCENT) * point
    return gone_percent_ticks * _POINTS >= all_of_it * _LATEST_PERCENT * _POINTS - earlier
