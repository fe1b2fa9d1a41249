"""Reading a directory: listing and opening, links never followed."""

import errno
import os
import stat
from typing import Self

from preserve.model.audit import ReadClass
from preserve.model.file import Entry, EntryKind
from preserve.storage.page_cache import PAGE_CACHE, PageCache
from preserve.storage.store import FileIdentity, Met, Tree, unnoticed

_CHUNK_BYTES = 1 << 20
# What is held in memory whole: the manifests of some ten million files fit.
_MOST_BYTES = 1 << 31
_DIRECTORY_FLAGS = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
_OPEN_FLAGS = os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC | os.O_NONBLOCK | os.O_NOCTTY


class LocalFile:
    """An open file of the local file system."""

    __slots__ = ("_cache", "_descriptor", "_status")

    def __init__(self, path: str, cache: PageCache = PAGE_CACHE) -> None:
        self._cache = cache
        self._descriptor = os.open(path, _OPEN_FLAGS)
        self._status: os.stat_result | None = None

    def __enter__(self) -> Self:
        """Return the file itself."""
        return self

    def __exit__(self, *exception: object) -> None:
        """Close it."""
        os.close(self._descriptor)

    def identity(self) -> FileIdentity:
        """Return what the file is now."""
        self._status = status = os.fstat(self._descriptor)
        return FileIdentity(
            stat.S_ISREG(status.st_mode), status.st_size, status.st_mtime_ns, status.st_ino
        )

    def readinto(self, buffer: memoryview) -> int:
        """Fill a buffer; return the bytes read, 0 at the end."""
        return os.readv(self._descriptor, [buffer])

    def drop_cache(self) -> ReadClass:
        """Have the system's cache let go of the file, and say what is proven."""
        return self._cache.drop(self._descriptor, self._status)

    def prefetch(self, *, whole: bool) -> None:
        """Have the file fetched: all of it now, or well ahead of what is being read."""
        self._cache.prefetch(self._descriptor, whole=whole)

    def forget(self) -> None:
        """Have the system's cache let go of what was read up to now."""
        self._cache.forget(self._descriptor)


class LocalTree:
    """A directory of the local file system."""

    def __init__(
        self, root: str, cache: PageCache = PAGE_CACHE, *, follows_root: bool = True
    ) -> None:
        """Say where it is.

        Args:
            root: the directory.
            cache: the system's.
            follows_root: whether the root may be a link to a directory, as a user may name one.
        """
        self._root = root
        self._cache = cache
        self._top = f"{root}/." if follows_root else root

    @property
    def root(self) -> str:
        """The directory."""
        return self._root

    def entries(self, met: Met = unnoticed) -> tuple[Entry, ...]:
        """List everything below the root, sorted by path."""
        found: list[Entry] = []
        waiting = [""]
        failed: dict[str, str] = {}
        while waiting:
            directory = waiting.pop()
            try:
                here = self._list(directory)
            except OSError as problem:
                if not directory:
                    raise
                failed[directory] = problem.strerror or problem.__class__.__name__
                continue
            found.extend(here)
            waiting.extend(entry.path for entry in here if entry.kind is EntryKind.DIRECTORY)
            met(here)
        if failed:
            found = [_with_error(entry, failed.get(entry.path)) for entry in found]
        found.sort(key=_path_of)
        return tuple(found)

    def open(self, path: str) -> LocalFile:
        """Open a file for reading."""
        return LocalFile(f"{self._root}/{path}", self._cache)

    def read_small(self, path: str, limit_bytes: int) -> bytes | None:
        """Read a small file with one read, between two looks at it."""
        descriptor = os.open(f"{self._root}/{path}", _OPEN_FLAGS)
        try:
            before = os.fstat(descriptor)
            size = before.st_size
            if size > limit_bytes or not stat.S_ISREG(before.st_mode):
                return None
            # One byte more than it has, so that growth is seen.
            data = os.read(descriptor, size + 1)
            after = os.fstat(descriptor)
        finally:
            os.close(descriptor)
        # Compared one by one: an identity for each of a million files would be felt.
        is_still = (
            len(data) == size == after.st_size
            and before.st_mtime_ns == after.st_mtime_ns
            and before.st_ino == after.st_ino
        )
        return data if is_still else None

    def _list(self, directory: str) -> list[Entry]:
        prefix = f"{directory}/" if directory else ""
        # Opened first, and its names looked at from there: the shorter way, and a directory that
        # is exchanged for a link meanwhile leads nowhere else.
        place = f"{self._root}/{directory}" if directory else self._top
        descriptor = os.open(place, _DIRECTORY_FLAGS)
        try:
            with os.scandir(descriptor) as listing:
                return [entry_of(item, prefix + item.name, descriptor) for item in listing]
        finally:
            os.close(descriptor)


def _with_error(entry: Entry, error: str | None) -> Entry:
    return entry._replace(error=error) if error else entry


def entry_of(item: os.DirEntry[str], path: str, directory: int | None = None) -> Entry:
    """Look at one name of a directory, links not followed.

    Args:
        item: as `os.scandir` gave it.
        path: what to call it.
        directory: the open directory, where that was listed and not a path.
    """
    try:
        status = item.stat(follow_symlinks=False)
        kind = kind_of(status)
        if kind is EntryKind.FILE:
            return Entry(path, kind, status.st_size, status.st_nlink)
        target = os.readlink(item.path, dir_fd=directory) if kind is EntryKind.SYMLINK else None
    except OSError as problem:
        return Entry(path, EntryKind.FILE, error=problem.strerror or problem.__class__.__name__)
    return Entry(path, kind, target=target)


def kind_of(status: os.stat_result) -> EntryKind:
    """Return what the system says lies there."""
    return _KINDS.get(stat.S_IFMT(status.st_mode), EntryKind.DEVICE)


_KINDS = {
    stat.S_IFREG: EntryKind.FILE,
    stat.S_IFDIR: EntryKind.DIRECTORY,
    stat.S_IFLNK: EntryKind.SYMLINK,
    stat.S_IFIFO: EntryKind.FIFO,
    stat.S_IFSOCK: EntryKind.SOCKET,
}


def _path_of(entry: Entry) -> str:
    return entry.path


def read_file(tree: Tree, path: str) -> bytes:
    """Return the bytes of a file of a tree.

    Raises:
        OSError: it is not there, or may not be read.
    """
    chunks = []
    with tree.open(path) as opened:
        if opened.identity().size_bytes > _MOST_BYTES:
            raise OSError(errno.EFBIG, os.strerror(errno.EFBIG), path)
        buffer = memoryview(bytearray(_CHUNK_BYTES))
        while count := opened.readinto(buffer):
            chunks.append(bytes(buffer[:count]))
    return b"".join(chunks)


def list_names(directory: str) -> list[str]:
    """Return the names in a directory, sorted.

    Raises:
        OSError: it cannot be listed.
    """
    return sorted(os.listdir(directory))
