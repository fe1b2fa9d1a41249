"""Reading a source: never touched, digested while it is read, watched while it is read."""

import os
import stat
from typing import NamedTuple

from preserve.errors import CannotDecide, Refused, Unreadable
from preserve.model.article import SourceBytes
from preserve.model.digest import OUR_ALGORITHMS, hasher
from preserve.model.file import Entry, EntryKind, printable
from preserve.storage.tree import LocalFile, LocalTree

_CHUNK_BYTES = 1 << 20


class SourcePath(NamedTuple):
    """A source as the user named it, or as it was met in a directory the user named."""

    path: str
    name: str


def look(path: str) -> EntryKind | None:
    """Return what lies at a path that the user named; None when nothing is there.

    A link that the user named is followed: it is the user's word for the source.

    Raises:
        Unreadable: it cannot be looked at.
    """
    try:
        mode = os.stat(path).st_mode
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as problem:
        raise Unreadable(f"{printable(path)} cannot be looked at: {problem.strerror}.") from problem
    if stat.S_ISDIR(mode):
        return EntryKind.DIRECTORY
    return EntryKind.FILE if stat.S_ISREG(mode) else EntryKind.DEVICE


def list_source(directory: str) -> tuple[Entry, ...]:
    """List a directory of sources, links not followed.

    Raises:
        Unreadable: it cannot be listed.
    """
    try:
        return LocalTree(directory).entries()
    except OSError as problem:
        words = f"{printable(directory)} cannot be listed: {problem.strerror}."
        raise Unreadable(words) from problem


def read_source(source: SourcePath, limit_bytes: int) -> SourceBytes:
    """Read a source whole, with its digests.

    Raises:
        Unreadable: it is not there, no file, or may not be read.
        Refused: it is larger than the limit.
        CannotDecide: it changed while it was read.
    """
    shown = printable(source.path)
    try:
        directory, base = os.path.split(os.path.realpath(source.path))
        with LocalTree(directory).open(base) as opened:
            before = opened.identity()
            if not before.is_regular:
                raise Unreadable(f"{shown} is not a file.")
            if before.size_bytes > limit_bytes:
                raise Refused(
                    f"{shown} has {before.size_bytes} bytes; at most {limit_bytes} are taken.",
                    code="META-002",
                    remedy="Check that it is an article; split or convert it if it is one.",
                )
            chunks = []
            hashes = {name: hasher(name) for name in OUR_ALGORITHMS}
            buffer = memoryview(bytearray(min(_CHUNK_BYTES, before.size_bytes + 1)))
            while count := opened.readinto(buffer):
                chunks.append(bytes(buffer[:count]))
                for made in hashes.values():
                    made.update(buffer[:count])
            data = b"".join(chunks)
            if opened.identity() != before or len(data) != before.size_bytes:
                raise CannotDecide(
                    f"{shown} changed while it was read; it was not taken.",
                    code="FIX-007",
                    remedy="Wait until nothing writes to it any more, then run again.",
                )
    except OSError as problem:
        reason = problem.strerror or problem.__class__.__name__
        raise Unreadable(f"{shown} cannot be read: {reason}.") from problem
    return SourceBytes(source.name, data, {name: made.hexdigest() for name, made in hashes.items()})


def read_whole(path: str, limit_bytes: int) -> bytes:
    """Read a small file that the user named, such as a metadata file or a checkpoint.

    Raises:
        Unreadable: it is not there, no file, too large, or may not be read.
    """
    try:
        return read_source(SourcePath(path, os.path.basename(path)), limit_bytes).data
    except Refused as problem:
        raise Unreadable(problem.message) from problem


def read_head(path: str, size_bytes: int) -> bytes:
    """Return the first bytes of a file; nothing where it cannot be read."""
    try:
        with LocalFile(path) as opened:
            buffer = memoryview(bytearray(size_bytes))
            return bytes(buffer[: opened.readinto(buffer)])
    except OSError:
        return b""
