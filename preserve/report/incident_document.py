"""Incidents as JSON documents."""

from datetime import datetime

from preserve.model.change import content_document
from preserve.model.incident import Incident, Note, Sighting
from preserve.report.wording import instant_text


def incident_document(incident: Incident) -> dict[str, object]:
    """Return the JSON shape of an incident; what has not come yet is null."""
    repair, closing = incident.repair, incident.closing
    after = repair.files if repair is not None else {}
    return {
        "id": incident.id,
        "package": incident.package,
        "state": incident.state.value,
        "opened_at": instant_text(incident.opened_at),
        "opened_by_run": incident.opened_by_run,
        "files": [
            {**file.document(), "after": content_document(after.get(path))}
            for path, file in incident.files.items()
        ],
        "files_total": incident.sightings[-1].files_total,
        "sightings": [_sighting(one) for one in incident.sightings],
        "notes": [_note(note) for note in incident.notes],
        "repairs": [
            {"at": _at(one.at), "how": one.how.value, "by": one.by, "entry": one.entry}
            for one in incident.repairs
        ],
        "repaired_at": _at(repair.at if repair else None),
        "repaired_how": repair.how.value if repair else None,
        "repaired_by": repair.by if repair else None,
        "closed_at": _at(closing.at if closing else None),
        "closed_by": closing.by if closing else None,
        "closed_why": closing.why if closing else None,
    }


def _at(at: datetime | None) -> str | None:
    return None if at is None else instant_text(at)


def _sighting(one: Sighting) -> dict[str, object]:
    return {
        "at": instant_text(one.at),
        "run": one.run,
        "state": one.state,
        "words": one.words,
        "files_listed": len(one.files),
        "files_total": one.files_total,
        "entry": one.entry,
    }


def _note(note: Note) -> dict[str, object]:
    return {
        "at": instant_text(note.at),
        "by": note.by,
        "kind": note.kind.value,
        "text": note.text,
        "entry": note.entry,
    }
