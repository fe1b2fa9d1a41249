"""Helpers in other processes that do one kind of job and leave nothing behind.

Each helper waits on a pipe of its own and holds nothing else: whatever it inherited (the archive's
lock above all) it closes first. So when this process ends, however it ends, the lock is free and
the helper meets the end of its pipe and ends, too.
"""

import contextlib
import functools
import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from multiprocessing.connection import Connection, wait
from multiprocessing.context import ForkContext, SpawnContext
from typing import Generic, Self, TypeVar

from preserve.errors import CannotDecide

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
        """Hand over a job; its result comes with `take`.

        Raises:
            CannotDecide: the process is gone.
        """
        with _translated():
            self.connection.send(job)

    def take(self) -> Result:
        """Wait for the next result.

        Raises:
            Exception: what the work raised; CannotDecide when the process is gone.
        """
        with _translated():
            is_done, value = self.connection.recv()
        if not is_done:
            raise value
        result: Result = value
        return result


@contextlib.contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except (EOFError, BrokenPipeError, ConnectionResetError) as problem:
        raise CannotDecide(
            "A helper process was ended by the system (was memory short?); nothing is concluded.",
            remedy="Run the same command again: it goes on where it stopped.",
        ) from problem


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


class SharedWork(Generic[Job, Result]):
    """Jobs that are done here and in other processes; helpers begin at once.

    This process works, too, as soon as results are asked for: it is one pair of hands more than
    there are helpers.
    """

    def __init__(
        self, work: Callable[[Job], Result], jobs: Sequence[Job], helpers: int, ahead: int = 2
    ) -> None:
        """Take the jobs.

        Args:
            work: a function of a module.
            jobs: what to do, in any order.
            helpers: how many other processes.
            ahead: how many jobs a helper has at hand from the start, so that it need not wait.
        """
        self._work = work
        self._jobs = jobs
        self._waiting = list(reversed(range(len(jobs))))
        self._wanted = min(helpers, len(jobs) - 1)
        self._ahead = ahead
        self._crew: dict[Connection, Helper[int, Result]] = {}
        self._open: dict[Connection, int] = {}
        self._stack = contextlib.ExitStack()

    def __enter__(self) -> Self:
        """Start the helpers."""
        with contextlib.ExitStack() as stack:
            for _ in range(self._wanted):
                # Told the jobs at its start and then only their numbers: were jobs sent while
                # it waits to be rid of a result, each could wait for the other for ever.
                numbered = functools.partial(_numbered, self._work, self._jobs)
                helper: Helper[int, Result] = stack.enter_context(Helper(numbered))
                self._crew[helper.connection] = helper
                self._open[helper.connection] = 0
            self._stack = stack.pop_all()
        for _ in range(self._ahead):
            for helper in self._crew.values():
                self._feed(helper)
        return self

    def __exit__(self, *exception: object) -> None:
        """End the helpers."""
        self._stack.close()

    def results(self) -> Iterator[Result]:
        """Yield the results as they come."""
        while self._waiting or any(self._open.values()):
            if self._waiting:
                yield self._work(self._jobs[self._waiting.pop()])
            for helper in self._ready():
                yield helper.take()
                self._open[helper.connection] -= 1
                self._feed(helper)

    def _feed(self, helper: Helper[int, Result]) -> None:
        if self._waiting:
            helper.give(self._waiting.pop())
            self._open[helper.connection] += 1

    def _ready(self) -> list[Helper[int, Result]]:
        """Return the helpers with a result at hand; wait for one when nothing else is to do."""
        busy = [connection for connection, count in self._open.items() if count]
        if not busy:
            return []
        ready = wait(busy, timeout=0 if self._waiting else None)
        return [self._crew[connection] for connection in busy if connection in ready]


def _numbered(work: Callable[[Job], Result], jobs: Sequence[Job], number: int) -> Result:
    return work(jobs[number])
