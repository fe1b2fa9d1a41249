"""Repair: file by file, only from bytes that are the ones on record, nothing lost on the way."""

import os
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from preserve.errors import NotWritable, StoreOffline, UsageProblem
from preserve.model.repair import FilePlan, Needs, Wanted
from preserve.storage.local import LocalStore
from preserve.workflows.accept import Acceptance, accept
from preserve.workflows.archive import read_history, store_of
from preserve.workflows.repair import Target, Terms, repair, replace_wanted
from preserve.workflows.repair_sources import Copy, store_copy
from preserve.workflows.status import archive_status
from tests.support.archives import Clock, archive_with, audited, tree_digest
from tests.support.repairing import (
    TEXTS,
    bag,
    contents,
    copied,
    from_directories,
    repaired,
    tokens,
)

WORDS = "data/original/a.txt"
DESCRIPTION = "data/metadata/description.json"


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def held(tmp_path, clock):
    archive, packages = archive_with(tmp_path, TEXTS, clock)
    return archive, packages[0], copied(archive, packages[0], tmp_path / "copy")


def events(archive) -> list[str]:
    return [entry.event for entry in read_history(archive, is_locked=False).entries]


def codes(report) -> list[str]:
    return [found.code for found in report.findings]


def test_a_file_is_put_back_and_the_history_tells(held, clock):
    archive, package, copy = held
    (bag(archive, package) / WORDS).write_bytes(b"damaged")
    report = repaired(archive, package, from_directories(copy), clock)
    assert (report.exit_code, report.is_whole, report.findings) == (0, True, ())
    assert [(file.wanted.state, file.copy) for file in report.files] == [("altered", "copy")]
    assert Path(archive.root, report.set_aside[WORDS]).read_bytes() == b"damaged"
    assert contents(bag(archive, package)) == contents(copy)
    assert events(archive)[-5:] == [
        "fixity check",
        "incident",
        "quarantine",
        "recovery",
        "fixity check",
    ]
    assert audited(archive, clock).exit_code == 0
    recovery = list(read_history(archive, is_locked=False).entries)[-3].detail
    assert recovery["restored_from"] == "copy"
    assert recovery["before"]["bytes"] == 7
    assert recovery["after"]["bytes"] == len(TEXTS["a.txt"])
    assert os.listdir(archive.store.staging) == []


def test_the_incident_that_an_audit_opened_is_repaired_and_with_a_name_it_is_closed(held, clock):
    archive, package, copy = held
    for name, state in (("", "repaired"), ("Ada Roe", "closed")):
        (bag(archive, package) / WORDS).write_bytes(b"damaged")
        assert audited(archive, clock).exit_code == 1
        assert archive_status(archive, clock()).exit_code == 1
        report = repaired(archive, package, from_directories(copy), clock, by=name)
        assert report.incident == "incident-1"
        incident = read_history(archive, is_locked=False).incidents.get("incident-1")
        assert incident is not None
        assert incident.state.value == state
        assert f"{WORDS} was restored from copy." in [note.text for note in incident.notes]
        assert archive_status(archive, clock()).exit_code == 0
    assert incident.closing is not None
    assert incident.closing.by == "Ada Roe"


def test_nothing_damaged_is_said_and_nothing_is_recorded(held, clock):
    archive, package, copy = held
    before = tree_digest(archive.root)
    report = repaired(archive, package, from_directories(copy), clock)
    assert (report.exit_code, report.is_whole, report.files) == (0, True, ())
    assert tree_digest(archive.root) == before


def test_a_dry_run_tells_and_changes_nothing(held, clock):
    archive, package, copy = held
    (bag(archive, package) / WORDS).write_bytes(b"damaged")
    (bag(archive, package) / DESCRIPTION).unlink()
    (copy / DESCRIPTION).unlink()
    before = tree_digest(archive.root)
    report = repaired(archive, package, from_directories(copy), clock, is_trial=True)
    assert tree_digest(archive.root) == before
    told = {file.wanted.record.path: file.copy for file in report.files}
    assert told == {WORDS: "copy", DESCRIPTION: None}
    assert codes(report) == ["XCH-083", "XCH-080"]
    assert report.exit_code == 1


@pytest.mark.parametrize(
    "wrong", [b"", b"wrong", TEXTS["a.txt"] + b"x", TEXTS["a.txt"][:-1] + b"?"]
)
def test_nothing_is_taken_from_a_copy_that_does_not_verify(held, clock, wrong):
    archive, package, copy = held
    (bag(archive, package) / WORDS).write_bytes(b"damaged")
    (copy / WORDS).write_bytes(wrong)
    before = tree_digest(archive.store.bags)
    report = repaired(archive, package, from_directories(copy), clock)
    assert (report.exit_code, report.is_whole) == (1, False)
    assert codes(report) == ["XCH-083", "XCH-080"]
    assert tree_digest(archive.store.bags) == before
    assert os.listdir(archive.store.quarantine) == []


def test_a_copy_that_is_a_link_or_a_fifo_or_a_directory_is_not_read(held, clock, tmp_path):
    archive, package, copy = held
    (bag(archive, package) / WORDS).write_bytes(b"damaged")
    shutil.copy(copy / WORDS, tmp_path / "outside")
    for make in (
        lambda place: place.symlink_to(tmp_path / "outside"),
        os.mkfifo,
        lambda place: place.mkdir(),
    ):
        place = copy / WORDS
        place.unlink()
        make(place)
        assert repaired(archive, package, from_directories(copy), clock).exit_code == 1
        place.rmdir() if place.is_dir() and not place.is_symlink() else place.unlink()
        place.write_bytes(b"x")


def test_two_damaged_copies_heal_each_other(held, clock, tmp_path):
    archive, package, copy = held
    good = contents(copy)
    root = tmp_path / "replica"
    (root / "bags").mkdir(parents=True)
    shutil.copy(Path(archive.store.bags, "archive-id"), root / "bags" / "archive-id")
    shutil.move(copy, root / "bags" / package)
    replica = store_of(str(root), "shelf")
    (bag(archive, package) / WORDS).write_bytes(b"damaged")
    (root / "bags" / package / DESCRIPTION).write_bytes(b"damaged too")
    ours = repaired(
        archive, package, [lambda *_: [store_copy(replica, package, "the replica shelf")]], clock
    )
    assert ours.is_whole
    own = store_copy(archive.store, package, "this archive")
    theirs = repair(archive, Target(package, replica), Terms(clock, tokens()), [lambda *_: [own]])
    assert (theirs.is_whole, theirs.store, theirs.incident) == (True, "shelf", None)
    assert contents(bag(archive, package)) == contents(root / "bags" / package) == good
    kept = theirs.set_aside[DESCRIPTION]
    assert (root / kept).read_bytes() == b"damaged too"
    last = list(read_history(archive, is_locked=False).entries)[-1]
    assert (last.event, last.detail["store"]) == ("recovery", "the replica shelf")
    assert audited(archive, clock).exit_code == 0


def test_a_replica_of_another_archive_is_not_touched(held, clock, tmp_path):
    archive, package, _ = held
    (tmp_path / "replica" / "bags").mkdir(parents=True)
    (tmp_path / "replica" / "bags" / "archive-id").write_text("another\n")
    replica = store_of(str(tmp_path / "replica"), "shelf")
    with pytest.raises(StoreOffline):
        repair(archive, Target(package, replica), Terms(clock, tokens()), [])


@pytest.mark.parametrize("name", ["bags", ".staging", "quarantine"])
def test_a_replica_that_leads_elsewhere_is_not_written_into(held, clock, tmp_path, name):
    archive, package, copy = held
    root = tmp_path / "replica"
    for each in ("bags", ".staging", "quarantine"):
        (root / each).mkdir(parents=True)
    shutil.copy(Path(archive.store.bags, "archive-id"), root / "bags")
    (root / name).rename(tmp_path / "elsewhere")
    (root / name).symlink_to(tmp_path / "elsewhere")
    before = tree_digest(tmp_path / "elsewhere")
    own = store_copy(archive.store, package, "this archive")
    target = Target(package, store_of(str(root), "shelf"))
    with pytest.raises(NotWritable):
        repair(archive, target, Terms(clock, tokens()), [lambda *_: [own]])
    assert tree_digest(tmp_path / "elsewhere") == before
    assert copy.exists()


def put_nothing(place: Path) -> None:
    shutil.rmtree(place)


def put_a_file(place: Path) -> None:
    shutil.rmtree(place)
    place.write_bytes(b"a file")


def put_a_link(place: Path) -> None:
    place.rename(place.with_name("elsewhere"))
    place.symlink_to("elsewhere")


@pytest.mark.parametrize("path", ["", "data", "data/original", "data/metadata"])
@pytest.mark.parametrize("damage", [put_nothing, put_a_file, put_a_link])
def test_directories_and_whole_packages_come_back(held, clock, path, damage):
    archive, package, copy = held
    damage(bag(archive, package) / path)
    report = repaired(archive, package, from_directories(copy), clock)
    restored = contents(bag(archive, package))
    assert {name: restored[name] for name in contents(copy)} == contents(copy)
    for name in contents(copy):
        above = bag(archive, package) / name
        while above != bag(archive, package).parent:
            assert not above.is_symlink()
            above = above.parent
    if damage is not put_nothing:
        assert len(report.set_aside) == 1
        (kept,) = report.set_aside.values()
        assert os.path.lexists(Path(archive.root, kept))
    if damage is not put_a_link:
        assert report.is_whole
        assert audited(archive, clock).exit_code == 0


def test_a_file_that_became_a_directory_is_set_aside_as_it_is(held, clock):
    archive, package, copy = held
    place = bag(archive, package) / WORDS
    place.unlink()
    place.mkdir()
    (place / "inside").write_bytes(b"kept")
    report = repaired(archive, package, from_directories(copy), clock)
    assert Path(archive.root, report.set_aside[WORDS], "inside").read_bytes() == b"kept"
    assert list(report.set_aside) == [WORDS]
    assert report.is_whole


def test_what_is_not_on_record_moves_only_with_a_persons_word(held, clock):
    archive, package, copy = held
    stranger = bag(archive, package) / "data" / "notes.txt"
    stranger.write_bytes(b"mine")
    report = repaired(archive, package, from_directories(copy), clock)
    assert (codes(report), report.exit_code) == (["XCH-084"], 1)
    assert stranger.read_bytes() == b"mine"
    with pytest.raises(UsageProblem):
        repaired(archive, package, [], clock, why="somebody's notes")
    told = repaired(archive, package, [], clock, by="Ada", why="somebody's notes", is_trial=True)
    assert told.exit_code == 0
    assert stranger.exists()
    report = repaired(archive, package, [], clock, by="Ada", why="somebody's notes")
    assert report.is_whole
    assert Path(archive.root, report.set_aside["data/notes.txt"]).read_bytes() == b"mine"
    assert audited(archive, clock).exit_code == 0


def test_a_renamed_file_comes_back_without_a_copy_and_the_other_name_is_told(held, clock):
    archive, package, _ = held
    place = bag(archive, package) / WORDS
    place.rename(place.with_name("renamed.txt"))
    report = repaired(archive, package, [], clock)
    assert place.read_bytes() == TEXTS["a.txt"]
    assert (codes(report), report.is_whole) == (["XCH-084"], False)
    place.rename(place.with_name("again.txt"))
    report = repaired(archive, package, [], clock, by="Ada", why="named wrongly")
    assert report.is_whole
    assert sorted(report.set_aside) == ["data/original/again.txt", "data/original/renamed.txt"]


def test_an_accepted_change_is_what_is_restored(held, clock):
    archive, package, copy = held
    place = bag(archive, package) / WORDS
    place.write_bytes(b"a correction\n")
    accept(archive, Acceptance(package, "Ada", "a correction"), clock)
    place.write_bytes(b"rot")
    assert repaired(archive, package, from_directories(copy), clock).exit_code == 1
    (copy / WORDS).write_bytes(b"a correction\n")
    report = repaired(archive, package, from_directories(copy), clock)
    assert report.is_whole
    assert place.read_bytes() == b"a correction\n"
    assert audited(archive, clock).exit_code == 0


def test_a_package_that_is_not_on_record_is_no_package(held, clock):
    archive, _, copy = held
    with pytest.raises(UsageProblem):
        repaired(archive, "nothing-000000000000", from_directories(copy), clock)


def test_a_copy_that_changes_between_the_look_and_the_taking_is_not_taken(held, clock):
    archive, package, copy = held
    (bag(archive, package) / WORDS).write_bytes(b"damaged")
    (finder,) = from_directories(copy)
    (one,) = finder((), None)
    reads = []

    def fickle(record):
        reads.append(record)
        return one.read(record) if len(reads) == 1 else iter((b"lies",))

    before = tree_digest(archive.store.bags)
    with pytest.raises(Exception, match="is not as recorded there"):
        repaired(archive, package, [lambda *_: [one._replace(read=fickle)]], clock)
    assert tree_digest(archive.store.bags) == before
    assert os.listdir(archive.store.staging) == []


class Stopped(BaseException):
    """As a kill: nothing after it happens."""


class Stopping(LocalStore):
    """A store in which a run is stopped before its nth step."""

    steps = iter(())

    def set_aside(self, package, path, label):
        next(self.steps)
        os.makedirs(os.path.dirname(f"{self.quarantine}/{label}/{package}/{path}"), exist_ok=True)
        next(self.steps)
        moved = LocalStore.set_aside(self, package, path, label)
        next(self.steps)
        return moved

    def publish_file(self, package, path):
        next(self.steps)
        LocalStore.publish_file(self, package, path)
        next(self.steps)


def stop_after(count):
    yield from range(count)
    raise Stopped


@pytest.mark.parametrize("count", range(10))
def test_a_run_that_is_stopped_is_finished_by_the_next_and_all_is_told(held, clock, count):
    archive, package, copy = held
    (bag(archive, package) / WORDS).write_bytes(b"damaged")
    (bag(archive, package) / DESCRIPTION).write_bytes(b"damaged too")
    store = archive.store
    stopping = type("Now", (Stopping,), {"steps": stop_after(count)})(
        store.name, store.bags, store.staging, store.quarantine
    )
    with pytest.raises((Stopped, RuntimeError)):
        repaired(replace(archive, store=stopping), package, from_directories(copy), clock)
    lying = contents(bag(archive, package))
    assert all(
        lying.get(path) in (None, data, b"damaged", b"damaged too")
        for path, data in contents(copy).items()
    )
    report = repaired(archive, package, from_directories(copy), clock)
    assert report.is_whole
    assert contents(bag(archive, package)) == contents(copy)
    kept = [data for data in contents(Path(store.quarantine)).values() if b"damaged" in data[:7]]
    assert sorted(kept) == [b"damaged", b"damaged too"]
    entries = list(read_history(archive, is_locked=False).entries)
    for event in ("quarantine", "recovery"):
        paths = [entry.detail["path"] for entry in entries if entry.event == event]
        assert sorted(paths) == sorted([WORDS, DESCRIPTION]), event
    for entry in entries:
        if entry.event == "quarantine":
            assert Path(archive.root, entry.detail["moved_to"]).exists()
    assert not list(Path(store.quarantine).rglob("repair-unfinished.json"))
    labels = {entry.detail.get("repair") for entry in entries} - {None}
    assert set(os.listdir(store.quarantine)) == labels
    assert audited(archive, clock).exit_code == 0


def test_a_copy_that_never_ends_is_left_after_as_much_as_is_on_record(held, clock):
    archive, package, _ = held
    (bag(archive, package) / WORDS).write_bytes(b"damaged")
    pieces = []

    def endless(record):
        while True:
            pieces.append(record.path)
            yield b"x" * 30

    report = repaired(archive, package, [lambda *_: [Copy("endless", endless)]], clock)
    assert report.exit_code == 1
    assert len(pieces) <= len(TEXTS["a.txt"]) // 30 + 1


def test_what_is_done_to_a_replica_is_no_note_of_our_own_incident(held, clock, tmp_path):
    archive, package, copy = held
    (tmp_path / "replica" / "bags").mkdir(parents=True)
    shutil.copy(Path(archive.store.bags, "archive-id"), tmp_path / "replica" / "bags")
    replica = store_of(str(tmp_path / "replica"), "shelf")
    (bag(archive, package) / WORDS).write_bytes(b"damaged")
    audited(archive, clock)
    target = Target(package, replica)
    report = repair(archive, target, Terms(clock, tokens()), from_directories(copy))
    assert report.is_whole
    assert contents(tmp_path / "replica" / "bags" / package) == contents(copy)
    incident = read_history(archive, is_locked=False).incidents.get("incident-1")
    assert incident is not None
    assert (incident.notes, incident.state.value) == ((), "open")


def test_what_does_not_stay_mended_is_told(held):
    archive, package, _ = held
    one, two = read_history(archive, is_locked=False).record_of(package).files[:2]
    before = [Wanted(file, "altered", {}) for file in (one, two)]
    mended = [FilePlan(wanted, "a copy") for wanted in before]
    after = Needs((Wanted(two, "missing", {}),), (), ())
    told = replace_wanted(Needs(tuple(before), (), ()), after, mended)
    (found,) = told.left
    assert (found.code, found.weight) == ("XCH-085", 1)
    assert f"{two.path} was put back and is missing again" in found.message
