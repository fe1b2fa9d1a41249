"""The words that announce speech: verbs of saying and posting, and what surrounds them.

Generic English only; nothing here names a person, a place or an outlet.
"""

from types import MappingProxyType
from typing import Literal, NamedTuple

Family = Literal["say", "post", "weak"]
Form = Literal["base", "third", "past", "participle"]


class CueForm(NamedTuple):
    """What a verb form is: its family, its form, and whether it is as often a noun."""

    family: Family
    form: Form
    noun_like: bool


_SAY = (
    "say tell add ask answer reply respond announce argue assert warn write describe call beg"
    " plead urge explain insist claim admit acknowledge note observe declare state lament"
    " complain shout cry scream whisper exclaim conclude confirm deny predict promise vow pledge"
    " report suggest stress emphasise emphasize mention accuse thank appeal demand praise condemn"
    " criticise criticize comment caution concede contend remark reveal testify speak allege"
    " counter denounce implore proclaim quip reiterate retort decry blast slam complain estimate"
    " recount concur disclose assure inform reassure applaud characterise characterize"
)
_POST = "tweet retweet post upload stream livestream live-stream broadcast share send blog"
_WEAK = "continue repeat agree joke sigh sob recall remember read point maintain hail boast"

_IRREGULAR: dict[str, tuple[str, str]] = {
    # base: (past forms separated by a space, participle)
    "say": ("said", "saying"),
    "tell": ("told", "telling"),
    "write": ("wrote written", "writing"),
    "speak": ("spoke spoken", "speaking"),
    "read": ("read", "reading"),
    "send": ("sent", "sending"),
    "broadcast": ("broadcast broadcasted", "broadcasting"),
    "plead": ("pleaded pled", "pleading"),
    "beg": ("begged", "begging"),
    "admit": ("admitted", "admitting"),
    "quip": ("quipped", "quipping"),
    "sob": ("sobbed", "sobbing"),
    "slam": ("slammed", "slamming"),
    "blog": ("blogged", "blogging"),
}

_NOUN_LIKE_BASES = frozenset(
    [
        "answer",
        "appeal",
        "blog",
        "broadcast",
        "call",
        "claim",
        "comment",
        "counter",
        "cry",
        "demand",
        "estimate",
        "note",
        "plead",
        "point",
        "post",
        "praise",
        "promise",
        "read",
        "reply",
        "report",
        "scream",
        "share",
        "state",
        "stream",
        "stress",
        "tweet",
        "vow",
        "pledge",
        "retweet",
        "whisper",
        "blast",
        "remark",
        "appeal",
        "shout",
    ]
)
_VOWELS = "aeiou"


def _third(base: str) -> str:
    if base.endswith("y") and base[-2] not in _VOWELS:
        return base[:-1] + "ies"
    return base + ("es" if base.endswith(("s", "sh", "ch", "x", "z")) else "s")


def _past(base: str) -> str:
    if base.endswith("y") and base[-2] not in _VOWELS:
        return base[:-1] + "ied"
    return base + ("d" if base.endswith("e") else "ed")


def _participle(base: str) -> str:
    return (base[:-1] if base.endswith("e") and not base.endswith("ee") else base) + "ing"


def _forms(base: str, family: Family) -> dict[str, CueForm]:
    pasts, participle = _IRREGULAR.get(base, (_past(base), _participle(base)))
    noun_like = base in _NOUN_LIKE_BASES
    forms = {
        base: CueForm(family, "base", noun_like),
        _third(base): CueForm(family, "third", noun_like),
        participle: CueForm(family, "participle", noun_like=False),
    }
    forms.update({past: CueForm(family, "past", noun_like=False) for past in pasts.split()})
    return forms


def _table() -> dict[str, CueForm]:
    table: dict[str, CueForm] = {}
    families: tuple[tuple[str, Family], ...] = ((_WEAK, "weak"), (_POST, "post"), (_SAY, "say"))
    for verbs, family in families:
        for base in verbs.split():
            table.update(_forms(base, family))
    return table


CUES = MappingProxyType(_table())
"""Every form of every cue verb, in lower case."""

QUOTING = frozenset({"quoted", "quotes", "quoting", "cited", "cites", "citing"})
BE = frozenset(
    ["be", "been", "being", "is", "are", "was", "were", "am", "'s", "get", "gets", "got"]
)
AUXILIARIES = BE | frozenset(
    [
        "has",
        "have",
        "had",
        "having",
        "will",
        "would",
        "can",
        "could",
        "may",
        "might",
        "must",
        "shall",
        "should",
        "did",
        "do",
        "does",
        "not",
        "n't",
        "to",
    ]
)
ADVERBS = frozenset(
    [
        "also",
        "later",
        "then",
        "now",
        "once",
        "further",
        "previously",
        "just",
        "subsequently",
        "again",
        "too",
        "even",
        "earlier",
        "meanwhile",
        "however",
        "instead",
        "still",
        "already",
        "recently",
        "first",
        "finally",
        "never",
        "always",
        "often",
        "today",
        "yesterday",
        "tonight",
        "tearfully",
        "elsewhere",
        "separately",
        "simply",
        "only",
        "nevertheless",
        "moreover",
        "perhaps",
        "indeed",
        "therefore",
        "thus",
        "so",
        "yet",
        "there",
        "here",
        "afterwards",
        "afterward",
        "soon",
        "suddenly",
    ]
)
PREPOSITIONS = frozenset(
    [
        "in",
        "on",
        "at",
        "of",
        "to",
        "from",
        "by",
        "with",
        "without",
        "over",
        "under",
        "inside",
        "outside",
        "near",
        "about",
        "into",
        "onto",
        "for",
        "against",
        "between",
        "among",
        "amid",
        "through",
        "throughout",
        "across",
        "around",
        "after",
        "before",
        "during",
        "since",
        "until",
        "till",
        "via",
        "upon",
        "within",
        "behind",
        "beyond",
        "despite",
        "like",
        "per",
        "towards",
        "toward",
        "along",
    ]
)
CONNECTIVES = frozenset(
    [
        "and",
        "but",
        "or",
        "&",
        "while",
        "whereas",
        "because",
        "although",
        "though",
        "as",
        "when",
        "where",
        "since",
        "after",
        "before",
        "until",
        "if",
        "that",
        "than",
        "what",
        "which",
        "who",
        "whom",
        "whose",
        "unless",
        "once",
        "so",
        "nor",
        "yet",
        "whether",
    ]
)
INDIRECT = frozenset(
    [
        "said",
        "says",
        "say",
        "saying",
        "added",
        "adds",
        "adding",
        "wrote",
        "writes",
        "writing",
        "told",
        "tells",
        "telling",
        "warned",
        "warns",
        "warning",
        "announced",
        "announces",
        "explained",
        "explains",
        "insisted",
        "insists",
        "claimed",
        "claims",
        "confirmed",
        "confirms",
        "stated",
        "mentioned",
        "mentions",
        "noted",
        "tweeted",
        "out",
        "argued",
        "stressed",
        "declared",
        "admitted",
        "acknowledged",
        "alleged",
        "predicted",
        "revealed",
        "reported",
        "complained",
        "replied",
        "suggested",
        "denied",
    ]
)
"""Verbs whose reported statement is read ("out" ends "pointed out")."""

SPEECH_NOUNS = frozenset(
    [
        "plea",
        "appeal",
        "statement",
        "message",
        "letter",
        "call",
        "warning",
        "tweet",
        "post",
        "speech",
        "address",
        "reply",
        "response",
        "question",
        "words",
        "interview",
        "note",
    ]
)
