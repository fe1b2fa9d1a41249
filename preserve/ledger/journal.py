"""The ledger on disk, written: a database that only ever grows, and a signed note beside it.

Entries and the note that covers them commit in one transaction; the plain file is written after
it.
"""

import contextlib
import os
import sqlite3
from collections.abc import Collection, Iterator, Sequence
from typing import Self
from urllib.parse import quote

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from preserve.errors import EvidenceFailure, NotWritable, Unreadable
from preserve.ledger.checkpoint import Checkpoint, VerifierKey, sign, verifier_of
from preserve.ledger.entry import Event, LedgerEntry, encode
from preserve.ledger.merkle import Frontier, leaf_hash
from preserve.ledger.stored import (
    TABLES,
    connect,
    database_path,
    first_bodies,
    read_small,
    require_tables,
    some_bodies,
    translated,
)
from preserve.storage import atomic
from preserve.storage.layout import LEDGER_CHECKPOINT, SIGNING_KEY

_KEY_CHANGE = Event.KEY_CHANGE.value


def make_signing_key() -> tuple[Ed25519PrivateKey, bytes]:
    """Return a new key and its PEM form (PKCS 8, not encrypted; the file is 0600)."""
    key = Ed25519PrivateKey.generate()
    pem = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    return key, pem


def load_signing_key(root: str, path: str = SIGNING_KEY) -> Ed25519PrivateKey:
    """Read the archive's signing key.

    Args:
        root: the archive's directory.
        path: of the key in it.

    Raises:
        Unreadable: it is not there, may not be read, or is no Ed25519 key.
    """
    pem = read_small(f"{root}/{path}")
    if pem is None:
        raise Unreadable(
            "The signing key is not there or may not be read; the archive can be audited and"
            " verified, but nothing can be added to its history.",
            remedy="Restore keys/archive.key from a backup, readable for this user alone.",
        )
    try:
        key = serialization.load_pem_private_key(pem, password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm) as problem:
        raise Unreadable("The signing key cannot be read as a key; nothing was added.") from problem
    if not isinstance(key, Ed25519PrivateKey):
        raise Unreadable("The signing key is not an Ed25519 key; nothing was added.")
    return key


class Journal:
    """The ledger, open for appending by the run that holds the archive's lock."""

    def __init__(self, root: str, key: VerifierKey, frontier: Frontier) -> None:
        """Open a ledger that was verified up to `frontier`.

        Args:
            root: the archive's directory.
            key: the key that the history pins; the signing key must be its other half.
            frontier: of the entries that were verified.

        Raises:
            PreserveError: the key or the database cannot be had, or the key is another one.
        """
        self.frontier = frontier
        self.note: str | None = None
        self._root = root
        self._origin = key.name
        self._key = load_signing_key(root)
        if verifier_of(key.name, self._key) != key:
            raise Unreadable(
                "The signing key is not the one that the history names; nothing was added.",
                remedy="Restore keys/archive.key from a backup.",
            )
        self._database = connect(root, f"file:{quote(database_path(root))}?mode=rw")
        with contextlib.ExitStack() as stack:
            stack.callback(self._database.close)
            self._require_writable()
            stack.pop_all()

    def _require_writable(self) -> None:
        try:
            with translated(self._root):
                self._database.execute("PRAGMA journal_mode = WAL")
                self._database.execute("PRAGMA synchronous = FULL")
                require_tables(self._database)
                # Learn now, before a bag is published, whether an entry can follow it.
                self._database.execute("BEGIN IMMEDIATE")
                self._database.execute("ROLLBACK")
        except Unreadable as problem:
            # SQLite says "cannot open" where it cannot make its side files.
            raise NotWritable("The ledger cannot be written; nothing was added.") from problem

    def __enter__(self) -> Self:
        """Return the journal itself."""
        return self

    def __exit__(self, *exception: object) -> None:
        """Close the database."""
        self._database.close()

    def __iter__(self) -> Iterator[bytes]:
        """Yield the stored bytes of the entries, in order (`preserve.ledger.log.Bodies`)."""
        with translated(self._root):
            yield from first_bodies(self._database, self.frontier.size)

    def several(self, numbers: Collection[int]) -> Iterator[tuple[int, bytes]]:
        """Yield the stored bytes of some entries, with their numbers.

        While the journal is open the history is best read through it: whoever comes from outside
        has to copy a database that has a write-ahead log.
        """
        with translated(self._root):
            yield from some_bodies(self._database, numbers)

    def append(
        self, entries: Sequence[LedgerEntry], successor: Ed25519PrivateKey | None = None
    ) -> Checkpoint:
        """Commit entries with the signed note that covers them; return the new checkpoint.

        Args:
            entries: what happened.
            successor: the key that the one entry hands over to; it signs beside the present one,
                and alone from then on.

        Raises:
            ValueError: an entry has no canonical form, or a change of key is not alone.
            PreserveError: the disk is full or read-only; nothing was added, or (when only the
                plain note could not be written) everything was.
        """
        events = [entry.event for entry in entries]
        if events != [_KEY_CHANGE] if successor is not None else _KEY_CHANGE in events:
            raise ValueError("a change of key is committed alone, with the new key")
        frontier = self.frontier
        rows = []
        for entry in entries:
            body = encode(entry)
            rows.append((frontier.size, body))
            frontier = frontier.appended(leaf_hash(body))
        checkpoint = Checkpoint(self._origin, frontier.size, frontier.root())
        signers = (self._key,) if successor is None else (self._key, successor)
        note = sign(checkpoint, *signers)
        with translated(self._root):
            self._commit(rows, checkpoint.size, note)
        self.frontier, self.note, self._key = frontier, note, signers[-1]
        with atomic.writing(LEDGER_CHECKPOINT):
            atomic.replace(f"{self._root}/{LEDGER_CHECKPOINT}", note.encode())
        return checkpoint

    def _commit(self, rows: Sequence[tuple[int, bytes]], size: int, note: str) -> None:
        database = self._database
        database.execute("BEGIN IMMEDIATE")
        try:
            database.executemany("INSERT INTO entry (number, body) VALUES (?, ?)", rows)
            # The note of the commit before stays: an interrupted run may have left it in the file.
            database.execute(
                "DELETE FROM note WHERE size < (SELECT max(size) FROM note)",
            )
            database.execute("INSERT INTO note (size, text) VALUES (?, ?)", (size, note))
            database.execute("COMMIT")
        except sqlite3.Error:
            with contextlib.suppress(sqlite3.Error):
                database.execute("ROLLBACK")
            raise


def create_ledger(root: str) -> None:
    """Make the empty database of a new archive.

    Raises:
        PreserveError: the place is full, read-only, or holds a ledger.
    """
    path = database_path(root)
    if os.path.lexists(path):
        raise EvidenceFailure("A ledger is there already.")
    with (
        translated(root),
        contextlib.closing(connect(root, f"file:{quote(path)}?mode=rwc")) as database,
    ):
        tables = "; ".join(TABLES.values())
        database.executescript(f"PRAGMA journal_mode = WAL; {tables}; PRAGMA user_version = 1")
