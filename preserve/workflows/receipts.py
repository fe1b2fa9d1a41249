"""File receipts: what a partner signed is held against everything on record, then kept.

What is filed follows from the history alone, so a receipt that was lost is written again.
"""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import NamedTuple

from preserve.errors import CannotDecide
from preserve.exchange.message import SIGNATURE_ENDING, Message
from preserve.exchange.receipt import receipt_of, receipt_problems
from preserve.ledger.entry import instant
from preserve.ledger.replicas import Copies, CopyOnRecord, proven_detail
from preserve.ledger.transfers import Exchange, MessageOnRecord
from preserve.model.catalogue import finding
from preserve.model.exchange import Direction, MessageKind
from preserve.model.file import printable
from preserve.model.finding import Finding, Where
from preserve.model.receipt import HeldBy, Receipt
from preserve.model.replica import CopyOutcome
from preserve.storage import layout
from preserve.storage.directory_mailbox import DirectoryMailbox
from preserve.workflows.archive import Archive, History
from preserve.workflows.desk import Desk, content_of, message_in
from preserve.workflows.replicas import replication_entry


@dataclass
class Filed:
    """What filing gave.

    Attributes:
        paths: of the receipts that were written now, relative to the archive.
        findings: receipts that do not fit what was said, and what could not be written.
    """

    paths: list[str] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)


def file_receipts(desk: Desk) -> Filed:
    """File every receipt on record that is not filed yet, those that were given and those got.

    What lies where one belongs, and is not as on record, is told and stays.
    """
    filed = Filed()
    place = DirectoryMailbox(desk.archive.root, needs_mark=False)
    for exchange, recorded in _receipts(desk.history):
        path = _path_of(exchange, recorded)
        if _is_there(f"{desk.archive.root}/{path}"):
            continue
        message = desk.message(recorded)
        is_got = recorded.direction is Direction.RECEIVED
        problem = _problem(message, partial(_said, desk)) if is_got else None
        if problem is not None:
            filed.findings.append(problem)
            _disbelieve(desk, exchange, recorded)
            continue
        altered = _altered(place, path, message)
        if altered is not None:
            filed.findings.append(altered)
            continue
        try:
            place.put(path, content_of(message.data))
            place.put(f"{path}{SIGNATURE_ENDING}", content_of(message.signature))
            filed.paths.append(path)
        except CannotDecide as problem_of_place:
            filed.findings.append(finding(problem_of_place.code, problem_of_place.message))
    return filed


def _disbelieve(desk: Desk, exchange: Exchange, recorded: MessageOnRecord) -> None:
    """Put on record, once, that a receipt stands for no copies: a proof may, later."""
    partner = desk.partners.by_archive.get(exchange.partner)
    if partner is None or recorded.sha256 in desk.replicas.judged:
        return
    outcomes = dict.fromkeys(recorded.packages, CopyOutcome.WRONG)
    who = (partner.archive, partner.name)
    detail = proven_detail(who, recorded.sha256, outcomes, recorded.kind.value)
    desk.record([replication_entry(desk.clock(), detail, "failure")])


def _path_of(exchange: Exchange, recorded: MessageOnRecord) -> str:
    return layout.receipt_path(exchange.conversation.name, recorded.file_name)


def _is_there(path: str) -> bool:
    return os.path.lexists(path) and os.path.lexists(f"{path}{SIGNATURE_ENDING}")


def _altered(place: DirectoryMailbox, path: str, message: Message) -> Finding | None:
    """Return how a filed receipt, or its signature, is not as on record; one that is gone is not.

    Args:
        place: the archive.
        path: where the receipt is filed, relative to the archive.
        message: the receipt, as on record.
    """
    held = {path: message.data, f"{path}{SIGNATURE_ENDING}": message.signature}
    for name, data in held.items():
        if not os.path.lexists(f"{place.root}/{name}"):
            continue
        try:
            there = b"".join(place.read(name, len(data) + 1))
        except CannotDecide as problem:
            return finding("FIX-030", problem.message, Where(file=name))
        if there != data:
            words = f"{name} is not what is on record: it was altered since it was filed."
            return finding("XCH-069", words, Where(file=name))
    return None


def _receipts(history: History) -> Iterator[tuple[Exchange, MessageOnRecord]]:
    for exchange in history.transfers.exchanges.values():
        for recorded in exchange.messages:
            if recorded.kind is MessageKind.ACCEPTED:
                yield exchange, recorded


def answered(desk: Desk, message: Message) -> Message:
    """Return the message that another one on record answers."""
    return _said(desk, message.in_reply_to or "")


def _said(desk: Desk, sha256: str) -> Message:
    return desk.message(desk.transfers.by_digest[sha256][1])


def is_filed(desk: Desk, exchange: Exchange, recorded: MessageOnRecord) -> bool:
    """Whether a receipt lies where it is filed, as on record, which only one that fits does."""
    path = _path_of(exchange, recorded)
    place = DirectoryMailbox(desk.archive.root, needs_mark=False)
    is_there = _is_there(f"{place.root}/{path}")
    return is_there and _altered(place, path, desk.message(recorded)) is None


def _problem(receipt: Message, message_of: Callable[[str], Message]) -> Finding | None:
    """Return how a receipt that was got contradicts what was said before it.

    Args:
        receipt: `accepted`, on record.
        message_of: gives the message on record that has a digest.
    """
    confirmation = message_of(receipt.in_reply_to or "")
    valid = message_of(confirmation.in_reply_to or "")
    offer = message_of(message_of(valid.in_reply_to or "").in_reply_to or "")
    words = next(receipt_problems(receipt, offer, valid, confirmation), None)
    if words is None:
        return None
    text = f"The receipt {receipt.file_name} from {printable(receipt.sender.name)} {words}."
    return finding("XCH-064", text, Where(file=receipt.file_name))


class ReceiptOnRecord(NamedTuple):
    """A receipt on record.

    Attributes:
        is_got: a partner gave it; else this archive did.
        path: where it is filed, relative to the archive.
        entry: number of the entry that holds it.
    """

    message: Message
    is_got: bool
    path: str
    entry: int

    @property
    def receipt(self) -> Receipt:
        """What it says."""
        return receipt_of(self.message)


def receipts_on_record(history: History, wanted: str | None = None) -> list[ReceiptOnRecord]:
    """Return the receipts on record, oldest first.

    Args:
        history: of the archive.
        wanted: only those about a package, of an exchange, or of a file name.

    Raises:
        EvidenceFailure: a message on record is not what its digest says.
    """
    found: list[ReceiptOnRecord] = []
    for exchange, recorded in _receipts(history):
        names = {exchange.conversation.name, recorded.file_name, *recorded.packages}
        if wanted is None or wanted in names:
            message = message_in(history.entries[recorded.entry], recorded)
            is_got = recorded.direction is Direction.RECEIVED
            path = _path_of(exchange, recorded)
            found.append(ReceiptOnRecord(message, is_got, path, recorded.entry))
    return found


def held_by(archive: Archive, history: History) -> tuple[list[HeldBy], list[Finding]]:
    """Return who holds what, by package: what others took over from here, then the other way.

    A receipt that does not fit what was said proves nothing; it is a finding in place of lines. A
    file that was altered since is a finding beside them: what is on record stands.

    Raises:
        EvidenceFailure: a message on record is not what its digest says.
    """
    lines: list[HeldBy] = []
    findings: list[Finding] = []

    def said(sha256: str) -> Message:
        _, recorded = history.transfers.by_digest[sha256]
        return message_in(history.entries[recorded.entry], recorded)

    place = DirectoryMailbox(archive.root, needs_mark=False)
    for found in receipts_on_record(history):
        problem = _problem(found.message, said) if found.is_got else None
        if problem is not None:
            findings.append(problem)
            continue
        altered = _altered(place, found.path, found.message)
        findings.extend([] if altered is None else [altered])
        is_filed = altered is None and _is_there(f"{archive.root}/{found.path}")
        lines.extend(_lines(history, found, is_filed=is_filed))
    lines.sort(key=lambda line: (not line.is_ours, line.package, line.since))
    return lines, findings


def _lines(history: History, found: ReceiptOnRecord, *, is_filed: bool) -> Iterator[HeldBy]:
    receipt = found.receipt
    other = receipt.holder if found.is_got else receipt.giver
    partner = history.partners.by_archive.get(other)
    copies = history.replicas.partners.get(other, Copies()) if found.is_got else Copies()
    for each in receipt.packages:
        proven, latest = (
            _since(those.get(each.package), found.entry) for those in (copies.proven, copies.latest)
        )
        yield HeldBy(
            package=each.package,
            is_ours=found.is_got,
            partner=other if partner is None else partner.name,
            since=receipt.at,
            last_proof=receipt.at if proven is None else instant(proven.at),
            last_answer=None if latest is None else latest.outcome.value,
            file=found.path,
            is_filed=is_filed,
        )


def _since(copy: CopyOnRecord | None, receipt: int) -> CopyOnRecord | None:
    """Return what was found of a copy, if that was after its receipt went on record."""
    return copy if copy is not None and copy.entry > receipt else None
