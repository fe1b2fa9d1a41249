"""Printed names held against each other: letters, honorifics and handles; nothing is corrected."""

import re
from functools import lru_cache
from typing import NamedTuple

from rapidfuzz.distance import OSA

from preserve.comparing.vocabulary import ARTICLES, HONORIFICS
from preserve.comparing.words import folded
from preserve.describing.gazetteer import SUFFIXES

_PARTS = re.compile(r"[^\W_]+(?:['\u2019.][^\W_]+)*")
_HANDLE_PARTS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[^\W\d_a-zA-Z]+")
_VOWELS = re.compile(r"[aeiouyw'.]")
_DOUBLED = re.compile(r"(.)\1+")
_KNOWN_NAMES = 1 << 15  # that are remembered
_MOST_PARTS = 8
_FAR = 2  # edits between two spellings of one surname
_LONG_SURNAME = 5  # letters from which two edits are a spelling, and not another name
_SHORT_SURNAME = 4


class PrintedName(NamedTuple):
    """A name in its parts, folded.

    Attributes:
        honorifics: "dr", "mr" ...
        parts: given name first, surname last, without article; of an honorific and one word, the
            word is a surname.
        generation: "jr", "iii" ..., or empty.
    """

    honorifics: frozenset[str]
    parts: tuple[str, ...]
    generation: str

    @property
    def surname(self) -> str:
        """The last part; empty where only a given name may be printed."""
        return self.parts[-1] if len(self.parts) > 1 or self.honorifics else ""

    @property
    def given(self) -> str:
        """The first part; empty where only an honorific and a surname are printed."""
        return self.parts[0] if len(self.parts) > 1 or not self.honorifics else ""

    @property
    def is_full(self) -> bool:
        """Whether given name and surname are printed."""
        return len(self.parts) > 1

    @property
    def letters(self) -> str:
        """The letters of all parts, as a handle would spell them."""
        return "".join(self.parts).replace("'", "").replace(".", "")


@lru_cache(maxsize=_KNOWN_NAMES)
def printed_name(text: str) -> PrintedName:
    """Take a printed name apart: "Dr. Amal al-Hadi Jr." is dr, (amal, hadi), jr."""
    words = [folded(word).strip(".'") for word in _PARTS.findall(text)[:_MOST_PARTS]]
    honorifics: list[str] = []
    while len(words) > 1 and words[0] in HONORIFICS:
        honorifics.append(words.pop(0))
    generation = words.pop() if len(words) > 1 and words[-1] in SUFFIXES else ""
    parts = [
        word for at, word in enumerate(words) if not (word in ARTICLES and at + 1 < len(words))
    ]
    return PrintedName(frozenset(honorifics), tuple(part for part in parts if part), generation)


@lru_cache(maxsize=_KNOWN_NAMES)
def handle_name(handle: str) -> PrintedName:
    """Take a handle apart: "@Mr_Hadi" is mr, (hadi,); "@amalhadi" is one part, (amalhadi,)."""
    parts = [folded(part) for part in _HANDLE_PARTS.findall(handle.lstrip("@"))[:_MOST_PARTS]]
    honorifics: list[str] = []
    while len(parts) > 1 and parts[0] in HONORIFICS:
        honorifics.append(parts.pop(0))
    return PrintedName(frozenset(honorifics), tuple(parts), "")


def edits(one: str, other: str) -> int:
    """Return how many letters differ, an exchange of two neighbours counted once; at most 3."""
    return OSA.distance(one, other, score_cutoff=_FAR)


def is_near_surname(one: str, other: str) -> bool:
    """Whether two surnames may be spellings of one: up to 2 edits, fewer in short names."""
    if one == other:
        return bool(one)
    shorter = min(len(one), len(other))
    if shorter < _SHORT_SURNAME:
        return False
    return edits(one, other) <= (_FAR if shorter >= _LONG_SURNAME else 1)


def is_near_given(one: str, other: str) -> bool:
    """Whether two given names may be spellings of one: one edit, or the same consonants."""
    if one == other:
        return bool(one)
    if min(len(one), len(other)) < _SHORT_SURNAME - 1:
        return False
    return edits(one, other) <= 1 or _skeleton(one) == _skeleton(other) != ""


def _skeleton(name: str) -> str:
    """Return the consonants, doubled ones once: what transliterations have in common."""
    bones = _DOUBLED.sub(r"\1", _VOWELS.sub("", name))
    return bones if len(bones) > _FAR else ""
