"""A text cut into passages: one a line, with offsets into the text as it is."""

import re
from dataclasses import dataclass, replace
from functools import cached_property

_LINE = re.compile(r"[^\n\r\u0085\u2028\u2029]+")


@dataclass(frozen=True)
class Passage:
    """One line of the text that is not empty; a line of no-break spaces counts.

    Attributes:
        number: 0-based position among the passages.
        start: offset of its first character, white space included.
        end: offset after its last character, line end excluded.
        text: `article.text[start:end]`.
        follows_gap: at least one empty line stands before it (true for the first passage).
    """

    number: int
    start: int
    end: int
    text: str
    follows_gap: bool

    @cached_property
    def stripped(self) -> str:
        """The text without white space (no-break spaces too) at its ends."""
        return self.text.strip()

    @property
    def is_void(self) -> bool:
        """Whether it holds only white space, as a lost embed leaves behind."""
        return not self.stripped


def passages_of(text: str) -> tuple[Passage, ...]:
    """Cut a text into passages, in linear time."""
    result: list[Passage] = []
    previous_end: int | None = None
    for match in _LINE.finditer(text):
        breaks = text[previous_end : match.start()] if previous_end is not None else "\n\n"
        lines = breaks.replace("\r\n", "\n")
        result.append(
            Passage(
                number=len(result),
                start=match.start(),
                end=match.end(),
                text=match.group(),
                follows_gap=len(lines) > 1,
            )
        )
        previous_end = match.end()
    return tuple(result)


def beginning_of(passages: tuple[Passage, ...], limit: int) -> tuple[Passage, ...]:
    """Return the passages before an offset; one that crosses it is cut there, between words."""
    if not passages or passages[-1].end <= limit:
        return passages
    whole = [passage for passage in passages if passage.end <= limit]
    crossing = passages[len(whole)]
    kept = crossing.text[: max(0, limit - crossing.start)]
    kept = kept[: kept.rfind(" ") + 1] or kept
    if not kept:
        return tuple(whole)
    cut = replace(crossing, end=crossing.start + len(kept), text=kept)
    return (*whole, cut)
