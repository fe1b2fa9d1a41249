"""Ask a store whose it is, without waiting for ever: a disk that hangs holds whoever reads."""

from preserve.fixity.team import Team, Tell
from preserve.storage.clock import monotonic
from preserve.storage.local import LocalStore


def asked_for_identity(store: LocalStore, stall_seconds: float) -> str | None:
    """Return the content of a store's sentinel; None when the store or the sentinel is not there.

    Raises:
        StoreStalled: it did not answer.
    """
    team: Team[LocalStore, str | None] = Team(_ask, 1, monotonic, _unheard)
    with team:
        ((_, held),) = team.results(iter([store]), stall_seconds)
    return held


def _ask(store: LocalStore, _tell: Tell) -> str | None:
    return store.archive_id()


def _unheard(_told: object) -> None:
    """Do nothing with a sign of life."""
