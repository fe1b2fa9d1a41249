"""Read a serialized bag of ours back with the standard library, which shares no code with `write`.

Only what `write` could have written is taken: this is no judge of strangers' files.
"""

import struct
import tarfile
import zipfile
from collections.abc import Iterator
from typing import BinaryIO

from preserve.containers.bag.serialized.write import Form

_FAULTS = (tarfile.TarError, zipfile.BadZipFile, EOFError, struct.error, LookupError, RuntimeError)


def unpacked(stream: BinaryIO, form: Form, top: str) -> Iterator[tuple[str, bytes]]:
    """Yield the files of a serialized bag, by the path in the bag, one at a time.

    Nothing is unpacked that is larger than the file itself: members are plain and stored.

    Args:
        stream: the file, at its beginning, seekable.
        form: tar or zip.
        top: the directory that must hold everything.

    Raises:
        ValueError: it is not such a file, or holds anything but plain files in that directory.
        OSError: it cannot be read.
    """
    seen = set[str]()
    members = _tar_members(stream) if form is Form.TAR else _zip_members(stream)
    try:
        for name, data in members:
            path = name.removeprefix(f"{top}/")
            if path == name or path in seen:
                raise ValueError(f"a member {name!r} that should not be there")
            seen.add(path)
            yield path, data
    except _FAULTS as problem:
        raise ValueError(str(problem)) from problem


def _tar_members(stream: BinaryIO) -> Iterator[tuple[str, bytes]]:
    with tarfile.open(fileobj=stream, mode="r:") as opened:
        for member in opened:
            if member.isdir():
                continue
            extracted = opened.extractfile(member) if member.type == tarfile.REGTYPE else None
            if extracted is None or member.issparse():
                raise ValueError(f"{member.name!r} is no plain file")
            yield member.name, extracted.read()


def _zip_members(stream: BinaryIO) -> Iterator[tuple[str, bytes]]:
    with zipfile.ZipFile(stream) as opened:
        for member in opened.infolist():
            if member.is_dir():
                continue
            if member.compress_type != zipfile.ZIP_STORED:
                raise ValueError(f"{member.filename!r} is compressed")
            yield member.filename, opened.read(member)
