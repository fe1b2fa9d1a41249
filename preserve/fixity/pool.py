"""Many reads at once: processes for many small files, threads for large ones."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Final, NamedTuple, Self

from preserve.fixity.crew import SharedWork
from preserve.fixity.digest import LARGE_BYTES, measure
from preserve.model.file import Measurement
from preserve.storage.store import Tree
from preserve.storage.tree import LocalTree

# Measured on two cores: starting a second process costs as much as some 1,500 small reads.
_WORTH_A_PROCESS: Final = 3000
_BATCH: Final = 500
# Batches a helper has at hand from the start: a tenth of a second of work.
_AHEAD: Final = 12


class Job(NamedTuple):
    """One file to read: where it is, how large it was listed, which algorithms."""

    path: str
    size_bytes: int
    algorithms: tuple[str, ...]


Progress = Callable[[int, int], None]
"""Called with the number of files and of bytes that were read since the last call."""


def silent(_files: int, _bytes: int) -> None:
    """Report no progress."""


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
    with Reading(tree, jobs, workers) as reading:
        return reading.finish(progress)


class Reading:
    """Files that are being read: other processes begin at once, this one when it is asked."""

    def __init__(self, tree: Tree, jobs: Sequence[Job], workers: int) -> None:
        """Take the jobs; as for `measure_all`."""
        self._tree = tree
        self._workers = workers
        self._large = [job for job in jobs if job.size_bytes >= LARGE_BYTES]
        small = [job for job in jobs if job.size_bytes < LARGE_BYTES]
        root = tree.root
        self._small: Sequence[Job] = small
        self._shared: SharedWork[_Batch, list[Measurement]] | None = None
        if workers > 1 and root is not None and len(small) >= _WORTH_A_PROCESS:
            batches = [
                (root, small[start : start + _BATCH]) for start in range(0, len(small), _BATCH)
            ]
            self._shared = SharedWork(_read_batch, batches, workers - 1, _AHEAD)
            self._small = ()

    def __enter__(self) -> Self:
        """Begin, where other processes take part."""
        if self._shared is not None:
            self._shared.__enter__()
        return self

    def __exit__(self, *exception: object) -> None:
        """End the other processes."""
        if self._shared is not None:
            self._shared.__exit__(*exception)

    def finish(self, progress: Progress = silent) -> dict[str, Measurement]:
        """Read what is left; return what was measured, by path."""
        found: dict[str, Measurement] = {}
        for batch in self._batches():
            read_bytes = 0
            for measurement in batch:
                found[measurement.path] = measurement
                read_bytes += measurement.size_bytes
            progress(len(batch), read_bytes)
        return found

    def _batches(self) -> Iterator[Sequence[Measurement]]:
        if self._shared is not None:
            yield from self._shared.results()
        for job in self._small:
            yield (_measured(self._tree, job),)
        for measurement in _read_large(self._tree, self._large, self._workers):
            yield (measurement,)


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


_Batch = tuple[str, Sequence[Job]]


def _read_batch(batch: _Batch) -> list[Measurement]:
    root, jobs = batch
    tree = LocalTree(root)
    return [_measured(tree, job) for job in jobs]


def _measured(tree: Tree, job: Job, *, split: bool = False) -> Measurement:
    return measure(tree, job.path, job.algorithms, expected_bytes=job.size_bytes, split=split)
