r"""Foreign text made safe to show: what would be invisible or would move other text is spelled out.

A file name may hold a newline, a terminal escape or a right-to-left override that makes
`exe.txt` look like `txt.exe`. Everywhere that a person looks, such characters are written as
`\n`, `\x1b` or `\u202e`. Ordinary letters of every script are left as they are, and so are the
joiners that Persian, Hindi and emoji are spelled with (U+200C, U+200D).

A backslash is left alone, so the shown form is for reading; JSON carries the exact value.
"""

import re

_SHORT = {"\t": r"\t", "\n": r"\n", "\r": r"\r"}

# Each range with the reason it is not shown as it is.
_HIDDEN = re.compile(
    "["
    "\x00-\x1f\x7f-\x9f"  # control characters
    "\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180e\u3164\uffa0"  # letters and hyphens without ink
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"  # directions: marks, embeddings, isolates
    "\u200b\u2060-\u2065\u206a-\u206f\ufeff\ufff9-\ufffb"  # zero width, annotations
    "\u2028\u2029"  # line and paragraph separators
    "\ud800-\udfff"  # surrogates: bytes of a name that are no UTF-8
    "\ufdd0-\ufdef\ufffe\uffff"  # no characters at all
    "\U000e0000-\U000e007f"  # tags
    "]"
)
_LAST_BYTE = 0xFF
_LAST_OF_PLANE_0 = 0xFFFF


def visible(text: str) -> str:
    r"""Return text on one line in which every character can be seen.

    Args:
        text: anything, lone surrogates included.

    Returns:
        Text that can be encoded as UTF-8 and holds no control, direction or invisible character.
    """
    return _HIDDEN.sub(_spelled, text)


def visible_lines(text: str) -> str:
    r"""Return text in which every character can be seen, its line ends (`\n`) kept."""
    return "\n".join(visible(line) for line in text.split("\n"))


def _spelled(match: re.Match[str]) -> str:
    character = match.group()
    number = ord(character)
    if character in _SHORT:
        return _SHORT[character]
    if number <= _LAST_BYTE:
        return f"\\x{number:02x}"
    return f"\\u{number:04x}" if number <= _LAST_OF_PLANE_0 else f"\\U{number:08x}"
