"""Canonical JSON (RFC 8785): what is signed and hashed has one form of bytes."""

import json
import re
from collections.abc import Mapping
from typing import Any, Final, NoReturn

import rfc8785


def canonical_bytes(document: Mapping[str, object]) -> bytes:
    """Return the canonical form of an object.

    Raises:
        ValueError: it has none (a float that is no number, an integer beyond 2**53, a lone
            surrogate).
    """
    plain: dict[str, Any] = dict(document)
    quick = _plainly(plain)
    if quick is not None:
        return quick
    try:
        return rfc8785.dumps(plain)
    except (rfc8785.CanonicalizationError, UnicodeEncodeError, RecursionError) as problem:
        message = f"no canonical form: {problem}"
        raise ValueError(message) from problem


def parse_canonical(data: bytes) -> dict[str, object]:
    """Read an object; only its canonical bytes are accepted, and only whole numbers in it.

    Raises:
        ValueError: the bytes are anything else.
    """
    text = data.decode("utf-8")
    try:
        document = _DECODER.decode(text)
        if not isinstance(document, dict):
            raise ValueError("not an object")
        if not _is_plainly_canonical(document, text) and canonical_bytes(document) != data:
            raise ValueError("not in canonical form")
    except RecursionError as problem:
        raise ValueError("nested too deeply") from problem
    return document


def _no_number(text: str) -> NoReturn:
    raise ValueError(f"{text} is no whole number")


def _integer(text: str) -> int:
    # The sign and the digits of 2**53; a longer one would cost time before it is refused.
    if len(text) > _LONGEST or not -_LARGEST <= int(text) <= _LARGEST:
        raise ValueError(f"{text[:_LONGEST]} is beyond the whole numbers of JSON")
    return int(text)


# What a double holds exactly (RFC 8785 3.2.2.3).
_LARGEST: Final = 2**53 - 1
_LONGEST: Final = 17
# The standard library orders keys by code point, RFC 8785 by UTF-16 code unit (3.2.3): from here
# on the two differ.
_BEYOND = re.compile("[\ud800-\U0010ffff]")


# Made once: `json.loads` and `json.dumps` with options make new ones at every call.
_DECODER: Final = json.JSONDecoder(
    parse_int=_integer, parse_float=_no_number, parse_constant=_no_number
)
_ENCODER: Final = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def _plainly(document: dict[str, Any]) -> bytes | None:
    """Return the canonical form, made the quick way; None where that cannot tell.

    What the standard library wrote is read back: only what comes back the same, with nothing in
    it but what `parse_canonical` accepts, is written as RFC 8785 asks.
    """
    try:
        text = _ENCODER.encode(document)
        is_same = bool(_DECODER.decode(text) == document)
    except (TypeError, ValueError, RecursionError):
        return None
    return text.encode() if is_same and (text.isascii() or not _BEYOND.search(text)) else None


def _is_plainly_canonical(document: dict[str, object], text: str) -> bool:
    """Whether a text is canonical, asked the quick way; where that cannot tell, False.

    The standard library writes strings, integers, lists and objects as RFC 8785 asks (3.2.2), in
    a tenth of the time.
    """
    if not text.isascii() and _BEYOND.search(text):
        return False
    return _ENCODER.encode(document) == text
