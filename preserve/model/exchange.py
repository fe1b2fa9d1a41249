"""What two archives say to each other, and how far a package has come between them; pure.

The one that sends says offer, then confirmation (or withdrawal); the other one says received,
then valid or refused, and after the confirmation accepted, which is the receipt. A challenge is
answered by a proof, a repair-request by a repair-parcel; either may be refused.
"""

import re
from datetime import datetime
from enum import StrEnum
from typing import Final, NamedTuple


class MessageKind(StrEnum):
    """The kinds of messages; also how the name of a message's file begins."""

    OFFER = "offer"
    RECEIVED = "received"
    VALID = "valid"
    REFUSED = "refused"
    CONFIRMATION = "confirmation"
    ACCEPTED = "accepted"
    WITHDRAWAL = "withdrawal"
    CHALLENGE = "challenge"
    PROOF = "proof"
    REPAIR_REQUEST = "repair-request"
    REPAIR_PARCEL = "repair-parcel"


class Step(StrEnum):
    """How far a package has come in a delivery; the same word for both archives."""

    OFFERED = "offered"
    RECEIVED = "received"
    VALID = "valid"
    REFUSED = "refused"
    CONFIRMED = "confirmed"
    ACCEPTED = "accepted"
    WITHDRAWN = "withdrawn"


class Direction(StrEnum):
    """Whether this archive wrote a message or got it."""

    SENT = "sent"
    RECEIVED = "received"


class Conversation(NamedTuple):
    """Which exchange a message belongs to; both archives call it the same.

    Attributes:
        begun_by: the id of the archive that wrote its first message.
        name: chosen by that archive.
    """

    begun_by: str
    name: str


OPENING: Final = frozenset({MessageKind.OFFER, MessageKind.CHALLENGE, MessageKind.REPAIR_REQUEST})
"""What a conversation begins with; everything else answers a message."""

ANSWERS: Final = {
    MessageKind.RECEIVED: frozenset({MessageKind.OFFER}),
    MessageKind.VALID: frozenset({MessageKind.RECEIVED}),
    MessageKind.REFUSED: frozenset(
        {MessageKind.OFFER, MessageKind.CHALLENGE, MessageKind.REPAIR_REQUEST}
    ),
    MessageKind.CONFIRMATION: frozenset({MessageKind.VALID}),
    MessageKind.ACCEPTED: frozenset({MessageKind.CONFIRMATION}),
    MessageKind.WITHDRAWAL: frozenset({MessageKind.OFFER}),
    MessageKind.PROOF: frozenset({MessageKind.CHALLENGE}),
    MessageKind.REPAIR_PARCEL: frozenset({MessageKind.REPAIR_REQUEST}),
}
"""What each kind of message may answer."""

BY_THE_ONE_WHO_BEGAN: Final = OPENING | {MessageKind.CONFIRMATION, MessageKind.WITHDRAWAL}
"""What only the archive that began the conversation may say; the rest only the other one."""

_NEXT: Final = {
    (Step.OFFERED, MessageKind.RECEIVED): Step.RECEIVED,
    (Step.RECEIVED, MessageKind.VALID): Step.VALID,
    (Step.VALID, MessageKind.CONFIRMATION): Step.CONFIRMED,
    (Step.CONFIRMED, MessageKind.ACCEPTED): Step.ACCEPTED,
    (Step.OFFERED, MessageKind.REFUSED): Step.REFUSED,
    (Step.RECEIVED, MessageKind.REFUSED): Step.REFUSED,
    (Step.VALID, MessageKind.REFUSED): Step.REFUSED,
    (Step.CONFIRMED, MessageKind.REFUSED): Step.REFUSED,
    (Step.OFFERED, MessageKind.WITHDRAWAL): Step.WITHDRAWN,
    (Step.RECEIVED, MessageKind.WITHDRAWAL): Step.WITHDRAWN,
    (Step.VALID, MessageKind.WITHDRAWAL): Step.WITHDRAWN,
    # Messages that crossed on their way: both archives end at the same step.
    (Step.WITHDRAWN, MessageKind.RECEIVED): Step.WITHDRAWN,
    (Step.WITHDRAWN, MessageKind.VALID): Step.WITHDRAWN,
    (Step.WITHDRAWN, MessageKind.REFUSED): Step.REFUSED,
    (Step.REFUSED, MessageKind.WITHDRAWAL): Step.REFUSED,
    (Step.REFUSED, MessageKind.CONFIRMATION): Step.REFUSED,
    # A refusal answers the offer: it may arrive before what was said ahead of it.
    (Step.REFUSED, MessageKind.RECEIVED): Step.REFUSED,
    (Step.REFUSED, MessageKind.VALID): Step.REFUSED,
}


def next_step(step: Step, kind: MessageKind) -> Step | None:
    """Return where a message of a kind brings a package; None where it contradicts what was said.

    Messages that crossed on their way lead to the same step in whatever order they arrive.
    """
    return _NEXT.get((step, kind))


CLOSED: Final = frozenset({Step.REFUSED, Step.ACCEPTED, Step.WITHDRAWN})
"""The steps after which nothing is waited for."""

_CONVERSATION = re.compile(r"[0-9]{8}T[0-9]{6}Z-[0-9a-f]{16}")
_ARCHIVE_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


_NAME_DIGITS: Final = 16
MESSAGE_NAME: Final = re.compile(
    rf"(?:{'|'.join(MessageKind)})-([0-9a-f]{{{_NAME_DIGITS}}})(?![0-9A-Za-z])"
)
"""How the name of a message's file begins; what follows may have been changed on the way."""


def message_file_name(kind: MessageKind, sha256: str) -> str:
    """Return what the file of a message is called: its kind, and how its SHA-256 begins."""
    return f"{kind.value}-{sha256[:_NAME_DIGITS]}.json"


def conversation_name(at: datetime, digits: str) -> str:
    """Return what a new exchange is called.

    Args:
        at: now, in UTC.
        digits: 16 hexadecimal ones that nobody can guess.
    """
    return f"{at:%Y%m%dT%H%M%SZ}-{digits}"


def is_conversation_name(name: str) -> bool:
    """Whether a name has the form of a conversation's: the instant it began, and 16 hex digits."""
    return _CONVERSATION.fullmatch(name) is not None


def is_archive_id(name: str) -> bool:
    """Whether a name has the form of an archive's id (a UUID in lower case)."""
    return _ARCHIVE_ID.fullmatch(name) is not None
