"""Pings against a real server on this machine: what arrives, and every way that it does not."""

import dataclasses
import socket

import pytest

from preserve.model.policy import Notify
from preserve.workflows.ping import Phase, ping
from preserve.workflows.reach import Reach, trouble
from tests.support.archives import SEEDS
from tests.support.servers import (
    Certificate,
    dripping,
    hanging,
    http_server,
    refusing,
    scripted,
)

pytestmark = pytest.mark.usefixtures("socket_enabled")
# A loaded machine must not decide whether a test passes; where nobody answers, soon is enough.
PATIENT = Reach(answer_seconds=300, whole_seconds=600)
SOON = Reach(answer_seconds=0.2, whole_seconds=600)
CUT_OFF = Reach(answer_seconds=300, whole_seconds=0.2)
SECRET = "1f2e-secret-path"


def well(_path):
    return 200, {}, b"OK"


def words_of(url, phase=Phase.SUCCESS, how=PATIENT):
    """Ping, expect one finding, and return its words: they never hold the secret."""
    (found,) = ping(Notify(ping_url=url), phase, how)
    assert (found.code, found.weight) == ("FIX-055", 0)
    assert SECRET not in found.message
    return found.message


def url_of(port, rest=f"/{SECRET}"):
    return f"http://127.0.0.1:{port}{rest}"


@pytest.mark.parametrize(
    ("rest", "phase", "asked"),
    [
        ("/p", Phase.START, "/p/start"),
        ("/p", Phase.SUCCESS, "/p"),
        ("/p", Phase.FAIL, "/p/fail"),
        ("/p/", Phase.FAIL, "/p/fail"),
        ("/p?key=a%20b&c=/d", Phase.FAIL, "/p/fail?key=a%20b&c=/d"),
        ("/p?key=1#part", Phase.START, "/p/start?key=1"),
        ("", Phase.SUCCESS, "/"),
        ("?q=1", Phase.FAIL, "/fail?q=1"),
    ],
)
def test_each_phase_has_its_address(rest, phase, asked):
    with http_server(well) as (port, seen):
        assert ping(Notify(ping_url=url_of(port, rest)), phase, PATIENT) == ()
    assert seen[0][0] in {asked, asked.removeprefix("/")}
    assert seen[0][1]["User-Agent"].startswith("preserve-toolkit/")
    assert len(seen) == 1


def test_without_an_address_nothing_happens():
    assert ping(Notify(), Phase.START, PATIENT) == ()


@pytest.mark.parametrize(("code", "phase"), [(0, ""), (1, "/fail"), (3, "/fail"), (70, "/fail")])
def test_only_a_good_end_is_a_good_end(code, phase):
    assert Phase.after(code).value == phase


@pytest.mark.parametrize("status", [400, 404, 429, 500, 503])
def test_an_answer_that_is_no_success(status):
    with http_server(lambda _: (status, {}, b"x" * 100_000)) as (port, _):
        words = words_of(url_of(port), Phase.FAIL)
    assert f"answered {status}: it was not told that a run ended badly" in words
    assert f"http://127.0.0.1:{port} " in words


def test_nobody_listens():
    with refusing() as port:
        assert "refused the connection" in words_of(url_of(port))


def test_nobody_answers():
    with hanging() as port:
        assert "did not answer in time" in words_of(url_of(port), how=SOON)


def test_an_answer_that_never_ends():
    with dripping() as port:
        assert "did not answer in time" in words_of(url_of(port), how=CUT_OFF)


def test_a_body_without_end_is_not_read():
    """Its length is promised and never kept: whoever reads it waits for ever."""
    head = b"HTTP/1.1 200 OK\r\nContent-Length: 999999999\r\n\r\n"
    with scripted(b"", head) as port:
        assert ping(Notify(ping_url=url_of(port)), Phase.SUCCESS, PATIENT) == ()


def test_the_connection_breaks_off():
    with scripted(b"", b"") as port:
        assert "broke the connection off" in words_of(url_of(port))


@pytest.mark.parametrize("answer", [b"220 mail here\r\n", b"\x00\xff\r\n\r\n", b"HTTP/1.1 " * 9999])
def test_an_answer_that_is_none(answer):
    with scripted(b"", answer) as port:
        words = words_of(url_of(port))
    assert "cannot be understood" in words or "broke the connection off" in words


@pytest.mark.parametrize(
    "target",
    [
        "file:///etc/passwd",
        "ftp://127.0.0.1/x",
        "data:text/plain,x",
        "gopher://x/",
        "//[",
        "http://127.0.0.1:99999/",
        "http://127.0.0.1:" + "9" * 30 + "/",
        "http://" + "a" * 70 + "..x/",
    ],
)
def test_a_redirection_that_is_not_followed(target):
    with http_server(lambda _: (302, {"Location": target}, b"")) as (port, seen):
        words = words_of(url_of(port))
    reasons = (
        "answered 302",
        "could not be reached",
        "refused the connection",
        "found by its name",
    )
    assert any(reason in words for reason in reasons)
    assert len(seen) == 1


def test_a_redirection_in_a_circle_ends():
    with http_server(lambda path: (302, {"Location": path}, b"")) as (port, seen):
        assert "answered 302" in words_of(url_of(port))
    assert len(seen) < 20


def test_a_redirection_is_followed_and_its_body_not_read():
    def answer(path):
        if path == "/there":
            return well(path)
        return 301, {"Location": "/there", "Content-Length": "999999999"}, b"never ends"

    with http_server(answer) as (port, seen):
        assert ping(Notify(ping_url=url_of(port)), Phase.SUCCESS, PATIENT) == ()
    assert [path for path, _ in seen] == [f"/{SECRET}", "/there"]


def test_https_is_verified(tmp_path):
    own = Certificate(tmp_path)
    with http_server(well, own.server()) as (port, seen):
        url = f"https://127.0.0.1:{port}/{SECRET}"
        assert "certificate that cannot be verified" in words_of(url)
        assert seen == []
        trusting = dataclasses.replace(PATIENT, tls=own.trusting)
        assert ping(Notify(ping_url=url), Phase.SUCCESS, trusting) == ()
    assert len(seen) == 1


def test_the_certificate_of_another_host(tmp_path):
    other = Certificate(tmp_path, "another.example")
    with http_server(well, other.server()) as (port, seen):
        how = dataclasses.replace(PATIENT, tls=other.trusting)
        words = words_of(f"https://127.0.0.1:{port}/{SECRET}", how=how)
    assert "certificate that cannot be verified" in words
    assert seen == []


def test_https_where_nobody_speaks_it():
    with http_server(well) as (port, _):
        words = words_of(f"https://127.0.0.1:{port}/{SECRET}")
    assert "secured connection" in words or "broke" in words


def test_a_redirection_from_https_to_http_is_not_followed(tmp_path):
    own = Certificate(tmp_path)
    with http_server(well) as (plain, seen):
        away = {"Location": f"http://127.0.0.1:{plain}/{SECRET}"}
        with http_server(lambda _: (302, away, b""), own.server()) as (port, _):
            how = dataclasses.replace(PATIENT, tls=own.trusting)
            words = words_of(f"https://127.0.0.1:{port}/{SECRET}", how=how)
    assert "answered 302" in words
    assert seen == []


@pytest.mark.parametrize(
    "url",
    [
        "",
        SECRET,
        f"file:///{SECRET}",
        f"ftp://host/{SECRET}",
        f"http:///{SECRET}",
        f"http://user:{SECRET}@127.0.0.1/x",
        f"http://127.0.0.1:port/{SECRET}",
        f"http://127.0.0.1:0/{SECRET}",
        f"http://127.0.0.1:99999/{SECRET}",
        f"http://[127.0.0.1/{SECRET}",
        f"http://127.0.0.1/{SECRET} x",
        f"http://127.0.0.1/{SECRET}\r\nX: y",
        f"http://127.0.0.1/{SECRET}\u202e",
        f"http://127.0.0.1/{SECRET}\udce9",
    ],
)
def test_an_address_that_cannot_be_used(url):
    assert "no ping was sent" in words_of(url)


def test_a_name_that_no_host_has():
    assert "could not be reached" in words_of(f"http://{'a' * 64}.example/{SECRET}")


def test_a_name_that_is_not_found():
    # Looking one up would ask a server elsewhere.
    problem = socket.gaierror(socket.EAI_NONAME, f"{SECRET} is not known")
    assert trouble(problem) == "could not be found by its name"


def test_the_environment_names_no_proxy():
    """A process of its own, since the environment is the process's."""
    import subprocess
    import sys

    program = (
        "from preserve.workflows.ping import *; from preserve.model.policy import Notify;"
        "import sys; print(ping(Notify(ping_url=sys.argv[1]), Phase.SUCCESS, Reach(300, 600)))"
    )
    with http_server(well) as (port, seen), refusing() as proxy:
        environment = {"http_proxy": f"http://127.0.0.1:{proxy}", "PYTHONPATH": str(SEEDS.parent)}
        command = [sys.executable, "-c", program, url_of(port)]
        ended = subprocess.run(command, env=environment, capture_output=True, check=True)
    assert ended.stdout == b"()\n"
    assert len(seen) == 1
