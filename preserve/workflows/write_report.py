"""Write the page to forward, with the same numbers as JSON and CSV, and put it on record."""

import contextlib
import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from preserve.errors import EvidenceFailure, PreserveError, Refused
from preserve.ledger.entry import Event, LedgerEntry
from preserve.ledger.judge import LedgerState
from preserve.model.audit import AuditReport, PackageState
from preserve.model.catalogue import finding
from preserve.model.finding import Finding, Where, gravest
from preserve.model.period import Period
from preserve.model.policy import Policy
from preserve.model.replica import CopySurvey
from preserve.model.report import ArchiveReport, IncidentRow, PreviousReport
from preserve.report.difference import difference
from preserve.report.document import audit_from_document, report_document
from preserve.report.document_over_time import period_document
from preserve.report.html import html_report
from preserve.report.summary import CLOSED
from preserve.report.table import findings_csv, holdings_csv, incidents_csv, runs_csv
from preserve.storage import atomic, layout
from preserve.storage.source import look, read_whole
from preserve.workflows.archive import SOFTWARE, Archive, History, open_journal, read_history
from preserve.workflows.audit_plan import candidates_of
from preserve.workflows.custody import partner_rows
from preserve.workflows.history import history_rows
from preserve.workflows.replicas import copies_of
from preserve.workflows.report_rows import Exported, Gathered, gathered, incident_row, overdue_rows

_HISTORY_ROWS = 50
_REPORT_LIMIT_BYTES = 1 << 30


@dataclass(frozen=True, slots=True)
class ReportOptions:
    """What a report is asked to tell.

    Attributes:
        now: the instant it is made.
        period: what audits, incidents and events are told of; None means ever since.
    """

    now: datetime
    period: Period | None = None


@dataclass(frozen=True, slots=True)
class WrittenReport:
    """A report and where it is.

    Attributes:
        html: path of the page.
        files: paths of all its files, the page first.
        findings: why it is not on record, when it is not.
    """

    html: str
    files: tuple[str, ...]
    report: ArchiveReport
    findings: tuple[Finding, ...]


def archive_report(
    archive: Archive, history: History, options: ReportOptions, directory: str
) -> ArchiveReport:
    """Return what a report tells, from the history alone; nothing is written.

    Args:
        archive: the archive.
        history: its history; read once from end to end.
        options: what to tell.
        directory: where to look for the last report; the archive's reports/ is looked at, too.

    Raises:
        EvidenceFailure: the latest audit on record cannot be read.
        CannotDecide: the policy cannot be understood.
    """
    policy = archive.policy()
    candidates = candidates_of(history.holdings.values(), policy, archive.store.name)
    incidents = (incident_row(one) for one in history.incidents.all())
    seen, period = gathered(history), options.period
    events = history_rows(history)
    report = ArchiveReport(
        archive_name=archive.config.name,
        organization=archive.config.organization,
        archive_id=history.archive_id,
        made_at=options.now,
        software=SOFTWARE,
        holdings=seen.holdings,
        audit=_latest_audit(history, seen.latest),
        history=tuple(row for row in events if period is None or period.holds(row.at))[
            -_HISTORY_ROWS:
        ],
        checkpoint_note=history.note,
        is_audit_interrupted=seen.is_interrupted,
        every_days=policy.every_days,
        period=period,
        runs=tuple(run for run in seen.runs if period is None or period.holds(run.started_at)),
        overdue=overdue_rows(candidates, options.now),
        incidents=tuple(row for row in incidents if concerns(row, period)),
        partners=partner_rows(history),
        copies=_copies(archive, history, policy, options.now),
    )
    previous = _previous(archive, directory, seen)
    return replace(report, difference=difference(previous, report))


def _copies(archive: Archive, history: History, policy: Policy, now: datetime) -> CopySurvey | None:
    found = copies_of(archive, history, policy, now)
    return found if len(found.places) > 1 or found.sums.wanted > 1 else None


def concerns(row: IncidentRow, period: Period | None) -> bool:
    """Whether an incident was open at any time in a period, or is so still."""
    if period is None or row.state != CLOSED:
        return True
    closed_at = row.closed_at or row.opened_at
    return row.opened_at < period.to_at and closed_at >= period.from_at


def _latest_audit(history: History, entry: LedgerEntry | None) -> AuditReport | None:
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


def _previous(archive: Archive, directory: str, seen: Gathered) -> PreviousReport | None:
    last = seen.exported
    if last is None:
        return None
    since = len(seen.runs) - last.runs_before
    document: Mapping[str, object] = {}
    problem = ""
    try:
        document = _document_on_record(last, (directory, f"{archive.root}/{layout.REPORTS}"))
    except (ValueError, PreserveError) as told:
        problem = str(told)
    return PreviousReport(last.page, last.at, since, document, problem)


def _document_on_record(last: Exported, places: tuple[str, ...]) -> Mapping[str, object]:
    """Return a report that is there and is what is on record.

    Raises:
        ValueError: it is not; the sentence says why.
        PreserveError: it may not be read.
    """
    name = next((name for name in last.sha256 if name.endswith(".json")), "")
    if not name or os.path.basename(name) != name:
        raise ValueError("No JSON file of it is on record.")
    paths = [f"{place}/{name}" for place in places if look(f"{place}/{name}") is not None]
    if not paths:
        raise ValueError(f"Its file {name} is not in the directory of the reports any more.")
    for path in paths:
        data = read_whole(path, _REPORT_LIMIT_BYTES)
        if hashlib.sha256(data).hexdigest() == last.sha256[name]:
            document = json.loads(data)
            return document if isinstance(document, dict) else {}
    raise ValueError(f"Its file {name} was altered: it is not the one whose digest is on record.")


def write_report(archive: Archive, directory: str, options: ReportOptions) -> WrittenReport:
    """Write a report into a directory, all of its files or none, and put their digests on record.

    Where they cannot be put on record (no key, a read-only ledger, another run at work, a history
    that does not verify) they are written all the same, and FIX-060 says why.

    Raises:
        PreserveError: the ledger cannot be read, or the directory cannot be written.
    """
    _require_outside_store(archive, directory)
    with contextlib.ExitStack() as stack:
        hindrance = _locked(archive, stack)
        history = read_history(archive, is_locked=not hindrance)
        report = archive_report(archive, history, options, directory)
        stem = _free_stem(directory, options.now)
        files = _files(report, stem)
        staging = hashlib.sha256(archive.root.encode("utf-8", "surrogateescape")).hexdigest()[:12]
        with atomic.writing(directory):
            atomic.make_root(directory)
            atomic.add_all(directory, files, f".report-{staging}.new")
        hindrance = hindrance or _put_on_record(archive, history, report, files)
    page, *others = sorted(files, key=lambda name: not name.endswith(".html"))
    findings: tuple[Finding, ...] = ()
    if hindrance:
        made = finding("FIX-060", f"{page} is not on record. {hindrance}", Where(file=page))
        findings = (made,)
    paths = tuple(f"{directory}/{name}" for name in (page, *others))
    return WrittenReport(paths[0], paths, report, findings)


def _require_outside_store(archive: Archive, directory: str) -> None:
    store = os.path.realpath(archive.store.bags)
    if os.path.commonpath((store, os.path.realpath(directory))) == store:
        raise Refused(
            f"{directory} lies in the store; nothing was written.",
            code="FIX-041",
            remedy="Name a directory outside of it, such as the archive's reports/.",
        )


def _locked(archive: Archive, stack: contextlib.ExitStack) -> str:
    """Hold the archive's lock from here on; return why not, or nothing."""
    try:
        stack.enter_context(archive.lock())
    except PreserveError as problem:
        return problem.message
    return ""


def _free_stem(directory: str, now: datetime) -> str:
    """Two reports in one second have two names: no report is ever written over."""
    stem, number = f"report-{now:%Y%m%dT%H%M%SZ}", 1
    while os.path.lexists(f"{directory}/{stem}.html") or os.path.lexists(
        f"{directory}/{stem}.json"
    ):
        number += 1
        stem = f"report-{now:%Y%m%dT%H%M%SZ}-{number}"
    return stem


def _files(report: ArchiveReport, stem: str) -> dict[str, bytes]:
    """Return the files of a report by name; the page comes last, so that what it names is there."""
    document = json.dumps(report_document(report), ensure_ascii=False, indent=1)
    texts = {
        f"{stem}.json": document + "\n",
        f"{stem}-packages.csv": holdings_csv(report),
        f"{stem}-findings.csv": findings_csv(report),
        f"{stem}-runs.csv": runs_csv(report),
        f"{stem}-incidents.csv": incidents_csv(report),
        f"{stem}.html": html_report(report),
    }
    return {name: text.encode("utf-8", "backslashreplace") for name, text in texts.items()}


def _put_on_record(
    archive: Archive, history: History, report: ArchiveReport, files: Mapping[str, bytes]
) -> str:
    """Append the digests of a report to the ledger; return why not, or nothing."""
    if not history.verdict.is_verified:
        return "The history does not verify, and nothing is added to it."
    entry = LedgerEntry(
        at=report.made_at,
        event=Event.EXPORTING.value,
        package=None,
        agent=SOFTWARE,
        outcome="success",
        detail={
            "report": next(name for name in files if name.endswith(".html")),
            "sha256": {name: hashlib.sha256(data).hexdigest() for name, data in files.items()},
            "period": None if report.period is None else period_document(report.period),
        },
    )
    try:
        with open_journal(archive, history) as journal:
            journal.append([entry])
    except PreserveError as problem:
        return problem.message
    return ""


def report_exit_code(report: ArchiveReport) -> int:
    """Return the exit code that a report asks for: no audit on record is nothing checked."""
    weights = {_WEIGHTS.get(row.state, 0) for row in report.holdings}
    if report.overdue:
        weights.add(1)
    if report.audit is None:
        return gravest((3 if report.holdings or report.history else 4, *weights))
    if report.audit.ledger_state != LedgerState.VERIFIED.value:
        return 4
    return gravest((report.audit.exit_code, *weights))


# Each package as it was last found, whatever the latest audit looked at.
_WEIGHTS = {
    PackageState.DAMAGED.value: 1,
    PackageState.MANIFEST_ALTERED.value: 1,
    PackageState.UNDECIDED.value: 3,
}
