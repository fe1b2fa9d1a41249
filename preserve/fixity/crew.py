"""Helpers in other processes that do one kind of job and leave nothing behind.

Each helper waits on pipes of its own and holds nothing else: whatever it inherited (the archive's
lock above all) it closes first. So when this process ends, however it ends, the lock is free and
the helper meets the end of its pipe and ends, too.
"""

import contextlib
import fcntl
import gc
import multiprocessing
import os
import select
import signal
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from multiprocessing.connection import Connection
from multiprocessing.context import ForkContext, SpawnContext
from multiprocessing.reduction import ForkingPickler
from typing import Any, Generic, Self, TypeVar

from preserve.errors import CannotDecide

Job = TypeVar("Job")
Result = TypeVar("Result")

_LEAVE_SECONDS = 10
_STOPPING = frozenset({signal.SIGINT, signal.SIGTERM})
_STANDARD_DESCRIPTORS = 3
_MOST_DESCRIPTORS = 65536
_PIPE_BYTES = 1 << 20
"""What any user of Linux may ask for, unless the administrator set another limit."""

_AT_LAST = 2
"""Jobs that a helper has at hand while this process works, too: more would be left to it at the
end, when this process has nothing to do."""


class Helper(Generic[Job, Result]):
    """One process that does one job at a time, in the order they are given.

    Attributes:
        results: the pipe that results come by.
        room_bytes: what the pipe to it holds for certain; 0 where that is not known.
    """

    def __init__(self, work: Callable[..., Result], serve: "Serve | None" = None) -> None:
        """Start the process; `work` and `serve` must be functions of a module.

        Args:
            work: what is done with a job.
            serve: how jobs are taken and answered; else one answer for each job.
        """
        context = _context()
        there, self._jobs = context.Pipe(duplex=False)
        self.results, back = context.Pipe(duplex=False)
        self.room_bytes = _widen(self._jobs)
        _widen(back)
        self._process = context.Process(
            target=_run, args=(there, back, serve or _serve, work), daemon=True
        )
        with _undisturbed():
            self._process.start()
        there.close()
        back.close()

    def __enter__(self) -> Self:
        """Return the helper itself."""
        return self

    def __exit__(self, *exception: object) -> None:
        """Close the pipes, which ends the process, and wait for it."""
        self._jobs.close()
        self.results.close()
        self._end(_LEAVE_SECONDS)

    def abandon(self) -> None:
        """End the process without waiting for what it is doing."""
        self._end(0)

    def _end(self, seconds: float) -> None:
        self._process.join(timeout=seconds)
        if self._process.is_alive():
            self._process.kill()
            # A process in the middle of a read that never comes back cannot be ended by anybody.
            self._process.join(timeout=_LEAVE_SECONDS)
        if not self._process.is_alive():
            self._process.close()

    def give(self, job: Job) -> None:
        """Hand over a job; its result comes with `take`.

        Raises:
            CannotDecide: the process is gone.
        """
        self.give_packed(ForkingPickler.dumps(job))

    def give_packed(self, job: memoryview) -> None:
        """Hand over a job that was packed for the pipe already.

        Raises:
            CannotDecide: the process is gone.
        """
        with _translated():
            self._jobs.send_bytes(job)

    def take(self) -> Result:
        """Wait for the next result.

        Raises:
            Exception: what the work raised; CannotDecide when the process is gone.
        """
        is_done, value = self.message()
        if not is_done:
            raise value
        result: Result = value
        return result

    def message(self) -> Any:  # noqa: ANN401 - what the other end made of its work
        """Wait for the next message as it was sent.

        Raises:
            CannotDecide: the process is gone.
        """
        with _translated():
            return self.results.recv()


@contextlib.contextmanager
def _undisturbed() -> Iterator[None]:
    """Put off being stopped until a process has started.

    What a signal raises in the middle of a fork may land in a callback of the interpreter's, which
    drops it: the run would go on as if nobody had asked it to stop.
    """
    before = signal.pthread_sigmask(signal.SIG_BLOCK, _STOPPING)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


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


def _widen(pipe: Connection) -> int:
    """Let the system hold as much as it may between us and a helper; return how many bytes."""
    if sys.platform != "linux":
        return 0
    with contextlib.suppress(OSError):  # somebody's pipes hold much already: as it was, then
        fcntl.fcntl(pipe.fileno(), fcntl.F_SETPIPE_SZ, _PIPE_BYTES)
    return fcntl.fcntl(pipe.fileno(), fcntl.F_GETPIPE_SZ)


Serve = Callable[[Connection, Connection, Callable[..., Any]], None]
"""Takes jobs from the first pipe and answers by the second, until the first is closed."""


def _run(jobs: Connection, results: Connection, serve: Serve, work: Callable[..., Any]) -> None:
    """Work until the other end is closed. An interrupt is the other end's business."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, _STOPPING)
    # What was inherited is never looked at again: were it collected here, it would close files by
    # numbers that are ours by then.
    gc.freeze()
    _close_all_but(jobs.fileno(), results.fileno())
    with contextlib.suppress(EOFError, OSError):
        serve(jobs, results, work)


def _serve(jobs: Connection, results: Connection, work: Callable[[Job], Result]) -> None:
    while True:
        job = jobs.recv()
        try:
            answer: tuple[bool, object] = (True, work(job))
        except (OSError, ValueError, RuntimeError) as problem:
            answer = (False, problem)
        results.send(answer)


def _close_all_but(*kept: int) -> None:
    start = _STANDARD_DESCRIPTORS
    for descriptor in sorted(kept):
        os.closerange(start, descriptor)
        start = descriptor + 1
    os.closerange(start, _MOST_DESCRIPTORS)


def with_something(pipes: Sequence[Connection], timeout: float | None) -> list[Connection]:
    """Return the pipes that hold something, or whose other end is gone."""
    # `multiprocessing.connection.wait` does the same in ten times the time, and we ask often.
    poller = select.poll()
    for pipe in pipes:
        poller.register(pipe.fileno(), select.POLLIN)
    ready = {
        descriptor for descriptor, _ in poller.poll(None if timeout is None else timeout * 1000)
    }
    return [pipe for pipe in pipes if pipe.fileno() in ready]


class SharedWork(Generic[Job, Result]):
    """Jobs that are done here and in other processes; helpers begin with the first job.

    This process works, too, as soon as results are asked for: it is one pair of hands more than
    there are helpers. It never waits to be rid of a job, because a helper is given no more than
    its pipe holds: were both to wait, each for the other to take something, it would be for ever.
    """

    def __init__(
        self, work: Callable[[Job], Result], helpers: int, job_bytes: int, ahead: int = 2
    ) -> None:
        """Say what work it is.

        Args:
            work: a function of a module.
            helpers: how many other processes.
            job_bytes: how large a job is at most when it is sent.
            ahead: how many jobs a helper may have at hand, so that it need not wait while this
                process does something else.
        """
        self._work = work
        self._wanted = helpers
        self._job_bytes = job_bytes
        self._ahead = ahead
        self._waiting: deque[Job] = deque()
        self._done: deque[tuple[Job, Result]] = deque()
        self._crew: dict[Connection, Helper[Job, Result]] = {}
        self._given: dict[Connection, deque[Job]] = {}
        self._stack = contextlib.ExitStack()

    def __enter__(self) -> Self:
        """Start the helpers."""
        with contextlib.ExitStack() as stack:
            for _ in range(self._wanted):
                try:
                    helper: Helper[Job, Result] = stack.enter_context(Helper(self._work))
                except OSError:
                    break  # no more processes or pipes are to be had: with fewer hands, then
                self._crew[helper.results] = helper
                self._given[helper.results] = deque()
            self._stack = stack.pop_all()
        return self

    def __exit__(self, *exception: object) -> None:
        """End the helpers."""
        self._stack.close()

    def add(self, job: Job) -> None:
        """Take one more job; a helper begins with it as soon as it can.

        Raises:
            CannotDecide: a helper is gone.
        """
        self._waiting.append(job)
        self._collect(timeout=0)
        self._feed(self._ahead)

    def results(self) -> Iterator[tuple[Job, Result]]:
        """Yield each job with its result, as they come, until every job is done.

        Raises:
            Exception: what the work raised; CannotDecide when a helper is gone.
        """
        while self._waiting or self._done or any(self._given.values()):
            yield self.one()

    def one(self) -> tuple[Job, Result]:
        """Return one more job with its result; while the helpers are busy, do one here.

        Raises:
            IndexError: no job is left.
            Exception: what the work raised; CannotDecide when a helper is gone.
        """
        self._collect(timeout=0)
        self._feed(_AT_LAST)
        if not self._done and self._waiting:
            job = self._waiting.popleft()
            return job, self._work(job)
        if not self._done:
            self._collect(timeout=None)
        return self._done.popleft()

    def _collect(self, timeout: float | None) -> None:
        """Take the results that are at hand; with no `timeout` wait for one."""
        while busy := [connection for connection, given in self._given.items() if given]:
            ready = with_something(busy, timeout)
            for connection in ready:
                result = self._crew[connection].take()
                self._done.append((self._given[connection].popleft(), result))
            if not ready or timeout is None:
                return

    def _feed(self, most: int) -> None:
        """Give every helper jobs, until it has so many or its pipe may be full."""
        for connection, helper in self._crew.items():
            room = max(1, min(most, helper.room_bytes // self._job_bytes))
            given = self._given[connection]
            while self._waiting and len(given) < room:
                given.append(self._waiting.popleft())
                helper.give(given[-1])
