"""kill -9, no room, no right to write: a packed bag is whole or not there."""

import os
import random
import signal
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

from tests.support.commands import (
    CHECKOUT,
    environment,
    is_killed,
    is_killed_after,
    run,
    struck,
)
from tests.support.limits import limiting
from tests.support.mounts import enlarge, small_disk, unwritable

ARTICLES = 40
KILLS = 12
SOME_CHANGES = 100
"""Of the disk: in so many some packages are made, and all of them take several times as many."""
WORDS = "A headline of some words\n\nJane Roe said: “We are here.”\n"


def write_articles(place: Path, count: int = ARTICLES, size: int = 0) -> Path:
    place.mkdir()
    for number in range(count):
        more = "More words follow here.\n" * (size // 24)
        (place / f"{number}.txt").write_text(f"{WORDS}{number}\n{more}")
    return place


def assert_whole(path: Path) -> None:
    """Every packed bag is a whole file with a whole bag in it, by the standard library."""
    if path.suffix == ".zip":
        with zipfile.ZipFile(path) as opened:
            assert opened.testzip() is None
            names = opened.namelist()
    else:
        assert path.stat().st_size % 10240 == 0
        with tarfile.open(path) as opened:
            names = opened.getnames()
    assert f"{path.stem}/tagmanifest-sha512.txt" in names
    assert f"{path.stem}/data/article.warc.gz" in names


@pytest.mark.parametrize("form", ["tar", "zip"])
def test_a_run_that_packs_survives_kill_nine(tmp_path, form):
    source, out = write_articles(tmp_path / "in"), tmp_path / "out"
    arguments = ("package", source, "--to", out, "--serialize", form, "--no-second-opinion")
    chance = random.Random(20161215)
    for number in range(KILLS):
        if number < KILLS // 2:
            # In the middle for certain, however fast this machine is.
            assert is_killed(chance.randrange(1, SOME_CHANGES), tmp_path, *arguments)
        else:
            # At any moment after so many packages were announced; it may have ended by then.
            process = subprocess.Popen(
                [sys.executable, "-m", "preserve", *map(str, arguments)],
                cwd=CHECKOUT, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            )  # fmt: skip
            for _ in range(chance.randrange(1, 4)):
                process.stdout.readline()
            is_killed_after(chance.uniform(0.0, 0.05) * (number % 2), process)
            process.stdout.close()
        for path in out.glob(f"*.{form}"):
            assert_whole(path)
    before = {path.name: path.read_bytes() for path in out.glob(f"*.{form}")}
    finished = run(*arguments)
    assert finished.code == 0, finished.err
    assert sorted(path.suffix for path in out.iterdir()) == [f".{form}"] * ARTICLES
    assert {name: (out / name).read_bytes() for name in before} == before
    assert all(path.stat().st_nlink == 1 for path in out.iterdir())


def test_a_packed_bag_that_is_larger_than_a_file_may_be_is_taken_back(tmp_path):
    source, out = write_articles(tmp_path / "in", 1, 300_000), tmp_path / "out"
    assert run("package", source, "--to", tmp_path / "first", "--serialize", "tar").code == 0
    (path,) = (tmp_path / "first").iterdir()
    # Every file of the bag may be written, and the one that holds them all may not.
    most = path.stat().st_size - 1
    arguments = ["package", source, "--to", out, "--serialize", "tar"]
    done = subprocess.run(
        [sys.executable, "-m", "preserve", *map(str, arguments)],
        cwd=CHECKOUT, capture_output=True, check=False, timeout=600, **limiting(most),
    )  # fmt: skip
    assert done.returncode == 3, done.stderr
    assert b"FIX-032" in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert os.listdir(out) == []
    assert run(*arguments).code == 0
    (path,) = out.iterdir()
    assert_whole(path)


def test_a_full_disk_keeps_what_was_whole(tmp_path):
    place = tmp_path / "small"
    place.mkdir()
    with small_disk(place, "1m") as is_mounted:
        if not is_mounted:
            return
        source, out = write_articles(tmp_path / "in", 40, 4_000), place / "out"
        done = run("package", source, "--to", out, "--serialize", "tar")
        assert done.code == 3, done.err
        assert "FIX-032" in done.err
        assert "Traceback" not in done.err
        made = list(out.iterdir())
        assert 0 < len(made) < 40
        for path in made:
            assert_whole(path)
        enlarge(place, "64m")
        assert run("package", source, "--to", out, "--serialize", "tar").code == 0
        assert len(list(out.iterdir())) == 40


def test_a_place_that_cannot_be_written_is_said_and_left(tmp_path):
    source, out = write_articles(tmp_path / "in", 2), tmp_path / "out"
    out.mkdir()
    with unwritable(out):
        done = run("package", source, "--to", out, "--serialize", "zip")
        assert done.code == 3, done.err
        assert "FIX-033" in done.err
        assert "Traceback" not in done.err
        assert os.listdir(out) == []


def test_a_terminated_run_leaves_no_half_file(tmp_path):
    source, out = write_articles(tmp_path / "in"), tmp_path / "out"
    words = ("package", source, "--to", out, "--serialize", "tar")
    stopped = struck(signal.SIGTERM, 4 * SOME_CHANGES, tmp_path, *words)
    assert stopped.code == 143, stopped.err
    assert list(out.iterdir())
    assert all(path.suffix == ".tar" for path in out.iterdir())
    for path in out.iterdir():
        assert_whole(path)
    assert run(*words).code == 0
