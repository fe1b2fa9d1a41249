"""Bytes to characters: proven, declared, or detected and said so; never guessed in silence."""

import codecs
import re
from dataclasses import dataclass

from preserve.reading.windows1252 import is_windows_1252
from preserve.reading.writing import is_writing

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9 _.:+-]{0,40}")
_NOT_TEXT = frozenset(
    {"idna", "punycode", "unicode-escape", "raw-unicode-escape", "undefined", "mbcs", "oem"}
)
_MARKS: tuple[tuple[bytes, str], ...] = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_MARK_FAMILY = {
    "utf-8": "utf-8-sig",
    "utf-8-sig": "utf-8-sig",
    "utf-16": "utf-16",
    "utf-16-le": "utf-16",
    "utf-16-be": "utf-16",
    "utf-32": "utf-32",
    "utf-32-le": "utf-32",
    "utf-32-be": "utf-32",
}
_PATTERN_SAMPLE = 64 * 1024
_NULL_SHARE = 0.02
_STRAY_SHARE = 0.25  # a letter such as U+0100 has its NUL byte at the other place


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text, and how it was won from the bytes: `data.decode(encoding) == text`."""

    text: str
    encoding: str
    encoding_from: str


@dataclass(frozen=True, slots=True)
class Undecodable:
    """Why bytes could not be turned into text: a catalogue code and the particulars."""

    code: str
    reason: str


def decoded(data: bytes, declared: str | None) -> Decoded | Undecodable:
    """Decode bytes as declared, or as their own marks and validity prove."""
    return _as_declared(data, declared) if declared is not None else _undeclared(data)


def _strict(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeError:
        return None


def _marked(data: bytes) -> str | None:
    return next((encoding for mark, encoding in _MARKS if data.startswith(mark)), None)


def _undeclared(data: bytes) -> Decoded | Undecodable:
    marked = _marked(data)
    if marked:
        text = _strict(data, marked)
        if text is None:
            reason = f"it starts with the byte-order mark of {marked}, but is not valid {marked}"
            return Undecodable("META-005", reason)
        return Decoded(text, marked, "byte-order-mark")
    wide = _without_mark(data) if b"\x00" in data[:_PATTERN_SAMPLE] else None
    if wide:
        return wide
    text = _strict(data, "utf-8")
    if text is not None:
        return Decoded(text, "utf-8", "valid")
    if b"\x00" in data:
        return Undecodable("META-004", "it holds NUL bytes")
    return _legacy(data)


def _without_mark(data: bytes) -> Decoded | None:
    """Find UTF-16 without a mark: NUL bytes at every second place, all of it is writing."""
    sample = data[:_PATTERN_SAMPLE]
    first, second = sample[0::2].count(0), sample[1::2].count(0)
    enough = _NULL_SHARE * (len(sample) / 2)
    fewer, more = sorted((first, second))
    if len(data) % 2 or more < enough or fewer > _STRAY_SHARE * more:
        return None
    encoding = "utf-16-le" if second > first else "utf-16-be"
    text = _strict(data, encoding)
    if text is None or not is_writing(text):
        return None
    return Decoded(text, encoding, "detected")


def _legacy(data: bytes) -> Decoded | Undecodable:
    if is_windows_1252(data) and is_writing(text := data.decode("windows-1252")):
        return Decoded(text, "windows-1252", "detected")
    reason = "it is not valid UTF-8, and no other encoding can be proven from the bytes"
    return Undecodable("META-005", reason)


def _as_declared(data: bytes, declared: str) -> Decoded | Undecodable:
    name = declared.strip().lower()
    canonical = _text_codec(name)
    if canonical is None:
        return Undecodable("META-006", f"{declared[:60]!r} names no encoding of text")
    marked = _marked(data)
    if marked and _MARK_FAMILY.get(canonical) == marked:
        name = marked
    elif canonical in {"utf-16", "utf-32"}:
        # Without a mark these names leave the order of the bytes to the machine.
        wide = _without_mark(data) if canonical == "utf-16" else None
        if wide is None:
            reason = f"declared as {name}, it has no byte-order mark; name {name}-le or {name}-be"
            return Undecodable("META-007", reason)
        name = wide.encoding
    text = _strict(data, name)
    if text is None:
        return Undecodable("META-007", f"the bytes are not valid {name}")
    return Decoded(text, name, "declared")


def _text_codec(name: str) -> str | None:
    """Return the canonical name of a codec from bytes to text, or None."""
    if not _NAME.fullmatch(name):
        return None
    try:
        canonical = codecs.lookup(name).name
        # A codec that is not from bytes to text is refused here; whether the bytes fit is not yet
        # the question, so errors in this one byte are ignored.
        b"a".decode(name, errors="ignore")
    except (LookupError, UnicodeError):
        return None
    return None if canonical.replace("_", "-") in _NOT_TEXT else canonical
