"""Noun phrases for persons: a determiner, an owner or a place, modifiers, and the noun itself.

"The Porto port authority spokesman", "Porto's mayor", "Secretary of State", "the Porto Republican".
"""

from typing import NamedTuple

from preserve.describing.cues import AUXILIARIES, CUES
from preserve.describing.gazetteer import (
    CALENDAR,
    DETERMINERS,
    FUNCTION_WORDS,
    HONORIFICS,
    PLURAL_NOUNS,
    listed,
)
from preserve.describing.names import may_begin_name, name_run
from preserve.describing.prose import NO_QUOTE, Token
from preserve.describing.roles import MAX_MODIFIERS, is_modifier, is_role
from preserve.describing.things import SURNAMES

_AND = frozenset({"and", "&"})
_POSSESSIVE_MARKS = frozenset({"'s", "\u2019s"})
_OFFICES = listed(
    "the and state defense defence commerce labor labour education energy justice agriculture"
    " transportation transport treasury interior homeland security veterans affairs health housing"
    " management foreign national intelligence elections staff operations communications policy"
    " public relations human services urban development finance communication information"
    " trade industry culture environment house senate programs research media"
)
_PARTISAN = frozenset({"republican", "conservative", "libertarian", "liberal", "progressive"})
_MAX_OFFICE = 6  # words of "of Health and Human Services"
_NOUNS_IN_S = listed(
    "news affairs communications sales operations relations sports politics economics physics"
    " services studies business arts rights elections veterans press human-rights civil-rights"
    " appeals grassroots congress access process programs ethics logistics campus"
)
_VERBS = listed(
    "met took made gave beat won ran saw got let kept led held hit put cut sent left lost found"
    " brought bought thought sought taught caught fought built felt heard knew grew threw drew"
    " began came went became chose spoke broke wrote drove rode rose shook stole woke sat stood"
    " paid laid fell ate flew hid heads chairs judges guards cooks coaches pilots authors monitors"
    " hosts champions doctors leads rivals fellows hopes backs wants calls"
)
_MAX_ASIDE = 6  # tokens of "(R-Maine)"
_PARTY_LETTERS = frozenset({"r", "d", "i"})


class Phrase(NamedTuple):
    """A noun phrase for a person: where it begins, its words without determiner, its end."""

    start: int
    role_start: int
    end: int


def read_phrase(tokens: tuple[Token, ...], index: int) -> Phrase | None:
    """Read determiner, modifiers and nouns for persons at `index`, if they stand there."""
    role_start = index + 1 if tokens[index].low in DETERMINERS else index
    at = role_start
    owned = False
    if at < len(tokens) and may_begin_name(tokens[at]):
        at = _skip_owner(tokens, at)
        owned = at > role_start and tokens[at - 1].low not in _POSSESSIVE_MARKS
    begin = at
    limit = min(len(tokens), at + MAX_MODIFIERS)
    while at < limit and not is_role(tokens[at]):
        if not is_modifier(tokens[at]) or (owned and not _is_noun_like(tokens[at])):
            return None
        at += 1
    if at >= limit or not _begins_well(tokens, index, at):
        return None
    end = _with_office(tokens, _coordinated(tokens, at + 1))
    if owned and role_start == index and not _stands_alone(tokens, begin, end):
        return None
    return Phrase(index, role_start, end)


def read_partisan(tokens: tuple[Token, ...], start: int) -> Phrase | None:
    """Read "the Porto Republican said": an adjective that stands for a person."""
    end = name_run(tokens, start + 1)
    if end == start + 1 or end >= len(tokens) or tokens[end - 1].low not in _PARTISAN:
        return None
    after = tokens[end]
    closes = after.text in ",." or after.quote != NO_QUOTE or after.low in AUXILIARIES
    return Phrase(start, start + 1, end) if closes or is_verb(after) else None


def with_origin(tokens: tuple[Token, ...], end: int) -> int:
    """Extend a name over "of New York", "(R-Maine)" and ", R-Maine": where somebody is from."""
    if end + 2 >= len(tokens):
        return end
    first = tokens[end + 1].low
    if tokens[end].low == "of":
        return max(end, _capitals_end(tokens, end + 1 + (first == "the")))
    if first not in _PARTY_LETTERS and first[:2] not in ("r-", "d-", "i-"):
        return end
    if tokens[end].text == "(":
        for at in range(end + 2, min(end + _MAX_ASIDE, len(tokens))):
            if tokens[at].text == ")":
                return at + 1
    return end + 2 if tokens[end].text == "," and len(first) > 1 else end


def _capitals_end(tokens: tuple[Token, ...], at: int) -> int:
    end = name_run(tokens, at)
    return end if end > at else 0


def _is_noun_like(token: Token) -> bool:
    """Whether a small word after a name may modify a job, and is no verb with an object."""
    low = token.low
    if low in _NOUNS_IN_S or token.text[:1].isupper():
        return True
    return low not in _VERBS and not low.endswith(("s", "ed"))


def _stands_alone(tokens: tuple[Token, ...], begin: int, end: int) -> bool:
    """Whether "Porto delegate" needs no article: a name follows, or the noun is a plural."""
    if end < len(tokens) and (_capital(tokens, end) or tokens[end].text == ","):
        after = end if tokens[end].text != "," else end + 1
        return _capital(tokens, after)
    head = tokens[end - 1].low
    return head in PLURAL_NOUNS and head not in _VERBS and (begin + 1 == end or "-" not in head)


def _capital(tokens: tuple[Token, ...], at: int) -> bool:
    return at < len(tokens) and tokens[at].text[:1].isupper() and tokens[at].low not in CALENDAR


def _with_office(tokens: tuple[Token, ...], end: int) -> int:
    """Extend "Secretary" over "of State", and "director" over "of communications"."""
    if end + 1 >= len(tokens) or tokens[end].low not in ("of", "for"):
        return end
    at = end + 1
    limit = min(len(tokens), end + _MAX_OFFICE)
    while at < limit and tokens[at].low in _OFFICES:
        at += 1
    at -= tokens[at - 1].low in ("and", "the")
    return at if at > end + 1 and _capital(tokens, at) else end


def _begins_well(tokens: tuple[Token, ...], start: int, head: int) -> bool:
    """Whether a phrase may begin here: "arrested activist" begins one word too early."""
    token = tokens[start]
    if start == head or token.low in DETERMINERS or "-" in token.low:
        return True
    return token.text[:1].isupper() or not token.low.endswith(("ed", "ing"))


def _skip_owner(tokens: tuple[Token, ...], at: int) -> int:
    """Skip "Russia's", "TIME's" and "Porto" before an office."""
    end = name_run(tokens, at)
    if end == at or end >= len(tokens):
        return at
    if tokens[end].low in _POSSESSIVE_MARKS:
        return end + 1
    if tokens[at].low in FUNCTION_WORDS or not _is_small(tokens[end]):
        return at
    return end if not any(is_role(token) for token in tokens[at:end]) else at


def _is_small(token: Token) -> bool:
    """Whether a word is no part of a name: in small letters, or "Porto-based"."""
    return token.text == token.low or token.low.endswith(("-based", "-born"))


def _coordinated(tokens: tuple[Token, ...], end: int) -> int:
    """Extend over further nouns: "journalist and student", "journalist & documentary maker"."""
    while end < len(tokens):
        joined = tokens[end].low in _AND
        probe = end + 1 if joined else end
        limit = min(len(tokens), probe + (4 if joined else 1))
        while probe < limit and not is_role(tokens[probe]) and is_modifier(tokens[probe]):
            probe += 1
        if probe >= limit or not is_role(tokens[probe]):
            break
        if tokens[probe].text[:1].isupper() and not _is_office(tokens, probe, joined=joined):
            break
        end = probe + 1
    return end


def _is_office(tokens: tuple[Token, ...], at: int, *, joined: bool) -> bool:
    """Whether a capital noun goes on with an office in capitals: "Attorney General"."""
    if joined or not tokens[at - 1].text[:1].isupper() or tokens[at].low in SURNAMES - {"general"}:
        return False
    return tokens[at].low not in HONORIFICS


def is_verb(token: Token) -> bool:
    """Whether a word is a verb of saying that is no noun."""
    cue = CUES.get(token.low)
    return cue is not None and not cue.noun_like
