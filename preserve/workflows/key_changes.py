"""The proof of a change of key: two files from the partner, read and believed or not."""

from typing import NamedTuple

from preserve.errors import EvidenceFailure, Refused
from preserve.exchange.message import SIGNATURE_ENDING
from preserve.ledger.checkpoint import SIGNATURE_BYTES, VerifierKey
from preserve.ledger.key_change import (
    LONGEST_STATEMENT_BYTES,
    KeyChange,
    change_detail,
    parse_change,
    why_not_believed,
)
from preserve.ledger.partners import Partner
from preserve.model.catalogue import CATALOGUE
from preserve.model.file import printable
from preserve.storage.source import read_whole


class Proof(NamedTuple):
    """What is to be proven: that a partner wants a new key."""

    partner: Partner
    key: VerifierKey


def proven(path: str, wanted: Proof) -> dict[str, object]:
    """Return a statement that proves a change of key, with its signature, as it goes on record.

    Args:
        path: of the statement; its signature lies beside it, with `.sig` behind the name.
        wanted: what is to be proven.

    Raises:
        Unreadable: a file cannot be read.
        Refused: (XCH-025) it cannot be understood.
        EvidenceFailure: (XCH-024) it does not prove this.
    """
    change = _read(path)
    why_not = why_not_believed(change, wanted.partner, wanted.key)
    if why_not is not None:
        raise unproven(why_not)
    return change_detail(change)


def unproven(words: str) -> EvidenceFailure:
    """Return the refusal (XCH-024) of a change of key; the words go on after "the change"."""
    return EvidenceFailure(
        f"The change of key {words}. The key that is pinned stands.",
        code="XCH-024",
        remedy=CATALOGUE["XCH-024"].remedy,
    )


def _read(path: str) -> KeyChange:
    data = read_whole(path, LONGEST_STATEMENT_BYTES)
    signature = read_whole(f"{path}{SIGNATURE_ENDING}", 2 * SIGNATURE_BYTES)
    try:
        return parse_change(data, signature)
    except ValueError as problem:
        raise Refused(
            f"{printable(path)} is no statement that can be understood: {problem}.",
            code="XCH-025",
            remedy=CATALOGUE["XCH-025"].remedy,
        ) from problem
