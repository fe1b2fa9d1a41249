"""Dates mentioned inside a text: never its publication date, but hints at when it was written."""

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice

from preserve.describing.datelines import is_post_stamp
from preserve.describing.evidence import lower_of
from preserve.describing.nearby import matches_near, places_of, starts_of
from preserve.describing.stamps import DATE, MONTH_NUMBER, day_of

_LEAP_YEAR = 2016  # a day without a year may be the 29th of February
_LIMIT = 2000  # of each kind: memory stays bounded, whatever the text
_ENGLISH = (
    "January|February|March|April|May|June|July|August|September|October|November|December|"
    r"(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec)\b\.?"
)
_MONTHS = re.compile("Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec")
_WEEKDAYS = re.compile("(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day")
_RELATIVES = (
    *("yesterday", "today", "tonight", "tomorrow", "the day before"),
    *("this m", "this a", "this e", "this w", "last n", "last w", "last m", "last y", " hours"),
)
_REACH = 40  # characters: from a month, a weekday or a relative day to what belongs to it
# What stands before the year is asked last: a pattern that begins with digits is found faster.
_YEAR = re.compile(r"(?:1[6-9]|20)\d\d(?<![\d.,/$£€]\d{4})(?![\d%])(?!,\d{3})")
_DAY = re.compile(
    rf"\b(?=[JFMASOND\d])(?:(?P<month>{_ENGLISH})\s(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\b(?![:.]\d)"
    rf"|(?<![\d.,:])(?P<day2>\d{{1,2}})(?:st|nd|rd|th)?\s(?:of\s)?"
    rf""
    rf"(?P<month2>{_ENGLISH})(?!\w))"
)
_MONTH = re.compile(
    r"\b(?=[SsIiLlUuFfDd])(?P<cue>[Ss]ince|[Ii]n|[Ll]ast|[Uu]ntil|[Ff]rom|[Dd]uring)\s"
    rf"(?:early\s|late\s|mid-)?(?P<month>{_ENGLISH})(?!\w)(?!\s\d)"
)
_WEEKDAY = re.compile(rf"\b{_WEEKDAYS.pattern}\b")
_RELATIVE = re.compile(
    r"\b(?=[ytli\d])(?:yesterday|today|tonight|tomorrow|the day before"
    r"|this (?:morning|afternoon|evening|week|month)|last (?:night|week|month|year)"
    r"|(?:in less than )?\d{1,3} hours\b)\b"
)
"""Read in a text in lower case."""
_COPYRIGHT = re.compile(r"(?:©|\([cC]\)|[Cc]opyright)[^\n\d]{0,40}$")


class Kind(StrEnum):
    """What a mention is."""

    POST = "post"
    FULL = "full"
    DAY = "day"
    MONTH = "month"
    YEAR = "year"
    COPYRIGHT = "copyright"
    WEEKDAY = "weekday"
    RELATIVE = "relative"


WHY = {
    Kind.POST: "the time stamp of a post that the text shows",
    Kind.FULL: "a day in a running sentence or a line that does not say it is the publication",
    Kind.DAY: "a day without a year, in a running sentence",
    Kind.MONTH: "a month in a running sentence",
    Kind.YEAR: "a year in a running sentence",
    Kind.COPYRIGHT: "the year of a copyright line, which is no day of publication",
    Kind.WEEKDAY: "a weekday: it counts from a day that the text does not print",
    Kind.RELATIVE: "counts from a day that the text does not print",
}


@dataclass(frozen=True, slots=True)
class Mention:
    """A date in the text.

    Attributes:
        value: EDTF (`2016-12-13`, `XXXX-12-12`, `XXXX-09`, `2011`), or the printed words.
        cue: the word that governs it (`since`), lower case, or empty.
    """

    kind: Kind
    start: int
    end: int
    value: str
    cue: str = ""


def mentions_of(text: str) -> tuple[Mention, ...]:
    """Return the dates that a text mentions, in order, in linear time."""
    full: dict[int, Mention] = {}
    years: list[Mention] = []
    for match in islice(_YEAR.finditer(text), _LIMIT):
        found = _with_year(text, match)
        if found.kind in {Kind.FULL, Kind.POST}:
            full[found.start] = found
        else:
            years.append(found)
    covered = {place for found in full.values() for place in range(found.start, found.end)}
    months = starts_of(_MONTHS, text)
    loose = (found for reader in (_days, _months) for found in islice(reader(text, months), _LIMIT))
    free = [found for found in loose if found.start not in covered]
    named = [*_weekdays(text), *_relative(text)]
    free_years = [found for found in years if found.start not in covered]
    every = [*full.values(), *free, *free_years, *named]
    return tuple(sorted(every, key=lambda found: (found.start, found.end)))


def _with_year(text: str, year: re.Match[str]) -> Mention:
    """Return the full date that a year is part of, else the year alone."""
    for match in DATE.finditer(text, max(0, year.start() - 32), min(len(text), year.end() + 8)):
        if match.start() <= year.start() and year.end() <= match.end():
            day = day_of(match)
            around = text[max(0, match.start() - 24) : match.end() + 24]
            line = around.rsplit("\n", 1)[0] if "\n" in around[24:] else around
            kind = Kind.POST if is_post_stamp(line) else Kind.FULL
            return Mention(kind, match.start(), match.end(), day.edtf if day else match.group())
    before = text[max(0, year.start() - 44) : year.start()]
    kind = Kind.COPYRIGHT if _COPYRIGHT.search(before) else Kind.YEAR
    return Mention(kind, year.start(), year.end(), year.group())


def _days(text: str, months: list[int]) -> Iterator[Mention]:
    for match in matches_near(_DAY, text, months, _REACH):
        number = int(match.group("day") or match.group("day2"))
        month = MONTH_NUMBER[(match.group("month") or match.group("month2")).rstrip(".").lower()]
        if 1 <= number <= monthrange(_LEAP_YEAR, month)[1]:
            value = f"XXXX-{month:02}-{number:02}"
            yield Mention(Kind.DAY, match.start(), match.end(), value)


def _months(text: str, months: list[int]) -> Iterator[Mention]:
    for match in matches_near(_MONTH, text, months, _REACH):
        month = MONTH_NUMBER[match.group("month").rstrip(".").lower()]
        start, end = match.span("month")
        yield Mention(Kind.MONTH, start, end, f"XXXX-{month:02}", match.group("cue").lower())


def _relative(text: str) -> Iterator[Mention]:
    lowered = lower_of(text)
    found = matches_near(_RELATIVE, lowered, places_of(lowered, _RELATIVES), _REACH)
    for match in islice(found, _LIMIT):
        start, end = match.span()
        yield Mention(Kind.RELATIVE, start, end, text[start:end])


def _weekdays(text: str) -> Iterator[Mention]:
    found = matches_near(_WEEKDAY, text, starts_of(_WEEKDAYS, text), _REACH)
    for match in islice(found, _LIMIT):
        yield Mention(Kind.WEEKDAY, match.start(), match.end(), match.group())
