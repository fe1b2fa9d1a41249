"""Bylines: lines that name who wrote the article, and the names in them."""

import re
from dataclasses import dataclass

from preserve.describing.gazetteer import COUNTRIES, NATIONALITIES

MAX_LINE = 200
_PART = r"\b(?:(?:al|el|an|ar|as|ash|ad)-)?[A-ZÀ-ÖØ-ÞŠŽ][\w\u2019'-]{0,40}\.?"
_PARTICLE = r"(?:de|da|di|del|der|den|van|von|la|le|el|al|bin|ibn|abu|bint|dos|y)"
PERSON = rf"{_PART}(?:\s(?:{_PARTICLE}\s){{0,2}}{_PART}){{1,4}}"
"""A regular expression for a person's name of two to five capitalized parts."""

_PERSON = re.compile(PERSON)
_OPENING = re.compile(
    r"\s*(?:(?:by|written by|story by|text by|reporting by|par|por|von)(?:\s?:\s?|\s)"
    r"|(?:author|authors|words|text)\s?:\s?)(?=\S)",  # "Text Messages Reveal Plot" is a title
    re.IGNORECASE,
)
_CUT = re.compile(
    r"\s[|•·\u2013—-]\s|\s(?:for|in|at|from|with agencies|staff)\b"
    r"|\s?[|•·(;]|\s\d|,\s(?=(?:\d|(?:Mon|"
    r"Tues|Wednes|Thurs|Fri|Satur|Sun)day|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sep|Oct|Nov|Dec)))"
    r"|\s(?:Published|Updated|Posted)\b|\s{2,}|,?\s(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b"
    r"|,?\s(?i:January|February|March|April|May|June|July|August|September|October|November|"
    r"December|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\.?\s\d"
)
_AND = re.compile(r"\s(?:and|&|et|und|y|e)\s")
_GIVEN_NAMES = frozenset({"jordan", "israel", "paris", "london", "rome", "america"})
_PLACES = (COUNTRIES | NATIONALITIES) - _GIVEN_NAMES - {"christian", "german", "roman"}
NOT_A_PERSON = re.compile(
    r"\b(?:staff|reporters?|editors?|editorial|correspondents?|news|newsroom|press|agenc(?:y|ies)|"
    r"reuters|afp|ap|upi|desk|team|bureau|post|times|daily|online|e-?mail|admin|author|contributors?|"
    r"bbc|cnn|the|world|web|guest|network|associated|international|media|group|services?|wires?|"
    r"today|journal|gazette|herald|tribune|telegraph|service|writers?|special|our|and|popular|demand|"
    r"numbers|getty|images|photo|photos|courtesy|united|nations|council|foundation|"
    # Words of titles: "By Train Across Siberia" names nobody.
    r"through|across|to|or|with|over|into|under|from|for|in|on|at|as|by|is|are|was|not|all|half|"
    r"night|day|train|bus|bike|bicycle|boat|car|sea|air|land|foot|road|rail|plane|ship|"
    r"horseback|design|law|choice|force|chance|accident|moonlight|candlelight|"
    r"evening|morning|noon|sunday|monday|tuesday|wednesday|thursday|friday|saturday|"
    r"returns?|reveals?|found|calls?|hopes?|says?|only|invitation|grace|express|photography|"
    # Words of newsrooms, charities and campaigns.
    r"magazine|examiner|review|inquirer|observer|monitor|globe|mirror|chronicle|sentinel|register|"
    r"voices?|sports?|eye|direct|deeply|democracy|digest|insider|wire|report|"
    r"watch|rights|borders|helmets|army|corps|without|children|amnesty|project|centre|center|"
    r"office|fund|programme|program|association|federation|union|party|movement|campaign|network|"
    r"committee|commission|institute|university|college|society|alliance|coalition|trust|bank|"
    r"agence|presse|jazeera|english)\b"
    r"|[\u2019']s\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Byline:
    """Names in a byline, as offsets into the line.

    Attributes:
        persons: names of persons.
        others: what stands in a name's place and is none: agencies, newsrooms, single words.
    """

    persons: tuple[tuple[int, int], ...]
    others: tuple[tuple[int, int], ...]


def byline_of(line: str) -> Byline | None:
    """Return the names of a byline, or None when the line is something else."""
    if len(line) > MAX_LINE:
        return None
    opening = _OPENING.match(line)
    if not opening or line.rstrip().endswith((".", "?", "!", ":")):
        return None
    return _names_in(line, opening.end())


def names_line(line: str) -> Byline | None:
    """Return the names of a line that holds only names (the line after a lone "By")."""
    return _names_in(line, len(line) - len(line.lstrip())) if len(line) <= MAX_LINE else None


def _names_in(line: str, start: int) -> Byline | None:
    cut = _CUT.search(line, start)
    end = cut.start() if cut else len(line.rstrip())
    pieces = _pieces(line, start, end)
    persons = tuple(p for p in pieces if _is_person(line[p[0] : p[1]]))
    others = tuple(p for p in pieces if p not in persons and _is_named(line[p[0] : p[1]]))
    if not pieces or pieces[0] not in persons + others:
        return None
    return Byline(persons, others)


def _pieces(line: str, start: int, end: int) -> list[tuple[int, int]]:
    """Divide a list of names. A comma divides names only where "and" closes the list.

    In "By Jane Doe, New York" the second part is a place; in "By Jane Doe, Tom Reed and Ann Lee"
    it is a name.
    """
    joint = _AND.search(line, start, end)
    breaks = list(re.compile(r",\s*|\s(?:and|&|et|und|y|e)\s").finditer(line, start, end))
    pieces: list[tuple[int, int]] = []
    place = start
    for mark in breaks:
        pieces.append((place, mark.start()))
        place = mark.end()
        if not joint:
            break
    else:
        pieces.append((place, end))
    return [(a, b) for a, b in pieces if line[a:b].strip()]


def _is_person(name: str) -> bool:
    if not _PERSON.fullmatch(name) or NOT_A_PERSON.search(name):
        return False
    return name.split(maxsplit=1)[0].lower() not in _PLACES  # "Syria Direct", "Washington Examiner"


def _is_named(name: str) -> bool:
    limit = 6
    return name[:1].isupper() and len(name.split()) <= limit
