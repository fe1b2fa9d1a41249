"""When the article says it was published: a printed date line, or silence with candidates."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from preserve.describing.datelines import Stamp, agency_dateline, stamps_of_line
from preserve.describing.furniture import Furniture
from preserve.describing.mentions import WHY, Mention, mentions_of
from preserve.describing.page import Page
from preserve.describing.passages import Passage
from preserve.describing.rules import DATE
from preserve.describing.stamps import DATE as PRINTED_DATE
from preserve.describing.stamps import day_of
from preserve.model.claim import Candidate, Claim, Status
from preserve.model.span import Span, span_at

_MAX_CANDIDATES = 24
_MAX_EVIDENCE = 8
_MAX_DATELINE_GAP = 1
_OTHER_TEXTS = frozenset({Furniture.MORE_FROM, Furniture.CONVERSATION})
_REMEMBERED = re.compile(r"\b(?:on this day|this day in|today in history)\b", re.IGNORECASE)
_ANNOUNCED = re.compile(r"\b(?:will (?:take place|be held)|takes place|(?:is|are) to be held)\b")
_PUBLISHED = frozenset({"published", "bare"})
_REACH = 600  # characters of the first paragraph in which an event is announced


@dataclass(frozen=True, slots=True)
class Printed:
    """A stamp with its evidence."""

    stamp: Stamp
    evidence: Span


@dataclass(frozen=True, slots=True)
class Dates:
    """What the text tells about its date.

    Attributes:
        claim: the date of publication, or silence.
        published: the stamps taken for the publication.
        updated: stamps of later changes.
        mentions: the dates in running text.
    """

    claim: Claim
    published: tuple[Printed, ...]
    updated: tuple[Printed, ...]
    mentions: tuple[Mention, ...]


def dates_of(page: Page) -> Dates:
    """Read the date of publication, and keep what else looks like a date."""
    printed = _stamps(page)
    published = tuple(p for p in printed if p.stamp.role in _PUBLISHED and p.stamp.day)
    updated = tuple(p for p in printed if p.stamp.role == "updated" and p.stamp.day)
    taken = [p.evidence for p in printed]
    mentions = tuple(
        mention
        for mention in mentions_of(page.text)
        if not any(span.start <= mention.start < span.end for span in taken)
    )
    candidates = [*_other_stamps(printed), *candidates_of(page.text, mentions)]
    return Dates(_claim(published, candidates), published, updated, mentions)


def _claim(published: tuple[Printed, ...], candidates: list[Candidate]) -> Claim:
    days = {p.stamp.day for p in published}
    if not days:
        return DATE.abstains(candidates)
    if len(days) > 1:
        rivals = [
            Candidate(p.stamp.edtf or "", (p.evidence,), "another day is printed as well")
            for p in published
        ]
        return DATE.contradicts([*rivals, *candidates])
    instants = {p.stamp.edtf for p in published if p.stamp.edtf and "T" in p.stamp.edtf}
    day = published[0].stamp.day
    value = instants.pop() if len(instants) == 1 else None
    value = value or (day.edtf if day else "")
    chosen = [p for p in published if p.stamp.edtf == value] or list(published)
    return DATE.claims(Status.STATED, value, [p.evidence for p in chosen], candidates)


def _other_stamps(printed: Iterable[Printed]) -> list[Candidate]:
    result = []
    for p in printed:
        if p.stamp.day is None:
            why = "the numbers can be read as two days, or as none"
            result.append(Candidate(p.evidence.exact, (p.evidence,), why))
        elif p.stamp.role == "updated":
            why = "the date of a later change, not of publication"
            result.append(Candidate(p.stamp.edtf or p.evidence.exact, (p.evidence,), why))
        elif p.stamp.role == "subject":
            why = "may be the day that the text is about: it tells of an event on a day"
            result.append(Candidate(p.stamp.edtf or p.evidence.exact, (p.evidence,), why))
    return result


def _stamps(page: Page) -> list[Printed]:
    """Return the stamps of date lines that may speak of the article itself."""
    if page.body is None:
        return []
    found: list[Printed] = []
    bylines = {p.number for p in page.head() if p.stripped[:3].lower() == "by "}
    end = end_of_article(page)
    for passage in page.edges():
        if passage.number > end:
            break
        if page.furniture.get(passage.number) is Furniture.COPYRIGHT:
            continue
        in_head = passage.number < page.head_end
        alone = passage.number < page.body or _is_beside(passage, bylines)
        found += [
            Printed(stamp, page.span(passage, stamp.start, stamp.end))
            for stamp in stamps_of_line(passage.text)
            if stamp.role != "bare" or (in_head and (alone or _is_instant(stamp)))
        ]
    body = page.passages[page.body]
    return [_judged(page, body, p) for p in found] + _agency_stamp(page, body)


def end_of_article(page: Page) -> int:
    """Return the number of the passage after which other articles or comments may stand."""
    body = page.body or 0
    ends = [n for n, kind in page.furniture.items() if n > body and kind in _OTHER_TEXTS]
    return min(ends, default=len(page.passages))


def _judged(page: Page, body: Passage, printed: Printed) -> Printed:
    """Doubt a bare day where the text is an announcement or a look back at that day."""
    if printed.stamp.role != "bare" or _is_instant(printed.stamp):
        return printed
    head = page.text[: body.start]
    if _ANNOUNCED.search(body.text[:_REACH]) or _REMEMBERED.search(head):
        return replace(printed, stamp=replace(printed.stamp, role="subject"))
    return printed


def _is_instant(stamp: Stamp) -> bool:
    """Whether time and zone are printed too, as only a page's own date line does."""
    return "T" in (stamp.edtf or "")


def _is_beside(passage: Passage, bylines: set[int]) -> bool:
    return any(abs(passage.number - number) <= _MAX_DATELINE_GAP for number in bylines)


def _agency_stamp(page: Page, body: Passage) -> list[Printed]:
    line = agency_dateline(body.text)
    match = PRINTED_DATE.search(line.group()) if line else None
    day = day_of(match) if match else None
    if not match or not day:
        return []
    stamp = Stamp("published", match.start(), match.end(), day, day.edtf)
    return [Printed(stamp, page.span(body, match.start(), match.end()))]


def candidates_of(text: str, mentions: Iterable[Mention]) -> list[Candidate]:
    """Return mentions as candidates: one for each value, with every place up to a limit."""
    grouped: dict[tuple[str, str], list[Mention]] = {}
    for mention in mentions:
        places = grouped.setdefault((mention.value, WHY[mention.kind]), [])
        if len(places) < _MAX_EVIDENCE:
            places.append(mention)
        if len(grouped) >= _MAX_CANDIDATES:
            break
    return [
        Candidate(value, tuple(span_at(text, m.start, m.end) for m in places), why)
        for (value, why), places in grouped.items()
    ]
