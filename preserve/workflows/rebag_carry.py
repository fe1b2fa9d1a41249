"""Carry files from an old bag to a new one: one read verifies, digests and copies each of them."""

from collections.abc import Iterable, Sequence
from typing import Final, Self

from preserve.fixity.digest import MISSING, Source, measure_open
from preserve.fixity.pool import Job, Progress, Readings, Taker
from preserve.model.digest import OUR_ALGORITHMS
from preserve.model.file import Measurement, Outcome
from preserve.storage.staging import StagedFile, Staging
from preserve.storage.store import FileIdentity, Tree

_WORTH_TELLING_BYTES: Final = 16 << 20


class Carrier:
    """Reads each file of a bag once, under the old algorithms and ours, and copies it.

    Attributes:
        measured: what each file was when it was read, by its path in the old bag.
    """

    def __init__(self, tree: Tree, staging: Staging | None, progress: Progress) -> None:
        """Say what is read and where the copies go.

        Args:
            tree: the old bag.
            staging: the new bag; None to read only, for a comparison.
            progress: told what was read.
        """
        self.measured: dict[str, Measurement] = {}
        self._tree = tree
        self._staging = staging
        self._progress = progress

    def readings(self, _tree: Tree, _workers: int) -> Readings:
        """Return what `validate_bag` reads with: what it asks for is carried over."""
        return _Carrying(self)

    def carry(self, path: str, to: str, algorithms: Sequence[str] = ()) -> Measurement:
        """Carry a file over.

        Args:
            path: in the old bag.
            to: its path in the new one.
            algorithms: the old ones; ours are added.

        Raises:
            PreserveError: the copy cannot be written.
        """
        measurement = self._read(path, to, tuple(dict.fromkeys((*algorithms, *OUR_ALGORITHMS))))
        self.measured[path] = measurement
        return measurement

    def _read(self, path: str, to: str, algorithms: Sequence[str]) -> Measurement:
        try:
            with self._tree.open(path) as opened:
                told = _Told(opened, self._progress)
                if self._staging is None:
                    return measure_open(told, path, algorithms, split=True)
                with self._staging.file(to) as target:
                    return measure_open(_Teed(told, target), path, algorithms, split=True)
        except MISSING:
            return Measurement(path, Outcome.MISSING)
        except OSError as problem:
            reason = problem.strerror or problem.__class__.__name__
            return Measurement(path, Outcome.UNREADABLE, 0, detail=reason)


class _Told:
    """An open file that tells how much was read of it, also in the middle of a large one."""

    def __init__(self, opened: Source, progress: Progress) -> None:
        self._opened = opened
        self._progress = progress
        self._untold = 0

    def identity(self) -> FileIdentity:
        return self._opened.identity()

    def readinto(self, buffer: memoryview) -> int:
        count = self._opened.readinto(buffer)
        self._untold += count
        if not count or self._untold >= _WORTH_TELLING_BYTES:
            self._progress(not count, self._untold)
            self._untold = 0
        return count


class _Teed:
    """An open file whose bytes are written elsewhere as they are read."""

    def __init__(self, opened: Source, target: StagedFile) -> None:
        self._opened = opened
        self._target = target

    def identity(self) -> FileIdentity:
        return self._opened.identity()

    def readinto(self, buffer: memoryview) -> int:
        count = self._opened.readinto(buffer)
        self._target.write(buffer[:count])
        return count


class _Carrying:
    """Files that are being read; nothing is begun before it is asked for."""

    def __init__(self, carrier: Carrier) -> None:
        self._carrier = carrier
        self._jobs: list[Job] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self._jobs.clear()

    def add(self, jobs: Iterable[Job]) -> None:
        self._jobs.extend(jobs)

    def finish(self, _progress: Progress, taker: Taker) -> None:
        for job in self._jobs:
            taker.take(self._carrier.carry(job.path, job.path, job.algorithms))
