"""Whether a promise can be kept with the limits that are set, in words; pure and exact."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from preserve.fixity.plan import Candidate, capacity_of, rate_of_run, runs_within
from preserve.model.amounts import DAY_SECONDS, bytes_words, seconds_words
from preserve.model.policy import Policy


@dataclass(frozen=True, slots=True)
class Load:
    """What there is to read.

    Attributes:
        bytes_by_days: bytes, by the days in which they are promised to be read.
        largest: id of the largest package, or None where there is none.
        largest_bytes: its size.
    """

    bytes_by_days: Mapping[int, int]
    largest: str | None = None
    largest_bytes: int = 0

    @property
    def total_bytes(self) -> int:
        """Everything together."""
        return sum(self.bytes_by_days.values())


@dataclass(frozen=True, slots=True)
class Feasibility:
    """Whether the promise can be kept.

    Attributes:
        is_feasible: there is room for every byte within its days.
        capacity_bytes: what one run has room for.
        needed_bytes: what one run must have room for.
        round_days: how long it takes to read everything once, or None if that never ends.
        words: all of it in sentences.
    """

    is_feasible: bool
    capacity_bytes: int
    needed_bytes: int
    round_days: int | None
    words: str


def load_of(candidates: Iterable[Candidate]) -> Load:
    """Return what there is to read."""
    sizes: Counter[int] = Counter()
    largest: str | None = None
    largest_bytes = -1
    for candidate in candidates:
        sizes[candidate.every_days] += candidate.size_bytes
        if candidate.size_bytes > largest_bytes:
            largest, largest_bytes = candidate.id, candidate.size_bytes
    return Load(dict(sorted(sizes.items())), largest, max(0, largest_bytes))


def feasibility(
    load: Load, policy: Policy, measured_bytes_per_second: int | None
) -> Feasibility | None:
    """Say whether every byte can be read in the days that are promised for it.

    "Cannot" is certain: there is no room for so many bytes. "Can" takes for granted that every
    run comes, and that packages fill a run well; what is left at its end is less than a package.

    Args:
        load: what there is to read.
        policy: the promise and its limits.
        measured_bytes_per_second: how fast earlier runs read, or None before the first.

    Returns:
        None where nobody knows yet how fast the store reads, and nothing else limits a run.
    """
    rate = rate_of_run(policy.limits, measured_bytes_per_second)
    # Without a limit of its own a run may last until the next one begins.
    seconds = policy.limits.time_seconds or policy.run_every_days * DAY_SECONDS
    capacity = capacity_of(replace(policy.limits, time_seconds=seconds), rate)
    if capacity is None:
        return None
    pace = _Pace(policy, seconds, rate, capacity)
    if load.largest_bytes > capacity:
        return Feasibility(
            is_feasible=False,
            capacity_bytes=capacity,
            needed_bytes=max(load.largest_bytes, _needed_bytes(load, policy) or 0),
            round_days=None,
            words=_too_large_words(load, pace),
        )
    needed = _needed_bytes(load, policy)
    if needed is None:
        return _too_seldom(load, pace)
    round_days = -(-load.total_bytes // capacity) * policy.run_every_days
    is_feasible = needed <= capacity
    words = (
        _can_words(load, pace, needed, round_days)
        if is_feasible
        else _cannot_words(load, pace, needed)
    )
    return Feasibility(is_feasible, capacity, needed, round_days, words)


@dataclass(frozen=True, slots=True)
class _Pace:
    """How a run reads: so long, so fast, so much."""

    policy: Policy
    seconds: int
    rate: int | None
    capacity: int

    def words(self) -> str:
        """`At 20 MB/s for 4 hours a run`, or `With 200 GB a run`."""
        every = self.policy.run_every_days
        often = "a run" if every == 1 else f"a run and a run every {every} days"
        if self.rate is None or self.capacity < self.rate * self.seconds:
            return f"With {bytes_words(self.capacity)} {often}"
        if self.policy.limits.time_seconds is None:
            return f"At {bytes_words(self.rate)}/s day and night"
        return f"At {bytes_words(self.rate)}/s for {seconds_words(self.seconds)} {often}"


def _needed_bytes(load: Load, policy: Policy) -> int | None:
    """Return what a run must have room for, or None where runs come too seldom for a promise."""
    runs = {days: runs_within(days, policy.run_every_days) for days in load.bytes_by_days}
    if any(count < 1 for count in runs.values()):
        return None
    # Parts of a byte are added up as parts, and rounded up once.
    shared = 1
    for count in runs.values():
        shared *= count
    parts = sum(size * (shared // runs[days]) for days, size in load.bytes_by_days.items())
    return -(-parts // shared)


def _can_words(load: Load, pace: _Pace, needed: int, round_days: int) -> str:
    read = f"{pace.words()}, everything ({bytes_words(load.total_bytes)}) is read once in"
    promise = _promise_words(load, pace)
    words = f"{read} {_days(max(round_days, pace.policy.run_every_days))}; {promise} can be kept."
    # Packages are not read in parts; and where there are several promises, what is read before
    # its last day (see `plan`) takes room from the shorter ones.
    has_several = len(load.bytes_by_days) > 1
    if needed > pace.capacity - load.largest_bytes or (
        has_several and needed * 4 > pace.capacity * 3
    ):
        words += " It is tight: a run that is missed or ends early may break it."
    return words


def _cannot_words(load: Load, pace: _Pace, needed: int) -> str:
    ways = [_days(_days_enough(load.total_bytes, pace))] if len(load.bytes_by_days) == 1 else []
    size = f"{bytes_words(needed, is_rounded_up=True)} a run"
    limit = pace.policy.limits.size_bytes
    is_too_little = limit is not None and needed > limit
    if pace.rate is None or needed <= pace.seconds * pace.rate:
        ways.append(size)
    else:
        before = f"{size} at " if is_too_little else ""
        ways.append(f"{before}{bytes_words(-(-needed // pace.seconds), is_rounded_up=True)}/s")
        longer = -(-needed // pace.rate)
        if longer <= pace.policy.run_every_days * DAY_SECONDS:
            time = seconds_words(longer, is_rounded_up=True)
            ways.append(f"{size} in {time}" if is_too_little else f"{time} a run")
    needs = f"{', or '.join(ways)}, are" if len(ways) > 1 else f"{ways[0]} is"
    return f"{pace.words()}, {_promise_words(load, pace)} cannot be kept: {needs} needed."


def _days_enough(total_bytes: int, pace: _Pace) -> int:
    """Return the shortest promise in days that so many bytes allow."""
    every = pace.policy.run_every_days
    runs = -(-total_bytes // pace.capacity)
    # The fewest days with so many runs in them, and half a distance to spare.
    return -(-(2 * runs + 1) * every // 2)


def _too_seldom(load: Load, pace: _Pace) -> Feasibility:
    shortest = min(load.bytes_by_days)
    every = pace.policy.run_every_days
    enough = -(-3 * every // 2)
    often = "day" if every == 1 else _days(every)
    words = (
        f"With a run every {often}, a promise of {_days(shortest)} cannot be kept: a run that is"
        f" late by hours breaks it. Promise {_days(enough)}"
    )
    oftener = 2 * shortest // 3
    words += f", or run every {_days(oftener)}." if oftener else "."
    return Feasibility(
        is_feasible=False,
        capacity_bytes=pace.capacity,
        needed_bytes=load.total_bytes,
        round_days=-(-load.total_bytes // pace.capacity) * every,
        words=words,
    )


def _too_large_words(load: Load, pace: _Pace) -> str:
    return (
        f"{pace.words()}, {load.largest} ({bytes_words(load.largest_bytes, is_rounded_up=True)})"
        " can never be read: a run has room for"
        f" {bytes_words(pace.capacity)} only. Allow more, or read it by itself with"
        f" `preserve audit {load.largest}`."
    )


def _promise_words(load: Load, pace: _Pace) -> str:
    promised = sorted(load.bytes_by_days) or [pace.policy.every_days]
    words = [str(days) for days in promised]
    together = f"{', '.join(words[:-1])} and {words[-1]}" if len(words) > 1 else words[0]
    return f"{together} day{'' if promised == [1] else 's'}"


def _days(count: int) -> str:
    return f"{count} day{'' if count == 1 else 's'}"
