"""What preserve.toml says about a partner; whose key is believed, the history alone says."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

BY_HAND_WORDS = "by hand"


class PartnerSettings(NamedTuple):
    """How a partner is reached.

    Attributes:
        contact: a person, a telephone number, an address; for people.
        inbox: the directory that both archives use as place of exchange; None for by hand: what
            is written stays in the outbox, and a person carries it.
        profiles: names or paths of the BagIt profiles that bags from there may follow; none means
            our own.
    """

    contact: str | None = None
    inbox: str | None = None
    profiles: tuple[str, ...] = ()


BY_HAND = PartnerSettings()


class PlaceState(StrEnum):
    """Whether a place of exchange can be used now."""

    BY_HAND = "by hand"
    ONLINE = "online"
    OFFLINE = "offline"
    UNMARKED = "not marked"


class KeyShown(NamedTuple):
    """A key in C2SP form, and the fingerprint that people read to each other."""

    key: str
    fingerprint: str

    def document(self) -> dict[str, object]:
        """Return the JSON shape."""
        return {"key": self.key, "fingerprint": self.fingerprint}


class Card(NamedTuple):
    """What one archive gives to another so that it can be added as a partner.

    Attributes:
        name: what the archive calls itself.
        archive: its id.
    """

    name: str
    archive: str
    shown: KeyShown

    def document(self) -> dict[str, object]:
        """Return the JSON shape."""
        return {"name": self.name, "archive": self.archive, **self.shown.document()}


class LastMessage(NamedTuple):
    """When a message was last put on record, and of which kind it was."""

    at: datetime
    kind: str


@dataclass(frozen=True, slots=True)
class PartnerView:
    """Everything about a partner that a person may want to see.

    Attributes:
        archive: its id.
        since: when the key was pinned.
        former: what was pinned before, oldest first.
        place: of its inbox, as it is now.
        open_deliveries: how many deliveries wait for something, sent or received.
    """

    name: str
    archive: str
    shown: KeyShown
    since: datetime
    is_removed: bool
    former: tuple[KeyShown, ...]
    settings: PartnerSettings
    place: PlaceState
    last_sent: LastMessage | None
    last_received: LastMessage | None
    open_deliveries: int
