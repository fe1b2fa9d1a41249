"""Words before and after a name that say what somebody is: jobs, offices, ages."""

import re

from preserve.describing.cues import ADVERBS, AUXILIARIES, CONNECTIVES, CUES, PREPOSITIONS
from preserve.describing.gazetteer import (
    DETERMINERS,
    FEMALE,
    FUNCTION_WORDS,
    JOBS,
    MALE,
    NATIONALITIES,
    ORG_WORDS,
    PARTIES,
    PERSON_NOUNS,
)
from preserve.describing.prose import NO_QUOTE, Token

MAX_MODIFIERS = 6  # words between a determiner and the noun it belongs to
_NUMBERS = [
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
]
_NUMBERS += ["fourteen", "fifteen", "sixteen", "seventeen"]
_AGE = re.compile(r"(\d{1,3}|[a-z]+)-years?-old", re.IGNORECASE)
ADULT = 18
_SCHOLARS = ("ologist", "ologists")
_STOPPERS = (PREPOSITIONS | CONNECTIVES | AUXILIARIES | ADVERBS) - DETERMINERS


_CAPITALISED = NATIONALITIES | PARTIES | ORG_WORDS
_NO_MODIFIERS = _STOPPERS | FUNCTION_WORDS | CUES.keys()
IDLE = frozenset(
    word
    for word in _NO_MODIFIERS
    if "-" not in word
    and word not in DETERMINERS | PERSON_NOUNS | {"he", "she", "they", "his", "her", "their"}
)
"""Words, in lower case, with which no noun phrase for a person begins."""


def is_role(token: Token) -> bool:
    """Whether a word is a noun for a person; compounds by their last part."""
    low = token.low
    if low in PERSON_NOUNS or low.endswith(_SCHOLARS):
        return True
    return "-" in low and low.rpartition("-")[2] in JOBS


def places_of_roles(tokens: tuple[Token, ...]) -> list[int]:
    """Return where nouns for persons stand: `is_role` of every word, without its calls."""
    # To look for a part of a word is cheaper than to call for its end.
    return [
        at
        for at, (_, _, _, low, _) in enumerate(tokens)
        if low in PERSON_NOUNS
        or ("ologist" in low and low.endswith(_SCHOLARS))
        or ("-" in low and low.rpartition("-")[2] in JOBS)
    ]


def is_modifier(token: Token) -> bool:
    """Whether a word may stand between a determiner and a noun for a person."""
    low = token.low
    if low in ("'s", "\u2019s"):
        return True
    if token.quote != NO_QUOTE or low in _NO_MODIFIERS:
        return False
    if not low[:1].isalpha():
        return "-" in low and is_age(low)
    plain = low == token.text or token.text.isupper() or "." in low or "-" in low
    return plain or low in _CAPITALISED


def is_age(low: str) -> bool:
    """Whether a word is `34-year-old` or the like."""
    return _AGE.fullmatch(low) is not None


def minor_age(low: str) -> bool:
    """Whether `seven-year-old`, `7-year-old` and the like tell of somebody below 18."""
    match = _AGE.match(low)
    if match is None:
        return False
    age = match.group(1)
    return int(age) < ADULT if age.isdigit() else age in _NUMBERS


def gender_of(tokens: tuple[Token, ...], first: int, last: int) -> str:
    """Return `m` or `f` where a word of a noun phrase tells it, else nothing."""
    for index in range(first, last):
        low = tokens[index].low
        if low in ("his", "her") and last - first > 1:
            continue  # "her husband"
        if low in MALE:
            return "m"
        if low in FEMALE:
            return "f"
    return ""
