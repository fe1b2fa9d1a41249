"""A fetch that is killed, stopped, doubled or out of room: the bag is as it was, or one file more."""

import contextlib
import os
import random
import shutil
import signal
import subprocess
import sys
import threading
import time

import pytest

from tests.support.commands import CHECKOUT, PATIENCE_SECONDS, environment, run
from tests.support.fetching import file_server, holey_bag, tree_state
from tests.support.limits import limiting
from tests.support.mounts import enlarge, small_disk

pytestmark = pytest.mark.usefixtures("socket_enabled")

OPEN = ("--allow-http", "--allow-private")
FILES = {f"data/{number}/{number}.bin": os.urandom(300_000) for number in range(8)}
PIECE = 30_000
KILLS = 12


class Rationed:
    """Sends files in pieces, and no more of them than allowed; `is_used` when all are out."""

    def __init__(self, served, pieces):
        self.size_bytes = pieces * PIECE
        self.is_used = threading.Event()
        self._left = threading.Semaphore(pieces)
        self._served = served
        served.faults = dict.fromkeys(served.files, self)

    def _may_send(self):
        while not self._left.acquire(timeout=0.005):
            self.is_used.set()
            if self._served.over.is_set():
                return False
        return True

    def __call__(self, handler, _number):
        data = self._served.files[handler.path]
        start = int((handler.headers.get("Range") or "bytes=0-").split("=")[1][:-1])
        handler.send_response(206 if start else 200)
        handler.send_header("Content-Length", str(len(data) - start))
        handler.send_header("ETag", self._served.etag(handler.path))
        if start:
            handler.send_header("Content-Range", f"bytes {start}-{len(data) - 1}/{len(data)}")
        handler.end_headers()
        for place in range(start, len(data), PIECE):
            if not self._may_send():
                return
            handler.wfile.write(data[place : place + PIECE])


def started(bag, *options, **how):
    return subprocess.Popen(
        [sys.executable, "-m", "preserve", "fetch", str(bag), *OPEN, *options],
        cwd=CHECKOUT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        **{"env": environment(), **how},
    )


@pytest.fixture
def served():
    with file_server({f"/{path}": data for path, data in FILES.items()}) as server:
        yield server


@pytest.fixture
def bag(served, tmp_path):
    return holey_bag(tmp_path / "bag", FILES, lambda path: served.url(f"/{path}"))


def assert_only_whole_files_came(bag, before):
    """Everything that was there is untouched; what is new is whole and right."""
    after = tree_state(bag)
    assert {path: after[path] for path in before} == before
    new = {path for path in after if path not in before and not (bag / path).is_dir()}
    for path in new:
        assert after[path][2] == FILES[path]
    return new


def bytes_here(bag):
    """Return how much of the files is on the disk: in the bag, or on its way beside it."""
    parts = bag.with_name(".bag.fetching").glob("*.part")
    whole = (bag / path for path in FILES)
    seen = {}
    for each in (*parts, *whole):
        with contextlib.suppress(FileNotFoundError):
            status = each.stat()
            seen[status.st_ino] = status.st_size
    return sum(seen.values())


def wait_for_bytes(process, bag, size):
    until = time.monotonic() + PATIENCE_SECONDS
    while bytes_here(bag) < size:
        assert time.monotonic() < until
        let_run(process, 0.002)


def let_run(process, seconds):
    """Wait for the process to end, which it does not, so long."""
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(seconds)


def test_kill_nine_leaves_the_bag_as_it_was_or_with_whole_files_more(bag, served, tmp_path):
    """When it is killed depends on what was sent, and not on how fast this machine is today."""
    before = tree_state(bag)
    chance = random.Random(8493)
    came = set()
    pieces = len(FILES) * len(next(iter(FILES.values()))) // PIECE
    for number in range(KILLS):
        # All rations together are less than all pieces: no run comes to an end by itself.
        ration = Rationed(served, chance.randint(1, pieces // KILLS) * (number % 4 > 0))
        there = bytes_here(bag)
        process = started(bag)
        try:
            if number % 4:
                assert ration.is_used.wait(PATIENCE_SECONDS)
            if number % 4 > 1:
                wait_for_bytes(process, bag, there + ration.size_bytes)
            let_run(process, chance.uniform(0, 0.02 if number % 4 else 0.3))
            assert process.poll() is None, process.communicate()
        finally:
            process.kill()
            process.communicate(timeout=PATIENCE_SECONDS)
        now = assert_only_whole_files_came(bag, before)
        assert came <= now
        came = now
    assert came
    served.faults = {}
    done = run("fetch", bag, *OPEN)
    assert done.code == 0, done.out
    assert assert_only_whole_files_came(bag, before) == set(FILES)
    assert {os.lstat(bag / path).st_nlink for path in FILES} == {1}
    assert os.listdir(tmp_path) == ["bag"]
    assert run("validate", bag).code == 0


def held_up(served, path):
    """Have a file stop in its middle; return the event that says that it got there."""
    reached = threading.Event()

    def fault(handler, _number):
        data = served.files[handler.path]
        handler.send_response(200)
        handler.send_header("Content-Length", str(len(data)))
        handler.send_header("ETag", served.etag(handler.path))
        handler.end_headers()
        handler.wfile.write(data[:100_000])
        handler.wfile.flush()
        reached.set()
        served.over.wait()

    served.faults = {f"/{path}": fault}
    return reached


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_stop_is_clean_and_the_next_run_goes_on(bag, served, number, code):
    before = tree_state(bag)
    path = list(FILES)[2]
    reached = held_up(served, path)
    process = started(bag)
    assert reached.wait(PATIENCE_SECONDS)
    side = bag.with_name(".bag.fetching")
    while not any(each.stat().st_size == 100_000 for each in side.glob("*.part")):
        assert process.poll() is None
        let_run(process, 0.01)
    process.send_signal(number)
    out, err = process.communicate(timeout=PATIENCE_SECONDS)
    assert process.returncode == code, err
    assert b"Traceback" not in err
    assert b"run it again to go on" in err
    assert out == b""
    assert assert_only_whole_files_came(bag, before) == set(list(FILES)[:2])
    served.faults = {}
    served.asked.clear()
    assert run("fetch", bag, *OPEN).code == 0
    assert [asked.headers["Range"] for asked in served.asked if asked.path == f"/{path}"] == [
        "bytes=100000-"
    ]


def test_two_runs_at_once(bag, served):
    reached = held_up(served, next(iter(FILES)))
    process = started(bag)
    try:
        assert reached.wait(PATIENCE_SECONDS)
        second = run("fetch", bag, *OPEN)
        assert second.code == 5, second.err
        assert "FIX-034" in second.err
    finally:
        process.kill()
        process.communicate(timeout=PATIENCE_SECONDS)
    served.faults = {}
    assert run("fetch", bag, *OPEN).code == 0


def test_no_room_is_told_and_what_came_stays(bag, served, tmp_path):
    before = tree_state(bag)
    served.faults = {}
    process = started(bag, **limiting(200_000))
    out, err = process.communicate(timeout=PATIENCE_SECONDS)
    assert process.returncode == 3, out + err
    assert b"Traceback" not in err
    assert out.count(b"FIX-032") == 1
    assert out.count(b"BAG-178") == len(FILES) - 1
    assert tree_state(bag) == before
    assert (tmp_path / ".bag.fetching").is_dir()
    served.asked.clear()
    assert run("fetch", bag, *OPEN).code == 0
    assert served.asked[0].headers["Range"] == "bytes=200000-"
    assert os.listdir(tmp_path) == ["bag"]


def test_a_full_disk(served, tmp_path):
    """On a small file system of its own where this machine lets us mount one."""
    place = tmp_path / "small"
    place.mkdir()
    served.faults = {}
    with small_disk(place, "1m") as is_mounted:
        if not is_mounted:
            return
        bag = holey_bag(place / "bag", FILES, lambda path: served.url(f"/{path}"))
        before = tree_state(bag)
        done = run("fetch", bag, *OPEN)
        assert done.code == 3, done.out
        assert "FIX-032" in done.out
        assert "room for" in done.out
        came = assert_only_whole_files_came(bag, before)
        assert 0 < len(came) < len(FILES)
        enlarge(place, "16m")
        assert run("fetch", bag, *OPEN).code == 0


def test_a_bag_whose_directory_is_a_disk_of_its_own(served, tmp_path):
    place = tmp_path / "bag"
    place.mkdir()
    served.faults = {}
    with small_disk(place, "16m") as is_mounted:
        if not is_mounted:
            return
        inner = holey_bag(tmp_path / "made", FILES, lambda path: served.url(f"/{path}"))
        shutil.copytree(inner, place, dirs_exist_ok=True)
        done = run("fetch", place, *OPEN)
        assert done.code == 3, done.out
        assert "on another disk" in done.err
        assert sorted(os.listdir(tmp_path)) == ["bag", "made"]


def test_a_directory_that_cannot_be_written(served, tmp_path):
    if os.geteuid() == 0:
        print("root may write everywhere; a read-only mount is another matter")
        return
    bag = holey_bag(tmp_path / "place" / "bag", FILES, lambda path: served.url(f"/{path}"))
    (tmp_path / "place").chmod(0o555)
    done = run("fetch", bag, *OPEN)
    (tmp_path / "place").chmod(0o755)
    assert done.code == 3
    assert "FIX-033" in done.err
