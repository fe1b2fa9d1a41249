"""The keys of this archive: which one signs checkpoints of which size.

The first entry pins the first key. An entry `key change` holds a statement that the key of before
signs (`preserve.ledger.key_change`), and is committed alone. The checkpoint that covers it for the
first time is signed by both keys; every larger one by the new key.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import NamedTuple

from preserve.ledger.checkpoint import VerifierKey, parse_key
from preserve.ledger.key_change import KeyChange, change_in, why_not_believed


class OwnChange(NamedTuple):
    """A change of key on record.

    Attributes:
        number: of its entry.
        old: the key that went.
        new: the key that came.
        change: the statement.
    """

    number: int
    old: VerifierKey
    new: VerifierKey
    change: KeyChange


@dataclass(frozen=True, slots=True)
class OwnKeys:
    """What a history says of its archive's keys.

    Attributes:
        archive: its id.
        first: the key that the first entry pins.
        since: when that was.
        changes: oldest first.
    """

    archive: str
    first: VerifierKey
    since: datetime
    changes: tuple[OwnChange, ...] = ()

    @property
    def key(self) -> VerifierKey:
        """The key that signs now."""
        return self.changes[-1].new if self.changes else self.first

    @property
    def former_keys(self) -> tuple[VerifierKey, ...]:
        """The keys that were given up, oldest first."""
        return tuple(one.old for one in self.changes)

    @property
    def not_before(self) -> datetime:
        """When the present key came to be: statements that it signs are later."""
        return self.changes[-1].change.at if self.changes else self.since

    def of_size(self, size: int) -> tuple[VerifierKey, ...]:
        """Return the keys that must all have signed a checkpoint of so many entries."""
        keys: tuple[VerifierKey, ...] = (self.first,)
        for one in self.changes:
            if size > one.number + 1:
                keys = (one.new,)
            elif size == one.number + 1:
                keys = (one.old, one.new)
        return keys

    def not_alone(self, before: int, size: int) -> list[int]:
        """Return the changes that were committed with other entries.

        Args:
            before: how many entries there were before the last commit.
            size: how many there are.
        """
        last = [one.number for one in self.changes if one.number >= before]
        return last if size - before > 1 else []

    def after(self, number: int, detail: Mapping[str, object]) -> "OwnKeys":
        """Return the keys after an entry that changes them.

        Raises:
            ValueError: the entry is not to be believed; in words that go on after "it".
        """
        change = change_in(detail)
        new = parse_key(change.new)
        why_not = why_not_believed(change, self, new)
        if why_not is None and new.name != self.key.name:
            why_not = "brings the key of another archive"
        if why_not is not None:
            raise ValueError(why_not)
        return replace(self, changes=(*self.changes, OwnChange(number, self.key, new, change)))
