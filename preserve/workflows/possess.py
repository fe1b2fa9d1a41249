"""Whether a package is at hand, whole, now: read once, under a salt, from the medium."""

import errno
from collections.abc import Sequence
from dataclasses import dataclass

from preserve.exchange.possession import FileRead, proof_of, read_under
from preserve.exchange.receipt import Bag, bag_of
from preserve.fixity.compare import matches
from preserve.model.digest import OUR_ALGORITHMS
from preserve.model.file import Entry, EntryKind, Measurement, Outcome, printable
from preserve.model.package import PackageRecord
from preserve.storage.store import Tree

_GONE = frozenset({errno.ENOENT, errno.ENOTDIR, errno.ELOOP})


@dataclass(frozen=True, slots=True)
class Possession:
    """What reading a package gave: a bag, or why there is none.

    Attributes:
        files: each file as it was read.
        damage: what is not as it should be, in words; then nothing is proven.
        unreadable: why it could not be read; then nothing is concluded.
    """

    bag: Bag | None = None
    files: tuple[FileRead, ...] = ()
    damage: str | None = None
    unreadable: str | None = None


def possess(tree: Tree, salt: bytes, record: PackageRecord | None = None) -> Possession:
    """Read a package once: prove that it is at hand, and hold it against what is on record.

    Args:
        tree: the package.
        salt: what goes in front of each file in the proof.
        record: what it should be; None where nothing is on record yet.
    """
    try:
        entries = tree.entries()
    except OSError as problem:
        return _not_listed(problem)
    unreadable = next((entry for entry in entries if entry.error is not None), None)
    if unreadable is not None:
        return Possession(unreadable=_because(unreadable.path, unreadable.error))
    damage = _misshapen(entries) or (None if record is None else _unlike(entries, record))
    if damage is not None:
        return Possession(damage=damage)
    algorithms = OUR_ALGORITHMS if record is None else _algorithms(record)
    try:
        files = tuple(read_under(tree, salt, algorithms))
    except OSError as problem:
        path = problem.filename if isinstance(problem.filename, str) else "a file"
        return Possession(unreadable=_because(path, problem.strerror))
    altered = None if record is None else _altered(files, record)
    if altered is not None:
        return Possession(damage=altered)
    return Possession(bag_of(files, proof_of(files)), files)


def _not_listed(problem: OSError) -> Possession:
    if problem.errno in _GONE:
        return Possession(damage="it is not there")
    return Possession(unreadable=_because("it", problem.strerror))


def _because(path: str, reason: str | None) -> str:
    return f"{printable(path)} cannot be read ({reason or 'no reason given'})"


def _misshapen(entries: Sequence[Entry]) -> str | None:
    for entry in entries:
        if entry.kind not in {EntryKind.FILE, EntryKind.DIRECTORY}:
            return f"{printable(entry.path)} is a {entry.kind.value}"
    return None


def _unlike(entries: Sequence[Entry], record: PackageRecord) -> str | None:
    """Return what tells a package from what is on record, before a byte of it is read."""
    sizes = {entry.path: entry.size_bytes for entry in entries if entry.kind is EntryKind.FILE}
    recorded = {file.path: file.size_bytes for file in record.files}
    for path in sorted(sizes.keys() | recorded.keys()):
        if path not in sizes:
            return f"{printable(path)} is missing"
        if path not in recorded:
            return f"{printable(path)} is not on record"
        if sizes[path] != recorded[path]:
            return f"{printable(path)} has another size than the one on record"
    return None


def _algorithms(record: PackageRecord) -> tuple[str, ...]:
    named = (algorithm for file in record.files for algorithm in file.digests)
    return tuple(dict.fromkeys((*OUR_ALGORITHMS, *named)))


def _altered(files: Sequence[FileRead], record: PackageRecord) -> str | None:
    recorded = {file.path: file for file in record.files}
    for file in files:
        read = Measurement(file.path, Outcome.READ, file.size_bytes, file.digests)
        if file.path not in recorded or not matches(recorded[file.path], read):
            return f"{printable(file.path)} is not what is on record"
    return None
