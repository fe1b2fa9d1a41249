"""One suite of behaviour for every store."""

import os
from pathlib import Path

import pytest

from preserve.model.audit import ReadClass
from preserve.model.file import EntryKind, NewFile
from preserve.storage.local import LocalStore
from preserve.storage.memory import MemoryStore
from preserve.storage.tree import LocalTree

FILES = (
    NewFile("bagit.txt", b"one\n"),
    NewFile("data/original/a.txt", b"two"),
    NewFile("data/empty", b""),
)


def local(tmp_path: Path) -> LocalStore:
    for name in ("bags", ".staging", "quarantine"):
        (tmp_path / name).mkdir()
    (tmp_path / "bags" / "archive-id").write_text("the-id\n")
    return LocalStore(
        "bags", str(tmp_path / "bags"), str(tmp_path / ".staging"), str(tmp_path / "quarantine")
    )


def memory(_tmp_path: Path) -> MemoryStore:
    return MemoryStore("bags", sentinel="the-id")


@pytest.fixture(params=[local, memory])
def store(request, tmp_path):
    return request.param(tmp_path)


def contents(tree) -> dict[str, bytes]:
    found = {}
    for entry in tree.entries():
        if entry.kind is EntryKind.FILE:
            with tree.open(entry.path) as opened:
                buffer = bytearray(100)
                found[entry.path] = bytes(buffer[: opened.readinto(memoryview(buffer))])
    return found


WHOLE = {file.path: file.data for file in FILES}


def test_a_staged_package_is_whole_and_not_yet_in_the_store(store):
    staged = store.stage("p", FILES)
    assert contents(staged.tree) == WHOLE
    assert store.members() == ()
    with pytest.raises(OSError):
        store.tree("p").entries()


def test_a_small_file_is_read_at_once_and_a_longer_one_is_left_to_a_closer_look(store):
    tree = store.stage("p", FILES).tree
    assert tree.read_small("data/original/a.txt", 3) == b"two"
    assert tree.read_small("data/original/a.txt", 2) is None
    assert tree.read_small("data/empty", 0) == b""
    with pytest.raises(FileNotFoundError):
        tree.read_small("data/none", 3)


def test_a_file_that_is_dropped_from_the_cache_and_fetched_anew_gives_the_same_bytes(store):
    store.stage("p", FILES).publish()
    for file in FILES:
        with store.tree("p").open(file.path) as opened:
            assert opened.drop_cache() in set(ReadClass)
            for whole in (True, False):
                opened.prefetch(whole=whole)
            opened.forget()
            buffer = bytearray(100)
            assert bytes(buffer[: opened.readinto(memoryview(buffer))]) == file.data
            opened.forget()
            assert opened.readinto(memoryview(buffer)) == 0


def test_what_is_no_file_or_says_another_size_than_it_has_is_left_to_a_closer_look(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "directory").mkdir()
    assert LocalTree(str(tmp_path)).read_small("pipe", 100) is None
    assert LocalTree(str(tmp_path)).read_small("directory", 10_000) is None
    assert LocalTree("/proc/self").read_small("status", 100) is None


def test_a_listing_is_told_part_by_part_the_top_first(store):
    tree, parts = store.stage("p", FILES).tree, []
    listed = tree.entries(parts.append)
    assert sorted(entry for part in parts for entry in part) == list(listed)
    top = {entry.path for entry in listed if "/" not in entry.path}
    assert top <= {entry.path for entry in parts[0]}


def test_a_published_package_is_in_the_store(store):
    store.stage("p", FILES).publish()
    assert [entry.path for entry in store.members()] == ["p"]
    assert contents(store.tree("p")) == WHOLE
    assert {
        path: data for path, data in contents(store.forest()).items() if path != "archive-id"
    } == {f"p/{path}": data for path, data in WHOLE.items()}


def test_a_discarded_package_leaves_nothing(store):
    staged = store.stage("p", FILES)
    staged.discard()
    assert store.members() == ()


def test_nothing_is_overwritten(store):
    store.stage("p", FILES).publish()
    again = store.stage("p", (NewFile("bagit.txt", b"other"),))
    with pytest.raises(FileExistsError):
        again.publish()
    assert contents(store.tree("p")) == WHOLE


def test_staging_starts_anew_after_a_killed_run(store):
    store.stage("p", (NewFile("half", b"written"),))
    assert contents(store.stage("p", FILES).tree) == WHOLE


def test_two_files_of_one_path_are_refused(store):
    with pytest.raises(FileExistsError):
        store.stage("p", (NewFile("a", b"1"), NewFile("a", b"2")))


def test_a_file_is_set_aside_and_restored(store):
    store.stage("p", FILES).publish()
    where = store.set_aside("p", "data/original/a.txt", "now")
    assert where == "quarantine/now/p/data/original/a.txt"
    assert "data/original/a.txt" not in contents(store.tree("p"))
    assert store.in_the_way("p", "data/original/a.txt") is None
    store.stage_file("p", "data/original/a.txt", (b"t", b"wo"))
    assert "data/original/a.txt" not in contents(store.tree("p"))
    store.publish_file("p", "data/original/a.txt")
    assert contents(store.tree("p")) == WHOLE
    assert store.in_the_way("p", "data/original/a.txt") == "data/original/a.txt"
    assert store.in_the_way("p", "data/original/a.txt/b") == "data/original/a.txt"
    store.stage_file("p", "data/original/a.txt", (b"three",))
    with pytest.raises(FileExistsError):
        store.publish_file("p", "data/original/a.txt")
    store.discard_files("p")
    assert contents(store.tree("p")) == WHOLE


def test_a_package_is_set_aside(store):
    store.stage("p", FILES).publish()
    assert store.set_aside("p", "", "now") == "quarantine/now/p"
    assert store.members() == ()


def test_the_sentinel_tells_whose_store_it_is(store):
    assert store.archive_id() == "the-id"


def test_entries_are_sorted_and_know_their_sizes(store):
    store.stage("p", FILES).publish()
    entries = store.tree("p").entries()
    assert [entry.path for entry in entries] == sorted(entry.path for entry in entries)
    sizes = {entry.path: entry.size_bytes for entry in entries if entry.kind is EntryKind.FILE}
    assert sizes == {path: len(data) for path, data in WHOLE.items()}


def test_opening_what_is_not_there_is_said(store):
    store.stage("p", FILES).publish()
    with pytest.raises(FileNotFoundError):
        store.tree("p").open("nothing")
    with pytest.raises(OSError):
        store.tree("p").open("data/link") if isinstance(store, MemoryStore) else _open_link(store)


def _open_link(store: LocalStore) -> None:
    os.symlink("../bagit.txt", f"{store.bags}/p/data/link")
    store.tree("p").open("data/link")
