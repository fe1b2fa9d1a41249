"""Whether two names of partners could be taken for each other by whoever reads in a hurry."""

from typing import Final

from rapidfuzz.distance import OSA

# What looks alike is written alike: the pairs first, then the single characters.
_PAIRS: Final = (("rn", "m"), ("vv", "w"), ("cl", "d"))
_SAME: Final = str.maketrans("01i5289", "ollszbg", "-")
_SHORTEST_WITH_A_SLIP: Final = 3


def is_alike(one: str, other: str) -> bool:
    """Whether names differ in nothing, in what looks alike, or by one edit.

    An edit is a character more, less or another one, or two exchanged. In names of one or two
    characters an edit is half of the name, and nobody takes one for the other.

    Args:
        one: of small letters, digits and hyphens; capitals count as small letters.
        other: the same.
    """
    shapes = _shape(one), _shape(other)
    if shapes[0] == shapes[1]:
        return True
    plain = one.lower(), other.lower()
    return min(map(len, plain)) >= _SHORTEST_WITH_A_SLIP and (
        OSA.distance(*plain) <= 1 or OSA.distance(*shapes) <= 1
    )


def _shape(name: str) -> str:
    shape = name.lower().translate(_SAME)
    for pair, single in _PAIRS:
        shape = shape.replace(pair, single)
    return shape
