"""Receive: take in what partners say, copy what they offer, judge it, answer, and take it over.

Every step follows from what is on record and from what lies in quarantine, so a run that was
stopped anywhere is finished by the next one.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from preserve.errors import ArchiveLocked, CannotDecide, EvidenceFailure, PreserveError
from preserve.exchange.offer import Offered
from preserve.exchange.verdicts import (
    awaits_us,
    beyond_caps,
    deliveries_to_us,
    offered_packages,
    received_draft,
    refused_drafts,
)
from preserve.fixity.pool import Progress, silent
from preserve.ledger.partners import Partner
from preserve.ledger.transfers import Exchange
from preserve.model.catalogue import CATALOGUE, finding
from preserve.model.delivery import DeliveryTold, PackageTold
from preserve.model.exchange import Step
from preserve.model.file import printable
from preserve.model.finding import Finding
from preserve.model.receiving import ExchangeReport
from preserve.workflows.answering import answer_partners
from preserve.workflows.archive import Archive
from preserve.workflows.commit_deliveries import commit_due
from preserve.workflows.desk import Desk, Post, desk_of
from preserve.workflows.dispatch import dispatch
from preserve.workflows.judge_delivery import Bench, judge_delivery
from preserve.workflows.places import Place, collect, places_for_answers, places_of
from preserve.workflows.quarantine import Quarantine

MOST_DELIVERIES: Final = 200


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be received.

    Attributes:
        partner: only from this one, by name.
        path: a directory to look in, in place of those in preserve.toml.
        progress: told how many files and bytes were copied or judged.
        most_deliveries: that are taken on of one partner in one run; the oldest come first.
    """

    partner: str | None = None
    path: str | None = None
    progress: Progress = silent
    most_deliveries: int = MOST_DELIVERIES


def receive(archive: Archive, wanted: Wanted, clock: Callable[[], datetime]) -> ExchangeReport:
    """Receive what partners sent, as far as it can be brought now.

    Raises:
        UsageProblem: there is no such partner, or no such directory.
        CannotDecide: preserve.toml cannot be understood; the store is offline; no room.
        ArchiveLocked: another run is at work.
        EvidenceFailure: the history does not verify, so nothing is added to it.
    """
    rules = archive.exchange_rules()
    with desk_of(archive, clock) as desk:
        places = places_of(desk, wanted.partner, wanted.path)
        report = ExchangeReport(places=len(places))
        post = collect(desk, places, named=wanted.path is not None)
        report.findings.extend(post.findings)
        bench = Bench(desk, rules, wanted.progress)
        only = desk.partners.named(wanted.partner) if wanted.partner is not None else None
        open_ones = list(_open_deliveries(desk, only, post))
        found: dict[tuple[str, str], dict[str, tuple[Finding, ...]]] = {}
        for exchange, partner in _as_many_as_one_run_takes(
            open_ones, wanted.most_deliveries, report
        ):
            found[partner.name, exchange.conversation.name] = _one(bench, exchange, partner, post)
        committed = commit_due(desk, wanted.partner)
        report.receipts.extend(committed.filed.paths)
        report.findings.extend(committed.filed.findings)
        for delivery in committed.deliveries:
            _add(found.setdefault((delivery.partner, delivery.conversation), {}), delivery)
        answering = answer_partners(desk, post)
        report.answered = list(answering.lines)
        report.findings.extend(answering.findings)
        _carry_out(desk, places, wanted, report)
        report.deliveries.extend(
            _result(exchange, partner, found.get((partner.name, exchange.conversation.name), {}))
            for exchange, partner in open_ones
        )
    return report


def _carry_out(desk: Desk, places: list[Place], wanted: Wanted, report: ExchangeReport) -> None:
    answers = places_for_answers(desk, places, wanted.partner, wanted.path)
    sent = dispatch(desk, answers, wanted.partner)
    report.findings.extend(found for found in sent.findings if found not in report.findings)
    report.placed, report.waiting, report.carried = sent.placed, sent.waiting, sent.lines


def _add(found: dict[str, tuple[Finding, ...]], delivery: DeliveryTold) -> None:
    """Add what taking over found to what judging found."""
    for told in delivery.packages:
        if told.findings:
            found[told.package] = (*found.get(told.package, ()), *told.findings)


def _open_deliveries(
    desk: Desk, only: Partner | None, post: Post
) -> "list[tuple[Exchange, Partner]]":
    """Return the deliveries that are not over, or that a message of this run was about."""
    new = {taken.message.conversation for taken in post.new}
    found = []
    for exchange in deliveries_to_us(desk.transfers):
        partner = desk.partners.of(exchange.partner)
        is_meant = partner is not None and (only is None or only.archive == partner.archive)
        is_due = not exchange.is_over or exchange.conversation in new
        if partner is not None and is_meant and is_due:
            found.append((exchange, partner))
    return found


def _as_many_as_one_run_takes(
    open_ones: Sequence[tuple[Exchange, Partner]], most: int, report: ExchangeReport
) -> list[tuple[Exchange, Partner]]:
    taken, counts = [], Counter[str]()
    for exchange, partner in open_ones:
        if not awaits_us(exchange):
            continue
        counts[partner.name] += 1
        if counts[partner.name] <= most:
            taken.append((exchange, partner))
    for name, count in counts.items():
        if count > most:
            words = f"{printable(name)} has {count:,} deliveries open; {most:,} were taken on."
            report.findings.append(finding("XCH-055", words))
    return taken


def _one(
    bench: Bench, exchange: Exchange, partner: Partner, post: Post
) -> dict[str, tuple[Finding, ...]]:
    """Bring one delivery on; what is in the way of it is in the way of no other one.

    Raises:
        PreserveError: the history cannot be added to.
    """
    waiting = [package for package, step in exchange.steps.items() if step in _WAITING]
    try:
        return _brought_on(bench, exchange, partner, post)
    except (ArchiveLocked, EvidenceFailure):
        raise
    except PreserveError as problem:
        is_told = isinstance(problem, CannotDecide) and problem.code in CATALOGUE
        code = problem.code if is_told else "XCH-051"
        found = finding(code, problem.message)._replace(remedy=problem.remedy)
        return dict.fromkeys(waiting, (found,))


_WAITING = frozenset({Step.OFFERED, Step.RECEIVED})


def _brought_on(
    bench: Bench, exchange: Exchange, partner: Partner, post: Post
) -> dict[str, tuple[Finding, ...]]:
    offered = offered_packages(bench.desk.message(exchange.opening).document)
    found = _refuse_what_is_too_large(bench, exchange, partner, offered)
    wanted = [each for each in offered if exchange.steps.get(each.package) in _WAITING]
    if not wanted:
        return found
    letters = post.lying.get(exchange.opening.sha256, [])
    arrived = Quarantine(bench.desk.archive, exchange).take(wanted, letters, bench.progress)
    found.update({package: (problem,) for package, problem in arrived.problems.items()})
    due = [each for each in wanted if exchange.steps[each.package] is Step.OFFERED]
    if due and arrived.whole.issuperset(each.package for each in due):
        bench.desk.say(partner, [received_draft(exchange, due)])
    if exchange.at_step(Step.RECEIVED):
        found.update(judge_delivery(bench, exchange, partner, offered, arrived.whole))
    return found


def _refuse_what_is_too_large(
    bench: Bench, exchange: Exchange, partner: Partner, offered: Sequence[Offered]
) -> dict[str, tuple[Finding, ...]]:
    """Refuse what is beyond the caps, before a byte of it is copied."""
    now = set(exchange.at_step(Step.OFFERED))
    beyond = beyond_caps(offered, bench.rules)
    refused = {package: why for package, why in beyond.items() if package in now}
    if refused:
        bench.desk.say(partner, list(refused_drafts(exchange, refused, kept=False)))
    return refused


def _result(
    exchange: Exchange, partner: Partner, found: dict[str, tuple[Finding, ...]]
) -> DeliveryTold:
    packages = tuple(
        PackageTold(package, step, found.get(package, ()))
        for package, step in exchange.steps.items()
    )
    return DeliveryTold(exchange.conversation.name, partner.name, packages)
