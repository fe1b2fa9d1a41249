"""Which messages are taken: forged, replayed, substituted and contradicting ones are not."""

import itertools

import pytest

from preserve.exchange.judgement import MOST_MESSAGES, Reception, judge
from preserve.ledger.entry import Event
from preserve.model.exchange import (
    ANSWERS,
    BY_THE_ONE_WHO_BEGAN,
    Conversation,
    MessageKind,
)
from tests.support.messages import (
    DELIVERY,
    HEX,
    OTHER,
    PACKAGE,
    RECEIVER,
    SENDER,
    View,
    message,
    party,
)

K = MessageKind
OFFER = message(K.OFFER, packages=(PACKAGE, OTHER))
RECEIVED = message(K.RECEIVED, OFFER, (PACKAGE, OTHER), RECEIVER)
VALID = message(K.VALID, RECEIVED, (PACKAGE, OTHER), RECEIVER)
CONFIRMED = message(K.CONFIRMATION, VALID, (PACKAGE, OTHER))
ACCEPTED = message(K.ACCEPTED, CONFIRMED, (PACKAGE, OTHER), RECEIVER)
CHAIN = (OFFER, RECEIVED, VALID, CONFIRMED, ACCEPTED)


def view_of(me, *on_record) -> View:
    view = View(me, SENDER if me == RECEIVER else RECEIVER)
    view.take(*on_record)
    return view


def judged(view: View, made) -> tuple[Reception, str | None]:
    verdict = judge(made, view.me, view.partners, view.transfers)
    return verdict.reception, verdict.finding.code if verdict.finding else None


def test_the_whole_story_is_taken_by_both():
    for me in (SENDER, RECEIVER):
        view = view_of(me)
        for made in CHAIN:
            if made.recipient == me:
                assert judged(view, made) == (Reception.TAKEN, None)
            view.take(made)
        assert [
            step.value for step in next(iter(view.transfers.exchanges.values())).steps.values()
        ] == [
            "accepted",
            "accepted",
        ]


def test_what_is_known_is_known_at_every_later_moment():
    for length in range(1, len(CHAIN) + 1):
        view = view_of(RECEIVER, *CHAIN[:length])
        for made in CHAIN[:length]:
            if made.recipient == RECEIVER:
                assert judged(view, made) == (Reception.KNOWN, None)


def test_an_answer_waits_for_what_it_answers():
    for place, made in enumerate(CHAIN[1:], 1):
        view = view_of(made.recipient, *CHAIN[: place - 1])
        assert judged(view, made) == (Reception.WAITING, "XCH-006")


@pytest.mark.parametrize(
    ("made", "code"),
    [
        (message(K.OFFER, key="somebody"), "XCH-001"),
        (message(K.OFFER, sender=party("sender", "somebody"), key="somebody"), "XCH-008"),
        (message(K.OFFER, sender=party("sender", "somebody"), key="third"), "XCH-001"),
        (message(K.OFFER, sender=SENDER._replace(key="no key"), key="third"), "XCH-001"),
        (message(K.OFFER, sender=SENDER._replace(key="no key")), "XCH-008"),
        (message(K.OFFER, sender=party("stranger"), recipient=RECEIVER, conversation=Conversation(party("stranger").archive, DELIVERY.name)), "XCH-003"),
        (message(K.OFFER, recipient=party("receiver", "other")), "XCH-010"),
        (message(K.OFFER, packages=(PACKAGE, PACKAGE)), "XCH-002"),
        (message(K.OFFER, conversation=Conversation(RECEIVER.archive, DELIVERY.name)), "XCH-005"),
    ],
)  # fmt: skip
def test_an_offer_that_cannot_be_the_partners(made, code):
    assert judged(view_of(RECEIVER), made) == (Reception.NOT_TAKEN, code)


def test_a_message_for_somebody_else_is_left_alone():
    made = message(K.OFFER, recipient=party("third"))
    assert judged(view_of(RECEIVER), made) == (Reception.NOT_FOR_US, None)


def test_a_second_offer_in_one_conversation_is_a_substitution():
    made = message(K.OFFER, packages=(OTHER,))
    assert judged(view_of(RECEIVER, OFFER), made) == (Reception.NOT_TAKEN, "XCH-005")


def test_only_the_proper_side_may_say_a_thing():
    """Whatever kind a partner signs: what is not the partner's to say is not taken."""
    for kind, made in itertools.product(ANSWERS, CHAIN):
        for me in (SENDER, RECEIVER):
            other = RECEIVER if me == SENDER else SENDER
            if (other == SENDER) is (kind in BY_THE_ONE_WHO_BEGAN):
                continue
            wrong = message(kind, made, (PACKAGE,), other)
            assert judged(view_of(me, *CHAIN), wrong) == (Reception.NOT_TAKEN, "XCH-005")


def test_an_answer_must_answer_what_its_kind_answers_in_this_conversation():
    elsewhere = Conversation(SENDER.archive, f"{DELIVERY.name[:-1]}0")
    wrong = [
        message(K.VALID, OFFER, (PACKAGE,), RECEIVER),
        message(K.ACCEPTED, VALID, (PACKAGE,), RECEIVER),
        message(K.ACCEPTED, OFFER, (PACKAGE,), RECEIVER),
        message(K.RECEIVED, VALID, (PACKAGE,), RECEIVER),
        message(K.REFUSED, OFFER, ("never-offered-0123456789ab",), RECEIVER),
        message(K.REFUSED, OFFER, (PACKAGE,), RECEIVER, conversation=elsewhere),
        message(K.PROOF, OFFER, (PACKAGE,), RECEIVER),
        message(K.REPAIR_PARCEL, OFFER, (PACKAGE,), RECEIVER),
    ]
    view = view_of(SENDER, OFFER, RECEIVED, VALID)
    for made in wrong:
        assert judged(view, made) == (Reception.NOT_TAKEN, "XCH-005")


def test_a_receipt_for_what_was_not_confirmed_is_refused():
    half = message(K.CONFIRMATION, VALID, (PACKAGE,))
    view = view_of(SENDER, OFFER, RECEIVED, VALID, half)
    greedy = message(K.ACCEPTED, half, (PACKAGE, OTHER), RECEIVER)
    assert judged(view, greedy) == (Reception.NOT_TAKEN, "XCH-005")
    assert judged(view, message(K.ACCEPTED, half, (PACKAGE,), RECEIVER)) == (Reception.TAKEN, None)


def test_what_was_said_cannot_be_said_otherwise():
    later = message(K.ACCEPTED, CONFIRMED, (PACKAGE,), RECEIVER)
    assert judged(view_of(SENDER, *CHAIN), later) == (Reception.NOT_TAKEN, "XCH-005")
    refused = message(K.REFUSED, OFFER, (PACKAGE,), RECEIVER)
    assert judged(view_of(SENDER, *CHAIN), refused) == (Reception.NOT_TAKEN, "XCH-005")
    both = view_of(RECEIVER, OFFER, RECEIVED, VALID, CONFIRMED)
    taken_back = message(K.WITHDRAWAL, OFFER, (PACKAGE,))
    assert judged(both, taken_back) == (Reception.NOT_TAKEN, "XCH-005")


def test_a_refusal_may_overtake_what_was_said_before_it():
    refused = message(K.REFUSED, OFFER, (PACKAGE,), RECEIVER)
    for later, before in ((RECEIVED, []), (VALID, [RECEIVED])):
        for view in (
            view_of(SENDER, OFFER, refused, *before),
            view_of(SENDER, OFFER, *before, refused),
        ):
            assert judged(view, later) == (Reception.TAKEN, None)


def test_a_question_is_answered_once():
    challenge = message(K.CHALLENGE)
    proof = message(K.PROOF, challenge, sender=RECEIVER)
    assert judged(view_of(SENDER, challenge), proof) == (Reception.TAKEN, None)
    again = message(K.REFUSED, challenge, sender=RECEIVER)
    assert judged(view_of(SENDER, challenge, proof), again) == (Reception.NOT_TAKEN, "XCH-005")


def test_a_former_key_says_nothing_new_and_what_it_said_stands():
    view = view_of(RECEIVER, OFFER)
    detail = {"step": "key-changed", "name": "sender", "archive_id": SENDER.archive}
    view.note(Event.PARTNER, {**detail, "key": party("sender", "new").key})
    assert judged(view, OFFER) == (Reception.KNOWN, None)
    made = message(K.WITHDRAWAL, OFFER, (PACKAGE,))
    assert judged(view, made) == (Reception.NOT_TAKEN, "XCH-008")
    new = message(
        K.WITHDRAWAL, OFFER, (PACKAGE,), party("sender", "new"), key="new", recipient=RECEIVER
    )
    assert judged(view, new) == (Reception.TAKEN, None)


def with_new_key(view: View, key: str) -> View:
    detail = {"step": "key-changed", "name": "sender", "archive_id": SENDER.archive}
    view.note(Event.PARTNER, {**detail, "key": party("sender", key).key})
    return view


def test_what_was_said_under_a_former_key_is_taken_when_the_new_key_signs_it():
    view = with_new_key(view_of(RECEIVER), "new")
    assert judged(view, message(K.OFFER)) == (Reception.NOT_TAKEN, "XCH-008")
    assert judged(view, message(K.OFFER, key="new")) == (Reception.TAKEN, None)
    with_new_key(view, "newer")
    assert judged(view, message(K.OFFER, key="new")) == (Reception.NOT_TAKEN, "XCH-008")
    assert judged(view, message(K.OFFER, key="newer")) == (Reception.TAKEN, None)


def test_before_the_new_key_is_pinned_its_signature_counts_for_nothing():
    assert judged(view_of(RECEIVER), message(K.OFFER, key="new")) == (
        Reception.NOT_TAKEN,
        "XCH-001",
    )


def test_a_key_that_was_never_the_partners_cannot_be_named_whoever_signs():
    made = message(K.OFFER, sender=party("sender", "somebody"), key="sender")
    assert judged(view_of(RECEIVER), made) == (Reception.NOT_TAKEN, "XCH-008")


def test_what_is_written_to_a_former_key_of_ours_is_taken():
    made = message(K.OFFER, recipient=party("receiver", "before"))
    view = view_of(RECEIVER)
    former = {party("receiver", "before").key}
    assert judged(view, made) == (Reception.NOT_TAKEN, "XCH-010")
    verdict = judge(made, view.me, view.partners, view.transfers, former)
    assert verdict.reception is Reception.TAKEN


def test_a_removed_partner_is_a_stranger():
    view = view_of(RECEIVER)
    view.note(Event.PARTNER, {"step": "removed", "archive_id": SENDER.archive})
    assert judged(view, OFFER) == (Reception.NOT_TAKEN, "XCH-003")


def test_a_conversation_has_an_end():
    view = view_of(RECEIVER, OFFER)
    view.transfers.exchanges[DELIVERY].messages *= MOST_MESSAGES
    made = message(K.WITHDRAWAL, OFFER, (PACKAGE,))
    assert judged(view, made) == (Reception.NOT_TAKEN, "XCH-007")


def test_the_digest_that_is_answered_is_the_one_of_the_bytes():
    assert judged(view_of(SENDER, OFFER), message(K.RECEIVED, HEX, sender=RECEIVER)) == (
        Reception.WAITING,
        "XCH-006",
    )
