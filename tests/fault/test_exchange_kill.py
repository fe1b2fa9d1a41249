"""kill -9 of either side, anywhere in an exchange: nothing lost, nothing twice, one story."""

import os
import random
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from hypothesis import settings

from preserve.model.exchange import Step
from preserve.workflows.archive import read_history
from tests.support.apart import Apart, Ran
from tests.support.commands import CHECKOUT, environment, is_killed_after
from tests.support.stories import same_story, sound_history

KILLS = 16 if settings.default.max_examples <= 100 else 100
"""In all; a hundred in `scripts/soak`."""
OF_A_DELIVERY = 4
SHARE_KILLED = 3
_LOOK_SECONDS = 0.001
_MOST_SECONDS = 60
_BAGIT = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"


class Phase(NamedTuple):
    """A command that is killed, and the same one to its end."""

    side: str
    words: tuple[str, ...]
    finish: Callable[[], Ran]


def phases_of(apart: Apart, packages: list[str]) -> Iterator[Phase]:
    """Yield what two librarians do with some packages; each goes on where the one before ended."""
    receiving = Phase("theirs", ("receive",), apart.receive)
    confirming = Phase("ours", ("confirm",), apart.confirm)
    yield Phase("ours", ("send", *packages, "--to", "theirs"), lambda: apart.send(*packages))
    yield from (receiving, confirming, receiving, confirming)
    yield Phase("ours", ("replica", "challenge", "theirs"), apart.challenge)
    yield from (receiving, confirming)
    damaged = packages[0]
    (Path(apart.archive("ours").store.bags) / damaged / "bagit.txt").write_bytes(b"damaged")
    repairing = Phase("ours", ("repair", damaged), lambda: apart.repair(damaged))
    yield from (repairing, receiving, repairing)


def marks(apart: Apart, side: str) -> tuple[int, int]:
    """Return how many names lie in an archive and on its stick, and when its ledger was written."""
    walks = [os.walk(place) for place in (apart.root / side, apart.stick(side))]
    names = sum(1 + len(files) for walk in walks for _, _, files in walk)
    return names, (apart.root / side / "ledger" / "ledger.sqlite").stat().st_mtime_ns


def killed(apart: Apart, phase: Phase, chance: random.Random, seconds: float | None) -> bool:
    """Kill a command in its course: after so many seconds, or after so many changes on disk."""
    arguments = ("--archive", str(apart.root / phase.side), *phase.words)
    process = subprocess.Popen(
        [sys.executable, "-m", "preserve", *arguments],
        cwd=CHECKOUT,
        env=environment(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    if seconds is not None:
        return is_killed_after(chance.uniform(0.4, 1) * seconds, process)
    changes, before = chance.randrange(1, 12), marks(apart, phase.side)
    end = time.monotonic() + _MOST_SECONDS
    while changes:
        try:
            process.wait(timeout=_LOOK_SECONDS)
        except subprocess.TimeoutExpired:
            assert time.monotonic() < end
            now = marks(apart, phase.side)
            changes, before = changes - (now != before), now
            continue
        return False
    return is_killed_after(0, process)


def test_an_exchange_survives_kill_nine_on_either_side(tmp_path):
    rounds = -(-KILLS // 11)
    texts = {
        f"{number}.txt": f"Headline {number}\n\nJane Roe said: “We are {number}.”\n".encode()
        for number in range(rounds * OF_A_DELIVERY)
    }
    apart = Apart(tmp_path / "here", texts)
    packages = list(apart.packages.values())
    chance = random.Random(20161215)
    tried, hits = 0, 0
    for number in range(rounds):
        those = packages[number * OF_A_DELIVERY : (number + 1) * OF_A_DELIVERY]
        for phase in phases_of(apart, those):
            if tried < KILLS:
                tried += 1
                hits += killed(apart, phase, chance, None if tried % 3 else 1.0)
                sound_history(apart.archive(phase.side))
            phase.finish()
            apart.carry(phase.side)
        for giver, run in (("ours", apart.send), ("theirs", apart.receive)):
            run()
            apart.carry(giver)
        apart.confirm()
        steps = same_story(apart)
        offered = Counter(package for each in steps.values() for package in each)
        done = packages[: (number + 1) * OF_A_DELIVERY]
        assert offered == dict.fromkeys(done, 1)
        assert {step for each in steps.values() for step in each.values()} == {Step.ACCEPTED}
        assert set(read_history(apart.archive("theirs"), is_locked=False).holdings) == set(done)
    assert tried == KILLS
    assert hits >= KILLS // SHARE_KILLED
    print(f"{hits} of {tried} runs were killed in their course")
