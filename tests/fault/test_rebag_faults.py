"""Rebagging that is killed, interrupted, or has no room: no half bag, and the old one untouched."""

import contextlib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from preserve.model.verdict import Verdict
from tests.support.bags import check_directory, fingerprint, old_bag, write_bag
from tests.support.commands import (
    CHECKOUT,
    PATIENCE_SECONDS,
    environment,
    is_killed,
    is_killed_after,
    run,
    striking,
    struck,
)
from tests.support.limits import limiting
from tests.support.mounts import enlarge, small_disk, unwritable

FILES = 150
SILENT = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
AT = ("--at", "2020-01-02T03:04:05Z")


def big_bag(place: Path, files: int = FILES, size: int = 20_000) -> Path:
    chance = random.Random(8493)
    payload = {f"data/{n % 7}/{n}.bin": chance.randbytes(size) for n in range(files)}
    return write_bag(old_bag(payload=payload), place / "in" / "bag")


def started(*arguments: object) -> subprocess.Popen:
    return subprocess.Popen(
        [sys.executable, "-m", "preserve", *map(str, arguments)],
        cwd=CHECKOUT,
        env=environment(),
        **SILENT,
    )


def test_kill_nine_at_any_moment_leaves_no_half_bag(tmp_path: Path):
    bag, to = big_bag(tmp_path), tmp_path / "to"
    before, chance = fingerprint(bag), random.Random(7)
    whole = tmp_path / "whole"
    assert run("rebag", bag, "--to", whole, *AT).code == 0
    for number in range(14):
        # By turns at any moment, and in the middle for certain, however fast this machine is.
        if number % 2:
            assert is_killed(chance.randrange(1, FILES), to, "rebag", bag, "--to", to, *AT)
        else:
            process = started("rebag", bag, "--to", to, *AT)
            is_killed_after(chance.uniform(0.15, 0.7), process)
        if (to / "bag").exists():
            assert fingerprint(to / "bag") == fingerprint(whole / "bag")
            shutil.rmtree(to / "bag")
    done = run("rebag", bag, "--to", to, *AT)
    assert done.code == 0, done.err
    assert fingerprint(to) == fingerprint(whole)  # what the killed runs left is gone, too
    assert fingerprint(bag) == before


@pytest.mark.parametrize("left", [1, 20, FILES])
@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_who_stops_it_finds_nothing_half(
    number: signal.Signals, code: int, left: int, tmp_path: Path
):
    bag, to = big_bag(tmp_path), tmp_path / "to"
    assert struck(number, left, to, "rebag", bag, "--to", to).code == code
    assert not to.exists()
    assert run("rebag", bag, "--to", to).code == 0


def test_a_limit_on_file_sizes_is_told_once(tmp_path: Path):
    bag, to = big_bag(tmp_path, files=3, size=50_000), tmp_path / "to"
    before = fingerprint(bag)
    done = subprocess.run(
        [sys.executable, "-m", "preserve", "rebag", str(bag), "--to", str(to), "--json"],
        cwd=CHECKOUT,
        capture_output=True,
        timeout=PATIENCE_SECONDS,
        check=False,
        **limiting(40_000),
    )
    assert done.returncode == 3, done.stderr
    assert json.loads(done.stdout)["error"]["code"] == "FIX-032"
    assert len(done.stderr.splitlines()) == 1
    assert not to.exists()
    assert fingerprint(bag) == before


def test_a_disk_that_is_too_small_from_the_start(tmp_path: Path):
    bag, place = big_bag(tmp_path), tmp_path / "small"
    place.mkdir()
    with small_disk(place, "1m") as is_mounted:
        if not is_mounted:
            return
        done = run("rebag", bag, "--to", place / "to")
        assert done.code == 3, done.out
        assert "FIX-032" in done.err
        assert "TMPDIR" not in done.err
        assert not (place / "to").exists()
        enlarge(place, "64m")
        assert run("rebag", bag, "--to", place / "to").code == 0
        assert check_directory(place / "to" / "bag").verdict is Verdict.VALID


def test_a_disk_that_fills_up_meanwhile(tmp_path: Path):
    bag, place = big_bag(tmp_path, files=1500, size=8_000), tmp_path / "small"
    place.mkdir()
    with small_disk(place, "40m") as is_mounted:
        if not is_mounted:
            return
        # It stands still before a change on disk, and goes on when the disk is full.
        words = striking(signal.SIGSTOP, 500, place, "rebag", bag, "--to", place / "to")
        process = subprocess.Popen(words, cwd=CHECKOUT, env=environment(), **SILENT)
        stands = os.waitid(os.P_PID, process.pid, os.WSTOPPED | os.WEXITED | os.WNOWAIT)
        assert stands.si_code == os.CLD_STOPPED
        with (place / "filler").open("wb") as filler, contextlib.suppress(OSError):
            while True:
                filler.write(bytes(1 << 16))
        process.send_signal(signal.SIGCONT)
        assert process.wait(timeout=PATIENCE_SECONDS) == 3
        assert not (place / "to").exists()
        (place / "filler").unlink()
        assert run("rebag", bag, "--to", place / "to").code == 0


def test_a_place_that_cannot_be_written(tmp_path: Path):
    bag = big_bag(tmp_path, files=2)
    place = tmp_path / "closed"
    place.mkdir()
    with unwritable(place):
        for to in (place, place / "new"):
            done = run("rebag", bag, "--to", to)
            assert done.code == 3, done.out
            assert "FIX-033" in done.err
            assert "Traceback" not in done.err
        assert os.listdir(place) == []


def test_two_runs_at_once_do_not_meet(tmp_path: Path):
    bag, to = big_bag(tmp_path, files=300), tmp_path / "to"
    processes = [started("rebag", bag, "--to", to, *AT) for _ in range(3)]
    codes = {process.wait(timeout=PATIENCE_SECONDS) for process in processes}
    assert codes <= {0, 5}
    assert os.listdir(to) == ["bag"]
    assert check_directory(to / "bag").verdict is Verdict.VALID
