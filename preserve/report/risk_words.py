"""The risks that a description marks, in the plain words of a question to a person."""

from collections.abc import Mapping
from typing import Final

_WORDS: Final = {
    "minor": "somebody who may be under age",
    "location": "a place where somebody may be found",
    "alive": "somebody who may be alive and in danger",
    "asked_anonymity": "somebody who asked not to be named",
}


def risk_words(risks: Mapping[str, int]) -> str:
    """Return what the passages of a package speak of, with their number where it is not one."""
    return ", ".join(
        _WORDS[kind] if count == 1 else f"{_WORDS[kind]} ({count} passages)"
        for kind, count in risks.items()
    )
