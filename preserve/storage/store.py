"""The ports of storage: a tree of files to read, a store of packages to keep.

Each port has a local and an in-memory form, and one suite of contract tests runs on both.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple, Protocol, Self

from preserve.model.audit import ReadClass
from preserve.model.file import Entry, NewFile


class FileIdentity(NamedTuple):
    """What must not move while a file is read (mtime decides nothing else, ever)."""

    is_regular: bool
    size_bytes: int
    mtime_ns: int
    inode: int


class OpenFile(Protocol):
    """A file that is open for reading; a context manager that closes it."""

    def __enter__(self) -> Self:
        """Return the file itself."""
        ...

    def __exit__(self, *exception: object) -> None:
        """Close it."""
        ...

    def identity(self) -> FileIdentity:
        """Return what the file is now."""
        ...

    def readinto(self, buffer: memoryview) -> int:
        """Fill a buffer from where the last read stopped; return the bytes read, 0 at the end.

        Raises:
            OSError: the medium or the rights do not allow it.
        """
        ...

    def drop_cache(self) -> ReadClass:
        """Before a read: have the system's cache let go of the file, and say what is proven.

        Returns:
            `media` when the bytes that are read next come from the medium for certain.
        """
        ...

    def prefetch(self, *, whole: bool) -> None:
        """Have the file fetched: all of it now, or well ahead of what is being read."""
        ...

    def forget(self) -> None:
        """Have the system's cache let go of what was read up to now, which nobody needs again."""
        ...


Met = Callable[[Sequence[Entry]], None]
"""Told a part of a listing, in no order."""


def unnoticed(_entries: Sequence[Entry]) -> None:
    """Do nothing with a part of a listing."""


class Tree(Protocol):
    """A directory with everything below it, links never followed."""

    @property
    def root(self) -> str | None:
        """The directory, so that another process can open it; None when it lies in memory."""
        ...

    def entries(self, met: Met = unnoticed) -> tuple[Entry, ...]:
        """List everything below the root, sorted by path, the root itself left out.

        A directory that cannot be listed is an entry with `error`.

        Args:
            met: told what was met, a part of the listing at a time, the root's own names first:
                whoever is to read the files can begin before the last directory is listed.

        Raises:
            OSError: the root itself is absent or cannot be listed.
        """
        ...

    def open(self, path: str) -> OpenFile:
        """Open a file for reading; never blocks on a FIFO, never follows a link.

        Raises:
            OSError: it is absent, a link, or may not be read.
        """
        ...

    def read_small(self, path: str, limit_bytes: int) -> bytes | None:
        """Read a small file whole, at once: for the many that a package is made of.

        Returns:
            Its bytes; None where one read does not settle it: it is no regular file, longer than
            `limit_bytes`, or it moved meanwhile. Then `open` it and look closely.

        Raises:
            OSError: as `open`.
        """
        ...


class StagedPackage(Protocol):
    """A package that is written and synced, and not yet part of the store."""

    @property
    def tree(self) -> Tree:
        """The files as written, to be read back."""
        ...

    @property
    def directory(self) -> str | None:
        """The directory for tools that need one; None where there is none."""
        ...

    def publish(self) -> None:
        """Move the package into the store, all or nothing, and sync.

        Raises:
            FileExistsError: a package of that id is there.
            PreserveError: the place is full or read-only.
        """
        ...

    def discard(self) -> None:
        """Remove what was staged."""
        ...


class Store(Protocol):
    """Packages by id. Nothing in it is ever deleted or overwritten."""

    @property
    def name(self) -> str:
        """The store's name in findings."""
        ...

    def archive_id(self) -> str | None:
        """Return the sentinel's content, or None when the store or its sentinel is not there."""
        ...

    def members(self) -> tuple[Entry, ...]:
        """List what lies at the top of the store, the sentinel left out.

        Raises:
            OSError: the store cannot be listed.
        """
        ...

    def member(self, package: str) -> Entry | None:
        """Return what lies at the top of the store under a name, links not followed, or None.

        Raises:
            OSError: it cannot be looked at.
        """
        ...

    def tree(self, package: str) -> Tree:
        """Return the tree of a package, which need not exist."""
        ...

    def forest(self) -> Tree:
        """Return the tree of all packages: paths are `<package>/<path in it>`."""
        ...

    def stage(self, package: str, files: Sequence[NewFile]) -> StagedPackage:
        """Write a package aside: exclusive create, fsync of every file and directory.

        Raises:
            PreserveError: the place is full or read-only.
        """
        ...

    def set_aside(self, package: str, path: str, label: str) -> str:
        """Move a file (or, with an empty path, the package) to quarantine; return where it is.

        Raises:
            PreserveError: it cannot be moved.
        """
        ...

    def in_the_way(self, package: str, path: str) -> str | None:
        """Return what keeps a file from lying at a path of a package, links not followed.

        Returns:
            The path of what lies there, or of what lies where a directory above it should be; the
            empty path for the package itself; None where the file can be put there.

        Raises:
            OSError: it cannot be looked at.
        """
        ...

    def stage_file(self, package: str, path: str, parts: Iterable[bytes]) -> None:
        """Write a file aside that is to lie at a path of a package, and sync it.

        Raises:
            PreserveError: the place is full or read-only, or as `parts` raises.
        """
        ...

    def publish_file(self, package: str, path: str) -> None:
        """Move a staged file to its path, make the directories above it, and sync.

        Raises:
            FileExistsError: something is there.
            PreserveError: the place is full or read-only.
        """
        ...

    def discard_files(self, package: str) -> None:
        """Remove the files that were staged for a package and not published."""
        ...
