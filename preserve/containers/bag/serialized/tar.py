"""tar as a stream of members: v7, ustar, GNU long names, pax; everything else is told."""

import re
from array import array
from typing import Final

from preserve.containers.bag.names import shown
from preserve.containers.bag.serialized.caps import Caps
from preserve.containers.bag.serialized.member import Content
from preserve.containers.bag.serialized.source import PlainStream, Problem, Source, Stream
from preserve.containers.bag.serialized.table import Member, Table
from preserve.containers.bag.serialized.tar_header import (
    BLOCK_BYTES,
    ZERO_BLOCK,
    Header,
    is_header,
    parse_header,
    pax_records,
    pax_size,
    text,
)
from preserve.model.amounts import bytes_words
from preserve.model.file import EntryKind
from preserve.model.finding import Where

_FILES: Final = frozenset({b"0", b"\0", b"7"})
_KINDS: Final = {
    b"1": EntryKind.SYMLINK,
    b"2": EntryKind.SYMLINK,
    b"3": EntryKind.DEVICE,
    b"4": EntryKind.DEVICE,
    b"5": EntryKind.DIRECTORY,
    b"D": EntryKind.DIRECTORY,
    b"6": EntryKind.FIFO,
}
_HARD: Final = b"1"
_LISTED: Final = b"D"
"""A directory of an incremental archive of GNU tar; its content is a list of the names in it."""

_RENAMES = re.compile(rb"\0[^YND\0]")
"""What is no name in such a list: an order to move files when it is unpacked, or nonsense."""

_LABEL: Final = b"V"
"""The name that GNU tar gives to the whole archive: nothing of it is unpacked."""

_EXTENDED: Final = frozenset({b"L", b"K", b"x", b"g"})
_PATHS: Final = {b"L": b"path", b"K": b"linkpath"}
_OUT_OF_STEP: Final = frozenset({b"S", b"M"})
"""Sparse files as old GNU tar stores them, and parts of others: more than content may follow."""
_LARGEST_OCTAL: Final = 8**11
_PIECE_BYTES: Final = 1 << 18
_MOST_RECORDS: Final = 1_000_000
_RECORDS_A_MEMBER: Final = 20
"""How many records extended headers may have, and how many more for each member: two million
members with all that pax knows of each are within it, and headers made to be slow are not."""


class TarReader:
    """Takes members from a stream, one after another, each with its content behind it."""

    def __init__(self, stream: Stream, caps: Caps) -> None:
        self._stream = stream
        self._caps = caps
        self._left = 0
        self._padding = 0
        self._members = 0
        self._records = 0

    def member(self) -> Member | None:
        """Go to the next member, past what was not taken of the one before; None at the end.

        Raises:
            OSError: the medium or the rights do not allow it.
            Problem: the archive cannot be read on.
        """
        if not self._stream.skip(self._left + self._padding):
            raise self._cut()
        self._left = self._padding = 0
        extended = dict[bytes, bytes]()
        seen = set[bytes]()
        while (header := self._header()) is not None:
            if header.flag in _EXTENDED:
                self._extend(header, extended, seen)
            elif header.flag != _LABEL or header.size_bytes or extended:
                return self._met(header, extended)
        if seen:
            raise Problem("BAG-162", "It ends after an extended header, without its member")
        return None

    def content(self, count: int) -> bytes:
        """Return at most so many more bytes of the member's content; none at its end.

        Raises:
            OSError: the medium or the rights do not allow it.
            Problem: the archive cannot be read on.
        """
        if not self._left:
            return b""
        data = self._stream.some(min(count, self._left))
        if not data:
            raise self._cut()
        self._left -= len(data)
        return data

    def _cut(self) -> Problem:
        return Problem("BAG-161", f"It ends in the middle, at or before byte {self._stream.offset}")

    def _header(self) -> Header | None:
        place = self._stream.offset
        block = self._stream.read(BLOCK_BYTES)
        if len(block) < BLOCK_BYTES:
            raise self._cut()
        if block == ZERO_BLOCK:
            self._expect_end()
            return None
        if not is_header(block):
            words = f"The header at byte {place} does not match its check sum"
            raise Problem("BAG-162" if place else "BAG-168", words)
        return parse_header(block)

    def _expect_end(self) -> None:
        """Accept a second block of zeros, and nothing but zeros behind, in whole blocks."""
        place = self._stream.offset
        second = self._stream.read(BLOCK_BYTES)
        if len(second) < BLOCK_BYTES:
            raise self._cut()
        data = second
        while data:
            if data.count(0) != len(data):
                raise Problem("BAG-166", f"After its end, from byte {place} on, there is more")
            data = self._stream.some(_PIECE_BYTES)
        if self._stream.offset % BLOCK_BYTES:
            raise self._cut()

    def _extend(self, header: Header, extended: dict[bytes, bytes], seen: set[bytes]) -> None:
        """Take an extended header into what is known of the next member."""
        if header.size_bytes > self._caps.header_bytes:
            size, most = bytes_words(header.size_bytes), bytes_words(self._caps.header_bytes)
            raise Problem("BAG-160", f"It has a header of {size}; {most} are allowed")
        data = self._stream.read(header.size_bytes)
        if len(data) < header.size_bytes or not self._stream.skip(-len(data) % BLOCK_BYTES):
            raise self._cut()
        if header.flag in _PATHS:
            records = {_PATHS[header.flag]: data.removesuffix(b"\0")}
        else:
            self._count_records(data)
            records = {key: value for key, value in pax_records(data).items() if value}
        told = {b"path", b"linkpath", b"size"} & records.keys()
        if header.flag == b"g":
            if told:
                raise Problem("BAG-163", "A header gives all members one name or size")
            return
        differ = any(extended.get(key, records[key]) != records[key] for key in told)
        if header.flag in seen or differ:
            raise Problem("BAG-163", "Two headers give one member two names or sizes")
        seen.add(header.flag)
        extended.update(records)

    def _count_records(self, data: bytes) -> None:
        """Count the records of a header before they are read; each ends with a line feed."""
        self._records += data.count(b"\n")
        most = _MOST_RECORDS + _RECORDS_A_MEMBER * self._members
        if self._records > most:
            raise Problem("BAG-160", f"Its headers have more than {most:,} records")

    def _met(self, header: Header, extended: dict[bytes, bytes]) -> Member:
        self._members += 1
        name = text(extended.get(b"path", header.name))
        target = text(extended.get(b"linkpath", header.link))
        size = header.size_bytes
        if b"size" in extended:
            size = pax_size(extended[b"size"])
            if size < _LARGEST_OCTAL and header.size_bytes not in {0, size}:
                raise Problem("BAG-163", f"{shown(name)} has two sizes")
        self._left, self._padding = size, -size % BLOCK_BYTES
        if header.flag in _OUT_OF_STEP:
            words = f"{shown(name)} is stored in a way that is not read, {shown(text(header.flag))}"
            raise Problem("BAG-165", words)
        kind = _KINDS.get(header.flag, EntryKind.FILE)
        if kind is EntryKind.FILE and name.endswith("/") and header.flag in _FILES:
            kind = EntryKind.DIRECTORY  # as v7 writes directories
        if "\0" in name or "\0" in target:
            raise Problem("BAG-163", f"{shown(name)} ends where it holds a NUL, for some programs")
        if header.flag == _LISTED:
            size = self._pass_list(name)
        if kind is not EntryKind.FILE and size:
            words = f"{shown(name)} is a {kind.value} with {size} bytes of content"
            raise Problem("BAG-163", f"{words}: programs disagree about what follows it")
        is_link = kind is EntryKind.SYMLINK
        return Member(
            name,
            kind,
            size,
            target if is_link else None,
            is_link and header.flag == _HARD,
            _unreadable(header.flag, extended),
        )

    def _pass_list(self, name: str) -> int:
        """Pass over the list of names in a directory; return what is left of it: nothing."""
        before = b"\0"
        while data := self.content(_PIECE_BYTES):
            if _RENAMES.search(before + data):
                words = f"The list of names in {shown(name)} holds something else"
                raise Problem("BAG-163", f"{words}, on which only some programs act")
            before = data[-1:]
        return self._left


def _unreadable(flag: bytes, extended: dict[bytes, bytes]) -> str | None:
    if any(key.startswith(b"GNU.sparse.") for key in extended):
        return "it is stored as a sparse file"
    if flag not in _FILES and flag not in _KINDS:
        return f"it is stored as a type that is not known, {shown(text(flag))}"
    return None


class TarArchive:
    """A tar file that is not compressed."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._offsets = array("Q")

    def read(self, table: Table) -> None:
        """List the members.

        Raises:
            OSError: the medium does not allow it.
            Problem: what ends the reading.
        """
        stream = PlainStream(self._source)
        reader = TarReader(stream, table.caps)
        while (member := reader.member()) is not None:
            if stream.offset + member.size_bytes > self._source.size_bytes:
                raise Problem("BAG-161", f"It ends in the middle of {shown(member.name)}")
            if not take(table, member):
                return
            self._offsets.append(stream.offset)

    def place(self, number: int) -> int:
        """Return where a member's content begins in the file."""
        return self._offsets[number]

    def content(self, number: int, size_bytes: int) -> Content:
        """Return what reads a member's content."""
        return StoredContent(PlainStream(self._source, self._offsets[number], 0), size_bytes)


def take(table: Table, member: Member) -> bool:
    """Put a member of a tar file into the table; what cannot be read of it is told."""
    if member.error is not None:
        words = f"{shown(member.name)}: {member.error}"
        table.found.add("BAG-165", words, Where(file=shown(member.name)))
    return table.add(member)


class StoredContent:
    """Content that lies in the file as it is."""

    def __init__(self, stream: PlainStream, size_bytes: int) -> None:
        self._stream = stream
        self._left = size_bytes

    def read(self, count: int) -> bytes:
        """Return at most so many bytes; none at the end."""
        data = self._stream.some(min(count, self._left)) if self._left else b""
        if self._left and not data:
            raise Problem("BAG-161", "The archive ends in the middle of it")
        self._left -= len(data)
        return data
