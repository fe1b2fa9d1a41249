"""Audit: read packages, hold them against the ledger, and put the run on record."""

from contextlib import ExitStack
from dataclasses import dataclass

from preserve.errors import CannotDecide, EvidenceFailure
from preserve.fixity.plan import Candidate
from preserve.model.audit import AuditFinding, AuditReport, FileState
from preserve.model.policy import Policy
from preserve.report.wording import counted
from preserve.workflows.archive import Archive, History, read_history
from preserve.workflows.audit_elsewhere import explained, strangers_of
from preserve.workflows.audit_options import AuditOptions
from preserve.workflows.audit_plan import (
    Planned,
    Scope,
    candidates_of,
    planned,
    promise_findings,
)
from preserve.workflows.audit_reading import Ear, Readers
from preserve.workflows.audit_record import Record, Run

__all__ = ["AuditOptions", "audit"]


def audit(archive: Archive, options: AuditOptions) -> AuditReport:
    """Check packages, all of their bytes, and record the run.

    The bags are only read. A history that does not verify is reported and not added to; a store
    that is offline or does not answer is reported and not judged.

    Raises:
        ArchiveLocked: another run is at work.
        UsageProblem: a package that was named is not on record.
        PreserveError: the ledger or the policy cannot be read at all.
    """
    policy = archive.policy()
    ear = Ear(options.progress)
    # The helpers start before anything large is in memory, of which each would have a copy.
    with archive.lock(), Readers(archive, policy, options, ear) as readers:
        history = read_history(archive, is_locked=True)
        run = Run(options.clock(), options.token)
        record = Record(archive, history, run, is_kept=options.is_recorded)
        desk = _Desk(history, policy, options, readers, record)
        with ExitStack() as stack:
            # Stopped in the middle: what was read was read.
            stack.callback(lambda: record.keep(options.clock()))
            desk.carry_out()
            stack.pop_all()
        return record.end(options.clock())


@dataclass(frozen=True, slots=True)
class _Desk:
    """One run, with everything it needs."""

    history: History
    policy: Policy
    options: AuditOptions
    readers: Readers
    record: Record

    @property
    def store(self) -> str:
        return self.readers.store.name

    def carry_out(self) -> None:
        """Look at everything that is asked for, as far as it can be looked at."""
        verdict = self.history.verdict
        self.record.say_all(
            AuditFinding(found, None, "ledger", verdict.state.value) for found in verdict.findings
        )
        if not self.history.entries:
            # Without a history there is nothing to compare with, and nothing is unexpected.
            return
        holdings = self.history.holdings.values()
        candidates = candidates_of(holdings, self.policy, self.store)
        made = planned(self.history, candidates, self._scope(), self.policy, self.options.clock())
        named = dict.fromkeys(self.options.packages)
        self.record.set_scope([self.history.holdings[name] for name in named] or holdings)
        self.record.notes = made.notes
        self.options.expect(
            sum(holding.files for holding in made.order),
            sum(holding.size_bytes for holding in made.order),
        )
        if self._is_looked_at(made) and not self.options.packages:
            self._note_promise(candidates)

    def _scope(self) -> Scope:
        how_many = self.options.sample_packages
        return Scope(
            self.options.packages,
            self.options.is_due_only,
            self.options.limits or self.policy.limits,
            self.policy.sample_packages if how_many is None else how_many,
            self.options.token,
        )

    def _is_looked_at(self, made: Planned) -> bool:
        """Read what is planned; return whether the store let itself be read."""
        say = self.record.say
        try:
            self.readers.require_online(self.history.archive_id)
            self._read(made)
        except EvidenceFailure as problem:
            say(problem.code, problem.message, "altered", "ledger")
        except CannotDecide as problem:
            say(problem.code, problem.message, "offline", self.store)
        except OSError as problem:
            words = f"The store {self.store} cannot be read: {problem.strerror}."
            say("FIX-006", words, FileState.UNREADABLE.value, self.store)
        else:
            self._note_what_was_left(made)
            return True
        return False

    def _read(self, made: Planned) -> None:
        """Read packages, put a part on record now and then, and explain what was found."""
        begun = self.options.monotonic()
        for holding, at, checked in self.readers.checked(self.history, made.order):
            self.record.take(holding, at, checked)
            is_long = self.options.monotonic() - begun >= self.options.part_seconds
            if self.options.is_recorded and is_long:
                self.record.keep(self.options.clock())
                begun = self.options.monotonic()
        strangers = strangers_of(self.readers, self.history)
        left = explained(self.readers, self.history, self.record.tally, strangers)
        self.record.list_strangers(left)

    def _note_what_was_left(self, made: Planned) -> None:
        not_checked = FileState.NOT_CHECKED.value
        if not self.history.holdings:
            words = "No package is on record, so nothing was checked."
            self.record.say("FIX-021", words, not_checked, self.store)
        elif made.wanted and not self.record.checked:
            words = (
                f"Nothing was read of the {counted(made.wanted, 'package')} that this run is for."
            )
            self.record.say("FIX-026", words, not_checked, self.store)
        elif made.wanted > self.record.checked:
            left = made.wanted - self.record.checked
            words = f"The limits of this run left no room for {counted(left, 'package')}."
            self.record.notes = (*self.record.notes, words)

    def _note_promise(self, candidates: list[Candidate]) -> None:
        """Say what is overdue although this run was made, and whether the promise can be kept."""
        read = self.record.read_at
        for place, one in enumerate(candidates):
            candidates[place] = one._replace(checked_at=read.get(one.number, one.checked_at))
        now = self.options.clock()
        state = FileState.NOT_CHECKED.value
        self.record.say_all(
            AuditFinding(
                found, found.where.file if found.code in _OF_PACKAGES else None, self.store, state
            )
            for found in promise_findings(candidates, self.policy, self.history.checks, now)
        )


# What is said of one package; the other findings are about the policy.
_OF_PACKAGES = frozenset({"FIX-024", "FIX-028"})
