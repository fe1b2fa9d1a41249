"""Incidents, folded from the history alone: each step is an entry, and nothing else is stored.

An incident is opened by an audit's findings and becomes `repaired` by itself: when an audit finds
the package sound again, or when a change was accepted on record. People say what they know, and
close it.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from enum import StrEnum

from preserve.ledger.entry import Event, LedgerEntry
from preserve.model.digest import VERIFIABLE
from preserve.model.file import FileRecord
from preserve.model.incident import (
    Closing,
    Cure,
    DamagedFile,
    Incident,
    Note,
    NoteKind,
    Repair,
    Sighting,
)
from preserve.model.plain import number_of


class Step(StrEnum):
    """What an entry about an incident records."""

    OPENED = "opened"
    SEEN_AGAIN = "seen-again"
    NOTE = "note"
    CLOSED = "closed"


class Incidents:
    """The incidents of an archive: told every entry once, in order, it knows where each stands."""

    def __init__(self) -> None:
        self._all: dict[str, Incident] = {}
        self._not_closed: dict[str | None, str] = {}
        self._number = 0

    def all(self) -> tuple[Incident, ...]:
        """Return every incident, in the order of opening."""
        return tuple(self._all.values())

    def get(self, incident: str) -> Incident | None:
        """Return an incident by its id."""
        return self._all.get(incident)

    def not_closed(self, package: str | None) -> Incident | None:
        """Return the incident of a package (None: of the archive) that is not closed."""
        incident = self._not_closed.get(package)
        return None if incident is None else self._all[incident]

    def unrepaired(self) -> tuple[str | None, ...]:
        """Return the packages that an audit may find sound again: ask of these, not of all."""
        return tuple(
            package for package, name in self._not_closed.items() if self._all[name].repair is None
        )

    def next_id(self) -> str:
        """Return the id of the incident that is opened next."""
        return f"incident-{len(self._all) + 1}"

    def note(self, number: int, entry: LedgerEntry) -> None:
        """Take the next entry of the history.

        Args:
            number: its number in the ledger.
            entry: any entry, whatever it is about.

        Raises:
            ValueError: it is about an incident, and not as preserve records it.
        """
        self._number = number
        if entry.event == Event.INCIDENT.value:
            self._step(entry)
        elif entry.event in _WORK:
            self._worked_on(entry)
        elif entry.event == Event.MODIFICATION.value and self.not_closed(entry.package):
            after = _inventory(entry.detail.get("files"))
            self._repaired(entry.package, entry.at, (Cure.ACCEPTED, _text(entry, "by")), after)

    def sound_again(self, package: str | None, at: datetime, run: str) -> None:
        """Take notice that the latest entry, an audit, found a package sound.

        Args:
            package: None for the store as a whole: nothing lies there that no entry knows.
            at: when the audit ended.
            run: its id.
        """
        here = self.not_closed(package)
        if here is not None:
            after = {path: file.recorded for path, file in here.current_files.items()}
            self._repaired(package, at, (Cure.SOUND_AGAIN, run), after)

    def _repaired(
        self,
        package: str | None,
        at: datetime,
        cure: tuple[Cure, str],
        after: Mapping[str, FileRecord | None],
    ) -> None:
        here = self.not_closed(package)
        if here is None or here.repair is not None:
            return
        files = {path: after.get(path) for path in here.current_files}
        made = Repair(at, *cure, files, self._number)
        self._all[here.id] = replace(here, repairs=(*here.repairs, made))

    def _worked_on(self, entry: LedgerEntry) -> None:
        """A file set aside or restored on record was done, without anybody having to say so."""
        if entry.detail.get("store") is not None:
            return  # done to a replica, which no audit here looks at
        path = str(entry.detail.get("path"))
        here = self.not_closed(entry.package)
        if here is None:
            # What no entry knew, set aside, belongs to the incident of the archive as a whole.
            whole = self.not_closed(None)
            here = whole if whole is not None and path in whole.files else None
        if here is None:
            return
        verb, where = _WORK[entry.event]
        text = f"{path} was {verb} {entry.detail.get(where)}."
        made = Note(entry.at, entry.agent, NoteKind.DONE, text, self._number)
        self._all[here.id] = replace(here, notes=(*here.notes, made))

    def _step(self, entry: LedgerEntry) -> None:
        try:
            step = Step(_text(entry, "step"))
        except ValueError as problem:
            raise self._wrong("has a step that is not known") from problem
        name = _text(entry, "incident")
        if step is Step.OPENED:
            self._open(name, entry)
            return
        here = self._all.get(name)
        if here is None or here.package != entry.package:
            raise self._wrong("is about an incident that was never opened")
        if step is Step.NOTE:
            self._all[name] = _noted(here, entry, self._number)
            return
        if here.closing is not None:
            raise self._wrong("is about an incident that is closed")
        if step is Step.SEEN_AGAIN:
            self._all[name] = _seen_again(here, _sighting(entry, self._number))
            return
        closing = Closing(entry.at, _text(entry, "by"), _text(entry, "why"), self._number)
        self._all[name] = replace(here, closing=closing)
        del self._not_closed[entry.package]

    def _open(self, name: str, entry: LedgerEntry) -> None:
        if name != self.next_id() or entry.package in self._not_closed:
            raise self._wrong("opens an incident out of order")
        self._all[name] = Incident(name, entry.package, (_sighting(entry, self._number),))
        self._not_closed[entry.package] = name

    def _wrong(self, what: str) -> ValueError:
        return ValueError(f"entry {self._number} {what}")


_WORK = {
    Event.RECOVERY.value: ("restored from", "restored_from"),
    Event.QUARANTINE.value: ("moved to", "moved_to"),
}


def _noted(here: Incident, entry: LedgerEntry, number: int) -> Incident:
    rows, by = entry.detail.get("notes"), _text(entry, "by")
    if not isinstance(rows, list) or not rows:
        raise ValueError("a note on record says nothing")
    notes = []
    for row in rows:
        text = row.get("text") if isinstance(row, dict) else None
        if not isinstance(text, str):
            raise ValueError("a note on record is not as it was recorded")
        notes.append(Note(entry.at, by, NoteKind(str(row.get("kind"))), text, number))
    is_diagnosed = here.is_diagnosed or any(note.kind is NoteKind.DIAGNOSIS for note in notes)
    return replace(here, notes=(*here.notes, *notes), is_diagnosed=is_diagnosed)


def _seen_again(here: Incident, sighting: Sighting) -> Incident:
    seen = replace(here, sightings=(*here.sightings, sighting))
    if here.repair is None:
        return seen
    # The repair did not hold: what was said about the earlier damage does not settle this one.
    return replace(seen, is_diagnosed=False, current=len(here.sightings))


def _sighting(entry: LedgerEntry, number: int) -> Sighting:
    rows, total = entry.detail.get("files"), number_of(entry.detail.get("files_total"))
    if not isinstance(rows, list) or total is None or total < len(rows):
        raise ValueError(f"entry {number} does not count its files")
    return Sighting(
        at=entry.at,
        run=_text(entry, "run"),
        state=_text(entry, "state"),
        words=_text(entry, "words"),
        files=tuple(_damaged(row) for row in rows),
        files_total=total,
        fingerprint=_text(entry, "fingerprint"),
        entry=number,
    )


def _damaged(row: object) -> DamagedFile:
    if not isinstance(row, dict) or not {"path", "state", "recorded", "found"} <= row.keys():
        raise ValueError("a damaged file on record is not as it was recorded")
    path = str(row["path"])
    recorded, found = (_content(path, row[key]) for key in ("recorded", "found"))
    return DamagedFile(path, str(row["state"]), recorded, found)


def _content(path: str, row: object) -> FileRecord | None:
    if row is None:
        return None
    size = number_of(row.get("bytes")) if isinstance(row, dict) else None
    if not isinstance(row, dict) or size is None or size < 0:
        raise ValueError("a damaged file on record has no size")
    digests = {str(name): str(digest) for name, digest in row.items() if name != "bytes"}
    if not digests.keys() <= VERIFIABLE:
        raise ValueError("a damaged file on record has a digest that is not known")
    return FileRecord(path, size, digests)


def _inventory(rows: object) -> dict[str, FileRecord | None]:
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise ValueError("a change on record has no inventory")
    paths = [str(row.get("path")) for row in rows]
    contents = [{key: value for key, value in row.items() if key != "path"} for row in rows]
    return {path: _content(path, row) for path, row in zip(paths, contents, strict=True)}


def _text(entry: LedgerEntry, key: str) -> str:
    value = entry.detail.get(key)
    if not isinstance(value, str):
        raise ValueError(f"a record of an incident has no {key}")
    return value
