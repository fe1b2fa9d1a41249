"""Which kind of archive a file is: by its first bytes; its name is only its word for it."""

from typing import Final

from preserve.containers.bag.serialized.endings import Form, form_by_name
from preserve.containers.bag.serialized.gunzip import MAGIC, beginning
from preserve.containers.bag.serialized.tar_header import BLOCK_BYTES, ZERO_BLOCK, is_header

_SEVEN_ZIP: Final = b"7z\xbc\xaf\x27\x1c"
_MARKS: Final = (
    (b"PK\x03\x04", Form.ZIP),
    (b"PK\x05\x06", Form.ZIP),
    (b"PK\x07\x08", Form.ZIP),
    (b"PK00PK\x03\x04", Form.ZIP),
    (_SEVEN_ZIP, Form.SEVEN_ZIP),
)
_OTHER_MARKS: Final = (b"BZh", b"\xfd7zXZ\0", b"\x28\xb5\x2f\xfd", b"Rar!\x1a\x07")


def form_of(name: str, head: bytes) -> Form | None:
    """Return what a file is, from its name and at least its first 512 bytes; None: no archive.

    A file in gzip is one when a tar lies in it, or its name says so and no WARC lies in it.
    """
    for mark, form in _MARKS:
        if head.startswith(mark):
            return form
    by_name = form_by_name(name)
    if head.startswith(MAGIC):
        inner = beginning(head, BLOCK_BYTES)
        if inner.startswith(b"WARC/"):
            return None
        is_tar = is_header(inner) or inner == ZERO_BLOCK
        return Form.TAR_GZ if is_tar or by_name is not None else None
    if is_header(head):
        return Form.TAR
    is_other = by_name is not None and head.startswith(_OTHER_MARKS)
    return Form.OTHER if is_other else by_name


def is_seven_zip(head: bytes) -> bool:
    """Return whether a file begins as 7z does, whatever its name says."""
    return head.startswith(_SEVEN_ZIP)


def is_as_named(name: str, form: Form) -> bool:
    """Return whether a file's name, where it says a format, says the one that it is in."""
    return form_by_name(name) in {None, form}
