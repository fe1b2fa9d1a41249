"""Findings about one file, gathered; a flood of one kind is counted instead of kept."""

from collections import Counter
from dataclasses import dataclass

from preserve.model.catalogue import finding
from preserve.model.finding import Finding, Where, exit_code_of
from preserve.model.verdict import Verdict

KEPT_PER_CODE = 1_000
_SHOWN_CHARACTERS = 80
_INVALID_EXIT = 1


@dataclass(frozen=True, slots=True)
class Problem:
    """A finding that does not know its place yet."""

    code: str
    message: str


def shown(value: str) -> str:
    """Return a value for a message: quoted, escaped, at most 80 characters of it."""
    cut = value[:_SHOWN_CHARACTERS]
    return repr(cut) + (" ..." if len(value) > len(cut) else "")


class FindingLog:
    """Gathers the findings about one file, at most 1,000 of each code."""

    def __init__(self, file: str) -> None:
        self._file = file
        self._findings: list[Finding] = []
        self._counts: Counter[str] = Counter()

    def add(
        self, code: str, message: str, *, offset: int | None = None, record: str | None = None
    ) -> None:
        """Add a finding.

        Args:
            code: of the catalogue.
            message: what happened.
            offset: in the file, in bytes.
            record: the record's id.
        """
        self._counts[code] += 1
        if self._counts[code] <= KEPT_PER_CODE:
            where = Where(file=self._file, path=record, offset=offset)
            self._findings.append(finding(code, message, where))

    def all(self) -> tuple[Finding, ...]:
        """Return what was gathered; each flood ends in a finding that counts the rest."""
        rest = tuple(
            finding(
                code,
                f"{count - KEPT_PER_CODE} more findings of this kind are not listed",
                Where(file=self._file),
            )
            for code, count in sorted(self._counts.items())
            if count > KEPT_PER_CODE
        )
        return (*self._findings, *rest)


def verdict_of(findings: tuple[Finding, ...]) -> Verdict:
    """Return what a set of findings amounts to."""
    code = exit_code_of(findings)
    if code == 0:
        return Verdict.VALID
    return Verdict.INVALID if code == _INVALID_EXIT else Verdict.UNDECIDED
