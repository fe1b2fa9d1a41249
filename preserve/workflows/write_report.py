"""Write the page to forward, with the same numbers as JSON and CSV."""

import json
import os
from dataclasses import dataclass, replace
from datetime import datetime

from preserve.errors import EvidenceFailure, Refused
from preserve.ledger.inventory import Holding
from preserve.ledger.judge import LedgerState
from preserve.model.audit import ArchiveReport, AuditReport, HoldingRow
from preserve.model.plain import mapping_of, text_of
from preserve.report.document import audit_from_document, report_document
from preserve.report.html import html_report
from preserve.report.table import findings_csv, holdings_csv
from preserve.storage import atomic
from preserve.workflows.archive import SOFTWARE, Archive, History, read_history
from preserve.workflows.history import history_rows
from preserve.workflows.status import last_audit_entry

_HISTORY_ROWS = 50


@dataclass(frozen=True, slots=True)
class WrittenReport:
    """Where the files of a report are."""

    html: str
    json: str
    holdings_csv: str
    findings_csv: str
    report: ArchiveReport


def archive_report(archive: Archive, history: History, now: datetime) -> ArchiveReport:
    """Return what a report tells, from the history alone."""
    return ArchiveReport(
        archive_name=archive.config.name,
        organization=archive.config.organization,
        archive_id=history.archive_id,
        made_at=now,
        software=SOFTWARE,
        holdings=tuple(_row(history, holding) for holding in history.holdings.values()),
        audit=_latest_audit(history),
        history=history_rows(history)[-_HISTORY_ROWS:],
        checkpoint_note=history.note,
    )


def write_report(archive: Archive, directory: str, now: datetime) -> WrittenReport:
    """Write a report into a directory; each file is there whole or not at all.

    Raises:
        PreserveError: the ledger cannot be read, or the directory cannot be written.
    """
    store = os.path.realpath(archive.store.bags)
    if os.path.commonpath((store, os.path.realpath(directory))) == store:
        raise Refused(
            f"{directory} lies in the store; nothing was written.",
            code="FIX-041",
            remedy="Name a directory outside of it, such as the archive's reports/.",
        )
    history = read_history(archive, is_locked=False)
    report = archive_report(archive, history, now)
    stem = f"{directory}/report-{now:%Y%m%dT%H%M%SZ}"
    written = WrittenReport(
        html=f"{stem}.html",
        json=f"{stem}.json",
        holdings_csv=f"{stem}-packages.csv",
        findings_csv=f"{stem}-findings.csv",
        report=report,
    )
    document = json.dumps(report_document(report), ensure_ascii=False, indent=1)
    with atomic.writing(directory):
        atomic.make_root(directory)
        atomic.replace(written.json, _encoded(document + "\n"))
        atomic.replace(written.holdings_csv, _encoded(holdings_csv(report)))
        atomic.replace(written.findings_csv, _encoded(findings_csv(report)))
        atomic.replace(written.html, _encoded(html_report(report)))
    return written


def _encoded(text: str) -> bytes:
    return text.encode("utf-8", "backslashreplace")


def _latest_audit(history: History) -> AuditReport | None:
    entry = last_audit_entry(history)
    if entry is None:
        return None
    verdict = history.verdict
    try:
        recorded = audit_from_document(entry.detail)
    except ValueError as problem:
        raise EvidenceFailure(f"The latest audit on record cannot be read: {problem}.") from problem
    return replace(
        recorded,
        checkpoint_size=verdict.frontier.size,
        checkpoint_root=verdict.root_text,
        ledger_state=verdict.state.value,
    )


def _row(history: History, holding: Holding) -> HoldingRow:
    told = history.entries[holding.ingestion].detail
    source, facts = mapping_of(told.get("source")), mapping_of(told.get("facts"))
    return HoldingRow(
        id=holding.id,
        source_name=text_of(source.get("name")) or "",
        headline=text_of(facts.get("headline")),
        outlet=text_of(facts.get("outlet")),
        date=text_of(facts.get("date")),
        packaged_at=holding.packaged_at,
        files=holding.files,
        size_bytes=holding.size_bytes,
        state=holding.state.value,
        last_checked_at=holding.checked_at,
    )


def report_exit_code(report: ArchiveReport) -> int:
    """Return the exit code that a report asks for: no audit on record is nothing checked."""
    if report.audit is None:
        return 3 if report.holdings or report.history else 4
    if report.audit.ledger_state != LedgerState.VERIFIED.value:
        return 4
    return report.audit.exit_code
