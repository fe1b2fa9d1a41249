"""Faults of transport: any of them, at any leg of an exchange, ends in the right state by reruns.

Each test is one story (offers, answers, a refusal, a withdrawal that crosses, confirmation,
receipt, challenge, proof, request for repair, parcel) with another fault at each of its legs.
"""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import settings

from preserve.errors import PreserveError
from preserve.model.exchange import Step
from preserve.workflows.archive import read_history
from tests.support.apart import OTHER, Apart, Ran
from tests.support.stories import nothing_half, same_story, sound_history
from tests.support.transport_faults import ALTERING, FAULTS, Files

NAMES = list(FAULTS)
LEGS = ("offer", "answers", "confirmation", "receipt", "challenge", "proof", "request", "parcel")
REACHED = {
    "offer": ("theirs", Step.VALID),
    "answers": ("ours", Step.CONFIRMED),
    "confirmation": ("theirs", Step.ACCEPTED),
    "receipt": ("ours", Step.ACCEPTED),
}
"""How far the packages have come after a leg, there where it ends."""

STRIDE = 7
"""Coprime to the number of faults: every story has another fault at each leg."""

TEXTS = {
    f"{name}.txt": f"Headline {name}\n\nJane Roe said: “We stay, {name}.”\n".encode()
    for name in ("earlier", "first", "second", "refused", "withdrawn")
}
ALTERED = {"XCH-001", "XCH-002"}
TOLD = {
    "XCH-004", "XCH-006", "XCH-009", "XCH-011", "XCH-034", "XCH-038", "XCH-040", "XCH-041",
    "XCH-046", "XCH-049", "XCH-063", "XCH-080", "XCH-081", "XCH-082", "XCH-083", "XCH-098",
}  # fmt: skip
"""What may be told of a fault of transport, and of the package that is refused for good reason."""


class Way(NamedTuple):
    """Who gives at a leg, what that one runs, and what the other one runs."""

    giver: str
    says: Callable[[Apart], Iterable[Ran]]
    hears: Callable[[Apart], Ran]


class OneLeg:
    """Implements `tests.support.transport_faults.Leg`."""

    def __init__(self, apart: Apart, way: Way, earlier: Files, *, alters: bool) -> None:
        self.apart, self.way = apart, way
        self.taker = OTHER[way.giver]
        self.giver_stick, self.taker_stick = apart.stick(way.giver), apart.stick(self.taker)
        self.earlier = earlier
        self._may_tell = TOLD | ALTERED if alters else TOLD

    def say(self) -> None:
        for ran in self.way.says(self.apart):
            self.check(ran)

    def hear(self) -> None:
        self.check(self.way.hears(self.apart))
        for side in ("ours", "theirs"):
            archive = self.apart.archive(side)
            history = sound_history(archive)
            nothing_half(archive, history)
            for exchange in history.transfers.exchanges.values():
                refused = exchange.at_step(Step.REFUSED)
                assert set(refused) <= {self.apart.packages["refused.txt"]}

    def check(self, ran: Ran) -> None:
        assert ran.codes <= self._may_tell, ran.findings
        assert ran.code in {0, 1, 3} or ran.codes & ALTERED

    def everything(self) -> Files:
        return self.apart.lies(self.way.giver)

    def new(self) -> Files:
        there = self.apart.lies(self.way.giver, self.taker)
        return {n: d for n, d in self.everything().items() if there.get(n) != d}

    def lay(self, files: Files) -> None:
        self.apart.lay(self.taker, files)

    def mend(self) -> None:
        """Run again what was run, and carry what lies there: twice is enough."""
        for _ in range(2):
            self.say()
            self.apart.carry(self.way.giver)
            self.hear()
        said, heard = (
            {
                message.sha256
                for exchange in read_history(
                    self.apart.archive(side), is_locked=False
                ).transfers.exchanges.values()
                for message in exchange.messages
            }
            for side in (self.way.giver, self.taker)
        )
        assert said <= heard


@pytest.fixture(scope="module")
def prepared(tmp_path_factory) -> Apart:
    """Return two archives with one delivery behind them."""
    apart = Apart(tmp_path_factory.mktemp("exchange") / "made", TEXTS)
    apart.packaged("theirs", {"refused.txt": TEXTS["refused.txt"]})
    for _ in range(2):
        apart.send(apart.packages["earlier.txt"])
        apart.carry("ours")
        apart.receive()
        apart.carry("theirs")
        apart.confirm()
    apart.send()
    return apart


def legs_of(apart: Apart) -> dict[str, Way]:
    """Return the legs in their order."""
    first, second, refused, withdrawn = (
        apart.packages[f"{name}.txt"] for name in ("first", "second", "refused", "withdrawn")
    )

    def offers(here: Apart):
        yield here.send(first, second, refused)
        yield here.send(withdrawn)

    def damage_and_ask(here: Apart):
        yield here.repair(first)

    return {
        "offer": Way("ours", offers, Apart.receive),
        "answers": Way("theirs", lambda here: [here.receive()], Apart.confirm),
        "confirmation": Way("ours", lambda here: [here.confirm()], Apart.receive),
        "receipt": Way("theirs", lambda here: [here.receive()], Apart.confirm),
        "challenge": Way("ours", lambda here: [here.challenge()], Apart.receive),
        "proof": Way("theirs", lambda here: [here.receive()], Apart.confirm),
        "request": Way("ours", damage_and_ask, Apart.receive),
        "parcel": Way("theirs", lambda here: [here.receive()], lambda here: here.repair(first)),
    }


def between(apart: Apart, leg: str) -> None:
    """Do what belongs to the story before a leg."""
    if leg == "answers":
        withdrawn = apart.packages["withdrawn.txt"]
        history = read_history(apart.archive("ours"), is_locked=False)
        (name,) = (
            conversation.name
            for conversation, exchange in history.transfers.exchanges.items()
            if withdrawn in exchange.steps
        )
        assert apart.send(withdraw=name, why="Sent by mistake.").code == 0
    if leg == "request":
        bag = Path(apart.archive("ours").store.bags, apart.packages["first.txt"])
        (bag / "bagit.txt").write_bytes(b"damaged")


def told(apart: Apart, story: dict[str, str]) -> None:
    """Have a story happen, with a fault at each leg, and hold its end against what it should be."""
    earlier = {side: apart.lies(side) for side in ("ours", "theirs")}
    for name, way in legs_of(apart).items():
        between(apart, name)
        fault = story[name]
        leg = OneLeg(apart, way, earlier[way.giver], alters=fault in ALTERING)
        try:
            FAULTS[fault](leg)
            leg.mend()
            if name in REACHED:
                side, step = REACHED[name]
                assert apart.steps(side)[apart.packages["first.txt"]] is step
        except (AssertionError, PreserveError, OSError) as problem:
            problem.add_note(f"at the leg {name}: {fault}")
            raise
    for _ in range(2):
        for giver, run in (("ours", Apart.send), ("theirs", Apart.receive)):
            run(apart)
            apart.carry(giver)
        apart.confirm()
    steps: dict[str, Step] = {}
    for each in same_story(apart).values():
        assert not steps.keys() & each.keys()
        steps |= each
    expected = dict.fromkeys(apart.packages.values(), Step.ACCEPTED)
    expected[apart.packages["refused.txt"]] = Step.REFUSED
    expected[apart.packages["withdrawn.txt"]] = Step.WITHDRAWN
    assert steps == expected


STORIES = [
    {leg: NAMES[(number + place * STRIDE) % len(NAMES)] for place, leg in enumerate(LEGS)}
    for number in range(len(NAMES))
]
TOLD_HERE = STORIES if settings.default.max_examples > 100 else STORIES[::4]
"""All of them in `scripts/soak`; here as many as bring every fault."""


def test_every_fault_comes_at_every_leg_and_is_tried_here_at_one():
    cases = {(leg, fault) for story in STORIES for leg, fault in story.items()}
    assert len(cases) == len(NAMES) * len(LEGS)
    assert {fault for story in TOLD_HERE for fault in story.values()} == set(NAMES)


@pytest.mark.parametrize("story", TOLD_HERE, ids=[story["offer"] for story in TOLD_HERE])
def test_a_story_with_a_fault_at_each_leg_ends_as_it_should(prepared, tmp_path, story):
    told(prepared.copied(tmp_path / "here"), story)
