"""Reading a package under a nonce: at hand, damaged, or not to be read; never mixed up."""

import errno
import os

import pytest

from preserve.model.digest import digests_of
from preserve.model.file import Entry, EntryKind, FileRecord
from preserve.model.package import PackageRecord
from preserve.storage.memory import MemoryTree
from preserve.storage.tree import LocalTree
from preserve.workflows.possess import possess

NONCE = bytes(32)
FILES = {"bagit.txt": b"one", "data/a b%.txt": b"two", "tagmanifest-sha256.txt": b"three"}
RECORD = PackageRecord(
    "letter-0123456789ab",
    "letter.txt",
    "11" * 32,
    tuple(FileRecord(path, len(data), digests_of(data)) for path, data in FILES.items()),
)


class Failing(MemoryTree):
    """A tree of which one thing fails as a disk does."""

    def __init__(self, number: int, *, lists: bool) -> None:
        super().__init__(FILES)
        self.problem = OSError(number, os.strerror(number), "bagit.txt")
        self.lists = lists

    def entries(self, *arguments):
        if not self.lists:
            raise self.problem
        return super().entries(*arguments)

    def open(self, path):  # noqa: ARG002 - as the port has it
        raise self.problem


def test_a_whole_package_is_proven_and_counted():
    found = possess(MemoryTree(FILES), NONCE, RECORD)
    assert (found.damage, found.unreadable) == (None, None)
    assert found.bag.tag_manifest_sha256 == digests_of(b"three")["sha256"]
    assert (found.bag.files, found.bag.bag_bytes) == (3, 11)
    assert found.bag == possess(MemoryTree(FILES), NONCE).bag
    assert found.bag.possession != possess(MemoryTree(FILES), bytes([1]) * 32).bag.possession


@pytest.mark.parametrize("path", [*FILES, "more"])
@pytest.mark.parametrize("data", [None, b"xxx", b"longer than before"])
def test_whatever_differs_from_the_record_is_damage(path, data):
    files = dict(FILES)
    files.pop(path, None)
    if data is not None:
        files[path] = data
    found = possess(MemoryTree(files), NONCE, RECORD)
    if files == FILES:
        assert found.bag is not None
    else:
        assert (found.bag, found.unreadable) == (None, None)
        assert path in found.damage


@pytest.mark.parametrize("lists", [True, False])
@pytest.mark.parametrize("number", [errno.EIO, errno.EACCES, errno.ESTALE])
def test_what_cannot_be_read_is_no_damage(number, lists):
    found = possess(Failing(number, lists=lists), NONCE, RECORD)
    assert (found.bag, found.damage) == (None, None)
    assert os.strerror(number) in found.unreadable


def test_a_directory_that_cannot_be_listed_is_no_damage():
    class Half(MemoryTree):
        def entries(self, *arguments):
            hidden = Entry("data", EntryKind.DIRECTORY, error="Input/output error")
            return (*super().entries(*arguments), hidden)

    assert possess(Half(FILES), NONCE, RECORD).unreadable is not None


def test_what_is_gone_or_no_package_is_damage(tmp_path):
    assert possess(LocalTree(str(tmp_path / "gone")), NONCE).damage == "it is not there"
    (tmp_path / "file").write_text("x")
    (tmp_path / "link").symlink_to(tmp_path)
    for name in ("file", "link"):
        tree = LocalTree(str(tmp_path / name), follows_root=False)
        assert possess(tree, NONCE).damage is not None
