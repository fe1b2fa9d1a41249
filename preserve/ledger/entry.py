"""An entry of the ledger: canonical JSON (RFC 8785), one event a leaf."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from functools import lru_cache

from preserve.schema.canonical import canonical_bytes, parse_canonical

_KEYS = frozenset({"at", "event", "package", "agent", "outcome", "detail"})


class Event(StrEnum):
    """Event types, in the words of the PREMIS event type vocabulary."""

    CREATION = "creation"
    INGESTION = "ingestion"
    FIXITY_CHECK = "fixity check"
    QUARANTINE = "quarantine"
    RECOVERY = "recovery"
    METADATA_MODIFICATION = "metadata modification"
    MODIFICATION = "modification"
    MESSAGE_DIGEST_CALCULATION = "message digest calculation"
    INCIDENT = "incident"
    NOTIFICATION = "notification"
    EXPORTING = "exporting"
    DRILL = "drill"
    PARTNER = "partner"
    TRANSFER = "transfer"
    REPLICATION = "replication"
    KEY_CHANGE = "key change"
    PARITY = "parity calculation"


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """One event.

    Attributes:
        at: when it happened, aware UTC, whole seconds. The order of the ledger is the order of
            its entries; a clock that jumped does not change it.
        package: the package it is about, or None for the archive as a whole.
        agent: who or what did it, such as `preserve-toolkit 0.1.0`.
        outcome: `success`, `failure` or `warning`.
        detail: what else is on record; plain JSON, integers below 2**53.
    """

    at: datetime
    event: str
    package: str | None
    agent: str
    outcome: str
    detail: Mapping[str, object]


def instant(at: datetime) -> str:
    """Return an aware instant as `2016-12-15T08:55:00Z`."""
    return at.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="seconds") + "Z"


@lru_cache(maxsize=256)
def parse_instant(text: str) -> datetime:
    """Read an instant written by `instant`; entries that follow each other often share one.

    Raises:
        ValueError: it is written in any other way.
    """
    at = datetime.fromisoformat(text)
    if at.tzinfo is not UTC or instant(at) != text:
        raise ValueError(text)
    return at


def encode(entry: LedgerEntry) -> bytes:
    """Return the bytes that are hashed and stored.

    Raises:
        ValueError: a value has no canonical form (a float that is no number, a lone surrogate).
    """
    document = {
        "at": instant(entry.at),
        "event": entry.event,
        "package": entry.package,
        "agent": entry.agent,
        "outcome": entry.outcome,
        "detail": dict(entry.detail),
    }
    return canonical_bytes(document)


def decode(data: bytes) -> LedgerEntry:
    """Read an entry; only the canonical bytes of a well-formed entry are accepted.

    Raises:
        ValueError: the bytes are anything else.
    """
    document = parse_canonical(data)
    if document.keys() != _KEYS:
        raise ValueError("not an entry of a ledger")
    return _entry_of(document)


def decode_again(data: bytes) -> LedgerEntry:
    """Read an entry whose very bytes `decode` has accepted before: in a third of the time.

    Raises:
        ValueError: the bytes are no entry.
    """
    document = json.loads(data)
    if not isinstance(document, dict) or document.keys() != _KEYS:
        raise ValueError("not an entry of a ledger")
    return _entry_of(document)


def _entry_of(document: dict[str, object]) -> LedgerEntry:
    package, detail = document["package"], document["detail"]
    words = [document[key] for key in ("at", "event", "agent", "outcome")]
    if not all(isinstance(word, str) for word in words):
        raise ValueError("a word is missing in an entry")
    if not (package is None or isinstance(package, str)) or not isinstance(detail, dict):
        raise ValueError("an entry has parts of the wrong kind")
    at, event, agent, outcome = (str(word) for word in words)
    return LedgerEntry(parse_instant(at), event, package, agent, outcome, detail)
