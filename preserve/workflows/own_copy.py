"""Read our own copy of a package under a salt, and hold it against the history in the same read.

No digest that was stored before is of any use for that: a proof is made from bytes read now.
"""

from typing import NamedTuple

from preserve.model.file import EntryKind
from preserve.model.package import PackageRecord
from preserve.model.replica import CopyOutcome
from preserve.storage.store import Store
from preserve.workflows.possess import possess


class OwnCopy(NamedTuple):
    """What our own copy is.

    Attributes:
        outcome: held, damaged, missing or unreadable.
        proof: made from its bytes, in hex, where they are as recorded; else None.
    """

    outcome: CopyOutcome
    proof: str | None = None


def read_own(store: Store, record: PackageRecord, salt: bytes) -> OwnCopy:
    """Read a package from the medium; the caller knows that the store is online.

    Args:
        store: where it lies.
        record: what is on record of it.
        salt: what goes in front of each file in the proof.
    """
    found = _read(store, record, salt)
    # As in an audit: what differs once is read again before it is called damaged.
    return found if found.outcome is CopyOutcome.HELD else _read(store, record, salt)


def _read(store: Store, record: PackageRecord, salt: bytes) -> OwnCopy:
    try:
        member = store.member(record.id)
        if member is None:
            return OwnCopy(CopyOutcome.MISSING)
        if member.kind is not EntryKind.DIRECTORY:
            return OwnCopy(CopyOutcome.DAMAGED)
        tree = store.tree(record.id)
        found = possess(tree, salt, record)
        if found.bag is not None:
            return OwnCopy(CopyOutcome.HELD, found.bag.possession)
        if found.unreadable is not None:
            return OwnCopy(CopyOutcome.UNREADABLE)
        is_empty = all(entry.kind is EntryKind.DIRECTORY for entry in tree.entries())
        return OwnCopy(CopyOutcome.MISSING if is_empty else CopyOutcome.DAMAGED)
    except OSError:
        return OwnCopy(CopyOutcome.UNREADABLE)
