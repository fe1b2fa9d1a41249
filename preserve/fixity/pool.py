"""Many reads at once: processes for many small files, threads for large ones."""

import contextlib
from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Final, NamedTuple, Protocol, Self

from preserve.fixity.crew import SharedWork
from preserve.fixity.digest import LARGE_BYTES, SMALL_BYTES, measure
from preserve.model.digest import hasher
from preserve.model.file import Measurement, Measurements, Outcome
from preserve.storage.store import Tree
from preserve.storage.tree import LocalTree

# Measured on two cores: with fewer small files a second process gains nothing.
_WORTH_A_PROCESS: Final = 1500
# A batch is so many files, or fewer with long names: it must fit into a pipe, many times.
_BATCH_FILES: Final = 250
_BATCH_CHARACTERS: Final = 6000
_BATCH_BYTES: Final = 34_000
# What a helper may have at hand: a tenth of a second of work.
_AHEAD: Final = 32


class Job(NamedTuple):
    """One file to read: where it is, how large it was listed, which algorithms."""

    path: str
    size_bytes: int
    algorithms: tuple[str, ...]


class _Batch(NamedTuple):
    """Small files that one process reads, one after another, all under the same algorithms."""

    root: str
    algorithms: tuple[str, ...]
    paths: Sequence[str]


Progress = Callable[[int, int], None]
"""Called with the number of files and of bytes that were read since the last call."""


def silent(_files: int, _bytes: int) -> None:
    """Report no progress."""


class Taker(Protocol):
    """Who is given what was measured."""

    def take(self, measurement: Measurement) -> None:
        """Take one measurement."""
        ...

    def take_all(self, measurements: Measurements) -> None:
        """Take those of several small files."""
        ...


class Readings(Protocol):
    """Files that are being read; a context manager that ends what it started."""

    def __enter__(self) -> Self:
        """Return the reading itself."""
        ...

    def __exit__(self, *exception: object) -> None:
        """End what was started."""
        ...

    def add(self, jobs: Iterable[Job]) -> None:
        """Take files to read, in any order."""
        ...

    def finish(self, progress: Progress, taker: Taker) -> None:
        """Read what is left.

        Args:
            progress: told now and then what was done.
            taker: given each measurement as it comes.
        """
        ...


def measure_all(
    tree: Tree, jobs: Sequence[Job], workers: int, progress: Progress = silent
) -> dict[str, Measurement]:
    """Read each file once; return what was measured, by path.

    Args:
        tree: where the files lie.
        jobs: what to read; the order does not matter.
        workers: how many cores to use, at least 1.
        progress: told now and then what was done.
    """
    found = Found({})
    with Reading(tree, workers) as reading:
        reading.add(jobs)
        reading.finish(progress, found)
    return found.measured


class Found(NamedTuple):
    """Keeps every measurement, by path."""

    measured: dict[str, Measurement]

    def take(self, measurement: Measurement) -> None:
        """Keep one."""
        self.measured[measurement.path] = measurement

    def take_all(self, measurements: Measurements) -> None:
        """Keep several."""
        for measurement in measurements.each():
            self.take(measurement)


class Reading:
    """Files that are being read: other processes begin at once, this one when it is asked."""

    def __init__(self, tree: Tree, workers: int) -> None:
        """Say where the files lie, and how many cores to use, at least 1."""
        self._tree = tree
        self._workers = workers
        self._large: list[Job] = []
        self._small: list[Job] = []
        self._shared: SharedWork[_Batch, Measurements] | None = None
        self._stack = contextlib.ExitStack()

    def __enter__(self) -> Self:
        """Return the reading itself."""
        return self

    def __exit__(self, *exception: object) -> None:
        """End the other processes."""
        self._stack.close()

    def add(self, jobs: Iterable[Job]) -> None:
        """Take files to read, in any order."""
        for job in jobs:
            (self._small if job.size_bytes < LARGE_BYTES else self._large).append(job)
        if self._shared is None and len(self._small) >= _WORTH_A_PROCESS:
            self._call_helpers()
        if self._shared is not None:
            self._hand_out(self._shared, _BATCH_FILES)

    def finish(self, progress: Progress, taker: Taker) -> None:
        """Read what is left.

        Args:
            progress: told now and then what was done.
            taker: given each measurement as it comes.
        """
        if self._shared is not None:
            self._hand_out(self._shared, 1)
            for batch, read in self._shared.results():
                taker.take_all(read._replace(paths=batch.paths))
                progress(len(read.sizes), sum(read.sizes))
        for measurement in self._alone():
            taker.take(measurement)
            progress(1, measurement.size_bytes)

    def _call_helpers(self) -> None:
        if self._workers > 1 and self._tree.root is not None:
            shared = SharedWork(_read_batch, self._workers - 1, _BATCH_BYTES, _AHEAD)
            self._shared = self._stack.enter_context(shared)

    def _hand_out(self, shared: "SharedWork[_Batch, Measurements]", least: int) -> None:
        """Share out what waits, in batches, as long as there are at least so many files."""
        root, start = self._tree.root or "", 0
        while len(self._small) - start >= least:
            batch = _next_batch(root, self._small, start)
            shared.add(batch)
            start += len(batch.paths)
        self._small = self._small[start:]

    def _alone(self) -> Iterator[Measurement]:
        for job in self._small:
            yield _measured(self._tree, job)
        yield from _read_large(self._tree, self._large, self._workers)


def _next_batch(root: str, jobs: Sequence[Job], start: int) -> _Batch:
    """Take the jobs from there on that ask for the same, as many as make a batch: at least one."""
    algorithms, paths, characters = jobs[start].algorithms, list[str](), 0
    for job in jobs[start : start + _BATCH_FILES]:
        characters += len(job.path)
        if job.algorithms != algorithms or (paths and characters > _BATCH_CHARACTERS):
            break
        paths.append(job.path)
    return _Batch(root, algorithms, paths)


def _read_large(tree: Tree, jobs: Sequence[Job], workers: int) -> Iterator[Measurement]:
    """Several large files share the cores; a single one is split by algorithm."""
    if not jobs:
        return
    together = len(jobs) - len(jobs) % workers if workers > 1 else len(jobs)
    by_size = sorted(jobs, key=lambda job: -job.size_bytes)
    with ThreadPoolExecutor(workers) as threads:
        yield from threads.map(lambda job: _measured(tree, job), by_size[:together])
    for job in by_size[together:]:
        yield _measured(tree, job, split=True)


def _read_batch(batch: _Batch) -> Measurements:
    """Read a batch; the paths are left out, as whoever sent it here has them."""
    tree, algorithms = LocalTree(batch.root), batch.algorithms
    sizes, digests, others = array("q"), list[bytes](), dict[int, Measurement]()
    for place, path in enumerate(batch.paths):
        data = _small(tree, path)
        if data is not None:
            sizes.append(len(data))
            digests.extend([hasher(name, data).digest() for name in algorithms])
            continue
        measurement = measure(tree, path, algorithms, expected_bytes=SMALL_BYTES)
        sizes.append(measurement.size_bytes)
        if measurement.outcome is Outcome.READ:
            digests.extend(map(bytes.fromhex, measurement.digests.values()))
        else:
            others[place] = measurement
    return Measurements((), algorithms, sizes, b"".join(digests), others)


def _small(tree: Tree, path: str) -> bytes | None:
    """Return what one read of a small file gave; None where it takes more to say what is so."""
    try:
        return tree.read_small(path, SMALL_BYTES)
    except OSError:
        return None


def _measured(tree: Tree, job: Job, *, split: bool = False) -> Measurement:
    return measure(tree, job.path, job.algorithms, expected_bytes=job.size_bytes, split=split)
