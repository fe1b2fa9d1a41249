"""Who had a package before, and who has it besides: what the messages between archives tell."""

from datetime import datetime
from typing import NamedTuple

from preserve.model.exchange import Step


class HandOver(NamedTuple):
    """One delivery of a package, in either direction.

    Attributes:
        is_from_partner: whether it came from the partner, or went there.
        partner: what this archive calls the other one.
        archive: the partner's id.
        key: the partner's key, as the messages name it.
        conversation: the name of the exchange.
        step: how far it came.
        offered_at: as the offer says.
        settled_at: when it was taken over, refused or withdrawn; None while it is under way.
        receipt: where the receipt is filed, relative to the archive; None where there is none.
        rights: what the sender said about rights, or None.
        note: what the sender said besides, or None.
    """

    is_from_partner: bool
    partner: str
    archive: str
    key: str
    conversation: str
    step: Step
    offered_at: datetime
    settled_at: datetime | None
    receipt: str | None
    rights: str | None
    note: str | None


class PartnerRow(NamedTuple):
    """A partner, and what there is between the two archives.

    Attributes:
        name: what this archive calls it.
        archive: its id.
        holds: packages of ours that it has taken over.
        came: packages that were taken over from it.
        open_deliveries: deliveries that wait for an answer, in both directions.
        waiting: packages in them.
        last_receipt_at: when the last receipt between the two went on record, or None.
    """

    name: str
    archive: str
    holds: int
    came: int
    open_deliveries: int
    waiting: int
    last_receipt_at: datetime | None
