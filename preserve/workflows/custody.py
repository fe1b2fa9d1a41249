"""Follow a package from archive to archive, and count what is between this one and its partners."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime
from typing import Final

from preserve.ledger.entry import parse_instant
from preserve.ledger.transfers import Exchange, MessageOnRecord
from preserve.model.custody import HandOver, PartnerRow
from preserve.model.exchange import CLOSED, MessageKind, Step
from preserve.model.plain import mapping_of, text_of
from preserve.storage import layout
from preserve.workflows.archive import History

_SETTLED: Final = {
    Step.ACCEPTED: MessageKind.ACCEPTED,
    Step.REFUSED: MessageKind.REFUSED,
    Step.WITHDRAWN: MessageKind.WITHDRAWAL,
}
_DIGITS: Final = 16


def hand_overs_of(history: History, package: str) -> tuple[HandOver, ...]:
    """Return every delivery of a package, in the order in which they were begun.

    Args:
        history: of the archive.
        package: held here or not.
    """
    exchanges = history.transfers.exchanges.values()
    return tuple(_hand_over(history, one, package) for one in exchanges if package in one.steps)


def _hand_over(history: History, exchange: Exchange, package: str) -> HandOver:
    step = exchange.steps[package]
    offer = _document(history, exchange.opening)
    end = _SETTLED.get(step)
    settled = None if end is None else exchange.latest(end, package)
    theirs = mapping_of(offer.get("to" if exchange.is_ours else "from"))
    receipt = None
    if settled is not None and step is Step.ACCEPTED:
        name = f"{settled.kind.value}-{settled.sha256[:_DIGITS]}.json"
        receipt = layout.receipt_path(exchange.conversation.name, name)
    return HandOver(
        is_from_partner=not exchange.is_ours,
        partner=partner_name(history, exchange.partner),
        archive=exchange.partner,
        key=text_of(theirs.get("key")) or "",
        conversation=exchange.conversation.name,
        step=step,
        offered_at=parse_instant(text_of(offer.get("at")) or ""),
        settled_at=None if settled is None else settled.at,
        receipt=receipt,
        rights=text_of(offer.get("rights")),
        note=text_of(offer.get("note")),
    )


def _document(history: History, message: MessageOnRecord) -> Mapping[str, object]:
    return mapping_of(history.entries[message.entry].detail.get("message"))


def partner_name(history: History, archive: str) -> str:
    """Return what this archive calls another one: its id where it never was a partner."""
    partner = history.partners.by_archive.get(archive)
    return archive if partner is None else partner.name


def partner_rows(history: History) -> tuple[PartnerRow, ...]:
    """Return the partners in the order in which they were added; one pass over the exchanges."""
    between: dict[str, list[Exchange]] = defaultdict(list)
    for exchange in history.transfers.exchanges.values():
        between[exchange.partner].append(exchange)
    return tuple(
        _row(partner.name, partner.archive, between[partner.archive])
        for partner in history.partners.by_archive.values()
        if not partner.is_removed or between[partner.archive]
    )


def _row(name: str, archive: str, exchanges: list[Exchange]) -> PartnerRow:
    taken: dict[bool, set[str]] = {True: set(), False: set()}
    under_way: list[int] = []
    receipts: list[datetime] = []
    for exchange in exchanges:
        taken[exchange.is_ours].update(exchange.at_step(Step.ACCEPTED))
        waiting = sum(step not in CLOSED for step in exchange.steps.values())
        under_way.extend([waiting] if waiting else [])
        receipts.extend(m.at for m in exchange.messages if m.kind is MessageKind.ACCEPTED)
    return PartnerRow(
        name=name,
        archive=archive,
        holds=len(taken[True]),
        came=len(taken[False]),
        open_deliveries=len(under_way),
        waiting=sum(under_way),
        last_receipt_at=max(receipts, default=None),
    )
