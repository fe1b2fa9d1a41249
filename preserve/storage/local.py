"""A store on the local file system."""

import contextlib
import hashlib
import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import BinaryIO

from preserve.errors import NotWritable
from preserve.model.file import Entry, EntryKind, NewFile, printable
from preserve.storage import atomic
from preserve.storage.layout import ARCHIVE_ID, parents_of
from preserve.storage.tree import LocalTree, entry_of, kind_of

_ID_LIMIT_BYTES = 200


@dataclass(frozen=True, slots=True)
class LocalStaged:
    """A package in the staging directory.

    Attributes:
        directory: the package as written.
        final: where it goes.
        file: the same package as one file, which then is what goes there; None where it is the
            directory.
    """

    directory: str
    final: str
    file: str | None = None

    @property
    def tree(self) -> LocalTree:
        """The files as written."""
        return LocalTree(self.directory)

    def publish(self) -> None:
        """Move the package into the store and sync."""
        with atomic.writing(self.final):
            if self.file is None:
                atomic.publish(self.directory, self.final)
            else:
                atomic.publish_file(self.file, self.final)

    def packed(self) -> BinaryIO:
        """Open `file`, to be read back.

        Raises:
            OSError: it cannot be read, or there is none.
        """
        return open(self.file or "", "rb")

    def discard(self) -> None:
        """Remove what was staged."""
        atomic.discard(self.directory)
        if self.file is not None:
            atomic.discard(self.file)


@dataclass(frozen=True, slots=True)
class LocalStore:
    """Packages as directories.

    Attributes:
        name: in findings.
        bags: the directory that holds one directory per package.
        staging: on the same file system; holds what is not finished.
        quarantine: where wrong bytes go.
    """

    name: str
    bags: str
    staging: str
    quarantine: str

    def archive_id(self) -> str | None:
        """Return the sentinel's content, or None when it cannot be had."""
        try:
            with LocalTree(self.bags).open(ARCHIVE_ID) as sentinel:
                buffer = bytearray(_ID_LIMIT_BYTES)
                count = sentinel.readinto(memoryview(buffer))
        except OSError:
            return None
        return bytes(buffer[:count]).decode("utf-8", "replace").strip()

    def members(self) -> tuple[Entry, ...]:
        """List what lies at the top of the store."""
        return tuple(sorted(self.each_member(), key=lambda entry: entry.path))

    def each_member(self) -> Iterator[Entry]:
        """Yield what lies at the top of the store, in no order: there may be a million names.

        Raises:
            OSError: the store cannot be listed.
        """
        with os.scandir(self.bags) as listing:
            for item in listing:
                if item.name != ARCHIVE_ID:
                    yield entry_of(item, item.name)

    def member(self, package: str) -> Entry | None:
        """Return what lies under a name, links not followed."""
        try:
            status = os.lstat(f"{self.bags}/{package}")
        except FileNotFoundError:
            return None
        return Entry(package, kind_of(status), status.st_size, status.st_nlink)

    def tree(self, package: str) -> LocalTree:
        """Return the tree of a package."""
        # A package that became a link is not a package any more, whatever it leads to.
        return LocalTree(f"{self.bags}/{package}", follows_root=False)

    def forest(self) -> LocalTree:
        """Return the tree of all packages."""
        return LocalTree(self.bags)

    def stage(self, package: str, files: Sequence[NewFile]) -> LocalStaged:
        """Write a package aside and sync it."""
        staged = LocalStaged(f"{self.staging}/{package}", f"{self.bags}/{package}")
        # Left by a run that was killed; the lock says that nobody is at work on it.
        staged.discard()
        try:
            with atomic.writing(staged.final):
                self._write(staged.directory, files)
        except BaseException:
            staged.discard()
            raise
        return staged

    def pack(self, staged: LocalStaged, name: str, parts: Iterable[bytes]) -> LocalStaged:
        """Write a staged package as one file, too, to be kept in place of the directory.

        Args:
            staged: the package, as `stage` wrote it.
            name: what the file is called in the store.
            parts: its bytes.

        Raises:
            PreserveError: the place is full or read-only.
        """
        packed = LocalStaged(staged.directory, f"{self.bags}/{name}", f"{self.staging}/{name}")
        with contextlib.ExitStack() as stack:
            stack.callback(packed.discard)
            with atomic.writing(packed.final):
                # Left by a run that was killed, as in `stage`.
                atomic.discard(f"{self.staging}/{name}")
                atomic.create_with(f"{self.staging}/{name}", parts)
                atomic.sync_directory(self.staging)
            stack.pop_all()
        return packed

    def clear_staging(self) -> None:
        """Remove what killed runs left half made; only under the lock.

        Raises:
            PreserveError: the staging directory cannot be listed.
        """
        with atomic.writing(self.staging):
            try:
                parent, name = os.path.split(self.staging)
                atomic.make_directories(parent, name)
            except FileExistsError as problem:
                # A link would have the packages written somewhere else.
                raise NotWritable(f"{self.staging} is no directory.") from problem
            for name in os.listdir(self.staging):
                atomic.discard(f"{self.staging}/{name}")

    def set_aside(self, package: str, path: str, label: str) -> str:
        """Move a file or a package to quarantine."""
        inner = f"{package}/{path}" if path else package
        target = f"{self.quarantine}/{label}/{inner}"
        with atomic.writing(target):
            atomic.make_root(self.quarantine)
            parent = os.path.dirname(f"{label}/{inner}")
            atomic.make_directories(self.quarantine, parent)
            atomic.publish(f"{self.bags}/{inner}", target)
        return f"{os.path.basename(self.quarantine)}/{label}/{inner}"

    def in_the_way(self, package: str, path: str) -> str | None:
        """Return what keeps a file from lying at a path of a package."""
        for place in ("", *parents_of(path)):
            found = self.member(f"{package}/{place}" if place else package)
            if found is None:
                return None
            if found.kind is not EntryKind.DIRECTORY:
                return place
        return None if self.member(f"{package}/{path}") is None else path

    def stage_file(self, package: str, path: str, parts: Iterable[bytes]) -> None:
        """Write a file aside and sync it."""
        staged = self._staged_file(package, path)
        with atomic.writing(printable(path)):
            atomic.make_root(os.path.dirname(staged))
            atomic.discard(staged)
            atomic.create_with(staged, parts)

    def publish_file(self, package: str, path: str) -> None:
        """Move a staged file to its path."""
        inner = f"{package}/{path}"
        with atomic.writing(printable(inner)):
            atomic.make_directories(self.bags, os.path.dirname(inner))
            atomic.publish(self._staged_file(package, path), f"{self.bags}/{inner}")

    def discard_files(self, package: str) -> None:
        """Remove the files that were staged."""
        atomic.discard(os.path.dirname(self._staged_file(package, "")))

    def _staged_file(self, package: str, path: str) -> str:
        # A name of its own for every path, on any disk, however long or strange the path is.
        name = hashlib.sha256(os.fsencode(path)).hexdigest()
        return f"{self.staging}/repair-{package}/{name}"

    @staticmethod
    def _write(directory: str, files: Sequence[NewFile]) -> None:
        atomic.make_directories(os.path.dirname(directory), os.path.basename(directory))
        folders = sorted({parent for file in files for parent in parents_of(file.path)})
        for folder in folders:
            os.mkdir(f"{directory}/{folder}")
        for file in files:
            atomic.create(f"{directory}/{file.path}", file.data)
        for folder in reversed(folders):
            atomic.sync_directory(f"{directory}/{folder}")
        atomic.sync_directory(directory)
