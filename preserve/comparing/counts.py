"""Counts of people who came to harm, as an article states them in any voice.

"Around 82 civilians, including 11 women and 13 children, were shot": a number with its hedge, a
noun for people, words of harm in the same sentence, and the parts of the count.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from preserve.comparing.sources import Source
from preserve.comparing.words import folded, sentences_in

_UNITS = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"),
    *("ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen"),
    *("eighteen", "nineteen"),
)
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
NUMBER_WORDS = {
    **{word: at for at, word in enumerate(_UNITS)},
    **{word: 10 * (at + 2) for at, word in enumerate(_TENS)},
}
_SCALES = {"dozen": 12, "hundred": 100, "thousand": 1_000, "million": 1_000_000}
_SCALE = "|".join(_SCALES)
_WORDS = "|".join(NUMBER_WORDS)
_NUMBER = (
    rf"(?:\d{{1,3}}(?:,\d{{3}})+|\d{{1,9}})(?:\s+(?:{_SCALE}))?"
    rf"|(?:a|{_WORDS})\s+(?:{_SCALE})|(?:{_WORDS})(?:[- ](?:{_WORDS}))?"
)
_HEDGE = (
    "around|about|roughly|some|approximately|nearly|almost|close to|at least|more than|over|up to"
    "|as many as|no fewer than|not less than|fewer than|less than|at most|only|an estimated"
)
_PEOPLE = (
    "civilians?|people|persons?|casualties|deaths|lives|men|women|children|victims|residents"
    "|fighters|soldiers|rebels|troops|protesters|demonstrators|students|workers|journalists"
    "|passengers|refugees|migrants|bodies|dead"
)
_COUNT = re.compile(
    rf"(?<![\w$£€.,-])(?:(?P<hedge>{_HEDGE})\s+)?(?P<number>{_NUMBER})\s+"
    rf"(?:(?!(?:{_PEOPLE})\b)[^\W\d_]+\s+){{0,2}}(?P<people>{_PEOPLE})\b",
    re.IGNORECASE,
)
_PART = re.compile(
    rf"(?:including|among\s+them|and)\s+(?P<first>(?:(?:{_NUMBER})\s+)?(?:wo)?men|(?:(?:{_NUMBER})\s+)?children)"
    rf"(?:\s+and\s+(?P<second>(?:(?:{_NUMBER})\s+)?(?:(?:wo)?men|children|boys|girls)))?",
    re.IGNORECASE,
)
_HARM = {
    "killed": re.compile(
        r"\b(?:kill(?:ed|ing|s)?|shot|dead|died|deaths?|executed|executions?|casualt(?:y|ies)"
        r"|massacred|murdered|slain|slaughtered|perished|lost\s+their\s+lives)\b",
        re.IGNORECASE,
    ),
    "hurt": re.compile(r"\b(?:injured|wounded|hurt|maimed)\b", re.IGNORECASE),
    "missing": re.compile(r"\b(?:missing|disappeared|vanished|unaccounted)\b", re.IGNORECASE),
}
_MOST_COUNTS = 200  # of one text
_REACH = 60  # characters behind a count in which its parts are looked for
_MOST_SENTENCE = 1_200  # characters of a sentence that are looked at


class Count(NamedTuple):
    """A count of people who came to harm.

    Attributes:
        source: position of the source.
        start: offset of the first character, hedge included.
        end: offset after the noun and the parts of the count.
        harm: `killed`, `hurt` or `missing`.
        hedge: "around", "at least" ..., folded; empty where the number stands alone.
        parts: "11 women", "women" ..., folded.
    """

    source: int
    start: int
    end: int
    harm: str
    hedge: str
    value: int
    parts: frozenset[str]


def counts_in(position: int, source: Source) -> tuple[Count, ...]:
    """Return the counts that a source states, the first of each only, in order."""
    found: dict[tuple[str, str, int], Count] = {}
    for start, end in sentences_in(source.text, 0, len(source.text)):
        if _is_aside(source, start):
            continue
        for count in _in_sentence(position, source.text, start, min(end, start + _MOST_SENTENCE)):
            found.setdefault((count.harm, count.hedge, count.value), count)
        if len(found) >= _MOST_COUNTS:
            break
    return tuple(found.values())


def _is_aside(source: Source, at: int) -> bool:
    nearest = bisect_right(source.aside, (at, len(source.text))) - 1
    return nearest >= 0 and at < source.aside[nearest][1]


def _in_sentence(position: int, text: str, start: int, end: int) -> Iterator[Count]:
    harms = [harm for harm, words in _HARM.items() if words.search(text, start, end)]
    if not harms:
        return
    inside = start
    for match in _COUNT.finditer(text, start, end):
        if match.start() < inside:
            continue
        part = _PART.search(text, match.end(), min(end, match.end() + _REACH))
        inside = part.end() if part else match.end()
        yield Count(
            source=position,
            start=match.start(),
            end=inside,
            harm=_nearest(text, harms, match, (start, end)),
            hedge=" ".join((match.group("hedge") or "").casefold().split()),
            value=number_of_words(match.group("number")),
            parts=_parts(part),
        )


def _nearest(text: str, harms: Sequence[str], count: re.Match[str], place: tuple[int, int]) -> str:
    """Return the harm whose word stands nearest to the count."""

    def distance(harm: str) -> int:
        return min(
            min(abs(found.start() - count.end()), abs(count.start() - found.end()))
            for found in _HARM[harm].finditer(text, *place)
        )

    return min(harms, key=distance)


def _parts(match: re.Match[str] | None) -> frozenset[str]:
    if match is None:
        return frozenset()
    groups = (match.group("first"), match.group("second"))
    return frozenset(" ".join(folded(word) for word in one.split()) for one in groups if one)


def number_of_words(text: str) -> int:
    """Return a number written in digits or words: "1,200", "a hundred", "fifty-two thousand"."""
    value, scale = 0, 1
    for word in re.split(r"[\s-]+", text.casefold()):
        if word in _SCALES:
            scale *= _SCALES[word]
        elif word[:1].isdigit():
            value += int(word.replace(",", ""))
        else:
            value += NUMBER_WORDS.get(word, 0)
    return max(value, 1) * scale if scale > 1 else value
