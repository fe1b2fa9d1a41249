"""Fire drill: make each kind of fault in a copy, and prove that it is found, told and on record.

The real archive is only read, until the result goes on its record.
"""

import heapq
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from preserve.errors import CannotDecide, PreserveError, UsageProblem
from preserve.ledger.entry import Event, LedgerEntry
from preserve.model.audit import NOTHING_WRONG, AuditReport
from preserve.model.catalogue import finding
from preserve.model.drill import DrillReport, DrillRow, RealMail, Trial
from preserve.model.finding import exit_code_of
from preserve.workflows.archive import (
    SOFTWARE,
    Archive,
    History,
    open_journal,
    read_history,
    require_online,
    require_sound,
)
from preserve.workflows.audit_and_tell import Telling, audit_and_tell
from preserve.workflows.audit_options import AuditOptions
from preserve.workflows.drill_copy import copied_aside, temporary_place
from preserve.workflows.drill_faults import FAULTS, Fault
from preserve.workflows.drill_mail import really_sent
from preserve.workflows.drill_trial import Desk, Post
from preserve.workflows.tell import Ports

AuditAndTell = Callable[[Archive, AuditOptions, Telling], AuditReport]


def _unheard(_number: int, _total: int, _words: str) -> None:
    """Do nothing with the progress."""


@dataclass(frozen=True, slots=True)
class DrillOptions:
    """What a drill is asked to do.

    Attributes:
        clock: tells the present instant.
        token: gives eight random hex digits.
        ports: how a real mail would leave.
        packages: ids; empty: the smallest.
        count: how many, where none is named.
        is_mail_sent: send one real mail, marked as a drill.
        audit: what is put to the test.
        faults: what is tried.
        progress: told the number of a fault, how many there are, and what is done.
    """

    clock: Callable[[], datetime]
    token: Callable[[], str]
    ports: Ports
    packages: tuple[str, ...] = ()
    count: int = 3
    is_mail_sent: bool = False
    audit: AuditAndTell = field(default=audit_and_tell)
    faults: tuple[Fault, ...] = FAULTS
    progress: Callable[[int, int, str], None] = field(default=_unheard)


def drill(archive: Archive, options: DrillOptions) -> DrillReport:
    """Try every kind of fault on copies of packages, and put the result on record.

    Raises:
        ArchiveLocked: another run is at work.
        UsageProblem: a package that was named is not on record.
        CannotDecide: there is no package, no room, or no store; nothing is on record.
        EvidenceFailure: the history does not verify, so nothing is added to it.
    """
    notify = archive.notify()
    with archive.lock():
        history = read_history(archive, is_locked=True)
        require_sound(history)
        require_online(archive, history)
        chosen = _chosen(history, options)
        with open_journal(archive, history):
            pass  # Learn now whether the result can go on record.
        with temporary_place() as place:
            copy = copied_aside(place, archive, history, chosen, options.clock())
            post = Post(notify)
            desk = Desk(copy, post, options.clock, options.token, options.audit)
            rows = tuple(_rows(desk, options))
        mail = really_sent(post.sample, notify, options.ports) if options.is_mail_sent else None
        report = _summed(tuple(chosen), rows, mail)
        return _on_record(archive, history, report, options.clock())


def _chosen(history: History, options: DrillOptions) -> Sequence[str]:
    """Return the packages that are named, else the smallest ones that no audit found damaged."""
    unknown = [name for name in options.packages if name not in history.holdings]
    if unknown:
        raise UsageProblem(
            f"Not on record in this archive: {', '.join(unknown)}.",
            remedy="`preserve history` shows what is on record.",
        )
    if options.packages:
        return list(dict.fromkeys(options.packages))
    smallest = heapq.nsmallest(
        options.count,
        (
            (holding.size_bytes, holding.id)
            for holding in history.holdings.values()
            if holding.state in NOTHING_WRONG
        ),
    )
    if not smallest:
        raise CannotDecide(
            "There is no package that a drill could be made with.",
            code="FIX-021",
            remedy="Package something first; what the audits found damaged is not used.",
        )
    return [package for _, package in smallest]


def _rows(desk: Desk, options: DrillOptions) -> Iterator[DrillRow]:
    desk.require_sound_copy()
    total = len(options.faults)
    for number, fault in enumerate(options.faults):
        options.progress(number + 1, total, fault.words)
        yield desk.tried(fault, number)


def _summed(
    packages: tuple[str, ...], rows: tuple[DrillRow, ...], mail: RealMail | None
) -> DrillReport:
    findings = [
        finding("FIX-059", f"{row.what[:1].upper()}{row.what[1:]}: {' '.join(row.why)}")
        for row in rows
        if row.result is Trial.FAILED
    ]
    if mail is not None:
        findings.extend(finding("FIX-059", problem) for problem in mail.problems)
    if not any(row.result is Trial.PASSED for row in rows) and not findings:
        findings.append(
            finding("FIX-059", "No kind of fault could be tried, so nothing is proven.")
        )
    return DrillReport(packages, rows, mail, tuple(findings), exit_code_of(findings))


def _on_record(
    archive: Archive, history: History, report: DrillReport, at: datetime
) -> DrillReport:
    """Put the result on record; what cannot be is said, and does not take the result away."""
    outcome = "failure" if report.exit_code else "success"
    entry = LedgerEntry(at, Event.DRILL.value, None, SOFTWARE, outcome, report.recorded())
    try:
        with open_journal(archive, history) as journal:
            journal.append([entry])
    except PreserveError as problem:
        words = f"The drill could not be put on record: {problem.message}"
        findings = (*report.findings, finding("FIX-016", words))
        return replace(report, findings=findings, exit_code=exit_code_of(findings))
    return replace(report, entry=history.verdict.frontier.size)
