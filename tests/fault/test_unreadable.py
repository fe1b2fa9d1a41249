"""Disks that fail, for a while or for good: told apart from missing and from altered."""

import json
import os
import signal
import subprocess
import sys

import pytest

from preserve.fixity.digest import LARGE_BYTES
from preserve.model.digest import digests_of
from tests.support.archives import Clock, archive_with
from tests.support.audit_processes import until
from tests.support.commands import CHECKOUT, PATIENCE_SECONDS, environment, run
from tests.support.faulty_reads import built, faults, has_hung
from tests.support.repairing import TEXTS

BOTH = ("sha256", "sha512")
SMALL, LONG, LARGE = b"words of a witness", b"w" * 3_000_000, LARGE_BYTES + 100_001

READ = """
import json, sys
from preserve.fixity.digest import measure
from preserve.fixity.fresh import Job, read_fresh
from preserve.fixity.pace import unpaced
from preserve.storage.tree import LocalTree
tree, both = LocalTree(sys.argv[1]), ("sha256", "sha512")
for how in sys.argv[2:]:
    if how == "fresh":
        jobs = [Job(e.path, e.size_bytes, both) for e in tree.entries()]
        rows = [(r.measurement, r.errno) for r in read_fresh(tree, jobs, unpaced)]
    else:
        rows = [
            (measure(tree, e.path, both, expected_bytes=e.size_bytes, split=True), None)
            for e in tree.entries()
        ]
    found = {m.path: [m.outcome.value, dict(m.digests), m.detail, n] for m, n in rows}
    print(json.dumps(found), flush=True)
"""


@pytest.fixture(scope="module")
def library(tmp_path_factory):
    return built(tmp_path_factory.mktemp("library"))


@pytest.fixture
def place(tmp_path):
    (tmp_path / "state").mkdir()
    held = tmp_path / "held"
    held.mkdir()
    contents = {
        f"{kind}-{size}": data
        for kind in ("good", "bad")
        for size, data in (("small", SMALL), ("long", LONG), ("large", b"w" * LARGE))
    }
    for name, data in contents.items():
        (held / name).write_bytes(data)
    return tmp_path, {name: digests_of(data) for name, data in contents.items()}


def read(place, library, *hows, **tokens):
    done = subprocess.run(
        [sys.executable, "-c", READ, str(place / "held"), *hows],
        cwd=CHECKOUT,
        env=environment(**faults(library, place / "state", **tokens)),
        capture_output=True,
        timeout=PATIENCE_SECONDS,
        check=True,
    )
    return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.mark.parametrize("how", ["fresh", "measure"])
def test_a_bad_sector_is_unreadable_and_nothing_else(library, place, how):
    if library is None:
        return
    where, digests = place
    (found,) = read(where, library, how, EIO="/bad-")
    for name, (outcome, got, detail, number) in found.items():
        if name.startswith("good"):
            assert (outcome, got, number) == ("read", digests[name], None)
        elif how == "fresh":
            assert (outcome, got, number) == ("unreadable", {}, 5)
            assert detail == "Input/output error (EIO)"
        else:
            assert (outcome, got, detail) == ("unreadable", {}, "Input/output error")


@pytest.mark.parametrize("how", ["fresh", "measure"])
def test_a_read_that_fails_once_is_fine_the_second_time(library, place, how):
    if library is None:
        return
    where, digests = place
    first, second = read(where, library, how, how, EIO_ONCE="/bad-")
    assert {name: row[0] for name, row in first.items()} == {
        name: "unreadable" if name.startswith("bad") else "read" for name in digests
    }
    assert {name: row[1] for name, row in second.items()} == digests


@pytest.mark.parametrize("how", ["fresh", "measure"])
def test_a_bit_that_is_wrong_once_is_right_the_second_time(library, place, how):
    if library is None:
        return
    where, digests = place
    first, second = read(where, library, how, how, FLIP_ONCE="/bad-")
    assert {row[0] for row in first.values()} == {"read"}
    assert {name for name, row in first.items() if row[1] != digests[name]} == {
        name for name in digests if name.startswith("bad")
    }
    assert {name: row[1] for name, row in second.items()} == digests


@pytest.mark.parametrize("name", ["bad-small", "bad-large"])
def test_a_disk_that_hangs_hangs_the_reader_and_it_can_be_ended(library, place, name):
    if library is None:
        return
    where, _ = place
    process = subprocess.Popen(
        [sys.executable, "-c", READ, str(where / "held"), "fresh"],
        cwd=CHECKOUT,
        env=environment(**faults(library, where / "state", HANG=f"/{name}")),
        stdout=subprocess.PIPE,
    )
    until(lambda: has_hung(where / "state"), process)
    assert process.poll() is None
    process.terminate()
    assert process.communicate(timeout=PATIENCE_SECONDS)[0] == b""
    assert process.returncode == -signal.SIGTERM


def test_every_way_to_read_is_covered(library, tmp_path):
    if library is None:
        return
    (tmp_path / "bad").write_bytes(b"abc")
    program = """
import os, sys
d = os.open(sys.argv[1], os.O_RDONLY)
for read in (
    lambda: os.read(d, 3),
    lambda: os.readv(d, [bytearray(3)]),
    lambda: os.pread(d, 3, 0),
    lambda: os.preadv(d, [bytearray(3)], 0),
    lambda: os.preadv(d, [bytearray(3)], 0, os.RWF_HIPRI),
    lambda: open(sys.argv[1], "rb").read(),
):
    try:
        read()
        print("read")
    except OSError as problem:
        print(problem.errno)
try:
    print(os.preadv(d, [bytearray(3)], 0, os.RWF_NOWAIT))
except OSError:
    print("asked")
"""
    done = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path / "bad")],
        env=environment(**faults(library, tmp_path, EIO="/bad")),
        capture_output=True,
        timeout=PATIENCE_SECONDS,
        check=True,
    )
    *reads, asked = done.stdout.decode().split()
    assert reads == ["5"] * 6
    assert asked in {"3", "asked"}


def test_no_compiler_is_silent_only_where_nobody_counts_on_it(tmp_path):
    program = (
        "import pathlib, sys; from tests.support.faulty_reads import built;"
        "print(built(pathlib.Path(sys.argv[1])))"
    )
    for ci, code in ({}, 0), ({"CI": "true"}, 1):
        done = subprocess.run(
            [sys.executable, "-c", program, str(tmp_path)],
            cwd=CHECKOUT,
            env={"PATH": str(tmp_path), "PYTHONPATH": str(CHECKOUT), **ci},
            capture_output=True,
            timeout=PATIENCE_SECONDS,
            check=False,
        )
        assert (done.returncode, b"no C compiler" in done.stderr) == (code, os.name == "posix")


def test_parity_that_cannot_be_read_is_not_called_altered(tmp_path, library):
    if library is None:
        return
    state = tmp_path / "state"
    state.mkdir()
    archive, (package, _) = archive_with(tmp_path, TEXTS, Clock())
    words = ("--archive", archive.root, "parity")
    closed = faults(library, state, EIO=f"bags/{package}/data")
    told = run(*words, "make", package, **closed)
    assert (told.code, "could not be read whole" in told.err) == (3, True), told.out + told.err
    assert run(*words, "make", package).code == 0
    closed = faults(library, state, EIO=f"parity/{package}")
    told = run(*words, "verify", package, "--json", **closed)
    assert told.code == 3, told.out
    assert "XCH-088" not in told.out
    assert run(*words, "verify", package).code == 0
