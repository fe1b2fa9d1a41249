"""Incidents of an archive: where they stand, what is said about them, how they end."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from preserve.errors import Refused, UsageProblem
from preserve.ledger.entry import LedgerEntry
from preserve.ledger.incident_entries import closing_entry, note_entry
from preserve.ledger.incidents import Incidents
from preserve.model.catalogue import CATALOGUE, finding
from preserve.model.finding import Finding
from preserve.model.incident import Incident, IncidentState, NoteKind
from preserve.workflows.archive import (
    SOFTWARE,
    Archive,
    History,
    open_journal,
    read_history,
    require_sound,
)
from preserve.workflows.statements import statement

NEEDS_SOMEBODY = frozenset({IncidentState.OPEN, IncidentState.DIAGNOSED})
"""The states in which damage is not mended yet."""


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody says about an incident.

    Attributes:
        notes: kind and text of each note, in the order given.
    """

    incident: str
    by: str
    notes: Sequence[tuple[NoteKind, str]]


@dataclass(frozen=True, slots=True)
class Ended:
    """That somebody ends an incident, and why."""

    incident: str
    by: str
    why: str


@dataclass(frozen=True, slots=True)
class Recorded:
    """An incident afterwards, and whether anything was put on record now."""

    incident: Incident
    is_new: bool


def find_incident(incidents: Incidents, name: str) -> Incident:
    """Return an incident by its id.

    Raises:
        UsageProblem: there is none of that id.
    """
    found = incidents.get(name)
    if found is None:
        raise UsageProblem(
            f"There is no incident {name} in this archive.",
            remedy="`preserve incident list --all` shows every one.",
        )
    return found


_SEE = "`preserve incident show {0}` tells what was found, and what is next."
_REMEDIES = {
    IncidentState.REPAIRED: "See `preserve incident show {0}`, then close it with `preserve"
    " incident close {0} --by NAME --why REASON`.",
}


def unclosed_findings(incidents: Incidents) -> tuple[Finding, ...]:
    """Return a finding for each incident that somebody still has to end."""
    return tuple(
        finding(
            "FIX-053", f"{one.id} ({one.package or 'the archive as a whole'}): {one.state}."
        )._replace(remedy=_REMEDIES.get(one.state, _SEE).format(one.id))
        for one in incidents.all()
        if one.state is not IncidentState.CLOSED
    )


def note_incident(archive: Archive, said: Said, clock: Callable[[], datetime]) -> Recorded:
    """Put on record who was told, what was done, what the cause is, or a remark.

    What the same person said in the same words since the damage was last seen stands already, and
    is not put on record twice.

    Raises:
        UsageProblem: there is no such incident, or a text cannot go on record.
        ArchiveLocked: another run is at work.
        EvidenceFailure: the history does not verify, so nothing is added to it.
    """
    by = statement(said.by, "--by")
    notes = [(kind, statement(text, f"--{kind.value}")) for kind, text in said.notes]
    if not notes:
        raise UsageProblem(
            "Nothing is said about the incident.",
            remedy="Add --told WHO, --done WHAT, --diagnosis TEXT or --remark TEXT.",
        )
    with archive.lock():
        history, incidents = _sound(archive)
        incident = find_incident(incidents, said.incident)
        seen = incident.sightings[-1].entry
        standing = {(note.kind, note.text, note.by) for note in incident.notes if note.entry > seen}
        new = [one for one in dict.fromkeys(notes) if (*one, by) not in standing]
        if not new:
            return Recorded(incident, is_new=False)
        entry = note_entry(incident, new, by, (clock(), SOFTWARE))
        return _appended(archive, history, (incidents, incident.id), entry)


def close_incident(archive: Archive, ended: Ended, clock: Callable[[], datetime]) -> Recorded:
    """End an incident whose damage is mended.

    Raises:
        Refused: the package is not known to be sound again, or somebody else closed it.
        UsageProblem: there is no such incident, or name or reason are missing.
        ArchiveLocked: another run is at work.
        EvidenceFailure: the history does not verify, so nothing is added to it.
    """
    by, why = statement(ended.by, "--by"), statement(ended.why, "--why")
    with archive.lock():
        history, incidents = _sound(archive)
        incident = find_incident(incidents, ended.incident)
        closing = incident.closing
        if closing is not None and (closing.by, closing.why) == (by, why):
            return Recorded(incident, is_new=False)
        if closing is not None:
            raise _refused(f"{incident.id} was closed by {closing.by} already.")
        if incident.repair is None:
            raise _refused(f"{incident.id} is {incident.state}: no audit found it mended yet.")
        entry = closing_entry(incident, by, why, (clock(), SOFTWARE))
        return _appended(archive, history, (incidents, incident.id), entry)


def _refused(words: str) -> Refused:
    return Refused(words, code="FIX-054", remedy=CATALOGUE["FIX-054"].remedy)


def _sound(archive: Archive) -> tuple[History, Incidents]:
    history = read_history(archive, is_locked=True)
    require_sound(history)
    return history, history.incidents


def _appended(
    archive: Archive, history: History, where: tuple[Incidents, str], entry: LedgerEntry
) -> Recorded:
    incidents, name = where
    with open_journal(archive, history) as journal:
        journal.append([entry])
    incidents.note(history.verdict.frontier.size, entry)
    return Recorded(find_incident(incidents, name), is_new=True)
