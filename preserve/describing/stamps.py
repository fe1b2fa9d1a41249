"""Printed dates and times, and their EDTF form (ISO 8601-2)."""

import re
from dataclasses import dataclass
from datetime import date

_MONTHS = (
    "january jan janvier janv januar enero gennaio janeiro januari يناير",
    "february feb février févr februar febrero febbraio fevereiro februari فبراير",
    "march mar mars märz marzo março maart مارس",
    "april apr avril abril aprile أبريل",
    "may mai mayo maggio maio mei مايو",
    "june jun juin juni junio giugno junho يونيو",
    "july jul juillet juil juli julio luglio julho يوليو",
    "august aug août agosto augustus أغسطس",
    "september sept sep septembre septiembre settembre setembro سبتمبر",
    "october oct octobre oktober octubre ottobre outubro أكتوبر",
    "november nov novembre noviembre novembro نوفمبر",
    "december dec décembre déc dezember diciembre dicembre dezembro december ديسمبر",
)
MONTH_NUMBER = {name: number for number, names in enumerate(_MONTHS, 1) for name in names.split()}
_MONTH = "|".join(sorted(MONTH_NUMBER, key=len, reverse=True))
_NUMERIC = r"(?P<a>\d{1,2})(?P<sep>[/.])(?P<b>\d{1,2})(?P=sep)(?P<year4>\d{4})"
DATE = re.compile(
    r"(?<![\d.,/])(?:"
    r"(?P<year1>\d{4})(?P<isosep>[-/])(?P<m1>\d{2})(?P=isosep)(?P<d1>\d{2})(?=T\d|\b)"
    rf"|(?P<month2>\b(?:{_MONTH}))\b\.?\s(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?,?\s(?P<year2>\d{{4}})\b"
    r"|(?P<d3>\d{1,2})(?:st|nd|rd|th|er|º|\.)?\s(?:of\s|de\s)?"
    rf"(?P<month3>(?:{_MONTH}))\b\.?,?\s(?:de\s)?(?P<year3>\d{{4}})\b"
    rf"|{_NUMERIC}\b)",
    re.IGNORECASE,
)
TIME = re.compile(
    r"(?<![\d:.])T?(?P<hour>\d{1,2})(?:[:.h](?P<minute>\d{2})(?::(?P<second>\d{2})(?:\.\d{1,6})?)?"
    r"(?:\s?(?P<half>[ap]\.?m\b\.?))?|\s?(?P<half2>[ap]\.?m\b\.?))",
    re.IGNORECASE,
)
_FIXED = {
    "EST": "-05:00",
    "EDT": "-04:00",
    "CDT": "-05:00",
    "MST": "-07:00",
    "MDT": "-06:00",
    "PST": "-08:00",
    "PDT": "-07:00",
    "GMT": "+00:00",
    "UTC": "+00:00",
    "CET": "+01:00",
    "CEST": "+02:00",
    "Z": "+00:00",
}
"""Zone names with one offset. ET, PT, BST, CST (also China's) and the like give only a day."""
_AMBIGUOUS = "ET|CT|CST|MT|PT|BST|IST|AST|EET|EEST|MSK|SAST|AEST|AEDT|JST|HKT|SGT|PKT"
ZONE = re.compile(
    rf"(?P<named>\b(?:UTC|GMT))\s?(?P<shift>[+-]\d{{1,2}}(?::?\d{{2}})?)\b"
    rf"|(?<![A-Za-z])(?P<fixed>{'|'.join(sorted(_FIXED, key=len, reverse=True))})\b"
    rf"|(?P<numeric>(?<=[\d\s])[+-]\d{{2}}:?\d{{2}})\b|\b(?P<ambiguous>{_AMBIGUOUS})\b"
)
_YEARS = range(1600, 2200)
_NOON = 12
_MINUTES = 60
_HOURS = 24
_LARGEST_OFFSET = 14  # hours; Kiribati


@dataclass(frozen=True, slots=True)
class Day:
    """A day of the calendar, `edtf` as `2016-12-15`."""

    year: int
    month: int
    day: int

    @property
    def edtf(self) -> str:
        """The EDTF form."""
        return f"{self.year:04}-{self.month:02}-{self.day:02}"


def day_of(match: re.Match[str]) -> Day | None:
    """Return the day that a match of `DATE` prints; None when it is ambiguous or impossible."""
    group = match.groupdict()
    if group["a"]:
        return _numeric_day(int(group["a"]), int(group["b"]), int(group["year4"]))
    year = int(group["year1"] or group["year2"] or group["year3"])
    named = group["month2"] or group["month3"]
    month = MONTH_NUMBER[named.lower()] if named else int(group["m1"])
    return _real(year, month, int(group["d1"] or group["d2"] or group["d3"]))


def _numeric_day(first: int, second: int, year: int) -> Day | None:
    """Read 15/12/2016 or 12/15/2016; 03/04/2016 can be two days, and is neither."""
    day_first, month_first = _real(year, second, first), _real(year, first, second)
    if day_first and month_first and day_first != month_first:
        return None
    return day_first or month_first


def _real(year: int, month: int, day: int) -> Day | None:
    if year not in _YEARS:
        return None
    try:
        date(year, month, day)
    except ValueError:
        return None
    return Day(year, month, day)


def clock_of(match: re.Match[str]) -> str | None:
    """Return `HH:MM:SS` for a match of `TIME`, or None when there is no such time."""
    hour, minute = int(match.group("hour")), int(match.group("minute") or 0)
    second = int(match.group("second") or 0)
    half = (match.group("half") or match.group("half2") or "").lower()
    if half:
        if not 1 <= hour <= _NOON:
            return None
        hour = hour % _NOON + (_NOON if half.startswith("p") else 0)
    if hour >= _HOURS or minute >= _MINUTES or second >= _MINUTES:
        return None
    return f"{hour:02}:{minute:02}:{second:02}"


def offset_of(match: re.Match[str]) -> str | None:
    """Return the offset (`-05:00`) for a match of `ZONE`, or None when the name has several."""
    if match.group("fixed"):
        return _FIXED[match.group("fixed")]
    shift = match.group("shift") or match.group("numeric")
    if not shift:
        return None
    digits = shift[1:].replace(":", "")
    hours, minutes = int(digits[:2]), int(digits[2:] or 0)
    if hours > _LARGEST_OFFSET or minutes >= _MINUTES:
        return None
    return f"{shift[0]}{hours:02}:{minutes:02}"
