"""What status says of open deliveries: whose turn it is, which command comes next, on each side."""

import os
from pathlib import Path

import pytest

from preserve.report.text import status_text
from preserve.workflows.archive import Archive, open_archive, read_history
from preserve.workflows.confirm import ConfirmOptions, confirm
from preserve.workflows.desk import desk_of
from preserve.workflows.partners import Removing, remove_partner
from preserve.workflows.places import collect, places_of
from preserve.workflows.quarantine_decisions import Discard, discard, list_quarantine
from preserve.workflows.receive_unsigned import Unsigned, receive_unsigned
from preserve.workflows.status import archive_status
from preserve.workflows.whose_turn import to_decide
from tests.support.archives import Clock
from tests.support.bags import new_bag, write_bag
from tests.support.deliveries import Sender

WAITS = "waits for their answer; when it is here, run"


@pytest.fixture
def sender(tmp_path) -> Sender:
    return Sender(tmp_path)


def status(archive: Archive, clock: Clock) -> dict[str, object]:
    return archive_status(open_archive(archive.root), clock()).document()


def told(archive: Archive, clock: Clock) -> list[str]:
    """Return the lines of status about deliveries and quarantine."""
    lines = status_text(status(archive, clock)).split("\n")
    return [line for line in lines if line.startswith(("    ", "  deliv", "  quar"))]


def taken_in(archive: Archive, clock: Clock) -> None:
    """Take in what lies there, and do nothing else."""
    with desk_of(open_archive(archive.root), clock) as desk:
        collect(desk, places_of(desk))


def kept(archive: Archive) -> list[str]:
    found = list_quarantine(archive, read_history(archive, is_locked=False))
    return [each.package for each in found if each.may_go]


def test_at_every_step_it_is_said_whose_turn_it_is(sender):
    ours, theirs, clock = sender.two.ours, sender.two.theirs, sender.two.clock
    conversation = sender.offer(sender.parcel(), sender.parcel("More.\n", "other"))
    head = "  deliveries  1 open"
    sending, receiving = f"    theirs ({conversation.name})", f"    ours ({conversation.name})"
    assert told(ours, clock) == [head, f"{sending}: {WAITS} `preserve confirm`"]
    assert told(theirs, clock) == []
    taken_in(theirs, clock)
    assert told(theirs, clock) == [head, f"{receiving}: run `preserve receive`"]
    sender.received()
    assert told(theirs, clock) == [head, f"{receiving}: {WAITS} `preserve receive`"]
    taken_in(ours, clock)
    assert told(ours, clock) == [head, f"{sending}: run `preserve confirm`"]
    confirm(open_archive(ours.root), ConfirmOptions(), clock)
    assert told(ours, clock) == [head, f"{sending}: {WAITS} `preserve confirm`"]
    taken_in(theirs, clock)
    assert told(theirs, clock) == [head, f"{receiving}: run `preserve receive`"]
    sender.received()
    assert told(theirs, clock) == []
    confirm(open_archive(ours.root), ConfirmOptions(), clock)
    assert told(ours, clock) == []


def test_ours_to_do_comes_first_and_the_rest_is_counted(sender):
    clock = sender.two.clock
    names = []
    for number in range(6):
        names.append(sender.offer(sender.parcel(f"{number}\n", f"letter-{number}")).name)
        if number == 4:
            sender.received()
    taken_in(sender.two.theirs, clock)
    lines = told(sender.two.theirs, clock)
    assert lines[0] == "  deliveries  6 open"
    assert lines[1] == f"    ours ({names[5]}): run `preserve receive`"
    assert [names[0] in lines[2], lines[-1], len(lines)] == [True, "    and 1 more", 7]
    document = status(sender.two.theirs, clock)
    assert document["deliveries"] == len(document["open_deliveries"]) == 6
    assert document["open_deliveries"][0] == {
        "partner": "ours",
        "conversation": names[5],
        "packages": 1,
        "turn": "ours",
        "command": "preserve receive",
    }


def test_of_a_partner_who_was_removed_nothing_is_waited_for(sender):
    clock, theirs = sender.two.clock, sender.two.theirs
    conversation = sender.offer(sender.parcel())
    taken_in(theirs, clock)
    remove_partner(open_archive(theirs.root), Removing("ours", "A", "Closed."), clock)
    words = "no partner any more, so nothing comes of it"
    assert told(theirs, clock)[1:] == [f"    ours ({conversation.name}): {words}"]
    assert status(theirs, clock)["open_deliveries"][0]["command"] is None


def test_what_lies_in_quarantine_to_be_decided_about_is_counted(sender, tmp_path):
    clock, theirs = sender.two.clock, sender.two.theirs
    bad, good = sender.parcel().saying(files=3), sender.parcel("Another text.\n", "other")
    conversation = sender.offer(bad, good)
    sender.received()
    bag = tmp_path / "letters"
    write_bag(new_bag({"data/letter.txt": b"Dear all"}), bag)
    (bag / "data" / "letter.txt").write_bytes(b"Dear nobody")
    for path in (theirs.root, sender.two.ours.root):
        receive_unsigned(open_archive(path), Unsigned(str(bag), "Jane", "By mail."), clock)
    line = "your decision: run `preserve quarantine list`"
    assert told(theirs, clock)[-1] == f"  quarantine  2 packages wait for {line}"
    assert told(sender.two.ours, clock)[-1] == f"  quarantine  1 package waits for {line}"
    assert len(kept(theirs)) == status(theirs, clock)["quarantine"]["to_decide"] == 2
    discard(open_archive(theirs.root), Discard(bad.package, "Anna", "no use"), clock)
    assert len(kept(theirs)) == status(theirs, clock)["quarantine"]["to_decide"] == 1
    assert sender.quarantine(conversation).is_dir()


def test_a_quarantine_that_nobody_can_look_into_is_not_called_empty(sender):
    theirs = sender.two.theirs
    conversation = sender.offer(sender.parcel().saying(files=3))
    sender.received()
    place = sender.quarantine(conversation)
    name = place.name
    # A name that goes round in circles cannot be followed by anybody, root included.
    above = place.parent
    above.rename(above.with_name("aside"))
    os.symlink(above.name, above)
    history = read_history(theirs, is_locked=False)
    assert to_decide(theirs, history) is None
    text = "\n".join(told(theirs, sender.two.clock))
    assert "  quarantine  it cannot be looked into now" in text
    above.unlink()
    above.with_name("aside").rename(above)
    assert (above / name).is_dir()
    assert to_decide(theirs, history) == 1


def test_a_link_in_place_of_a_quarantine_is_not_followed(sender, tmp_path):
    theirs = sender.two.theirs
    place = sender.quarantine(sender.offer(sender.parcel().saying(files=3)))
    sender.received()
    place.rename(tmp_path / "elsewhere")
    os.symlink(tmp_path / "elsewhere", place)
    assert to_decide(theirs, read_history(theirs, is_locked=False)) == 0
    assert Path(place).is_symlink()
