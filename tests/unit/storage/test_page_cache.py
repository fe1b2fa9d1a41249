"""What is claimed about the cache: never more than was proven."""

import mmap
import os
from pathlib import Path
from typing import NamedTuple

import pytest

from preserve.model.audit import ReadClass
from preserve.storage.page_cache import (
    PAGE_CACHE,
    NoPageCache,
    PageCache,
    lies_in_blocks,
    provable_kind,
)
from preserve.storage.tree import LocalTree

MOUNTS = """\
22 27 0:21 / /proc rw,relatime - proc proc rw
27 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda rw,discard
30 27 0:33 /@ /home rw,relatime shared:2 master:3 - btrfs /dev/mapper/home rw,subvol=/@
31 27 0:40 / /nfs rw - nfs4 server:/export rw
32 27 7:0 / /image rw - ext4 /dev/loop0 rw
33 27 43:0 / /far rw - xfs /dev/nbd0 rw
34 27 0:41 / /usb rw - fuseblk /dev/sdb1 rw
35 27 0:42 / /zfs rw - zfs pool/data rw
36 27 0:25 / /dev/shm rw - tmpfs tmpfs rw
37 27 0:44 / /layers rw - overlay overlay rw,lowerdir=/a
38 27 8:17 / /odd\\040name rw - xfs /dev/sdb1 rw
39 27 8:18 / /ntfs rw - ntfs3 /dev/sdc1 rw
40 27 0:50 / /nameless rw - ext4 none rw
"""


@pytest.mark.parametrize(
    ("mount", "kind"),
    [
        ("27", "ext4"),
        ("30", "btrfs"),
        ("38", "xfs"),
        ("39", "ntfs3"),
        *((number, None) for number in ("22", "31", "32", "33", "34", "35", "36", "37", "40")),
        ("2", None),
        ("99", None),
    ],
)
def test_only_local_file_systems_on_devices_of_their_own_prove_anything(mount, kind):
    assert provable_kind(MOUNTS, mount) == kind


class Status(NamedTuple):
    """As `os.stat_result`, of which this is all that is looked at."""

    st_size: int
    st_blocks: int
    st_blksize: int = 4096


@pytest.mark.parametrize(
    ("kind", "status", "is_so"),
    [
        ("ext4", Status(100, 8), True),
        ("ext4", Status(100, 2, 1024), True),
        ("ext4", Status(100, 1), False),  # in its inode
        ("ext4", Status(100_000, 0), False),  # a hole
        ("btrfs", Status(4095, 8), False),  # may lie in the tree of names
        ("btrfs", Status(4096, 8), True),
        ("f2fs", Status(3000, 8), False),
        ("xfs", Status(0, 0), True),
        ("btrfs", Status(0, 0), True),
    ],
)
def test_a_small_file_that_may_lie_among_names_and_sizes_proves_nothing(kind, status, is_so):
    assert lies_in_blocks(kind, status) is is_so


def is_cached(path: Path, offset: int = 0) -> bool:
    """Ask as `RWF_NOWAIT` does, without the code under test."""
    with path.open("rb", buffering=0) as opened:
        try:
            return os.preadv(opened.fileno(), [bytearray(1)], offset, os.RWF_NOWAIT) > 0
        except BlockingIOError:
            return False


def synced(path: Path, data: bytes) -> Path:
    with path.open("wb") as opened:
        opened.write(data)
        opened.flush()
        os.fsync(opened.fileno())
    return path


def dropped(path: Path, cache: PageCache = PAGE_CACHE) -> ReadClass:
    with LocalTree(str(path.parent), cache).open(path.name) as opened:
        return opened.drop_cache()


def can_be_proven(tmp_path: Path) -> bool:
    """Whether this place lies on a file system where anything is proven; told when it does not."""
    is_so = dropped(synced(tmp_path / "asked", b"x" * 9000)) is ReadClass.MEDIA
    if not is_so:
        print("no local block file system at the place for temporary files: nothing is proven here")
    return is_so


@pytest.mark.parametrize("size", [1, 4096, 70_000, 5 << 20])
def test_a_file_that_was_just_packaged_and_synced_is_read_from_the_medium(tmp_path, size):
    if not can_be_proven(tmp_path):
        return
    path = synced(tmp_path / "f", os.urandom(size))
    path.read_bytes()
    assert is_cached(path)
    assert dropped(path) is ReadClass.MEDIA


def dropped_unsynced(path: Path) -> ReadClass:
    path.write_bytes(b"x" * 9000)
    with path.open("r+b", buffering=0) as opened:
        opened.write(b"y")
        found = dropped(path)
        os.fsync(opened.fileno())
    return found


def test_what_is_not_yet_on_the_medium_is_not_said_to_come_from_it(tmp_path):
    """Written and not synced: what is read next is what is in memory."""
    if not can_be_proven(tmp_path):
        return
    # The system may write it to the medium at any moment by itself, and rarely does so at once.
    assert any(dropped_unsynced(tmp_path / "f") is ReadClass.CACHE_UNKNOWN for _ in range(5))
    assert dropped(tmp_path / "f") is ReadClass.MEDIA


@pytest.mark.parametrize("page", [0, 512, 1279])
def test_a_part_that_another_program_holds_in_memory_is_not_overlooked(tmp_path, page):
    if not can_be_proven(tmp_path):
        return
    size = 5 << 20
    path = synced(tmp_path / "f", os.urandom(size))
    dropped(path)
    with path.open("rb") as opened, mmap.mmap(opened.fileno(), 0, prot=mmap.PROT_READ) as held:
        assert all(
            held[at] >= 0 for at in range((page // 256) << 20, (page // 256 + 1) << 20, 4096)
        )
        assert dropped(path) is ReadClass.CACHE_UNKNOWN
    assert dropped(path) is ReadClass.MEDIA


def test_what_was_read_is_let_go_and_what_was_not_stays(tmp_path):
    if not can_be_proven(tmp_path):
        return
    # The system may hold up to 2 MiB as one page, and lets go of it whole or not at all.
    path = synced(tmp_path / "f", os.urandom(8 << 20))
    path.read_bytes()
    with LocalTree(str(tmp_path)).open("f") as opened:
        opened.forget()
        assert is_cached(path)
        opened.readinto(memoryview(bytearray(4 << 20)))
        opened.forget()
    assert is_cached(path, 4 << 20)
    assert not is_cached(path)


def test_an_empty_file_is_of_the_class_that_others_there_can_reach(tmp_path):
    (tmp_path / "empty").touch()
    if can_be_proven(tmp_path):
        assert dropped(tmp_path / "empty") is ReadClass.MEDIA
    assert dropped(tmp_path / "empty", NoPageCache()) is ReadClass.CACHE_UNKNOWN


def test_a_hole_has_no_bytes_on_a_medium(tmp_path):
    with (tmp_path / "hole").open("wb") as opened:
        opened.truncate(100_000)
        os.fsync(opened.fileno())
    assert dropped(tmp_path / "hole") is ReadClass.CACHE_UNKNOWN


def test_memory_is_no_medium():
    if not os.path.isdir("/dev/shm"):
        print("no file system in memory (/dev/shm) here: nothing to ask")
        return
    path = Path(f"/dev/shm/preserve-test-{os.getpid()}")
    try:
        assert dropped(synced(path, b"x" * 9000)) is ReadClass.CACHE_UNKNOWN
        assert dropped(synced(path, b"")) is ReadClass.CACHE_UNKNOWN
    finally:
        path.unlink()


@pytest.mark.parametrize("cache", [PAGE_CACHE, NoPageCache()])
def test_what_is_no_file_is_no_trouble(tmp_path, cache):
    os.mkfifo(tmp_path / "pipe")
    with LocalTree(str(tmp_path), cache).open("pipe") as opened:
        assert opened.drop_cache() is ReadClass.CACHE_UNKNOWN
        opened.prefetch(whole=True)
        opened.forget()
    assert dropped(Path("/proc/self/status"), cache) is ReadClass.CACHE_UNKNOWN
    assert cache.drop(-1) is ReadClass.CACHE_UNKNOWN
