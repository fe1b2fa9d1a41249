"""A partner who sends without end: bounded in each run, and told."""

import shutil

import pytest

from preserve.workflows.places import MOST_LETTERS
from tests.support.deliveries import Sender, codes_of, steps_of


@pytest.fixture
def sender(tmp_path) -> Sender:
    return Sender(tmp_path)


def test_more_messages_than_one_run_reads(sender):
    parcel = sender.parcel()
    conversation = sender.offer(parcel)
    heap = sender.directory(conversation).parent / "z"
    heap.mkdir()
    for number in range(MOST_LETTERS):
        (heap / f"offer-{number:016x}.json").write_bytes(b"{}")
        (heap / f"offer-{number:016x}.json.sig").write_bytes(bytes(64))
    report = sender.received()
    assert steps_of(report) == {parcel.package: "valid"}
    codes = [found.code for found in report.findings]
    assert codes.count("XCH-007") == 1
    assert codes.count("XCH-002") == MOST_LETTERS - 1


def test_one_sender_keeps_nobody_else_from_being_heard(sender):
    parcel = sender.parcel()
    conversation = sender.offer(parcel)
    heap = sender.directory(conversation).parent.parent / "from-00000000"
    heap.mkdir()
    for number in range(MOST_LETTERS + 1):
        (heap / f"offer-{number:016x}.json").write_bytes(b"{}")
        (heap / f"offer-{number:016x}.json.sig").write_bytes(bytes(64))
    report = sender.received()
    assert "XCH-007" in codes_of(report)
    assert steps_of(report) == {parcel.package: "valid"}


def test_more_deliveries_than_one_run_takes_on(sender):
    parcel = sender.parcel()
    offered = [sender.offer(parcel).name for _ in range(3)]
    report = sender.received(most_deliveries=2)
    assert "XCH-055" in codes_of(report)
    assert report.exit_code == 3
    steps = {one.conversation: one.packages[0].step for one in report.deliveries}
    assert [steps[each] for each in offered] == ["valid", "valid", "offered"]
    assert sender.received(most_deliveries=2).exit_code == 0


def test_what_is_over_is_not_read_again(sender):
    parcel = sender.parcel().saying(files=3)
    conversation = sender.offer(parcel)
    sender.received()
    # Were it read, it would be told as something that cannot be understood.
    for path in sender.directory(conversation).glob("offer-*.json"):
        path.write_bytes(b"{}")
    report = sender.received()
    assert report.deliveries == []
    assert report.findings == []


def test_many_names_of_senders_are_no_more_than_one(sender):
    parcel = sender.parcel()
    conversation = sender.offer(parcel)
    for number in range(3):
        heap = sender.directory(conversation).parent.parent / f"from-{number}"
        heap.mkdir()
        for letter in range(MOST_LETTERS // 2):
            (heap / f"offer-{letter:016x}.json").write_bytes(b"{}")
            (heap / f"offer-{letter:016x}.json.sig").write_bytes(bytes(64))
    report = sender.received()
    codes = [found.code for found in report.findings]
    assert codes.count("XCH-002") == MOST_LETTERS
    assert codes.count("XCH-007") == 1
    assert steps_of(report) == {parcel.package: "valid"}


@pytest.mark.parametrize("name", ["0", "zzz"])
@pytest.mark.parametrize("is_emptied", [True, False])
def test_a_copy_of_an_offer_elsewhere_does_not_hide_its_bags(sender, name, is_emptied):
    parcel = sender.parcel()
    conversation = sender.offer(parcel)
    there = sender.directory(conversation)
    copied = there.parent.parent / f"from-{name}" / conversation.name
    shutil.copytree(there, copied)
    for bag in (copied / "bags").iterdir():
        bag.unlink() if is_emptied else bag.write_bytes(bytes(bag.stat().st_size))
    assert steps_of(sender.received()) == {parcel.package: "valid"}
