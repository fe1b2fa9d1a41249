"""Helper processes that do all of the reading, while this process waits, and not for ever.

A read from a disk that hangs cannot be given up by the process that asked for it. So whoever has
to say that a store does not answer must not touch the store: the helpers do, and they tell of
themselves as they go. One that says nothing for too long is not waited for any more.
"""

from collections import deque
from collections.abc import Callable, Iterator
from multiprocessing.connection import Connection
from typing import Final, Generic, Self, TypeVar

from preserve.errors import CannotDecide, StoreStalled
from preserve.fixity.crew import Helper, with_something

Job = TypeVar("Job")
Result = TypeVar("Result")

# Jobs that a helper has at hand: one that it does, one that waits in the pipe.
_AHEAD: Final = 2
_LOOK_SECONDS: Final = 1.0

Tell = Callable[[object], None]
"""Given something to pass on to the process that asked: a sign of life, a part of a result."""

Work = Callable[[Job, Tell], Result]
"""A function of a module that does a job in a helper, and tells of itself on the way."""


class Team(Generic[Job, Result]):
    """So many helpers that do jobs as they come."""

    def __init__(
        self, work: Work[Job, Result], size: int, clock: Callable[[], float], hear: Tell
    ) -> None:
        """Say what work it is.

        Args:
            work: does a job.
            size: how many helpers, at least 1.
            clock: seconds that only ever go forward.
            hear: given what the helpers tell.
        """
        self._work = work
        self._size = size
        self._clock = clock
        self._hear = hear
        self._helpers: dict[Connection, Helper[Job, Result]] = {}
        self._given: dict[Connection, deque[Job]] = {}
        self._heard_at: dict[Connection, float] = {}

    def __enter__(self) -> Self:
        """Start the helpers, as many as the system lets us have.

        Raises:
            CannotDecide: it does not let us have one.
        """
        for _ in range(self._size):
            try:
                helper: Helper[Job, Result] = Helper(self._work, _serve)
            except OSError as problem:
                if not self._helpers:
                    raise CannotDecide("No helper process could be started.") from problem
                break
            self._helpers[helper.results] = helper
            self._given[helper.results] = deque()
        return self

    def __exit__(self, *exception: object) -> None:
        """End the helpers; one that is still at work is not waited for."""
        for results, helper in self._helpers.items():
            if self._given[results]:
                helper.abandon()
            else:
                helper.__exit__(*exception)

    def results(self, jobs: Iterator[Job], stall_seconds: float) -> Iterator[tuple[Job, Result]]:
        """Yield each job with its result, as they come.

        Args:
            jobs: taken one by one, when a helper has nothing to do.
            stall_seconds: after so long without a word from a helper the store is said to hang.

        Raises:
            StoreStalled: a helper said nothing for too long.
            Exception: what the work raised; CannotDecide when a helper is gone.
        """
        waiting = self._feed(jobs)
        while any(self._given.values()):
            busy = [results for results, given in self._given.items() if given]
            ready = with_something(busy, _LOOK_SECONDS)
            if not ready:
                self._require_signs_of_life(busy, stall_seconds)
            for results in ready:
                self._heard_at[results] = self._clock()
                kind, value = self._helpers[results].message()
                if kind == _TOLD:
                    self._hear(value)
                    continue
                job = self._given[results].popleft()
                if kind == _FAILED:
                    raise value
                yield job, value
            if waiting:
                waiting = self._feed(jobs)

    def _feed(self, jobs: Iterator[Job]) -> bool:
        """Give every helper something to do; return whether there may be more jobs."""
        for _ in range(_AHEAD):
            for results, helper in self._helpers.items():
                given = self._given[results]
                if len(given) >= (_AHEAD if helper.room_bytes >= _ROOM_BYTES else 1):
                    continue
                job = next(jobs, None)
                if job is None:
                    return False
                if not given:
                    self._heard_at[results] = self._clock()
                given.append(job)
                helper.give(job)
        return True

    def _require_signs_of_life(self, busy: list[Connection], stall_seconds: float) -> None:
        now = self._clock()
        for results in busy:
            silent = now - self._heard_at[results]
            if silent > stall_seconds:
                raise StoreStalled(f"The store did not answer for {int(silent)} seconds.")


_ROOM_BYTES: Final = 1 << 20
"""What a pipe must hold so that a job can wait in it, and giving it never waits: no job is so
large."""

_DONE, _FAILED, _TOLD = "done", "failed", "told"


def _serve(jobs: Connection, results: Connection, work: Work[Job, Result]) -> None:
    def tell(what: object) -> None:
        results.send((_TOLD, what))

    while True:
        job = jobs.recv()
        try:
            answer: tuple[str, object] = (_DONE, work(job, tell))
        except (OSError, ValueError, RuntimeError) as problem:
            answer = (_FAILED, problem)
        results.send(answer)
