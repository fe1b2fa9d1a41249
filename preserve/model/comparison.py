"""What a comparison of articles finds: the same utterance side by side, the same person."""

from dataclasses import dataclass
from enum import StrEnum

from preserve.model.finding import Finding, exit_code_of
from preserve.model.span import Span

SCHEMA_VERSION = "1"


def _told(findings: tuple[Finding, ...]) -> dict[str, object]:
    """Return how a document of a comparison ends: a contradiction is no fault of anything."""
    return {
        "findings": [found.document() for found in findings],
        "exit_code": exit_code_of(findings),
    }


class PairClass(StrEnum):
    """How two printings of one utterance differ, from the lightest to the gravest."""

    IDENTICAL = "identical"
    ENCODING = "encoding"
    TRUNCATED = "truncated"
    ELIDED = "elided"
    REWORDED = "reworded"
    DIRECT_INDIRECT = "direct_indirect"
    PREDICATE_CONFLICT = "predicate_conflict"
    NUMBER_CONFLICT = "number_conflict"
    ATTRIBUTION_CONFLICT = "attribution_conflict"


GRAVITY = {each: at for at, each in enumerate(PairClass)}


@dataclass(frozen=True, slots=True)
class Side:
    """Words as one source prints them.

    Attributes:
        source: package id or file name.
        quotation: id of the quotation in that source's description; None for words that the
            article says in its own voice.
        start: offset of the first character, in code points of that source's text.
        end: offset after the last character.
        exact: the characters.
        speaker: id of the speaker in that source's description, or None.
    """

    source: str
    quotation: str | None
    start: int
    end: int
    exact: str
    speaker: str | None

    def document(self) -> dict[str, object]:
        """Return the JSON shape."""
        return {
            "source": self.source,
            "quotation": self.quotation,
            "start": self.start,
            "end": self.end,
            "exact": self.exact,
            "speaker": self.speaker,
        }


@dataclass(frozen=True, slots=True)
class Difference:
    """Words that stand on one side only, or differently on both.

    Attributes:
        kind: `encoding`, `omitted`, `wording`, `predicate`, `number` or `speaker`.
    """

    kind: str
    a: Span | None
    b: Span | None

    def document(self) -> dict[str, object]:
        """Return the JSON shape."""
        return {
            "kind": self.kind,
            "a": self.a.document() if self.a else None,
            "b": self.b.document() if self.b else None,
        }


@dataclass(frozen=True, slots=True)
class Pair:
    """The same utterance in two sources.

    Attributes:
        score: how alike the words are, 0 to 100.
        classes: every class that applies, the lightest first; `gravest` is the last.
    """

    id: str
    a: Side
    b: Side
    score: float
    classes: tuple[PairClass, ...]
    differences: tuple[Difference, ...]

    @property
    def gravest(self) -> PairClass:
        """The class that weighs most."""
        return self.classes[-1]

    def document(self) -> dict[str, object]:
        """Return the JSON shape."""
        return {
            "id": self.id,
            "a": self.a.document(),
            "b": self.b.document(),
            "score": self.score,
            "class": self.gravest.value,
            "classes": [each.value for each in self.classes],
            "differences": [each.document() for each in self.differences],
        }


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Two sources that do not say the same: `predicate`, `number` or `attribution`."""

    id: str
    kind: str
    a: Side
    b: Side
    note: str

    def document(self) -> dict[str, object]:
        """Return the JSON shape."""
        return {
            "id": self.id,
            "kind": self.kind,
            "a": self.a.document(),
            "b": self.b.document(),
            "note": self.note,
        }


@dataclass(frozen=True, slots=True)
class Concordance:
    """Every utterance that several sources print, and where they contradict each other."""

    pairs: tuple[Pair, ...]
    contradictions: tuple[Contradiction, ...]
    findings: tuple[Finding, ...] = ()

    def document(self) -> dict[str, object]:
        """Return the JSON shape."""
        return {
            "schema_version": SCHEMA_VERSION,
            "pairs": [pair.document() for pair in self.pairs],
            "contradictions": [one.document() for one in self.contradictions],
            **_told(self.findings),
        }


@dataclass(frozen=True, slots=True, order=True)
class Member:
    """A speaker of one source's description."""

    source: str
    speaker: str

    def document(self) -> dict[str, object]:
        """Return the JSON shape."""
        return {"source": self.source, "speaker": self.speaker}


@dataclass(frozen=True, slots=True)
class Placed:
    """Characters of a named source."""

    source: str
    span: Span

    def document(self) -> dict[str, object]:
        """Return the JSON shape."""
        return {"source": self.source, **self.span.document()}


@dataclass(frozen=True, slots=True)
class Form:
    """A printed form of a name: `name` or `handle`, never corrected."""

    form: str
    kind: str
    source: str
    evidence: tuple[Span, ...]

    def document(self) -> dict[str, object]:
        """Return the JSON shape."""
        return {
            "form": self.form,
            "kind": self.kind,
            "source": self.source,
            "evidence": [span.document() for span in self.evidence],
        }


@dataclass(frozen=True, slots=True)
class PrintedRole:
    """What a source says somebody is."""

    value: str
    source: str
    evidence: tuple[Span, ...]

    def document(self) -> dict[str, object]:
        """Return the JSON shape."""
        return {
            "value": self.value,
            "source": self.source,
            "evidence": [span.document() for span in self.evidence],
        }


@dataclass(frozen=True, slots=True)
class Link:
    """Why two speakers are one person.

    Attributes:
        status: `derived`, `inferred`, or `supplied` by an archivist.
    """

    a: Member
    b: Member
    rule: str
    reason: str
    status: str
    evidence: tuple[Placed, ...] = ()

    def document(self) -> dict[str, object]:
        """Return the JSON shape."""
        return {
            "a": self.a.document(),
            "b": self.b.document(),
            "rule": self.rule,
            "reason": self.reason,
            "status": self.status,
            "evidence": [placed.document() for placed in self.evidence],
        }


@dataclass(frozen=True, slots=True)
class KeptApart:
    """Why two speakers with something in common are not brought together."""

    a: Member
    b: Member
    rule: str
    reason: str

    def document(self) -> dict[str, object]:
        """Return the JSON shape."""
        return {
            "a": self.a.document(),
            "b": self.b.document(),
            "rule": self.rule,
            "reason": self.reason,
        }


@dataclass(frozen=True, slots=True)
class Person:
    """One person, organization or unnamed speaker, as one or more sources print them."""

    id: str
    kind: str
    names: tuple[Form, ...]
    members: tuple[Member, ...]
    roles: tuple[PrintedRole, ...]
    flags: tuple[str, ...]
    links: tuple[Link, ...]

    def document(self) -> dict[str, object]:
        """Return the JSON shape."""
        return {
            "id": self.id,
            "kind": self.kind,
            "names": [form.document() for form in self.names],
            "members": [member.document() for member in self.members],
            "roles": [role.document() for role in self.roles],
            "flags": list(self.flags),
            "links": [link.document() for link in self.links],
        }


@dataclass(frozen=True, slots=True)
class People:
    """Who is who across sources, and who is not."""

    people: tuple[Person, ...]
    kept_apart: tuple[KeptApart, ...]
    findings: tuple[Finding, ...] = ()

    def document(self) -> dict[str, object]:
        """Return the JSON shape."""
        return {
            "schema_version": SCHEMA_VERSION,
            "people": [person.document() for person in self.people],
            "kept_apart": [one.document() for one in self.kept_apart],
            **_told(self.findings),
        }


@dataclass(frozen=True, slots=True)
class Decision:
    """What an archivist decided about two speakers.

    Attributes:
        is_link: they are one person; else they are two.
        a: a speaker, by package id and by a printed form of the name (or the speaker's id).
        why: the reason given.
        by: who decided.
    """

    is_link: bool
    a: Member
    b: Member
    why: str
    by: str
