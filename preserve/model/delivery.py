"""How far the packages of a delivery have come, as a command tells it."""

from dataclasses import dataclass
from typing import NamedTuple

from preserve.model.exchange import Step
from preserve.model.finding import Finding


class PackageTold(NamedTuple):
    """A package of a delivery.

    Attributes:
        step: how far it has come.
        findings: what is to be said about it.
    """

    package: str
    step: Step
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class DeliveryTold:
    """A delivery from or to a partner.

    Attributes:
        conversation: its name.
        partner: the other archive's name here.
        held_since: when its packages were taken over, as the latest receipt says; None without one
            that holds.
    """

    conversation: str
    partner: str
    packages: tuple[PackageTold, ...]
    held_since: str | None = None

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What is to be said about its packages."""
        return tuple(found for each in self.packages for found in each.findings)

    def document(self) -> dict[str, object]:
        """Return the JSON shape."""
        return {
            "conversation": self.conversation,
            "partner": self.partner,
            "packages": [
                {
                    "package": each.package,
                    "step": each.step.value,
                    "findings": [found.document() for found in each.findings],
                }
                for each in self.packages
            ],
        }
