"""A stretch of time that a report is about, as people name it."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)

_MONTHS_A_YEAR = 12
_MONTHS_A_QUARTER = 3
_MOST_DAYS = 36_500
_LAST_YEAR = 9998  # the end of a year must have an instant, too
_QUARTERS = ("first", "second", "third", "fourth")
_YEAR = re.compile(r"([0-9]{4})")
_MONTH = re.compile(r"([0-9]{4})-([0-9]{2})")
_QUARTER = re.compile(r"([0-9]{4})-[Qq]([1-4])")
_DAYS = re.compile(r"([0-9]{1,5})d")
_RANGE = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})\.\.([0-9]{4}-[0-9]{2}-[0-9]{2})")
_FORMS = "a period is written 2026, 2026-11, 2026-Q4, 30d (the last 30 days) or "
_FORMS += "2026-11-01..2026-11-30"


@dataclass(frozen=True, slots=True)
class Period:
    """A stretch of time.

    Attributes:
        from_at: its first instant, aware UTC.
        to_at: the first instant after it.
        words: how people call it, such as `November 2026`.
    """

    from_at: datetime
    to_at: datetime
    words: str

    def holds(self, at: datetime) -> bool:
        """Whether an instant lies in it."""
        return self.from_at <= at < self.to_at


def parse_period(text: str, now: datetime) -> Period:
    """Read a period as people write it; days begin at midnight UTC.

    Args:
        text: `2026`, `2026-11`, `2026-Q4`, `30d` or `2026-11-01..2026-11-30` (both days are in it).
        now: the present instant, which `30d` counts back from.

    Raises:
        ValueError: it is none of these; the sentence says what is.
    """
    wanted = text.strip()
    if match := _DAYS.fullmatch(wanted):
        return _last_days(int(match[1]), now)
    if match := _RANGE.fullmatch(wanted):
        return _range(match[1], match[2])
    if match := _QUARTER.fullmatch(wanted):
        quarter = int(match[2])
        first = (quarter - 1) * _MONTHS_A_QUARTER + 1
        words = f"the {_QUARTERS[quarter - 1]} quarter of {match[1]}"
        return _months(int(match[1]), first, _MONTHS_A_QUARTER, words)
    if match := _MONTH.fullmatch(wanted):
        month = int(match[2])
        if not 1 <= month <= _MONTHS_A_YEAR:
            raise ValueError(f"there is no month {match[2]}: {_FORMS}")
        return _months(int(match[1]), month, 1, f"{MONTHS[month - 1]} {match[1]}")
    if match := _YEAR.fullmatch(wanted):
        return _months(int(match[1]), 1, _MONTHS_A_YEAR, match[1])
    raise ValueError(f"{text!r} is no period: {_FORMS}")


def _months(year: int, month: int, count: int, words: str) -> Period:
    if not 1 <= year <= _LAST_YEAR:
        raise ValueError(f"there is no year {year:04d} to report on: {_FORMS}")
    years, following = divmod(month - 1 + count, _MONTHS_A_YEAR)
    return Period(
        datetime(year, month, 1, tzinfo=UTC),
        datetime(year + years, following + 1, 1, tzinfo=UTC),
        words,
    )


def _last_days(days: int, now: datetime) -> Period:
    """The present second is in it: what ended just now belongs to a report of just now."""
    if not 1 <= days <= _MOST_DAYS:
        raise ValueError(f"{days}d is no period: from 1d to {_MOST_DAYS}d can be counted back")
    to_at = now.astimezone(UTC).replace(microsecond=0) + timedelta(seconds=1)
    try:
        from_at = to_at - timedelta(days=days)
    except OverflowError:
        raise ValueError(f"{days}d reaches back before the year 1: {_FORMS}") from None
    return Period(from_at, to_at, "the last day" if days == 1 else f"the last {days} days")


def _range(first: str, last: str) -> Period:
    from_at, last_at = _day(first), _day(last)
    if last_at < from_at:
        raise ValueError(f"{first}..{last} ends before it begins: the earlier day comes first")
    words = _day_words(from_at)
    if last_at != from_at:
        words = f"{words} to {_day_words(last_at)}"
    return Period(from_at, last_at + timedelta(days=1), words)


def _day(text: str) -> datetime:
    try:
        day = datetime.fromisoformat(text).replace(tzinfo=UTC)
    except ValueError:
        raise ValueError(f"there is no day {text}: {_FORMS}") from None
    if day.year > _LAST_YEAR:
        raise ValueError(f"there is no year {day.year:04d} to report on: {_FORMS}")
    return day


def _day_words(day: datetime) -> str:
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"
