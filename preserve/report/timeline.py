"""What was read, stretch by stretch: days, or weeks, months and years where there are too many.

Every stretch from the first to the last is there, also one in which nothing was read: a month
without an audit is news. The order of the history decides which audit came first; a clock that
jumped only moves an audit to another stretch.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from itertools import pairwise

from preserve.model.period import MONTHS
from preserve.model.report import ArchiveReport, RunRow

MOST_STRETCHES = 62
_MONTHS_A_YEAR = 12


class Outcome(StrEnum):
    """How an audit ended, the gravest first."""

    UNTRUSTED = "untrusted"
    FAULT = "fault"
    UNDECIDED = "undecided"
    INTERRUPTED = "interrupted"
    GOOD = "good"
    NOTHING_DUE = "nothing-due"


class Unit(StrEnum):
    """What a stretch is."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    YEARS = "years"


@dataclass(frozen=True, slots=True)
class Stretch:
    """A day, week, month or some years, and the audits that began in it.

    Attributes:
        from_on: its first day, UTC.
        words: such as `21 November 2026` or `week of 16 November 2026`.
        short: the same for an axis.
    """

    from_on: date
    words: str
    short: str
    runs: tuple[RunRow, ...]

    @property
    def bytes_read(self) -> int:
        """How many bytes its audits read."""
        return sum(run.bytes_read for run in self.runs)

    @property
    def files_read(self) -> int:
        """How many files its audits read."""
        return sum(run.files_read for run in self.runs)

    @property
    def outcomes(self) -> dict[Outcome, int]:
        """How many of its audits ended how, the gravest first; those that none did are absent."""
        counts = {one: sum(outcome(run) is one for run in self.runs) for one in Outcome}
        return {one: count for one, count in counts.items() if count}


@dataclass(frozen=True, slots=True)
class Timeline:
    """The stretches of a report.

    Attributes:
        stretches: without a gap, the earliest first; empty when no audit is told of.
        disordered: audits that are dated before the one that the history has before them.
    """

    unit: Unit
    stretches: tuple[Stretch, ...]
    disordered: int


_BY_EXIT_CODE = {0: Outcome.GOOD, 1: Outcome.FAULT, 4: Outcome.UNTRUSTED}


def outcome(run: RunRow) -> Outcome:
    """Return how an audit ended; what this version does not know has decided nothing."""
    if run.finished_at is None or run.exit_code is None:
        return Outcome.INTERRUPTED
    if run.exit_code == 0 and not run.packages_checked:
        return Outcome.NOTHING_DUE
    return _BY_EXIT_CODE.get(run.exit_code, Outcome.UNDECIDED)


def timeline(report: ArchiveReport) -> Timeline:
    """Return the audits of a report by day, or by whatever unit leaves few enough stretches."""
    runs = report.runs
    disordered = sum(later.started_at < earlier.started_at for earlier, later in pairwise(runs))
    if not runs:
        return Timeline(Unit.DAY, (), 0)
    first, last = _ends(report)
    for unit, starts in _LADDER:
        begun = starts(first, last)
        if len(begun) <= MOST_STRETCHES:
            return Timeline(unit, _filled(unit, begun, runs), disordered)
    begun = _years(first, last)
    return Timeline(Unit.YEARS, _filled(Unit.YEARS, begun, runs), disordered)


def _ends(report: ArchiveReport) -> tuple[date, date]:
    """From the beginning of the period, or the first audit, to the end or the day of the report.

    Where the archive held nothing yet there was nothing to read.
    """
    days = [_day(run.started_at) for run in report.runs]
    made_on = _day(report.made_at)
    if report.period is None:
        return min(days), max(*days, made_on)
    held_on = min((_day(row.packaged_at) for row in report.holdings), default=min(days))
    begin = max(_day(report.period.from_at), held_on)
    end = _day(report.period.to_at - timedelta(microseconds=1))
    return min(*days, begin), max(*days, min(end, made_on))


def _day(at: datetime) -> date:
    return at.astimezone(UTC).date()


def _days(first: date, last: date) -> list[date]:
    count = (last - first).days + 1
    return [first + timedelta(days=n) for n in range(min(count, MOST_STRETCHES + 1))]


def _weeks(first: date, last: date) -> list[date]:
    """Weeks begin on Monday (ISO 8601)."""
    monday = date.fromordinal(max(1, first.toordinal() - first.weekday()))
    count = (last - monday).days // 7 + 1
    return [monday + timedelta(days=7 * n) for n in range(min(count, MOST_STRETCHES + 1))]


def _months(first: date, last: date) -> list[date]:
    start = first.year * _MONTHS_A_YEAR + first.month - 1
    count = last.year * _MONTHS_A_YEAR + last.month - start
    months = range(start, start + min(count, MOST_STRETCHES + 1))
    return [date(month // _MONTHS_A_YEAR, month % _MONTHS_A_YEAR + 1, 1) for month in months]


def _years(first: date, last: date) -> list[date]:
    step = -(-(last.year - first.year + 1) // MOST_STRETCHES)
    return [date(year, 1, 1) for year in range(first.year, last.year + 1, step)]


_LADDER = ((Unit.DAY, _days), (Unit.WEEK, _weeks), (Unit.MONTH, _months))


def _filled(unit: Unit, starts: Sequence[date], runs: Sequence[RunRow]) -> tuple[Stretch, ...]:
    slots: dict[date, list[RunRow]] = {start: [] for start in starts}
    ordered = iter(sorted(runs, key=lambda run: _day(run.started_at)))
    run = next(ordered, None)
    for start, following in zip(starts, [*starts[1:], None], strict=True):
        while run is not None and (following is None or _day(run.started_at) < following):
            slots[start].append(run)
            run = next(ordered, None)
    step = starts[1].year - starts[0].year if len(starts) > 1 else 1
    return tuple(
        Stretch(start, *_words(unit, start, step), tuple(slots[start])) for start in starts
    )


def _words(unit: Unit, start: date, years: int) -> tuple[str, str]:
    month = MONTHS[start.month - 1]
    if unit is Unit.MONTH:
        return f"{month} {start.year}", f"{month[:3]} {start.year}"
    if unit is Unit.YEARS:
        one = f"{start.year}"
        return (one if years == 1 else f"{one} to {start.year + years - 1}"), one
    words = f"{start.day} {month} {start.year}"
    short = f"{start.day} {month[:3]} {start.year}"
    return (f"week of {words}", short) if unit is Unit.WEEK else (words, short)
