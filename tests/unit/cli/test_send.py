"""`preserve send` as a person runs it."""

import json

import pytest

from tests.support.archives import package_all
from tests.support.commands import run
from tests.support.exchanging import Two


@pytest.fixture
def two(tmp_path) -> Two:
    return Two(tmp_path)


@pytest.fixture
def packages(two, tmp_path) -> list[str]:
    (tmp_path / "a.txt").write_text("A headline of some words\n\nA line of a report.\n")
    (tmp_path / "b.txt").write_text("A headline\n\nNine-year-old Ann Lee said: “We go.”\n")
    sources = [tmp_path / "a.txt", tmp_path / "b.txt"]
    return [str(each.id) for each in package_all(two.ours, sources, two.clock)]


def send(two, *arguments):
    return run("--archive", two.ours.root, "send", *arguments)


def test_a_delivery(two, packages):
    first = send(two, packages[0], "--to", "theirs", "--rights", "Read only")
    assert (first.code, first.err) == (0, "")
    assert f"Left for theirs in {two.place}: 3 files." in first.out
    again = send(two, packages[0], "--to", "theirs", "--json")
    shown = json.loads(again.out)
    assert again.code == shown["exit_code"] == 0
    assert shown["packages"][0]["status"] == "with-partner"
    assert send(two, "--to", "theirs").out == "Nothing new is to be carried to theirs.\n"


def test_risks_without_a_terminal(two, packages):
    refused = send(two, *packages, "--to", "theirs")
    assert refused.code == 1
    assert "XCH-032" in refused.out
    sent = send(two, *packages, "--to", "theirs", "--despite-risks", "--why", "Agreed", "--json")
    assert sent.code == 0
    conversation = json.loads(sent.out)["conversation"]
    back = send(two, "--to", "theirs", "--withdraw", conversation, "--why", "A mistake")
    assert back.code == 0
    assert "2 taken back" in back.out


@pytest.mark.parametrize(
    "arguments",
    [
        ("--to", "nobody"),
        ("p-0123456789ab", "--to", "theirs"),
        ("--to", "theirs", "--form", "rar"),
        ("--to", "theirs", "--withdraw", "x"),
        ("--to", "theirs", "--withdraw", "x", "--why", "y"),
        ("p", "--to", "theirs", "--withdraw", "x", "--why", "y"),
        ("--to", "theirs", "--despite-risks"),
        ("--to", "theirs", "--why", "y"),
        (),
    ],
)
def test_what_makes_no_sense(two, arguments):
    ran = send(two, *arguments)
    assert ran.code == 2
    assert ran.out == ""
    assert "Traceback" not in ran.err
