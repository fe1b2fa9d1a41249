"""Mail against real servers on this machine: who got it, and every way that they did not."""

import email
import os
import smtplib
import socket
import stat
import subprocess
import sys
from dataclasses import replace
from email import policy
from typing import NamedTuple

import pytest
from aiosmtpd.smtp import AuthResult

from preserve.model.policy import Notify
from preserve.report.mail import mail_of
from preserve.report.news import Occasion
from preserve.workflows.mail import send
from preserve.workflows.reach import Reach, trouble
from tests.support.news import NOTE, bad_news
from tests.support.servers import (
    Certificate,
    Letters,
    dripping,
    hanging,
    mail_server,
    refusing,
    scripted,
)

pytestmark = pytest.mark.usefixtures("socket_enabled")
# A loaded machine must not decide whether a test passes; where nobody answers, soon is enough.
PATIENT = Reach(answer_seconds=300, whole_seconds=600)
SOON = Reach(answer_seconds=0.2, whole_seconds=600)
CUT_OFF = Reach(answer_seconds=300, whole_seconds=0.2)
ONE, TWO = "one@example.org", "two@example.org"
TO = Notify(mail_to=(ONE, TWO), mail_from="vault@example.org", smtp_host="127.0.0.1")
PASSWORD = "correct horse battery"


class Ended(NamedTuple):
    exit_code: int | None
    stderr: bytes


def no_program(*_):
    raise AssertionError("no program is to be run")


def sent(notify, how=PATIENT, run=no_program):
    found = send(mail_of(bad_news(), Occasion.CHANGE, notify), notify, run, how)
    assert not any(PASSWORD in words for words in found.problems)
    return found


def not_sent(notify, how=PATIENT):
    """Send, expect that nobody got it, and return why."""
    found = sent(notify, how)
    assert (found.by, found.to) == ("smtp", ())
    (words,) = found.problems
    assert words.startswith("No mail was sent: ")
    return words


def at(port, **changes):
    return replace(TO, smtp_port=port, **changes)


def password_file(tmp_path, content=PASSWORD + "\n", mode=0o600):
    path = tmp_path / "password"
    path.write_bytes(content.encode())
    path.chmod(mode)
    return str(path)


def accounts(letters):
    """Return an authenticator that notes who logged in; only our password is right."""

    def check(_server, _session, _envelope, mechanism, data):
        letters.logged_in.append((mechanism, data.login.decode(), data.password.decode()))
        return AuthResult(success=data.password.decode() == PASSWORD, handled=False)

    return check


def test_a_mail_arrives_as_it_was_written():
    letters = Letters()
    with mail_server(letters) as port:
        assert sent(at(port)) == ("smtp", (ONE, TWO), ())
    ((sender, to, content),) = letters.taken
    assert (sender, to) == ("vault@example.org", [ONE, TWO])
    mail = email.message_from_bytes(content, policy=policy.default)
    assert mail["Subject"] == "Mill archive: 2 of 5 packages are damaged."
    assert NOTE in mail.get_content().replace("\r\n", "\n")


def test_a_line_with_a_dot_arrives():
    letters = Letters()
    with mail_server(letters) as port:
        notify = at(port)
        message = mail_of(bad_news(checkpoint_note="a\n.\nb\n"), Occasion.CHANGE, notify)
        assert send(message, notify, no_program, PATIENT).problems == ()
    assert "\na\n.\nb\n" in letters.taken[0][2].decode().replace("\r\n", "\n")


def test_one_of_two_is_refused():
    letters = Letters(refused={TWO})
    with mail_server(letters) as port:
        found = sent(at(port))
    assert found.to == (ONE,)
    (words,) = found.problems
    assert words.startswith(f"No mail was sent to {TWO}: the mail server 127.0.0.1, port {port},")
    assert r"(550 5.1.1 no such user\x1b[31m)" in words
    assert letters.taken[0][1] == [ONE]


def test_all_are_refused():
    letters = Letters(refused={ONE, TWO})
    with mail_server(letters) as port:
        found = sent(at(port))
    assert found.to == ()
    assert [words.split(":")[0] for words in found.problems] == [
        f"No mail was sent to {ONE}",
        f"No mail was sent to {TWO}",
    ]
    assert letters.taken == []


@pytest.mark.parametrize("answer", ["451 try later", "552 too big", "554 5.7.1 no\ttaste"])
def test_the_mail_itself_is_refused(answer):
    with mail_server(Letters(data_answer=answer)) as port:
        words = not_sent(at(port))
    assert f"refused the mail ({answer[:3]}" in words


GREETING, HELLO = b"220 here\r\n", b"250 here\r\n"


@pytest.mark.parametrize(
    ("answers", "reason"),
    [
        ((b"",), "broke the connection off"),
        ((b"554 not you\r\n",), "refused (554 not you)"),
        ((b"421 too busy\r\n",), "refused (421 too busy)"),
        ((b"HTTP/1.1 400 Bad Request\r\n\r\n",), "cannot be understood"),
        ((b"\xff\x00\n",), "cannot be understood"),
        ((b"2" * 9000 + b"\n",), "refused (500"),
        ((GREETING,), "broke the connection off"),
        ((GREETING, HELLO), "broke the connection off"),
        ((GREETING, HELLO, b"530 5.7.0 log in first\r\n", HELLO), "sender (530 5.7.0 log in"),
        ((GREETING, HELLO, HELLO, b"421 going down\r\n"), "421 going down"),
        ((GREETING, HELLO, HELLO, HELLO), "broke the connection off"),
        ((GREETING, HELLO, HELLO, HELLO, HELLO), "broke the connection off"),
        ((GREETING, HELLO, HELLO, HELLO, HELLO, b"354 go on\r\n"), "broke the connection off"),
        (
            (GREETING, HELLO, HELLO, HELLO, HELLO, b"451 not now\r\n", HELLO),
            "refused the mail (451",
        ),
    ],
)
def test_the_talk_goes_wrong_at_each_step(answers, reason):
    with scripted(*answers) as port:
        found = sent(at(port))
    assert found.to == ()
    assert found.problems
    assert reason in found.problems[0]


def test_a_server_that_dies_after_it_took_the_mail_has_taken_it():
    """The answers: greeting, EHLO, MAIL, two RCPT, DATA; then the lines of the mail, one by one."""
    notify = replace(TO, mail_to=(ONE,))
    lines = mail_of(bad_news(), Occasion.CHANGE, notify).as_bytes().count(b"\n")
    talk = (GREETING, HELLO, HELLO, HELLO, b"354 go on\r\n", *(b"" for _ in range(lines)))
    with scripted(*talk, b"250 taken\r\n") as port:
        assert sent(replace(notify, smtp_port=port)) == ("smtp", (ONE,), ())


def test_nobody_listens():
    with refusing() as port:
        assert "refused the connection" in not_sent(at(port))


@pytest.mark.parametrize("security", ["none", "starttls", "tls"])
def test_nobody_answers(security):
    with hanging() as port:
        assert "did not answer in time" in not_sent(at(port, smtp_security=security), SOON)


def test_a_greeting_that_never_ends():
    with dripping() as port:
        assert "did not answer in time" in not_sent(at(port), CUT_OFF)


@pytest.mark.parametrize("host", ["a" * 64 + ".example", "", "\x00", "a b\r\nc"])
def test_a_name_that_no_host_has(host):
    with refusing() as port:
        words = not_sent(at(port, smtp_host=host))
    assert "\n" not in words
    assert "\x00" not in words


def test_starttls_and_login(tmp_path):
    own, letters = Certificate(tmp_path), Letters()
    options = {
        "tls_context": own.server(),
        "authenticator": accounts(letters),
        "auth_required": True,
        "require_starttls": True,
    }
    how = replace(PATIENT, tls=own.trusting)
    with mail_server(letters, **options) as port:
        login = {"smtp_user": "vault", "smtp_password_file": password_file(tmp_path)}
        assert sent(at(port, smtp_security="starttls", **login), how).to == (ONE, TWO)
        without = not_sent(at(port), how)
    assert letters.logged_in == [("PLAIN", "vault", PASSWORD)]
    assert len(letters.taken) == 1
    assert "530" in without


def test_tls_from_the_beginning(tmp_path):
    own, letters = Certificate(tmp_path), Letters()
    how = replace(PATIENT, tls=own.trusting)
    with mail_server(letters, ssl_context=own.server()) as port:
        assert sent(at(port, smtp_security="tls"), how).to == (ONE, TWO)


def test_a_wrong_password(tmp_path):
    own, letters = Certificate(tmp_path), Letters()
    options = {"tls_context": own.server(), "authenticator": accounts(letters)}
    file = password_file(tmp_path, "wrong\n")
    with mail_server(letters, **options) as port:
        notify = at(port, smtp_security="starttls", smtp_user="vault", smtp_password_file=file)
        words = not_sent(notify, replace(PATIENT, tls=own.trusting))
    assert "did not accept the user and password (535)" in words
    assert letters.taken == []


def test_a_server_without_login(tmp_path):
    own = Certificate(tmp_path)
    with mail_server(Letters(), ssl_context=own.server()) as port:
        file = password_file(tmp_path)
        notify = at(port, smtp_security="tls", smtp_user="vault", smtp_password_file=file)
        words = not_sent(notify, replace(PATIENT, tls=own.trusting))
    assert "does not offer what was asked of it" in words


@pytest.mark.parametrize("name", ["127.0.0.1", "another.example"])
def test_a_certificate_that_cannot_be_verified(tmp_path, name):
    """Unknown in the first case; of another host in the second. No word of the mail is sent."""
    own, letters = Certificate(tmp_path, name), Letters()
    how = PATIENT if name == "127.0.0.1" else replace(PATIENT, tls=own.trusting)
    with mail_server(letters, tls_context=own.server()) as port:
        words = not_sent(at(port, smtp_security="starttls"), how)
    assert "certificate that cannot be verified" in words
    assert letters.taken == []


def test_a_server_that_does_not_secure_gets_nothing():
    """Somebody in between may leave the offer out; then nothing is sent in the clear instead."""
    letters = Letters()
    with mail_server(letters) as port:
        assert "does not offer" in not_sent(at(port, smtp_security="starttls"))
    assert letters.taken == []


def test_tls_where_nobody_speaks_it():
    with mail_server(Letters()) as port:
        assert "secured connection" in not_sent(at(port, smtp_security="tls"))


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o644, 0o660, 0o777, 0o610])
def test_a_password_that_others_can_read_is_not_used(tmp_path, mode):
    file = password_file(tmp_path, mode=mode)
    with refusing() as port:  # a connection would give another finding
        login = {"smtp_user": "vault", "smtp_password_file": file}
        words = not_sent(at(port, smtp_security="starttls", **login))
    assert "others can read" in words
    assert "chmod 600" in words
    assert stat.S_IMODE(os.stat(file).st_mode) == mode


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"smtp_security": "none", "smtp_user": "vault"}, "over a secured connection alone"),
        ({"smtp_security": "tls", "smtp_user": "vault"}, "smtp_password_file is not"),
        ({"smtp_security": "ssl"}, "smtp_security must be"),
        ({"smtp_port": 0}, "smtp_port must be"),
        ({"smtp_port": 10**30}, "smtp_port must be"),
    ],
)
def test_settings_that_cannot_be_used(changes, reason):
    assert reason in not_sent(replace(TO, **changes))


@pytest.mark.parametrize("content", ["", "\n", "m\u00fchle\n", "\udce9", "x" * 5000])
def test_a_password_that_is_none(tmp_path, content):
    path = tmp_path / "password"
    path.write_bytes(content.encode("utf-8", "surrogateescape"))
    path.chmod(0o600)
    login = {"smtp_user": "vault", "smtp_password_file": str(path)}
    assert "smtp_password_file" in not_sent(replace(TO, smtp_security="tls", **login))


@pytest.mark.parametrize("name", ["missing", "", ".", "\x00"])
def test_a_password_that_cannot_be_read(tmp_path, name):
    login = {"smtp_user": "vault", "smtp_password_file": f"{tmp_path}/{name}"}
    assert "cannot be read" in not_sent(replace(TO, smtp_security="tls", **login))


def test_what_no_server_here_can_be_made_to_do():
    assert trouble(socket.gaierror(socket.EAI_AGAIN, "x")) == "could not be found by its name"
    no_way = smtplib.SMTPException("No suitable authentication method found.")
    assert trouble(no_way) == "offers no way to log in that is known here"


def program(tmp_path, body):
    path = tmp_path / "sendmail"
    path.write_text(f"#!{sys.executable}\nimport sys, json\n{body}")
    path.chmod(0o755)
    return str(path)


def run(words, data, seconds):
    ended = subprocess.run(words, input=data, capture_output=True, check=False, timeout=seconds)
    return Ended(ended.returncode, ended.stderr)


def test_the_program_gets_the_mail(tmp_path):
    body = f"""
with open({str(tmp_path / "taken")!r}, "wb") as taken:
    taken.write(json.dumps(sys.argv[1:]).encode() + b"\\n" + sys.stdin.buffer.read())
"""
    notify = replace(TO, smtp_host=None, sendmail=program(tmp_path, body))
    assert sent(notify, run=run) == ("sendmail", (ONE, TWO), ())
    words, _, data = (tmp_path / "taken").read_bytes().partition(b"\n")
    assert words == b'["-t", "-i"]'
    assert b"\r" not in data
    mail = email.message_from_bytes(data, policy=policy.default)
    assert mail["To"] == f"{ONE}, {TWO}"
    assert NOTE in mail.get_content()


def test_the_program_fails(tmp_path):
    body = "sys.stdin.read(); sys.stderr.write('no\\n\\x1b[31mqueue'); sys.exit(75)"
    notify = replace(TO, smtp_host=None, sendmail=program(tmp_path, body))
    found = sent(notify, run=run)
    assert found.to == ()
    assert found.problems[0].endswith(r"ended with 75 (no \x1b[31mqueue).")


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        (b"", "could not be used."),
        (b"x cannot be run (No such file)", "could not be used (x cannot be run (No such file))."),
        (b"\xff\x1b", "could not be used (\ufffd\\x1b)."),
    ],
)
def test_the_program_does_not_run_to_its_end(said, reason):
    found = sent(replace(TO, smtp_host=None), run=lambda *_: Ended(None, said))
    assert found == ("sendmail", (), (f"No mail was sent: the mail program {reason}",))


@pytest.mark.parametrize("problem", [FileNotFoundError(2, "x"), ValueError("embedded null byte")])
def test_the_program_cannot_be_run(problem):
    def broken(*_):
        raise problem

    found = sent(replace(TO, smtp_host=None), run=broken)
    words = "No mail was sent: the program /usr/sbin/sendmail could not be run."
    assert found == ("sendmail", (), (words,))
