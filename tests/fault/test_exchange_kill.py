"""kill -9 of either side, anywhere in an exchange: nothing lost, nothing twice, one story."""

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
from tests.support.commands import CHECKOUT, environment, is_killed, is_killed_after
from tests.support.stories import same_story, sound_history

KILLS = 16 if settings.default.max_examples <= 100 else 100
"""Of runs in their course; a hundred in `scripts/soak`."""
OF_A_DELIVERY = 4
MOST_DELIVERIES = max(4, KILLS // 4)
_STARTING_SECONDS = 0.4
_SOME_CHANGES = 40


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


def killed(apart: Apart, phase: Phase, chance: random.Random, seconds: float | None) -> bool:
    """Kill a command after so many seconds, or in its course: before one of its changes on disk.

    Returns:
        Whether it was killed in its course for certain, which does not depend on the machine.
    """
    arguments = ("--archive", str(apart.root / phase.side), *phase.words)
    if seconds is None:
        return is_killed(chance.randrange(1, _SOME_CHANGES), apart.root, *arguments)
    process = subprocess.Popen(
        [sys.executable, "-m", "preserve", *arguments],
        cwd=CHECKOUT,
        env=environment(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    is_killed_after(chance.uniform(0.4, 1) * seconds, process)
    return False


def test_an_exchange_survives_kill_nine_on_either_side(tmp_path):
    texts = {
        f"{number}.txt": f"Headline {number}\n\nJane Roe said: “We are {number}.”\n".encode()
        for number in range(MOST_DELIVERIES * OF_A_DELIVERY)
    }
    apart = Apart(tmp_path / "here", texts)
    packages = list(apart.packages.values())
    chance = random.Random(20161215)
    seconds = runs = kills = 0
    done: list[str] = []
    while kills < KILLS:
        those = packages[len(done) : len(done) + OF_A_DELIVERY]
        assert those, "too few runs were still there to be killed"
        done += those
        for phase in phases_of(apart, those):
            if kills < KILLS:
                runs += 1
                # By turns at any moment, and after a change on disk, however fast this machine is.
                kills += killed(apart, phase, chance, seconds if runs % 3 == 0 else None)
                sound_history(apart.archive(phase.side))
            begun = time.monotonic()
            phase.finish()
            seconds = _STARTING_SECONDS + time.monotonic() - begun
            apart.carry(phase.side)
        for giver, run in (("ours", apart.send), ("theirs", apart.receive)):
            run()
            apart.carry(giver)
        apart.confirm()
        steps = same_story(apart)
        assert Counter(package for each in steps.values() for package in each) == Counter(done)
        assert {step for each in steps.values() for step in each.values()} == {Step.ACCEPTED}
        assert set(read_history(apart.archive("theirs"), is_locked=False).holdings) == set(done)
    print(f"{kills} of {runs} runs were killed in their course, in {len(done)} packages")
