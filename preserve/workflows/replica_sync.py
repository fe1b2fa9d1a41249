"""Copy to the replicas what is missing there: from sound bytes, read back, then on record.

Nothing that lies in a replica is overwritten. What is written is staged there, read again from the
medium and held against the history before it takes its place; the entry comes last. So a run that
is stopped leaves whole copies, and the next one goes on: what lies there unrecorded is read first.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, NamedTuple

from preserve.errors import PreserveError, UsageProblem
from preserve.exchange.challenge import is_current
from preserve.fixity.check import Checked, Recorded, check_packages
from preserve.fixity.digest import MISSING
from preserve.fixity.fresh import FreshRead, Job, read_fresh
from preserve.fixity.pace import unpaced
from preserve.fixity.pool import Progress, silent
from preserve.ledger.inventory import Holding
from preserve.ledger.replicas import ReplicaStep, replica_detail
from preserve.model.audit import PackageState
from preserve.model.catalogue import finding
from preserve.model.digest import hasher
from preserve.model.file import Entry, EntryKind, FileRecord, printable
from preserve.model.finding import Finding, Where
from preserve.model.package import PackageRecord
from preserve.model.replica import CopyOutcome, ReplicaRun
from preserve.storage.local import LocalStore
from preserve.storage.staging import Staging
from preserve.storage.store import Tree
from preserve.workflows.archive import Archive, require_online
from preserve.workflows.desk import Desk, desk_of
from preserve.workflows.replica_place import ReplicaPlace
from preserve.workflows.replicas import replicas_there, replication_entry

_CHUNK_BYTES: Final = 1 << 20
# So many packages, or so many bytes, are copied between two entries of the history.
_BATCH_PACKAGES: Final = 100
_BATCH_BYTES: Final = 256 << 20


@dataclass(frozen=True, slots=True)
class SyncOptions:
    """What is wanted.

    Attributes:
        name: only this replica.
        sets_aside: a copy that differs is moved to the replica's quarantine, and made anew.
        progress: told what was copied.
    """

    name: str | None = None
    sets_aside: bool = False
    progress: Progress = silent


def sync(archive: Archive, options: SyncOptions, clock: Callable[[], datetime]) -> ReplicaRun:
    """Copy to the replicas what is missing there.

    Raises:
        UsageProblem: there is no such replica, or none at all.
        PreserveError: the archive's history does not verify or cannot be written, or its own
            store is offline.
    """
    with desk_of(archive, clock) as desk:
        there = replicas_there(desk, options.name)
        if not there.places and not there.findings:
            raise UsageProblem(
                "This archive has no replica.", remedy="`preserve replica add NAME DIR` makes one."
            )
        runs = [_Sync(desk, place, options) for place in there.places]
        for run in runs:
            run.run()
        findings = [*there.findings, *(found for run in runs for found in run.findings)]
        done = {run.place.name: dict(run.counts) for run in runs}
        return ReplicaRun(done, {}, tuple(findings))


class _Task(NamedTuple):
    """A package that is to be copied.

    Attributes:
        word: how it is counted when it is done.
        lies_there: something has its name, and is moved to quarantine first.
    """

    held: Holding
    word: str
    lies_there: bool = False


class _SourceProblem(Exception):
    """A package of ours that cannot be copied."""

    def __init__(self, code: str, words: str) -> None:
        super().__init__(words)
        self.code = code
        self.words = words


class _Sync:
    """One run over one replica."""

    def __init__(self, desk: Desk, place: ReplicaPlace, options: SyncOptions) -> None:
        self.place = place
        self.counts: Counter[str] = Counter()
        self.findings: list[Finding] = []
        self._desk = desk
        self._options = options

    def run(self) -> None:
        """Copy what is missing; what goes wrong with the replica is a finding."""
        try:
            self.place.store.clear_staging()
            members = {entry.path: entry for entry in self.place.store.members()}
            self._tell_strangers(members)
            for batch in _batches(self._tasks(members)):
                self._copy(batch)
        except (PreserveError, OSError) as problem:
            self._require_ours()
            words = problem.message if isinstance(problem, PreserveError) else str(problem.strerror)
            told = finding("XCH-071", f"Replica {self.place.name}: {printable(words)}")
            self.findings.append(self.place.absence() or told)

    def _require_ours(self) -> None:
        """Nothing is said of a replica because our own store went away, or our history."""
        require_online(self._desk.archive, self._desk.history)

    def _tell_strangers(self, members: dict[str, Entry]) -> None:
        for name in sorted(members.keys() - self._desk.history.holdings.keys()):
            shown = printable(name)
            words = f"Replica {self.place.name}: {shown} lies there, and no entry knows it."
            self.findings.append(finding("XCH-074", words, Where(file=shown)))

    def _tasks(self, members: dict[str, Entry]) -> Iterator[_Task]:
        replica = self._desk.replicas.named(self.place.name)
        latest = replica.copies.latest if replica is not None else {}
        doubtful: list[Holding] = []
        for held in self._desk.history.holdings.values():
            recorded, entry = latest.get(held.id), members.get(held.id)
            if entry is None:
                yield _Task(held, "copied" if recorded is None else "copied-again")
            elif entry.kind is not EntryKind.DIRECTORY:
                self._differs(held.id, f"is a {entry.kind.value}, not a directory")
            elif recorded is None or recorded.outcome is not CopyOutcome.HELD:
                doubtful.append(held)
            elif is_current(held, recorded.entry):
                self.counts["there"] += 1
            else:
                yield _Task(held, "renewed", lies_there=True)
        for start in range(0, len(doubtful), _BATCH_PACKAGES):
            yield from self._looked_at(doubtful[start : start + _BATCH_PACKAGES])

    def _looked_at(self, doubtful: Sequence[Holding]) -> Iterator[_Task]:
        """Read what lies there unrecorded: take it over, or say that it differs."""
        found: list[Holding] = []
        records = [self._recorded(held) for held in doubtful]
        for held, checked in zip(doubtful, _checked(self.place.store, records), strict=True):
            state = checked.result.state
            if state is PackageState.INTACT:
                found.append(held)
            elif state is PackageState.UNDECIDED:
                words = f"Replica {self.place.name}: the copy of {held.id} cannot be read."
                self.findings.append(finding("XCH-071", words, Where(file=held.id)))
                self.counts["not-copied"] += 1
            elif self._options.sets_aside:
                yield _Task(held, "renewed", lies_there=True)
            else:
                self._differs(held.id, "is not what is on record")
        self._record(found)
        self.counts.update("found" for _ in found)

    def _differs(self, package: str, words: str) -> None:
        told = f"Replica {self.place.name}: what lies there as {package} {words}."
        self.findings.append(finding("XCH-074", told, Where(file=package)))
        self.counts["not-copied"] += 1

    def _recorded(self, held: Holding) -> Recorded:
        return Recorded(self._desk.record_of(held.id), held.packaged_at)

    def _copy(self, batch: Sequence[_Task]) -> None:
        """Copy a batch; what was staged when the disk got full still takes its place."""
        staged: list[tuple[_Task, PackageRecord]] = []
        full: PreserveError | None = None
        for task in batch:
            record = self._desk.record_of(task.held.id)
            try:
                self._stage(record)
            except _SourceProblem as problem:
                self._require_ours()
                told = finding(problem.code, problem.words, Where(file=task.held.id))
                self.findings.append(told)
                self.counts["not-copied"] += 1
            except PreserveError as problem:
                full = problem
                break
            else:
                staged.append((task, record))
        self._publish(staged)
        if full is not None:
            raise full

    def _stage(self, record: PackageRecord) -> None:
        staging = Staging(f"{self.place.staged.bags}/{record.id}")
        source = self._desk.archive.store.tree(record.id)
        is_whole = False
        staging.begin(())
        try:
            for file in record.files:
                _copy_file(source, file, record.id, staging)
            staging.sync()
            is_whole = True
        finally:
            if not is_whole:
                staging.discard()

    def _publish(self, staged: Sequence[tuple[_Task, PackageRecord]]) -> None:
        """Read back what was written; what is as on record takes its place, then goes on record."""
        records = [Recorded(record, task.held.packaged_at) for task, record in staged]
        done: list[Holding] = []
        try:
            for (task, _), checked in zip(
                staged, _checked(self.place.staged, records), strict=True
            ):
                if checked.result.state is not PackageState.INTACT:
                    words = f"does not read back as it was written: {task.held.id}"
                    self.findings.append(finding("XCH-071", f"Replica {self.place.name} {words}."))
                    self.counts["not-copied"] += 1
                    continue
                self._place(task)
                done.append(task.held)
                self.counts[task.word] += 1
                self._options.progress(task.held.files, task.held.size_bytes)
        finally:
            # What has its place is on record, also where the next one could not have its own.
            self._record(done)

    def _place(self, task: _Task) -> None:
        store, package = self.place.store, task.held.id
        if task.lies_there:
            store.set_aside(package, "", f"{self._desk.clock():%Y%m%dT%H%M%SZ}")
        Staging(f"{self.place.staged.bags}/{package}").publish(f"{store.bags}/{package}")

    def _record(self, copied: Sequence[Holding]) -> None:
        if not copied:
            return
        manifests = {
            held.id: self._desk.entry(held.entry).detail.get("tag_manifest_sha256")
            for held in copied
        }
        detail = replica_detail(ReplicaStep.COPIED, self.place.name, packages=manifests)
        self._desk.record([replication_entry(self._desk.clock(), detail)])


def _copy_file(source: Tree, file: FileRecord, package: str, staging: Staging) -> None:
    """Copy a file whose bytes are those on record; they are digested as they are copied."""
    digests = {name: hasher(name) for name in file.digests}
    buffer = memoryview(bytearray(min(_CHUNK_BYTES, file.size_bytes + 1)))
    shown = printable(file.path)
    with staging.file(file.path) as target:
        try:
            with source.open(file.path) as opened:
                if not opened.identity().is_regular:
                    raise _SourceProblem("XCH-072", f"{package}: {shown} is no file here.")
                while count := opened.readinto(buffer):
                    target.write(buffer[:count])
                    for digest in digests.values():
                        digest.update(buffer[:count])
        except MISSING as problem:
            words = f"{package}: {shown} is missing here; it was not copied."
            raise _SourceProblem("XCH-072", words) from problem
        except OSError as problem:
            words = f"{package}: {shown} cannot be read here: {problem.strerror}."
            raise _SourceProblem("XCH-071", words) from problem
        if {name: digest.hexdigest() for name, digest in digests.items()} != dict(file.digests):
            words = f"{package}: {shown} is not what is on record; it was not copied."
            raise _SourceProblem("XCH-072", words)


def _batches(tasks: Iterator[_Task]) -> Iterator[list[_Task]]:
    batch: list[_Task] = []
    size = 0
    for task in tasks:
        if batch and (len(batch) == _BATCH_PACKAGES or size + task.held.size_bytes > _BATCH_BYTES):
            yield batch
            batch, size = [], 0
        batch.append(task)
        size += task.held.size_bytes
    if batch:
        yield batch


def read_from_medium(tree: Tree, jobs: Sequence[Job]) -> Sequence[FreshRead]:
    """Read files for a check, past the system's cache where that can be had."""
    return read_fresh(tree, jobs, unpaced)


def _checked(store: LocalStore, records: Sequence[Recorded]) -> list[Checked]:
    return check_packages(store, records, read_from_medium)
