"""Who wrote the article: better no author than a wrong one."""

import re
from collections.abc import Iterator

from preserve.describing.biography import biography_subject
from preserve.describing.bylines import NOT_A_PERSON, PERSON, byline_of, names_line
from preserve.describing.furniture import Furniture
from preserve.describing.newsrooms import is_agency
from preserve.describing.page import Page
from preserve.describing.passages import Passage
from preserve.describing.rules import AUTHORS
from preserve.model.claim import Candidate, Claim, Status
from preserve.model.span import Span

_CONTACT = re.compile(
    rf"(?:[Ww]rite to|[Cc]ontact|[Ee]-?mail|[Rr]each)\s(?P<name>{PERSON})\s(?:at|on|via|:)?\s?"
    r"(?P<local>[\w.+-]{1,64})@[\w-]{1,63}\.\w"
)
_STAFF = re.compile(
    rf"(?P<name>{PERSON}), (?P<outlet>[A-Z][\w&]*(?: [A-Z][\w&]*){{0,3}})[\u2019']s\s"
    r"(?:[\w-]+\s){0,4}(?:bureau chief|correspondent|reporter|editor|columnist|writer)\b"
)
_STAFF_JOBS = ("bureau chief", "correspondent", "reporter", "editor", "columnist", "writer")
_FOLLOW = re.compile(rf"[Ff]ollow (?P<name>{PERSON}) on\b")
_AGENCY_TAG = re.compile(r"\((?P<name>[A-Z][A-Za-z ]{1,30})\)\s?[-\u2013\u2014]")
_MAX_STAFF = 4


def authors_of(page: Page) -> tuple[Claim, ...]:
    """Return one claim for each author, or a single unknown one with its candidates."""
    candidates = list(_candidates(page))
    stated = _unique(_from_bylines(page))
    if stated:
        return _claims(Status.STATED, stated, candidates)
    derived = _unique([*_from_contacts(page), *_from_biography(page)])
    if derived:
        return _claims(Status.DERIVED, derived, candidates)
    return (AUTHORS.abstains(candidates),)


def _claims(
    status: Status, found: list[tuple[str, Span]], candidates: list[Candidate]
) -> tuple[Claim, ...]:
    """Return the claims; what was considered besides stands with the first."""
    names = {name for name, _ in found}
    others = [candidate for candidate in candidates if candidate.value not in names]
    first, *rest = found
    head = AUTHORS.claims(status, first[0], [first[1]], others)
    return (head, *(AUTHORS.claims(status, name, [span]) for name, span in rest))


def _unique(found: list[tuple[str, Span]]) -> list[tuple[str, Span]]:
    result: dict[str, tuple[str, Span]] = {}
    for name, span in found:
        result.setdefault(name.casefold(), (name, span))
    return list(result.values())


def _byline_passages(page: Page) -> Iterator[tuple[Passage, bool]]:
    """Yield the passages that may be bylines, and whether they are a list of names only."""
    if page.body is None:
        return
    after_by = False
    for passage in page.head():
        if passage.number != page.body and passage.number not in page.furniture:
            yield passage, after_by
        after_by = passage.stripped.lower().rstrip(":") in {"by", "written by", "author"}


def _from_bylines(page: Page) -> list[tuple[str, Span]]:
    return [
        (passage.text[start:end], page.span(passage, start, end))
        for passage, names_only in _byline_passages(page)
        if (byline := names_line(passage.text) if names_only else byline_of(passage.text))
        for start, end in byline.persons
    ]


def _from_contacts(page: Page) -> list[tuple[str, Span]]:
    """Read "Write to A B at a.b@…": the address must spell the name."""
    result = []
    for passage in page.tail():
        match = _CONTACT.search(passage.text) if _is_short(passage) else None
        if match and _spells(match.group("local"), match.group("name")):
            start, end = match.span("name")
            result.append((match.group("name"), page.span(passage, start, end)))
    return result


def _is_short(passage: Passage) -> bool:
    limit = 300
    return len(passage.text) <= limit


def _spells(local: str, name: str) -> bool:
    """Whether an address is made from a name: jane.doe, janedoe, jdoe, doe."""
    letters = re.sub(r"[^a-z]", "", local.lower())
    parts = [re.sub(r"[^a-z]", "", part.lower()) for part in name.split()]
    first, last = parts[0], parts[-1]
    forms = {first + last, last + first, first[:1] + last, last, first + last[:1], last + first[:1]}
    return bool(last) and not NOT_A_PERSON.search(name) and letters in forms


def _from_biography(page: Page) -> list[tuple[str, Span]]:
    """Read the subject of a closing biography, if the article itself never names that person."""
    result = []
    for number, kind in page.furniture.items():
        if kind is not Furniture.BIOGRAPHY:
            continue
        passage = page.passages[number]
        place = biography_subject(passage.text)
        if place and not _is_named_before(page.text, passage, passage.text[slice(*place)]):
            span = page.span(passage, *place)
            result.append((span.exact, span))
    return result


def _is_named_before(text: str, passage: Passage, name: str) -> bool:
    return bool(re.search(rf"\b{re.escape(name.rsplit(maxsplit=1)[-1])}\b", text[: passage.start]))


def _candidates(page: Page) -> Iterator[Candidate]:
    for passage, names_only in _byline_passages(page):
        byline = names_line(passage.text) if names_only else byline_of(passage.text)
        for start, end in byline.others if byline else ():
            name = passage.text[start:end].strip()
            why = "names an agency" if is_agency(name) else "is not surely the name of a person"
            yield Candidate(name, (page.span(passage, start, end),), f"the byline {why}")
    yield from _tagged_agency(page)
    for passage in page.tail():
        match = _FOLLOW.search(passage.text) if _is_short(passage) else None
        if match:
            span = page.span(passage, *match.span("name"))
            yield Candidate(span.exact, (span,), "is recommended to follow, not named as author")
    yield from _staff(page)


def _tagged_agency(page: Page) -> Iterator[Candidate]:
    if page.body is None:
        return
    body = page.passages[page.body]
    match = _AGENCY_TAG.search(body.text[:160])
    if match and is_agency(match.group("name")):
        span = page.span(body, *match.span("name"))
        yield Candidate(span.exact, (span,), "the dateline names an agency, not a person")


def _staff(page: Page) -> Iterator[Candidate]:
    seen: set[str] = set()
    for passage in page.passages:
        if not any(job in passage.text for job in _STAFF_JOBS):
            continue
        for match in _STAFF.finditer(passage.text):
            if match.group("name") not in seen and len(seen) < _MAX_STAFF:
                seen.add(match.group("name"))
                span = passage.start + match.start("name"), passage.start + match.end("name")
                evidence = page.span(passage, span[0] - passage.start, span[1] - passage.start)
                why = "is named as staff of an outlet, not as author of this article"
                yield Candidate(match.group("name"), (evidence,), why)
