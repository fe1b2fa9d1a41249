"""A directory as a place of exchange: a stick, a mount, a folder that two archives share."""

import contextlib
import hashlib
import os
import stat
from collections.abc import Iterator
from typing import Final

from preserve.errors import NotWritable, Unreadable
from preserve.model.file import EntryKind, printable
from preserve.storage import atomic
from preserve.storage.mailbox import Content, FileThere
from preserve.storage.tree import LocalTree

MARK: Final = "PRESERVE-EXCHANGE.txt"
MARK_TEXT: Final = """This directory is a place where archives leave things for each other.

Below for-<archive>/from-<archive>/ lie bags and signed messages: NAME.json is what is said,
NAME.json.sig its Ed25519 signature. Nothing here is the only copy of anything. This file marks
the place: without it, preserve takes the directory for an empty mount point and writes nothing.
"""
PART_ENDING: Final = ".part"
_PIECE_BYTES: Final = 1 << 20
_MOST_FILES: Final = 200_000


class DirectoryMailbox:
    """Implements `preserve.storage.mailbox.Mailbox`."""

    def __init__(self, root: str, *, needs_mark: bool = True) -> None:
        """Say where it is.

        Args:
            root: the directory.
            needs_mark: whether it is only there when its mark is; the outbox needs none.
        """
        self.root = root
        self._needs_mark = needs_mark

    def is_online(self) -> bool:
        """Whether the place is there and marked."""
        place = f"{self.root}/{MARK}" if self._needs_mark else self.root
        return os.path.exists(place)

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
        place = f"{self.root}/{directory}" if directory else self.root
        prefix = f"{directory}/" if directory else ""
        try:
            entries = LocalTree(place, follows_root=not directory).entries()
        except (FileNotFoundError, NotADirectoryError):
            return
        except OSError as problem:
            raise _unreadable(place, problem) from problem
        if len(entries) > _MOST_FILES:
            raise Unreadable(f"{printable(place)} holds more files than any exchange needs.")
        for entry in entries:
            if entry.kind is EntryKind.FILE and not entry.path.endswith(PART_ENDING):
                yield FileThere(prefix + entry.path, entry.size_bytes)

    def read(self, name: str, limit_bytes: int) -> Iterator[bytes]:
        """Yield the bytes of a file, at most `limit_bytes` of them."""
        try:
            with LocalTree(self.root).open(name) as opened:
                if not opened.identity().is_regular:
                    raise Unreadable(f"{printable(name)} is no file.")
                buffer = memoryview(bytearray(_PIECE_BYTES))
                rest = limit_bytes
                while rest and (count := opened.readinto(buffer[:rest])):
                    yield bytes(buffer[:count])
                    rest -= count
        except OSError as problem:
            raise _unreadable(name, problem) from problem

    def content(self, name: str) -> Content:
        """Return a file that lies here as what a file elsewhere is to hold.

        Raises:
            PreserveError: it cannot be read.
        """
        path = f"{self.root}/{name}"
        digest = _digest_of(path)
        if digest is None:
            raise Unreadable(f"{printable(name)} cannot be read.", code="XCH-009")
        return Content(os.path.getsize(path), digest, lambda offset: _pieces(path, offset))

    def put(self, name: str, content: Content) -> bool:
        """Have a file lie under a name, whole and synced."""
        final = f"{self.root}/{name}"
        if self._lies_there(final, content):
            return False
        with atomic.writing(printable(name)):
            self._make_parent(name)
            part = final + PART_ENDING
            _fill(part, content, _kept_of(part, content))
            os.replace(part, final)
            atomic.sync_directory(os.path.dirname(final))
        return True

    def _make_parent(self, name: str) -> None:
        try:
            atomic.make_directories(self.root, os.path.dirname(name))
        except FileExistsError as problem:
            raise NotWritable(f"Something is in the way of {printable(name)}.") from problem

    def _lies_there(self, final: str, content: Content) -> bool:
        try:
            status = os.lstat(final)
        except OSError:
            return False
        if not stat.S_ISREG(status.st_mode):
            raise NotWritable(f"{printable(final)} is no file; it is in the way.")
        if status.st_size != content.size_bytes:
            return False
        return _digest_of(final) == content.sha256


def _pieces(path: str, offset: int) -> Iterator[bytes]:
    with open(path, "rb") as opened:
        opened.seek(offset)
        while piece := opened.read(_PIECE_BYTES):
            yield piece


def _digest_of(path: str) -> str | None:
    digest = hashlib.sha256()
    buffer = memoryview(bytearray(_PIECE_BYTES))
    directory, name = os.path.split(path)
    try:
        with LocalTree(directory).open(name) as opened:
            while count := opened.readinto(buffer):
                digest.update(buffer[:count])
    except OSError:
        return None
    return digest.hexdigest()


def _kept_of(part: str, content: Content) -> int:
    """Return how much of a part that an earlier run left is the beginning of the content."""
    try:
        status = os.lstat(part)
        if not stat.S_ISREG(status.st_mode) or not 0 < status.st_size < content.size_bytes:
            return 0
        directory, name = os.path.split(part)
        offset = 0
        with LocalTree(directory).open(name) as opened:
            buffer = memoryview(bytearray(_PIECE_BYTES))
            for piece in content.read_from(0):
                rest = memoryview(piece)
                while rest:
                    count = opened.readinto(buffer[: len(rest)])
                    if buffer[:count] != rest[:count]:
                        return 0
                    if not count:
                        return offset
                    offset += count
                    rest = rest[count:]
    except OSError:
        return 0
    return offset


def _fill(part: str, content: Content, kept: int) -> None:
    """Write a part to its end, and sync it; it is not left where it is not what it should be."""
    if not kept:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(part)
    flags = os.O_WRONLY | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC | (0 if kept else os.O_EXCL)
    descriptor = os.open(part, flags, 0o644)
    try:
        os.ftruncate(descriptor, kept)
        os.lseek(descriptor, kept, os.SEEK_SET)
        for piece in content.read_from(kept):
            rest = memoryview(piece)
            while rest:
                rest = rest[os.write(descriptor, rest) :]
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    if _digest_of(part) != content.sha256:
        os.unlink(part)
        raise Unreadable(f"What was to be written as {printable(part)} changed meanwhile.")


def _unreadable(name: str, problem: OSError) -> Unreadable:
    reason = problem.strerror or problem.__class__.__name__
    return Unreadable(f"{printable(name)} cannot be read ({reason}).", code="XCH-009")
