"""A directory as a place of exchange: a stick, a mount, a folder that two archives share.

Others write there, too. So every step below it is taken from an open directory, links are not
followed, and nothing but regular files is opened.
"""

import contextlib
import errno
import hashlib
import os
import stat
from collections.abc import Collection, Iterable, Iterator
from typing import Final

from preserve.errors import NotWritable, PreserveError, Unreadable
from preserve.model.file import printable
from preserve.storage import atomic
from preserve.storage.mailbox import (
    DEEPEST,
    MOST_FILES,
    PART_ENDING,
    Content,
    FileThere,
    require_name,
)

MARK: Final = "PRESERVE-EXCHANGE.txt"
MARK_TEXT: Final = """This directory is a place where archives leave things for each other.

Below for-<archive>/from-<archive>/ lie bags and signed messages: NAME.json is what is said,
NAME.json.sig its Ed25519 signature. Nothing here is the only copy of anything. This file marks
the place: without it, preserve takes the directory for an empty mount point and writes nothing.
"""
_PIECE_BYTES: Final = 1 << 20
_TOP: Final = os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC
_DIRECTORY: Final = _TOP | os.O_NOFOLLOW
_FILE: Final = os.O_NOFOLLOW | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC
_NOT_THERE: Final = (FileNotFoundError, NotADirectoryError)
_IN_THE_WAY: Final = frozenset(
    {errno.EEXIST, errno.ELOOP, errno.ENOTDIR, errno.EISDIR, errno.ENOTEMPTY}
)


class DirectoryMailbox:
    """Implements `preserve.storage.mailbox.Mailbox`."""

    def __init__(self, root: str, *, needs_mark: bool = True, most_files: int = MOST_FILES) -> None:
        """Say where it is.

        Args:
            root: the directory; it may be a link, as a person may name one.
            needs_mark: whether it is only there when its mark is; the outbox needs none.
            most_files: how many names are listed at most.
        """
        self.root = root
        self._needs_mark = needs_mark
        self._most_files = most_files

    def is_online(self) -> bool:
        """Whether the place is there and marked."""
        if not self._needs_mark:
            return os.path.isdir(self.root)
        try:
            is_marked = stat.S_ISREG(os.lstat(f"{self.root}/{MARK}").st_mode)
        except OSError:
            return False
        # A name may come from memory while the disk hangs; a mark closed to us is one all the same.
        with contextlib.suppress(PreserveError):
            for _ in self._pieces(MARK, 0, 1) if is_marked else ():
                pass
        return is_marked

    def mark(self) -> None:
        """Mark the directory as a place of exchange.

        Raises:
            PreserveError: it cannot be written.
        """
        with atomic.writing(printable(self.root)), contextlib.suppress(FileExistsError):
            atomic.create(f"{self.root}/{MARK}", MARK_TEXT.encode())
            atomic.sync_directory(self.root)

    def files(self, directory: str = "") -> Iterator[FileThere]:
        """Yield the files at and below a directory."""
        found: list[FileThere] = []
        waiting = [directory]
        seen = 0
        while waiting:
            place = waiting.pop()
            for name, status in self._listed(place, is_asked_for=bool(directory)):
                seen += 1
                if seen > self._most_files:
                    words = f"{self._shown(directory)} holds more files than any exchange needs."
                    raise Unreadable(words, code="XCH-007")
                path = f"{place}/{name}" if place else name
                if stat.S_ISDIR(status.st_mode) and path.count("/") < DEEPEST:
                    waiting.append(path)
                elif stat.S_ISREG(status.st_mode) and not name.endswith(PART_ENDING):
                    found.append(FileThere(path, status.st_size))
        yield from sorted(found)

    def directories(self, directory: str) -> list[str]:
        """Return the names of the directories that lie directly in one, sorted.

        Raises:
            PreserveError: it cannot be listed.
        """
        listed = self._listed(directory, is_asked_for=True)
        return sorted(name for name, status in listed if stat.S_ISDIR(status.st_mode))

    def read(self, name: str, limit_bytes: int) -> Iterator[bytes]:
        """Yield the bytes of a file, at most `limit_bytes` of them."""
        yield from self._pieces(name, 0, limit_bytes)

    def content(self, name: str) -> Content:
        """Return a file that lies here as what a file elsewhere is to hold.

        Raises:
            PreserveError: it cannot be read.
        """
        digest, size = hashlib.sha256(), 0
        for piece in self._pieces(name, 0):
            digest.update(piece)
            size += len(piece)
        return Content(size, digest.hexdigest(), lambda offset: self._pieces(name, offset))

    def expected(self, name: str, size_bytes: int, sha256: str) -> Content:
        """Return a file that lies here as `content` does, by the digest that it must have."""
        return Content(size_bytes, sha256, lambda offset: self._pieces(name, offset))

    def put(self, name: str, content: Content, *, settles: bool = True) -> bool:
        """Have a file lie under a name, whole and synced."""
        *above, base = require_name(name)
        with _writing(name):
            if self._holds(above, base, content):
                return False
            with self._opened(above, is_made=True) as here:
                _fill(here, base + PART_ENDING, content)
                os.replace(base + PART_ENDING, base, src_dir_fd=here, dst_dir_fd=here)
                if settles:
                    atomic.sync_open_directory(here)
        return True

    def write(self, name: str, parts: Iterable[bytes]) -> Content:
        """Have a file lie under a name that nothing is known of yet; in its directory, `sync`.

        Raises:
            PreserveError: the place is full or read-only, or something is in the way.
        """
        *above, base = require_name(name)
        digest, size = hashlib.sha256(), 0
        with _writing(name), self._opened(above, is_made=True) as here:
            part = base + PART_ENDING
            _unlink(here, part)
            descriptor = os.open(
                part, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _FILE, 0o644, dir_fd=here
            )
            try:
                for piece in parts:
                    _write_all(descriptor, piece)
                    digest.update(piece)
                    size += len(piece)
                os.fsync(descriptor)
            finally:
                os.close(descriptor)
            os.replace(part, base, src_dir_fd=here, dst_dir_fd=here)
        return self.expected(name, size, digest.hexdigest())

    def sync(self, directory: str) -> None:
        """Sync the names in a directory.

        Raises:
            PreserveError: the system says that it could not.
        """
        with _writing(directory), self._opened(require_name(directory)) as here:
            atomic.sync_open_directory(here)

    def drop(self, name: str) -> None:
        """Remove a file.

        Raises:
            PreserveError: it cannot be removed.
        """
        *above, base = require_name(name)
        with _writing(name), self._opened(above) as here:
            _unlink(here, base)

    def clear(self, directory: str, endings: Collection[str]) -> int:
        """Remove the files in a directory whose names end so, and the directory if it is empty.

        Args:
            directory: what lies below it in directories of their own stays.
            endings: what is on its way to such a name goes, too.

        Returns:
            How many files went.

        Raises:
            PreserveError: they cannot be removed.
        """
        gone = 0
        *above, base = require_name(directory)
        for name, status in list(self._listed(directory, is_asked_for=True)):
            if stat.S_ISREG(status.st_mode) and name.removesuffix(PART_ENDING).endswith(
                tuple(endings)
            ):
                with _writing(directory), self._opened([*above, base]) as here:
                    _unlink(here, name)
                    gone += 1
        with contextlib.suppress(OSError), self._opened(above) as parent:
            os.rmdir(base, dir_fd=parent)
        return gone

    def _listed(self, place: str, *, is_asked_for: bool) -> Iterator[tuple[str, os.stat_result]]:
        """Yield what lies directly in a directory; one that was met may be closed to us."""
        try:
            parts = require_name(place) if place else ()
            with self._opened(parts) as here, os.scandir(here) as listing:
                for item in listing:
                    with contextlib.suppress(OSError):
                        yield item.name, item.stat(follow_symlinks=False)
        except _NOT_THERE:
            return
        except OSError as problem:
            if problem.errno == errno.ELOOP or (place and not is_asked_for):
                return
            raise _unreadable(self._shown(place), problem) from problem

    def _shown(self, directory: str) -> str:
        return printable(f"{self.root}/{directory}" if directory else self.root)

    @contextlib.contextmanager
    def _opened(self, parts: Iterable[str], *, is_made: bool = False) -> Iterator[int]:
        """Yield an open directory, each part of the way opened from the one above it."""
        here = os.open(self.root, _TOP)
        try:
            for part in parts:
                if is_made:
                    with contextlib.suppress(FileExistsError):
                        os.mkdir(part, 0o755, dir_fd=here)
                        atomic.sync_open_directory(here)
                below = os.open(part, _DIRECTORY, dir_fd=here)
                os.close(here)
                here = below
            yield here
        finally:
            os.close(here)

    def _pieces(self, name: str, offset: int, limit_bytes: int = 1 << 62) -> Iterator[bytes]:
        *above, base = require_name(name)
        try:
            with self._opened(above) as here:
                descriptor = os.open(base, os.O_RDONLY | _FILE, dir_fd=here)
            try:
                if not stat.S_ISREG(os.fstat(descriptor).st_mode):
                    raise Unreadable(f"{printable(name)} is no file.", code="XCH-009")
                os.lseek(descriptor, offset, os.SEEK_SET)
                rest = limit_bytes
                while rest and (piece := os.read(descriptor, min(rest, _PIECE_BYTES))):
                    yield piece
                    rest -= len(piece)
            finally:
                os.close(descriptor)
        except OSError as problem:
            raise _unreadable(printable(name), problem) from problem

    def _holds(self, above: list[str], base: str, content: Content) -> bool:
        try:
            with self._opened(above) as here:
                status = os.stat(base, dir_fd=here, follow_symlinks=False)
        except FileNotFoundError:
            return False
        if not stat.S_ISREG(status.st_mode):
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), base)
        if status.st_size != content.size_bytes:
            return False
        try:
            return self.content("/".join((*above, base))).sha256 == content.sha256
        except PreserveError:
            # What cannot be read back is as good as damaged: it is written again.
            return False


@contextlib.contextmanager
def _writing(name: str) -> Iterator[None]:
    """Translate system errors inside the block, those that say that something is in the way first.

    Raises:
        PreserveError: instead of any OSError.
    """
    try:
        yield
    except OSError as problem:
        if problem.errno in _IN_THE_WAY:
            words = f"Something that is not ours is in the way of {printable(name)}."
            remedy = "Look at what lies there and move it away, then run the same command again."
            raise NotWritable(words, remedy=remedy) from problem
        raise atomic.explained(problem, printable(name)) from problem


def _fill(here: int, part: str, content: Content) -> None:
    """Write a part to its end, and sync it; it is not left where it is not what it should be."""
    digest = hashlib.sha256()
    descriptor = _begun(here, part)
    try:
        size = _kept_of(descriptor, content, digest)
        os.ftruncate(descriptor, size)
        os.lseek(descriptor, size, os.SEEK_SET)
        for piece in content.read_from(size) if size < content.size_bytes else ():
            _write_all(descriptor, piece)
            digest.update(piece)
            size += len(piece)
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    if size != content.size_bytes or digest.hexdigest() != content.sha256:
        _unlink(here, part)
        words = f"What was to be written as {printable(part.removesuffix(PART_ENDING))} is not"
        raise Unreadable(f"{words} what it should be.", code="XCH-033")


def _begun(here: int, part: str) -> int:
    """Open a part that an earlier run left, or a new one."""
    with contextlib.suppress(OSError):
        descriptor = os.open(part, os.O_RDWR | _FILE, dir_fd=here)
        status = os.fstat(descriptor)
        # A second name may be somebody's file, led here to be written over.
        if stat.S_ISREG(status.st_mode) and status.st_nlink == 1:
            return descriptor
        os.close(descriptor)
    _unlink(here, part)
    return os.open(part, os.O_RDWR | os.O_CREAT | os.O_EXCL | _FILE, 0o644, dir_fd=here)


def _kept_of(descriptor: int, content: Content, digest: "hashlib._Hash") -> int:
    """Return how much of a part is the beginning of the content, and digest that much."""
    kept = 0
    if not os.fstat(descriptor).st_size:
        return 0
    for piece in content.read_from(0):
        try:
            there = os.pread(descriptor, len(piece), kept)
        except OSError:
            # What cannot be read back is as good as damaged: it is written again.
            break
        if there != piece[: len(there)]:
            break
        digest.update(there)
        kept += len(there)
        if len(there) < len(piece):
            break
    return kept


def _write_all(descriptor: int, data: bytes) -> None:
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(descriptor, rest) :]


def _unlink(here: int, name: str) -> None:
    with contextlib.suppress(FileNotFoundError):
        os.unlink(name, dir_fd=here)


def _unreadable(shown: str, problem: OSError) -> Unreadable:
    reason = problem.strerror or problem.__class__.__name__
    return Unreadable(f"{shown} cannot be read ({reason}).", code="XCH-009")
