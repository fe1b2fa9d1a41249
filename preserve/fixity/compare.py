"""Expected against found: the state of every file and of the package, pure."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from preserve.model.audit import AuditFinding, FileState, PackageState
from preserve.model.catalogue import finding
from preserve.model.file import Entry, EntryKind, FileRecord, Measurement, Outcome, printable
from preserve.model.finding import Where
from preserve.storage.layout import is_manifest, parents_of


@dataclass(frozen=True, slots=True)
class Observed:
    """What was met where a package should be.

    Attributes:
        entries: what lies there, by path.
        first: the first read of each file, by path.
        again: the second read of each file whose first did not match.
    """

    entries: Mapping[str, Entry]
    first: Mapping[str, Measurement]
    again: Mapping[str, Measurement]


@dataclass(frozen=True, slots=True)
class PackageResult:
    """The state of a package, and why.

    Attributes:
        files: number of files in each state.
        findings: every fault, and what else is worth knowing.
    """

    id: str
    state: PackageState
    files: Mapping[str, int]
    findings: tuple[AuditFinding, ...]
    files_read: int = 0
    bytes_read: int = 0


def matches(expected: FileRecord, found: Measurement) -> bool:
    """Whether a read gave exactly what is on record: size and every recorded digest."""
    return (
        found.outcome is Outcome.READ
        and found.size_bytes == expected.size_bytes
        and all(found.digests.get(name) == digest for name, digest in expected.digests.items())
    )


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
}


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
    states: Counter[str] = Counter()
    findings = []
    manifests_altered = False
    judged = [*_expected_files(expected, observed), *_other_entries(expected, observed.entries)]
    for path, state, message in judged:
        states[state.value] += 1
        if state is FileState.INTACT:
            continue
        manifests_altered |= state is FileState.ALTERED and is_manifest(path)
        made = finding(_CODES[state], message, Where(file=printable(path)))
        findings.append(AuditFinding(made, package, store, state.value))
    if manifests_altered:
        findings.insert(0, _manifest_finding(package, store))
    findings.extend(_worth_knowing(package, store, expected, observed.entries))
    return PackageResult(
        package,
        _package_state({FileState(state) for state in states}, manifests_altered=manifests_altered),
        dict(states),
        tuple(findings),
        files_read=sum(read.outcome is Outcome.READ for read in observed.first.values()),
        bytes_read=sum(read.size_bytes for read in observed.first.values()),
    )


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


_Judged = tuple[str, FileState, str]


def _expected_files(expected: Sequence[FileRecord], observed: Observed) -> Iterator[_Judged]:
    for record in expected:
        state, message = _state_of(record, observed)
        yield record.path, state, message


def _state_of(record: FileRecord, observed: Observed) -> tuple[FileState, str]:
    path = printable(record.path)
    blocked = _blocked_by(record.path, observed.entries)
    if blocked is not None:
        return blocked
    entry = observed.entries.get(record.path)
    if entry is None:
        return FileState.MISSING, f"{path} is not there."
    if entry.error is not None:
        return FileState.UNREADABLE, f"{path} cannot be looked at: {entry.error}."
    if entry.kind is not EntryKind.FILE:
        return FileState.TYPE_CHANGED, f"{path} is a {entry.kind.value} now, not a file."
    if entry.size_bytes != record.size_bytes:
        words = f"{record.size_bytes} bytes on record, {entry.size_bytes} found"
        return FileState.ALTERED, f"{path} is not what was recorded: {words}."
    first = observed.first.get(record.path)
    if first is None:
        return FileState.NOT_CHECKED, f"{path} was not read."
    if matches(record, first):
        return FileState.INTACT, ""
    return _second_opinion(record, first, observed.again.get(record.path, first))


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
        # Only a read that gave other bytes speaks against the medium.
        if first.outcome is Outcome.READ:
            return (
                FileState.FLAKY,
                f"{path} read differently once, and as recorded when read again.",
            )
        return FileState.INTACT, ""
    return FileState.ALTERED, f"{path} is not what was recorded: {_difference(record, again)}."


def _difference(record: FileRecord, found: Measurement) -> str:
    if record.size_bytes != found.size_bytes:
        return f"{record.size_bytes} bytes on record, {found.size_bytes} found"
    wrong = sorted(
        name for name in record.digests if found.digests.get(name) != record.digests[name]
    )
    return f"the {' and '.join(wrong)} digests differ"


def _other_entries(
    expected: Sequence[FileRecord], entries: Mapping[str, Entry]
) -> Iterator[_Judged]:
    """What lies there and is not on record; what stands in the way of a record is told there."""
    known = {record.path for record in expected}
    folders = {parent for path in known for parent in parents_of(path)}
    for path, entry in entries.items():
        if path in known or path in folders:
            continue
        if entry.error is not None:
            yield (
                path,
                FileState.UNREADABLE,
                f"{printable(path)} cannot be looked at: {entry.error}.",
            )
            continue
        if entry.kind is EntryKind.DIRECTORY:
            continue
        yield (
            path,
            FileState.UNEXPECTED,
            f"{printable(path)} ({entry.kind.value}) is not on record.",
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
