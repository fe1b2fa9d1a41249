"""Words for comparing: folded so that only a difference in the words themselves counts.

Nothing here changes a text: a folded word keeps the offsets of the characters it was read from.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from preserve.comparing.vocabulary import GRAMMAR, KIN, PLAIN

_WORD = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+(?:['\u2019][^\W\d_]+)*|[^\W_]+")
_BREAK = re.compile(r"[.!?…]+[\"'”\u2019)\]]*(?:\s+|(?<=\.\.\.)|(?<=…))|[\r\n]+")
_ELLIPSIS = ("...", "…")
_INITIAL = re.compile(r"(?:^|[\s.])[^\W\d_]\.$")
_SEPARATORS = str.maketrans({",": None, "\u2019": "'"})
_LONGEST_WORD = 40  # characters that are looked at
_KNOWN_WORDS = 1 << 15  # that are remembered
_SHORTEST_STEM = 3
_LONGEST_SENTENCE = 2_000  # characters; a longer stretch is compared in pieces
_ENDINGS = (("ies", "y"), ("ing", ""), ("ed", ""), ("es", ""), ("s", ""))


class Word(NamedTuple):
    """A word: its offsets in the text, its folded form, and its stem."""

    start: int
    end: int
    folded: str
    stem: str

    @property
    def is_content(self) -> bool:
        """Whether it says something by itself, as "humanity" does and "of" does not."""
        return self.folded not in GRAMMAR

    @property
    def is_telling(self) -> bool:
        """Whether few sentences hold it: neither grammar nor an everyday word."""
        return self.folded not in GRAMMAR and self.stem not in PLAIN and self.folded not in PLAIN


def folded(text: str) -> str:
    """Return a word without case, accents, thousands separators and kinds of apostrophe."""
    plain = text[:_LONGEST_WORD].translate(_SEPARATORS).casefold()
    if plain.isascii():
        return plain
    apart = unicodedata.normalize("NFKD", plain)
    return "".join(char for char in apart if not unicodedata.combining(char)).casefold()


def stem_of(word: str) -> str:
    """Return a folded word without its ending; words for the same relative fall together."""
    bare = word.removesuffix("'s").removesuffix("'")
    bare = KIN.get(bare, bare)
    for ending, instead in _ENDINGS:
        if bare.endswith(ending) and len(bare) - len(ending) >= _SHORTEST_STEM:
            return bare[: -len(ending)] + instead
    return bare


def words_in(text: str, start: int, end: int) -> tuple[Word, ...]:
    """Return the words of `text[start:end]`, in linear time."""
    return tuple(
        Word(match.start(), match.end(), *_forms(match.group()[:_LONGEST_WORD]))
        for match in _WORD.finditer(text, start, end)
    )


@lru_cache(maxsize=_KNOWN_WORDS)
def _forms(word: str) -> tuple[str, str]:
    """Return a word folded and its stem: the same strings for the same word, to save memory."""
    form = folded(word)
    return form, stem_of(form)


def sentences_in(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the ranges of the sentences of `text[start:end]`, white space at their ends left out.

    An initial ("U.N.") ends no sentence. A sentence of more than 2,000 characters comes in pieces.
    """
    begin = start
    for match in _BREAK.finditer(text, start, end):
        stop = match.end()
        if not _ends_sentence(text, match, (start, end)):
            continue
        yield from _pieces(text, begin, stop)
        begin = stop
    yield from _pieces(text, begin, end)


def _ends_sentence(text: str, match: re.Match[str], place: tuple[int, int]) -> bool:
    """Whether a mark ends a sentence: not after an initial, nor dots in the middle of one."""
    begin, end = place
    if match.group().startswith(_ELLIPSIS):
        return not text[match.end() : min(end, match.end() + 1)].islower()
    if match.group()[0] != ".":
        return True
    return _INITIAL.search(text, max(begin, match.start() - 8), match.start() + 1) is None


def _pieces(text: str, begin: int, stop: int) -> Iterator[tuple[int, int]]:
    while begin < stop:
        until = min(stop, begin + _LONGEST_SENTENCE)
        if until < stop:
            space = text.rfind(" ", begin, until)
            until = space + 1 if space > begin else until
        piece = text[begin:until]
        first = begin + len(piece) - len(piece.lstrip())
        last = until - (len(piece) - len(piece.rstrip()))
        if first < last:
            yield first, last
        begin = until
