"""Helper processes that do all of the reading, while this process waits, and not for ever.

A read from a disk that hangs cannot be given up by the process that asked for it. So whoever has
to say that a store does not answer must not touch the store: the helpers do, and they tell of
themselves as they go. One that says nothing for too long is not waited for any more.
"""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from multiprocessing.connection import Connection
from multiprocessing.reduction import ForkingPickler
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
        self._again: deque[Job] = deque()
        self._stalls = 0

    def __enter__(self) -> Self:
        """Start the helpers, as many as the system lets us have.

        Raises:
            CannotDecide: it does not let us have one.
        """
        for _ in range(self._size):
            try:
                self._start()
            except OSError as problem:
                if not self._helpers:
                    raise CannotDecide("No helper process could be started.") from problem
                break
        return self

    def _start(self) -> None:
        helper: Helper[Job, Result] = Helper(self._work, _serve)
        self._helpers[helper.results] = helper
        self._given[helper.results] = deque()

    def __exit__(self, *exception: object) -> None:
        """End the helpers; one that is still at work is not waited for."""
        for results, helper in self._helpers.items():
            if self._given[results]:
                helper.abandon()
            else:
                helper.__exit__(*exception)

    def results(
        self, jobs: Iterator[Job], stall_seconds: float, instead: "Instead[Job]| None" = None
    ) -> Iterator[tuple[Job, Result]]:
        """Yield each job with its result, as they come.

        A job that hangs is given up with its helper, and another helper goes on with the rest. Of
        a store that hangs three times nothing more is expected.

        Args:
            jobs: taken one by one, when a helper has nothing to do.
            stall_seconds: after so long without a word from a helper its job is said to hang.
            instead: told of a job that hangs, says what is to be done in its place; None: nothing
                more is to be done at all.

        Raises:
            StoreStalled: a job hangs, and nothing is to be done in its place, or too many do.
            Exception: what the work raised; CannotDecide when a helper is gone.
        """
        waiting = self._feed(jobs)
        while any(self._given.values()):
            busy = [results for results, given in self._given.items() if given]
            ready = with_something(busy, _LOOK_SECONDS)
            quiet = [one for one in busy if one not in ready]
            if self._give_up_silent(quiet, stall_seconds, instead):
                waiting = self._feed(jobs)
                continue
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
                job = self._again.popleft() if self._again else next(jobs, None)
                if job is None:
                    return False
                packed = ForkingPickler.dumps(job)
                if given and len(packed) > helper.room_bytes // 2:
                    # It would not fit behind what waits there, and giving it would wait.
                    self._again.append(job)
                    continue
                if not given:
                    self._heard_at[results] = self._clock()
                given.append(job)
                helper.give_packed(packed)
        return True

    def _give_up_silent(
        self, quiet: list[Connection], stall_seconds: float, instead: "Instead[Job] | None"
    ) -> bool:
        """Part with helpers that said nothing for too long; return whether there were any."""
        now = self._clock()
        silent = [one for one in quiet if now - self._heard_at[one] > stall_seconds]
        for results in silent:
            seconds = int(now - self._heard_at[results])
            self._stalls += 1
            if instead is None or self._stalls > _MOST_STALLS:
                raise StoreStalled(f"The store did not answer for {seconds} seconds.")
            hanging, *others = self._given.pop(results)
            self._helpers.pop(results).abandon()
            self._again.extend((*others, *instead(hanging)))
            self._start()
        return bool(silent)


Instead = Callable[[Job], Iterable[Job]]
"""Given a job that hangs, returns what is to be done in its place."""

_MOST_STALLS: Final = 3

_ROOM_BYTES: Final = 1 << 20
"""What a pipe must hold so that a job can wait in it behind another one."""

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
