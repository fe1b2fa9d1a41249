"""`preserve incident` and `preserve accept`, as a person runs them."""

import json
from pathlib import Path

import pytest

from tests.support.archives import Clock, archive_with, audited
from tests.support.commands import run
from tests.support.incidents import audited_with_incidents

TEXTS = {"a.txt": "First headline of it\n\nJane Roe said: “We are here.”\n".encode()}


@pytest.fixture
def held(tmp_path):
    archive, (package,) = archive_with(tmp_path, TEXTS, Clock())
    return archive, package, Path(archive.store.bags, package, "data/original/a.txt")


def ran(archive, *arguments):
    return run("--archive", archive.root, *arguments)


def test_a_day_with_an_incident(held):
    archive, _package, file = held
    before = file.read_bytes()
    file.write_bytes(b"X" + before[1:])
    audited_with_incidents(archive, Clock())
    listed = ran(archive, "incident", "--json")
    document = json.loads(listed.out)
    assert (listed.code, document["exit_code"]) == (1, 1)
    assert [one["id"] for one in document["incidents"]] == ["incident-1"]
    noted = ran(
        archive, "incident", "note", "incident-1", "--told", "A", "--told", "B", "--by", "C",
        "--diagnosis", "[/tag] \u202egpj.exe", "--json",
    )  # fmt: skip
    assert noted.code == 0
    texts = [note["text"] for note in json.loads(noted.out)["incident"]["notes"]]
    assert texts == ["A", "B", "[/tag] \u202egpj.exe"]
    shown = ran(archive, "incident", "show", "incident-1")
    assert shown.code == 0
    assert "[/tag] \\u202egpj.exe" in shown.out
    closing = ("incident", "close", "incident-1", "--by", "A", "--why", "over", "--json")
    refused = ran(archive, *closing)
    assert (refused.code, json.loads(refused.out)["error"]["code"]) == (1, "FIX-054")
    file.write_bytes(before)
    audited(archive, Clock())
    assert ran(archive, "incident").code == 0, "repaired: nothing is damaged any more"
    assert "incident-1" in ran(archive, "incident").out
    closed = ran(archive, *closing)
    assert (closed.code, json.loads(closed.out)["incident"]["state"]) == (0, "closed")
    assert "incident-1" not in ran(archive, "incident", "list").out
    story = ran(archive, "history").out
    for part in ("incident-1 opened: 1 file: 1 altered", "told: A; told: B", "closed: over (by A)"):
        assert part in story, part
    assert "\u202e" not in story
    assert "incident-1" in ran(archive, "incident", "--all").out


def test_no_incident(held):
    empty = ran(held[0], "incident")
    assert (empty.code, empty.out) == (0, "No incident is open.\n")


def test_a_slip_of_the_pen(held):
    archive, package, _ = held
    for arguments in (
        ("incident", "show", "incident-1"),
        ("incident", "note", "incident-1", "--told", "A", "--by", "B"),
        ("incident", "close", "incident-1", "--by", "A"),
        ("incident", "lst"),
        ("accept", "not-there-000000000000", "--by", "A", "--why", "B"),
        ("accept", package, "--by", "A"),
        ("accept", package, "--by", "", "--why", "B"),
    ):
        found = ran(archive, *arguments)
        assert (found.code, found.out) == (2, ""), arguments


def test_accepting_a_change(held):
    archive, package, file = held
    asked = ("accept", package, "--by", "A", "--why", "a typo")
    nothing = ran(archive, *asked)
    assert (nothing.code, nothing.out) == (1, "")
    assert "FIX-052" in nothing.err
    file.write_bytes(file.read_bytes() + b"More.")
    trial = ran(archive, *asked, "--dry-run")
    assert trial.code == 0
    assert "Nothing was recorded" in trial.out
    accepted = ran(archive, *asked, "--json")
    document = json.loads(accepted.out)
    assert (accepted.code, document["exit_code"], document["is_recorded"]) == (0, 0, True)
    assert [(one["kind"], one["path"]) for one in document["changes"]] == [
        ("altered", "data/original/a.txt")
    ]
    assert document["bag"]["verdict"] == "invalid"
    assert ran(archive, "ledger", "verify").code == 0
    assert "data/original/a.txt: a typo (accepted by A)" in ran(archive, "history").out


def test_an_archive_at_work_or_with_another_history(held):
    archive, package, _ = held
    with archive.lock():
        assert ran(archive, "incident", "list").code == 0, "looking is always possible"
        found = ran(archive, "accept", package, "--by", "A", "--why", "B")
        assert found.code == 5
    Path(archive.root, "ledger/checkpoint").write_text("x")
    assert ran(archive, "incident").code == 4
    assert ran(archive, "accept", package, "--by", "A", "--why", "B").code == 4
