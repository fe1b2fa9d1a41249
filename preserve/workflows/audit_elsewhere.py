"""After the packages: what else lies in the store, and whether it is what is missing."""

from collections.abc import Sequence
from dataclasses import replace

from preserve.fixity.fresh import FreshRead, Job
from preserve.fixity.relate import Fault, worth_reading
from preserve.model.audit import AuditFinding, FileState, PackageState
from preserve.model.catalogue import finding
from preserve.model.digest import OUR_ALGORITHMS
from preserve.model.file import Entry, EntryKind, printable
from preserve.model.finding import Where
from preserve.workflows.archive import History
from preserve.workflows.audit_reading import Readers, stored_packages
from preserve.workflows.audit_tally import Tally
from preserve.workflows.audit_worker import Fetch, List, Search

# Missing packages are looked for in so many directories that no entry knows, and no more.
_MOST_DIRECTORIES = 1000


def strangers_of(readers: Readers, history: History) -> list[Entry]:
    """Return what lies at the top of the store and no entry knows, sorted.

    Raises:
        PreserveError: the store does not answer.
        OSError: it cannot be listed.
    """
    found: list[Entry] = []

    def take(members: Sequence[Entry]) -> None:
        found.extend(entry for entry in members if entry.path not in history.holdings)

    readers.ear.listen(take)
    readers.done(List(readers.store))
    if found:
        # Were another disk put in the place of this one, all of it would be strange.
        readers.require_online(history.archive_id)
    return sorted(found)


def explained(
    readers: Readers, history: History, tally: Tally, strangers: Sequence[Entry]
) -> list[Fault]:
    """Relate faults to each other, over all packages, and to what lies beside them.

    Returns:
        what lies in the store, belongs to no package, and explains nothing.

    Raises:
        PreserveError: the store does not answer.
        OSError: it cannot be read.
    """
    left = _moved_packages(readers, history, tally, strangers)
    faults = [*tally.faults(), *(_fault(entry) for entry in left)]
    return tally.relate(_read(readers, faults))


def stranger_finding(fault: Fault, store: str) -> AuditFinding:
    """Return what is to be said of something that no entry knows."""
    made = finding("FIX-012", fault.message, Where(file=printable(fault.package)))
    return AuditFinding(made, printable(fault.package), store, PackageState.UNEXPECTED.value)


def _fault(entry: Entry) -> Fault:
    shown = printable(entry.path)
    words = f"{shown} ({entry.kind.value}) lies in the store, and no entry knows it."
    return Fault(
        entry.path,
        "",
        FileState.UNEXPECTED,
        words,
        size_bytes=entry.size_bytes,
        is_file=entry.kind is EntryKind.FILE,
    )


def _moved_packages(
    readers: Readers, history: History, tally: Tally, strangers: Sequence[Entry]
) -> list[Entry]:
    """Find missing packages that lie whole under another name; return what is left."""
    missing = [history.holdings[name] for name in tally.missing()]
    directories = [entry.path for entry in strangers if entry.kind is EntryKind.DIRECTORY]
    if not missing or not directories:
        return list(strangers)
    stored = tuple(stored_packages(history, missing))
    names = tuple(directories[:_MOST_DIRECTORIES])
    found = readers.done(Search(readers.store, names, stored, readers.bytes_per_second))
    there = found if isinstance(found, dict) else {}
    for package, directory in there.items():
        shown = printable(directory)
        words = f"Package {package} is not in its place: it lies whole under the name {shown}."
        made = finding("FIX-019", words, Where(file=package))
        note = AuditFinding(made, package, readers.store.name, FileState.MOVED.value, shown)
        tally.move(package, note)
    return [entry for entry in strangers if entry.path not in set(there.values())]


def _read(readers: Readers, faults: list[Fault]) -> list[Fault]:
    """Read what may hold the bytes that are missed somewhere else."""
    wanted = worth_reading(faults)
    if not wanted:
        return faults
    jobs = tuple(Job(fault.place, fault.size_bytes, OUR_ALGORITHMS) for fault in wanted)
    found = readers.done(Fetch(readers.store, jobs, readers.bytes_per_second))
    reads: dict[str, FreshRead] = {}
    if isinstance(found, list):
        reads = {job.path: one for job, one in zip(jobs, found, strict=True)}
    return [
        replace(fault, found=reads[fault.place].measurement) if fault.place in reads else fault
        for fault in faults
    ]
