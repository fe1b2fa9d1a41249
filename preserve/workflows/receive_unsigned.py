"""Take in a stranger's bag that came without an offer: as a SIP, saying what is missing.

It is copied to quarantine first and judged there. A valid one is moved into the store as it is and
put on record; any other one stays in quarantine until a person decides.
"""

import contextlib
import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import NamedTuple

from preserve.containers.bag.serialized.caps import Caps
from preserve.containers.bag.serialized.endings import Form
from preserve.errors import CannotDecide, Unreadable
from preserve.fixity.pool import Job, Progress, measure_all, silent
from preserve.ledger.entry import LedgerEntry
from preserve.model.catalogue import CATALOGUE, finding
from preserve.model.digest import OUR_ALGORITHMS
from preserve.model.file import Entry, EntryKind, FileRecord, Measurement, Outcome, printable
from preserve.model.finding import Finding, Where
from preserve.model.package import PackageRecord
from preserve.model.receiving import SCAN_REQUIRED, ExchangeRules
from preserve.model.unsigned import UnsignedBag, UnsignedStatus
from preserve.model.verdict import Verdict
from preserve.storage import atomic
from preserve.storage.container import ContainerFile
from preserve.storage.staging import Staging
from preserve.storage.tree import LocalTree
from preserve.workflows.archive import (
    Archive,
    History,
    open_journal,
    read_history,
    require_online,
    require_sound,
)
from preserve.workflows.check_contents import check_package
from preserve.workflows.make_room import make_room
from preserve.workflows.quarantine_decisions import is_discarded, last_said
from preserve.workflows.scan import ScanOutcome, scan_files, scanner_of
from preserve.workflows.statements import statement
from preserve.workflows.unsigned_identity import Identity, Seen, identity_of, weak_digests
from preserve.workflows.unsigned_quarantine import Brought, bring_in, unfit, unlike
from preserve.workflows.unsigned_record import (
    Intake,
    Refusal,
    ingestion_of,
    note_refusal,
    refusal_of,
    shown_of,
)
from preserve.workflows.unsigned_source import Source, nameless, source_of
from preserve.workflows.unsigned_unpack import PackedBag
from preserve.workflows.validate_bag import Effort, validate_bag
from preserve.workflows.validate_serialized import validate_serialized

_UNPACKED = "unsigned"


@dataclass(frozen=True, slots=True)
class Unsigned:
    """What somebody takes in, and who says why.

    Attributes:
        path: the bag's directory or file.
        is_trial: only tell what would be done; nothing is written, and nothing is scanned, and
            nobody has to answer for it.
        caps: how much of a serialized bag is read.
        workers: cores to use.
        progress: told what was read.
    """

    path: str
    by: str
    why: str
    is_trial: bool = False
    caps: Caps = field(default_factory=Caps)
    workers: int = 2
    progress: Progress = silent


def receive_unsigned(
    archive: Archive, wanted: Unsigned, clock: Callable[[], datetime]
) -> UnsignedBag:
    """Take a bag in that came with no offer and no signature.

    Raises:
        UsageProblem: name or reason say nothing.
        Refused: what was named is no bag.
        CannotDecide: it cannot be read or changed meanwhile; the store is offline or full.
        ArchiveLocked: another run is at work.
        EvidenceFailure: the history does not verify, so nothing is added to it.
    """
    asked = wanted
    if not wanted.is_trial:
        asked = replace(wanted, by=statement(wanted.by, "--by"), why=statement(wanted.why, "--why"))
    source, rules = source_of(asked.path), archive.exchange_rules()
    with archive.lock():
        history = read_history(archive, is_locked=True)
        require_sound(history)
        require_online(archive, history)
        return _Work(archive, history, asked, source, rules, clock).run()


class _Judged(NamedTuple):
    """A bag that was looked at.

    Attributes:
        files: every file of it, as first read; empty where it was not taken apart.
        seen: what its tag files say; None where that was not reached.
        virus_scan: `passed` where every file was scanned; else `not-checked`.
    """

    verdict: Verdict
    findings: tuple[Finding, ...]
    files: tuple[FileRecord, ...] = ()
    seen: Seen | None = None
    virus_scan: str = "not-checked"


@dataclass
class _Work:
    archive: Archive
    history: History
    asked: Unsigned
    source: Source
    rules: ExchangeRules
    clock: Callable[[], datetime]

    def run(self) -> UnsignedBag:
        problems = (*nameless(self._name), *unfit(self.source.entries))
        if problems:
            return self._ended(UnsignedStatus.REFUSED, problems)
        if self.asked.is_trial:
            return self._tried()
        brought = bring_in(
            self.archive.root, self.source.path, self.source.entries, self.asked.progress
        )
        self.archive.store.clear_staging()
        with contextlib.ExitStack() as stack:
            return self._decided(brought, stack)

    def _decided(self, brought: Brought, stack: contextlib.ExitStack) -> UnsignedBag:
        """Judge what lies in quarantine, and take it over or leave it there."""
        directory = brought.path(self.archive.root)
        if self.source.form is None:
            judged = self._judged(directory, brought.files)
        else:
            staging = Staging(f"{self.archive.store.staging}/{_UNPACKED}")
            stack.callback(staging.discard)
            packed = self._unpacked(directory, staging)
            if packed.verdict is not Verdict.VALID:
                return self._kept(brought, packed)
            directory = staging.directory
            # What was said of the packed bag holds the same findings, and those of its packing.
            judged = self._judged(directory, packed.files)._replace(findings=packed.findings)
        if judged.verdict is Verdict.VALID:
            judged = self._scanned(directory, judged)
        if judged.verdict is not Verdict.VALID:
            return self._kept(brought, judged)
        return self._taken(brought, directory, judged)

    def _judged(self, directory: str, files: Sequence[FileRecord]) -> _Judged:
        """Apply every rule of a bag, and hold what lies there against what was read first."""
        tree, seen = LocalTree(directory, follows_root=False), Seen()
        effort = Effort(self.asked.workers, self.asked.progress, (seen.note,))
        found = validate_bag(tree, self._name, check_package, effort)
        wrong = unlike(tree, files, self.asked.workers)
        if wrong:
            words = f"{printable(wrong[0])} does not read back as it was copied."
            raise _changed(words)
        return _Judged(found.verdict, found.findings, tuple(files), seen)

    def _scanned(self, directory: str, judged: _Judged) -> _Judged:
        """Have a valid bag scanned, where a scanner is configured."""
        scanner = scanner_of(self.rules)
        if scanner is None:
            return judged
        try:
            scan = scan_files(scanner, LocalTree(directory, follows_root=False))
        except OSError as problem:
            words = f"{printable(self._name)} cannot be read to be scanned: {problem.strerror}."
            raise Unreadable(words) from problem
        if scan.outcome is ScanOutcome.CLEAN:
            return judged._replace(virus_scan="passed")
        if scan.outcome is ScanOutcome.INFECTED:
            verdict = Verdict.INVALID
            found = finding("XCH-048", f"In {self._name}, the scanner found {scan.words}.")
        else:
            is_required = self.rules.scan == SCAN_REQUIRED
            verdict = Verdict.UNDECIDED if is_required else judged.verdict
            code = "XCH-050" if is_required else "XCH-049"
            found = finding(code, f"{self._name} was not scanned: {scan.words}.")
        return judged._replace(verdict=verdict, findings=(*judged.findings, found))

    def _unpacked(self, packed: str, staging: Staging) -> _Judged:
        """Judge a packed bag where it lies, then unpack it."""
        effort = Effort(self.asked.workers, self.asked.progress)
        return self._looked_into(packed, effort, lambda tree: tree.unpack(staging))

    def _tried(self) -> UnsignedBag:
        """Say what would be done, from where the bag lies."""
        seen = Seen()
        effort = Effort(self.asked.workers, self.asked.progress, (seen.note,))
        judged = (
            self._looked_at(effort)
            if self.source.form is None
            else self._looked_into(self.source.path, effort, _measured)
        )
        if judged.verdict is not Verdict.VALID:
            return self._ended(_NOT_TAKEN[judged.verdict], judged.findings)
        who = identity_of(self._name, judged.files, seen)
        held = self._held(who, judged.files)
        if held is not None:
            return held
        return self._told(UnsignedStatus.ACCEPTABLE, who, judged.files, judged.findings)

    def _looked_at(self, effort: Effort) -> _Judged:
        tree = LocalTree(self.source.path)
        found = validate_bag(tree, self._name, check_package, effort)
        read = measure_all(tree, _jobs(self.source.entries), self.asked.workers)
        return _Judged(found.verdict, found.findings, _records(read.values()))

    def _looked_into(
        self, packed: str, effort: Effort, files_of: Callable[[PackedBag], tuple[FileRecord, ...]]
    ) -> _Judged:
        form, caps = self.source.form or Form.OTHER, self.asked.caps
        with ContainerFile(packed) as opened:
            found = validate_serialized(opened, form, check_package, effort, caps)
            if found.verdict is not Verdict.VALID:
                return _Judged(found.verdict, found.findings)
            tree = PackedBag(opened, form, replace(caps, tag_bytes=caps.size_bytes))
            tree.load(os.path.basename(packed))
            problems = unfit(tree.entries())
            if problems:
                return _Judged(Verdict.INVALID, (*found.findings, *problems))
            return _Judged(Verdict.VALID, found.findings, files_of(tree))

    def _taken(self, brought: Brought, directory: str, judged: _Judged) -> UnsignedBag:
        """Move a valid bag into the store and put it on record; say so when it is held already."""
        who = identity_of(self._name, judged.files, judged.seen or Seen())
        held = self._held(who, judged.files)
        if held is not None:
            if held.status is UnsignedStatus.REFUSED:
                found = (*judged.findings, *held.findings)
                other = judged._replace(verdict=Verdict.INVALID, findings=found)
                return replace(self._kept(brought, other), package=held.package)
            self._let_go(brought)
            return held
        number = self.history.verdict.frontier.size
        with open_journal(self.archive, self.history) as journal:
            findings = judged.findings
            if self._is_in_the_way(who.id, judged.files):
                moved = make_room(self.archive.store, who.id, self.clock())
                journal.append([moved.entry])
                number, findings = number + 1, (*findings, moved.note)
            if self.archive.store.member(who.id) is None:
                with atomic.writing(who.id):
                    atomic.publish(directory, f"{self.archive.store.bags}/{who.id}")
            journal.append([self._ingestion(who, judged)])
        self._let_go(brought)
        made = self._told(UnsignedStatus.ACCEPTED, who, judged.files, findings)
        return replace(made, entry=number)

    def _let_go(self, brought: Brought) -> None:
        """Remove the copy in quarantine, and what an earlier run could not decide about it."""
        for ending in ("", f".{UnsignedStatus.UNDECIDED.value}.json"):
            atomic.discard(f"{self.archive.root}/{brought.place}{ending}")

    def _held(self, who: Identity, files: Sequence[FileRecord]) -> UnsignedBag | None:
        """Return that a bag is on record already, or another one under its id; None: neither."""
        package = who.id
        if package not in self.history.holdings:
            if who.is_ours:
                return None
            alike = (h.id for h in self.history.holdings.values() if h.source_sha256 == who.sha256)
            package = next(alike, "")
            if not package:
                return None
        record = self.history.record_of(package)
        on_record = {file.path: file.digests.get("sha256") for file in record.files}
        where = Where(file=package)
        if on_record == {file.path: file.digests["sha256"] for file in files}:
            words = f"{package} is on record with exactly these files."
            held = finding("XCH-096", words, where)
            return replace(self._ended(UnsignedStatus.ALREADY_HELD, (held,)), package=package)
        words = f"{package} is on record with other bytes than these."
        other = finding("XCH-095", words, where)
        return replace(self._ended(UnsignedStatus.REFUSED, (other,)), package=package)

    def _is_in_the_way(self, package: str, files: Sequence[FileRecord]) -> bool:
        """Whether at the bag's place lies what is neither on record nor this very bag."""
        store = self.archive.store
        return store.member(package) is not None and bool(unlike(store.tree(package), files))

    def _ingestion(self, who: Identity, judged: _Judged) -> LedgerEntry:
        record = PackageRecord(who.id, who.source_name, who.sha256, judged.files)
        said = {"by": self.asked.by, "why": self.asked.why}
        form = "directory" if self.source.form is None else self.source.form.value
        bag = self.archive.store.tree(who.id)
        intake = Intake(record, who, shown_of(bag, who), judged.virus_scan)
        return ingestion_of(intake, {**said, "form": form}, self.clock())

    def _kept(self, brought: Brought, judged: _Judged) -> UnsignedBag:
        """Leave it in quarantine, with its story on record."""
        status = _NOT_TAKEN[judged.verdict]
        code = "XCH-094" if status is UnsignedStatus.UNDECIDED else "XCH-093"
        words = f"{self._name} was not taken; it lies in {brought.place}."
        why = finding(code, words, Where(file=self._name))
        missing = ""
        if judged.files:
            seen = judged.seen or Seen()
            missing = identity_of(self._name, judged.files, seen).missing_words()
        brought_by = {
            "by": self.asked.by,
            "came_from": printable(os.path.abspath(self.source.path)),
            "brought_because": self.asked.why,
        }
        refusal = Refusal(status.value, brought.place, brought_by, missing, judged.findings)
        note_refusal(self.archive.root, refusal, self.clock())
        if status is UnsignedStatus.REFUSED:
            first = next((each for each in judged.findings if each.weight), why)
            said = {**brought_by, "why": f"refused: {first.code} {first.message}"}
            entry = refusal_of(self._name, brought.place, said, self.clock())
            before = last_said(self.history, brought.place)
            if before is None or is_discarded(before):
                with open_journal(self.archive, self.history) as journal:
                    journal.append([entry])
        told = self._ended(status, (*judged.findings, why))
        return replace(told, kept_in=brought.place)

    def _told(
        self,
        status: UnsignedStatus,
        who: Identity,
        files: Sequence[FileRecord],
        findings: Sequence[Finding],
    ) -> UnsignedBag:
        notes = (*findings, *weak_digests(who), finding("XCH-090", who.missing_words()))
        return replace(
            self._ended(status, notes),
            package=who.id,
            lacks=who.lacks,
            profile=who.profile,
            algorithms=who.algorithms,
            files=len(files),
            size_bytes=sum(file.size_bytes for file in files),
        )

    def _ended(self, status: UnsignedStatus, findings: Sequence[Finding]) -> UnsignedBag:
        return UnsignedBag(printable(self.asked.path), status, findings=tuple(findings))

    @property
    def _name(self) -> str:
        return os.path.basename(self.source.path)


_NOT_TAKEN = {
    Verdict.INVALID: UnsignedStatus.REFUSED,
    Verdict.INCOMPLETE: UnsignedStatus.REFUSED,
    Verdict.UNDECIDED: UnsignedStatus.UNDECIDED,
}


def _measured(tree: PackedBag) -> tuple[FileRecord, ...]:
    return _records(tree.measured(_jobs(tree.entries())))


def _records(read: Iterable[Measurement]) -> tuple[FileRecord, ...]:
    """Return what was read as records.

    Raises:
        CannotDecide: something could not be read, or changed meanwhile.
    """
    measured = tuple(read)
    if any(one.outcome is not Outcome.READ for one in measured):
        raise _changed("The bag changed while it was read.")
    return tuple(FileRecord(one.path, one.size_bytes, one.digests) for one in measured)


def _changed(words: str) -> CannotDecide:
    return CannotDecide(words, code="FIX-007", remedy=CATALOGUE["FIX-007"].remedy)


def _jobs(entries: Sequence[Entry]) -> list[Job]:
    files = (entry for entry in entries if entry.kind is EntryKind.FILE)
    return [Job(entry.path, entry.size_bytes, OUR_ALGORITHMS) for entry in files]
