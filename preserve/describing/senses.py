"""Verbs of saying that say nothing in another sense: "called off", "pleaded guilty"."""

from preserve.describing.prose import NO_QUOTE, Token

_OFF = frozenset({"off", "up", "in", "home", "both"})
_GUILTY = frozenset({"guilty", "no"})
_MIND = frozenset({"me", "us", "you", "one"})  # "reminds us of an old song"
_KEPT = frozenset({"a", "an", "its", "his", "her", "their"})
_BESIDE = frozenset({"to", "with"})
_OTHER = {
    # a form: the words that follow it in another sense
    **dict.fromkeys(("call", "calls", "called", "calling"), _OFF),
    **dict.fromkeys(("plead", "pleads", "pleaded", "pled", "pleading"), _GUILTY),
    **dict.fromkeys(("maintain", "maintains", "maintained", "maintaining"), _KEPT),
    **dict.fromkeys(("remind", "reminds", "reminded"), _MIND),
    "compared": _BESIDE,  # "41 percent, compared with 38"
}
_RARELY = frozenset({"backing", "opposing", "challenging"})  # "a rival challenging Ann Lee"
_REPORTED = (".", ",")


def is_other_sense(tokens: tuple[Token, ...], index: int) -> bool:
    """Whether a verb of saying stands in a sense in which nobody says anything."""
    low = tokens[index].low
    if low in _RARELY:
        return True
    after = tokens[index + 1] if index + 1 < len(tokens) else None
    if low == "reporting":  # "with all wards reporting, ..."
        return after is None or (after.quote == NO_QUOTE and after.text in _REPORTED)
    return after is not None and after.low in _OTHER.get(low, ())
