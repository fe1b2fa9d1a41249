"""What was said between archives, folded from the history: messages are on record in full.

So every message can be written again, byte for byte, and how far each package has come follows
from the entries alone, on both sides in the same way.
"""

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from preserve.ledger.entry import Event, LedgerEntry
from preserve.model.exchange import (
    CLOSED,
    Conversation,
    Direction,
    MessageKind,
    Step,
    message_file_name,
    next_step,
)
from preserve.model.plain import mapping_of, mappings_of, text_of


class MessageOnRecord(NamedTuple):
    """A message, without what it says: `MessageOnRecord.entry` holds that.

    Attributes:
        sha256: of its bytes.
        entry: number of the entry that holds it in full.
        at: when it went on record here.
        packages: the ids of the packages that it is about.
    """

    kind: MessageKind
    direction: Direction
    sha256: str
    entry: int
    at: datetime
    packages: tuple[str, ...]

    @property
    def file_name(self) -> str:
        """What its file is called."""
        return message_file_name(self.kind, self.sha256)


@dataclass(slots=True)
class Exchange:
    """A conversation with a partner: its messages in the order in which they went on record.

    Attributes:
        partner: id of the other archive.
        steps: how far each package of a delivery has come, by package id, in the offer's order.
    """

    conversation: Conversation
    partner: str
    messages: list[MessageOnRecord] = field(default_factory=list)
    steps: dict[str, Step] = field(default_factory=dict)

    @property
    def is_ours(self) -> bool:
        """Whether this archive began it."""
        return self.conversation.begun_by != self.partner

    @property
    def is_over(self) -> bool:
        """Whether nothing is waited for: every package has its end, or what was asked is answered.

        Only an offer has packages on their way; everything else is a question and its answer.
        """
        if self.steps:
            return CLOSED.issuperset(self.steps.values())
        return len(self.messages) > 1

    @property
    def opening(self) -> MessageOnRecord:
        """The message that it began with."""
        return self.messages[0]

    def latest(self, kind: MessageKind, package: str | None = None) -> MessageOnRecord | None:
        """Return the latest message of a kind, about a package if one is named, or None."""
        return next(
            (
                message
                for message in reversed(self.messages)
                if message.kind is kind and (package is None or package in message.packages)
            ),
            None,
        )

    def at_step(self, step: Step) -> tuple[str, ...]:
        """Return the packages that are at a step."""
        return tuple(package for package, reached in self.steps.items() if reached is step)


class Transfers:
    """Follows the messages.

    Attributes:
        exchanges: by conversation, in the order in which they began.
        by_digest: the conversation of each message on record, by the message's SHA-256.
    """

    def __init__(self) -> None:
        self.exchanges: dict[Conversation, Exchange] = {}
        self.by_digest: dict[str, tuple[Conversation, MessageOnRecord]] = {}

    def note(self, number: int, entry: LedgerEntry) -> None:
        """Take the next entry.

        Raises:
            ValueError: it does not have the shape its event asks for.
        """
        if entry.event != Event.TRANSFER.value:
            return
        document = mapping_of(entry.detail.get("message"))
        begun_by, name = (text_of(document.get(key)) for key in ("begun_by", "conversation"))
        partner = text_of(entry.detail.get("partner"))
        sha256 = text_of(entry.detail.get("message_sha256"))
        if not begun_by or not name or not partner or not sha256:
            raise ValueError("a message is not as it was recorded")
        message = MessageOnRecord(
            kind=MessageKind(text_of(document.get("type")) or ""),
            direction=Direction(text_of(entry.detail.get("direction")) or ""),
            sha256=sha256,
            entry=number,
            at=entry.at,
            packages=packages_of(document),
        )
        conversation = Conversation(begun_by, name)
        exchange = self.exchanges.setdefault(conversation, Exchange(conversation, partner))
        exchange.messages.append(message)
        self.by_digest[sha256] = (conversation, message)
        if message.kind is MessageKind.OFFER:
            exchange.steps.update(dict.fromkeys(message.packages, Step.OFFERED))
            return
        for package in message.packages:
            step = exchange.steps.get(package)
            if step is not None:
                exchange.steps[package] = next_step(step, message.kind) or step


def packages_of(document: Mapping[str, object]) -> tuple[str, ...]:
    """Return the ids of the packages that a message is about, in its order."""
    listed = (text_of(each.get("package")) for each in mappings_of(document.get("packages")))
    return tuple(package for package in listed if package is not None)


def message_detail(
    direction: Direction,
    partner: str,
    document: Mapping[str, object],
    sha256: str,
    signature: bytes,
) -> dict[str, object]:
    """Return the detail of an entry that holds a message in full."""
    return {
        "direction": direction.value,
        "partner": partner,
        "message": dict(document),
        "message_sha256": sha256,
        "signature": base64.b64encode(signature).decode("ascii"),
    }


def signature_on_record(detail: Mapping[str, object]) -> bytes:
    """Return the signature of a message on record.

    Raises:
        ValueError: there is none.
    """
    try:
        return base64.b64decode(text_of(detail.get("signature")) or "", validate=True)
    except binascii.Error as problem:
        raise ValueError("a message on record has no signature") from problem
