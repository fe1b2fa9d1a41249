"""The receipt against what was said before it: every difference is found."""

import copy

import pytest

from preserve.exchange.message import LONGEST_MESSAGE_BYTES, Draft, Message, write
from preserve.exchange.receipt import (
    Bag,
    TakenOver,
    portions,
    receipt_body,
    receipt_of,
    receipt_problems,
    unlike_offer,
)
from preserve.model.exchange import MessageKind
from tests.support.messages import (
    AT,
    DELIVERY,
    HEX,
    OTHER,
    PACKAGE,
    RECEIVER,
    SENDER,
    key_named,
    message,
)

OFFER = message(MessageKind.OFFER)
RECEIVED = message(MessageKind.RECEIVED, OFFER, sender=RECEIVER)
VALID = message(MessageKind.VALID, RECEIVED, sender=RECEIVER)
CONFIRMATION = message(MessageKind.CONFIRMATION, VALID)
BAG = Bag(HEX, 1, 1, "22" * 64)
RESPONSIBLE = {"organization": "Archive of the Coast", "contact": None}
PROGRAM = {"name": "preserve-toolkit", "version": "9"}
BODY = receipt_body(OFFER, VALID, RESPONSIBLE, PROGRAM, [TakenOver(PACKAGE, BAG, False)])


def receipt(body) -> Message:
    draft = Draft(MessageKind.ACCEPTED, DELIVERY, CONFIRMATION.sha256, body)
    return write(draft, RECEIVER, SENDER, AT, key_named("receiver"))


def problems(body) -> list[str]:
    return list(receipt_problems(receipt(body), OFFER, VALID, CONFIRMATION))


def changed(key: str, value, *, of_package: bool) -> dict:
    body = copy.deepcopy(BODY)
    place = body["packages"][0] if of_package else body
    assert place[key] != value
    place[key] = value
    return body


def test_what_is_written_fits_what_was_said_and_can_be_read():
    assert problems(BODY) == []
    found = receipt_of(receipt(BODY))
    assert (found.holder, found.giver) == (RECEIVER.archive, SENDER.archive)
    assert found.responsible == ("Archive of the Coast",)
    assert found.software == ("preserve-toolkit 9", "preserve 1")
    (package,) = found.packages
    assert (package.package, package.possession) == (PACKAGE, BAG.possession)
    assert [check.check for check in package.checks] == ["bag"]


@pytest.mark.parametrize(
    ("key", "value"), [("offer", "ab" * 32), ("valid", "ab" * 32), ("nonce", "ab" * 32)]
)
def test_another_chain_is_found(key, value):
    assert len(problems(changed(key, value, of_package=False))) == 1


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("tag_manifest_sha256", "ab" * 32),
        ("files", 2),
        ("bag_bytes", 2),
        ("possession", "ab" * 64),
        ("sha256", "ab" * 32),
        ("bytes", 2),
        ("profile", "https://example.invalid/profile"),
    ],
)
def test_another_package_is_found(key, value):
    (words,) = problems(changed(key, value, of_package=True))
    assert PACKAGE in words


def test_a_package_that_was_neither_offered_nor_confirmed_is_found():
    body = copy.deepcopy(BODY)
    body["packages"].append({**body["packages"][0], "package": OTHER})
    found = problems(body)
    assert any("not offered" in words for words in found)
    assert any("not confirmed" in words for words in found)


def test_what_the_receiver_calls_valid_is_held_against_the_offer():
    assert unlike_offer(VALID, OFFER) == {}
    document = copy.deepcopy(dict(VALID.document))
    lines = document["packages"]
    lines[0]["files"] = 7
    lines.append({**lines[0], "package": OTHER})
    told = {key: document[key] for key in ("nonce", "packages", "software")}
    draft = Draft(MessageKind.VALID, DELIVERY, RECEIVED.sha256, told)
    another = write(draft, RECEIVER, SENDER, AT, key_named("receiver"))
    assert set(unlike_offer(another, OFFER)) == {PACKAGE, OTHER}
    told["nonce"] = "ab" * 32
    lines[0]["files"] = 1
    another = write(draft, RECEIVER, SENDER, AT, key_named("receiver"))
    assert "nonce" in unlike_offer(another, OFFER)[PACKAGE]


def test_whatever_a_sender_says_of_its_packages_receipts_are_no_longer_than_a_message():
    packages = [f"letter-{number:012x}" for number in range(1_400)]
    offer = message(MessageKind.OFFER, packages=packages)
    valid = message(MessageKind.VALID, RECEIVED, packages, sender=RECEIVER)
    for line in offer.document["packages"]:
        line["profile"] = "\x01" * 2_000
    taken = [TakenOver(package, BAG, already_held=False) for package in packages]
    found = list(portions(offer, valid, taken))
    assert [each.package for portion in found for each in portion] == packages
    assert len(found) == 3
    for portion in found:
        body = receipt_body(offer, valid, RESPONSIBLE, PROGRAM, portion)
        assert len(receipt(body).data) < LONGEST_MESSAGE_BYTES
    assert list(portions(offer, valid, [])) == []
