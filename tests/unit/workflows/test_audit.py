import os
import shutil
from pathlib import Path

import pytest

from preserve.errors import UsageProblem
from preserve.workflows.archive import read_history
from preserve.workflows.status import archive_status
from tests.support.archives import (
    Clock,
    archive_with,
    audited,
    new_archive,
    package_all,
    tree_digest,
)

TEXTS = {
    "a.txt": "First headline of it\n\nJane Roe said: “We are here.”\n".encode(),
    "b.txt": "Second headline of it\n\nJohn Doe said: “So are we.”\n".encode(),
}


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def held(tmp_path, clock):
    return archive_with(tmp_path, TEXTS, clock)


def states(report):
    return {(found.package, found.finding.where.file, found.state) for found in report.findings}


def bag(archive, package) -> Path:
    return Path(archive.store.bags, package)


def test_an_intact_archive(held, clock):
    archive, _ = held
    bags = tree_digest(archive.store.bags)
    report = audited(archive, clock)
    assert (report.exit_code, dict(report.packages), dict(report.files), report.findings) == (
        0,
        {"intact": 2},
        {"intact": 20},
        (),
    )
    assert report.coverage.files_read == report.coverage.files_on_record == 20
    assert tree_digest(archive.store.bags) == bags
    again = read_history(archive, is_locked=False)
    assert again.verdict.frontier.size == report.checkpoint_size
    assert again.verdict.root_text == report.checkpoint_root


def test_a_forger_who_rewrites_everything_in_the_bag_is_caught(held, tmp_path, clock):
    """A bag that agrees with itself, made by the program itself, in the place of another."""
    archive, (package, _) = held
    forged_source = tmp_path / "forged"
    forged_source.mkdir()
    (forged_source / "a.txt").write_bytes(TEXTS["a.txt"].replace(b"here", b"gone"))
    other = new_archive(tmp_path / "other", clock)
    (made,) = package_all(other, [forged_source / "a.txt"], clock)
    shutil.rmtree(bag(archive, package))
    shutil.copytree(made.bag, bag(archive, package))
    report = audited(archive, clock)
    assert report.exit_code == 1
    assert dict(report.packages) == {"intact": 1, "manifest-altered": 1}
    assert (package, None, "manifest-altered") in states(report)


def test_missing_moved_away_and_unknown_packages(held, clock):
    archive, (first, second) = held
    os.rename(bag(archive, first), bag(archive, "renamed"))
    (Path(archive.store.bags) / "stray.txt").write_text("x")
    report = audited(archive, clock)
    assert states(report) == {
        (first, first, "moved"),
        ("stray.txt", "stray.txt", "unexpected"),
    }
    assert [found.moved_to for found in report.findings] == ["renamed", None]
    assert dict(report.packages) == {"damaged": 1, "intact": 1, "unexpected": 1}
    (bag(archive, "renamed") / "data" / "original" / "a.txt").write_bytes(b"x")
    report = audited(archive, clock)
    assert states(report) == {
        (first, first, "missing"),
        ("renamed", "renamed", "unexpected"),
        ("stray.txt", "stray.txt", "unexpected"),
    }
    assert report.exit_code == 1
    assert second


def test_a_package_that_became_a_link_is_not_followed(held, tmp_path, clock):
    archive, (first, _) = held
    shutil.copytree(bag(archive, first), tmp_path / "elsewhere")
    shutil.rmtree(bag(archive, first))
    os.symlink(tmp_path / "elsewhere", bag(archive, first))
    report = audited(archive, clock)
    assert states(report) == {(first, first, "type-changed")}
    assert report.exit_code == 1


@pytest.mark.parametrize("what", ["gone", "another archive's", "no sentinel"])
def test_an_offline_store_is_not_judged(held, clock, what, tmp_path):
    archive, _ = held
    sentinel = Path(archive.store.bags, "archive-id")
    if what == "gone":
        os.rename(archive.store.bags, tmp_path / "unplugged")
    elif what == "no sentinel":
        sentinel.unlink()
    else:
        sentinel.write_text("another\n")
    report = audited(archive, clock)
    assert report.exit_code == 3
    assert dict(report.packages) == {"not-checked": 2}
    assert {found.state for found in report.findings} == {"offline"}
    assert archive_status(archive, clock()).store_state == "offline"
    assert archive_status(archive, clock()).exit_code == 3


def test_an_archive_with_nothing_on_record_is_no_success(tmp_path, clock):
    report = audited(new_archive(tmp_path / "a", clock), clock)
    assert (report.exit_code, [found.finding.code for found in report.findings]) == (3, ["FIX-021"])


def test_single_packages_can_be_named(held, clock):
    archive, (first, second) = held
    (bag(archive, second) / "data" / "original" / "b.txt").write_bytes(b"")
    assert audited(archive, clock, first).exit_code == 0
    assert audited(archive, clock, second).exit_code == 1
    status = archive_status(archive, clock())
    assert dict(status.packages) == {"damaged": 1, "intact": 1}
    with pytest.raises(UsageProblem):
        audited(archive, clock, "no-such-package")


def test_damage_stays_an_alarm_until_an_audit_finds_it_mended(held, clock):
    archive, (first, _) = held
    original = bag(archive, first) / "data" / "original" / "a.txt"
    original.write_bytes(b"damaged")
    assert audited(archive, clock).exit_code == 1
    assert archive_status(archive, clock()).exit_code == 1
    original.write_bytes(TEXTS["a.txt"])
    assert archive_status(archive, clock()).exit_code == 1
    assert audited(archive, clock).exit_code == 0
    assert archive_status(archive, clock()).exit_code == 0


def test_an_audit_does_not_sign_a_history_that_was_altered(held, clock):
    archive, _ = held
    Path(archive.root, "ledger", "checkpoint").write_text("x\n")
    before = tree_digest(archive.root)
    report = audited(archive, clock)
    assert (report.exit_code, report.ledger_state) == (4, "rolled-back")
    assert dict(report.packages) == {"intact": 2}
    assert tree_digest(archive.root) == before


def test_damage_and_a_broken_history_give_the_gravest_code(held, clock):
    archive, (first, _) = held
    Path(archive.root, "ledger", "checkpoint").write_text("x\n")
    (bag(archive, first) / "data" / "original" / "a.txt").unlink()
    report = audited(archive, clock)
    assert report.exit_code == 4
    assert (first, "data/original/a.txt", "missing") in states(report)


def test_without_the_signing_key_an_audit_still_tells_and_says_it_is_not_recorded(held, clock):
    archive, _ = held
    Path(archive.root, "keys", "archive.key").unlink()
    report = audited(archive, clock)
    assert (report.exit_code, [found.finding.code for found in report.findings]) == (0, ["FIX-022"])


def test_a_clock_that_jumps_back_ten_years_loses_nothing(held, clock):
    archive, _ = held
    clock.at = clock.at.replace(year=2016)
    assert audited(archive, clock).exit_code == 0
    clock.at = clock.at.replace(year=2036)
    assert audited(archive, clock).exit_code == 0
    verdict = read_history(archive, is_locked=False).verdict
    assert verdict.is_verified
    assert [found.code for found in verdict.findings] == ["LEDGER-011"]


def test_a_stranger_whose_name_is_no_utf8_is_told_and_recorded(held, clock):
    archive, _ = held
    os.mkdir(os.path.join(archive.store.bags, os.fsdecode(b"x\xff")))
    report = audited(archive, clock)
    assert ("x\\xff", "x\\xff", "unexpected") in states(report)
    assert report.exit_code == 1
    assert read_history(archive, is_locked=False).verdict.frontier.size == report.checkpoint_size
