"""The verdict on a ledger: every way of tampering, and what it is called."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from preserve.ledger.checkpoint import Checkpoint, sign, verifier_of
from preserve.ledger.entry import Event, LedgerEntry, encode
from preserve.ledger.judge import LedgerBytes, LedgerState, judge, origin_of
from preserve.ledger.log import BodiesInMemory
from preserve.ledger.merkle import frontier_of

PRIVATE = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
STRANGER = Ed25519PrivateKey.from_private_bytes(bytes(range(9, 41)))
ID = "0b7c5d1e-0000-4000-8000-000000000000"
NAME = origin_of(ID)
START = datetime(2026, 1, 1, tzinfo=UTC)


def entries(count: int, word: str = "x", key=PRIVATE) -> list[bytes]:
    detail = {"archive_id": ID, "key": verifier_of(NAME, key).text()}
    made = [LedgerEntry(START, Event.CREATION.value, None, "t", "success", detail)]
    for number in range(1, count):
        at = START + timedelta(days=number)
        made.append(LedgerEntry(at, "fixity check", None, "t", "success", {"n": number, "w": word}))
    return [encode(entry) for entry in made]


def note(lines: list[bytes], key=PRIVATE) -> str:
    frontier = frontier_of(lines)
    return sign(Checkpoint(NAME, frontier.size, frontier.root()), key)


def ledger(count: int = 5, **changes) -> LedgerBytes:
    lines = entries(count)
    return replace(
        LedgerBytes(BodiesInMemory(lines), note(lines), note(lines[:-1]), note(lines), ID),
        **changes,
    )


def codes(verdict):
    return [found.code for found in verdict.findings]


@pytest.mark.parametrize("count", [1, 2, 3, 8, 33])
def test_an_untouched_ledger_verifies(count):
    whole = ledger(count) if count > 1 else ledger(1, previous_note=None)
    verdict = judge(whole)
    assert (verdict.state, verdict.findings) == (LedgerState.VERIFIED, ())
    assert len(verdict.entries) == verdict.frontier.size == count


def test_a_kill_between_commit_and_file_is_no_alarm():
    lines = entries(5)
    verdict = judge(ledger(plain_note=note(lines[:-1])))
    assert (verdict.state, codes(verdict)) == (LedgerState.VERIFIED, ["LEDGER-008"])
    first = judge(ledger(1, previous_note=None, plain_note=None))
    assert (first.state, codes(first)) == (LedgerState.VERIFIED, ["LEDGER-008"])


LINES = entries(5)
FORGED = [*LINES[:2], LINES[2].replace(b'"x"', b'"y"'), *LINES[3:]]
BROKEN = [*LINES[:2], b"not json", *LINES[3:]]

TAMPERED = {
    "an entry was changed": (ledger(entries=FORGED), LedgerState.ALTERED),
    "an entry is unreadable": (ledger(entries=BROKEN), LedgerState.ALTERED),
    "an entry was removed": (ledger(entries=[*LINES[:2], *LINES[3:]]), LedgerState.ALTERED),
    "the last entry was removed": (ledger(entries=LINES[:-1]), LedgerState.ALTERED),
    "two entries were swapped": (
        ledger(entries=[*LINES[:2], LINES[3], LINES[2], LINES[4]]),
        LedgerState.ALTERED,
    ),
    "an entry was put in": (ledger(entries=[*LINES, LINES[3]]), LedgerState.ALTERED),
    "everything was emptied": (ledger(entries=[]), LedgerState.ALTERED),
    "the creation was removed": (ledger(entries=LINES[1:]), LedgerState.ALTERED),
    "forged and signed by a stranger": (
        ledger(entries=FORGED, note=note(FORGED, STRANGER)),
        LedgerState.ALTERED,
    ),
    "the note is gone": (ledger(note=None), LedgerState.ALTERED),
    "the note is garbage": (ledger(note="garbage"), LedgerState.ALTERED),
    "the note of the commit before is gone": (ledger(previous_note=None), LedgerState.ALTERED),
    "the note of the commit before is forged": (
        ledger(previous_note=note(FORGED[:-1])),
        LedgerState.ALTERED,
    ),
    "the note of the commit before is garbage": (ledger(previous_note="x"), LedgerState.ALTERED),
    "another archive's identity": (ledger(archive_id="another"), LedgerState.ALTERED),
    "no identity": (ledger(archive_id=None), LedgerState.ALTERED),
    "the plain file is gone": (ledger(plain_note=None), LedgerState.ROLLED_BACK),
    "the plain file is older": (ledger(plain_note=note(LINES[:2])), LedgerState.ROLLED_BACK),
    "the plain file is newer": (ledger(plain_note=note(entries(9))), LedgerState.ROLLED_BACK),
    "the plain file is garbage": (ledger(plain_note="garbage"), LedgerState.ROLLED_BACK),
    "the plain file is a stranger's": (
        ledger(plain_note=note(LINES, STRANGER)),
        LedgerState.ROLLED_BACK,
    ),
    "the plain file tells another past": (ledger(plain_note=note(FORGED)), LedgerState.FORKED),
}


@pytest.mark.parametrize("name", TAMPERED)
def test_tampering_is_found_and_named(name):
    bytes_, state = TAMPERED[name]
    verdict = judge(bytes_)
    assert verdict.state is state
    assert any(found.weight == 4 for found in verdict.findings)


def test_a_ledger_rewritten_with_a_new_key_is_only_caught_from_outside():
    lines = entries(5, "rewritten", STRANGER)
    rewritten = LedgerBytes(
        BodiesInMemory(lines),
        note(lines, STRANGER),
        note(lines[:-1], STRANGER),
        note(lines, STRANGER),
        ID,
    )
    assert judge(rewritten).is_verified
    kept_elsewhere = note(LINES[:3])
    assert judge(rewritten, kept_elsewhere).state is LedgerState.FORKED


@pytest.mark.parametrize("size", range(1, 6))
def test_it_equals_or_extends_every_earlier_checkpoint(size):
    assert judge(ledger(), note(LINES[:size])).is_verified


@pytest.mark.parametrize(
    ("against", "state"),
    [
        (note(entries(9)), LedgerState.ROLLED_BACK),
        (note(FORGED), LedgerState.FORKED),
        (note(FORGED[:3]), LedgerState.FORKED),
        ("garbage", LedgerState.FORKED),
        ("", LedgerState.FORKED),
        (note(LINES, STRANGER), LedgerState.FORKED),
    ],
)
def test_what_does_not_extend_the_checkpoint_kept_elsewhere_is_named(against, state):
    verdict = judge(ledger(), against)
    assert verdict.state is state
    assert any(found.weight == 4 for found in verdict.findings)


def test_a_clock_that_went_back_is_told_and_changes_nothing():
    lines = entries(3)
    back = LedgerEntry(START - timedelta(days=9), "fixity check", None, "t", "success", {})
    lines.append(encode(back))
    verdict = judge(
        LedgerBytes(BodiesInMemory(lines), note(lines), note(lines[:-1]), note(lines), ID)
    )
    assert (verdict.state, codes(verdict)) == (LedgerState.VERIFIED, ["LEDGER-011"])


def test_a_note_that_claims_a_huge_size_costs_nothing():
    huge = note(LINES).replace("\n5\n", "\n999999999999999\n")
    assert judge(ledger(plain_note=huge)).state is LedgerState.ROLLED_BACK
