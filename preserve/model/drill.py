"""A fire drill: faults that were made on purpose in a copy, and what became of each."""

from dataclasses import dataclass
from enum import StrEnum

from preserve.model.finding import Finding


class Trial(StrEnum):
    """How it went with one kind of fault."""

    PASSED = "passed"
    FAILED = "failed"
    NOT_TRIED = "not tried"


@dataclass(frozen=True, slots=True)
class DrillRow:
    """One kind of fault, and what was found of it.

    Attributes:
        name: its stable name.
        what: what was done, in words.
        code: of the finding; None: there was none, or it was not tried.
        state: that the finding told, of the file (or of the package as a whole).
        exit_code: of the audit; None: it was not tried.
        is_mailed: whether a mail was sent because something changed.
        has_incident: whether an incident was opened.
        why: what went wrong, or why it was not tried, in sentences.
    """

    name: str
    what: str
    result: Trial
    code: str | None = None
    state: str | None = None
    exit_code: int | None = None
    is_mailed: bool = False
    has_incident: bool = False
    why: tuple[str, ...] = ()

    @property
    def is_ok(self) -> bool | None:
        """Whether it passed; None where it was not tried."""
        return None if self.result is Trial.NOT_TRIED else self.result is Trial.PASSED

    def recorded(self) -> list[object]:
        """Return the row as the ledger keeps it."""
        mail, incident = self.is_mailed, self.has_incident
        return [self.name, self.code, self.state, self.exit_code, mail, incident, self.is_ok]

    def document(self) -> dict[str, object]:
        """Return the JSON shape."""
        return {
            "class": self.name,
            "what": self.what,
            "code": self.code,
            "state": self.state,
            "exit_code": self.exit_code,
            "mail": self.is_mailed,
            "incident": self.has_incident,
            "result": self.result.value,
            "why": list(self.why),
        }


@dataclass(frozen=True, slots=True)
class RealMail:
    """What became of the mail that was really sent.

    Attributes:
        to: the addresses that it was taken for.
        problems: sentences; empty where it was taken for everybody.
    """

    to: tuple[str, ...]
    problems: tuple[str, ...] = ()

    def document(self) -> dict[str, object]:
        """Return the JSON shape."""
        return {"to": list(self.to), "problems": list(self.problems)}


@dataclass(frozen=True, slots=True)
class DrillReport:
    """A fire drill.

    Attributes:
        packages: ids of those that were copied aside.
        mail: None: none was really sent.
        findings: what failed, and what else is to be said.
        entry: number of the ledger's entry; None: it is not on record.
    """

    packages: tuple[str, ...]
    rows: tuple[DrillRow, ...]
    mail: RealMail | None
    findings: tuple[Finding, ...]
    exit_code: int
    entry: int | None = None

    def named(self, result: Trial) -> list[str]:
        """Return the names of the faults with which it went like this."""
        return [row.name for row in self.rows if row.result is result]

    def recorded(self) -> dict[str, object]:
        """Return what goes on record."""
        detail: dict[str, object] = {
            "classes": len(self.rows),
            "passed": len(self.named(Trial.PASSED)),
            "failed": self.named(Trial.FAILED),
            "not_tried": self.named(Trial.NOT_TRIED),
            "table": [row.recorded() for row in self.rows],
            "packages": list(self.packages),
        }
        return detail if self.mail is None else {**detail, "mail": self.mail.document()}

    def document(self) -> dict[str, object]:
        """Return the JSON shape of `drill --json`."""
        return {
            **self.recorded(),
            "table": [row.document() for row in self.rows],
            "mail": None if self.mail is None else self.mail.document(),
            "entry": self.entry,
            "findings": [found.document() for found in self.findings],
            "exit_code": self.exit_code,
        }
