"""What lies in the outbox for a partner: messages as they are on record, bags while due."""

import re
from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Final, NamedTuple

from preserve.errors import NotWritable, PreserveError
from preserve.exchange.message import (
    LONGEST_MESSAGE_BYTES,
    SIGNATURE_ENDING,
)
from preserve.exchange.offer import BAGS, Offered, offered_in
from preserve.ledger.checkpoint import SIGNATURE_BYTES, is_signature, parse_key
from preserve.ledger.partners import Partner
from preserve.ledger.transfers import Exchange, MessageOnRecord
from preserve.model.catalogue import finding
from preserve.model.digest import digests_of
from preserve.model.exchange import CLOSED, Conversation, Direction, MessageKind, Step
from preserve.model.file import printable
from preserve.model.finding import Finding, Where
from preserve.model.plain import mapping_of
from preserve.storage import layout
from preserve.storage.mailbox import FileThere, Mailbox
from preserve.workflows.desk import Desk
from preserve.workflows.letters import MESSAGE_ENDING

_FILE: Final = re.compile(r"files/[0-9a-f]{64}")
"""A file for a repair: `preserve.workflows.repair_exchange`."""
_MEND: Final = "Mend the rights of the directory `outbox`, then run the same command again."
_READ_AFTER_THE_END: Final = timedelta(days=30)
ENDINGS: Final = (".tar", ".zip")
"""What the names of serialized bags end with."""


class Parcel(NamedTuple):
    """What lies in the outbox of one exchange, in the order in which it is carried.

    Attributes:
        beside: bags and files; they come before what is said about them.
        letters: messages.
        signatures: last of all; a message without its signature is still on its way.
    """

    beside: tuple[FileThere, ...]
    letters: tuple[FileThere, ...]
    signatures: tuple[FileThere, ...]


def place_of(desk: Desk, partner: Partner, conversation: str = "") -> str:
    """Return where things for a partner lie, in the outbox and in a place of exchange alike."""
    return layout.letters_path(partner.archive, desk.me.archive, conversation)


def deliveries(desk: Desk, partner: Partner) -> dict[str, Exchange]:
    """Return the exchanges that began with an offer to a partner, by name."""
    return {
        conversation.name: exchange
        for conversation, exchange in desk.transfers.exchanges.items()
        if exchange.partner == partner.archive
        and exchange.is_ours
        and exchange.opening.kind is MessageKind.OFFER
    }


def offered_by(desk: Desk, exchange: Exchange) -> dict[str, Offered]:
    """Return the packages of a delivery as its offer on record names them."""
    document = mapping_of(desk.entry(exchange.opening.entry).detail.get("message"))
    return offered_in(document)


def laid_out_again(desk: Desk, partner: Partner) -> Iterator[Finding]:
    """Write the messages to a partner again that are on record, and not whole in the outbox.

    What is in the way of some messages is in the way of no other ones; it is told once.

    Raises:
        PreserveError: the disk is full, or what is on record cannot be believed.
    """
    blocked: list[NotWritable] = []
    for recorded in _not_whole(desk, partner):
        message = desk.message(recorded)
        try:
            desk.lay_out(message)
        except NotWritable as problem:
            blocked.append(problem)
        else:
            words = f"{message.file_name} was not whole in the outbox; it was written again."
            yield finding("XCH-011", words, Where(file=message.file_name))
    if blocked:
        yield in_the_way(desk, partner, blocked)


def _not_whole(desk: Desk, partner: Partner) -> Iterator[MessageOnRecord]:
    """Yield the messages to a partner on record that do not lie in the outbox as they should."""
    long_over = _long_over(desk, partner)
    lying = _sizes_in(desk.outbox, place_of(desk, partner)) if long_over else {}
    for conversation, exchange in desk.transfers.exchanges.items():
        if exchange.partner != partner.archive:
            continue
        for recorded in exchange.messages:
            if recorded.direction is not Direction.SENT:
                continue
            name = _name_of(desk, conversation, recorded)
            is_there = lying.keys() >= {name, name + SIGNATURE_ENDING}
            if conversation.name in long_over and is_there:
                continue
            if not _is_whole(desk, name, recorded):
                yield recorded


def in_the_way(desk: Desk, partner: Partner, problems: Sequence[NotWritable]) -> Finding:
    """Return that something could not be written into the outbox, and what to do.

    Args:
        desk: the archive.
        partner: who it is for.
        problems: what it says of each file; at least one.
    """
    more = f" The same is so of {len(problems) - 1:,} more." if len(problems) > 1 else ""
    outbox = printable(desk.outbox.root)
    words = f"For {partner.name}, in {outbox}: {problems[0].message}{more}"
    return finding("XCH-033", words)._replace(remedy=problems[0].remedy or _MEND)


def signed_anew(desk: Desk) -> None:
    """Lay out again what was said to partners under a former key.

    Raises:
        PreserveError: the outbox cannot be written, or what is on record cannot be believed.
    """
    for exchange in desk.transfers.exchanges.values():
        if desk.partners.of(exchange.partner) is not None:
            for recorded in exchange.messages:
                if recorded.direction is Direction.SENT:
                    desk.lay_out(desk.message(recorded))


def _name_of(desk: Desk, conversation: Conversation, recorded: MessageOnRecord) -> str:
    exchange = desk.transfers.exchanges[conversation]
    place = layout.letters_path(exchange.partner, desk.me.archive, conversation.name)
    return f"{place}/{recorded.file_name}"


def _long_over(desk: Desk, partner: Partner) -> frozenset[str]:
    """Return the exchanges that are over, and of which nothing was said for a month.

    Their messages are looked for and not read: whoever has exchanged for years reads no more at
    each run than whoever begins.
    """
    since = desk.clock() - _READ_AFTER_THE_END
    return frozenset(
        conversation.name
        for conversation, exchange in desk.transfers.exchanges.items()
        if exchange.partner == partner.archive
        and exchange.is_over
        and exchange.messages[-1].at < since
    )


def _sizes_in(mailbox: Mailbox, directory: str) -> dict[str, int]:
    """Return how many bytes lie under each name; nothing where that cannot be listed."""
    try:
        return {there.name: there.size_bytes for there in mailbox.files(directory)}
    except PreserveError:
        return {}


def _is_whole(desk: Desk, name: str, recorded: MessageOnRecord) -> bool:
    try:
        data = b"".join(desk.outbox.read(name, LONGEST_MESSAGE_BYTES + 1))
        signature = b"".join(desk.outbox.read(name + SIGNATURE_ENDING, SIGNATURE_BYTES + 1))
    except PreserveError:
        return False
    is_same = digests_of(data, ("sha256",))["sha256"] == recorded.sha256
    return is_same and is_signature(data, signature, parse_key(desk.me.key).public)


def clear_bags(desk: Desk, partner: Partner) -> int:
    """Remove bags that are not due any more: they can be made again from the archive at any time.

    They go where every package of their offer is accepted, refused or withdrawn, and where a run
    was interrupted before it had put the offer on record. Messages stay.

    Returns:
        How many files of interrupted runs went.

    Raises:
        PreserveError: the outbox cannot be read or written.
    """
    known = deliveries(desk, partner)
    gone = 0
    for name in desk.outbox.directories(place_of(desk, partner)):
        exchange = known.get(name)
        place = place_of(desk, partner, name)
        if exchange is None:
            gone += discard(desk, place)
        elif set(exchange.steps.values()) <= CLOSED:
            desk.outbox.clear(f"{place}/{BAGS}", ENDINGS)
    return gone


def discard(desk: Desk, place: str) -> int:
    """Remove the bags of an exchange of which no offer is on record; return how many went.

    Raises:
        PreserveError: the outbox cannot be read or written.
    """
    gone = desk.outbox.clear(f"{place}/{BAGS}", ENDINGS)
    desk.outbox.clear(place, ())
    return gone


def due_bags(desk: Desk, partner: Partner) -> dict[str, Offered]:
    """Return the bags that the partner may still have to fetch, by their names in the outbox.

    They are those of the offers of which some package is not known to have arrived.
    """
    return {
        f"{place_of(desk, partner, name)}/{offered.file}": offered
        for name, exchange in deliveries(desk, partner).items()
        if Step.OFFERED in exchange.steps.values()
        for offered in offered_by(desk, exchange).values()
    }


def parcels(
    desk: Desk, partner: Partner, due: dict[str, Offered], mailbox: Mailbox
) -> list[Parcel]:
    """Return what lies in the outbox for a partner and is carried, exchange by exchange.

    Only what this archive has said goes out, and what belongs to it: whatever else came to lie
    there stays.

    Args:
        desk: the archive.
        partner: who it is for.
        due: the bags that are carried; others in the outbox stay there.
        mailbox: where it is carried; what has long lain there is left out.

    Raises:
        PreserveError: the outbox cannot be read.
    """
    top = place_of(desk, partner)
    long_over = _long_over(desk, partner)
    lying = _sizes_in(mailbox, top) if long_over else {}
    said = _said_to(desk, partner)
    found: dict[str, list[FileThere]] = {}
    for there in desk.outbox.files(top):
        name, _, rest = there.name.removeprefix(f"{top}/").partition("/")
        if name in long_over and lying.get(there.name) == there.size_bytes:
            continue
        names = said.get(name, set())
        is_said = rest.removesuffix(SIGNATURE_ENDING) in names
        if is_said or there.name in due or (names and _FILE.fullmatch(rest)):
            found.setdefault(name, []).append(there)
    return [_parcel(those) for those in found.values()]


def _said_to(desk: Desk, partner: Partner) -> dict[str, set[str]]:
    """Return what the files of the messages to a partner are called, by exchange."""
    found: dict[str, set[str]] = {}
    for conversation, exchange in desk.transfers.exchanges.items():
        if exchange.partner == partner.archive:
            found.setdefault(conversation.name, set()).update(
                _name_of(desk, conversation, each).rpartition("/")[2]
                for each in exchange.messages
                if each.direction is Direction.SENT
            )
    return found


def _parcel(those: list[FileThere]) -> Parcel:
    ranks: tuple[list[FileThere], ...] = ([], [], [])
    for there in those:
        is_signature_file = there.name.endswith(SIGNATURE_ENDING)
        ranks[2 if is_signature_file else there.name.endswith(MESSAGE_ENDING)].append(there)
    return Parcel(*map(tuple, ranks))
