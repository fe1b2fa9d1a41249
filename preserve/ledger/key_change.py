"""A statement by which an archive changes its key, signed with the old one; no I/O.

Two files, as a message has: `NAME` holds canonical JSON (RFC 8785), `NAME.sig` the 64 bytes of its
Ed25519 signature by the key that goes. Only the key that is pinned at present can hand over, so
a statement that was used before is worth nothing.
"""

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Protocol

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from preserve.ledger.checkpoint import SIGNATURE_BYTES, VerifierKey, is_signature
from preserve.ledger.entry import instant, parse_instant
from preserve.model.plain import mapping_of, text_of
from preserve.schema.canonical import canonical_bytes, parse_canonical
from preserve.schema.validate import validate_document

KEY_CHANGE_SCHEMA: Final = "key-change/v1.schema.json"
LONGEST_STATEMENT_BYTES: Final = 1 << 12


@dataclass(frozen=True, slots=True)
class KeyChange:
    """A statement whose form is right.

    Attributes:
        archive: id of the archive that changes its key.
        old: the key that goes, in C2SP form.
        new: the key that comes.
        at: when it was written, by that archive's clock.
        document: what it says.
        data: the bytes that are signed.
        signature: 64 bytes.
    """

    archive: str
    old: str
    new: str
    at: datetime
    document: Mapping[str, object]
    data: bytes
    signature: bytes


def write_change(
    archive: str, old: VerifierKey, new: VerifierKey, at: datetime, signing: Ed25519PrivateKey
) -> KeyChange:
    """Write and sign a statement.

    Args:
        archive: id of the archive that changes its key.
        old: the key that goes.
        new: the key that comes.
        at: now, aware.
        signing: the private half of the old key.

    Raises:
        ValueError: what it says does not follow the published schema.
    """
    document = {
        "type": "key-change",
        "schema_version": "1",
        "archive": archive,
        "from": old.text(),
        "to": new.text(),
        "at": instant(at),
    }
    data = canonical_bytes(document)
    return parse_change(data, signing.sign(data))


def parse_change(data: bytes, signature: bytes) -> KeyChange:
    """Read a statement; nothing is said about its signature but that it has 64 bytes.

    Raises:
        ValueError: it is too long, not canonical JSON, or does not follow the published schema.
    """
    if len(data) > LONGEST_STATEMENT_BYTES:
        message = f"it has more than {LONGEST_STATEMENT_BYTES} bytes"
        raise ValueError(message)
    if len(signature) != SIGNATURE_BYTES:
        message = f"its signature has {len(signature)} bytes, not {SIGNATURE_BYTES}"
        raise ValueError(message)
    document = parse_canonical(data)
    problems = validate_document(document, KEY_CHANGE_SCHEMA)
    if problems:
        raise ValueError(problems[0].message)
    archive, old, new, at = (
        text_of(document[key]) or "" for key in ("archive", "from", "to", "at")
    )
    return KeyChange(archive, old, new, parse_instant(at), document, data, signature)


def change_detail(change: KeyChange) -> dict[str, object]:
    """Return a statement and its signature as they go on record."""
    signature = base64.b64encode(change.signature).decode("ascii")
    return {"statement": dict(change.document), "signature": signature}


def change_in(detail: Mapping[str, object]) -> KeyChange:
    """Read a statement that is on record, as `change_detail` wrote it.

    Raises:
        ValueError: it has another form.
    """
    try:
        signature = base64.b64decode(text_of(detail.get("signature")) or "", validate=True)
    except (binascii.Error, ValueError) as problem:
        raise ValueError("its signature is not base64") from problem
    return parse_change(canonical_bytes(mapping_of(detail.get("statement"))), signature)


class Pinned(Protocol):
    """An archive whose key is pinned: a partner, or this archive itself."""

    @property
    def archive(self) -> str:
        """Its id."""
        ...

    @property
    def key(self) -> VerifierKey:
        """The key that is pinned at present."""
        ...

    @property
    def former_keys(self) -> tuple[VerifierKey, ...]:
        """What was pinned before; none of them comes back."""
        ...

    @property
    def not_before(self) -> datetime:
        """No statement from before this is believed."""
        ...


def why_not_believed(change: KeyChange, pinned: Pinned, new: VerifierKey) -> str | None:
    """Return why a statement does not give an archive a new key; None where it does.

    Args:
        change: the statement.
        pinned: the archive, as it is pinned at present.
        new: the key that somebody wants to pin.

    Returns:
        Words that go on after "the change of key".
    """
    if change.archive != pinned.archive:
        return "is about another archive"
    if change.new != new.text():
        return "names another new key than the one that was given"
    if change.old != pinned.key.text():
        is_former = change.old in {key.text() for key in pinned.former_keys}
        return (
            "hands over from a key that was given up before: it was used already"
            if is_former
            else "hands over from another key than the one that is pinned"
        )
    if new == pinned.key or new in pinned.former_keys:
        return "brings back a key that was given up before"
    if change.at < pinned.not_before:
        return "is older than the pinning of the key that it hands over from"
    if not is_signature(change.data, change.signature, pinned.key.public):
        return "is not signed with the key that is pinned"
    return None
