"""Two archives, whatever librarians and carriers do in whatever order: one story in the end."""

import tempfile
from functools import cache
from pathlib import Path

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from preserve.model.exchange import CLOSED, Step
from preserve.workflows.archive import read_history
from tests.support.apart import OTHER, SIDES, Apart, Ran
from tests.support.archives import Clock
from tests.support.stories import same_story, sound_history

HELD = {"ours": 4, "theirs": 2}
NEVER = {
    "XCH-001", "XCH-002", "XCH-003", "XCH-005", "XCH-007", "XCH-008", "XCH-010", "XCH-030",
    "XCH-037", "XCH-060", "XCH-063", "XCH-064", "XCH-066", "XCH-067", "XCH-086",
}  # fmt: skip
"""What would blame somebody, or give something up, where nobody did anything wrong."""
SETTLING = 6
SIDE = st.sampled_from(SIDES)
WHICH = st.sets(st.integers(0, 3), min_size=1, max_size=3)


class StoppedError(Exception):
    """The run ends here, as if the machine were switched off."""


class _Stopping(Clock):
    """A clock after so many looks at which there is no further one."""

    def __init__(self, clock: Clock, looks: int) -> None:
        super().__init__(clock.at)
        self._looks = looks

    def __call__(self):
        self._looks -= 1
        if self._looks < 0:
            raise StoppedError
        return super().__call__()


@cache
def made() -> Apart:
    """Return two archives, each with packages of its own, of which one was delivered already."""
    root = Path(tempfile.mkdtemp(prefix="exchange-")) / "made"
    texts = {f"{n}.txt": f"Headline {n}\n\nJo Roe said: “Here, {n}.”\n".encode() for n in range(6)}
    apart = Apart(root, dict(list(texts.items())[: HELD["ours"]]))
    rest = dict(list(texts.items())[HELD["ours"] :])
    apart.packages |= dict(zip(rest, apart.packaged("theirs", rest), strict=True))
    ids = list(apart.packages.values())
    apart.send(ids[0])
    apart.send(ids[-1], side="theirs")
    for _ in range(3):
        for side in SIDES:
            apart.receive(side)
            apart.confirm(side)
            apart.carry(side)
    assert [apart.steps("ours")[each] for each in (ids[0], ids[-1])] == [Step.ACCEPTED] * 2
    return apart


class Exchanging(RuleBasedStateMachine):
    """Runs of the program, carriers, damage and stops, as they come."""

    @initialize(first=WHICH, second=WHICH)
    def begin(self, first: set[int], second: set[int]) -> None:
        self.apart = made().copied(made().root.with_name("here"))
        ids = list(self.apart.packages.values())
        self.own = {"ours": ids[: HELD["ours"]], "theirs": ids[HELD["ours"] :]}
        self.damaged: dict[tuple[str, str], bytes] = {}
        self.send("ours", first)
        self.send("theirs", second)

    def check(self, ran: Ran) -> None:
        assert not ran.codes & NEVER, ran.findings
        assert ran.code in {0, 1, 3} or self.damaged
        assert ran.code in {0, 1, 3, 4}

    def exchanges(self, side: str):
        return read_history(self.apart.archive(side), is_locked=False).transfers.exchanges

    @rule(side=SIDE, which=WHICH)
    def send(self, side: str, which: set[int]) -> None:
        mine = self.own[side]
        self.check(self.apart.send(*dict.fromkeys(mine[n % len(mine)] for n in which), side=side))

    @rule(side=SIDE)
    def receive(self, side: str) -> None:
        self.check(self.apart.receive(side))

    @rule(side=SIDE)
    def confirm(self, side: str) -> None:
        self.check(self.apart.confirm(side))

    @rule(side=SIDE)
    def challenge(self, side: str) -> None:
        self.check(self.apart.challenge(side))

    @rule(side=SIDE)
    def go_on(self, side: str) -> None:
        """Do what is due on one side, and carry it: stories get far only if somebody does."""
        self.receive(side)
        self.confirm(side)
        self.apart.carry(side)

    @rule(side=SIDE, which=st.integers(0, 9))
    def withdraw(self, side: str, which: int) -> None:
        me = self.apart.ids[side]
        open_ones = [
            conversation.name
            for conversation, each in self.exchanges(side).items()
            if conversation.begun_by == me and set(each.steps.values()) - CLOSED
        ]
        if open_ones:
            name = open_ones[which % len(open_ones)]
            ran = self.apart.send(side=side, withdraw=name, why="Not this one.")
            self.check(ran)

    @rule(giver=SIDE)
    def carry(self, giver: str) -> None:
        self.apart.carry(giver)

    @rule(giver=SIDE, mask=st.integers(1, 2**16 - 1))
    def carry_a_part(self, giver: str, mask: int) -> None:
        files = sorted(self.apart.lies(giver).items())
        some = {name: data for n, (name, data) in enumerate(files) if mask >> (n % 16) & 1}
        self.apart.lay(OTHER[giver], some)

    @rule(
        side=SIDE,
        run=st.sampled_from(["send", "receive", "confirm", "challenge"]),
        looks=st.integers(0, 8),
    )
    def stop(self, side: str, run: str, looks: int) -> None:
        clock = self.apart.clock
        self.apart.clock = _Stopping(clock, looks)
        packages = self.own[side][:2] if run == "send" else ()
        try:
            self.check(getattr(self.apart, run)(*packages, side=side))
        except StoppedError:
            sound_history(self.apart.archive(side))
        finally:
            clock.at = self.apart.clock.at
            self.apart.clock = clock

    def shared(self) -> list[str]:
        """Return the packages that both sides know to be held by both, and that are whole."""
        accepted = [
            {
                package
                for each in self.exchanges(side).values()
                for package in each.at_step(Step.ACCEPTED)
            }
            for side in SIDES
        ]
        harmed = {package for _, package in self.damaged}
        return sorted(set.intersection(*accepted) - harmed)

    @rule(side=SIDE, which=st.integers(0, 9))
    def damage(self, side: str, which: int) -> None:
        packages = self.shared()
        if packages:
            package = packages[which % len(packages)]
            path = Path(self.apart.archive(side).store.bags, package, "bagit.txt")
            self.damaged[side, package] = path.read_bytes()
            path.write_bytes(b"damaged")

    @precondition(lambda self: self.damaged)
    @rule(which=st.integers(0, 9))
    def repair(self, which: int) -> None:
        self.repair_one(*list(self.damaged)[which % len(self.damaged)])

    def repair_one(self, side: str, package: str) -> None:
        self.check(self.apart.repair(package, side))
        path = Path(self.apart.archive(side).store.bags, package, "bagit.txt")
        if path.read_bytes() == self.damaged[side, package]:
            del self.damaged[side, package]

    def lengths(self) -> list[int]:
        """Return how long both histories are."""
        return [len(sound_history(self.apart.archive(side)).entries) for side in SIDES]

    def teardown(self) -> None:
        """Have everybody run everything until nothing is left to do."""
        if not hasattr(self, "apart"):
            return
        for _ in range(SETTLING):
            before = self.lengths()
            for side in SIDES:
                self.check(self.apart.send(side=side))
                self.apart.carry(side)
            for side in SIDES:
                for package in [package for where, package in self.damaged if where == side]:
                    self.repair_one(side, package)
                self.check(self.apart.receive(side))
                self.check(self.apart.confirm(side))
            if before == self.lengths() and not self.damaged:
                break
        else:
            raise AssertionError("it does not come to an end")
        story = same_story(self.apart)
        assert {step for each in story.values() for step in each.values()} <= {
            Step.ACCEPTED,
            Step.WITHDRAWN,
        }


Exchanging.TestCase.settings = settings(
    max_examples=8 if settings.default.max_examples <= 100 else 150,
    stateful_step_count=25,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.generate],
)
TestExchanging = Exchanging.TestCase
