"""Carry what this archive says, and what belongs to it, from the outbox to places of exchange."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from preserve.errors import NoSpace, PreserveError
from preserve.exchange.offer import Offered
from preserve.ledger.partners import Partner
from preserve.model.catalogue import finding
from preserve.model.exchange import Direction
from preserve.model.file import printable
from preserve.model.finding import Finding
from preserve.model.partner import BY_HAND
from preserve.report.wording import counted
from preserve.storage import layout
from preserve.storage.hands import in_hands
from preserve.storage.mailbox import FileThere, Mailbox
from preserve.workflows.desk import Desk
from preserve.workflows.outbox import clear_bags, due_bags, laid_out_again, parcels
from preserve.workflows.places import Place

_SMALL_BYTES: Final = 4 << 20


@dataclass
class Dispatch:
    """What was carried out of the outbox, and what was not.

    Attributes:
        placed: how many files had to be written.
        waiting: names of the partners for whom something waits in the outbox: what is answered
            there waits no more, and what ends a delivery is told of once.
        lines: what lies where now, in words, a line for each partner.
    """

    placed: int = 0
    waiting: list[str] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)


def dispatch(desk: Desk, places: Sequence[Place], only: str | None = None) -> Dispatch:
    """Carry what lies in the outbox to the places of exchange: bags first, signatures last.

    Messages on record that are lost or damaged are written again, in the outbox and in the places.
    A place that is offline or full leaves it waiting; a rerun goes on. Bags of which nobody has any
    need left are removed from the outbox; nothing is ever removed from a place of exchange.

    Args:
        desk: the archive.
        places: where it goes.
        only: the name of the one partner of whom it is told what waits; None for all.

    Raises:
        PreserveError: the outbox cannot be read or written.
    """
    done = Dispatch()
    reached: set[str] = set()
    for partner in desk.partners.present():
        done.findings.extend(laid_out_again(desk, partner))
    for place in places:
        absence = place.absence()
        if absence is not None:
            done.findings.append(absence)
            continue
        reached.update(
            partner.archive for partner in place.partners if _deliver(desk, partner, place, done)
        )
    for partner in desk.partners.present():
        clear_bags(desk, partner)
        if partner.archive not in reached and only in {None, partner.name}:
            _tell_what_waits(desk, partner, done)
    return done


def _tell_what_waits(desk: Desk, partner: Partner, done: Dispatch) -> None:
    if _is_waiting(desk, partner):
        inbox = desk.archive.partner_settings().get(partner.name, BY_HAND).inbox
        done.waiting.append(partner.name)
        done.lines.append(_waiting_words(desk, partner, inbox))


def _is_waiting(desk: Desk, partner: Partner) -> bool:
    """Whether anything that we said to a partner may still have to be carried there.

    Nobody answers what ends a delivery: it waits in the run that says it, and not for ever.
    """
    return any(
        exchange.messages[-1].direction is Direction.SENT
        and (not exchange.is_over or desk.is_new(exchange.messages[-1].entry))
        for exchange in desk.transfers.exchanges.values()
        if exchange.partner == partner.archive
    )


def lying_by_hand(desk: Desk, partner: Partner) -> list[str]:
    """Return where everything lies that was ever said to a partner, if anything was.

    By hand nobody sees what came there: what was lost on its way is carried from here again.
    """
    is_said = any(
        recorded.direction is Direction.SENT
        for exchange in desk.transfers.exchanges.values()
        if exchange.partner == partner.archive
        for recorded in exchange.messages
    )
    if not is_said:
        return []
    words = f"Nothing new is to be carried to {partner.name}. What was said before lies in"
    return [
        f"{words} {_outbox_for(desk, partner)}: carry or mail it again if it was lost on its way."
    ]


def _outbox_for(desk: Desk, partner: Partner) -> str:
    return printable(f"{desk.archive.root}/{layout.OUTBOX}/for-{partner.archive}")


def _waiting_words(desk: Desk, partner: Partner, inbox: str | None) -> str:
    outbox = _outbox_for(desk, partner)
    if inbox is None:
        return (
            f"To carry to {partner.name} by hand, if it is not on its way already: copy {outbox}"
            " to a stick as it is, or mail the files in it."
        )
    return (
        f"For {partner.name}, something waits in the outbox, if it was not carried before: run this"
        f" again when {printable(inbox)} is there, or carry {outbox} by hand."
    )


def _deliver(desk: Desk, partner: Partner, place: Place, done: Dispatch) -> bool:
    """Carry everything for a partner to a place; return whether all of it is there.

    What is wrong with one exchange does not hold up the others, as long as there is room.
    """
    due = due_bags(desk, partner)
    before, is_all = done.placed, True
    for parcel in parcels(desk, partner, due, place.mailbox):
        try:
            for those in parcel:
                done.placed += _put_all(desk, place.mailbox, those, due)
        except PreserveError as problem:
            is_all = False
            code = problem.code if problem.code.startswith("XCH-") else "XCH-009"
            done.findings.append(finding(code, f"{place.shown}: {problem.message}"))
            if isinstance(problem, NoSpace):
                break
    if done.placed > before:
        count = counted(done.placed - before, "file")
        done.lines.append(f"Left for {partner.name} in {place.shown}: {count}.")
    return is_all


def _put_all(
    desk: Desk, mailbox: Mailbox, those: Sequence[FileThere], due: Mapping[str, Offered]
) -> int:
    """Put files into a place and return how many had to be written.

    Large ones one after the other, so that of a stick that is pulled out the first ones are whole.
    """

    def put(there: FileThere) -> bool:
        offered = due.get(there.name)
        content = (
            desk.outbox.content(there.name)
            if offered is None
            else desk.outbox.expected(there.name, offered.size_bytes, offered.sha256)
        )
        is_new = mailbox.put(there.name, content, settles=False)
        # A run that was killed may have left a bag whose name was never synced.
        if is_new or offered is not None:
            changed.add(there.name.rpartition("/")[0])
        return is_new

    changed: set[str] = set()
    small = [there for there in those if there.size_bytes <= _SMALL_BYTES]
    large = [there for there in those if there.size_bytes > _SMALL_BYTES]
    try:
        return sum(in_hands(put, small)) + sum(map(put, large))
    finally:
        # What is carried next says that these lie there; a rerun passes them over.
        for directory in sorted(changed):
            mailbox.sync(directory)
