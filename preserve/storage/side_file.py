"""Files that are still coming: kept beside the bag until they are whole, then moved in at once.

A directory beside the bag, for this user alone, holds what was received so far and what it was
received under, so that a later run can go on. A file enters the bag under its own name in one
step, whole, verified and synced, and never in the place of another. Every step below the bag is
taken from an open directory, links not followed: whoever exchanges a directory for a link
meanwhile leads nowhere.
"""

import contextlib
import errno
import hashlib
import os
import re
import stat
from collections.abc import Callable, Iterable, Iterator
from typing import Final, NamedTuple, Self

from preserve.errors import NotWritable, PreserveError
from preserve.model.digest import Digests, hasher
from preserve.model.file import printable
from preserve.storage.atomic import (
    NO_LINKS,
    explained,
    rename_new,
    sync_open_directory,
    writing,
)

_CHUNK_BYTES: Final = 1 << 20
_LONGEST_NAME_BYTES: Final = 255
_LONGEST_PATH_BYTES: Final = 4096
_MOST_NOTE_BYTES: Final = 1 << 16
_DIRECTORY: Final = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
_FILE: Final = os.O_NOFOLLOW | os.O_CLOEXEC | os.O_NONBLOCK
_PART, _NOTE = ".part", ".json"
_OURS: Final = re.compile(r"[0-9a-f]{40}\.(part|json)")
_ON_THE_WAY: Final = frozenset({errno.ELOOP, errno.ENOTDIR})
_NO_NAME: Final = frozenset({errno.ENAMETOOLONG, errno.EINVAL, errno.EILSEQ})


class NoPlace(Exception):
    """Something is in the way of a file in the bag; the words say what, after "it ..."."""


class Received(NamedTuple):
    """What a part holds now."""

    size_bytes: int
    digests: Digests


def side_path(bag: str) -> str:
    """Return where files for a bag are kept until they are whole: beside it, on its disk.

    Args:
        bag: the bag's directory, without links.
    """
    parent, name = os.path.split(bag)
    side = f".{name}.fetching"
    if len(os.fsencode(side)) > _LONGEST_NAME_BYTES:
        side = f".{hashlib.sha256(os.fsencode(name)).hexdigest()[:32]}.fetching"
    return os.path.join(parent, side)


class SideDirectory:
    """The directory beside a bag; a context manager that removes it when nothing is left in it."""

    def __init__(
        self,
        bag: str,
        link: Callable[..., None] = os.link,
        rename: Callable[[str, str, int, int], None] = rename_new,
    ) -> None:
        """Make the directory, or take the one that an earlier run left.

        Args:
            bag: the bag's directory, without links. Whoever calls holds its lock.
            link: gives a file a second name, as `os.link`; not every file system can.
            rename: moves it where that cannot be, as `rename_new`.

        Raises:
            PreserveError: it cannot be made, or is not this user's own.
        """
        self._bag = bag
        self._link = link
        self._rename = rename
        self.path = side_path(bag)
        is_made = False
        with writing(printable(self.path)):
            with contextlib.suppress(FileExistsError):
                os.mkdir(self.path, 0o700)
                is_made = True
            try:
                self._descriptor = os.open(self.path, _DIRECTORY)
            except OSError as problem:
                if problem.errno in _ON_THE_WAY:
                    raise _not_ours(self.path) from problem
                raise
        try:
            with writing(printable(self.path)):
                self._require_ours()
        except PreserveError:
            os.close(self._descriptor)
            if is_made:
                os.rmdir(self.path)
            raise

    def __enter__(self) -> Self:
        """Return the directory itself."""
        return self

    def __exit__(self, *exception: object) -> None:
        """Remove it if it is empty; what is still coming stays."""
        os.close(self._descriptor)
        with contextlib.suppress(OSError):
            os.rmdir(self.path)

    def free_bytes(self) -> int:
        """Return the room that this user has on the disk."""
        room = os.fstatvfs(self._descriptor)
        return room.f_bavail * room.f_frsize

    def keep_only(self, paths: Iterable[str]) -> None:
        """Remove the parts and notes of files that are not wanted any more, and nothing else."""
        kept = {_name_of(path) for path in paths}
        for name in os.listdir(self._descriptor):
            if _OURS.fullmatch(name) and name.partition(".")[0] not in kept:
                self._unlink(name)

    def note(self, path: str) -> bytes:
        """Return what was noted about a part; nothing where it cannot be read."""
        try:
            descriptor = self._open(_name_of(path) + _NOTE, os.O_RDONLY)
        except OSError:
            return b""
        try:
            if not stat.S_ISREG(os.fstat(descriptor).st_mode):
                return b""
            return os.read(descriptor, _MOST_NOTE_BYTES)
        finally:
            os.close(descriptor)

    def size_of(self, path: str) -> int:
        """Return how many bytes of a file are here."""
        try:
            status = os.stat(_name_of(path) + _PART, dir_fd=self._descriptor, follow_symlinks=False)
        except OSError:
            return 0
        return status.st_size if _is_own_file(status) else 0

    def write_note(self, path: str, data: bytes) -> None:
        """Note what a part is received under: before its first byte, so that a kill loses nothing.

        Raises:
            PreserveError: the disk is full or read-only.
        """
        name = _name_of(path) + _NOTE
        with writing(printable(f"{self.path}/{name}")):
            self._unlink(name)
            descriptor = self._open(name, os.O_WRONLY | os.O_CREAT | os.O_EXCL)
            try:
                os.write(descriptor, data)
                os.fsync(descriptor)
            finally:
                os.close(descriptor)

    def open_part(self, path: str, offset: int) -> "Part":
        """Open what is here of a file, to write on from there.

        Args:
            path: of the file in the bag.
            offset: `size_of` it, or 0 to begin with the first byte.

        Raises:
            PreserveError: the disk is full or read-only.
        """
        name = _name_of(path) + _PART
        with writing(printable(f"{self.path}/{name}")):
            if not offset:
                self._unlink(name)  # also where it is another's by now, see `_is_own_file`
            descriptor = self._open(name, os.O_WRONLY | os.O_CREAT)
            os.ftruncate(descriptor, offset)
            os.lseek(descriptor, 0, os.SEEK_END)
        return Part(descriptor, f"{self.path}/{name}")

    def received(self, path: str, algorithms: Iterable[str]) -> Received:
        """Read a part back from the disk, once, with all digests.

        Raises:
            PreserveError: it cannot be read.
        """
        name = _name_of(path) + _PART
        hashes = {algorithm: hasher(algorithm) for algorithm in algorithms}
        size = 0
        with writing(printable(f"{self.path}/{name}")):
            descriptor = self._open(name, os.O_RDONLY)
            try:
                while chunk := os.read(descriptor, _CHUNK_BYTES):
                    size += len(chunk)
                    for each in hashes.values():
                        each.update(chunk)
            finally:
                os.close(descriptor)
        return Received(size, {name: each.hexdigest() for name, each in hashes.items()})

    def drop(self, path: str) -> None:
        """Remove what is here of a file."""
        for ending in (_PART, _NOTE):
            self._unlink(_name_of(path) + ending)

    def place(self, path: str) -> None:
        """Move a verified part into the bag: its own place, in one step, never over anything.

        Raises:
            NoPlace: something is in the way.
            PreserveError: the disk is full or read-only.
        """
        name = _name_of(path) + _PART
        if len(os.fsencode(f"{self._bag}/{path}")) >= _LONGEST_PATH_BYTES:
            # Step by step it could be made, and then nobody could open it by its path.
            raise NoPlace("cannot have so long a path on this system")
        with writing(printable(f"{self._bag}/{path}")):
            self._give_rights(name)
            try:
                with _parent_of(self._bag, path) as parent:
                    self._move(name, parent, path.rpartition("/")[2])
                    sync_open_directory(parent)
            except OSError as problem:
                if problem.errno in _NO_NAME:
                    raise NoPlace("cannot have this name on this disk") from problem
                raise
        self.drop(path)
        with contextlib.suppress(OSError):
            sync_open_directory(self._descriptor)

    def _move(self, name: str, parent: int, final: str) -> None:
        try:
            self._link_or_rename(name, parent, final)
        except FileExistsError:
            raise NoPlace("is there by now, and was not touched") from None
        except OSError as problem:
            if problem.errno == errno.EXDEV:
                raise NoPlace("would lie on another disk than the bag") from problem
            if problem.errno != errno.ENOSYS:
                raise
            words = f"{printable(self.path)}: this disk cannot move without overwriting."
            raise NotWritable(words) from problem

    def _link_or_rename(self, name: str, parent: int, final: str) -> None:
        here = self._descriptor
        try:
            self._link(name, final, src_dir_fd=here, dst_dir_fd=parent, follow_symlinks=False)
        except OSError as problem:
            if problem.errno not in NO_LINKS:
                raise
            self._rename(name, final, here, parent)

    def _give_rights(self, name: str) -> None:
        """Let those read the file who may read bagit.txt: the bag's own rights, not a guess."""
        like = os.stat(f"{self._bag}/bagit.txt", follow_symlinks=False).st_mode
        descriptor = self._open(name, os.O_RDONLY)
        try:
            os.fchmod(descriptor, like & 0o644 | 0o600)
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

    def _require_ours(self) -> None:
        status = os.fstat(self._descriptor)
        if status.st_uid != os.geteuid() or status.st_mode & 0o022:
            raise _not_ours(self.path)
        if status.st_dev != os.stat(self._bag).st_dev:
            raise NotWritable(
                f"{printable(self.path)} is on another disk than the bag, so nothing can be moved"
                " from there in one step.",
                remedy="Name the bag in a directory of its own on the same disk.",
            )

    def _open(self, name: str, flags: int) -> int:
        return os.open(name, flags | _FILE, 0o600, dir_fd=self._descriptor)

    def _unlink(self, name: str) -> None:
        with contextlib.suppress(OSError):
            os.unlink(name, dir_fd=self._descriptor)


class Part:
    """A part that is open for writing; a context manager that syncs and closes it."""

    def __init__(self, descriptor: int, path: str) -> None:
        self._descriptor = descriptor
        self._path = path

    def __enter__(self) -> Self:
        """Return the part itself."""
        return self

    def __exit__(self, *exception: object) -> None:
        """Close it."""
        os.close(self._descriptor)

    def write(self, data: bytes) -> None:
        """Append bytes.

        Raises:
            PreserveError: the disk is full or read-only; what fitted stays.
        """
        rest = memoryview(data)
        try:
            while rest:
                rest = rest[os.write(self._descriptor, rest) :]
        except OSError as problem:
            raise explained(problem, printable(self._path)) from problem

    def sync(self) -> None:
        """Have the bytes on the medium.

        Raises:
            PreserveError: the disk is full or fails.
        """
        with writing(printable(self._path)):
            os.fsync(self._descriptor)


@contextlib.contextmanager
def _parent_of(bag: str, path: str) -> Iterator[int]:
    """Yield the open directory that a file belongs in, made where it is not there.

    What was made is removed again if the file does not get there.

    Raises:
        NoPlace: a part of the way is no directory.
        OSError: as the system says.
    """
    opened = [os.open(bag, _DIRECTORY)]
    made: list[tuple[int, str]] = []
    is_done = False
    try:
        for part in path.split("/")[:-1]:
            here = opened[-1]
            with contextlib.suppress(FileExistsError):
                os.mkdir(part, 0o755, dir_fd=here)
                made.append((here, part))
                sync_open_directory(here)
            opened.append(_open_directory(part, here))
        yield opened[-1]
        is_done = True
    finally:
        for here, part in () if is_done else reversed(made):
            with contextlib.suppress(OSError):
                os.rmdir(part, dir_fd=here)
        for descriptor in opened:
            os.close(descriptor)


def _open_directory(part: str, here: int) -> int:
    try:
        return os.open(part, _DIRECTORY, dir_fd=here)
    except OSError as problem:
        if problem.errno in _ON_THE_WAY:
            raise NoPlace("has a link or a file on its way, which is not followed") from problem
        raise


def _name_of(path: str) -> str:
    """Return a name for a part: of a fixed length, and of nothing that a bag could choose."""
    return hashlib.sha256(path.encode("utf-8", "surrogatepass")).hexdigest()[:40]


def _is_own_file(status: os.stat_result) -> bool:
    # A second name means that a run ended just after the file got its place: it is another's now.
    return stat.S_ISREG(status.st_mode) and status.st_nlink == 1


def _not_ours(path: str) -> NotWritable:
    return NotWritable(
        f"{printable(path)} is not a directory of this user alone, and was not used.",
        remedy="Look at what it is; remove it if nobody needs it, then run again.",
    )
