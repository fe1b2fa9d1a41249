"""Nothing is said before a power cut could not take it back any more: bytes and names are synced.

What a message says goes on record before the message becomes a file. So whatever is at risk when
the first byte of that file is written is looked at; and where the medium refuses a sync, the
message is not there at all.
"""

import subprocess
import sys
from pathlib import Path

import pytest

from preserve.model.exchange import MessageKind
from preserve.workflows.archive import Archive, read_history
from tests.support.archives import package_all
from tests.support.commands import CHECKOUT, environment
from tests.support.exchanging import Two, archive_id_of
from tests.support.faulty_reads import built
from tests.support.recorded_writes import SOURCE, Event, Medium, recorded, when_made

MANY = 24
"""Enough for more than one process to judge them, and for some to be synced together."""


class Story:
    """Two archives, of which one has packages for the other; each command is recorded.

    Attributes:
        told: what the latest command printed.
    """

    told = ""

    def __init__(self, root: Path, library: Path, count: int) -> None:
        self.two = Two(root)
        self._library = library
        self._log = root / "log"
        sources = [root / f"{number}.txt" for number in range(count)]
        for number, source in enumerate(sources):
            source.write_text(f"A man stood at door {number}.\n")
        made = package_all(self.two.ours, sources, self.two.clock)
        self.packages = [outcome.id for outcome in made if outcome.id is not None]

    def run(self, archive: Archive, *command: str, fails: str = "") -> tuple[int, list[Event]]:
        self._log.write_text("")
        named = {
            "LD_PRELOAD": str(self._library),
            "RECORDED_IN": str(self._log),
            "RECORDED_FAILS": fails,
        }
        done = subprocess.run(
            [sys.executable, "-m", "preserve", "--archive", archive.root, *command],
            cwd=CHECKOUT,
            env={**environment(), **named},
            capture_output=True,
            check=False,
        )
        self.told = done.stdout.decode()
        return done.returncode, recorded(self._log)

    def send(self) -> list[Event]:
        reason = ("--despite-risks", "--why", "made up")
        code, events = self.run(self.two.ours, "send", *self.packages, "--to", "theirs", *reason)
        assert code == 0
        return events

    def receive(self, fails: str = "", code: int = 0) -> list[Event]:
        seen, events = self.run(self.two.theirs, "receive", fails=fails)
        assert seen == code
        return events

    def confirm(self) -> None:
        assert self.run(self.two.ours, "confirm")[0] == 0

    def said(self, kind: MessageKind) -> set[str]:
        """Return the packages of which the receiver has said something, as is on record."""
        history = read_history(self.two.theirs, is_locked=False)
        assert history.verdict.is_verified
        (exchange,) = history.transfers.exchanges.values()
        messages = [message for message in exchange.messages if message.kind is kind]
        return {package for message in messages for package in message.packages}

    @property
    def quarantine(self) -> Path:
        """The delivery in the receiver's quarantine."""
        (place,) = Path(self.two.theirs.root, "quarantine/exchange").glob("*/*")
        return place


@pytest.fixture(scope="module")
def library(tmp_path_factory) -> Path | None:
    return built(tmp_path_factory.mktemp("library"), SOURCE)


def at_message(
    events: list[Event], archive: Archive, kind: str, start: Medium | None = None
) -> Medium:
    """Return the medium when a message of a kind is on record and is about to become a file."""
    box = f"{archive.root}/outbox/"
    return when_made(events, start or Medium(), box, f"/{kind}-", ".json.part")


def test_what_is_said_survives_a_power_cut(tmp_path, library):
    if library is None:
        return
    story = Story(tmp_path, library, MANY)
    ours, theirs = story.two.ours.root, story.two.theirs.root

    events = story.send()
    offered = at_message(events, story.two.ours, "offer")
    assert sum(path.endswith(".tar") for path in offered.there) == MANY
    assert offered.at_risk(f"{ours}/outbox") == set()
    place = str(story.two.place)
    carried = when_made(events, Medium(), place, "/offer-", ".json.part")
    assert sum(path.startswith(place) and path.endswith(".tar") for path in carried.there) == MANY
    assert carried.at_risk(place) == set()

    events = story.receive()
    quarantine = str(story.quarantine)
    received = at_message(events, story.two.theirs, "received")
    tars = {f"{quarantine}/{package}.tar" for package in story.packages}
    assert tars <= received.there
    assert received.at_risk(f"{theirs}/quarantine") == set()
    valid = at_message(events, story.two.theirs, "valid")
    unpacked = {
        str(path) for package in story.packages for path in (story.quarantine / package).rglob("*")
    }
    assert len(unpacked) > 10 * MANY
    assert unpacked <= valid.there
    assert valid.at_risk(f"{theirs}/quarantine") == set()

    story.confirm()
    accepted = at_message(story.receive(), story.two.theirs, "accepted")
    assert {f"{theirs}/bags/{package}" for package in story.packages} <= accepted.there
    assert accepted.at_risk(f"{theirs}/bags", f"{theirs}/quarantine") == set()
    assert story.said(MessageKind.ACCEPTED) == set(story.packages)


def test_what_a_killed_run_left_is_synced_before_it_is_said_to_be_here(tmp_path, library):
    """It was moved to its name, and the run was killed before it had synced the directory."""
    if library is None:
        return
    story = Story(tmp_path, library, 1)
    (package,) = story.packages
    story.send()
    (bag,) = story.two.place.rglob("*.tar")
    conversation = bag.parent.parent.name
    sender = archive_id_of(story.two.ours)
    left = Path(story.two.theirs.root, "quarantine/exchange", sender, conversation, bag.name)
    left.parent.mkdir(parents=True)
    left.write_bytes(bag.read_bytes())
    start = Medium(there={str(left)}, names_at_risk={str(left)})
    received = at_message(story.receive(), story.two.theirs, "received", start)
    assert received.at_risk(str(left)) == set()

    story.confirm()
    moved = Path(story.two.theirs.root, "bags", package)
    (story.quarantine / package).rename(moved)
    start = Medium(there={str(moved)}, names_at_risk={str(moved)})
    accepted = at_message(story.receive(), story.two.theirs, "accepted", start)
    assert accepted.at_risk(str(moved)) == set()
    assert story.said(MessageKind.ACCEPTED) == {package}


def test_what_a_killed_run_left_in_a_place_is_synced_before_the_offer_is_carried(tmp_path, library):
    if library is None:
        return
    story = Story(tmp_path, library, 2)
    story.send()
    (offer,) = story.two.place.rglob("offer-*.json")
    offer.unlink()
    left = {str(path) for path in story.two.place.rglob("*.tar")}
    assert len(left) == 2
    _, events = story.run(story.two.ours, "send", "--to", "theirs")
    start = Medium(there=set(left), names_at_risk=set(left))
    carried = when_made(events, start, str(story.two.place), "/offer-", ".json.part")
    assert carried.at_risk(*left) == set()


@pytest.mark.parametrize("is_directory", [False, True])
def test_where_a_sync_of_what_came_fails_nothing_is_received(tmp_path, library, is_directory):
    if library is None:
        return
    story = Story(tmp_path, library, 2)
    story.send()
    everything = f"{story.two.theirs.root}/quarantine"
    events = story.receive(fails=everything if is_directory else ".tar.part", code=3)
    assert story.said(MessageKind.RECEIVED) == set()
    assert not any("/received-" in part for event in events for part in event)
    # It is this side's disk, and nothing is said against what lies there.
    assert "XCH-041" not in story.told
    story.receive()
    assert story.said(MessageKind.VALID) == set(story.packages)


@pytest.mark.parametrize("fails", ["/bagit.txt", "/data/metadata", "/data", ""])
def test_where_a_sync_of_a_bag_fails_it_is_not_valid_and_the_others_are(tmp_path, library, fails):
    if library is None:
        return
    story = Story(tmp_path, library, 3)
    story.send()
    first, *others = story.packages
    story.receive(fails=f"/.{first}.unpacking{fails}", code=3)
    assert story.said(MessageKind.RECEIVED) == set(story.packages)
    assert story.said(MessageKind.VALID) == set(others)
    assert not list(story.quarantine.glob(".*"))
    story.receive()
    assert story.said(MessageKind.VALID) == set(story.packages)


def test_where_the_store_cannot_be_synced_nothing_is_accepted(tmp_path, library):
    if library is None:
        return
    story = Story(tmp_path, library, 2)
    story.send()
    story.receive()
    story.confirm()
    story.receive(fails=f"{story.two.theirs.root}/bags", code=3)
    assert story.said(MessageKind.ACCEPTED) == set()
    story.receive()
    assert story.said(MessageKind.ACCEPTED) == set(story.packages)
