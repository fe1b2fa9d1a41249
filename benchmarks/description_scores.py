"""Hold readings of who says what against what people marked: names, and words with their speaker."""

import re
from collections import Counter
from typing import NamedTuple

from news_corpus import Marked, NewsText, Ranges

_MARKS = ("''", '"', "“", "”", "``")
_WORD = re.compile(r"[\w'\u2019-]+")
_SUFFIXES = frozenset({"jr", "sr", "ii", "iii"})


class Given(NamedTuple):
    """Quoted words as a program reads them.

    Attributes:
        start, end: the words between the marks.
        source: range of the printed words that name the speaker, or None.
        names: what the speaker is called elsewhere, where the program knows.
    """

    start: int
    end: int
    source: tuple[int, int] | None
    names: tuple[str, ...] = ()


class Read(NamedTuple):
    """What a program reads from one text; None for the quotations where it gave up."""

    speakers: frozenset[str]
    quotations: tuple[Given, ...] | None


class Rates(NamedTuple):
    """Precision, recall and F1 in percent."""

    precision: float
    recall: float

    @property
    def f1(self) -> float:
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0


def overlap(a: tuple[int, int], b: tuple[int, int]) -> bool:
    return a[0] < b[1] and b[0] < a[1]


def last_name(name: str) -> str:
    words = [re.sub("['\u2019]s$", "", word).lower() for word in _WORD.findall(name)]
    words = [word for word in words if word not in _SUFFIXES]
    return words[-1] if words else ""


def names_marked(text: NewsText) -> frozenset[str]:
    """Return the last names of persons inside the sources that people marked."""
    return frozenset(
        last_name(text.text[person[0] : person[1]])
        for marked in text.marked
        for person in text.persons
        if any(overlap(person, place) for place in marked.source)
    ) - {""}


def score_names(texts: list[NewsText], read: dict[str, Read]) -> Rates:
    """Return how well the named speakers of each text are found, over all texts."""
    found: Counter[str] = Counter()
    for text in texts:
        marked, ours = names_marked(text), read[text.name].speakers
        found.update(hit=len(marked & ours), said=len(ours), there=len(marked))
    return _rates(found["hit"], found["said"], found["there"])


def score_pairs(texts: list[NewsText], read: dict[str, Read]) -> Rates:
    """Return precision and recall of quoted words with their speaker, from end to end.

    Recall: of the attributions whose content has quotation marks and that have a source, those for
    which quoted words with the right speaker were found. Precision: of all quoted words that were
    given to a speaker, those that overlap such an attribution and name its source.
    """
    found: Counter[str] = Counter()
    for text in texts:
        wanted = [one for one in text.marked if one.source and _is_quoted(text.text, one.content)]
        hits: set[int] = set()
        given = [one for one in read[text.name].quotations or () if one.source or one.names]
        for one in given:
            right = [at for at, marked in enumerate(wanted) if _is_right(text.text, one, marked)]
            found["right"] += bool(right)
            hits.update(right)
        found.update(said=len(given), there=len(wanted), hit=len(hits))
    precision = 100 * found["right"] / max(1, found["said"])
    return Rates(precision, 100 * found["hit"] / max(1, found["there"]))


def _is_quoted(text: str, content: Ranges) -> bool:
    return any(mark in text[start:end] for start, end in content for mark in _MARKS)


def _is_right(text: str, given: Given, marked: Marked) -> bool:
    source, _, content = marked
    if not any(overlap((given.start, given.end), place) for place in content):
        return False
    if given.source is not None and any(overlap(given.source, place) for place in source):
        return True
    words = {last_name(word) for place in source for word in _WORD.findall(text[slice(*place)])}
    return any(last_name(name) in words for name in given.names if last_name(name))


def _rates(hit: int, said: int, there: int) -> Rates:
    return Rates(100 * hit / max(1, said), 100 * hit / max(1, there))
