"""The people of an article who speak, as the description lists them."""

from preserve.describing.cast import Cast, Entity
from preserve.describing.evidence import Range, spans_of
from preserve.describing.gazetteer import HONORIFICS
from preserve.describing.voice_rules import ROLE_BESIDE_NAME, ROLE_SELF_DESCRIBED
from preserve.model.claim import Claim, Status
from preserve.model.description import Speaker, SpeakerKind

_MOST_EVIDENCE = 50  # places kept for one speaker; more add nothing


def speakers_of(
    text: str, cast: Cast, described: dict[int, list[Range]]
) -> tuple[tuple[Speaker, ...], dict[int, str]]:
    """Return the speakers in order of appearance, and the id of each entity that speaks.

    Args:
        text: the text.
        cast: everybody the article mentions.
        described: ranges of quoted self-descriptions, by entity.
    """
    speaking = [number for number, entity in enumerate(cast.entities) if entity.speaks]
    speaking.sort(key=lambda number: min(_places(cast.entities[number]), default=(0, 0)))
    ids = {number: f"s{index}" for index, number in enumerate(speaking, start=1)}
    speakers = [
        _speaker(text, ids[number], cast.entities[number], described.get(number, []))
        for number in speaking
    ]
    return tuple(speakers), ids


def _places(entity: Entity) -> list[Range]:
    return [*entity.forms, *entity.handles]


def _speaker(text: str, speaker_id: str, entity: Entity, described: list[Range]) -> Speaker:
    forms = _distinct(text, entity.forms)
    kind = _kind(entity)
    roles = _roles(text, entity.roles, ROLE_BESIDE_NAME)
    roles += _roles(text, described, ROLE_SELF_DESCRIBED)
    return Speaker(
        id=speaker_id,
        kind=kind,
        name=None
        if entity.kind in ("anon", "handle") and not _named(entity)
        else _fullest(_distinct(text, entity.named) or forms),
        names=forms,
        handles=_distinct(text, entity.handles),
        roles=roles,
        flags=("minor",) if entity.minor else (),
        evidence=spans_of(text, _places(entity)[:_MOST_EVIDENCE]),
    )


def _named(entity: Entity) -> bool:
    return entity.kind == "handle" and bool(entity.forms)


def _kind(entity: Entity) -> SpeakerKind:
    if entity.kind == "org":
        return SpeakerKind.ORGANIZATION
    if entity.kind == "anon" or entity.hidden:
        return SpeakerKind.ANONYMOUS
    return SpeakerKind.PERSON


def _distinct(text: str, ranges: list[Range]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text[start:end] for start, end in ranges))


def _fullest(forms: tuple[str, ...]) -> str | None:
    """Return the form with the most words that are no honorific; the first among equals."""
    return max(forms, key=_words, default=None)


def _words(form: str) -> int:
    return sum(1 for word in form.split() if word.casefold().rstrip(".") not in HONORIFICS)


def _roles(text: str, ranges: list[Range], rule: str) -> tuple[Claim, ...]:
    by_value: dict[str, list[Range]] = {}
    for start, end in ranges:
        by_value.setdefault(text[start:end].casefold(), []).append((start, end))
    claims: list[Claim] = []
    for places in by_value.values():
        start, end = places[0]
        spans = spans_of(text, places[:_MOST_EVIDENCE])
        claims.append(Claim(text[start:end], Status.STATED, rule, spans))
    return tuple(claims)
