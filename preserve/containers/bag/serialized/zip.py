"""zip: what the central directory says, held against every local header; then the contents."""

import struct
from array import array
from typing import Final

from preserve.containers.bag.names import shown, storable
from preserve.containers.bag.serialized.gunzip import bomb_words
from preserve.containers.bag.serialized.member import Content
from preserve.containers.bag.serialized.source import PlainStream, Problem, Source
from preserve.containers.bag.serialized.table import Member, Table, climbs
from preserve.containers.bag.serialized.zip_central import (
    Central,
    central_members,
    extra_fields,
    name_of,
    widened,
)
from preserve.containers.bag.serialized.zip_content import METHODS, PackedContent
from preserve.containers.bag.serialized.zip_end import LOCAL_MARK, directory_of, first_member
from preserve.model.file import EntryKind
from preserve.model.finding import Where

_LOCAL = struct.Struct("<4s5H3L2H")
_DESCRIPTOR_MARK: Final = b"PK\x07\x08"
_ENCRYPTED: Final = 1 | 1 << 6 | 1 << 13
_HAS_DESCRIPTOR: Final = 1 << 3
_PATCHED: Final = 1 << 5
_COMPARED: Final = _ENCRYPTED | _HAS_DESCRIPTOR | 1 << 11
_NOTHING_BYTES: Final = 14
"""What nothing takes when it is packed by bzip2; by deflate it takes less."""
_ZIP64: Final = 0x0001
_FULL32: Final = 0xFFFFFFFF
_WINDOW_BYTES: Final = 1 << 12
_AES: Final = 99
_TARGET: Final = "a place that was not looked at"
"""A zip file holds it as content."""


class ZipArchive:
    """A zip file."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._offsets = array("Q")
        self._packed = array("Q")
        self._sizes = array("Q")
        self._crcs = array("L")
        self._methods = array("H")
        self._flags = array("H")
        self._names = array("q")

    def read(self, table: Table) -> None:
        """List the members.

        Raises:
            OSError: the medium does not allow it.
            Problem: what ends the reading.
        """
        directory = directory_of(self._source)
        packed = unpacked = 0
        for central in central_members(self._source, directory):
            packed, unpacked = packed + central.packed_bytes, unpacked + central.size_bytes
            if not self._take(table, central):
                return
            for size, small in ((central.size_bytes, central.packed_bytes), (unpacked, packed)):
                if table.caps.is_bomb(size, small):
                    raise Problem("BAG-158", bomb_words(size, small, table.caps))
        self._walk(directory.offset)

    def place(self, number: int) -> int:
        """Return where a member's content begins in the file."""
        return self._offsets[number]

    def content(self, number: int, size_bytes: int) -> Content:
        """Return what reads a member's content."""
        stream = PlainStream(self._source, self._offsets[number], 0)
        return PackedContent(
            stream, self._methods[number], (self._packed[number], size_bytes, self._crcs[number])
        )

    def _take(self, table: Table, central: Central) -> bool:
        where = Where(file=storable(central.name))
        name = shown(central.name)
        error = _unreadable(central)
        if error is not None:
            is_locked = central.flags & _ENCRYPTED or central.method == _AES
            table.found.add("BAG-164" if is_locked else "BAG-165", f"{name} is {error}", where)
        if _hides_content(central):
            table.found.add("BAG-163", f"{name} is a directory, and has content", where)
        if any("\\" in each for each in (central.name, central.alias or "")):
            words = f"{name} has a backslash, which some programs take for a way into a directory"
            table.found.add("BAG-150", words, where)
        elif central.alias is not None and climbs(central.alias) is not None:
            words = f"{name} is for some programs {shown(central.alias)}, which leads elsewhere"
            table.found.add("BAG-150", words, where)
        self._offsets.append(central.offset)
        self._packed.append(central.packed_bytes)
        self._sizes.append(central.size_bytes)
        self._crcs.append(central.crc)
        self._methods.append(central.method)
        self._flags.append(central.flags)
        self._names.append(hash((central.raw, central.name)))
        return table.add(_member(central, error))

    def _walk(self, end: int) -> None:
        """Hold every local header against the list, in the order of the file; leave no gap."""
        expected = first_member(self._source)
        stream = PlainStream(self._source, 0, _WINDOW_BYTES)
        for number in sorted(range(len(self._offsets)), key=self._offsets.__getitem__):
            offset = self._offsets[number]
            if offset < expected:
                raise Problem("BAG-163", f"Two members overlap at byte {offset}")
            if offset > expected:
                words = f"From byte {expected} to {offset} there is something that is no member"
                raise Problem("BAG-166", words)
            stream.offset = offset
            self._hold(stream, number)
            self._offsets[number] = stream.offset
            if not stream.skip(self._packed[number]) or stream.offset > end:
                raise Problem("BAG-163", f"The member at byte {offset} reaches beyond its place")
            if self._flags[number] & _HAS_DESCRIPTOR:
                self._descriptor(stream, number)
            expected = stream.offset
        if expected > end:
            raise Problem("BAG-163", "The last member reaches into the list of members")
        if expected < end:
            words = f"From byte {expected} to {end} there is something that is no member"
            raise Problem("BAG-166", words)

    def _hold(self, stream: PlainStream, number: int) -> None:
        """Hold a local header against what the list says."""
        place = stream.offset
        head = stream.read(_LOCAL.size)
        if len(head) < _LOCAL.size or not head.startswith(LOCAL_MARK):
            raise Problem("BAG-162", f"There is no member at byte {place}, where one is said to be")
        _, _, flags, method, _, _, crc, packed, size, name_bytes, extra_bytes = _LOCAL.unpack(head)
        raw = stream.read(name_bytes)
        parts = extra_fields(stream.read(extra_bytes))
        name, _ = name_of(raw, flags, parts)
        size, packed = widened([(size, _FULL32), (packed, _FULL32)], parts.get(_ZIP64, b""))
        is_open = bool(flags & _HAS_DESCRIPTOR)
        stated = (self._crcs[number], self._packed[number], self._sizes[number])
        differs = [
            here != there and not (is_open and here in {0, _FULL32})
            for here, there in zip((crc, packed, size), stated, strict=True)
        ]
        same_flags = not (flags ^ self._flags[number]) & _COMPARED
        if any(differs) or method != self._methods[number] or not same_flags:
            words = f"The member at byte {place} is another than the list of members says"
            raise Problem("BAG-163", words)
        if hash((raw, name)) != self._names[number]:
            words = f"The member at byte {place} is called {shown(name)} there, and not in the list"
            raise Problem("BAG-163", words)

    def _descriptor(self, stream: PlainStream, number: int) -> None:
        """Pass over the data descriptor behind a content (APPNOTE 4.3.9), in any of its forms."""
        place = stream.offset
        data = stream.read(24)
        numbers = (self._crcs[number], self._packed[number], self._sizes[number])
        for mark in (_DESCRIPTOR_MARK, b""):
            for form in ("<LQQ", "<LLL"):
                if form == "<LLL" and max(numbers) > _FULL32:
                    continue
                record = mark + struct.pack(form, *numbers)
                if data.startswith(record):
                    stream.offset = place + len(record)
                    return
        raise Problem("BAG-163", f"The record at byte {place} does not fit the list of members")


def _hides_content(central: Central) -> bool:
    """Return whether a directory has content, which no program shows and some unpack."""
    if not central.is_directory and central.kind is not EntryKind.DIRECTORY:
        return False
    least = _NOTHING_BYTES if central.method else 0
    is_more = bool(central.size_bytes) or central.packed_bytes > least
    return is_more or central.kind not in {EntryKind.FILE, EntryKind.DIRECTORY}


def _member(central: Central, error: str | None) -> Member:
    kind = EntryKind.DIRECTORY if central.is_directory else central.kind
    is_link = kind is EntryKind.SYMLINK
    target = _TARGET if is_link else None
    return Member(central.name, kind, central.size_bytes, target, error=error)


def _unreadable(central: Central) -> str | None:
    if central.flags & _ENCRYPTED or central.method == _AES:
        return "encrypted"
    if central.flags & _PATCHED or central.method not in METHODS:
        return f"packed by method {central.method}, which is not read here"
    return None
