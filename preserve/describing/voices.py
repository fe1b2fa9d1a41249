"""Whose voices a text holds: speakers, their words, their videos and posts, and what to guard.

The way: marks -> sentences -> mentions -> subjects -> one reading in order (`hearing`) -> lists.
"""

from bisect import bisect_left
from dataclasses import dataclass

from preserve.describing.cast import cast_of
from preserve.describing.embeds import Found, codes_in, links_in
from preserve.describing.evidence import Range, spans_of
from preserve.describing.hearing import Hearing
from preserve.describing.marks import stretches_of
from preserve.describing.media import place_of, titled, told_media, with_losses
from preserve.describing.names import known_words
from preserve.describing.passages import Passage
from preserve.describing.persons import mentions_in
from preserve.describing.prose import sentences_of
from preserve.describing.risks import risks_of
from preserve.describing.said import indirect_of, quotations_of
from preserve.describing.speakers import speakers_of
from preserve.describing.subjects import parsed
from preserve.model.description import Medium, Quotation, Risk, Speaker
from preserve.model.span import Span


@dataclass(frozen=True, slots=True)
class Voices:
    """What `voices_of` reads from a text.

    Attributes:
        speakers: `s1`, `s2` ... in order of appearance.
        quotations: `q1`, `q2` ... in order of appearance; direct and partial ones never overlap.
        videos: `v1`, `v2` ...
        posts: `p1`, `p2` ...
        risks: passages for an archivist to decide on.
    """

    speakers: tuple[Speaker, ...]
    quotations: tuple[Quotation, ...]
    videos: tuple[Medium, ...]
    posts: tuple[Medium, ...]
    risks: tuple[Risk, ...]


def voices_of(text: str, passages: tuple[Passage, ...], boilerplate: tuple[Span, ...]) -> Voices:
    """Read who speaks in a text.

    Args:
        text: the text as it is; all offsets point into it.
        passages: `passages_of(text)`.
        boilerplate: stretches that are no part of the article; nothing is read there, embed codes
            apart.
    """
    running = outside(passages, boilerplate)
    codes = codes_in(text)
    skipped = tuple(one.place for one in codes)
    stretches = stretches_of(text, running, skipped)
    readable = tuple(one for one in running if not one.is_void and not _is_code(one, skipped))
    sentences = sentences_of(text, readable, stretches)
    known = known_words(sentences)
    parsed_sentences = tuple(parsed(one, mentions_in(one, known)) for one in sentences)
    hearing = Hearing(text, stretches, parsed_sentences, cast_of(parsed_sentences))
    hearing.listen()
    indirect = indirect_of(hearing)
    told = titled(hearing, told_media(hearing))
    told = with_losses(hearing, told, running)
    described = _self_descriptions(hearing)
    speakers, ids = speakers_of(text, hearing.cast, described)
    quotations = quotations_of(hearing, indirect, ids)
    found = [*(pair[1] for pair in sorted(told, key=place_of)), *codes, *links_in(text)]
    return Voices(
        speakers=speakers,
        quotations=quotations,
        videos=media_of(text, [one for one in found if one.video], "v", ids),
        posts=media_of(text, [one for one in found if not one.video], "p", ids),
        risks=risks_of(hearing, ids, quotations),
    )


def outside(passages: tuple[Passage, ...], boilerplate: tuple[Span, ...]) -> tuple[Passage, ...]:
    """Return the passages of which less than half is boilerplate, in linear time."""
    spans = sorted((span.start, span.end) for span in boilerplate)
    kept: list[Passage] = []
    first = 0
    for passage in passages:
        while first < len(spans) and spans[first][1] <= passage.start:
            first += 1
        covered = 0
        at = first
        while at < len(spans) and spans[at][0] < passage.end:
            covered += min(spans[at][1], passage.end) - max(spans[at][0], passage.start)
            at += 1
        if passage.is_void or covered * 2 <= len(passage.text):
            kept.append(passage)
    return tuple(kept)


def _is_code(passage: Passage, codes: tuple[Range, ...]) -> bool:
    """Whether a passage is nothing but an embed code."""
    start = passage.start + len(passage.text) - len(passage.text.lstrip())
    at = bisect_left(codes, (start, 0))
    return at < len(codes) and codes[at] == (start, start + len(passage.stripped))


def _self_descriptions(hearing: Hearing) -> dict[int, list[Range]]:
    described: dict[int, list[Range]] = {}
    for quote, heard in hearing.found.items():
        if heard.role and heard.entity is not None:
            stretch = hearing.stretches[quote]
            described.setdefault(heard.entity, []).append((stretch.start, stretch.end))
    return described


def media_of(text: str, found: list[Found], letter: str, ids: dict[int, str]) -> tuple[Medium, ...]:
    """Return videos or posts in order, with ids that begin with a letter."""
    ordered = sorted(found, key=lambda one: one.place)
    return tuple(
        Medium(
            id=f"{letter}{index}",
            kind=one.kind,
            platform=one.platform,
            url=one.url,
            embed_id=one.embed_id,
            title=one.title,
            speaker=ids.get(one.entity) if one.entity is not None else None,
            evidence=spans_of(text, (one.place,)),
        )
        for index, one in enumerate(ordered, start=1)
    )
