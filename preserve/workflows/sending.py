"""What is to be sent to a partner, and what became of it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from preserve.containers.bag.serialized.write import Form
from preserve.exchange.offer import NOTHING_SAID, Said
from preserve.model.finding import Finding, exit_code_of

Risks = Mapping[str, Mapping[str, int]]
"""How many passages of each kind of risk a package has, by package."""

Progress = Callable[[int, int], None]
"""Told how many more files and bytes were read."""


def silent(_files: int, _read_bytes: int) -> None:
    """Say nothing."""


@dataclass(frozen=True, slots=True)
class Sending:
    """What is to be sent, to whom, and what is said along with it.

    Attributes:
        partner: its name.
        packages: their ids; none to go on with what waits.
        said: by people; the risk note is the reason to send packages in spite of their risks, or
            None where nobody said so beforehand.
        form: tar or zip.
        withdraw: the exchange whose offer is taken back.
        why: the reason for that.
        ask: asks a person for the reason to send in spite of the risks; None as an answer means
            that nothing is sent. None where there is nobody to be asked.
        is_trial: look, and neither write nor send anything.
    """

    partner: str
    packages: tuple[str, ...] = ()
    said: Said = NOTHING_SAID
    form: Form = Form.TAR
    withdraw: str | None = None
    why: str | None = None
    ask: Callable[[Risks], str | None] | None = None
    is_trial: bool = False
    progress: Progress = silent


@dataclass(frozen=True, slots=True)
class PackageSent:
    """What became of a package.

    Attributes:
        status: `offered`, `would-be-offered`, `with-partner`, `not-sent`, `faulty`, `unreadable`,
            `withdrawn`, `would-be-withdrawn` or `not-withdrawn`.
        size_bytes: of the file that is sent; 0 where none is.
        risks: how many passages of each kind of risk it has.
    """

    package: str
    status: str
    findings: tuple[Finding, ...] = ()
    size_bytes: int = 0
    risks: Mapping[str, int] = field(default_factory=dict)

    def document(self) -> dict[str, object]:
        """Return the JSON shape."""
        return {
            "package": self.package,
            "status": self.status,
            "bytes": self.size_bytes,
            "risks": dict(self.risks),
            "findings": [found.document() for found in self.findings],
        }


@dataclass
class Sent:
    """What a run did.

    Attributes:
        conversation: the exchange that was begun or ended, or None.
        placed: how many files were written into places of exchange.
        waiting: names of the partners for whom something waits in the outbox.
        carried: what lies where now for partners, in words, a line each.
    """

    partner: str
    conversation: str | None = None
    packages: list[PackageSent] = field(default_factory=list)
    placed: int = 0
    waiting: list[str] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    carried: list[str] = field(default_factory=list)

    @property
    def exit_code(self) -> int:
        """What the command ends with."""
        of_packages = (found for each in self.packages for found in each.findings)
        return exit_code_of((*self.findings, *of_packages))

    def document(self) -> dict[str, object]:
        """Return the JSON shape."""
        return {
            "conversation": self.conversation,
            "partner": self.partner,
            "packages": [each.document() for each in self.packages],
            "placed": self.placed,
            "waiting": self.waiting,
            "carried": self.carried,
            "findings": [found.document() for found in self.findings],
            "exit_code": self.exit_code,
        }
