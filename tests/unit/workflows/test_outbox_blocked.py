"""Whatever is in the way of one message in the outbox is told, and is in the way of no other."""

import os
from pathlib import Path

import pytest

from preserve.exchange.message import Draft
from preserve.model.exchange import Conversation, MessageKind
from preserve.workflows.archive import open_archive
from preserve.workflows.confirm import ConfirmOptions, confirm
from preserve.workflows.desk import desk_of
from preserve.workflows.receive import Wanted, receive
from tests.support.archives import new_archive
from tests.support.exchanging import Two, archive_id_of, make_partners
from tests.support.messages import PACKAGE, body

IN_THE_WAY = {
    "a pipe": os.mkfifo,
    "a directory": os.mkdir,
    "a directory that is not empty": lambda path: os.makedirs(f"{path}/more"),
    "a dangling link": lambda path: os.symlink("nowhere", path),
    "a link to a file": lambda path: os.symlink("/etc/passwd", path),
}
COMMANDS = {
    "confirm": lambda archive, clock: confirm(archive, ConfirmOptions(), clock),
    "receive": lambda archive, clock: receive(archive, Wanted(), clock),
}


@pytest.fixture
def three(tmp_path) -> Two:
    """Archives of which ours has something to say to `theirs`, and to `city` by the same place."""
    two = Two(tmp_path)
    city = new_archive(tmp_path / "city", two.clock)
    make_partners(two.ours, city, two.clock, "city", str(two.place))
    for number in range(2):
        offered(two, number)
    return two


def offered(two: Two, number: int) -> None:
    """Say an offer to each partner, and carry nothing."""
    with desk_of(open_archive(two.ours.root), two.clock) as desk:
        for at, partner in enumerate(desk.partners.present()):
            name = f"20261121T120000Z-{number:08}{at:08}"
            conversation = Conversation(desk.me.archive, name)
            said = body(MessageKind.OFFER, PACKAGE)
            desk.say(partner, [Draft(MessageKind.OFFER, conversation, None, said)])


def messages(two: Two, partner: str, top: str = "outbox") -> list[Path]:
    """Return the messages to a partner in the outbox, oldest first."""
    root = two.place if top == "place" else Path(two.ours.root, top)
    to = archive_id_of(two.theirs if partner == "theirs" else open_archive(city(two)))
    return sorted(root.glob(f"for-{to}/*/*/offer-*.json"))


def city(two: Two) -> str:
    return f"{Path(two.ours.root).parent}/city"


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("what", IN_THE_WAY)
@pytest.mark.parametrize("ending", ["", ".sig"])
def test_what_is_in_the_way_of_a_message_is_told_and_stays(three, what, command, ending):
    blocked, lost = messages(three, "theirs")
    (other, _) = messages(three, "city")
    kept = {path: path.read_bytes() for path in (blocked, lost, other)}
    for path in (Path(f"{blocked}{ending}"), lost, other):
        path.unlink()
    IN_THE_WAY[what](f"{blocked}{ending}")
    was = os.lstat(f"{blocked}{ending}")
    archive = open_archive(three.ours.root)
    done = COMMANDS[command](archive, three.clock)
    told = [found for found in done.findings if found.code != "XCH-011"]
    assert ([found.code for found in told], done.exit_code) == (["XCH-033"], 3)
    for words in ("For theirs, in ", f"{blocked.name}{ending}", archive.root):
        assert words in told[0].message
    assert "move it away" in told[0].remedy
    assert [path.read_bytes() for path in (lost, other)] == [kept[lost], kept[other]]
    assert len(messages(three, "city", "place")) == 2
    assert os.lstat(f"{blocked}{ending}").st_ino == was.st_ino


@pytest.mark.parametrize("command", COMMANDS)
def test_a_file_in_place_of_all_messages_to_a_partner_is_told_once_and_mended(three, command):
    before = {path.name for path in messages(three, "theirs")}
    top = messages(three, "theirs")[0].parents[2]
    top.rename(top.with_name("aside"))
    top.write_text("a file")
    offered(three, 2)  # what is said is on record all the same
    done = COMMANDS[command](open_archive(three.ours.root), three.clock)
    told = [found.message for found in done.findings if found.code == "XCH-033"]
    assert (len(told), done.exit_code) == (1, 3)
    assert "The same is so of 2 more." in told[0]
    assert len(messages(three, "city", "place")) == 3
    assert top.read_text() == "a file"
    top.unlink()
    done = COMMANDS[command](open_archive(three.ours.root), three.clock)
    assert done.exit_code == 0
    there = {path.name for path in messages(three, "theirs", "place")}
    assert (len(there), there > before) == (3, True)
