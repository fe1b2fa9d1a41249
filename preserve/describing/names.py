"""Who is mentioned in a sentence: names, handles, pronouns and people known by a description.

A *mention* is syntax only: who it is, is decided in `cast`. Names are taken as printed.
"""

import re
from typing import Literal, NamedTuple

from preserve.describing.cues import CUES, PREPOSITIONS
from preserve.describing.gazetteer import (
    CALENDAR,
    COUNTRIES,
    DETERMINERS,
    FUNCTION_WORDS,
    HONORIFICS,
    KNOWN_ORGS,
    MEDIA,
    NATIONALITIES,
    OFFICE_NOUNS,
    ORG_WORDS,
    PARTICLES,
    PLATFORMS,
)
from preserve.describing.prose import Sentence, Token
from preserve.describing.roles import is_role

MentionKind = Literal["name", "handle", "org", "media", "place", "pronoun", "possessive", "anon"]

_PREFIXED = re.compile(r"(?:al|el|an|as|ad|ash|at|ar|ul|bin|ben|abu|ibn)-\w", re.IGNORECASE)
_ADJECTIVE = re.compile(r".+-(?:\w{3,}ing|\w{2,}ed|born|old|led|run|held|wide|style|long|backed)")
_DIRECTIONS = frozenset(
    ["east", "west", "north", "south", "eastern", "western", "northern", "southern", "central"]
)
_PLACE_ENDS = frozenset(
    [
        "city",
        "east",
        "west",
        "street",
        "square",
        "avenue",
        "road",
        "province",
        "governorate",
        "district",
        "region",
        "county",
        "valley",
        "river",
        "island",
        "islands",
        "airport",
        "university",
        "bridge",
        "park",
        "sea",
        "gulf",
        "desert",
        "mountains",
        "hill",
    ]
)
_PLACE_STARTS = frozenset(
    ["new", "los", "las", "mount", "port", "fort", "cape", "lake", "operation", "hurricane",
     "cyclone", "typhoon", "flight", "highway", "interstate"]
)  # fmt: skip
_THINGS = frozenset(
    ["bible", "quran", "koran", "torah", "gospel", "genesis", "exodus", "islam", "christianity",
     "judaism", "hinduism", "buddhism", "t-shirt", "internet", "constitution"]
)  # fmt: skip
_MONTH_NAMES = frozenset({"jan", "april", "may", "june", "august"})
_MAX_NAME = 8  # words
_JOINERS = frozenset({"of", "for", "the", "and", "&", "to", "on", "in"})


class Mention(NamedTuple):
    """Somebody or something that could speak, where a sentence mentions it.

    Attributes:
        first: index of the first token of its noun phrase.
        last: index after the last token of its noun phrase.
        name_first: index of the first token of the words that name it.
        name_last: index after the last token of the words that name it.
        roles: token ranges that say what it is.
        hidden: the text says that the full name is withheld ("identified only as").
    """

    kind: MentionKind
    first: int
    last: int
    name_first: int
    name_last: int
    roles: tuple[tuple[int, int], ...] = ()
    hidden: bool = False


def may_begin_name(token: Token) -> bool:
    """Whether a word has a capital or a hyphen ("al-Shami"): cheap, before a name is read."""
    text = token.text
    return text[:1].isupper() or "-" in text


def name_run(tokens: tuple[Token, ...], index: int) -> int:
    """Return the index after the capitalised words that begin at `index` (`index` if none)."""
    if index >= len(tokens) or not may_begin_name(tokens[index]):
        return index
    end = index + 1 if _is_month_name(tokens, index) else index
    limit = min(len(tokens), index + _MAX_NAME)
    while end < limit:
        token = tokens[end]
        inside = end > index and _goes_on(tokens, end)
        if not (inside or _is_capital(token) or _is_prefixed(token.text)):
            break
        end += 1
    return _without_tail(tokens, index, end)


def _is_month_name(tokens: tuple[Token, ...], index: int) -> bool:
    """Whether "Jan" or "April" is a given name here: a capital follows, no preposition before."""
    if tokens[index].low not in _MONTH_NAMES or index + 1 >= len(tokens):
        return False
    before = tokens[index - 1].low if index else ""
    return before not in PREPOSITIONS and _is_capital(tokens[index + 1])


def _goes_on(tokens: tuple[Token, ...], at: int) -> bool:
    """Whether a full stop after "Dr" or a particle such as "van" belongs to the name."""
    if tokens[at].text == ".":
        return tokens[at - 1].low in HONORIFICS
    if tokens[at].low not in PARTICLES or at + 1 >= len(tokens):
        return False
    return _capital_at(tokens, at + 1) or tokens[at + 1].low in PARTICLES


def _without_tail(tokens: tuple[Token, ...], index: int, end: int) -> int:
    while end > index and (tokens[end - 1].text == "." or tokens[end - 1].low in PARTICLES):
        end -= 1
    return end


def _is_prefixed(text: str) -> bool:
    """Whether a word is a name with an article: "al-Shami"."""
    return "-" in text and _PREFIXED.match(text) is not None


def _is_capital(token: Token) -> bool:
    text = token.text
    if not text[:1].isupper() or token.low in CALENDAR:
        return False
    return "-" not in text or _ADJECTIVE.fullmatch(text) is None


def _capital_at(tokens: tuple[Token, ...], index: int) -> bool:
    return index < len(tokens) and tokens[index].text[:1].isupper()


def read_name(
    tokens: tuple[Token, ...], index: int, known: frozenset[str]
) -> tuple[list[Mention], int]:
    """Read the capitalised words at `index`.

    Args:
        tokens: the sentence.
        index: where to begin.
        known: words that are part of a name elsewhere, so that "Ban said" is read as a name.

    Returns:
        The mention (a list of one or none) and the index to go on from.
    """
    end = name_run(tokens, index)
    begin = index
    while begin < end and tokens[begin].low in FUNCTION_WORDS and tokens[begin].text not in known:
        begin += 1
    if begin == end:
        return [], max(end, index + 1)
    role_end = _after_last_role(tokens, begin, end)
    if role_end == end:  # "Activist", "President": a role, and no name
        return [], end
    roles = ((begin, role_end),) if role_end > begin else ()
    name_first = role_end if roles else _after_nationality(tokens, begin, end)
    end = _org_end(tokens, name_first, end)
    kind = _kind(tokens, name_first, end, known)
    if kind is None:
        return [], end
    return [Mention(kind, begin, end, name_first, end, roles)], end


def _after_last_role(tokens: tuple[Token, ...], begin: int, end: int) -> int:
    for index in range(end - 1, begin - 1, -1):
        token = tokens[index]
        if is_role(token) and token.low not in HONORIFICS and token.low not in ORG_WORDS:
            return index + 1
    return begin


def _after_nationality(tokens: tuple[Token, ...], begin: int, end: int) -> int:
    while begin < end - 1 and tokens[begin].low in NATIONALITIES:
        begin += 1
    return begin


def _org_end(tokens: tuple[Token, ...], begin: int, end: int) -> int:
    """Extend "International Committee" over "for the Red Cross (ICRC)"."""
    if not _has_org_word(tokens, begin, end):
        return end
    at = end
    while at < len(tokens) and tokens[at].low in _JOINERS and at - end < 2:  # noqa: PLR2004 - "for the"
        at += 1
    if at > end and tokens[end].low in ("of", "for") and _capital_at(tokens, at):
        end = max(end, name_run(tokens, at))
    if _is_acronym_in_brackets(tokens, end):
        end += 3
    for after in range(end, min(end + 3, len(tokens))):
        if tokens[after].low in OFFICE_NOUNS and tokens[after].text.islower():
            return after + 1
        if not tokens[after].text.islower():
            break
    return end


def _is_acronym_in_brackets(tokens: tuple[Token, ...], at: int) -> bool:
    return (
        at + 2 < len(tokens)
        and tokens[at].text == "("
        and tokens[at + 1].text.isupper()
        and tokens[at + 2].text == ")"
    )


def _has_org_word(tokens: tuple[Token, ...], begin: int, end: int) -> bool:
    return not ORG_WORDS.isdisjoint([token.low for token in tokens[begin:end]])


def _kind(
    tokens: tuple[Token, ...], begin: int, end: int, known: frozenset[str]
) -> MentionKind | None:
    lows = [tokens[index].low for index in range(begin, end)]
    single = len(lows) == 1
    kind: MentionKind | None = "name"
    if tokens[begin].low in HONORIFICS:
        kind = None if single else "name"
    elif lows[0] in PLATFORMS:
        kind = None
    elif not MEDIA.isdisjoint(lows):
        kind = "media" if not single or begin > 0 or tokens[begin].text.isupper() else None
    elif _is_place(lows):
        kind = "place"
    elif all(low in NATIONALITIES or low[:-1] in NATIONALITIES for low in lows):
        kind = None
    elif not KNOWN_ORGS.isdisjoint(lows) or not ORG_WORDS.isdisjoint(lows):
        kind = "org" if not single or lows[0] in KNOWN_ORGS or begin > 0 else None
    elif single:
        kind = _single(tokens, begin, known)
    return kind


def _is_place(lows: list[str]) -> bool:
    if all(low in COUNTRIES for low in lows) or lows[0] in _THINGS or "war" in lows:
        return True
    return len(lows) > 1 and (
        lows[0] in _DIRECTIONS or lows[0] in _PLACE_STARTS or lows[-1] in _PLACE_ENDS
    )


def _single(tokens: tuple[Token, ...], index: int, known: frozenset[str]) -> MentionKind | None:
    """Judge one capitalised word: a known part of a name, an acronym, or one beside its verb."""
    token = tokens[index]
    if token.text in known:
        return "name"
    letters = token.text.replace(".", "")
    if len(letters) > 1 and letters.isupper():
        return "org"
    if len(letters) < 2:  # noqa: PLR2004 - an initial alone is no name
        return None
    if index > 0:
        return "name"
    after = tokens[1].low if len(tokens) > 1 else ""
    return "name" if after in CUES or after in {",", "has", "was", "is", "had"} else None


def known_words(sentences: tuple[Sentence, ...]) -> frozenset[str]:
    """Collect the words of names of two or more words, from sentences that are no headlines."""
    known: set[str] = set()
    for sentence in sentences:
        if not sentence.titled:
            _collect(sentence.tokens, known)
    return frozenset(known)


def _collect(tokens: tuple[Token, ...], known: set[str]) -> None:
    after = 0
    for index, token in enumerate(tokens):
        text = token.text
        if index < after or not (text[:1].isupper() or "-" in text):
            continue
        if not (_is_capital(token) or _is_prefixed(text)):
            continue
        mentions, after = read_name(tokens, index, frozenset())
        for mention in mentions:
            if mention.kind == "name" and mention.name_last - mention.name_first > 1:
                span = tokens[mention.name_first : mention.name_last]
                known.update(token.text for token in span if _names(token))


def _names(token: Token) -> bool:
    return (
        token.text[:1].isupper()
        and len(token.text) > 1
        and token.low not in HONORIFICS
        and token.low not in FUNCTION_WORDS - {"will", "may"}
        and token.low not in DETERMINERS
        and token.low not in COUNTRIES
        and token.low not in _DIRECTIONS
    )
