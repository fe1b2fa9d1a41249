"""A file read at any place, and watched for change."""

import os

import pytest

from preserve.storage.container import ContainerFile


def test_it_reads_at_any_place(tmp_path):
    path = tmp_path / "a"
    path.write_bytes(b"0123456789")
    with ContainerFile(str(path)) as opened:
        assert opened.size_bytes == 10
        assert opened.read_at(2, 3) == b"234"
        assert opened.read_at(8, 100) == b"89"
        for offset in (10, 11, 1 << 70, -1):
            assert opened.read_at(offset, 5) == b""
        assert not opened.has_changed()


def test_a_change_is_noticed(tmp_path):
    path = tmp_path / "a"
    path.write_bytes(b"0123456789")
    with ContainerFile(str(path)) as opened:
        os.utime(path, ns=(1, 1))
        assert opened.has_changed()
    with ContainerFile(str(path)) as opened:
        path.write_bytes(b"0123")
        assert opened.read_at(0, 10) == b"0123"
        assert opened.has_changed()


def test_what_is_not_there_is_an_error(tmp_path):
    with pytest.raises(FileNotFoundError):
        ContainerFile(str(tmp_path / "none"))
