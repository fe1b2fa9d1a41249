"""Who is mentioned in a sentence: names, handles, pronouns and people known by a description.

A *mention* is syntax only: who it is, is decided in `cast`. Names are taken as printed.
"""

import re
from typing import NamedTuple

from preserve.describing.cues import PREPOSITIONS
from preserve.describing.gazetteer import (
    CALENDAR,
    COUNTRIES,
    DETERMINERS,
    FUNCTION_WORDS,
    HONORIFICS,
    NATIONALITIES,
    OFFICE_NOUNS,
    ORG_WORDS,
    PARTICLES,
    PARTISANS,
    SUFFIXES,
    listed,
)
from preserve.describing.kinds import ADJECTIVES, NOTHING, Known, MentionKind, kind_of_run
from preserve.describing.places import PLACES
from preserve.describing.prose import Sentence, Token
from preserve.describing.roles import is_role
from preserve.describing.things import BODIES, OPENERS, SURNAMES, THING_ENDS

_PREFIXED = re.compile(r"(?:al|el|an|as|ad|ash|at|ar|ul|bin|ben|abu|ibn)-\w", re.IGNORECASE)
_ADJECTIVE = re.compile(
    r".+-(?:\w{3,}ing|\w{2,}ed|born|old|led|run|held|wide|style|long|backed"
    r"|era|free|only|like|taker|\w{2,}(?:tic|ish|ial|ive|ous|ern))"
)
_MONTH_NAMES = frozenset({"jan", "april", "may", "june", "august"})
_MONTH_SURNAMES = frozenset({"May", "June", "August", "March", "Jun", "Sun"})
_RANKS = frozenset({"chief", "district", "county", "deputy", "supreme", "attorney", "presiding"})
_ELIDING = frozenset("'\u2019")
_MAX_NAME = 8  # words
_JOINERS = frozenset({"of", "for", "the", "and", "&", "to", "on", "in"})
_TITLES = listed(
    "mr mrs ms miss mx dr prof rev gen col maj capt lt sgt cpl pvt sen rep gov hon sens reps govs"
    " gens adm cmdr supt sir"
)
"""Honorifics that are never a name themselves, wherever they stand."""


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
    if index >= len(tokens):
        return index
    _, _, text, low, _ = tokens[index]
    if not (text[:1].isupper() or "-" in text) or low in SUFFIXES:
        return index
    end = index + 1 if low in _MONTH_NAMES and _is_month_name(tokens, index) else index
    limit = min(len(tokens), index + _MAX_NAME)
    while end < limit:
        token = tokens[end]
        _, _, text, low, _ = token
        if "-" not in text:  # the two plain cases, which the questions below would answer alike
            if "a" <= text < "{" and low not in PARTICLES and text[1:2] not in _ELIDING:
                break
            if text[:1].isupper() and low not in CALENDAR:
                end += 1
                continue
        if not (_is_capital(token) or _is_prefixed(text)) and (
            end == index or not (_goes_on(tokens, end) or _is_month_surname(tokens, end))
        ):
            break
        end += 1
    return _without_tail(tokens, index, end)


def _is_month_name(tokens: tuple[Token, ...], index: int) -> bool:
    """Whether "Jan" or "April" is a given name here: a capital follows, no preposition before."""
    if tokens[index].low not in _MONTH_NAMES or index + 1 >= len(tokens):
        return False
    before = tokens[index - 1].low if index else ""
    return before not in PREPOSITIONS and _is_capital(tokens[index + 1])


def _is_month_surname(tokens: tuple[Token, ...], at: int) -> bool:
    """Whether "May" is a surname: a given name stands before it, and no day behind it."""
    if tokens[at].text not in _MONTH_SURNAMES or at + 1 >= len(tokens):
        return False
    after = tokens[at + 1].text
    return not after[:1].isdigit() and after != "." and tokens[at - 1].low not in CALENDAR


def _goes_on(tokens: tuple[Token, ...], at: int) -> bool:
    """Whether a full stop after "Dr" or "J", ", Jr" or a particle belongs to the name."""
    text, before = tokens[at].text, tokens[at - 1]
    if text == ".":
        if before.low in HONORIFICS or before.low in SUFFIXES:
            return True
        if before.low == "st":  # "Joan St. Clair"
            return _capital_at(tokens, at + 1)
        initial = len(before.text) == 1 and before.text.isupper()
        return initial and (_capital_at(tokens, at + 1) or _is_elided(tokens, at + 1))
    if _is_elided(tokens, at):
        return True
    if text == ",":
        return at + 1 < len(tokens) and tokens[at + 1].low in ("jr", "sr")
    if tokens[at].low not in PARTICLES or at + 1 >= len(tokens):
        return False
    return _capital_at(tokens, at + 1) or tokens[at + 1].low in PARTICLES


def _without_tail(tokens: tuple[Token, ...], index: int, end: int) -> int:
    while end > index and (tokens[end - 1].text in ".," or tokens[end - 1].low in PARTICLES):
        suffix = end - index > 1 and tokens[end - 2].low in SUFFIXES
        if suffix and tokens[end - 1].text == "." and end < len(tokens):
            return end
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


def _is_elided(tokens: tuple[Token, ...], index: int) -> bool:
    """Whether a word is "d'Arcy": a small letter, an apostrophe, a capital."""
    text = tokens[index].text if index < len(tokens) else ""
    return text[1:2] in _ELIDING and text[2:3].isupper()


def _capital_at(tokens: tuple[Token, ...], index: int) -> bool:
    return index < len(tokens) and tokens[index].text[:1].isupper()


def read_name(tokens: tuple[Token, ...], index: int, known: Known) -> tuple[list[Mention], int]:
    """Read the capitalised words at `index`.

    Args:
        tokens: the sentence.
        index: where to begin.
        known: what the article tells of its words, so that "Ban said" is read as a name.

    Returns:
        The mention (a list of one or none) and the index to go on from.
    """
    end = name_run(tokens, index)
    begin = _after_opening(tokens, index, end, known)
    if begin == end:
        return [], max(end, index + 1)
    role_end, name_first = _split(tokens, begin, end)
    if role_end == end or tokens[end - 1].low in _TITLES:  # "Activist", "the Porto Sen"
        return [], end
    roles = ((begin, role_end),) if role_end > begin else ()
    body = _body_end(tokens, name_first, end)
    if body > end:
        return [Mention("org", begin, body, name_first, body)], body
    end = _org_end(tokens, name_first, end)
    kind = kind_of_run(tokens, name_first, end, known)
    if kind is None:
        return [], end
    return [Mention(kind, begin, end, name_first, end, roles)], end


def _after_opening(tokens: tuple[Token, ...], index: int, end: int, known: Known) -> int:
    """Pass over "But" and "Presumptive" before a name."""
    begin = index
    while begin < end and tokens[begin].text not in known.names:
        low = tokens[begin].low
        opens = low in OPENERS and begin + 1 < end and not is_role(tokens[begin])
        if low not in FUNCTION_WORDS and not opens:
            break
        begin += 1
    return begin


def _split(tokens: tuple[Token, ...], begin: int, end: int) -> tuple[int, int]:
    """Return where the role before a name ends, and where the name begins."""
    if tokens[end - 1].low in THING_ENDS and end - begin > 1:
        return begin, begin
    for index in range(end - 1, begin - 1, -1):
        low = tokens[index].low
        if low in HONORIFICS:
            if index + 1 < end and _is_title(tokens, begin, index):
                return _role_before(tokens, begin, index), index
            continue
        if not is_role(tokens[index]) or low in ORG_WORDS:
            continue
        if low in SURNAMES and _follows_given(tokens, begin, index):
            continue
        return index + 1, index + 1
    return begin, _after_nationality(tokens, begin, end)


def _is_title(tokens: tuple[Token, ...], begin: int, index: int) -> bool:
    """Whether an honorific before a name is none of its words: "King" may be a surname."""
    if tokens[index].low in _TITLES:
        return True
    return begin < index and not _are_given(tokens, begin, index)


def _role_before(tokens: tuple[Token, ...], begin: int, index: int) -> int:
    """Return the end of a role that stands before "Dr" or "Sen": none after a mere place."""
    return index if any(is_role(token) for token in tokens[begin:index]) else begin


def _follows_given(tokens: tuple[Token, ...], begin: int, index: int) -> bool:
    """Whether a surname that is a job stands behind given names, or "Baker" behind a title."""
    if index > begin:
        return _are_given(tokens, begin, index)
    before = tokens[index - 1] if index else tokens[index]
    return index > 0 and before.text[:1].isupper() and is_role(before)


def _are_given(tokens: tuple[Token, ...], begin: int, end: int) -> bool:
    """Whether the words before "Baker" can be given names: none belongs to an office."""
    return not any(
        token.low in ADJECTIVES
        or token.low in ORG_WORDS
        or token.low in PLACES
        or token.low in OPENERS
        or token.low in THING_ENDS
        or (is_role(token) and token.low not in SURNAMES)
        or (len(token.text) > 1 and token.text.isupper())
        or token.low in _RANKS
        for token in tokens[begin:end]
    )


def _after_nationality(tokens: tuple[Token, ...], begin: int, end: int) -> int:
    """Pass over "Syrian", "Democrat" and "Iowa Republican" before a name."""
    first = begin
    for index in range(begin, end - 1):
        low = tokens[index].low
        if low in NATIONALITIES or low in ADJECTIVES or low in PARTISANS:
            first = index + 1
        elif low not in PLACES and low not in ORG_WORDS:
            break
    return first


def _body_end(tokens: tuple[Token, ...], begin: int, end: int) -> int:
    """Extend "Lee" over "campaign": a body that is called after somebody."""
    at = end
    while at < len(tokens) and at - end < 2 and tokens[at].low in _BODY_ADJECTIVES:  # noqa: PLR2004 - "presidential election"
        at += 1
    if at < len(tokens) and tokens[at].text in BODIES and tokens[begin].text[:1].isupper():
        return at + 1
    return end


_BODY_ADJECTIVES = frozenset({"presidential", "election", "reelection", "re-election", "national"})


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


def known_words(sentences: tuple[Sentence, ...]) -> Known:
    """Collect what the sentences that are no headlines tell about their words."""
    names: set[str] = set()
    small: set[str] = set()
    for sentence in sentences:
        if not sentence.titled:
            small.update([text for _, _, text, low, _ in sentence.tokens if text == low])
            _collect(sentence.tokens, names)
    return Known(frozenset(names), frozenset(small))


def _collect(tokens: tuple[Token, ...], known: set[str]) -> None:
    after = 0
    capitals = [at for at, (_, _, text, low, _) in enumerate(tokens) if text != low or "-" in text]
    for index in capitals:
        if index < after:
            continue
        token = tokens[index]
        text = token.text
        if not (_is_capital(token) or _is_prefixed(text)):
            continue
        if index + 1 < len(tokens) and not _may_go_on(tokens[index + 1]):
            continue
        mentions, after = read_name(tokens, index, NOTHING)
        for mention in mentions:
            if mention.kind == "name" and mention.name_last - mention.name_first > 1:
                span = tokens[mention.name_first : mention.name_last]
                known.update(token.text for token in span[:-1] if _names(token))
                known.update(token.text for token in span[-1:] if _surname(token))


def _may_go_on(token: Token) -> bool:
    """Whether a second word of a name may stand here, or the full stop of an initial."""
    text = token.text
    return text[:1].isupper() or text == "." or token.low in PARTICLES or "-" in text


def _surname(token: Token) -> bool:
    return (
        token.text[:1].isupper()
        and len(token.text) > 1
        and token.low not in SUFFIXES
        and token.low not in COUNTRIES
        and token.low not in FUNCTION_WORDS - {"will", "may"}
    )


def _names(token: Token) -> bool:
    return (
        _surname(token)
        and token.low not in HONORIFICS
        and token.low not in DETERMINERS
        and token.low not in PLACES
    )
