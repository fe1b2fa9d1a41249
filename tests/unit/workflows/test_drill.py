"""The fire drill itself: it must pass on a sound engine, and fail loudly on any other."""

import json
import os
import signal
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes, policy
from pathlib import Path

import pytest

from preserve.errors import ArchiveLocked, CannotDecide, EvidenceFailure, StoreOffline, UsageProblem
from preserve.ledger.entry import Event
from preserve.model.audit import AuditReport
from preserve.model.drill import Trial
from preserve.model.policy import Notify
from preserve.report.drill_text import drill_text
from preserve.workflows.accept import Acceptance, accept
from preserve.workflows.archive import open_archive, read_history
from preserve.workflows.audit import audit
from preserve.workflows.audit_and_tell import audit_and_tell
from preserve.workflows.drill import DrillOptions, drill
from preserve.workflows.drill_copy import temporary_place
from preserve.workflows.drill_faults import FAULTS
from preserve.workflows.drill_mail import really_sent
from preserve.workflows.history import history_rows
from preserve.workflows.programs import Ran
from preserve.workflows.tell import Ports
from tests.support.archives import (
    SEEDS,
    START,
    Clock,
    archive_with,
    new_archive,
    package_all,
    tree_digest,
)
from tests.support.commands import run, struck

BY_NAME = {fault.name: fault for fault in FAULTS}
FEW = tuple(BY_NAME[name] for name in ("bit-flip", "hard-link", "offline"))
SOURCES = sorted(SEEDS.glob("*.txt"))[:2]
LEFT = 200
"""Changes of the disk until the first fault was tried, and the second is being made."""


class Sendmail:
    """A program that takes mails, or does not."""

    def __init__(self, exit_code: int = 0) -> None:
        self.exit_code = exit_code
        self.mails: list[bytes] = []

    def __call__(self, _words, mail: bytes, _seconds: float) -> Ran:
        self.mails.append(mail)
        return Ran(self.exit_code, b"", b"no room in the mailbox")


@pytest.fixture
def held(tmp_path):
    clock = Clock()
    archive = new_archive(tmp_path / "archive", clock)
    assert all(outcome.status == "packaged" for outcome in package_all(archive, SOURCES, clock))
    return archive


def options(run_program=None, **changes):
    numbers: Iterator[int] = iter(range(10**6))
    made = DrillOptions(
        clock=Clock(),
        token=lambda: f"{next(numbers):08x}",
        ports=Ports(run_program or Sendmail()),
        faults=FEW,
    )
    return replace(made, **changes)


@contextmanager
def watched_temporary_directory(place: Path) -> Iterator[Path]:
    """Have this process make its temporary directories in a place that can be looked at."""
    place.mkdir()
    before, tempfile.tempdir = tempfile.tempdir, str(place)
    try:
        yield place
    finally:
        tempfile.tempdir = before


def test_every_fault_is_found_told_and_put_on_record(held, tmp_path):
    bags = tree_digest(held.store.bags)
    seen = []
    with watched_temporary_directory(tmp_path / "temporary") as place:
        report = drill(held, options(faults=FAULTS, progress=lambda *step: seen.append(step)))
        assert list(place.iterdir()) == []
    failed = [(row.name, row.why) for row in report.rows if row.result is Trial.FAILED]
    assert (failed, report.exit_code, report.findings) == ([], 0, ())
    untried = {"unreadable"} if os.geteuid() == 0 else set()
    assert set(report.named(Trial.NOT_TRIED)) == untried
    assert len(report.named(Trial.PASSED)) == len(FAULTS) - len(untried)
    assert tree_digest(held.store.bags) == bags
    assert [number for number, *_ in seen] == list(range(1, len(FAULTS) + 1))

    history = read_history(held, is_locked=False)
    assert history.verdict.is_verified
    entry = history.entries[report.entry]
    assert (entry.event, entry.outcome) == (Event.DRILL.value, "success")
    assert entry.detail["classes"] == len(FAULTS)
    assert entry.detail["failed"] == []
    assert ["bit-flip", "FIX-001", "altered", 1, True, True, True] in entry.detail["table"]
    assert history.incidents.all() == ()
    assert history.notification is None
    assert "kinds of fault found and told" in history_rows(history)[-1].note


def always_intact(archive, options, _telling) -> AuditReport:
    """Answer that all is well, whatever lies there."""
    report = audit(archive, replace(options, packages=(), is_recorded=False))
    packages = {"intact": report.coverage.packages_on_record}
    return replace(report, findings=(), packages=packages, files={}, exit_code=0)


def tells_nobody(archive, options, _telling) -> AuditReport:
    return audit(archive, options)


def puts_nothing_on_record(archive, options, telling) -> AuditReport:
    return audit_and_tell(archive, replace(options, is_recorded=False), telling)


def cries_wolf(archive, options, telling) -> AuditReport:
    report = audit_and_tell(archive, options, telling)
    more = [replace(one, package="another-one") for one in report.findings]
    return replace(report, findings=(*report.findings, *more))


def says_it_was_read(archive, options, telling) -> AuditReport:
    """Give the right findings with the wrong exit code."""
    return replace(audit_and_tell(archive, options, telling), exit_code=0)


@pytest.mark.parametrize(
    ("broken", "words"),
    [
        (always_intact, "Not found: FIX-001 altered"),
        (tells_nobody, "No mail was sent."),
        (puts_nothing_on_record, "No incident was opened about"),
        (cries_wolf, "Found without a reason: FIX-001 altered another-one"),
        (says_it_was_read, "The exit code was 0, not 1."),
    ],
)
def test_a_broken_audit_fails_the_drill(held, broken, words):
    report = drill(held, options(audit=broken))
    assert report.exit_code == 1
    assert "bit-flip" in report.named(Trial.FAILED)
    assert {found.code for found in report.findings} == {"FIX-059"}
    (row,) = (row for row in report.rows if row.name == "bit-flip")
    assert words in " ".join(row.why)
    text = drill_text(report)
    assert "FAILED" in text
    assert "FIX-059 The fire drill failed" in text
    assert "Do not rely on the audits" in text
    entry = read_history(held, is_locked=False).entries[report.entry]
    assert entry.outcome == "failure"
    assert "bit-flip" in entry.detail["failed"]


def test_an_audit_that_always_says_intact_passes_nothing_but_what_is_harmless(held):
    report = drill(held, options(audit=always_intact, faults=FAULTS))
    assert report.named(Trial.PASSED) == []
    assert report.exit_code == 1


def test_an_audit_that_never_takes_damage_back_fails_the_drill(held):
    first = []

    def remembers(archive, options, telling) -> AuditReport:
        report = audit_and_tell(archive, options, telling)
        if report.findings and not first:
            first.append(report.findings[0])
        return replace(report, findings=tuple(first) if first else report.findings)

    report = drill(held, options(audit=remembers, faults=FEW[:1]))
    assert "After it was mended, the audit still found FIX-001" in " ".join(report.rows[0].why)


def notifying(archive, setting: str):
    config = Path(archive.root, "preserve.toml")
    text = config.read_text("utf-8")
    assert text.count("[notify]\n") == 1
    config.write_text(
        text.replace("[notify]\n", f'[notify]\n{setting}\nmail_from = "archive@example.org"\n'),
        "utf-8",
    )
    return open_archive(archive.root)


def test_a_real_mail_is_marked_as_a_drill(held):
    archive = notifying(held, 'mail_to = ["ines@example.org", "tom@example.org"]')
    sendmail = Sendmail()
    report = drill(archive, options(sendmail, is_mail_sent=True))
    assert report.exit_code == 0
    assert report.mail.to == ("ines@example.org", "tom@example.org")
    (mail,) = sendmail.mails
    message = message_from_bytes(mail, policy=policy.default)
    assert message["Subject"].startswith("FIRE DRILL, no real damage: Test")
    assert message["To"] == "ines@example.org, tom@example.org"
    body = message.get_content()
    assert body.startswith("THIS IS A FIRE DRILL. Nothing is damaged.")
    assert "FIX-001" in body
    entry = read_history(archive, is_locked=False).entries[report.entry]
    assert entry.detail["mail"] == {"to": ["ines@example.org", "tom@example.org"], "problems": []}
    assert "was taken for ines@example.org, tom@example.org" in drill_text(report)


def test_without_being_asked_no_mail_leaves(held):
    archive = notifying(held, 'mail_to = ["ines@example.org"]')
    sendmail = Sendmail()
    assert drill(archive, options(sendmail)).mail is None
    assert sendmail.mails == []


def test_a_real_mail_that_is_not_taken_fails_the_drill(held):
    archive = notifying(held, 'mail_to = ["ines@example.org"]')
    report = drill(archive, options(Sendmail(75), is_mail_sent=True))
    assert "ended with 75" in report.findings[0].message
    _require_failed_mail(report)


def test_a_real_mail_to_nobody_fails_the_drill(held):
    report = drill(held, options(is_mail_sent=True))
    assert "nobody is set under mail_to" in report.findings[0].message
    _require_failed_mail(report)


def _require_failed_mail(report):
    assert (report.exit_code, report.named(Trial.FAILED)) == (1, [])
    assert [found.code for found in report.findings] == ["FIX-059"]
    assert "the real mail did not go out" in drill_text(report)


def test_somebody_whom_no_mail_can_reach_fails_the_drill():
    notify = Notify(mail_to=("ines@example.org", "no address"))
    sample = b"Subject: x\nTo: ines@example.org\nFrom: a@b.org\n\nwords\n"
    mail = really_sent(sample, notify, Ports(Sendmail()))
    assert mail.to == ("ines@example.org",)
    assert mail.problems == ("No mail was sent to no address.",)
    assert really_sent(None, notify, Ports(Sendmail())).problems


def test_the_smallest_packages_are_taken_and_damaged_ones_are_left_alone(tmp_path):
    texts = {
        f"{name}.txt": (b"Words of a witness. " * size)
        for name, size in zip("abcd", (40, 10, 30, 20), strict=True)
    }
    archive, packages = archive_with(tmp_path, texts, Clock())
    a, b, c, d = packages
    assert drill(archive, options(count=2, faults=())).packages == (b, d)
    Path(archive.store.bags, b, "bagit.txt").write_text("x")
    assert run("--archive", archive.root, "audit").code == 1
    assert drill(archive, options(count=2, faults=())).packages == (d, c)
    assert drill(archive, options(packages=(a, a), faults=())).packages == (a,)


def test_with_one_package_what_takes_two_is_not_tried(tmp_path):
    archive, _ = archive_with(tmp_path, {"a.txt": b"Words of a witness."}, Clock())
    faults = tuple(BY_NAME[name] for name in ("bit-flip", "moved-across"))
    report = drill(archive, options(faults=faults))
    assert [row.result for row in report.rows] == [Trial.PASSED, Trial.NOT_TRIED]
    assert report.exit_code == 0
    assert "It takes two packages" in drill_text(report)
    assert report.rows[1].recorded() == ["moved-across", None, None, None, False, False, None]


def test_a_drill_in_which_nothing_could_be_tried_proves_nothing(tmp_path):
    archive, _ = archive_with(tmp_path, {"a.txt": b"Words of a witness."}, Clock())
    report = drill(archive, options(faults=(BY_NAME["moved-across"],)))
    assert (report.exit_code, [found.code for found in report.findings]) == (1, ["FIX-059"])
    assert "nothing is proven" in drill_text(report)


def test_a_package_that_is_damaged_in_earnest_is_no_ground_for_a_drill(held):
    package = next(iter(read_history(held, is_locked=False).holdings))
    path = Path(held.store.bags, package, "bag-info.txt")
    data = path.read_bytes()
    path.write_bytes(data[:-1] + b"?")
    with pytest.raises(CannotDecide, match=package):
        drill(held, options(packages=(package,)))
    path.unlink()
    with pytest.raises(CannotDecide, match=package):
        drill(held, options(packages=(package,)))
    assert read_history(held, is_locked=False).entries[-1].event == Event.INGESTION.value


def test_what_stops_a_drill_leaves_nothing_on_record(held, tmp_path):
    with pytest.raises(UsageProblem):
        drill(held, options(packages=("no-such-package",)))
    with held.lock(), pytest.raises(ArchiveLocked):
        drill(held, options())
    empty = new_archive(tmp_path / "empty", Clock())
    with pytest.raises(CannotDecide, match="no package"):
        drill(empty, options())
    os.unlink(f"{held.store.bags}/archive-id")
    with pytest.raises(StoreOffline):
        drill(held, options())
    size = read_history(held, is_locked=False).verdict.frontier.size
    assert size == 1 + len(SOURCES)
    Path(held.root, "ledger/checkpoint").write_text("nonsense\n")
    with pytest.raises(EvidenceFailure):
        drill(held, options())


def test_a_change_that_was_accepted_is_what_the_copy_is_held_against(held):
    clock = Clock(START + timedelta(hours=1))
    package = next(iter(read_history(held, is_locked=False).holdings))
    Path(held.store.bags, package, "data", "note.txt").write_text("put in on purpose")
    accept(held, Acceptance(package, "Jane", "A note was added."), clock)
    report = drill(held, options(packages=(package,), clock=clock))
    assert (report.packages, report.exit_code) == ((package,), 0)


def test_a_result_that_cannot_be_put_on_record_is_told_all_the_same(held):
    def loses_the_key(archive, options, telling) -> AuditReport:
        Path(held.root, "keys/archive.key").unlink(missing_ok=True)
        return audit_and_tell(archive, options, telling)

    report = drill(held, options(audit=loses_the_key))
    assert (report.entry, report.exit_code) == (None, 3)
    assert [found.code for found in report.findings] == ["FIX-016"]
    assert drill_text(report).endswith("The result is not on record.")


def test_the_temporary_directory_is_removed_whatever_happens(tmp_path):
    def stopped():
        with temporary_place() as made:
            Path(made, "a").write_text("x")
            raise KeyboardInterrupt

    with watched_temporary_directory(tmp_path / "temporary") as place:
        with pytest.raises(KeyboardInterrupt):
            stopped()
        assert list(place.iterdir()) == []


def test_a_temporary_directory_in_an_archive_is_refused(held):
    inside = Path(held.root, "tmp")
    with watched_temporary_directory(inside):
        with pytest.raises(CannotDecide, match="lies in an archive"):
            drill(held, options())
        assert list(inside.iterdir()) == []


@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 143), (signal.SIGINT, 130)])
def test_a_drill_that_is_stopped_leaves_nothing_behind(held, tmp_path, number, code):
    place = tmp_path / "temporary"
    place.mkdir()
    words = ("--archive", held.root, "drill")
    stopped = struck(number, LEFT, place, *words, TMPDIR=str(place))
    assert stopped.code == code, stopped.err
    assert list(place.iterdir()) == []
    history = read_history(held, is_locked=False)
    assert (history.verdict.is_verified, len(history.entries)) == (True, 1 + len(SOURCES))


def test_the_command_prints_a_table_or_one_document(held):
    shown = run("--archive", held.root, "drill", "--count", "1")
    assert (shown.code, shown.err) == (0, "")
    assert "one bit of the article is flipped" in shown.out
    assert "were found, told and put on record" in shown.out
    done = run("--archive", held.root, "drill", "--json", "--send-mail")
    document = json.loads(done.out)
    assert (done.code, document["exit_code"]) == (1, 1)
    assert document["failed"] == []
    assert document["mail"]["problems"]
    assert {row["result"] for row in document["table"]} <= {"passed", "not tried"}
    assert run("--archive", held.root, "drill", "nothing").code == 2
    assert run("--archive", held.root, "ledger", "verify").code == 0
