"""Reports as plain JSON, and a recorded audit read back."""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime

from preserve.model.audit import AuditFinding, AuditReport, Coverage, Diagnosis, Hint
from preserve.model.catalogue import CATALOGUE
from preserve.model.custody import PartnerRow
from preserve.model.finding import Finding, Severity, Where
from preserve.model.plain import counts_of, mapping_of, mappings_of, number_of, text_of, texts_of
from preserve.model.replica import CopySurvey
from preserve.model.report import ArchiveReport, HistoryRow, HoldingRow
from preserve.report.document_over_time import over_time_document
from preserve.report.replica_text import sums_document
from preserve.report.summary import figures, report_verdict
from preserve.report.wording import instant_or_none, instant_text

REPORT_SCHEMA_VERSION = "2"


def audit_document(audit: AuditReport) -> dict[str, object]:
    """Return the shape of `audit --json` (DESIGN section 11), with `ledger_state` beside it."""
    return {
        "run": audit.run,
        "started_at": instant_text(audit.started_at),
        "finished_at": instant_text(audit.finished_at),
        "packages": dict(audit.packages),
        "files": dict(audit.files),
        "findings": [found.document() for found in audit.findings],
        "coverage": audit.coverage.document(),
        "checkpoint": {"size": audit.checkpoint_size, "root": audit.checkpoint_root},
        "ledger_state": audit.ledger_state,
        "reads": dict(audit.reads),
        "notes": list(audit.notes),
        "exit_code": audit.exit_code,
    }


def report_document(report: ArchiveReport) -> dict[str, object]:
    """Return everything that the page to forward tells, as plain JSON with the same numbers."""
    verdict, key = report_verdict(report), figures(report)
    return {
        "schema_version": REPORT_SCHEMA_VERSION,
        "archive": {
            "name": report.archive_name,
            "organization": report.organization,
            "id": report.archive_id,
        },
        "made_at": instant_text(report.made_at),
        "software": report.software,
        "verdict": {
            "state": verdict.mood.value,
            "label": verdict.label,
            "sentence": verdict.sentence,
            "notes": list(verdict.notes),
        },
        "figures": {
            "packages": key.packages,
            "files": key.files,
            "bytes": key.size_bytes,
            "states": dict(key.states),
            "never_checked": key.never_checked,
            "oldest_check_at": instant_or_none(key.oldest_check_at),
            "newest_check_at": instant_or_none(key.newest_check_at),
            "findings": dict(key.findings),
            "overdue": key.overdue,
            "runs": key.runs,
            "bytes_read": key.bytes_read,
            "open_incidents": key.open_incidents,
        },
        **over_time_document(report),
        "audit": None if report.audit is None else audit_document(report.audit),
        "is_audit_interrupted": report.is_audit_interrupted,
        "holdings": [holding_document(row) for row in report.holdings],
        "partners": [partner_document(row) for row in report.partners],
        "copies": None if report.copies is None else copies_document(report.copies),
        "history": [history_document(row) for row in report.history],
        "checkpoint_note": report.checkpoint_note,
    }


def holding_document(row: HoldingRow) -> dict[str, object]:
    """Return one package of a report; null means that the text does not state it."""
    return {
        "id": row.id,
        "source_name": row.source_name,
        "headline": row.headline,
        "outlet": row.outlet,
        "date": row.date,
        "packaged_at": instant_text(row.packaged_at),
        "files": row.files,
        "bytes": row.size_bytes,
        "state": row.state,
        "last_checked_at": instant_or_none(row.last_checked_at),
    }


def history_document(row: HistoryRow) -> dict[str, object]:
    """Return one event of the history, the shape of a line of `history --json`."""
    return {
        "number": row.number,
        "at": instant_text(row.at),
        "event": row.event,
        "package": row.package,
        "outcome": row.outcome,
        "note": row.note,
    }


def partner_document(row: PartnerRow) -> dict[str, object]:
    """Return what there is between this archive and another one."""
    return {
        "name": row.name,
        "archive": row.archive,
        "holds": row.holds,
        "came": row.came,
        "open_deliveries": row.open_deliveries,
        "waiting": row.waiting,
        "last_receipt_at": instant_or_none(row.last_receipt_at),
    }


def copies_document(found: CopySurvey) -> dict[str, object]:
    """Return where the copies are, summed up for each place; `replica list --json` tells each."""
    copies = [copy for each in found.packages for copy in each.copies]
    return {
        **sums_document(found.sums),
        "places": [
            {
                "kind": place.kind.value,
                "name": place.name,
                "states": dict(Counter(c.state.value for c in copies if c.place == place)),
            }
            for place in found.places
        ],
    }


def audit_from_document(document: Mapping[str, object]) -> AuditReport:
    """Read a run back: the inverse of `audit_document`.

    What an older or newer version wrote is kept as stored: a code that is not in the catalogue
    keeps its severity, message and remedy. Further keys are passed over; a count that is absent
    is 0. A run as the ledger keeps it has no `checkpoint`.

    Raises:
        ValueError: there is no run in it, or the times cannot be read.
    """
    run, coverage = text_of(document.get("run")), mapping_of(document.get("coverage"))
    if run is None:
        raise ValueError("not the record of an audit")
    checkpoint = mapping_of(document.get("checkpoint"))
    exit_code = number_of(document.get("exit_code"))
    return AuditReport(
        run=run,
        started_at=_instant(document.get("started_at")),
        finished_at=_instant(document.get("finished_at")),
        packages=counts_of(document.get("packages")),
        files=counts_of(document.get("files")),
        findings=tuple(_audit_finding(found) for found in mappings_of(document.get("findings"))),
        coverage=Coverage(
            packages_on_record=number_of(coverage.get("packages_on_record")) or 0,
            packages_checked=number_of(coverage.get("packages_checked")) or 0,
            files_on_record=number_of(coverage.get("files_on_record")) or 0,
            files_read=number_of(coverage.get("files_read")) or 0,
            bytes_read=number_of(coverage.get("bytes_read")) or 0,
        ),
        checkpoint_size=number_of(checkpoint.get("size")) or 0,
        checkpoint_root=text_of(checkpoint.get("root")) or "",
        ledger_state=text_of(document.get("ledger_state")) or "",
        # A run that does not say how it ended has decided nothing.
        exit_code=3 if exit_code is None else exit_code,
        reads=counts_of(document.get("reads")),
        notes=texts_of(document.get("notes")),
    )


def _audit_finding(document: Mapping[str, object]) -> AuditFinding:
    return AuditFinding(
        finding=_finding(document),
        package=text_of(document.get("package")),
        store=text_of(document.get("store")) or "",
        state=text_of(document.get("state")) or "",
        moved_to=text_of(document.get("moved_to")),
        diagnosis=_diagnosis(document.get("diagnosis")),
    )


def _diagnosis(value: object) -> Diagnosis | None:
    if not isinstance(value, Mapping):
        return None
    ranges = value.get("ranges")
    pairs = [pair for pair in ranges if isinstance(pair, list)] if isinstance(ranges, list) else []
    hints = {hint.value: hint for hint in Hint}
    return Diagnosis(
        ranges=tuple(
            (pair[0], pair[1])
            for pair in pairs
            if len(pair) == _ENDS and all(number_of(end) is not None for end in pair)
        ),
        records=texts_of(value.get("records")),
        hints=tuple(hints[name] for name in texts_of(value.get("hints")) if name in hints),
    )


_ENDS = 2


def _finding(document: Mapping[str, object]) -> Finding:
    code = text_of(document.get("code")) or ""
    severity = _severity(document.get("severity"))
    kind = CATALOGUE.get(code)
    guessed = 1 if severity is Severity.ERROR else 0
    where = mapping_of(document.get("where"))
    return Finding(
        code=code,
        severity=severity,
        message=text_of(document.get("message")) or "",
        where=Where(
            file=text_of(where.get("file")),
            line=number_of(where.get("line")),
            path=text_of(where.get("path")),
            offset=number_of(where.get("offset")),
        ),
        clause=text_of(document.get("clause")),
        remedy=text_of(document.get("remedy")) or "",
        weight=guessed if kind is None else kind.weight,
    )


def _severity(value: object) -> Severity:
    """Read a severity; one that is not known is taken for an error, never for less."""
    known = {severity.value: severity for severity in Severity}
    return known.get(value, Severity.ERROR) if isinstance(value, str) else Severity.ERROR


def _instant(value: object) -> datetime:
    at = datetime.fromisoformat(value) if isinstance(value, str) else None
    if at is None or at.tzinfo is None:
        message = f"not an instant: {value!r}"
        raise ValueError(message)
    return at
