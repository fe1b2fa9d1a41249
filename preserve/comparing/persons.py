"""One person of the result, from the speakers that are brought together."""

from collections.abc import Iterator, Sequence

from preserve.comparing.sources import Source, Voice
from preserve.model.comparison import Form, Link, Member, Person, PrintedRole
from preserve.model.span import Span

_MOST_EVIDENCE = 8  # spans of a speaker who is only described


def member_of(sources: Sequence[Source], voice: Voice) -> Member:
    """Return how the results name a speaker."""
    return Member(sources[voice.source].name, voice.id)


def person_of(
    number: int, sources: Sequence[Source], voices: Sequence[Voice], links: Sequence[Link]
) -> Person:
    """Return a person with every printed form, none corrected.

    Args:
        number: 1-based, in order of appearance.
        sources: what is compared.
        voices: the speakers that are one.
        links: why they are.
    """
    kinds = [voice.kind for voice in voices]
    return Person(
        id=f"person{number}",
        kind="person" if "person" in kinds else kinds[0],
        names=tuple(form for voice in voices for form in _forms(sources, voice)),
        members=tuple(member_of(sources, voice) for voice in voices),
        roles=tuple(
            PrintedRole(role, sources[voice.source].name, evidence)
            for voice in voices
            for role, evidence in voice.roles
        ),
        flags=tuple(sorted({flag for voice in voices for flag in voice.flags})),
        links=tuple(links),
    )


def _forms(sources: Sequence[Source], voice: Voice) -> Iterator[Form]:
    """Yield each printed form; what describes an unnamed speaker has all evidence there is."""
    name = sources[voice.source].name
    printed: dict[str, list[Span]] = {}
    for span in voice.evidence:
        printed.setdefault(span.exact, []).append(span)
    for kind, forms in (("name", voice.names), ("handle", voice.handles)):
        for form in forms:
            evidence = tuple(printed.get(form, ())) or voice.evidence[:_MOST_EVIDENCE]
            yield Form(form, kind, name, evidence)
