"""Plain JSON whose shape is not certain: what is not as expected counts as absent."""

from collections.abc import Mapping
from datetime import datetime


def mapping_of(value: object) -> Mapping[str, object]:
    """Return a JSON object, or an empty one."""
    return value if isinstance(value, Mapping) else {}


def mappings_of(value: object) -> tuple[Mapping[str, object], ...]:
    """Return the objects of a JSON array; anything else in it is passed over."""
    items = value if isinstance(value, list | tuple) else ()
    return tuple(item for item in items if isinstance(item, Mapping))


def texts_of(value: object) -> tuple[str, ...]:
    """Return the strings of a JSON array; anything else in it is passed over."""
    items = value if isinstance(value, list | tuple) else ()
    return tuple(item for item in items if isinstance(item, str))


def text_of(value: object) -> str | None:
    """Return a string, or None."""
    return value if isinstance(value, str) else None


def number_of(value: object) -> int | None:
    """Return a whole number, or None; true and false are no numbers."""
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def counts_of(value: object) -> dict[str, int]:
    """Return the whole numbers of a JSON object."""
    found = {name: number_of(count) for name, count in mapping_of(value).items()}
    return {str(name): count for name, count in found.items() if count is not None}


def instant_of(value: object) -> datetime | None:
    """Return an instant with its offset, or None."""
    try:
        at = datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
    return at if at is not None and at.tzinfo is not None else None
