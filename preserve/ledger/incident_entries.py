"""What goes on record about incidents: opened by rule, noted and closed by people."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from preserve.ledger.entry import Event, LedgerEntry
from preserve.ledger.incidents import Incidents, Step
from preserve.model.audit import FileState, PackageState
from preserve.model.digest import digests_of
from preserve.model.file import FileRecord, printable
from preserve.model.incident import FILES_LISTED, DamagedFile, Incident, NoteKind

_UNSOUND = frozenset(
    {
        PackageState.DAMAGED.value,
        PackageState.MANIFEST_ALTERED.value,
        PackageState.UNEXPECTED.value,
    }
)
# Of these nothing is concluded, so they are no damage; and they come and go with a cable.
_NO_DAMAGE = frozenset(
    {
        FileState.INTACT.value,
        FileState.UNREADABLE.value,
        FileState.CHANGED_WHILE_READING.value,
        FileState.NOT_CHECKED.value,
    }
)


@dataclass(frozen=True, slots=True)
class UnsoundPackage:
    """What one audit found of one package; or of the store, whose strangers are its files.

    Attributes:
        package: None for what lies in the store and no entry knows (state `unexpected`).
        state: as in `PackageState`; nothing is opened for one that says nothing about damage.
        files: every file that is not as recorded, in any order.
        words: what the audit said of the package as a whole (it is gone, say); may be empty.
    """

    package: str | None
    state: str
    files: tuple[DamagedFile, ...]
    words: str = ""


@dataclass(frozen=True, slots=True)
class _Audit:
    run: str
    at: datetime
    agent: str


def entries_to_open(
    incidents: Incidents, unsound: Sequence[UnsoundPackage], run: str, at: datetime, agent: str
) -> list[LedgerEntry]:
    """Return the entries that an audit's findings ask for; none for damage known already.

    Args:
        incidents: as of the audit; whether they took notice of its own entry makes no difference.
        unsound: what the audit found, each package once.
        run: the audit's id.
        at: when it ended.
        agent: the software.

    Raises:
        ValueError: a package occurs twice.
    """
    audit = _Audit(run, at, agent)
    if len({one.package for one in unsound}) < len(unsound):
        raise ValueError("a package is unsound twice")
    entries = []
    opened = len(incidents.all())
    for one in unsound:
        if one.state not in _UNSOUND:
            continue
        here = incidents.not_closed(one.package)
        if here is None:
            opened += 1
            entries.append(_entry(one, (f"incident-{opened}", Step.OPENED), (), audit))
        elif here.repair is not None:
            entries.append(_entry(one, (here.id, Step.SEEN_AGAIN), (), audit))
        elif _fingerprint(one) != here.sightings[-1].fingerprint:
            listed = tuple(here.current_files.values())
            entries.append(_entry(one, (here.id, Step.SEEN_AGAIN), listed, audit))
    return entries


def _damage(one: UnsoundPackage) -> list[DamagedFile]:
    """Return the damaged files by path, as they can be put on record."""
    files = [_storable(file) for file in one.files if file.state not in _NO_DAMAGE]
    return sorted(files, key=lambda file: (file.path, file.state))


def _storable(file: DamagedFile) -> DamagedFile:
    path = printable(file.path)
    recorded, found = (_named(path, record) for record in (file.recorded, file.found))
    return DamagedFile(path, file.state, recorded, found)


def _named(path: str, record: FileRecord | None) -> FileRecord | None:
    return None if record is None else record._replace(path=path)


def _fingerprint(one: UnsoundPackage) -> str:
    """Return a digest that is the same as long as state, words and damaged files are."""
    seen = [one.state, one.words, *(file.key for file in _damage(one))]
    return digests_of(json.dumps(seen).encode(), ["sha256"])["sha256"]


def _entry(
    one: UnsoundPackage, what: tuple[str, Step], listed: Sequence[DamagedFile], audit: _Audit
) -> LedgerEntry:
    incident, step = what
    damage, known = _damage(one), {file.key for file in listed}
    fresh = [file for file in damage if file.key not in known]
    detail: dict[str, object] = {
        "incident": incident,
        "step": step.value,
        "run": audit.run,
        "state": one.state,
        "words": printable(one.words),
        "files": [file.document() for file in fresh[: max(0, FILES_LISTED - len(listed))]],
        "files_total": len(damage),
        "fingerprint": _fingerprint(one),
    }
    return LedgerEntry(audit.at, Event.INCIDENT.value, one.package, audit.agent, "failure", detail)


def note_entry(
    incident: Incident, notes: Sequence[tuple[NoteKind, str]], by: str, made: tuple[datetime, str]
) -> LedgerEntry:
    """Return the entry for what somebody says about an incident.

    Args:
        incident: the one it is about.
        notes: at least one.
        by: who says it.
        made: when it is put on record, and by which software.
    """
    at, agent = made
    detail: dict[str, object] = {
        "incident": incident.id,
        "step": Step.NOTE.value,
        "by": by,
        "notes": [{"kind": kind.value, "text": text} for kind, text in notes],
    }
    return LedgerEntry(at, Event.INCIDENT.value, incident.package, agent, "success", detail)


def closing_entry(incident: Incident, by: str, why: str, made: tuple[datetime, str]) -> LedgerEntry:
    """Return the entry that ends an incident; the arguments are those of `note_entry`."""
    at, agent = made
    detail = {"incident": incident.id, "step": Step.CLOSED.value, "by": by, "why": why}
    return LedgerEntry(at, Event.INCIDENT.value, incident.package, agent, "success", detail)
