"""Words that a verb of saying does not say: denied, imagined, or another's than its subject's."""

from preserve.describing.prose import NO_QUOTE, Token

_NOT = frozenset({"not", "never", "n't", "neither", "nobody", "hardly"})
_DENYING = frozenset(
    ["deny", "denies", "denied", "denying", "refuse", "refuses", "refused", "refusing"]
)
_POSSIBLY = frozenset({"could", "would", "should", "might"})
_BETWEEN = frozenset(
    ["to", "have", "has", "had", "having", "ever", "that", "he", "she", "they", "even", "actually"]
)
_REACH = 6  # tokens before a verb in which it may be denied
_DID = frozenset({"did", "does", "do", "has", "have", "had"})
_DID_NOT = frozenset(f"{verb}n{mark}t" for verb in _DID for mark in ("'", "\u2019"))
_ASKED = frozenset({"asked", "ask", "asks"})


def is_unsaid(tokens: tuple[Token, ...], cue: int) -> bool:
    """Whether a verb of saying tells that something was not said, or only might be.

    "never said", "denied that she had said", "refused to say", "could have said", "if she says".
    """
    at = cue - 1
    while at >= max(0, cue - _REACH):
        low = tokens[at].low
        if low in _NOT or low.endswith(("n't", "n\u2019t")) or low in _DENYING:
            return True
        if low in _POSSIBLY and "have" in {token.low for token in tokens[at:cue]}:
            return True
        if low not in _BETWEEN and low not in _POSSIBLY and not low.endswith("ly"):
            break
        at -= 1
    return _is_conditional(tokens, cue)


def says_nothing(tokens: tuple[Token, ...], cue: int) -> bool:
    """Whether somebody is told to have kept silent: "never said"; "would not say" is an answer."""
    before = tokens[cue - 1].low if cue else ""
    earlier = tokens[cue - 2].low if cue > 1 else ""
    if before == "never" or before in _DID_NOT:
        return True
    return before == "not" and earlier in _DID


def _is_conditional(tokens: tuple[Token, ...], cue: int) -> bool:
    """Whether "if" opens the clause of a verb: "If Ann Lee says Q, ..."; "asked if" opens none."""
    for at in range(cue - 1, max(-1, cue - _REACH), -1):
        if tokens[at].quote != NO_QUOTE or tokens[at].text in (",", ";", ":"):
            return False
        if tokens[at].low == "if":
            return not (at and tokens[at - 1].low in _ASKED)
    return False
