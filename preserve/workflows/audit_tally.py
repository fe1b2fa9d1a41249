"""What a run of an audit has found so far, and how it is put on record."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from heapq import merge

from preserve.fixity.check import Checked
from preserve.fixity.compare import PackageResult
from preserve.fixity.relate import Fault, related
from preserve.ledger.buckets import Result, bucket_rows
from preserve.ledger.entry import Event, LedgerEntry
from preserve.ledger.incident_entries import UnsoundPackage
from preserve.ledger.inventory import Holding
from preserve.ledger.log import EntryLog
from preserve.model.audit import AuditFinding, FileState, PackageState
from preserve.model.file import FileRecord, Outcome, printable
from preserve.model.incident import DamagedFile
from preserve.workflows.archive import SOFTWARE

EXCEPTIONS_ON_RECORD = 10_000
"""How many files that are not intact an entry names; the others are counted."""

_SOUND = frozenset({PackageState.INTACT, PackageState.SUPERSEDED})


@dataclass(frozen=True, slots=True)
class _Looked:
    """A package that was looked at."""

    holding: Holding
    at: datetime
    result: PackageResult


@dataclass
class Tally:
    """The results of a run, or of the part of it that is not on record yet.

    Attributes:
        unsound: packages that something is to be said about.
        added: digests under further algorithms, by algorithm and package.
    """

    sound: list[tuple[Holding, datetime]] = field(default_factory=list)
    unsound: list[_Looked] = field(default_factory=list)
    noted: list[AuditFinding] = field(default_factory=list)
    added: dict[str, dict[str, tuple[str, ...]]] = field(default_factory=dict)

    def take(self, holding: Holding, at: datetime, checked: Checked) -> PackageResult:
        """Take the result of a package; return it as it is on record."""
        result = checked.result
        for algorithm, digests in checked.added.items():
            self.added.setdefault(algorithm, {})[holding.id] = digests
        if result.state is PackageState.INTACT:
            self.sound.append((holding, at))
            self.noted.extend(result.notes)
        else:
            self.unsound.append(_Looked(holding, at, result))
        return result

    def is_anything(self) -> bool:
        """Whether there is a result in it."""
        return bool(self.sound or self.unsound)

    def missing(self) -> list[str]:
        """Return the packages that are not in the store."""
        return [
            looked.holding.id
            for looked in self.unsound
            if any(note.finding.code == "FIX-010" for note in looked.result.notes)
        ]

    def faults(self) -> list[Fault]:
        """Return every fault of a file."""
        return [fault for looked in self.unsound for fault in looked.result.faults]

    def relate(self, faults: Sequence[Fault]) -> list[Fault]:
        """Take the faults back, with those related that explain each other.

        Returns:
            those that belong to no package on record.
        """
        by_package: dict[str, list[Fault]] = {}
        for fault in related(faults):
            by_package.setdefault(fault.package, []).append(fault)
        self.unsound = [
            _Looked(
                looked.holding,
                looked.at,
                looked.result.with_faults(by_package.pop(looked.holding.id, ())),
            )
            for looked in self.unsound
        ]
        return [fault for left in by_package.values() for fault in left]

    def move(self, package: str, note: AuditFinding) -> None:
        """Take notice that a missing package was found elsewhere."""
        for place, looked in enumerate(self.unsound):
            if looked.holding.id == package:
                files = {FileState.MOVED.value: looked.holding.files}
                result = PackageResult(
                    package, looked.result.store, looked.result.state, files, notes=(note,)
                )
                self.unsound[place] = _Looked(looked.holding, looked.at, result)

    def findings(self) -> list[AuditFinding]:
        """Return every finding about packages on record, in the order of their ingestion."""
        told = sorted(self.unsound, key=lambda looked: looked.holding.number)
        return [*(found for looked in told for found in looked.result.findings), *self.noted]

    def states(self) -> Counter[str]:
        """Return the number of packages in each state."""
        counts = Counter(looked.result.state.value for looked in self.unsound)
        counts.update(_sound_state(holding).value for holding, _ in self.sound)
        return counts

    def files(self) -> Counter[str]:
        """Return the number of files in each state."""
        counts: Counter[str] = Counter()
        for looked in self.unsound:
            counts.update(looked.result.files)
        if self.sound:
            counts[FileState.INTACT.value] += sum(holding.files for holding, _ in self.sound)
        return counts

    def rows(self, entries: EntryLog, started_at: datetime) -> list[list[object]]:
        """Return the buckets: which packages were looked at, and the roots over their results."""
        self.sound.sort(key=_number_of)
        sound = (_result(holding, _sound_state(holding), at, entries) for holding, at in self.sound)
        unsound = sorted(
            _result(looked.holding, looked.result.state, looked.at, entries)
            for looked in self.unsound
        )
        return bucket_rows(merge(sound, unsound), started_at)

    def exceptions(self) -> dict[str, object]:
        """Return what is not as it is on record: packages by state, and their files by state."""
        files: dict[str, dict[str, str]] = {}
        left_out = 0
        named = 0
        for looked in self.unsound:
            for path, state in _file_states(looked.result):
                if named >= EXCEPTIONS_ON_RECORD:
                    left_out += 1
                    continue
                named += 1
                files.setdefault(looked.holding.id, {})[path] = state
        return {
            "states": {looked.holding.id: looked.result.state.value for looked in self.unsound},
            "exceptions": files,
            "exceptions_left_out": left_out,
        }

    def digest_entries(self, at: datetime, run: str) -> list[LedgerEntry]:
        """Return the entries that put added digests on record."""
        return [
            LedgerEntry(
                at,
                Event.MESSAGE_DIGEST_CALCULATION.value,
                None,
                SOFTWARE,
                "success",
                {
                    "run": run,
                    "algorithm": algorithm,
                    "packages": {package: list(digests) for package, digests in added.items()},
                },
            )
            for algorithm, added in sorted(self.added.items())
        ]

    def damage(self) -> list[UnsoundPackage]:
        """Return what incidents are opened for."""
        return [
            UnsoundPackage(
                looked.holding.id,
                looked.result.state.value,
                tuple(damaged_file(fault) for fault in looked.result.faults),
                " ".join(
                    note.finding.message for note in looked.result.notes if note.finding.weight
                ),
            )
            for looked in self.unsound
            if looked.result.state not in _SOUND
        ]


def _number_of(looked: tuple[Holding, datetime]) -> int:
    return looked[0].number


def _sound_state(holding: Holding) -> PackageState:
    return PackageState.SUPERSEDED if holding.is_superseded else PackageState.INTACT


def _result(holding: Holding, state: PackageState, at: datetime, entries: EntryLog) -> Result:
    leaf = entries.leaf(holding.entry)
    return Result(holding.number, holding.id, leaf, state.value, holding.files, at)


def _file_states(result: PackageResult) -> Iterable[tuple[str, str]]:
    for fault in result.faults:
        yield printable(fault.path), fault.state.value
    for note in result.notes:
        if note.finding.weight:
            # It is about the package as a whole: one word for all of its files.
            yield "", note.state


def damaged_file(fault: Fault) -> DamagedFile:
    """Return a fault as an incident keeps it."""
    found = None
    if fault.found is not None and fault.found.outcome is Outcome.READ:
        found = FileRecord(fault.path, fault.found.size_bytes, fault.found.digests)
    elif fault.size_bytes:
        found = FileRecord(fault.path, fault.size_bytes, {})
    return DamagedFile(fault.path, fault.state.value, fault.expected, found)


def summed(counts: Iterable[Mapping[str, int]]) -> Counter[str]:
    """Return counts added up, without zeros."""
    total: Counter[str] = Counter()
    for each in counts:
        total.update(each)
    return +total
