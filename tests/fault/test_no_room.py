"""A full disk, a limit on file sizes, a place that cannot be written: told once, nothing half."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from preserve.ledger.entry import LedgerEntry
from preserve.workflows.archive import open_archive, open_journal, read_history
from tests.support.archives import archive_with, audited, new_archive, present_clock, tree_digest
from tests.support.commands import CHECKOUT, run
from tests.support.limits import limiting
from tests.support.mounts import enlarge, small_disk, unwritable

WORDS = "A headline of some words\n\nJane Roe said: “We are here.”\n"


def article(place: Path, name: str, size: int = 0) -> Path:
    path = place / name
    path.write_text(WORDS + f"{name}\n" + "More words follow here.\n" * (size // 24))
    return path


def limited(limit: int, *arguments: object) -> subprocess.CompletedProcess:
    """Run with a limit on the size of files: what a quota or a full disk does, for any user."""
    return subprocess.run(
        [sys.executable, "-m", "preserve", *map(str, arguments)],
        cwd=CHECKOUT,
        capture_output=True,
        timeout=600,
        check=False,
        **limiting(limit),
    )


def test_a_package_that_does_not_fit_is_taken_back(tmp_path):
    archive, _ = archive_with(tmp_path, {"a.txt": WORDS.encode()}, present_clock())
    big = article(tmp_path, "big.txt", 900_000)
    bags = tree_digest(archive.store.bags)
    done = limited(300_000, "--archive", archive.root, "package", big)
    assert done.returncode == 3, done.stderr
    assert b"FIX-032" in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert tree_digest(archive.store.bags) == bags
    assert os.listdir(f"{archive.root}/.staging") == []
    assert read_history(archive, is_locked=False).verdict.is_verified
    assert run("--archive", archive.root, "package", big).code == 0
    assert audited(archive, present_clock()).exit_code == 0


def test_what_was_whole_before_a_package_that_does_not_fit_gets_in(tmp_path):
    for number in range(8):
        article(tmp_path, f"{number}.txt", 900_000 if number == 5 else 0)
    done = limited(300_000, "package", tmp_path, "--to", tmp_path / "out")
    assert done.returncode == 3, done.stderr
    assert sorted(name[0] for name in os.listdir(tmp_path / "out")) == list("01234")
    finished = run("package", tmp_path, "--to", tmp_path / "out")
    assert (finished.code, len(os.listdir(tmp_path / "out"))) == (0, 8), finished.err


def test_a_ledger_that_cannot_grow_keeps_what_it_has(tmp_path):
    archive, _ = archive_with(tmp_path, {"a.txt": WORDS.encode()}, present_clock())
    more = article(tmp_path, "more.txt")
    # Smaller than the ledger's own file: the bag may be written, the entry may not.
    done = limited(9_000, "--archive", archive.root, "package", more)
    assert done.returncode == 3, done.stderr
    assert b"Traceback" not in done.stderr
    assert read_history(archive, is_locked=False).verdict.is_verified
    assert run("--archive", archive.root, "package", more).code == 0
    report = audited(archive, present_clock())
    assert (report.exit_code, dict(report.packages)) == (0, {"intact": 2})


def test_a_full_disk(tmp_path):
    """On a small file system of its own where this machine lets us mount one."""
    place = tmp_path / "small"
    place.mkdir()
    with small_disk(place, "1m") as is_mounted:
        if not is_mounted:
            return
        clock = present_clock()
        archive = new_archive(place / "archive", clock)
        source = tmp_path / "in"
        source.mkdir()
        for number in range(60):
            article(source, f"{number}.txt", 8_000)
        done = run("--archive", archive.root, "package", source)
        assert done.code == 3, done.err
        assert "FIX-032" in done.err
        assert "Traceback" not in done.err
        reread = open_archive(archive.root)
        history = read_history(reread, is_locked=False)
        assert history.verdict.is_verified
        assert 0 < len(history.holdings) < 60
        for package in history.holdings:
            assert run("validate", f"{archive.root}/bags/{package}").code == 0
        enlarge(place, "64m")
        assert run("--archive", archive.root, "package", source).code == 0
        assert dict(audited(reread, clock).packages) == {"intact": 60}


@pytest.fixture
def closed(tmp_path):
    """A whole archive on a place that cannot be written: a read-only mount, or modes."""
    archive, _ = archive_with(tmp_path / "base", {"a.txt": WORDS.encode()}, present_clock())
    with unwritable(tmp_path / "base" / "archive"):
        yield archive


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["validate", "."], 0),
        (["status"], 0),
        (["ledger", "verify"], 0),
        (["history"], 0),
        (["ledger", "export"], 0),
        (["ledger", "checkpoint"], 0),
        (["audit"], 0),
        (["describe", "bags/PACKAGE/data/original/a.txt"], 0),
    ],
)
def test_looking_works_where_nothing_can_be_written(closed, arguments, code):
    (package,) = [name for name in os.listdir(closed.store.bags) if name != "archive-id"]
    before = tree_digest(closed.root)
    words = [argument.replace("PACKAGE", package) for argument in arguments]
    done = run(*words, cwd=Path(closed.root))
    assert done.code == code, done.err
    assert tree_digest(closed.root) == before


def test_writing_where_nothing_can_be_written_is_said(closed, tmp_path):
    more = article(tmp_path, "more.txt")
    before = tree_digest(closed.root)
    done = run("--archive", closed.root, "package", more)
    assert done.code == 3, done.err
    assert "FIX-033" in done.err
    assert "Traceback" not in done.err
    assert tree_digest(closed.root) == before


def test_a_kill_left_a_log_beside_the_ledger_and_reading_leaves_it_alone(tmp_path):
    """After kill -9 SQLite's write-ahead log is still there, with entries only it knows."""
    archive, _ = archive_with(tmp_path, {"a.txt": WORDS.encode()}, present_clock())
    database = Path(archive.root, "ledger", "ledger.sqlite")
    names = ("ledger.sqlite", "ledger.sqlite-wal")
    history = read_history(archive, is_locked=False)
    with open_journal(archive, history) as journal:
        journal.append(
            [LedgerEntry(present_clock()(), "fixity check", None, "t", "success", {"exit_code": 0})]
        )
        expected = journal.frontier
        for name in names:
            shutil.copy(database.with_name(name), tmp_path / name)
    for name in names:
        shutil.copy(tmp_path / name, database.with_name(name))
    assert database.with_name("ledger.sqlite-wal").stat().st_size
    before = tree_digest(archive.root)
    assert read_history(archive, is_locked=False).verdict.frontier == expected
    assert run("--archive", archive.root, "status").code == 0
    assert tree_digest(archive.root) == before
    assert audited(archive, present_clock()).exit_code == 0
