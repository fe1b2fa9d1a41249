"""Copy what a stranger brought into quarantine, read once, before anything is made of it."""

import contextlib
import os
from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from preserve.containers.bag.names import encode_path, shown, storable
from preserve.containers.bag.refusals import refusals
from preserve.containers.bag.serialized.endings import stem
from preserve.errors import CannotDecide, NotWritable, Unreadable
from preserve.fixity.compare import matches
from preserve.fixity.pool import Job, Progress, measure_all
from preserve.model.catalogue import CATALOGUE, finding
from preserve.model.digest import OUR_ALGORITHMS, hasher
from preserve.model.file import Entry, EntryKind, FileRecord, Measurement, Outcome, printable
from preserve.model.finding import Finding, Where
from preserve.model.package import slug_of
from preserve.storage import atomic, layout
from preserve.storage.copying import require_room
from preserve.storage.staging import Staging
from preserve.storage.tree import LocalTree
from preserve.workflows.rebag_carry import Carrier

UNSIGNED: Final = f"{layout.QUARANTINE}/exchange/unsigned"
_BEING_COPIED: Final = ".being-copied"
_KEPT: Final = frozenset({EntryKind.FILE, EntryKind.DIRECTORY})
_NO_ROOM: Final = "Free space on the disk of the archive, then run the same command again."


class Brought(NamedTuple):
    """What lies in quarantine now.

    Attributes:
        place: its directory, relative to the archive; it holds nothing else.
        name: of the bag's directory or file, within.
        files: as they were read when they were copied; of a file, that one.
    """

    place: str
    name: str
    files: tuple[FileRecord, ...]

    def path(self, root: str) -> str:
        """Return the bag's directory or file, in the archive at a directory."""
        return f"{root}/{self.place}/{self.name}"


def unfit(entries: Sequence[Entry]) -> tuple[Finding, ...]:
    """Return why a bag cannot be kept byte for byte; empty where it can.

    Args:
        entries: the bag as listed, links not followed.
    """
    strange = [
        _cannot_be_kept(entry.path, f"{shown(entry.path)} is a {entry.kind.value}, not a file.")
        for entry in entries
        if entry.kind not in _KEPT
    ]
    return (
        *strange,
        *(_cannot_be_kept(f.where.file, f"{f.code}: {f.message}") for f in refusals(entries)),
    )


def _cannot_be_kept(path: str | None, words: str) -> Finding:
    return finding("XCH-092", words, Where(file=None if path is None else storable(path)))


def bring_in(root: str, source: str, entries: Sequence[Entry], progress: Progress) -> Brought:
    """Copy a bag's directory or file into quarantine, durably; the source is only read.

    The same bytes lie there once, however often they are brought.

    Args:
        root: of the archive.
        source: the directory or file, absolute.
        entries: of a directory, what is in it, of which all can be kept; of a file, the file.
        progress: told what was read.

    Raises:
        PreserveError: something cannot be read or changed meanwhile, or there is no room.
    """
    parent, name = os.path.split(source)
    is_directory = os.path.isdir(source)
    tree, prefix = (LocalTree(source), f"{name}/") if is_directory else (LocalTree(parent), "")
    with atomic.writing(UNSIGNED):
        _make_place(root)
        require_room(f"{root}/{UNSIGNED}", (entry.size_bytes for entry in entries), _NO_ROOM)
    staging = Staging(f"{root}/{UNSIGNED}/{_BEING_COPIED}")
    try:
        inner = [f"{prefix}{e.path}" for e in entries if e.kind is EntryKind.DIRECTORY]
        staging.begin([name, *inner] if is_directory else [])
        carrier = Carrier(tree, staging, progress)
        files = tuple(
            _record(carrier.carry(entry.path, f"{prefix}{entry.path}"))
            for entry in entries
            if entry.kind is EntryKind.FILE
        )
        staging.sync()
        place = _published(root, staging, slug_of(stem(name)), (name, files))
        return Brought(place, name, files)
    finally:
        staging.discard()


def _make_place(root: str) -> None:
    try:
        atomic.make_directories(root, UNSIGNED)
    except FileExistsError as problem:
        # A link would have the material written somewhere else.
        raise NotWritable(f"{UNSIGNED} is no directory.") from problem


def _record(read: Measurement) -> FileRecord:
    if read.outcome is Outcome.READ:
        return FileRecord(read.path, read.size_bytes, read.digests)
    if read.outcome is Outcome.UNREADABLE:
        raise Unreadable(f"{printable(read.path)} cannot be read: {read.detail}.")
    raise CannotDecide(
        f"{printable(read.path)} changed while it was read. Nothing was taken.",
        code="FIX-007",
        remedy=CATALOGUE["FIX-007"].remedy,
    )


def _published(
    root: str, staging: Staging, slug: str, content: tuple[str, tuple[FileRecord, ...]]
) -> str:
    """Give the copy its name in quarantine; what lies there already with the same bytes stays."""
    name, files = content
    digest, number = listing_sha256(files), 1
    while True:
        ending = "" if number == 1 else f"-{number}"
        place = f"{UNSIGNED}/{slug}-{digest}{ending}"
        # Left empty by a run that was killed after the bag had gone into the store.
        atomic.discard_empty(f"{root}/{place}")
        with contextlib.suppress(FileExistsError):
            staging.publish(f"{root}/{place}")
            return place
        if _is_there(f"{root}/{place}", name, files):
            return place
        number += 1


def _is_there(directory: str, name: str, files: Sequence[FileRecord]) -> bool:
    inner = f"{directory}/{name}"
    tree = LocalTree(inner if os.path.isdir(inner) else directory, follows_root=False)
    return not unlike(tree, files)


def unlike(tree: LocalTree, files: Sequence[FileRecord], workers: int = 1) -> tuple[str, ...]:
    """Return the paths at which a directory does not hold exactly these files.

    Args:
        tree: the directory.
        files: what it should hold, with our digests.
        workers: cores to use.
    """
    try:
        entries = tree.entries()
    except OSError:
        return tuple(file.path for file in files)
    there = {entry.path for entry in entries if entry.kind is not EntryKind.DIRECTORY}
    read = measure_all(tree, _jobs(files), workers)
    wrong = {file.path for file in files if not matches(file, read[file.path])}
    return tuple(sorted(wrong | (there ^ {file.path for file in files})))


def _jobs(files: Iterable[FileRecord]) -> list[Job]:
    return [Job(file.path, file.size_bytes, OUR_ALGORITHMS) for file in files]


def listing_sha256(files: Iterable[FileRecord]) -> str:
    """Return the SHA-256 of the list of some files, as `sha256sum` prints it, sorted by path.

    It stands for every byte of a bag, whatever its own manifests leave out. In a path %, CR and LF
    are written as in a manifest (RFC 8493 2.1.3), so that no two bags have one list.

    Args:
        files: with their SHA-256.
    """
    made = hasher("sha256")
    lines = ((encode_path(file.path).encode(), file.digests["sha256"]) for file in files)
    for path, digest in sorted(lines):
        made.update(digest.encode() + b"  " + path + b"\n")
    return made.hexdigest()
