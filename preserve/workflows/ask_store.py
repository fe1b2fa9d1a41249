"""Ask a store or a place without waiting for ever: a disk that hangs holds whoever reads."""

from collections.abc import Callable
from functools import partial
from typing import TypeVar

from preserve.fixity.team import Team, Tell
from preserve.storage.clock import monotonic
from preserve.storage.local import LocalStore

Answer = TypeVar("Answer")


def asked_for_identity(store: LocalStore, stall_seconds: float) -> str | None:
    """Return the content of a store's sentinel; None when the store or the sentinel is not there.

    Raises:
        StoreStalled: it did not answer.
    """
    return answered(store.archive_id, stall_seconds)


def answered(question: Callable[[], Answer], stall_seconds: float) -> Answer:
    """Return what a function says, which another process calls: it touches what may hang.

    Args:
        question: changes nothing here, as it is asked elsewhere.
        stall_seconds: how long is waited.

    Raises:
        StoreStalled: it did not answer.
    """
    team: Team[str, Answer] = Team(partial(_ask, question), 1, monotonic, _unheard)
    with team:
        ((_, answer),) = team.results(iter(["once"]), stall_seconds)
    return answer


def _ask(question: Callable[[], Answer], _once: str, _tell: Tell) -> Answer:
    return question()


def _unheard(_told: object) -> None:
    """Do nothing with a sign of life."""
