"""The same utterance in several sources: found in the words, before anybody is identified."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from preserve.comparing.candidates import candidates
from preserve.comparing.likeness import (
    Alignment,
    aligned,
    is_one_report,
    is_one_utterance,
    may_be_one,
)
from preserve.comparing.resemblance import relation
from preserve.comparing.segments import Segment, segments_of
from preserve.comparing.sources import Source, Voice
from preserve.comparing.words import Word

_LEAST_COMMON = 4  # sources
_COMMON_SHARE = 0.03  # of the sources


@dataclass(frozen=True, slots=True)
class Match:
    """Two stretches that print the same utterance; `a` is of the earlier source.

    Attributes:
        is_report: it was recognised by its content words alone, because one side is indirect.
    """

    a: Segment
    b: Segment
    alignment: Alignment
    is_report: bool


def matches_of(sources: Sequence[Source]) -> tuple[Match, ...]:
    """Return every utterance that two sources print, in order; neighbouring sentences joined."""
    segments = segments_of(sources)
    voices = [{voice.id: voice for voice in source.voices} for source in sources]
    content = [frozenset(word.stem for word in one.words if word.is_content) for one in segments]
    common = _common(segments, content, len(sources))
    found: list[Match] = []
    for one, other in candidates(segments, content):
        if not may_be_one(content[one], content[other]):
            continue
        match = _match(sources, voices, (segments[one], segments[other]), common)
        if match is not None:
            found.append(match)
    return tuple(_joined(_best(found)))


def _common(
    segments: Sequence[Segment], content: Sequence[frozenset[str]], sources: int
) -> frozenset[str]:
    """Return the stems that many of the sources quote: names and words of what they all tell."""
    held: Counter[str] = Counter()
    for _, group in groupby(range(len(segments)), key=lambda at: segments[at].source):
        held.update(frozenset().union(*(content[at] for at in group)))
    least = max(_LEAST_COMMON, _COMMON_SHARE * sources)
    return frozenset(stem for stem, count in held.items() if count >= least)


def _match(
    sources: Sequence[Source],
    voices: Sequence[Mapping[str, Voice]],
    pair: tuple[Segment, Segment],
    common: frozenset[str],
) -> Match | None:
    a, b = pair
    quotations = [sources[one.source].quotations[one.quotation] for one in (a, b)]
    one, other = (
        voices[segment.source].get(quotation.speaker or "")
        for segment, quotation in zip((a, b), quotations, strict=True)
    )
    related = relation(one, other)
    alignment = aligned(a.words, b.words)
    if is_one_utterance(a.words, b.words, alignment, related, common):
        return Match(a, b, alignment, is_report=False)
    is_indirect = any(quotation.is_indirect for quotation in quotations)
    if is_indirect and is_one_report(a.words, b.words, related):
        return Match(a, b, alignment, is_report=True)
    return None


def _best(found: Sequence[Match]) -> list[Match]:
    """Keep, for each segment and each other source, the match that is most alike."""
    ordered = sorted(found, key=lambda one: -one.alignment.score)
    taken: set[tuple[int, int, int, int]] = set()
    kept: list[Match] = []
    for match in ordered:
        a, b = match.a, match.b
        keys = (
            (a.source, a.quotation, a.place, b.source),
            (b.source, b.quotation, b.place, a.source),
        )
        if taken.isdisjoint(keys):
            taken.update(keys)
            kept.append(match)
    return sorted(kept, key=lambda one: (one.a[:3], one.b[:3]))


def _joined(found: Sequence[Match]) -> list[Match]:
    """Join matches of neighbouring sentences of the same two quotations."""
    joined: list[Match] = []

    def between(match: Match) -> tuple[int, int, int, int]:
        return match.a.source, match.b.source, match.a.quotation, match.b.quotation

    for _, group in groupby(sorted(found, key=lambda one: (between(one), one.a.place)), between):
        run: list[Match] = []
        for match in group:
            if run and not _follows(run[-1], match):
                joined.append(_whole(run))
                run = []
            run.append(match)
        joined.append(_whole(run))
    return sorted(joined, key=lambda one: (one.a[:3], one.b[:3]))


def _follows(one: Match, other: Match) -> bool:
    return (
        not one.is_report
        and not other.is_report
        and (other.a.place, other.b.place) == (one.a.place + 1, one.b.place + 1)
    )


def _whole(run: Sequence[Match]) -> Match:
    if len(run) == 1:
        return run[0]
    a, b = _stretch([match.a for match in run]), _stretch([match.b for match in run])
    return Match(a, b, aligned(a.words, b.words), is_report=False)


def _stretch(run: Sequence[Segment]) -> Segment:
    words: tuple[Word, ...] = tuple(word for segment in run for word in segment.words)
    return run[0]._replace(end=run[-1].end, words=words)
