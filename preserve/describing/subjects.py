"""Whose verb is it: the mention that a word of saying or posting belongs to, by syntax alone."""

from dataclasses import dataclass, field
from typing import NamedTuple

from preserve.describing.beside import REACH, RELATIVES, adjacent
from preserve.describing.cues import (
    ADVERBS,
    AUXILIARIES,
    BE,
    DASHES,
    PREPOSITIONS,
    QUOTING,
    SPEECH_NOUNS,
    VERBS,
)
from preserve.describing.gazetteer import CALENDAR, POST_NOUNS, VIDEO_NOUNS
from preserve.describing.names import Mention
from preserve.describing.prose import NO_QUOTE, Sentence, Token
from preserve.describing.senses import is_other_sense
from preserve.describing.standing import (
    CLAUSE_OPENERS,
    MAX_MENTIONS,
    chain_of,
    main_subject,
)
from preserve.describing.subject_phrases import noun_phrase_before, phrase_end, whom
from preserve.describing.verbs import FOLLOWED

_PARTICLES = frozenset(
    ["on", "out", "back", "down", "off", "in", "up", "into", "it", "to", "for", "against", "with",
     "himself", "herself"]
)  # fmt: skip
_AFTER_PARTICLE = {
    # "came out against", "ruled out", "went on, ..."; no "went on the air"
    "on": {".", ",", ":", ";", ""},
    "out": {"against", "for", "in", "at", "swinging", "a", "any", "the", "his", "her", "."},
}
_FOLLOWING = 5  # words from "issued" to "statement"
_INVERTING = frozenset(
    ["said", "says", "added", "adds", "wrote", "writes", "explained", "explains", "noted", "notes",
     "argued", "argues", "insisted", "conceded", "admitted", "observed", "observes", "recalled",
     "recalls", "remembered", "remembers", "joked", "concluded", "warned", "warns", "continued"]
)  # fmt: skip
_LEADING = frozenset({",", "\u201d", '"', "''"})
_ENDING = RELATIVES | CALENDAR | PREPOSITIONS | {",", ".", ":", ";", "(", "!", "?", "and"}
_DETERMINERS = frozenset(
    ["a", "an", "the", "his", "her", "their", "its", "this", "these", "those", "any", "all", "no"]
)
_ABSOLUTE = DASHES | {"with", "and"}
_KEEPING = frozenset({"for", "of", "from", "about", "against", "on", "over", "to"})
_INTRODUCING = frozenset(
    {"that", "to", "for", "how", "why", "what", "whether", "himself", "herself"}
)
_OWNERS = frozenset({"his", "her", "their"})
_BESIDE = frozenset({"all", "both", "each", "himself", "herself", "themselves", "itself", "alone"})
_POSSIBLE = frozenset({"can", "could", "may", "might", "should", "must"})
_MODAL = 3  # words from "could" to its verb
_RECEIVING = frozenset(
    ["received", "receives", "got", "gets", "saw", "found", "read", "heard", "seen", "intercepted"]
)
_RECEIVED_REACH = 6  # tokens between "received" and "that said"
_APPEARING = frozenset({"speak", "speaks", "speaking"})
_OUT = frozenset({"out", "about", "of", "for", "against"})
_MADE = frozenset({"written", "broadcast", "read"})  # "written by": who made it may say nothing
_ARTICLES = frozenset({"story", "report", "article", "piece", "dispatch"})
_PERSONS = frozenset({"him", "her", "them", "me", "us", "it", "you"})


@dataclass(frozen=True, slots=True)
class Parsed:
    """A sentence with its mentions, the places of its cue verbs, and the subjects read so far."""

    sentence: Sentence
    tokens: tuple[Token, ...]
    mentions: tuple[Mention, ...]
    cues: tuple[int, ...]
    subjects: "dict[int, Subject | None]" = field(default_factory=dict, compare=False)


class Subject(NamedTuple):
    """What a cue verb belongs to.

    `mention` is None for a passive without an agent: then nobody may be named.
    """

    mention: Mention | None
    reporter: Mention | None = None


def parsed(sentence: Sentence, mentions: tuple[Mention, ...]) -> Parsed:
    """Note where the cue verbs of a sentence stand; "Reporting" in a name is none."""
    tokens = sentence.tokens
    if sentence.titled:
        return Parsed(sentence, tokens, mentions, ())
    # Few words are verbs of saying; only those are asked the rest.
    verbs = [index for index, token in enumerate(tokens) if token.low in VERBS]
    cues = tuple(index for index in verbs if _is_cue(tokens, mentions, index))
    return Parsed(sentence, tokens, mentions, cues)


def _is_cue(tokens: tuple[Token, ...], mentions: tuple[Mention, ...], index: int) -> bool:
    token = tokens[index]
    return (
        not _is_naming(tokens, index)
        and not (token.text[:1].isupper() and _is_inside(mentions, index))
        and not _is_about_article(tokens, index)
        and (token.low not in FOLLOWED or is_followed(tokens, index))
        and not is_other_sense(tokens, index)
    )


def is_followed(tokens: tuple[Token, ...], index: int) -> bool:
    """Whether a verb of many uses tells of speech here: "made it clear", "shot back"."""
    words = FOLLOWED[tokens[index].low]
    ahead = tokens[index + 1 : index + 1 + _FOLLOWING]
    if ahead and (ahead[0].quote != NO_QUOTE or ahead[0].text == ":"):
        return VERBS[tokens[index].low].family == "post"
    if ahead and ahead[0].low in words & _PARTICLES:
        after = ahead[1].low if len(ahead) > 1 else "."
        if after == "to" and len(ahead) > 2:  # noqa: PLR2004 - "went on to say"
            return ahead[2].low in VERBS
        return after in _AFTER_PARTICLE.get(ahead[0].low, {after})
    return any(token.low in words - _PARTICLES for token in ahead)


def _is_about_article(tokens: tuple[Token, ...], index: int) -> bool:
    """Whether a verb tells who made the article: "wrote this story", "reported from Rome"."""
    low = tokens[index].low
    if low == "reporting":
        return index > 0 and tokens[index - 1].low in ("contributed", "additional")
    if low not in ("wrote", "written", "reported"):
        return False
    after = [token.low for token in tokens[index + 1 : index + 3]]
    if len(after) > 1 and after[0] == "this" and after[1] in _ARTICLES:
        return True
    made = index > 1 and tokens[index - 1].low in BE and tokens[index - 2].low in _ARTICLES
    by_line = low == "reported" and after[:1] == ["from"]
    return by_line or (made and after[:1] == ["by"])


def _is_inside(mentions: tuple[Mention, ...], index: int) -> bool:
    return any(
        mention.name_first <= index < mention.name_last
        for mention in mentions[:MAX_MENTIONS]
        if mention.kind in ("name", "org", "media")
    )


def _is_naming(tokens: tuple[Token, ...], index: int) -> bool:
    """Whether "called" introduces a name or a title: "a man called Omar", "a video called Q"."""
    if tokens[index].low not in ("called", "titled") or index == 0 or index + 1 == len(tokens):
        return False
    after, before = tokens[index + 1], tokens[index - 1]
    noun = before.low not in AUXILIARIES and before.text.islower()
    named = after.text[:1].isupper() or after.quote != NO_QUOTE
    return noun and named and before.low not in {"he", "she", "they", "who", "also", "it"}


def lets_speak(parsed_sentence: Parsed, index: int) -> bool:
    """Whether a verb alone tells that somebody speaks, without words beside it: no "continued"."""
    tokens = parsed_sentence.tokens
    form = VERBS[tokens[index].low]
    after = tokens[index + 1].low if index + 1 < len(tokens) else ""
    before = tokens[max(0, index - _MODAL) : index]
    if form.form == "base" and any(token.low in _POSSIBLE for token in before):
        return False
    if tokens[index].low in _APPEARING:  # "will speak at a rally"
        return after in _OUT
    if VERBS[tokens[index].low].family != "weak":
        return True
    return tokens[index].low[:5] == "point" and after == "out"


def subject_of(sentence: Parsed, cue: int) -> Subject | None:
    """Return whose verb stands at `cue`; None where nobody can be named by these rules."""
    if cue not in sentence.subjects:
        sentence.subjects[cue] = _read_subject(sentence, cue)
    return sentence.subjects[cue]


def _read_subject(sentence: Parsed, cue: int) -> Subject | None:
    tokens = sentence.tokens
    form = VERBS[tokens[cue].low]
    if form.form == "past" and _is_adjective(tokens, cue):
        return None
    agent = _agent(sentence, cue) if form.form == "past" else None
    if agent is not None and tokens[cue].low in _MADE:
        return Subject(None)
    if agent is not None:
        return Subject(agent)
    at = _before_auxiliaries(tokens, cue)
    been = any(token.low in BE for token in tokens[at:cue])
    if form.form == "past" and been:
        return Subject(None)
    if form.form == "participle" and not been:
        return _participle_subject(sentence, cue)
    return None if _is_noun(tokens, cue, at) else _finite_subject(sentence, cue, at)


def _is_noun(tokens: tuple[Token, ...], cue: int, at: int) -> bool:
    """Whether a plain form is owned or done by an object: "Ann Lee's report", "heard him say"."""
    form = VERBS[tokens[cue].low].form
    if form == "base" and at > 0 and tokens[at - 1].low in _PERSONS:
        return True
    return form in ("base", "third") and tokens[cue - 1].low in ("'s", "\u2019s")


def _finite_subject(sentence: Parsed, cue: int, at: int) -> Subject | None:
    form = VERBS[sentence.tokens[cue].low]
    near = adjacent(sentence, at)
    if near is None and _is_of_a_thing(sentence.tokens, at):
        return Subject(None)
    if near is not None and _is_loose(sentence, near, at, cue):
        return None
    if near is not None:
        return Subject(
            _people(sentence.tokens, near) if form.form == "base" and at == cue else near
        )
    if form.form == "third" and form.noun_like and not _takes_object(sentence.tokens, cue + 1):
        return None
    beside = _inverted(sentence, cue) or _phrase_subject(sentence, at)
    if beside is not None or form.noun_like:
        return beside
    return _far_subject(sentence, cue)


def _is_of_a_thing(tokens: tuple[Token, ...], at: int) -> bool:
    """Whether a thing says it: "a banner that read", "received a message which said"."""
    if at < 2 or tokens[at - 1].low not in ("that", "which"):  # noqa: PLR2004 - a noun and "that"
        return False
    noun = tokens[at - 2]
    if not noun.text.isalpha() or not noun.text.islower() or noun.low in VERBS:
        return False
    if noun.low not in SPEECH_NOUNS | POST_NOUNS | VIDEO_NOUNS:
        return True
    before = tokens[max(0, at - 2 - _RECEIVED_REACH) : at - 2]
    return any(token.low in _RECEIVING for token in before)


def _inverted(sentence: Parsed, cue: int) -> Subject | None:
    """Read "It rains, said Ann Lee, a nurse." and "Said Ann Lee: Q": the subject comes after."""
    tokens = sentence.tokens
    if tokens[cue].low not in _INVERTING or cue + 1 == len(tokens) or tokens[cue + 1].low == "of":
        return None
    if cue and tokens[cue - 1].text not in _LEADING and tokens[cue - 1].quote == NO_QUOTE:
        return None
    end = phrase_end(tokens, cue + 1)
    speaker = whom(tokens, sentence.mentions, cue + 1, end)
    ends = end >= len(tokens) or tokens[end].low in _ENDING
    return Subject(speaker) if speaker is not None and ends else None


def _people(tokens: tuple[Token, ...], near: Mention) -> Mention:
    """Return "Greens" in "Greens say" as people: one person "says"."""
    lone = near.kind == "name" and near.last - near.first == 1
    many = lone and tokens[near.first].low.endswith("s")
    return Mention("anon", near.first, near.last, near.first, near.last) if many else near


def _is_adjective(tokens: tuple[Token, ...], cue: int) -> bool:
    """Whether a participle is no verb: "under repeated assault", "often referred to as"."""
    before = tokens[cue - 1].low if cue else ""
    if before in PREPOSITIONS - CLAUSE_OPENERS or before in _DETERMINERS - {"all"}:
        return True
    return [token.low for token in tokens[cue + 1 : cue + 3]] == ["to", "as"]


def _is_loose(sentence: Parsed, near: Mention, at: int, cue: int) -> bool:
    """Whether a plain form is no verb of the name before it.

    "the Greens debate" may be a noun, "a leader to counter them" says nothing; "Lee and Ray
    claim" and "they will claim" are verbs.
    """
    tokens = sentence.tokens
    form = VERBS[tokens[cue].low]
    if form.form == "third" and form.noun_like and near.kind not in ("pronoun", "handle"):
        return tokens[cue].low not in FOLLOWED and not _takes_object(tokens, cue + 1)
    if form.form != "base":
        return False
    if tokens[cue - 1].low == "to":
        return near.last == cue - 1
    if at < cue or near.kind in ("pronoun", "anon", "handle"):
        return False
    words = near.name_last - near.name_first
    plural = (near.kind != "name" or words == 1) and tokens[near.last - 1].low.endswith("s")
    return not plural and not chain_of(sentence, near)


def _takes_object(tokens: tuple[Token, ...], at: int) -> bool:
    """Whether what follows makes "attacks" a verb: "attacks the plan", no "attacks on"."""
    if at >= len(tokens):
        return True
    token = tokens[at]
    if token.quote != NO_QUOTE or token.text in (":", ",") or token.text[:1].isupper():
        return True
    return token.low in _PERSONS or token.low in _DETERMINERS or token.low in _INTRODUCING


def _phrase_subject(sentence: Parsed, at: int) -> Subject | None:
    """Read the noun phrase that ends right before a verb: "the report said", "the crowd said".

    A thing that says something keeps the verb from everybody who stands before it.
    """
    tokens = sentence.tokens
    begin = noun_phrase_before(tokens, at)
    if begin is None:
        return None
    before = tokens[begin - 1] if begin else None
    if before is not None and before.low in PREPOSITIONS and before.low not in CLAUSE_OPENERS:
        return None
    speaker = whom(tokens, sentence.mentions, begin, at)
    if speaker is None and tokens[begin].low in _OWNERS:  # "his message read"
        return None
    return Subject(speaker)


def _agent(sentence: Parsed, cue: int) -> Mention | None:
    tokens = sentence.tokens
    for at in range(cue + 1, min(cue + 4, len(tokens))):
        if tokens[at].low == "by":
            return whom(tokens, sentence.mentions, at + 1, phrase_end(tokens, at + 1))
        if tokens[at].quote != NO_QUOTE or tokens[at].text == ",":
            return None
    return None


def _before_auxiliaries(tokens: tuple[Token, ...], cue: int) -> int:
    at = cue
    while at > 0 and (
        tokens[at - 1].low in ADVERBS
        or tokens[at - 1].low in _BESIDE
        or tokens[at - 1].low in AUXILIARIES
        or tokens[at - 1].low.endswith(("n't", "n\u2019t"))
        or (tokens[at - 1].low.endswith("ly") and tokens[at - 1].text.islower())
    ):
        at -= 1
    return at


def _participle_subject(sentence: Parsed, cue: int) -> Subject | None:
    tokens = sentence.tokens
    at = cue - 1 if cue > 0 and tokens[cue - 1].low == "as" else cue
    before = tokens[at - 1].low if at else ""
    while at > 1 and tokens[at - 1].low in _BESIDE:
        at -= 1
    for mention in sentence.mentions[:MAX_MENTIONS]:
        if mention.last == at and mention.first > 0:
            opening = (mention, *chain_of(sentence, mention))[-1].first
            led = tokens[opening - 1].low if opening else ""
            if led in QUOTING:
                return Subject(mention, main_subject(sentence, mention.first))
            if led in _ABSOLUTE and mention.kind != "possessive":
                return Subject(mention)  # "with Ann Lee calling it a farce"
    if VERBS[tokens[cue].low].family == "act" and before in _KEEPING:
        return None  # "blamed for attacking them"
    own = _own_subject(sentence, cue)
    if own is not None:
        return own
    return _of_finite(sentence, cue) or _far_subject(sentence, cue)


def _own_subject(sentence: Parsed, cue: int) -> Subject | None:
    """Read "heard the crowd chanting", "a banner saying": the noun before it says it, or nobody.

    "sent a message saying" goes to who sent it.
    """
    tokens = sentence.tokens
    before = tokens[cue - 1] if cue else None
    if before is None or not before.text.isalpha() or not before.text.islower():
        return None
    begin = noun_phrase_before(tokens, cue)
    if begin is None or before.low in SPEECH_NOUNS | POST_NOUNS | VIDEO_NOUNS:
        return None
    return Subject(whom(tokens, sentence.mentions, begin, cue))


def _of_finite(sentence: Parsed, cue: int) -> Subject | None:
    """Return the subject of the finite verb that a participle follows: "he said, adding"."""
    for earlier in reversed(sentence.cues):
        form = VERBS[sentence.tokens[earlier].low]
        if earlier < cue and form.form in ("past", "third") and not form.noun_like:
            subject = subject_of(sentence, earlier) if cue - earlier <= REACH else None
            return subject if subject is not None and subject.mention is not None else None
    return None


def _far_subject(sentence: Parsed, cue: int) -> Subject | None:
    main = main_subject(sentence, cue)
    if main is None or cue - main.last > REACH:
        return None
    return Subject(main)
