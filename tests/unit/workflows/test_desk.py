"""The desk: what is said is on record on both sides, and is taken once, in any order."""

import pytest

from preserve.exchange.message import Draft
from preserve.ledger.transfers import packages_of
from preserve.model.exchange import Conversation, Direction, MessageKind, Step
from preserve.workflows.archive import read_history
from preserve.workflows.desk import Desk, desk_of
from preserve.workflows.dispatch import dispatch
from preserve.workflows.places import collect, places_of
from tests.support.exchanging import Two, archive_id_of

NAME = "20261121T120000Z-0123456789abcdef"
PACKAGE = "letter-0123456789ab"


def offer_body(*packages: str) -> dict[str, object]:
    return {
        "nonce": "00" * 32,
        "rights": None,
        "note": None,
        "risk_note": None,
        "packages": [
            {
                "package": package,
                "file": f"bags/{package}.tar",
                "bytes": 1,
                "sha256": "11" * 32,
                "tag_manifest_sha256": "22" * 32,
                "files": 1,
                "bag_bytes": 1,
                "profile": None,
                "risks": [],
            }
            for package in packages
        ],
    }


@pytest.fixture
def two(tmp_path) -> Two:
    return Two(tmp_path)


def say(desk: Desk, kind: MessageKind, begun_by: str, answers: str | None, body) -> str:
    partner = desk.partners.present()[0]
    draft = Draft(kind, Conversation(begun_by, NAME), answers, body)
    (message,) = desk.say(partner, [draft])
    return message.sha256


def offered(two: Two) -> str:
    with desk_of(two.ours, two.clock) as desk:
        sha256 = say(desk, MessageKind.OFFER, desk.me.archive, None, offer_body(PACKAGE))
        assert dispatch(desk, places_of(desk)).placed == 2
        assert dispatch(desk, places_of(desk)).placed == 0
    return sha256


def received_body() -> dict[str, object]:
    return {"packages": [{"package": PACKAGE, "bytes": 1, "sha256": "11" * 32}]}


def test_a_message_is_on_record_on_both_sides_and_is_taken_once(two):
    sha256 = offered(two)
    for times in (1, 0):
        with desk_of(two.theirs, two.clock) as desk:
            post = collect(desk, places_of(desk))
            assert len(post.new) == times
            assert list(post.lying) == [sha256]
            assert post.findings == []
    for archive, direction in ((two.ours, Direction.SENT), (two.theirs, Direction.RECEIVED)):
        transfers = read_history(archive, is_locked=False).transfers
        conversation = Conversation(archive_id_of(two.ours), NAME)
        exchange = transfers.exchanges[conversation]
        assert exchange.steps == {PACKAGE: Step.OFFERED}
        assert exchange.is_ours is (archive is two.ours)
        assert [message.direction for message in exchange.messages] == [direction]


def test_a_message_can_be_written_again_from_the_history(two):
    sha256 = offered(two)
    with desk_of(two.theirs, two.clock) as desk:
        collect(desk, places_of(desk))
    with desk_of(two.theirs, two.clock) as desk:
        _, recorded = desk.transfers.by_digest[sha256]
        message = desk.message(recorded)
        assert message.sha256 == sha256
        assert packages_of(message.document) == (PACKAGE,)
        partner = desk.partners.of(message.sender.archive)
        assert partner is not None
        assert message.is_signed_by(partner.key)


def test_an_answer_that_arrives_before_what_it_answers_waits(two):
    sha256 = offered(two)
    ours = archive_id_of(two.ours)
    with desk_of(two.theirs, two.clock) as desk:
        collect(desk, places_of(desk))
        answer = say(desk, MessageKind.RECEIVED, ours, sha256, received_body())
        refusal = {
            "kept": True,
            "packages": [
                {
                    "package": PACKAGE,
                    "findings": [{"code": "BAG-010", "message": "m", "remedy": "r", "file": None}],
                }
            ],
        }
        say(desk, MessageKind.REFUSED, ours, sha256, refusal)
        dispatch(desk, places_of(desk))
    with desk_of(two.ours, two.clock) as desk:
        post = collect(desk, places_of(desk))
        assert [taken.message.kind.value for taken in post.new] == ["received", "refused"]
        assert post.new[0].message.sha256 == answer
        exchange = desk.transfers.exchanges[Conversation(ours, NAME)]
        assert exchange.steps == {PACKAGE: Step.REFUSED}


def test_what_contradicts_is_not_taken(two):
    sha256 = offered(two)
    ours = archive_id_of(two.ours)
    with desk_of(two.theirs, two.clock) as desk:
        collect(desk, places_of(desk))
        say(desk, MessageKind.RECEIVED, ours, sha256, received_body())
        say(desk, MessageKind.RECEIVED, ours, sha256, received_body())
        dispatch(desk, places_of(desk))
    with desk_of(two.ours, two.clock) as desk:
        post = collect(desk, places_of(desk))
        assert len(post.new) == 1
        assert [found.code for found in post.findings] == ["XCH-005"]
