"""Where the copies of each package are, and what they are worth now: from the history; pure."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from preserve.exchange.challenge import (
    Delivery,
    asked_at,
    deliveries,
    is_current,
    is_due,
    latest_proof,
    unanswered,
)
from preserve.ledger.inventory import Holding
from preserve.ledger.partners import Partner, Partners
from preserve.ledger.replicas import Copies, CopyOnRecord, Replica, Replicas
from preserve.ledger.transfers import Transfers
from preserve.model.audit import PackageState
from preserve.model.catalogue import finding
from preserve.model.finding import Finding
from preserve.model.policy import Policy
from preserve.model.replica import (
    LOST,
    WHOLE,
    CopyOfPackage,
    CopyOutcome,
    CopyPlace,
    CopyState,
    CopySums,
    CopySurvey,
    PackageCopies,
    PlaceKind,
)

PATIENCE_DAYS: Final = 14
"""After so long without an answer to a challenge somebody should ask."""
_NAMES_TOLD: Final = 5

_LOST_CODES: Final = {
    CopyState.DAMAGED: "XCH-075",
    CopyState.MISSING: "XCH-076",
    CopyState.UNKNOWN: "XCH-076",
    CopyState.WRONG: "XCH-077",
}
_DAMAGED: Final = frozenset({PackageState.DAMAGED, PackageState.MANIFEST_ALTERED})


class Known(NamedTuple):
    """What the history says.

    Attributes:
        store: the name of this archive's own store.
    """

    store: str
    holdings: Mapping[str, Holding]
    replicas: Replicas
    partners: Partners
    transfers: Transfers


class _Terms(NamedTuple):
    policy: Policy
    now: datetime


def survey(known: Known, policy: Policy, now: datetime) -> CopySurvey:
    """Return where the copies of every package are.

    Args:
        known: what the history says.
        policy: how many copies are wanted, and how often each is to be proven.
        now: the present instant.
    """
    terms = _Terms(policy, now)
    delivered = deliveries(known.transfers)
    asked = asked_at(known.transfers)
    packages = tuple(
        PackageCopies(held.id, tuple(_copies_of(held, known, delivered, (terms, asked))))
        for held in known.holdings.values()
    )
    sums = _sums(packages, policy)
    problems = (*_lost(packages), *_too_few(packages, sums), *_silent(known, terms))
    return CopySurvey(tuple(_places(known, delivered)), packages, sums, problems)


def _places(known: Known, delivered: Mapping[str, object]) -> Iterator[CopyPlace]:
    yield CopyPlace(PlaceKind.ARCHIVE, known.store)
    for replica in known.replicas.present():
        yield CopyPlace(PlaceKind.REPLICA, replica.name)
    for partner in known.partners.present():
        if partner.archive in delivered:
            yield CopyPlace(PlaceKind.PARTNER, partner.name)


_Asked = Mapping[tuple[str, str], datetime]


def _copies_of(
    held: Holding,
    known: Known,
    delivered: Mapping[str, Mapping[str, Delivery]],
    terms_and_asked: tuple[_Terms, _Asked],
) -> Iterator[CopyOfPackage]:
    terms, asked = terms_and_asked
    yield _own(held, known.store, terms)
    for replica in known.replicas.present():
        recorded = replica.copies.latest.get(held.id)
        if recorded is not None:
            yield _in_replica(held, replica, recorded, terms)
    for partner in known.partners.present():
        delivery = delivered.get(partner.archive, {}).get(held.id)
        if delivery is not None:
            copies = known.replicas.partners.get(partner.archive, Copies())
            copy = _with_partner((held, partner), delivery, copies, terms)
            yield copy._replace(asked_at=asked.get((partner.archive, held.id)))


def _own(held: Holding, store: str, terms: _Terms) -> CopyOfPackage:
    # What was never audited was read back when it was admitted.
    proven_at = held.read_at or held.packaged_at
    state = _by_age(proven_at, terms.policy.every_days, terms.now)
    if held.state in _DAMAGED:
        state = CopyState.DAMAGED
    return CopyOfPackage(CopyPlace(PlaceKind.ARCHIVE, store), state, proven_at)


def _in_replica(
    held: Holding, replica: Replica, recorded: CopyOnRecord, terms: _Terms
) -> CopyOfPackage:
    proven = replica.copies.proven.get(held.id)
    proven_at = proven.at if proven is not None else None
    state = _state(recorded, proven_at, terms)
    if state in WHOLE and proven is not None and not is_current(held, proven.entry):
        state = CopyState.OUTDATED
    return CopyOfPackage(CopyPlace(PlaceKind.REPLICA, replica.name), state, proven_at)


def _with_partner(
    whose: tuple[Holding, Partner], delivery: Delivery, copies: Copies, terms: _Terms
) -> CopyOfPackage:
    held, partner = whose
    proven_at = latest_proof(copies.proven.get(held.id), delivery)
    recorded = copies.latest.get(held.id)
    if recorded is not None and recorded.entry < delivery.receipt:
        recorded = None
    state = _state(recorded, proven_at, terms)
    if state in WHOLE and not is_current(held, delivery.offer):
        state = CopyState.OUTDATED
    return CopyOfPackage(CopyPlace(PlaceKind.PARTNER, partner.name), state, proven_at)


def _state(recorded: CopyOnRecord | None, proven_at: datetime | None, terms: _Terms) -> CopyState:
    if recorded is not None and recorded.outcome in LOST:
        return CopyState(recorded.outcome.value)
    return _by_age(proven_at, terms.policy.challenge_days, terms.now)


def _by_age(proven_at: datetime | None, days: int, now: datetime) -> CopyState:
    if proven_at is None:
        return CopyState.UNPROVEN
    return CopyState.OVERDUE if is_due(proven_at, days, now) else CopyState.CONFIRMED


def _sums(packages: Iterable[PackageCopies], policy: Policy) -> CopySums:
    counted = confirmed = fewer = overdue = 0
    oldest: datetime | None = None
    for each in packages:
        counted += 1
        confirmed += each.confirmed >= policy.copies
        fewer += each.whole < policy.copies
        # How old our own reads are, audits tell.
        for copy in each.copies[1:]:
            overdue += copy.state is CopyState.OVERDUE
            if copy.state in WHOLE and copy.proven_at:
                oldest = copy.proven_at if oldest is None else min(oldest, copy.proven_at)
    return CopySums(
        policy.copies, policy.challenge_days, counted, confirmed, fewer, overdue, oldest
    )


def _lost(packages: Iterable[PackageCopies]) -> Iterator[Finding]:
    lost: dict[tuple[CopyPlace, CopyState], list[str]] = {}
    for each in packages:
        for copy in each.copies[1:]:
            if copy.state in _LOST_CODES:
                lost.setdefault((copy.place, copy.state), []).append(each.package)
    for (place, state), names in lost.items():
        told = lost_words(place, CopyOutcome(state.value), some(names))
        yield finding(_LOST_CODES[state], told)


def lost_words(place: CopyPlace, outcome: CopyOutcome, packages: str) -> str:
    """Say what became of copies.

    Args:
        place: a replica or a partner.
        outcome: of what is lost.
        packages: their names, in words.
    """
    if place.kind is PlaceKind.REPLICA:
        what = "is not as recorded" if outcome is CopyOutcome.DAMAGED else "is gone"
        return f"Replica {place.name}: the copy of {packages} {what}."
    words = {
        CopyOutcome.DAMAGED: "says that its copy is damaged",
        CopyOutcome.MISSING: "says that its copy is gone",
        CopyOutcome.UNKNOWN: "says that it does not have what it gave a receipt for",
        CopyOutcome.WRONG: "says that it holds it, and its proof is wrong",
    }
    return f"Partner {place.name}, {packages}: it {words[outcome]}."


def some(names: list[str]) -> str:
    """Return names in words, the first few of many."""
    more = f" and {len(names) - _NAMES_TOLD:,} more" if len(names) > _NAMES_TOLD else ""
    return ", ".join(names[:_NAMES_TOLD]) + more


def _too_few(packages: tuple[PackageCopies, ...], sums: CopySums) -> Iterator[Finding]:
    # Where our own copy is all that is wanted, audits tell what became of it.
    if sums.fewer and sums.wanted > 1:
        names = [each.package for each in packages if each.whole < sums.wanted]
        words = f"{_counted(len(names))} fewer than {sums.wanted} whole copies: {some(names)}."
        yield finding("XCH-078", words)
    late: dict[CopyPlace, list[str]] = {}
    for each in packages:
        for copy in each.copies[1:]:
            if copy.state is CopyState.OVERDUE:
                late.setdefault(copy.place, []).append(each.package)
    for place, names in late.items():
        days = "day" if sums.challenge_days == 1 else f"{sums.challenge_days} days"
        words = f"{place.kind.value.capitalize()} {place.name}: not proven within the last {days}"
        yield finding("XCH-078", f"{words}: {some(names)}.")


def _counted(count: int) -> str:
    return "1 package has" if count == 1 else f"{count:,} packages have"


def _silent(known: Known, terms: _Terms) -> Iterator[Finding]:
    """Say which partners were asked and gave no proof."""
    for exchange in unanswered(known.transfers, ours=True):
        partner = known.partners.of(exchange.partner)
        waited = terms.now - exchange.opening.at
        if partner is not None and waited >= timedelta(days=PATIENCE_DAYS):
            words = f"Partner {partner.name} has not answered the challenge of"
            about = some(list(exchange.opening.packages))
            when = f"{exchange.opening.at:%Y-%m-%d}, {waited.days} days ago"
            yield finding("XCH-079", f"{words} {when}: {about}.")
    for partner in known.partners.present():
        copies = known.replicas.partners.get(partner.archive, Copies())
        for outcome, words in _NO_PROOF.items():
            names = [name for name, one in copies.latest.items() if one.outcome is outcome]
            if names:
                yield finding("XCH-079", f"Partner {partner.name} {words}: {some(names)}.")


_NO_PROOF: Final = {
    CopyOutcome.REFUSED: "refused the challenge",
    CopyOutcome.UNANSWERED: "gave an answer that proves nothing of some packages",
    CopyOutcome.UNREADABLE: "could not read its copy",
}
