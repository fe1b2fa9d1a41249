"""Which mention stands where a subject stands: ungoverned, first of its clause, or joined."""

from typing import Protocol

from preserve.describing.cues import ADVERBS, BE, CONNECTIVES, PREPOSITIONS
from preserve.describing.gazetteer import CALENDAR
from preserve.describing.names import Mention
from preserve.describing.prose import NO_QUOTE, Token
from preserve.describing.subject_phrases import phrase_start

MAX_MENTIONS = 24  # mentions looked at for one verb
CLAUSE_OPENERS = frozenset({"before", "after", "since", "until", "till"})
_OPENERS = frozenset({",", ":", ";", "-", "—", "\u2013", "(", "•", "*", "|"})
_JOINTS = frozenset({("and",), ("&",), (",", "and"), ("and", "his"), ("and", "her")})
_BOUNDS = frozenset({",", ";", "(", "—", ":"})
_JOINING = frozenset({",", "and", "but", ";", "(", "—", "\u2013"})
_MOST_PARTNERS = 6
_PAIRING = frozenset({"both", "neither", "either"})


class Read(Protocol):
    """A sentence with its mentions."""

    @property
    def tokens(self) -> tuple[Token, ...]:
        """The tokens of the sentence."""

    @property
    def mentions(self) -> tuple[Mention, ...]:
        """Its mentions, in order."""

    @property
    def cues(self) -> tuple[int, ...]:
        """The places of its verbs of saying."""


def is_eligible(sentence: Read, mention: Mention) -> bool:
    """Whether a mention may be the subject of a later verb: nothing governs it."""
    tokens = sentence.tokens
    if mention.kind == "possessive" or owns(tokens, mention):
        return False
    first = mention.first
    if first == 0:
        return not _opens_adverbially(tokens, mention)
    if mention.kind in ("name", "org") and tokens[first - 1].low[:1].isalpha():
        first = phrase_start(tokens, first)
    if first and tokens[first - 1].low in _PAIRING:
        first -= 1
    return first == 0 or _opens_clause(sentence, mention, first)


def is_agent(tokens: tuple[Token, ...], mention: Mention) -> bool:
    """Whether a mention is named as who did something: "a clip posted by Ann Lee"."""
    return mention.first > 0 and tokens[mention.first - 1].low == "by"


def _opens_clause(sentence: Read, mention: Mention, first: int) -> bool:
    """Whether the word before a noun phrase lets it be the subject of what follows."""
    before = sentence.tokens[first - 1]
    if before.text == ",":
        return first == 1 or not _is_place_apart(sentence, mention, first - 1)
    if before.text == "(":
        return first == 1
    if before.quote != NO_QUOTE or before.text in _OPENERS:
        return True
    low = before.low
    if low in PREPOSITIONS and low not in CLAUSE_OPENERS:
        return False
    if low in CALENDAR and first > 1:  # "On Monday Ann Lee"
        return True
    return low in CONNECTIVES or low in ADVERBS or (low.endswith("ly") and len(low) > 4)  # noqa: PLR2004 - "only", "fly"


def _is_place_apart(sentence: Read, mention: Mention, comma: int) -> bool:
    """Whether a name between commas tells where a place lies: "in Porto, Portugal, he said".

    "In Porto, Ann Lee, a nurse, said" begins with a place, and goes on with a person.
    """
    tokens = sentence.tokens
    after = tokens[mention.last].text if mention.last < len(tokens) else ","
    if after not in (",", ")", ".") or mention.roles:
        return False
    words = mention.name_last - mention.name_first
    opening = tokens[0].low in PREPOSITIONS and all(one.text != "," for one in tokens[:comma])
    return not (opening and words > 1) and _is_place_after_place(sentence, comma)


def _opens_adverbially(tokens: tuple[Token, ...], mention: Mention) -> bool:
    """Whether a sentence begins with "Likewise," or "Significantly,": no name."""
    if mention.kind != "name" or mention.last != 1 or len(tokens) == 1 or tokens[1].text != ",":
        return False
    return tokens[0].low in ADVERBS or tokens[0].low.endswith(("ly", "wise"))


def _is_place_after_place(sentence: Read, comma: int) -> bool:
    """Whether the name before a comma is governed: "in Porto, Portugal," names one place."""
    for mention in sentence.mentions:
        if mention.last == comma and mention.kind in ("name", "place", "org"):
            if sentence.tokens[mention.name_last].low in ("of", "from", "in"):
                return True  # "Ann Lee of Porto" as one mention
            governor = sentence.tokens[mention.first - 1].low if mention.first else ""
            return governor in PREPOSITIONS and governor not in CLAUSE_OPENERS
        if mention.first > comma:
            break
    return False


def owns(tokens: tuple[Token, ...], mention: Mention) -> bool:
    """Whether a mention is an owner: "Ann Lee's"."""
    at = mention.last
    return at < len(tokens) and tokens[at].low in ("'s", "\u2019s")


def main_subject(sentence: Read, before: int) -> Mention | None:
    """Return the first mention before a token that no other word governs."""
    for mention in sentence.mentions[:MAX_MENTIONS]:
        if mention.first >= before:
            return None
        if is_eligible(sentence, mention):
            return mention
    return None


def chain_of(sentence: Read, subject: Mention) -> tuple[Mention, ...]:
    """Return the names before a subject that "and" and commas join to it, the nearest first."""
    tokens = sentence.tokens
    found: list[Mention] = []
    joints = _JOINTS
    following = subject
    for mention in reversed(sentence.mentions):
        if mention.first >= following.first:
            continue
        start = phrase_start(tokens, following.first)
        gap = tuple(token.low for token in tokens[mention.last : start])
        if gap not in joints or mention.kind != "name" or len(found) == _MOST_PARTNERS:
            break
        found.append(mention)
        following = mention
        joints = _JOINTS | {(",",)}
    return tuple(found)


def is_governed(sentence: Read, mention: Mention) -> bool:
    """Whether a name is the end of "aides to Ann Lee and Bob Ray": they are not the subject."""
    tokens = sentence.tokens
    if mention.first == 0 or tokens[mention.first - 1].low not in ("and", "&"):
        return False
    chain = chain_of(sentence, mention)
    if not chain or chain[-1].first == 0:
        return False
    before = tokens[phrase_start(tokens, chain[-1].first) - 1].low
    return before in PREPOSITIONS and before not in CLAUSE_OPENERS


def is_place_in_place(sentence: Read, mention: Mention) -> bool:
    """Whether a name goes on from a governed one: "of Porto, Portugal"."""
    comma = mention.first - 1
    return (
        comma > 1 and sentence.tokens[comma].text == "," and _is_place_after_place(sentence, comma)
    )


def later_than(sentence: Read, pronoun: Mention) -> tuple[int, ...]:
    """Return which mentions a pronoun cannot mean: "he told Lee" and "he said Lee lied".

    Only where the pronoun begins its clause: in "as he said, Lee lied" both may be one.
    """
    before = sentence.tokens[pronoun.first - 1] if pronoun.first else None
    if before is not None and before.quote == NO_QUOTE and before.low not in _JOINING:
        return ()
    end = next(
        (
            at
            for at in range(pronoun.last, len(sentence.tokens))
            if sentence.tokens[at].text in _BOUNDS or sentence.tokens[at].quote != NO_QUOTE
        ),
        len(sentence.tokens),
    )
    return tuple(
        index
        for index, mention in enumerate(sentence.mentions[:MAX_MENTIONS])
        if pronoun.first < mention.first < end and mention.kind in ("name", "handle")
    )


def asked_in(sentence: Read, cue: int, verbs: frozenset[str]) -> Mention | None:
    """Return who is asked: "Bob Ray asked Ann Lee", "Ann Lee was asked by a pupil"."""
    tokens = sentence.tokens
    if tokens[cue].low not in verbs:
        return None
    if cue and tokens[cue - 1].low in BE:
        return main_subject(sentence, cue)
    for mention in sentence.mentions[:MAX_MENTIONS]:
        if mention.first == cue + 1 and mention.kind == "name":
            return mention
    return None
