"""Where copies are, folded from entries; what has no such shape is no history."""

import pytest

from preserve.ledger.entry import Event, LedgerEntry
from preserve.ledger.replicas import Replicas
from preserve.model.replica import CopyOutcome
from tests.support.archives import START


def noted(*details: dict[str, object]) -> Replicas:
    replicas = Replicas()
    for number, detail in enumerate(details):
        event = Event.REPLICATION.value
        replicas.note(number, LedgerEntry(START, event, None, "x", "success", detail))
    return replicas


ADDED = {"step": "added", "replica": "disk"}
COPIED = {"step": "copied", "replica": "disk", "packages": {"a": "0", "b": "1"}}
LOST = {"step": "challenged", "replica": "disk", "outcomes": {"a": "missing", "b": "held"}}
PROVEN = {
    "step": "proven",
    "partner": "them",
    "message_sha256": "m",
    "outcomes": {"a": "held"},
}


def test_the_last_word_and_the_last_proof_are_kept():
    copies = noted(ADDED, COPIED, LOST).by_name["disk"].copies
    assert copies.latest["a"].outcome is CopyOutcome.MISSING
    assert (copies.proven["a"].entry, copies.proven["b"].entry) == (1, 2)


def test_packages_of_one_entry_share_what_was_found():
    copies = noted(ADDED, COPIED).by_name["disk"].copies
    assert copies.latest["a"] is copies.latest["b"]


def test_a_replica_that_was_removed_has_no_copies_when_it_comes_back():
    replicas = noted(ADDED, COPIED, {"step": "removed", "replica": "disk"})
    assert (replicas.named("disk"), replicas.present()) == (None, ())
    again = noted(ADDED, COPIED, {"step": "removed", "replica": "disk"}, ADDED).named("disk")
    assert again is not None
    assert again.copies.latest == {}


def test_an_answer_may_be_judged_in_parts():
    replicas = noted(PROVEN, {**PROVEN, "outcomes": {"b": "wrong"}})
    assert replicas.judged == {"m": {"a", "b"}}
    assert replicas.partners["them"].latest["b"].outcome is CopyOutcome.WRONG
    assert set(replicas.partners["them"].proven) == {"a"}


@pytest.mark.parametrize(
    "details",
    [
        [{}],
        [{"step": "burnt", "replica": "disk"}],
        [{"step": "added"}],
        [COPIED],
        [{"step": "removed", "replica": "disk"}],
        [ADDED, {**LOST, "outcomes": {"a": "fine"}}],
        [{**PROVEN, "partner": None}],
        [{**PROVEN, "message_sha256": 1}],
    ],
)
def test_what_is_no_such_entry_cannot_be_followed(details):
    with pytest.raises(ValueError, match=r"replica|Replica|proof|Copy"):
        noted(*details)
