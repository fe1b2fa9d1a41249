"""Copying out of a package: bytes and nothing else, and never more than there is room for."""

import os

import pytest

from preserve.errors import NoSpace
from preserve.storage.copying import copy_files, require_room
from preserve.storage.tree import LocalTree


def test_files_are_copied_as_bytes_and_what_is_not_named_is_left(tmp_path):
    held = tmp_path / "held"
    (held / "a" / "b").mkdir(parents=True)
    large = os.urandom((1 << 20) * 2 + 3)
    (held / "a" / "b" / "large").write_bytes(large)
    (held / "empty").write_bytes(b"")
    (held / "empty").chmod(0o444)
    (held / "left").write_bytes(b"x")
    copy_files(LocalTree(str(held)), ["a/b/large", "empty"], str(tmp_path / "copy"))
    assert (tmp_path / "copy" / "a" / "b" / "large").read_bytes() == large
    found = sorted(path.name for path in (tmp_path / "copy").rglob("*") if path.is_file())
    assert found == ["empty", "large"]
    assert os.stat(tmp_path / "copy" / "empty").st_mode & 0o200
    assert os.stat(tmp_path / "copy" / "a/b/large").st_nlink == 1


def test_a_link_is_not_followed_and_nothing_is_overwritten(tmp_path):
    (tmp_path / "held").mkdir()
    (tmp_path / "secret").write_bytes(b"x")
    os.symlink(tmp_path / "secret", tmp_path / "held" / "link")
    tree = LocalTree(str(tmp_path / "held"))
    with pytest.raises(OSError, match="link"):
        copy_files(tree, ["link"], str(tmp_path / "copy"))
    with pytest.raises(FileExistsError):
        copy_files(tree, [], str(tmp_path / "held"))


def test_what_does_not_fit_is_not_begun(tmp_path):
    require_room(str(tmp_path), [0, 1])
    with pytest.raises(NoSpace) as refused:
        require_room(str(tmp_path), [1 << 60])
    assert "TMPDIR" in refused.value.remedy
