"""Where sources do not say the same: what is said, how many, and by whom."""

from collections.abc import Iterator, Mapping, Sequence

from preserve.comparing.counts import Count, counts_in
from preserve.comparing.sources import Source
from preserve.model.comparison import Contradiction, Pair, PairClass, Side

_KINDS = {
    PairClass.PREDICATE_CONFLICT: "predicate",
    PairClass.NUMBER_CONFLICT: "number",
    PairClass.ATTRIBUTION_CONFLICT: "attribution",
}
_NEAR = 2  # times: counts further apart are of other things, unless their parts agree
_MOST_TOGETHER = 24  # counts with a part in common that are all held against each other
_NEIGHBOURS = 4


def contradictions_of(
    sources: Sequence[Source], pairs: Sequence[Pair], are_told_together: set[tuple[int, int]]
) -> tuple[Contradiction, ...]:
    """Return every contradiction, numbered in order: those of pairs, then those of counts.

    Args:
        sources: what is compared.
        pairs: the utterances side by side.
        are_told_together: positions of sources that share a speaker or an utterance: only such
            texts may tell of the same event.
    """
    labels = {(source.name, voice.id): voice.label for source in sources for voice in source.voices}
    found = [
        (_KINDS[each], pair.a, pair.b, _note(each, pair, labels))
        for pair in pairs
        for each in pair.classes
        if each in _KINDS
    ]
    found += _of_counts(sources, are_told_together)
    return tuple(
        Contradiction(f"c{number}", kind, a, b, note)
        for number, (kind, a, b, note) in enumerate(found, start=1)
    )


def _note(each: PairClass, pair: Pair, labels: Mapping[tuple[str, str], str]) -> str:
    if each is PairClass.ATTRIBUTION_CONFLICT:
        return f"{_speaker(pair.a, labels)}; {_speaker(pair.b, labels)}."
    kind = _KINDS[each]
    told = [
        f"\u201c{one.a.exact if one.a else '(nothing)'}\u201d against"
        f" \u201c{one.b.exact if one.b else '(nothing)'}\u201d"
        for one in pair.differences
        if one.kind == kind
    ]
    what = (
        "The same subject is said to do different things"
        if kind == "predicate"
        else "The numbers differ"
    )
    return f"{what}: {'; '.join(told)}."


def _speaker(side: Side, labels: Mapping[tuple[str, str], str]) -> str:
    if side.speaker is None:
        return f"{side.source} gives the words to nobody"
    label = labels.get((side.source, side.speaker), side.speaker)
    return f"{side.source} gives the words to {label}"


def _of_counts(
    sources: Sequence[Source], are_told_together: set[tuple[int, int]]
) -> Iterator[tuple[str, Side, Side, str]]:
    counts = [count for at, source in enumerate(sources) for count in counts_in(at, source)]
    pairs: set[tuple[int, int]] = set()
    by_part: dict[tuple[str, str], list[int]] = {}
    for position, count in enumerate(counts):
        for part in count.parts:
            by_part.setdefault((count.harm, part.split()[-1]), []).append(position)
    for together in by_part.values():
        reach = len(together) if len(together) <= _MOST_TOGETHER else _NEIGHBOURS
        for at, one in enumerate(together):
            pairs.update((one, other) for other in together[at + 1 : at + 1 + reach])
    for one, other in sorted(pairs):
        if _is_one_event(counts[one], counts[other], are_told_together):
            yield from _contradiction(sources, counts[one], counts[other])


def _is_one_event(a: Count, b: Count, are_told_together: set[tuple[int, int]]) -> bool:
    """Whether two counts are of the same people, as far as their sentences tell."""
    if a.source == b.source:
        return False
    numbered = {part for part in a.parts & b.parts if part[0].isdigit()}
    if len(numbered) > 1:
        return True
    nouns = {part.split()[-1] for part in a.parts} & {part.split()[-1] for part in b.parts}
    other_numbers = any(
        one != other
        and one.split()[-1] == other.split()[-1]
        and one[0].isdigit()
        and other[0].isdigit()
        for one in a.parts
        for other in b.parts
    )
    small, large = sorted((a.value, b.value))
    return (
        (min(a.source, b.source), max(a.source, b.source)) in are_told_together
        and len(nouns) > 1
        and not other_numbers
        and large <= _NEAR * small
    )


def _contradiction(
    sources: Sequence[Source], a: Count, b: Count
) -> Iterator[tuple[str, Side, Side, str]]:
    if (a.value, a.hedge) == (b.value, b.hedge):
        return
    one, other = _side(sources[a.source], a), _side(sources[b.source], b)
    what = "The numbers differ" if a.value != b.value else "The same number, stated differently"
    note = f"{what}: \u201c{one.exact}\u201d against \u201c{other.exact}\u201d."
    yield "number", one, other, note


def _side(source: Source, count: Count) -> Side:
    """Return the words of a count, with the quotation that holds them, if one does."""
    held = next(
        (one for one in source.quotations if one.start <= count.start and count.end <= one.end),
        None,
    )
    return Side(
        source=source.name,
        quotation=held.id if held else None,
        start=count.start,
        end=count.end,
        exact=source.text[count.start : count.end],
        speaker=held.speaker if held else None,
    )
