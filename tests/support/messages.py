"""Messages between two made-up archives, signed with keys made from their names."""

import hashlib
from datetime import UTC, datetime

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from preserve.exchange.message import Draft, Message, Party, write
from preserve.ledger.checkpoint import verifier_of
from preserve.ledger.entry import Event, LedgerEntry
from preserve.ledger.partners import Partners
from preserve.ledger.transfers import Transfers, message_detail
from preserve.model.exchange import Conversation, Direction, MessageKind

AT = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
NAME = "20261121T120000Z-0123456789abcdef"
PACKAGE, OTHER = "letter-0123456789ab", "song-ba9876543210"
HEX = "11" * 32


def key_named(name: str) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(hashlib.sha256(name.encode()).digest())


def archive_named(name: str) -> str:
    digits = hashlib.sha256(name.encode()).hexdigest()
    return "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:32]))


def party(name: str, key: str | None = None) -> Party:
    archive = archive_named(name)
    verifier = verifier_of(f"preserve/{archive}", key_named(key or name))
    return Party(archive, name, verifier.text())


SENDER, RECEIVER = party("sender"), party("receiver")
DELIVERY = Conversation(SENDER.archive, NAME)
PEOPLE = {SENDER.archive: "sender", RECEIVER.archive: "receiver"}

CHECKS = [{"check": "bag", "outcome": "passed", "detail": None}]
SOFTWARE = [{"name": "preserve", "version": "1"}]


def package_lines(kind: MessageKind, packages) -> list[dict[str, object]]:
    """Return what a message of a kind says of packages, as its schema asks."""
    held = {"tag_manifest_sha256": HEX, "files": 1, "bag_bytes": 1, "already_held": False}
    proven = {**held, "possession": "22" * 64, "checks": CHECKS}
    told = {"code": "BAG-010", "message": "It is so.", "remedy": "Mend it.", "file": None}
    file = {"path": "data/a", "bytes": 1, "sha256": HEX}
    more: dict[MessageKind, dict[str, object]] = {
        MessageKind.OFFER: {
            "bytes": 1,
            "sha256": HEX,
            "tag_manifest_sha256": HEX,
            "files": 1,
            "bag_bytes": 1,
            "profile": None,
            "risks": [],
        },
        MessageKind.RECEIVED: {"bytes": 1, "sha256": HEX},
        MessageKind.VALID: proven,
        MessageKind.REFUSED: {"findings": [told]},
        MessageKind.CONFIRMATION: {"possession": "22" * 64},
        MessageKind.ACCEPTED: {**proven, "sha256": HEX, "bytes": 1, "profile": None},
        MessageKind.WITHDRAWAL: {},
        MessageKind.CHALLENGE: {"tag_manifest_sha256": HEX},
        MessageKind.PROOF: {"outcome": "held", "possession": "22" * 64},
        MessageKind.REPAIR_REQUEST: {"files": [file]},
        MessageKind.REPAIR_PARCEL: {
            "files": [{**file, "file": f"files/{HEX}"}],
            "not_held": [],
        },
    }
    lines = []
    for package in packages:
        line = {"package": package, **more[kind]}
        if kind is MessageKind.OFFER:
            line["file"] = f"bags/{package}.tar"
        lines.append(line)
    return lines


def body(kind: MessageKind, *packages: str) -> dict[str, object]:
    """Return the body of a message of a kind, as its schema asks."""
    about = {"packages": package_lines(kind, packages)}
    nonce = {"nonce": "00" * 32}
    more: dict[MessageKind, dict[str, object]] = {
        MessageKind.OFFER: {**nonce, "rights": None, "note": None, "risk_note": None},
        MessageKind.VALID: {**nonce, "software": SOFTWARE},
        MessageKind.REFUSED: {"kept": True},
        MessageKind.ACCEPTED: {
            **nonce,
            "software": SOFTWARE,
            "offer": HEX,
            "valid": HEX,
            "responsible": {"organization": None, "contact": None},
        },
        MessageKind.WITHDRAWAL: {"why": "A slip."},
        MessageKind.CHALLENGE: nonce,
        MessageKind.PROOF: nonce,
    }
    return {**about, **more.get(kind, {})}


def message(
    kind: MessageKind,
    answers: Message | str | None = None,
    packages=(PACKAGE,),
    sender: Party = SENDER,
    **changes,
) -> Message:
    """Return a signed message of the delivery.

    Args:
        changes: `key` to sign with (a name), `recipient`, `conversation`.
    """
    recipient = changes.get("recipient", RECEIVER if sender.archive == SENDER.archive else SENDER)
    reply = answers.sha256 if isinstance(answers, Message) else answers
    draft = Draft(kind, changes.get("conversation", DELIVERY), reply, body(kind, *packages))
    key = key_named(changes.get("key", PEOPLE.get(sender.archive, sender.name)))
    return write(draft, sender, recipient, changes.get("at", AT), key)


class View:
    """What one archive has on record."""

    def __init__(self, me: Party, *partners: Party) -> None:
        self.me = me
        self.partners = Partners()
        self.transfers = Transfers()
        self.number = 0
        for partner in partners:
            detail = {
                "step": "added",
                "name": partner.name,
                "archive_id": partner.archive,
                "key": partner.key,
            }
            self.note(Event.PARTNER, detail)

    def note(self, event: Event, detail) -> None:
        entry = LedgerEntry(AT, event.value, None, "a test", "success", detail)
        self.partners.note(self.number, entry)
        self.transfers.note(self.number, entry)
        self.number += 1

    def take(self, *messages: Message) -> None:
        """Put messages on record without asking whether they may be."""
        for each in messages:
            is_sent = each.sender.archive == self.me.archive
            other = each.recipient if is_sent else each.sender
            direction = Direction.SENT if is_sent else Direction.RECEIVED
            detail = message_detail(
                direction, other.archive, each.document, each.sha256, each.signature
            )
            self.note(Event.TRANSFER, detail)
