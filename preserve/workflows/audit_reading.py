"""Have packages read by helper processes, a batch at a time, as long as the run may go on."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from typing import Self

from preserve.errors import EvidenceFailure, StoreOffline
from preserve.fixity.check import Checked
from preserve.fixity.compare import PackageResult
from preserve.fixity.pace import share_of
from preserve.fixity.pool import Progress
from preserve.fixity.team import Instead, Team
from preserve.ledger.inventory import Holding
from preserve.model.audit import AuditFinding, FileState, PackageState
from preserve.model.catalogue import finding
from preserve.model.file import Entry
from preserve.model.finding import Where
from preserve.model.policy import Policy
from preserve.workflows.archive import Archive, History, offline_words
from preserve.workflows.audit_options import AuditOptions
from preserve.workflows.audit_worker import (
    AuditJob,
    AuditResult,
    Check,
    Found,
    Look,
    Members,
    Sign,
    Stored,
    work,
)

# A batch is so many packages, or fewer large ones.
_BATCH_PACKAGES = 64
_BATCH_BYTES = 32 << 20
_BATCH_BODIES_BYTES = 3 << 17
# So many inventories are fetched from the ledger with one look.
_LOOK_PACKAGES = 512


class Ear:
    """Hears what the helpers tell on the way."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._members: Callable[[Sequence[Entry]], None] = _unheard

    def listen(self, members: Callable[[Sequence[Entry]], None]) -> None:
        """Say who wants to know what lies at the top of the store."""
        self._members = members

    def hear(self, told: object) -> None:
        """Take what a helper tells."""
        if isinstance(told, Sign):
            self._progress(told.files, told.size_bytes)
        elif isinstance(told, Members):
            self._members(told.entries)


def _unheard(_members: Sequence[Entry]) -> None:
    """Do nothing with a part of a listing."""


class Readers:
    """The helpers of one run, and what they need to know to read its store."""

    def __init__(self, archive: Archive, policy: Policy, options: AuditOptions, ear: Ear) -> None:
        self.ear = ear
        self.store = archive.store
        self._policy = policy
        self._options = options
        limits = options.limits or policy.limits
        self._limit_seconds = limits.time_seconds
        self._team: Team[AuditJob, AuditResult] = Team(
            work, options.workers, options.monotonic, ear.hear
        )
        self._rate = (
            None
            if limits.bytes_per_second is None
            else share_of(limits.bytes_per_second, options.workers)
        )
        self._started = options.monotonic()
        self._held: str | None = None

    def __enter__(self) -> Self:
        """Start the helpers."""
        self._team.__enter__()
        return self

    def __exit__(self, *exception: object) -> None:
        """End the helpers."""
        self._team.__exit__(*exception)

    @property
    def bytes_per_second(self) -> float | None:
        """The share of each helper in the limit."""
        return self._rate

    def done(self, job: AuditJob) -> AuditResult:
        """Have one job done.

        Raises:
            PreserveError: the store does not answer.
            OSError: the store cannot be read.
        """
        results = list(self._results(iter([job])))
        return results[0][1]

    def require_online(self, archive_id: str) -> None:
        """See to it that the store is this archive's.

        Raises:
            StoreOffline: its sentinel is missing or another archive's.
            StoreStalled: it does not answer.
        """
        held = self.done(Look(self.store))
        if held != archive_id:
            shown = held if isinstance(held, str) else None
            raise StoreOffline(offline_words(self.store.name, shown))

    def checked(
        self, history: History, order: Sequence[Holding]
    ) -> Iterator[tuple[Holding, datetime, Checked]]:
        """Yield each package with its result and when it was begun with, as they come.

        A run whose time is up begins with no further package.

        Raises:
            StoreOffline: the store went away; nothing more is concluded.
            StoreStalled: it does not answer any more.
            EvidenceFailure: the ledger cannot be followed.
            OSError: the store itself cannot be read.
        """
        begun: dict[int, tuple[Sequence[Holding], datetime]] = {}
        hanging: list[tuple[Holding, datetime]] = []

        def instead(job: AuditJob) -> Iterable[AuditJob]:
            """Try the packages of a batch one by one; the one that hangs is known by then."""
            holdings, at = begun.pop(id(job))
            if len(holdings) == 1 or not isinstance(job, Check):
                hanging.extend((holding, at) for holding in holdings)
                return []
            alone = [job._replace(packages=(stored,)) for stored in job.packages]
            begun.update({id(one): ([held], at) for one, held in zip(alone, holdings, strict=True)})
            return alone

        jobs = self._jobs(history, order, begun)
        for job, found in self._results(jobs, instead):
            holdings, at = begun.pop(id(job))
            if not isinstance(found, Found) or not found.is_online:
                raise StoreOffline(offline_words(self.store.name, None))
            for holding, one in zip(holdings, found.checked, strict=True):
                yield holding, at, one
        for holding, at in hanging:
            yield holding, at, Checked(self._not_answered(holding))

    def _not_answered(self, holding: Holding) -> PackageResult:
        words = f"Package {holding.id} cannot be read: the store did not answer."
        made = finding("FIX-023", words, Where(file=holding.id))
        state = FileState.UNREADABLE.value
        note = AuditFinding(made, holding.id, self.store.name, state)
        return PackageResult(
            holding.id,
            self.store.name,
            PackageState.UNDECIDED,
            {state: holding.files},
            notes=(note,),
        )

    def _jobs(
        self,
        history: History,
        order: Sequence[Holding],
        begun: dict[int, tuple[Sequence[Holding], datetime]],
    ) -> Iterator[AuditJob]:
        for holdings, stored in _batches(history, order):
            if self._is_time_up():
                return
            threads = self._options.workers if len(holdings) == 1 else 1
            job = Check(
                self.store,
                history.archive_id,
                stored,
                self._policy.algorithms,
                self._rate,
                threads,
            )
            begun[id(job)] = (holdings, self._options.clock())
            yield job

    def _is_time_up(self) -> bool:
        if self._limit_seconds is None:
            return False
        return self._options.monotonic() - self._started >= self._limit_seconds

    def _results(
        self, jobs: Iterator[AuditJob], instead: Instead[AuditJob] | None = None
    ) -> Iterator[tuple[AuditJob, AuditResult]]:
        try:
            yield from self._team.results(jobs, self._policy.stall_seconds, instead)
        except ValueError as problem:
            raise EvidenceFailure(f"The ledger cannot be followed: {problem}.") from problem


def stored_packages(history: History, holdings: Sequence[Holding]) -> Iterator[Stored]:
    """Yield packages as the ledger's bytes have them, in the order given.

    Raises:
        EvidenceFailure: the ledger changed meanwhile.
    """
    for start in range(0, len(holdings), _LOOK_PACKAGES):
        group = holdings[start : start + _LOOK_PACKAGES]
        wanted = {number for one in group for number in (one.entry, *one.added)}
        bodies = history.entries.several(wanted)
        for one in group:
            numbers = (one.entry, *one.added)
            yield Stored(one.id, tuple(bodies[number] for number in numbers))


def _batches(
    history: History, order: Sequence[Holding]
) -> Iterator[tuple[Sequence[Holding], tuple[Stored, ...]]]:
    """Take packages together, as many as make a batch: at least one."""
    start, batch, size, body_size = 0, list[Stored](), 0, 0
    for place, stored in enumerate(stored_packages(history, order)):
        bodies = sum(map(len, stored.bodies))
        more = order[place].size_bytes
        is_full = (
            len(batch) >= _BATCH_PACKAGES
            or size + more > _BATCH_BYTES
            or body_size + bodies > _BATCH_BODIES_BYTES
        )
        if batch and is_full:
            yield order[start:place], tuple(batch)
            start, batch, size, body_size = place, [], 0, 0
        batch.append(stored)
        size += more
        body_size += bodies
    if batch:
        yield order[start:], tuple(batch)
