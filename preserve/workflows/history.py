"""What happened: the entries of the ledger as rows for people."""

from collections.abc import Callable, Mapping

from preserve.ledger.entry import Event, LedgerEntry
from preserve.model.plain import mapping_of, mappings_of
from preserve.model.report import HistoryRow
from preserve.workflows.archive import History
from preserve.workflows.decisions import packages_decided_on


def history_rows(history: History, package: str | None = None) -> tuple[HistoryRow, ...]:
    """Return the events of an archive, or those that touch one package, oldest first."""
    return tuple(
        HistoryRow(number, entry.at, entry.event, entry.package, entry.outcome, _note(entry))
        for number, entry in enumerate(history.verdict.entries)
        if package is None or _touches(entry, package)
    )


def _touches(entry: LedgerEntry, package: str) -> bool:
    if entry.package == package:
        return True
    if entry.event == Event.METADATA_MODIFICATION.value:
        return package in packages_decided_on(entry.detail)
    checked = entry.detail.get("checked")
    return entry.event == Event.FIXITY_CHECK.value and (
        checked == "all" or (isinstance(checked, list) and package in checked)
    )


def _note(entry: LedgerEntry) -> str:
    write = _NOTES.get(entry.event)
    return write(entry.detail) if write else ""


def _creation_note(detail: Mapping[str, object]) -> str:
    return f"archive {detail.get('archive_id')}, key {detail.get('key')}"


def _ingestion_note(detail: Mapping[str, object]) -> str:
    source, files = detail.get("source"), detail.get("files")
    if not isinstance(source, dict) or not isinstance(files, list):
        return ""
    return f"source {source.get('name')}, {len(files)} files, sha256 {source.get('sha256')}"


def _check_note(detail: Mapping[str, object]) -> str:
    packages = detail.get("packages")
    counts = packages if isinstance(packages, dict) else {}
    words = ", ".join(f"{count} {state}" for state, count in counts.items())
    return f"{detail.get('run')}: {words or 'nothing checked'}"


def _quarantine_note(detail: Mapping[str, object]) -> str:
    return f"file {detail.get('path')} moved to {detail.get('moved_to')}: {detail.get('why')}"


def _recovery_note(detail: Mapping[str, object]) -> str:
    return f"file {detail.get('path')} restored from {detail.get('restored_from')}"


def _decision_note(detail: Mapping[str, object]) -> str:
    both = [mapping_of(detail.get(end)) for end in ("a", "b")]
    ends = " and ".join(f"{end.get('speaker')} in {end.get('package')}" for end in both)
    what = "are one person" if detail.get("decision") == "link" else "are two people"
    return f"{ends} {what}: {detail.get('why')} (decided by {detail.get('by')})"


def _incident_note(detail: Mapping[str, object]) -> str:
    name, by = detail.get("incident"), detail.get("by")
    said = "; ".join(
        f"{note.get('kind')}: {note.get('text')}" for note in mappings_of(detail.get("notes"))
    )
    files = f"{detail.get('files_total')} damaged files, by {detail.get('run')}"
    words = {
        "opened": f"opened: {files}",
        "seen-again": f"seen again: {files}",
        "note": f"{said} (said by {by})",
        "closed": f"closed: {detail.get('why')} (by {by})",
    }
    return f"{name} {words.get(str(detail.get('step')), '')}"


def _modification_note(detail: Mapping[str, object]) -> str:
    changes = mappings_of(detail.get("changes"))
    paths = ", ".join(str(change.get("path")) for change in changes[:_PATHS_TOLD])
    more = f" and {len(changes) - _PATHS_TOLD} more" if len(changes) > _PATHS_TOLD else ""
    return f"{paths}{more}: {detail.get('why')} (accepted by {detail.get('by')})"


_PATHS_TOLD = 3

_NOTES: dict[str, Callable[[Mapping[str, object]], str]] = {
    Event.CREATION.value: _creation_note,
    Event.INGESTION.value: _ingestion_note,
    Event.FIXITY_CHECK.value: _check_note,
    Event.QUARANTINE.value: _quarantine_note,
    Event.RECOVERY.value: _recovery_note,
    Event.METADATA_MODIFICATION.value: _decision_note,
    Event.INCIDENT.value: _incident_note,
    Event.MODIFICATION.value: _modification_note,
}
