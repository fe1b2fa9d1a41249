"""Which answers are due to what a partner offered, and what they say; pure."""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

from preserve.exchange.message import Draft
from preserve.exchange.offer import Offered, offered_in
from preserve.ledger.transfers import Exchange, Transfers
from preserve.model.amounts import bytes_words
from preserve.model.catalogue import finding
from preserve.model.exchange import MessageKind, Step
from preserve.model.finding import Finding
from preserve.model.plain import text_of
from preserve.model.portions import portions_of
from preserve.model.receiving import ExchangeRules
from preserve.schema.canonical import canonical_bytes

_MOST_FINDINGS: Final = 100
_LONGEST_TEXT: Final = 2_000
_LONGEST_PATH: Final = 4_096
_BATCH_BYTES: Final = 8 << 20
"""Half of what the longest message may have."""

OPEN: Final = frozenset({Step.OFFERED, Step.RECEIVED})
"""The steps at which this archive has something to say next."""

Row = Mapping[str, object]


def offered_packages(offer: Mapping[str, object]) -> tuple[Offered, ...]:
    """Return what a message offers; its form was held against the schema when it was taken."""
    return tuple(offered_in(offer).values())


def deliveries_to_us(transfers: Transfers) -> Iterator[Exchange]:
    """Yield what partners offered, in the order in which it began."""
    for exchange in transfers.exchanges.values():
        if not exchange.is_ours and exchange.opening.kind is MessageKind.OFFER:
            yield exchange


def awaits_us(exchange: Exchange) -> bool:
    """Whether this archive has something to say next about a package of a delivery."""
    return any(step in OPEN for step in exchange.steps.values())


def beyond_caps(
    offered: Sequence[Offered], rules: ExchangeRules
) -> Mapping[str, tuple[Finding, ...]]:
    """Return what is refused before a byte is copied, by package, and why.

    Args:
        offered: the packages of one offer, all of them.
        rules: what this archive lets in.
    """
    whole = _whole_beyond(offered, rules)
    if whole is not None:
        return {each.package: (whole,) for each in offered}
    most = rules.max_package_bytes
    return {
        each.package: (
            finding(
                "XCH-042",
                f"{each.package} has {bytes_words(max(each.size_bytes, each.bag_bytes))};"
                f" {bytes_words(most)} a package are taken here.",
            ),
        )
        for each in offered
        if max(each.size_bytes, each.bag_bytes) > most
    }


def _whole_beyond(offered: Sequence[Offered], rules: ExchangeRules) -> Finding | None:
    total = sum(max(each.size_bytes, each.bag_bytes) for each in offered)
    if len(offered) > rules.max_packages:
        words = f"It offers {len(offered):,} packages; {rules.max_packages:,} are taken at a time."
        return finding("XCH-043", words)
    if total > rules.max_delivery_bytes:
        most = bytes_words(rules.max_delivery_bytes)
        words = f"It offers {bytes_words(total)}; {most} are taken at a time."
        return finding("XCH-043", words)
    return None


def source_digits(package: str) -> str:
    """Return the digits of its source's SHA-256 that a package's id ends with.

    They are held against the source when a package is judged.
    """
    return package.rpartition("-")[2]


def by_source(packages: Iterable[str]) -> Mapping[str, Sequence[str]]:
    """Return packages by the digits of their source."""
    found: dict[str, list[str]] = {}
    for package in packages:
        found.setdefault(source_digits(package), []).append(package)
    return found


def ready_at(exchange: Exchange, transfers: Transfers, days: int) -> datetime | None:
    """Return when the days in quarantine are over; None where nothing was received yet.

    They count from the latest instant on record up to the message `received`, so that a clock
    that jumped back just then does not shorten them.
    """
    received = exchange.latest(MessageKind.RECEIVED)
    if received is None:
        return None
    known = (
        message.at
        for other in transfers.exchanges.values()
        for message in other.messages
        if message.entry <= received.entry
    )
    return max(known) + timedelta(days=days)


def received_draft(exchange: Exchange, packages: Sequence[Offered]) -> Draft:
    """Return the message that everything of an offer has come, byte for byte."""
    rows = [
        {"package": each.package, "bytes": each.size_bytes, "sha256": each.sha256}
        for each in packages
    ]
    answers = exchange.opening.sha256
    return Draft(MessageKind.RECEIVED, exchange.conversation, answers, {"packages": rows})


def refused_drafts(
    exchange: Exchange, refused: Mapping[str, Sequence[Finding]], *, kept: bool
) -> Iterator[Draft]:
    """Yield the messages that packages are refused: one, where they fit into one.

    Args:
        exchange: the delivery.
        refused: why, by package.
        kept: whether the material stays in quarantine.
    """
    rows = [
        {"package": package, "findings": [told(found) for found in findings[:_MOST_FINDINGS]]}
        for package, findings in refused.items()
    ]
    for batch in portions_of(rows, _size_of, math.inf, _BATCH_BYTES):
        body = {"kept": kept, "packages": batch}
        answers = exchange.opening.sha256
        yield Draft(MessageKind.REFUSED, exchange.conversation, answers, body)


def valid_drafts(
    exchange: Exchange, nonce: str, rows: Sequence[Row], software: Sequence[Mapping[str, str]]
) -> Iterator[Draft]:
    """Yield the messages that packages are valid: one, where they fit into one.

    Args:
        exchange: the delivery; `received` was said.
        nonce: of the offer.
        rows: a package each, as the schema has them.
        software: what took part.
    """
    received = {
        package: message.sha256
        for message in exchange.messages
        if message.kind is MessageKind.RECEIVED
        for package in message.packages
    }
    by_answered: dict[str, list[Row]] = {}
    for row in rows:
        answered = received.get(text_of(row.get("package")) or "")
        if answered is not None:
            by_answered.setdefault(answered, []).append(row)
    for answers, those in by_answered.items():
        for batch in portions_of(those, _size_of, math.inf, _BATCH_BYTES):
            body = {"nonce": nonce, "packages": batch, "software": list(software)}
            yield Draft(MessageKind.VALID, exchange.conversation, answers, body)


def _size_of(row: Row) -> int:
    return len(canonical_bytes(dict(row)))


def told(found: Finding) -> dict[str, object]:
    """Return a finding as a message tells it: within the lengths of the schema."""
    return {
        "code": found.code,
        "message": cut(found.message) or "No words.",
        "remedy": cut(found.remedy) or "Nothing needs to be done.",
        "file": _plain(found.where.file or "")[:_LONGEST_PATH] or None,
    }


def cut(text: str) -> str:
    """Return a text that a message can hold: no lone surrogates, not too long."""
    plain = _plain(text)
    return plain if len(plain) <= _LONGEST_TEXT else f"{plain[: _LONGEST_TEXT - 1]}…"


def _plain(text: str) -> str:
    return text.encode("utf-8", "backslashreplace").decode("utf-8").replace("\0", "\\0")
