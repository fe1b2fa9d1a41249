"""Receiving that is killed, or has no room: nothing half, nothing twice, and a rerun finishes."""

import random
import subprocess
import sys
from pathlib import Path

import pytest

from preserve.ledger.transfers import packages_of
from preserve.workflows.archive import open_archive, read_history
from preserve.workflows.desk import desk_of
from preserve.workflows.places import collect, places_of
from tests.support.commands import CHECKOUT, environment, is_killed, is_killed_after
from tests.support.deliveries import Sender, codes_of, files_of_bag, steps_of
from tests.support.limits import files_up_to
from tests.support.mounts import enlarge, small_disk

PACKAGES = 20
KILLS = 10
SOME_CHANGES = 80
"""Of the disk: to receive everything takes more than five times as many."""


def receiving(sender: Sender) -> subprocess.Popen:
    return subprocess.Popen(
        [sys.executable, "-m", "preserve", "--archive", sender.two.theirs.root, "receive"],
        cwd=CHECKOUT,
        env=environment(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def test_receiving_survives_kill_nine(tmp_path):
    sender = Sender(tmp_path)
    parcels = [sender.parcel(f"Text number {n}.\n", f"n{n}") for n in range(PACKAGES)]
    bad = parcels[0].saying(files=3)
    conversation = sender.offer(bad, *parcels[1:])
    chance = random.Random(20261121)
    root = sender.two.theirs.root
    for number in range(KILLS):
        if number < KILLS // 2:
            # In the middle for certain, however fast this machine is.
            assert is_killed(chance.randrange(1, SOME_CHANGES), root, "--archive", root, "receive")
        else:
            is_killed_after(chance.uniform(0, 1), receiving(sender))
        history = read_history(open_archive(root), is_locked=False)
        assert history.verdict.is_verified
    assert sender.received().exit_code in {0, 1}
    exchange = read_history(sender.two.theirs, is_locked=False).transfers.exchanges[conversation]
    kinds = [message.kind.value for message in exchange.messages]
    assert kinds == ["offer", "received", "valid", "refused"]
    there = sender.quarantine(conversation)
    for parcel in parcels[1:]:
        place = there / parcel.package
        held = {str(path.relative_to(place)) for path in place.rglob("*") if path.is_file()}
        assert held == set(parcel.files)
    assert not list(there.glob(".*"))
    assert not list(there.glob("*.part"))
    with desk_of(sender.two.ours, sender.two.clock) as desk:
        post = collect(desk, places_of(desk))
        assert post.findings == []
        assert len(post.new) == 3
        assert {package for taken in post.new for package in packages_of(taken.message.document)}


@pytest.mark.parametrize("limit", [150_000, 400_000])
def test_no_room_for_a_file_decides_nothing(tmp_path, limit):
    sender = Sender(tmp_path)
    parcel = sender.parcel("Some words of a long text. " * 20_000)
    conversation = sender.offer(parcel)
    # First the message goes on record, then the room is gone.
    sender.lay(conversation, parcel.lying(None))
    sender.received()
    sender.lay(conversation, parcel)
    assert len(parcel.data) > 400_000
    with files_up_to(limit):
        report = sender.received()
    assert report.exit_code == 3
    assert steps_of(report) == {parcel.package: "offered"}
    assert codes_of(report) & {"FIX-032", "XCH-051"}
    assert steps_of(sender.received()) == {parcel.package: "valid"}


def test_a_small_disk_is_told_before_anything_is_copied(tmp_path):
    disk = tmp_path / "disk"
    disk.mkdir()
    with small_disk(disk, "3m") as is_mounted:
        if not is_mounted:
            return
        sender = Sender(tmp_path)
        quarantine = Path(sender.two.theirs.root) / "quarantine"
        quarantine.rmdir()
        (disk / "quarantine").mkdir()
        subprocess.run(["mkdir", str(quarantine)], check=True)
        subprocess.run(["mount", "--bind", str(disk / "quarantine"), str(quarantine)], check=True)
        try:
            parcel = sender.parcel("Some words of a long text. " * 60_000, "large")
            conversation = sender.offer(parcel)
            report = sender.received()
            assert codes_of(report) == {"FIX-032"}
            assert report.exit_code == 3
            assert not list(sender.quarantine(conversation).iterdir())
            enlarge(disk, "40m")
            assert steps_of(sender.received()) == {parcel.package: "valid"}
            unpacked = sender.quarantine(conversation) / parcel.package
            for path, data in files_of_bag(sender.two.ours, parcel.package).items():
                assert (unpacked / path).read_bytes() == data
        finally:
            subprocess.run(["umount", "-l", str(quarantine)], check=True)
