"""kill -9 over audits: what a part put on record counts, and nothing is left behind."""

import random
import time
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import settings

from preserve.workflows.archive import read_history
from tests.support.archives import Clock, archive_with, audited, tree_digest
from tests.support.audit_processes import auditing, left_behind, wait

PACKAGES = 16
KILLS = 15 if settings.default.max_examples <= 100 else 50
"""Of each of two kinds: thirty here, a hundred in `scripts/soak`."""

TEXTS = {
    f"{number}.txt": f"Headline number {number}\n\nWords of {number}.\n".encode()
    for number in range(PACKAGES)
}


def looked_at(history, run: str) -> set[str]:
    return {
        held.id
        for held in history.holdings.values()
        for check in history.checks
        if check.run == run and check.looked_at(held.number) is not None
    }


def begin(root: str, at: Clock, **changes):
    """Start an audit that puts every package on record as a part of its own."""
    return auditing(root, at, part_seconds=0, **changes)


def duration(root: str, at: Clock) -> float:
    begun = time.monotonic()
    with begin(root, at) as process:
        process.join()
    return time.monotonic() - begun


def check_history(archive, before, token: str) -> tuple[set[str], bool]:
    """Hold what a killed run left against what was there; return what it read, and if all."""
    after = read_history(archive, is_locked=False, against=before.note)
    assert after.verdict.is_verified, after.verdict.findings
    assert not any(found.weight for found in after.verdict.findings)
    parts = after.checks[len(before.checks) :]
    assert all(check.run.endswith(token) for check in parts)
    read = looked_at(after, parts[0].run) if parts else set()
    return read, bool(parts) and parts[-1].is_last


@pytest.mark.parametrize("is_due_only", [False, True], ids=["full", "due"])
def test_many_kills(tmp_path, is_due_only):
    clock = Clock()
    archive, packages = archive_with(tmp_path, TEXTS, clock)
    damaged = packages[5]
    next(Path(archive.store.bags, damaged, "data/original").iterdir()).write_bytes(b"x")
    bags = tree_digest(archive.store.bags)
    takes = duration(archive.root, clock)
    chance = random.Random(20161215)
    for kill in range(KILLS):
        clock.at += timedelta(days=100)
        before = read_history(archive, is_locked=False)
        token = f"{kill:08x}"
        # By turns at any moment, and in the middle for certain, however fast this machine is.
        # The clock is read for the run, the plan, the one batch of packages, and then each part.
        halt_after = chance.randrange(3 + 1, PACKAGES) if kill % 2 else None
        changes = {"token": token, "is_due_only": is_due_only, "halt_after": halt_after}
        with begin(archive.root, Clock(clock.at), **changes) as process:
            if halt_after is None:
                wait(chance.uniform(0, takes))
            process.kill()
            process.join()
            assert left_behind(process.pid) == []
        read, is_whole = check_history(archive, before, token)
        assert halt_after is None or (read and not is_whole)
        with archive.lock():
            pass
        # The run after it, a minute later, reads what is left; and what is damaged, each time.
        clock.at += timedelta(minutes=1)
        rerun = audited(archive, clock, is_due_only=is_due_only, token=f"again{kill:03}")
        assert rerun.exit_code == 1
        left = set(packages) - read if is_due_only else set(packages)
        assert looked_at(read_history(archive, is_locked=False), rerun.run) == left | {damaged}
        assert tree_digest(archive.store.bags) == bags
    incidents = read_history(archive, is_locked=False).incidents.all()
    assert [one.package for one in incidents] == [damaged]
