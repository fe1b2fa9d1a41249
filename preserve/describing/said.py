"""What was heard, as the list of quotations: ids in order, continued, repeated, and indirect."""

from dataclasses import dataclass

from preserve.describing.cast import letters_of
from preserve.describing.evidence import Range
from preserve.describing.hearing import Attribution, Hearing, is_crowd
from preserve.describing.quotations import kind_of, reported
from preserve.model.description import Quotation, QuotationKind
from preserve.model.span import Span, span_at

_REPEATED_LETTERS = 20  # a shorter equal quotation may be said twice
_BEFORE = 40  # characters before an opening mark that tell its kind


@dataclass(frozen=True, slots=True)
class Reported:
    """A reported statement: its range and who made it."""

    place: Range
    attribution: Attribution


def indirect_of(hearing: Hearing) -> list[Reported]:
    """Return the reported statements of those who can be told; let their makers speak."""
    found: list[Reported] = []
    taken = -1
    for event in hearing.events:
        sentence = hearing.sentences[event.sentence]
        if event.entity is None or event.mention is None or sentence.sentence.caption:
            continue
        if event.mention.kind == "anon" and is_crowd(sentence, event.mention):
            continue
        statement = reported(sentence, event.cue, event.mention)
        if statement is None:
            continue
        tokens = sentence.tokens
        place = (tokens[statement[0]].start, tokens[statement[1] - 1].end)
        if place[0] < taken:
            continue
        taken = place[1]
        hearing.cast.entities[event.entity].speaks = True
        found.append(Reported(place, hearing.credit(event)))
    return found


def quotations_of(
    hearing: Hearing, indirect: list[Reported], ids: dict[int, str]
) -> tuple[Quotation, ...]:
    """Return all quotations in order of appearance, with references by id."""
    entries: list[tuple[Range, int | None, Attribution, QuotationKind]] = []
    for index, stretch in enumerate(hearing.stretches):
        heard = hearing.found.get(index, Attribution())
        place = (stretch.start, stretch.end)
        before = words_before(hearing.text, stretch.outer_start)
        if heard.continues is not None and not before.endswith((",", ":")):
            before = ""
        entries.append((place, index, heard, _kind(hearing.text, place, before, heard)))
    entries += [(one.place, None, one.attribution, QuotationKind.INDIRECT) for one in indirect]
    entries.sort(key=lambda entry: entry[0])
    numbers = {entry[1]: f"q{at}" for at, entry in enumerate(entries, start=1)}
    repeats = _repeats(hearing.text, entries)
    return tuple(
        Quotation(
            id=f"q{at + 1}",
            kind=kind,
            start=place[0],
            end=place[1],
            exact=hearing.text[place[0] : place[1]],
            speaker=ids.get(heard.entity) if heard.entity is not None else None,
            source=_span(hearing.text, heard.source),
            cue=_span(hearing.text, heard.cue),
            medium=heard.medium,
            reported_by=heard.reporter,
            continues=numbers.get(heard.continues) if heard.continues is not None else None,
            repeats=f"q{repeats[at] + 1}" if at in repeats else None,
        )
        for at, (place, _, heard, kind) in enumerate(entries)
    )


def _kind(text: str, place: Range, before: str, heard: Attribution) -> QuotationKind:
    """Return the kind; a title and what somebody calls himself are quoted words, no utterance."""
    if heard.title or heard.role:
        return QuotationKind.PARTIAL
    return kind_of(text, *place, before)


def words_before(text: str, at: int) -> str:
    """Return the end of the line before an opening mark, white space stripped."""
    lines = ("\n" + text[max(0, at - _BEFORE) : at]).splitlines()
    return lines[-1].strip() if at and text[at - 1] not in "\r\n" else ""


def _repeats(
    text: str, entries: list[tuple[Range, int | None, Attribution, QuotationKind]]
) -> dict[int, int]:
    """Return which entry prints which earlier one again."""
    first: dict[str, int] = {}
    repeats: dict[int, int] = {}
    for at, (place, _, _, _) in enumerate(entries):
        letters = letters_of(text[place[0] : place[1]])
        if len(letters) < _REPEATED_LETTERS:
            continue
        earlier = first.setdefault(letters, at)
        if earlier != at:
            repeats[at] = earlier
    return repeats


def _span(text: str, place: Range | None) -> Span | None:
    return span_at(text, *place) if place is not None else None
