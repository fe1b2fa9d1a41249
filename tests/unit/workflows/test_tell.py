"""Who was told goes on record; what could not be told is a finding and changes nothing."""

import os
from dataclasses import replace
from datetime import timedelta
from typing import NamedTuple

import pytest

from preserve.model.finding import exit_code_of
from preserve.model.policy import Notify
from preserve.report.news import Occasion, known_from
from preserve.report.prometheus import Metrics, prometheus_text
from preserve.workflows.reach import Reach, reach
from preserve.workflows.tell import Ports, Told, tell, write_metrics
from tests.support.commands import CHECKOUT
from tests.support.limits import limiting
from tests.support.news import NOW, bad_news, good_news
from tests.support.servers import Letters, mail_server, refusing

ONE, TWO = "one@example.org", "two@example.org"


class Ended(NamedTuple):
    exit_code: int | None
    stderr: bytes


class Program:
    """A program that takes every mail, or none."""

    def __init__(self, code=0):
        self.code, self.mails = code, []

    def __call__(self, _words, data, _seconds):
        self.mails.append(data)
        return Ended(self.code, b"no")


def ports(program):
    return Ports(program, Reach(answer_seconds=300, whole_seconds=600))


def test_who_was_told_is_told():
    program = Program()
    told = tell(bad_news(), Notify(mail_to=(ONE, TWO)), ports(program), NOW)
    assert told.occasion is Occasion.CHANGE
    assert told.detail == {
        "occasion": "change",
        "exit_code": 1,
        "unsound": ["damaged"],
        "by": "sendmail",
        "to": [ONE, TWO],
    }
    assert told.findings == ()
    assert len(program.mails) == 1


@pytest.mark.parametrize(
    ("news", "notify"),
    [(bad_news(), Notify()), (good_news(), Notify(mail_to=(ONE,)))],
)
def test_nobody_is_told_without_a_reason_or_a_reader(news, notify):
    program = Program()
    assert tell(news, notify, ports(program), NOW) == Told()
    assert program.mails == []


def test_a_mail_that_was_lost_is_made_up_for():
    """The next run finds the same damage; nobody knows of it yet, and so it is still news."""
    notify = Notify(mail_to=(ONE,))
    lost = tell(bad_news(incidents=()), notify, ports(Program(75)), NOW)
    assert (lost.occasion, lost.detail) == (Occasion.CHANGE, None)
    assert [found.code for found in lost.findings] == ["FIX-055"]
    again = tell(bad_news(incidents=()), notify, ports(Program()), NOW + timedelta(days=1))
    assert again.occasion is Occasion.CHANGE
    known = known_from(NOW, again.detail)
    third = tell(bad_news(incidents=(), known=known), notify, ports(Program()), NOW)
    assert third == Told()


def test_a_finding_that_somebody_was_not_told_changes_no_result():
    told = tell(bad_news(), Notify(mail_to=(ONE,)), ports(Program(1)), NOW)
    assert exit_code_of(told.findings) == 0


def test_one_bad_address_keeps_no_mail_from_the_others():
    notify = Notify(mail_to=("no\r\nBcc: address", ONE))
    told = tell(bad_news(), notify, ports(Program()), NOW)
    assert told.detail["to"] == [ONE]
    (found,) = told.findings
    assert r"No mail was sent to no\r\nBcc: address:" in found.message


def test_bad_addresses_alone():
    program = Program()
    told = tell(bad_news(), Notify(mail_to=("x", "y")), ports(program), NOW)
    assert told.detail is None
    assert len(told.findings) == 2
    assert program.mails == []


@pytest.mark.usefixtures("socket_enabled")
def test_through_a_server():
    letters = Letters(refused={TWO})
    with mail_server(letters) as port:
        notify = Notify(mail_to=(ONE, TWO), smtp_host="127.0.0.1", smtp_port=port)
        told = tell(bad_news(), notify, ports(Program()), NOW)
    assert (told.detail["by"], told.detail["to"]) == ("smtp", [ONE])
    assert [found.code for found in told.findings] == ["FIX-055"]


@pytest.mark.usefixtures("socket_enabled")
def test_a_server_that_is_down():
    with refusing() as port:
        notify = Notify(mail_to=(ONE,), smtp_host="127.0.0.1", smtp_port=port)
        told = tell(bad_news(), notify, ports(Program()), NOW)
    assert told.detail is None
    assert "refused the connection" in told.findings[0].message


METRICS = Metrics("Mill archive", "7f0e", NOW, overdue=3)


def write(path, metrics=METRICS):
    return write_metrics(Notify(prometheus_file=str(path)), metrics)


def test_figures_are_written_and_replaced(tmp_path):
    path = tmp_path / "preserve.prom"
    assert write(path) == ()
    assert write(path, replace(METRICS, overdue=4)) == ()
    assert path.read_text() == prometheus_text(replace(METRICS, overdue=4))
    assert os.listdir(tmp_path) == ["preserve.prom"]
    assert path.stat().st_mode & 0o777 == 0o644


def test_without_a_file_nothing_is_written():
    assert write_metrics(Notify(), METRICS) == ()


@pytest.mark.parametrize("content", ["name = 'x'\n", "", "# HELP other_thing x\n"])
def test_another_file_is_left_alone(tmp_path, content):
    path = tmp_path / "preserve.toml"
    path.write_text(content)
    (found,) = write(path)
    assert "was left alone" in found.message
    assert path.read_text() == content


def test_a_link_that_leads_elsewhere_is_left_alone(tmp_path):
    (tmp_path / "other").write_text("mine")
    (tmp_path / "preserve.prom").symlink_to("other")
    assert "was left alone" in write(tmp_path / "preserve.prom")[0].message
    assert (tmp_path / "other").read_text() == "mine"


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("missing/x.prom", "No such file or directory"),
        ("", "was left alone"),
        ("a\x00b", "it is no name of a file"),
        ("x" * 300, "File name too long"),
        ("\udce9/\u202e", "No such file"),
    ],
)
def test_a_place_where_nothing_can_be_written(tmp_path, name, reason):
    (found,) = write(f"{tmp_path}/{name}")
    assert (found.code, found.weight) == ("FIX-055", 0)
    assert reason in found.message
    assert found.message.isprintable()


def test_a_file_that_may_not_grow(tmp_path):
    """A limit on file sizes stands for a full disk: the old figures stay, and nothing is left."""
    import subprocess
    import sys

    path = tmp_path / "preserve.prom"
    assert write(path) == ()
    program = f"""
from preserve.workflows.tell import write_metrics
from preserve.model.policy import Notify
from tests.unit.workflows.test_tell import METRICS
(found,) = write_metrics(Notify(prometheus_file={str(path)!r}), METRICS)
print(found.message)
"""
    ended = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        check=True,
        cwd=CHECKOUT,
        **limiting(10),
    )
    assert "File too large" in ended.stdout
    assert path.read_text() == prometheus_text(METRICS)
    assert os.listdir(tmp_path) == ["preserve.prom"]


def test_what_takes_too_long_is_left_to_itself():
    import threading

    go_on = threading.Event()
    assert reach(lambda: go_on.wait() and None, 0.05) == "did not answer in time"
    go_on.set()


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_fault_of_our_own_does_not_come_through():
    def broken():
        raise RuntimeError("a fault")

    assert "by a fault of preserve" in reach(broken, 600)
