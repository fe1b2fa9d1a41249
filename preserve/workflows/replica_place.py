"""A replica on its disk: the layout of an archive's store, and marks that say whose it is."""

import os
from dataclasses import dataclass, replace

from preserve.model.catalogue import finding
from preserve.model.file import printable
from preserve.model.finding import Finding
from preserve.storage import atomic, layout
from preserve.storage.local import LocalStore
from preserve.storage.tree import LocalTree
from preserve.workflows.archive import store_of

MARK = "replica-name"
_MARK_BYTES = 200


@dataclass(frozen=True, slots=True)
class ReplicaPlace:
    """Where a replica lies.

    Attributes:
        name: as in preserve.toml.
        root: its directory.
        archive_id: the archive whose replica it is.
    """

    name: str
    root: str
    archive_id: str

    @property
    def store(self) -> LocalStore:
        """The copies."""
        return store_of(self.root, self.name)

    @property
    def staged(self) -> LocalStore:
        """What is written and not yet in its place, as a store, to be checked like one."""
        return replace(self.store, bags=self.store.staging)

    def absence(self) -> Finding | None:
        """Return why it cannot be used now; None where it is there, and is this one."""
        marks = [self.store.archive_id(), _line(self.root, layout.ARCHIVE_ID)]
        shown = f"The replica {self.name} ({printable(self.root)})"
        if None in marks:
            words = "is not there: the disk may not be connected"
        elif marks != [self.archive_id, self.archive_id]:
            words = "belongs to another archive"
        elif (mark := _line(self.root, MARK)) != self.name:
            words = f"is marked as another one: {printable(mark or 'it has no name')}"
        else:
            return None
        return finding("XCH-070", f"{shown} {words}. Nothing is concluded about it.")

    def make(self) -> None:
        """Lay it out, the marks last; what is there is left as it is.

        Raises:
            PreserveError: the place is full or read-only.
            FileExistsError: something that is no directory has a name of ours.
        """
        with atomic.writing(printable(self.root)):
            atomic.make_root(self.root)
            for name in (layout.BAGS, layout.STAGING, layout.QUARANTINE):
                atomic.make_directories(self.root, name)
            marks = {
                f"{layout.BAGS}/{layout.ARCHIVE_ID}": self.archive_id,
                MARK: self.name,
                layout.ARCHIVE_ID: self.archive_id,
            }
            for path, text in marks.items():
                if _line(self.root, path) != text:
                    atomic.replace(f"{self.root}/{path}", f"{text}\n".encode())

    def strangers(self) -> str | None:
        """Return why a replica cannot be made here, or None: it is empty, new, or this one.

        Raises:
            OSError: it cannot be looked at.
        """
        if not os.path.lexists(self.root):
            return None
        if not os.path.isdir(self.root):
            return "is no directory"
        for path, ours in ((layout.ARCHIVE_ID, self.archive_id), (MARK, self.name)):
            held = _line(self.root, path)
            if held is not None and held != ours:
                return f"belongs to something else already ({printable(held)})"
        names = {name.removesuffix(".new") for name in os.listdir(self.root)} - _OURS
        if names:
            return f"is not empty: {printable(min(names))} lies there"
        held = self.store.archive_id()
        if held not in {None, self.archive_id}:
            return "holds the packages of another archive"
        return None


_OURS = frozenset(
    {
        layout.ARCHIVE_ID,
        MARK,
        layout.BAGS,
        layout.STAGING,
        layout.QUARANTINE,
        "lost+found",
        "System Volume Information",
    }
)


def _line(root: str, path: str) -> str | None:
    """Return what a small file says, or None where it cannot be had."""
    try:
        data = LocalTree(root).read_small(path, _MARK_BYTES)
    except OSError:
        return None
    return data.decode("utf-8", "replace").strip() if data is not None else None
