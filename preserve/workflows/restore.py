"""Restore one file of a package from an intact copy, and put both steps on record."""

from dataclasses import dataclass
from datetime import datetime

from preserve.errors import Refused
from preserve.fixity.compare import matches
from preserve.fixity.digest import measure
from preserve.ledger.entry import Event, LedgerEntry
from preserve.model.digest import digests_of
from preserve.model.file import FileRecord, NewFile, Outcome
from preserve.storage.source import SourcePath, read_source
from preserve.storage.tree import LocalTree
from preserve.workflows.archive import (
    SOFTWARE,
    Archive,
    History,
    open_journal,
    read_history,
    require_online,
    require_sound,
)


@dataclass(frozen=True, slots=True)
class Restoration:
    """What is to be restored, from where, and who says so.

    Attributes:
        copy_of_package: directory of the intact copy of the package.
        copy_name: what the history calls that copy; no path of this machine goes on record.
    """

    package: str
    path: str
    copy_of_package: str
    copy_name: str
    by: str
    at: datetime


def restore_file(archive: Archive, wanted: Restoration) -> str:
    """Move the damaged file to quarantine, put the intact bytes in its place, record both.

    Returns:
        where the damaged bytes are now, relative to the archive.

    Raises:
        Refused: the copy's bytes are not the ones on record, or the file is not on record.
        PreserveError: the archive cannot be written, or its history does not verify.
    """
    with archive.lock():
        history = read_history(archive, is_locked=True)
        require_sound(history)
        require_online(archive, history)
        record = _record_of(history, wanted)
        source = read_source(
            SourcePath(f"{wanted.copy_of_package}/{wanted.path}", wanted.path),
            record.size_bytes,
        )
        if digests_of(source.data, record.digests) != dict(record.digests):
            raise Refused(
                f"The copy of {wanted.path} is not the file on record either.", code="FIX-001"
            )
        before = measure(archive.store.tree(wanted.package), wanted.path, tuple(record.digests))
        label = f"{wanted.at:%Y%m%dT%H%M%SZ}"
        moved_to = None
        if before.outcome is not Outcome.MISSING:
            moved_to = archive.store.set_aside(wanted.package, wanted.path, label)
        archive.store.restore(wanted.package, NewFile(wanted.path, source.data))
        _require_restored(archive.store.tree(wanted.package), record)
        with open_journal(archive, history) as journal:
            found = {"bytes": before.size_bytes, **before.digests}
            journal.append(_entries(wanted, record, found, moved_to))
        return moved_to or ""


def _record_of(history: History, wanted: Restoration) -> FileRecord:
    is_held = wanted.package in history.holdings
    for record in history.record_of(wanted.package).files if is_held else ():
        if record.path == wanted.path:
            return record
    raise Refused(f"{wanted.package}/{wanted.path} is not on record.", code="FIX-004")


def _require_restored(tree: LocalTree, record: FileRecord) -> None:
    after = measure(tree, record.path, tuple(record.digests))
    if not matches(record, after):
        raise Refused(f"{record.path} does not read back as it was written.", code="FIX-001")


def _entries(
    wanted: Restoration, record: FileRecord, found: dict[str, object], moved_to: str | None
) -> list[LedgerEntry]:
    agent = f"{SOFTWARE}, for {wanted.by}"
    recovery = {
        "path": wanted.path,
        "restored_from": wanted.copy_name,
        "before": found,
        "after": {"bytes": record.size_bytes, **record.digests},
    }
    entries = []
    if moved_to is not None:
        quarantine = {
            "path": wanted.path,
            "moved_to": moved_to,
            "why": "its bytes are not the ones on record",
        }
        entries.append(
            LedgerEntry(
                wanted.at, Event.QUARANTINE.value, wanted.package, agent, "success", quarantine
            )
        )
    entries.append(
        LedgerEntry(wanted.at, Event.RECOVERY.value, wanted.package, agent, "success", recovery)
    )
    return entries
