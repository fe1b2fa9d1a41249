"""Checkpoints: the signed head of the ledger, in the formats of C2SP.

The note (C2SP tlog-checkpoint and signed-note, Ed25519) is plain text:

    preserve/7f0e…                 origin: whose ledger
    42                             number of entries
    CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=      Merkle root, base64

    — preserve/7f0e… Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp…      key name, key id and signature
"""

import base64
import binascii
import hashlib
from dataclasses import dataclass
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

_ED25519 = b"\x01"
_HASH_BYTES = 32
_ID_BYTES = 4
SIGNATURE_BYTES: Final = 64
_DASH = "\u2014 "


@dataclass(frozen=True, slots=True)
class VerifierKey:
    """A named Ed25519 public key (C2SP signed-note)."""

    name: str
    public: bytes

    @property
    def key_id(self) -> bytes:
        """The four bytes that tell keys of one name apart."""
        return hashlib.sha256(self.name.encode() + b"\n" + _ED25519 + self.public).digest()[
            :_ID_BYTES
        ]

    def text(self) -> str:
        """Return the key as `name+hash+base64`."""
        encoded = base64.b64encode(_ED25519 + self.public).decode("ascii")
        return f"{self.name}+{self.key_id.hex()}+{encoded}"


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """What a checkpoint says: the size and the root of one archive's ledger."""

    origin: str
    size: int
    root: bytes

    @property
    def root_text(self) -> str:
        """The root in base64, as the note has it."""
        return base64.b64encode(self.root).decode("ascii")

    def body(self) -> str:
        """Return the text that is signed."""
        return f"{self.origin}\n{self.size}\n{self.root_text}\n"


def parse_key(text: str) -> VerifierKey:
    """Read a key in C2SP form.

    Raises:
        ValueError: it is not one, or its hash does not fit.
    """
    try:
        name, digits, encoded = text.strip().split("+", 2)
        raw = base64.b64decode(encoded, validate=True)
    except (ValueError, binascii.Error) as problem:
        raise ValueError("not a verifier key") from problem
    if raw[:1] != _ED25519 or len(raw) != 1 + _HASH_BYTES:
        raise ValueError("not an Ed25519 verifier key")
    key = VerifierKey(name, raw[1:])
    if key.key_id.hex() != digits or key.text() != text.strip():
        raise ValueError("the hash in the verifier key does not fit its name and key")
    return key


def verifier_of(name: str, private: Ed25519PrivateKey) -> VerifierKey:
    """Return the public half of a signing key, under a name."""
    return VerifierKey(name, private.public_key().public_bytes_raw())


def is_signature(data: bytes, signature: bytes, public: bytes) -> bool:
    """Whether 64 bytes are the Ed25519 signature of data by a key (RFC 8032)."""
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, data)
    except (InvalidSignature, ValueError):
        return False
    return True


def sign(checkpoint: Checkpoint, *keys: Ed25519PrivateKey) -> str:
    """Return the note, with a line for the signature of each key."""
    body = checkpoint.body()
    lines = [f"{_DASH}{_signature_words(checkpoint.origin, key, body)}\n" for key in keys]
    return f"{body}\n{''.join(lines)}"


def _signature_words(name: str, private: Ed25519PrivateKey, body: str) -> str:
    raw = verifier_of(name, private).key_id + private.sign(body.encode())
    return f"{name} {base64.b64encode(raw).decode('ascii')}"


def open_note(note: str, key: VerifierKey) -> Checkpoint:
    """Verify a signed note and return what it says.

    Signatures by keys we do not know are passed over, as C2SP asks (a partner may cosign); the
    one by `key` must be there and must verify.

    Raises:
        ValueError: the note is malformed, or not validly signed by the key.
    """
    body, separator, tail = note.partition("\n\n")
    if not separator or not tail.endswith("\n"):
        raise ValueError("not a signed note")
    signed = body + "\n"
    lines = tail.removesuffix("\n").split("\n")
    # Every line is looked at: what is no signature may not lie behind one either.
    is_signed = [_is_signed_by(line, key, signed) for line in lines]
    if not any(is_signed):
        raise ValueError(f"no signature by {key.name}")
    return _parse_body(signed)


def _is_signed_by(line: str, key: VerifierKey, signed: str) -> bool:
    parts = line.removeprefix(_DASH).split(" ")
    if not line.startswith(_DASH) or len(parts) != 2:  # noqa: PLR2004 - a name and a signature
        raise ValueError("a signature line is malformed")
    try:
        raw = base64.b64decode(parts[1], validate=True)
    except (binascii.Error, ValueError) as problem:
        raise ValueError("a signature is not base64") from problem
    if parts[0] != key.name or raw[:_ID_BYTES] != key.key_id:
        return False
    if len(raw) != _ID_BYTES + SIGNATURE_BYTES:
        raise ValueError("a signature has the wrong length")
    if not is_signature(signed.encode(), raw[_ID_BYTES:], key.public):
        message = f"the signature by {key.name} does not verify"
        raise ValueError(message)
    return True


def _parse_body(body: str) -> Checkpoint:
    lines = body.split("\n")
    if len(lines) < 4 or not lines[1].isascii() or not lines[1].isdecimal():  # noqa: PLR2004 - origin, size, root, end
        raise ValueError("not a checkpoint")
    try:
        checkpoint = Checkpoint(lines[0], int(lines[1]), base64.b64decode(lines[2], validate=True))
    except (binascii.Error, ValueError) as problem:
        raise ValueError("not a checkpoint") from problem
    # Strict: what was read must be written the same way again (no leading zeros, no other base64).
    if len(checkpoint.root) != _HASH_BYTES or not body.startswith(checkpoint.body()):
        raise ValueError("not a checkpoint")
    return checkpoint
