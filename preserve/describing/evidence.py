"""Ranges of a text as spans."""

from collections.abc import Iterable
from functools import lru_cache

from preserve.model.span import Span, span_at

Range = tuple[int, int]


def spans_of(text: str, ranges: Iterable[Range]) -> tuple[Span, ...]:
    """Return the spans of ranges, in order, each once."""
    return tuple(span_at(text, start, end) for start, end in sorted(set(ranges)))


@lru_cache(maxsize=1)
def lower_of(text: str) -> str:
    """Return a text in lower case, each character in its place.

    A pattern in lower case reads it several times faster than one that ignores case. The last one
    is kept, as several rules ask for the same text one after the other.
    """
    lowered = text.lower()
    if len(lowered) == len(text):
        return lowered
    return "".join(low if len(low := char.lower()) == 1 else char for char in text)


def trimmed(text: str, start: int, end: int) -> Range:
    """Return a range without the white space at its ends (unchanged if it is nothing else)."""
    inner = text[start:end]
    if not inner.strip():
        return start, end
    return start + len(inner) - len(inner.lstrip()), end - (len(inner) - len(inner.rstrip()))
