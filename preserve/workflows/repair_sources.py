"""Copies that a repair can take files from; each is believed for a file only after it was read.

A replica, the archive's own store (for a replica), a directory that a person names, the parcel
of a partner, the parity: all of them are asked the same question, and none is trusted.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Final, NamedTuple

from preserve.errors import NotWritable, PreserveError, Refused, Unreadable, UsageProblem
from preserve.model.catalogue import CATALOGUE, finding
from preserve.model.digest import hasher
from preserve.model.file import FileRecord, printable
from preserve.model.finding import Finding, Where
from preserve.storage import layout
from preserve.storage.local import LocalStore
from preserve.storage.store import Tree
from preserve.storage.tree import LocalTree
from preserve.workflows.archive import Archive, store_of

_CHUNK_BYTES: Final = 1 << 20


class Copy(NamedTuple):
    """A copy of a package.

    Attributes:
        name: what the history calls it; no path of this machine goes on record.
        read: yields the bytes that lie there for a file, at most one more than are on record.
    """

    name: str
    read: Callable[[FileRecord], Iterator[bytes]]


Finder = Callable[[tuple[FileRecord, ...], ExitStack], list[Copy]]
"""Gets copies ready that may hold some of the files; what it needs lives as long as the stack."""


def verified(copy: Copy, record: FileRecord) -> Iterator[bytes]:
    """Yield the bytes of a file from a copy, and raise at their end where they are others.

    Raises:
        Refused: (XCH-083) size or a digest differ: what was yielded must not be used.
        PreserveError: the copy cannot be read, or does not have the file.
    """
    hashes = {name: hasher(name) for name in record.digests}
    size = 0
    try:
        for piece in copy.read(record):
            size += len(piece)
            for made in hashes.values():
                made.update(piece)
            if size > record.size_bytes:
                break
            yield piece
    except OSError as problem:
        reason = problem.strerror or problem.__class__.__name__
        raise Unreadable(f"{printable(record.path)} cannot be read there ({reason}).") from problem
    wrong = [name for name, made in hashes.items() if made.hexdigest() != record.digests[name]]
    if size != record.size_bytes or wrong:
        words = f"{printable(record.path)} is not as recorded there."
        raise Refused(words, code="XCH-083", remedy=CATALOGUE["XCH-083"].remedy)


def why_not(copy: Copy, record: FileRecord) -> Finding | None:
    """Read a file of a copy whole; return why it cannot be taken from there, or None."""
    try:
        for _ in verified(copy, record):
            pass
    except PreserveError as problem:
        words = f"{copy.name}: {problem.message}"
        return finding("XCH-083", words, Where(file=printable(record.path)))
    return None


def tree_copy(name: str, tree: Tree, path_of: Callable[[FileRecord], str]) -> Copy:
    """Return the files of a directory as a copy."""

    def read(record: FileRecord) -> Iterator[bytes]:
        path, rest = path_of(record), record.size_bytes + 1
        with tree.open(path) as opened:
            if not opened.identity().is_regular:
                raise Unreadable(f"{printable(path)} is no file there.")
            buffer = memoryview(bytearray(min(_CHUNK_BYTES, rest)))
            while rest and (count := opened.readinto(buffer[:rest])):
                yield bytes(buffer[:count])
                rest -= count

    return Copy(name, read)


def same_path(record: FileRecord) -> str:
    """Return where a file lies in a copy of its package."""
    return record.path


def empty_copy() -> Copy:
    """Return the copy that everybody has of a file without bytes."""
    return Copy("nothing: it is an empty file", lambda _record: iter(()))


def require_no_links(store: LocalStore) -> None:
    """Refuse to write into a replica whose directories lead elsewhere.

    Raises:
        NotWritable: one of them is a link.
    """
    for place in (store.bags, store.staging, store.quarantine):
        if os.path.islink(place):
            words = f"{printable(os.path.basename(place))} of the replica {store.name} is a link."
            raise NotWritable(words, remedy="Put a directory of its own in its place.")


def replicas_of(archive: Archive) -> dict[str, LocalStore]:
    """Return the replicas that preserve.toml names, there or not.

    Raises:
        CannotDecide: preserve.toml cannot be understood there.
    """
    return {
        name: store_of(os.path.join(archive.root, path), name)
        for name, path in archive.replica_settings().items()
    }


def store_copy(store: LocalStore, package: str, name: str) -> Copy:
    """Return a package of a store as a copy."""
    return tree_copy(name, store.tree(package), same_path)


def replica_name(name: str) -> str:
    """Return what the history calls a replica."""
    return f"the replica {name}"


def directory_copy(path: str, package: str) -> Copy:
    """Return a directory that a person named as a copy of a package.

    It may be the package itself, a directory that holds it, or an archive or replica.

    Raises:
        UsageProblem: it is no directory, or the package is not in it.
    """
    shown = printable(path)
    if not os.path.isdir(path):
        raise UsageProblem(
            f"{shown} is no replica, no partner and no directory.",
            remedy="`preserve replica list` and `preserve partner list` show what there is.",
        )
    places = (f"{path}/{layout.BAGS}/{package}", f"{path}/{package}", path)
    for place in places:
        if place != path and os.path.isdir(place):
            break
    else:
        place = path
        if os.path.basename(os.path.abspath(path)) != package and not _is_bag(path):
            raise UsageProblem(
                f"{package} does not lie in {shown}.",
                remedy="Name the package's directory, or the one that holds it.",
            )
    name = f"the directory {printable(os.path.basename(os.path.abspath(path)))}"
    return tree_copy(name, LocalTree(place), same_path)


def _is_bag(path: str) -> bool:
    return os.path.isfile(f"{path}/bagit.txt")
