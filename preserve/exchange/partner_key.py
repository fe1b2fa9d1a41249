"""The key of an archive as somebody hands it over: alone, or somewhere on a card."""

import itertools
import re
from typing import Final

from preserve.ledger.checkpoint import VerifierKey, parse_key
from preserve.model.exchange import is_archive_id

_ORIGIN: Final = "preserve/"
_KEY: Final = re.compile(
    r"(?<![A-Za-z0-9+/=_-])preserve/[0-9a-f-]{36}\+[0-9a-f]{8}\+[A-Za-z0-9+/]{44}(?![A-Za-z0-9+/=])"
)
_START: Final = re.compile(_ORIGIN)
_KEY_LENGTH: Final = len(_ORIGIN) + 36 + 1 + 8 + 1 + 44
_QUOTES: Final = " \t\r\n\"'`<>\u2018\u2019\u201c\u201d\u00ab\u00bb\u201e"
# The points of small order, whatever their sign: with such a key anybody's signature verifies.
_ANYBODYS: Final = frozenset(
    bytes.fromhex(text)
    for text in (
        "0000000000000000000000000000000000000000000000000000000000000000",
        "0100000000000000000000000000000000000000000000000000000000000000",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    )
)


def key_in(text: str) -> VerifierKey:
    """Return the one key of an archive that a text holds.

    Raises:
        ValueError: it holds none, several, or one that no archive signs with; in words that go
            on after "it".
    """
    found = set(_KEY.findall(text)) or _broken_over_lines(text)
    if len(found) > 1:
        raise ValueError("holds more than one key")
    try:
        key = parse_key(found.pop() if found else text.strip(_QUOTES))
    except ValueError as problem:
        words = str(problem) if found or "+" in text else "not a verifier key"
        raise ValueError(f"holds no key that can be used: {words}") from problem
    if archive_of(key) is None:
        raise ValueError("is no key of an archive: its name must be preserve/ and an archive's id")
    if key.public[:-1] + bytes([key.public[-1] & 0x7F]) in _ANYBODYS:
        raise ValueError("is a key that anybody can sign with")
    return key


def _broken_over_lines(text: str) -> set[str]:
    """Return the keys that lie there over several lines; the hash in a key proves the joining.

    Mail programs break long lines, and put > or | in front of what is quoted. A key ends a line.
    """
    lines = [line.strip(f"{_QUOTES}|").removesuffix("=") for line in text.splitlines()]
    ends = set(itertools.accumulate(map(len, lines)))
    joined = "".join(lines)
    starts = (match.start() for match in _START.finditer(joined))
    keys = (joined[at : at + _KEY_LENGTH] for at in starts if at + _KEY_LENGTH in ends)
    return {key for key in keys if is_key(key)}


def is_key(text: str) -> bool:
    """Whether a text is a verifier key, of whomever, and nothing else."""
    try:
        parse_key(text)
    except ValueError:
        return False
    return True


def archive_of(key: VerifierKey) -> str | None:
    """Return the id of the archive that signs with a key; None where its name holds none."""
    archive = key.name.removeprefix(_ORIGIN)
    return archive if key.name.startswith(_ORIGIN) and is_archive_id(archive) else None
