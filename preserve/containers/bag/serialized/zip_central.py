"""The central directory of a zip file, member by member (APPNOTE 6.3.10, 4.3.12)."""

import struct
import zlib
from collections.abc import Iterator
from typing import Final, NamedTuple

from preserve.containers.bag.serialized.source import PlainStream, Problem, Source
from preserve.containers.bag.serialized.zip_end import CENTRAL_BYTES, Directory
from preserve.model.file import EntryKind

_MARK: Final = b"PK\x01\x02"
_CENTRAL = struct.Struct("<4s6H3L5H2L")
_EXTRA = struct.Struct("<2H")
_ZIP64: Final = 0x0001
_UNICODE_PATH: Final = 0x7075
_FULL16: Final = 0xFFFF
_FULL32: Final = 0xFFFFFFFF
_NEWEST: Final = 63
"""The version of the format, times ten, that defines everything that is read here."""

IS_UTF8: Final = 1 << 11
_FILE, _LINK, _DIRECTORY, _FIFO, _SOCKET = 0o100000, 0o120000, 0o040000, 0o010000, 0o140000
_TYPE_BITS: Final = 0o170000
_KINDS: Final = {
    0: EntryKind.FILE,
    _FILE: EntryKind.FILE,
    _LINK: EntryKind.SYMLINK,
    _DIRECTORY: EntryKind.DIRECTORY,
    _FIFO: EntryKind.FIFO,
    _SOCKET: EntryKind.SOCKET,
}


class Central(NamedTuple):
    """What the central directory says of a member.

    Attributes:
        raw: bytes of the name.
        name: the name as text.
        alias: the name as programs read it that do not know the field it comes from, or None.
        kind: from the Unix mode, whichever system the archive says that it was made on.
        is_directory: whether the name ends as one of a directory does.
        offset: of the local header.
    """

    raw: bytes
    name: str
    alias: str | None
    kind: EntryKind
    flags: int
    method: int
    crc: int
    packed_bytes: int
    size_bytes: int
    offset: int

    @property
    def is_directory(self) -> bool:
        """Whether the name ends as one of a directory does."""
        return self.name.endswith("/")


def central_members(source: Source, directory: Directory) -> Iterator[Central]:
    """Yield what the central directory says, in its order.

    Raises:
        OSError: the medium or the rights do not allow it.
        Problem: it is damaged.
    """
    stream = PlainStream(source, directory.offset)
    end = directory.offset + directory.size_bytes
    for number in range(directory.members):
        head = stream.read(CENTRAL_BYTES)
        if len(head) < CENTRAL_BYTES or not head.startswith(_MARK):
            raise Problem("BAG-162", f"Its list of members is damaged at number {number + 1}")
        fields = _CENTRAL.unpack(head)
        lengths = fields[10:13]
        rest = stream.read(sum(lengths))
        if stream.offset > end or len(rest) < sum(lengths):
            raise Problem("BAG-162", f"Its list of members is damaged at number {number + 1}")
        yield _central(fields, rest[: lengths[0]], rest[lengths[0] : lengths[0] + lengths[1]])
    if stream.offset != end:
        raise Problem("BAG-163", "Its list of members has more than it is said to have")


def _central(fields: tuple[int, ...], raw: bytes, extra: bytes) -> Central:
    flags, method, crc = fields[3], fields[4], fields[7]
    parts = extra_fields(extra)
    wanted = [
        (fields[9], _FULL32),
        (fields[8], _FULL32),
        (fields[16], _FULL32),
        (fields[13], _FULL16),
    ]
    size, packed, offset, disk = widened(wanted, parts.get(_ZIP64, b""))
    if disk:
        raise Problem("BAG-165", "It is one part of several")
    if fields[2] & 0xFF > _NEWEST:
        raise Problem("BAG-165", "It is of a kind of zip that is newer than what is read")
    name, alias = name_of(raw, flags, parts)
    kind = _KINDS.get((fields[15] >> 16) & _TYPE_BITS, EntryKind.DEVICE)
    return Central(raw, name, alias, kind, flags, method, crc, packed, size, offset)


def extra_fields(extra: bytes) -> dict[int, bytes]:
    """Return the extra fields by number; what is too short for one at the end is padding.

    Raises:
        Problem: a field is longer than all, or there twice.
    """
    found, place = dict[int, bytes](), 0
    while place + _EXTRA.size <= len(extra):
        number, size = _EXTRA.unpack_from(extra, place)
        place += _EXTRA.size
        if place + size > len(extra):
            raise Problem("BAG-162", "A header's extra field is damaged")
        if number in {_ZIP64, _UNICODE_PATH} and number in found:
            raise Problem("BAG-163", "A header has an extra field twice")
        found[number] = extra[place : place + size]
        place += size
    return found


def widened(values: list[tuple[int, int]], extra: bytes) -> list[int]:
    """Return numbers, those that are full taken from the zip64 field instead, in its order.

    Raises:
        Problem: the field has not as many as are needed.
    """
    found, place = list[int](), 0
    for value, full in values:
        size = 4 if full == _FULL16 else 8
        if value == full and extra:
            if place + size > len(extra):
                raise Problem("BAG-162", "A header's field for large numbers is damaged")
            value = int.from_bytes(extra[place : place + size], "little")  # noqa: PLW2901
            place += size
        found.append(value)
    return found


def name_of(raw: bytes, flags: int, parts: dict[int, bytes]) -> tuple[str, str | None]:
    """Return a member's name, and what it is for programs that know less, if that is another.

    Where no flag says UTF-8, bytes that are UTF-8 are taken for it, as macOS writes them; else it
    is code page 437 (APPNOTE, appendix D).

    Raises:
        Problem: it is said to be UTF-8, and is not.
    """
    try:
        name = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        if flags & IS_UTF8:
            raise Problem("BAG-162", "A name is said to be UTF-8, and is not") from error
        name = raw.decode("cp437")
    field = parts.get(_UNICODE_PATH, b"")
    # Version 1 and the check sum of the name that it goes with (APPNOTE 4.6.9).
    if field[:1] != b"\x01" or field[1:5] != zlib.crc32(raw).to_bytes(4, "little"):
        return name, None
    try:
        better = field[5:].decode("utf-8")
    except UnicodeDecodeError as error:
        raise Problem("BAG-162", "A name is said to be UTF-8, and is not") from error
    return better, name if name != better else None
