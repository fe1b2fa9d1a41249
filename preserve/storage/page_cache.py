"""The system's page cache: emptied of a file before it is read, and asked whether it is.

A read that the cache answers proves nothing about the disk: damage on the medium stays hidden for
as long as the old bytes are in memory. So an audit asks the system to let go of the file, and
then asks for a byte of it "only if you need not wait" (`RWF_NOWAIT`): the answer "I should have to
wait" proves that the read that follows goes to the device.

What this cannot know: the memory of the device itself, of a RAID controller or of the computer
that runs a virtual machine; nor does it drop directories, sizes and times, which the system keeps
apart from the bytes.
"""

import errno
import os
import stat
from typing import Final, Protocol

from preserve.model.audit import ReadClass

_PROVEN_BY_PROBE: Final = frozenset({"ext2", "ext3", "ext4", "xfs", "jfs", "vfat", "exfat"})
"""Local file systems that keep every byte of a file in blocks of its own, or say so otherwise."""

_SMALL_IN_METADATA: Final = frozenset({"btrfs", "f2fs", "iso9660", "ntfs3", "udf"})
"""Local ones that may keep a file of less than a block among names and sizes, cached elsewhere."""

_NO_MEDIUM: Final = tuple(f"/dev/{name}" for name in ("loop", "nbd", "rbd", "drbd", "ram", "zram"))
"""Block devices behind which lies another cache, a network or memory."""

_LEAST_SECTORS: Final = 2
"""Fewer sectors than that hold no block of any of these: the file is a hole, or in its inode."""

_TRIES: Final = 3
_PROBES: Final = 16
_BETWEEN_PROBES_BYTES: Final = 1 << 20


class PageCache(Protocol):
    """What can be asked of the system about an open regular file. Nothing of it ever fails."""

    def drop(self, descriptor: int, status: os.stat_result | None = None) -> ReadClass:
        """Empty the cache of a file; `media` when it is proven that it holds nothing of it.

        Args:
            descriptor: of the open file.
            status: of the open file, as `fstat` told it just now, where it was asked.
        """
        ...

    def prefetch(self, descriptor: int, *, whole: bool) -> None:
        """Have the file fetched: all of it now, or well ahead of what is being read."""
        ...

    def forget(self, descriptor: int) -> None:
        """Let the cache go of what was read up to now."""
        ...


class NoPageCache:
    """A system that cannot be asked: every read is as good as it is, and nothing is proven."""

    def drop(self, descriptor: int, status: os.stat_result | None = None) -> ReadClass:  # noqa: ARG002 - the port's signature
        """Do nothing, and claim nothing."""
        return ReadClass.CACHE_UNKNOWN

    def prefetch(self, descriptor: int, *, whole: bool) -> None:
        """Do nothing."""

    def forget(self, descriptor: int) -> None:
        """Do nothing."""


class LinuxPageCache:
    """Advice by `posix_fadvise`, proof by `preadv2` with `RWF_NOWAIT`."""

    def __init__(self) -> None:
        # What is known of each device that was met: its kind is looked up once.
        self._kinds: dict[int, str | None] = {}

    def drop(self, descriptor: int, status: os.stat_result | None = None) -> ReadClass:
        """Empty the cache of a file; `media` when it is proven that it holds nothing of it.

        Pages that were written and not yet synced stay, and so do those that another program has
        mapped: then it is `cache-unknown`. An empty file has no byte that a cache could answer
        for: it is of the class that any other file there can reach.
        """
        try:
            status = status or os.fstat(descriptor)
            os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
            is_proven = self._can_be_proven(descriptor, status) and _is_dropped(
                descriptor, status.st_size
            )
        except OSError:
            return ReadClass.CACHE_UNKNOWN
        return ReadClass.MEDIA if is_proven else ReadClass.CACHE_UNKNOWN

    def prefetch(self, descriptor: int, *, whole: bool) -> None:
        """Have the file fetched: all of it now, or well ahead of what is being read."""
        advice = os.POSIX_FADV_WILLNEED if whole else os.POSIX_FADV_SEQUENTIAL
        try:  # `contextlib.suppress` costs as much as the advice, and this is for every file
            os.posix_fadvise(descriptor, 0, 0, advice)
        except OSError:
            return

    def forget(self, descriptor: int) -> None:
        """Let the cache go of what was read up to now."""
        try:
            position = os.lseek(descriptor, 0, os.SEEK_CUR)
            if position:  # a length of 0 would mean the whole file
                os.posix_fadvise(descriptor, 0, position, os.POSIX_FADV_DONTNEED)
        except OSError:
            return

    def _can_be_proven(self, descriptor: int, status: os.stat_result) -> bool:
        if not stat.S_ISREG(status.st_mode):
            return False
        device = status.st_dev
        if device not in self._kinds:
            self._kinds[device] = _kind_of(descriptor)
        kind = self._kinds[device]
        return kind is not None and lies_in_blocks(kind, status)


def lies_in_blocks(kind: str, status: os.stat_result) -> bool:
    """Whether a file's bytes lie in blocks of their own, which the cache of the file covers.

    Those that lie among names and sizes instead are cached with these, out of our reach. An empty
    file has none that could.
    """
    if status.st_size == 0:
        return True
    if kind in _SMALL_IN_METADATA and status.st_size < status.st_blksize:
        return False
    return status.st_blocks >= _LEAST_SECTORS


def _is_dropped(descriptor: int, size_bytes: int) -> bool:
    """Ask, and ask again: a fast device may answer the question itself before we hear of it."""
    for _ in range(_TRIES):
        if _is_uncached(descriptor, size_bytes):
            return True
        os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
    return False


def _is_uncached(descriptor: int, size_bytes: int) -> bool:
    """Whether a read would have to wait, at the start and here and there in a long file."""
    # Short files are asked about once: the question has the system fetch what lies around it.
    step = max(_BETWEEN_PROBES_BYTES, size_bytes // _PROBES)
    for offset in range(0, size_bytes, step):
        try:
            os.preadv(descriptor, _ANY_BYTE, offset, os.RWF_NOWAIT)
        except BlockingIOError:
            continue
        return False
    return True


_ANY_BYTE: Final = (bytearray(1),)
"""Where a byte goes that nobody looks at."""


def _kind_of(descriptor: int) -> str | None:
    """Return the kind of file system an open file lies on; None when nothing is proven there."""
    with open(f"/proc/self/fdinfo/{descriptor}", "rb") as information:
        mount = _mount_of(information.read().decode("ascii", "replace"))
    with open("/proc/self/mountinfo", "rb") as mounts:
        return provable_kind(mounts.read().decode("utf-8", "surrogateescape"), mount)


def _mount_of(information: str) -> str:
    # By the mount and not by the device's number: that of a btrfs subvolume is in no table.
    for line in information.splitlines():
        name, _, value = line.partition(":")
        if name == "mnt_id":
            return value.strip()
    raise OSError(errno.ENOENT, os.strerror(errno.ENOENT))


def provable_kind(mountinfo: str, mount: str) -> str | None:
    """Return the kind of a mounted file system on which the absence of cached bytes is a proof.

    Args:
        mountinfo: the text of `/proc/self/mountinfo` (proc(5)).
        mount: the mount's id.

    Returns:
        `ext4`, `xfs` ...; None for one over a network (NFS, CIFS), in a user's process (FUSE), in
        memory, with a cache of its own (ZFS), layered (overlay), on a loop or network device, or
        unknown.
    """
    for line in mountinfo.splitlines():
        if line.split(" ", 1)[0] != mount:
            continue
        kind, source = line.partition(" - ")[2].split(" ")[:2]
        is_known = kind in _PROVEN_BY_PROBE or kind in _SMALL_IN_METADATA
        is_device = source.startswith("/dev/") and not source.startswith(_NO_MEDIUM)
        return kind if is_known and is_device else None
    return None


_NEEDED = ("posix_fadvise", "preadv", "RWF_NOWAIT")
PAGE_CACHE: Final[PageCache] = (
    LinuxPageCache() if all(hasattr(os, name) for name in _NEEDED) else NoPageCache()
)
"""The cache of the system that this runs on."""
