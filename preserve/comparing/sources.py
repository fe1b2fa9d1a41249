"""What is compared: a text with its speakers and quotations, read from its description."""

from collections.abc import Mapping
from dataclasses import dataclass

from preserve.model.plain import mappings_of, number_of, text_of, texts_of
from preserve.model.span import Span


@dataclass(frozen=True, slots=True)
class Voice:
    """A speaker of one source.

    Attributes:
        source: position of the source among those compared.
        id: the speaker's id in the source's description.
        kind: `person`, `organization` or `anonymous`.
        roles: each role as printed, with its evidence.
    """

    source: int
    id: str
    kind: str
    name: str | None
    names: tuple[str, ...]
    handles: tuple[str, ...]
    roles: tuple[tuple[str, tuple[Span, ...]], ...]
    flags: tuple[str, ...]
    evidence: tuple[Span, ...]

    @property
    def label(self) -> str:
        """The fullest printed form; for an unnamed speaker the words that describe them."""
        return self.name or next(iter((*self.handles, *self.names)), self.id)


@dataclass(frozen=True, slots=True)
class Quoted:
    """A quotation of one source that does not print an earlier one again."""

    id: str
    is_indirect: bool
    start: int
    end: int
    speaker: str | None


@dataclass(frozen=True, slots=True)
class Source:
    """One source to compare.

    Attributes:
        name: what the results call it: package id or file name.
        package_id: the id of its package, also where it is not packaged.
        text: what the offsets point into.
        aside: ranges that are no part of the article.
    """

    name: str
    package_id: str
    text: str
    voices: tuple[Voice, ...]
    quotations: tuple[Quoted, ...]
    aside: tuple[tuple[int, int], ...]


def source_of(position: int, name: str, text: str, document: Mapping[str, object]) -> Source:
    """Return what is compared of one source.

    Args:
        position: 0-based, among the sources that are compared.
        name: what the results call it.
        text: the text that the description's offsets point into.
        document: a description that was checked against its schema and its text.
    """
    voices = tuple(_voice(position, one) for one in mappings_of(document.get("speakers")))
    quotations = (_quoted(one) for one in mappings_of(document.get("quotations")))
    boilerplate = [_span(one) for one in mappings_of(document.get("boilerplate"))]
    return Source(
        name=name,
        package_id=text_of(document.get("package_id")) or "",
        text=text,
        voices=voices,
        quotations=tuple(one for one in quotations if one is not None),
        aside=tuple(sorted((span.start, span.end) for span in boilerplate)),
    )


def _voice(position: int, speaker: Mapping[str, object]) -> Voice:
    return Voice(
        source=position,
        id=text_of(speaker.get("id")) or "",
        kind=text_of(speaker.get("kind")) or "",
        name=text_of(speaker.get("name")),
        names=texts_of(speaker.get("names")),
        handles=texts_of(speaker.get("handles")),
        roles=tuple(_role(role) for role in mappings_of(speaker.get("roles"))),
        flags=texts_of(speaker.get("flags")),
        evidence=tuple(_span(span) for span in mappings_of(speaker.get("evidence"))),
    )


def _role(claim: Mapping[str, object]) -> tuple[str, tuple[Span, ...]]:
    evidence = tuple(_span(span) for span in mappings_of(claim.get("evidence")))
    return text_of(claim.get("value")) or "", evidence


def _quoted(quotation: Mapping[str, object]) -> Quoted | None:
    """Return a quotation; None for one that the source itself prints twice."""
    place = _span(quotation)
    if quotation.get("repeats") is not None:
        return None
    return Quoted(
        id=text_of(quotation.get("id")) or "",
        is_indirect=quotation.get("kind") == "indirect",
        start=place.start,
        end=place.end,
        speaker=text_of(quotation.get("speaker")),
    )


def _span(place: Mapping[str, object]) -> Span:
    return Span(
        start=number_of(place.get("start")) or 0,
        end=number_of(place.get("end")) or 0,
        exact=text_of(place.get("exact")) or "",
        prefix=text_of(place.get("prefix")) or "",
        suffix=text_of(place.get("suffix")) or "",
    )
