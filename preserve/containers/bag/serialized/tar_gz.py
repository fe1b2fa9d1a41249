"""tar inside gzip: it can only be read from its start, so one pass lists and digests it all."""

from collections.abc import Callable, Sequence
from typing import Final

from preserve.containers.bag.serialized.caps import Caps
from preserve.containers.bag.serialized.gunzip import GzipStream
from preserve.containers.bag.serialized.source import Problem, Source
from preserve.containers.bag.serialized.table import Member, Table, tidy_name
from preserve.containers.bag.serialized.tar import TarReader, take
from preserve.model.digest import DIGEST_BYTES, hasher
from preserve.model.file import EntryKind

AT_ONCE: Final = ("md5", "sha1", "sha256", "sha512")
"""What is digested while listing, before any manifest says what is needed: it may come last."""

_PIECE_BYTES: Final = 1 << 18
_KEPT_BYTES: Final = 1 << 20
"""A manifest larger than this is not kept beside what was read of it."""

_MOST_HELD_BYTES: Final = 128 << 20
"""Of tag files, together; of what is beyond, the archive is unpacked again."""


class TarGzArchive:
    """A tar file in gzip.

    Its members are digested while they are listed, and the tag files among them kept.
    """

    def __init__(
        self,
        source: Source,
        is_kept: Callable[[str], bool],
        progress: Callable[[int, int], None],
    ) -> None:
        """Say where it is.

        Args:
            source: the file.
            is_kept: told a file name, whether a file of that name in the bag's own directory is
                one whose bytes the rules need.
            progress: told the files and bytes that were read.
        """
        self._source = source
        self._is_kept = is_kept
        self._progress = progress
        self._caps = Caps()
        self._held_bytes = 0
        self._held: dict[int, bytearray] = {}
        self._columns = {algorithm: bytearray() for algorithm in AT_ONCE}

    def read(self, table: Table) -> None:
        """List and digest the members.

        Raises:
            OSError: the medium does not allow it.
            Problem: what ends the reading.
        """
        self._caps = table.caps
        reader = TarReader(GzipStream(self._source, table.caps), table.caps)
        while (member := reader.member()) is not None:
            if not take(table, member):
                return
            self._digest(member, len(table.names) - 1, reader)

    def held(self, number: int) -> bytearray | None:
        """Return the bytes of a member that were kept, or None; many are given away once only."""
        held = self._held.get(number)
        if held is not None and len(held) > _KEPT_BYTES:
            del self._held[number]
        return held

    def digests(self, number: int, algorithms: Sequence[str]) -> dict[str, str] | None:
        """Return a member's digests as taken while listing; None where one was not taken."""
        found = {}
        for algorithm in algorithms:
            size = DIGEST_BYTES[algorithm]
            column = self._columns.get(algorithm)
            if column is None:
                return None
            found[algorithm] = column[number * size : (number + 1) * size].hex()
        return found

    def again(self) -> "SecondPass":
        """Begin to unpack from the start again."""
        return SecondPass(self._source, self._caps)

    def _digest(self, member: Member, number: int, reader: TarReader) -> None:
        if member.kind is not EntryKind.FILE:
            for algorithm, column in self._columns.items():
                column.extend(bytes(DIGEST_BYTES[algorithm]))
            return
        made = [hasher(algorithm) for algorithm in self._columns]
        held = self._place_for(member)
        while data := reader.content(_PIECE_BYTES):
            for each in made:
                each.update(data)
            if held is not None:
                held += data
            self._progress(0, len(data))
        for column, each in zip(self._columns.values(), made, strict=True):
            column.extend(each.digest())
        if held is not None:
            self._held[number] = held
        self._progress(1, 0)

    def _place_for(self, member: Member) -> bytearray | None:
        """Return where to keep a member's bytes, where they are needed and there is room."""
        _, _, inner = tidy_name(member.name).rpartition("/")
        is_near = tidy_name(member.name).count("/") <= 1
        if not is_near or not self._is_kept(inner):
            return None
        most = min(self._caps.tag_bytes, _MOST_HELD_BYTES)
        if self._held_bytes + member.size_bytes > most:
            return None
        self._held_bytes += member.size_bytes
        return bytearray()


class SecondPass:
    """Members once more, in the order of the archive."""

    def __init__(self, source: Source, caps: Caps) -> None:
        self._reader = TarReader(GzipStream(source, caps), caps)
        self._number = -1

    def go_to(self, number: int) -> None:
        """Go on to the member of a number, which lies ahead.

        Raises:
            OSError: the medium or the rights do not allow it.
            Problem: the archive cannot be read on.
        """
        while self._number < number:
            if self._reader.member() is None:
                raise Problem("BAG-161", "The archive ends before it")
            self._number += 1

    def read(self, count: int) -> bytes:
        """Return at most so many more bytes of the member; none at its end. Raises as `go_to`."""
        return self._reader.content(count)
