"""`preserve receive` and `preserve quarantine`, as a librarian runs them."""

import json

import pytest

from tests.support.commands import run
from tests.support.deliveries import Sender


@pytest.fixture
def sender(tmp_path) -> Sender:
    return Sender(tmp_path)


def at(sender: Sender, *arguments: str):
    return run("--archive", sender.two.theirs.root, *arguments)


def test_a_delivery_from_receiving_to_what_is_kept(sender):
    bad = sender.parcel().saying(files=3)
    good = sender.parcel("Another text.\n", "other")
    conversation = sender.offer(bad, good)
    done = at(sender, "receive", "--json")
    assert (done.code, done.err) == (1, "")
    document = json.loads(done.out)
    (delivery,) = document["deliveries"]
    assert document["exit_code"] == 1
    assert (delivery["conversation"], delivery["partner"]) == (conversation.name, "ours")
    assert {row["package"]: row["step"] for row in delivery["packages"]} == {
        bad.package: "refused",
        good.package: "valid",
    }
    again = at(sender, "receive", "--from", "ours")
    assert again.code == 0
    assert "preserve confirm" in again.out

    listed = at(sender, "quarantine")
    assert listed.code == 0
    assert bad.package in listed.out
    shown = at(sender, "quarantine", "show", bad.package)
    assert "XCH-044" in shown.out
    assert json.loads(at(sender, "quarantine", "show", bad.package, "--json").out)["exit_code"] == 0
    refused = at(sender, "quarantine", "discard", good.package, "--by", "Anna", "--why", "x")
    assert refused.code == 1
    assert "XCH-058" in refused.err
    gone = at(sender, "quarantine", "discard", bad.package, "--by", "Anna", "--why", "sent again")
    assert gone.code == 0, gone.err
    assert json.loads(at(sender, "quarantine", "list", "--json").out)["quarantine"][0][
        "package"
    ] == (good.package)
    history = at(sender, "history")
    assert "discarded: sent again (decided by Anna)" in history.out


def test_nothing_has_come(sender):
    done = at(sender, "receive")
    assert (done.code, done.out) == (0, "Nothing new lies there for this archive.\n")
    assert at(sender, "quarantine").out == "Nothing from elsewhere lies in quarantine.\n"


@pytest.mark.parametrize("command", ["receive", "confirm"])
def test_where_nobody_has_an_inbox_nothing_is_said_to_have_been_looked_at(tmp_path, command):
    archive = tmp_path / "archive"
    run("init", str(archive))
    done = run("--archive", str(archive), command)
    assert done.code == 0
    assert f"Name the directory that the messages lie in: `preserve {command} DIR`" in done.out
    assert (
        "No place was looked at" not in run("--archive", str(archive), command, str(tmp_path)).out
    )


def test_a_bag_without_an_offer_is_recognised(sender):
    parcel = sender.parcel()
    bag = f"{sender.two.ours.root}/bags/{parcel.package}"
    done = at(sender, "receive", bag)
    assert done.code == 0
    assert "add --unsigned --by NAME --why REASON" in done.out
    assert "A bag lies there" not in at(sender, "receive", str(sender.two.place)).out


def test_what_the_sender_is_to_do_is_not_asked_of_the_receiver(sender):
    sender.offer(sender.parcel().saying(files=3))
    out = at(sender, "receive").out
    assert "The sender is asked: Mend what the findings name" in out
    assert "What to do:" not in out


def test_there_is_no_such_partner_or_place(sender):
    assert at(sender, "receive", "--from", "nobody").code == 2
    assert at(sender, "receive", "nowhere/at/all").code == 2
    assert at(sender, "quarantine", "show", "nothing-000000000000").code == 2
