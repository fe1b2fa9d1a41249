"""Streams that are closed, full or of another encoding; interrupts; and JSON when nothing works."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.archives import archive_with, present_clock
from tests.support.commands import environment, run

WORDS = "Une journée à Alep\n\nJane Roe said: “We are here.”\n"


@pytest.fixture(scope="module")
def archive(tmp_path_factory):
    return archive_with(
        tmp_path_factory.mktemp("held"), {"a.txt": WORDS.encode()}, present_clock()
    )[0]


def shell(words: str, place: Path, **env: str) -> subprocess.CompletedProcess:
    program = f"{sys.executable} -m preserve"
    return subprocess.run(
        ["bash", "-c", f"set -o pipefail; {words.replace('preserve', program, 1)}"],
        cwd=place,
        env=environment(**env),
        capture_output=True,
        timeout=600,
        check=False,
    )


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("preserve status >&-", 0),
        ("preserve audit 2>&-", 0),
        ("preserve --version >&-", 0),
        ("preserve validate bags >&- 2>&-", 0),
        ("preserve explain > /dev/full", 3),
        ("preserve --version > /dev/full", 3),
        ("preserve validate --nonsense 2> /dev/full", 2),
        ("preserve describe --json bags/*/data/original/a.txt > /dev/full", 3),
    ],
)
def test_closed_and_full_streams_give_an_exit_code_and_no_traceback(archive, words, code):
    done = shell(words, Path(archive.root))
    assert done.returncode == code, done.stderr
    assert b"Traceback" not in done.stderr


@pytest.mark.parametrize("words", [["explain"], ["validate", "bags"], ["status", "--json"]])
def test_a_reader_that_went_away_is_no_verdict(archive, words):
    far, near = os.pipe()
    os.close(far)
    done = subprocess.run(
        [sys.executable, "-m", "preserve", *words],
        cwd=archive.root,
        env=environment(),
        stdout=near,
        stderr=subprocess.PIPE,
        timeout=600,
        check=False,
    )
    os.close(near)
    assert (done.returncode, done.stderr) == (3, b"")


@pytest.mark.parametrize("signals", [[signal.SIGTERM], [signal.SIGINT, signal.SIGTERM]])
def test_a_signal_when_all_is_told_is_no_verdict_either(archive, signals):
    for _ in range(3):
        process = subprocess.Popen(
            [sys.executable, "-m", "preserve", "validate", "--json", "bags"],
            cwd=archive.root,
            env=environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        process.stdout.readline()
        for each in signals:
            process.send_signal(each)
        errors = process.communicate(timeout=600)[1]
        assert process.returncode in {0, 130, 143}
        assert b"Traceback" not in errors


def test_json_is_utf8_whatever_the_terminal_speaks(archive):
    done = shell(
        "preserve describe --json --text bags/*/data/original/a.txt",
        Path(archive.root),
        PYTHONIOENCODING="ascii",
    )
    assert json.loads(done.stdout.decode("utf-8"))["text"]["content"] == WORDS


@pytest.mark.parametrize(
    "arguments",
    [["audit", "--json"], ["status", "--json"], ["ledger", "verify", "--json"]],
)
def test_a_ledger_that_is_no_database_is_told_in_json(archive, tmp_path, arguments):
    import shutil

    shutil.copytree(archive.root, tmp_path / "archive")
    (tmp_path / "archive" / "ledger" / "ledger.sqlite").write_bytes(b"garbage" * 999)
    done = run("--archive", tmp_path / "archive", *arguments)
    assert done.code == 4
    assert json.loads(done.out)["exit_code"] == 4


def test_what_stops_a_command_is_told_in_json_too(tmp_path):
    done = run("--archive", tmp_path, "audit", "--json")
    document = json.loads(done.out)
    assert (done.code, document["exit_code"], document["error"]["code"]) == (3, 3, "FIX-040")


def test_a_directory_for_bags_keeps_what_is_in_it(tmp_path):
    (tmp_path / "a.txt").write_text(WORDS)
    mine = tmp_path / "out" / ".staging" / "mine"
    mine.mkdir(parents=True)
    (mine / "f").write_text("mine")
    assert run("package", tmp_path / "a.txt", "--to", tmp_path / "out").code == 0
    assert (mine / "f").read_text() == "mine"
    assert min(os.listdir(tmp_path / "out")) == ".staging"
    assert len(os.listdir(tmp_path / "out")) == 2


def test_no_bags_without_history_are_put_into_an_archive(archive, tmp_path):
    (tmp_path / "b.txt").write_text(WORDS + "more")
    done = run("package", tmp_path / "b.txt", "--to", f"{archive.root}/bags")
    assert (done.code, "FIX-041" in done.err) == (1, True)
    assert run("--archive", archive.root, "audit").code == 0


def test_warcio_is_asked_about_a_warc_file_where_a_second_opinion_is_wanted(tmp_path):
    (tmp_path / "a.txt").write_text(WORDS)
    assert run("package", tmp_path / "a.txt", "--to", tmp_path / "out").code == 0
    (warc,) = (tmp_path / "out").glob("*/data/article.warc.gz")
    for extra in ([], ["--second-opinion"]):
        done = run("validate", "--json", warc, *extra)
        assert (done.code, json.loads(done.out)["results"][0]["findings"]) == (0, [])
