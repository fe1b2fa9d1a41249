"""Proof that somebody holds a package, now: digests over a nonce, the prover and the bytes.

Each file is hashed with the nonce and the prover's archive id in front of it, so that neither a
digest that was stored before nor the proof of another archive is of any use. The proof is the
SHA-512 of one line a file, sorted by the bytes of the paths, in the form that `sha512sum` prints:

    <sha512 of the 32 bytes of the nonce, the 36 characters of the prover's id, the file>  <path>

In a path, %, CR and LF are written %25, %0D and %0A, as in a manifest (RFC 8493 2.1.3).
"""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple

from preserve.exchange.message import Message
from preserve.model.digest import OUR_ALGORITHMS, Digests, hasher
from preserve.model.file import EntryKind
from preserve.model.plain import text_of
from preserve.storage.store import Tree

_PIECE_BYTES: Final = 1 << 20


class FileRead(NamedTuple):
    """A file that was read once: what it is, and what it is under the salt.

    Attributes:
        salted: SHA-512 of salt and bytes, in hex.
    """

    path: str
    size_bytes: int
    digests: Digests
    salted: str


def salt_of(question: Message) -> bytes:
    """Return what the one who is asked puts in front of each file: the nonce, and its own id.

    Args:
        question: the offer, or the challenge.
    """
    return salt_under(text_of(question.document.get("nonce")) or "", question.recipient.archive)


def salt_under(nonce: str, prover: str) -> bytes:
    """Return the salt of a proof, from the nonce in hex and the id of the archive that proves."""
    return bytes.fromhex(nonce) + prover.encode("ascii")


def read_under(
    tree: Tree, salt: bytes, algorithms: Sequence[str] = OUR_ALGORITHMS
) -> Iterator[FileRead]:
    """Read every file of a package from the medium, each once.

    Args:
        tree: the package.
        salt: as `salt_of` gives it.
        algorithms: what to digest it under, beside.

    Raises:
        OSError: something is not a file, or cannot be read; then nothing is proven.
    """
    buffer = memoryview(bytearray(_PIECE_BYTES))
    for entry in tree.entries():
        if entry.kind is EntryKind.DIRECTORY and entry.error is None:
            continue
        if entry.kind is not EntryKind.FILE:
            raise OSError(None, entry.error or f"{entry.path} is a {entry.kind.value}", entry.path)
        yield _read(tree, entry.path, salt, algorithms, buffer)


def proof_of(files: Iterable[FileRead]) -> str:
    """Return the proof, in hex, from the files of a package in any order."""
    lines = sorted((_written(file.path), file.salted) for file in files)
    text = b"".join(salted.encode() + b"  " + path + b"\n" for path, salted in lines)
    return hashlib.sha512(text).hexdigest()


def _written(path: str) -> bytes:
    escaped = path.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    return escaped.encode("utf-8", "surrogateescape")


def _read(
    tree: Tree, path: str, salt: bytes, algorithms: Sequence[str], buffer: memoryview
) -> FileRead:
    salted = hashlib.sha512(salt)
    plain = {algorithm: hasher(algorithm) for algorithm in algorithms}
    size = 0
    with tree.open(path) as opened:
        if not opened.identity().is_regular:
            raise OSError(None, f"{path} is no regular file", path)
        opened.drop_cache()
        while count := opened.readinto(buffer):
            piece = buffer[:count]
            size += count
            salted.update(piece)
            for digest in plain.values():
                digest.update(piece)
    digests = {algorithm: digest.hexdigest() for algorithm, digest in plain.items()}
    return FileRead(path, size, digests, salted.hexdigest())
