"""Move aside what lies at a package's place in the store and is not on record, and say so."""

from datetime import datetime
from typing import NamedTuple

from preserve.ledger.entry import Event, LedgerEntry
from preserve.model.catalogue import finding
from preserve.model.finding import Finding, Where
from preserve.storage.store import Store
from preserve.workflows.archive import SOFTWARE


class MovedAside(NamedTuple):
    """What was moved aside: the entry that has to go on record, and what people are told."""

    entry: LedgerEntry
    note: Finding


def make_room(store: Store, package: str, at: datetime) -> MovedAside:
    """Move what lies at a package's place into quarantine; its bytes are left as they are.

    Args:
        store: where packages lie.
        package: the id that is about to be used.
        at: now, aware.

    Raises:
        PreserveError: the store cannot be written.
    """
    moved_to = store.set_aside(package, "", f"{at:%Y%m%dT%H%M%SZ}")
    why = "it lay in the store and was not on record"
    detail = {"path": package, "moved_to": moved_to, "why": why}
    entry = LedgerEntry(at, Event.QUARANTINE.value, package, SOFTWARE, "success", detail)
    words = f"What lay at {package} was not on record; it is in {moved_to} now."
    return MovedAside(entry, finding("FIX-047", words, Where(file=package)))
