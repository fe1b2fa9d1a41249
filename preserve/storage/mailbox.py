"""The port of transport: a place where files lie that two archives leave for each other.

A stick, a mounted directory, the attachments of a mail: all that is asked is that whole files
appear under names. `DirectoryMailbox` and `MemoryMailbox` implement it, and one suite of contract
tests runs on both; other transports come later.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import Final, NamedTuple, Protocol

from preserve.errors import Unreadable
from preserve.model.file import printable

PART_ENDING: Final = ".part"
"""What the name of a file ends with that is still on its way."""

MOST_FILES: Final = 200_000
"""Names at and below a directory; whoever finds more gives up before they are in memory."""

DEEPEST: Final = 16
"""Directories below the place; what lies deeper is none of ours."""


class FileThere(NamedTuple):
    """A file that lies in a mailbox: whole, or damaged on its way, but not on its way still.

    Attributes:
        name: relative, with `/` between its parts.
    """

    name: str
    size_bytes: int


class Content(NamedTuple):
    """What a file is to hold.

    Attributes:
        sha256: in lower-case hex.
        read_from: yields the bytes from an offset on.
    """

    size_bytes: int
    sha256: str
    read_from: Callable[[int], Iterable[bytes]]


class Mailbox(Protocol):
    """The place; nothing that lies in it is ever executed, followed or trusted.

    Several files may be put at once, from threads of their own.
    """

    def is_online(self) -> bool:
        """Whether the place is there and is marked as one: an empty mount point is not."""
        ...

    def files(self, directory: str = "") -> Iterator[FileThere]:
        """Yield the files at and below a directory, in the order of their names.

        Links, devices, what is still on its way and what lies deeper than `DEEPEST` are passed
        over; a directory that is not there holds nothing.

        Raises:
            PreserveError: the place cannot be listed, or holds more than any exchange needs.
        """
        ...

    def read(self, name: str, limit_bytes: int) -> Iterator[bytes]:
        """Yield the bytes of a file, at most `limit_bytes` of them.

        Raises:
            PreserveError: it cannot be read, or is not a regular file.
        """
        ...

    def put(self, name: str, content: Content, *, settles: bool = True) -> bool:
        """Have a file lie under a name, whole and synced; what was begun before is gone on with.

        Other bytes under that name are damage, and are mended. The name shows nothing until the
        last byte is on the medium.

        Args:
            name: where it lies.
            content: what it holds.
            settles: whether its name is on the medium, too, when this returns; else `sync` sees
                to that, once for all that were put into a directory.

        Returns:
            Whether anything had to be done: False where the same bytes lie there.

        Raises:
            PreserveError: the place is full, read-only or not there, something else than a file
                is in the way, or the content is not what it says it is.
        """
        ...

    def sync(self, directory: str) -> None:
        """Have the names of what was put into a directory on the medium.

        Raises:
            PreserveError: the system says that it could not.
        """
        ...


def require_name(name: str) -> tuple[str, ...]:
    """Return the parts of a name that leads nowhere but down.

    Raises:
        Unreadable: it does not.
    """
    parts = tuple(name.split("/"))
    if any(part in {"", ".", ".."} or "\0" in part for part in parts):
        raise Unreadable(f"{printable(name)!r} is no name of a file here.", code="XCH-009")
    return parts
