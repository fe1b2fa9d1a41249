"""What was found: a stable code, where, what it means and what to do next."""

from collections.abc import Iterable
from enum import StrEnum
from typing import NamedTuple


class Severity(StrEnum):
    """How grave a finding is."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


class Where(NamedTuple):
    """The place a finding is about.

    Attributes:
        file: path relative to the bag (or archive, or the source's name) it is about.
        line: 1-based line in that file.
        path: JSON pointer, record id or another path inside the file.
        offset: 0-based offset in the file, in bytes (in code points for text spans).
    """

    file: str | None = None
    line: int | None = None
    path: str | None = None
    offset: int | None = None

    def document(self) -> dict[str, object]:
        """Return the JSON shape; absent parts are null."""
        return {"file": self.file, "line": self.line, "path": self.path, "offset": self.offset}


class Finding(NamedTuple):
    """One thing that a person should know, as data.

    `weight` is the exit code this finding asks for: 4 evidence does not verify, 1 fault or
    refusal, 3 could not decide, 0 worth knowing. It follows from the code and is not printed.
    """

    code: str
    severity: Severity
    message: str
    where: Where
    clause: str | None
    remedy: str
    weight: int

    def document(self) -> dict[str, object]:
        """Return the JSON shape of DESIGN section 11."""
        return {
            "code": self.code,
            "severity": self.severity.value,
            "message": self.message,
            "where": self.where.document(),
            "clause": self.clause,
            "remedy": self.remedy,
        }


def gravest(weights: Iterable[int]) -> int:
    """Return the exit code that wins: 4, then 1, then 3, then 0."""
    present = set(weights)
    return next((code for code in (4, 1, 3) if code in present), 0)


def exit_code_of(findings: Iterable[Finding]) -> int:
    """Return the exit code that a set of findings asks for."""
    return gravest(finding.weight for finding in findings)
