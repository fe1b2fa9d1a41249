"""A stranger's bag that was refused stays until a person decides, and the decision holds."""

import json
import os
from pathlib import Path

import pytest

from preserve.errors import NotWritable, UsageProblem
from preserve.report.quarantine_text import story_text
from preserve.workflows.archive import open_archive, read_history
from preserve.workflows.history import history_rows
from preserve.workflows.quarantine_decisions import (
    Discard,
    discard,
    find_kept,
    list_quarantine,
    story_of,
)
from preserve.workflows.receive_unsigned import Unsigned, receive_unsigned
from tests.support.archives import Clock, new_archive
from tests.support.bags import new_bag, write_bag
from tests.support.exchanging import configure_exchange
from tests.support.mounts import unwritable

KEPT = "quarantine/exchange/unsigned"


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def archive(tmp_path, clock):
    return new_archive(tmp_path / "archive", clock)


def refused(archive, place: Path, clock: Clock) -> str:
    bag = place / "letters"
    if not bag.exists():
        write_bag(new_bag({"data/letter.txt": b"Dear all"}), bag)
        (bag / "data" / "letter.txt").write_bytes(b"Dear nobody")
    made = receive_unsigned(archive, Unsigned(str(bag), "Jane", "It came by mail."), clock)
    assert made.kept_in is not None
    return made.kept_in


def listed(archive):
    return list_quarantine(archive, read_history(archive, is_locked=False))


def steps(archive) -> list[object]:
    entries = read_history(archive, is_locked=False).entries
    return [entry.detail.get("step") for entry in entries if entry.event == "quarantine"]


def shown(archive) -> str:
    history = read_history(archive, is_locked=False)
    (kept,) = list_quarantine(archive, history)
    story = story_of(archive, history, kept)
    return story_text(story.kept.document(), story.evidence)


def test_who_brought_a_bag_is_told_with_what_was_found(archive, tmp_path, clock):
    refused(archive, tmp_path, clock)
    words = shown(archive)
    assert f"brought by Jane, from {tmp_path}/letters: It came by mail." in words
    assert "It came without an offer, a signature," in words
    assert "BAG-050 data/letter.txt does not match" in words
    assert "refused, there since " in words
    note = history_rows(read_history(archive, is_locked=False))[-1].note
    assert f"(brought by Jane from {tmp_path}/letters: It came by mail.)" in note


def test_what_is_on_record_is_told_where_the_note_is_gone_or_lies(archive, tmp_path, clock):
    path = refused(archive, tmp_path, clock)
    note = Path(archive.root, f"{path}.refused.json")
    note.write_text(json.dumps({"by": "Nobody", "came_from": "/elsewhere", "findings": 3}))
    assert f"brought by Jane, from {tmp_path}/letters" in shown(archive)
    note.write_bytes(b"no json")
    assert f"brought by Jane, from {tmp_path}/letters" in shown(archive)
    note.unlink()
    assert f"brought by Jane, from {tmp_path}/letters" in shown(archive)


def test_a_bag_that_could_not_be_judged_says_how_to_have_it_judged(archive, tmp_path, clock):
    bag = write_bag(new_bag({"data/letter.txt": b"Dear all"}), tmp_path / "old letters")
    asked = Unsigned(str(bag), "Jane", "It came by mail.")
    config = Path(archive.root, "preserve.toml")
    before = config.read_text()
    configure_exchange(archive, f'clamd = "unix:{tmp_path}/none"\nscan = "required"')
    made = receive_unsigned(open_archive(archive.root), asked, clock)
    assert made.status.value == "undecided"
    words = shown(archive)
    assert "undecided, there since " in words
    assert f"preserve receive '{tmp_path}/old letters' --unsigned --by NAME --why REASON" in words
    assert "XCH-050" in words
    config.write_text(before)
    made = receive_unsigned(open_archive(archive.root), asked, clock)
    assert made.status.value == "accepted"
    assert os.listdir(Path(archive.root, KEPT)) == []


def test_a_refused_bag_is_listed_shown_and_discarded(archive, tmp_path, clock):
    path = refused(archive, tmp_path, clock)
    (kept,) = listed(archive)
    assert (kept.path, kept.step, kept.conversation) == (path, "refused", "unsigned")
    assert (kept.may_go, kept.size_bytes > 0, kept.sha256 in path) == (True, True, True)
    assert find_kept([kept], f"unsigned/{kept.package}") == kept
    found = discard(archive, Discard(kept.package, "Jane", "The donor sent another."), clock)
    assert found.code == "XCH-057"
    assert os.listdir(Path(archive.root, KEPT)) == [f"{kept.package}.refused.json"]
    assert listed(archive) == []
    assert steps(archive) == [None, "discarded"]
    with pytest.raises(UsageProblem):
        discard(archive, Discard(kept.package, "Jane", "Again."), clock)


def test_bytes_that_resist_are_not_said_to_be_gone(archive, tmp_path, clock):
    refused(archive, tmp_path, clock)
    (kept,) = listed(archive)
    wanted = Discard(kept.package, "Jane", "Not wanted.")
    with unwritable(Path(archive.root, KEPT)), pytest.raises(NotWritable, match="not be removed"):
        discard(archive, wanted, clock)
    assert len(listed(archive)) == 1
    discard(archive, wanted, clock)
    assert os.listdir(Path(archive.root, KEPT)) == [f"{kept.package}.refused.json"]
    assert steps(archive) == [None, "discarded"]


def test_what_comes_again_after_a_discard_is_on_record_again(archive, tmp_path, clock):
    refused(archive, tmp_path, clock)
    refused(archive, tmp_path, clock)
    assert steps(archive) == [None], "the same bag in the same place is told once"
    (kept,) = listed(archive)
    discard(archive, Discard(kept.package, "Jane", "Not wanted."), clock)
    refused(archive, tmp_path, clock)
    (again,) = listed(archive)
    discard(archive, Discard(again.package, "Jane", "Still not wanted."), clock)
    assert steps(archive) == [None, "discarded", None, "discarded"]


def test_what_is_none_of_ours_there_is_not_listed(archive, tmp_path, clock):
    refused(archive, tmp_path, clock)
    place = Path(archive.root, KEPT)
    (place / "notes.txt").write_text("a note")
    (place / f"link-{'0' * 64}").symlink_to(tmp_path)
    assert len(listed(archive)) == 1
