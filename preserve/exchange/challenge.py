"""Challenges: which copies are to be proven again, and what an answer is worth; pure."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import NamedTuple

from preserve.ledger.inventory import Holding
from preserve.ledger.replicas import CopyOnRecord
from preserve.ledger.transfers import Exchange, MessageOnRecord, Transfers
from preserve.model.exchange import MessageKind, Step
from preserve.model.plain import mappings_of, text_of
from preserve.model.replica import CopyOutcome


class Delivery(NamedTuple):
    """A package that a partner has taken over from us, by its signed receipt.

    Attributes:
        offer: number of the entry of the offer: what the package was then is what was delivered.
        receipt: number of the entry of the receipt.
        proven_at: when we held the partner's proof against our bytes, before it took it over.
    """

    offer: int
    receipt: int
    proven_at: datetime


class Claim(NamedTuple):
    """What a partner says of a package that it was challenged for.

    Attributes:
        possession: the proof, in hex, or None.
    """

    outcome: CopyOutcome
    possession: str | None


def deliveries(transfers: Transfers) -> dict[str, dict[str, Delivery]]:
    """Return what partners have taken over from us: by archive id, then by package."""
    found: dict[str, dict[str, Delivery]] = {}
    for exchange in transfers.exchanges.values():
        if not exchange.is_ours or not exchange.steps:
            continue
        confirmed = _when(exchange, MessageKind.CONFIRMATION)
        for package, receipt in _when(exchange, MessageKind.ACCEPTED).items():
            if exchange.steps.get(package) is Step.ACCEPTED and package in confirmed:
                one = Delivery(exchange.opening.entry, receipt.entry, confirmed[package].at)
                found.setdefault(exchange.partner, {})[package] = one
    return found


def _when(exchange: Exchange, kind: MessageKind) -> dict[str, MessageOnRecord]:
    return {
        package: message
        for message in exchange.messages
        if message.kind is kind
        for package in message.packages
    }


def deposited_by(transfers: Transfers, partner: str) -> frozenset[str]:
    """Return the packages that this archive has taken over from a partner."""
    return frozenset(
        package
        for exchange in transfers.exchanges.values()
        if exchange.partner == partner and not exchange.is_ours
        for package, step in exchange.steps.items()
        if step is Step.ACCEPTED
    )


def unanswered(transfers: Transfers, *, ours: bool) -> tuple[Exchange, ...]:
    """Return the challenges without an answer: those that we made, or those made to us."""
    return tuple(
        exchange
        for exchange in transfers.exchanges.values()
        if exchange.opening.kind is MessageKind.CHALLENGE
        and exchange.is_ours is ours
        and len(exchange.messages) == 1
    )


def answered(transfers: Transfers) -> tuple[Exchange, ...]:
    """Return the challenges of ours that have their answer."""
    return tuple(
        exchange
        for exchange in transfers.exchanges.values()
        if exchange.opening.kind is MessageKind.CHALLENGE
        and exchange.is_ours
        and len(exchange.messages) > 1
    )


def asked_at(transfers: Transfers) -> dict[tuple[str, str], datetime]:
    """Return since when an answer is waited for, by partner and package."""
    return {
        (exchange.partner, package): exchange.opening.at
        for exchange in reversed(unanswered(transfers, ours=True))
        for package in exchange.opening.packages
    }


def is_current(held: Holding, entry: int) -> bool:
    """Whether what was copied at an entry is the package as it is on record now."""
    return entry > held.entry


def is_due(proven_at: datetime | None, days: int, now: datetime) -> bool:
    """Whether a copy is to be proven again; one that was never proven is."""
    return proven_at is None or now - proven_at >= timedelta(days=days)


def latest_proof(recorded: CopyOnRecord | None, delivery: Delivery) -> datetime:
    """Return when a partner has last proven that it holds a package."""
    if recorded is None or recorded.entry < delivery.receipt:
        return delivery.proven_at
    return recorded.at


def claims_of(document: Mapping[str, object]) -> dict[str, Claim]:
    """Return what the message `proof` says of each package."""
    return {
        text_of(each.get("package")) or "": Claim(
            CopyOutcome(text_of(each.get("outcome")) or ""), text_of(each.get("possession"))
        )
        for each in mappings_of(document.get("packages"))
    }


def needs_our_bytes(claim: Claim | None) -> bool:
    """Whether an answer has to be held against our own copy: one that says `held`."""
    return claim is not None and claim.outcome is CopyOutcome.HELD


def worth(claim: Claim | None, ours: str) -> CopyOutcome:
    """Return what an answer is worth.

    Args:
        claim: what the partner says of a package; None where it says nothing.
        ours: the proof made from our own bytes under our nonce; they are as on record.
    """
    if claim is None:
        return CopyOutcome.UNANSWERED
    if claim.outcome is CopyOutcome.HELD and claim.possession != ours:
        return CopyOutcome.WRONG
    return claim.outcome
