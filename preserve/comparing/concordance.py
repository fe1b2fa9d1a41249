"""The same utterance side by side across articles, with how the printings differ."""

from collections.abc import Mapping, Sequence

from preserve.comparing.contradictions import contradictions_of
from preserve.comparing.differences import classes_of, differences_of
from preserve.comparing.matches import Match
from preserve.comparing.segments import Segment
from preserve.comparing.sources import Source
from preserve.model.comparison import (
    GRAVITY,
    Concordance,
    Difference,
    Member,
    Pair,
    PairClass,
    People,
    Side,
)


def concordance_of(
    sources: Sequence[Source], matches: Sequence[Match], people: People
) -> Concordance:
    """Return the concordance of some sources.

    Args:
        sources: what is compared.
        matches: the utterances that they share.
        people: who is who among their speakers.
    """
    who = {member: person.id for person in people.people for member in person.members}
    pairs = tuple(
        _pair(f"u{number}", sources, match, who) for number, match in enumerate(matches, start=1)
    )
    together = {(match.a.source, match.b.source) for match in matches}
    together |= _sharing_people(sources, people)
    return Concordance(pairs, contradictions_of(sources, pairs, together))


def _sharing_people(sources: Sequence[Source], people: People) -> set[tuple[int, int]]:
    """Return which sources print the same person; of many that do, neighbours."""
    places = {source.name: at for at, source in enumerate(sources)}
    found: set[tuple[int, int]] = set()
    for person in people.people:
        held = sorted({places[member.source] for member in person.members})
        reach = len(held) if len(held) <= _MOST_TOGETHER else _NEIGHBOURS
        for at, one in enumerate(held):
            found.update((one, other) for other in held[at + 1 : at + 1 + reach])
    return found


_MOST_TOGETHER = 64
_NEIGHBOURS = 8


def _pair(
    identifier: str, sources: Sequence[Source], match: Match, who: Mapping[Member, str]
) -> Pair:
    one, other = sources[match.a.source], sources[match.b.source]
    a, b = _side(one, match.a), _side(other, match.b)
    texts = one.text, other.text
    is_indirect = (
        one.quotations[match.a.quotation].is_indirect,
        other.quotations[match.b.quotation].is_indirect,
    )
    classes = set(classes_of(match, texts, is_indirect))
    differences = differences_of(match, texts)
    if _speakers_differ(a, b, who):
        classes.add(PairClass.ATTRIBUTION_CONFLICT)
        differences = (*differences, Difference("speaker", None, None))
    return Pair(
        id=identifier,
        a=a,
        b=b,
        score=match.alignment.score,
        classes=tuple(sorted(classes, key=GRAVITY.__getitem__)),
        differences=differences,
    )


def _side(source: Source, segment: Segment) -> Side:
    quotation = source.quotations[segment.quotation]
    return Side(
        source=source.name,
        quotation=quotation.id,
        start=segment.start,
        end=segment.end,
        exact=source.text[segment.start : segment.end],
        speaker=quotation.speaker,
    )


def _speakers_differ(a: Side, b: Side, who: Mapping[Member, str]) -> bool:
    """Whether the words are given to two people, or to somebody and to nobody."""
    one = who.get(Member(a.source, a.speaker)) if a.speaker is not None else None
    other = who.get(Member(b.source, b.speaker)) if b.speaker is not None else None
    return one != other
