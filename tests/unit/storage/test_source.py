import os

import pytest

from preserve.errors import CannotDecide, Refused, Unreadable
from preserve.model.digest import digests_of
from preserve.model.file import EntryKind
from preserve.storage.source import SourcePath, list_source, look, read_source, read_whole


def source(path) -> SourcePath:
    return SourcePath(str(path), path.name)


def test_bytes_and_digests_come_from_one_read(tmp_path):
    path = tmp_path / "a.txt"
    path.write_bytes(b"\x00\xff" * 700_000)
    read = read_source(source(path), 10_000_000)
    assert read.data == path.read_bytes()
    assert dict(read.digests) == digests_of(read.data)
    assert read.name == "a.txt"


def test_a_link_that_the_user_named_is_followed_under_its_own_name(tmp_path):
    (tmp_path / "real").write_bytes(b"x")
    os.symlink("real", tmp_path / "link.txt")
    assert look(str(tmp_path / "link.txt")) is EntryKind.FILE
    assert read_source(source(tmp_path / "link.txt"), 10).name == "link.txt"


def test_what_cannot_be_taken_is_told_apart(tmp_path):
    (tmp_path / "big").write_bytes(b"x" * 11)
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(Refused, match="11 bytes"):
        read_source(source(tmp_path / "big"), 10)
    with pytest.raises(Unreadable, match="not a file"):
        read_source(source(tmp_path / "pipe"), 10)
    with pytest.raises(Unreadable, match="No such file"):
        read_source(source(tmp_path / "nothing"), 10)
    with pytest.raises(Unreadable):
        read_whole(str(tmp_path / "big"), 10)
    assert look(str(tmp_path / "nothing")) is None
    assert look(str(tmp_path / "big" / "below")) is None
    assert look(str(tmp_path)) is EntryKind.DIRECTORY
    assert look(str(tmp_path / "pipe")) is EntryKind.DEVICE
    with pytest.raises(Unreadable):
        list_source(str(tmp_path / "nothing"))


def test_a_file_that_grows_while_it_is_read_is_not_taken():
    # /proc files have size 0 and content: what is read never fits what was announced.
    with pytest.raises(CannotDecide) as refused:
        read_source(SourcePath("/proc/self/status", "status"), 10_000)
    assert refused.value.code == "FIX-007"
