"""Whether characters are writing: asked before an encoding is believed that nobody declared.

Any bytes decode as something. Writing is told from noise by what noise cannot do: it keeps to one
script (and Latin beside it), and to characters that mean something.
"""

import unicodedata
from typing import Final

# Fewer characters than this prove nothing.
_LEAST_CHARACTERS: Final = 12
_SAMPLE_CHARACTERS: Final = 20_000
_MEANINGLESS: Final = frozenset({"Cc", "Cn", "Co", "Cs"})
_SPACING: Final = frozenset("\t\n\r\f\v\x85")
_EAST_ASIAN: Final = frozenset({"CJK", "HIRAGANA", "KATAKANA", "BOPOMOFO", "KATAKANA-HIRAGANA"})


def is_writing(text: str) -> bool:
    """Return whether a text keeps to characters with a meaning and to one script beside Latin."""
    if len(text) < _LEAST_CHARACTERS:
        return False
    scripts = set[str]()
    for character in set(text[:_SAMPLE_CHARACTERS]) - _SPACING:
        category = unicodedata.category(character)
        if category in _MEANINGLESS:
            return False
        if category.startswith("L"):
            scripts.add(_script(character))
    return bool(scripts) and len(scripts - {"LATIN"}) <= 1


def _script(letter: str) -> str:
    """Return the first word of a letter's name, which is its script (Unicode 4.8, Name)."""
    first = unicodedata.name(letter, "?").partition(" ")[0]
    if first in {"FEMININE", "MASCULINE", "MICRO"}:  # the ordinal signs and the micro sign
        return "LATIN"
    return "EAST ASIAN" if first in _EAST_ASIAN else first
