"""Bags in memory as trees that a workflow reads, with files that cannot be read or move."""

import errno
from dataclasses import dataclass, field

from preserve.model.file import Entry, Outcome
from preserve.storage.memory import MemoryFile, MemoryTree
from preserve.storage.store import FileIdentity, Met, unnoticed
from tests.support.bags import Bag

ERRORS = {
    Outcome.UNREADABLE: errno.EACCES,
    Outcome.MISSING: errno.ENOENT,
}


class MovingFile(MemoryFile):
    """A file of which something moves during the read."""

    def identity(self) -> FileIdentity:
        return super().identity()._replace(mtime_ns=self._position)


class Device(MemoryFile):
    """What took the place of a file since it was listed."""

    def identity(self) -> FileIdentity:
        return super().identity()._replace(is_regular=False)


ODD = {Outcome.CHANGED: MovingFile, Outcome.NOT_A_FILE: Device}


@dataclass
class BagTree(MemoryTree):
    """A bag as a tree; `opened` counts how often each file was opened."""

    bag: Bag = field(default_factory=Bag)
    opened: dict[str, int] = field(default_factory=dict)

    def entries(self, met: Met = unnoticed) -> tuple[Entry, ...]:
        listed = tuple(sorted(self.bag.entries()))
        met(listed)
        return listed

    def open(self, path: str) -> MemoryFile:
        self.opened[path] = self.opened.get(path, 0) + 1
        odd = ODD.get(self.bag.outcomes.get(path, Outcome.READ))
        return super().open(path) if odd is None else odd(self.files[path])

    def read_small(self, path: str, limit_bytes: int) -> bytes | None:
        if self.bag.outcomes.get(path) in ODD:
            return None
        return super().read_small(path, limit_bytes)


def tree_of(bag: Bag) -> BagTree:
    """Return a bag as a tree."""
    faults = {path: ERRORS[how] for path, how in bag.outcomes.items() if how in ERRORS}
    files = dict(bag.files)
    others = {entry.path: entry for entry in bag.extra if entry.path not in files}
    return BagTree(files, others, faults, bag=bag)
