"""Offer packages to a partner, take an offer back, and carry on with what waits in the outbox."""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Final

from preserve.containers.bag.serialized.write import Form
from preserve.errors import NotWritable, PreserveError, UsageProblem
from preserve.exchange.message import Draft
from preserve.exchange.offer import (
    BAGS,
    MOST_PACKAGES,
    NONCE_BYTES,
    WITHDRAWABLE,
    Offered,
    Said,
    offer_body,
    withdrawal_body,
)
from preserve.ledger.partners import Partner
from preserve.ledger.transfers import Exchange
from preserve.model.catalogue import finding
from preserve.model.exchange import Conversation, MessageKind, Step, conversation_name
from preserve.model.file import printable
from preserve.model.finding import Finding, Where
from preserve.model.package import PackageRecord
from preserve.storage.hands import in_hands
from preserve.storage.mailbox import Content
from preserve.workflows.archive import Archive
from preserve.workflows.desk import Chance, Desk, desk_of
from preserve.workflows.dispatch import dispatch, lying_by_hand
from preserve.workflows.held_bag import Held, written
from preserve.workflows.outbox import (
    clear_bags,
    deliveries,
    discard,
    due_bags,
    in_the_way,
    offered_by,
    place_of,
)
from preserve.workflows.places import collect, places_of
from preserve.workflows.sending import PackageSent, Sending, Sent
from preserve.workflows.statements import statement
from preserve.workflows.which_package import not_on_record

_Job = tuple[PackageRecord, date]
_MOST_NAMED: Final = 3
_TAG_MANIFEST: Final = "tagmanifest-sha256.txt"
_STILL_THERE: Final = {
    Step.OFFERED: "nothing has come back from there yet",
    Step.RECEIVED: "it has arrived there and is being looked at",
    Step.VALID: "the partner found it valid, and waits for `preserve confirm`",
    Step.CONFIRMED: "it is confirmed, and the partner's receipt is waited for",
    Step.ACCEPTED: "the partner has accepted it",
}
_NO_MORE_TO_DO: Final = {
    Step.CONFIRMED: "Nothing needs to be done: the receipt comes once the partner has run `preserve"
    " receive`; then run `preserve confirm`.",
    Step.ACCEPTED: "Nothing needs to be done. `preserve receipt list` shows the receipt.",
}
"""What to do at the steps at which an offer cannot be withdrawn any more."""


def send(archive: Archive, wanted: Sending, clock: Callable[[], datetime], chance: Chance) -> Sent:
    """Offer packages to a partner or take an offer back, then carry what waits in the outbox.

    All packages of a run become one offer, or none does. An offer goes on record once every bag
    lies in the outbox, whole and synced; from then on any run goes on with it.

    Args:
        archive: the archive.
        wanted: what, and to whom.
        clock: tells the time.
        chance: for the name of the exchange and for its nonce.

    Raises:
        UsageProblem: there is no such partner, package or exchange, or a text says nothing.
        ArchiveLocked: another run is at work.
        EvidenceFailure: the history does not verify, so nothing is added to it.
        PreserveError: the archive or its outbox cannot be read or written.
    """
    asked = _in_words(wanted)
    with desk_of(archive, clock) as desk:
        places = places_of(desk, partner=asked.partner)
        run = _Run(desk, _partner_of(desk, asked), asked, chance)
        for package in asked.packages:
            if not desk.holds(package):
                raise not_on_record(package, desk.history.holdings, "; nothing was sent")
        if not asked.is_trial:
            run.sent.findings.extend(collect(desk, places).findings)
        if asked.withdraw is not None:
            run.withdraw(asked.withdraw, asked.why or "")
        if not asked.is_trial:
            run.go_on()
        if asked.packages and asked.withdraw is None:
            run.offer()
        if not asked.is_trial:
            done = dispatch(desk, places, asked.partner)
            run.sent.placed, run.sent.waiting, run.sent.carried = (
                done.placed,
                done.waiting,
                done.lines or ([] if places else lying_by_hand(desk, run.partner)),
            )
            run.sent.findings.extend(done.findings)
        run.sent.findings = list(dict.fromkeys(run.sent.findings))
        return run.sent


def _in_words(wanted: Sending) -> Sending:
    """Return what is wanted with every text as it goes on record."""
    if len(wanted.packages) > MOST_PACKAGES:
        raise UsageProblem(
            f"{len(wanted.packages):,} packages are too many for one offer.",
            remedy=f"Send at most {MOST_PACKAGES:,} at a time.",
        )
    options = zip(("--rights", "--note", "--why"), wanted.said, strict=True)
    said = Said(*(None if text is None else statement(text, option) for option, text in options))
    why = None if wanted.why is None else statement(wanted.why, "--why")
    packages = tuple(dict.fromkeys(wanted.packages))
    return replace(wanted, said=said, why=why, packages=packages)


def _partner_of(desk: Desk, asked: Sending) -> Partner:
    partner = desk.partners.named(asked.partner)
    if partner is None:
        raise UsageProblem(f"{printable(asked.partner)} is no partner of this archive.")
    return partner


class _Run:
    """One run for one partner, with the desk open."""

    def __init__(self, desk: Desk, partner: Partner, asked: Sending, chance: Chance) -> None:
        self.partner = partner
        self.sent = Sent(partner.name)
        self._desk = desk
        self._asked = asked
        self._chance = chance

    def go_on(self) -> None:
        """Clear what an interrupted run left, and make bags again that are due and not whole."""
        gone = clear_bags(self._desk, self.partner)
        if gone:
            words = f"{gone} bags of an interrupted run were removed from the outbox."
            self.sent.findings.append(finding("XCH-036", words))
        due = due_bags(self._desk, self.partner)
        is_whole = in_hands(lambda item: self._is_whole(*item), due.items())
        broken = [item for item, whole in zip(due.items(), is_whole, strict=True) if not whole]
        for name, offered in broken:
            self.sent.findings.extend(self._made_again(name, offered))

    def offer(self) -> None:
        """Write the bags into the outbox, and then the offer."""
        known = dict(self._known())
        new = [package for package in self._asked.packages if package not in known]
        told = {**known, **(self._offered(new) if new else {})}
        self.sent.packages.extend(told[package] for package in self._asked.packages)

    def _offered(self, packages: Sequence[str]) -> dict[str, PackageSent]:
        """Offer packages that are new to the partner; return what became of each."""
        is_trial = self._asked.is_trial
        name = conversation_name(self._desk.clock(), self._chance(8).hex())
        place = place_of(self._desk, self.partner, name)
        try:
            held = list(self._told_of(in_hands(self._written(place), self._records(packages))))
            offered = [each.offered for each in held if each.offered is not None]
            is_offered = len(offered) == len(held) and self._may_be_sent(offered)
            if is_offered and not is_trial:
                self._say_offer(name, place, offered)
        finally:
            if not is_trial and self.sent.conversation is None:
                discard(self._desk, place)
        return {
            package: _told(package, each, is_offered=is_offered, is_trial=is_trial)
            for package, each in zip(packages, held, strict=True)
        }

    def withdraw(self, name: str, why: str) -> None:
        """Take back what is offered in an exchange and not confirmed."""
        exchange = deliveries(self._desk, self.partner).get(name)
        if exchange is None:
            raise UsageProblem(
                f"No offer to {self.partner.name} was made in an exchange {printable(name)}.",
                remedy="`preserve confirm` names the exchanges that are open; `preserve history`"
                " with the id of a package names all that it was part of.",
            )
        self.sent.conversation = name
        back = [package for package, step in exchange.steps.items() if step in WITHDRAWABLE]
        if back and not self._asked.is_trial:
            draft = Draft(
                MessageKind.WITHDRAWAL,
                exchange.conversation,
                exchange.opening.sha256,
                withdrawal_body(why, back),
            )
            self._desk.say(self.partner, [draft])
        done = "would-be-withdrawn" if self._asked.is_trial else "withdrawn"
        for package, step in exchange.steps.items():
            if package in back:
                self.sent.packages.append(PackageSent(package, done))
            elif step in {Step.CONFIRMED, Step.ACCEPTED}:
                words = f"{package} is {step.value}; its offer cannot be taken back any more."
                found = finding("XCH-035", words, Where(file=package))
                self.sent.packages.append(PackageSent(package, "not-withdrawn", (found,)))

    def _say_offer(self, name: str, place: str, offered: Sequence[Offered]) -> None:
        desk = self._desk
        desk.outbox.sync(f"{place}/{BAGS}")
        body = offer_body(self._chance(NONCE_BYTES), self._asked.said, offered)
        conversation = Conversation(desk.me.archive, name)
        # From here on the bags are those of an offer that may be on record: they stay.
        self.sent.conversation = name
        desk.say(self.partner, [Draft(MessageKind.OFFER, conversation, None, body)])

    def _may_be_sent(self, offered: Sequence[Offered]) -> bool:
        """Whether there are no risks, or somebody says why they are taken."""
        risks = {each.package: each.risks for each in offered if each.risks}
        asked = self._asked
        reason = asked.said.risk_note if risks else None
        if risks and reason is None and asked.ask is not None and not asked.is_trial:
            reason = asked.ask(risks)
        note = None if reason is None else statement(reason, "--why")
        self._asked = replace(asked, said=asked.said._replace(risk_note=note))
        if not risks or note is not None or asked.is_trial:
            return True
        more = f" and {len(risks) - _MOST_NAMED} more" if len(risks) > _MOST_NAMED else ""
        names = ", ".join(list(risks)[:_MOST_NAMED]) + more
        words = f"There are risks in {names}, and nobody has decided to take them."
        self.sent.findings.append(finding("XCH-032", words))
        return False

    def _known(self) -> Iterator[tuple[str, PackageSent]]:
        """Yield the packages that the partner has, or that are on their way."""
        wanted = set(self._asked.packages)
        for exchange in deliveries(self._desk, self.partner).values():
            for package in wanted & exchange.steps.keys():
                step = exchange.steps[package]
                if step in _STILL_THERE and not self._is_another_now(package, exchange):
                    words = f"{package} was offered in {exchange.conversation.name}:"
                    found = finding(
                        "XCH-034", f"{words} {_STILL_THERE[step]}.", Where(file=package)
                    )
                    found = found._replace(remedy=_NO_MORE_TO_DO.get(step, found.remedy))
                    yield package, PackageSent(package, "with-partner", (found,))

    def _is_another_now(self, package: str, exchange: Exchange) -> bool:
        """Whether a package changed, on record, after the partner had accepted it."""
        if exchange.steps[package] is not Step.ACCEPTED:
            return False
        files = self._desk.record_of(package).files
        now = next((file.digests.get("sha256") for file in files if file.path == _TAG_MANIFEST), "")
        return now != offered_by(self._desk, exchange)[package].tag_manifest_sha256

    def _records(self, packages: Iterable[str]) -> Iterator[_Job]:
        for package in packages:
            held = self._desk.history.holdings.get(package)
            on = held.packaged_at if held is not None else self._desk.clock()
            yield self._desk.record_of(package), on.date()

    def _written(self, place: str) -> Callable[[_Job], Held]:
        """Return what writes a package into the outbox; in a trial, nowhere."""
        store, asked = self._desk.archive.store, self._asked

        def write(file: str, parts: Iterable[bytes]) -> Content:
            if asked.is_trial:
                return _measured(parts)
            return self._desk.outbox.write(f"{place}/{BAGS}/{file}", parts)

        def work(job: _Job) -> Held:
            record, on = job
            return written(store.tree(record.id), record, asked.form, on, write)

        return work

    def _told_of(self, held: Iterable[Held]) -> Iterator[Held]:
        for each in held:
            if each.offered is not None:
                self._asked.progress(each.offered.files, each.offered.bag_bytes)
            yield each

    def _is_whole(self, name: str, offered: Offered) -> bool:
        try:
            there = self._desk.outbox.content(name)
        except PreserveError:
            return False
        return there.sha256 == offered.sha256

    def _made_again(self, name: str, offered: Offered) -> Iterator[Finding]:
        """Make a bag again as it was offered; one that has become another is of no use."""
        outbox, where = self._desk.outbox, Where(file=offered.package)
        [(record, on)] = self._records([offered.package])

        def write(_file: str, parts: Iterable[bytes]) -> Content:
            return outbox.write(name, parts)

        form = Form(offered.file.rpartition(".")[2])
        try:
            held = written(self._desk.archive.store.tree(record.id), record, form, on, write)
        except NotWritable as problem:
            yield in_the_way(self._desk, self.partner, [problem])
            return
        if held.offered is None:
            yield from held.findings
        elif held.offered.sha256 != offered.sha256:
            outbox.drop(name)
            words = f"The bag of {record.id} that was offered is gone, and cannot be made again."
            yield finding("XCH-037", words, where)
        else:
            words = f"The bag of {record.id} was not whole in the outbox; it was made again."
            yield finding("XCH-038", words, where)


def _measured(parts: Iterable[bytes]) -> Content:
    digest, size = hashlib.sha256(), 0
    for piece in parts:
        digest.update(piece)
        size += len(piece)
    return Content(size, digest.hexdigest(), lambda _offset: ())


def _told(package: str, held: Held, *, is_offered: bool, is_trial: bool) -> PackageSent:
    """Return what became of a package that was new to the partner."""
    if held.offered is None:
        is_faulty = any(found.code == "XCH-030" for found in held.findings)
        return PackageSent(package, "faulty" if is_faulty else "unreadable", held.findings)
    status = ("would-be-offered" if is_trial else "offered") if is_offered else "not-sent"
    return PackageSent(package, status, held.findings, held.offered.size_bytes, held.offered.risks)
