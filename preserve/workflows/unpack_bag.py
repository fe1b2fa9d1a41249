"""Unpack judged bags beside their files; read them back from the medium. Nothing lies outside."""

import errno
import hashlib
import os
from collections.abc import Iterator
from typing import NamedTuple, Self

from preserve.errors import PreserveError
from preserve.exchange.possession import proof_of, read_under
from preserve.model.file import EntryKind, printable
from preserve.storage import atomic
from preserve.storage.staging import Staging, SyncHands
from preserve.storage.store import Tree

_PIECE_BYTES = 1 << 18


Proof = str | OSError | PreserveError
"""A proof of possession over the files as the medium has them; or why there is none."""


class _Written(NamedTuple):
    """A bag that was written and may still be on its way to the medium.

    Attributes:
        digests: of what was written, by path.
    """

    staging: Staging
    final: str
    salt: bytes
    digests: dict[str, str]


class Unpacking:
    """Bags that are unpacked one after the other and synced together; a context manager.

    A sync waits for the medium, and those that run at once share its round trips. So what was
    written is synced by other threads while the next bag is judged and written; each bag is read
    back, and appears, once all of it is on the medium.
    """

    def __init__(self) -> None:
        """Begin with none."""
        self._hands = SyncHands()
        self._begun: list[Staging] = []
        self._written: list[_Written] = []

    def __enter__(self) -> Self:
        """Return the bags themselves."""
        return self

    def __exit__(self, *exception: object) -> None:
        """Remove what did not come to an end."""
        self._hands.end()
        for staging in self._begun:
            staging.discard()

    def write(self, members: Tree, final: str, salt: bytes) -> None:
        """Write the files of a bag beside a directory that is to appear whole.

        What an earlier run left there, when it was stopped before it said `valid`, goes first.

        Args:
            members: the files, judged.
            final: the directory.
            salt: what goes in front of each file in the proof.

        Raises:
            PreserveError: the disk is full, or cannot tell the names apart.
            OSError: a member cannot be read, or something is in the way that cannot be removed.
        """
        parent, name = os.path.split(final)
        atomic.discard(final)
        if os.path.lexists(final):
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), final)
        staging = Staging(f"{parent}/.{name}.unpacking", self._hands)
        self._begun.append(staging)
        self._written.append(_Written(staging, final, salt, _write(members, staging)))

    def proofs(self) -> dict[str, Proof]:
        """Have every bag that was written appear, and prove possession of it, by directory.

        A bag that cannot be synced, or does not read back as it was written, does not appear.
        """
        proofs: dict[str, Proof] = {}
        for each in self._written:
            try:
                each.staging.wait()
                proofs[each.final] = _proof(each)
            except (OSError, PreserveError) as problem:
                proofs[each.final] = problem
        whole = [each for each in self._written if isinstance(proofs[each.final], str)]
        try:
            with atomic.writing("the quarantine"):
                atomic.publish_all({each.staging.directory: each.final for each in whole})
        except (OSError, PreserveError) as problem:
            proofs |= {each.final: problem for each in whole}
        return proofs


def _write(members: Tree, staging: Staging) -> dict[str, str]:
    """Write every file; return the digests of what was written, by path.

    A directory without files is nothing that anybody offers, proves or confirms.
    """
    paths = [entry.path for entry in members.entries() if entry.kind is EntryKind.FILE]
    staging.begin(())
    written = {}
    buffer = memoryview(bytearray(_PIECE_BYTES))
    for path in paths:
        digest = hashlib.sha256()
        with staging.file(path) as file:
            for piece in pieces_of(members, path, buffer):
                digest.update(piece)
                file.write(piece)
        written[path] = digest.hexdigest()
    staging.complete()
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


def _proof(bag: _Written) -> str:
    """Read a bag back from the medium.

    Raises:
        OSError: it cannot be read, or is not what was written.
    """
    tree = bag.staging.tree
    files = list(read_under(tree, bag.salt, ("sha256",)))
    if {file.path: file.digests["sha256"] for file in files} != bag.digests:
        raise OSError(None, f"{printable(bag.final)} does not read back as it was written")
    return proof_of(files)
