"""A bag as one file (RFC 8493 4): tar or zip, the same bytes for the same bag everywhere.

Nothing of this machine gets in: owner 0, mode 0644 (0755 for directories), the bag's own date as
the time of everything, members in the order of their names' bytes. bagit.txt comes first and the
payload last, so that whoever reads the file as a stream knows the digests before the payload.
The file holds one directory, as the clause asks, named as the file is without its ending. Nothing
is compressed: a payload is compressed already where it matters, a damaged byte stays one damaged
byte, and no compressor's version decides what the bytes are.

tar is ustar (POSIX 1003.1), with a pax record only for a name that is not ASCII or too long, or
for a size that does not fit. zip (APPNOTE 6.3) stores its members, says that names are UTF-8, and
uses zip64 only where a number does not fit.
"""

import binascii
import struct
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, time
from enum import StrEnum
from typing import Final, NamedTuple

from preserve.model.file import NewFile

_BLOCK: Final = 512
_RECORD: Final = 20 * _BLOCK
_NAME_BYTES, _PREFIX_BYTES = 100, 155
_MOST_OCTAL: Final = 0o77777777777
"""The largest size, in bytes, and time, in seconds since 1970, that a ustar header holds."""

_MOST_16, _MOST_32 = 0xFFFF, 0xFFFFFFFF
_STORED_VERSION, _ZIP64_VERSION = 20, 45
_UNIX: Final = 3 << 8
_NAMES_ARE_UTF8: Final = 0x800
_FILE_MODE, _DIRECTORY_MODE = 0o100644, 0o040755
_IS_DIRECTORY: Final = 0x10
_FIRST_DOS_YEAR, _LAST_DOS_YEAR = 1980, 2107


class Form(StrEnum):
    """What a bag can be written as; also the ending of the file's name."""

    TAR = "tar"
    ZIP = "zip"


class Member(NamedTuple):
    """A file of the bag.

    Attributes:
        path: in the bag, `/` between its parts.
        size_bytes: how many bytes `parts` gives, all together.
        crc32: of those bytes; zip states it before them, tar has no use for it.
        parts: the bytes, gone through once.
    """

    path: str
    size_bytes: int
    crc32: int
    parts: Iterable[bytes]


def member_of(file: NewFile) -> Member:
    """Return a file that is in memory as a member."""
    return Member(file.path, len(file.data), binascii.crc32(file.data), (file.data,))


def serialized(form: Form, top: str, members: Sequence[Member], on: date) -> Iterator[bytes]:
    """Yield the bytes of a serialized bag; no more than a part of a member is held at a time.

    Args:
        form: tar or zip.
        top: the directory that holds the bag: the file's name without its ending (RFC 8493 4).
        members: every file of the bag, in any order.
        on: the date that everything in it gets, at midnight UTC. A date that the form cannot hold
            becomes the nearest one that it can.

    Raises:
        ValueError: a member has not the size it states, or a name that cannot be written.
    """
    inner = sorted(members, key=_order)
    # A directory is there because a file is in it; `data` must be there even without any.
    is_empty = not any(member.path.startswith("data/") for member in inner)
    folders = [_folder(f"{top}/"), *([_folder(f"{top}/data/")] if is_empty else [])]
    everything = [*folders, *(member._replace(path=f"{top}/{member.path}") for member in inner)]
    return _tar(everything, on) if form is Form.TAR else _zip(everything, on)


def _order(member: Member) -> tuple[bool, bool, bytes]:
    path = member.path
    return path != "bagit.txt", path.startswith("data/"), path.encode()


def _folder(path: str) -> Member:
    return Member(path, 0, 0, ())


def _checked(member: Member) -> Iterator[bytes]:
    """Yield a member's bytes, and be sure that there were as many as it said."""
    left = member.size_bytes
    for part in member.parts:
        left -= len(part)
        yield part
    if left:
        raise ValueError(f"{member.path!r} has not the {member.size_bytes} bytes it should have")


def _tar(members: Sequence[Member], on: date) -> Iterator[bytes]:
    seconds = int(datetime.combine(on, time(), UTC).timestamp())
    mtime = min(max(seconds, 0), _MOST_OCTAL)
    written = 0
    for member in members:
        head = _tar_head(member, mtime)
        padding = -member.size_bytes % _BLOCK
        written += len(head) + member.size_bytes + padding
        yield head
        yield from _checked(member)
        yield bytes(padding)
    # Two blocks of zeros end a tar file, and whole records make one up (POSIX ustar).
    yield bytes(2 * _BLOCK + -(written + 2 * _BLOCK) % _RECORD)


def _tar_head(member: Member, mtime: int) -> bytes:
    """Return what comes before a member's bytes: its header, with a pax header where needed."""
    name = member.path.encode()
    split = _split(name) if name.isascii() else None
    size = member.size_bytes
    records = b""
    if split is None:
        records += _pax_record(b"path", name)
        split = b"", _ascii(member.path)[:_NAME_BYTES]
    if size > _MOST_OCTAL:
        records += _pax_record(b"size", str(size).encode())
        size = 0
    kind = b"5" if member.path.endswith("/") else b"0"
    header = _tar_header(split, size, mtime, kind)
    if not records:
        return header
    top = _ascii(member.path.partition("/")[0])[: _NAME_BYTES // 2]
    pax = _tar_header((b"", top + b"/PaxHeader"), len(records), mtime, b"x")
    return pax + records + bytes(-len(records) % _BLOCK) + header


def _ascii(path: str) -> bytes:
    return path.encode("ascii", "replace")


def _split(name: bytes) -> tuple[bytes, bytes] | None:
    """Return a name as the two fields of a ustar header hold it, or None: it does not fit."""
    if len(name) <= _NAME_BYTES:
        return b"", name
    # The slash between the fields is written in neither; one that ends a directory stays.
    at = name.find(b"/", len(name) - _NAME_BYTES - 1, len(name) - 1)
    return (name[:at], name[at + 1 :]) if 0 < at <= _PREFIX_BYTES else None


def _pax_record(key: bytes, value: bytes) -> bytes:
    """Return a pax record, whose length counts the digits of the length too."""
    rest = b" " + key + b"=" + value + b"\n"
    length = len(rest) + 1
    while len(str(length)) + len(rest) != length:
        length = len(str(length)) + len(rest)
    return str(length).encode() + rest


def _tar_header(split: tuple[bytes, bytes], size: int, mtime: int, kind: bytes) -> bytes:
    prefix, name = split
    mode = b"0000755\0" if kind == b"5" else b"0000644\0"
    numbers = b"0000000\0" * 2 + b"%011o\0%011o\0" % (size, mtime)
    fields = (
        name.ljust(_NAME_BYTES, b"\0") + mode + numbers,
        kind + bytes(100) + b"ustar\x0000" + bytes(64) + b"0000000\0" * 2,
        prefix.ljust(_PREFIX_BYTES, b"\0") + bytes(12),
    )
    # The checksum is taken with its own field blank.
    total = sum(fields[0]) + 8 * ord(" ") + sum(fields[1]) + sum(fields[2])
    return fields[0] + b"%06o\0 " % total + fields[1] + fields[2]


def _zip(members: Sequence[Member], on: date) -> Iterator[bytes]:
    day = _dos_date(on)
    offset = 0
    directory = []
    for member in members:
        directory.append(_central_header(member, day, offset))
        head = _local_header(member, day)
        offset += len(head) + member.size_bytes
        yield head
        yield from _checked(member)
    yield from directory
    yield _end_of_zip(len(directory), sum(map(len, directory)), offset)


def _dos_date(on: date) -> int:
    if on.year < _FIRST_DOS_YEAR:
        on = date(_FIRST_DOS_YEAR, 1, 1)
    elif on.year > _LAST_DOS_YEAR:
        on = date(_LAST_DOS_YEAR, 12, 31)
    return on.year - _FIRST_DOS_YEAR << 9 | on.month << 5 | on.day


def _zip_name(member: Member) -> bytes:
    name = member.path.encode()
    if len(name) > _MOST_16:
        raise ValueError(f"a name of {len(name)} bytes does not fit into a zip file")
    return name


def _local_header(member: Member, day: int) -> bytes:
    name, size, extra = _zip_name(member), member.size_bytes, b""
    version = _STORED_VERSION
    if size >= _MOST_32:
        extra = struct.pack("<HHQQ", 1, 16, size, size)
        size, version = _MOST_32, _ZIP64_VERSION
    numbers = (version, _NAMES_ARE_UTF8, 0, 0, day, member.crc32, size, size, len(name), len(extra))
    return struct.pack("<4s5H3L2H", b"PK\x03\x04", *numbers) + name + extra


def _central_header(member: Member, day: int, offset: int) -> bytes:
    name, size = _zip_name(member), member.size_bytes
    wide = b""
    if size >= _MOST_32:
        wide += struct.pack("<QQ", size, size)
        size = _MOST_32
    if offset >= _MOST_32:
        wide += struct.pack("<Q", offset)
        offset = _MOST_32
    extra = struct.pack("<HH", 1, len(wide)) + wide if wide else b""
    version = _ZIP64_VERSION if wide else _STORED_VERSION
    is_folder = member.path.endswith("/")
    attributes = _DIRECTORY_MODE << 16 | _IS_DIRECTORY if is_folder else _FILE_MODE << 16
    numbers = (_UNIX | version, version, _NAMES_ARE_UTF8, 0, 0, day, member.crc32, size, size)
    rest = (len(name), len(extra), 0, 0, 0, attributes, offset)
    return struct.pack("<4s6H3L5H2L", b"PK\x01\x02", *numbers, *rest) + name + extra


def _end_of_zip(count: int, size: int, offset: int) -> bytes:
    wide = b""
    if count >= _MOST_16 or size >= _MOST_32 or offset >= _MOST_32:
        versions = (_UNIX | _ZIP64_VERSION, _ZIP64_VERSION)
        numbers = (44, *versions, 0, 0, count, count, size, offset)
        wide = struct.pack("<4sQ2H2L4Q", b"PK\x06\x06", *numbers)
        wide += struct.pack("<4sLQL", b"PK\x06\x07", 0, offset + size, 1)
    held = min(count, _MOST_16)
    narrow = (0, 0, held, held, min(size, _MOST_32), min(offset, _MOST_32), 0)
    return wide + struct.pack("<4s4H2LH", b"PK\x05\x06", *narrow)
