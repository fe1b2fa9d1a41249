"""What two archives say about packages, message for message, with bodies that fit the schemas."""

import hashlib

from preserve.exchange.message import Draft
from preserve.model.exchange import Conversation, MessageKind
from preserve.workflows.archive import Archive
from preserve.workflows.desk import Desk, desk_of
from preserve.workflows.dispatch import dispatch
from preserve.workflows.places import collect, places_of
from tests.support.archives import Clock

NAME = "20261121T120000Z-0123456789abcdef"
NONCE = "00" * 32
SHA256 = "11" * 32
TAGS = "22" * 32
POSSESSION = "33" * 64
CHECKS = [{"check": "bag", "outcome": "passed", "detail": None}]
SOFTWARE = [{"name": "preserve-toolkit", "version": "0"}]
REASON = {"code": "BAG-010", "message": "It is no bag.", "remedy": "Send it again.", "file": None}


def body_of(kind: MessageKind, packages: tuple[str, ...]) -> dict[str, object]:
    """Return what a message of a kind says about some packages, in the plainest way."""
    lines = {
        MessageKind.OFFER: _offered,
        MessageKind.RECEIVED: lambda name: {"package": name, "bytes": 1, "sha256": SHA256},
        MessageKind.VALID: _valid,
        MessageKind.REFUSED: lambda name: {"package": name, "findings": [REASON] * 3},
        MessageKind.CONFIRMATION: lambda name: {"package": name, "possession": POSSESSION},
        MessageKind.ACCEPTED: _accepted,
        MessageKind.WITHDRAWAL: lambda name: {"package": name},
        MessageKind.CHALLENGE: lambda name: {"package": name, "tag_manifest_sha256": TAGS},
        MessageKind.PROOF: lambda name: {
            "package": name,
            "outcome": "held",
            "possession": POSSESSION,
        },
        MessageKind.REPAIR_REQUEST: lambda name: {
            "package": name,
            "files": [{"path": "bagit.txt", "bytes": 1, "sha256": SHA256}],
        },
        MessageKind.REPAIR_PARCEL: lambda name: {
            "package": name,
            "files": [
                {"path": "bagit.txt", "bytes": 1, "sha256": SHA256, "file": f"files/{SHA256}"}
            ],
            "not_held": [],
        },
    }
    return {"packages": [lines[kind](name) for name in packages], **_BESIDE.get(kind, {})}


_BESIDE = {
    MessageKind.OFFER: {
        "nonce": NONCE,
        "rights": "For research only.",
        "note": "The last of <three>.",
        "risk_note": None,
    },
    MessageKind.VALID: {"nonce": NONCE, "software": SOFTWARE},
    MessageKind.REFUSED: {"kept": True},
    MessageKind.ACCEPTED: {
        "offer": SHA256,
        "valid": SHA256,
        "responsible": {"organization": "Test Library", "contact": None},
        "nonce": NONCE,
        "software": SOFTWARE,
    },
    MessageKind.WITHDRAWAL: {"why": "It was sent by mistake."},
    MessageKind.CHALLENGE: {"nonce": NONCE},
    MessageKind.PROOF: {"nonce": NONCE},
}


def _offered(name: str) -> dict[str, object]:
    return {
        "package": name,
        "file": f"bags/{name}.tar",
        "bytes": 1,
        "sha256": SHA256,
        "tag_manifest_sha256": TAGS,
        "files": 1,
        "bag_bytes": 1,
        "profile": None,
        "risks": [],
    }


def _valid(name: str) -> dict[str, object]:
    return {
        "package": name,
        "tag_manifest_sha256": TAGS,
        "files": 1,
        "bag_bytes": 1,
        "possession": POSSESSION,
        "already_held": False,
        "checks": CHECKS,
    }


def _accepted(name: str) -> dict[str, object]:
    return {**_valid(name), "sha256": SHA256, "bytes": 1, "profile": None}


def name_of(number: int) -> str:
    """Return the name of a conversation of its own."""
    return f"20261121T120000Z-{hashlib.sha256(str(number).encode()).hexdigest()[:16]}"


def tell(
    ours: Archive,
    theirs: Archive,
    clock: Clock,
    kinds: list[MessageKind],
    *packages: str,
    name: str = NAME,
) -> list[str]:
    """Have two archives say messages to each other, `ours` the first; return their SHA-256.

    Who says which follows from the protocol; each is taken in by the other one.
    """
    said: list[str] = []
    ours_says = {
        MessageKind.OFFER, MessageKind.CHALLENGE, MessageKind.REPAIR_REQUEST,
        MessageKind.CONFIRMATION, MessageKind.WITHDRAWAL,
    }  # fmt: skip
    begun_by = ""
    for kind in kinds:
        speaker, listener = (ours, theirs) if kind in ours_says else (theirs, ours)
        with desk_of(speaker, clock) as desk:
            begun_by = begun_by or desk.me.archive
            answers = said[0] if kind is MessageKind.WITHDRAWAL else (said[-1] if said else None)
            draft = Draft(kind, Conversation(begun_by, name), answers, body_of(kind, packages))
            (message,) = desk.say(_only(desk), [draft])
            dispatch(desk, places_of(desk))
        with desk_of(listener, clock) as desk:
            post = collect(desk, places_of(desk))
            assert [found.code for found in post.findings] == []
        said.append(message.sha256)
    return said


def _only(desk: Desk):
    (partner,) = desk.partners.present()
    return partner


DELIVERED = [
    MessageKind.OFFER,
    MessageKind.RECEIVED,
    MessageKind.VALID,
    MessageKind.CONFIRMATION,
    MessageKind.ACCEPTED,
]
