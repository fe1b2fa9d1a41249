"""Check packages against what is on record: list, read, read again what differs, compare."""

from collections.abc import Iterator, Sequence

from preserve.fixity.compare import Observed, PackageResult, compare, matches, readable
from preserve.fixity.pool import Job, Progress, measure_all
from preserve.model.audit import AuditFinding, PackageState
from preserve.model.catalogue import finding
from preserve.model.file import Entry, EntryKind, FileRecord, Measurement, printable
from preserve.model.finding import Where
from preserve.model.package import PackageRecord
from preserve.storage.store import Store

# Packages whose files are read together: enough to keep two cores busy, few enough for memory.
_TOGETHER = 1000


def check_packages(
    store: Store,
    records: Sequence[PackageRecord],
    workers: int,
    progress: Progress,
) -> Iterator[PackageResult]:
    """Return the state of each package on record, in their order.

    Args:
        store: an online store.
        records: what the ledger holds.
        workers: how many cores to use.
        progress: told what was read.

    Raises:
        OSError: the store itself cannot be listed.
    """
    members = {entry.path: entry for entry in store.members()}
    for start in range(0, len(records), _TOGETHER):
        group = records[start : start + _TOGETHER]
        yield from _check_group(store, group, members, (workers, progress))


def unknown_members(store: Store, known: Sequence[str]) -> Iterator[AuditFinding]:
    """Return a finding for each thing at the top of the store that no entry knows.

    Raises:
        OSError: the store cannot be listed.
    """
    recorded = set(known)
    for entry in store.members():
        if entry.path in recorded:
            continue
        shown = printable(entry.path)
        words = f"{shown} ({entry.kind.value}) lies in the store, and no entry knows it."
        made = finding("FIX-012", words, Where(file=shown))
        yield AuditFinding(made, shown, store.name, PackageState.UNEXPECTED.value)


def _check_group(
    store: Store,
    group: Sequence[PackageRecord],
    members: dict[str, Entry],
    how: tuple[int, Progress],
) -> Iterator[PackageResult]:
    listings: dict[str, dict[str, Entry]] = {}
    settled: dict[str, PackageResult] = {}
    for record in group:
        listed = _listed(store, record, members.get(record.id))
        if isinstance(listed, PackageResult):
            settled[record.id] = listed
        else:
            listings[record.id] = listed
    first = _read(store, group, listings, how)
    again = _read_again(store, group, first, how)
    for record in group:
        if record.id in settled:
            yield settled[record.id]
            continue
        observed = Observed(listings[record.id], first.get(record.id, {}), again.get(record.id, {}))
        yield compare(record.id, store.name, record.files, observed)


def _listed(
    store: Store, record: PackageRecord, member: Entry | None
) -> dict[str, Entry] | PackageResult:
    if member is None:
        return _whole(record, store.name, PackageState.DAMAGED, ("FIX-010", "is not in the store"))
    if member.kind is not EntryKind.DIRECTORY:
        words = f"is a {member.kind.value} now, not a directory"
        return _whole(record, store.name, PackageState.DAMAGED, ("FIX-013", words))
    try:
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
    return PackageResult(
        record.id,
        state,
        {file_state: len(record.files)},
        (AuditFinding(made, record.id, store, file_state),),
    )


_ByPackage = dict[str, dict[str, Measurement]]


def _read(
    store: Store,
    group: Sequence[PackageRecord],
    listings: dict[str, dict[str, Entry]],
    how: tuple[int, Progress],
) -> _ByPackage:
    wanted = [
        (record.id, file)
        for record in group
        if record.id in listings
        for file in readable(record.files, listings[record.id])
    ]
    return _measured(store, wanted, how)


def _read_again(
    store: Store, group: Sequence[PackageRecord], first: _ByPackage, how: tuple[int, Progress]
) -> _ByPackage:
    """Before any alarm: read once more what did not match."""
    wanted = [
        (record.id, file)
        for record in group
        for file in record.files
        if (read := first.get(record.id, {}).get(file.path)) is not None and not matches(file, read)
    ]
    return _measured(store, wanted, how)


def _measured(
    store: Store, wanted: Sequence[tuple[str, FileRecord]], how: tuple[int, Progress]
) -> _ByPackage:
    workers, progress = how
    jobs = [
        Job(f"{package}/{file.path}", file.size_bytes, tuple(file.digests))
        for package, file in wanted
    ]
    found = measure_all(store.forest(), jobs, workers, progress)
    result: _ByPackage = {}
    for package, file in wanted:
        result.setdefault(package, {})[file.path] = found[f"{package}/{file.path}"]
    return result
