"""What two speakers have in common besides their names: words, work, family."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from preserve.comparing.matches import Match
from preserve.comparing.sources import Source, Voice
from preserve.comparing.vocabulary import KIN, RELATIVES
from preserve.comparing.words import folded, sentences_in
from preserve.describing.gazetteer import JOBS
from preserve.model.comparison import Placed
from preserve.model.span import Span, span_at

_OWN_RELATIVE = re.compile(r"\b[Mm]y\s+(\w+)(?:\s+(\w+))?")
_THEIR_RELATIVE = re.compile(r"\b(?:his|her|their)\s+(\w+)(?:\s+(\w+))?")
_PART = re.compile(r"[^\W\d_]+")
_AROUND = 600  # characters around a name in which its sentence is looked for

Who = tuple[int, str]


@dataclass(frozen=True, slots=True)
class Common:
    """What corroborates that two speakers are one, as one sentence with its evidence.

    Attributes:
        kind: `utterance`, `role` or `relative`.
    """

    kind: str
    words: str
    evidence: tuple[Placed, ...]


@dataclass(slots=True)
class Corroboration:
    """Everything that speakers have in common, asked for pairs of them."""

    sources: Sequence[Source]
    said: Mapping[tuple[Who, Who], Match]
    _relatives: dict[Who, dict[str, Placed]] = field(default_factory=dict)

    def common(self, a: Voice, b: Voice) -> Common | None:
        """Return the strongest thing in common: words, then work, then family."""
        return self._utterance(a, b) or self._role(a, b) or self._relative(a, b)

    def _utterance(self, a: Voice, b: Voice) -> Common | None:
        one, other = (a.source, a.id), (b.source, b.id)
        match = self.said.get((one, other)) or self.said.get((other, one))
        if match is None:
            return None
        places = []
        for side in (match.a, match.b):
            source = self.sources[side.source]
            places.append(Placed(source.name, span_at(source.text, side.start, side.end)))
        shown = places[0].span.exact.rstrip(".,;:")
        return Common("utterance", f"both are quoted with \u201c{shown}\u201d", tuple(places))

    def _role(self, a: Voice, b: Voice) -> Common | None:
        one, other = _work_of(a), _work_of(b)
        shared = sorted(one.keys() & other.keys())
        if not shared:
            return None
        places = [
            Placed(self.sources[voice.source].name, span)
            for voice, works in ((a, one), (b, other))
            for span in works[shared[0]][:1]
        ]
        return Common("role", f"both are called {shared[0]}", tuple(places))

    def _relative(self, a: Voice, b: Voice) -> Common | None:
        one, other = self._relatives_of(a), self._relatives_of(b)
        shared = sorted(one.keys() & other.keys())
        if not shared:
            return None
        words = f"both speak of a {shared[0]} of theirs"
        return Common("relative", words, (one[shared[0]], other[shared[0]]))

    def _relatives_of(self, voice: Voice) -> dict[str, Placed]:
        key = (voice.source, voice.id)
        if key not in self._relatives:
            self._relatives[key] = self._find_relatives(voice)
        return self._relatives[key]

    def _find_relatives(self, voice: Voice) -> dict[str, Placed]:
        source = self.sources[voice.source]
        found: dict[str, Placed] = {}
        for quotation in source.quotations:
            if quotation.speaker == voice.id:
                pattern = _THEIR_RELATIVE if quotation.is_indirect else _OWN_RELATIVE
                _note(source, pattern, (quotation.start, quotation.end), found)
        for span in voice.evidence:
            for start, end in _sentences_around(source.text, span.start, span.end):
                _note(source, _THEIR_RELATIVE, (max(start, span.end), end), found)
        return found


def corroboration(sources: Sequence[Source], matches: Sequence[Match]) -> Corroboration:
    """Return what speakers have in common, by the matches that were found."""
    said: dict[tuple[Who, Who], Match] = {}
    for match in matches:
        speakers = [
            sources[side.source].quotations[side.quotation].speaker for side in (match.a, match.b)
        ]
        if speakers[0] is not None and speakers[1] is not None:
            pair = (match.a.source, speakers[0]), (match.b.source, speakers[1])
            said.setdefault(pair, match)
    return Corroboration(sources, said)


def _work_of(voice: Voice) -> dict[str, tuple[Span, ...]]:
    """Return the kinds of work that are printed of a speaker, singular, with their evidence."""
    found: dict[str, tuple[Span, ...]] = {}
    for role, evidence in voice.roles:
        for part in _PART.findall(role):
            word = folded(part)
            single = word.removesuffix("s") if word.removesuffix("s") in JOBS else word
            if single in JOBS:
                found.setdefault(single, evidence)
    return found


def _sentences_around(text: str, start: int, end: int) -> list[tuple[int, int]]:
    low, high = max(0, start - _AROUND), min(len(text), end + _AROUND)
    return [
        (first, last)
        for first, last in sentences_in(text, low, high)
        if first <= start and end <= last
    ]


def _note(
    source: Source, pattern: re.Pattern[str], place: tuple[int, int], found: dict[str, Placed]
) -> None:
    for match in pattern.finditer(source.text, *place):
        for group in (1, 2):
            word = folded(match.group(group) or "").removesuffix("'s")
            relative = KIN.get(word, word)
            if relative in RELATIVES:
                span = span_at(source.text, match.start(), match.end(group))
                found.setdefault(relative, Placed(source.name, span))
