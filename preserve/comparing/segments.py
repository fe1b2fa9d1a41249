"""Quotations in the pieces that are compared: sentences, and clauses of reported statements."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from preserve.comparing.sources import Quoted, Source
from preserve.comparing.words import Word, sentences_in, words_in

_CLAUSE = re.compile(r",?\s+(?:and|but)\s+|;\s+")
_LEAST_WORDS = 4  # of a piece that is compared at all
_LEAST_CONTENT = 2
_LONGEST_TITLE = 120  # characters
_MOST_WORDS = 120  # of a piece; what follows is compared as a piece of its own


class Segment(NamedTuple):
    """A sentence of a quotation, or a clause of a reported statement.

    Attributes:
        source: position of the source.
        quotation: position of the quotation in the source.
        place: position of the segment in the quotation.
        start: offset of the first character.
        end: offset after the last character, closing marks of the sentence included.
    """

    source: int
    quotation: int
    place: int
    start: int
    end: int
    words: tuple[Word, ...]


def segments_of(sources: Sequence[Source]) -> tuple[Segment, ...]:
    """Return every segment that is long enough to be recognised, in order."""
    return tuple(
        segment
        for at, source in enumerate(sources)
        for number, quotation in enumerate(source.quotations)
        for segment in _of_quotation(at, number, source.text, quotation)
    )


def _of_quotation(at: int, number: int, text: str, quotation: Quoted) -> Iterator[Segment]:
    place = 0
    if quotation.speaker is None and _is_titled(text, quotation):
        return
    for start, end in sentences_in(text, quotation.start, quotation.end):
        ranges = _clauses(text, start, end) if quotation.is_indirect else [(start, end)]
        for first, last in ranges:
            words = words_in(text, first, last)
            for begin in range(0, len(words), _MOST_WORDS):
                part = words[begin : begin + _MOST_WORDS]
                is_whole = len(part) == len(words)
                opens = first if is_whole else part[0].start
                closes = last if is_whole else part[-1].end
                if _is_comparable(part):
                    yield Segment(at, number, place, opens, closes, part)
                place += 1


def _is_titled(text: str, quotation: Quoted) -> bool:
    """Whether words that nobody says are written like a title: every content word has a capital."""
    until = min(quotation.end, quotation.start + _LONGEST_TITLE)
    content = [word for word in words_in(text, quotation.start, until) if word.is_content]
    return len(content) > 1 and all(not text[word.start].islower() for word in content)


def _is_comparable(words: Sequence[Word]) -> bool:
    content = {word.stem for word in words if word.is_content}
    return len(words) >= _LEAST_WORDS and len(content) >= _LEAST_CONTENT


def _clauses(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Cut "he was hurt and it might be his last message" where both parts can stand alone."""
    found: list[tuple[int, int]] = []
    begin = start
    for match in _CLAUSE.finditer(text, start, end):
        before = len(words_in(text, begin, match.start()))
        after = len(words_in(text, match.end(), min(end, match.end() + 60)))
        if before >= _LEAST_WORDS and after >= _LEAST_WORDS:
            found.append((begin, match.start()))
            begin = match.end()
    found.append((begin, end))
    return found
