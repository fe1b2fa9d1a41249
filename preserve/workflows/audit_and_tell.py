"""Audit, and tell whoever is to be told: monitors, people, a file of figures."""

import contextlib
import os
from dataclasses import dataclass, replace
from datetime import datetime

from preserve.errors import PreserveError
from preserve.ledger.entry import Event, LedgerEntry
from preserve.model.audit import AuditFinding, AuditReport, PackageState
from preserve.model.catalogue import finding
from preserve.model.finding import Finding, gravest
from preserve.model.policy import Notify
from preserve.report.news import News, Opened, known_from
from preserve.report.prometheus import Metrics
from preserve.report.summary import figures, report_verdict
from preserve.workflows.archive import SOFTWARE, Archive, History, open_journal, read_history
from preserve.workflows.audit import audit
from preserve.workflows.audit_options import AuditOptions
from preserve.workflows.ping import Phase, ping
from preserve.workflows.status import ArchiveStatus, standing
from preserve.workflows.tell import Ports, Told, tell, write_metrics
from preserve.workflows.write_report import ReportOptions, archive_report


@dataclass(frozen=True, slots=True)
class Telling:
    """Who is told, and by which ways.

    Attributes:
        notify: as preserve.toml has it.
        host: the machine and the archive's place on it, for a mail.
    """

    notify: Notify
    ports: Ports
    host: str | None = None


def audit_and_tell(archive: Archive, options: AuditOptions, telling: Telling) -> AuditReport:
    """Audit an archive, then tell; who could not be told is a finding more, and no other result.

    Raises:
        PreserveError: as `audit`; the monitor is told that the run ended badly.
    """
    notify, reach = telling.notify, telling.ports.reach
    problems = ping(notify, Phase.START, reach)
    with contextlib.ExitStack() as stack:
        stack.callback(ping, notify, Phase.FAIL, reach)
        report = audit(archive, options)
        stack.pop_all()
    # First, because it is short: whoever watches must hear of a bad end whatever becomes of mails.
    problems += ping(notify, Phase.after(report.exit_code), reach)
    try:
        problems += _told(archive, report, options, telling)
    except PreserveError as failed:
        problems += (_could_not(failed),)
    told = tuple(AuditFinding(found, None, "notify", "not-told") for found in problems)
    return replace(report, findings=(*report.findings, *told))


def _could_not(problem: PreserveError) -> Finding:
    return finding("FIX-055", f"Nobody was told of the run: {problem.message}")


def _told(
    archive: Archive, report: AuditReport, options: AuditOptions, telling: Telling
) -> tuple[Finding, ...]:
    """Send the mail that is due, put it on record, and write the figures."""
    notify, now = telling.notify, options.clock()
    if not notify.mail_to and notify.prometheus_file is None:
        return ()
    history = read_history(archive, is_locked=False)
    # What the audit saw of the store counts: a store that hangs is not asked a second time.
    is_offline = any(found.state == "offline" for found in report.findings)
    held = None if is_offline else history.archive_id
    stands = standing(archive, history, archive.policy(), now, held)
    told = tell(_news(archive, history, report, stands, telling.host), notify, telling.ports, now)
    figures_written = _write_figures(
        archive, notify, _metrics(archive, history, report, stands, now)
    )
    findings = (*told.findings, *figures_written)
    if told.occasion is None or not options.is_recorded:
        return findings
    try:
        _put_on_record(archive, _told_entry(told, now))
    except PreserveError as problem:
        words = f"That the mail went out could not be put on record: {problem.message}"
        return (*findings, finding("FIX-055", words))
    return findings


def _write_figures(archive: Archive, notify: Notify, metrics: Metrics) -> tuple[Finding, ...]:
    """Write the file of figures; never into the store, where it would be a stranger."""
    store, path = os.path.realpath(archive.store.bags), notify.prometheus_file
    if path is not None and os.path.commonpath((store, os.path.realpath(path))) == store:
        words = f"{path} lies in the store; the figures for Prometheus were not written there."
        return (finding("FIX-055", words),)
    return write_metrics(notify, metrics)


def _told_entry(told: Told, now: datetime) -> LedgerEntry:
    """Return the entry of a mail; of one that reached nobody, too: silence must be noticed."""
    event = Event.NOTIFICATION.value
    if told.detail is not None:
        return LedgerEntry(now, event, None, SOFTWARE, "success", dict(told.detail))
    problems = [found.message for found in told.findings]
    detail = {"occasion": str(told.occasion), "to": [], "problems": problems}
    return LedgerEntry(now, event, None, SOFTWARE, "failure", detail)


def _put_on_record(archive: Archive, entry: LedgerEntry) -> None:
    with archive.lock():
        history = read_history(archive, is_locked=True)
        if not history.verdict.is_verified:
            return
        with open_journal(archive, history) as journal:
            journal.append([entry])


def _news(
    archive: Archive,
    history: History,
    report: AuditReport,
    stands: ArchiveStatus,
    host: str | None,
) -> News:
    made = archive_report(
        archive, history, ReportOptions(report.finished_at), f"{archive.root}/reports"
    )
    last = history.last_told
    opened = tuple(
        Opened(one.id, one.package)
        for one in history.incidents.all()
        if one.opened_by_run == report.run
    )
    return News(
        archive_name=archive.config.name,
        archive_id=history.archive_id,
        host=host,
        run=report.run,
        made_at=report.finished_at,
        exit_code=gravest((report.exit_code, stands.exit_code)),
        known=None if last is None else known_from(last.at, last.detail),
        verdict=report_verdict(made),
        packages=figures(made).states,
        overdue=stands.overdue,
        oldest_check_at=stands.oldest_check_at,
        incidents=opened,
        findings=report.findings,
        checkpoint_note=history.note,
    )


def _metrics(
    archive: Archive,
    history: History,
    report: AuditReport,
    stands: ArchiveStatus,
    now: datetime,
) -> Metrics:
    good = [check.finished_at for check in history.checks if check.run and not check.exit_code]
    return Metrics(
        archive_name=archive.config.name,
        archive_id=history.archive_id,
        measured_at=now,
        finished_at=report.finished_at,
        succeeded_at=good[-1] if good else None,
        oldest_check_at=stands.oldest_check_at,
        packages=stands.packages,
        files=report.files,
        bytes_read=report.coverage.bytes_read,
        overdue=stands.overdue,
        never_checked=stands.packages.get(PackageState.NOT_CHECKED.value, 0),
        open_incidents=stands.incidents,
        ledger_size=stands.size,
        exit_code=gravest((report.exit_code, stands.exit_code)),
        policy_days=stands.every_days,
    )
