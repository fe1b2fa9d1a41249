import os

import pytest

from preserve.model.file import EntryKind, printable
from preserve.storage.tree import LocalTree


def by_path(root):
    return {entry.path: entry for entry in LocalTree(str(root)).entries()}


def test_everything_is_listed_as_what_it_is_and_no_link_is_followed(tmp_path):
    (tmp_path / "d").mkdir()
    (tmp_path / "d" / "f").write_bytes(b"1234")
    os.link(tmp_path / "d" / "f", tmp_path / "second")
    os.symlink("/etc", tmp_path / "out")
    os.mkfifo(tmp_path / "pipe")
    entries = by_path(tmp_path)
    assert entries["d"].kind is EntryKind.DIRECTORY
    assert (entries["d/f"].kind, entries["d/f"].size_bytes, entries["d/f"].links) == (
        EntryKind.FILE,
        4,
        2,
    )
    assert (entries["out"].kind, entries["out"].target) == (EntryKind.SYMLINK, "/etc")
    assert entries["pipe"].kind is EntryKind.FIFO
    assert set(entries) == {"d", "d/f", "out", "pipe", "second"}


def test_names_that_are_not_utf8_are_listed_and_can_be_opened(tmp_path):
    name = os.fsdecode(b"caf\xe9\n.txt")
    (tmp_path / name).write_bytes(b"x")
    assert list(by_path(tmp_path)) == [name]
    with LocalTree(str(tmp_path)).open(name) as opened:
        assert opened.identity().size_bytes == 1
    assert printable(name) == "caf\\xe9\n.txt"


def test_a_fifo_is_opened_without_waiting(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    with LocalTree(str(tmp_path)).open("pipe") as opened:
        assert not opened.identity().is_regular


def test_a_root_that_is_not_there_is_said(tmp_path):
    with pytest.raises(FileNotFoundError):
        LocalTree(str(tmp_path / "nothing")).entries()


def test_a_deep_tree_is_listed(tmp_path):
    path = "/".join("d" for _ in range(400))
    os.makedirs(tmp_path / path)
    assert len(by_path(tmp_path)) == 400
