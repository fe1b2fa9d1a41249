"""Links that the rules propose between speakers of different sources, and those they refuse."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from preserve.comparing.corroboration import Common, Corroboration
from preserve.comparing.groups import likely_pairs
from preserve.comparing.names import edits, printed_name
from preserve.comparing.resemblance import Kind, Resemblance, resemblance
from preserve.comparing.rules import (
    ACRONYM,
    FIRST_NAME_ALONE,
    HANDLE_SPELLS_NAME,
    NEAR_HANDLE,
    NEAR_NAME,
    NEAR_SURNAME,
    PART_OF_NAME,
    SAME_HANDLE,
    SAME_NAME,
)
from preserve.comparing.sources import Source, Voice
from preserve.describing.rules import Rule
from preserve.model.claim import Status
from preserve.model.comparison import Placed
from preserve.model.span import Span

_RULES: dict[Kind, Rule] = {
    Kind.SAME_HANDLE: SAME_HANDLE,
    Kind.HANDLE_SPELLS_NAME: HANDLE_SPELLS_NAME,
    Kind.SAME_NAME: SAME_NAME,
    Kind.ACRONYM: ACRONYM,
    Kind.PART_OF_NAME: PART_OF_NAME,
    Kind.NEAR_NAME: NEAR_NAME,
    Kind.NEAR_SURNAME: NEAR_SURNAME,
    Kind.NEAR_HANDLE: NEAR_HANDLE,
    Kind.GIVEN_ALONE: FIRST_NAME_ALONE,
}
_STRENGTH = {kind: at for at, kind in enumerate(Kind)}
_ENOUGH = frozenset({Kind.SAME_HANDLE, Kind.HANDLE_SPELLS_NAME, Kind.SAME_NAME, Kind.ACRONYM})


@dataclass(frozen=True, slots=True)
class Proposal:
    """A link between two speakers, or why there is none.

    Attributes:
        one: position of the first speaker.
        other: position of the second.
        strength: smaller is stronger.
        status: `derived` or `inferred`; None where the rule refuses the link.
    """

    one: int
    other: int
    strength: int
    rule: str
    reason: str
    status: Status | None
    evidence: tuple[Placed, ...] = ()


def proposals_of(
    sources: Sequence[Source], voices: Sequence[Voice], known: Corroboration
) -> tuple[Proposal, ...]:
    """Return what the rules say of each likely pair of speakers, the strongest links first."""
    found = (_proposal(sources, voices, known, pair) for pair in likely_pairs(voices))
    return tuple(
        sorted(
            (one for one in found if one is not None),
            key=lambda one: (one.strength, one.one, one.other),
        )
    )


def _proposal(
    sources: Sequence[Source], voices: Sequence[Voice], known: Corroboration, pair: tuple[int, int]
) -> Proposal | None:
    a, b = (voices[at] for at in pair)
    alike = resemblance(a, b)
    if alike is None:
        return None
    rule = _RULES[alike.kind]
    evidence = tuple(_names_of(sources, a, alike.a)) + tuple(_names_of(sources, b, alike.b))
    if alike.kind is Kind.GIVEN_ALONE:
        return Proposal(*pair, _STRENGTH[alike.kind], rule.name, _alone_words(alike), None)
    if _is_child_and_adult(a, b):
        words = f"{_both(alike)}, but one is printed as a child and the other at work."
        return Proposal(*pair, _STRENGTH[alike.kind], rule.name, words, None)
    common = known.common(a, b)
    if alike.kind in _ENOUGH:
        status = Status.DERIVED if _is_sure(alike, a, b, common) else Status.INFERRED
        evidence += common.evidence if common else ()
        words = f"{_both(alike)}; {_beside(status, common)}".rstrip("; ") + "."
        return Proposal(*pair, _STRENGTH[alike.kind], rule.name, words, status, evidence)
    return _corroborated(pair, alike, common, evidence)


def _corroborated(
    pair: tuple[int, int], alike: Resemblance, common: Common | None, evidence: tuple[Placed, ...]
) -> Proposal:
    """Propose a link of names that differ, if something else is in common."""
    rule, strength = _RULES[alike.kind].name, _STRENGTH[alike.kind]
    if common is None:
        words = f"{_both(alike)}, and nothing else in common is printed."
        return Proposal(*pair, strength, rule, words, None)
    if not _suffices(alike, common):
        words = f"{_both(alike)}; {common.words}, which is too little for names that differ so."
        return Proposal(*pair, strength, rule, words, None)
    said = common.kind == "utterance"
    return Proposal(
        *pair,
        strength=strength + (0 if said else len(_STRENGTH)),
        rule=rule,
        reason=f"{_both(alike)}; {common.words}.",
        status=Status.DERIVED if said else Status.INFERRED,
        evidence=(*evidence, *common.evidence),
    )


def _suffices(alike: Resemblance, common: Common) -> bool:
    """Whether what is in common is enough; "Mario" and "Maria" at the same work are two."""
    if common.kind == "utterance":
        return True
    if alike.kind is not Kind.NEAR_NAME:
        return alike.kind is not Kind.NEAR_HANDLE
    # Sisters and brothers share relatives; Hassan and Hussein share their consonants.
    one, other = printed_name(alike.a).given, printed_name(alike.b).given
    return common.kind == "role" and one[-1:] == other[-1:] and edits(one, other) <= 1


def _is_sure(alike: Resemblance, a: Voice, b: Voice, common: Common | None) -> bool:
    """Whether the same full name needs no second thought: not where only the roles differ."""
    return alike.kind is not Kind.SAME_NAME or common is not None or not (a.roles and b.roles)


def _beside(status: Status, common: Common | None) -> str:
    if common is not None:
        return common.words
    return "their roles as printed have nothing in common" if status is Status.INFERRED else ""


def _is_child_and_adult(a: Voice, b: Voice) -> bool:
    return any(
        "minor" in one.flags and other.roles and not one.roles for one, other in ((a, b), (b, a))
    )


def _both(alike: Resemblance) -> str:
    if alike.a == alike.b:
        return f"{alike.kind.value.capitalize()}: {alike.a}"
    return f"{alike.kind.value.capitalize()}: {alike.a} and {alike.b}"


def _alone_words(alike: Resemblance) -> str:
    return f"{alike.a} and {alike.b} share a first name, and one of them is printed with no other."


def _names_of(sources: Sequence[Source], voice: Voice, form: str) -> Iterator[Placed]:
    """Yield where a form is first printed."""
    name = sources[voice.source].name
    spans: Sequence[Span] = [span for span in voice.evidence if span.exact == form]
    for span in (spans or voice.evidence)[:1]:
        yield Placed(name, span)
