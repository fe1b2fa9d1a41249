"""Quotation marks: which characters open and close a stretch of quoted words.

One pass over the marks of a text. A mark that could be an apostrophe, a possessive, an elision or
a prime is decided by its neighbours and by whether a closing mark is still to come.
"""

import re
from bisect import bisect_right
from dataclasses import dataclass, replace

from preserve.describing.passages import Passage

_MARK = re.compile("''|``|[\"'“”„‟\u2018\u2019\u201a\u201b«»\u2039\u203a]")
_DOUBLED = "\u02ee"
"""Stands for two straight single marks, or two back ticks, which are printed for a double one."""
_ELISION = re.compile(
    r"(?:[Tt]is|[Tt]was|[Ee]m|cause|til|till|cos|n|round|bout)\b|\d0?s\b|\d\ds?\b"
)
_WRAPPED_LINE = 100  # characters; longer lines are paragraphs, not lines of a wrapped one
_CLOSERS = {
    '"': '"',
    _DOUBLED: _DOUBLED,
    "“": "”“",
    "”": "”",
    "„": "“”",
    "‟": "”",
    "'": "'",
    "\u2018": "\u2019",
    "\u201b": "\u2019",
    "\u201a": "\u2018\u2019",
    "«": "»",
    "»": "«",
    "\u2039": "\u203a",
    "\u203a": "\u2039",
}
_SINGLE = frozenset("'\u2018\u201b\u201a")
_APOSTROPHES = frozenset("'\u2019\u2018")


@dataclass(frozen=True, slots=True)
class Stretch:
    """Words between marks.

    Attributes:
        start: offset of the first quoted character that is not white space.
        end: offset after the last quoted character that is not white space.
        outer_start: offset of the opening mark (or of `start`, where none is printed).
        outer_end: offset after the closing mark (or of the end of the paragraph).
        closed: a closing mark is printed.
    """

    start: int
    end: int
    outer_start: int
    outer_end: int
    closed: bool


@dataclass(frozen=True, slots=True)
class _Mark:
    """One mark in its line; `after` is the offset behind it."""

    at: int
    after: int
    char: str
    opens: bool
    closes: bool
    line: int


def stretches_of(
    text: str, passages: tuple[Passage, ...], skipped: tuple[tuple[int, int], ...] = ()
) -> tuple[Stretch, ...]:
    """Find every stretch of quoted words, in order, in linear time.

    Args:
        text: the text as it is.
        passages: its passages; a quotation never crosses an empty line.
        skipped: sorted ranges whose marks are no quotation marks (shortcodes, boilerplate).
    """
    found: list[Stretch] = []
    starts = [start for start, _ in skipped]
    for block in _blocks(passages):
        marks = [
            mark
            for mark in _marks_in(text, block)
            if not starts or not _is_skipped(mark.at, starts, skipped)
        ]
        if marks:
            found.extend(_scan(text, block, marks))
    return tuple(found)


def _blocks(passages: tuple[Passage, ...]) -> list[list[Passage]]:
    blocks: list[list[Passage]] = []
    for passage in passages:
        if passage.follows_gap or not blocks:
            blocks.append([])
        blocks[-1].append(passage)
    return blocks


def _is_skipped(at: int, starts: list[int], skipped: tuple[tuple[int, int], ...]) -> bool:
    nearest = bisect_right(starts, at) - 1
    return nearest >= 0 and at < skipped[nearest][1]


def _marks_in(text: str, block: list[Passage]) -> list[_Mark]:
    return [
        mark
        for line, passage in enumerate(block)
        for mark in _mended(
            [
                _mark(text, passage, match, line)
                for match in _MARK.finditer(text, passage.start, passage.end)
            ]
        )
    ]


def _mended(marks: list[_Mark]) -> list[_Mark]:
    """Read a line in which straight marks stand for curly ones that are missing.

    "“We left," she said": where a mark of a line closes one of the other kind, the straight ones
    count as curly, by what they may do there. Of two marks that open at once, the outer one is
    dropped.
    """
    chars = [mark.char for mark in marks]
    if '"' not in chars or not ("“" in chars or "”" in chars):
        return marks
    marks = [
        mark
        for mark, following in zip(marks, [*marks[1:], None], strict=True)
        if not (following is not None and _open_at_once(mark, following))
    ]
    if _pair_by_kind(marks):
        return marks
    return [_as_curly(mark) if mark.char == '"' else mark for mark in marks]


def _pair_by_kind(marks: list[_Mark]) -> bool:
    """Whether every double mark that closes in a line closes one of its own kind."""
    opened: list[str] = []
    for mark in marks:
        if mark.char == "“" or (mark.char == '"' and mark.opens):
            opened.append(mark.char)
            continue
        closes = mark.char in ('"', "”")
        if closes and (not opened or (opened.pop() == '"') != (mark.char == '"')):
            return False
    return True


def _open_at_once(mark: _Mark, following: _Mark) -> bool:
    return {mark.char, following.char} == {'"', "“"} and mark.after == following.at and mark.opens


def _as_curly(mark: _Mark) -> _Mark:
    opens = mark.opens
    return replace(mark, char="“" if opens else "”", opens=opens, closes=not opens)


def _mark(text: str, passage: Passage, match: re.Match[str], line: int) -> _Mark:
    at, behind = match.span()
    char = text[at] if behind - at == 1 else _DOUBLED
    before = text[at - 1] if at > passage.start else " "
    after = text[behind] if behind < passage.end else " "
    free_before = before.isspace() or before in "([{<-\u2013—/“\"'\u2018«„:;,…"
    free_after = after.isspace() or not after.isalnum()
    opens = char in _CLOSERS and free_before and not after.isspace()
    closes = True
    if char in "«»\u2039\u203a":
        opens, closes = True, True
    elif char in _SINGLE:
        opens = opens and _opens_single(text, at, after)
    if char in _APOSTROPHES:
        closes = free_after and not before.isspace()
    if char == "”":
        opens = opens and (before.isspace() or at == passage.start) and after.isalnum()
    if char == "“":
        opens = free_before or not after.isspace()
        closes = not before.isspace() and free_after
    elif char == _DOUBLED:
        closes = text[at] == "'" and not before.isspace()
    return _Mark(at, behind, char, opens, closes, line)


def _opens_single(text: str, at: int, after: str) -> bool:
    if after in ",.;:!?)]}":
        return False
    return _ELISION.match(text, at + 1, at + 8) is None


@dataclass(frozen=True, slots=True)
class _Ahead:
    """Where the straight and curly single marks, and straight double ones, open and close."""

    opening: dict[str, list[int]]
    closing: dict[str, list[int]]

    @classmethod
    def of(cls, marks: list[_Mark]) -> "_Ahead":
        """Index the marks by what they may do."""
        opening: dict[str, list[int]] = {}
        closing: dict[str, list[int]] = {}
        for mark in marks:
            if mark.opens:
                opening.setdefault(mark.char, []).append(mark.at)
            if mark.closes and not (mark.opens and mark.char in ('"', _DOUBLED)):
                closing.setdefault(mark.char, []).append(mark.at)
        return cls(opening, closing)

    def next_closing(self, chars: str, after: int, limit: int) -> int | None:
        """Return the next place where one of `chars` closes, before `limit`."""
        return _first(self.closing, chars, after, limit)

    def next_opening(self, chars: str, after: int, limit: int) -> int | None:
        """Return the next place where one of `chars` opens, before `limit`."""
        return _first(self.opening, chars, after, limit)


def _first(places: dict[str, list[int]], chars: str, after: int, limit: int) -> int | None:
    best: int | None = None
    for char in chars:
        found = places.get(char, [])
        index = bisect_right(found, after)
        if index < len(found) and found[index] < limit and (best is None or found[index] < best):
            best = found[index]
    return best


def _scan(text: str, block: list[Passage], marks: list[_Mark]) -> list[Stretch]:
    ahead = _Ahead.of(marks)
    found: list[Stretch] = []
    opened: _Mark | None = None
    depth = 0
    for mark in marks:
        if opened is not None and _line_ends(block, opened, mark):
            found.append(_unclosed(opened, block))
            opened = None
        if opened is None:
            opened = mark if mark.opens and _is_opening(text, block, ahead, mark) else None
            depth = 1
            continue
        depth += _step(text, block, ahead, (opened, mark))
        if depth == 0:
            found.append(Stretch(opened.after, mark.at, opened.at, mark.after, closed=True))
            opened = None
    if opened is not None:
        found.append(_unclosed(opened, block))
    trimmed = (_trimmed(text, stretch) for stretch in found)
    return [stretch for stretch in trimmed if stretch is not None]


def _step(text: str, block: list[Passage], ahead: _Ahead, pair: tuple[_Mark, _Mark]) -> int:
    """Return by how much a mark inside an open quotation changes its depth."""
    if _is_closing(text, block, ahead, pair):
        return -1
    return 1 if pair[1].char == pair[0].char == "“" else 0


def _unclosed(opened: _Mark, block: list[Passage]) -> Stretch:
    end = block[opened.line].end
    return Stretch(opened.after, end, opened.at, end, closed=False)


def _line_ends(block: list[Passage], opened: _Mark, mark: _Mark) -> bool:
    """Whether the open quotation ended with its line, before `mark` on a later one."""
    if mark.line == opened.line:
        return False
    if mark.opens and (mark.char == opened.char or not mark.closes) and mark.char not in "'\u2019":
        return True
    crossed = block[opened.line : mark.line]
    return len(crossed) > _WRAPPED_LINE or any(
        line.end - line.start > _WRAPPED_LINE for line in crossed
    )


def _is_opening(text: str, block: list[Passage], ahead: _Ahead, mark: _Mark) -> bool:
    """Whether a mark that may open does: a single one needs a close, or a lead-in."""
    if mark.char not in _SINGLE:
        return True
    line = block[mark.line]
    if ahead.next_closing(_CLOSERS[mark.char], mark.at, line.end) is not None:
        return True
    lead = text[max(line.start, mark.at - 4) : mark.at].rstrip()
    if not lead or lead.endswith((":", ",")):
        return True
    # A further paragraph of the same words may close it, or none.
    return lead.endswith((".", "!", "?")) and text[mark.after : mark.after + 1].isupper()


def _is_closing(text: str, block: list[Passage], ahead: _Ahead, pair: tuple[_Mark, _Mark]) -> bool:
    opened, mark = pair
    if mark.char not in _CLOSERS[opened.char] or not mark.closes:
        return False
    before = text[mark.at - 1]
    doubtful = before.isdigit() or (mark.char in _APOSTROPHES and before in "sS")
    following = text[mark.after : mark.after + 2]
    if not (doubtful and following[:1].isspace() and following[1:].islower()):
        return True
    # "the residents' fears" and 'a 12" pipe' inside a quotation: only if a close still comes.
    limit = block[mark.line].end
    closing = ahead.next_closing(_CLOSERS[opened.char], mark.at, limit)
    opening = ahead.next_opening(opened.char, mark.at, limit)
    return closing is None or (opening is not None and opening < closing)


def _trimmed(text: str, stretch: Stretch) -> Stretch | None:
    inner = text[stretch.start : stretch.end]
    start = stretch.start + len(inner) - len(inner.lstrip())
    end = stretch.end - (len(inner) - len(inner.rstrip()))
    if start >= end or not any(char.isalnum() for char in text[start:end]):
        return None
    return Stretch(start, end, stretch.outer_start, stretch.outer_end, stretch.closed)
