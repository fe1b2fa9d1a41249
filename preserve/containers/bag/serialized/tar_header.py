"""The header blocks of tar (POSIX.1-2017 pax, 4.4; GNU and v7 where they differ), byte for byte."""

import re
from typing import Final, NamedTuple

from preserve.containers.bag.serialized.source import Problem

BLOCK_BYTES: Final = 512
ZERO_BLOCK: Final = bytes(BLOCK_BYTES)
_CHECKSUM = slice(148, 156)
_OTHER_NUMBERS: Final = (
    *(slice(100, 108), slice(108, 116), slice(116, 124)),
    *(slice(136, 148), slice(329, 337), slice(337, 345)),
)
"""Mode, owner, group; time, device numbers."""

_POSIX_MAGIC: Final = b"ustar\0"
_GNU_MAGIC: Final = b"ustar  \0"
_GNU_TIMES = re.compile(rb"[ 0-7]{0,24}")
"""When a file was last read and its state changed, which GNU tar notes where POSIX has a prefix."""

_OCTAL = re.compile(rb" *([0-7]*)[ \0]*")
_LARGEST: Final = 2**63 - 1
_LONGEST_LENGTH: Final = 20
_SIGN_BITS: Final = 0x80
_BASE_256: Final = frozenset({0x80, 0xFF})
"""What a number in base 256 begins with, positive or negative."""


class Header(NamedTuple):
    """What a header block says.

    Attributes:
        name: bytes of the path.
        flag: the type, one byte.
        size_bytes: of what follows.
        link: bytes of the target of a link.
    """

    name: bytes
    flag: bytes
    size_bytes: int
    link: bytes


def is_header(block: bytes) -> bool:
    """Return whether a block is a tar header, by its check sum."""
    if len(block) < BLOCK_BYTES:
        return False
    block = block[:BLOCK_BYTES]
    try:
        stated = _number(block[_CHECKSUM])
    except Problem:
        return False
    total = sum(block) - sum(block[_CHECKSUM]) + 8 * ord(" ")
    if stated == total:
        return True
    # Old programs added up signed bytes; a header with bytes above 127 then has another sum.
    return stated == total - 256 * sum(1 for byte in block if byte & _SIGN_BITS)


def parse_header(block: bytes) -> Header:
    """Read a header block whose check sum is right.

    Raises:
        Problem: a number is malformed, or programs disagree about the name.
    """
    name = block[:100].split(b"\0", 1)[0]
    prefix = block[345:500].split(b"\0", 1)[0]
    if prefix and block[257:263] == _POSIX_MAGIC:
        name = prefix + b"/" + name
    elif prefix and not (block[257:265] == _GNU_MAGIC and _GNU_TIMES.fullmatch(prefix)):
        raise Problem("BAG-163", "A name has a part in front that only some programs read")
    size = _number(block[124:136])
    for field in _OTHER_NUMBERS:
        # Nobody here needs them; but some programs stop at a number that they cannot read.
        if block[field][0] not in _BASE_256:
            _number(block[field].split(b"\0", 1)[0] + b"\0")
    return Header(name, block[156:157], size, block[157:257].split(b"\0", 1)[0])


def _number(field: bytes) -> int:
    """Read a number in octal digits, or in base 256 as GNU and star write large ones."""
    if field[0] & _SIGN_BITS:
        value = int.from_bytes(field[1:], "big")
        if value > _LARGEST or field[0] != _SIGN_BITS:
            raise Problem("BAG-162", "A number in a header is beyond all sizes")
        return value
    match = _OCTAL.fullmatch(field)
    if match is None:
        raise Problem("BAG-162", "A number in a header is malformed")
    return int(match[1] or b"0", 8)


def pax_records(data: bytes) -> dict[bytes, bytes]:
    """Read the records of an extended header: `length key=value` and a line feed each.

    Raises:
        Problem: they are malformed.
    """
    records, place = dict[bytes, bytes](), 0
    while place < len(data):
        space = data.find(b" ", place, place + _LONGEST_LENGTH)
        digits = data[place:space]
        end = place + int(digits) if space > place and digits.isdigit() else 0
        equals = data.find(b"=", space, end)
        if not space < equals < end <= len(data) or data[end - 1] != ord("\n"):
            raise Problem("BAG-162", "An extended header is malformed")
        records[data[space + 1 : equals]] = data[equals + 1 : end - 1]
        place = end
    return records


def pax_size(digits: bytes) -> int:
    """Read a size in decimal digits.

    Raises:
        Problem: it is malformed.
    """
    value = int(digits) if digits.isdigit() and len(digits) <= _LONGEST_LENGTH else _LARGEST + 1
    if value > _LARGEST:
        raise Problem("BAG-162", "A size in an extended header is malformed")
    return value


def text(name: bytes) -> str:
    """Return a name as text; bytes that are not UTF-8 as surrogate escapes."""
    return name.decode("utf-8", "surrogateescape")
