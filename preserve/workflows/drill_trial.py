"""Try one kind of fault: make it, audit, compare what came with the table, mend it, audit again."""

import errno
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from email import message_from_bytes, policy

from preserve.errors import PreserveError
from preserve.model.audit import AuditReport, PackageState
from preserve.model.drill import DrillRow, Trial
from preserve.model.incident import Incident, IncidentState
from preserve.model.plain import text_of
from preserve.model.policy import Limits, Notify
from preserve.report.mail import addressees
from preserve.report.news import Occasion, shortened
from preserve.report.visible import visible
from preserve.report.wording import counts_words
from preserve.storage import atomic
from preserve.workflows.archive import Archive, read_history
from preserve.workflows.audit_and_tell import Telling
from preserve.workflows.audit_options import AuditOptions
from preserve.workflows.drill_copy import DrillCopy, not_as_recorded
from preserve.workflows.drill_damage import CannotTry, Scene
from preserve.workflows.drill_faults import (
    Expected,
    Fault,
    expected_findings,
    expected_incidents,
    expected_packages,
    sorted_findings,
)
from preserve.workflows.incidents import Ended, close_incident
from preserve.workflows.programs import Ran
from preserve.workflows.tell import Ports

_NOBODY = "nobody@drill.invalid"
_CANNOT = frozenset({errno.EPERM, errno.ENOTSUP, errno.ENOSYS, errno.EXDEV})
_WORDS_CHARACTERS = 300
_FEW = 5


@dataclass
class Post:
    """Takes the mails of the drill instead of a mail server, and keeps them.

    Attributes:
        real: who would be told in earnest.
        mails: what was handed over since it was emptied last.
        sample: the first mail that told of a fault as it should.
    """

    real: Notify
    mails: list[bytes] = field(default_factory=list)
    sample: bytes | None = None

    def take(self, _program: Sequence[str], mail: bytes, _seconds: float) -> Ran:
        """Take a mail, as the program `sendmail` does."""
        self.mails.append(mail)
        return Ran(0, b"", b"")

    def emptied(self) -> tuple[bytes, ...]:
        """Return the mails, and forget them."""
        taken, self.mails = self.mails, []
        return tuple(taken)

    @property
    def telling(self) -> Telling:
        """Who is told of the copy: the same people as in earnest, and by this post alone."""
        to = addressees(self.real) or (_NOBODY,)
        return Telling(Notify(mail_to=to, mail_from=self.real.mail_from), Ports(self.take))


@dataclass(frozen=True, slots=True)
class _Came:
    """What came of an audit.

    Attributes:
        mails: as they were handed over.
        occasion: why the latest mail on record was sent.
        incidents: of the archive as it is now, by id.
    """

    report: AuditReport
    mails: tuple[bytes, ...]
    occasion: str | None
    incidents: Mapping[str, Incident]

    @property
    def findings(self) -> list[Expected]:
        return sorted_findings(
            (found.finding.code, found.state, found.package, found.finding.where.file)
            for found in self.report.findings
        )

    @property
    def opened(self) -> list[Incident]:
        """The incidents that this audit opened."""
        return [one for one in self.incidents.values() if one.opened_by_run == self.report.run]


@dataclass(frozen=True, slots=True)
class Desk:
    """Where faults are tried, one after the other.

    Attributes:
        audit: what is put to the test.
    """

    copy: DrillCopy
    post: Post
    clock: Callable[[], datetime]
    token: Callable[[], str]
    audit: Callable[[Archive, AuditOptions, Telling], AuditReport]

    def require_sound_copy(self) -> None:
        """Audit the copy before anything is done to it.

        Raises:
            CannotDecide: it is not as it is on record.
        """
        report = self._audited().report
        if report.exit_code:
            named = next((one.package for one in report.findings if one.package), None)
            raise not_as_recorded(named or self.copy.packages[0].id)

    def tried(self, fault: Fault, number: int) -> DrillRow:
        """Try a fault, and mend it.

        Raises:
            PreserveError: the copy cannot be written or read.
        """
        scene = self.copy.scene(number, self.clock)
        row = DrillRow(fault.name, fault.words, Trial.NOT_TRIED)
        reason = _why_not_made(fault, scene)
        if reason is not None:
            self.copy.mend(scene)
            return replace(row, why=(reason,))
        limits = Limits(size_bytes=1) if fault.is_limited else None
        came = self._audited(is_due_only=fault.is_limited, limits=limits)
        self.copy.mend(scene)
        again = self._audited(is_due_only=fault.is_limited)
        why = (
            *_found_otherwise(fault, scene, came),
            *_told_otherwise(fault, came),
            *_recorded_otherwise(fault, scene, came),
            *self._not_mended(fault, came, again),
        )
        self._close(came, again)
        if came.mails and not why and self.post.sample is None:
            self.post.sample = came.mails[0]
        code, state = _main_finding(fault, came)
        return replace(
            row,
            result=Trial.FAILED if why else Trial.PASSED,
            code=code,
            state=state,
            exit_code=came.report.exit_code,
            is_mailed=bool(came.mails),
            has_incident=bool(came.opened),
            why=why,
        )

    def _audited(self, *, is_due_only: bool = False, limits: Limits | None = None) -> _Came:
        options = AuditOptions(
            clock=self.clock, token=self.token(), is_due_only=is_due_only, limits=limits
        )
        report = self.audit(self.copy.archive, options, self.post.telling)
        history = read_history(self.copy.archive, is_locked=False)
        told = history.notification
        occasion = None if told is None else text_of(told.detail.get("occasion"))
        incidents = {one.id: one for one in history.incidents.all()}
        return _Came(report, self.post.emptied(), occasion, incidents)

    def _not_mended(self, fault: Fault, came: _Came, again: _Came) -> Iterator[str]:
        """Say what an audit of the mended copy did not take back."""
        whole = {PackageState.INTACT.value: len(self.copy.packages)}
        report = again.report
        checked = report.coverage.packages_checked
        left = [code for code, *_ in again.findings if code not in fault.leaves]
        if report.exit_code or left or dict(report.packages) != whole:
            found = _some(left)
            yield f"After it was mended, the audit still found {found} (exit {report.exit_code})."
        elif checked != len(self.copy.packages):
            yield f"After it was mended, {checked} of {len(self.copy.packages)} packages were read."
        if fault.is_mailed and len(again.mails) != 1:
            yield "Nobody would be told that it is mended."
        for one in came.opened:
            state = again.incidents[one.id].state
            if state is not IncidentState.REPAIRED:
                yield f"After it was mended, {one.id} is {state.value}, not repaired."

    def _close(self, came: _Came, again: _Came) -> None:
        """End the incidents, so that the next fault opens one of its own."""
        for one in came.opened:
            if again.incidents[one.id].state is IncidentState.REPAIRED:
                ended = Ended(one.id, "the fire drill", "The fault was made on purpose.")
                close_incident(self.copy.archive, ended, self.clock)


def _why_not_made(fault: Fault, scene: Scene) -> str | None:
    """Make a fault; where it cannot be made here, return why.

    Raises:
        PreserveError: the copy cannot be written.
    """
    if fault.packages > len(scene.packages):
        return "It takes two packages, and only one was copied."
    try:
        expected_findings(fault, scene)
        with atomic.writing("The copy"):
            fault.inject(scene)
    except CannotTry as reason:
        return str(reason)
    except PreserveError as problem:
        cause = problem.__cause__
        if isinstance(cause, OSError) and cause.errno in _CANNOT:
            return f"The temporary directory cannot hold such a fault ({cause.strerror})."
        raise
    return None


def _found_otherwise(fault: Fault, scene: Scene, came: _Came) -> Iterator[str]:
    """Say in what the audit differs from the table."""
    expected, found = expected_findings(fault, scene), came.findings
    missed = [one for one in expected if one not in found]
    more = [one for one in found if one not in expected]
    if missed:
        yield f"Not found: {_some([_finding_words(one) for one in missed])}."
    if more or (len(found) > len(expected) and not missed):
        yield f"Found without a reason: {_some([_finding_words(one) for one in more or found])}."
    packages = expected_packages(fault, scene)
    if dict(came.report.packages) != packages:
        got = counts_words(came.report.packages) or "none"
        yield f"Packages: {got}; it should be {counts_words(packages)}."
    if came.report.exit_code != fault.exit_code:
        yield f"The exit code was {came.report.exit_code}, not {fault.exit_code}."


def _told_otherwise(fault: Fault, came: _Came) -> Iterator[str]:
    """Say in what the mails differ from what people must be told."""
    if not fault.is_mailed:
        if came.mails:
            yield "A mail was sent, though nothing changed for the worse."
        return
    if len(came.mails) != 1:
        yield f"{len(came.mails)} mails were sent, not one." if came.mails else "No mail was sent."
        return
    if came.occasion != Occasion.CHANGE.value:
        yield "The mail does not say that something changed."
    text = _text_of(came.mails[0])
    wanted = [fault.says[0].code, *(one.id for one in came.opened)]
    left_out = [word for word in wanted if word not in text]
    if left_out:
        yield f"The mail does not name {_some(left_out)}."


def _recorded_otherwise(fault: Fault, scene: Scene, came: _Came) -> Iterator[str]:
    """Say in what the incidents differ from those that must be opened."""
    expected = expected_incidents(fault, scene)
    opened = {one.package for one in came.opened}
    if expected - opened:
        yield f"No incident was opened about {_packages(expected - opened)}."
    if opened - expected:
        yield f"An incident was opened about {_packages(opened - expected)}, without a reason."
    settled = [one.id for one in came.opened if one.state is not IncidentState.OPEN]
    if settled:
        yield f"Not open after the audit: {_some(settled)}."


def _main_finding(fault: Fault, came: _Came) -> tuple[str | None, str | None]:
    """Return code and state of the finding that the fault is known by, else of the first one."""
    first = fault.says[0]
    if any(found[:2] == (first.code, first.state) for found in came.findings):
        return first.code, str(first.state)
    return came.findings[0][:2] if came.findings else (None, None)


def _text_of(mail: bytes) -> str:
    message = message_from_bytes(mail, policy=policy.default)
    return f"{message['Subject']}\n{message.get_content()}"


def _finding_words(found: Expected) -> str:
    code, state, package, file = found
    about = " ".join(part for part in (package, file) if part and part != state)
    return shortened(f"{code} {state} {about or 'the store'}", _WORDS_CHARACTERS)


def _packages(packages: set[str | None]) -> str:
    return _some(sorted("the store" if package is None else package for package in packages))


def _some(words: Sequence[str]) -> str:
    """Return a few words, and how many there are besides."""
    more = f" and {len(words) - _FEW} more" if len(words) > _FEW else ""
    return (", ".join(visible(word) for word in words[:_FEW]) or "nothing") + more
