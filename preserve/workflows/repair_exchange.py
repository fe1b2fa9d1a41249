"""Ask a partner for files of a package, and take what it answers.

What a partner sends is a copy like any other: it is read, and held against the ledger, before
anything is touched.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Final

from preserve.errors import Unreadable
from preserve.exchange.message import Draft
from preserve.ledger.partners import Partner
from preserve.ledger.transfers import Exchange, MessageOnRecord, Transfers
from preserve.model.exchange import (
    Conversation,
    MessageKind,
    Step,
    conversation_name,
)
from preserve.model.file import FileRecord
from preserve.workflows.archive import History
from preserve.workflows.desk import Desk, Letter, Post
from preserve.workflows.repair_limits import (
    REPAIR_FILES,
    as_fits,
    asking,
)
from preserve.workflows.repair_sources import Copy

_MOST_FILES: Final = 10_000


def sharers(history: History, package: str) -> tuple[Partner, ...]:
    """Return the partners with whom a package was delivered, either way, receipt and all."""
    archives = dict.fromkeys(
        exchange.partner
        for exchange in history.transfers.exchanges.values()
        if exchange.steps.get(package) is Step.ACCEPTED
    )
    present = (history.partners.of(archive) for archive in archives)
    return tuple(partner for partner in present if partner is not None)


def ask_for(
    desk: Desk,
    partners: Sequence[Partner],
    wanted: tuple[str, Sequence[FileRecord]],
    random: Callable[[], str],
) -> tuple[str, ...]:
    """Ask partners for files of a package, who were not asked already and have not answered yet.

    Args:
        desk: the archive.
        partners: who took the package over, or gave it.
        wanted: the package, and the files.
        random: 16 hex digits, others each time.

    Returns:
        The names of those whose answer is waited for.

    Raises:
        PreserveError: the history or the outbox cannot be written.
    """
    package, records = wanted
    lines = [
        {"path": one.path, "bytes": one.size_bytes, "sha256": one.digests["sha256"]}
        for one in records
        if "sha256" in one.digests
    ]
    ((_, files),) = as_fits({package: lines[:_MOST_FILES]})
    if not files:
        return ()
    for partner in partners:
        waiting = _waiting_for(desk.transfers, partner, package)
        if waiting is not None:
            desk.lay_out(desk.message(waiting))
            continue
        name = conversation_name(desk.clock(), random())
        body = {"packages": [{"package": package, "files": files}]}
        conversation = Conversation(desk.me.archive, name)
        desk.say(partner, [Draft(MessageKind.REPAIR_REQUEST, conversation, None, body)])
    return tuple(partner.name for partner in partners)


def refusals(
    transfers: Transfers, partners: Sequence[Partner], package: str
) -> dict[Partner, MessageOnRecord]:
    """Return the partners whose last answer about a package is that they refuse, and that answer.

    They are not asked again unless a person names them.
    """
    last: dict[str, Exchange] = {
        exchange.partner: exchange
        for exchange in asking(transfers)
        if exchange.is_ours and package in exchange.opening.packages
    }
    found = {}
    for partner in partners:
        exchange = last.get(partner.archive)
        refused = None if exchange is None else exchange.latest(MessageKind.REFUSED)
        if refused is not None:
            found[partner] = refused
    return found


def _waiting_for(transfers: Transfers, partner: Partner, package: str) -> MessageOnRecord | None:
    """Return the request about a package that a partner has not answered yet, or None."""
    return next(
        (
            exchange.opening
            for exchange in asking(transfers)
            if exchange.is_ours
            and exchange.partner == partner.archive
            and len(exchange.messages) == 1
            and package in exchange.opening.packages
        ),
        None,
    )


def parcels_due(desk: Desk, post: Post) -> dict[str, list[Copy]]:
    """Return the answers that lie there as copies of the packages that they are about.

    Only what answers a request of this archive is looked at, and a file only where our own record
    has the digest that it is named after: wrong, missing and further files are no matter.

    Args:
        desk: the archive.
        post: what `collect` gave: the letters that lie in the places.
    """
    found: dict[str, list[Copy]] = {}
    for sha256, letters in post.lying.items():
        conversation, recorded = desk.transfers.by_digest[sha256]
        exchange = desk.transfers.exchanges[conversation]
        is_ours = exchange.is_ours and exchange.opening.kind is MessageKind.REPAIR_REQUEST
        if recorded.kind is not MessageKind.REPAIR_PARCEL or not is_ours:
            continue
        partner = desk.partners.of(exchange.partner)
        if partner is None:
            continue
        for package in recorded.packages:
            copies = (_parcel(partner, letter) for letter in letters)
            found.setdefault(package, []).extend(copies)
    return found


def _parcel(partner: Partner, letter: Letter) -> Copy:
    def read(record: FileRecord) -> Iterator[bytes]:
        base = f"{letter.directory}/" if letter.directory else ""
        sha256 = record.digests.get("sha256", "none")
        pieces = letter.mailbox.read(f"{base}{REPAIR_FILES}/{sha256}", record.size_bytes + 1)
        try:
            yield next(pieces, b"")
        except Unreadable:
            # Who saves the attachments of a mail saves them into one folder, without directories.
            pieces = letter.mailbox.read(f"{base}{sha256}", record.size_bytes + 1)
        yield from pieces

    return Copy(f"the partner {partner.name}", read)
