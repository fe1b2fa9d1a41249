"""Every fixture, on disk, through the program: the codes, the verdict, the exit code, no write."""

import hashlib
import json
import os
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest

from preserve.model.catalogue import CATALOGUE
from tests.support.bag_fixtures import FIXTURES, NO_FIXTURE, NOT_ON_DISK, Fixture, write_fixtures
from tests.support.bags import Bag
from tests.support.commands import CHECKOUT, environment

LIMIT_SECONDS = 600
WITHOUT_RIGHTS = (
    "import ctypes, os, sys; libc = ctypes.CDLL(None);"
    "[libc.prctl(24, right, 0, 0, 0) for right in (1, 2)];"
    "os.execv(sys.argv[1], sys.argv[1:])"
)
"""Gives up the rights of root to pass over modes (PR_CAPBSET_DROP of CAP_DAC_...), then goes on."""

FROM_ELSEWHERE = ("BAG-00", "BAG-116", "BAG-117", "BAG-118", "BAG-119", "BAG-12", "BAG-13")
LATER = ("BAG-14", "BAG-15", "BAG-16", "BAG-17", "BAG-18", "BAG-19")
"""Groups that no bag raises by itself: sources, fetching, profiles, opinions, serialized bags."""


def validated(*paths: Path) -> tuple[dict[str, object], int]:
    """Run the program as somebody whom modes bind, whoever runs the tests."""
    command = [
        sys.executable,
        "-W",
        "error",
        "-m",
        "preserve",
        "validate",
        "--json",
        *map(str, paths),
    ]
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT_RIGHTS, *command],
        cwd=CHECKOUT,
        env=environment(),
        capture_output=True,
        timeout=LIMIT_SECONDS,
        check=False,
    )
    assert b"Traceback" not in done.stderr, done.stderr.decode()
    return json.loads(done.stdout), done.returncode


def tree_hash(directory: Path) -> str:
    """Return a digest of everything in a directory: names, bytes, modes, times, targets."""
    total = hashlib.sha256()
    for base, names, files in os.walk(os.fsencode(directory)):
        for name in sorted([b".", *names, *files]):
            path = os.path.join(base, name)
            status = os.lstat(path)
            row = (path, status.st_mode, status.st_mtime_ns, status.st_size, status.st_nlink)
            total.update(repr(row).encode())
            if stat.S_ISLNK(status.st_mode):
                total.update(os.readlink(path))
            elif stat.S_ISREG(status.st_mode) and os.access(path, os.R_OK):
                with open(path, "rb") as stream:
                    total.update(hashlib.file_digest(stream, "sha256").digest())
        names.sort()
    return total.hexdigest()


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """The fixtures on disk, and what the program says of them all in one run."""
    directory = tmp_path_factory.mktemp("fixtures")
    left_out = write_fixtures(directory)
    assert all(name.startswith("BAG-101_device") for name in left_out)
    before, began = tree_hash(directory), time.monotonic()
    there = [each for each in FIXTURES if each.name not in left_out]
    document, code = validated(*(directory / each.name / each.place for each in there))
    took = time.monotonic() - began
    results = dict(zip((each.name for each in there), document["results"], strict=True))
    yield results, code, (before, tree_hash(directory)), took
    for base, names, _ in os.walk(directory):
        for name in names:
            if not os.path.islink(os.path.join(base, name)):
                os.chmod(os.path.join(base, name), 0o700)


@pytest.mark.parametrize("each", FIXTURES, ids=[each.name for each in FIXTURES])
def test_a_bag_on_disk_raises_exactly_its_codes(place, each: Fixture):
    results = place[0]
    if each.name not in results:
        assert each.name.startswith("BAG-101_device")
        return
    result = results[each.name]
    found = {item["code"] for item in result["findings"]}
    assert found == each.codes, [item["message"][:200] for item in result["findings"]][:20]
    assert result["verdict"] == each.verdict.value
    assert all(item["message"].isprintable() for item in result["findings"])
    assert all(len(item["message"]) < 4000 for item in result["findings"])


def test_nothing_was_written_anywhere_in_any_of_them(place):
    before, after = place[2]
    assert before == after


def test_it_took_a_time_that_is_bounded(place):
    assert place[3] < LIMIT_SECONDS


@pytest.mark.parametrize("verdict", ["valid", "invalid", "incomplete", "undecided"])
def test_the_exit_code_follows_from_the_verdict(tmp_path, verdict):
    one = next(each for each in FIXTURES if each.verdict == verdict and each.finish is None)
    write_fixtures(tmp_path, (one,))
    document, code = validated(tmp_path / one.name / one.place)
    assert (code, document["exit_code"]) == (one.exit_code, one.exit_code)
    expected = json.loads((tmp_path / one.name / "expected.json").read_text())
    assert expected["exit_code"] == code
    assert expected["codes"] == sorted(
        {item["code"] for item in document["results"][0]["findings"]}
    )


def test_every_code_that_a_bag_on_disk_can_raise_has_a_folder():
    of_bags = {code for code in CATALOGUE if code.startswith("BAG-")}
    expected = {code for code in of_bags if not code.startswith((*FROM_ELSEWHERE, *LATER))}
    assert expected - {each.name[:7] for each in FIXTURES} == NO_FIXTURE


def test_no_name_is_used_twice_and_every_exception_is_a_case():
    names = [each.name for each in FIXTURES]
    assert len(names) == len(set(names))
    assert not set(NOT_ON_DISK) & set(names)
    assert all(each.bag != Bag() for each in FIXTURES)


def test_the_script_writes_them_all(tmp_path):
    done = subprocess.run(
        [sys.executable, "-m", "tests.support.bag_fixtures", tmp_path / "there"],
        cwd=CHECKOUT,
        env=environment(),
        capture_output=True,
        timeout=LIMIT_SECONDS,
        check=True,
    )
    assert b" fixtures in " in done.stdout
    assert len(os.listdir(tmp_path / "there")) == len(FIXTURES)
    for base, names, _ in os.walk(tmp_path):
        for name in names:
            if not os.path.islink(os.path.join(base, name)):
                os.chmod(os.path.join(base, name), 0o700)
