"""kill -9 while copies are made: what is on record is whole, and a rerun finishes the job."""

import random

from preserve.workflows.archive import open_archive, read_history
from preserve.workflows.replicas import NewReplica, add_replica
from tests.fault.test_kill import started
from tests.support.archives import Clock, archive_with
from tests.support.commands import is_killed, is_killed_after, run

KILLS = 4
AT_ONCE = 5
TEXTS = {f"{n}.txt": f"Headline {n}\n\nText {n}.\n".encode() for n in range(40)}


def test_sync_survives_kill_nine(tmp_path):
    clock = Clock()
    archive, ids = archive_with(tmp_path, TEXTS, clock)
    disk = tmp_path / "disk"
    add_replica(archive, NewReplica("disk", str(disk), "A"), clock)
    chance = random.Random(20161215)
    words = ("--archive", archive.root, "replica", "sync")
    copied = 0
    for number in range(2 * KILLS):
        if number < KILLS:
            # In the middle for certain, however fast this machine is: while copies are written,
            # and when some of them have their names.
            assert is_killed(chance.randrange(1, 100), tmp_path, *words)
            more = chance.randrange(1, AT_ONCE)
            assert is_killed(more + 1, disk / "bags", *words)
            copied += more
            assert len(list((disk / "bags").glob("*/bagit.txt"))) == copied
        else:
            process = started(*words)
            is_killed_after(chance.uniform(0, 1), process)
            process.stdout.close()
        history = read_history(open_archive(archive.root), is_locked=False)
        assert history.verdict.is_verified
        for package in history.replicas.by_name["disk"].copies.latest:
            assert (disk / "bags" / package / "bagit.txt").is_file()
    assert run(*words).code == 0
    proven = run("--archive", archive.root, "replica", "challenge")
    assert (proven.code, proven.out.strip()) == (0, f"replica disk: {len(ids)} whole")
    assert list((disk / ".staging").iterdir()) == []
