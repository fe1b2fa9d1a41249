"""The receiver's last step: what the sender confirmed is taken over, and the receipt is given.

Bytes first, then the history: the bags are read once more from the medium, moved into the store,
and only then go on record, all of a delivery and its receipt in one commit. A run that was killed
leaves bags in the store that nobody knows; the next one reads them again and adopts those that
are exactly what was confirmed.
"""

import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from preserve import __version__
from preserve.errors import CannotDecide, NotWritable, Refused
from preserve.exchange.message import Draft, Message
from preserve.exchange.possession import salt_of
from preserve.exchange.receipt import TakenOver, lines_of, portions, receipt_body
from preserve.exchange.verdicts import refused_drafts
from preserve.ledger.entry import LedgerEntry
from preserve.ledger.partners import Partner
from preserve.ledger.transfers import Exchange
from preserve.model.catalogue import finding
from preserve.model.delivery import DeliveryTold, PackageTold
from preserve.model.exchange import MessageKind, Step
from preserve.model.finding import Finding, Where
from preserve.model.package import PackageRecord
from preserve.model.plain import text_of
from preserve.storage import atomic, layout
from preserve.storage.hands import in_hands
from preserve.storage.tree import LocalTree
from preserve.workflows.archive_config import ArchiveConfig
from preserve.workflows.desk import Desk
from preserve.workflows.make_room import make_room
from preserve.workflows.possess import Possession, possess
from preserve.workflows.receipts import Filed, answered, file_receipts
from preserve.workflows.taken_over import ingestion, taken_over

_PROGRAM = {"name": "preserve-toolkit", "version": __version__}
# The serialized bag; the unpacked one of a package that was held already, too.
_CAME_AS = (".tar", ".zip", "")
_LONGEST_WORDS = 400
_OFFER_AGAIN = "Offer the package again: what was confirmed is not what lies here any more."


@dataclass
class Committed:
    """What was taken over.

    Attributes:
        deliveries: those of which packages were confirmed, with what became of each.
        filed: the receipts that were filed.
    """

    deliveries: list[DeliveryTold] = field(default_factory=list)
    filed: Filed = field(default_factory=Filed)


def commit_due(desk: Desk, only: str | None = None) -> Committed:
    """Take over every package that its sender confirmed, and give receipts.

    Args:
        desk: the archive, under its lock.
        only: name of the one partner that is meant; None for all.

    Returns:
        What became of the deliveries that were due. A delivery that finds no room, or cannot be
        read, waits for the next run, and has a finding that says so.

    Raises:
        PreserveError: the history cannot be written at all.
    """
    done = Committed()
    for exchange in list(desk.transfers.exchanges.values()):
        partner = desk.partners.of(exchange.partner)
        is_delivery = not exchange.is_ours and exchange.opening.kind is MessageKind.OFFER
        if partner is None or not is_delivery or only not in {None, partner.name}:
            continue
        if exchange.at_step(Step.CONFIRMED):
            done.deliveries.append(_commit_delivery(desk, partner, exchange))
        _clear(desk, exchange)
    done.filed = file_receipts(desk)
    return done


class _Fate(NamedTuple):
    """What becomes of a package: it is taken over where it has neither finding.

    Attributes:
        taken: what the receipt says of it.
        entry: what goes on record; None where it is held already.
        moves_from: where its bag lies, if that is not the store.
        refusal: why it is not taken.
        later: why nothing is concluded now.
    """

    package: str
    taken: TakenOver | None = None
    entry: LedgerEntry | None = None
    moves_from: str | None = None
    refusal: Finding | None = None
    later: Finding | None = None


class _Chain:
    """A confirmation, and what led to it."""

    def __init__(self, desk: Desk, confirmation: Message) -> None:
        self.confirmation = confirmation
        self.valid = answered(desk, confirmation)
        self.offer = answered(desk, answered(desk, self.valid))
        self.salt = salt_of(self.offer)
        # What was judged is what counts: whoever confirms another proof confirms nothing.
        judged = _proofs_in(self.valid)
        confirmed = _proofs_in(confirmation).items()
        self.proofs = {each: proof for each, proof in confirmed if proof == judged[each]}
        # How a package that came this way is known to be what it should be.
        self.assurance: dict[str, object] = {
            "received_from": self.offer.sender.archive,
            "conversation": self.offer.conversation.name,
            "offer": self.offer.sha256,
            "valid": self.valid.sha256,
            "confirmation": self.confirmation.sha256,
        }


def _proofs_in(message: Message) -> dict[str, str | None]:
    lines = lines_of(message).items()
    return {package: text_of(line.get("possession")) for package, line in lines}


_Told = dict[str, tuple[Finding, ...]]


def _commit_delivery(desk: Desk, partner: Partner, exchange: Exchange) -> DeliveryTold:
    due = set(exchange.at_step(Step.CONFIRMED))
    findings: _Told = {}
    for recorded in list(exchange.messages):
        packages = [each for each in recorded.packages if each in due]
        if recorded.kind is MessageKind.CONFIRMATION and packages:
            findings |= _commit(desk, partner, desk.message(recorded), packages)
    told = (
        PackageTold(package, step, findings.get(package, ()))
        for package, step in exchange.steps.items()
    )
    return DeliveryTold(exchange.conversation.name, partner.name, tuple(told))


def _commit(desk: Desk, partner: Partner, confirmation: Message, packages: Sequence[str]) -> _Told:
    """Take over what one confirmation names."""
    chain = _Chain(desk, confirmation)
    at = desk.clock()
    # What is on record is looked up here: the history belongs to one thread.
    due = (
        (package, desk.record_of(package) if desk.holds(package) else None) for package in packages
    )
    fates = list(in_hands(lambda one: _fate(desk, chain, at, *one), due))
    told: _Told = {
        each.package: tuple(found for found in (each.refusal, each.later) if found is not None)
        for each in fates
    }
    ready = [each for each in fates if each.later is None]
    try:
        for package, note in _move(desk, ready).items():
            told[package] = (*told[package], note)
        _record(desk, partner, chain, ready)
    except CannotDecide as problem:
        waits = finding(problem.code, problem.message)
        told |= {each.package: (*told[each.package], waits) for each in ready}
    return told


def _fate(
    desk: Desk, chain: _Chain, at: datetime, package: str, record: PackageRecord | None
) -> _Fate:
    """Read a package once more, wherever it lies, and say what becomes of it.

    Args:
        desk: the archive.
        chain: the confirmation.
        at: when it goes on record.
        package: its id.
        record: what is on record of it, where it is held already.
    """
    if record is not None:
        return _held_already(desk, chain, package, record)
    delivery = layout.exchange_quarantine_path(
        chain.offer.sender.archive, chain.offer.conversation.name
    )
    quarantined = f"{desk.archive.root}/{delivery}/{package}"
    if os.path.lexists(quarantined):
        return _new(chain, package, LocalTree(quarantined, follows_root=False), at)._replace(
            moves_from=quarantined
        )
    # Where a run was killed after it moved the bag: what lies in the store is adopted only if it
    # is, byte for byte, what was confirmed.
    fate = _new(chain, package, desk.archive.store.tree(package), at)
    if fate.refusal is not None:
        words = f"{package} is not in quarantine any more."
        return _Fate(package, refusal=_refusal(package, words))
    return fate


def _held_already(desk: Desk, chain: _Chain, package: str, record: PackageRecord) -> _Fate:
    found = possess(desk.archive.store.tree(package), chain.salt, record)
    if found.damage is not None:
        # The copy on record can be repaired: that is no reason to refuse.
        words = f"{package} is held here already, and is damaged: {found.damage}."
        return _Fate(package, later=finding("XCH-061", words, Where(file=package)))
    fate = _judged(chain, package, found)
    return (
        fate if fate.taken is None else fate._replace(taken=fate.taken._replace(already_held=True))
    )


def _judged(chain: _Chain, package: str, found: Possession) -> _Fate:
    """Hold what was read against the proof that was confirmed."""
    if found.unreadable is not None:
        words = f"{package} was not taken over: {found.unreadable}."
        return _Fate(package, later=finding("XCH-062", words, Where(file=package)))
    if found.bag is None:
        return _Fate(package, refusal=_refusal(package, f"{package}: {found.damage}."))
    if found.bag.possession != chain.proofs.get(package):
        words = f"The bytes of {package} that lie here are not the ones that were confirmed."
        return _Fate(package, refusal=_refusal(package, words))
    return _Fate(package, taken=TakenOver(package, found.bag, already_held=False))


def _new(chain: _Chain, package: str, tree: LocalTree, at: datetime) -> _Fate:
    found = possess(tree, chain.salt)
    fate = _judged(chain, package, found)
    if fate.taken is None:
        return fate
    try:
        record, facts = taken_over(package, tree, found.files)
    except Refused as problem:
        words = f"{package} cannot go on record: {problem.message}."
        return _Fate(package, refusal=_refusal(package, words))
    except OSError as problem:
        words = f"{package} was not taken over: it cannot be read ({problem.strerror})."
        return _Fate(package, later=finding("XCH-062", words, Where(file=package)))
    return fate._replace(entry=ingestion(record, facts, chain.assurance, at))


def _refusal(package: str, words: str) -> Finding:
    return finding("XCH-066", words, Where(file=package))


def _move(desk: Desk, fates: Sequence[_Fate]) -> dict[str, Finding]:
    """Move bags from quarantine into the store, all of them, then sync; say what was in the way.

    Raises:
        PreserveError: the store cannot be written.
    """
    store = desk.archive.store
    names = {
        each.moves_from: f"{store.bags}/{each.package}"
        for each in fates
        if each.taken is not None and each.moves_from is not None
    }
    notes = {}
    for final in names.values():
        if os.path.lexists(final):
            package = os.path.basename(final)
            notes[package] = _make_room(desk, package)
    with atomic.writing(store.bags):
        try:
            atomic.publish_all(names)
            if not names:  # those that a run moved that was killed: their names may not be synced
                atomic.sync_directory(store.bags)
        except FileExistsError as problem:
            raise NotWritable(f"Something got in the way of {store.bags}.") from problem
    return notes


def _make_room(desk: Desk, package: str) -> Finding:
    moved = make_room(desk.archive.store, package, desk.clock())
    desk.record([moved.entry])
    return moved.note


def _record(desk: Desk, partner: Partner, chain: _Chain, fates: Sequence[_Fate]) -> None:
    """Put the packages and the receipt on record in one commit; then the receipt goes out.

    Raises:
        PreserveError: the history or the outbox cannot be written.
    """
    taken = [each.taken for each in fates if each.taken is not None and each.refusal is None]
    refused = {
        each.package: (each.refusal._replace(remedy=_OFFER_AGAIN),)
        for each in fates
        if each.refusal is not None
    }
    conversation, confirmation = chain.offer.conversation, chain.confirmation.sha256
    drafts = [
        Draft(MessageKind.ACCEPTED, conversation, confirmation, _receipt(desk, chain, some))
        for some in portions(chain.offer, chain.valid, taken)
    ]
    drafts.extend(refused_drafts(desk.transfers.exchanges[conversation], refused, kept=True))
    if drafts:
        desk.say(partner, drafts, [each.entry for each in fates if each.entry is not None])


def _receipt(desk: Desk, chain: _Chain, taken: Sequence[TakenOver]) -> dict[str, object]:
    responsible = _responsible(desk.archive.config)
    return receipt_body(chain.offer, chain.valid, responsible, _PROGRAM, taken)


def _responsible(config: ArchiveConfig) -> dict[str, object]:
    address = None if config.contact_email is None else f"<{config.contact_email}>"
    contact = " ".join(part for part in (config.contact_name, address) if part is not None)
    return {
        "organization": (config.organization or "")[:_LONGEST_WORDS] or None,
        "contact": contact[:_LONGEST_WORDS] or None,
    }


def _clear(desk: Desk, exchange: Exchange) -> None:
    """Let go of what packages came as, once they were taken over: the bags are in the store."""
    accepted = exchange.at_step(Step.ACCEPTED)
    delivery = layout.exchange_quarantine_path(exchange.partner, exchange.conversation.name)
    place = f"{desk.archive.root}/{delivery}"
    if not accepted or not os.path.isdir(place):
        return
    over = (f"{place}/{package}{ending}" for package in accepted for ending in _CAME_AS)
    for _ in in_hands(atomic.discard, over):
        pass
    atomic.discard_empty(place)
