"""Media and organizations that the text credits with information."""

import re
from collections.abc import Iterator
from itertools import islice

from preserve.describing.nearby import matches_near, places_of
from preserve.describing.newsrooms import NAME, is_organization
from preserve.describing.page import Page
from preserve.describing.rules import SOURCES_CITED
from preserve.model.claim import Claim, Status
from preserve.model.span import Span, span_at

_LIMIT = 2000
_MAX_EVIDENCE = 8
_OFFICE = (
    r"(?:\s(?:[a-z][a-z-]{1,20}\s){0,3}(?:office|agency|council|department|ministry|observatory|"
    r"commission|mission|network|authority|newspaper|magazine|website|service)\b)?"
)
_CREDITING = re.compile(
    r"\b(?=[AaTtRrPpCcQqIiSs])(?:[Aa]ccording\sto|[Tt]old|[Rr]eported\sby|[Pp]ublished\sby|[Cc]ited\sby|[Qq]uoted\sby|"
    r"[Ii]nterview\swith|[Ss]peaking\sto|[Ss]poke\sto|[Aa]\sreport\s(?:by|from|in)|"
    r"[Ii]nformation\sfrom)\s(?:the\s)?"
)
_CREDITS = (
    *("ccording", "told", "Told", "eported", "ublished", "ited", "uoted", "nterview", "peaking"),
    *("poke", " report", "nformation"),
)
_CREDITS_REACH = 40  # characters: more than "According to the " has
_CREDITED = re.compile(rf"{NAME}{_OFFICE}")
_REPORTING = re.compile(r"\s(?:reported|reports|quoted|quotes|published|cited|cites|revealed)\b")
_NAME_BEFORE = re.compile(rf"(?P<name>{NAME})(?:\s(?:has|have|had|also))?$")
_NAME_REACH = 160  # characters
_PERSON_BEHIND = re.compile(
    r"(?:[\u2019']s)?,?\s(?:[a-z-]+\s){0,4}(?:spokes\w+|officials?|ambassador|envoy|president|minister|"
    r"chief|secretary|activists?|members?|staff|workers?|director|head|commander|leader|sources?)\b"
)
_LEADING = re.compile(
    r"(?:On|In|As|But|And|While|When|Meanwhile|Earlier|Later|Also|Monday|Tuesday|Wednesday|Thursday|"
    r"Friday|Saturday|Sunday)\s+"
)


def sources_of(page: Page) -> tuple[Claim, ...]:
    """Return one claim for each printed form of a source, in order of appearance."""
    found: dict[str, list[Span]] = {}
    for start, end in sorted({*_credited(page.text), *_reporting(page.text)}):
        places = found.setdefault(page.text[start:end], [])
        if len(places) < _MAX_EVIDENCE:
            places.append(span_at(page.text, start, end))
    return tuple(
        SOURCES_CITED.claims(Status.STATED, name, places) for name, places in found.items()
    )


def _credited(text: str) -> Iterator[tuple[int, int]]:
    for match in islice(_names_credited(text), _LIMIT):
        if is_organization(match.group()) and not _PERSON_BEHIND.match(text, match.end()):
            yield match.span()


def _names_credited(text: str) -> Iterator[re.Match[str]]:
    end = 0
    for lead in matches_near(_CREDITING, text, places_of(text, _CREDITS), _CREDITS_REACH):
        name = _CREDITED.match(text, lead.end()) if lead.start() >= end else None
        if name:
            end = name.end()
            yield name


def _reporting(text: str) -> Iterator[tuple[int, int]]:
    """Yield the names that stand right before a verb of reporting."""
    for verb in islice(_REPORTING.finditer(text), _LIMIT):
        reach = max(0, verb.start() - _NAME_REACH)
        match = _NAME_BEFORE.search(text[reach : verb.start()])
        if not match:
            continue
        leading = _LEADING.match(match.group("name"))
        start = reach + match.start("name") + (leading.end() if leading else 0)
        end = reach + match.end("name")
        if is_organization(text[start:end]):
            yield start, end
