"""What an audit is to read: the holdings, held against the promise of the archive."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from preserve.errors import UsageProblem
from preserve.fixity.feasibility import feasibility, load_of
from preserve.fixity.plan import (
    Candidate,
    PlanOptions,
    capacity_of,
    dated_ahead,
    days_of,
    fitting,
    overdue,
    plan,
    runs_within,
)
from preserve.fixity.sample import sample, sample_words
from preserve.ledger.checks import Check
from preserve.ledger.inventory import Holding
from preserve.model.audit import NOTHING_WRONG
from preserve.model.catalogue import finding
from preserve.model.finding import Finding, Where
from preserve.model.policy import Limits, Policy
from preserve.workflows.archive import History
from preserve.workflows.which_package import not_on_record

# Of a shorter run nobody can tell how fast a longer one would be.
_TELLING_SECONDS = 10


@dataclass(frozen=True, slots=True)
class Scope:
    """What is asked of a run.

    Attributes:
        packages: ids; empty means all of them.
        is_due_only: leave out what need not be read yet.
        limits: of this run.
        sample_packages: how many are read on top, by lot.
        seed_hex: for the lot.
    """

    packages: tuple[str, ...]
    is_due_only: bool
    limits: Limits
    sample_packages: int
    seed_hex: str


@dataclass(frozen=True, slots=True)
class Planned:
    """What a run reads.

    Attributes:
        order: the packages, the most pressing first.
        wanted: how many there would be without the limit in bytes.
        notes: what there is to say about the plan, in sentences.
    """

    order: tuple[Holding, ...]
    wanted: int
    notes: tuple[str, ...] = ()


def candidates_of(holdings: Iterable[Holding], policy: Policy, store: str) -> list[Candidate]:
    """Return the holdings as a plan sees them."""
    return [
        Candidate(
            holding.id,
            holding.number,
            holding.size_bytes,
            holding.files,
            holding.packaged_at,
            holding.read_at,
            holding.state not in NOTHING_WRONG,
            days_of(policy, store, holding.id),
        )
        for holding in holdings
    ]


def planned(
    history: History, candidates: Sequence[Candidate], scope: Scope, policy: Policy, now: datetime
) -> Planned:
    """Return what a run reads.

    Raises:
        UsageProblem: a package that was named is not on record.
    """
    candidates = _named(history, candidates, scope.packages)
    rate = measured_rate(history.checks)
    capacity = capacity_of(scope.limits, rate)
    made = plan(candidates, now, PlanOptions(scope.is_due_only, policy.run_every_days, capacity))
    order = list(made.order)
    if scope.limits.size_bytes is not None:
        order = fitting(candidates, order, scope.limits.size_bytes)
    names = [candidates[place].id for place in order]
    wanted, notes = len(made.order), tuple[str, ...]()
    if scope.sample_packages and scope.is_due_only:
        drawn = sample(candidates, frozenset(names), scope.sample_packages, scope.seed_hex)
        names.extend(drawn)
        wanted += len(drawn)
        notes = (sample_words(len(drawn), len(candidates)),)
    holdings = history.holdings
    return Planned(tuple(holdings[name] for name in names), wanted, notes)


def _named(
    history: History, candidates: Sequence[Candidate], packages: Sequence[str]
) -> Sequence[Candidate]:
    """Return those that were named; all of them where none was."""
    unknown = [name for name in packages if name not in history.holdings]
    if len(unknown) == 1:
        raise not_on_record(unknown[0], history.holdings)
    if unknown:
        raise UsageProblem(
            f"Not on record in this archive: {', '.join(unknown)}.",
            remedy="`preserve history` shows what is on record.",
        )
    named = frozenset(packages)
    return [one for one in candidates if one.id in named] if packages else candidates


def measured_rate(checks: Sequence[Check]) -> int | None:
    """Return how many bytes a second the latest run that took long enough read, or None."""
    for check in reversed(checks):
        seconds = (check.finished_at - check.started_at).total_seconds()
        if check.bytes_read and seconds >= _TELLING_SECONDS:
            return max(1, int(check.bytes_read / seconds))
    return None


def promise_findings(
    candidates: Sequence[Candidate], policy: Policy, checks: Sequence[Check], now: datetime
) -> list[Finding]:
    """Return whether the promise is kept and can be kept: overdue, undated, not feasible."""
    found = []
    for late in overdue(candidates, now):
        since = "was never read in full"
        if late.checked_at is not None:
            since = f"was last read in full on {late.checked_at:%Y-%m-%d}"
        days = f"{late.days_late} {'day' if late.days_late == 1 else 'days'}"
        words = f"{late.id} {since}; it has been overdue since {late.due_at:%Y-%m-%d} ({days})."
        found.append(finding("FIX-024", words, Where(file=late.id)))
    for name in dated_ahead(candidates, now):
        words = f"The latest check of {name} is dated in the future."
        found.append(finding("FIX-028", words, Where(file=name)))
    rarest = min((one.every_days for one in candidates), default=None)
    if rarest is not None and runs_within(rarest, policy.run_every_days) < 1:
        words = (
            f"A run every {policy.run_every_days} days cannot keep the promise that every byte is"
            f" read at least every {rarest} days."
        )
        return [*found, finding("FIX-025", words, Where(file="preserve.toml"))]
    judged = feasibility(load_of(candidates), policy, measured_rate(checks)) if candidates else None
    if judged is not None and not judged.is_feasible:
        found.append(finding("FIX-025", judged.words, Where(file="preserve.toml")))
    return found
