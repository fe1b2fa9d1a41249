"""Which outlet published the article: only text that speaks for the publisher can tell.

A *sign* is a place where the page speaks in its publisher's name. A copyright line is enough
alone, and so is promotion that repeats the name; of the weaker signs two kinds must agree. Media
that are quoted, credited or posted on are never signs: they become candidates, with the reason.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from preserve.describing.bylines import NOT_A_PERSON, PERSON
from preserve.describing.furniture import Furniture
from preserve.describing.gazetteer import COUNTRIES
from preserve.describing.nearby import matches_near, starts_of
from preserve.describing.newsrooms import (
    NAME,
    PLATFORM,
    PLATFORM_NAME,
    is_agency,
    is_organization,
    is_platform,
    key_of,
)
from preserve.describing.page import Page
from preserve.describing.passages import Passage
from preserve.describing.rules import OUTLET
from preserve.model.claim import Candidate, Claim, Status
from preserve.model.span import Span, span_at

_STRONG = 2
_MAX_PLATFORMS = 6
_PLATFORM_REACH = 16  # characters: more than the name of a platform has
_SHORT_LINE = 300
_COPYRIGHT = re.compile(
    r"(?:©|\([cC]\)|[Cc]opyright)[\s©,]{0,4}(?:\([cC]\)\s)?(?:(?:19|20)\d\d(?:\s?[-\u2013,/]\s?(?:19|20)?"
    r"\d\d)?,?\s)?(?:[Bb]y\s)?(?P<name>[A-Z][^\n©|]{1,60}?)(?:,?\s(?:19|20)\d\d)?"
    r"(?=[.,]?\s(?:[Aa]ll [Rr]ights)|\.\s|[.|,]?$)"
)
_COMPANY = re.compile(
    r"\b(?:Inc|LLC|L\.L\.C|Ltd|Limited|plc|PLC|Corp(?:oration)?|Company|Co|GmbH|AG|Holdings?|"
    r"Publications?|Publishing|Enterprises?|Partners|Group|Syndicate|Media|Newspapers?|"
    r"Communications|Entertainment|Digital|Ventures|Brands|Interactive|Pictures|Music|Records|"
    r"Studios?|Films?|Productions?)\b\.?"
)
_WHOLE_PAGE = re.compile(
    r"^\W*(?:(?:all|the|this|site|page|entire|its|and)\s)*(?:contents?|materials?|texts?|articles?|"
    r"stor(?:y|ies)|website|site|page)?\W*$",
    re.IGNORECASE,
)
_NOTICE = re.compile(
    r"(?:all\b|terms|privacy|cookie|copyright|crown\b|(?:the )?(?:author|contributor|owner|"
    r"photographer|artist)s?\b|photo|image|picture|video|provided by|courtesy|by\b|her majesty|"
    r"his majesty|contact|about|powered|creative commons|lexisnexis|newsbank|proquest|factiva|"
    r"internet archive|wayback|wordpress|theme\b)",
    re.IGNORECASE,
)
_TITLE_ARTICLE = re.compile(r"(?:Le|La|Les|El|Los|Las|Il|Der|Die|Das|De|Het|O|A|The)\s")
_HOLDER = re.compile(PERSON)
_PART = "holds the rights to a part of the page, so far as the line tells"
_APP_NAME = re.compile(
    r"(?P<name>[A-Z][\w&.' ]{1,40}?)\s(?:[Mm]obile\s[Aa]pps?|(?:iOS|Android|iPhone|iPad)\s[Aa]pp)\b"
)
_MORE = re.compile(
    rf"(?i:more(?: must-reads| stories| news| coverage| articles)?) (?i:from|on) (?P<name>{NAME})$"
)
_NEWSLETTER = re.compile(
    r"(?:[Gg]et|[Tt]he|[Oo]ur|[Tt]o|[Ff]rom|[Ff]or)\s(?:(?:[Mm]ost|[Pp]opular|[Ll]atest|[Bb]est|[Tt]op|[Ff]ree|"
    rf"[Dd]aily|[Ww]eekly|[Tt]he)\s){{0,3}}(?P<name>{NAME})"
    r"\s(?:[Ss]tories|[Nn]ewsletters?|[Hh]eadlines|[Uu]pdates|[Bb]riefing)"
)
_STAFF = re.compile(
    rf",\s(?P<name>{NAME})[\u2019']s\s(?:[\w-]+\s){{0,4}}"
    r"(?:bureau chief|correspondent|reporter|editor|columnist)\b"
)
_ADDRESS = re.compile(
    r"@(?:[\w-]{1,63}\.){0,2}?(?P<name>[\w-]{2,63})\.(?:com|co|org|net|info|news|[a-z]{2})\b"
)
_BYLINE_FOR = re.compile(rf"^\s*[Bb]y\s[^\n]{{3,80}}?\sfor\s(?:the\s)?(?P<name>{NAME})")
_CREDIT = re.compile(rf"(?i:via|by|credit:?|courtesy(?: of)?|:|/|©)\s(?P<name>{NAME})")
_FREE_MAIL = frozenset({"gmail", "yahoo", "hotmail", "outlook", "aol", "protonmail", "icloud"})


@dataclass(frozen=True, slots=True)
class _Sign:
    """A place where the page speaks in its publisher's name.

    Attributes:
        kind: what it is; only different kinds confirm each other.
        weight: 2 is enough alone.
        is_name: the span prints the name (an address only spells it).
    """

    kind: str
    weight: int
    name: str
    span: Span
    is_name: bool = True


def outlet_of(page: Page, cited: tuple[Claim, ...]) -> Claim:
    """Return the outlet, or silence with the media that the text names.

    Args:
        page: the text.
        cited: the sources that the text credits; they become candidates.
    """
    groups: dict[str, list[_Sign]] = {}
    for sign in _signs(page):
        groups.setdefault(key_of(sign.name), []).append(sign)
    sure = [signs for signs in groups.values() if _is_enough(signs)]
    rest = [signs for signs in groups.values() if signs not in sure]
    candidates = [*map(_too_weak, rest), *_others(page, cited, {key_of(s[0].name) for s in sure})]
    if not sure:
        return OUTLET.abstains(candidates)
    if len(sure) > 1:
        why = "the text speaks in the name of more than one publisher"
        rivals = [Candidate(_printed(s), tuple(sign.span for sign in s), why) for s in sure]
        return OUTLET.contradicts([*rivals, *candidates])
    signs = sorted(sure[0], key=lambda sign: (sign.kind != "copyright", not sign.is_name))
    status = Status.STATED if signs[0].kind == "copyright" else Status.DERIVED
    return OUTLET.claims(status, _printed(signs), [sign.span for sign in signs], candidates)


def _is_enough(signs: list[_Sign]) -> bool:
    strongest = {sign.kind: sign.weight for sign in signs}
    return sum(strongest.values()) >= _STRONG and any(sign.is_name for sign in signs)


def _printed(signs: list[_Sign]) -> str:
    """Return the name as printed, from the sign that says it best."""
    best = max((s for s in signs if s.is_name), key=lambda s: s.weight, default=signs[0])
    return best.name


def _too_weak(signs: list[_Sign]) -> Candidate:
    why = f"one sign only ({signs[0].kind.replace('_', ' ')}) speaks for it"
    return Candidate(signs[0].name, tuple(sign.span for sign in signs), why)


def _signs(page: Page) -> Iterator[_Sign]:
    for passage in page.edges():
        kind = page.furniture.get(passage.number)
        reader = _READERS.get(kind) if kind else None
        if reader:
            yield from reader(page, passage)
        elif kind is None and passage.number < page.head_end and len(passage.text) <= _SHORT_LINE:
            yield from _named(page, passage, _BYLINE_FOR, "byline")
    for passage in page.passages:
        if passage.number not in page.furniture:
            yield from _named(page, passage, _STAFF, "staff")


def _named(page: Page, passage: Passage, pattern: re.Pattern[str], kind: str) -> Iterator[_Sign]:
    for match in pattern.finditer(passage.text):
        name = match.group("name")
        topic = name.casefold() in COUNTRIES or (kind == "more_from" and _may_be_person(name))
        if not topic and not is_agency(name) and not is_platform(name):
            yield _Sign(kind, 1, name, page.span(passage, *match.span("name")))


def _copyright(page: Page, passage: Passage) -> Iterator[_Sign]:
    """Read the holder of the whole page.

    A company may publish several outlets, and a person may hold the rights to a picture or be
    the author: both only confirm.
    """
    match = _COPYRIGHT.search(passage.text)
    if not match or _is_of_a_part(passage.text, match):
        return
    name = match.group("name").strip()
    if is_agency(name) or is_platform(name) or _is_no_name(name):
        return
    start = match.start("name")
    company = _COMPANY.search(name)
    if not company:
        span = page.span(passage, start, start + len(name))
        yield _Sign("copyright", 1 if _may_be_person(name) else _STRONG, name, span)
        return
    stem = re.sub(r"\s(?:and|&)$", "", name[: company.start()].strip(" ,."))
    if stem:
        span = page.span(passage, start, start + len(name))
        yield _Sign("company in the copyright line", 1, stem, span, is_name=False)


def _is_of_a_part(line: str, match: re.Match[str]) -> bool:
    """Whether words before the mark say what is protected: "Map data © ...", "Lyrics © ..."."""
    lead = line[: match.start()]
    return not _WHOLE_PAGE.match(lead) and key_of(lead) != key_of(match.group("name"))


def _is_no_name(name: str) -> bool:
    """Whether a holder is words of a notice, a credit, a country: "Terms of Use", "AFP/Getty"."""
    return "/" in name or name.casefold() in COUNTRIES or _NOTICE.match(name) is not None


def _may_be_person(name: str) -> bool:
    return bool(_HOLDER.fullmatch(name)) and not (
        NOT_A_PERSON.search(name) or is_organization(name) or _TITLE_ARTICLE.match(name)
    )


def _app(page: Page, passage: Passage) -> Iterator[_Sign]:
    """Read promotion of the publisher's own applications: the name must be repeated."""
    match = _APP_NAME.match(passage.stripped)
    if match and passage.text.count(match.group("name")) > 1:
        name = match.group("name").strip()
        yield _Sign("app_promotion", _STRONG, name, page.whole(passage))


def _address(page: Page, passage: Passage) -> Iterator[_Sign]:
    match = _ADDRESS.search(passage.text)
    if match and match.group("name").lower() not in _FREE_MAIL:
        span = page.span(passage, *match.span("name"))
        yield _Sign("contact_address", 1, match.group("name"), span, is_name=False)


_READERS: Mapping[Furniture, Callable[[Page, Passage], Iterator[_Sign]]] = MappingProxyType(
    {
        Furniture.COPYRIGHT: _copyright,
        Furniture.APP_PROMOTION: _app,
        Furniture.MORE_FROM: lambda page, line: _named(page, line, _MORE, "more_from"),
        Furniture.NEWSLETTER: lambda page, line: _named(page, line, _NEWSLETTER, "newsletter"),
        Furniture.CONTACT: _address,
    }
)


def _others(page: Page, cited: tuple[Claim, ...], sure: set[str]) -> Iterator[Candidate]:
    """Yield the media that the text names without being published by them."""
    for claim in cited:
        if claim.value and key_of(claim.value) not in sure:
            yield Candidate(
                claim.value, claim.evidence, "is credited as a source, not as publisher"
            )
    for number, kind in page.furniture.items():
        passage = page.passages[number]
        if kind is Furniture.PHOTO_CREDIT and (match := _CREDIT.search(passage.text)):
            span = page.span(passage, *match.span("name"))
            yield Candidate(span.exact, (span,), "is credited for a picture")
        elif kind is Furniture.COPYRIGHT and (match := _COPYRIGHT.search(passage.text)):
            span = page.span(passage, *match.span("name"))
            if is_agency(span.exact):
                yield Candidate(span.exact, (span,), "is an agency, whose reports others publish")
            elif _is_of_a_part(passage.text, match) and key_of(span.exact) not in sure:
                yield Candidate(span.exact, (span,), _PART)
    yield from _agency(page)
    yield from _platforms(page.text)


def _agency(page: Page) -> Iterator[Candidate]:
    if page.body is None:
        return
    body = page.passages[page.body]
    match = re.search(r"\((?P<name>[A-Z][A-Za-z ]{1,30})\)\s?[-\u2013\u2014]", body.text[:160])
    if match and is_agency(match.group("name")):
        span = page.span(body, *match.span("name"))
        yield Candidate(span.exact, (span,), "is an agency, whose reports others publish")


def _platforms(text: str) -> Iterator[Candidate]:
    first: dict[str, Span] = {}
    names = starts_of(PLATFORM_NAME, text)
    for match in matches_near(PLATFORM, text, names, _PLATFORM_REACH):
        if match.group() not in first:
            first[match.group()] = span_at(text, *match.span())
            if len(first) >= _MAX_PLATFORMS:
                break
    for name, span in first.items():
        yield Candidate(name, (span,), "is a platform on which others publish")
