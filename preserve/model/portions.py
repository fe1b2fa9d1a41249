"""Take things together, as many as may be handled at once."""

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

Item = TypeVar("Item")


def portions_of(
    items: Iterable[Item], size_of: Callable[[Item], int], most_items: float, most_bytes: float
) -> Iterator[list[Item]]:
    """Yield items together, in order, at least one at a time.

    Args:
        items: of any sizes; one that is larger than a portion may be has one to itself.
        size_of: the bytes of an item.
        most_items: of a portion.
        most_bytes: of a portion.
    """
    portion, held = list[Item](), 0
    for item in items:
        size = size_of(item)
        if portion and (len(portion) >= most_items or held + size > most_bytes):
            yield portion
            portion, held = [], 0
        portion.append(item)
        held += size
    if portion:
        yield portion
