"""What preserve.toml says about a partner; whose key is believed, the history alone says."""

from typing import NamedTuple


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
