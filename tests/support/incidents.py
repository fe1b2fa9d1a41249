"""Incidents without an archive: entries in the order a ledger would have them, and their fold."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from preserve.ledger.entry import Event, LedgerEntry, decode, encode
from preserve.ledger.incident_entries import (
    UnsoundPackage,
    closing_entry,
    entries_to_open,
    note_entry,
)
from preserve.ledger.incidents import Incidents
from preserve.model.digest import digests_of
from preserve.model.file import FileRecord
from preserve.model.incident import DamagedFile, NoteKind
from preserve.workflows.archive import Archive, open_journal, read_history
from tests.support.archives import Clock, audited

AGENT = "preserve-toolkit test"


def content(path: str, text: str) -> FileRecord:
    return FileRecord(path, len(text), digests_of(text.encode()))


def altered(path: str, found: str = "wrong") -> DamagedFile:
    return DamagedFile(path, "altered", content(path, "right"), content(path, found))


def missing(path: str) -> DamagedFile:
    return DamagedFile(path, "missing", content(path, "right"), None)


def stranger(path: str) -> DamagedFile:
    return DamagedFile(path, "unexpected", None, None)


def unsound(package: str | None, *files: DamagedFile) -> UnsoundPackage:
    return UnsoundPackage(package, "damaged" if package else "unexpected", files)


class History:
    """A ledger in memory: every entry goes through its stored bytes before it is folded."""

    def __init__(self) -> None:
        self.entries: list[LedgerEntry] = []
        self.incidents = Incidents()

    @property
    def at(self) -> datetime:
        return datetime(2026, 11, 21, tzinfo=UTC) + timedelta(minutes=len(self.entries))

    def add(self, entry: LedgerEntry) -> None:
        read = decode(encode(entry))
        self.entries.append(read)
        self.incidents.note(len(self.entries) - 1, read)

    def audit(
        self, found: Sequence[UnsoundPackage] = (), sound: Sequence[str | None] = ()
    ) -> list[LedgerEntry]:
        """Record an audit; return the entries about incidents that it brought."""
        run = f"audit-{len(self.entries)}"
        at = self.at
        self.event(Event.FIXITY_CHECK, None, run=run)
        for package in sound:
            self.incidents.sound_again(package, at, run)
        entries = entries_to_open(self.incidents, found, run, at, AGENT)
        for entry in entries:
            self.add(entry)
        return entries

    def say(self, incident: str, *notes: tuple[NoteKind, str], by: str = "A. Librarian") -> None:
        here = self.incidents.get(incident)
        self.add(note_entry(here, notes, by, (self.at, AGENT)))

    def close(self, incident: str) -> None:
        here = self.incidents.get(incident)
        self.add(closing_entry(here, "A. Librarian", "It is over.", (self.at, AGENT)))

    def accept(self, package: str, *files: FileRecord) -> None:
        rows = [{"path": file.path, "bytes": file.size_bytes, **file.digests} for file in files]
        self.event(Event.MODIFICATION, package, by="B. Archivist", why="corrected", files=rows)

    def event(self, event: Event, package: str | None, **detail: object) -> None:
        self.add(LedgerEntry(self.at, event.value, package, AGENT, "success", detail))


def audited_with_incidents(archive: Archive, clock: Clock) -> None:
    """Audit, and open the incidents that the findings ask for, where the audit did not."""
    report = audited(archive, clock)
    by_package: dict[str, list[DamagedFile]] = {}
    for found in report.findings:
        if found.package is not None and found.finding.where.file and found.state != "unexpected":
            file = DamagedFile(found.finding.where.file, found.state, None, None)
            by_package.setdefault(found.package, []).append(file)
    history = read_history(archive, is_locked=False)
    wanted = [UnsoundPackage(name, "damaged", tuple(files)) for name, files in by_package.items()]
    incidents = history.incidents
    if all(incidents.not_closed(one.package) for one in wanted):
        return
    entries = entries_to_open(incidents, wanted, report.run, clock(), AGENT)
    with archive.lock(), open_journal(archive, history) as journal:
        journal.append(entries)
