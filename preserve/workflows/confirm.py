"""The sender's second step: hold what receivers prove against our own bytes, and answer."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from preserve.exchange.message import Draft, Message
from preserve.exchange.possession import salt_of
from preserve.exchange.receipt import lines_of, receipt_of, unlike_offer
from preserve.ledger.partners import Partner
from preserve.ledger.transfers import Exchange, MessageOnRecord
from preserve.model.catalogue import finding
from preserve.model.delivery import DeliveryTold, PackageTold
from preserve.model.exchange import CLOSED, Conversation, Direction, MessageKind, Step
from preserve.model.file import printable
from preserve.model.finding import Finding, Where
from preserve.model.package import PackageRecord
from preserve.model.plain import mappings_of, text_of
from preserve.model.receiving import ExchangeReport
from preserve.storage.hands import in_hands
from preserve.workflows.answering import answer_partners
from preserve.workflows.archive import Archive
from preserve.workflows.desk import Desk, desk_of
from preserve.workflows.dispatch import dispatch
from preserve.workflows.places import collect, places_for_answers, places_of
from preserve.workflows.possess import Possession, possess
from preserve.workflows.receipts import answered, file_receipts, is_filed

_LONGEST_WHY = 4_000


@dataclass(frozen=True, slots=True)
class ConfirmOptions:
    """What is looked at.

    Attributes:
        path: a directory in place of those in preserve.toml, or None.
        partner: only this one's answers; None for all.
    """

    path: str | None = None
    partner: str | None = None


def confirm(
    archive: Archive, options: ConfirmOptions, clock: Callable[[], datetime]
) -> ExchangeReport:
    """Take in what partners say, answer the proofs, file the receipts, carry the answers out.

    Raises:
        UsageProblem: there is no such partner, or no such directory.
        PreserveError: the archive is locked or offline, does not verify, or cannot be written.
    """
    with desk_of(archive, clock) as desk:
        places = places_of(desk, options.partner, options.path)
        post = collect(desk, places, named=options.path is not None)
        touched = {taken.message.conversation for taken in post.new}
        filed = file_receipts(desk)
        told = confirm_due(desk, touched, options.partner)
        answering = answer_partners(desk, post)
        answers = places_for_answers(desk, places, options.partner, options.path)
        sent = dispatch(desk, answers, options.partner)
        findings = [*post.findings, *filed.findings, *answering.findings]
        findings += [found for found in sent.findings if found not in findings]
        return ExchangeReport(
            deliveries=told,
            receipts=filed.paths,
            findings=findings,
            placed=sent.placed,
            waiting=sent.waiting,
            answered=list(answering.lines),
            carried=sent.lines,
            places=len(places),
        )


def confirm_due(
    desk: Desk, touched: Collection[Conversation] = (), only: str | None = None
) -> list[DeliveryTold]:
    """Answer every proof that waits for it, and tell how far our deliveries have come.

    Args:
        desk: the archive.
        touched: exchanges to tell of in any case: something new was said.
        only: name of the one partner that is meant; None for all.

    Returns:
        The deliveries that are not over, that ended otherwise than they should, or were touched.

    Raises:
        PreserveError: the history or the outbox cannot be written.
    """
    told = []
    last = _last_offers(desk)
    for exchange in list(desk.transfers.exchanges.values()):
        partner = desk.partners.of(exchange.partner)
        is_delivery = exchange.is_ours and exchange.opening.kind is MessageKind.OFFER
        if partner is None or not is_delivery or only not in {None, partner.name}:
            continue
        is_open = bool(set(exchange.steps.values()) - CLOSED)
        findings = _answer_proofs(desk, partner, exchange) if is_open else {}
        for package, found in _refusals(desk, partner, exchange, last):
            findings.setdefault(package, []).append(found)
        if is_open or findings or exchange.conversation in touched:
            told.append(_told(desk, partner, exchange, findings))
    return told


_Findings = dict[str, list[Finding]]


def _answer_proofs(desk: Desk, partner: Partner, exchange: Exchange) -> _Findings:
    """Answer every message `valid` of a delivery that is not answered."""
    findings: _Findings = {}
    for recorded in list(exchange.messages):
        if recorded.kind is MessageKind.VALID and recorded.direction is Direction.RECEIVED:
            due = [each for each in recorded.packages if exchange.steps.get(each) is Step.VALID]
            if due:
                findings |= _answer(desk, partner, recorded, due)
    return findings


class _Verdict(NamedTuple):
    """What becomes of a proof: it is confirmed, or there is a reason; `why` goes to the partner."""

    finding: Finding | None = None
    why: str | None = None


def _answer(
    desk: Desk, partner: Partner, recorded: MessageOnRecord, due: Sequence[str]
) -> _Findings:
    valid = desk.message(recorded)
    offer = answered(desk, answered(desk, valid))
    wrong = unlike_offer(valid, offer)
    proofs = {name: text_of(line.get("possession")) for name, line in lines_of(valid).items()}
    salt = salt_of(offer)
    verdicts = {
        package: _not_ours(partner, package, wrong[package]) for package in due if package in wrong
    }
    # What is on record is looked up here: the history belongs to one thread.
    asked = (
        (package, desk.record_of(package) if desk.holds(package) else None)
        for package in due
        if package not in wrong
    )
    for package, found in in_hands(lambda one: (one[0], _at_hand(desk, salt, *one)), asked):
        verdicts[package] = _held_against(desk, partner, offer, (package, proofs[package]), found)
    confirmed = [package for package, verdict in verdicts.items() if verdict.finding is None]
    withdrawn = {name: verdict.why for name, verdict in verdicts.items() if verdict.why is not None}
    drafts = []
    if confirmed:
        lines = [{"package": each, "possession": proofs[each]} for each in confirmed]
        body = {"packages": lines}
        drafts.append(Draft(MessageKind.CONFIRMATION, valid.conversation, valid.sha256, body))
    for why in sorted(set(withdrawn.values())):
        named = [{"package": each} for each in withdrawn if withdrawn[each] == why]
        taken_back = {"why": why[:_LONGEST_WHY], "packages": named}
        drafts.append(Draft(MessageKind.WITHDRAWAL, valid.conversation, offer.sha256, taken_back))
    if drafts:
        desk.say(partner, drafts)
    return {
        package: [verdict.finding]
        for package, verdict in verdicts.items()
        if verdict.finding is not None
    }


def _not_ours(partner: Partner, package: str, words: str) -> _Verdict:
    text = f"{package}, as {partner.name} has it, {words}."
    return _Verdict(
        finding("XCH-060", text, Where(file=package)), f"What you say of the package {words}."
    )


def _at_hand(
    desk: Desk, salt: bytes, package: str, record: PackageRecord | None
) -> Possession | None:
    """Read our own bytes now, and hold them against what is on record; None where nothing is."""
    if record is None:
        return None
    return possess(desk.archive.store.tree(package), salt, record)


def _held_against(
    desk: Desk,
    partner: Partner,
    offer: Message,
    claim: tuple[str, str | None],
    found: Possession | None,
) -> _Verdict:
    """Hold a proof against our own bytes, as they were read now."""
    package, proof = claim
    where = Where(file=package)
    if found is None:
        text = f"{package} is not on record here any more."
        return _Verdict(finding("XCH-061", text, where))
    if found.unreadable is not None:
        text = f"{package} was not confirmed: {found.unreadable}."
        return _Verdict(finding("XCH-062", text, where))
    if found.bag is None:
        text = f"{package} was not confirmed, as our own copy is damaged: {found.damage}."
        return _Verdict(finding("XCH-061", text, where))
    if found.bag.possession == proof:
        return _Verdict()
    if _is_changed_since(desk, package, offer):
        text = f"{package} was changed on record here after it was offered to {partner.name}."
        return _Verdict(
            finding("XCH-067", text, where),
            "The package was changed here after it was offered; it will be offered again.",
        )
    text = f"The proof that {partner.name} gave of {package} is not the one that our bytes give."
    return _Verdict(
        finding("XCH-060", text, where),
        "The proof of possession is not the one that our own bytes give, which are as on record.",
    )


def _is_changed_since(desk: Desk, package: str, offer: Message) -> bool:
    holding = desk.history.holdings.get(package)
    _, recorded = desk.transfers.by_digest[offer.sha256]
    return holding is not None and holding.entry > recorded.entry


def _last_offers(desk: Desk) -> dict[tuple[str, str], Conversation]:
    """Return in which delivery each package was offered last to each partner."""
    return {
        (exchange.partner, package): exchange.conversation
        for exchange in desk.transfers.exchanges.values()
        if exchange.is_ours
        for package in exchange.steps
    }


def _refusals(
    desk: Desk,
    partner: Partner,
    exchange: Exchange,
    last: dict[tuple[str, str], Conversation],
) -> Iterator[tuple[str, Finding]]:
    """Yield why packages are refused, until they are offered again, or taken back."""
    taken_back = {
        package
        for message in exchange.messages
        if message.kind is MessageKind.WITHDRAWAL
        for package in message.packages
    }
    due = [
        package
        for package in exchange.at_step(Step.REFUSED)
        if last[exchange.partner, package] == exchange.conversation and package not in taken_back
    ]
    said = _said_in_refusals(desk, exchange) if due else {}
    for package in due:
        for reason in mappings_of(said[package].get("findings")):
            yield package, _refusal(partner, package, reason)


def _said_in_refusals(desk: Desk, exchange: Exchange) -> dict[str, Mapping[str, object]]:
    """Return what was said last of each package that was refused."""
    said: dict[str, Mapping[str, object]] = {}
    for recorded in exchange.messages:
        if recorded.kind is MessageKind.REFUSED:
            said |= lines_of(desk.message(recorded))
    return said


def _refusal(partner: Partner, package: str, reason: Mapping[str, object]) -> Finding:
    code, said, remedy, file = (
        text_of(reason.get(key)) or "" for key in ("code", "message", "remedy", "file")
    )
    place = Where(file=package, path=printable(file) or None)
    found = finding("XCH-063", f"{partner.name} refuses {package}: {code} {printable(said)}", place)
    asked = f'{partner.name} says: "{printable(remedy)}" {found.remedy}'
    return found._replace(remedy=asked)


def _told(desk: Desk, partner: Partner, exchange: Exchange, findings: _Findings) -> DeliveryTold:
    packages = tuple(
        PackageTold(package, step, tuple(findings.get(package, ())))
        for package, step in exchange.steps.items()
    )
    accepted = exchange.latest(MessageKind.ACCEPTED)
    since = None
    if accepted is not None and is_filed(desk, exchange, accepted):
        since = receipt_of(desk.message(accepted)).at
    return DeliveryTold(exchange.conversation.name, partner.name, packages, since)
