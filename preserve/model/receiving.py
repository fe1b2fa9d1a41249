"""What an archive lets in from its partners, and what came of a run that received."""

from dataclasses import dataclass, field
from typing import Final

from preserve.model.delivery import DeliveryTold
from preserve.model.finding import Finding, exit_code_of

SCAN_REQUIRED: Final = "required"
SCAN_IF_POSSIBLE: Final = "if-possible"


@dataclass(frozen=True, slots=True)
class ExchangeRules:
    """The table [exchange] of preserve.toml: what is taken in, before anything is copied.

    Attributes:
        max_package_bytes: of a serialized bag, and of what is in it.
        max_delivery_bytes: of all serialized bags of one offer, and of what is in them.
        max_packages: of one offer.
        quarantine_days: so many days after it came, a package is judged and scanned again.
        clamd: `unix:/path` or `tcp:host:port` of the virus scanner; None for none.
        scan_limit_bytes: files that are larger are not given to it.
        scan: `required`: what was not scanned stays in quarantine; else it is only told.
    """

    max_package_bytes: int = 100 * 10**9
    max_delivery_bytes: int = 10**12
    max_packages: int = 10_000
    quarantine_days: int = 0
    clamd: str | None = None
    scan_limit_bytes: int = 25 << 20
    scan: str = SCAN_IF_POSSIBLE


@dataclass
class ExchangeReport:
    """What came of a run that received or confirmed.

    Attributes:
        deliveries: those that were open when the run began, or that something new was said of.
        receipts: those that were filed now, relative to the archive.
        places: in how many places it was looked.
        answered: what partners had asked and was answered, in words, a line each.
        findings: about messages, places and the run as a whole.
        placed: how many files were carried to places of exchange.
        waiting: names of the partners for whom something waits in the outbox.
        carried: what lies where now for partners, in words, a line each.
    """

    deliveries: list[DeliveryTold] = field(default_factory=list)
    receipts: list[str] = field(default_factory=list)
    places: int = 0
    answered: list[str] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    placed: int = 0
    waiting: list[str] = field(default_factory=list)
    carried: list[str] = field(default_factory=list)

    @property
    def exit_code(self) -> int:
        """The gravest of everything that was found."""
        inner = [found for delivery in self.deliveries for found in delivery.findings]
        return exit_code_of((*self.findings, *inner))

    def document(self) -> dict[str, object]:
        """Return the JSON shape."""
        return {
            "deliveries": [delivery.document() for delivery in self.deliveries],
            "receipts": self.receipts,
            "answered": self.answered,
            "placed": self.placed,
            "waiting": self.waiting,
            "carried": self.carried,
            "findings": [found.document() for found in self.findings],
            "exit_code": self.exit_code,
        }
