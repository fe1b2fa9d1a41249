"""Copy files out of a package, as bytes: no links, no rights, no times; the source is only read."""

import os
import shutil
from collections.abc import Iterable
from typing import Final

from preserve.errors import NoSpace
from preserve.storage import atomic
from preserve.storage.layout import parents_of
from preserve.storage.store import Tree

_CHUNK_BYTES: Final = 1 << 20
_FLAGS: Final = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC
# A file is larger on the disk than its bytes, and so is a directory.
_BLOCK_BYTES: Final = 4096
_ELSEWHERE: Final = "Free space there, or set TMPDIR to a directory on a larger disk."


def require_room(place: str, sizes_bytes: Iterable[int], remedy: str = _ELSEWHERE) -> None:
    """Refuse to begin with copies that do not fit.

    Args:
        place: a directory on the disk where they are to lie.
        sizes_bytes: of each file.
        remedy: what to do when there is no room.

    Raises:
        NoSpace: there is less room than they take.
        OSError: as the system says.
    """
    needed = sum(size + 2 * _BLOCK_BYTES for size in sizes_bytes)
    free = shutil.disk_usage(place).free
    if free < needed:
        raise NoSpace(
            f"{place} has room for {free:,} bytes; {needed:,} are needed.",
            remedy=remedy,
        )


def copy_files(tree: Tree, paths: Iterable[str], directory: str) -> None:
    """Copy files into a directory that is not there yet; nothing is synced.

    Raises:
        FileExistsError: the directory is there.
        OSError: a file cannot be read or written.
    """
    os.mkdir(directory)
    made: set[str] = set()
    for path in paths:
        parent = parents_of(path)[-1:]
        if parent and parent[0] not in made:
            made.update(parent)
            atomic.make_directories(directory, parent[0])
        _copy_file(tree, path, f"{directory}/{path}")


def _copy_file(tree: Tree, path: str, target: str) -> None:
    buffer = memoryview(bytearray(_CHUNK_BYTES))
    descriptor = os.open(target, _FLAGS, 0o644)
    try:
        with tree.open(path) as source:
            while count := source.readinto(buffer):
                rest = buffer[:count]
                while rest:
                    rest = rest[os.write(descriptor, rest) :]
    finally:
        os.close(descriptor)
