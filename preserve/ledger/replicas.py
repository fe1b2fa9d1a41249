"""Where copies are, folded from the history: replicas, and the last proof of every copy.

Of each copy two small things are kept, what was found last and when it was last proven, and the
packages of one entry share them: there may be a hundred thousand in several places.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from preserve.ledger.entry import Event, LedgerEntry
from preserve.model.plain import mapping_of, text_of
from preserve.model.replica import CopyOutcome


class ReplicaStep(StrEnum):
    """What an entry about copies says, in `detail.step`."""

    ADDED = "added"
    REMOVED = "removed"
    COPIED = "copied"
    CHALLENGED = "challenged"
    PROVEN = "proven"


class CopyOnRecord(NamedTuple):
    """What was found of a copy.

    Attributes:
        entry: number of the entry that says so.
    """

    outcome: CopyOutcome
    entry: int
    at: datetime


@dataclass(slots=True)
class Copies:
    """The copies in one place.

    Attributes:
        latest: what was found last, by package.
        proven: the latest time that a package was held, by package.
    """

    latest: dict[str, CopyOnRecord] = field(default_factory=dict)
    proven: dict[str, CopyOnRecord] = field(default_factory=dict)

    def take(self, found: Mapping[str, CopyOnRecord]) -> None:
        """Take what was found of some packages."""
        self.latest.update(found)
        self.proven.update(
            (package, one) for package, one in found.items() if one.outcome is CopyOutcome.HELD
        )


@dataclass(frozen=True, slots=True)
class Replica:
    """A replica that a person has added."""

    name: str
    since: datetime
    copies: Copies
    is_removed: bool = False


class Replicas:
    """Follows the entries about copies.

    Attributes:
        by_name: the replicas, removed ones too.
        partners: what partners proved, by archive id.
        judged: SHA-256 of each proof that was held against our own bytes, or receipt that does not
            fit, and of which packages of it something was concluded.
    """

    def __init__(self) -> None:
        self.by_name: dict[str, Replica] = {}
        self.partners: dict[str, Copies] = {}
        self.judged: dict[str, frozenset[str]] = {}

    def named(self, name: str) -> Replica | None:
        """Return the replica of a name, unless it was removed."""
        found = self.by_name.get(name)
        return None if found is None or found.is_removed else found

    def present(self) -> tuple[Replica, ...]:
        """Return those that are not removed, in the order in which they were added first."""
        return tuple(each for each in self.by_name.values() if not each.is_removed)

    def note(self, number: int, entry: LedgerEntry) -> None:
        """Take the next entry.

        Raises:
            ValueError: it does not have the shape its event asks for.
        """
        if entry.event != Event.REPLICATION.value:
            return
        step = ReplicaStep(text_of(entry.detail.get("step")) or "")
        if step is ReplicaStep.PROVEN:
            self._prove(number, entry)
            return
        name = text_of(entry.detail.get("replica"))
        if not name:
            raise ValueError("a replica has no name")
        known = self.by_name.get(name)
        if step is ReplicaStep.ADDED:
            # Whatever lay there before it was removed is found anew.
            self.by_name[name] = Replica(name, entry.at, Copies())
        elif known is None:
            raise ValueError("something is said of a replica that was never added")
        elif step is ReplicaStep.REMOVED:
            self.by_name[name] = replace(known, copies=Copies(), is_removed=True)
        elif step is ReplicaStep.COPIED:
            held = dict.fromkeys(mapping_of(entry.detail.get("packages")), CopyOutcome.HELD)
            known.copies.take(_shared(number, entry, held))
        else:
            known.copies.take(_shared(number, entry, _outcomes(entry)))

    def _prove(self, number: int, entry: LedgerEntry) -> None:
        partner, answer = (text_of(entry.detail.get(key)) for key in ("partner", "message_sha256"))
        if not partner or not answer:
            raise ValueError("a proof on record names no partner or no message")
        outcomes = _outcomes(entry)
        copies = self.partners.setdefault(partner, Copies())
        copies.take(_shared(number, entry, outcomes))
        self.judged[answer] = self.judged.get(answer, frozenset()) | outcomes.keys()


def _outcomes(entry: LedgerEntry) -> dict[str, CopyOutcome]:
    listed = mapping_of(entry.detail.get("outcomes"))
    return {package: CopyOutcome(text_of(word) or "") for package, word in listed.items()}


def _shared(
    number: int, entry: LedgerEntry, outcomes: Mapping[str, CopyOutcome]
) -> dict[str, CopyOnRecord]:
    """Give each package what was found of it, one value for all that were found alike."""
    values = {
        outcome: CopyOnRecord(outcome, number, entry.at) for outcome in set(outcomes.values())
    }
    return {package: values[outcome] for package, outcome in outcomes.items()}


def replica_detail(step: ReplicaStep, name: str, **more: object) -> dict[str, object]:
    """Return the detail of an entry about a replica; no path of a machine goes on record."""
    return {"step": step.value, "replica": name, **more}


def proven_detail(
    partner: tuple[str, str], message_sha256: str, outcomes: Mapping[str, CopyOutcome], kind: str
) -> dict[str, object]:
    """Return the detail of an entry about what a partner said of its copies.

    Args:
        partner: its archive id, and its name here.
        message_sha256: of what it said.
        outcomes: what that is worth, by package.
        kind: of the message.
    """
    archive, name = partner
    said = {"partner": archive, "name": name, "kind": kind, "message_sha256": message_sha256}
    return {"step": ReplicaStep.PROVEN.value, **said, **outcomes_detail(outcomes.items())}


def outcomes_detail(outcomes: Iterable[tuple[str, CopyOutcome]]) -> dict[str, object]:
    """Return how an entry says what was found of packages."""
    return {"outcomes": {package: outcome.value for package, outcome in outcomes}}
