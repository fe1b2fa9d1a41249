"""Ask a store or a place without waiting for ever: a disk that hangs holds whoever reads."""

from collections.abc import Callable
from functools import partial
from threading import Thread
from typing import TypeVar

from preserve.errors import PreserveError, StoreStalled
from preserve.fixity.team import Team, Tell
from preserve.storage.clock import monotonic
from preserve.storage.local import LocalStore

Answer = TypeVar("Answer")


def asked_for_identity(store: LocalStore, stall_seconds: float) -> str | None:
    """Return the content of a store's sentinel; None when the store or the sentinel is not there.

    Another process asks, which is left alone if it hangs: this one goes on to work with the store.

    Raises:
        StoreStalled: it did not answer.
    """
    team: Team[str, str | None] = Team(partial(_ask, store), 1, monotonic, _unheard)
    with team:
        ((_, identity),) = team.results(iter(["once"]), stall_seconds)
    return identity


def answered(question: Callable[[], Answer], stall_seconds: float) -> Answer:
    """Return what a function says that touches what may hang, and is left alone then.

    A thread asks: there may be many places, and to start a process for each takes its time. One
    that hangs ends with this process.

    Args:
        question: changes nothing.
        stall_seconds: how long is waited.

    Raises:
        StoreStalled: it did not answer.
        OSError: as the question does.
        PreserveError: as the question does.
    """
    answers: list[Answer] = []
    problems: list[OSError | PreserveError] = []

    def ask() -> None:
        try:
            answers.append(question())
        except (OSError, PreserveError) as problem:
            problems.append(problem)

    asking = Thread(target=ask, daemon=True)
    asking.start()
    asking.join(stall_seconds)
    for answer in answers:
        return answer
    for problem in problems:
        raise problem
    raise StoreStalled(f"It did not answer for {stall_seconds:g} seconds.")


def _ask(store: LocalStore, _once: str, _tell: Tell) -> str | None:
    return store.archive_id()


def _unheard(_told: object) -> None:
    """Do nothing with a sign of life."""
