"""Audit: check every package on record against the ledger, and put the run on record."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from preserve.errors import NotWritable, PreserveError, Unreadable, UsageProblem
from preserve.fixity.check import check_packages, unknown_members
from preserve.fixity.compare import PackageResult
from preserve.fixity.pool import Progress, silent
from preserve.ledger.entry import Event, LedgerEntry
from preserve.model.audit import (
    FINDINGS_ON_RECORD,
    AuditFinding,
    AuditReport,
    Coverage,
    FileState,
    PackageState,
)
from preserve.model.catalogue import finding
from preserve.model.finding import gravest
from preserve.model.package import PackageRecord
from preserve.report.document import audit_document
from preserve.workflows.archive import (
    SOFTWARE,
    Archive,
    History,
    offline_words,
    open_journal,
    read_history,
)

# What one entry of the ledger holds at most; the rest is counted there, and told in full on screen.


@dataclass(frozen=True, slots=True)
class AuditOptions:
    """What an audit is asked to do.

    Attributes:
        packages: ids to look at; empty means all.
        workers: cores to use.
        progress: told what was read.
        clock: tells the present instant.
        token: eight random hex digits, for the run's name.
    """

    clock: Callable[[], datetime]
    token: str
    packages: tuple[str, ...] = ()
    workers: int = 2
    progress: Progress = field(default=silent)


@dataclass(frozen=True, slots=True)
class _Run:
    name: str
    started_at: datetime
    finished_at: datetime


def audit(archive: Archive, options: AuditOptions) -> AuditReport:
    """Check packages, all of their bytes, and record the run.

    The bags are only read. A history that does not verify is reported and not added to; a store
    that is offline is reported and not judged.

    Raises:
        ArchiveLocked: another run is at work.
        UsageProblem: a package that was named is not on record.
        PreserveError: the ledger cannot be read at all, or the disk is full.
    """
    with archive.lock():
        history = read_history(archive, is_locked=True)
        records = _wanted(history, options.packages)
        started_at = options.clock()
        results, findings = _looked_at(archive, history, records, options)
        run = _Run(
            f"audit-{started_at:%Y%m%dT%H%M%SZ}-{options.token}", started_at, options.clock()
        )
        report = _summed_up(run, history, results, findings)
        return _recorded(archive, history, report, results)


def _wanted(history: History, packages: Sequence[str]) -> list[PackageRecord]:
    unknown = [name for name in packages if name not in history.holdings]
    if unknown:
        raise UsageProblem(
            f"Not on record in this archive: {', '.join(unknown)}.",
            remedy="Run `preserve status` to see the packages on record.",
        )
    names = dict.fromkeys(packages) if packages else history.holdings
    return [history.record_of(name) for name in names]


def _looked_at(
    archive: Archive, history: History, records: Sequence[PackageRecord], options: AuditOptions
) -> tuple[list[PackageResult], list[AuditFinding]]:
    store = archive.store
    findings = [
        AuditFinding(found, None, "ledger", history.verdict.state.value)
        for found in history.verdict.findings
    ]
    if not history.verdict.entries:
        # Without a history there is nothing to compare with, and nothing is unexpected.
        return [], findings
    held = store.archive_id()
    if held is None or held != history.archive_id:
        made = finding("FIX-020", offline_words(store.name, held))
        findings.append(AuditFinding(made, None, store.name, "offline"))
        return [_not_checked(record) for record in records], findings
    try:
        results = list(check_packages(store, records, options.workers, options.progress))
        strangers = list(unknown_members(store, list(history.holdings)))
    except OSError as problem:
        words = f"The store {store.name} cannot be listed: {problem.strerror}."
        findings.append(AuditFinding(finding("FIX-006", words), None, store.name, "unreadable"))
        return [_not_checked(record) for record in records], findings
    findings.extend(found for result in results for found in result.findings)
    findings.extend(strangers)
    if not records:
        made = finding("FIX-021", "No package is on record, so nothing was checked.")
        findings.append(AuditFinding(made, None, store.name, FileState.NOT_CHECKED.value))
    return results, findings


def _not_checked(record: PackageRecord) -> PackageResult:
    files = {FileState.NOT_CHECKED.value: len(record.files)}
    return PackageResult(record.id, PackageState.NOT_CHECKED, files, ())


def _summed_up(
    run: _Run,
    history: History,
    results: Sequence[PackageResult],
    findings: Sequence[AuditFinding],
) -> AuditReport:
    packages: Counter[str] = Counter(result.state.value for result in results)
    strangers = {found.package for found in findings if found.finding.code == "FIX-012"}
    if strangers:
        packages[PackageState.UNEXPECTED.value] = len(strangers)
    files: Counter[str] = Counter()
    for result in results:
        files.update(result.files)
    checked = [result for result in results if result.state is not PackageState.NOT_CHECKED]
    verdict = history.verdict
    return AuditReport(
        run=run.name,
        started_at=run.started_at,
        finished_at=run.finished_at,
        packages=dict(sorted(packages.items())),
        files=dict(sorted(files.items())),
        findings=tuple(findings),
        coverage=Coverage(
            packages_on_record=len(history.holdings),
            packages_checked=len(checked),
            files_on_record=sum(held.files for held in history.holdings.values()),
            files_read=sum(result.files_read for result in checked),
            bytes_read=sum(result.bytes_read for result in checked),
        ),
        checkpoint_size=verdict.frontier.size,
        checkpoint_root=verdict.root_text,
        ledger_state=verdict.state.value,
        exit_code=gravest(found.finding.weight for found in findings),
    )


def _recorded(
    archive: Archive,
    history: History,
    report: AuditReport,
    results: Sequence[PackageResult],
) -> AuditReport:
    """Append the run to the ledger; never to one that does not verify."""
    if not history.verdict.is_verified:
        return report
    entry = LedgerEntry(
        at=report.finished_at,
        event=Event.FIXITY_CHECK.value,
        package=None,
        agent=SOFTWARE,
        outcome=_OUTCOMES[report.exit_code],
        detail=_detail(report, results),
    )
    try:
        with open_journal(archive, history) as journal:
            checkpoint = journal.append([entry])
    except PreserveError as problem:
        # Where nothing can be written that is no surprise; a full disk is one.
        code = "FIX-022" if isinstance(problem, NotWritable | Unreadable) else "FIX-016"
        made = finding(code, f"The audit could not be put on record: {problem.message}")
        unrecorded = AuditFinding(made, None, "ledger", "not-recorded")
        return replace(
            report,
            findings=(*report.findings, unrecorded),
            exit_code=gravest((report.exit_code, made.weight)),
        )
    return replace(report, checkpoint_size=checkpoint.size, checkpoint_root=checkpoint.root_text)


_OUTCOMES = {0: "success", 1: "failure", 3: "warning", 4: "failure"}


def _detail(report: AuditReport, results: Sequence[PackageResult]) -> dict[str, object]:
    """Return what is kept of a run: counts, exceptions, and which packages it looked at."""
    checked = [result for result in results if result.state is not PackageState.NOT_CHECKED]
    kept = replace(report, findings=report.findings[:FINDINGS_ON_RECORD])
    document = audit_document(kept)
    del document["checkpoint"]
    is_all = len(checked) == report.coverage.packages_on_record
    return {
        **document,
        "findings_total": len(report.findings),
        "checked": "all" if is_all else [result.id for result in checked],
        "states": {
            result.id: result.state.value
            for result in checked
            if result.state is not PackageState.INTACT
        },
    }
