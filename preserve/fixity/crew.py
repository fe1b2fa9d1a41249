"""Helpers in other processes that do one kind of job and leave nothing behind.

Each helper waits on a pipe of its own and holds nothing else: whatever it inherited (the archive's
lock above all) it closes first. So when this process ends, however it ends, the lock is free and
the helper meets the end of its pipe and ends, too.
"""

import contextlib
import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from multiprocessing.connection import Connection, wait
from multiprocessing.context import ForkContext, SpawnContext
from typing import Generic, Self, TypeVar

Job = TypeVar("Job")
Result = TypeVar("Result")

_STANDARD_DESCRIPTORS = 3
_MOST_DESCRIPTORS = 65536


class Helper(Generic[Job, Result]):
    """One process that does one job at a time, in the order they are given."""

    def __init__(self, work: Callable[[Job], Result]) -> None:
        """Start the process; `work` must be a function of a module."""
        context = _context()
        self.connection, far = context.Pipe()
        self._process = context.Process(target=_serve, args=(far, work), daemon=True)
        self._process.start()
        far.close()

    def __enter__(self) -> Self:
        """Return the helper itself."""
        return self

    def __exit__(self, *exception: object) -> None:
        """Close the pipe, which ends the process, and wait for it."""
        self.connection.close()
        self._process.join(timeout=10)
        if self._process.is_alive():
            self._process.kill()
            self._process.join()
        self._process.close()

    def give(self, job: Job) -> None:
        """Hand over a job; its result comes with `take`."""
        self.connection.send(job)

    def take(self) -> Result:
        """Wait for the next result.

        Raises:
            Exception: what the work raised, or EOFError when the process ended.
        """
        is_done, value = self.connection.recv()
        if not is_done:
            raise value
        result: Result = value
        return result


def _context() -> ForkContext | SpawnContext:
    """Fork where it is safe (Linux, no other thread): it costs milliseconds; else start anew."""
    if sys.platform == "linux" and threading.active_count() == 1:
        return multiprocessing.get_context("fork")
    return multiprocessing.get_context("spawn")


def _serve(connection: Connection, work: Callable[[Job], Result]) -> None:
    """Work until the other end is closed. An interrupt is the other end's business."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    kept = connection.fileno()
    os.closerange(_STANDARD_DESCRIPTORS, kept)
    os.closerange(kept + 1, _MOST_DESCRIPTORS)
    with contextlib.suppress(EOFError, OSError):
        while True:
            job = connection.recv()
            try:
                answer: tuple[bool, object] = (True, work(job))
            except (OSError, ValueError, RuntimeError) as problem:
                answer = (False, problem)
            connection.send(answer)


def share_out(work: Callable[[Job], Result], jobs: Sequence[Job], helpers: int) -> Iterator[Result]:
    """Do jobs here and in other processes; yield the results as they come.

    This process works, too: it is one pair of hands more than `helpers`.
    """
    waiting = list(reversed(jobs))
    with contextlib.ExitStack() as stack:
        crew: list[Helper[Job, Result]] = [
            stack.enter_context(Helper(work)) for _ in range(min(helpers, len(jobs) - 1))
        ]
        # Two jobs each, so that a helper has the next one at hand when it ends the first.
        open_jobs = {helper.connection: 0 for helper in crew}
        by_connection = {helper.connection: helper for helper in crew}
        for helper in [*crew, *crew]:
            if waiting:
                helper.give(waiting.pop())
                open_jobs[helper.connection] += 1
        while waiting or any(open_jobs.values()):
            if waiting:
                yield work(waiting.pop())
            pending = [connection for connection, count in open_jobs.items() if count]
            for connection in wait(pending, timeout=0 if waiting else None):
                helper = by_connection[connection]  # type: ignore[index]  # we gave these to wait
                yield helper.take()
                open_jobs[helper.connection] -= 1
                if waiting:
                    helper.give(waiting.pop())
                    open_jobs[helper.connection] += 1
