"""The verdict and the key figures, worked out once for every form of the report."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from preserve.model.audit import (
    FINDINGS_ON_RECORD,
    NOTHING_WRONG,
    AuditReport,
    FileState,
    PackageState,
)
from preserve.model.finding import Severity
from preserve.model.report import ArchiveReport, HoldingRow
from preserve.report.wording import counted, day_words, number

_EVIDENCE_FAILS = 4
_FAULT = 1
_UNDECIDED = 3
CLOSED = "closed"
_NOTHING_READ = "FIX-026"
_DECIDED = frozenset(PackageState) - {PackageState.UNDECIDED}


class Mood(StrEnum):
    """What kind of news it is."""

    GOOD = "good"
    FAULT = "fault"
    UNDECIDED = "undecided"
    UNTRUSTED = "untrusted"


@dataclass(frozen=True, slots=True)
class Verdict:
    """The news in one sentence.

    Attributes:
        label: two or three words, for a heading.
        sentence: the verdict.
        notes: further sentences without which the verdict would mislead.
    """

    mood: Mood
    label: str
    sentence: str
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Figures:
    """The key figures of a report.

    Attributes:
        states: number of packages on record in each state, as of the latest check of each.
        findings: number of findings of the latest audit, by severity.
        overdue: packages that were not read within the time that is promised.
        unsound: packages that were last found in any state but intact or changed on record.
        runs: audits that began in the period.
        bytes_read: by these audits.
        open_incidents: incidents that are not closed.
    """

    packages: int
    files: int
    size_bytes: int
    states: Mapping[str, int]
    never_checked: int
    oldest_check_at: datetime | None
    newest_check_at: datetime | None
    findings: Mapping[str, int]
    overdue: int
    unsound: int
    runs: int
    bytes_read: int
    open_incidents: int


@dataclass(frozen=True, slots=True)
class _Counts:
    """Packages by what is known of them, and when that was found."""

    total: int
    damaged: int
    undecided: int
    unchecked: int
    when: str
    unchecked_words: str
    superseded: int = 0


def figures(report: ArchiveReport) -> Figures:
    """Return the key figures of a report."""
    checks = [row.last_checked_at for row in report.holdings if row.last_checked_at is not None]
    states = Counter(row.state for row in report.holdings)
    audit = report.audit
    severities = Counter(found.finding.severity for found in audit.findings) if audit else {}
    return Figures(
        packages=len(report.holdings),
        files=sum(row.files for row in report.holdings),
        size_bytes=sum(row.size_bytes for row in report.holdings),
        states=dict(sorted(states.items())),
        never_checked=len(report.holdings) - len(checks),
        oldest_check_at=min(checks, default=None),
        newest_check_at=max(checks, default=None),
        findings={severity.value: severities.get(severity, 0) for severity in Severity},
        overdue=len(report.overdue),
        unsound=sum(count for state, count in states.items() if is_unsound(state)),
        runs=len(report.runs),
        bytes_read=sum(run.bytes_read for run in report.runs),
        open_incidents=sum(row.state != CLOSED for row in report.incidents),
    )


def is_unsound(state: str) -> bool:
    """Whether a package in this state needs somebody; one never checked is told apart."""
    return state not in NOTHING_WRONG


def report_verdict(report: ArchiveReport) -> Verdict:
    """Return the verdict on an archive: each package as it was last found.

    A package that an earlier audit found damaged stays damaged here, whatever the latest audit
    looked at.
    """
    verdict = _without_audit(len(report.holdings))
    if report.audit is not None:
        verdict = _verdict(_counts_of_holdings(report.holdings), report.audit)
    return _with_incidents(_with_overdue(verdict, report), report)


def _with_overdue(verdict: Verdict, report: ArchiveReport) -> Verdict:
    """A promise that was not kept is news of its own: never good, never the gravest."""
    if not report.overdue:
        return verdict
    late = len(report.overdue)
    words = f"{_share(late, len(report.holdings))} overdue: not read in full in the time promised."
    if len(report.holdings) == 1:
        words = "The only package is overdue: it was not read in full in the time promised."
    if verdict.mood in {Mood.FAULT, Mood.UNTRUSTED}:
        return replace(verdict, notes=(*verdict.notes, words))
    return Verdict(Mood.FAULT, "Checks overdue", words, (verdict.sentence, *verdict.notes))


def _with_incidents(verdict: Verdict, report: ArchiveReport) -> Verdict:
    count = figures(report).open_incidents
    if not count:
        return verdict
    words = f"{counted(count, 'incident')} {'is' if count == 1 else 'are'} not closed."
    return replace(verdict, notes=(*verdict.notes, words))


def audit_verdict(audit: AuditReport) -> Verdict:
    """Return the verdict of one run: what it looked at, and nothing else."""
    coverage = audit.coverage
    if coverage.packages_on_record and not coverage.packages_checked:
        nothing = _nothing_read(audit)
        if nothing is not None:
            return nothing
    counts = _Counts(
        superseded=audit.packages.get(PackageState.SUPERSEDED, 0),
        total=coverage.packages_on_record,
        damaged=_damaged(audit.packages),
        undecided=_undecided(audit.packages),
        unchecked=max(0, coverage.packages_on_record - coverage.packages_checked),
        when=f"on {day_words(audit.finished_at)}",
        unchecked_words="in this run",
    )
    return _verdict(counts, audit)


def _nothing_read(audit: AuditReport) -> Verdict | None:
    """Return what there is to say of a run that had nothing to read, or no room for it."""
    if not audit.exit_code:
        words = "Nothing was due: every package was read within the time that is promised."
        return Verdict(Mood.GOOD, "Nothing due", words)
    if any(found.finding.code == _NOTHING_READ for found in audit.findings):
        words = "Nothing was read: the limits of this run left no room for any package."
        return Verdict(Mood.UNDECIDED, "Nothing read", words)
    return None


def unlisted(audit: AuditReport) -> int:
    """Return how many faulty files a run counted and did not list.

    The history keeps a bounded number of findings of a run, and the counts of them all.
    """
    sound = {FileState.INTACT, FileState.NOT_CHECKED}
    counted_files = sum(count for state, count in audit.files.items() if state not in sound)
    faults = {state.value for state in FileState} - {state.value for state in sound}
    about = [
        (found.package, found.finding.where.file)
        for found in audit.findings
        if found.state in faults and found.package is not None
    ]
    listed = sum(file is not None and file != package for package, file in about)
    is_whole = any(file == package for package, file in about)
    if is_whole and len(audit.findings) < FINDINGS_ON_RECORD:
        # One finding stands for all files of a package that is gone, and none was left out.
        return 0
    return max(0, counted_files - listed)


def _damaged(packages: Mapping[str, int]) -> int:
    return packages.get(PackageState.DAMAGED, 0) + packages.get(PackageState.MANIFEST_ALTERED, 0)


def _undecided(packages: Mapping[str, int]) -> int:
    """Count what is undecided, and every state that this version does not know."""
    return sum(count for state, count in packages.items() if state not in _DECIDED)


def _counts_of_holdings(holdings: Sequence[HoldingRow]) -> _Counts:
    states = Counter(row.state for row in holdings)
    days = sorted(row.last_checked_at for row in holdings if row.last_checked_at is not None)
    when = ""
    if days:
        first, last = day_words(days[0]), day_words(days[-1])
        when = f"on {first}" if first == last else f"between {first} and {last}"
    return _Counts(
        total=len(holdings),
        damaged=_damaged(states),
        # A package on record cannot be `unexpected`; one that is said to be is not understood.
        undecided=_undecided(states) + states[PackageState.UNEXPECTED],
        unchecked=states[PackageState.NOT_CHECKED],
        when=when,
        unchecked_words="so far",
        superseded=states[PackageState.SUPERSEDED],
    )


def _without_audit(packages: int) -> Verdict:
    if not packages:
        return Verdict(Mood.UNDECIDED, "Nothing held yet", "This archive holds no package yet.")
    sentence = f"Nothing is concluded: no audit of the {counted(packages, 'package')} is on record."
    return Verdict(Mood.UNDECIDED, "Not checked yet", sentence)


def _verdict(counts: _Counts, audit: AuditReport) -> Verdict:
    """The gravest news first: evidence, then faults, then what could not be decided."""
    if audit.ledger_state != "verified" or audit.exit_code == _EVIDENCE_FAILS:
        return _untrusted(counts, audit)
    if counts.damaged:
        return _damage(counts, audit)
    if any(found.state == "offline" for found in audit.findings):
        return _offline(counts)
    if not counts.total:
        words = "Nothing is concluded: no package is on record, so there was nothing to check."
        return Verdict(Mood.UNDECIDED, "Nothing to check", words)
    strangers = audit.packages.get(PackageState.UNEXPECTED, 0)
    if strangers or audit.exit_code == _FAULT:
        return _fault_elsewhere(counts, strangers)
    if counts.undecided or audit.exit_code == _UNDECIDED:
        return Verdict(
            Mood.UNDECIDED, "Not concluded", _undecided_sentence(counts), _unchecked_notes(counts)
        )
    if counts.unchecked:
        return _partial(counts)
    return Verdict(Mood.GOOD, "Intact", _intact_sentence(counts))


def _untrusted(counts: _Counts, audit: AuditReport) -> Verdict:
    sentence = "The history of this archive does not verify: what it says cannot be relied on."
    notes = []
    if counts.damaged:
        notes.append(_damage_sentence(counts))
    elif audit.exit_code == _EVIDENCE_FAILS and audit.ledger_state == "verified":
        notes.append("The latest audit recorded evidence that did not verify.")
    return Verdict(Mood.UNTRUSTED, "History not verified", sentence, tuple(notes))


def _damage(counts: _Counts, audit: AuditReport) -> Verdict:
    notes = []
    if any(found.state == "offline" for found in audit.findings):
        notes.append("In the latest audit nothing was concluded: the store was not there.")
    if counts.undecided:
        notes.append(_undecided_sentence(counts))
    notes.extend(_unchecked_notes(counts))
    return Verdict(Mood.FAULT, "Damaged", _damage_sentence(counts), tuple(notes))


def _damage_sentence(counts: _Counts) -> str:
    if counts.total == 1:
        return "The only package is damaged."
    return f"{_share(counts.damaged, counts.total)} damaged."


def _offline(counts: _Counts) -> Verdict:
    intact = counts.total - counts.undecided - counts.unchecked
    notes: tuple[str, ...] = ()
    if intact and counts.unchecked_words == "so far":
        notes = (f"When last read, {counts.when}, {counted(intact, 'package')} were intact.",)
        if intact == 1:
            notes = (f"When last read, {counts.when}, 1 package was intact.",)
    return Verdict(
        Mood.UNDECIDED, "Not concluded", "Nothing is concluded: the store was not there.", notes
    )


def _fault_elsewhere(counts: _Counts, strangers: int) -> Verdict:
    notes = [_undecided_sentence(counts)] if counts.undecided else []
    notes.extend(_unchecked_notes(counts))
    if not strangers:
        sentence = "The latest audit found a fault: see what was found."
    else:
        lies = "1 thing lies" if strangers == 1 else f"{number(strangers)} things lie"
        sentence = f"No package on record is known to be damaged, but {lies} in the store that"
        sentence += f" {'is' if strangers == 1 else 'are'} not on record."
    return Verdict(Mood.FAULT, "Attention needed", sentence, tuple(notes))


def _undecided_sentence(counts: _Counts) -> str:
    if not counts.undecided:
        return "The latest audit could not decide everything: see what was found."
    if counts.total == 1:
        return "Nothing is concluded: the only package could not be read in full."
    return (
        f"Nothing is concluded about {number(counts.undecided)} of {number(counts.total)} packages:"
        f" {'it' if counts.undecided == 1 else 'they'} could not be read in full."
    )


def _unchecked_notes(counts: _Counts) -> tuple[str, ...]:
    if not counts.unchecked:
        return ()
    verb = "was" if counts.unchecked == 1 else "were"
    words = f"{number(counts.unchecked)} of {number(counts.total)} packages {verb} not checked"
    return (f"{words} {counts.unchecked_words}.",)


def _partial(counts: _Counts) -> Verdict:
    checked = counts.total - counts.unchecked
    if not checked:
        sentence = "Nothing is concluded: no package was checked."
        return Verdict(Mood.UNDECIDED, "Not checked", sentence)
    were = "1 package that was" if checked == 1 else f"{number(checked)} packages that were"
    others = "package" if counts.unchecked == 1 else f"{number(counts.unchecked)} packages"
    sentence = (
        f"The {were} read in full {counts.when} {'is' if checked == 1 else 'are'} intact;"
        f" nothing is concluded about the other {others}."
    )
    return Verdict(Mood.UNDECIDED, "Partly checked", sentence)


def _intact_sentence(counts: _Counts) -> str:
    if counts.total == 1:
        found = "every file is intact"
        if counts.superseded:
            found = "every file is as it was accepted on record, not as it was packaged"
        return f"The only package was read in full {counts.when} and {found}."
    found = "every file is intact"
    if counts.superseded:
        found = f"every file is as on record; {_superseded_words(counts.superseded)}"
    return f"All {number(counts.total)} packages were read in full {counts.when} and {found}."


def _superseded_words(count: int) -> str:
    if count == 1:
        return "1 package is not as it was packaged, but as a change of it was accepted"
    return (
        f"{number(count)} packages are not as they were packaged, but as changes of them were"
        " accepted"
    )


def _share(part: int, total: int) -> str:
    verb = "is" if part == 1 else "are"
    return f"{number(part)} of {number(total)} packages {verb}"
