"""A text as a page: its passages, which of them are furniture, and where the prose begins.

Every rule reads this value, so that they agree on what the head of the article is.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from preserve.describing.biography import biography_subject
from preserve.describing.furniture import MAX_LINE, Furniture, furniture_of_line
from preserve.describing.passages import Passage
from preserve.model.span import Span, span_at

_HEAD_LIMIT = 16
_TAIL_LIMIT = 10
_BIOGRAPHY_LIMIT = 3
_SENTENCE_CHARACTERS = 40
_SENTENCE_WORDS = 8
_LONG_CHARACTERS = 260
_DENSE_CHARACTERS = 30  # a sentence in a script that needs no spaces
_DENSE_END = re.compile("[。\uff01\uff1f][”」』\"']?$")
_END = re.compile("(?:[.…؟\u06d4।][\"'\u2019\u201d»)\\]]{0,2}|[\"'\u2019\u201d»]\\.)$")
_ABBREVIATED = re.compile(r"(?:\b\w\.){2,}$|\b(?:Inc|Ltd|Co|Jr|Sr|St|No)\.$|\.\.\.$|…$")
_MARKED_END = re.compile("[?!:\"'\u2019\u201d]$")


@dataclass(frozen=True, slots=True)
class Page:
    """A text with its passages judged.

    Attributes:
        passages: all passages, void ones included.
        furniture: kind of furniture by passage number.
        body: number of the first passage of prose, or None when there is none.
        head_end: number of the first passage that is surely behind title, byline and date.
    """

    text: str
    passages: tuple[Passage, ...]
    furniture: Mapping[int, Furniture]
    body: int | None
    head_end: int

    def head(self) -> tuple[Passage, ...]:
        """Return the passages before the article's own words are well under way."""
        return tuple(p for p in self.passages[: self.head_end] if not p.is_void)

    def tail(self) -> tuple[Passage, ...]:
        """Return the last passages that are not void."""
        filled = [p for p in self.passages[-4 * _TAIL_LIMIT :] if not p.is_void]
        return tuple(filled[-_TAIL_LIMIT:])

    def edges(self) -> tuple[Passage, ...]:
        """Return head and tail, each passage once, in order."""
        head = self.head()
        last = head[-1].number if head else -1
        return head + tuple(p for p in self.tail() if p.number > last)

    def span(self, passage: Passage, start: int, end: int) -> Span:
        """Return the span of `passage.text[start:end]`."""
        return span_at(self.text, passage.start + start, passage.start + end)

    def whole(self, passage: Passage) -> Span:
        """Return the span of a passage without the white space at its ends."""
        lead = len(passage.text) - len(passage.text.lstrip())
        return self.span(passage, lead, lead + len(passage.stripped))


def is_prose(line: str) -> bool:
    """Whether a stripped line reads as a sentence or paragraph, not as a title."""
    if len(line) >= _LONG_CHARACTERS:
        return True
    if _DENSE_END.search(line):
        return len(line) >= _DENSE_CHARACTERS
    if _MARKED_END.search(line) and re.search(r"[.?!]\s", line):
        return len(line) >= 2 * _SENTENCE_CHARACTERS
    ends = _END.search(line) and not _ABBREVIATED.search(line)
    long_enough = len(line) >= _SENTENCE_CHARACTERS and len(line.split()) >= _SENTENCE_WORDS
    return bool(ends) and long_enough


def page_of(text: str, passages: tuple[Passage, ...]) -> Page:
    """Judge the passages of a text, in linear time."""
    found = {
        passage.number: kind
        for passage in passages
        if len(passage.text) <= MAX_LINE + 20 and (kind := furniture_of_line(passage.stripped))
    }
    prose = _first_two_prose(passages, found)
    body = prose[0] if prose else None
    found = {
        number: kind
        for number, kind in found.items()
        if kind is not Furniture.BREADCRUMB or (body is not None and number < body)
    }
    found.update(_biography(passages, found, body))
    head_end = prose[1] if len(prose) > 1 else len(passages)
    return Page(text, passages, MappingProxyType(found), body, min(head_end, _HEAD_LIMIT))


def _first_two_prose(passages: tuple[Passage, ...], found: Mapping[int, Furniture]) -> list[int]:
    result: list[int] = []
    for passage in passages:
        if passage.number not in found and is_prose(passage.stripped):
            result.append(passage.number)
            if len(result) > 1:
                break
    return result


def _biography(
    passages: tuple[Passage, ...], found: Mapping[int, Furniture], body: int | None
) -> dict[int, Furniture]:
    """Find the author's biography among the last paragraphs, furniture not counted."""
    own = [p for p in passages[-20:] if not p.is_void and p.number not in found]
    return {
        passage.number: Furniture.BIOGRAPHY
        for passage in own[-_BIOGRAPHY_LIMIT:]
        if body is not None and passage.number > body and biography_subject(passage.text)
    }
