"""Put a run of an audit on record, in parts where it is long, and sum it up."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from preserve.errors import NotWritable, PreserveError, Unreadable
from preserve.fixity.check import Checked
from preserve.fixity.relate import Fault
from preserve.ledger.entry import Event, LedgerEntry
from preserve.ledger.incident_entries import UnsoundPackage, entries_to_open
from preserve.ledger.inventory import Holding
from preserve.ledger.journal import Journal
from preserve.ledger.merkle import Frontier
from preserve.model.audit import (
    FINDINGS_ON_RECORD,
    FINDINGS_SHOWN,
    AuditFinding,
    AuditReport,
    Coverage,
    FileState,
    PackageState,
)
from preserve.model.catalogue import finding
from preserve.model.file import printable
from preserve.model.finding import gravest
from preserve.report.document import audit_document
from preserve.report.wording import counted, number
from preserve.workflows.archive import SOFTWARE, Archive, History
from preserve.workflows.audit_elsewhere import stranger_finding
from preserve.workflows.audit_findings_file import FindingsFile, write_findings
from preserve.workflows.audit_tally import Tally, damaged_file, summed
from preserve.workflows.own_key import settle_key

_OUTCOMES = {0: "success", 1: "failure", 3: "warning", 4: "failure"}
_SUM_EVERY = 1000


@dataclass(frozen=True, slots=True)
class Run:
    """A run: its name, and when it began."""

    started_at: datetime
    token: str

    @property
    def name(self) -> str:
        """The run's id."""
        return f"audit-{self.started_at:%Y%m%dT%H%M%SZ}-{self.token}"


class Record:
    """What a run found, and what of it is on record."""

    def __init__(self, archive: Archive, history: History, run: Run, *, is_kept: bool) -> None:
        """Begin a run.

        Args:
            archive: the archive; its lock is held.
            history: its history.
            run: the run.
            is_kept: put it on record; nothing is ever added to a history that does not verify.
        """
        self.tally = Tally()
        self._archive = archive
        self._history = history
        self._run = run
        self._is_wanted = is_kept
        self._is_kept = is_kept and history.verdict.is_verified
        self._frontier: Frontier = history.verdict.frontier
        self._root = history.verdict.root_text
        self._findings: list[AuditFinding] = []
        self._packages: list[Mapping[str, int]] = []
        self._files: list[Mapping[str, int]] = []
        self._reads: list[Mapping[str, int]] = []
        self._checked = self._checked_files = self._read_files = self._read_bytes = 0
        self._strangers: list[Fault] | None = None
        self._file: FindingsFile | None = None
        self._parts = 0
        self._is_stopped = False
        self._scope: tuple[int, int] = (0, 0)
        self.notes: tuple[str, ...] = ()
        self.read_at: dict[int, datetime] = {}

    @property
    def checked(self) -> int:
        """How many packages were looked at."""
        return self._checked

    def set_scope(self, holdings: Iterable[Holding]) -> None:
        """Say what the run is about: what of it is not looked at counts as not checked."""
        for holding in holdings:
            packages, files = self._scope
            self._scope = (packages + 1, files + holding.files)

    def take(self, holding: Holding, at: datetime, checked: Checked) -> None:
        """Take the result of a package."""
        result = self.tally.take(holding, at, checked)
        if result.state is not PackageState.UNDECIDED:
            self.read_at[holding.number] = at
        self._checked += 1
        self._checked_files += holding.files
        self._read_files += result.files_read
        self._read_bytes += result.bytes_read
        self._reads.append(result.reads)
        if len(self._reads) > _SUM_EVERY:
            self._reads = [summed(self._reads)]

    def say(self, code: str, words: str, state: str, store: str) -> None:
        """Add a finding about the archive as a whole."""
        self._findings.append(AuditFinding(finding(code, words), None, store, state))

    def say_all(self, findings: Iterable[AuditFinding]) -> None:
        """Add findings."""
        self._findings.extend(findings)

    def list_strangers(self, strangers: list[Fault]) -> None:
        """Note what lies in the store and no entry knows; the whole store was listed."""
        self._strangers = strangers

    def part(self, at: datetime, *, is_last: bool) -> AuditReport:
        """Put on record what was found since the part before.

        Raises:
            PreserveError: it cannot be put on record; then none of it is.
        """
        findings = [*self.tally.findings(), *_said_of_digests(self.tally)]
        if is_last:
            store = self._archive.store.name
            findings.extend(stranger_finding(fault, store) for fault in self._strangers or ())
        self._findings.extend(findings)
        if is_last and len(self._findings) > FINDINGS_SHOWN:
            self._write_findings()
        self._packages = [summed((*self._packages, self.tally.states()))]
        self._files = [summed((*self._files, self.tally.files()))]
        report = self._report(at)
        tally, self.tally = self.tally, Tally()
        if not self._is_kept or self._is_stopped or not (is_last or tally.is_anything()):
            return report
        self._parts += 1
        self._append(self._entries(report, tally, findings, at, is_last=is_last))
        return self._with_checkpoint(report)

    def _write_findings(self) -> None:
        """Put all of it into a file; that this cannot be done changes nothing about the result."""
        words = "`preserve audit --json` prints all of the findings."
        if self._is_wanted:
            try:
                self._file = write_findings(self._archive.root, self._run.name, self._findings)
                words = f"All {number(len(self._findings))} findings are in {self._file.path}."
            except PreserveError as problem:
                words = f"The table of all findings was not written: {problem.message} {words}"
        self.notes = (*self.notes, words)

    def keep(self, at: datetime) -> None:
        """Put a part on record in the middle of a run, which goes on where that cannot be done."""
        try:
            self.part(at, is_last=False)
        except PreserveError as problem:
            self._say_not_recorded(problem)

    def end(self, at: datetime) -> AuditReport:
        """Put the last part on record, and return the whole run.

        That it could not be put on record is one more finding: the result is right all the same.
        """
        try:
            return self.part(at, is_last=True)
        except PreserveError as problem:
            self._say_not_recorded(problem)
            return self._report(at)

    def _say_not_recorded(self, problem: PreserveError) -> None:
        # Where nothing can be written that is no surprise; a full disk is one.
        code = "FIX-022" if isinstance(problem, NotWritable | Unreadable) else "FIX-016"
        words = f"The audit could not be put on record: {problem.message}"
        self.say(code, words, "not-recorded", "ledger")

    def _append(self, entries: Sequence[LedgerEntry]) -> None:
        keys = self._history.verdict.keys
        if keys is None:
            return
        # Whatever happens in here, it is not tried a second time.
        self._is_stopped = True
        settle_key(self._archive.root, keys)
        with Journal(self._archive.root, keys.key, self._frontier) as journal:
            size = self._frontier.size
            checkpoint = journal.append(entries)
            self._frontier, self._root = journal.frontier, checkpoint.root_text
            # The next part counts its incidents on from those of this one.
            for place, entry in enumerate(entries, size):
                self._history.incidents.note(place, entry)
        self._is_stopped = False

    def _entries(
        self,
        report: AuditReport,
        tally: Tally,
        findings: Sequence[AuditFinding],
        at: datetime,
        *,
        is_last: bool,
    ) -> list[LedgerEntry]:
        told = self._findings if is_last else findings
        detail = {
            **_recorded_document(report, told),
            "part": self._parts,
            "is_last": is_last,
            "buckets": tally.rows(self._history.entries, self._run.started_at),
            **tally.exceptions(),
        }
        if is_last and self._strangers is not None:
            detail["strangers"] = len(self._strangers)
        if is_last and self._file is not None:
            detail["findings_file"] = self._file.document()
        check = LedgerEntry(
            at, Event.FIXITY_CHECK.value, None, SOFTWARE, _OUTCOMES[report.exit_code], detail
        )
        damage = tally.damage()
        if is_last and self._strangers:
            damage.append(_damage_of_store(self._strangers))
        opened = entries_to_open(self._history.incidents, damage, self._run.name, at, SOFTWARE)
        return [*tally.digest_entries(at, self._run.name), check, *opened]

    def _report(self, at: datetime) -> AuditReport:
        packages = summed(self._packages)
        files = summed(self._files)
        packages[PackageState.NOT_CHECKED.value] += self._scope[0] - self._checked
        files[FileState.NOT_CHECKED.value] += self._scope[1] - self._checked_files
        if self._strangers:
            packages[PackageState.UNEXPECTED.value] = len(self._strangers)
        holdings = self._history.holdings
        return AuditReport(
            run=self._run.name,
            started_at=self._run.started_at,
            finished_at=at,
            packages=dict(sorted((+packages).items())),
            files=dict(sorted((+files).items())),
            findings=tuple(self._findings),
            coverage=Coverage(
                packages_on_record=len(holdings),
                packages_checked=self._checked,
                files_on_record=sum(held.files for held in holdings.values()),
                files_read=self._read_files,
                bytes_read=self._read_bytes,
            ),
            checkpoint_size=self._frontier.size,
            checkpoint_root=self._root,
            ledger_state=self._history.verdict.state.value,
            exit_code=gravest(found.finding.weight for found in self._findings),
            reads=dict(sorted(summed(self._reads).items())),
            notes=self.notes,
        )

    def _with_checkpoint(self, report: AuditReport) -> AuditReport:
        return replace(report, checkpoint_size=self._frontier.size, checkpoint_root=self._root)


def _said_of_digests(tally: Tally) -> list[AuditFinding]:
    """Say which digests were added, for how many packages."""
    return [
        AuditFinding(
            finding(
                "FIX-057", f"{algorithm} digests of {counted(len(added), 'package')} were added."
            ),
            None,
            "ledger",
            PackageState.INTACT.value,
        )
        for algorithm, added in sorted(tally.added.items())
    ]


def _recorded_document(report: AuditReport, findings: Sequence[AuditFinding]) -> dict[str, object]:
    """Return what an entry keeps of a run beside its buckets: counts, and the first findings."""
    kept = replace(report, findings=tuple(findings[:FINDINGS_ON_RECORD]))
    document = audit_document(kept)
    del document["checkpoint"]
    return {**document, "findings_total": len(findings)}


def _damage_of_store(strangers: Sequence[Fault]) -> UnsoundPackage:
    files = tuple(
        replace(damaged_file(fault), path=printable(fault.package)) for fault in strangers
    )
    return UnsoundPackage(None, PackageState.UNEXPECTED.value, files)
