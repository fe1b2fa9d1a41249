"""Wrong input as a librarian would give it: one line, a code, a remedy, the documented exit code."""

import json
import os
import re
from pathlib import Path

import pytest

from tests.support.archives import Clock, archive_with, new_archive, present_clock
from tests.support.commands import run

WORDS = "A headline of some words\n\nJane Roe said: “We are here.”\n"
LINE = re.compile(r"preserve: (BAG|WARC|META|FIX|LEDGER)-\d{3} \S.*\.$")


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    place = tmp_path_factory.mktemp("bad")
    contents = {
        "good.txt": WORDS.encode(),
        "empty.txt": b"",
        "blank.txt": b" \n\xc2\xa0\n",
        "picture.txt": b"\x89PNG\r\n\x1a\n" + bytes(range(256)),
        "page.html": b"<!doctype html><html><body><p>x</p></body></html>",
        "page.txt": b"<!doctype html><html><body><p>x</p></body></html>",
        "web.warc": b"WARC/1.1\r\nWARC-Type: warcinfo\r\n",
        "latin.txt": "Une \xe9t\xe9\x81".encode("latin-1"),
        "not.json": b"{",
    }
    for name, data in contents.items():
        (place / name).write_bytes(data)
    with open(place / "huge.txt", "wb") as opened:
        opened.truncate(100_000_000)
    (place / "directory").mkdir()
    os.mkfifo(place / "pipe.txt")
    archive_with(place / "held", {"a.txt": WORDS.encode()}, present_clock())
    new_archive(place / "vacant", Clock())
    return place


HELD = ["--archive", "held/archive"]

CASES = {
    "describe nothing": (["describe", "nothing.txt"], 3),
    "describe a directory": (["describe", "directory"], 3),
    "describe an empty file": (["describe", "empty.txt"], 3),
    "describe white space": (["describe", "blank.txt"], 3),
    "describe a picture": (["describe", "picture.txt"], 3),
    "describe HTML": (["describe", "page.html"], 3),
    "describe HTML under another name": (["describe", "page.txt"], 3),
    "describe a WARC": (["describe", "web.warc"], 3),
    "describe a wrong encoding": (["describe", "latin.txt"], 3),
    "describe in an unknown encoding": (["describe", "good.txt", "--encoding", "klingon"], 3),
    "describe a pipe": (["describe", "pipe.txt"], 3),
    "describe 100 MB": (["describe", "huge.txt"], 3),
    "describe with metadata that is not there": (
        ["describe", "good.txt", "--metadata", "no.csv"],
        3,
    ),
    "describe with metadata that is none": (["describe", "good.txt", "--metadata", "not.json"], 1),
    "package nothing": ([*HELD, "package", "nothing.txt"], 3),
    "package an empty file": ([*HELD, "package", "empty.txt"], 1),
    "package HTML": ([*HELD, "package", "page.html"], 1),
    "package 100 MB": ([*HELD, "package", "huge.txt"], 1),
    "package a pipe": ([*HELD, "package", "pipe.txt"], 1),
    "package an empty directory": ([*HELD, "package", "directory"], 3),
    "package into a file": (["package", "good.txt", "--to", "good.txt"], 1),
    "package into no archive": (["--archive", "directory", "package", "good.txt"], 3),
    "package at no instant": ([*HELD, "package", "good.txt", "--at", "yesterday"], 2),
    "init where something is": (["init", "held/archive"], 1),
    "init on a file": (["init", "good.txt"], 1),
    "audit no archive": (["--archive", "directory", "audit"], 3),
    "audit an unknown package": ([*HELD, "audit", "no-such"], 2),
    "history of an unknown package": ([*HELD, "history", "no-such"], 2),
    "explain no code": (["explain", "FIX-999"], 2),
    "verify against nothing": ([*HELD, "ledger", "verify", "--against", "nothing"], 3),
    "demo where something is": (["demo", "held"], 1),
    "profile that is none": (["validate", "held", "--profile", "not.json"], 1),
}


@pytest.mark.parametrize("name", CASES)
def test_one_line_with_code_and_remedy(place, name):
    arguments, code = CASES[name]
    done = run(*arguments, cwd=place)
    assert done.code == code, done.err
    assert "Traceback" not in done.err
    lines = done.err.splitlines()
    assert len(lines) == 1, done.err
    assert LINE.match(lines[0]), lines[0]


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["validate", "nothing"], 3),
        (["validate", "good.txt"], 3),
        (["validate", "web.warc"], 1),
        (["validate", "not.json"], 1),
        (["validate", "directory"], 1),
        (["--archive", "vacant", "audit"], 3),
        (["--archive", "vacant", "report"], 3),
    ],
)
def test_findings_of_a_check_go_to_stdout(place, arguments, code):
    done = run(*arguments, cwd=place)
    assert (done.code, done.err) == (code, ""), done.err
    assert "Traceback" not in done.out


@pytest.mark.parametrize(
    "arguments",
    [
        ["nonsense"],
        ["describe"],
        ["audit", "--nonsense"],
        ["validate"],
        ["audit", "--workers", "0"],
    ],
)
def test_usage_is_two_and_says_how(place, arguments):
    done = run(*arguments, cwd=place)
    assert done.code == 2
    assert "Usage:" in done.err
    assert "Traceback" not in done.err


def test_what_can_be_described_is_described_beside_what_cannot(place):
    done = run("describe", "--json", "--text", "good.txt", "nothing.txt", "empty.txt", cwd=place)
    lines = [json.loads(line) for line in done.out.splitlines()]
    assert done.code == 3
    assert [line["source"]["name"] for line in lines] == ["good.txt", "nothing.txt", "empty.txt"]
    assert lines[0]["text"]["content"] == WORDS
    assert set(lines[1]) == {"source", "error"}
    assert lines[1]["error"]["code"] == "FIX-030"
    assert {"code", "severity", "message", "where", "clause", "remedy"} == set(lines[1]["error"])


def test_refusals_in_json(place):
    done = run(*HELD, "package", "--json", "empty.txt", "nothing.txt", "directory", cwd=place)
    document = json.loads(done.out)
    assert done.code == document["exit_code"] == 1
    assert [package["status"] for package in document["packages"]] == ["refused"] * 3
    for package in document["packages"]:
        assert {"id", "bag", "status", "findings"} <= set(package)


def test_hostile_names_are_shown_and_never_interpreted(tmp_path):
    names = [
        "[bold].txt",
        "[red]x.txt",
        "\x1b[31mred.txt",
        "new\nline.txt",
        "\u202egnp.txt",
        "100%.txt",
    ]
    for number, name in enumerate(names):
        (tmp_path / name).write_text(WORDS + f"{number}\n")
    new_archive(tmp_path / "archive", Clock())
    done = run("--archive", "archive", "package", *names, cwd=tmp_path)
    assert done.code == 0, done.err
    refused = run("describe", *[name + "x" for name in names], cwd=tmp_path)
    assert refused.code == 3
    for text in (done.out, done.err, refused.out, refused.err):
        assert "\x1b" not in text
        assert "\u202e" not in text
    assert len(refused.err.splitlines()) == len(names)
    assert run("--archive", "archive", "audit", cwd=tmp_path).code == 0
    assert run("validate", "archive", cwd=tmp_path).code == 0


def test_the_archive_is_found_as_documented(place, tmp_path):
    assert run("status", cwd=place / "held" / "archive" / "bags").code == 0
    assert run("status", cwd=tmp_path, PRESERVE_ARCHIVE=str(place / "held" / "archive")).code == 0
    assert run("status", cwd=tmp_path).code == 3
    wrong = run("--archive", str(tmp_path), "status", cwd=place / "held" / "archive")
    assert wrong.code == 3


def test_the_epoch_of_reproducible_builds_is_the_instant_of_capture(place, tmp_path):
    run(
        "package",
        "good.txt",
        "--to",
        str(tmp_path / "one"),
        cwd=place,
        SOURCE_DATE_EPOCH="1481792100",
    )
    run(
        "package",
        "good.txt",
        "--to",
        str(tmp_path / "two"),
        "--at",
        "2016-12-15T08:55:00Z",
        cwd=place,
    )
    one, two = (
        {
            path.relative_to(tmp_path / name): path.read_bytes()
            for path in Path(tmp_path / name).rglob("*")
            if path.is_file()
        }
        for name in ("one", "two")
    )
    assert one == two
    assert (
        b"Bagging-Date: 2016-12-15\n"
        in one[next(path for path in one if path.name == "bag-info.txt")]
    )


def test_a_reader_that_goes_away_is_no_crash(place):
    import subprocess
    import sys

    from tests.support.commands import CHECKOUT, environment

    process = subprocess.Popen(
        [sys.executable, "-m", "preserve", "explain"],
        cwd=CHECKOUT,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    process.stdout.readline()
    process.stdout.close()
    err = process.stderr.read()
    process.stderr.close()
    process.wait(timeout=600)
    assert b"Traceback" not in err
    assert place
