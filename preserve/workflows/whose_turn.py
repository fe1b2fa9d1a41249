"""Whose turn it is in each open delivery, and what is due here; reads no package."""

import os
from typing import Final, NamedTuple

from preserve.exchange.verdicts import deliveries_to_us
from preserve.ledger.transfers import Exchange
from preserve.model.exchange import CLOSED, MessageKind, Step
from preserve.model.file import printable
from preserve.workflows.archive import Archive, History
from preserve.workflows.outbox import ENDINGS
from preserve.workflows.quarantine import Quarantine
from preserve.workflows.quarantine_decisions import MAY_GO, unsigned_names

_DUE_HERE: Final = {
    True: frozenset({Step.VALID}),
    False: frozenset({Step.OFFERED, Step.RECEIVED, Step.CONFIRMED}),
}
"""The steps at which this archive does the next thing: as the one that sends, and receives."""


class OpenDelivery(NamedTuple):
    """A delivery of which something is waited for.

    Attributes:
        partner: what this archive calls the other one.
        is_ours: this archive sends; else it receives.
        is_our_turn: this archive can do the next thing now; else it waits for the partner.
        is_removed: the other one is no partner any more, so nothing is said or taken in.
        waiting: how many of its packages are not at their end.
    """

    partner: str
    conversation: str
    is_ours: bool
    is_our_turn: bool
    is_removed: bool
    waiting: int

    def document(self) -> dict[str, object]:
        """Return the JSON shape."""
        return {
            "partner": self.partner,
            "conversation": self.conversation,
            "packages": self.waiting,
            "turn": "ours" if self.is_our_turn else "theirs",
            "command": None if self.is_removed else self._command(),
        }

    def _command(self) -> str:
        return "preserve confirm" if self.is_ours else "preserve receive"


def open_deliveries(history: History) -> list[OpenDelivery]:
    """Return the deliveries that are not at their end: first those that wait for this archive."""
    found = [
        _open(history, exchange)
        for exchange in history.transfers.exchanges.values()
        if exchange.opening.kind is MessageKind.OFFER and not exchange.is_over
    ]
    return sorted(found, key=lambda each: (each.is_removed, not each.is_our_turn))


def _open(history: History, exchange: Exchange) -> OpenDelivery:
    steps = [step for step in exchange.steps.values() if step not in CLOSED]
    partner = history.partners.by_archive.get(exchange.partner)
    is_removed = partner is None or partner.is_removed
    return OpenDelivery(
        partner=printable(exchange.partner if partner is None else partner.name),
        conversation=exchange.conversation.name,
        is_ours=exchange.is_ours,
        is_our_turn=not is_removed and not _DUE_HERE[exchange.is_ours].isdisjoint(steps),
        is_removed=is_removed,
        waiting=len(steps),
    )


def to_decide(archive: Archive, history: History) -> int | None:
    """Return how much lies in quarantine that a person may let go; None where nobody can look."""
    try:
        return len(unsigned_names(archive)) + sum(
            _lying(Quarantine(archive, exchange).directory, exchange)
            for exchange in deliveries_to_us(history.transfers)
            if not MAY_GO.isdisjoint(exchange.steps.values())
        )
    except OSError:
        return None


def _lying(directory: str, exchange: Exchange) -> int:
    """Return of how many packages that were refused or withdrawn something lies here."""
    try:
        there = [] if os.path.islink(directory) else os.listdir(directory)
    except (FileNotFoundError, NotADirectoryError):
        return 0
    names = {
        name.removesuffix(ending)
        for name in there
        for ending in ("", *ENDINGS)
        if name.endswith(ending)
    }
    return sum(step in MAY_GO and package in names for package, step in exchange.steps.items())
