"""File receipts: what a partner signed is held against everything on record, then kept.

What is filed follows from the history alone, so a receipt that was lost is written again.
"""

import os
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from preserve.errors import CannotDecide
from preserve.exchange.message import SIGNATURE_ENDING, Message
from preserve.exchange.receipt import receipt_of, receipt_problems
from preserve.ledger.transfers import Exchange, MessageOnRecord
from preserve.model.catalogue import finding
from preserve.model.exchange import Direction, MessageKind
from preserve.model.file import printable
from preserve.model.finding import Finding, Where
from preserve.model.receipt import HeldBy, Receipt
from preserve.storage import layout
from preserve.storage.directory_mailbox import DirectoryMailbox
from preserve.workflows.archive import Archive, History
from preserve.workflows.desk import Desk, content_of, message_in

_NAME_DIGITS = 16


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

    A receipt that this archive gave lies in the outbox before it is filed.
    """
    filed = Filed()
    for exchange, recorded in _receipts(desk.history):
        path = _path_of(exchange, recorded)
        if _is_there(f"{desk.archive.root}/{path}"):
            continue
        message = desk.message(recorded)
        problem = _problem(desk, message) if recorded.direction is Direction.RECEIVED else None
        if problem is not None:
            filed.findings.append(problem)
            continue
        try:
            if recorded.direction is Direction.SENT:
                desk.lay_out(message)
            place = DirectoryMailbox(desk.archive.root, needs_mark=False)
            place.put(path, content_of(message.data))
            place.put(f"{path}{SIGNATURE_ENDING}", content_of(message.signature))
            filed.paths.append(path)
        except CannotDecide as problem_of_place:
            filed.findings.append(finding(problem_of_place.code, problem_of_place.message))
    return filed


def lay_out_missing(desk: Desk, kinds: Collection[MessageKind]) -> int:
    """Lay messages of this archive into the outbox that are not there: a run may have been killed.

    Args:
        desk: the archive.
        kinds: what to look for.

    Returns:
        How many had to be written.

    Raises:
        PreserveError: the outbox cannot be written.
    """
    written = 0
    for exchange in desk.transfers.exchanges.values():
        for recorded in exchange.messages:
            if recorded.direction is not Direction.SENT or recorded.kind not in kinds:
                continue
            name = exchange.conversation.name
            place = layout.letters_path(exchange.partner, desk.me.archive, name)
            if not _is_there(f"{desk.outbox.root}/{place}/{_file_name(recorded)}"):
                written += desk.lay_out(desk.message(recorded))
    return written


def _file_name(recorded: MessageOnRecord) -> str:
    return f"{recorded.kind.value}-{recorded.sha256[:_NAME_DIGITS]}.json"


def _path_of(exchange: Exchange, recorded: MessageOnRecord) -> str:
    return layout.receipt_path(exchange.conversation.name, _file_name(recorded))


def _is_there(path: str) -> bool:
    return os.path.lexists(path) and os.path.lexists(f"{path}{SIGNATURE_ENDING}")


def _receipts(history: History) -> Iterator[tuple[Exchange, MessageOnRecord]]:
    for exchange in history.transfers.exchanges.values():
        for recorded in exchange.messages:
            if recorded.kind is MessageKind.ACCEPTED:
                yield exchange, recorded


def answered(desk: Desk, message: Message) -> Message:
    """Return the message that another one on record answers."""
    return desk.message(desk.transfers.by_digest[message.in_reply_to or ""][1])


def _problem(desk: Desk, receipt: Message) -> Finding | None:
    """Return how a receipt that was got contradicts what was said before it."""
    confirmation = answered(desk, receipt)
    valid = answered(desk, confirmation)
    offer = answered(desk, answered(desk, valid))
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
    """

    message: Message
    is_got: bool
    path: str

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
        names = {exchange.conversation.name, _file_name(recorded), *recorded.packages}
        if wanted is None or wanted in names:
            message = message_in(history.entries[recorded.entry], recorded)
            is_got = recorded.direction is Direction.RECEIVED
            found.append(ReceiptOnRecord(message, is_got, _path_of(exchange, recorded)))
    return found


def held_by(archive: Archive, history: History) -> list[HeldBy]:
    """Return who holds what, by package: what others took over from here, then the other way.

    Raises:
        EvidenceFailure: a message on record is not what its digest says.
    """
    lines: list[HeldBy] = []
    for found in receipts_on_record(history):
        _, is_got, path = found
        receipt = found.receipt
        other = receipt.holder if is_got else receipt.giver
        partner = history.partners.by_archive.get(other)
        is_filed = _is_there(f"{archive.root}/{path}")
        lines.extend(
            HeldBy(
                package=each.package,
                is_ours=is_got,
                partner=other if partner is None else partner.name,
                since=receipt.at,
                last_proof=receipt.at,
                file=path,
                is_filed=is_filed,
            )
            for each in receipt.packages
        )
    return sorted(lines, key=lambda line: (not line.is_ours, line.package, line.since))
