"""The ledger on disk: an SQLite database that only ever grows, and a plain signed note beside it.

Entries and the note that covers them commit in one transaction; the plain file is written after
it. Reading never writes: not into the database, and no side files beside it.
"""

import contextlib
import os
import sqlite3
import stat
import tempfile
from collections.abc import Iterator, Sequence
from typing import Self
from urllib.parse import quote

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from preserve.errors import CannotDecide, EvidenceFailure, NoSpace, NotWritable, Unreadable
from preserve.ledger.checkpoint import Checkpoint, VerifierKey, sign, verifier_of
from preserve.ledger.entry import LedgerEntry, encode
from preserve.ledger.judge import LedgerBytes
from preserve.ledger.merkle import Frontier, leaf_hash
from preserve.storage import atomic
from preserve.storage.layout import ARCHIVE_ID, LEDGER_CHECKPOINT, LEDGER_DATABASE, SIGNING_KEY
from preserve.storage.tree import LocalTree

_TABLES = {
    "entry": "CREATE TABLE entry (number INTEGER PRIMARY KEY, body BLOB NOT NULL) STRICT",
    "note": "CREATE TABLE note (size INTEGER PRIMARY KEY, text TEXT NOT NULL) STRICT",
}
_NOTES_KEPT = 2
_MORE_LOOKS = 20

_NOTE_LIMIT_BYTES = 1 << 20


def make_signing_key() -> tuple[Ed25519PrivateKey, bytes]:
    """Return a new key and its PEM form (PKCS 8, not encrypted; the file is 0600)."""
    key = Ed25519PrivateKey.generate()
    pem = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    return key, pem


def load_signing_key(root: str) -> Ed25519PrivateKey:
    """Read the archive's signing key.

    Raises:
        Unreadable: it is not there, may not be read, or is no Ed25519 key.
    """
    pem = _read_small(f"{root}/{SIGNING_KEY}")
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


def read_ledger(root: str, *, is_quiet: bool) -> LedgerBytes:
    """Read everything that verification looks at.

    Args:
        root: the archive's directory.
        is_quiet: no other run is writing (the caller holds the shared lock).

    Raises:
        EvidenceFailure: there is no ledger, or it is no database any more.
        Unreadable: it may not be read.
    """
    entries, notes, plain = _look(root, is_quiet=is_quiet)
    for _ in range(0 if is_quiet else _MORE_LOOKS):
        if plain in [text for _, text in notes]:
            break
        # Another run committed between the looks at the database and at the file: look again.
        entries, notes, plain = _look(root, is_quiet=is_quiet)
    identity = _read_small(f"{root}/{ARCHIVE_ID}")
    return LedgerBytes(
        entries=[_as_bytes(body) for _, body in entries],
        note=_as_text(notes[0][1]) if notes else None,
        previous_note=_as_text(notes[1][1]) if len(notes) > 1 else None,
        plain_note=plain,
        archive_id=None if identity is None else identity.decode("utf-8", "replace").strip(),
    )


_Row = tuple[int, object]


def _look(root: str, *, is_quiet: bool) -> tuple[list[_Row], list[_Row], str | None]:
    """Look at the database between two looks at the plain note; take the one that fits."""
    before = _read_text(f"{root}/{LEDGER_CHECKPOINT}")
    entries, notes = _rows(root, is_quiet=is_quiet)
    after = _read_text(f"{root}/{LEDGER_CHECKPOINT}")
    return entries, notes, before if before in [text for _, text in notes] else after


def _rows(root: str, *, is_quiet: bool) -> tuple[list[_Row], list[_Row]]:
    with _translated(), _reading(root, is_quiet=is_quiet) as database:
        database.execute("BEGIN")
        _require_tables(database)
        entries = database.execute("SELECT number, body FROM entry ORDER BY number").fetchall()
        notes = database.execute("SELECT size, text FROM note ORDER BY size DESC").fetchall()
    _require_order(entries, notes)
    return entries, notes


def _read_text(path: str) -> str | None:
    data = _read_small(path)
    return None if data is None else data.decode("utf-8", "replace")


def _require_tables(database: sqlite3.Connection) -> None:
    """Refuse a database that holds anything but our two tables: a trigger, a view, another table.

    Raises:
        EvidenceFailure: with what is too much, too little or different.
    """
    rows = database.execute("SELECT type, name, sql FROM sqlite_master").fetchall()
    found = {str(name): str(sql) for kind, name, sql in rows if kind == "table"}
    if found != _TABLES or len(rows) != len(_TABLES):
        raise EvidenceFailure(
            "The ledger's database is not the one that was made: its tables were changed.",
            code="LEDGER-012",
        )


def _require_order(
    entries: Sequence[tuple[int, object]], notes: Sequence[tuple[int, object]]
) -> None:
    """Refuse entries that are not numbered 0, 1, 2 ..., and notes that are not theirs.

    Raises:
        EvidenceFailure: an entry or a note was moved.
    """
    is_numbered = all(number == place for place, (number, _) in enumerate(entries))
    is_noted = len(notes) <= _NOTES_KEPT and all(
        _as_text(text).split("\n")[1:2] == [str(size)] for size, text in notes
    )
    if not (is_numbered and is_noted):
        raise EvidenceFailure(
            "The ledger's rows are not numbered as they were written.", code="LEDGER-002"
        )


class Journal:
    """The ledger, open for appending by the run that holds the archive's lock."""

    def __init__(self, root: str, key: VerifierKey, frontier: Frontier) -> None:
        """Open a ledger that was verified up to `frontier`.

        Args:
            root: the archive's directory.
            key: the key that the first entry pins; the signing key must be its other half.
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
        self._database = _connect(f"file:{quote(_database_path(root))}?mode=rw")
        try:
            with _translated():
                self._database.execute("PRAGMA journal_mode = WAL")
                self._database.execute("PRAGMA synchronous = FULL")
                _require_tables(self._database)
                # Learn now, before a bag is published, whether an entry can follow it.
                self._database.execute("BEGIN IMMEDIATE")
                self._database.execute("ROLLBACK")
        except Unreadable as problem:
            self._database.close()
            # SQLite says "cannot open" where it cannot make its side files.
            raise NotWritable("The ledger cannot be written; nothing was added.") from problem

    def __enter__(self) -> Self:
        """Return the journal itself."""
        return self

    def __exit__(self, *exception: object) -> None:
        """Close the database."""
        self._database.close()

    def append(self, entries: Sequence[LedgerEntry]) -> Checkpoint:
        """Commit entries with the signed note that covers them; return the new checkpoint.

        Raises:
            ValueError: an entry has no canonical form.
            PreserveError: the disk is full or read-only; nothing was added, or (when only the
                plain note could not be written) everything was.
        """
        frontier = self.frontier
        rows = []
        for entry in entries:
            body = encode(entry)
            rows.append((frontier.size, body))
            frontier = frontier.appended(leaf_hash(body))
        checkpoint = Checkpoint(self._origin, frontier.size, frontier.root())
        note = sign(checkpoint, self._key)
        with _translated():
            self._commit(rows, checkpoint.size, note)
        self.frontier, self.note = frontier, note
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
    path = _database_path(root)
    if os.path.lexists(path):
        raise EvidenceFailure("A ledger is there already.")
    with _translated(), contextlib.closing(_connect(f"file:{quote(path)}?mode=rwc")) as database:
        tables = "; ".join(_TABLES.values())
        database.executescript(f"PRAGMA journal_mode = WAL; {tables}; PRAGMA user_version = 1")


def _database_path(root: str) -> str:
    return os.path.abspath(f"{root}/{LEDGER_DATABASE}")


def _connect(uri: str) -> sqlite3.Connection:
    with _translated():
        return sqlite3.connect(uri, uri=True, isolation_level=None, timeout=10)


@contextlib.contextmanager
def _reading(root: str, *, is_quiet: bool) -> Iterator[sqlite3.Connection]:
    """Open the database so that nothing is written beside it.

    A quiet database without a write-ahead log is opened as immutable. One with a log (a run was
    killed) is copied first, log and all, for SQLite to replay the copy. While another run writes,
    SQLite's own locking serves, and its side files are there anyway.
    """
    path = _database_path(root)
    if not stat.S_ISREG(_mode_of(path)):
        raise EvidenceFailure("The ledger is not there.", code="LEDGER-013")
    if _mode_of(f"{path}-journal") or not _is_file_or_absent(f"{path}-wal"):
        raise EvidenceFailure(
            "Beside the ledger lies what preserve never makes there (a rollback journal, a link).",
            code="LEDGER-012",
        )
    with contextlib.ExitStack() as stack:
        if not is_quiet:
            uri = f"file:{quote(path)}?mode=ro"
        elif _size_of(f"{path}-wal"):
            aside = stack.enter_context(tempfile.TemporaryDirectory(prefix="preserve-ledger-"))
            uri = f"file:{quote(_copied(path, aside))}?mode=rw"
        else:
            uri = f"file:{quote(path)}?mode=ro&immutable=1"
        yield stack.enter_context(contextlib.closing(_connect(uri)))


def _copied(path: str, aside: str) -> str:
    for suffix in ("", "-wal"):
        with (
            open(path + suffix, "rb") as source,
            open(f"{aside}/copy.sqlite{suffix}", "wb") as copy,
        ):
            while chunk := source.read(1 << 20):
                copy.write(chunk)
    return f"{aside}/copy.sqlite"


@contextlib.contextmanager
def _translated() -> Iterator[None]:
    """Turn SQLite's errors into ours.

    Raises:
        PreserveError: instead of any sqlite3.Error.
    """
    try:
        yield
    except sqlite3.OperationalError as problem:
        raise _operational(problem) from problem
    except sqlite3.DatabaseError as problem:
        raise EvidenceFailure(
            f"The ledger's file is not a whole database: {problem}.", code="LEDGER-012"
        ) from problem
    except OSError as problem:
        raise atomic.explained(problem, "the ledger") from problem


def _operational(problem: sqlite3.OperationalError) -> Exception:
    # A text that is not UTF-8 raises without a name.
    name = getattr(problem, "sqlite_errorname", None) or ""
    if name == "SQLITE_FULL":
        return NoSpace("No space left while writing the ledger; nothing was added to it.")
    if name.startswith("SQLITE_READONLY"):
        return NotWritable("The ledger cannot be written here; nothing was added to it.")
    if name.startswith("SQLITE_CANTOPEN"):
        return Unreadable("The ledger cannot be opened.")
    if name.startswith(("SQLITE_IOERR", "SQLITE_BUSY", "SQLITE_LOCKED")):
        return CannotDecide(f"The ledger could not be read or written ({problem}).")
    return EvidenceFailure(f"The ledger is not as it was made: {problem}.", code="LEDGER-012")


def _mode_of(path: str) -> int:
    try:
        return os.lstat(path).st_mode
    except FileNotFoundError:
        return 0
    except OSError as problem:
        raise atomic.explained(problem, "the ledger") from problem


def _is_file_or_absent(path: str) -> bool:
    mode = _mode_of(path)
    return mode == 0 or stat.S_ISREG(mode)


def _size_of(path: str) -> int:
    try:
        return os.lstat(path).st_size
    except OSError:
        return 0


def _read_small(path: str) -> bytes | None:
    """Return the content of a small file, or None when there is none; never waits on a pipe.

    Raises:
        Unreadable: it is there, and may not be read.
    """
    directory, name = os.path.split(os.path.realpath(path))
    try:
        with LocalTree(directory).open(name) as opened:
            if not opened.identity().is_regular:
                return None
            buffer = bytearray(_NOTE_LIMIT_BYTES)
            return bytes(buffer[: opened.readinto(memoryview(buffer))])
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as problem:
        base = os.path.basename(path)
        raise Unreadable(f"{base} cannot be read: {problem.strerror}.") from problem


def _as_bytes(value: object) -> bytes:
    return value if isinstance(value, bytes) else str(value).encode("utf-8", "replace")


def _as_text(value: object) -> str:
    return value if isinstance(value, str) else repr(value)
