"""Verbs of saying, posting and of acts that are done with words, in every form.

Generic English only. A verb is listed by what it tells: that its subject *says* the words beside
it, or that its subject did something by speaking (*acts*: endorse, denounce, call for).
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal, NamedTuple

Family = Literal["say", "post", "weak", "act"]
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
    " question mock muse rebuke scold ridicule bemoan deride posit opine theorise theorize"
    " speculate pronounce bark yell shriek chant scoff fume mutter chime interject clarify"
    " elaborate confess attest swear affirm reaffirm underscore bristle gush grumble lecture"
    " advise recommend dub deadpan intone snap volunteer marvel gripe enthuse demur protest"
    " wonder liken portray depict summarise summarize apologise apologize threaten chide"
    " boom crack retaliate beam crow exult moan groan hiss venture reckon surmise counsel"
    " jeer heckle"
    " lambaste castigate chastise berate deplore laud commend tout narrate"
)
_POST = "tweet retweet re-tweet post upload stream livestream live-stream broadcast share send blog"
_WEAK = "continue sigh sob read point begin finish laugh smile chuckle nod shrug"
_ACT = (
    "propose endorse reject dismiss refute rebut rebuff dispute disavow disown defend outline"
    " unveil express voice convey articulate decline vouch blame credit congratulate salute"
    " brand label deem refer allude cite invoke discuss rail rant preach exhort"
    " imply signal instruct order notify advocate assail attack"
    " bash disagree detail fault disparage"
    " belittle downplay excoriate welcome discourage address tease taunt"
    " forecast vilify rip trumpet extol contradict indicate encourage invite"
    " demonise demonize prescribe paint brag grouse ponder oppose back remind contrast compare"
    " challenge debunk inquire profess smear recite commiserate remonstrate thunder"
)

_LOOSE = "repeat agree joke recall remember maintain hail boast charge confide hint object offer"
"""Acts that stand beside somebody's words as often as not."""

_PHRASAL = {
    # base: the words of which one must follow closely
    "make": "clear plain known case",
    "come": "out",
    "go": "on",
    "put": "it",
    "shoot": "back down",
    "fire": "back",
    "hit": "back out",
    "push": "back for",
    "campaign": "for against",
    "distance": "himself herself",
    "throw": "support",
    "lend": "support",
    "side": "with",
    "file": "lawsuit complaint suit petition motion",
    "hold": "conference",
    "sign": "letter statement petition pledge",
    "refuse": "say comment answer discuss name apologize apologise endorse rule",
    "send": "letter message email e-mail tweet statement text note telegram memo",
    "share": "post video photo picture image tweet message story link article clip meme",
    "offer": "apology advice praise condolences congratulations explanation criticism view views"
    " thoughts opinion preview defense defence assessment sympathy prayers",
    "punch": "back",
    "strike": "back down",
    "rule": "out",
    "lash": "out",
    "sound": "off",
    "weigh": "in",
    "walk": "back",
    "double": "down",
    "sum": "up",
    "lay": "out",
    "spell": "out",
    "take": "issue aim twitter facebook",
    "raise": "questions concerns doubts",
    "give": "speech address interview statement remarks endorsement",
    "deliver": "speech address remarks statement message",
    "release": "statement message letter memo",
    "issue": "statement warning apology plea appeal denial call",
    "cast": "doubt",
    "talk": "about of up",
    "tear": "into",
}

_DOUBLED = "beg admit quip sob slam blog dub snap rip refer demur rebut sum brag nod shrug"
_NOUN_LIKE = (
    "answer appeal blog broadcast call claim comment counter cry demand estimate note plead"
    " point post praise promise read reply report scream share state stream stress tweet vow"
    " pledge retweet re-tweet whisper blast remark shout question muse rebuke ridicule bark"
    " yell shriek chant lecture object protest wonder snap volunteer marvel gripe voice"
    " decline blame credit salute brand label signal order advocate attack offer detail charge"
    " fault challenge address talk forecast rip paint joke laud back rant oppose tease taunt"
    " dispute rebuff rebut welcome contrast thunder smear campaign distance file sign side"
)
_IRREGULAR: dict[str, tuple[str, str]] = {
    # base: (past forms separated by a space, participle)
    "say": ("said", "saying"),
    "tell": ("told", "telling"),
    "write": ("wrote written", "writing"),
    "speak": ("spoke spoken", "speaking"),
    "read": ("read", "reading"),
    "send": ("sent", "sending"),
    "broadcast": ("broadcast broadcasted", "broadcasting"),
    "forecast": ("forecast forecasted", "forecasting"),
    "plead": ("pleaded pled", "pleading"),
    "swear": ("swore sworn", "swearing"),
    "begin": ("began begun", "beginning"),
    "make": ("made", "making"),
    "come": ("came", "coming"),
    "go": ("went gone", "going"),
    "put": ("put", "putting"),
    "shoot": ("shot", "shooting"),
    "hit": ("hit", "hitting"),
    "strike": ("struck", "striking"),
    "lay": ("laid", "laying"),
    "take": ("took taken", "taking"),
    "give": ("gave given", "giving"),
    "cast": ("cast", "casting"),
    "tear": ("tore torn", "tearing"),
    "throw": ("threw thrown", "throwing"),
    "lend": ("lent", "lending"),
    "hold": ("held", "holding"),
}
_VOWELS = "aeiou"


def _third(base: str) -> str:
    if base.endswith("y") and base[-2] not in _VOWELS:
        return base[:-1] + "ies"
    return base + ("es" if base.endswith(("s", "sh", "ch", "x", "z")) else "s")


def _past(base: str) -> str:
    if base in _DOUBLED.split():
        return base + base[-1] + "ed"
    if base.endswith("y") and base[-2] not in _VOWELS:
        return base[:-1] + "ied"
    return base + ("d" if base.endswith("e") else "ed")


def _participle(base: str) -> str:
    if base in _DOUBLED.split():
        return base + base[-1] + "ing"
    return (base[:-1] if base.endswith("e") and not base.endswith("ee") else base) + "ing"


def _forms(base: str, family: Family) -> dict[str, CueForm]:
    pasts, participle = _IRREGULAR.get(base, (_past(base), _participle(base)))
    noun_like = base in _NOUN_LIKE.split()
    forms = {
        base: CueForm(family, "base", noun_like),
        _third(base): CueForm(family, "third", noun_like),
        participle: CueForm(family, "participle", noun_like=False),
    }
    forms.update({past: CueForm(family, "past", noun_like=False) for past in pasts.split()})
    return forms


def _table(*families: tuple[str, Family]) -> Mapping[str, CueForm]:
    """Return every form of every verb, in lower case; a later family wins."""
    table: dict[str, CueForm] = {}
    for verbs, family in families:
        for base in verbs.split():
            table.update(_forms(base, family))
    return table


SAYING = _table((_WEAK, "weak"), (_LOOSE, "act"), (_POST, "post"), (_SAY, "say"))
"""Verbs that stand beside somebody's words."""

FOLLOWED = MappingProxyType(
    {
        form: frozenset(words.split())
        for base, words in _PHRASAL.items()
        for form in _forms(base, "act")
    }
)
"""Forms that are a cue only where one of these words follows ("shot back", "made it clear")."""

ACTING = _table(
    (" ".join(_PHRASAL), "act"),
    (f"{_ACT} {_LOOSE}", "act"),
    (_WEAK, "weak"),
    (_POST, "post"),
    (_SAY, "say"),
)
"""The same, and verbs of acts that are done with words: denounce, endorse, call for."""
