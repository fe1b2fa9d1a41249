"""kill -9 while copies are made: what is on record is whole, and a rerun finishes the job."""

import os
import random

from preserve.workflows.archive import open_archive, read_history
from preserve.workflows.replicas import NewReplica, add_replica
from tests.fault.test_kill import started
from tests.support.archives import Clock, archive_with
from tests.support.commands import is_killed_when, run

KILLS = 8
TEXTS = {f"{n}.txt": f"Headline {n}\n\nText {n}.\n".encode() for n in range(40)}


def test_sync_survives_kill_nine(tmp_path):
    clock = Clock()
    archive, ids = archive_with(tmp_path, TEXTS, clock)
    disk = tmp_path / "disk"
    add_replica(archive, NewReplica("disk", str(disk), "A"), clock)
    chance = random.Random(20161215)
    killed = 0

    def copied() -> int:
        return len(os.listdir(disk / "bags"))

    for _ in range(KILLS):
        enough = copied() + chance.randrange(5)
        process = started("--archive", archive.root, "replica", "sync")
        killed += is_killed_when(lambda enough=enough: copied() > enough, process)
        process.stdout.close()
        history = read_history(open_archive(archive.root), is_locked=False)
        assert history.verdict.is_verified
        for package in history.replicas.by_name["disk"].copies.latest:
            assert (disk / "bags" / package / "bagit.txt").is_file()
    assert killed >= KILLS // 2
    assert run("--archive", archive.root, "replica", "sync").code == 0
    proven = run("--archive", archive.root, "replica", "challenge")
    assert (proven.code, proven.out.strip()) == (0, f"replica disk: {len(ids)} whole")
    assert list((disk / ".staging").iterdir()) == []
