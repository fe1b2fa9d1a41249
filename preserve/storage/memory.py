"""A store in memory: the twin of the local one, for tests and for looking before writing."""

import errno
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Self, TypeVar

from preserve.model.audit import ReadClass
from preserve.model.file import Entry, EntryKind, NewFile
from preserve.storage.layout import parents_of
from preserve.storage.store import FileIdentity, Met, unnoticed

Held = TypeVar("Held")


def _error(number: int, path: str) -> OSError:
    return OSError(number, os.strerror(number), path)


class MemoryFile:
    """An open file in memory."""

    def __init__(self, data: bytes, read_class: ReadClass = ReadClass.CACHE_UNKNOWN) -> None:
        self._data = data
        self._read_class = read_class
        self._position = 0

    def __enter__(self) -> Self:
        """Return the file itself."""
        return self

    def __exit__(self, *exception: object) -> None:
        """Nothing is held."""

    def identity(self) -> FileIdentity:
        """Return what the file is now."""
        return FileIdentity(is_regular=True, size_bytes=len(self._data), mtime_ns=0, inode=1)

    def readinto(self, buffer: memoryview) -> int:
        """Fill a buffer; return the bytes read, 0 at the end."""
        chunk = self._data[self._position : self._position + len(buffer)]
        buffer[: len(chunk)] = chunk
        self._position += len(chunk)
        return len(chunk)

    def drop_cache(self) -> ReadClass:
        """Say what this file is meant to be."""
        return self._read_class

    def prefetch(self, *, whole: bool) -> None:
        """It is here."""

    def forget(self) -> None:
        """It is nowhere else."""


@dataclass
class MemoryTree:
    """Files in memory.

    Attributes:
        files: bytes by path.
        others: what is no file, by path: links, devices, directories that cannot be listed.
        faults: the error that opening a path gives.
        read_class: what its files say about where their bytes come from.
    """

    files: dict[str, bytes] = field(default_factory=dict)
    others: dict[str, Entry] = field(default_factory=dict)
    faults: dict[str, int] = field(default_factory=dict)
    root: str | None = None
    read_class: ReadClass = ReadClass.CACHE_UNKNOWN

    def entries(self, met: Met = unnoticed) -> tuple[Entry, ...]:
        """List everything, sorted by path."""
        if not self.files and not self.others:
            raise _error(errno.ENOENT, "")
        found = {
            parent: Entry(parent, EntryKind.DIRECTORY)
            for path in (*self.files, *self.others)
            for parent in parents_of(path)
        }
        for path, data in self.files.items():
            found[path] = Entry(path, EntryKind.FILE, len(data))
        found.update(self.others)
        listed = tuple(found[path] for path in sorted(found))
        met(listed)
        return listed

    def open(self, path: str) -> MemoryFile:
        """Open a file for reading."""
        if path in self.faults:
            raise _error(self.faults[path], path)
        if path in self.others:
            raise _error(errno.ELOOP, path)
        if path not in self.files:
            raise _error(errno.ENOENT, path)
        return MemoryFile(self.files[path], self.read_class)

    def read_small(self, path: str, limit_bytes: int) -> bytes | None:
        """Read a small file with one read."""
        with self.open(path) as opened:
            is_small = opened.identity().size_bytes <= limit_bytes
        return self.files[path] if is_small else None


@dataclass(frozen=True, slots=True)
class MemoryStaged:
    """A package that is not yet in the store."""

    store: "MemoryStore"
    package: str
    tree: MemoryTree
    directory: str | None = None

    def publish(self) -> None:
        """Put the package into the store."""
        if self.package in self.store.packages:
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), self.package)
        self.store.packages[self.package] = self.tree

    def discard(self) -> None:
        """Nothing is held."""


@dataclass
class MemoryStore:
    """Packages in memory."""

    name: str = "memory"
    sentinel: str | None = None
    packages: dict[str, MemoryTree] = field(default_factory=dict)
    quarantined: dict[str, bytes] = field(default_factory=dict)
    staged: dict[str, dict[str, bytes]] = field(default_factory=dict)

    def archive_id(self) -> str | None:
        """Return the sentinel's content."""
        return self.sentinel

    def members(self) -> tuple[Entry, ...]:
        """List the packages."""
        return tuple(Entry(package, EntryKind.DIRECTORY) for package in sorted(self.packages))

    def member(self, package: str) -> Entry | None:
        """Return what lies under a name."""
        return next((entry for entry in self.members() if entry.path == package), None)

    def tree(self, package: str) -> MemoryTree:
        """Return the tree of a package, empty when there is none."""
        return self.packages.get(package, MemoryTree())

    def forest(self) -> MemoryTree:
        """Return the tree of all packages."""
        return MemoryTree(
            files=self._prefixed({name: tree.files for name, tree in self.packages.items()}),
            others=self._prefixed({name: tree.others for name, tree in self.packages.items()}),
            faults=self._prefixed({name: tree.faults for name, tree in self.packages.items()}),
        )

    def stage(self, package: str, files: Sequence[NewFile]) -> MemoryStaged:
        """Hold a package aside."""
        paths = [file.path for file in files]
        if len(set(paths)) != len(paths):
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), package)
        return MemoryStaged(self, package, MemoryTree({file.path: file.data for file in files}))

    def set_aside(self, package: str, path: str, label: str) -> str:
        """Move a file or a package to quarantine."""
        files = self.packages[package].files
        for held in [held for held in files if not path or held == path]:
            self.quarantined[f"{label}/{package}/{held}"] = files.pop(held)
        if not path:
            del self.packages[package]
        return f"quarantine/{label}/{package}/{path}".rstrip("/")

    def in_the_way(self, package: str, path: str) -> str | None:
        """Return what keeps a file from lying at a path of a package."""
        files = self.tree(package).files
        return next((place for place in (*parents_of(path), path) if place in files), None)

    def stage_file(self, package: str, path: str, parts: Iterable[bytes]) -> None:
        """Hold a file aside."""
        self.staged.setdefault(package, {})[path] = b"".join(parts)

    def publish_file(self, package: str, path: str) -> None:
        """Put a staged file where none is."""
        files = self.packages.setdefault(package, MemoryTree()).files
        if path in files:
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), path)
        files[path] = self.staged[package].pop(path)

    def discard_files(self, package: str) -> None:
        """Forget the files that were staged."""
        self.staged.pop(package, None)

    @staticmethod
    def _prefixed(trees: Mapping[str, Mapping[str, Held]]) -> dict[str, Held]:
        return {
            f"{package}/{path}": held
            for package, tree in trees.items()
            for path, held in tree.items()
        }
