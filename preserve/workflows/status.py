"""Where the archive stands, without reading a bag: what is on record, and what the record says."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from preserve.errors import StoreStalled
from preserve.ledger.checks import Check
from preserve.model.audit import PackageState
from preserve.model.catalogue import finding
from preserve.model.finding import Finding, Where, exit_code_of
from preserve.model.plain import counts_of, number_of, texts_of
from preserve.model.policy import Policy
from preserve.model.replica import CopySums
from preserve.report.replica_text import sums_document
from preserve.report.wording import instant_or_none
from preserve.workflows.archive import Archive, History, offline_words, read_history
from preserve.workflows.ask_store import asked_for_identity
from preserve.workflows.audit_plan import candidates_of, promise_findings
from preserve.workflows.incidents import unclosed_findings
from preserve.workflows.replicas import copies_of
from preserve.workflows.whose_turn import OpenDelivery, open_deliveries, to_decide


@dataclass(frozen=True, slots=True)
class LastAudit:
    """The latest audit on record that came to its end."""

    run: str
    finished_at: datetime
    packages: Mapping[str, int]
    exit_code: int


@dataclass(frozen=True, slots=True)
class ArchiveStatus:
    """Where an archive stands.

    Attributes:
        packages: number of packages on record in each state, as of the latest audit of each.
        never_checked: packages on record that no audit has looked at.
        every_days: the promise: every byte is read at least once in so many days.
        overdue: packages that were not.
        oldest_check_at: when the package that waits longest was read in full; None: none was.
        incidents: how many are not closed.
        copies: the copies of all packages, here and elsewhere.
        deliveries: those to and from partners that are not at their end, ours to go on with first.
        to_decide: how much lies in quarantine that a person decides about; None: nobody can look.
        store_state: `online` or `offline`.
    """

    name: str
    archive_id: str
    packages: Mapping[str, int]
    never_checked: int
    every_days: int
    overdue: int
    oldest_check_at: datetime | None
    incidents: int
    copies: CopySums
    deliveries: Sequence[OpenDelivery]
    to_decide: int | None
    last_audit: LastAudit | None
    store: str
    store_state: str
    ledger_state: str
    size: int
    root: str
    findings: tuple[Finding, ...]
    exit_code: int

    def document(self) -> dict[str, object]:
        """Return the JSON shape of `status --json`."""
        last = self.last_audit
        return {
            "archive": {"name": self.name, "id": self.archive_id},
            "packages": dict(self.packages),
            "never_checked": self.never_checked,
            "every_days": self.every_days,
            "overdue": self.overdue,
            "oldest_check_at": instant_or_none(self.oldest_check_at),
            "incidents": self.incidents,
            "copies": sums_document(self.copies),
            "deliveries": len(self.deliveries),
            "open_deliveries": [each.document() for each in self.deliveries],
            "quarantine": {"to_decide": self.to_decide},
            "last_audit": None
            if last is None
            else {
                "run": last.run,
                "finished_at": instant_or_none(last.finished_at),
                "packages": dict(last.packages),
                "exit_code": last.exit_code,
            },
            "store": {"name": self.store, "state": self.store_state},
            "ledger": {"state": self.ledger_state, "size": self.size, "root": self.root},
            "findings": [found.document() for found in self.findings],
            "exit_code": self.exit_code,
        }


def archive_status(archive: Archive, now: datetime) -> ArchiveStatus:
    """Return where an archive stands; nothing is written.

    What is overdue is counted from the inventory: it is told even if nothing ran for months.

    Raises:
        PreserveError: the ledger or the policy cannot be read at all.
    """
    policy = archive.policy()
    history = read_history(archive, is_locked=False)
    try:
        held = asked_for_identity(archive.store, policy.stall_seconds)
    except StoreStalled as problem:
        stands = standing(archive, history, policy, now, None)
        stalled = finding(problem.code, problem.message)
        findings = tuple(found for found in stands.findings if found.code != "FIX-020")
        found = (*findings, stalled)
        return replace(stands, findings=found, exit_code=exit_code_of(found))
    return standing(archive, history, policy, now, held)


def standing(
    archive: Archive, history: History, policy: Policy, now: datetime, held: str | None
) -> ArchiveStatus:
    """Return where an archive stands, from its history.

    Args:
        archive: the archive; its store is not touched.
        history: its history.
        policy: what it promises.
        now: the present instant.
        held: what the store's sentinel says; None where it could not be had.
    """
    is_online = held is not None and held == history.archive_id
    findings = list(history.verdict.findings)
    if not is_online and history.entries:
        findings.append(finding("FIX-020", offline_words(archive.store.name, held)))
    holdings = history.holdings.values()
    candidates = candidates_of(holdings, policy, archive.store.name)
    promise = promise_findings(candidates, policy, history.checks, now)
    unsound = _unsound(history)
    findings.extend((*unsound, *promise, *_of_runs(history, is_told=bool(unsound))))
    findings.extend(_of_silence(history, policy, now))
    incidents = unclosed_findings(history.incidents)
    findings.extend(incidents)
    copies = copies_of(archive, history, policy, now)
    findings.extend(copies.findings)
    states = Counter(holding.state.value for holding in holdings)
    read = [holding.read_at for holding in holdings if holding.read_at is not None]
    return ArchiveStatus(
        name=archive.config.name,
        archive_id=history.archive_id,
        packages=dict(sorted(states.items())),
        never_checked=states[PackageState.NOT_CHECKED.value],
        every_days=policy.every_days,
        overdue=sum(found.code == "FIX-024" for found in promise),
        oldest_check_at=min(read, default=None),
        incidents=len(incidents),
        copies=copies.sums,
        deliveries=open_deliveries(history),
        to_decide=to_decide(archive, history),
        last_audit=last_audit(history),
        store=archive.store.name,
        store_state="online" if is_online else "offline",
        ledger_state=history.verdict.state.value,
        size=history.verdict.frontier.size,
        root=history.verdict.root_text,
        findings=tuple(findings),
        exit_code=exit_code_of(findings),
    )


_LAST_CODES = {1: "FIX-014", 3: "FIX-015", 4: "FIX-014"}

_FAULT_CODES = {
    PackageState.DAMAGED: "FIX-014",
    PackageState.MANIFEST_ALTERED: "FIX-014",
    PackageState.UNDECIDED: "FIX-015",
}


def _unsound(history: History) -> list[Finding]:
    """Say which packages the latest audit did not find intact; it stays an alarm until one does."""
    found = []
    for name, holding in history.holdings.items():
        code = _FAULT_CODES.get(holding.state)
        if code is not None:
            words = f"The latest audit of {name} found it {holding.state.value}."
            found.append(finding(code, words, Where(file=name)))
    return found


def _of_runs(history: History, *, is_told: bool) -> list[Finding]:
    """Say what is to be said of the latest run, unless its packages tell it already."""
    runs = _runs(history)
    found = []
    if runs and not runs[-1].is_last:
        at = f"{runs[-1].finished_at:%Y-%m-%d %H:%M} UTC"
        words = f"The latest audit, {runs[-1].run}, did not finish; its last word is of {at}."
        found.append(finding("FIX-027", words))
    last = next((run for run in reversed(runs) if run.is_last), None)
    if last is not None and last.exit_code in _LAST_CODES and not is_told:
        if last.exit_code == 1 and _is_over(history, last):
            return found
        words = f"The latest audit, {last.run}, ended with findings (exit code {last.exit_code})."
        found.append(finding(_LAST_CODES[last.exit_code], words))
    return found


# One run may be late, and a machine be off for a day.
_RUNS_MISSED = 3


def _of_silence(history: History, policy: Policy, now: datetime) -> list[Finding]:
    """Say when audits seem to have stopped, long before anything is overdue; and mails."""
    found = []
    runs = _runs(history)
    days = (now - runs[-1].finished_at).days if runs else 0
    if days > _RUNS_MISSED * policy.run_every_days:
        expected = "each day"
        if policy.run_every_days > 1:
            expected = f"every {policy.run_every_days} days"
        words = f"The latest audit on record was {days} days ago; one is expected {expected}."
        found.append(finding("FIX-062", words))
    silent = history.notification
    if silent is not None and not texts_of(silent.detail.get("to")):
        told = " ".join(texts_of(silent.detail.get("problems")))
        words = f"The latest mail, of {silent.at:%Y-%m-%d}, did not go out. {told}"
        found.append(finding("FIX-055", words))
    return found


def _is_over(history: History, run: Check) -> bool:
    """Whether everything that a run found wrong was mended or accepted since, or is told anyway.

    What it found of packages is no more so, and nothing lay in the store that no entry knew; a
    check that is overdue is counted anew each time.
    """
    strangers = number_of(history.entries[run.number].detail.get("strangers"))
    is_sound = all(history.holdings[name].state not in _FAULT_CODES for name in run.states)
    return strangers == 0 and is_sound


def _runs(history: History) -> list[Check]:
    """Return the audits on record; a change that was accepted is none."""
    return [check for check in history.checks if check.run]


def last_audit(history: History) -> LastAudit | None:
    """Return the latest audit on record that came to its end, in short."""
    last = next((run for run in reversed(_runs(history)) if run.is_last), None)
    if last is None:
        return None
    return LastAudit(
        run=last.run,
        finished_at=last.finished_at,
        packages=counts_of(history.entries[last.number].detail.get("packages")),
        exit_code=last.exit_code,
    )
