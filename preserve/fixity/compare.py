"""Expected against found: the state of every file and of the package, pure."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from preserve.fixity.relate import Fault, matches, related
from preserve.model.audit import AuditFinding, Diagnosis, FileState, PackageState, ReadClass
from preserve.model.catalogue import finding
from preserve.model.file import Entry, EntryKind, FileRecord, Measurement, Outcome, printable
from preserve.model.finding import Where
from preserve.storage.layout import is_manifest, parents_of

__all__ = ["Observed", "PackageResult", "compare", "matches", "readable"]


@dataclass(frozen=True, slots=True)
class Observed:
    """What was met where a package should be.

    Attributes:
        entries: what lies there, by path.
        first: the first read of each file of the recorded size, by path.
        again: of each file whose first read did not match: the first read after it that did, else
            the last one.
        others: a read of what is not on record, or has another size, as far as it was read.
        diagnoses: where altered files differ, by path.
    """

    entries: Mapping[str, Entry]
    first: Mapping[str, Measurement]
    again: Mapping[str, Measurement]
    others: Mapping[str, Measurement] = field(default_factory=dict)
    diagnoses: Mapping[str, Diagnosis] = field(default_factory=dict)


class PackageResult(NamedTuple):
    """The state of a package, and why.

    A named tuple, as there is one for every package, and all of them are sent by a helper.

    Attributes:
        store: the store's name, for the findings.
        files: number of files in each state.
        faults: every file that is not intact.
        notes: what else is worth knowing.
        reads: number of files that were read, by where the bytes came from.
    """

    id: str
    store: str
    state: PackageState
    files: Mapping[str, int]
    faults: tuple[Fault, ...] = ()
    notes: tuple[AuditFinding, ...] = ()
    files_read: int = 0
    bytes_read: int = 0
    reads: Mapping[str, int] = {}

    @property
    def findings(self) -> tuple[AuditFinding, ...]:
        """Every fault in words, and what else is worth knowing."""
        found = [fault_finding(fault, self.store) for fault in self.faults]
        if self.state is PackageState.MANIFEST_ALTERED:
            found.insert(0, _manifest_finding(self.id, self.store))
        return (*found, *self.notes)

    def with_reads(self, classes: Iterable[ReadClass]) -> "PackageResult":
        """Return the result with where the bytes of each file that was read came from."""
        return self._replace(reads={one.value: n for one, n in Counter(classes).items()})

    def with_faults(self, faults: Sequence[Fault]) -> "PackageResult":
        """Return the result with faults that turned out to be related to those of other packages.

        A fault stays a fault: only its kind changes.
        """
        counts = Counter(self.files)
        counts.subtract(fault.state.value for fault in self.faults)
        counts.update(fault.state.value for fault in faults)
        files = {state: count for state, count in counts.items() if count}
        return self._replace(files=files, faults=tuple(faults))


def readable(
    expected: Sequence[FileRecord], entries: Mapping[str, Entry]
) -> tuple[FileRecord, ...]:
    """Return the files on record that lie there as files of the recorded size.

    A file of another size is altered whatever it holds; it may be too large to read.
    """
    return tuple(
        record
        for record in expected
        if (entry := entries.get(record.path)) is not None
        and entry.kind is EntryKind.FILE
        and entry.error is None
        and entry.size_bytes == record.size_bytes
    )


_FAULTS = frozenset(
    {
        FileState.ALTERED,
        FileState.FLAKY,
        FileState.MISSING,
        FileState.MOVED,
        FileState.SWAPPED,
        FileState.UNEXPECTED,
        FileState.TYPE_CHANGED,
    }
)
_UNDECIDED = frozenset({FileState.UNREADABLE, FileState.CHANGED_WHILE_READING})

_CODES = {
    FileState.ALTERED: "FIX-001",
    FileState.FLAKY: "FIX-002",
    FileState.MISSING: "FIX-003",
    FileState.UNEXPECTED: "FIX-004",
    FileState.TYPE_CHANGED: "FIX-005",
    FileState.UNREADABLE: "FIX-006",
    FileState.CHANGED_WHILE_READING: "FIX-007",
    FileState.MOVED: "FIX-017",
    FileState.SWAPPED: "FIX-018",
}


def fault_finding(fault: Fault, store: str) -> AuditFinding:
    """Return a fault in words."""
    made = finding(_CODES[fault.state], fault.message, Where(file=printable(fault.path)))
    return AuditFinding(
        made, fault.package, store, fault.state.value, fault.moved_to, fault.diagnosis
    )


def compare(
    package: str, store: str, expected: Sequence[FileRecord], observed: Observed
) -> PackageResult:
    """Return the state of a package whose directory could be listed.

    Args:
        package: its id.
        store: the store's name, for the findings.
        expected: what is on record, every file of the bag.
        observed: what was met.
    """
    if _is_plainly_intact(expected, observed):
        return _intact(package, store, expected)
    judged = [_fault_of(package, record, observed) for record in expected]
    faults = [fault for fault in judged if fault is not None]
    faults.extend(_strangers(package, expected, observed))
    faults = related(faults)
    states = Counter(fault.state for fault in faults)
    counts = {state.value: count for state, count in states.items()}
    intact = sum(fault is None for fault in judged)
    manifests_altered = any(
        fault.state in _REWRITTEN and is_manifest(fault.path) for fault in faults
    )
    return PackageResult(
        package,
        store,
        _package_state(set(states), manifests_altered=manifests_altered),
        ({FileState.INTACT.value: intact} if intact else {}) | counts,
        tuple(faults),
        tuple(_worth_knowing(package, store, expected, observed.entries)),
        files_read=sum(read.outcome is Outcome.READ for read in observed.first.values()),
        bytes_read=sum(read.size_bytes for read in observed.first.values()),
    )


def _is_plainly_intact(expected: Sequence[FileRecord], observed: Observed) -> bool:
    """Whether exactly what is on record lies there, matches, and nothing is worth a word.

    Asked first, because it is so of nearly every package; where this says no, nothing is decided.
    """
    first, entries = observed.first, observed.entries
    folders = {parent for record in expected for parent in parents_of(record.path)}
    if len(first) != len(expected) or len(entries) != len(expected) + len(folders):
        return False
    return all(
        (read := first.get(record.path)) is not None
        and (entry := entries.get(record.path)) is not None
        and entry.kind is EntryKind.FILE
        and entry.links <= 1
        and entry.error is None
        and entry.size_bytes == record.size_bytes
        and matches(record, read)
        for record in expected
    ) and all(
        (entry := entries.get(folder)) is not None
        and entry.kind is EntryKind.DIRECTORY
        and entry.error is None
        for folder in folders
    )


def _intact(package: str, store: str, expected: Sequence[FileRecord]) -> PackageResult:
    return PackageResult(
        package,
        store,
        PackageState.INTACT,
        {FileState.INTACT.value: len(expected)} if expected else {},
        files_read=len(expected),
        bytes_read=sum(record.size_bytes for record in expected),
    )


_REWRITTEN = frozenset({FileState.ALTERED, FileState.SWAPPED})


def _package_state(states: set[FileState], *, manifests_altered: bool) -> PackageState:
    if manifests_altered:
        return PackageState.MANIFEST_ALTERED
    if states & _FAULTS:
        return PackageState.DAMAGED
    if states & _UNDECIDED:
        return PackageState.UNDECIDED
    if FileState.NOT_CHECKED in states:
        return PackageState.NOT_CHECKED
    return PackageState.INTACT


_Judged = tuple[FileState, str, Measurement | None]
"""A state, the words for it, and what was read instead, where something was."""


def _fault_of(package: str, record: FileRecord, observed: Observed) -> Fault | None:
    state, message, found = _state_of(record, observed)
    if state is FileState.INTACT:
        return None
    entry = observed.entries.get(record.path)
    return Fault(
        package,
        record.path,
        state,
        message,
        expected=record,
        found=found,
        size_bytes=entry.size_bytes if entry is not None else 0,
        diagnosis=observed.diagnoses.get(record.path) if state is FileState.ALTERED else None,
    )


def _state_of(record: FileRecord, observed: Observed) -> _Judged:
    path = printable(record.path)
    blocked = _blocked_by(record.path, observed.entries)
    if blocked is not None:
        return (*blocked, None)
    entry = observed.entries.get(record.path)
    if entry is None:
        return FileState.MISSING, f"{path} is not there.", None
    if entry.error is not None:
        return FileState.UNREADABLE, f"{path} cannot be looked at: {entry.error}.", None
    if entry.kind is not EntryKind.FILE:
        words = f"{path} is a {entry.kind.value} now, not a file."
        return FileState.TYPE_CHANGED, words, None
    if entry.size_bytes != record.size_bytes:
        words = f"{record.size_bytes} bytes on record, {entry.size_bytes} found"
        found = observed.others.get(record.path)
        return FileState.ALTERED, f"{path} is not what was recorded: {words}.", found
    first = observed.first.get(record.path)
    if first is None:
        return FileState.NOT_CHECKED, f"{path} was not read.", None
    if matches(record, first):
        return FileState.INTACT, "", first
    again = observed.again.get(record.path, first)
    return (*_second_opinion(record, first, again), again)


def _blocked_by(path: str, entries: Mapping[str, Entry]) -> tuple[FileState, str] | None:
    """A directory above a file that is a link now, or cannot be listed, decides for the file."""
    for parent in parents_of(path):
        entry = entries.get(parent)
        if entry is None:
            return None
        if entry.error is not None:
            words = f"{printable(path)}: {printable(parent)} cannot be looked into: {entry.error}."
            return FileState.UNREADABLE, words
        if entry.kind is not EntryKind.DIRECTORY:
            words = f"{printable(path)}: {printable(parent)} is a {entry.kind.value} now."
            return FileState.TYPE_CHANGED, words
    return None


def _second_opinion(
    record: FileRecord, first: Measurement, again: Measurement
) -> tuple[FileState, str]:
    """Decide on a file whose first read did not match, with a second read."""
    path = printable(record.path)
    if again.outcome is Outcome.MISSING:
        return FileState.MISSING, f"{path} is not there."
    if again.outcome is Outcome.NOT_A_FILE:
        return FileState.TYPE_CHANGED, f"{path} is not a file any more."
    if again.outcome is Outcome.UNREADABLE:
        return FileState.UNREADABLE, f"{path} cannot be read: {again.detail}."
    if again.outcome is Outcome.CHANGED:
        return FileState.CHANGED_WHILE_READING, f"{path} changed while it was read: {again.detail}."
    if matches(record, again):
        # A read that gave other bytes, or an error, speaks against the medium; that somebody
        # renamed or wrote something just then does not.
        words = _FLAKY.get(first.outcome)
        return (FileState.FLAKY, f"{path} {words}.") if words else (FileState.INTACT, "")
    return FileState.ALTERED, f"{path} is not what was recorded: {_difference(record, again)}."


_FLAKY = {
    Outcome.READ: "read differently once, and as recorded when read again",
    Outcome.UNREADABLE: "could not be read once, and read as recorded when tried again",
}


def _difference(record: FileRecord, found: Measurement) -> str:
    if record.size_bytes != found.size_bytes:
        return f"{record.size_bytes} bytes on record, {found.size_bytes} found"
    wrong = sorted(
        name for name in record.digests if found.digests.get(name) != record.digests[name]
    )
    return f"the {' and '.join(wrong)} digests differ"


def _strangers(package: str, expected: Sequence[FileRecord], observed: Observed) -> Iterator[Fault]:
    """What lies there and is not on record; what stands in the way of a record is told there."""
    known = {record.path for record in expected}
    folders = {parent for path in known for parent in parents_of(path)}
    for path, entry in observed.entries.items():
        if path in known or path in folders:
            continue
        if entry.error is not None:
            words = f"{printable(path)} cannot be looked at: {entry.error}."
            yield Fault(package, path, FileState.UNREADABLE, words)
        elif entry.kind is not EntryKind.DIRECTORY:
            words = f"{printable(path)} ({entry.kind.value}) is not on record."
            yield Fault(
                package,
                path,
                FileState.UNEXPECTED,
                words,
                found=observed.others.get(path),
                size_bytes=entry.size_bytes,
                is_file=entry.kind is EntryKind.FILE,
            )


def _manifest_finding(package: str, store: str) -> AuditFinding:
    made = finding(
        "FIX-011",
        f"The manifests of {package} are not the ones on record in the ledger.",
    )
    return AuditFinding(made, package, store, PackageState.MANIFEST_ALTERED.value)


def _worth_knowing(
    package: str, store: str, expected: Sequence[FileRecord], entries: Mapping[str, Entry]
) -> Iterator[AuditFinding]:
    known = {record.path for record in expected}
    holding = {parent for path in (*known, *_leaves(entries)) for parent in parents_of(path)}
    for path, entry in entries.items():
        where = Where(file=printable(path))
        if path in known and entry.kind is EntryKind.FILE and entry.links > 1:
            words = f"{printable(path)} has {entry.links} names: it can be changed from elsewhere."
            yield AuditFinding(
                finding("FIX-008", words, where), package, store, FileState.INTACT.value
            )
        is_empty = entry.kind is EntryKind.DIRECTORY and path not in holding | known
        if is_empty and entry.error is None:
            words = f"{printable(path)} is an empty directory that is not on record."
            yield AuditFinding(
                finding("FIX-009", words, where), package, store, FileState.UNEXPECTED.value
            )


def _leaves(entries: Mapping[str, Entry]) -> Iterator[str]:
    return (path for path, entry in entries.items() if entry.kind is not EntryKind.DIRECTORY)
