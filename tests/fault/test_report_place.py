"""A report where there is no room, or where nothing may be written: older ones stay as they were."""

import contextlib
import os

import pytest

from preserve.storage import atomic
from preserve.workflows.archive import read_history
from preserve.workflows.write_report import ReportOptions, write_report
from tests.fault.test_no_room import WORDS, closed, limited
from tests.support.archives import archive_with, audited, files_of, present_clock, tree_digest
from tests.support.commands import run
from tests.support.mounts import small_disk

__all__ = ["closed"]


@pytest.fixture
def archive(tmp_path):
    made, _ = archive_with(tmp_path, {"a.txt": WORDS.encode()}, present_clock())
    audited(made, present_clock())
    write_report(made, f"{made.root}/reports", ReportOptions(present_clock()()))
    return made


@pytest.mark.parametrize("limit", [100, 3_000, 12_000])
def test_no_room_for_a_report_leaves_the_older_ones_and_nothing_half(archive, limit):
    before = bytes_below(archive.root)
    done = limited(limit, "--archive", archive.root, "report")
    assert done.returncode == 3, done.stderr
    assert b"FIX-032" in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert bytes_below(archive.root) == before
    assert len(os.listdir(f"{archive.root}/reports")) == 6
    assert read_history(archive, is_locked=False).verdict.is_verified


def bytes_below(directory):
    return {path: path.read_bytes() for path in files_of(directory)}


def test_a_small_disk_fills_up_and_its_reports_stay(archive, tmp_path):
    place = tmp_path / "small"
    place.mkdir()
    with small_disk(place, "300k") as is_mounted:
        if not is_mounted:
            return
        codes = []
        for _ in range(12):
            kept = bytes_below(place)
            done = run("--archive", archive.root, "report", "--to", place)
            codes.append(done.code)
            assert kept.items() <= bytes_below(place).items()
            assert len(os.listdir(place)) % 6 == 0
            assert not [name for name in os.listdir(place) if name.startswith(".")]
        assert codes[0] == 0
        assert codes[-1] == 3
        assert "FIX-032" in done.err


def test_a_place_that_cannot_be_written(archive, tmp_path):
    before = tree_digest(archive.root)
    done = run("--archive", archive.root, "report", "--to", "/proc/reports")
    assert done.code == 3, done.err
    (tmp_path / "file").write_text("x")
    done = run("--archive", archive.root, "report", "--to", tmp_path / "file")
    assert (done.code, (tmp_path / "file").read_text()) == (1, "x")
    assert "FIX-041" in done.err
    assert tree_digest(archive.root) == before


def test_an_archive_that_cannot_be_written_is_reported_on_elsewhere(closed, tmp_path):
    before = tree_digest(closed.root)
    done = run("--archive", closed.root, "report")
    assert done.code == 3, done.err
    assert "FIX-033" in done.err
    there = run("--archive", closed.root, "report", "--to", tmp_path / "out")
    assert there.code == 3, there.err  # no audit is on record
    assert "FIX-060" in there.err
    assert len(there.out.splitlines()) == len(os.listdir(tmp_path / "out")) == 6
    assert tree_digest(closed.root) == before


@pytest.mark.parametrize("fails_at", range(3))
def test_files_appear_all_or_none(tmp_path, fails_at):
    names = ["a", "b", "c"]
    (tmp_path / names[fails_at]).write_text("older")
    with pytest.raises(FileExistsError):
        atomic.add_all(str(tmp_path), dict.fromkeys(names, b"new"), ".new")
    assert [path.name for path in tmp_path.iterdir()] == [names[fails_at]]
    assert (tmp_path / names[fails_at]).read_text() == "older"


def test_what_an_earlier_run_left_is_cleared_away(tmp_path):
    (tmp_path / ".new").mkdir()
    (tmp_path / ".new" / "half").write_text("x")
    atomic.add_all(str(tmp_path), {"a": b"1", "b": b"2"}, ".new")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a", "b"]


def test_a_link_in_the_place_of_the_staging_directory_is_not_followed(tmp_path):
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "kept").write_text("x")
    place = tmp_path / "place"
    place.mkdir()
    (place / ".new").symlink_to(elsewhere)
    with contextlib.suppress(OSError):
        atomic.add_all(str(place), {"a": b"1"}, ".new")
    assert [path.name for path in elsewhere.iterdir()] == ["kept"]
