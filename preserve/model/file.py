"""Files as they are met: entries of a tree, what a read measured, what is on record."""

from array import array
from collections.abc import Iterator, Sequence
from enum import StrEnum
from typing import NamedTuple

from preserve.model.digest import DIGEST_BYTES, Digests


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


class Measurements(NamedTuple):
    """What reads of several files gave, as small as it can be: many wait while others are listed.

    Attributes:
        paths: of the files, in turn.
        algorithms: under which each of them was digested.
        sizes: in bytes, in turn.
        digests: of the files that were read, as bytes, one behind the other, in turn.
        others: what came of a file that was not read, by its place; it has no digests.
    """

    paths: Sequence[str]
    algorithms: tuple[str, ...]
    sizes: "array[int]"
    digests: bytes
    others: dict[int, Measurement]

    def each(self) -> Iterator[Measurement]:
        """Yield them one by one."""
        widths = [(name, 2 * DIGEST_BYTES[name]) for name in self.algorithms]
        digests, start = self.digests.hex(), 0
        for place, path in enumerate(self.paths):
            other = self.others.get(place)
            if other is not None:
                yield other
                continue
            made = dict[str, str]()
            for name, width in widths:
                made[name] = digests[start : start + width]
                start += width
            yield Measurement(path, Outcome.READ, self.sizes[place], made)


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
