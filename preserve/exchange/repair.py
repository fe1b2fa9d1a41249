"""What is to be mended of a package, and from where: a plan, file by file; pure.

What is wanted follows from the inventory in the ledger and from what was just read here. A copy
counts only where its bytes have every digest on record. What cannot be read, reads differently
from one time to the next, or is not on record at all, is no business of a copy: it is left as it
is and told.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from preserve.fixity.compare import PackageResult, fault_finding
from preserve.fixity.relate import Fault
from preserve.model.audit import FileState, PackageState
from preserve.model.catalogue import finding
from preserve.model.file import FileRecord, printable
from preserve.model.finding import Finding, Where
from preserve.model.package import PackageRecord
from preserve.model.repair import FilePlan, Needs, Wanted

_MENDABLE: Final = frozenset(
    {
        FileState.ALTERED,
        FileState.MISSING,
        FileState.MOVED,
        FileState.SWAPPED,
        FileState.TYPE_CHANGED,
    }
)
_WHOLE: Final = frozenset({PackageState.INTACT, PackageState.SUPERSEDED})


def needs_of(record: PackageRecord, result: PackageResult) -> Needs:
    """Return what a package needs, from what was read of it.

    Args:
        record: the inventory on record.
        result: what the files were held against it with.
    """
    if result.state in _WHOLE and not result.faults:
        return Needs((), (), ())
    if not result.faults:
        if result.state is not PackageState.DAMAGED:
            return Needs((), (), tuple(note.finding for note in result.notes))
        # The package itself is gone, or is no directory.
        missing = FileState.MISSING.value
        return Needs(tuple(Wanted(file, missing, {}) for file in record.files), (), ())
    faults = {fault.path: fault for fault in result.faults if fault.expected is not None}
    wanted = tuple(
        _wanted(file, faults[file.path])
        for file in record.files
        if file.path in faults and faults[file.path].state in _MENDABLE
    )
    unexpected = [each.path for each in result.faults if each.state is FileState.UNEXPECTED]
    unexpected.extend(each.lies_at for each in wanted if each.lies_at is not None)
    left = (each for each in result.faults if each.state not in {*_MENDABLE, FileState.UNEXPECTED})
    told = tuple(fault_finding(fault, result.store).finding for fault in left)
    return Needs(wanted, tuple(unexpected), told)


def _wanted(record: FileRecord, fault: Fault) -> Wanted:
    found: dict[str, object] = {}
    if fault.found is not None and fault.found.digests:
        found = {"bytes": fault.found.size_bytes, **fault.found.digests}
    elif fault.size_bytes:
        found = {"bytes": fault.size_bytes}
    lies_at = None
    if fault.state is FileState.MOVED and fault.moved_to is not None:
        package, _, inner = fault.moved_to.partition("/")
        lies_at = inner if package == fault.package and inner else None
    return Wanted(record, fault.state.value, found, lies_at)


def plan(wanted: Iterable[Wanted], offers: Mapping[str, str]) -> tuple[FilePlan, ...]:
    """Return the plan.

    Args:
        wanted: the files to be put back.
        offers: by path, the name of the copy whose bytes were held against every digest on record.
    """
    return tuple(FilePlan(one, offers.get(one.record.path)) for one in wanted)


def unmet(
    files: Sequence[FilePlan], asked: Sequence[str] = (), *, is_trial: bool = False
) -> list[Finding]:
    """Return a finding for every file that no copy at hand has.

    Args:
        files: the plan.
        asked: the partners whose answer is waited for.
        is_trial: they were not asked, and would be.
    """
    found = []
    for file in files:
        if file.copy is not None:
            continue
        path, who = printable(file.wanted.record.path), " and ".join(asked)
        if asked:
            words = f"would be asked of {who}" if is_trial else f"waits for an answer from {who}"
            found.append(finding("XCH-081", f"{path} {words}.", Where(file=path)))
        else:
            words = f"No copy at hand holds {path} as it is on record."
            found.append(finding("XCH-080", words, Where(file=path)))
    return found


def strangers(paths: Iterable[str]) -> list[Finding]:
    """Return a finding for each path that is not on record and was not moved."""
    return [
        finding(
            "XCH-084",
            f"{printable(path)} is not on record; it was left where it is.",
            Where(file=printable(path)),
        )
        for path in paths
    ]
