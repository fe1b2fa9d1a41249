"""What is wrong in preserve.toml, told all at once, each with its line; pure over its bytes."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from preserve.errors import CannotDecide
from preserve.report.visible import visible
from preserve.workflows.toml_lines import KeyPath, lines_of_keys


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong, and with which key."""

    path: KeyPath
    words: str


def document_of(data: bytes) -> tuple[str, Mapping[str, object]]:
    """Return preserve.toml as text, and what it says.

    Raises:
        CannotDecide: (FIX-051) it is no TOML.
    """
    try:
        text = data.decode("utf-8")
        return text, tomllib.loads(text)
    except (ValueError, RecursionError) as problem:
        raise _refused([f"it is no TOML: {visible(str(problem))}."]) from problem


def refusal(problems: Sequence[Problem], text: str) -> CannotDecide:
    """Return the refusal (FIX-051) with everything that is wrong, in the order of the file."""
    lines = lines_of_keys(text)
    placed = [(lines.get(problem.path), problem) for problem in problems]
    placed.sort(key=lambda one: one[0] or 0)
    return _refused(
        [
            visible(f"{f'line {line}, ' if line else ''}{named(problem.path)}: {problem.words}")
            for line, problem in placed
        ]
    )


def named(path: KeyPath) -> str:
    """Return a key as a person writes it."""
    return ".".join(str(part) for part in path)


def _refused(told: list[str]) -> CannotDecide:
    if len(told) > 1:
        told = [f"({number}) {words}" for number, words in enumerate(told, 1)]
    return CannotDecide(
        f"preserve.toml cannot be understood: {' '.join(told)}",
        code="FIX-051",
        remedy="Mend the lines that are named, then run again.",
    )
