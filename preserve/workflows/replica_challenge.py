"""Have copies proven: replicas are read whole, partners are asked for a proof under a new nonce."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from preserve.errors import UsageProblem
from preserve.exchange.challenge import (
    Delivery,
    answered,
    asked_at,
    deliveries,
    is_current,
    is_due,
    latest_proof,
)
from preserve.exchange.copies import PATIENCE_DAYS, lost_words
from preserve.exchange.message import Draft
from preserve.exchange.offer import NONCE_BYTES
from preserve.fixity.check import Recorded, check_packages
from preserve.fixity.compare import PackageResult
from preserve.fixity.pool import Progress, silent
from preserve.ledger.inventory import Holding
from preserve.ledger.partners import Partner
from preserve.ledger.replicas import Copies, ReplicaStep, outcomes_detail, replica_detail
from preserve.model.audit import FileState, PackageState
from preserve.model.catalogue import finding
from preserve.model.exchange import Conversation, MessageKind, conversation_name
from preserve.model.file import printable
from preserve.model.finding import Finding, Where
from preserve.model.plain import text_of
from preserve.model.policy import Policy
from preserve.model.replica import CopyOutcome, CopyPlace, PlaceKind, ReplicaRun
from preserve.workflows.answer_challenges import Proving, answer_due, proofs_due
from preserve.workflows.archive import Archive
from preserve.workflows.desk import Chance, Desk, desk_of
from preserve.workflows.dispatch import dispatch
from preserve.workflows.places import collect, places_of
from preserve.workflows.replica_place import ReplicaPlace
from preserve.workflows.replica_sync import read_from_medium
from preserve.workflows.replicas import replicas_there, replication_entry

_BATCH_PACKAGES: Final = 200
_MOST_ASKED: Final = 10_000
_FILES_TOLD: Final = 5


@dataclass(frozen=True, slots=True)
class ChallengeOptions:
    """What is wanted.

    Attributes:
        name: only this replica or partner.
        is_due_only: only copies that the policy asks to be proven by now.
        progress: told what was read.
    """

    name: str | None = None
    is_due_only: bool = False
    progress: Progress = silent


def challenge(
    archive: Archive,
    options: ChallengeOptions,
    clock: Callable[[], datetime],
    random: Chance,
) -> ReplicaRun:
    """Have copies proven, and record what was found.

    Messages that lie in the places of exchange are taken in first: partners' challenges are
    answered, and their proofs held against our own bytes.

    Raises:
        UsageProblem: there is no such replica or partner.
        PreserveError: the archive's history does not verify or cannot be written, or its own
            store is offline.
    """
    policy = archive.policy()
    with desk_of(archive, clock) as desk:
        name = options.name
        partners = [one for one in desk.partners.present() if name in {None, one.name}]
        if name is not None and desk.replicas.named(name) is None and not partners:
            raise UsageProblem(
                f"{printable(name)} is neither a replica nor a partner of this archive.",
                remedy="`preserve replica list` and `preserve partner list` show them.",
            )
        asking = _Asking(desk, policy, options, random)
        replicas: dict[str, Mapping[str, int]] = {}
        findings: list[Finding] = []
        if name is None or not partners:
            replicas, findings = _replicas(desk, policy, options)
        done = asking.run(partners)
        counts = {partner: dict(found) for partner, found in done.partners.items()}
        return ReplicaRun(replicas, counts, (*findings, *done.findings), tuple(done.carried))


def _replicas(
    desk: Desk, policy: Policy, options: ChallengeOptions
) -> tuple[dict[str, Mapping[str, int]], list[Finding]]:
    """Read the replicas that have something to prove; the others need not be there."""
    due = {
        replica.name: tuple(_due_in(desk, replica.copies, policy, options))
        for replica in desk.replicas.present()
        if options.name in {None, replica.name}
    }
    counts: dict[str, Mapping[str, int]] = {}
    findings: list[Finding] = []
    for name, held in due.items():
        if not held and options.is_due_only:
            continue
        there = replicas_there(desk, name)
        findings.extend(there.findings)
        for place in there.places:
            counts[name] = read_replica(desk, place, held, options.progress, findings)
    return counts, findings


def _due_in(
    desk: Desk, copies: Copies, policy: Policy, options: ChallengeOptions
) -> Iterator[Holding]:
    now = desk.clock()
    for held in desk.history.holdings.values():
        recorded, proven = copies.latest.get(held.id), copies.proven.get(held.id)
        if recorded is None or (proven is not None and not is_current(held, proven.entry)):
            continue  # no copy, or one of what the package was before: `sync` brings it
        is_lost = recorded.outcome is not CopyOutcome.HELD
        proven_at = proven.at if proven is not None else None
        if not options.is_due_only or is_lost or is_due(proven_at, policy.challenge_days, now):
            yield held


def read_replica(
    desk: Desk,
    place: ReplicaPlace,
    due: Sequence[Holding],
    progress: Progress,
    findings: list[Finding],
) -> dict[str, int]:
    """Read copies from the medium, and put on record what was found, some hundred at a time.

    Args:
        desk: the archive.
        place: the replica; it was there a moment ago.
        due: what to read.
        progress: told what was read.
        findings: what is wrong is added to them.

    Returns:
        how many packages there were of each outcome.
    """
    counts: Counter[str] = Counter()
    for start in range(0, len(due), _BATCH_PACKAGES):
        batch = due[start : start + _BATCH_PACKAGES]
        records = [Recorded(desk.record_of(held.id), held.packaged_at) for held in batch]
        checked = check_packages(place.store, records, read_from_medium)
        outcomes = {one.result.id: outcome_of(one.result) for one in checked}
        is_good = all(outcome is CopyOutcome.HELD for outcome in outcomes.values())
        absent = None if is_good else place.absence()
        if absent is not None:
            # It was there when the run began: an unplugged disk is no missing package.
            findings.append(absent)
            break
        findings.extend(
            _told(place.name, one.result, outcomes[one.result.id])
            for one in checked
            if outcomes[one.result.id] is not CopyOutcome.HELD
        )
        detail = replica_detail(
            ReplicaStep.CHALLENGED, place.name, **outcomes_detail(outcomes.items())
        )
        entry = replication_entry(desk.clock(), detail, "success" if is_good else "failure")
        desk.record([entry])
        counts.update(outcome.value for outcome in outcomes.values())
        progress(sum(held.files for held in batch), sum(held.size_bytes for held in batch))
    return dict(counts)


def outcome_of(result: PackageResult) -> CopyOutcome:
    """Return what a check says of a copy."""
    if result.state is PackageState.INTACT:
        return CopyOutcome.HELD
    if result.state is PackageState.UNDECIDED:
        return CopyOutcome.UNREADABLE
    is_gone = set(result.files) == {FileState.MISSING.value}
    return CopyOutcome.MISSING if is_gone else CopyOutcome.DAMAGED


_CODES: Final = {
    CopyOutcome.DAMAGED: "XCH-075",
    CopyOutcome.MISSING: "XCH-076",
    CopyOutcome.UNREADABLE: "XCH-071",
}


def _told(replica: str, result: PackageResult, outcome: CopyOutcome) -> Finding:
    where = Where(file=result.id)
    files = [f"{printable(fault.path)} {fault.state.value}" for fault in result.faults]
    more = f" and {len(files) - _FILES_TOLD} more" if len(files) > _FILES_TOLD else ""
    told = f" ({', '.join(files[:_FILES_TOLD])}{more})" if files else ""
    if outcome is CopyOutcome.UNREADABLE:
        words = f"Replica {replica}: the copy of {result.id} cannot be read{told}."
        return finding("XCH-071", words, where)
    place = CopyPlace(PlaceKind.REPLICA, replica)
    words = lost_words(place, outcome, result.id).removesuffix(".")
    shown = told if outcome is CopyOutcome.DAMAGED else ""
    return finding(_CODES[outcome], f"{words}{shown}.", where)


class _Asking:
    """One run over the partners."""

    def __init__(
        self, desk: Desk, policy: Policy, options: ChallengeOptions, random: Chance
    ) -> None:
        self._desk = desk
        self._policy = policy
        self._options = options
        self._random = random
        self._now = desk.clock()

    def run(self, partners: Sequence[Partner]) -> Proving:
        """Take in what lies there, answer, judge, ask, and carry it out."""
        desk, done = self._desk, Proving()
        if self._options.is_due_only:
            partners = [partner for partner in partners if self._has_something(partner)]
        if not partners:
            return done
        places = [place for partner in partners for place in places_of(desk, partner.name)]
        done.findings.extend(collect(desk, places).findings)
        done.add(answer_due(desk))
        done.add(proofs_due(desk))
        delivered = deliveries(desk.transfers)
        for partner in partners:
            self._ask(partner, delivered.get(partner.archive, {}), done)
        carried = dispatch(desk, places, self._options.name)
        done.carried.extend(carried.lines)
        offline = {found.message for found in done.findings}
        done.findings.extend(found for found in carried.findings if found.message not in offline)
        return done

    def _has_something(self, partner: Partner) -> bool:
        """Whether anything is due with a partner, or on its way."""
        transfers = self._desk.transfers
        judged = self._desk.replicas.judged
        return (
            any(archive == partner.archive for archive, _ in asked_at(transfers))
            or any(
                exchange.partner == partner.archive
                and not judged.get(exchange.messages[1].sha256, frozenset())
                >= set(exchange.opening.packages)
                for exchange in answered(transfers)
            )
            or any(self._due(partner, deliveries(transfers).get(partner.archive, {})))
        )

    def _due(self, partner: Partner, delivered: Mapping[str, Delivery]) -> Iterator[Holding]:
        copies = self._desk.replicas.partners.get(partner.archive, Copies())
        days = self._policy.challenge_days
        patience = timedelta(days=min(days, PATIENCE_DAYS))
        for package, delivery in delivered.items():
            held = self._desk.history.holdings.get(package)
            if held is None or not is_current(held, delivery.offer):
                continue
            latest = copies.latest.get(package)
            if latest is not None and self._desk.is_new(latest.entry):
                continue  # the answer came in this very run
            proven_at = latest_proof(copies.proven.get(package), delivery)
            is_late = is_due(proven_at, days, self._now)
            # Whoever gave no proof a moment ago is not asked again each night.
            was_just_asked = latest is not None and self._now - latest.at < patience
            if not self._options.is_due_only or (is_late and not was_just_asked):
                yield held

    def _ask(self, partner: Partner, delivered: Mapping[str, Delivery], done: Proving) -> None:
        desk = self._desk
        waiting = {
            package for archive, package in asked_at(desk.transfers) if archive == partner.archive
        }
        due = list(self._due(partner, delivered))
        asked = []
        for held in due:
            manifest = text_of(desk.entry(held.entry).detail.get("tag_manifest_sha256"))
            if held.id in waiting:
                done.count(partner, "waiting")
            elif manifest is None:
                words = f"{held.id} has no tag manifest on record, by which it could be asked for."
                done.findings.append(finding("XCH-073", words, Where(file=held.id)))
            else:
                asked.append({"package": held.id, "tag_manifest_sha256": manifest})
                done.count(partner, "asked")
        for start in range(0, len(asked), _MOST_ASKED):
            name = conversation_name(desk.clock(), self._random(8).hex())
            body = {
                "nonce": self._random(NONCE_BYTES).hex(),
                "packages": asked[start : start + _MOST_ASKED],
            }
            conversation = Conversation(desk.me.archive, name)
            desk.say(partner, [Draft(MessageKind.CHALLENGE, conversation, None, body)])
