"""The shape of a catalogue row."""

from typing import NamedTuple

from preserve.model.finding import Severity


class Kind(NamedTuple):
    """One kind of finding.

    Attributes:
        code: stable, never reused: `BAG-…`, `WARC-…`, `META-…`, `FIX-…`, `LEDGER-…`.
        title: a few words, for lists.
        severity: error, warning or info.
        weight: the exit code it asks for: 4, 1, 3 or 0.
        clause: the standard and clause it rests on, such as `RFC 8493 2.1.3`, or None.
        meaning: what it means for the archive, in one or two sentences.
        remedy: what to do next, in one sentence.
    """

    code: str
    title: str
    severity: Severity
    weight: int
    clause: str | None
    meaning: str
    remedy: str


def error(code: str, title: str, clause: str | None, meaning: str, remedy: str) -> Kind:
    """Return a fault: the exit code is 1."""
    return Kind(code, title, Severity.ERROR, 1, clause, meaning, remedy)


def undecided(code: str, title: str, clause: str | None, meaning: str, remedy: str) -> Kind:
    """Return a kind that concludes nothing: the exit code is 3."""
    return Kind(code, title, Severity.ERROR, 3, clause, meaning, remedy)


def untrusted(code: str, title: str, clause: str | None, meaning: str, remedy: str) -> Kind:
    """Return a failure of evidence: the exit code is 4."""
    return Kind(code, title, Severity.ERROR, 4, clause, meaning, remedy)


def warning(code: str, title: str, clause: str | None, meaning: str, remedy: str) -> Kind:
    """Return something to look at that does not change the exit code."""
    return Kind(code, title, Severity.WARNING, 0, clause, meaning, remedy)


def info(code: str, title: str, clause: str | None, meaning: str, remedy: str) -> Kind:
    """Return something worth knowing."""
    return Kind(code, title, Severity.INFO, 0, clause, meaning, remedy)
