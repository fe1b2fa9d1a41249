"""Unpack a judged bag beside its file, and read it back from the medium; nothing lies outside."""

import hashlib
import os
from collections.abc import Iterator

from preserve.errors import Unreadable
from preserve.exchange.possession import proof_of, read_under
from preserve.model.file import EntryKind, printable
from preserve.storage import atomic
from preserve.storage.staging import Staging
from preserve.storage.store import Tree
from preserve.storage.tree import LocalTree

_PIECE_BYTES = 1 << 18


def unpack(members: Tree, final: str, salt: bytes) -> str:
    """Write the files of a bag into a directory that appears whole, and prove possession of it.

    What an earlier run left there, when it was stopped before it said `valid`, goes first.

    Args:
        members: the files, judged.
        final: the directory.
        salt: what goes in front of each file in the proof.

    Returns:
        the proof over the files as the medium has them.

    Raises:
        PreserveError: the disk is full, or cannot tell the names apart.
        OSError: a member cannot be read, or a file reads back otherwise than it was written.
    """
    parent, name = os.path.split(final)
    atomic.discard(final)
    staging = Staging(f"{parent}/.{name}.unpacking")
    is_whole = False
    try:
        written = _write(members, staging)
        proof = _proof(staging.tree, written, salt)
        staging.publish(final)
        is_whole = True
    finally:
        if not is_whole:
            staging.discard()
    return proof


def _write(members: Tree, staging: Staging) -> dict[str, str]:
    """Write every file; return the digests of what was written, by path.

    A directory without files is nothing that anybody offers, proves or confirms.
    """
    paths = [entry.path for entry in members.entries() if entry.kind is EntryKind.FILE]
    staging.begin((), files=len(paths))
    written = {}
    buffer = memoryview(bytearray(_PIECE_BYTES))
    for path in paths:
        digest = hashlib.sha256()
        with staging.file(path) as file:
            for piece in pieces_of(members, path, buffer):
                digest.update(piece)
                file.write(piece)
        written[path] = digest.hexdigest()
    staging.sync()
    return written


def pieces_of(tree: Tree, path: str, buffer: memoryview) -> Iterator[memoryview]:
    """Yield the bytes of a file, each piece to be used before the next one is asked for.

    Args:
        tree: where it lies.
        path: of the file.
        buffer: is filled again and again.

    Raises:
        OSError: it cannot be read.
    """
    with tree.open(path) as opened:
        while count := opened.readinto(buffer):
            yield buffer[:count]


def _proof(tree: LocalTree, written: dict[str, str], salt: bytes) -> str:
    files = list(read_under(tree, salt, ("sha256",)))
    if {file.path: file.digests["sha256"] for file in files} != written:
        raise Unreadable(f"{printable(tree.root)} does not read back as it was written.")
    return proof_of(files)
