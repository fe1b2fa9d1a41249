"""Many reads at once: processes for many small files, threads for large ones."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Final, NamedTuple

from preserve.fixity.crew import share_out
from preserve.fixity.digest import LARGE_BYTES, measure
from preserve.model.file import Measurement
from preserve.storage.store import Tree
from preserve.storage.tree import LocalTree

# Measured on two cores: starting a second process costs as much as some 1,500 small reads.
_WORTH_A_PROCESS: Final = 3000
_BATCH: Final = 500


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
    large = [job for job in jobs if job.size_bytes >= LARGE_BYTES]
    small = [job for job in jobs if job.size_bytes < LARGE_BYTES]
    found: dict[str, Measurement] = {}
    for measurement in (*_read_small(tree, small, workers), *_read_large(tree, large, workers)):
        found[measurement.path] = measurement
        progress(1, measurement.size_bytes)
    return found


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


def _read_small(tree: Tree, jobs: Sequence[Job], workers: int) -> Iterator[Measurement]:
    root = tree.root
    if workers == 1 or root is None or len(jobs) < _WORTH_A_PROCESS:
        for job in jobs:
            yield _measured(tree, job)
        return
    batches = [(root, jobs[start : start + _BATCH]) for start in range(0, len(jobs), _BATCH)]
    for batch in share_out(_read_batch, batches, workers - 1):
        yield from batch


def _read_batch(batch: tuple[str, Sequence[Job]]) -> list[Measurement]:
    root, jobs = batch
    tree = LocalTree(root)
    return [_measured(tree, job) for job in jobs]


def _measured(tree: Tree, job: Job, *, split: bool = False) -> Measurement:
    return measure(tree, job.path, job.algorithms, expected_bytes=job.size_bytes, split=split)
