"""JSON pointers (RFC 6901): the way to a place in a document."""

from collections.abc import Iterable

_LONGEST_PART = 64


def pointer(parts: Iterable[object]) -> str:
    """Return the pointer to a place; a part longer than 64 characters is cut.

    Args:
        parts: names and indices from the root down.
    """
    return "".join(f"/{_escaped(str(part))}" for part in parts)


def _escaped(part: str) -> str:
    cut = part if len(part) <= _LONGEST_PART else part[:_LONGEST_PART] + "..."
    printable = "".join(mark if mark.isprintable() else ascii(mark)[1:-1] for mark in cut)
    return printable.replace("~", "~0").replace("/", "~1")
