"""Read our own copy of a package under a salt, and hold it against the history in the same read.

No digest that was stored before is of any use for that: a proof is made from bytes read now.
"""

from typing import NamedTuple

from preserve.exchange.possession import FileRead, proof_of, read_under
from preserve.model.digest import OUR_ALGORITHMS
from preserve.model.file import Entry, EntryKind
from preserve.model.package import PackageRecord
from preserve.model.replica import CopyOutcome
from preserve.storage.store import Store, Tree


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
        outcome = _listed(tree.entries(), record)
        if outcome is not CopyOutcome.HELD:
            return OwnCopy(outcome)
        return _compared(tree, record, salt)
    except OSError:
        return OwnCopy(CopyOutcome.UNREADABLE)


def _listed(entries: tuple[Entry, ...], record: PackageRecord) -> CopyOutcome:
    if any(entry.error is not None for entry in entries):
        return CopyOutcome.UNREADABLE
    kinds = {entry.path: entry.kind for entry in entries if entry.kind is not EntryKind.DIRECTORY}
    if not kinds:
        return CopyOutcome.MISSING
    is_whole = kinds == {file.path: EntryKind.FILE for file in record.files}
    return CopyOutcome.HELD if is_whole else CopyOutcome.DAMAGED


def _compared(tree: Tree, record: PackageRecord, salt: bytes) -> OwnCopy:
    recorded = {
        file.path: (file.size_bytes, *(file.digests.get(name) for name in OUR_ALGORITHMS))
        for file in record.files
    }
    reads = list(read_under(tree, salt))
    if {read.path: _content(read) for read in reads} != recorded:
        return OwnCopy(CopyOutcome.DAMAGED)
    return OwnCopy(CopyOutcome.HELD, proof_of(reads))


def _content(read: FileRead) -> tuple[int | str, ...]:
    return (read.size_bytes, *(read.digests[name] for name in OUR_ALGORITHMS))
