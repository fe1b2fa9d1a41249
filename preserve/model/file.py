"""Files as they are met: entries of a tree, what a read measured, what is on record."""

from enum import StrEnum
from typing import NamedTuple

from preserve.model.digest import Digests


class EntryKind(StrEnum):
    """What lies at a path, links not followed."""

    FILE = "file"
    DIRECTORY = "directory"
    SYMLINK = "symlink"
    FIFO = "fifo"
    SOCKET = "socket"
    DEVICE = "device"


class Entry(NamedTuple):
    """One name in a tree, as listed without following links.

    A named tuple, as a listing may hold a million of them.

    Attributes:
        path: relative to the tree's root, `/` between parts. Bytes of a name that are not
            UTF-8 are held as surrogate escapes, as `os.fsdecode` makes them.
        kind: what lies there.
        size_bytes: of a file, else 0.
        links: number of hard links of a file.
        target: where a symlink points, as stored.
        error: why a directory could not be listed, or a name not be looked at.
    """

    path: str
    kind: EntryKind
    size_bytes: int = 0
    links: int = 1
    target: str | None = None
    error: str | None = None


class Outcome(StrEnum):
    """How an attempt to read a file ended."""

    READ = "read"
    MISSING = "missing"
    NOT_A_FILE = "not-a-file"
    UNREADABLE = "unreadable"
    CHANGED = "changed-while-reading"


# A plain mapping: a measurement travels from a helper process, and a proxy cannot.
_NOTHING: Digests = {}


class Measurement(NamedTuple):
    """What one read of one file gave: its size and digests, or why there are none.

    A named tuple, as there is one for every file.
    """

    path: str
    outcome: Outcome
    size_bytes: int = 0
    digests: Digests = _NOTHING
    detail: str | None = None


class FileRecord(NamedTuple):
    """A file as recorded when it was packaged.

    Attributes:
        pieces: digests of its 64 KiB pieces (`preserve.model.pieces`), which tell where it was
            altered, and are no evidence; None for a small file, or an old record.
    """

    path: str
    size_bytes: int
    digests: Digests
    pieces: str | None = None


class NewFile(NamedTuple):
    """A file to be written: its path in the package and its bytes."""

    path: str
    data: bytes


def printable(path: str) -> str:
    r"""Return a path fit for a document: bytes that are not UTF-8 become `\xNN`."""
    return path.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
