"""What archivists decided about speakers: on record in the ledger, read back from it."""

from collections.abc import Mapping, Sequence

from preserve.ledger.entry import Event, LedgerEntry
from preserve.model.comparison import Decision, Member
from preserve.model.plain import mapping_of, text_of

_WORDS = {True: "link", False: "unlink"}


def decision_detail(decision: Decision) -> dict[str, object]:
    """Return the detail of the entry that puts a decision on record."""
    return {
        "decision": _WORDS[decision.is_link],
        "a": {"package": decision.a.source, "speaker": decision.a.speaker},
        "b": {"package": decision.b.source, "speaker": decision.b.speaker},
        "why": decision.why,
        "by": decision.by,
    }


def decisions_of(entries: Sequence[LedgerEntry]) -> tuple[Decision, ...]:
    """Return every decision on record, the oldest first."""
    return tuple(
        Decision(
            is_link=entry.detail.get("decision") == _WORDS[True],
            a=_end(entry.detail.get("a")),
            b=_end(entry.detail.get("b")),
            why=text_of(entry.detail.get("why")) or "",
            by=text_of(entry.detail.get("by")) or "",
        )
        for entry in entries
        if entry.event == Event.METADATA_MODIFICATION.value
        and entry.detail.get("decision") in _WORDS.values()
    )


def packages_decided_on(detail: Mapping[str, object]) -> frozenset[str]:
    """Return the packages that a decision is about."""
    return frozenset(_end(detail.get(end)).source for end in ("a", "b"))


def _end(value: object) -> Member:
    end = mapping_of(value)
    return Member(text_of(end.get("package")) or "", text_of(end.get("speaker")) or "")
