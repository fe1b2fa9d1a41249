"""An entry of the ledger: canonical JSON (RFC 8785), one event a leaf."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, Final

import rfc8785

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


def parse_instant(text: str) -> datetime:
    """Read an instant written by `instant`.

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
    document: dict[str, Any] = {
        "at": instant(entry.at),
        "event": entry.event,
        "package": entry.package,
        "agent": entry.agent,
        "outcome": entry.outcome,
        "detail": dict(entry.detail),
    }
    try:
        return rfc8785.dumps(document)
    except (rfc8785.CanonicalizationError, UnicodeEncodeError) as problem:
        message = f"no canonical form: {problem}"
        raise ValueError(message) from problem


def decode(data: bytes) -> LedgerEntry:
    """Read an entry; only the canonical bytes of a well-formed entry are accepted.

    Raises:
        ValueError: the bytes are anything else.
    """
    text = data.decode("utf-8")
    try:
        document = _DECODER.decode(text)
        if not isinstance(document, dict) or document.keys() != _KEYS:
            raise ValueError("not an entry of a ledger")
        entry = _entry_of(document)
        if not _is_plainly_canonical(document, text) and encode(entry) != data:
            raise ValueError("not in canonical form")
    except RecursionError as problem:
        raise ValueError("nested too deeply") from problem
    return entry


def decode_again(data: bytes) -> LedgerEntry:
    """Read an entry whose very bytes `decode` has accepted before: in a third of the time.

    Raises:
        ValueError: the bytes are no entry.
    """
    document = json.loads(data)
    if not isinstance(document, dict) or document.keys() != _KEYS:
        raise ValueError("not an entry of a ledger")
    return _entry_of(document)


def _no_number(text: str) -> float:
    raise ValueError(f"{text} is no number of a ledger")


def _integer(text: str) -> int:
    number = int(text)
    if not -_LARGEST <= number <= _LARGEST:
        raise ValueError(f"{text} is no number of a ledger")
    return number


# What a double holds exactly (RFC 8785 3.2.2.3).
_LARGEST: Final = 2**53 - 1
# The standard library orders keys by code point, RFC 8785 by UTF-16 code unit (3.2.3): from here
# on the two differ.
_BEYOND = re.compile("[\ud800-\U0010ffff]")


# Made once: `json.loads` and `json.dumps` with options make new ones at every call.
_DECODER: Final = json.JSONDecoder(
    parse_int=_integer, parse_float=_no_number, parse_constant=_no_number
)
_ENCODER: Final = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def _is_plainly_canonical(document: dict[str, object], text: str) -> bool:
    """Whether a text is canonical, asked the quick way; where that cannot tell, False.

    The standard library writes strings, integers, lists and objects as RFC 8785 asks (3.2.2), in
    a tenth of the time.
    """
    if not text.isascii() and _BEYOND.search(text):
        return False
    return _ENCODER.encode(document) == text


def _entry_of(document: dict[str, object]) -> LedgerEntry:
    package, detail = document["package"], document["detail"]
    words = [document[key] for key in ("at", "event", "agent", "outcome")]
    if not all(isinstance(word, str) for word in words):
        raise ValueError("a word is missing in an entry")
    if not (package is None or isinstance(package, str)) or not isinstance(detail, dict):
        raise ValueError("an entry has parts of the wrong kind")
    at, event, agent, outcome = (str(word) for word in words)
    return LedgerEntry(parse_instant(at), event, package, agent, outcome, detail)
