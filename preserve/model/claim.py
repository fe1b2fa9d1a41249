"""Claims: a value, how it is known, and the characters that support it."""

from dataclasses import dataclass
from enum import StrEnum

from preserve.model.span import Span


class Status(StrEnum):
    """How a value is known."""

    STATED = "stated"
    DERIVED = "derived"
    INFERRED = "inferred"
    SUPPLIED = "supplied"
    UNKNOWN = "unknown"
    CONFLICTING = "conflicting"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A value that was considered and not asserted, and why."""

    value: str
    evidence: tuple[Span, ...]
    why: str

    def document(self) -> dict[str, object]:
        """Return the JSON shape."""
        return {
            "value": self.value,
            "evidence": [span.document() for span in self.evidence],
            "why": self.why,
        }


@dataclass(frozen=True, slots=True)
class Claim:
    """One asserted value, or an honest silence.

    `value` is None exactly when `status` is unknown or conflicting; every other value that is
    not supplied has evidence (`language` apart).

    Attributes:
        rule: the rule that made it, `name/version`.
        asserted_by: the software, or the person or file that supplied the value.
    """

    value: str | None
    status: Status
    rule: str
    evidence: tuple[Span, ...] = ()
    candidates: tuple[Candidate, ...] = ()
    asserted_by: str = "preserve"

    def document(self) -> dict[str, object]:
        """Return the JSON shape."""
        return {
            "value": self.value,
            "status": self.status.value,
            "evidence": [span.document() for span in self.evidence],
            "rule": self.rule,
            "candidates": [candidate.document() for candidate in self.candidates],
            "asserted_by": self.asserted_by,
        }
