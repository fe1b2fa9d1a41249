"""The headline: the first title-like line before the prose."""

import re
import unicodedata
from collections.abc import Iterator
from itertools import takewhile

from preserve.describing.bylines import byline_of
from preserve.describing.datelines import stamps_of_line
from preserve.describing.page import Page
from preserve.describing.passages import Passage
from preserve.describing.rules import HEADLINE
from preserve.model.claim import Candidate, Claim, Status
from preserve.model.span import Span

_MIN_CHARACTERS, _MAX_CHARACTERS = 8, 250
_MIN_WORDS = 3
_MIN_DENSE = 6  # characters of a title in a script that needs no spaces
_MAX_CANDIDATES = 6
_LETTER_SHARE = 0.5
_BROKEN_OFF = re.compile(r"\s(?:on|in|of|the|and|to|a|an|at|for|with|by|from|that|is|was)$")
_MAX_BLOCK = 12  # lines looked at on either side
_DENSE = re.compile("[\u3040-\u30ff\u4e00-\u9fff\u0e00-\u0e7f]")
_STOP = re.compile(r"[.,;:]$")
_STOP_ALLOWED = re.compile(r"(?:\b\w\.){2,}$|\.\.\.$|\b(?:Inc|Jr|Sr|Co|St)\.$")
_NOT_TITLE = re.compile(
    r"https?://|www\.|^\S+@\S+$|^[@\[{<#]|^by$|^tags?:|^filed under|^for immediate release"
    r"|^(?:from|to|cc|bcc|sent|date|subject|reply-to|message-id):\s"  # the head of an e-mail
    r"|^(?:last |first )?(?:updated|published|posted|modified)\b.*\d",
    re.IGNORECASE,
)


def headline_of(page: Page) -> Claim:
    """Return the headline: stated when a title line stands before prose, else unknown."""
    titles = [(page.whole(p), _objection(page, p)) for p in _lines_before_prose(page)]
    if page.body is None:
        why = "no prose follows, so that the line may be no headline"
        return HEADLINE.abstains(_candidates([(span, why) for span, _ in titles]))
    sound = [span for span, objection in titles if objection is None]
    others = [(span, objection) for span, objection in titles if objection]
    if not sound:
        return HEADLINE.abstains(_candidates(others))
    first = sound[0]
    further = [
        (span, "a further title line")
        for span in sound[1:]
        if _folded(span.exact) != _folded(first.exact)
    ]
    return HEADLINE.claims(Status.STATED, first.exact, [first], _candidates([*further, *others]))


def _candidates(found: list[tuple[Span, str]]) -> list[Candidate]:
    unique = {_folded(span.exact): Candidate(span.exact, (span,), why) for span, why in found}
    return list(unique.values())[:_MAX_CANDIDATES]


def _folded(title: str) -> str:
    """Return a title as compared, so that one printed twice is one."""
    plain = unicodedata.normalize("NFKC", title).casefold()
    return "".join(character for character in plain if character.isalnum())


def _lines_before_prose(page: Page) -> Iterator[Passage]:
    """Yield the lines before the prose that are neither furniture, date line nor byline."""
    end = page.body if page.body is not None else page.head_end
    for passage in page.passages[: min(end, page.head_end)]:
        line = passage.stripped
        if passage.is_void or passage.number in page.furniture or not _is_titular(line):
            continue
        byline = byline_of(line)
        if not stamps_of_line(line) and not (byline and byline.persons):
            yield passage


def _is_titular(line: str) -> bool:
    """Whether a line has the look of words, and not of an address, a shortcode or a code."""
    letters = sum(character.isalpha() for character in line[:_MAX_CHARACTERS])
    visible = len(line[:_MAX_CHARACTERS].replace(" ", ""))
    return (
        len(line) <= _MAX_CHARACTERS
        and letters >= _LETTER_SHARE * visible
        and not _NOT_TITLE.search(line)
    )


def _objection(page: Page, passage: Passage) -> str | None:
    """Return why a line is not taken for a title, or None."""
    line = passage.stripped
    dense = bool(_DENSE.search(line))
    if dense and len(line) < _MIN_DENSE:
        return "so short a line may be the name of a section"
    if not dense and (len(line) < _MIN_CHARACTERS or len(line.split()) < _MIN_WORDS):
        return "one or two words may be the name of a section"
    if _STOP.search(line) and not _STOP_ALLOWED.search(line):
        return "the line ends as a sentence does"
    if _is_wrapped(page, passage):
        return "the line goes on in the next one, as wrapped text does"
    return None


def _is_wrapped(page: Page, passage: Passage) -> bool:
    """Whether a line of the same block, no empty line between, shows that it is wrapped text."""
    first = passage.number
    while first and not page.passages[first].follows_gap and passage.number - first < _MAX_BLOCK:
        first -= 1
    block = takewhile(
        lambda p: p.number == first or not p.follows_gap,
        page.passages[first : passage.number + _MAX_BLOCK],
    )
    lines = [p.stripped for p in block]
    goes_on = any(line[:1].islower() for line in lines[1:])
    return goes_on or any(_BROKEN_OFF.search(line) for line in lines)
