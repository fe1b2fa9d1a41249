"""A directory filled aside: exclusive, synced, and either published or gone."""

import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from preserve.errors import NotWritable, PreserveError
from preserve.model.file import NewFile
from preserve.storage.staging import Staging
from tests.support.commands import CHECKOUT
from tests.support.limits import limiting


def begun(place: Path, *directories: str) -> Staging:
    staging = Staging(str(place / "staged"))
    staging.begin(directories)
    return staging


def test_files_are_written_piece_by_piece_and_take_their_place_together(tmp_path: Path):
    staging = begun(tmp_path, "data/empty")
    with staging.file("data/d/a") as opened:
        opened.write(b"one ")
        opened.write(memoryview(b"two"))
    staging.write(NewFile("bagit.txt", b"x"))
    staging.sync()
    assert [entry.path for entry in staging.tree.entries()] == [
        "bagit.txt", "data", "data/d", "data/d/a", "data/empty",
    ]  # fmt: skip
    staging.publish(str(tmp_path / "final"))
    staging.discard()
    assert (tmp_path / "final/data/d/a").read_bytes() == b"one two"
    assert os.listdir(tmp_path) == ["final"]


def test_what_is_there_is_never_written_over(tmp_path: Path):
    staging = begun(tmp_path)
    staging.write(NewFile("a", b"first"))
    with pytest.raises(NotWritable) as raised:
        staging.write(NewFile("a", b"second"))
    assert "taken" in raised.value.message
    assert (tmp_path / "staged/a").read_bytes() == b"first"


def test_a_link_is_not_followed(tmp_path: Path):
    staging = begun(tmp_path)
    (tmp_path / "staged/a").symlink_to(tmp_path / "elsewhere")
    (tmp_path / "staged/d").symlink_to(tmp_path)
    with pytest.raises(NotWritable):
        staging.write(NewFile("a", b"x"))
    with pytest.raises(NotWritable):
        staging.write(NewFile("d/b", b"x"))
    assert os.listdir(tmp_path) == ["staged"]


def test_a_directory_that_meets_a_file_is_said(tmp_path: Path):
    staging = begun(tmp_path)
    staging.write(NewFile("a", b"x"))
    with pytest.raises(NotWritable):
        staging.write(NewFile("a/b", b"x"))


@pytest.mark.parametrize("kind", ["file", "directory", "link"])
def test_nothing_is_published_over_anything(kind: str, tmp_path: Path):
    staging, final = begun(tmp_path), tmp_path / "final"
    if kind == "file":
        final.write_bytes(b"")
    elif kind == "directory":
        final.mkdir()
    else:
        final.symlink_to("nowhere")
    with pytest.raises(FileExistsError):
        staging.publish(str(final))
    assert sorted(os.listdir(tmp_path)) == ["final", "staged"]


def test_beginning_clears_what_was_left_and_follows_no_link(tmp_path: Path):
    (tmp_path / "kept").mkdir()
    (tmp_path / "kept/a").write_bytes(b"")
    (tmp_path / "staged").symlink_to("kept")
    begun(tmp_path)
    assert os.listdir(tmp_path / "kept") == ["a"]
    assert os.listdir(tmp_path / "staged") == []
    assert not (tmp_path / "staged").is_symlink()


def test_an_exception_inside_closes_the_file_and_goes_on(tmp_path: Path):
    staging = begun(tmp_path)
    before = os.listdir("/proc/self/fd")
    with pytest.raises(ZeroDivisionError), staging.file("a"):
        raise ZeroDivisionError
    assert set(os.listdir("/proc/self/fd")) <= set(before)


def test_a_name_that_is_too_long_is_no_traceback(tmp_path: Path):
    staging = begun(tmp_path)
    with pytest.raises(PreserveError):
        staging.write(NewFile("a" * 300, b""))
    with pytest.raises(PreserveError):
        staging.write(NewFile("a" * 300 + "/b", b""))


def test_many_files_are_all_closed_and_no_thread_is_left(tmp_path: Path):
    before, threads = os.listdir("/proc/self/fd"), threading.active_count()
    staging = begun(tmp_path)
    for number in range(300):
        staging.write(NewFile(f"d/{number}", b"x"))
    staging.sync()
    assert set(os.listdir("/proc/self/fd")) <= set(before)
    assert threading.active_count() <= threads
    assert len(staging.tree.entries()) == 301


def test_discarding_in_the_middle_leaves_nothing(tmp_path: Path):
    before, threads = os.listdir("/proc/self/fd"), threading.active_count()
    staging = begun(tmp_path)
    for number in range(40):
        staging.write(NewFile(f"{number}", b"x"))
    staging.discard()
    assert set(os.listdir("/proc/self/fd")) <= set(before)
    assert threading.active_count() <= threads
    assert os.listdir(tmp_path) == []


@pytest.mark.parametrize("count", [1, 100])
def test_a_sync_that_fails_is_said(count: int, tmp_path: Path):
    """A pipe cannot be synced: the system says so, in another thread."""
    staging = begun(tmp_path)

    def settle() -> None:
        for _ in range(count):
            reading, writing = os.pipe()
            os.close(reading)
            staging._settle(writing)
        staging.sync()

    with pytest.raises(PreserveError):
        settle()
    staging.discard()


def test_a_limit_on_sizes_is_no_space():
    """In a process of its own: the limit cannot be taken back."""
    program = """
import sys
from preserve.errors import NoSpace
from preserve.model.file import NewFile
from preserve.storage.staging import Staging
import tempfile
with tempfile.TemporaryDirectory() as place:
    staging = Staging(place + "/staged")
    staging.begin(())
    try:
        staging.write(NewFile("a", b"x" * 10_000))
    except NoSpace as problem:
        print(problem.code)
"""
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=CHECKOUT,
        capture_output=True,
        check=True,
        timeout=600,
        **limiting(5000),
    )
    assert done.stdout == b"FIX-032\n"
