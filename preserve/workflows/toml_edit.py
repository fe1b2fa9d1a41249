"""Change one table of a TOML text, and nothing beside it; pure.

Every other byte stays: comments, the order, keys that nobody here knows. What an edit made is
read again before it is handed out, and must say what the old text said but for the one table; a
text that is written in a way that does not allow this is not edited at all.
"""

import copy
import json
import tomllib
from collections.abc import Mapping, Sequence

from preserve.workflows.toml_lines import Statement, statements_of

Value = str | Sequence[str]
Path = tuple[str, str]
_FIRST_PRINTABLE = 32


class CannotEdit(ValueError):
    """The text is written in a way that does not allow the change."""


def quoted(text: str) -> str:
    """Return a TOML basic string (control characters as escapes)."""
    escaped = "".join(
        f"\\u{ord(character):04x}"
        if ord(character) < _FIRST_PRINTABLE or character in '"\\\x7f'
        else character
        for character in text
    )
    return f'"{escaped}"'


def lines_of_table(path: Path, values: Mapping[str, Value]) -> list[str]:
    """Return a table as a person would write it.

    Args:
        path: of the table; each part a bare key.
        values: by key, each a bare key.
    """
    return [
        f"[{'.'.join(path)}]",
        *(f"{key} = {_written(value)}" for key, value in values.items()),
    ]


def with_table(text: str, path: Path, values: Mapping[str, Value]) -> str:
    """Return a text in which a table has some values; what else it holds stays.

    Args:
        text: TOML.
        path: of the table; each part a bare key. It is added at the end where it is not there.
        values: by key, each a bare key.

    Raises:
        CannotEdit: it cannot be done without touching something else.
    """
    expected = _read(text)
    above, name = path
    parent = expected.setdefault(above, {})
    is_new = isinstance(parent, dict) and name not in parent
    table = parent.setdefault(name, {}) if isinstance(parent, dict) else None
    if not isinstance(table, dict):
        raise CannotEdit(f"[{above}.{name}] cannot be a table there")
    table.update({key: _plain(value) for key, value in values.items()})
    edited = _appended(text, lines_of_table(path, values))
    if not is_new:
        edited = _in_place(text, path, values) or edited
    return _checked(edited, expected, above)


def _in_place(text: str, path: Path, values: Mapping[str, Value]) -> str | None:
    """Return a text with values in a table that is there; None where it has no header."""
    for key, value in values.items():
        edited = _with_value(text, path, key, _written(value))
        if edited is None:
            return None
        text = edited
    return text


def without_table(text: str, path: Path) -> str:
    """Return a text without a table: its lines go, but for those that hold a comment alone.

    Raises:
        CannotEdit: it cannot be done without touching something else.
    """
    expected = _read(text)
    above, name = path
    parent = expected.get(above)
    if not isinstance(parent, dict) or name not in parent:
        return text
    del parent[name]
    edited = text
    for statement in reversed(_statements(text)):
        if statement.path[: len(path)] == path:
            edited = _without_line(edited, statement)
    return _checked(edited, expected, above)


def _read(text: str) -> dict[str, object]:
    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError) as problem:
        raise CannotEdit("it is no TOML") from problem


def _statements(text: str) -> list[Statement]:
    try:
        return statements_of(text)
    except (ValueError, RecursionError) as problem:
        raise CannotEdit("its lines cannot be told apart") from problem


def _checked(edited: str, expected: Mapping[str, object], above: str) -> str:
    try:
        document = tomllib.loads(edited)
    except (ValueError, RecursionError) as problem:
        raise CannotEdit("the table is written in another form there") from problem
    if _compared(document, above) != _compared(expected, above):
        raise CannotEdit("something else would change with it")
    return edited


def _compared(document: Mapping[str, object], above: str) -> str:
    """Return a document in a form that can be compared: not-a-number is equal to itself there."""
    plain = copy.copy(dict(document))
    if plain.get(above) == {}:
        del plain[above]
    return json.dumps(plain, sort_keys=True, default=repr)


def _plain(value: Value) -> object:
    return value if isinstance(value, str) else list(value)


def _written(value: Value) -> str:
    if isinstance(value, str):
        return quoted(value)
    return f"[{', '.join(map(quoted, value))}]"


def _newline(text: str) -> str:
    return "\r\n" if "\r\n" in text else "\n"


def _appended(text: str, lines: Sequence[str]) -> str:
    newline = _newline(text)
    before = text if not text or text.endswith("\n") else text + newline
    gap = newline if before else ""
    return f"{before}{gap}{''.join(line + newline for line in lines)}"


def _with_value(text: str, path: Path, key: str, written: str) -> str | None:
    statements = _statements(text)
    for statement in statements:
        if statement.path == (*path, key) and statement.value is not None:
            return f"{text[: statement.value]}{written}{text[statement.end :]}"
    last = _last_of_table(statements, path)
    if last is None:
        return None
    newline = _newline(text)
    line_end = text.find("\n", last.end)
    if line_end < 0:
        return f"{text}{newline}{key} = {written}{newline}"
    return f"{text[: line_end + 1]}{key} = {written}{newline}{text[line_end + 1 :]}"


def _last_of_table(statements: Sequence[Statement], path: Path) -> Statement | None:
    """Return the last statement below the header of a table; None where it has no header."""
    last = None
    for statement in statements:
        if statement.value is None and last is not None:
            return last
        if last is not None or (statement.value is None and statement.path == path):
            last = statement
    return last


def _without_line(text: str, statement: Statement) -> str:
    start = text.rfind("\n", 0, statement.start) + 1
    line_end = text.find("\n", statement.end)
    rest = text[line_end + 1 :] if line_end >= 0 else ""
    before = text[:start]
    if statement.value is None and not rest:
        # The empty line that was put above it.
        for gap in ("\n\r\n", "\n\n"):
            if before.endswith(gap):
                before = before[: 1 - len(gap)]
                break
    return before + rest
