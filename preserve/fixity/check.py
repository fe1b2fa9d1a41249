"""Check packages against what is on record: list, read, read again what differs, compare."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from preserve.fixity.compare import Observed, PackageResult, compare, matches, readable
from preserve.fixity.diagnose import diagnose
from preserve.fixity.fresh import FreshRead, Job
from preserve.fixity.relate import Fault, worth_reading
from preserve.model.audit import AuditFinding, Diagnosis, FileState, PackageState
from preserve.model.catalogue import finding
from preserve.model.file import Entry, EntryKind, FileRecord, Measurement, Outcome
from preserve.model.finding import Where
from preserve.model.package import PackageRecord
from preserve.storage.store import Store, Tree

# A file of another size is altered whatever it holds. One that is not larger than this is read
# all the same, so that its digests are on record.
_READ_ANYWAY_BYTES = 64 << 20
# What is read again, and once more, before there is an alarm.
_MORE_READS = 2
# The first few say what kind of damage it is; a thousand more would not.
_MOST_DIAGNOSES = 20

Read = Callable[[Tree, Sequence[Job]], Sequence[FreshRead]]
"""Reads files of a tree, each once; one result for each job."""

Watched = Callable[[Tree], Tree]
"""Returns a tree that somebody hears of while it is read at length."""


class Recorded(NamedTuple):
    """A package on record, and when it was put there."""

    record: PackageRecord
    packaged_at: datetime


class Checked(NamedTuple):
    """What was found of a package.

    Attributes:
        added: digests under further algorithms, in the order of the inventory, where every file
            was as recorded.
    """

    result: PackageResult
    added: Mapping[str, tuple[str, ...]] = {}


def _unwatched(tree: Tree) -> Tree:
    return tree


def check_packages(
    store: Store,
    packages: Sequence[Recorded],
    read: Read,
    algorithms: Sequence[str] = (),
    watched: Watched = _unwatched,
) -> list[Checked]:
    """Return the state of each package, in their order.

    Args:
        store: an online store.
        packages: what the ledger holds.
        read: reads files.
        algorithms: what every file is to be digested under beside what is on record.
        watched: given what is read beside `read`, where a fault is looked into.
    """
    listings: dict[str, dict[str, Entry]] = {}
    settled: dict[str, PackageResult] = {}
    for package in packages:
        listed = _listed(store, package.record)
        if isinstance(listed, PackageResult):
            settled[package.record.id] = listed
        else:
            listings[package.record.id] = listed
    there = [package for package in packages if package.record.id in listings]
    first = _first_reads(store, there, listings, read, algorithms)
    return [
        Checked(settled[package.record.id])
        if package.record.id in settled
        else _Case(store, package, listings[package.record.id], read, watched).checked(
            first[package.record.id], algorithms
        )
        for package in packages
    ]


_ByPath = dict[str, FreshRead]


def _first_reads(
    store: Store,
    packages: Sequence[Recorded],
    listings: Mapping[str, Mapping[str, Entry]],
    read: Read,
    algorithms: Sequence[str],
) -> dict[str, _ByPath]:
    """Read what lies there as files of the recorded size, all packages together."""
    wanted = [
        (package.record.id, file)
        for package in packages
        for file in readable(package.record.files, listings[package.record.id])
    ]
    names = {tuple(file.digests) for _, file in wanted}
    wished = {known: tuple(dict.fromkeys((*known, *algorithms))) for known in names}
    jobs = [
        Job(f"{package}/{file.path}", file.size_bytes, wished[tuple(file.digests)])
        for package, file in wanted
    ]
    found: dict[str, _ByPath] = {package.record.id: {} for package in packages}
    for (package, file), one in zip(wanted, read(store.forest(), jobs), strict=True):
        found[package][file.path] = one
    return found


@dataclass(frozen=True, slots=True)
class _Case:
    """One package that could be listed."""

    store: Store
    package: Recorded
    entries: Mapping[str, Entry]
    read: Read
    watched: Watched

    @property
    def files(self) -> tuple[FileRecord, ...]:
        return self.package.record.files

    @property
    def tree(self) -> Tree:
        return self.store.tree(self.package.record.id)

    def checked(self, first: _ByPath, algorithms: Sequence[str]) -> Checked:
        measured = {path: one.measurement for path, one in first.items()}
        observed = Observed(self.entries, measured, {})
        result = self._compared(observed)
        if result.faults:
            observed = Observed(self.entries, measured, self._again(measured))
            result = self._compared(observed)
        if result.faults:
            result = self._compared(self._looked_closer(observed, result.faults))
        result = result.with_reads(one.read_class for one in first.values())
        if result.state is not PackageState.INTACT:
            return Checked(result)
        return Checked(result, self._added(measured, algorithms))

    def _compared(self, observed: Observed) -> PackageResult:
        return compare(self.package.record.id, self.store.name, self.files, observed)

    def _again(self, first: Mapping[str, Measurement]) -> dict[str, Measurement]:
        """Before any alarm: read what did not match again, and if need be once more."""
        again: dict[str, Measurement] = {}
        waiting = [
            file
            for file in self.files
            if file.path in first and not matches(file, first[file.path])
        ]
        for _ in range(_MORE_READS):
            reads = self._measured([(file.path, file.size_bytes) for file in waiting])
            again.update(reads)
            waiting = [
                file
                for file in waiting
                if reads[file.path].outcome is Outcome.READ and not matches(file, reads[file.path])
            ]
        return again

    def _looked_closer(self, observed: Observed, faults: Sequence[Fault]) -> Observed:
        """Read what may explain a fault: what another name holds, and where a file differs."""
        wanted = {fault.path: fault.size_bytes for fault in worth_reading(faults)}
        for fault in faults:
            is_another_size = fault.state is FileState.ALTERED and fault.found is None
            if is_another_size and fault.size_bytes <= _READ_ANYWAY_BYTES:
                wanted[fault.path] = fault.size_bytes
        others = self._measured(list(wanted.items()))
        tree = self.watched(self.tree)
        altered = [fault.expected for fault in faults if fault.state is FileState.ALTERED]
        diagnoses = {
            record.path: diagnose(tree, record, self.files, self.package.packaged_at)
            for record in altered[:_MOST_DIAGNOSES]
            if record is not None
        }
        return Observed(
            observed.entries, observed.first, observed.again, others, _telling(diagnoses)
        )

    def _measured(self, wanted: Sequence[tuple[str, int]]) -> dict[str, Measurement]:
        """Read files of the package under every algorithm on record."""
        algorithms = tuple(dict.fromkeys(name for file in self.files for name in file.digests))
        jobs = [Job(path, size_bytes, algorithms) for path, size_bytes in wanted]
        reads = self.read(self.tree, jobs) if jobs else ()
        return {job.path: one.measurement for job, one in zip(jobs, reads, strict=True)}

    def _added(
        self, first: Mapping[str, Measurement], algorithms: Sequence[str]
    ) -> dict[str, tuple[str, ...]]:
        """Return the digests that are not on record yet; they were taken in the very same read."""
        missing = [
            name for name in algorithms if any(name not in file.digests for file in self.files)
        ]
        return {
            name: tuple(first[file.path].digests.get(name, "") for file in self.files)
            for name in missing
            if all(name in first[file.path].digests for file in self.files)
        }


def _telling(diagnoses: Mapping[str, Diagnosis]) -> dict[str, Diagnosis]:
    return {path: found for path, found in diagnoses.items() if found != Diagnosis()}


def _listed(store: Store, record: PackageRecord) -> dict[str, Entry] | PackageResult:
    try:
        member = store.member(record.id)
        if member is None:
            words = "is not in the store"
            return _whole(record, store.name, PackageState.DAMAGED, ("FIX-010", words))
        if member.kind is not EntryKind.DIRECTORY:
            words = f"is a {member.kind.value} now, not a directory"
            return _whole(record, store.name, PackageState.DAMAGED, ("FIX-013", words))
        return {entry.path: entry for entry in store.tree(record.id).entries()}
    except OSError as problem:
        words = f"cannot be listed: {problem.strerror or problem.__class__.__name__}"
        return _whole(record, store.name, PackageState.UNDECIDED, ("FIX-006", words))


_FILE_STATES = {"FIX-010": "missing", "FIX-013": "type-changed", "FIX-006": "unreadable"}


def _whole(
    record: PackageRecord, store: str, state: PackageState, why: tuple[str, str]
) -> PackageResult:
    """One finding for a package that cannot be looked into."""
    code, words = why
    made = finding(code, f"Package {record.id} {words}.", Where(file=record.id))
    file_state = _FILE_STATES[code]
    note = AuditFinding(made, record.id, store, file_state)
    return PackageResult(record.id, store, state, {file_state: len(record.files)}, notes=(note,))
