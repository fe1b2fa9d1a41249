"""Read a serialized bag of ours back with the standard library, which shares no code with `write`.

Only what `write` could have written is taken: this is no judge of strangers' files.
"""

import io
import struct
import tarfile
import zipfile
from collections.abc import Iterator
from typing import BinaryIO

from preserve.containers.bag.serialized.write import Form

_ZIP_END_BYTES = 22
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
        # tarfile takes a file that ends anywhere between two members for a whole one.
        stream.seek(opened.offset)
        rest = stream.read(tarfile.RECORDSIZE + 2 * tarfile.BLOCKSIZE)
        is_whole = not any(rest) and len(rest) >= 2 * tarfile.BLOCKSIZE
        if not is_whole or stream.tell() % tarfile.RECORDSIZE:
            raise ValueError("it does not end as a tar file does")


def _zip_members(stream: BinaryIO) -> Iterator[tuple[str, bytes]]:
    with zipfile.ZipFile(stream) as opened:
        members = opened.infolist()
        stream.seek(-_ZIP_END_BYTES, io.SEEK_END)
        is_end = stream.read(4) == b"PK\x05\x06"
        if not is_end or not members or members[0].header_offset:
            raise ValueError("something stands before or after the members")
        for member in members:
            if member.is_dir():
                continue
            if member.compress_type != zipfile.ZIP_STORED:
                raise ValueError(f"{member.filename!r} is compressed")
            yield member.filename, opened.read(member)
