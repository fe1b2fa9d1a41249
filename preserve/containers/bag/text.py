"""Tag files as text: encodings, byte-order marks, line ends (RFC 8493 2.3).

Lines end with LF, CR or CRLF and with nothing else: a vertical tab, NEL or U+2028 is part of a
name, although Python's `splitlines` and the readers of `codecs` split there.
"""

import codecs
import re
from collections.abc import Callable, Iterable, Iterator

from preserve.containers.bag.charsets import SECOND_NAMES
from preserve.containers.bag.names import shown
from preserve.model.catalogue import finding
from preserve.model.finding import Finding, Where

LONGEST_LINE = 1 << 20
"""Characters of a line above which it is not read."""

EMPTY_LINE = "BAG-084"
"""The code of an empty line."""

_BLOCK_BYTES = 1 << 16
_NAMED = re.compile(r"[A-Za-z0-9](?:[-_.:+()]?[A-Za-z0-9])*\)?")
"""A name as charsets are registered: no spaces, no runs of hyphens."""

_UTF = re.compile(r"utf[-_]?(8|16|32)(?:[-_]?([bl]e))?", re.IGNORECASE)
_READ = re.compile(
    r"ascii|iso8859-\d{1,2}|iso2022_\w+|(cp|ptcp)\d{3,4}|koi8-[rtu]"
    r"|kz1048|tis-620|mac-\w+|shift_jis\w*|euc_\w+|gb2312|gbk|gb18030|hz|johab|big5(hkscs)?"
)
"""Python's codecs that give text, in linear time. Others, such as `zlib` or `punycode`, are not
among them: a bag may not make a checker unpack something."""

_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32", "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32", "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16", "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16", "utf-16-be"),
    (codecs.BOM_UTF8, "utf-8", "utf-8"),
)


def plain_encoding(name: str) -> str | None:
    """Return the compact lower-case name of an encoding that we read, or None.

    Args:
        name: as declared in bagit.txt, such as `UTF-8` or `ISO-8859-1`.
    """
    codec = _codec_of(name)
    return None if codec is None else re.sub(r"[-_]", "", codec)


def _codec_of(name: str) -> str | None:
    """Return Python's name of an encoding that we read, or None."""
    plain = name.strip()
    if not _NAMED.fullmatch(plain):
        return None
    if plain.lower() in SECOND_NAMES:
        return SECOND_NAMES[plain.lower()]
    unicode = _UTF.fullmatch(plain)
    if unicode is not None:
        return f"utf-{unicode[1]}" + f"-{unicode[2]}".lower() * bool(unicode[2])
    try:
        codec = codecs.lookup(plain).name
    except LookupError:
        return None
    return codec if _READ.fullmatch(codec) else None


Cut = Callable[[str, int], Iterator[tuple[int, str]]]


class TagText:
    """A tag file's text with LF as its only line end, read a stretch at a time.

    Attributes:
        file: path of the tag file in the bag.
        findings: what is wrong with encoding and line ends; complete when `blocks` has ended.
    """

    def __init__(self, file: str, chunks: Iterable[bytes], encoding: str) -> None:
        """Say what to decode.

        Args:
            file: its path, for the findings.
            chunks: its bytes, in order.
            encoding: a name for which `plain_encoding` is not None.
        """
        self.file = file
        self.findings: list[Finding] = []
        self._chunks = chunks
        self._encoding = encoding
        self._consumed = 0
        self._lines = 0

    def blocks(self) -> Iterator[str]:
        """Yield the text in stretches of whole lines, so that long files cost little memory.

        Characters that could not be decoded are surrogate escapes (UTF-8) or replacement
        characters. Of a line that is too long to be read, `LONGEST_LINE` characters and one more
        are kept. To be called once.
        """
        pending = ""
        for text in _with_one_line_end(self._decoded()):
            cut, first = text.rfind("\n") + 1, text.find("\n")
            # The first line may have begun in an earlier stretch.
            room = max(0, LONGEST_LINE + 1 - len(pending))
            if not cut:
                pending += text[:room]
                continue
            yield pending + text[: min(first, room)] + text[first:cut]
            pending = text[cut:]
        if pending:
            message = f"The last line of {shown(self.file)} does not end with a line end."
            where = Where(file=self.file, line=self._lines + 1)
            self.findings.append(finding("BAG-083", message, where))
            yield pending

    def lines(self, cut: Cut | None = None) -> Iterator[tuple[int, str]]:
        """Yield lines without their ends, with their numbers. To be called once.

        Args:
            cut: given a stretch of lines and the number of its first, yields those that are
                wanted; every line where it is left out.
        """
        number, cut = 1, cut or numbered_lines
        for block in self.blocks():
            yield from cut(block, number)
            number += line_count(block)

    def _decoded(self) -> Iterator[str]:
        pieces = _pieces(self._chunks)
        start = next(pieces, b"")
        codec, mark = self._codec(start)
        decoder = codecs.getincrementaldecoder(codec)()
        self._consumed = mark
        piece: bytes | None = start[mark:]
        while piece is not None:
            following = next(pieces, None)
            before = decoder.getstate()
            try:
                text = decoder.decode(piece, following is None)
            except UnicodeDecodeError as problem:
                self._report(problem, self._consumed - len(before[0]))
                lenient = "surrogateescape" if codec == "utf-8" else "replace"
                decoder = codecs.getincrementaldecoder(codec)(lenient)
                decoder.setstate(before)
                text = decoder.decode(piece, following is None)
            self._consumed += len(piece)
            yield text
            self._lines += _line_ends(text)
            piece = following

    def _codec(self, start: bytes) -> tuple[str, int]:
        """Return the codec that decodes the bytes behind a byte-order mark, and its length."""
        named = _codec_of(self._encoding) or "utf-8"
        for mark, family, codec in _MARKS:
            if named.startswith(family) and start.startswith(mark):
                self._report_mark(named)
                return (codec if named == family else named), len(mark)
        if named in {"utf-16", "utf-32"}:
            return f"{named}-be", 0  # RFC 2781 4.3: without a mark, big-endian
        return named, 0

    def _report_mark(self, codec: str) -> None:
        if codec in {"utf-16", "utf-32"}:
            return
        message = (
            f"{shown(self.file)} starts with a byte-order mark,"
            f" which {self._encoding} must not have."
        )
        where = Where(file=self.file, line=1, offset=0)
        self.findings.append(finding("BAG-082", message, where))

    def _report(self, problem: UnicodeDecodeError, start: int) -> None:
        offset = start + problem.start
        read = problem.object[: problem.start].decode("latin-1")
        line = self._lines + _line_ends(read) + 1
        message = (
            f"{shown(self.file)} is not {self._encoding}:"
            f" byte {offset} (line {line}) cannot be decoded."
        )
        where = Where(file=self.file, line=line, offset=offset)
        self.findings.append(finding("BAG-080", message, where))


def tag_text(file: str, data: bytes, encoding: str) -> TagText:
    """Return the text of a tag file whose bytes are at hand; arguments as of `TagText`."""
    return TagText(file, (data,), encoding)


def _pieces(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Yield the bytes in pieces of one size, whatever size the chunks have."""
    rest = b""
    for chunk in chunks:
        data = rest + chunk if rest else chunk
        whole = len(data) - len(data) % _BLOCK_BYTES
        for start in range(0, whole, _BLOCK_BYTES):
            yield data[start : start + _BLOCK_BYTES]
        rest = data[whole:]
    if rest:
        yield rest


def _with_one_line_end(texts: Iterable[str]) -> Iterator[str]:
    """Yield texts with CR and CRLF, which may be cut in two, as LF."""
    is_held = False
    for text in texts:
        whole = f"\r{text}" if is_held else text
        is_held = whole.endswith("\r")
        if is_held:
            whole = whole[:-1]
        yield whole.replace("\r\n", "\n").replace("\r", "\n") if "\r" in whole else whole
    if is_held:
        yield "\n"


def _line_ends(text: str) -> int:
    return text.count("\n") or text.count("\r")


def line_count(block: str) -> int:
    """Return how many lines a block has, a last one without its end included."""
    return block.count("\n") + (not block.endswith("\n") and bool(block))


def numbered_lines(text: str, first: int = 1) -> Iterator[tuple[int, str]]:
    """Yield each line without its end, with its number."""
    lines = text.split("\n")
    if lines[-1] == "":
        lines.pop()
    yield from enumerate(lines, first)


def line_problem(file: str, number: int, line: str) -> Finding | None:
    """Return the finding for a line that no parser should look at, or None."""
    if len(line) > LONGEST_LINE:
        message = (
            f"Line {number} of {shown(file)} has more than {LONGEST_LINE:,} characters"
            " and was not read."
        )
        return finding("BAG-081", message, Where(file=file, line=number))
    if not line or line.isspace():
        message = f"Line {number} of {shown(file)} is empty."
        return finding(EMPTY_LINE, message, Where(file=file, line=number))
    return None
