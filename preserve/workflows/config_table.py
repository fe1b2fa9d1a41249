"""A table of preserve.toml about a partner or a replica: planned first, written when it is due."""

import os
import stat
from collections.abc import Callable, Mapping

from preserve.errors import Refused
from preserve.model.catalogue import CATALOGUE
from preserve.storage import atomic, layout
from preserve.storage.source import read_whole
from preserve.workflows.archive import CONFIG_LIMIT_BYTES
from preserve.workflows.config_problems import document_of, named
from preserve.workflows.toml_edit import (
    CannotEdit,
    Path,
    Value,
    lines_of_table,
    with_table,
    without_table,
)


def plan_table(root: str, path: Path, values: Mapping[str, Value]) -> Callable[[], None]:
    """Return what has a table say something; what else stands in preserve.toml stays.

    Raises:
        CannotDecide: preserve.toml cannot be understood.
        Refused: (XCH-029) it cannot be edited there.
    """
    text = _text(root)
    try:
        edited = with_table(text, path, values)
    except CannotEdit as problem:
        lines = " / ".join(lines_of_table(path, values))
        words = f"preserve.toml cannot be edited there: {problem}. Write there by hand: {lines}"
        raise _refused(words) from problem
    if len(edited.encode()) > CONFIG_LIMIT_BYTES:
        raise _refused("preserve.toml would be longer than it may be.")
    return lambda: _write(root, text, edited)


def plan_removal(root: str, path: Path) -> Callable[[], None]:
    """Return what takes a table out of preserve.toml.

    Raises:
        CannotDecide: preserve.toml cannot be understood.
        Refused: (XCH-029) it cannot be edited there.
    """
    text = _text(root)
    try:
        edited = without_table(text, path)
    except CannotEdit as problem:
        words = (
            f"preserve.toml cannot be edited there: {problem}. Take [{named(path)}] out by hand."
        )
        raise _refused(words) from problem
    return lambda: _write(root, text, edited)


def _refused(words: str) -> Refused:
    return Refused(words, code="XCH-029", remedy=CATALOGUE["XCH-029"].remedy)


def _text(root: str) -> str:
    data = read_whole(f"{root}/{layout.CONFIG}", CONFIG_LIMIT_BYTES)
    return document_of(data)[0]


def _write(root: str, before: str, edited: str) -> None:
    """Put the edited text in the place of the old one, its rights kept, a link followed."""
    if edited == before:
        return
    path = os.path.realpath(f"{root}/{layout.CONFIG}")
    with atomic.writing(layout.CONFIG):
        mode = stat.S_IMODE(os.stat(path).st_mode)
        atomic.replace(path, edited.encode(), mode=mode)
