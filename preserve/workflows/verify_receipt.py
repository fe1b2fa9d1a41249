"""Whether a receipt verifies: its form, its signature, and whose key that is."""

import os
from typing import NamedTuple

from preserve.errors import UsageProblem
from preserve.exchange.message import (
    LONGEST_MESSAGE_BYTES,
    SIGNATURE_ENDING,
    Message,
    parse,
)
from preserve.exchange.receipt import receipt_of
from preserve.ledger.checkpoint import VerifierKey, parse_key
from preserve.ledger.judge import origin_of
from preserve.model.catalogue import finding
from preserve.model.exchange import MessageKind
from preserve.model.file import printable
from preserve.model.finding import Finding, Where
from preserve.model.receipt import Receipt
from preserve.storage.source import read_whole
from preserve.workflows.archive import History

_LONGEST_KEY_BYTES = 4_096


class VerifiedReceipt(NamedTuple):
    """What verifying a receipt gave.

    Attributes:
        receipt: what it says; None where it is none.
        key: the key that it is signed with, where the signature is right.
        findings: why it does not verify, or what is not known.
    """

    receipt: Receipt | None
    key: str | None
    findings: tuple[Finding, ...]


def verify_receipt(path: str, key: str | None, history: History | None) -> VerifiedReceipt:
    """Verify a receipt with the signature beside it.

    Args:
        path: the receipt; its signature has `.sig` behind the name.
        key: a verifier key in C2SP form, or a file that holds one; None for the keys on record.
        history: of the archive that is at hand, or None.

    Raises:
        UsageProblem: what was given is no key.
        PreserveError: a file cannot be read.
    """
    data = read_whole(path, LONGEST_MESSAGE_BYTES)
    signature = read_whole(f"{path}{SIGNATURE_ENDING}", _LONGEST_KEY_BYTES)
    shown = printable(os.path.basename(path))
    try:
        message = parse(data, signature)
        named = parse_key(message.sender.key)
    except ValueError as problem:
        return _not(None, shown, f"is no receipt that can be read: {problem}")
    if message.kind is not MessageKind.ACCEPTED:
        return _not(None, shown, f"is no receipt: it is a message of the kind {message.kind.value}")
    known = (_given_key(key),) if key is not None else _keys_of(history, message.sender.archive)
    receipt = receipt_of(message)
    if known:
        signer = next((each for each in known if message.is_signed_by(each)), None)
        if signer is None:
            return _not(receipt, shown, "is not signed with the key of the archive that it names")
        return _signed(message, receipt, signer, shown)
    if not message.is_signed_by(named):
        return _not(receipt, shown, "is not signed with the key that it names")
    words = f"{shown} is signed with the key {named.text()}, which nobody has vouched for here."
    doubt = finding("XCH-068", words, Where(file=shown))
    return VerifiedReceipt(receipt, named.text(), (doubt,))


def _signed(message: Message, receipt: Receipt, signer: VerifierKey, shown: str) -> VerifiedReceipt:
    # What was said under a former key may be signed with the present one, never another archive's.
    if {signer.name, parse_key(message.sender.key).name} != {origin_of(message.sender.archive)}:
        return _not(receipt, shown, "names another key than the one that it is signed with")
    return VerifiedReceipt(receipt, signer.text(), ())


def _not(receipt: Receipt | None, shown: str, words: str) -> VerifiedReceipt:
    found = finding("XCH-065", f"{shown} {words}.", Where(file=shown))
    return VerifiedReceipt(receipt, None, (found,))


def _given_key(key: str) -> VerifierKey:
    try:
        return parse_key(key)
    except ValueError:
        pass
    try:
        return parse_key(read_whole(key, _LONGEST_KEY_BYTES).decode("utf-8", "replace"))
    except ValueError as problem:
        raise UsageProblem(
            f"{printable(key)} is neither a verifier key nor a file that holds one.",
            remedy="Give the line that `preserve ledger key` prints in the other archive.",
        ) from problem


def _keys_of(history: History | None, archive: str) -> tuple[VerifierKey, ...]:
    """Return the keys on record of an archive, former ones, too: old receipts stay good."""
    if history is None:
        return ()
    own = history.verdict.keys
    if archive == history.archive_id and own is not None:
        return (own.key, *own.former_keys)
    partner = history.partners.by_archive.get(archive)
    return () if partner is None else (partner.key, *partner.former_keys)
