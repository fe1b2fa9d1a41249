"""Where the archive stands, without reading a bag: what is on record, and what the record says."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from preserve.ledger.entry import Event, LedgerEntry
from preserve.model.audit import PackageState
from preserve.model.catalogue import finding
from preserve.model.finding import Finding, Where, exit_code_of
from preserve.workflows.archive import Archive, History, offline_words, read_history


@dataclass(frozen=True, slots=True)
class LastAudit:
    """The latest audit on record."""

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
        store_state: `online` or `offline`.
    """

    name: str
    archive_id: str
    packages: Mapping[str, int]
    never_checked: int
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
            "last_audit": None
            if last is None
            else {
                "run": last.run,
                "finished_at": f"{last.finished_at:%Y-%m-%dT%H:%M:%SZ}",
                "packages": dict(last.packages),
                "exit_code": last.exit_code,
            },
            "store": {"name": self.store, "state": self.store_state},
            "ledger": {"state": self.ledger_state, "size": self.size, "root": self.root},
            "findings": [found.document() for found in self.findings],
            "exit_code": self.exit_code,
        }


def archive_status(archive: Archive) -> ArchiveStatus:
    """Return where an archive stands; nothing is written.

    Raises:
        PreserveError: the ledger cannot be read at all.
    """
    history = read_history(archive, is_locked=False)
    held = archive.store.archive_id()
    is_online = held is not None and held == history.archive_id
    findings = list(history.verdict.findings)
    if not is_online and history.verdict.entries:
        findings.append(finding("FIX-020", offline_words(archive.store.name, held)))
    states = Counter(holding.state.value for holding in history.holdings.values())
    last = last_audit(history)
    unsound = _unsound(history)
    findings.extend(unsound)
    if last is not None and last.exit_code in _LAST_CODES and not unsound:
        words = f"The latest audit, {last.run}, ended with findings (exit code {last.exit_code})."
        findings.append(finding(_LAST_CODES[last.exit_code], words))
    return ArchiveStatus(
        name=archive.config.name,
        archive_id=history.archive_id,
        packages=dict(sorted(states.items())),
        never_checked=states[PackageState.NOT_CHECKED.value],
        last_audit=last,
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


def last_audit_entry(history: History) -> LedgerEntry | None:
    """Return the entry of the latest audit on record."""
    events = reversed(history.verdict.entries)
    return next((entry for entry in events if entry.event == Event.FIXITY_CHECK.value), None)


def last_audit(history: History) -> LastAudit | None:
    """Return the latest audit on record, in short."""
    entry = last_audit_entry(history)
    if entry is None:
        return None
    packages, code = entry.detail.get("packages"), entry.detail.get("exit_code")
    return LastAudit(
        run=str(entry.detail.get("run")),
        finished_at=entry.at,
        packages=packages if isinstance(packages, dict) else {},
        exit_code=code if isinstance(code, int) else 3,
    )
