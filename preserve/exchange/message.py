"""A message between archives: canonical JSON, and an Ed25519 signature beside it.

Both are files. `NAME.json` holds the bytes that are signed (RFC 8785), `NAME.json.sig` the 64
bytes of the signature (RFC 8032), so that `openssl pkeyutl -verify -rawin` and `sha512sum` are
all that somebody needs who does not have preserve. A message names in `in_reply_to` the SHA-256
of the message that it answers: what was said cannot be reordered, replayed elsewhere or swapped.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final, NamedTuple

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from preserve.ledger.checkpoint import SIGNATURE_BYTES, VerifierKey, is_signature
from preserve.ledger.entry import instant, parse_instant
from preserve.model.exchange import (
    OPENING,
    Conversation,
    MessageKind,
    is_archive_id,
    is_conversation_name,
    message_file_name,
)
from preserve.model.plain import mapping_of, text_of
from preserve.schema.canonical import canonical_bytes, parse_canonical
from preserve.schema.validate import first_problem

VERSION: Final = "1"
MESSAGE_SCHEMA: Final = "message/v1.schema.json"
RECEIPT_SCHEMA: Final = "receipt/v1.schema.json"
LONGEST_MESSAGE_BYTES: Final = 16 << 20
SIGNATURE_ENDING: Final = ".sig"


class Party(NamedTuple):
    """One of the two archives.

    Attributes:
        archive: its id.
        name: what it calls itself; anybody can say anything here.
        key: its verifier key in C2SP form.
    """

    archive: str
    name: str
    key: str

    def document(self) -> dict[str, object]:
        """Return the JSON shape."""
        return {"archive": self.archive, "name": self.name, "key": self.key}


class Draft(NamedTuple):
    """A message that is to be written.

    Attributes:
        conversation: which exchange it belongs to.
        in_reply_to: SHA-256 of the message that it answers, in hex; None for an opening one.
        body: what its kind asks for beside the envelope (`schemas/message`).
    """

    kind: MessageKind
    conversation: Conversation
    in_reply_to: str | None
    body: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Message:
    """A message whose form is right; whether its signature is, `is_signed_by` tells.

    Attributes:
        document: what it says.
        data: the bytes that are signed.
        signature: 64 bytes.
    """

    kind: MessageKind
    sender: Party
    recipient: Party
    at: datetime
    conversation: Conversation
    in_reply_to: str | None
    document: Mapping[str, object]
    data: bytes
    signature: bytes

    @property
    def sha256(self) -> str:
        """The digest by which other messages name this one."""
        return hashlib.sha256(self.data).hexdigest()

    @property
    def file_name(self) -> str:
        """What its file is called; the signature's has `.sig` behind it."""
        return message_file_name(self.kind, self.sha256)

    def is_signed_by(self, key: VerifierKey) -> bool:
        """Whether the signature is one by this key over these bytes."""
        return is_signature(self.data, self.signature, key.public)


def write(
    draft: Draft, sender: Party, recipient: Party, at: datetime, key: Ed25519PrivateKey
) -> Message:
    """Write and sign a message.

    Args:
        draft: what it says.
        sender: this archive; its key is the public half of `key`.
        recipient: the partner.
        at: now, aware.
        key: the archive's signing key.

    Raises:
        ValueError: what it says does not follow the published schema (a fault of preserve).
    """
    document = {
        **draft.body,
        "schema_version": VERSION,
        "type": draft.kind.value,
        "from": sender.document(),
        "to": recipient.document(),
        "at": instant(at),
        "begun_by": draft.conversation.begun_by,
        "conversation": draft.conversation.name,
        "in_reply_to": draft.in_reply_to,
    }
    data = canonical_bytes(document)
    return parse(data, key.sign(data))


def parse(data: bytes, signature: bytes) -> Message:
    """Read a message; nothing is said about its signature but that it has 64 bytes.

    Raises:
        ValueError: it is too long, not canonical JSON, or does not follow the published schema.
    """
    if len(data) > LONGEST_MESSAGE_BYTES:
        message = f"it has more than {LONGEST_MESSAGE_BYTES} bytes"
        raise ValueError(message)
    if len(signature) != SIGNATURE_BYTES:
        message = f"its signature has {len(signature)} bytes, not {SIGNATURE_BYTES}"
        raise ValueError(message)
    document = parse_canonical(data)
    _require_schema(document)
    return message_of(document, data, signature)


def message_of(document: Mapping[str, object], data: bytes, signature: bytes) -> Message:
    """Return a message of which the document is known to follow the schema: one on record.

    Raises:
        ValueError: its envelope is not that of a message.
    """
    kind = MessageKind(text_of(document.get("type")) or "")
    answers = text_of(document.get("in_reply_to"))
    if (answers is None) != (kind in OPENING):
        message = f"{kind.value} must {'not ' if kind in OPENING else ''}answer a message"
        raise ValueError(message)
    sender, recipient = _party(document.get("from")), _party(document.get("to"))
    begun_by, name = (text_of(document.get(key)) or "" for key in ("begun_by", "conversation"))
    if begun_by not in {sender.archive, recipient.archive} or not is_conversation_name(name):
        raise ValueError("its conversation is not one between these two archives")
    if sender.archive == recipient.archive:
        raise ValueError("it is from the archive that it is to")
    return Message(
        kind=kind,
        sender=sender,
        recipient=recipient,
        at=parse_instant(text_of(document.get("at")) or ""),
        conversation=Conversation(begun_by, name),
        in_reply_to=answers,
        document=document,
        data=data,
        signature=signature,
    )


def _require_schema(document: Mapping[str, object]) -> None:
    is_receipt = document.get("type") == MessageKind.ACCEPTED.value
    problem = first_problem(document, RECEIPT_SCHEMA if is_receipt else MESSAGE_SCHEMA)
    if problem is not None:
        raise ValueError(problem.message)


def _party(value: object) -> Party:
    shape = mapping_of(value)
    archive, name, key = (text_of(shape.get(part)) or "" for part in ("archive", "name", "key"))
    if not is_archive_id(archive):
        raise ValueError("it names no archive")
    return Party(archive, name, key)
