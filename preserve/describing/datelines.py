"""Lines that print when an article was published, read as a whole or not at all.

A line counts only if nothing is left over once label, weekday, date, time and zone are taken
away. "The siege began on 4 May 2015" leaves words, so it is a sentence and not a date line.
"""

import re
from dataclasses import dataclass
from itertools import pairwise

from preserve.describing.stamps import DATE, TIME, ZONE, Day, clock_of, day_of, offset_of

MAX_LINE = 160
_LABEL = re.compile(
    r"\b(?:(?P<updated>(?:last )?updated|(?:last )?modified|edited|mis à jour|aktualisiert|"
    r"actualizado|aggiornato)|(?P<published>(?:first |originally )?published|posted|"
    r"publication date|date published|date|publié|veröffentlicht|publicado|"
    r"pubblicato))\b(?: on\b| le\b| am\b| el\b)?"
    r"\s?:?",
    re.IGNORECASE,
)
_BYLINE = re.compile(
    r"(?:by|par|von|por)\s[^\d|•·:]{3,80}?(?=[|•·,\u2013—-]|\s{2}|$"
    r"|\s\d|\s(?:published|posted|updated)\b"
    r"|\s(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]{0,6}\.?\s\d)",
    re.IGNORECASE,
)
_FILLER = re.compile(
    r"\b(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?|at|on|the|um|"
    r"à|uhr|le|el|den|am|il|"
    r"hours|hrs|h|local time|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|montag|dienstag|"
    r"mittwoch|donnerstag|freitag|samstag|sonntag|lunes|martes|miércoles|jueves|viernes|sábado|"
    r"domingo)\b",
    re.IGNORECASE,
)
_YEAR = re.compile(r"\d{4}")
_SEPARATORS = " |•·,\u2013—-()"
_RESIDUE = re.compile(r"[^\W_]")
_POST_STAMP = re.compile(
    r"\(?\d{1,2}:\d{2}(?:\s?[AP]M)?\s?[-\u2013·]\s?(?:\d{1,2} [A-Z]|[A-Z][a-z]{2} \d)"
    r"|^[-\u2013—]\s?\S.*\(@\w+\)"
)
_AGENCY = re.compile(
    r"^[^\W\d_a-zß-öø-ÿ][^\W\d_.a-z]+[^()\n]{0,80}?"
    r"\((?P<agency>[A-Z][A-Za-z ]{1,30})\)\s?[-\u2013—]"
)


@dataclass(frozen=True, slots=True)
class Stamp:
    """A printed date in a line: offsets into the line, and what it says.

    Attributes:
        role: `published`, `updated`, or `bare` when no label is printed; `subject` for a bare day
            that may be what the text is about.
        edtf: the day, or the instant when time and a fixed offset are printed.
        day: the day alone; None when the numbers can be read as two days.
    """

    role: str
    start: int
    end: int
    day: Day | None
    edtf: str | None


def stamps_of_line(line: str) -> tuple[Stamp, ...]:
    """Return the stamps of a line that is a date line and nothing else; else an empty tuple."""
    if len(line) > MAX_LINE or not _YEAR.search(line):  # the cheap question first
        return ()
    if _POST_STAMP.search(line) or not DATE.search(line):
        return ()
    byline = _BYLINE.match(line.lstrip())
    lead = len(line) - len(line.lstrip()) + (byline.end() if byline else 0)
    labels = list(_LABEL.finditer(line, lead))
    edges = [lead, *(label.start() for label in labels if label.start() > lead), len(line)]
    found: list[Stamp] = []
    for start, end in pairwise(edges):
        if not line[start:end].strip(_SEPARATORS):
            continue
        stamp = _stamp_in(line, start, end)
        if stamp is None:
            return ()
        found.append(stamp)
    return tuple(found)


def _stamp_in(line: str, start: int, end: int) -> Stamp | None:
    """Read one piece of a line, label first; None when anything is left over."""
    match = DATE.search(line, start, end)
    if not match:
        return None
    label = _LABEL.match(line, start, end)
    role = "bare" if not label else "updated" if label.group("updated") else "published"
    rest = _blank(line[:end], match)
    rest = _blank(rest, label) if label else rest
    time = TIME.search(rest, start)
    rest = _blank(rest, time) if time else rest
    zone = ZONE.search(rest, start) if time else None
    rest = _blank(rest, zone) if zone else rest
    if _RESIDUE.search(_FILLER.sub(" ", rest[start:])):
        return None
    parts = [part for part in (match, time, zone) if part]
    day = day_of(match)
    return Stamp(
        role=role,
        start=min(part.start() for part in parts),
        end=max(part.end() for part in parts),
        day=day,
        edtf=_edtf(day, time, zone),
    )


def _blank(line: str, part: re.Match[str]) -> str:
    return line[: part.start()] + " " * (part.end() - part.start()) + line[part.end() :]


def _edtf(day: Day | None, time: re.Match[str] | None, zone: re.Match[str] | None) -> str | None:
    """Return the instant if time and offset are certain, else the day: never a guessed zone."""
    if day is None:
        return None
    clock = clock_of(time) if time else None
    offset = offset_of(zone) if zone else None
    return f"{day.edtf}T{clock}{offset}" if clock and offset else day.edtf


def agency_dateline(paragraph: str) -> re.Match[str] | None:
    """Return the dateline of an agency report: `ALEPPO, Syria, Dec 15, 2016 (Reuters) -`."""
    return _AGENCY.match(paragraph[:MAX_LINE])


def is_post_stamp(line: str) -> bool:
    """Whether a line is the time stamp or signature of a post on a platform."""
    return bool(_POST_STAMP.search(line[:MAX_LINE]))
