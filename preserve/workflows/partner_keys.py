"""Keys of partners: as somebody hands one over, and as files that need no preserve.

What is believed stands in the history. The files in `keys/partners/` are written from there:
`NAME.pub` holds the key that is pinned, in C2SP form, `NAME.pem` the same for `openssl`. A key
that is believed no more stays, as `NAME.former-<its key id>`, because old receipts verify with it.
"""

import contextlib
import os

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from preserve.errors import NotWritable, Refused, UsageProblem
from preserve.exchange.partner_key import archive_of, is_key, key_in
from preserve.ledger.checkpoint import VerifierKey
from preserve.ledger.partners import Partner
from preserve.model.file import printable
from preserve.storage import atomic, layout
from preserve.storage.source import look, read_whole

_CARD_LIMIT_BYTES = 1 << 16


def read_key(given: str) -> VerifierKey:
    """Return the key that somebody gave: itself, or a file that holds it.

    Raises:
        UsageProblem: it is neither a key nor a file.
        Refused: (XCH-020) there is no key in it that can be pinned.
        Unreadable: it is a file that cannot be read.
    """
    try:
        return key_in(given)
    except ValueError as problem:
        if is_key(given):
            return _key_in(given, "The key")
        if look(given) is not None:
            text = read_whole(given, _CARD_LIMIT_BYTES).decode("utf-8", "replace")
            return _key_in(text, printable(given))
        raise UsageProblem(
            f"{printable(given)[:200]} is neither a whole key nor a file that is there.",
            remedy="Give the key that `preserve partner card` prints there, from `preserve/` to"
            " its last character, or a file with the card in it.",
        ) from problem


def _key_in(text: str, shown: str) -> VerifierKey:
    try:
        return key_in(text)
    except ValueError as problem:
        raise Refused(
            f"{shown} {problem}. Nothing was changed.",
            code="XCH-020",
            remedy="It is the line that begins with `preserve/`, to its last character. Ask the"
            " partner for what `preserve partner card` prints there, as plain text or as a file.",
        ) from problem


def archive_that_signs(key: VerifierKey) -> str:
    """Return the id of the archive that a key belongs to; it went through `read_key`."""
    archive = archive_of(key)
    if archive is None:
        raise UsageProblem("That is no key of an archive.")
    return archive


def pem_of(key: VerifierKey) -> bytes:
    """Return a key as SubjectPublicKeyInfo (RFC 8410), as `openssl pkeyutl -pubin` reads it."""
    public = Ed25519PublicKey.from_public_bytes(key.public)
    return public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


def write_keys(root: str, partner: Partner) -> None:
    """Have the files of a partner's keys be what the history says.

    Raises:
        PreserveError: they cannot be written; a rerun writes them.
    """
    directory = f"{root}/{layout.PARTNER_KEYS}"
    with atomic.writing(layout.PARTNER_KEYS):
        _make(root)
        former = (*partner.former_keys, partner.key) if partner.is_removed else partner.former_keys
        for key in former:
            _write(directory, _former_name(partner, key), key)
        if partner.is_removed:
            _drop(directory, partner.name)
        else:
            _write(directory, partner.name, partner.key)
            if partner.key not in former:
                _drop(directory, _former_name(partner, partner.key))


def _make(root: str) -> None:
    try:
        atomic.make_directories(root, layout.PARTNER_KEYS)
    except FileExistsError as problem:
        raise NotWritable(
            f"Something is in the way of {layout.PARTNER_KEYS}.",
            remedy="Look at what it is and move it; then run the same command again.",
        ) from problem


def _former_name(partner: Partner, key: VerifierKey) -> str:
    return f"{partner.name}.former-{key.key_id.hex()}"


def _write(directory: str, name: str, key: VerifierKey) -> None:
    files = {f"{name}.pub": f"{key.text()}\n".encode(), f"{name}.pem": pem_of(key)}
    for base, data in files.items():
        atomic.replace(f"{directory}/{base}", data)


def _drop(directory: str, name: str) -> None:
    for ending in (".pub", ".pem"):
        if os.path.lexists(f"{directory}/{name}{ending}"):
            atomic.discard(f"{directory}/{name}{ending}")
    with contextlib.suppress(FileNotFoundError):
        atomic.sync_directory(directory)
