import errno
import os

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from preserve.fixity.digest import CHUNK_BYTES, LARGE_BYTES, SMALL_BYTES, measure
from preserve.fixity.pool import Found, Job, Reading, measure_all, silent
from preserve.model.digest import DIGEST_BYTES, VERIFIABLE, digests_of
from preserve.model.file import Entry, EntryKind, Measurement, Outcome
from preserve.storage.memory import MemoryTree
from preserve.storage.store import FileIdentity
from preserve.storage.tree import LocalTree

BOTH = ("sha256", "sha512")


@given(st.binary(max_size=300))
def test_one_read_gives_every_digest(data):
    algorithms = sorted(VERIFIABLE)
    found = measure(MemoryTree({"f": data}), "f", algorithms)
    assert found == Measurement("f", Outcome.READ, len(data), digests_of(data, algorithms))


def test_a_large_file_split_by_algorithm_gives_the_same(tmp_path):
    sizes = [LARGE_BYTES, LARGE_BYTES + 1, LARGE_BYTES + 5 * CHUNK_BYTES - 1]
    for size in sizes:
        data = os.urandom(size)
        (tmp_path / "f").write_bytes(data)
        found = measure(LocalTree(str(tmp_path)), "f", BOTH, split=True)
        assert found == Measurement("f", Outcome.READ, size, digests_of(data))


def test_how_a_read_ended_is_told_apart():
    tree = MemoryTree(
        {"f": b"x"},
        {"link": Entry("link", EntryKind.SYMLINK)},
        {"bad": errno.EIO, "closed": errno.EACCES},
    )
    outcomes = {path: measure(tree, path, BOTH) for path in ("f", "link", "bad", "closed", "none")}
    assert outcomes["f"].outcome is Outcome.READ
    assert outcomes["none"].outcome is Outcome.MISSING
    assert (outcomes["bad"].outcome, outcomes["bad"].detail) == (
        Outcome.UNREADABLE,
        os.strerror(errno.EIO),
    )
    assert outcomes["closed"].outcome is Outcome.UNREADABLE
    assert outcomes["link"].outcome is Outcome.UNREADABLE


class Moving:
    """A file whose identity is another one after the read."""

    def __init__(self, data, identities):
        self.data, self.identities = data, list(identities)

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        pass

    def identity(self):
        return self.identities.pop(0)

    def readinto(self, buffer):
        count = min(len(buffer), len(self.data))
        buffer[:count], self.data = self.data[:count], self.data[count:]
        return count


class OneFile:
    root = None

    def __init__(self, opened):
        self.opened = opened

    def read_small(self, _path, limit_bytes):
        """Settle nothing, as when the file moves: whoever asks must look closely."""
        assert limit_bytes == SMALL_BYTES

    def open(self, _path):
        return self.opened


STILL = FileIdentity(is_regular=True, size_bytes=3, mtime_ns=1, inode=1)


def test_a_file_that_moves_during_the_read_is_no_verdict():
    for after in (
        FileIdentity(True, 4, 1, 1),
        FileIdentity(True, 3, 2, 1),
        FileIdentity(True, 3, 1, 2),
    ):
        for expected in (0, SMALL_BYTES):
            moving = OneFile(Moving(b"abc", [STILL, after]))
            found = measure(moving, "f", BOTH, expected_bytes=expected)
            assert found.outcome is Outcome.CHANGED
    grown = measure(OneFile(Moving(b"abcd", [STILL, STILL])), "f", BOTH)
    assert (grown.outcome, grown.detail) == (Outcome.CHANGED, "3 bytes before, 4 bytes read")
    assert measure(OneFile(Moving(b"abc", [STILL, STILL])), "f", BOTH).outcome is Outcome.READ


def test_what_is_no_file_is_not_read(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    for expected in (0, SMALL_BYTES):
        found = measure(LocalTree(str(tmp_path)), "pipe", BOTH, expected_bytes=expected)
        assert found.outcome is Outcome.NOT_A_FILE


@pytest.mark.parametrize(
    "size", [0, 1, SMALL_BYTES - 1, SMALL_BYTES, SMALL_BYTES + 1, 3 * CHUNK_BYTES]
)
@pytest.mark.parametrize("expected", [0, SMALL_BYTES - 1, SMALL_BYTES, LARGE_BYTES])
def test_a_file_of_another_size_than_expected_is_read_whole(tmp_path, size, expected):
    data = os.urandom(size)
    (tmp_path / "f").write_bytes(data)
    found = measure(LocalTree(str(tmp_path)), "f", BOTH, expected_bytes=expected)
    assert found == Measurement("f", Outcome.READ, size, digests_of(data))


@settings(max_examples=20)
@given(st.lists(st.binary(max_size=20), max_size=30), st.integers(1, 4))
def test_many_reads_give_what_single_reads_give(contents, workers):
    tree = MemoryTree({str(number): data for number, data in enumerate(contents)})
    jobs = [Job(path, len(data), BOTH) for path, data in tree.files.items()]
    seen = []
    found = measure_all(tree, jobs, workers, lambda files, size: seen.append((files, size)))
    assert found == {path: measure(tree, path, BOTH) for path in tree.files}
    assert sum(files for files, _ in seen) == len(contents)
    assert sum(size for _, size in seen) == sum(map(len, contents))


def test_many_small_files_are_read_by_processes_alike(tmp_path):
    for number in range(3100):
        (tmp_path / str(number)).write_bytes(b"%d" % number)
    tree = LocalTree(str(tmp_path))
    jobs = [Job(str(number), 4, BOTH) for number in range(3100)]
    found = measure_all(tree, jobs, 2)
    assert found["2999"] == Measurement("2999", Outcome.READ, 4, digests_of(b"2999"))
    assert len(found) == 3100


def test_long_names_and_other_algorithms_share_the_work_alike(tmp_path):
    jobs = []
    for number in range(3100):
        name = f"{number:0>{200 if number % 7 else 4}}"
        (tmp_path / name).write_bytes(b"%d" % number)
        jobs.append(Job(name, 4, BOTH if number % 500 < 400 else ("md5",)))
    found = measure_all(LocalTree(str(tmp_path)), jobs, 3)
    assert list(map(len, (found, jobs))) == [3100, 3100]
    for job in jobs:
        digests = digests_of(b"%d" % int(job.path), job.algorithms)
        assert found[job.path].digests == digests


def test_files_may_be_added_while_others_are_read(tmp_path):
    for number in range(6000):
        (tmp_path / str(number)).write_bytes(b"%d" % number)
    with Reading(LocalTree(str(tmp_path)), 2) as reading:
        for start in range(0, 6000, 600):
            reading.add(Job(str(number), 4, BOTH) for number in range(start, start + 600))
        found = Found({})
        reading.finish(silent, found)
    assert {path: read.digests for path, read in found.measured.items()} == {
        str(number): digests_of(b"%d" % number) for number in range(6000)
    }


def test_the_length_of_every_digest_is_known():
    lengths = {name: len(digest) // 2 for name, digest in digests_of(b"", VERIFIABLE).items()}
    assert lengths == DIGEST_BYTES


def test_large_files_share_the_cores(tmp_path):
    data = os.urandom(LARGE_BYTES)
    for name in "abc":
        (tmp_path / name).write_bytes(data)
    tree = LocalTree(str(tmp_path))
    found = measure_all(tree, [Job(name, len(data), BOTH) for name in "abc"], 2)
    assert {found[name].digests["sha512"] for name in "abc"} == {digests_of(data)["sha512"]}
