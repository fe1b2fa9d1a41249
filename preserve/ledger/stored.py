"""The ledger on disk, read: nothing is written, not even side files beside the database."""

import contextlib
import os
import sqlite3
import stat
import tempfile
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import AbstractContextManager
from typing import Final
from urllib.parse import quote

from preserve.errors import CannotDecide, EvidenceFailure, NoSpace, NotWritable, Unreadable
from preserve.ledger.judge import LedgerBytes
from preserve.storage import atomic
from preserve.storage.layout import ARCHIVE_ID, LEDGER_CHECKPOINT, LEDGER_DATABASE
from preserve.storage.tree import LocalTree

TABLES: Final = {
    "entry": "CREATE TABLE entry (number INTEGER PRIMARY KEY, body BLOB NOT NULL) STRICT",
    "note": "CREATE TABLE note (size INTEGER PRIMARY KEY, text TEXT NOT NULL) STRICT",
}
_NOTES_KEPT = 2
_MORE_LOOKS = 20

_NOTE_LIMIT_BYTES = 1 << 20


Quiet = Callable[[], AbstractContextManager[bool]]
"""Entered around each look at the database: tells whether no other run writes as long as it is
held (then the archive's lock is held, alone or with other readers)."""


def read_ledger(root: str, quiet: Quiet) -> LedgerBytes:
    """Read everything that verification looks at.

    Args:
        root: the archive's directory.
        quiet: entered around each look, the later ones of `LedgerBytes.entries`, too.

    Raises:
        EvidenceFailure: there is no ledger, or it is no database any more.
        Unreadable: it may not be read.
    """
    with quiet() as is_quiet:
        count, notes, plain = _look(root, is_quiet=is_quiet)
        for _ in range(0 if is_quiet else _MORE_LOOKS):
            if plain in [text for _, text in notes]:
                break
            # Another run committed between the looks at the database and at the file: look again.
            count, notes, plain = _look(root, is_quiet=is_quiet)
    identity = read_small(f"{root}/{ARCHIVE_ID}")
    return LedgerBytes(
        entries=StoredBodies(root, count, quiet),
        note=_as_text(notes[0][1]) if notes else None,
        previous_note=_as_text(notes[1][1]) if len(notes) > 1 else None,
        plain_note=plain,
        archive_id=None if identity is None else identity.decode("utf-8", "replace").strip(),
    )


class StoredBodies:
    """The stored bytes of the first entries of a ledger, read when they are asked for.

    What is read later is to be held against what was verified (`preserve.ledger.log`).
    """

    def __init__(self, root: str, count: int, quiet: Quiet) -> None:
        self._root = root
        self._count = count
        self._quiet = quiet

    def __iter__(self) -> Iterator[bytes]:
        """Yield the bytes of each entry, in order.

        Raises:
            PreserveError: the database cannot be read.
        """
        with self._opened() as database:
            yield from first_bodies(database, self._count)

    def several(self, numbers: Collection[int]) -> Iterator[tuple[int, bytes]]:
        """Yield the bytes of some entries, with their numbers.

        Raises:
            PreserveError: the database cannot be read.
        """
        with self._opened() as database:
            yield from some_bodies(database, numbers)

    @contextlib.contextmanager
    def _opened(self) -> Iterator[sqlite3.Connection]:
        with (
            translated(self._root),
            self._quiet() as is_quiet,
            _reading(self._root, is_quiet=is_quiet) as database,
        ):
            yield database


def first_bodies(database: sqlite3.Connection, count: int) -> Iterator[bytes]:
    """Yield the stored bytes of so many entries, from the first on."""
    which = "SELECT body FROM entry WHERE number < ? ORDER BY number"
    for (body,) in database.execute(which, (count,)):
        yield _as_bytes(body)


def some_bodies(
    database: sqlite3.Connection, numbers: Collection[int]
) -> Iterator[tuple[int, bytes]]:
    """Yield the stored bytes of some entries, with their numbers."""
    which = "SELECT number, body FROM entry WHERE number BETWEEN ? AND ?"
    for first, last in _stretches(sorted(numbers)):
        for number, body in database.execute(which, (first, last)):
            yield int(number), _as_bytes(body)


def _stretches(numbers: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Take numbers together that follow each other: one question instead of many."""
    start = 0
    for place in range(1, len(numbers) + 1):
        if place == len(numbers) or numbers[place] != numbers[place - 1] + 1:
            yield numbers[start], numbers[place - 1]
            start = place


_Note = tuple[int, object]


def _look(root: str, *, is_quiet: bool) -> tuple[int, list[_Note], str | None]:
    """Look at the database between two looks at the plain note; take the one that fits."""
    before = _read_text(f"{root}/{LEDGER_CHECKPOINT}")
    count, notes = _head(root, is_quiet=is_quiet)
    after = _read_text(f"{root}/{LEDGER_CHECKPOINT}")
    return count, notes, before if before in [text for _, text in notes] else after


def _head(root: str, *, is_quiet: bool) -> tuple[int, list[_Note]]:
    """Return the number of entries, and the signed notes, the newest first."""
    with translated(root), _reading(root, is_quiet=is_quiet) as database:
        database.execute("BEGIN")
        require_tables(database)
        counted = "SELECT count(*), coalesce(min(number), 0), coalesce(max(number), -1) FROM entry"
        count, first, last = database.execute(counted).fetchone()
        notes = database.execute("SELECT size, text FROM note ORDER BY size DESC").fetchall()
    _require_order((int(count), int(first), int(last)), notes)
    return int(count), notes


def _read_text(path: str) -> str | None:
    data = read_small(path)
    return None if data is None else data.decode("utf-8", "replace")


def require_tables(database: sqlite3.Connection) -> None:
    """Refuse a database that holds anything but our two tables: a trigger, a view, another table.

    Raises:
        EvidenceFailure: with what is too much, too little or different.
    """
    rows = database.execute("SELECT type, name, sql FROM sqlite_master").fetchall()
    found = {str(name): str(sql) for kind, name, sql in rows if kind == "table"}
    if found != TABLES or len(rows) != len(TABLES):
        raise EvidenceFailure(
            "The ledger's database is not the one that was made: its tables were changed.",
            code="LEDGER-012",
        )


def _require_order(numbers: tuple[int, int, int], notes: Sequence[tuple[int, object]]) -> None:
    """Refuse entries that are not numbered 0, 1, 2 ..., and notes that are not theirs.

    Args:
        numbers: how many there are, the first and the last; no number is there twice.
        notes: size and text.

    Raises:
        EvidenceFailure: an entry or a note was moved.
    """
    count, first, last = numbers
    is_numbered = first == 0 and last == count - 1
    is_noted = len(notes) <= _NOTES_KEPT and all(
        _as_text(text).split("\n")[1:2] == [str(size)] for size, text in notes
    )
    if not (is_numbered and is_noted):
        raise EvidenceFailure(
            "The ledger's rows are not numbered as they were written.", code="LEDGER-002"
        )


def database_path(root: str) -> str:
    """Return where the database of an archive lies."""
    return os.path.abspath(f"{root}/{LEDGER_DATABASE}")


def connect(root: str, uri: str) -> sqlite3.Connection:
    """Open the database of an archive, or a copy of it.

    Raises:
        PreserveError: it cannot be opened.
    """
    with translated(root):
        return sqlite3.connect(uri, uri=True, isolation_level=None, timeout=10)


@contextlib.contextmanager
def _reading(root: str, *, is_quiet: bool) -> Iterator[sqlite3.Connection]:
    """Open the database so that nothing is written beside it.

    A quiet database without a write-ahead log is opened as immutable. One with a log (a run was
    killed) is copied first, log and all, for SQLite to replay the copy. While another run writes,
    SQLite's own locking serves, and its side files are there anyway.
    """
    path = database_path(root)
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
        yield stack.enter_context(contextlib.closing(connect(root, uri)))


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
def translated(root: str) -> Iterator[None]:
    """Turn SQLite's errors into ours.

    Args:
        root: the archive's directory.

    Raises:
        PreserveError: instead of any sqlite3.Error.
    """
    try:
        yield
    except sqlite3.OperationalError as problem:
        raise _operational(problem) from problem
    except sqlite3.DatabaseError as problem:
        if (getattr(problem, "sqlite_errorname", None) or "").startswith("SQLITE_CORRUPT"):
            _require_damage(database_path(root))
        raise EvidenceFailure(
            f"The ledger's file is not a whole database: {problem}.", code="LEDGER-012"
        ) from problem
    except OSError as problem:
        raise atomic.explained(problem, "the ledger") from problem


def _require_damage(path: str) -> None:
    """Look again, where SQLite says corrupt: it says so of what could not be read (EIO), too.

    Raises:
        CannotDecide: the file cannot be read, or is whole after all.
    """
    try:
        for each in (path, f"{path}-wal"):
            with contextlib.suppress(FileNotFoundError), open(each, "rb") as source:
                while source.read(1 << 20):
                    pass
    except OSError as problem:
        raise atomic.explained(problem, "the ledger") from problem
    uri = f"file:{quote(path)}?mode=ro&immutable=1"
    with (
        contextlib.suppress(sqlite3.Error),
        contextlib.closing(sqlite3.connect(uri, uri=True)) as it,
    ):
        if it.execute("PRAGMA integrity_check(1)").fetchone() == ("ok",):
            raise CannotDecide("The ledger could not be read, and is whole on a second look.")


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


def read_small(path: str) -> bytes | None:
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
