"""The written pages, and what stands in their code."""

import re
from dataclasses import dataclass
from functools import cache

from tests.support.commands import CHECKOUT

REFERENCE = CHECKOUT / "docs" / "reference"
PAGES = sorted(
    [
        *(CHECKOUT / name for name in ("README.md", "CONTRIBUTING.md", "SECURITY.md")),
        *(CHECKOUT / "docs").rglob("*.md"),
    ]
)
NAMES = [path.relative_to(CHECKOUT).as_posix() for path in PAGES]

_FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_INLINE = re.compile(r"`([^`\n]+)`")


@dataclass(frozen=True)
class Step:
    """A command of a session, and the output that the page shows for it."""

    command: str
    shown: str


@cache
def text_of(name: str) -> str:
    return (CHECKOUT / name).read_text(encoding="utf-8")


def blocks(name: str, language: str | None = None) -> list[str]:
    """Return the code blocks of a page, of one language or all of them."""
    found = _FENCE.findall(text_of(name))
    return [body for tag, body in found if language is None or tag == language]


def inline(name: str) -> list[str]:
    """Return what stands between back quotes outside of blocks."""
    return _INLINE.findall(_FENCE.sub("", text_of(name)))


def session(name: str) -> list[Step]:
    """Return every command in the `console` blocks of a page, in order: one session."""
    steps = []
    for body in blocks(name, "console"):
        for part in re.split(r"^\$ ", body, flags=re.MULTILINE)[1:]:
            first, *rest = part.splitlines()
            more = [line[2:] for line in rest if line.startswith("> ")]
            shown = [line for line in rest if not line.startswith("> ")]
            steps.append(Step("\n".join([first, *more]), "\n".join(shown)))
    return steps


def command_lines(name: str) -> list[str]:
    """Return every line of a page's code that a shell would run: sessions, blocks, inline."""
    lines = [line for step in session(name) for line in step.command.split("\n")]
    lines += [line for body in blocks(name, "sh") for line in body.splitlines()]
    return [*lines, *inline(name)]
