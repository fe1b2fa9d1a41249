"""Reads for an audit: the same verdicts as any read, from the medium, in the order asked for."""

import errno
import math
import os
import threading
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from preserve.fixity.digest import CHUNK_BYTES, LARGE_BYTES, SMALL_BYTES, measure
from preserve.fixity.fresh import FreshRead, Job, read_fresh
from preserve.fixity.pace import Pace, unpaced
from preserve.model.audit import ReadClass
from preserve.model.digest import digests_of
from preserve.model.file import Entry, EntryKind, Measurement, Outcome
from preserve.storage.memory import MemoryTree
from preserve.storage.page_cache import NoPageCache
from preserve.storage.store import FileIdentity
from preserve.storage.tree import LocalTree

BOTH = ("sha256", "sha512")
SIZES = [
    0,
    1,
    (1 << 16) - 1,
    1 << 16,
    (1 << 16) + 1,
    CHUNK_BYTES,
    3 * CHUNK_BYTES + 7,
    LARGE_BYTES - 1,
    LARGE_BYTES,
    LARGE_BYTES + 5,
]


def one(tree, path, size=0, **wants) -> FreshRead:
    (read,) = read_fresh(tree, [Job(path, size, BOTH, **wants)], unpaced)
    return read


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("listed", [0, LARGE_BYTES])
def test_whatever_its_size_and_the_size_it_was_listed_with(tmp_path, size, listed):
    data = os.urandom(size)
    (tmp_path / "f").write_bytes(data)
    read = one(LocalTree(str(tmp_path)), "f", listed)
    assert read.measurement == Measurement("f", Outcome.READ, size, digests_of(data))
    assert (read.mtime_ns, read.errno) == ((tmp_path / "f").stat().st_mtime_ns, None)


@settings(max_examples=30)
@given(
    st.lists(st.integers(0, 400), max_size=200),
    st.sampled_from([None, 10.0, 5000.0]),
    st.integers(1, 3),
)
def test_results_come_in_the_order_of_the_jobs(sizes, limit, threads):
    tree = MemoryTree({str(number): b"%d" % number * size for number, size in enumerate(sizes)})
    jobs = [
        # Some are listed as large ones: they come by another way.
        Job(path, LARGE_BYTES if len(data) % 7 == 3 else len(data), BOTH)
        for path, data in tree.files.items()
    ]
    now = [0.0]

    def pause(seconds):
        now[0] += seconds

    pace = Pace(limit, lambda: now[0], pause) if limit else unpaced
    reads = read_fresh(tree, jobs, pace, threads)
    assert [read.measurement for read in reads] == [measure(tree, job.path, BOTH) for job in jobs]
    if limit:
        assert now[0] >= sum(map(len, tree.files.values())) / limit - 1.1


def test_how_a_read_ended_is_told_apart_with_the_number_of_the_error():
    tree = MemoryTree(
        {"f": b"x"},
        {"link": Entry("link", EntryKind.SYMLINK)},
        {"bad": errno.EIO, "closed": errno.EACCES, "stale": errno.ESTALE},
        read_class=ReadClass.MEDIA,
    )
    for listed in (0, LARGE_BYTES):
        reads = {path: one(tree, path, listed) for path in ("f", "link", *tree.faults, "none")}
        told = {
            path: (read.measurement.outcome, read.errno, read.read_class)
            for path, read in reads.items()
        }
        unknown = ReadClass.CACHE_UNKNOWN
        assert told == {
            "f": (Outcome.READ, None, ReadClass.MEDIA),
            "link": (Outcome.NOT_A_FILE, errno.ELOOP, unknown),
            "bad": (Outcome.UNREADABLE, errno.EIO, unknown),
            "closed": (Outcome.UNREADABLE, errno.EACCES, unknown),
            "stale": (Outcome.UNREADABLE, errno.ESTALE, unknown),
            "none": (Outcome.MISSING, errno.ENOENT, unknown),
        }
        assert reads["bad"].measurement.detail == f"{os.strerror(errno.EIO)} (EIO)"
        assert reads["closed"].measurement.detail == f"{os.strerror(errno.EACCES)} (EACCES)"


def test_what_became_something_else_since_it_was_listed_is_no_file(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    os.symlink("/etc/passwd", tmp_path / "link")
    (tmp_path / "directory").mkdir()
    for name in ("pipe", "link", "directory"):
        for listed in (0, LARGE_BYTES):
            read = one(LocalTree(str(tmp_path)), name, listed)
            assert read.measurement == Measurement(name, Outcome.NOT_A_FILE)


class Moving:
    """A file that gives less than it is asked for, and whose identity moves."""

    def __init__(self, data, identities, most=10**9):
        self.data, self.identities, self.most = data, list(identities), most

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        pass

    def identity(self):
        return self.identities.pop(0) if len(self.identities) > 1 else self.identities[0]

    def readinto(self, buffer):
        count = min(len(buffer), len(self.data), self.most)
        buffer[:count], self.data = self.data[:count], self.data[count:]
        return count

    def drop_cache(self):
        return ReadClass.MEDIA

    def prefetch(self, *, whole):
        pass

    def forget(self):
        pass


class OneFile:
    root = None

    def __init__(self, opened):
        self.opened = opened

    def open(self, _path):
        return self.opened


def still(size):
    return FileIdentity(is_regular=True, size_bytes=size, mtime_ns=7, inode=1)


@pytest.mark.parametrize("listed", [0, LARGE_BYTES])
def test_a_file_that_moves_during_the_read_is_no_verdict(listed):
    stays = [still(3)] * 2  # a large one is looked at once more
    for after in (still(4), still(3)._replace(mtime_ns=8), still(3)._replace(inode=2)):
        moving = Moving(b"abc", [*stays[: 2 if listed else 1], after])
        read = one(OneFile(moving), "f", listed)
        assert (read.measurement.outcome, read.read_class) == (
            Outcome.CHANGED,
            ReadClass.CACHE_UNKNOWN,
        )
    for data, words in ((b"abcd", "3 bytes before, 4 bytes read"), (b"ab", "2 bytes read")):
        read = one(OneFile(Moving(data, [still(3)])), "f", listed)
        assert read.measurement.outcome is Outcome.CHANGED
        assert words in read.measurement.detail


@pytest.mark.parametrize("size", [100, SMALL_BYTES - 1, SMALL_BYTES, 2 * SMALL_BYTES])
@pytest.mark.parametrize("listed", [0, LARGE_BYTES])
def test_short_reads_are_read_on(size, listed):
    data = os.urandom(size)
    read = one(OneFile(Moving(data, [still(size)], most=33)), "f", listed)
    assert read.measurement == Measurement("f", Outcome.READ, size, digests_of(data))


def synced(path: Path, data: bytes) -> None:
    with path.open("wb") as opened:
        opened.write(data)
        opened.flush()
        os.fsync(opened.fileno())


def cached_bytes(path: Path) -> int:
    """Count what the system holds of a file, asked as `RWF_NOWAIT` does, 2 MiB apart."""
    held, step = 0, 2 << 20
    with path.open("rb", buffering=0) as opened:
        for at in range(0, path.stat().st_size, step):
            try:
                os.preadv(opened.fileno(), [bytearray(1)], at, os.RWF_NOWAIT)
            except BlockingIOError:
                continue
            held += step
    return held


def test_an_audit_reads_the_medium_and_leaves_nothing_in_the_cache(tmp_path):
    sizes = {"small": 3000, "long": 3 << 20, "large": LARGE_BYTES + 9, "empty": 0}
    for name, size in sizes.items():
        synced(tmp_path / name, os.urandom(size))
        (tmp_path / name).read_bytes()
    jobs = [Job(name, size, BOTH) for name, size in sizes.items()]
    classes = {read.read_class for read in read_fresh(LocalTree(str(tmp_path)), jobs, unpaced)}
    if classes == {ReadClass.CACHE_UNKNOWN}:
        print("no local block file system at the place for temporary files: nothing is proven here")
        return
    assert classes == {ReadClass.MEDIA}
    assert {name: cached_bytes(tmp_path / name) for name in sizes} == dict.fromkeys(sizes, 0)


def test_a_system_that_cannot_be_asked_is_read_alike_and_claims_nothing(tmp_path):
    contents = {"a": b"one", "b": os.urandom(LARGE_BYTES), "c": b""}
    for name, data in contents.items():
        synced(tmp_path / name, data)
    jobs = [Job(name, len(data), BOTH) for name, data in contents.items()]
    for read, (name, data) in zip(
        read_fresh(LocalTree(str(tmp_path), NoPageCache()), jobs, unpaced),
        contents.items(),
        strict=True,
    ):
        assert read.measurement == Measurement(name, Outcome.READ, len(data), digests_of(data))
        assert read.read_class is ReadClass.CACHE_UNKNOWN


@pytest.mark.parametrize("threads", [1, 2, 3])
@pytest.mark.parametrize("number", [1, 2, 3, 5])
def test_large_files_share_the_cores_in_every_number(threads, number):
    data = [bytes([each]) * (LARGE_BYTES // 8) for each in range(number)]
    tree = MemoryTree({str(each): held for each, held in enumerate(data)})
    jobs = [Job(path, LARGE_BYTES, BOTH) for path in tree.files]
    reads = read_fresh(tree, jobs, unpaced, threads)
    assert [read.measurement.digests for read in reads] == [digests_of(held) for held in data]


def test_no_more_is_fetched_at_once_than_the_limit_allows_in_a_second():
    """A slow limit must not read a window of 64 files as fast as it can."""
    tree = MemoryTree({str(number): b"x" * 1000 for number in range(64)})
    opened, most, lock = [0], [0], threading.Lock()

    def pause(seconds):
        assert seconds < math.inf
        with lock:
            most.append(opened[0])
            opened[0] = 0

    class Counting(MemoryTree):
        def open(self, path):
            opened[0] += 1
            return super().open(path)

    counting = Counting(tree.files)
    read_fresh(
        counting, [Job(path, 1000, BOTH) for path in tree.files], Pace(4000, lambda: 0.0, pause)
    )
    assert max(most) == 4


def test_a_large_file_is_paid_for_and_let_go_of_bit_by_bit():
    """Not at its end: it may be longer than the memory, and take longer than a second."""
    size, done = LARGE_BYTES + 3, []

    class Long(Moving):
        def forget(self):
            done.append("forgotten")

    long = OneFile(Long(b"x" * size, [still(size)]))
    pace = Pace(float(CHUNK_BYTES), lambda: 0.0, lambda _seconds: done.append("waited"))
    read_fresh(long, [Job("f", size, BOTH)], pace)
    eight = ["waited"] * 8 + ["forgotten"]
    # The last is the end of the file: for nothing read nothing more is waited for than was owed.
    assert done == [*eight, *eight, "waited", "waited", "forgotten"]


def test_no_more_than_a_window_of_files_is_open_at_once():
    tree = MemoryTree({str(number): b"x" for number in range(200)})
    is_open, most = [0], [0]

    class Held(Moving):
        def __enter__(self):
            is_open[0] += 1
            most[0] = max(most[0], is_open[0])
            return self

        def __exit__(self, *exception):
            is_open[0] -= 1

    class Holding(MemoryTree):
        def open(self, path):
            return Held(self.files[path], [still(1)])

    reads = read_fresh(Holding(tree.files), [Job(path, 1, BOTH) for path in tree.files], unpaced)
    assert {read.measurement.outcome for read in reads} == {Outcome.READ}
    assert (most, is_open) == ([64], [0])


def test_many_files_are_no_trouble_for_the_number_of_open_files(tmp_path):
    for number in range(300):
        (tmp_path / str(number)).write_bytes(b"%d" % number)
    before = len(os.listdir("/proc/self/fd")) if os.path.isdir("/proc/self/fd") else 0
    jobs = [Job(str(number), 3, BOTH) for number in range(300)]
    reads = read_fresh(LocalTree(str(tmp_path)), jobs, unpaced)
    assert [read.measurement.digests["sha256"] for read in reads] == [
        digests_of(b"%d" % number)["sha256"] for number in range(300)
    ]
    after = len(os.listdir("/proc/self/fd")) if os.path.isdir("/proc/self/fd") else 0
    assert after <= before
