"""Passages an archivist should decide on before a description is shared: never a conclusion."""

import re
from bisect import bisect_right

from preserve.describing.evidence import Range, lower_of, spans_of
from preserve.describing.hearing import Hearing
from preserve.describing.names import name_run
from preserve.describing.nearby import matches_near, places_of
from preserve.describing.prose import NO_QUOTE
from preserve.describing.roles import minor_age
from preserve.model.description import Quotation, Risk

_ALIVE = re.compile(
    r"\b(?=[sctpbiwaf])(?:still\s(?:alive|inside|there|trapped|tweeting|posting|in hiding|missing)"
    r"|continu(?:ed|es|ing)\sto\s(?:tweet|post|upload|write|report|film"
    r"|stream|live|hide)\w*|tweeted again|posted again|being alive|(?:is|was|are) alive"
    r"|went (?:silent|offline)|feared dead)\b",
)
_ANONYMOUS = re.compile(
    r"\b(?=[inkoawprdgsf])(?:(?:identified|named|known)\sonly\s(?:as|by)|on\s(?:the\s)?condition\sof\sanonymity"
    r"|(?:asked|wanted|wished|preferred|requested)\s(?:not\s)?(?:to\s)?"
    r"(?:be\snamed|be\sidentified|remain\sanonymous|anonymity|stay\sanonymous)"
    r"|(?:did|does)\snot\swant\s(?:to\sbe|(?:his|her|their)\sname)\s?\w*"
    r"|declined\sto\s(?:be\snamed|give\s(?:his|her|their)\s(?:full\s)?name)"
    r"|gave\sonly\s(?:his|her|their|a)\s(?:first\s)?name|whose\s(?:full\s)?name\sis\snot\s\w+"
    r"|names?\s(?:has|have)\sbeen\s(?:changed|withheld)|spoke\sanonymously|speaking\sanonymously"
    r"|for\s(?:security|safety)\sreasons)\b",
)
_AGE = re.compile(
    r"\b(?=[\doftsneai])(?:(?:\d{1,2}|one|two|three|four|five|six|seven|eight|nine|ten"
    r"|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen)(?:-years?-old|\syears?\sold\b)"
    r"|(?:aged|i['\u2019]m|i am)\s(?P<age>\d{1,2})\b(?=\s?(?:years|[,.)]|$)))",
)
_PHRASES = (
    ("alive", _ALIVE, ("still", "continu", "ed again", "alive", "silent", "offline", "feared")),
    (
        "asked_anonymity",
        _ANONYMOUS,
        ("only", "anonym", "named", "identified", "want", "declined", "whose", "changed",
         "withheld", "reasons"),
    ),
    ("minor", _AGE, ("-old", "s old", "r old", "aged", "i'm", "i\u2019m", "i am")),
)  # fmt: skip
"""Kind, pattern, and words without which the pattern never matches."""
_REACH = 60  # characters: more than from such a word to either end of its match
_ADULT = 18
_INSIDE = frozenset({"in", "inside", "from", "near", "at", "within"})
_STEPS = frozenset(
    [
        "the",
        "a",
        "besieged",
        "eastern",
        "western",
        "northern",
        "southern",
        "central",
        "east",
        "west",
        "inside",
        "rebel-held",
        "city",
        "of",
        "area",
        "town",
        "village",
        "neighbourhood",
        "neighborhood",
        "district",
        "suburb",
        "part",
        "streets",
    ]
)
_QUOTED_PLACE = re.compile(
    r"\b(?:in|from|inside|near)\s(?:the\s)?(?:(?:besieged|eastern|western|northern|southern)\s)?"
    r"(?:(?:city|town|village)\sof\s)?(?:East|West|North|South)?\s?#?[A-Z]\w+"
)
_HERE = re.compile(r"\b(?:I am|I['\u2019]m|we are|we['\u2019]re|here|live)\b", re.IGNORECASE)


def risks_of(
    hearing: Hearing, ids: dict[int, str], quotations: tuple[Quotation, ...]
) -> tuple[Risk, ...]:
    """Find what may endanger somebody, with the speaker it is about where the text tells."""
    found: dict[tuple[str, str | None], list[Range]] = {}
    _from_words(hearing, ids, found)
    for number in range(len(hearing.sentences)):
        _places(hearing, ids, number, found)
    for quotation in quotations:
        place = _quoted_place(quotation) if quotation.speaker is not None else None
        if place is not None:
            found.setdefault(("location", quotation.speaker), []).append(place)
    for number, entity in enumerate(hearing.cast.entities):
        if entity.minor and number in ids:
            found.setdefault(("minor", ids[number]), []).extend(entity.minor)
    ordered = sorted(found.items(), key=lambda item: (min(item[1]), item[0][0], item[0][1] or ""))
    return tuple(
        Risk(kind, speaker, spans_of(hearing.text, places)) for (kind, speaker), places in ordered
    )


def _from_words(
    hearing: Hearing, ids: dict[int, str], found: dict[tuple[str, str | None], list[Range]]
) -> None:
    """Look for fixed phrases in the sentences, and ask whom each sentence is about."""
    starts = [sentence.sentence.start for sentence in hearing.sentences]
    lowered = lower_of(hearing.text)
    told: set[Range] = {place for one in hearing.cast.entities for place in one.minor}
    forms = {
        start: ids[entity] for entity in ids for start, _ in hearing.cast.entities[entity].forms
    }
    for kind, pattern, hints in _PHRASES:
        for match in matches_near(pattern, lowered, places_of(lowered, hints), _REACH):
            place = match.span()
            if kind == "minor" and (place in told or not _is_minor(match)):
                continue
            number = bisect_right(starts, place[0]) - 1
            if number < 0 or place[0] >= hearing.sentences[number].sentence.end:
                continue
            if kind == "asked_anonymity":
                speaker = _described_before(hearing, forms, number, place[0])
            elif kind == "minor" and not match.group().startswith("i"):
                speaker = None  # "my six-year-old son": not the child speaks
            else:
                speaker = _about(hearing, ids, number, place)
            stripped = match.group().lstrip()
            place = (place[1] - len(stripped), place[1])
            found.setdefault((kind, speaker), []).append(place)


def _described_before(hearing: Hearing, forms: dict[int, str], number: int, at: int) -> str | None:
    """Return who is described right before a place: whom "who asked not to be named" is about."""
    sentence = hearing.sentences[number]
    nearest: str | None = None
    for mention in sentence.mentions:
        if sentence.tokens[mention.first].start >= at:
            break
        if mention.kind in ("name", "anon", "handle"):
            nearest = forms.get(sentence.tokens[mention.name_first].start)
    return nearest


def _is_minor(match: re.Match[str]) -> bool:
    age = match["age"]
    return int(age) < _ADULT if age else minor_age("-".join(match.group().split()))


def _about(hearing: Hearing, ids: dict[int, str], number: int, place: Range) -> str | None:
    for token in hearing.sentences[number].tokens:
        if token.quote != NO_QUOTE and token.start <= place[0] < token.end:
            heard = hearing.found.get(token.quote)
            return ids.get(heard.entity) if heard and heard.entity is not None else None
    entity = hearing.main.get(number)
    return ids.get(entity) if entity is not None else None


def _places(
    hearing: Hearing,
    ids: dict[int, str],
    number: int,
    found: dict[tuple[str, str | None], list[Range]],
) -> None:
    """Read "based in eastern Springfield" and the like in a sentence about a speaker."""
    entity = hearing.main.get(number)
    if entity is None or entity not in ids:
        return
    tokens = hearing.sentences[number].tokens
    inside = [at for at, (_, _, _, low, _) in enumerate(tokens[:200]) if low in _INSIDE]
    for index in inside:
        before = tokens[index - 1].low if index else ""
        telling = before in _TELLING or (index > 1 and tokens[index - 2].low in _TELLING)
        if not before or before in _INSIDE or not telling:
            continue
        end = index + 1
        while end < len(tokens) and tokens[end].low in _STEPS and end - index < 6:  # noqa: PLR2004 - a short phrase
            end += 1
        named = name_run(tokens, end)
        besieged = any(part.low in ("besieged", "area") for part in tokens[index:end])
        if (named > end or besieged) and tokens[end - 1].quote == NO_QUOTE:
            place = (tokens[index].start, tokens[max(named, end) - 1].end)
            found.setdefault(("location", ids[entity]), []).append(place)


_TELLING = frozenset(
    [
        "based",
        "living",
        "lives",
        "lived",
        "resident",
        "residents",
        "trapped",
        "tweeted",
        "tweeting",
        "live",
        "works",
        "working",
        "stuck",
        "activist",
        "journalist",
        "reporter",
        "student",
        "teacher",
        "doctor",
        "nurse",
        "message",
        "video",
        "stays",
        "hiding",
        "remains",
        "situation",
        "filmed",
        "posted",
        "messages",
        "videos",
    ]
)


def _quoted_place(quotation: Quotation) -> Range | None:
    match = _QUOTED_PLACE.search(quotation.exact)
    if match is None or _HERE.search(quotation.exact) is None:
        return None
    return quotation.start + match.start(), quotation.start + match.end()
