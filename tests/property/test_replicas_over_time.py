"""Whatever happens to disks and copies: no lost copy is called held, no whole copy is accused."""

import os
import shutil
import tempfile
from datetime import timedelta
from functools import cache
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from preserve.model.replica import CopyState
from preserve.workflows.archive import open_archive, read_history
from preserve.workflows.replica_challenge import ChallengeOptions, challenge
from preserve.workflows.replica_sync import SyncOptions, sync
from preserve.workflows.replicas import NewReplica, add_replica, listed_copies
from tests.support.archives import Clock, archive_with

NAMES = ("one", "two")
TEXTS = {f"{number}.txt": f"Head {number}.\n\nText {number}.\n".encode() for number in range(3)}
FILES = ("bagit.txt", "data/article.warc.gz", "manifest-sha256.txt")


@cache
def template() -> tuple[Path, tuple[str, ...]]:
    root = Path(tempfile.mkdtemp())
    _, ids = archive_with(root, TEXTS, Clock())
    return root, tuple(ids)


numbers = st.integers(0, len(TEXTS) - 1)
names = st.sampled_from(NAMES)


class Disks(RuleBasedStateMachine):
    """Two replicas on disks that come and go, rot and lose things."""

    def __init__(self) -> None:
        super().__init__()
        root, self.ids = template()
        self.root = Path(tempfile.mkdtemp())
        shutil.copytree(root / "archive", self.root / "archive")
        self.archive = open_archive(str(self.root / "archive"))
        self.clock = Clock(Clock().at + timedelta(hours=1))
        self.away: set[str] = set()
        for name in NAMES:
            add_replica(self.archive, NewReplica(name, str(self.root / name), "A"), self.clock)

    def teardown(self) -> None:
        shutil.rmtree(self.root)

    def place(self, name: str) -> Path:
        return self.root / (f"{name}-away" if name in self.away else name)

    def bag(self, name: str, number: int) -> Path:
        return self.place(name) / "bags" / self.ids[number]

    def ours(self, number: int) -> Path:
        return Path(self.archive.store.bags) / self.ids[number]

    def is_whole(self, bag: Path, number: int) -> bool:
        """By the bytes of the template, which nobody touches."""
        wanted = template()[0] / "archive" / "bags" / self.ids[number]
        return bag.is_dir() and _content(bag) == _content(wanted)

    @rule(name=names)
    def plug(self, name):
        if name in self.away:
            (self.root / f"{name}-away").rename(self.root / name)
            self.away.discard(name)
        else:
            (self.root / name).rename(self.root / f"{name}-away")
            self.away.add(name)

    @rule(name=names, number=numbers, file=st.sampled_from(FILES), data=st.binary(max_size=3))
    def rot(self, name, number, file, data):
        path = self.bag(name, number) / file
        if path.is_file():
            path.write_bytes(data)

    @rule(name=names, number=numbers)
    def lose(self, name, number):
        if self.bag(name, number).is_dir():
            shutil.rmtree(self.bag(name, number))

    @rule(number=numbers)
    def rot_ours(self, number):
        (self.ours(number) / "data" / "article.warc.gz").write_bytes(b"rot")

    @rule(number=numbers)
    def mend_ours(self, number):
        path = self.ours(number) / "data" / "article.warc.gz"
        wanted = template()[0] / "archive" / "bags" / self.ids[number] / "data/article.warc.gz"
        path.write_bytes(wanted.read_bytes())

    @rule(sets_aside=st.booleans(), name=st.none() | names)
    def sync(self, sets_aside, name):
        before = {
            (each, number): _content(self.bag(each, number))
            for each in NAMES
            for number in range(len(TEXTS))
            if self.bag(each, number).is_dir()
        }
        run = sync(self.archive, SyncOptions(name, sets_aside=sets_aside), self.clock)
        touched = {name} if name else set(NAMES)
        assert set(run.replicas) == touched - self.away
        assert ("XCH-070" in {found.code for found in run.findings}) == bool(touched & self.away)
        for (each, number), content in before.items():
            bag = self.bag(each, number)
            kept = [*(self.place(each) / "quarantine").glob(f"*/{self.ids[number]}")]
            assert content in [_content(bag), *(_content(one) for one in kept)]
        for each in touched - self.away:
            for number in range(len(TEXTS)):
                if not before.get((each, number)) and self.bag(each, number).is_dir():
                    assert self.is_whole(self.bag(each, number), number)

    @rule(is_due_only=st.booleans())
    def challenge(self, is_due_only):
        known = self.states()
        options = ChallengeOptions(is_due_only=is_due_only)
        run = challenge(self.archive, options, self.clock, os.urandom)
        away = {found.code for found in run.findings} & {"XCH-070"}
        assert not away or self.away
        for (name, number), state in self.states().items():
            if name in self.away:
                assert state == known[name, number]
            elif not is_due_only:
                # Read just now: what is said is what is so.
                assert (state is CopyState.CONFIRMED) == self.is_whole(
                    self.bag(name, number), number
                )

    @rule(days=st.integers(1, 60))
    def wait(self, days):
        self.clock.at += timedelta(days=days)

    def states(self) -> dict[tuple[str, int], CopyState]:
        found = listed_copies(self.archive, None, self.clock()).survey
        return {
            (copy.place.name, number): copy.state
            for number, each in enumerate(found.packages)
            for copy in each.copies[1:]
        }

    @invariant()
    def the_history_verifies(self):
        assert read_history(self.archive, is_locked=False).verdict.is_verified


def _content(bag: Path) -> dict[str, bytes]:
    return {
        path.relative_to(bag).as_posix(): path.read_bytes()
        for path in bag.rglob("*")
        if path.is_file()
    }


TestDisks = Disks.TestCase
TestDisks.settings = settings(
    max_examples=12,
    stateful_step_count=12,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
