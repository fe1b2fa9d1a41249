"""The description of one article: what it says, with the characters that say it."""

from dataclasses import dataclass
from enum import StrEnum

from preserve.model.claim import Claim
from preserve.model.span import Span

SCHEMA_VERSION = "1"


class SpeakerKind(StrEnum):
    """Who speaks."""

    PERSON = "person"
    ORGANIZATION = "organization"
    ANONYMOUS = "anonymous"


class QuotationKind(StrEnum):
    """How the words are given."""

    DIRECT = "direct"
    PARTIAL = "partial"
    INDIRECT = "indirect"


class MediaKind(StrEnum):
    """How a video or post is present in the text."""

    EMBEDDED = "embedded"
    LINKED = "linked"
    MENTIONED = "mentioned"
    LOST = "lost"


def _spans(spans: tuple[Span, ...]) -> list[dict[str, object]]:
    return [span.document() for span in spans]


@dataclass(frozen=True, slots=True)
class Speaker:
    """Somebody who speaks, posts or is reported to have said something.

    Attributes:
        name: the fullest printed form, never corrected; None when only a handle is printed.
        names: the printed forms, in order of appearance.
        flags: `minor`, ...
    """

    id: str
    kind: SpeakerKind
    name: str | None
    names: tuple[str, ...]
    handles: tuple[str, ...]
    roles: tuple[Claim, ...]
    flags: tuple[str, ...]
    evidence: tuple[Span, ...]

    def document(self) -> dict[str, object]:
        """Return the JSON shape."""
        return {
            "id": self.id,
            "kind": self.kind.value,
            "name": self.name,
            "names": list(self.names),
            "handles": list(self.handles),
            "roles": [role.document() for role in self.roles],
            "flags": list(self.flags),
            "evidence": _spans(self.evidence),
        }


@dataclass(frozen=True, slots=True)
class Quotation:
    """Words between quotation marks (marks excluded), or a reported statement.

    Attributes:
        source: the printed words that name the speaker ("he", "Etaky").
        cue: the printed verb or phrase ("said", "according to").
        continues: id of the quotation of which this is the next stretch.
        repeats: id of the quotation that this one prints again.
    """

    id: str
    kind: QuotationKind
    start: int
    end: int
    exact: str
    speaker: str | None = None
    source: Span | None = None
    cue: Span | None = None
    medium: str | None = None
    reported_by: str | None = None
    continues: str | None = None
    repeats: str | None = None

    def document(self) -> dict[str, object]:
        """Return the JSON shape."""
        return {
            "id": self.id,
            "kind": self.kind.value,
            "start": self.start,
            "end": self.end,
            "exact": self.exact,
            "speaker": self.speaker,
            "source": self.source.document() if self.source else None,
            "cue": self.cue.document() if self.cue else None,
            "medium": self.medium,
            "reported_by": self.reported_by,
            "continues": self.continues,
            "repeats": self.repeats,
        }


@dataclass(frozen=True, slots=True)
class Medium:
    """A video or a post that the text embeds, links, mentions or has lost."""

    id: str
    kind: MediaKind
    platform: str | None
    url: str | None
    embed_id: str | None
    title: str | None
    speaker: str | None
    evidence: tuple[Span, ...]

    def document(self) -> dict[str, object]:
        """Return the JSON shape."""
        return {
            "id": self.id,
            "kind": self.kind.value,
            "platform": self.platform,
            "url": self.url,
            "embed_id": self.embed_id,
            "title": self.title,
            "speaker": self.speaker,
            "evidence": _spans(self.evidence),
        }


@dataclass(frozen=True, slots=True)
class Loss:
    """Something the capture lost: the place where it was, and the words that show it."""

    kind: str
    start: int
    end: int
    exact: str
    note: str

    def document(self) -> dict[str, object]:
        """Return the JSON shape."""
        return {
            "kind": self.kind,
            "start": self.start,
            "end": self.end,
            "exact": self.exact,
            "note": self.note,
        }


@dataclass(frozen=True, slots=True)
class Risk:
    """A passage an archivist should decide on before the description is shared."""

    kind: str
    speaker: str | None
    evidence: tuple[Span, ...]

    def document(self) -> dict[str, object]:
        """Return the JSON shape."""
        return {"kind": self.kind, "speaker": self.speaker, "evidence": _spans(self.evidence)}


@dataclass(frozen=True, slots=True)
class Reading:
    """What the rules read from a text, before it is joined to its source."""

    headline: Claim
    outlet: Claim
    date: Claim
    date_window: Claim
    authors: tuple[Claim, ...]
    language: Claim
    speakers: tuple[Speaker, ...]
    quotations: tuple[Quotation, ...]
    videos: tuple[Medium, ...]
    posts: tuple[Medium, ...]
    sources_cited: tuple[Claim, ...]
    losses: tuple[Loss, ...]
    boilerplate: tuple[Span, ...]
    risks: tuple[Risk, ...]

    def document(self) -> dict[str, object]:
        """Return the part of the JSON shape that the rules fill."""
        return {
            "headline": self.headline.document(),
            "outlet": self.outlet.document(),
            "date": self.date.document(),
            "date_window": self.date_window.document(),
            "authors": [author.document() for author in self.authors],
            "language": self.language.document(),
            "speakers": [speaker.document() for speaker in self.speakers],
            "quotations": [quotation.document() for quotation in self.quotations],
            "videos": [video.document() for video in self.videos],
            "posts": [post.document() for post in self.posts],
            "sources_cited": [source.document() for source in self.sources_cited],
            "losses": [loss.document() for loss in self.losses],
            "boilerplate": _spans(self.boilerplate),
            "risks": [risk.document() for risk in self.risks],
        }
