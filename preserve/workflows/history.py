"""What happened: the entries of the ledger as rows for people."""

from collections import Counter
from collections.abc import Callable, Mapping

from preserve.ledger.checks import Check
from preserve.ledger.entry import Event, LedgerEntry
from preserve.ledger.transfers import packages_of
from preserve.model.audit import PackageState
from preserve.model.plain import (
    counts_of,
    mapping_of,
    mappings_of,
    number_of,
    text_of,
    texts_of,
)
from preserve.model.report import HistoryRow
from preserve.report.wording import counted, counts_words
from preserve.workflows.archive import History
from preserve.workflows.custody import partner_name
from preserve.workflows.decisions import packages_decided_on
from preserve.workflows.exchange_notes import transfer_note
from preserve.workflows.replication_words import packages_replicated, replication_words


def history_rows(history: History, package: str | None = None) -> tuple[HistoryRow, ...]:
    """Return the events of an archive, or those that touch one package, oldest first.

    Of an audit that looked at a package the row tells what it found of that package alone.
    """
    if package is None:
        return tuple(
            HistoryRow(
                number, entry.at, entry.event, entry.package, entry.outcome, _told(history, entry)
            )
            for number, entry in enumerate(history.entries)
        )
    # A package that was offered and never taken over has a history, too, and no checks.
    held = history.holdings.get(package)
    checks = {check.number: check for check in history.checks if check.run and held is not None}
    rows = []
    for number, entry in enumerate(history.entries):
        if number in checks and held is not None:
            rows.extend(_check_of(entry, checks[number], package, held.number))
        elif _touches(entry, package):
            about = package if entry.event == Event.TRANSFER.value else entry.package
            note = _told(history, entry, package)
            rows.append(HistoryRow(number, entry.at, entry.event, about, entry.outcome, note))
    return tuple(rows)


def is_told_of(history: History, package: str) -> bool:
    """Whether a package is held, or was ever spoken of with a partner."""
    return package in history.holdings or any(
        package in message.packages
        for exchange in history.transfers.exchanges.values()
        for message in exchange.messages
    )


def _told(history: History, entry: LedgerEntry, package: str | None = None) -> str:
    """Say what an entry tells: of a message, only what it says about a package that is named."""
    if entry.event != Event.TRANSFER.value:
        return _note(entry)
    name = partner_name(history, text_of(entry.detail.get("partner")) or "")
    return transfer_note(entry.detail, name, package)


def _touches(entry: LedgerEntry, package: str) -> bool:
    if entry.event == Event.TRANSFER.value:
        return package in packages_of(mapping_of(entry.detail.get("message")))
    if entry.event == Event.METADATA_MODIFICATION.value:
        return package in packages_decided_on(entry.detail)
    if entry.event == Event.MESSAGE_DIGEST_CALCULATION.value:
        return package in mapping_of(entry.detail.get("packages"))
    if entry.event == Event.REPLICATION.value:
        return package in packages_replicated(entry.detail)
    return entry.package == package


def _check_of(entry: LedgerEntry, check: Check, package: str, place: int) -> list[HistoryRow]:
    """Return what an audit found of a package; nothing where it did not look at it."""
    at = check.looked_at(place)
    if at is None:
        return []
    state = check.states.get(package)
    files = mapping_of(mapping_of(entry.detail.get("exceptions")).get(package))
    told = [f"{path} {name}" if path else str(name) for path, name in files.items()]
    more = f" and {len(told) - _FILES_TOLD} more" if len(told) > _FILES_TOLD else ""
    words = f" ({', '.join(told[:_FILES_TOLD])}{more})" if told else ""
    found = f"{check.run}: {state or 'as on record'}{words}"
    outcome = _OUTCOMES.get(state or PackageState.INTACT.value, "failure")
    return [HistoryRow(check.number, at, entry.event, package, outcome, found)]


_FILES_TOLD = 5
_OUTCOMES = {PackageState.INTACT.value: "success", PackageState.UNDECIDED.value: "warning"}


def _note(entry: LedgerEntry) -> str:
    write = _NOTES.get(entry.event)
    return write(entry.detail) if write else ""


def _creation_note(detail: Mapping[str, object]) -> str:
    return f"archive {detail.get('archive_id')}, key {detail.get('key')}"


def _key_change_note(detail: Mapping[str, object]) -> str:
    new = mapping_of(detail.get("statement")).get("to")
    return f"new key {new}, signed with the old one: {detail.get('why')} (by {detail.get('by')})"


def _parity_note(detail: Mapping[str, object]) -> str:
    return f"{detail.get('redundancy_percent')}% redundancy"


def _ingestion_note(detail: Mapping[str, object]) -> str:
    source, files = detail.get("source"), detail.get("files")
    if not isinstance(source, dict) or not isinstance(files, list):
        return ""
    words = f"source {source.get('name')}, {len(files)} files, sha256 {source.get('sha256')}"
    if "unsigned" not in mapping_of(detail.get("assurance")):
        return words
    who = f"{detail.get('why')} (taken in by {detail.get('by')})"
    return f"{words}; it came without an offer or a signature: {who}"


def _check_note(detail: Mapping[str, object]) -> str:
    packages = detail.get("packages")
    counts = packages if isinstance(packages, dict) else {}
    words = counts_words(counts_of(counts)) if counts else ""
    part = "" if detail.get("is_last") is not False else " (a part; the run went on)"
    return f"{detail.get('run')}: {words or 'nothing checked'}{part}"


def _quarantine_note(detail: Mapping[str, object]) -> str:
    if detail.get("step") == "discarded":
        words = (
            f"{detail.get('path')} discarded: {detail.get('why')} (decided by {detail.get('by')})"
        )
        return f"{words}; it had the sha256 {detail.get('sha256')}"
    words = f"file {detail.get('path')} moved to {detail.get('moved_to')}: {detail.get('why')}"
    if "came_from" in detail:
        words += f" (brought by {detail.get('by')} from {detail.get('came_from')}:"
        words += f" {detail.get('brought_because')})"
    return words + _store_words(detail)


def _recovery_note(detail: Mapping[str, object]) -> str:
    words = f"file {detail.get('path')} restored from {detail.get('restored_from')}"
    return words + _store_words(detail)


def _store_words(detail: Mapping[str, object]) -> str:
    store = detail.get("store")
    return f" (in {store})" if store is not None else ""


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
    files = f"{_damage_words(detail)}, by {detail.get('run')}"
    words = {
        "opened": f"opened: {files}",
        "seen-again": f"seen again: {files}",
        "note": f"{said} (said by {by})",
        "closed": f"closed: {detail.get('why')} (by {by})",
    }
    return f"{name} {words.get(str(detail.get('step')), '')}"


def _damage_words(detail: Mapping[str, object]) -> str:
    states = Counter(text_of(file.get("state")) or "" for file in mappings_of(detail.get("files")))
    total = number_of(detail.get("files_total")) or 0
    if not total:
        return (text_of(detail.get("words")) or "").rstrip(".")
    return f"{counted(total, 'file')}: {counts_words(states)}"


def _modification_note(detail: Mapping[str, object]) -> str:
    changes = mappings_of(detail.get("changes"))
    paths = ", ".join(str(change.get("path")) for change in changes[:_PATHS_TOLD])
    more = f" and {len(changes) - _PATHS_TOLD} more" if len(changes) > _PATHS_TOLD else ""
    return f"{paths}{more}: {detail.get('why')} (accepted by {detail.get('by')})"


_PATHS_TOLD = 3


def _digests_note(detail: Mapping[str, object]) -> str:
    count = len(mapping_of(detail.get("packages")))
    return f"{detail.get('algorithm')} of every file of {count} packages, {detail.get('run')}"


def _notification_note(detail: Mapping[str, object]) -> str:
    told = ", ".join(texts_of(detail.get("to")))
    if not told:
        return f"no mail went out: {' '.join(texts_of(detail.get('problems')))}"
    why = _OCCASIONS.get(str(detail.get("occasion")), "")
    return f"mail to {told}{why}, by {detail.get('by')}"


_OCCASIONS = {"change": " because something changed", "digest": " as a regular word"}


def _exporting_note(detail: Mapping[str, object]) -> str:
    return f"report {detail.get('report')}"


def _drill_note(detail: Mapping[str, object]) -> str:
    failed = texts_of(detail.get("failed"))
    words = f"{detail.get('passed')} of {detail.get('classes')} kinds of fault found and told"
    return f"{words}; failed: {', '.join(failed)}" if failed else words


def _partner_note(detail: Mapping[str, object]) -> str:
    words = {"added": "key pinned", "key-changed": "new key pinned", "removed": "removed"}
    step = words.get(str(detail.get("step")), "")
    why = f": {detail.get('why')}" if detail.get("why") else ""
    proof = ", signed with the old one" if detail.get("proof") else ""
    return f"{detail.get('name')}: {step}{proof}{why} (by {detail.get('by')})"


def _replication_note(detail: Mapping[str, object]) -> str:
    told = replication_words(detail)
    by, why = text_of(detail.get("by")), text_of(detail.get("why"))
    reason = f": {why}" if why else ""
    return f"{told}{reason} (by {by})" if by else told


_NOTES: dict[str, Callable[[Mapping[str, object]], str]] = {
    Event.CREATION.value: _creation_note,
    Event.KEY_CHANGE.value: _key_change_note,
    Event.PARITY.value: _parity_note,
    Event.INGESTION.value: _ingestion_note,
    Event.FIXITY_CHECK.value: _check_note,
    Event.QUARANTINE.value: _quarantine_note,
    Event.RECOVERY.value: _recovery_note,
    Event.METADATA_MODIFICATION.value: _decision_note,
    Event.MESSAGE_DIGEST_CALCULATION.value: _digests_note,
    Event.NOTIFICATION.value: _notification_note,
    Event.EXPORTING.value: _exporting_note,
    Event.DRILL.value: _drill_note,
    Event.INCIDENT.value: _incident_note,
    Event.MODIFICATION.value: _modification_note,
    Event.PARTNER.value: _partner_note,
    Event.REPLICATION.value: _replication_note,
}
