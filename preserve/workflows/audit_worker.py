"""What the helper processes of an audit do: everything that touches the store."""

import math
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice
from typing import Final, NamedTuple

from preserve.fixity.check import Checked, Recorded, check_packages
from preserve.fixity.fresh import FreshRead, Job, read_fresh
from preserve.fixity.pace import Pace
from preserve.fixity.team import Tell
from preserve.ledger.entry import decode_again
from preserve.ledger.inventory import record_of
from preserve.model.audit import PackageState
from preserve.model.file import Entry, EntryKind
from preserve.storage.clock import monotonic, pause
from preserve.storage.local import LocalStore
from preserve.storage.store import Tree
from preserve.storage.tree import LocalFile, LocalTree

_SOUND = frozenset({PackageState.INTACT})
_NAMES_TOGETHER: Final = 1000
# Every sign wakes the process that asked, which has better to do; but they come more often than
# the shortest time after which a store can be said to hang.
_BETWEEN_SIGNS_SECONDS: Final = 0.2
_SIGN_BYTES: Final = 8 << 20


class Look(NamedTuple):
    """Tell whose store it is."""

    store: LocalStore


class List(NamedTuple):
    """Tell everything that lies at the top of the store, a part at a time."""

    store: LocalStore


class Stored(NamedTuple):
    """A package on record, as the ledger's bytes have it: its inventory, then added digests."""

    id: str
    bodies: tuple[bytes, ...]


class Check(NamedTuple):
    """Check packages.

    Attributes:
        archive_id: what the store's sentinel must say.
        algorithms: what every file is to be digested under.
        bytes_per_second: this helper's share of the limit, or None.
    """

    store: LocalStore
    archive_id: str
    packages: tuple[Stored, ...]
    algorithms: tuple[str, ...]
    bytes_per_second: float | None
    threads: int


class Fetch(NamedTuple):
    """Read files by their place in the store, whatever package they lie in."""

    store: LocalStore
    jobs: tuple[Job, ...]
    bytes_per_second: float | None


class Search(NamedTuple):
    """Look for packages that are missing among directories that no entry knows."""

    store: LocalStore
    directories: tuple[str, ...]
    missing: tuple[Stored, ...]
    bytes_per_second: float | None


class Sign(NamedTuple):
    """So many files and bytes were read since the last sign."""

    files: int
    size_bytes: int


class Members(NamedTuple):
    """A part of what lies at the top of the store."""

    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """What became of packages that were to be checked.

    Attributes:
        is_online: whether the store was still there when something seemed wrong; if not, nothing
            is concluded.
    """

    is_online: bool
    checked: list[Checked]


AuditJob = Look | List | Check | Fetch | Search
AuditResult = str | Found | list[FreshRead] | dict[str, str] | None


def work(job: AuditJob, tell: Tell) -> AuditResult:
    """Do a job of an audit.

    Raises:
        OSError: the store itself cannot be read.
        ValueError: what the ledger says about a package cannot be followed.
    """
    if isinstance(job, Look):
        return job.store.archive_id()
    if isinstance(job, List):
        _list(job, tell)
        return None
    if isinstance(job, Check):
        return _check(job, tell)
    if isinstance(job, Search):
        return _search(job, tell)
    return _reader(job.bytes_per_second, 1, tell)(job.store.forest(), job.jobs)


def _list(job: List, tell: Tell) -> None:
    entries = job.store.each_member()
    while part := tuple(islice(entries, _NAMES_TOGETHER)):
        tell(Members(part))


def _check(job: Check, tell: Tell) -> Found:
    packages = [_recorded(stored) for stored in job.packages]
    read = _reader(job.bytes_per_second, job.threads, tell)
    watched = partial(_TellingTree, tell=tell)
    checked = check_packages(job.store, packages, read, job.algorithms, watched)
    is_well = all(one.result.state in _SOUND for one in checked)
    return Found(is_well or job.store.archive_id() == job.archive_id, checked)


def _recorded(stored: Stored) -> Recorded:
    # The log has held these bytes against the leaves that were verified.
    entry, *added = (decode_again(body) for body in stored.bodies)
    return Recorded(record_of(stored.id, entry, added), entry.at)


_Reader = Callable[[Tree, Sequence[Job]], list[FreshRead]]


def _reader(bytes_per_second: float | None, threads: int, tell: Tell) -> _Reader:
    """Return what reads files, at the pace that is set, and tells of itself."""
    pace = _TellingPace(bytes_per_second or math.inf, tell)

    def read(tree: Tree, jobs: Sequence[Job]) -> list[FreshRead]:
        found = read_fresh(tree, jobs, pace, threads)
        pace.read(len(found))
        return found

    return read


class _TellingPace(Pace):
    """Says how much was read whenever it is paid for: also in the middle of a large file."""

    def __init__(self, bytes_per_second: float, tell: Tell) -> None:
        super().__init__(bytes_per_second, monotonic, self._wait)
        self._tell = tell
        self._one_at_a_time = threading.Lock()
        self._told_at = monotonic()
        self._untold_bytes = 0

    def spend(self, size_bytes: int) -> None:
        """Note that bytes were read; wait until that was not too many."""
        with self._one_at_a_time:
            self._untold_bytes += size_bytes
            if monotonic() - self._told_at >= _BETWEEN_SIGNS_SECONDS:
                self._tell_all(0)
        super().spend(size_bytes)

    def read(self, files: int) -> None:
        """Note that so many files were read, and tell what was not told yet."""
        with self._one_at_a_time:
            self._tell_all(files)

    def _wait(self, seconds: float) -> None:
        """Whoever waits because it may not read faster must not be taken for one that hangs."""
        ready_at = monotonic() + seconds
        while (left := ready_at - monotonic()) > 0:
            pause(min(left, _BETWEEN_SIGNS_SECONDS))
            with self._one_at_a_time:
                self._tell_all(0)

    def _tell_all(self, files: int) -> None:
        self._tell(Sign(files, self._untold_bytes))
        self._told_at, self._untold_bytes = monotonic(), 0


class _TellingTree(LocalTree):
    """Gives signs of life while a file is looked into, which may be a large one."""

    def __init__(self, tree: Tree, tell: Tell) -> None:
        super().__init__(tree.root or "")
        self._tell = tell

    def open(self, path: str) -> LocalFile:
        """Open a file for reading."""
        return _TellingFile(f"{self.root}/{path}", self._tell)


class _TellingFile(LocalFile):
    """A file of such a tree."""

    def __init__(self, path: str, tell: Tell) -> None:
        super().__init__(path)
        self._tell = tell
        self._untold_bytes = 0

    def readinto(self, buffer: memoryview) -> int:
        """Fill a buffer; return the bytes read, 0 at the end."""
        count = super().readinto(buffer)
        self._untold_bytes += count
        if self._untold_bytes >= _SIGN_BYTES:
            self._tell(Sign(0, 0))
            self._untold_bytes = 0
        return count


def _search(job: Search, tell: Tell) -> dict[str, str]:
    """Return where each missing package lies whole, as far as it does."""
    found: dict[str, str] = {}
    wanted: dict[frozenset[tuple[str, int]], list[Recorded]] = {}
    for stored in job.missing:
        package = _recorded(stored)
        sizes = frozenset((file.path, file.size_bytes) for file in package.record.files)
        wanted.setdefault(sizes, []).append(package)
    read = _reader(job.bytes_per_second, 1, tell)
    for directory in job.directories:
        tell(Sign(0, 0))
        for package in wanted.get(_sizes(job.store, directory), ()):
            there = package._replace(record=replace(package.record, id=directory))
            is_free = package.record.id not in found
            if is_free and _is_whole(check_packages(job.store, [there], read)):
                found[package.record.id] = directory
                break
    return found


def _is_whole(checked: Sequence[Checked]) -> bool:
    return all(one.result.state is PackageState.INTACT for one in checked)


def _sizes(store: LocalStore, directory: str) -> frozenset[tuple[str, int]]:
    """Return what lies in a directory, by path and size; nothing where it cannot be listed."""
    try:
        entries = store.tree(directory).entries()
    except OSError:
        return frozenset()
    return frozenset(
        (entry.path, entry.size_bytes) for entry in entries if entry.kind is not EntryKind.DIRECTORY
    )
