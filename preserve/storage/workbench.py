"""A directory in which a program of somebody else works, on names of ours; it goes afterwards.

Whole files are links to where they lie, so that nothing is copied that need not be; whatever the
program may write is a copy. It is given no name that came from outside.
"""

import os

from preserve.model.file import printable
from preserve.storage import atomic
from preserve.storage.copying import copy_files
from preserve.storage.store import Tree
from preserve.storage.tree import LocalTree


class Workbench:
    """The directory.

    Attributes:
        root: where it is.
    """

    def __init__(self, root: str) -> None:
        self.root = root

    @property
    def tree(self) -> LocalTree:
        """What lies on it."""
        return LocalTree(self.root)

    def begin(self) -> None:
        """Make it, empty.

        Raises:
            PreserveError: it cannot be made.
        """
        self.discard()
        with atomic.writing(printable(self.root)):
            atomic.make_root(self.root)

    def link(self, name: str, target: str) -> None:
        """Have a file elsewhere lie here under a name.

        Raises:
            PreserveError: it cannot be written.
        """
        with atomic.writing(printable(self.root)):
            os.symlink(target, f"{self.root}/{name}")

    def copy(self, name: str, tree: Tree, path: str) -> None:
        """Have a copy of a file lie here under a name.

        Raises:
            PreserveError: it cannot be read or written.
        """
        aside = f"{self.root}/copying"
        with atomic.writing(printable(self.root)):
            copy_files(tree, [path], aside)
            os.rename(f"{aside}/{path}", f"{self.root}/{name}")
            atomic.discard(aside)

    def settle(self) -> None:
        """Take the links away, and sync what is left.

        Raises:
            PreserveError: it cannot be written.
        """
        with atomic.writing(printable(self.root)):
            for name in os.listdir(self.root):
                if os.path.islink(f"{self.root}/{name}"):
                    os.unlink(f"{self.root}/{name}")
                    continue
                with open(f"{self.root}/{name}", "rb") as opened:
                    os.fsync(opened.fileno())
            atomic.sync_directory(self.root)

    def discard(self) -> None:
        """Remove it, with all that lies on it."""
        atomic.discard(self.root)
