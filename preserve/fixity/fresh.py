"""Reads that reach the medium: for audits, which must not be told what the cache remembers.

Each file is read once, the system's cache emptied of it before and after. Small files are opened
many at a time and fetched by the system while others are hashed: one after another, each would
wait for the device alone (measured, 20,000 files of 2 to 8 kB: 2.6 times as long).
"""

import contextlib
import errno
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Final, NamedTuple

from preserve.fixity.digest import LARGE_BYTES, MISSING, SMALL_BYTES, measure_open, what_moved
from preserve.fixity.pace import Pace
from preserve.model.audit import ReadClass
from preserve.model.digest import digests_of
from preserve.model.file import Measurement, Outcome
from preserve.model.portions import portions_of
from preserve.storage.store import FileIdentity, OpenFile, Tree

# Measured: 16 files leave the device waiting, 256 gain nothing where two processes read.
_WINDOW_FILES: Final = 64
_WINDOW_BYTES: Final = 16 << 20
# As often the cache is told to let go of what was read of a large file.
_FORGET_BYTES: Final = 8 << 20


class Job(NamedTuple):
    """One file to read.

    Attributes:
        path: relative to the tree's root.
        size_bytes: as listed or recorded.
        algorithms: names as in `preserve.model.digest.VERIFIABLE`.
    """

    path: str
    size_bytes: int
    algorithms: tuple[str, ...]


class FreshRead(NamedTuple):
    """What one read gave, and what it is worth.

    Attributes:
        measurement: size and digests, or why there are none.
        read_class: `media` when the bytes are proven to come from the medium.
        mtime_ns: the file's time of modification when it was opened, nanoseconds; 0 if it was not.
        errno: the system's error number where it could not be read.
    """

    measurement: Measurement
    read_class: ReadClass
    mtime_ns: int = 0
    errno: int | None = None


def read_fresh(tree: Tree, jobs: Sequence[Job], pace: Pace, threads: int = 2) -> list[FreshRead]:
    """Read each file once, from the medium where that can be had; return one result for each job.

    Args:
        tree: where the files lie.
        jobs: what to read, listed as regular files.
        pace: keeps a limit of bytes per second.
        threads: how many large files are read at the same time, at least 1.

    Returns:
        The results, in the order of the jobs.
    """
    found: dict[int, FreshRead] = {}
    small = [number for number, job in enumerate(jobs) if job.size_bytes < LARGE_BYTES]
    buffer = memoryview(bytearray(SMALL_BYTES))
    most_bytes = min(_WINDOW_BYTES, pace.bytes_per_second)
    # As many as may be open, and fetched, at once.
    for window in portions_of(small, lambda at: jobs[at].size_bytes, _WINDOW_FILES, most_bytes):
        reads = _read_window(tree, [jobs[number] for number in window], buffer)
        found.update(zip(window, reads, strict=True))
        pace.spend(sum(read.measurement.size_bytes for read in reads))
    large = [number for number, job in enumerate(jobs) if job.size_bytes >= LARGE_BYTES]
    found.update(_read_large(tree, jobs, large, (pace, threads)))
    return [found[number] for number in range(len(jobs))]


class _Opened(NamedTuple):
    """A file of a window: open, dropped from the cache, and on its way from the medium."""

    file: OpenFile
    before: FileIdentity
    read_class: ReadClass


def _read_window(tree: Tree, jobs: Sequence[Job], buffer: memoryview) -> list[FreshRead]:
    with contextlib.ExitStack() as stack:
        window = [_opened(tree, job, stack) for job in jobs]
        return [
            one if isinstance(one, FreshRead) else _read_opened(one, job, buffer)
            for job, one in zip(jobs, window, strict=True)
        ]


def _opened(tree: Tree, job: Job, stack: contextlib.ExitStack) -> _Opened | FreshRead:
    try:
        file = stack.enter_context(tree.open(job.path))
        before = file.identity()
    except OSError as problem:
        return _failed(job.path, problem)
    if not before.is_regular:
        return _no_file(job.path)
    read_class = file.drop_cache()
    if before.size_bytes <= _WINDOW_BYTES:
        file.prefetch(whole=True)
    return _Opened(file, before, read_class)


def _read_opened(opened: _Opened, job: Job, buffer: memoryview) -> FreshRead:
    file, before, read_class = opened
    try:
        if before.size_bytes < len(buffer):
            measurement = _read_at_once(opened, job, buffer)
        else:
            measurement = measure_open(file, job.path, job.algorithms, split=False)
        file.forget()
    except OSError as problem:
        return _failed(job.path, problem, before.mtime_ns)
    return _made(measurement, read_class, before.mtime_ns)


def _read_at_once(opened: _Opened, job: Job, buffer: memoryview) -> Measurement:
    file, before, _ = opened
    # One byte more than it has, so that growth is seen.
    wanted = before.size_bytes + 1
    size = file.readinto(buffer[:wanted])
    while size < before.size_bytes and (count := file.readinto(buffer[size:wanted])):
        size += count
    if size != before.size_bytes or file.identity() != before:
        detail = what_moved(before.size_bytes, size)
        return Measurement(job.path, Outcome.CHANGED, size, detail=detail)
    return Measurement(job.path, Outcome.READ, size, digests_of(buffer[:size], job.algorithms))


def _made(measurement: Measurement, read_class: ReadClass, mtime_ns: int) -> FreshRead:
    if measurement.outcome is not Outcome.READ:
        return FreshRead(measurement, ReadClass.CACHE_UNKNOWN, mtime_ns)
    return FreshRead(measurement, read_class, mtime_ns)


def _failed(path: str, problem: OSError, mtime_ns: int = 0) -> FreshRead:
    number = problem.errno
    if isinstance(problem, MISSING):
        measurement = Measurement(path, Outcome.MISSING)
    elif number == errno.ELOOP:  # it was listed as a file: it is a link now
        measurement = Measurement(path, Outcome.NOT_A_FILE)
    else:
        measurement = Measurement(path, Outcome.UNREADABLE, detail=_reason(problem))
    return FreshRead(measurement, ReadClass.CACHE_UNKNOWN, mtime_ns, number)


def _reason(problem: OSError) -> str:
    """Return the system's words for an error, and the name that a search finds."""
    words = problem.strerror or problem.__class__.__name__
    name = errno.errorcode.get(problem.errno or 0)
    return f"{words} ({name})" if name else words


def _no_file(path: str) -> FreshRead:
    return FreshRead(Measurement(path, Outcome.NOT_A_FILE), ReadClass.CACHE_UNKNOWN)


class _Streamed:
    """A large file: every chunk is paid for, and leaves the system's cache when it was read."""

    def __init__(self, file: OpenFile, pace: Pace) -> None:
        self._file = file
        self._pace = pace
        self._kept_bytes = 0

    def identity(self) -> FileIdentity:
        """Return what the file is now."""
        return self._file.identity()

    def readinto(self, buffer: memoryview) -> int:
        """Fill a buffer; return the bytes read, 0 at the end."""
        count = self._file.readinto(buffer)
        self._pace.spend(count)
        self._kept_bytes += count
        if self._kept_bytes >= _FORGET_BYTES or not count:
            self._file.forget()
            self._kept_bytes = 0
        return count


def _read_large(
    tree: Tree, jobs: Sequence[Job], large: Sequence[int], how: tuple[Pace, int]
) -> Iterator[tuple[int, FreshRead]]:
    """Several large files share the cores; one that is left over is split by algorithm."""
    pace, threads = how
    by_size = sorted(large, key=lambda number: -jobs[number].size_bytes)
    together = len(large) - len(large) % threads if threads > 1 else len(large)
    if together:
        with ThreadPoolExecutor(threads) as pool:
            reads = pool.map(
                lambda number: _read_one_large(tree, jobs[number], pace, split=False),
                by_size[:together],
            )
            yield from zip(by_size[:together], reads, strict=True)
    for number in by_size[together:]:
        yield number, _read_one_large(tree, jobs[number], pace, split=True)


def _read_one_large(tree: Tree, job: Job, pace: Pace, *, split: bool) -> FreshRead:
    mtime_ns = 0
    try:
        with tree.open(job.path) as file:
            mtime_ns = file.identity().mtime_ns
            read_class = file.drop_cache()
            file.prefetch(whole=False)
            streamed = _Streamed(file, pace)
            measurement = measure_open(streamed, job.path, job.algorithms, split=split)
    except OSError as problem:
        return _failed(job.path, problem, mtime_ns)
    return _made(measurement, read_class, mtime_ns)
