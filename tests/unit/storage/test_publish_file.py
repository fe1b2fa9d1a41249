"""A file gets its final name, and never another one's place."""

import errno
import os

import pytest

from preserve.errors import NotWritable
from preserve.model.file import NewFile
from preserve.storage import atomic
from preserve.storage.local import LocalStore

FILES = [NewFile("bagit.txt", b"x"), NewFile("data/a", b"y")]


@pytest.fixture
def store(tmp_path):
    for name in ("bags", "staging"):
        (tmp_path / name).mkdir()
    return LocalStore("s", str(tmp_path / "bags"), str(tmp_path / "staging"), str(tmp_path / "q"))


def test_a_file_is_moved_whole(tmp_path):
    (tmp_path / "a").write_bytes(b"x")
    atomic.publish_file(str(tmp_path / "a"), str(tmp_path / "b"))
    assert os.listdir(tmp_path) == ["b"]
    assert (tmp_path / "b").stat().st_nlink == 1


@pytest.mark.parametrize("kind", ["file", "directory", "link", "fifo"])
def test_whatever_is_there_stays(tmp_path, kind):
    staged, final = tmp_path / "a", tmp_path / "b"
    staged.write_bytes(b"new")
    if kind == "file":
        final.write_bytes(b"old")
    elif kind == "directory":
        final.mkdir()
    elif kind == "link":
        final.symlink_to("nowhere")
    else:
        os.mkfifo(final)
    before = os.lstat(final)
    with pytest.raises(FileExistsError):
        atomic.publish_file(str(staged), str(final))
    after = os.lstat(final)
    assert (before.st_ino, before.st_size) == (after.st_ino, after.st_size)
    assert staged.read_bytes() == b"new"


def no_second_names(number):
    def link(_staged, _final):
        raise OSError(number, os.strerror(number))

    return link


@pytest.mark.parametrize("number", [errno.EPERM, errno.EOPNOTSUPP, errno.EMLINK])
def test_a_disk_that_knows_no_second_names_gets_it_by_a_rename(tmp_path, number):
    (tmp_path / "a").write_bytes(b"x")
    atomic.publish_file(str(tmp_path / "a"), str(tmp_path / "b"), no_second_names(number))
    assert os.listdir(tmp_path) == ["b"]
    (tmp_path / "a").write_bytes(b"new")
    with pytest.raises(FileExistsError):
        atomic.publish_file(str(tmp_path / "a"), str(tmp_path / "b"), no_second_names(number))
    assert (tmp_path / "b").read_bytes() == b"x"


def test_another_error_is_told(tmp_path):
    (tmp_path / "a").write_bytes(b"x")
    with pytest.raises(OSError, match="No space"):
        atomic.publish_file(str(tmp_path / "a"), str(tmp_path / "b"), no_second_names(errno.ENOSPC))


def test_a_packed_package_is_published_as_its_file_alone(store):
    staged = store.pack(store.stage("p", FILES), "p.tar", [b"one", b"two"])
    assert os.listdir(store.bags) == []
    with staged.packed() as opened:
        assert opened.read() == b"onetwo"
    staged.publish()
    staged.discard()
    assert os.listdir(store.bags) == ["p.tar"]
    assert os.listdir(store.staging) == []


def test_what_a_killed_run_left_is_written_anew(store):
    store.pack(store.stage("p", FILES), "p.tar", [b"half"])
    staged = store.pack(store.stage("p", FILES), "p.tar", [b"whole"])
    with staged.packed() as opened:
        assert opened.read() == b"whole"


def test_what_fails_on_the_way_leaves_nothing(store):
    def parts():
        yield b"one"
        raise OSError(errno.EROFS, os.strerror(errno.EROFS))

    with pytest.raises(NotWritable):
        store.pack(store.stage("p", FILES), "p.tar", parts())
    assert os.listdir(store.staging) == []
    assert os.listdir(store.bags) == []
