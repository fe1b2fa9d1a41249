"""Answer partners' challenges from bytes read now, and hold partners' proofs against our own.

Only the partner that deposited a package hears anything about it; of every other package the answer
is `unknown`, whether it is held here or not.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from preserve.exchange.challenge import (
    Claim,
    answered,
    claims_of,
    deposited_by,
    is_current,
    needs_our_bytes,
    unanswered,
    worth,
)
from preserve.exchange.copies import lost_words
from preserve.exchange.message import Draft, Message
from preserve.exchange.possession import salt_of
from preserve.ledger.partners import Partner
from preserve.ledger.replicas import proven_detail
from preserve.ledger.transfers import Exchange, MessageOnRecord
from preserve.model.catalogue import finding
from preserve.model.exchange import MessageKind
from preserve.model.finding import Finding, Where
from preserve.model.plain import mappings_of, text_of
from preserve.model.replica import LOST, CopyOutcome, CopyPlace, PlaceKind
from preserve.workflows.archive import require_online
from preserve.workflows.desk import Desk
from preserve.workflows.own_copy import OwnCopy, read_own
from preserve.workflows.replicas import replication_entry

MOST_ANSWERS: Final = 20
"""Of each partner in one run: every challenge costs a read of all it names."""


@dataclass
class Proving:
    """What was answered, or concluded.

    Attributes:
        partners: by name of the partner, how many packages there were of each outcome.
        carried: what lies where now for partners, in words, a line each.
    """

    partners: dict[str, Counter[str]] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    carried: list[str] = field(default_factory=list)

    def count(self, partner: Partner, outcome: str) -> None:
        """Count a package."""
        self.partners.setdefault(partner.name, Counter())[outcome] += 1

    def add(self, other: "Proving") -> None:
        """Take what else was done."""
        for name, counts in other.partners.items():
            self.partners.setdefault(name, Counter()).update(counts)
        self.findings.extend(other.findings)


def answer_due(desk: Desk) -> Proving:
    """Answer the challenges that wait for it, each with one message `proof`.

    What was answered is not answered again; a run that is stopped before its answer is on record
    reads anew.

    Raises:
        PreserveError: the history cannot be written, or our own store went away.
    """
    done = Proving()
    answers: Counter[str] = Counter()
    deposits: dict[str, frozenset[str]] = {}
    ours = frozenset(_nonce(desk, each) for each in unanswered(desk.transfers, ours=True))
    later: Counter[str] = Counter()
    asked: dict[str, set[str]] = {}
    for exchange in unanswered(desk.transfers, ours=False):
        partner = desk.partners.of(exchange.partner)
        if partner is None:
            continue
        before = asked.setdefault(partner.archive, set())
        if answers[partner.name] >= MOST_ANSWERS or not before.isdisjoint(
            exchange.opening.packages
        ):
            # Nobody has this archive read the same bytes again and again in one run.
            later[partner.name] += 1
            continue
        answers[partner.name] += 1
        before.update(exchange.opening.packages)
        if partner.archive not in deposits:
            deposits[partner.archive] = deposited_by(desk.transfers, partner.archive)
        if _nonce(desk, exchange) in ours:
            # Whoever lost the bytes would have us make the proof that we are waiting for.
            words = f"{partner.name} asks for a proof under a nonce of ours; it was not given one."
            done.findings.append(finding("XCH-005", words))
            _answer(desk, partner, exchange, frozenset(), done)
            continue
        _answer(desk, partner, exchange, deposits[partner.archive], done)
    for name, count in later.items():
        words = f"{count} challenges of {name} wait for the next run"
        done.findings.append(finding("XCH-007", f"{words}: they are more than any need."))
    return done


def _nonce(desk: Desk, exchange: Exchange) -> str:
    return text_of(desk.message(exchange.opening).document.get("nonce")) or ""


def _answer(
    desk: Desk, partner: Partner, exchange: Exchange, deposits: frozenset[str], done: Proving
) -> None:
    message = desk.message(exchange.opening)
    nonce = text_of(message.document.get("nonce")) or ""
    packages = []
    for asked in mappings_of(message.document.get("packages")):
        package = text_of(asked.get("package")) or ""
        wanted = text_of(asked.get("tag_manifest_sha256"))
        own = OwnCopy(CopyOutcome.UNKNOWN)
        if package in deposits:
            own = _as_asked(desk, package, wanted, salt_of(message))
        if own.outcome in {CopyOutcome.DAMAGED, CopyOutcome.MISSING}:
            words = f"{package} is {own.outcome.value} here; {partner.name} was told so."
            done.findings.append(finding("XCH-072", words, Where(file=package)))
        done.count(partner, f"answered-{own.outcome.value}")
        packages.append({"package": package, "outcome": own.outcome.value, "possession": own.proof})
    body = {"nonce": nonce, "packages": packages}
    desk.say(
        partner, [Draft(MessageKind.PROOF, exchange.conversation, exchange.opening.sha256, body)]
    )


def _as_asked(desk: Desk, package: str, manifest: str | None, salt: bytes) -> OwnCopy:
    """Read a package if it is on record here as it was deposited."""
    if not desk.holds(package):
        return OwnCopy(CopyOutcome.MISSING)
    record = desk.record_of(package)
    held = {file.path: file for file in record.files}.get("tagmanifest-sha256.txt")
    if held is None or held.digests.get("sha256") != manifest:
        return OwnCopy(CopyOutcome.UNKNOWN)
    own = read_own(desk.archive.store, record, salt)
    if own.outcome is not CopyOutcome.HELD:
        # A disk that was taken out meanwhile is no missing package.
        require_online(desk.archive, desk.history)
    return own


def proofs_due(desk: Desk) -> Proving:
    """Hold the answers to our challenges against our own bytes, read now, and record the outcome.

    Where our own copy is not sound nothing is concluded, and the next run tries again.

    Raises:
        PreserveError: the history cannot be written, or our own store went away.
    """
    done = Proving()
    for exchange in answered(desk.transfers):
        partner = desk.partners.of(exchange.partner)
        answer = exchange.messages[1]
        judged = desk.replicas.judged.get(answer.sha256, frozenset())
        packages = [name for name in exchange.opening.packages if name not in judged]
        if partner is None or not packages:
            continue
        outcomes = _judge(desk, partner, exchange, packages, done)
        if outcomes:
            _record(desk, partner, answer, outcomes)
    return done


def _judge(
    desk: Desk, partner: Partner, exchange: Exchange, packages: list[str], done: Proving
) -> dict[str, CopyOutcome]:
    """Return what was concluded of each package; what was not is a finding."""
    challenge, answer = (desk.message(each) for each in exchange.messages[:2])
    salt = salt_of(challenge)
    claims = _claims(challenge, answer)
    outcomes: dict[str, CopyOutcome] = {}
    for package in packages:
        claim = claims.get(package)
        if answer.kind is MessageKind.REFUSED and claim is None:
            outcome: CopyOutcome | None = CopyOutcome.REFUSED
        elif not needs_our_bytes(claim):
            outcome = worth(claim, "")
        else:
            outcome = _held_against_ours(desk, exchange, package, (claim, salt), done)
        if outcome is None:
            done.count(partner, "inconclusive")
            continue
        outcomes[package] = outcome
        done.count(partner, outcome.value)
        done.findings.extend(_told(partner, package, outcome))
    return outcomes


def _claims(challenge: Message, answer: Message) -> Mapping[str, Claim]:
    """Return what an answer says; what was made for another nonce proves nothing."""
    if answer.kind is not MessageKind.PROOF:
        return {}
    claims = claims_of(answer.document)
    if answer.document.get("nonce") == challenge.document.get("nonce"):
        return claims
    return {package: claim._replace(possession=None) for package, claim in claims.items()}


def _held_against_ours(
    desk: Desk,
    exchange: Exchange,
    package: str,
    claimed: tuple[Claim | None, bytes],
    done: Proving,
) -> CopyOutcome | None:
    claim, salt = claimed
    held = desk.history.holdings.get(package)
    if held is None or not is_current(held, exchange.opening.entry):
        words = f"{package} was changed here since the challenge; its proof says nothing now."
        done.findings.append(finding("XCH-073", words, Where(file=package)))
        return CopyOutcome.UNANSWERED
    own = read_own(desk.archive.store, desk.record_of(package), salt)
    if own.proof is not None:
        return worth(claim, own.proof)
    require_online(desk.archive, desk.history)
    what = "cannot be read" if own.outcome is CopyOutcome.UNREADABLE else f"is {own.outcome.value}"
    code = "XCH-073" if own.outcome is CopyOutcome.UNREADABLE else "XCH-072"
    words = f"{package} {what} here, so nothing is concluded from the partner's proof."
    done.findings.append(finding(code, words, Where(file=package)))
    return None


_CODES: Final = {
    CopyOutcome.DAMAGED: "XCH-075",
    CopyOutcome.MISSING: "XCH-076",
    CopyOutcome.UNKNOWN: "XCH-076",
    CopyOutcome.WRONG: "XCH-077",
}
_NO_PROOF: Final = {
    CopyOutcome.UNREADABLE: "could not read its copy of",
    CopyOutcome.REFUSED: "refused to be challenged for",
    CopyOutcome.UNANSWERED: "gave no proof for",
}


def _told(partner: Partner, package: str, outcome: CopyOutcome) -> list[Finding]:
    where = Where(file=package)
    if outcome in LOST:
        place = CopyPlace(PlaceKind.PARTNER, partner.name)
        return [finding(_CODES[outcome], lost_words(place, outcome, package), where)]
    if outcome in _NO_PROOF:
        words = f"Partner {partner.name} {_NO_PROOF[outcome]} {package}."
        return [finding("XCH-079", words, where)]
    return []


def _record(
    desk: Desk, partner: Partner, answer: MessageOnRecord, outcomes: Mapping[str, CopyOutcome]
) -> None:
    who = (partner.archive, partner.name)
    detail = proven_detail(who, answer.sha256, outcomes, answer.kind.value)
    is_good = all(outcome is CopyOutcome.HELD for outcome in outcomes.values())
    entry = replication_entry(desk.clock(), detail, "success" if is_good else "failure")
    desk.record([entry])
