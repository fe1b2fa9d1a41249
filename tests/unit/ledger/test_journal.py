"""The ledger on disk: every way to tamper with the database or its neighbours, and looking only."""

import os
import shutil
import sqlite3
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ed25519, rsa

from preserve.errors import CannotDecide, EvidenceFailure, PreserveError, Unreadable
from preserve.ledger.entry import Event, LedgerEntry
from preserve.ledger.journal import make_signing_key
from preserve.ledger.stored import translated
from preserve.workflows.archive import open_journal, read_history, require_sound
from preserve.workflows.verify_ledger import verify_ledger
from tests.support.archives import START, Clock, archive_with, audited, package_all, tree_digest

TEXT = "A headline of some words\n\nJane Roe said: “We are here.”\n".encode()


@pytest.fixture(scope="module")
def pristine(tmp_path_factory):
    clock = Clock(START - timedelta(days=1))
    archive, _ = archive_with(tmp_path_factory.mktemp("pristine"), {"a.txt": TEXT}, clock)
    audited(archive, clock)
    return archive


@pytest.fixture
def archive(pristine, tmp_path):
    from preserve.workflows.archive import open_archive

    shutil.copytree(pristine.root, tmp_path / "archive")
    return open_archive(str(tmp_path / "archive"))


def database(archive) -> Path:
    return Path(archive.root, "ledger", "ledger.sqlite")


def sql(*statements: str):
    def change(archive):
        connection = sqlite3.connect(database(archive), isolation_level=None)
        connection.execute("PRAGMA writable_schema = ON")
        for statement in statements:
            connection.execute(statement)
        connection.close()

    return change


def write(data: bytes):
    return lambda archive: database(archive).write_bytes(data)


def beside(suffix: str, make):
    return lambda archive: make(Path(f"{database(archive)}{suffix}"))


def fifo(path: Path) -> None:
    path.unlink(missing_ok=True)
    os.mkfifo(path)


HANGING = "WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n FROM r) SELECT n AS number, n AS body FROM r"

TAMPERED = {
    "an entry was changed": sql(
        "UPDATE entry SET body = CAST(replace(body, 'a', 'b') AS BLOB) WHERE number = 1"
    ),
    "an entry was removed": sql("DELETE FROM entry WHERE number = 1"),
    "the last entry was removed": sql("DELETE FROM entry WHERE number = 2"),
    "an entry was added": sql("INSERT INTO entry SELECT 3, body FROM entry WHERE number = 2"),
    "entries were swapped": sql(
        "UPDATE entry SET number = 9 WHERE number = 1",
        "UPDATE entry SET number = 1 WHERE number = 2",
        "UPDATE entry SET number = 2 WHERE number = 9",
    ),
    "entries were numbered anew": sql("UPDATE entry SET number = 7 WHERE number = 2"),
    "the notes are gone": sql("DELETE FROM note"),
    "a note was moved": sql("UPDATE note SET size = 99 WHERE size = 3"),
    "a note was added": sql("INSERT INTO note SELECT 1, text FROM note WHERE size = 2"),
    "a note is no UTF-8": sql("UPDATE note SET text = CAST(x'ff' AS TEXT)"),
    "a note is a blob": sql(
        "DROP TABLE note", "CREATE TABLE note (size INTEGER PRIMARY KEY, text)"
    ),
    "a trigger waits": sql(
        "CREATE TRIGGER t AFTER INSERT ON entry BEGIN DELETE FROM entry WHERE number = 1; END"
    ),
    "a view stands for the entries": sql(
        "ALTER TABLE entry RENAME TO real", "CREATE VIEW entry AS SELECT * FROM real"
    ),
    "a view that never ends": sql("DROP TABLE entry", f"CREATE VIEW entry AS {HANGING}"),
    "another table is there": sql("CREATE TABLE other (x)"),
    "a table is gone": sql("DROP TABLE note"),
    "everything is gone": sql("DELETE FROM entry", "DELETE FROM note"),
    "the file is empty": write(b""),
    "the file is garbage": write(b"garbage" * 1000),
    "the file is cut": lambda archive: os.truncate(database(archive), 5000),
    "the file is gone": lambda archive: database(archive).unlink(),
    "the file is a pipe": lambda archive: fifo(database(archive)),
    "the file is a directory": lambda archive: (
        database(archive).unlink(),
        database(archive).mkdir(),
    ),
    "a rollback journal lies there": beside("-journal", lambda path: path.write_bytes(b"x")),
    "the log is a pipe": beside("-wal", fifo),
    "the log is a link to a pipe": beside(
        "-wal", lambda path: (fifo(path.with_name("p")), path.symlink_to("p"))
    ),
    "the plain note is a pipe": lambda archive: fifo(Path(archive.root, "ledger", "checkpoint")),
    "the plain note is gone": lambda archive: Path(archive.root, "ledger", "checkpoint").unlink(),
    "the identity is a pipe": lambda archive: fifo(Path(archive.root, "archive-id")),
    "the identity is another's": lambda archive: Path(archive.root, "archive-id").write_text("x\n"),
}


@pytest.mark.parametrize("name", TAMPERED)
def test_tampering_is_found_by_looking_and_nothing_is_added(archive, name, tmp_path):
    TAMPERED[name](archive)
    before = tree_digest(archive.root)
    report = verify_ledger(archive.root, None)
    assert report.exit_code == 4
    assert report.state in {"altered", "rolled-back"}
    assert report.findings
    assert audited(archive, Clock()).exit_code == 4
    (tmp_path / "b.txt").write_bytes(TEXT + b"more\n")
    with pytest.raises(PreserveError):
        package_all(archive, [tmp_path / "b.txt"], Clock())
    assert tree_digest(archive.root) == before


def test_an_untouched_ledger_verifies_and_looking_writes_nothing(archive):
    before = tree_digest(archive.root)
    report = verify_ledger(archive.root, None)
    assert (report.exit_code, report.state, report.size) == (0, "verified", 3)
    assert tree_digest(archive.root) == before


def private_pem(key) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


KEYS = {
    "gone": lambda path: path.unlink(),
    "garbage": lambda path: path.write_bytes(b"garbage"),
    "a pipe": fifo,
    "another key": lambda path: path.write_bytes(private_pem(ed25519.Ed25519PrivateKey.generate())),
    "of another kind": lambda path: path.write_bytes(
        private_pem(rsa.generate_private_key(public_exponent=65537, key_size=2048))
    ),
}


@pytest.mark.parametrize("name", KEYS)
def test_nothing_is_signed_with_a_key_that_is_not_the_archives(archive, name):
    KEYS[name](Path(archive.root, "keys", "archive.key"))
    history = read_history(archive, is_locked=False)
    require_sound(history)
    with pytest.raises(Unreadable):
        open_journal(archive, history)
    report = audited(archive, Clock())
    assert (report.exit_code, [found.finding.code for found in report.findings]) == (0, ["FIX-022"])
    assert verify_ledger(archive.root, None).state == "verified"


def test_the_signing_key_is_for_its_owner_alone(archive):
    assert os.stat(f"{archive.root}/keys/archive.key").st_mode & 0o777 == 0o600
    assert os.stat(f"{archive.root}/keys").st_mode & 0o777 == 0o700


def test_a_checkpoint_kept_elsewhere_finds_an_older_ledger_put_back(archive, tmp_path):
    old = tmp_path / "old"
    shutil.copytree(Path(archive.root, "ledger"), old)
    audited(archive, Clock())
    kept = tmp_path / "kept"
    shutil.copy(Path(archive.root, "ledger", "checkpoint"), kept)
    assert verify_ledger(archive.root, str(kept)).exit_code == 0
    audited(archive, Clock())
    assert verify_ledger(archive.root, str(kept)).exit_code == 0
    shutil.rmtree(Path(archive.root, "ledger"))
    shutil.copytree(old, Path(archive.root, "ledger"))
    assert verify_ledger(archive.root, None).exit_code == 0
    report = verify_ledger(archive.root, str(kept))
    assert (report.exit_code, report.state) == (4, "rolled-back")


def test_two_copies_that_were_worked_on_apart_are_a_fork(archive, tmp_path):
    shutil.copytree(archive.root, tmp_path / "copy")
    from preserve.workflows.archive import open_archive

    copy = open_archive(str(tmp_path / "copy"))
    audited(archive, Clock())
    audited(copy, Clock(START + timedelta(days=400)))
    report = verify_ledger(archive.root, f"{copy.root}/ledger/checkpoint")
    assert (report.exit_code, report.state) == (4, "forked")


def test_a_sound_history_is_asked_for_before_anything_is_printed(archive):
    database(archive).unlink()
    with pytest.raises(EvidenceFailure):
        require_sound(read_history(archive, is_locked=False))


def corrupt() -> sqlite3.DatabaseError:
    """Return what SQLite raises where the medium gives an error in the middle of a question."""
    problem = sqlite3.DatabaseError("database disk image is malformed")
    problem.sqlite_errorname = "SQLITE_CORRUPT"
    return problem


def test_a_ledger_that_is_whole_on_a_second_look_is_not_called_damaged(archive):
    with pytest.raises(CannotDecide, match="second look"), translated(archive.root):
        raise corrupt()


def test_a_ledger_that_cannot_be_read_is_not_called_damaged(archive):
    database(archive).unlink()
    database(archive).mkdir()
    with pytest.raises(Unreadable), translated(archive.root):
        raise corrupt()


def test_a_ledger_that_is_damaged_on_a_second_look_is_called_so(archive):
    data = database(archive).read_bytes()
    database(archive).write_bytes(data[:4096] + b"\xff" * (len(data) - 4096))
    with pytest.raises(EvidenceFailure, match="not a whole database"), translated(archive.root):
        raise corrupt()


def test_a_change_of_key_is_committed_alone_and_with_the_new_key(archive):
    new, _ = make_signing_key()
    change = LedgerEntry(START, Event.KEY_CHANGE.value, None, "t", "success", {})
    other = LedgerEntry(START, Event.DRILL.value, None, "t", "success", {})
    history = read_history(archive, is_locked=False)
    with open_journal(archive, history) as journal:
        for entries, successor in (
            ([change], None),
            ([other], new),
            ([other, change], new),
            ([change, change], new),
            ([], new),
        ):
            with pytest.raises(ValueError, match="alone"):
                journal.append(entries, successor)
    assert read_history(archive, is_locked=False).note == history.note
