"""Spans: exact characters of a text, the form in which evidence is given."""

from typing import NamedTuple

CONTEXT_CHARACTERS = 32


class Span(NamedTuple):
    """A stretch of text: `text[start:end] == exact`.

    Offsets are Unicode code points, 0-based, end-exclusive. `prefix` and `suffix` are the up to
    32 characters around it (Web Annotation, TextQuoteSelector and TextPositionSelector).
    """

    start: int
    end: int
    exact: str
    prefix: str
    suffix: str

    def document(self) -> dict[str, object]:
        """Return the JSON shape."""
        return {
            "start": self.start,
            "end": self.end,
            "exact": self.exact,
            "prefix": self.prefix,
            "suffix": self.suffix,
        }


def span_at(text: str, start: int, end: int) -> Span:
    """Return the span of `text[start:end]` with its context.

    Raises:
        ValueError: the offsets do not lie in the text, or the stretch is empty.
    """
    if not 0 <= start < end <= len(text):
        message = f"no span at {start}:{end} in a text of {len(text)} characters"
        raise ValueError(message)
    return Span(
        start,
        end,
        text[start:end],
        text[max(0, start - CONTEXT_CHARACTERS) : start],
        text[end : end + CONTEXT_CHARACTERS],
    )
