"""Doing many small things that wait for the medium: several at once, results in order."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Final, TypeVar

# Measured with two processors: more of them wait for each other rather than for the medium.
_HANDS: Final = 3
_MOST_WAITING: Final = 32

Item = TypeVar("Item")
Result = TypeVar("Result")


def in_hands(work: Callable[[Item], Result], items: Iterable[Item]) -> Iterator[Result]:
    """Yield the result for each item, in order; after a failure nothing further is begun.

    Args:
        work: is called from several threads at once.
        items: what to do it on.

    Raises:
        Exception: as `work` does, once what was begun has ended.
    """
    waiting: deque[Future[Result]] = deque()
    with ThreadPoolExecutor(_HANDS) as pool:
        try:
            for item in items:
                waiting.append(pool.submit(work, item))
                if len(waiting) >= _MOST_WAITING:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        finally:
            for each in waiting:
                each.cancel()
