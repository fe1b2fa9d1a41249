"""What capitalised words name: a person, a body, a newspaper, a place, or nobody at all."""

from dataclasses import dataclass
from typing import Literal

from preserve.describing.cues import ADVERBS, CUES
from preserve.describing.gazetteer import (
    HONORIFICS,
    KNOWN_ORGS,
    MEDIA,
    NATIONALITIES,
    ORG_WORDS,
    PARTIES,
    PLATFORMS,
    SUFFIXES,
    listed,
)
from preserve.describing.places import is_place
from preserve.describing.prose import Token
from preserve.describing.things import OPENERS, THING_ENDS, THINGS

MentionKind = Literal["name", "handle", "org", "media", "place", "pronoun", "possessive", "anon"]
ADJECTIVES = NATIONALITIES | PARTIES
_BEFORE_THINGS = listed(
    "the a an this that these those some many most several few both all any every each no another"
    " other his her their its our my your whose"
)
_DOMAINS = frozenset({"com", "org", "net", "gov", "edu", "info", "io", "tv", "us", "uk"})
_NOUN_ENDS = ("ing", "ly", "s", "ment", "tion", "sion", "ness", "ity", "ism", "ship")
"""Ends of words that open a sentence with a capital, and are seldom a name."""
_INITIALS = 2  # letters: "JD" may begin the name of a person, "USA" not
_AFTER_OPENING = frozenset({"has", "was", "is", "had", "would", "will", "did", "does", "'s"})


@dataclass(frozen=True, slots=True)
class Known:
    """What a whole article tells about its words.

    Attributes:
        names: words that are part of a name of two or more words.
        small: words that are printed in small letters somewhere.
    """

    names: frozenset[str]
    small: frozenset[str]


NOTHING = Known(frozenset(), frozenset())


def kind_of_run(
    tokens: tuple[Token, ...], begin: int, end: int, known: Known
) -> MentionKind | None:
    """Judge the capitalised words from `begin` to `end`; None where they name nobody."""
    lows = [token.low for token in tokens[begin:end] if token.text[0].isalnum()]
    single = len(lows) == 1
    kind: MentionKind | None = "name"
    if lows[0] in HONORIFICS:
        kind = None if single else "name"
    elif (
        lows[0] in PLATFORMS
        or lows[0][:2] in _PARTY_MARKS
        or lows[-1] in PARTIES
        or all(map(_is_adjective, lows))
    ):
        kind = None
    elif not MEDIA.isdisjoint(lows):
        kind = "media" if not single or begin > 0 or tokens[begin].text.isupper() else None
    elif _is_thing(lows, tokens[begin].text, known):
        kind = "place"
    elif not KNOWN_ORGS.isdisjoint(lows) or not ORG_WORDS.isdisjoint(lows):
        kind = "org" if not single or lows[0] in KNOWN_ORGS or begin > 0 else None
    elif _is_address(tokens, end) or (not single and _is_body(tokens[begin:end], tokens, end)):
        kind = "org"
    else:
        kind = _single(tokens, begin, end, known) if single else _unless_governed(tokens, begin)
    return kind


def _is_adjective(low: str) -> bool:
    plain = low.rpartition("-")[2]
    return plain in ADJECTIVES or plain[:-1] in NATIONALITIES


def _is_thing(lows: list[str], text: str, known: Known) -> bool:
    if len(lows) == 1 and text in known.names:
        return False
    return is_place(lows) or lows[0] in THINGS or "war" in lows


_PARTY_MARKS = frozenset({"r-", "d-", "i-"})


def _unless_governed(tokens: tuple[Token, ...], begin: int) -> MentionKind:
    """Tell "the Founding Elders" and "a Sunday Special" from the name of a person."""
    before = tokens[begin - 1].low if begin else ""
    return "org" if before in _BEFORE_THINGS else "name"


def _is_address(tokens: tuple[Token, ...], end: int) -> bool:
    """Whether a run goes on as the address of a site: "Lee.com"."""
    if end + 1 >= len(tokens) or tokens[end].text != "." or tokens[end + 1].low not in _DOMAINS:
        return False
    return tokens[end].end == tokens[end + 1].start


def _is_body(words: tuple[Token, ...], tokens: tuple[Token, ...], end: int) -> bool:
    """Whether several words name no person: by their last one, or by capitals throughout."""
    lows = [word.low for word in words]
    capitals = [len(word.text) > _INITIALS and word.text.isupper() for word in words]
    if lows[-1] in THING_ENDS:
        return True
    if all(capitals):
        return end >= len(tokens) or tokens[end].text != ":"
    return any(capital and low not in SUFFIXES for capital, low in zip(capitals, lows, strict=True))


def _single(tokens: tuple[Token, ...], index: int, end: int, known: Known) -> MentionKind | None:
    """Judge one capitalised word: a known part of a name, an acronym, or one beside its verb."""
    token = tokens[index]
    if token.text in known.names:
        return _unless_governed(tokens, index)
    letters = token.text.replace(".", "")
    if len(letters) > 1 and letters.isupper():
        return "org"
    if len(letters) < 2 or _is_no_name(tokens, index, end):  # noqa: PLR2004 - an initial alone is no name
        return None
    if index > 0:
        return _inside(tokens, index)
    if token.low in known.small or token.low.endswith(_NOUN_ENDS):
        return None
    at = end + 1 if end < len(tokens) and tokens[end].low in ADVERBS else end
    after = tokens[at].low if at < len(tokens) else ""
    cue = CUES.get(after)
    speaks = cue is not None and not cue.noun_like
    return "name" if speaks or after in _AFTER_OPENING else None


def _is_no_name(tokens: tuple[Token, ...], index: int, end: int) -> bool:
    """Whether a word is "I'd", "First", "Election", or "Rule" in "Rule 40"."""
    low = tokens[index].low
    numbered = end < len(tokens) and tokens[end].text.isdigit()
    return numbered or low in OPENERS or low in THING_ENDS or low[:2] in ("i'", "i\u2019")


def _inside(tokens: tuple[Token, ...], index: int) -> MentionKind:
    """Judge an unknown word inside a sentence by what stands before it."""
    before = tokens[index - 1].low
    if before in ("in", "at", "near"):
        return "place"
    joined = before in ("and", "&") and index > 1 and tokens[index - 2].text[:1].isupper()
    if joined or (before == "to" and index > 1 and tokens[index - 2].low == "according"):
        return "org"
    return _unless_governed(tokens, index)
