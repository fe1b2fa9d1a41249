"""What is known about the partners, brought together from the history and preserve.toml."""

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from preserve.errors import EvidenceFailure, UsageProblem
from preserve.exchange.fingerprint import fingerprint_of
from preserve.ledger.checkpoint import VerifierKey
from preserve.ledger.partners import Partner
from preserve.ledger.transfers import MessageOnRecord, Transfers
from preserve.model.catalogue import finding
from preserve.model.exchange import Direction, MessageKind
from preserve.model.file import printable
from preserve.model.finding import Finding, Where
from preserve.model.partner import (
    BY_HAND,
    Card,
    KeyShown,
    LastMessage,
    PartnerSettings,
    PartnerView,
    PlaceState,
)
from preserve.storage import layout
from preserve.storage.directory_mailbox import DirectoryMailbox
from preserve.workflows.archive import Archive, History


@dataclass(frozen=True, slots=True)
class Partnership:
    """All partners, in the order in which they were added first, and what does not fit."""

    views: tuple[PartnerView, ...]
    findings: tuple[Finding, ...]


def partnership(archive: Archive, history: History) -> Partnership:
    """Return everything about the partners, removed ones too; writes nothing.

    Raises:
        CannotDecide: preserve.toml cannot be understood.
    """
    settings = archive.partner_settings()
    seen = _Seen(archive.root, history.transfers, settings)
    views = tuple(seen.view(partner) for partner in history.partners.by_archive.values())
    return Partnership(views, (*history.verdict.findings, *_unmatched(history, settings)))


def find_view(views: tuple[PartnerView, ...], name: str) -> PartnerView:
    """Return the partner of a name, a removed one too where no other has it.

    Raises:
        UsageProblem: there is none.
    """
    found = sorted((view for view in views if view.name == name), key=lambda view: view.is_removed)
    if not found:
        raise UsageProblem(
            f"{printable(name)[:200]} is no partner of this archive.",
            remedy="`preserve partner list` shows who is.",
        )
    return found[0]


def card_of(archive: Archive, history: History) -> Card:
    """Return what this archive gives to others.

    Raises:
        EvidenceFailure: the history names no key.
    """
    if history.verdict.key is None:
        raise EvidenceFailure("The history names no key.")
    return Card(archive.config.name, history.archive_id, shown(history.verdict.key))


def shown(key: VerifierKey) -> KeyShown:
    """Return a key as it is shown to people."""
    return KeyShown(key.text(), fingerprint_of(key))


def open_deliveries(transfers: Transfers, archive: str) -> int:
    """Return how many deliveries with an archive wait for something, on one side or the other."""
    return sum(
        exchange.partner == archive
        and exchange.opening.kind is MessageKind.OFFER
        and not exchange.is_over
        for exchange in transfers.exchanges.values()
    )


class _Seen:
    """Looks at partners one by one; the messages are gone through once."""

    def __init__(
        self, root: str, transfers: Transfers, settings: Mapping[str, PartnerSettings]
    ) -> None:
        self._root = root
        self._transfers = transfers
        self._settings = settings
        self._last: dict[tuple[str, Direction], MessageOnRecord] = {}
        for exchange in transfers.exchanges.values():
            for message in exchange.messages:
                key = exchange.partner, message.direction
                known = self._last.get(key)
                if known is None or known.entry < message.entry:
                    self._last[key] = message

    def view(self, partner: Partner) -> PartnerView:
        settings = BY_HAND if partner.is_removed else self._settings.get(partner.name, BY_HAND)
        return PartnerView(
            name=partner.name,
            archive=partner.archive,
            shown=shown(partner.key),
            since=partner.since,
            is_removed=partner.is_removed,
            former=tuple(map(shown, partner.former_keys)),
            settings=settings,
            place=_place_state(self._root, settings.inbox),
            last_sent=self._last_message(partner, Direction.SENT),
            last_received=self._last_message(partner, Direction.RECEIVED),
            open_deliveries=open_deliveries(self._transfers, partner.archive),
        )

    def _last_message(self, partner: Partner, direction: Direction) -> LastMessage | None:
        message = self._last.get((partner.archive, direction))
        return None if message is None else LastMessage(message.at, message.kind.value)


def _place_state(root: str, inbox: str | None) -> PlaceState:
    if inbox is None:
        return PlaceState.BY_HAND
    place = os.path.join(root, inbox)
    if DirectoryMailbox(place).is_online():
        return PlaceState.ONLINE
    return PlaceState.UNMARKED if os.path.isdir(place) else PlaceState.OFFLINE


def _unmatched(history: History, settings: Mapping[str, PartnerSettings]) -> Iterator[Finding]:
    where = Where(file=layout.CONFIG)
    known = {partner.name for partner in history.partners.present()}
    for name in known:
        if name not in settings:
            yield finding("XCH-026", f"preserve.toml has no table [partners.{name}].", where)
    for name in settings:
        if name not in known:
            words = f"preserve.toml names {printable(name)}, whose key is not pinned."
            yield finding("XCH-027", words, where)
