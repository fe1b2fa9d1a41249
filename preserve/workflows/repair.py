"""Repair a package file by file, from any copy whose bytes are the ones on record.

What is damaged is measured now. Nothing is taken from a copy that was not read whole and held
against every digest in the ledger; nothing is overwritten; afterwards the package is read again,
and for the archive's own store that reading is an audit on record, which settles the incident.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from preserve.errors import CannotDecide, PreserveError, StoreOffline
from preserve.exchange.repair import needs_of, plan, strangers, unmet
from preserve.fixity.check import Checked, Recorded, check_packages
from preserve.fixity.compare import PackageResult
from preserve.ledger.entry import LedgerEntry
from preserve.ledger.inventory import Holding
from preserve.model.audit import PackageState
from preserve.model.catalogue import CATALOGUE, finding
from preserve.model.file import printable
from preserve.model.finding import Finding
from preserve.model.package import PackageRecord
from preserve.model.repair import FilePlan, Needs, RepairReport
from preserve.report.wording import counted
from preserve.storage.local import LocalStore
from preserve.workflows.archive import (
    Archive,
    History,
    offline_words,
    open_journal,
    read_history,
    require_sound,
)
from preserve.workflows.ask_store import asked_for_identity
from preserve.workflows.audit_record import Record, Run
from preserve.workflows.incidents import Ended, close_incident
from preserve.workflows.repair_files import (
    Mending,
    Strangers,
    drop_story,
    finish_story,
    mend,
    unfinished,
)
from preserve.workflows.repair_read import read_from_medium
from preserve.workflows.repair_sources import Copy, Finder, require_no_links, tree_copy, why_not
from preserve.workflows.statements import statement
from preserve.workflows.which_package import not_on_record

_UNRECORDED: Final = frozenset({"FIX-016", "FIX-022"})
_NOTES_TOLD: Final = 3
_SETTLED: Final = frozenset(
    {PackageState.INTACT, PackageState.SUPERSEDED, PackageState.NOT_CHECKED}
)


@dataclass(frozen=True, slots=True)
class Target:
    """What is to be repaired.

    Attributes:
        package: its id.
        replica: the store of a replica that is to be mended; None for the archive's own.
    """

    package: str
    replica: LocalStore | None = None


@dataclass(frozen=True, slots=True)
class Terms:
    """Who repairs, and how far.

    Attributes:
        clock: tells the time.
        token: names each audit of the package, eight hex digits, others each time.
        by: who asks for it; with a name, the incident is closed when all is well.
        why: why what is not on record is moved out of the package; nothing moves without it.
        is_trial: only tell.
    """

    clock: Callable[[], datetime]
    token: Callable[[], str]
    by: str = ""
    why: str = ""
    is_trial: bool = False


def repair(
    archive: Archive, target: Target, terms: Terms, finders: Sequence[Finder]
) -> RepairReport:
    """Repair a package from copies.

    Args:
        archive: the archive, which is not locked.
        target: the package.
        terms: who, and how.
        finders: get copies ready, in the order in which they are asked.

    Raises:
        UsageProblem: the package is not on record, or a name or reason says nothing.
        StoreOffline: what is to be mended is not there.
        CannotDecide: a disk is full or read-only, or something changed meanwhile.
        ArchiveLocked: another run is at work.
        EvidenceFailure: the history does not verify, so nothing is added to it.
    """
    asked = replace(
        terms,
        by=statement(terms.by, "--by") if terms.by or terms.why else "",
        why=statement(terms.why, "--why") if terms.why else "",
    )
    with archive.lock():
        report = _Bench(archive, target, asked).repaired(finders)
    return _closed(archive, report, asked)


class _Bench:
    """A repair under the archive's lock."""

    def __init__(self, archive: Archive, target: Target, terms: Terms) -> None:
        self.archive = archive
        self.terms = terms
        self.store = target.replica or archive.store
        self.is_own = target.replica is None
        self.package = target.package
        self.history = self._read_history()
        if self.package not in self.history.holdings:
            raise not_on_record(self.package, self.history.holdings)
        held = asked_for_identity(self.store, archive.policy().stall_seconds)
        if held != self.history.archive_id:
            raise StoreOffline(offline_words(self.store.name, held))
        if target.replica is not None:
            require_no_links(target.replica)

    def repaired(self, finders: Sequence[Finder]) -> RepairReport:
        """Look, plan, mend, and look again."""
        if not self.terms.is_trial:
            self._finish_earlier()
        result = self._look()
        needs = needs_of(self.record, result)
        if needs.is_nothing:
            return self._nothing_to_do(result)
        with ExitStack() as stack:
            copies, notes = _offers(needs, finders, stack, self._renamed(needs))
            names = {path: copy.name for path, copy in copies.items()}
            report = RepairReport(
                self.package,
                self.store.name,
                plan(needs.wanted, names),
                findings=tuple(notes),
                is_trial=self.terms.is_trial,
            )
            if self.terms.is_trial:
                return self._with_findings(report, needs)
            for unrecorded in self._record(result):
                words = f"{unrecorded.message} Nothing was mended."
                remedy = CATALOGUE[unrecorded.code].remedy
                raise CannotDecide(words, code=unrecorded.code, remedy=remedy)
            return self._mended(report, needs, copies)

    def _mended(self, report: RepairReport, needs: Needs, copies: dict[str, Copy]) -> RepairReport:
        files = [file for file in report.files if file.copy is not None]
        aside = Strangers(needs.unexpected if self.terms.why else (), self.terms.why)
        if not files and not aside.paths:
            return self._with_findings(report, needs)
        done = mend(self._mending(), files, copies, aside)
        self._append(done.entries)
        finish_story(self.store, done.label)
        self.history = self._read_history()
        result = self._look()
        notes = self._record(result)
        after = needs_of(self.record, result)
        moved = {printable(path): printable(place) for path, place in done.moved.items()}
        told = replace(
            report,
            set_aside=moved,
            is_whole=after.is_nothing,
            findings=(*report.findings, *notes),
        )
        return self._with_findings(told, replace_wanted(needs, after, files))

    def _renamed(self, needs: Needs) -> dict[str, Copy]:
        """Return the package itself as a copy of files that lie in it under another name."""
        names = {one.record.path: one.lies_at or "" for one in needs.wanted if one.lies_at}
        tree = self.store.tree(self.package)
        copy = tree_copy(
            "the package itself, under another name", tree, lambda file: names[file.path]
        )
        records = [one.record for one in needs.wanted if one.lies_at]
        return {file.path: copy for file in records if why_not(copy, file) is None}

    def _with_findings(self, report: RepairReport, needs: Needs) -> RepairReport:
        incident = self.history.incidents.not_closed(self.package) if self.is_own else None
        moving = self.terms.is_trial and self.terms.why
        found = (
            *report.findings,
            *unmet(report.files),
            *strangers(() if moving else needs.unexpected),
            *needs.left,
        )
        name = None if incident is None else incident.id
        return replace(report, findings=found, incident=name)

    def _nothing_to_do(self, result: PackageResult) -> RepairReport:
        notes: list[Finding] = []
        incident = self.history.incidents.not_closed(self.package) if self.is_own else None
        is_open = incident is not None and incident.repair is None
        if not self.terms.is_trial and (is_open or self._holding.state not in _SETTLED):
            # An earlier run was stopped before it could say so, or somebody mended it by hand.
            notes = self._record(result)
        return RepairReport(
            self.package,
            self.store.name,
            findings=tuple(notes),
            is_trial=self.terms.is_trial,
            is_whole=True,
            incident=None if incident is None else incident.id,
        )

    def _finish_earlier(self) -> None:
        """Put on record what runs that were stopped did to the package."""
        for run in unfinished(self._mending(), self._is_on_record):
            if not (run.entries or run.is_told):
                drop_story(self.store, run.label)
                continue
            self._append(run.entries)
            finish_story(self.store, run.label)
            self.history = self._read_history()

    def _is_on_record(self, label: str) -> bool:
        return any(entry.detail.get("repair") == label for entry in self.history.entries)

    @property
    def record(self) -> PackageRecord:
        """The inventory on record now."""
        return self.history.record_of(self.package)

    @property
    def _holding(self) -> Holding:
        return self.history.holdings[self.package]

    def _look(self) -> PackageResult:
        recorded = Recorded(self.record, self._holding.packaged_at)
        return check_packages(self.store, [recorded], read_from_medium)[0].result

    def _record(self, result: PackageResult) -> list[Finding]:
        """Put what was found of our own package on record, as an audit of it."""
        if not self.is_own:
            return []
        run = Run(self.terms.clock(), self.terms.token())
        record = Record(self.archive, self.history, run, is_kept=True)
        record.set_scope([self._holding])
        record.take(self._holding, run.started_at, Checked(result))
        report = record.end(self.terms.clock())
        self.history = self._read_history()
        return [
            # Who audits a copy that is read-only is warned; a repair that cannot go on record is
            # not done.
            finding("FIX-016", one.finding.message, one.finding.where)
            for one in report.findings
            if one.finding.code in _UNRECORDED
        ]

    def _mending(self) -> Mending:
        name = None if self.is_own else self.store.name
        return Mending(self.store, name, self.record, self.terms.by, self.terms.clock())

    def _append(self, entries: Sequence[LedgerEntry]) -> None:
        if entries:
            with open_journal(self.archive, self.history) as journal:
                journal.append(list(entries))

    def _read_history(self) -> History:
        history = read_history(self.archive, is_locked=True)
        require_sound(history)
        return history


def replace_wanted(before: Needs, after: Needs, files: Sequence[FilePlan]) -> Needs:
    """Return what is to be told after a repair: what is there now, and what did not stay mended."""
    mended = {file.wanted.record.path for file in files}
    again = [one for one in after.wanted if one.record.path in mended]
    told = [
        finding("XCH-085", f"{printable(one.record.path)} was put back and is {one.state} again.")
        for one in again
    ]
    return Needs(before.wanted, after.unexpected, (*told, *after.left))


def _offers(
    needs: Needs, finders: Sequence[Finder], stack: ExitStack, renamed: Mapping[str, Copy]
) -> tuple[dict[str, Copy], list[Finding]]:
    """Ask the copies in turn for what none before them has."""
    found = dict(renamed)
    notes: list[Finding] = []
    for finder in finders:
        missing = tuple(one.record for one in needs.wanted if one.record.path not in found)
        if not missing:
            break
        try:
            copies = finder(missing, stack)
        except PreserveError as problem:
            note = finding("XCH-082", problem.message)
            notes.append(note._replace(remedy=problem.remedy or note.remedy))
            continue
        for copy in copies:
            notes.extend(_in_short(copy, list(_asked(copy, needs, found))))
    return found, notes


def _asked(copy: Copy, needs: Needs, found: dict[str, Copy]) -> Iterator[Finding]:
    for one in needs.wanted:
        if one.record.path in found:
            continue
        why = why_not(copy, one.record)
        if why is None:
            found[one.record.path] = copy
        else:
            yield why


def _in_short(copy: Copy, notes: Sequence[Finding]) -> Sequence[Finding]:
    """Return the first findings about a copy, and how many more there are: it may lack all."""
    more = len(notes) - _NOTES_TOLD
    if more <= 0:
        return notes
    words = f"{copy.name}: {counted(more, 'more file')} cannot be taken from there."
    return (*notes[:_NOTES_TOLD], finding("XCH-083", words))


def _closed(archive: Archive, report: RepairReport, terms: Terms) -> RepairReport:
    """Close the incident, where a person gave a name and all is well."""
    if not (terms.by and report.is_whole and report.incident and not report.is_trial):
        return report
    if any(found.code == "FIX-016" for found in report.findings):
        return report  # the reading that would settle it is not on record
    copies = dict.fromkeys(file.copy for file in report.files if file.copy is not None)
    why = "repaired, and read again"
    if copies:
        why = f"repaired from {', '.join(copies)}, and read again"
    close_incident(archive, Ended(report.incident, terms.by, why), terms.clock)
    return replace(report, is_closed=True)
