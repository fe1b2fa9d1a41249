"""When the text can have been written, as far as this text alone tells: an EDTF interval."""

import re
from collections.abc import Iterable
from datetime import date, timedelta

from preserve.describing.dates import Dates, Printed, candidates_of, end_of_article
from preserve.describing.mentions import Kind, Mention
from preserve.describing.page import Page
from preserve.describing.rules import DATE_WINDOW
from preserve.model.claim import Candidate, Claim, Status
from preserve.model.span import Span, span_at

_BEFORE, _AFTER = 140, 48
_SENTENCE_END = re.compile('[.!?][\u201d"\'\u2019)]?\\s+(?=[A-Z\u201c"])')
_PAST = re.compile(
    r"\b(?:\w{2,}ed|was|were|had|has|have|did|said|sent|wrote|told|began|took|came|went|made|fell|"
    r"broke|saw|left|met|held|since|after|following)\b"
)
_FUTURE = re.compile(
    r"\b(?:will|would|shall|may|might|could|expected|scheduled|due|planned|plans?|by|until|ahead|"
    r"before|hopes?|slated)\b"
)
_PAST_YEAR = re.compile(r"\b(?:since|after|during|following)\s(?:the\s)?(?:early\s|late\s|mid-)?$")
_VISITED = re.compile(
    r"\b(?:accessed|archived|retrieved|printed|captured|downloaded|saved|visited|cached|scanned|"
    r"viewed|crawled)(?:\s(?:on|at|from the original on))?:?\s$",
    re.IGNORECASE,
)
"""Words of whoever came later, so that the day they name bounds nothing from below."""
_IN_YEAR = re.compile(r"\b[Ii]n\s(?:the\s)?(?:early\s|late\s|mid-)?$")
_COUNTED = re.compile(r"\s(?!(?:and|or|but|when|as|to|with|by|in|the|that|he|she|they|it)\b)[a-z]")
_EVENT = re.compile(
    r"\s(?:\w+\s){0,2}(?:uprisings?|war|revolution|protests?|elections?|invasion|crisis|coup|"
    r"attacks?|conflict|massacre|genocide|siege|earthquake|floods?|revolts?|riots?)\b"
)
_PERIOD = re.compile(
    r"(?P<hours>\d{1,3})[- ]hours?(?:[- ]period)?\s(?:that\s(?:has|have)\s)?passed\ssince"
    r"|(?P<days>\d{1,2}|two|three|four|five|six|seven)\sdays\s(?:that\s)?(?:has|have)\spassed\ssince"
)
_WORDS = {"two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7}
_REACH = 400  # characters between a period and the day it is counted from
_HALF_YEAR = 182
_HOURS = 24


def window_of(page: Page, dates: Dates) -> Claim:
    """Return the window of a text's date: known, bounded, or unknown with what was seen."""
    text = page.text
    if dates.claim.value:
        return DATE_WINDOW.claims(Status.DERIVED, dates.claim.value[:10], dates.claim.evidence)
    candidates = candidates_of(text, dates.mentions)
    if dates.claim.status is Status.CONFLICTING:
        days = sorted(p.stamp.day.edtf for p in dates.published if p.stamp.day)
        evidence = [p.evidence for p in dates.published]
        value = f"{days[0]}/{days[-1]}"
        return DATE_WINDOW.claims(Status.INFERRED, value, evidence, candidates)
    end = end_of_article(page)
    stop = page.passages[end].start if end < len(page.passages) else len(text)
    own = (mention for mention in dates.mentions if mention.start < stop)
    past = tuple(mention for mention in own if _is_past(text, mention))
    return (
        _with_known_days(text, past, dates.updated, candidates)
        or _counted(text, past, dates.mentions, candidates)
        or _open_ended(text, past, candidates)
        or DATE_WINDOW.abstains(candidates)
    )


def _is_past(text: str, mention: Mention) -> bool:
    """Whether the text speaks of a date as gone by."""
    if mention.kind is Kind.POST:
        return True
    if mention.kind in {Kind.WEEKDAY, Kind.RELATIVE, Kind.COPYRIGHT}:
        return False
    before = text[max(0, mention.start - _BEFORE) : mention.start]
    before = _SENTENCE_END.split(before)[-1].rsplit("\n", 1)[-1]
    if _VISITED.search(before):
        return False
    after = _SENTENCE_END.split(text[mention.end : mention.end + _AFTER])[0].split("\n", 1)[0]
    if mention.kind is Kind.MONTH:
        return mention.cue == "since"
    if mention.kind is Kind.YEAR:
        return _is_past_year(before, after)
    return _is_told_as_past(before, after)


def _is_told_as_past(before: str, after: str) -> bool:
    if _FUTURE.search(before[-48:]):
        return False
    return bool(_PAST.search(before) or (_PAST.search(after) and not _FUTURE.search(after)))


def _is_past_year(before: str, after: str) -> bool:
    """Whether a number is a year, and one gone by: "after 2000 people fled" names no year."""
    if _COUNTED.match(after) and not _EVENT.match(after):
        return False
    if _PAST_YEAR.search(before):
        return True
    return bool(_IN_YEAR.search(before)) and _is_told_as_past(before, after)


def _with_known_days(
    text: str,
    past: Iterable[Mention],
    updated: tuple[Printed, ...],
    candidates: list[Candidate],
) -> Claim | None:
    """Bound by days printed with their year, and by a printed update."""
    whole = [m for m in past if m.kind in {Kind.FULL, Kind.POST} and m.value[:4].isdigit()]
    whole = [m for m in whole if re.fullmatch(r"\d{4}-\d\d-\d\d", m.value)]
    latest = max(whole, key=lambda m: m.value, default=None)
    ends = sorted((p.stamp.day.edtf, p.evidence) for p in updated if p.stamp.day)
    if not latest and not ends:
        return None
    upper = ends[0][0] if ends else ".."
    lower = latest.value if latest else ".."
    if ends and latest and lower > upper:
        return None
    evidence = [span_at(text, latest.start, latest.end)] if latest else []
    evidence += [span for _, span in ends[:1]]
    value = lower if lower == upper else f"{lower}/{upper}"
    return DATE_WINDOW.claims(Status.INFERRED, value, evidence, candidates)


def _counted(
    text: str,
    past: tuple[Mention, ...],
    mentions: tuple[Mention, ...],
    candidates: list[Candidate],
) -> Claim | None:
    """Count a period ("the 48-hour period that has passed since") from the day named before it."""
    latest = _latest_day(past)
    for match in _PERIOD.finditer(text) if latest and "passed" in text else ():
        days = _period_days(match)
        anchor = next(
            (m for m in reversed(past) if m.kind is Kind.DAY and m.end <= match.start()), None
        )
        if not days or not anchor or match.start() - anchor.end > _REACH:
            continue
        reached = _moved(anchor.value, days)
        if not reached or (latest and _distance(latest.value, reached) < 0):
            continue
        weekdays = [m for m in mentions if m.kind is Kind.WEEKDAY]
        one_weekday = len({m.value for m in weekdays}) == 1
        places = [(anchor.start, anchor.end), match.span()]
        places += [(m.start, m.end) for m in weekdays[:4]] if one_weekday else []
        evidence = [span_at(text, start, end) for start, end in places]
        # A single weekday in the text is the day it was written on: it closes the interval.
        value = reached if one_weekday else f"{reached}/.."
        return DATE_WINDOW.claims(Status.INFERRED, value, evidence, candidates)
    return None


def _period_days(match: re.Match[str]) -> int:
    if match.group("hours"):
        hours = int(match.group("hours"))
        return 0 if hours % _HOURS else hours // _HOURS
    days = match.group("days")
    return _WORDS[days] if days in _WORDS else int(days)


def _latest_day(past: Iterable[Mention]) -> Mention | None:
    """Return the latest day without a year; None when the turn of a year may lie between."""
    days = [m for m in past if m.kind is Kind.DAY]
    latest = max(days, key=lambda m: m.value, default=None)
    if latest and any(_distance(m.value, latest.value) > _HALF_YEAR for m in days):
        return None
    return latest


def _in_leap_year(value: str) -> date:
    return date(2016, int(value[5:7]), int(value[8:10]))


def _distance(earlier: str, later: str) -> int:
    return (_in_leap_year(later) - _in_leap_year(earlier)).days


def _moved(value: str, days: int) -> str | None:
    """Add days to `XXXX-12-12`; None across the end of February, which depends on the year."""
    start = _in_leap_year(value)
    end = start + timedelta(days=days)
    crosses = start < date(2016, 3, 1) and end >= date(2016, 2, 29)
    return None if crosses else f"XXXX-{end.month:02}-{end.day:02}"


def _open_ended(text: str, past: tuple[Mention, ...], candidates: list[Candidate]) -> Claim | None:
    """Bound from below only: by the latest day, else month, else year that is told as past."""
    best = _latest_day(past)
    for kind in (Kind.MONTH, Kind.YEAR):
        ranked = [m for m in past if m.kind is kind]
        one_value = len({m.value for m in ranked}) == 1 or kind is Kind.YEAR
        if best is None and ranked and one_value:
            best = max(ranked, key=lambda m: m.value)
    if best is None:
        return None
    evidence: list[Span] = [span_at(text, best.start, best.end)]
    return DATE_WINDOW.claims(Status.INFERRED, f"{best.value}/..", evidence, candidates)
