"""Confirming: what receivers prove is held against our own bytes, read now."""

import os
from pathlib import Path

import pytest

from preserve.errors import UsageProblem
from preserve.model.exchange import Step
from preserve.workflows.accept import Acceptance, accept
from preserve.workflows.archive import read_history
from preserve.workflows.confirm import ConfirmOptions, confirm
from tests.support.confirming import (
    Delivery,
    bag_at,
    delivery,
    with_a_package_that_cannot_be_read,
)


@pytest.fixture
def made(tmp_path) -> Delivery:
    made = delivery(tmp_path)
    made.offer()
    made.quarantine()
    return made


def codes(done) -> dict[str, list[str]]:
    return {
        each.package: [found.code for found in each.findings]
        for told in done.deliveries
        for each in told.packages
    }


def test_what_the_receiver_proves_is_confirmed_and_a_rerun_says_nothing_again(made):
    made.answer()
    done = made.confirm()
    assert done.exit_code == 0
    assert done.document()["deliveries"] == [
        {
            "conversation": made.conversation.name,
            "partner": "theirs",
            "packages": [
                {"package": each, "step": "confirmed", "findings": []} for each in made.packages
            ],
        }
    ]
    size = read_history(made.ours, is_locked=False).verdict.frontier.size
    again = made.confirm()
    assert (done.placed, again.placed, again.carried) == (2, 0, [])
    assert again.deliveries == done.deliveries
    assert (again.exit_code, again.receipts, again.findings) == (0, [], [])
    assert read_history(made.ours, is_locked=False).verdict.frontier.size == size


def test_nothing_is_said_before_the_receiver_has_proven_anything(made):
    done = made.confirm()
    assert done.exit_code == 0
    assert set(made.steps(made.ours).values()) == {Step.OFFERED}


@pytest.mark.parametrize(
    "changes",
    [
        {"possession": "ab" * 64},
        {"nonce": "00" * 32},
        {"tag_manifest_sha256": "cd" * 32},
        {"files": 1},
        {"bag_bytes": 1},
    ],
    ids=lambda changes: next(iter(changes)),
)
def test_a_receiver_who_does_not_hold_what_was_sent_is_found(made, changes):
    made.answer(**changes)
    done = made.confirm()
    assert done.exit_code == 4
    assert codes(done) == {package: ["XCH-060"] for package in made.packages}
    assert set(made.steps(made.ours).values()) == {Step.WITHDRAWN}
    made.commit()
    assert set(made.steps(made.theirs).values()) == {Step.WITHDRAWN}
    assert made.confirm().exit_code == 0


def test_a_proof_of_another_package_is_no_proof(made):
    """Substituted: right digests, each for the other package."""
    one, other = made.packages
    made.bags[one], made.bags[other] = (
        made.bags[one]._replace(possession=made.bags[other].possession),
        made.bags[other]._replace(possession=made.bags[one].possession),
    )
    made.answer()
    assert codes(made.confirm()) == {one: ["XCH-060"], other: ["XCH-060"]}


def test_a_proof_over_another_nonce_is_no_proof(made):
    """Replayed: what was proven to somebody else, or before."""
    made.bags = {each: made.bag(each, bytes(32)) for each in made.packages}
    made.answer()
    assert made.confirm().exit_code == 4


def test_the_proof_of_another_archive_is_no_proof(made):
    """Relayed: somebody else holds the package, and answered for the one who was asked."""
    third = "00000000-0000-4000-8000-000000000000"
    bags = made.packages
    made.bags = {each: bag_at(f"{made.ours.root}/bags/{each}", third) for each in bags}
    made.answer()
    assert made.confirm().exit_code == 4


def test_what_cannot_be_read_now_is_no_damage_and_waits(made):
    made.answer()
    one, other = made.packages
    stuck = with_a_package_that_cannot_be_read(made.ours, one)
    done = confirm(stuck, ConfirmOptions(), made.clock)
    assert (done.exit_code, codes(done)) == (3, {one: ["XCH-062"], other: []})
    assert made.steps(made.ours) == {one: Step.VALID, other: Step.CONFIRMED}
    assert made.confirm().exit_code == 0
    assert set(made.steps(made.ours).values()) == {Step.CONFIRMED}


def test_our_own_damage_is_told_and_nothing_is_said(made):
    made.answer()
    one, other = made.packages
    victim = Path(made.ours.root, "bags", one, "bag-info.txt")
    good = victim.read_bytes()
    victim.write_bytes(good.replace(b"B", b"b", 1))
    done = made.confirm()
    assert (done.exit_code, codes(done)) == (1, {one: ["XCH-061"], other: []})
    assert made.steps(made.ours) == {one: Step.VALID, other: Step.CONFIRMED}
    victim.write_bytes(good)
    assert made.confirm().exit_code == 0
    assert set(made.steps(made.ours).values()) == {Step.CONFIRMED}


@pytest.mark.parametrize("harm", ["gone", "missing", "extra", "link", "fifo", "longer"])
def test_every_kind_of_our_own_damage_is_told(made, harm):
    made.answer()
    bag = Path(made.ours.root, "bags", made.packages[0])
    if harm == "gone":
        bag.rename(f"{made.ours.root}/elsewhere")
    elif harm == "missing":
        (bag / "bag-info.txt").unlink()
    elif harm == "extra":
        (bag / "more.txt").write_text("more")
    elif harm == "link":
        (bag / "more.txt").symlink_to("bag-info.txt")
    elif harm == "fifo":
        os.mkfifo(bag / "more.txt")
    else:
        with (bag / "bag-info.txt").open("a") as opened:
            opened.write("x")
    done = made.confirm()
    assert done.exit_code == 1
    assert codes(done)[made.packages[0]] == ["XCH-061"]


def test_a_package_that_was_changed_on_record_since_is_withdrawn_and_nobody_is_blamed(made):
    made.answer()
    one, other = made.packages
    Path(made.ours.root, "bags", one, "note.txt").write_text("new")
    accept(made.ours, Acceptance(one, "Ines", "A note was added."), made.clock)
    done = made.confirm()
    assert (done.exit_code, codes(done)) == (1, {one: ["XCH-067"], other: []})
    assert made.steps(made.ours) == {one: Step.WITHDRAWN, other: Step.CONFIRMED}


def test_a_refusal_is_told_with_the_receivers_words_until_it_is_offered_again(made):
    one, other = made.packages
    made.answer(valid=[other], refused=[one])
    for _ in range(2):
        done = made.confirm()
        assert (done.exit_code, codes(done)) == (1, {one: ["XCH-063"], other: []})
        (found,) = done.deliveries[0].findings
        assert "BAG-010 It is so." in found.message
        assert '"Mend."' in found.remedy
    made.conversation = made.conversation._replace(name="20261122T120000Z-0123456789abcdef")
    made.offer()
    assert made.confirm().exit_code == 0


def test_messages_that_are_lost_from_the_outbox_are_written_again(made):
    made.answer()
    made.confirm()
    (lost,) = Path(made.ours.root, "outbox").rglob("confirmation-*.json")
    before = lost.read_bytes()
    lost.unlink()
    done = made.confirm()
    assert lost.read_bytes() == before
    assert (done.exit_code, [found.code for found in done.findings]) == (0, ["XCH-011"])
    assert made.confirm().findings == []


def test_only_the_partner_that_is_named_is_answered(made):
    made.answer()
    assert made.confirm(partner="theirs").deliveries
    with pytest.raises(UsageProblem):
        made.confirm(partner="nobody")


def test_answers_that_came_by_mail_are_taken_from_any_directory(made, tmp_path):
    """What is named need not be marked; the answer then goes where answers always go."""
    made.answer()
    mail = tmp_path / "mail"
    mail.mkdir()
    for path in made.two.place.rglob("*"):
        if path.is_file() and f"for-{made.conversation.begun_by}" in str(path):
            (mail / path.name).write_bytes(path.read_bytes())
    done = made.confirm(path=str(mail))
    assert (done.exit_code, done.waiting) == (0, [])
    assert done.carried == [f"Left for theirs in {made.two.place}: 2 files."]
    assert set(made.steps(made.ours).values()) == {Step.CONFIRMED}


def test_a_receipt_ends_the_delivery(made):
    made.answer()
    made.confirm()
    made.commit()
    done = made.confirm()
    (path,) = done.receipts
    assert (done.exit_code, Path(made.ours.root, path).is_file()) == (0, True)
    assert done.deliveries[0].held_since is not None
    assert made.confirm().deliveries == []
