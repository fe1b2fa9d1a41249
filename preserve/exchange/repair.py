"""What is to be mended of a package, and from where: a plan, file by file; pure.

What is wanted follows from the inventory in the ledger and from what was just read here. A copy
counts only where its bytes have every digest on record. What cannot be read, reads differently
from one time to the next, or is not on record at all, is no business of a copy: it is left as it
is and told.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from preserve.fixity.compare import PackageResult, fault_finding
from preserve.fixity.relate import Fault
from preserve.model.audit import FileState, PackageState
from preserve.model.catalogue import finding
from preserve.model.file import FileRecord, printable
from preserve.model.finding import Finding, Where, gravest
from preserve.model.package import PackageRecord

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


class Wanted(NamedTuple):
    """A file that has to be put back.

    Attributes:
        record: what is on record.
        state: what was found in its place, as in `FileState`.
        found: size and digests of that, as far as it was read; as an entry keeps them.
        lies_at: where its bytes lie in the package under a name that is not on record, or None.
    """

    record: FileRecord
    state: str
    found: Mapping[str, object]
    lies_at: str | None = None


class Needs(NamedTuple):
    """What a package needs.

    Attributes:
        wanted: the files to be put back, in the order of the inventory.
        unexpected: paths of what lies in the package and is not on record.
        left: what no copy can help with, told as findings.
    """

    wanted: tuple[Wanted, ...]
    unexpected: tuple[str, ...]
    left: tuple[Finding, ...]

    @property
    def is_nothing(self) -> bool:
        """Whether the package is as recorded."""
        return not (self.wanted or self.unexpected or self.left)


class FilePlan(NamedTuple):
    """A file of the plan.

    Attributes:
        wanted: what is wanted.
        copy: what the history calls the copy that has it; None where no copy at hand does.
    """

    wanted: Wanted
    copy: str | None

    def document(self) -> dict[str, object]:
        """Return the JSON shape."""
        record = self.wanted.record
        return {
            "path": printable(record.path),
            "state": self.wanted.state,
            "bytes": record.size_bytes,
            "sha256": record.digests.get("sha256"),
            "from": self.copy,
        }


@dataclass(frozen=True, slots=True)
class RepairReport:
    """What a repair found and did, or would do.

    Attributes:
        store: the archive's own store, or the name of the replica.
        files: what was wanted, file by file.
        set_aside: what was moved to quarantine, by path: where it is now.
        is_trial: nothing was changed.
        is_whole: the package was read again afterwards and is as recorded.
        asked: the partners who were asked for what no copy at hand has.
        incident: the id of the incident that this settles or belongs to, or None.
        is_closed: whether that incident is closed.
    """

    package: str
    store: str
    files: tuple[FilePlan, ...] = ()
    set_aside: Mapping[str, str] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()
    is_trial: bool = False
    is_whole: bool = False
    asked: tuple[str, ...] = ()
    incident: str | None = None
    is_closed: bool = False

    @property
    def exit_code(self) -> int:
        """What the command ends with."""
        return gravest(found.weight for found in self.findings)

    def document(self) -> dict[str, object]:
        """Return the JSON shape."""
        return {
            "package": self.package,
            "store": self.store,
            "dry_run": self.is_trial,
            "whole": self.is_whole,
            "files": [file.document() for file in self.files],
            "set_aside": [
                {"path": path, "moved_to": place} for path, place in self.set_aside.items()
            ],
            "asked": list(self.asked),
            "incident": self.incident,
            "incident_closed": self.is_closed,
            "findings": [found.document() for found in self.findings],
            "exit_code": self.exit_code,
        }


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


def unmet(files: Sequence[FilePlan], asked: Sequence[str]) -> list[Finding]:
    """Return a finding for every file that no copy at hand has."""
    found = []
    for file in files:
        if file.copy is not None:
            continue
        path = printable(file.wanted.record.path)
        if asked:
            words = f"{path} waits for an answer from {' and '.join(asked)}."
            found.append(finding("XCH-081", words, Where(file=path)))
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
