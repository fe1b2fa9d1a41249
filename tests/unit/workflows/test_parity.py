"""Parity: made by par2, on record, never believed."""

import os
import shutil
from pathlib import Path

import pytest

from preserve.errors import CannotDecide, Refused, UsageProblem
from preserve.workflows.archive import read_history
from preserve.workflows.parity import (
    Par2,
    list_parity,
    make_parity,
    parity_copies,
    verify_parity,
)
from preserve.workflows.programs import Ran, run_program
from tests.support.archives import Clock, archive_with, audited, tree_digest
from tests.support.repairing import TEXTS, bag, contents, repaired

WORDS = "data/original/a.txt"
PAR2 = Par2(run_program)
# scripts/test installs it where it may; parity that cannot be tried is not parity that works.
assert shutil.which("par2"), "par2 is not installed: apt-get install par2"


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def held(tmp_path, clock):
    archive, packages = archive_with(tmp_path, TEXTS, clock)
    return archive, packages[0]


def volumes(archive, package) -> Path:
    return Path(archive.root, "parity", package)


def mended(archive, package, clock, par2=PAR2):
    return repaired(archive, package, [parity_copies(archive, package, par2)], clock)


def test_parity_is_made_and_on_record_and_the_package_is_not_touched(held, clock):
    archive, package = held
    before = tree_digest(archive.store.bags)
    state = make_parity(archive, package, 30, PAR2, clock)
    assert tree_digest(archive.store.bags) == before
    assert sorted(file.path for file in state.files) == sorted(
        os.listdir(volumes(archive, package))
    )
    assert not any(path.is_symlink() for path in volumes(archive, package).iterdir())
    assert list_parity(archive) == verify_parity(archive, [package]) == [state]
    assert os.listdir(archive.store.staging) == []
    assert audited(archive, clock).exit_code == 0


@pytest.mark.parametrize(
    "damage",
    [
        lambda place: place.write_bytes(b"damaged"),
        lambda place: place.write_bytes(b""),
        lambda place: place.write_bytes(b"x" + place.read_bytes()),
        lambda place: place.write_bytes(place.read_bytes()[:-5]),
        lambda place: place.unlink(),
    ],
    ids=["altered", "emptied", "longer", "shorter", "gone"],
)
def test_a_damaged_file_is_worked_out_again(held, clock, damage):
    archive, package = held
    good = contents(bag(archive, package))
    make_parity(archive, package, 40, PAR2, clock)
    damage(bag(archive, package) / WORDS)
    report = mended(archive, package, clock)
    assert report.is_whole
    assert [file.copy for file in report.files] == ["its parity"]
    assert contents(bag(archive, package)) == good
    assert os.listdir(archive.store.staging) == []


def test_too_much_damage_is_said_and_nothing_is_touched(held, clock):
    archive, package = held
    make_parity(archive, package, 1, PAR2, clock)
    for path in list(contents(bag(archive, package)))[:8]:
        (bag(archive, package) / path).write_bytes(b"gone")
    before = tree_digest(archive.store.bags)
    report = mended(archive, package, clock)
    assert report.exit_code == 1
    assert "XCH-082" in [found.code for found in report.findings]
    assert tree_digest(archive.store.bags) == before


def test_a_volume_that_is_not_as_recorded_is_found_and_not_used(held, clock):
    archive, package = held
    make_parity(archive, package, 40, PAR2, clock)
    for path in volumes(archive, package).iterdir():
        path.write_bytes(path.read_bytes()[:-1] + b"?")
    (state,) = verify_parity(archive, [])
    assert state.exit_code == 1
    assert {found.code for found in state.findings} == {"XCH-088"}
    (bag(archive, package) / WORDS).unlink()
    report = mended(archive, package, clock, Par2(must_not_run))
    assert report.exit_code == 1


def must_not_run(*_):
    raise AssertionError


def test_what_par2_says_is_not_believed(held, clock):
    archive, package = held
    make_parity(archive, package, 40, PAR2, clock)
    (bag(archive, package) / WORDS).write_bytes(b"damaged")

    def liar(_words, _stdin, _seconds):
        return Ran(0, b"Repair complete.", b"")

    report = mended(archive, package, clock, Par2(liar))
    assert (report.exit_code, report.is_whole) == (1, False)
    assert (bag(archive, package) / WORDS).read_bytes() == b"damaged"


def test_a_damaged_package_gets_no_parity(held, clock):
    archive, package = held
    (bag(archive, package) / WORDS).write_bytes(b"damaged")
    with pytest.raises(Refused, match="would keep the damage"):
        make_parity(archive, package, 10, PAR2, clock)
    assert not volumes(archive, package).exists()


def test_new_parity_takes_the_place_of_the_old_which_is_kept(held, clock):
    archive, package = held
    first = make_parity(archive, package, 10, PAR2, clock)
    second = make_parity(archive, package, 50, PAR2, clock)
    assert verify_parity(archive, []) == [second]
    (kept,) = Path(archive.store.quarantine).iterdir()
    assert len(list((kept / package).iterdir())) == len(first.files)


@pytest.mark.parametrize("program", ["par2-that-is-not-there", "false"])
def test_without_par2_it_is_said_and_nothing_is_left(held, clock, program):
    archive, package = held
    with pytest.raises(CannotDecide) as caught:
        make_parity(archive, package, 10, Par2(run_program, program), clock)
    assert caught.value.code == "XCH-089"
    assert os.listdir(archive.store.staging) == []
    assert not volumes(archive, package).exists()
    assert list_parity(archive) == []


def test_a_package_without_parity_is_named(held):
    archive, package = held
    (state,) = verify_parity(archive, [package])
    assert state.exit_code == 1
    assert verify_parity(archive, []) == []
    with pytest.raises(UsageProblem):
        verify_parity(archive, ["nothing-000000000000"])


@pytest.mark.parametrize("percent", [0, -1, 101])
def test_a_redundancy_that_makes_no_sense_is_refused(held, clock, percent):
    archive, package = held
    with pytest.raises(UsageProblem):
        make_parity(archive, package, percent, PAR2, clock)


def test_the_history_tells_of_parity(held, clock):
    archive, package = held
    make_parity(archive, package, 10, PAR2, clock)
    entries = read_history(archive, is_locked=False).entries
    assert [entry.event for entry in entries][-1] == "parity calculation"
