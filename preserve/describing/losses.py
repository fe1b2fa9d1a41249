"""What the capture lost: embeds that left an empty paragraph, names that left a gap."""

import re
from collections.abc import Iterator

from preserve.describing.page import Page
from preserve.describing.passages import Passage
from preserve.model.description import Loss

_BLANK = re.compile("[\u00a0\u2007\u202f\u200b\ufeff]")
_SHOWN = re.compile(
    r"\b(?:tweets?|tweeted|posts?|posted|videos?|clips?|footage|photos?|photographs?|pictures?|"
    r"images?|messages?|screenshots?|live-?streams?|watch|here (?:they|it) (?:are|is)|"
    r"(?:see|shown|listen) (?:below|here)|below)\b",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"(?<=[.!?:])\s+(?=[A-Z\u201c\"])")
_SPACING_SHARE = 0.6
_OPENING = re.compile(
    r"[A-Z]\w{1,30}[\u2019']s (?:published|reported|posted|quoted|broadcast|aired|interviewed) "
    r"(?:\w+ )?\w+s (?:from|of|by|on|about|in) "
)
_SUBORDINATE = re.compile(r"\w+ing (?:how|that|what|why|where)\b")
_FINITE = re.compile(
    r"\b(?:is|are|was|were|has|have|had|will|would|can|could|may|might|shall|should|must|do|does|"
    r"did|say|says|said|show|shows|showed|tell|tells|told|reveal|reveals|describe|describes|"
    r"highlight|highlights|became|become|made|make|gave|give|went|go|came|come|include|includes)\b"
)
_MAX_SENTENCE = 600


def losses_of(page: Page) -> tuple[Loss, ...]:
    """Return what was lost, in order of place."""
    return tuple(sorted([*_embeds(page), *_names(page)], key=lambda loss: loss.start))


def _embeds(page: Page) -> Iterator[Loss]:
    """Yield the empty paragraphs that follow an announcement; none where all gaps are such."""
    voids = sum(passage.is_void for passage in page.passages)
    if not voids or voids >= _SPACING_SHARE * (len(page.passages) - voids):
        return
    before: Passage | None = None
    for passage in page.passages:
        if not passage.is_void:
            before = passage
            continue
        words = _announcement(before) if before and _BLANK.search(passage.text) else None
        if words:
            note = f"an empty paragraph where “{words}” announces something that is not here"
            yield Loss("embed", passage.start, passage.end, passage.text, note)
        before = None  # a second empty paragraph is not a second announcement


def _announcement(passage: Passage) -> str | None:
    """Return the words of a paragraph that announce something to look at."""
    last = _SENTENCE.split(passage.stripped[-_MAX_SENTENCE:])[-1]
    shown = list(_SHOWN.finditer(last))
    if shown:
        return shown[-1].group()
    return last[-40:] if last.endswith(":") else None


def _names(page: Page) -> Iterator[Loss]:
    """Yield "Country's published messages …": a sentence that lost the name before its verb.

    Safe only as a whole: possessive, participle, plural noun and preposition in this order, then a
    participle with a subordinate clause, and no main verb before it.
    """
    for passage in page.passages:
        match = _OPENING.match(passage.text)
        if not match:
            continue
        sentence = _SENTENCE.split(passage.text[:_MAX_SENTENCE])[0]
        clause = _SUBORDINATE.search(sentence, match.end())
        if clause and not _FINITE.search(sentence, 0, clause.start()):
            end = match.group().index(" ", match.group().index(" ") + 1)
            start = passage.start
            words = passage.text[:end]
            note = f"a name seems to be missing in “{words}”: the sentence has no main verb"
            yield Loss("inline", start, start + end, words, note)
