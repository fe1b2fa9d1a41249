"""What archivists decided, found again among the speakers that are compared."""

from collections.abc import Sequence
from dataclasses import dataclass

from preserve.comparing.sources import Source, Voice
from preserve.model.comparison import Decision, Member


@dataclass(frozen=True, slots=True)
class Decided:
    """A decision, with the positions of the two speakers it is about."""

    one: int
    other: int
    decision: Decision


def decided_pairs(
    sources: Sequence[Source], voices: Sequence[Voice], decisions: Sequence[Decision]
) -> tuple[Decided, ...]:
    """Return the decisions about these speakers; of several on one pair, the latest.

    A speaker is found by the printed form that the decision names, and else by the id.
    """
    latest: dict[tuple[int, int], Decided] = {}
    for decision in decisions:
        one, other = (_position(sources, voices, end) for end in (decision.a, decision.b))
        if one is None or other is None or one == other:
            continue
        pair = min(one, other), max(one, other)
        latest.pop(pair, None)
        latest[pair] = Decided(*pair, decision)
    return tuple(latest.values())


def _position(sources: Sequence[Source], voices: Sequence[Voice], end: Member) -> int | None:
    own = [at for at, voice in enumerate(voices) if sources[voice.source].package_id == end.source]
    named = [at for at in own if end.speaker in forms_of(voices[at])]
    numbered = [at for at in own if voices[at].id == end.speaker]
    return next(iter(named or numbered), None)


def forms_of(voice: Voice) -> tuple[str, ...]:
    """Return every printed form of a speaker."""
    return (*(() if voice.name is None else (voice.name,)), *voice.names, *voice.handles)


def undecidable(sources: Sequence[Source], decisions: Sequence[Decision]) -> tuple[Member, ...]:
    """Return the ends of decisions that name a speaker who is not in a source that is compared."""
    voices = [voice for source in sources for voice in source.voices]
    compared = {source.package_id for source in sources}
    ends = {end: None for decision in decisions for end in (decision.a, decision.b)}
    return tuple(
        end for end in ends if end.source in compared and _position(sources, voices, end) is None
    )
