"""Reading the files of a bag inside an archive: in the archive's order, each once."""

import itertools
from collections.abc import Iterable, Iterator
from typing import Self

from preserve.fixity.pool import Job, Progress, Taker
from preserve.workflows.serialized_tree import SerializedTree


class SerializedReading:
    """Implements `preserve.fixity.pool.Readings`; begins when it is finished."""

    def __init__(self, tree: SerializedTree) -> None:
        self._tree = tree
        self._jobs: Iterator[Job] = iter(())

    def __enter__(self) -> Self:
        """Return the reading itself."""
        return self

    def __exit__(self, *exception: object) -> None:
        """Nothing was started."""

    def add(self, jobs: Iterable[Job]) -> None:
        """Take files to read, in any order."""
        # Taken one by one when they are read: a list of a million would be felt.
        self._jobs = itertools.chain(self._jobs, jobs)

    def finish(self, progress: Progress, taker: Taker) -> None:
        """Read them; see `Readings`."""
        for measurement in self._tree.measured(self._jobs, progress):
            taker.take(measurement)
        self._jobs = iter(())
