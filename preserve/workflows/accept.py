"""Accept a deliberate change: what lies there now is on record from now on, with name and reason.

The package is only read. Without this, a change stays an alarm for ever: nothing re-baselines by
itself.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from preserve.errors import CannotDecide, Refused, Unreadable
from preserve.fixity.compare import matches
from preserve.fixity.fresh import Job as FreshJob
from preserve.fixity.fresh import read_fresh
from preserve.fixity.pace import unpaced
from preserve.fixity.pool import Job, Progress, measure_all, silent
from preserve.ledger.entry import Event, LedgerEntry
from preserve.ledger.inventory import ingestion_detail
from preserve.model.catalogue import CATALOGUE, finding
from preserve.model.change import AcceptedChange, FileChange
from preserve.model.digest import OUR_ALGORITHMS
from preserve.model.file import Entry, EntryKind, FileRecord, Measurement, Outcome, printable
from preserve.model.finding import Finding, Where
from preserve.model.package import PackageRecord
from preserve.model.pieces import PIECE_BYTES, pieces_of
from preserve.model.verdict import Verdict
from preserve.storage import layout
from preserve.storage.tree import LocalTree, read_file
from preserve.workflows.archive import (
    SOFTWARE,
    Archive,
    History,
    open_journal,
    read_history,
    require_online,
    require_sound,
)
from preserve.workflows.check_contents import check_package
from preserve.workflows.statements import statement
from preserve.workflows.validate_bag import Effort, validate_bag
from preserve.workflows.which_package import not_on_record

_NAMES_TOLD = 5


@dataclass(frozen=True, slots=True)
class Acceptance:
    """What somebody accepts, and who says why.

    Attributes:
        is_trial: only tell what would be put on record.
        workers: cores to use.
        progress: told what was read.
    """

    package: str
    by: str
    why: str
    is_trial: bool = False
    workers: int = 2
    progress: Progress = silent


def accept(archive: Archive, wanted: Acceptance, clock: Callable[[], datetime]) -> AcceptedChange:
    """Put on record what a package is now, in place of what it was.

    Raises:
        UsageProblem: the package is not on record, or name or reason say nothing.
        Refused: nothing differs, the package is gone, or something in it cannot go on record.
        CannotDecide: something cannot be read, or changed meanwhile; the store is offline.
        ArchiveLocked: another run is at work.
        EvidenceFailure: the history does not verify, so nothing is added to it.
    """
    asked = replace(wanted, by=statement(wanted.by, "--by"), why=statement(wanted.why, "--why"))
    with archive.lock():
        history = read_history(archive, is_locked=True)
        require_sound(history)
        before = _on_record(history, asked.package)
        require_online(archive, history)
        _require_directory(archive, asked.package)
        tree = archive.store.tree(asked.package)
        entries = _listed(tree)
        now = _read(tree, entries, before, asked)
        changes = _changes(before.files, now)
        if not changes:
            raise _refused(f"{asked.package} is as recorded; there is nothing to accept.")
        _require_still(tree, entries, [change.after for change in changes if change.after], asked)
        found = validate_bag(tree, asked.package, check_package, Effort(asked.workers))
        change = AcceptedChange(
            package=asked.package,
            by=asked.by,
            why=asked.why,
            changes=changes,
            files=len(now),
            superseded_entry=history.holdings[asked.package].entry,
            entry=None,
            bag=found.verdict,
            bag_findings=() if found.verdict is Verdict.VALID else found.findings,
            warnings=(*_of_the_article(changes), *_hard_links(entries)),
        )
        if asked.is_trial:
            return change
        pieced = tuple(_with_pieces(tree, before.files, now))
        detail = _detail(change, replace(before, files=pieced))
        event = Event.MODIFICATION.value
        entry = LedgerEntry(clock(), event, asked.package, SOFTWARE, "success", detail)
        with open_journal(archive, history) as journal:
            journal.append([entry])
        return replace(change, entry=history.verdict.frontier.size)


def _of_the_article(changes: Sequence[FileChange]) -> Iterator[Finding]:
    """Say it loud when the bytes as received are among what changed."""
    for change in changes:
        if change.path.startswith(layout.ORIGINAL):
            words = f"{printable(change.path)} is the article as it was received."
            yield finding("FIX-063", words, Where(file=printable(change.path)))


def _refused(words: str) -> Refused:
    return Refused(words, code="FIX-052", remedy=CATALOGUE["FIX-052"].remedy)


def _on_record(history: History, package: str) -> PackageRecord:
    """Return what is on record now, every change that was accepted before included."""
    if package not in history.holdings:
        raise not_on_record(package, history.holdings)
    return history.record_of(package)


def _require_directory(archive: Archive, package: str) -> None:
    try:
        kinds = {entry.path: entry.kind for entry in archive.store.members()}
    except OSError as problem:
        raise _unreadable(archive.store.name, problem.strerror) from problem
    if package not in kinds:
        raise _refused(f"{package} is not in the store; that it is gone cannot be accepted.")
    if kinds[package] is not EntryKind.DIRECTORY:
        raise _refused(f"{package} is a {kinds[package].value} now, not a directory.")


def _unreadable(what: str, why: str | None) -> Unreadable:
    return Unreadable(
        f"{printable(what)} cannot be read: {why or 'no reason given'}. Nothing was recorded.",
        code="FIX-006",
        remedy=CATALOGUE["FIX-006"].remedy,
    )


def _listed(tree: LocalTree) -> tuple[Entry, ...]:
    """List a package of which every part can go on record."""
    try:
        entries = tree.entries()
    except OSError as problem:
        raise _unreadable("The package", problem.strerror) from problem
    for entry in entries:
        if entry.error is not None:
            raise _unreadable(entry.path, entry.error)
    strange = [
        f"{printable(entry.path)} ({entry.kind.value})"
        for entry in entries
        if entry.kind not in {EntryKind.FILE, EntryKind.DIRECTORY}
    ]
    if strange:
        raise _refused(f"Only files and directories go on record, not {_some(strange)}.")
    nameless = [entry.path for entry in entries if printable(entry.path) != entry.path]
    if nameless:
        shown = _some([printable(path) for path in nameless])
        raise _refused(f"A name that is not UTF-8 cannot go on record: {shown}.")
    if not any(entry.kind is EntryKind.FILE for entry in entries):
        raise _refused("There is no file in the package.")
    return entries


def _some(names: Sequence[str]) -> str:
    more = f" and {len(names) - _NAMES_TOLD} more" if len(names) > _NAMES_TOLD else ""
    return ", ".join(names[:_NAMES_TOLD]) + more


def _read(
    tree: LocalTree, entries: Sequence[Entry], before: PackageRecord, asked: Acceptance
) -> tuple[FileRecord, ...]:
    """Read every file under every algorithm that is on record for it, and under ours."""
    recorded = {file.path: tuple(file.digests) for file in before.files}
    jobs = [
        Job(
            entry.path,
            entry.size_bytes,
            tuple(dict.fromkeys((*recorded.get(entry.path, ()), *OUR_ALGORITHMS))),
        )
        for entry in entries
        if entry.kind is EntryKind.FILE
    ]
    found = measure_all(tree, jobs, asked.workers, asked.progress)
    return tuple(_record(found[job.path]) for job in jobs)


def _record(read: Measurement) -> FileRecord:
    if read.outcome is Outcome.UNREADABLE:
        raise _unreadable(read.path, read.detail)
    if read.outcome is not Outcome.READ:
        raise _changed(read.path)
    return FileRecord(read.path, read.size_bytes, read.digests)


def _changed(path: str) -> CannotDecide:
    return CannotDecide(
        f"{printable(path)} changed while it was read. Nothing was recorded.",
        code="FIX-007",
        remedy=CATALOGUE["FIX-007"].remedy,
    )


def _changes(before: Sequence[FileRecord], now: Sequence[FileRecord]) -> tuple[FileChange, ...]:
    recorded, found = ({file.path: file for file in files} for files in (before, now))
    paths = sorted(recorded.keys() | found.keys())
    return tuple(
        FileChange(path, recorded.get(path), found.get(path))
        for path in paths
        if not _is_same(recorded.get(path), found)
    )


def _is_same(record: FileRecord | None, found: Mapping[str, FileRecord]) -> bool:
    read = found.get(record.path) if record is not None else None
    if record is None or read is None:
        return False
    return matches(record, Measurement(read.path, Outcome.READ, read.size_bytes, read.digests))


def _require_still(
    tree: LocalTree, listed: Sequence[Entry], changed: Sequence[FileRecord], asked: Acceptance
) -> None:
    """Read what changed once more, from the medium, before it becomes what is held against."""
    jobs = [FreshJob(file.path, file.size_bytes, tuple(file.digests)) for file in changed]
    for file, again in zip(changed, read_fresh(tree, jobs, unpaced, asked.workers), strict=True):
        if not matches(file, again.measurement):
            raise _changed(file.path)
    moved = {entry.path for entry in set(_listed(tree)) ^ set(listed)}
    if moved:
        raise _changed(min(moved))


def _with_pieces(
    tree: LocalTree, before: Sequence[FileRecord], now: Sequence[FileRecord]
) -> Iterator[FileRecord]:
    """Give each file the digests of its pieces: the recorded ones where it is as it was."""
    recorded = {file.path: file for file in before}
    for file in now:
        old = recorded.get(file.path)
        if old is not None and old.digests.items() <= file.digests.items():
            yield file._replace(pieces=old.pieces)
        elif PIECE_BYTES < file.size_bytes <= _MOST_PIECED_BYTES:
            yield file._replace(pieces=pieces_of(read_file(tree, file.path)))
        else:
            yield file


# What is read into memory whole to find where it may differ one day.
_MOST_PIECED_BYTES = 256 << 20


def _hard_links(entries: Sequence[Entry]) -> list[Finding]:
    return [
        finding(
            "FIX-008",
            f"{printable(entry.path)} has {entry.links} names: it can be changed from elsewhere.",
            Where(file=entry.path),
        )
        for entry in entries
        if entry.kind is EntryKind.FILE and entry.links > 1
    ]


def _detail(change: AcceptedChange, after: PackageRecord) -> dict[str, object]:
    inventory = ingestion_detail(after, {}, {})
    return {
        "by": change.by,
        "why": change.why,
        "before": {"entry": change.superseded_entry},
        "changes": [one.document() for one in change.changes],
        "files": inventory["files"],
        "tag_manifest_sha256": inventory["tag_manifest_sha256"],
    }
