"""Add a table to preserve.toml, or take one out, and keep every other byte; pure over its bytes.

What was made is held against what the parser reads before and after: where that is not exactly
the one table more or less, nothing is returned, and a person is told which lines to write.
"""

import tomllib
from collections.abc import Iterator, Mapping
from typing import Any

from preserve.errors import CannotDecide, Refused
from preserve.workflows.toml_lines import lines_of_keys

_FIRST_PRINTABLE = 0x20


def with_table(data: bytes, path: tuple[str, str], values: Mapping[str, str]) -> bytes:
    """Return the text with the table `[KIND.NAME]` at its end.

    Args:
        data: preserve.toml.
        path: kind and name.
        values: the table's keys, each with a text.

    Raises:
        CannotDecide: (FIX-051) it is no TOML.
        Refused: (FIX-051) it cannot be added by itself; the lines are in the remedy.
    """
    before = _parsed(data)
    kind, name = path
    end = "\r\n" if b"\r\n" in data else "\n"
    lines = [f"[{kind}.{_key(name)}]", *(f"{key} = {quoted(text)}" for key, text in values.items())]
    glue = "" if not data or data.endswith(b"\n") else end
    made = data + f"{glue}{end}{end.join(lines)}{end}".encode()
    wanted = {**before, kind: {**_table(before, kind), name: dict(values)}}
    if name in _table(before, kind) or not _is(made, wanted):
        raise Refused(
            f"preserve.toml was not changed: [{kind}.{name}] cannot be added to it.",
            code="FIX-051",
            remedy=f"Write these lines into it yourself: {'; '.join(lines)}",
        )
    return made


def without_table(data: bytes, path: tuple[str, str]) -> bytes:
    """Return the text without the table `[KIND.NAME]`; the same text where there is none.

    Raises:
        CannotDecide: (FIX-051) it is no TOML.
        Refused: (FIX-051) the table cannot be told apart from the rest.
    """
    before = _parsed(data)
    kind, name = path
    if name not in _table(before, kind):
        return data
    rest = {key: value for key, value in _table(before, kind).items() if key != name}
    wanted = [{**before, kind: rest}]
    if not rest:
        wanted.append({key: value for key, value in before.items() if key != kind})
    for made in _cuts(data, path):
        if any(_is(made, each) for each in wanted):
            return made
    raise Refused(
        f"preserve.toml was not changed: where [{kind}.{name}] ends is not plain.",
        code="FIX-051",
        remedy=f"Take the lines of [{kind}.{name}] out of preserve.toml yourself, then run again.",
    )


def _cuts(data: bytes, path: tuple[str, str]) -> Iterator[bytes]:
    """Yield the text without what may be the table: up to the next header, or a later one."""
    text = data.decode("utf-8")
    lines = [f"{line}\n" for line in text.split("\n")]
    lines[-1] = lines[-1].removesuffix("\n")
    number = lines_of_keys(text).get(path)
    if number is None:
        return
    start = number - 1
    heads = [at for at in range(number, len(lines)) if lines[at].lstrip().startswith("[")]
    begin = start - 1 if start and not lines[start - 1].strip() else start
    for head in (*heads, len(lines)):
        end = head
        # What is said above the next table is said of that one.
        while end > number and lines[end - 1].strip()[:1] in {"", "#"}:
            end -= 1
        yield "".join((*lines[:begin], *lines[end:])).encode()


def _parsed(data: bytes) -> dict[str, Any]:
    try:
        return tomllib.loads(data.decode("utf-8"))
    except (ValueError, RecursionError) as problem:
        raise CannotDecide(f"preserve.toml is no TOML: {problem}.", code="FIX-051") from problem


def _table(document: Mapping[str, Any], kind: str) -> Mapping[str, Any]:
    table = document.get(kind, {})
    return table if isinstance(table, dict) else {}


def _is(made: bytes, wanted: Mapping[str, Any]) -> bool:
    """Whether a text holds just that; written out, as `nan` is not even like itself."""
    try:
        return repr(_sorted(tomllib.loads(made.decode("utf-8")))) == repr(_sorted(wanted))
    except (ValueError, RecursionError):
        return False


def _sorted(value: Any) -> Any:  # noqa: ANN401 - whatever TOML can hold
    """Return a value with the keys of its tables in order: theirs means nothing."""
    if isinstance(value, Mapping):
        return [(key, _sorted(value[key])) for key in sorted(value)]
    return [_sorted(each) for each in value] if isinstance(value, list) else value


def _key(name: str) -> str:
    is_bare = name.isascii() and name.replace("-", "").replace("_", "").isalnum()
    return name if is_bare else quoted(name)


def quoted(text: str) -> str:
    """Return a TOML basic string (control characters as escapes)."""
    escaped = "".join(
        f"\\u{ord(character):04x}"
        if ord(character) < _FIRST_PRINTABLE or character in '"\\\x7f'
        else character
        for character in text
    )
    return f'"{escaped}"'
