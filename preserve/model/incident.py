"""Incidents: what was found damaged, who was told, what was done, and how it ended."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from preserve.model.change import content_document
from preserve.model.file import FileRecord

FILES_LISTED = 1000
"""How many files an incident lists, until it is repaired; the others are counted."""


class IncidentState(StrEnum):
    """How far an incident has come."""

    OPEN = "open"
    DIAGNOSED = "diagnosed"
    REPAIRED = "repaired"
    CLOSED = "closed"


class NoteKind(StrEnum):
    """What a note says: who was told, what was done, what the cause is, or anything else."""

    TOLD = "told"
    DONE = "done"
    DIAGNOSIS = "diagnosis"
    REMARK = "remark"


class Cure(StrEnum):
    """How a package became sound again."""

    SOUND_AGAIN = "sound-again"
    ACCEPTED = "accepted"


@dataclass(frozen=True, slots=True)
class DamagedFile:
    """A file as an audit found it, by a path that can be put on record.

    Attributes:
        path: in the package; for the archive as a whole, in the store.
        state: as in `FileState`.
        recorded: size and digests on record; None for what is not on record.
        found: size and digests read; no digests where only the size was seen, None where nothing
            was (the file is missing, say).
    """

    path: str
    state: str
    recorded: FileRecord | None
    found: FileRecord | None

    @property
    def key(self) -> tuple[object, ...]:
        """What makes this damage the same one as last time."""
        if self.found is None:
            return (self.path, self.state)
        digests = tuple(sorted(self.found.digests.items()))
        return (self.path, self.state, self.found.size_bytes, *digests)

    def document(self) -> dict[str, object]:
        """Return the JSON shape, which is also how the ledger keeps it."""
        return {
            "path": self.path,
            "state": self.state,
            "recorded": content_document(self.recorded),
            "found": content_document(self.found),
        }


@dataclass(frozen=True, slots=True)
class Sighting:
    """What one audit saw of the damage: at the opening, and when it had changed since.

    Attributes:
        run: the audit's id.
        state: of the package.
        words: what the audit said of the package as a whole; may be empty.
        files: those that are new or different, and fit into the limit.
        files_total: how many were damaged then, listed or not.
        fingerprint: digest over every damaged file, listed or not.
        entry: number of the ledger's entry.
    """

    at: datetime
    run: str
    state: str
    words: str
    files: tuple[DamagedFile, ...]
    files_total: int
    fingerprint: str
    entry: int


@dataclass(frozen=True, slots=True)
class Note:
    """What somebody says about an incident, or what the program did and put on record."""

    at: datetime
    by: str
    kind: NoteKind
    text: str
    entry: int


@dataclass(frozen=True, slots=True)
class Repair:
    """How the package became sound again.

    Attributes:
        by: the audit's run, or who accepted the change.
        files: size and digests afterwards of each file that was damaged until then and is listed;
            None for one that is not held.
    """

    at: datetime
    how: Cure
    by: str
    files: Mapping[str, FileRecord | None]
    entry: int


@dataclass(frozen=True, slots=True)
class Closing:
    """Who ended an incident, and why."""

    at: datetime
    by: str
    why: str
    entry: int


@dataclass(frozen=True, slots=True)
class Incident:
    """One incident, as far as it has come.

    Attributes:
        id: `incident-<n>`, counted in the order of opening.
        package: None for the archive as a whole.
        sightings: the opening first; never empty.
        current: index of the sighting that opened it, or opened it again after a repair.
        repairs: in order; the last one may not have held.
    """

    id: str
    package: str | None
    sightings: tuple[Sighting, ...]
    current: int = 0
    notes: tuple[Note, ...] = ()
    is_diagnosed: bool = False
    repairs: tuple[Repair, ...] = ()
    closing: Closing | None = None

    @property
    def repair(self) -> Repair | None:
        """The repair that holds: nothing was seen again since."""
        last = self.repairs[-1] if self.repairs else None
        return last if last is not None and last.entry >= self.sightings[-1].entry else None

    @property
    def state(self) -> IncidentState:
        """How far it has come."""
        if self.closing is not None:
            return IncidentState.CLOSED
        if self.repair is not None:
            return IncidentState.REPAIRED
        return IncidentState.DIAGNOSED if self.is_diagnosed else IncidentState.OPEN

    @property
    def opened_at(self) -> datetime:
        """When the damage was found first."""
        return self.sightings[0].at

    @property
    def opened_by_run(self) -> str:
        """The audit that found it first."""
        return self.sightings[0].run

    @property
    def current_files(self) -> dict[str, DamagedFile]:
        """The files listed of the damage that is there now, or was there last."""
        return {file.path: file for seen in self.sightings[self.current :] for file in seen.files}

    @property
    def files(self) -> dict[str, DamagedFile]:
        """Every file listed, by path, as it was seen last."""
        return {file.path: file for seen in self.sightings for file in seen.files}
