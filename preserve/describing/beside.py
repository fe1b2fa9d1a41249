"""The mention that stands right before a verb, or before the insertion that ends there."""

from preserve.describing.cues import PREPOSITIONS, VERBS
from preserve.describing.gazetteer import CALENDAR
from preserve.describing.names import Mention
from preserve.describing.prose import Token
from preserve.describing.standing import (
    CLAUSE_OPENERS,
    MAX_MENTIONS,
    Read,
    is_eligible,
    is_governed,
    is_place_in_place,
)
from preserve.describing.subject_phrases import phrase_start

REACH = 60  # tokens: how far before a verb its subject may stand
RELATIVES = frozenset({"who", "which", "that"})
_INSERTED = frozenset(
    ["a", "an", "the", "who", "whose", "which", "his", "her", "their", "one", "himself", "herself",
     "also", "then", "now", "of", "from", "along", "like", "chairman", "president", "director",
     "head", "executive", "author", "founder", "co-founder", "professor", "former", "as", "in",
     "with", "speaking", "left", "right", "senior", "d", "r"]
)  # fmt: skip
_DAYS = (CALENDAR | {"week", "month", "year", "night", "morning", "afternoon", "evening"}) - {
    "may",
    "march",
    "sun",
    "mar",
}
_TIMES = _DAYS | {"on", "last", "this", "late", "early", "earlier", "in"}
_TIME = 4  # words of "on late Monday night"
_RELATED = 6  # words between "who" and its verb
_BREAKING = frozenset({"(", ",", "of", "from"})
_BRACKET = 12  # tokens of "(Greens, of Porto)"


def adjacent(sentence: Read, at: int) -> Mention | None:
    """Return the mention that ends right before a verb, or before "who" or an insertion."""
    tokens = sentence.tokens
    relative = at > 0 and tokens[at - 1].low in RELATIVES
    if relative:
        at -= 1
        at -= at > 0 and tokens[at - 1].text == ","
    comma = not relative and at > 0 and tokens[at - 1].text in ",)"
    nearest = [mention for mention in sentence.mentions if at - REACH <= mention.first < at]
    for mention in reversed(nearest[-MAX_MENTIONS:]):
        if mention.last == at and is_place_in_place(sentence, mention):
            comma = True  # "Ann Lee of Porto, Portugal said"
        elif mention.last == at and _may_stand_there(tokens, mention, relative=relative):
            return None if not relative and is_governed(sentence, mention) else mention
    return _before_insertion(sentence, at) if comma else None


def after_time(tokens: tuple[Token, ...], at: int) -> int:
    """Return the index after "on Monday" or "last week" where it begins at a token."""
    end = at
    while end < min(len(tokens), at + _TIME) and tokens[end].low in _TIMES:
        end += 1
    return end if any(token.low in _DAYS for token in tokens[at:end]) else at


def _before_insertion(sentence: Read, at: int) -> Mention | None:
    """Return the name before ", who fled Porto and Ann Lee," and the like.

    The first one after the last finite verb of saying: names inside the insertion come later.
    """
    tokens = sentence.tokens
    if tokens[at - 1].text == ")":
        return _before_bracket(sentence, at)
    bound = _last_verb(sentence, at)
    found: Mention | None = None
    for mention in sentence.mentions[:MAX_MENTIONS]:
        if mention.first >= at:
            break
        begin = _insertion_start(tokens, mention)
        if begin is not None and max(bound, at - REACH) <= mention.first:
            place = found is not None and mention.kind == "place"
            if place or not is_eligible(sentence, mention):
                continue
            found = mention
            if begin < mention.last or _inserts(tokens, begin):
                return mention
    return found


def _insertion_start(tokens: tuple[Token, ...], mention: Mention) -> int | None:
    """Return where ", a nurse" or "(Greens)" or "of Porto" begins after a mention."""
    for at in (mention.last, mention.name_last):
        if at < len(tokens) and tokens[at].text in _BREAKING:
            return at
    return None


def _last_verb(sentence: Read, at: int) -> int:
    """Return the last finite verb of saying before a token, 0 if there is none."""
    finite = (cue for cue in reversed(sentence.cues) if cue < at - 1)
    return next((cue for cue in finite if _is_main(sentence.tokens, cue)), 0)


def _before_bracket(sentence: Read, at: int) -> Mention | None:
    """Return the name before "(Greens)"."""
    for opening in range(at - 2, max(-1, at - _BRACKET), -1):
        if sentence.tokens[opening].text == "(":
            ending = (one for one in sentence.mentions if opening in (one.last, one.name_last))
            return next((one for one in ending if one.kind != "possessive"), None)
    return None


def _is_main(tokens: tuple[Token, ...], cue: int) -> bool:
    """Whether a verb is finite, and of no relative clause."""
    before = {token.low for token in tokens[max(0, cue - _RELATED) : cue]}
    return VERBS[tokens[cue].low].form in ("past", "third") and not before & RELATIVES


def _inserts(tokens: tuple[Token, ...], at: int) -> bool:
    """Whether an insertion begins: ", who", ", a nurse", ", 41", "(Greens)", "of Porto"."""
    if tokens[at].text != ",":
        return True
    if at + 1 >= len(tokens):
        return False
    after = tokens[at + 1]
    return after.low in _INSERTED or after.text[:1].isdigit() or after.low.endswith("ing")


_PLAYING = frozenset({"be", "playing", "impersonating", "portraying", "being"})
"""Before a name: "a man pretending to be Ann Lee" is not she."""


def _may_stand_there(tokens: tuple[Token, ...], mention: Mention, *, relative: bool) -> bool:
    if mention.kind == "possessive":
        return False
    if relative or mention.first == 0 or mention.kind == "pronoun":
        return True
    if tokens[mention.name_first - 1].text == "," and mention.name_first > mention.first:
        return True  # "for president, Lee said"
    start = phrase_start(tokens, mention.first) if mention.kind == "name" else mention.first
    before = tokens[start - 1].low if start else ""
    if before in _PLAYING:
        return False
    return before not in PREPOSITIONS or before in CLAUSE_OPENERS
