"""Source bytes to an Article: plain text only; everything else is refused and said why.

The offsets of every later claim point into `Article.text`, so nothing is normalised here: line
ends, no-break spaces and a missing final newline stay as they came.
"""

import re

from preserve.model.article import LISTENED_CHARACTERS, Article, SourceBytes
from preserve.model.catalogue import finding
from preserve.model.finding import Finding, Where
from preserve.reading.encoding import Decoded, Undecodable, decoded
from preserve.reading.sniff import Format, format_of_bytes, format_of_text

MAX_SOURCE_BYTES = 64 * 1024 * 1024
"""More than this is not read: no article is that long, and memory stays bounded."""

_CONTROLS = re.compile("[\x01-\x08\x0b\x0e-\x1f\x7f-\x84\x86-\x9f]+")
_ALLOWED_CONTROLS = 2
_WITHOUT_READER = frozenset({"META-028", "META-029", "META-030"})
_CHARACTERS_FOR_A_CONTROL = 10
_ALLOWED_CONTROL_SHARE = 0.002

Outcome = tuple[Article | None, tuple[Finding, ...]]


def read_article(source: SourceBytes, declared_encoding: str | None = None) -> Outcome:
    """Read one source as an article.

    Args:
        source: name, bytes and digests of the source.
        declared_encoding: the encoding that a person named, or None.

    Returns:
        The article and findings worth knowing, or None and the findings that refuse it.
    """
    unfit = _unfit_size(source)
    if unfit:
        return None, (unfit,)
    found = format_of_bytes(source.name, source.data)
    if found:
        return _refused_format(source, found)
    result = decoded(source.data, declared_encoding)
    if isinstance(result, Undecodable):
        return _refused(source, result.code, f"cannot be read: {result.reason}")
    return _accepted(source, result)


def _accepted(source: SourceBytes, result: Decoded) -> Outcome:
    if not result.text or result.text.isspace():
        return _refused(source, "META-002", "holds nothing but white space")
    noise = _noise(result.text)
    if noise:
        return _refused(source, "META-004", f"is not text: {noise}")
    found = format_of_text(result.text)
    if found:
        return _refused_format(source, found)
    article = Article(
        source=source,
        media_type="text/plain",
        encoding=result.encoding,
        encoding_from=result.encoding_from,
        text=result.text,
    )
    return article, _remarks(source, result)


def _unfit_size(source: SourceBytes) -> Finding | None:
    size = len(source.data)
    if not size:
        return finding("META-002", f"{source.name} holds no bytes", Where(file=source.name))
    if size > MAX_SOURCE_BYTES:
        message = f"{source.name} is larger than {MAX_SOURCE_BYTES // 1024**2} MiB"
        return finding("META-003", message, Where(file=source.name))
    return None


def _noise(text: str) -> str | None:
    """Return what makes a decoded text no writing: NUL, or control characters beyond a few."""
    if "\x00" in text:
        return "it holds NUL characters"
    controls = 0
    # In a text of a few characters, one that is no writing is noise already.
    few = min(_ALLOWED_CONTROLS, len(text) // _CHARACTERS_FOR_A_CONTROL)
    limit = max(few, _ALLOWED_CONTROL_SHARE * len(text))
    for match in _CONTROLS.finditer(text):
        controls += match.end() - match.start()
        if controls > limit:
            return "it is full of control characters"
    return None


def _remarks(source: SourceBytes, result: Decoded) -> tuple[Finding, ...]:
    where = Where(file=source.name)
    return (*_length_remark(source, result), *_encoding_remarks(source, result, where))


def _length_remark(source: SourceBytes, result: Decoded) -> tuple[Finding, ...]:
    if len(result.text) <= LISTENED_CHARACTERS:
        return ()
    words = f"{source.name} has {len(result.text):,} characters; no speaker is looked for after"
    message = f"{words} the first {LISTENED_CHARACTERS:,}"
    return (finding("META-011", message, Where(file=source.name)),)


def _encoding_remarks(source: SourceBytes, result: Decoded, where: Where) -> tuple[Finding, ...]:
    if result.encoding_from == "detected":
        if result.encoding == "windows-1252":
            return (finding("META-008", f"{source.name} was read as windows-1252", where),)
        return (finding("META-009", f"{source.name} was read as {result.encoding}", where),)
    declared_other = result.encoding_from == "declared" and not result.encoding.startswith("utf")
    if declared_other and not source.data.isascii() and _is_utf8(source.data):
        message = f"{source.name} was read as {result.encoding}, as declared, but is valid UTF-8"
        return (finding("META-010", message, where),)
    return ()


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _refused_format(source: SourceBytes, found: Format) -> Outcome:
    reader = "" if found.code in _WITHOUT_READER else "; its reader is not there yet"
    return _refused(source, found.code, f"is {found.label}{reader}")


def _refused(source: SourceBytes, code: str, what: str) -> Outcome:
    return None, (finding(code, f"{source.name} {what}", Where(file=source.name)),)
