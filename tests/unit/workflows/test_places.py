"""Carrying the outbox: in order, mended, and nothing that is not due."""

import os
from datetime import timedelta
from pathlib import Path

import pytest

from preserve.errors import NoSpace, NotWritable, Unreadable
from preserve.storage.directory_mailbox import DirectoryMailbox
from preserve.storage.mailbox import PART_ENDING
from preserve.storage.memory_mailbox import MemoryMailbox
from preserve.workflows.desk import desk_of
from preserve.workflows.dispatch import dispatch
from preserve.workflows.places import Place, collect, places_of
from tests.support.archives import Clock
from tests.support.exchanging import Two
from tests.support.sending import WORDS, Sender


class Watched(MemoryMailbox):
    """Remembers in which order files were asked for, and may break at one of them."""

    def __init__(self, breaks_at=None):
        super().__init__()
        self.names = []
        self.breaks_at = breaks_at

    def put(self, name, content, *, settles=True):
        if name.endswith(self.breaks_at or "\0"):
            raise NotWritable("pulled out")
        self.names.append(name)
        return super().put(name, content, settles=settles)

    @property
    def written(self):
        return [name for name in self.names if not name.endswith("/.synced")]

    def sync(self, directory):
        self.names.append(f"{directory}/.synced")
        super().sync(directory)


class Sticky(DirectoryMailbox):
    """A directory of which some files cannot be read."""

    def __init__(self, root, is_bad):
        super().__init__(root)
        self.is_bad = is_bad

    def read(self, name, limit_bytes):
        if self.is_bad(name):
            raise Unreadable(f"{name} cannot be read (Input/output error).", code="XCH-009")
        return super().read(name, limit_bytes)


@pytest.fixture
def sender(tmp_path) -> Sender:
    sender = Sender(tmp_path, [WORDS.format(number) for number in range(2)])
    mark = sender.two.place / "PRESERVE-EXCHANGE.txt"
    mark.rename(mark.with_suffix(".aside"))
    sender.send(*sender.packages)
    return sender


def dispatched(sender, mailbox):
    with desk_of(sender.two.ours, sender.two.clock) as desk:
        return dispatch(desk, [Place("a stick", mailbox, desk.partners.present())])


def endings(names):
    return [name[name.rindex(".") :] for name in names]


def test_bags_come_first_and_signatures_last(sender):
    mailbox = Watched()
    done = dispatched(sender, mailbox)
    assert (done.placed, done.waiting, done.findings) == (4, [], [])
    expected = [".tar", ".tar", ".synced", ".json", ".synced", ".sig", ".synced"]
    assert endings(mailbox.names) == expected


@pytest.mark.parametrize(("breaks_at", "seen"), [(".tar", 0), (".json", 2), (".sig", 3)])
def test_what_is_said_comes_only_after_what_it_is_about(sender, breaks_at, seen):
    mailbox = Watched(breaks_at)
    done = dispatched(sender, mailbox)
    assert len(mailbox.held) == seen
    assert (done.waiting, [found.code for found in done.findings]) == (["theirs"], ["XCH-009"])
    mailbox.breaks_at = None
    assert dispatched(sender, mailbox).placed == 4 - seen
    assert dispatched(sender, mailbox).placed == 0


def test_a_bag_that_is_damaged_in_the_outbox_is_not_carried(sender):
    bag = next(sender.outbox.rglob("*.tar"))
    data = bytearray(bag.read_bytes())
    data[700] ^= 1
    bag.write_bytes(data)
    mailbox = Watched()
    done = dispatched(sender, mailbox)
    assert [found.code for found in done.findings] == ["XCH-033"]
    assert done.waiting == ["theirs"]
    assert [name for name in mailbox.held if not name.endswith(".tar")] == []
    sender.send()
    assert dispatched(sender, mailbox).findings == []
    assert len(mailbox.held) == 4


def test_what_lies_beside_a_message_goes_before_it_and_what_is_on_its_way_stays(sender):
    [message] = sender.outbox.rglob("offer-*.json")
    (message.parent / "files").mkdir()
    (message.parent / "files" / ("ab" * 32)).write_bytes(b"a file of a parcel")
    (message.parent / f"x{PART_ENDING}").write_bytes(b"half")
    (message.parent / "bags" / "stray.tar").write_bytes(b"of no offer")
    mailbox = Watched()
    assert dispatched(sender, mailbox).placed == 5
    assert mailbox.names.index(f"{_below(sender, message.parent)}/files/{'ab' * 32}") < 3
    assert not any("stray" in name or name.endswith(PART_ENDING) for name in mailbox.held)


@pytest.mark.parametrize(
    "name",
    [
        "core",
        ".DS_Store",
        "archive.key",
        "notes.json",
        "offer-0123456789abcdef.json",
        "bags/core",
        "bags/deep/er.tar",
        "files/core",
        f"files/{'AB' * 32}",
        f"files/{'ab' * 32}.json",
        "../offer-0123456789abcdef.json",
        "../20261121T120000Z-ffffffffffffffff/offer-0123456789abcdef.json",
        f"../20261121T120000Z-ffffffffffffffff/files/{'ab' * 32}",
        "../elsewhere/core",
    ],
)
def test_what_was_not_said_does_not_leave_the_outbox(sender, name):
    [message] = sender.outbox.rglob("offer-*.json")
    planted = Path(os.path.normpath(message.parent / name))
    planted.parent.mkdir(parents=True, exist_ok=True)
    for path in (planted, planted.with_name(f"{planted.name}.sig")):
        path.write_bytes(b"x" * 64)
    mailbox = Watched()
    assert dispatched(sender, mailbox).placed == 4
    assert endings(mailbox.written) == [".tar", ".tar", ".json", ".sig"]
    assert planted.exists()


def _below(sender: Sender, path: Path) -> str:
    return os.path.relpath(path, sender.outbox)


def test_two_places_get_the_same(sender):
    first, second = Watched(), Watched()
    with desk_of(sender.two.ours, sender.two.clock) as desk:
        partners = desk.partners.present()
        places = [Place("one", first, partners), Place("two", second, partners)]
        assert dispatch(desk, places).placed == 8
    assert first.held == second.held


def test_an_offline_place_is_said_and_what_was_lost_in_the_outbox_is_written_all_the_same(sender):
    [message] = sender.outbox.rglob("offer-*.json")
    message.unlink()
    with desk_of(sender.two.ours, sender.two.clock) as desk:
        done = dispatch(desk, places_of(desk))
    assert [found.code for found in done.findings] == ["XCH-011", "XCH-009"]
    assert message.exists()
    assert done.waiting == ["theirs"]


def test_a_signature_that_was_damaged_is_written_again(sender):
    [signature] = sender.outbox.rglob("offer-*.json.sig")
    whole = signature.read_bytes()
    signature.write_bytes(bytes(64))
    done = dispatched(sender, MemoryMailbox())
    assert [found.code for found in done.findings] == ["XCH-011"]
    assert signature.read_bytes() == whole


class Full(Watched):
    def put(self, name, content, *, settles=True):  # noqa: ARG002 - the port's signature
        self.names.append(name)
        raise NoSpace(f"no room for {content.size_bytes} bytes")


def test_a_full_place_is_not_filled_any_further(sender):
    sender.send(withdraw=_conversation(sender), why="A mistake")
    for package in sender.packages:
        sender.send(package)
    assert len(sender.steps()) == 3
    mailbox = Full()
    done = dispatched(sender, mailbox)
    assert len({name.split("/")[2] for name in mailbox.names}) == 1
    assert [found.code for found in done.findings] == ["XCH-009"]
    assert done.waiting == ["theirs"]


def _conversation(sender: Sender) -> str:
    [place] = {path.parent for path in sender.outbox.rglob("offer-*")}
    return place.name


def test_what_lies_there_for_others_is_counted_and_left_alone(sender, tmp_path):
    """A stick is on its way round: what the one before us takes from it is none of ours."""
    (tmp_path / "elsewhere").mkdir()
    stranger = Two(tmp_path / "elsewhere")
    outbox = Path(sender.two.ours.root, "outbox")
    with desk_of(stranger.theirs, stranger.clock) as desk:
        size = desk.history.verdict.frontier.size
        post = collect(desk, places_of(desk, None, str(outbox)), named=True)
        assert (post.new, post.for_others) == ([], 1)
        assert [found.code for found in post.findings] == ["XCH-004"]
        assert desk.history.verdict.frontier.size == size


def _later(sender, mailbox):
    clock = Clock(sender.two.clock.at + timedelta(days=31))
    with desk_of(sender.two.ours, clock) as desk:
        return dispatch(desk, [Place("a stick", mailbox, desk.partners.present())])


def test_what_is_long_over_is_looked_for_and_not_read(sender):
    sender.send(withdraw=_conversation(sender), why="taken back")
    mailbox = Watched()
    dispatched(sender, mailbox)
    mailbox.names.clear()
    assert (_later(sender, mailbox).findings, mailbox.names) == ([], [])
    [lost] = sender.outbox.rglob("withdrawal-*.json")
    lost.unlink()
    [name] = [name for name in mailbox.held if name.endswith(lost.name)]
    del mailbox.held[name]
    assert [found.code for found in _later(sender, mailbox).findings] == ["XCH-011"]
    assert lost.exists()
    assert mailbox.names == [name, f"{name.rpartition('/')[0]}/.synced"]


def test_what_is_open_is_read_however_old_it_is(sender):
    mailbox = Watched()
    dispatched(sender, mailbox)
    mailbox.names.clear()
    [offer] = sender.outbox.rglob("offer-*.json")
    offer.write_bytes(bytes(offer.stat().st_size))
    assert [found.code for found in _later(sender, mailbox).findings] == ["XCH-011"]
    assert len(mailbox.written) == 4


@pytest.mark.parametrize("ending", [".json", ".json.sig"])
def test_a_message_that_cannot_be_read_hides_no_other(tmp_path, ending):
    sender = Sender(tmp_path, [WORDS.format(number) for number in range(3)])
    for package in sender.packages:
        sender.send(package)
    first = min(path.name for path in sender.two.place.rglob(f"offer-*{ending}"))
    mailbox = Sticky(str(sender.two.place), lambda name: name.endswith(first))
    with desk_of(sender.two.theirs, sender.two.clock) as desk:
        post = collect(desk, [Place("a stick", mailbox, desk.partners.present())])
        assert len(post.new) == 2
        assert [found.code for found in post.findings] == ["XCH-009"]
        assert first in post.findings[0].message


def test_a_stick_that_is_pulled_out_is_given_up_after_a_few_files(tmp_path):
    sender = Sender(tmp_path, [WORDS.format(number) for number in range(13)])
    for package in sender.packages:
        sender.send(package)
    mailbox = Sticky(str(sender.two.place), lambda _: True)
    with desk_of(sender.two.theirs, sender.two.clock) as desk:
        post = collect(desk, [Place("a stick", mailbox, desk.partners.present())])
        assert (post.new, len(post.findings)) == ([], 11)
        assert "a stick cannot be read" in post.findings[-1].message


@pytest.mark.parametrize(("ending", "code"), [("", "XCH-002"), (".sig", "XCH-006")])
def test_a_message_that_is_cut_off_is_told_and_taken_when_it_is_whole(sender, ending, code):
    mark = sender.two.place / "PRESERVE-EXCHANGE.aside"
    mark.rename(mark.with_suffix(".txt"))
    sender.send()
    [path] = sender.two.place.rglob(f"offer-*.json{ending}")
    whole = path.read_bytes()
    for length in (0, 1, len(whole) // 2, len(whole) - 1):
        path.write_bytes(whole[:length])
        with desk_of(sender.two.theirs, sender.two.clock) as desk:
            post = collect(desk, places_of(desk))
            assert (post.new, [found.code for found in post.findings]) == ([], [code])
    path.write_bytes(whole)
    with desk_of(sender.two.theirs, sender.two.clock) as desk:
        post = collect(desk, places_of(desk))
        assert (len(post.new), post.findings) == (1, [])


def test_a_message_whose_signature_has_not_come_is_told_and_taken_when_it_has(sender):
    mark = sender.two.place / "PRESERVE-EXCHANGE.aside"
    mark.rename(mark.with_suffix(".txt"))
    sender.send()
    [signature] = sender.two.place.rglob("offer-*.json.sig")
    whole = signature.read_bytes()
    signature.unlink()
    (signature.parent / "of-another-program.json").write_bytes(b"{}")
    with desk_of(sender.two.theirs, sender.two.clock) as desk:
        post = collect(desk, places_of(desk))
        assert [(found.code, found.where.file) for found in post.findings] == [
            ("XCH-006", signature.name.removesuffix(".sig"))
        ]
        signature.write_bytes(whole)
        assert len(collect(desk, places_of(desk)).new) == 1
        signature.unlink()
        assert collect(desk, places_of(desk)).findings == [], "it is on record: nothing is lacking"
