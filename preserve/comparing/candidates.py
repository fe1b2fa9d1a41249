"""Which segments are worth aligning: those that share two of their rarer words.

Not quadratic: every segment is entered under a bounded number of keys, and a key that very many
segments share brings only neighbours together.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import combinations, groupby

from preserve.comparing.segments import Segment

_MOST_STEMS = 7  # of a segment, the rarest first: 21 keys
_MOST_TOGETHER = 48  # segments under one key that are all held against each other
_NEIGHBOURS = 6  # that each is held against, where more share a key


def candidates(
    segments: Sequence[Segment], content: Sequence[frozenset[str]]
) -> Iterator[tuple[int, int]]:
    """Yield pairs of positions of segments of different sources, each pair once, in order.

    Args:
        segments: those of one source stand together.
        content: the stems of each segment's content words.
    """
    # A pair is one number, which takes less room and sorts faster than two.
    found: set[int] = set()
    width = len(segments)
    for _, entries in groupby(_keys(segments, content), key=lambda entry: entry[0]):
        together = [position for _, position in entries]
        if len(together) > 1:
            found.update(one * width + other for one, other in _pairs(segments, together))
    for pair in sorted(found):
        yield divmod(pair, width)


def _keys(segments: Sequence[Segment], stems: Sequence[frozenset[str]]) -> list[tuple[int, int]]:
    """Return (key, position), sorted: a key is two stems that several sources share."""
    held: Counter[str] = Counter()
    for _, group in groupby(range(len(segments)), key=lambda at: segments[at].source):
        held.update(set().union(*(stems[at] for at in group)))
    numbers = {
        stem: number
        for number, (stem, count) in enumerate(
            sorted(held.items(), key=lambda item: (item[1], item[0]))
        )
        if count > 1
    }
    width = max(1, len(numbers))
    entries: list[tuple[int, int]] = []
    for position, own in enumerate(stems):
        rare = sorted(numbers[stem] for stem in own if stem in numbers)[:_MOST_STEMS]
        entries += [(one * width + other, position) for one, other in combinations(rare, 2)]
    entries.sort()
    return entries


def _pairs(segments: Sequence[Segment], together: list[int]) -> Iterator[tuple[int, int]]:
    reach = len(together)
    if len(together) > _MOST_TOGETHER:
        # Those that print the same words stand side by side, whatever their sources.
        together = sorted(together, key=lambda at: ([w.folded for w in segments[at].words], at))
        reach = _NEIGHBOURS
    for index, one in enumerate(together):
        for other in together[index + 1 : index + 1 + reach]:
            if segments[one].source != segments[other].source:
                yield min(one, other), max(one, other)
