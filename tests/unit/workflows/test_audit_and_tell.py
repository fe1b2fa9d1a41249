"""A run, the mail about it, and what is on record of both: silence is noticed, too."""

from datetime import timedelta
from pathlib import Path

import pytest

from preserve.workflows.archive import open_archive, read_history
from preserve.workflows.audit_and_tell import Telling, audit_and_tell
from preserve.workflows.audit_options import AuditOptions
from preserve.workflows.programs import Ran
from preserve.workflows.status import archive_status
from preserve.workflows.tell import Ports
from tests.support.archives import Clock, archive_with, audited

DAY = timedelta(days=1)


class Post:
    """A mail program that keeps what it is given, or refuses it."""

    def __init__(self):
        self.mails: list[str] = []
        self.is_broken = False

    def __call__(self, _arguments, mail, _seconds):
        if self.is_broken:
            return Ran(75, b"", b"the queue is full")
        self.mails.append(mail.decode())
        return Ran(0, b"", b"")


@pytest.fixture
def held(tmp_path):
    clock = Clock()
    archive, packages = archive_with(tmp_path, {"a.txt": b"A headline\n\nWords.\n"}, clock)
    setting(archive, 'mail_to = ["a@example.org"]')
    return open_archive(archive.root), packages[0], clock


def setting(archive, line):
    config = Path(archive.root, "preserve.toml")
    config.write_text(config.read_text().replace("[notify]\n", f"[notify]\n{line}\n"))


def told(archive, clock, post, **changes):
    telling = Telling(archive.notify(), Ports(post), f"vault, {archive.root}")
    return audit_and_tell(archive, AuditOptions(clock, "00000000", **changes), telling)


def codes(findings):
    return [found.code for found in findings]


def test_the_mail_says_where_the_archive_lies_and_goes_on_record(held):
    archive, _, clock = held
    post = Post()
    assert told(archive, clock, post).exit_code == 0
    assert archive.root in post.mails[0].replace("=\n", "")
    last = read_history(archive, is_locked=False).notification
    assert (last.outcome, last.detail["to"]) == ("success", ["a@example.org"])


def test_a_mail_that_goes_nowhere_is_on_record_and_status_tells(held):
    archive, package, clock = held
    post = Post()
    told(archive, clock, post)
    Path(archive.store.bags, package, "data/original/a.txt").write_bytes(b"x")
    post.is_broken = True
    report = told(archive, clock, post)
    assert (report.exit_code, report.findings[-1].finding.code) == (1, "FIX-055")
    history = read_history(archive, is_locked=False)
    assert (history.notification.outcome, history.notification.detail["to"]) == ("failure", [])
    assert history.last_told.outcome == "success"
    assert "FIX-055" in codes(archive_status(archive, clock()).findings)
    post.is_broken = False
    told(archive, clock, post)
    # What could not be told was made up for.
    assert len(post.mails) == 2
    assert "FIX-055" not in codes(archive_status(archive, clock()).findings)


def test_figures_are_never_written_into_the_store(held):
    archive, package, clock = held
    path = Path(archive.store.bags, package, "figures.prom")
    setting(archive, f'prometheus_file = "{path}"')
    report = told(open_archive(archive.root), clock, Post())
    assert codes(found.finding for found in report.findings) == ["FIX-055"]
    assert not path.exists()
    assert audited(archive, clock).exit_code == 0


def test_audits_that_stopped_are_told_long_before_anything_is_overdue(held):
    archive, _, clock = held
    audited(archive, clock)
    assert codes(archive_status(archive, clock() + 3 * DAY).findings) == []
    late = archive_status(archive, clock() + 5 * DAY)
    assert (codes(late.findings), late.exit_code) == (["FIX-062"], 0)
    overdue = archive_status(archive, clock() + 91 * DAY)
    assert (codes(overdue.findings), overdue.exit_code) == (["FIX-024", "FIX-062"], 1)


def test_a_promise_that_no_run_can_keep_is_told(held):
    archive, _, clock = held
    config = Path(archive.root, "preserve.toml")
    text = "[policy]\nrun_every_days = 100\nevery_days = 3\n"
    config.write_text(config.read_text().replace("[policy]\n", text))
    assert "FIX-025" in codes(archive_status(archive, clock()).findings)
