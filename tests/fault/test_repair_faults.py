"""Repairs that are killed, have no room, may not write, or meet another run."""

import os
import random
import shutil
from collections import Counter
from pathlib import Path

import pytest

from preserve.workflows.archive import open_archive, read_history
from tests.fault.test_kill import started
from tests.support.archives import Clock, archive_with, audited
from tests.support.commands import is_killed, is_killed_after, run
from tests.support.mounts import small_disk, unwritable
from tests.support.repairing import TEXTS, bag, contents, copied

KILLS = 12
SOME_CHANGES = 90
"""Of the disk: a repair of the whole package makes a few more."""


def damaged(archive, package: str, number: int) -> Counter[bytes]:
    """Damage every file of a package, each in its own way."""
    lying = []
    for place, path in enumerate(sorted(contents(bag(archive, package)))):
        words = f"damage {number}-{place}".encode()
        (bag(archive, package) / path).write_bytes(words)
        lying.append(words)
    return Counter(lying)


def test_a_repair_survives_kill_nine(tmp_path):
    clock = Clock()
    archive, (package, _) = archive_with(tmp_path, TEXTS, clock)
    copy = copied(archive, package, tmp_path / "copy" / package)
    good = contents(copy)
    chance = random.Random(20161215)
    words = ("--archive", archive.root, "repair", package, "--from", copy.parent)
    written = damaged(archive, package, -1)
    assert run(*words).code == 0
    for number in range(KILLS):
        if number % 2 == 0:
            written += damaged(archive, package, number)
            # In the middle for certain, however fast this machine is.
            assert is_killed(chance.randrange(1, SOME_CHANGES), archive.root, *words)
        else:
            process = started(*words)
            is_killed_after(chance.uniform(0, 1), process)
            process.stdout.close()
        history = read_history(open_archive(archive.root), is_locked=False)
        assert history.verdict.is_verified
        for path, data in contents(bag(archive, package)).items():
            assert data == good[path] or data in written
        if number % 2:
            done = run(*words)
            assert done.code == 0, done.out + done.err
            assert contents(bag(archive, package)) == good
    everything_is_told(archive, written)
    assert audited(archive, clock).exit_code == 0


def everything_is_told(archive, written: Counter[bytes]) -> None:
    """Every damaged byte is kept, and on record once, and so is every file that was put back."""
    quarantine = Path(archive.store.quarantine)
    kept = (data for name, data in contents(quarantine).items() if "/repair.json" not in name)
    assert Counter(kept) == written
    entries = list(read_history(archive, is_locked=False).entries)
    told = [entry.detail["moved_to"] for entry in entries if entry.event == "quarantine"]
    assert len(set(told)) == len(told) == written.total()
    assert all(Path(archive.root, place).is_file() for place in told)
    assert sum(entry.event == "recovery" for entry in entries) == written.total()
    assert not list(quarantine.rglob("repair-unfinished.json"))
    assert os.listdir(archive.store.staging) == []


def test_without_room_nothing_is_touched(tmp_path):
    place = tmp_path / "disk"
    place.mkdir()
    with small_disk(place, "3m") as is_small:
        if not is_small:
            pytest.fail("this test needs the right to mount a small file system")
        archive, (package, _) = archive_with(place, TEXTS, Clock())
        copy = copied(archive, package, tmp_path / "copy" / package)
        wrong = damaged(archive, package, 1)
        filler = place / "filler"
        free = shutil.disk_usage(place).free
        filler.write_bytes(bytes(max(0, free - 48 * 1024)))
        words = ("--archive", archive.root, "repair", package, "--from", copy)
        done = run(*words)
        assert done.code == 3, done.out + done.err
        assert Counter(contents(bag(archive, package)).values()) == wrong
        filler.unlink()
        assert run(*words).code == 0
        assert contents(bag(archive, package)) == contents(copy)


def test_where_nothing_may_be_written_it_is_said(tmp_path):
    archive, (package, _) = archive_with(tmp_path, TEXTS, Clock())
    copy = copied(archive, package, tmp_path / "copy" / package)
    wrong = damaged(archive, package, 1)
    with unwritable(Path(archive.root)):
        done = run("--archive", archive.root, "repair", package, "--from", copy)
    assert done.code == 3, done.out + done.err
    assert Counter(contents(bag(archive, package)).values()) == wrong


def test_two_at_once_do_not_meet(tmp_path):
    archive, (package, _) = archive_with(tmp_path, TEXTS, Clock())
    copy = copied(archive, package, tmp_path / "copy" / package)
    wrong = damaged(archive, package, 1)
    with archive.lock():
        for words in (("repair", package, "--from", copy), ("parity", "make", package)):
            assert run("--archive", archive.root, *words).code == 5
    assert Counter(contents(bag(archive, package)).values()) == wrong


def test_nothing_is_mended_while_the_damage_cannot_go_on_record(tmp_path):
    archive, (package, _) = archive_with(tmp_path, TEXTS, Clock())
    copy = copied(archive, package, tmp_path / "copy" / package)
    damaged(archive, package, 0)
    words = ("--archive", archive.root, "repair", package, "--from", copy.parent, "--by", "A")
    before = contents(Path(archive.root))
    with unwritable(Path(archive.root, "ledger")):
        told = run(*words)
    assert told.code == 3
    assert "Nothing was mended." in told.err
    assert contents(Path(archive.root)) == before
    assert run(*words).code == 0
    history = read_history(open_archive(archive.root), is_locked=False)
    events = [entry.event for entry in history.entries if entry.event != "ingestion"]
    assert events.index("incident") < events.index("quarantine") < events.index("recovery")
