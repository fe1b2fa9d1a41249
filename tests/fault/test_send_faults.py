"""Sending that is killed or out of room: all of an offer or nothing of it, and a rerun finishes."""

import hashlib
import os
import shutil
import sys
from pathlib import Path

import pytest

from preserve.errors import NoSpace
from preserve.exchange.message import parse
from preserve.model.exchange import Step
from preserve.workflows.archive import read_history
from tests.support.mounts import enlarge, small_disk
from tests.support.sending import WORDS, Sender

CHANGES = frozenset({"open", "os.rename", "os.mkdir", "os.remove", "os.rmdir", "os.truncate"})
KILLED = 99


@pytest.fixture(scope="module")
def prepared(tmp_path_factory):
    """Return a sender with three packages, and what brings everything back to where it began."""
    root = tmp_path_factory.mktemp("killed")
    work, kept = root / "work", root / "kept"
    work.mkdir()
    sender = Sender(work, [WORDS.format(number) for number in range(3)])
    shutil.copytree(work, kept)

    def again() -> Sender:
        shutil.rmtree(work)
        shutil.copytree(kept, work)
        return sender

    return again


def killed_at(number: int, sender: Sender) -> bool:
    """Send in a process that dies at its n-th step in the file system; whether it came so far."""
    child = os.fork()
    if not child:
        left = [number]
        root = str(Path(sender.two.ours.root).parent)

        def die(event, arguments):
            if event not in CHANGES:
                return
            # Names below an open directory are relative; all of those are ours.
            name = str(arguments[0])
            if name.startswith(root) or not name.startswith("/"):
                left[0] -= 1
                if left[0] < 0:
                    os._exit(KILLED)

        sys.addaudithook(die)
        os._exit(sender.send(*sender.packages).exit_code)
    _, status = os.waitpid(child, 0)
    code = os.waitstatus_to_exitcode(status)
    assert code in {0, KILLED}
    return code == KILLED


def offers_in(top: Path) -> list[dict]:
    """Return the offers in a place that can be seen, each with its bags as it says."""
    found = []
    for signature in sorted(top.rglob("offer-*.json.sig")):
        if signature.stat().st_size != 64:
            continue
        file = signature.with_suffix("")
        offer = parse(file.read_bytes(), signature.read_bytes()).document
        for each in offer["packages"]:
            data = (file.parent / each["file"]).read_bytes()
            assert hashlib.sha256(data).hexdigest() == each["sha256"]
        found.append(offer)
    return found


def require_one_offer(sender: Sender) -> None:
    history = read_history(sender.two.ours, is_locked=False)
    assert history.verdict.is_verified
    assert sender.steps() == [dict.fromkeys(sender.packages, Step.OFFERED)]
    assert len(offers_in(sender.two.place)) == 1
    assert sender.below(sender.two.place) == sender.below(sender.outbox)
    assert len(sender.below(sender.outbox)) == 5


@pytest.mark.parametrize("first", range(3))
def test_killed_at_any_step_it_is_finished_by_the_next_run(prepared, first):
    number, killed = first, True
    while killed:
        sender = prepared()
        killed = killed_at(number, sender)
        assert read_history(sender.two.ours, is_locked=False).verdict.is_verified
        seen = offers_in(sender.two.place)  # what can be seen is whole
        assert len(seen) <= 1
        sent = sender.send(*sender.packages)
        assert (sent.exit_code, sent.waiting) == (0, [])
        require_one_offer(sender)
        number += 15
    assert number > 60


def test_killed_again_and_again_it_still_sends_once(prepared):
    sender = prepared()
    for number in range(5, 200, 17):
        killed_at(number, sender)
    assert sender.send(*sender.packages).exit_code == 0
    require_one_offer(sender)


def test_a_full_stick_shows_no_offer_before_its_bags_and_goes_on(prepared):
    sender = prepared()
    mark = (sender.two.place / "PRESERVE-EXCHANGE.txt").read_bytes()
    with small_disk(sender.two.place, "40k") as is_mounted:
        if not is_mounted:
            return
        (sender.two.place / "PRESERVE-EXCHANGE.txt").write_bytes(mark)
        sent = sender.send(*sender.packages)
        assert (sent.exit_code, sent.waiting) == (3, ["theirs"])
        assert [found.code for found in sent.findings] == ["XCH-009"]
        assert list(sender.two.place.rglob("offer-*")) == []
        enlarge(sender.two.place, "1m")
        assert sender.send().exit_code == 0
        require_one_offer(sender)


def test_a_full_outbox_offers_nothing_and_leaves_nothing(prepared):
    sender = prepared()
    with small_disk(sender.outbox, "40k") as is_mounted:
        if not is_mounted:
            return
        with pytest.raises(NoSpace):
            sender.send(*sender.packages)
        assert list(sender.outbox.rglob("*.tar*")) == []
        assert sender.steps() == []
        enlarge(sender.outbox, "1m")
        assert sender.send(*sender.packages).exit_code == 0
        require_one_offer(sender)
