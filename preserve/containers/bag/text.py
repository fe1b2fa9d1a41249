"""Tag files as text: encodings, byte-order marks, line ends (RFC 8493 2.3).

Lines end with LF, CR or CRLF and with nothing else: a vertical tab, NEL or U+2028 is part of a
name, although Python's `splitlines` and the readers of `codecs` split there.
"""

import codecs
import re
from collections.abc import Iterator
from typing import NamedTuple

from preserve.containers.bag.names import shown
from preserve.model.catalogue import finding
from preserve.model.finding import Finding, Where

LONGEST_LINE = 1 << 20
"""Characters of a line above which it is not read."""

_BLOCK = 1 << 16
_KNOWN = re.compile(
    r"utf8|ascii|usascii|utf(16|32)([bl]e)?|iso8859\d{1,2}|latin\d{1,2}|(windows|cp)\d{3,4}"
    r"|koi8[ru]|macroman|shiftjis|eucjp|euckr|gb2312|gbk|gb18030|big5"
)
"""Encodings that give text, in linear time. Codecs such as `zlib` or `punycode` are not among
them: a bag may not make a checker unpack something."""

_MARKS = (
    (codecs.BOM_UTF32_LE, "utf32", "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf32", "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf16", "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf16", "utf-16-be"),
    (codecs.BOM_UTF8, "utf8", "utf-8"),
)


class TagText(NamedTuple):
    """A tag file's text with LF as its only line end.

    Attributes:
        file: path of the tag file in the bag.
        text: the text; characters that could not be decoded are surrogate escapes (UTF-8) or
            replacement characters.
        findings: what was wrong with encoding and line ends.
    """

    file: str
    text: str
    findings: tuple[Finding, ...]


def plain_encoding(name: str) -> str | None:
    """Return the compact lower-case name of an encoding that we read, or None.

    Args:
        name: as declared in bagit.txt, such as `UTF-8` or `ISO-8859-1`.
    """
    compact = re.sub(r"[-_ ]", "", name.strip().lower())
    if not _KNOWN.fullmatch(compact):
        return None
    try:
        codecs.lookup(name.strip())
    except LookupError:
        return None
    return compact


def tag_text(file: str, data: bytes, encoding: str) -> TagText:
    """Decode a tag file.

    Args:
        file: its path, for the findings.
        data: its bytes.
        encoding: a name for which `plain_encoding` is not None.
    """
    compact = plain_encoding(encoding) or "utf8"
    codec, body, has_mark = _codec(data, compact, encoding)
    found = []
    if has_mark and compact not in {"utf16", "utf32"}:
        message = f"{shown(file)} starts with a byte-order mark, which {encoding} must not have."
        found.append(finding("BAG-082", message, Where(file=file, line=1, offset=0)))
    try:
        text = body.decode(codec)
    except UnicodeDecodeError as problem:
        found.append(_undecodable(file, data, body, problem, encoding))
        text = body.decode(codec, "surrogateescape" if codec == "utf-8" else "replace")
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if text and not text.endswith("\n"):
        message = f"The last line of {shown(file)} does not end with a line end."
        found.append(finding("BAG-083", message, Where(file=file, line=text.count("\n") + 1)))
    return TagText(file, text, tuple(found))


def _codec(data: bytes, compact: str, encoding: str) -> tuple[str, bytes, bool]:
    """Return the codec that decodes a body without its mark, the body, and if there was a mark."""
    for mark, family, codec in _MARKS:
        if compact.startswith(family) and data.startswith(mark):
            chosen = codec if compact == family else encoding
            return ("utf-8" if family == "utf8" else chosen), data[len(mark) :], True
    if compact in {"utf16", "utf32"}:
        return f"utf-{compact[3:]}-be", data, False  # RFC 2781 4.3: without a mark, big-endian
    return ("utf-8" if compact == "utf8" else encoding), data, False


def _undecodable(
    file: str, data: bytes, body: bytes, problem: UnicodeDecodeError, encoding: str
) -> Finding:
    offset = len(data) - len(body) + problem.start
    line = body.count(b"\n", 0, problem.start) + 1
    message = f"{shown(file)} is not {encoding}: byte {offset} (line {line}) cannot be decoded."
    return finding("BAG-080", message, Where(file=file, line=line, offset=offset))


def line_count(block: str) -> int:
    """Return how many lines a block has, a last one without its end included."""
    return block.count("\n") + (not block.endswith("\n") and bool(block))


def blocks(text: str) -> Iterator[str]:
    """Yield the text in stretches of whole lines, so that long files cost little memory."""
    start = 0
    while start < len(text):
        end = text.find("\n", min(start + _BLOCK, len(text))) + 1
        if end == 0:
            end = len(text)
        yield text[start:end]
        start = end


def numbered_lines(text: str, first: int = 1) -> Iterator[tuple[int, str]]:
    """Yield each line without its end, with its number."""
    lines = text.split("\n")
    if lines[-1] == "":
        lines.pop()
    yield from enumerate(lines, first)


def line_problem(file: str, number: int, line: str) -> Finding | None:
    """Return the finding for a line that no parser should look at, or None."""
    where = Where(file=file, line=number)
    if len(line) > LONGEST_LINE:
        message = f"Line {number} of {shown(file)} has {len(line)} characters and was not read."
        return finding("BAG-081", message, where)
    if not line or line.isspace():
        return finding("BAG-084", f"Line {number} of {shown(file)} is empty.", where)
    return None
