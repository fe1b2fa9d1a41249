"""On which line of a TOML text a key stands; pure. The parser of the standard library tells none.

The text is known to be TOML. The scan follows its grammar (tables, arrays of tables, dotted and
quoted keys, inline tables, strings over several lines, comments) and is held against what the
parser read: where the two do not name the same keys, no line is told at all, rather than a
wrong one.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from typing import NamedTuple

KeyPath = tuple[str | int, ...]
"""The keys from the top of a document; numbers are places in arrays."""

_BLANK = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_DOT = re.compile(r"[ \t]*\.[ \t]*")
_KEY = re.compile(r"""[A-Za-z0-9_-]+|"(?:[^"\\\n]|\\.)*"|'[^'\n]*'""")
_SCALAR = re.compile(
    r'''"""(?:\\.|(?!""")[^\\])*"{3,5}|\'\'\'(?:(?!\'\'\').)*'{3,5}'''
    r"""|"(?:[^"\\\n]|\\.)*"|'[^'\n]*'|[^,\]}#\n]+""",
    re.DOTALL,
)


class Statement(NamedTuple):
    """A header of a table, or a key with its value, as it stands in a text.

    Attributes:
        path: of the table, or of the key.
        start: offset of its first character, in code points.
        value: offset of the value's first character; None for a header.
        end: offset behind its last character.
    """

    path: KeyPath
    start: int
    value: int | None
    end: int


def statements_of(text: str) -> list[Statement]:
    """Return every statement of a TOML text, in order.

    Raises:
        ValueError: the text is no TOML, or the scan and the parser do not agree on its keys.
        RecursionError: it is nested too deeply.
    """
    scan = _Scan(text)
    scan.document()
    if set(_keys_of(tomllib.loads(text), ())) != set(scan.lines):
        raise ValueError("its keys cannot be told apart")
    return scan.statements


def lines_of_keys(text: str) -> Mapping[KeyPath, int]:
    """Return the line, from 1, on which each key of a TOML text first stands.

    Returns:
        Nothing where the scan and the parser do not agree, or the text is no TOML.
    """
    scan = _Scan(text.replace("\r\n", "\n"))
    try:
        scan.document()
        known = set(_keys_of(tomllib.loads(text), ()))
    except (ValueError, RecursionError):
        return {}
    return scan.lines if known == set(scan.lines) else {}


def _keys_of(value: object, path: KeyPath) -> Iterator[KeyPath]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield (*path, key)
            yield from _keys_of(inner, (*path, key))
    elif isinstance(value, list):
        for place, inner in enumerate(value):
            yield from _keys_of(inner, (*path, place))


class _Scan:
    """A walk over the text, from its beginning to its end."""

    def __init__(self, text: str) -> None:
        self.lines: dict[KeyPath, int] = {}
        self.statements: list[Statement] = []
        self._text = text
        self._at = 0
        self._line = 1
        self._counted = 0
        self._last_of: dict[KeyPath, int] = {}

    def document(self) -> None:
        """Note every key.

        Raises:
            ValueError: the text cannot be followed.
        """
        table: KeyPath = ()
        while self._next() != "":
            start, path, value = self._at, table, None
            if self._next() == "[":
                path = table = self._header()
            else:
                path, value = self._pair(table)
            end = self._at
            while self._text[end - 1].isspace():
                end -= 1
            self.statements.append(Statement(path, start, value, end))

    def _next(self) -> str:
        """Return the next character that counts, or nothing at the end."""
        self._take(_BLANK)
        return self._text[self._at : self._at + 1]

    def _take(self, pattern: re.Pattern[str]) -> str:
        match = pattern.match(self._text, self._at)
        if match is None:
            raise ValueError(f"offset {self._at}")
        self._at = match.end()
        return match.group()

    def _expect(self, sign: str) -> None:
        if self._next() != sign:
            raise ValueError(f"offset {self._at}")
        self._at += 1

    def _here(self) -> int:
        self._line += self._text.count("\n", self._counted, self._at)
        self._counted = self._at
        return self._line

    def _header(self) -> KeyPath:
        self._expect("[")
        is_array = self._text[self._at : self._at + 1] == "["
        if is_array:
            self._expect("[")
        path = self._key((), is_header=True)
        if is_array:
            self._last_of[path] = self._last_of.get(path, -1) + 1
            self._expect("]")
        self._expect("]")
        return self._inside(path)

    def _inside(self, path: KeyPath) -> KeyPath:
        """Return the path of a table, the latest one where it stands in an array of tables."""
        return (*path, self._last_of[path]) if path in self._last_of else path

    def _key(self, path: KeyPath, *, is_header: bool = False) -> KeyPath:
        """Note a key with its dots, under a table; return its path."""
        while True:
            self._next()
            line = self._here()
            written = self._take(_KEY)
            is_quoted = written[0] in "\"'"
            name = tomllib.loads(f"key = {written}")["key"] if is_quoted else written
            path = (*path, name)
            self.lines.setdefault(path, line)
            dot = _DOT.match(self._text, self._at)
            if dot is None:
                return path
            self._at = dot.end()
            if is_header:
                path = self._inside(path)

    def _pair(self, table: KeyPath) -> tuple[KeyPath, int]:
        """Note a key and what is in its value; return its path, and where the value begins."""
        path = self._key(table)
        self._expect("=")
        self._next()
        value = self._at
        self._value(path)
        return path, value

    def _value(self, path: KeyPath) -> None:
        start = self._next()
        if start == "[":
            self._array(path)
        elif start == "{":
            self._inline_table(path)
        else:
            self._take(_SCALAR)

    def _array(self, path: KeyPath) -> None:
        self._expect("[")
        place = 0
        while self._next() != "]":
            self._value((*path, place))
            place += 1
            if self._next() == ",":
                self._expect(",")
        self._expect("]")

    def _inline_table(self, path: KeyPath) -> None:
        self._expect("{")
        while self._next() != "}":
            self._pair(path)
            if self._next() == ",":
                self._expect(",")
        self._expect("}")
