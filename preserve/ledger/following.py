"""One pass over the history: what is held, which incidents there were, what partners said."""

from preserve.ledger.checks import Check
from preserve.ledger.entry import Event, LedgerEntry
from preserve.ledger.incidents import Incidents
from preserve.ledger.inventory import Inventory
from preserve.ledger.partners import Partners
from preserve.ledger.replicas import Replicas
from preserve.ledger.transfers import Transfers
from preserve.model.plain import number_of, texts_of


class Following:
    """Follows the entries in their order.

    Attributes:
        inventory: what is held so far.
        incidents: where each incident stands so far.
        partners: whose messages are believed so far.
        transfers: what was said between this archive and others so far.
        replicas: where copies are, and when each was proven, so far.
        notification: the latest entry of a mail, or None.
        last_told: the latest entry of a mail that reached somebody, or None.
    """

    def __init__(self) -> None:
        self.inventory = Inventory()
        self.incidents = Incidents()
        self.partners = Partners()
        self.transfers = Transfers()
        self.replicas = Replicas()
        self.notification: LedgerEntry | None = None
        self.last_told: LedgerEntry | None = None

    def note(self, number: int, entry: LedgerEntry) -> None:
        """Take the next entry.

        Raises:
            ValueError: it does not have the shape its event asks for.
        """
        self.inventory.note(number, entry)
        self.incidents.note(number, entry)
        self.partners.note(number, entry)
        self.transfers.note(number, entry)
        self.replicas.note(number, entry)
        if entry.event == Event.FIXITY_CHECK.value:
            self._note_check(self.inventory.checks[-1], entry)
        elif entry.event == Event.NOTIFICATION.value:
            self.notification = entry
            if texts_of(entry.detail.get("to")):
                self.last_told = entry

    def _note_check(self, check: Check, entry: LedgerEntry) -> None:
        """An audit that finds a package sound ends what was wrong with it."""
        for package in self.incidents.unrepaired():
            if package is None:
                # Only where the whole store was listed is it known that nothing strange lies in it.
                is_sound = number_of(entry.detail.get("strangers")) == 0
            else:
                number = self.inventory.numbers.get(package)
                if number is None:
                    message = f"an incident is about {package!r}, which is not on record"
                    raise ValueError(message)
                is_sound = package not in check.states and check.looked_at(number) is not None
            if is_sound:
                self.incidents.sound_again(package, entry.at, check.run)
