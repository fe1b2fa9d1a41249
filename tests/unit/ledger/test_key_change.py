"""A statement about a new key: believed from the pinned key alone, once, for one new key."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from preserve.ledger.checkpoint import verifier_of
from preserve.ledger.key_change import (
    LONGEST_STATEMENT_BYTES,
    change_detail,
    change_in,
    parse_change,
    why_not_believed,
    write_change,
)
from preserve.ledger.partners import Partner

ARCHIVE = "7f0e6c52-1b1a-4b0e-9d52-0c9f6a4b7d11"
SINCE = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
PRIVATE = [Ed25519PrivateKey.from_private_bytes(bytes([number]) * 32) for number in range(4)]
KEYS = [verifier_of(f"preserve/{ARCHIVE}", private) for private in PRIVATE]
PARTNER = Partner("other", ARCHIVE, KEYS[0], 1, SINCE)
LATER = SINCE + timedelta(days=1)


def change(old=0, new=1, at=LATER, signed_by=None, archive=ARCHIVE):
    signer = PRIVATE[old if signed_by is None else signed_by]
    return write_change(archive, KEYS[old], KEYS[new], at, signer)


def test_the_pinned_key_hands_over():
    assert why_not_believed(change(), PARTNER, KEYS[1]) is None
    assert why_not_believed(change(at=SINCE), PARTNER, KEYS[1]) is None


@pytest.mark.parametrize(
    ("given_change", "new", "words"),
    [
        (change(signed_by=1), 1, "not signed"),
        (change(signed_by=3), 1, "not signed"),
        (change(new=2), 1, "another new key"),
        (change(old=3), 1, "another key than the one that is pinned"),
        (change(at=SINCE - timedelta(seconds=1)), 1, "older"),
        (change(archive="0" * 8 + ARCHIVE[8:]), 1, "another archive"),
    ],
)
def test_everything_else_does_not(given_change, new, words):
    assert words in why_not_believed(given_change, PARTNER, KEYS[new])


def test_a_statement_that_was_used_is_worth_nothing():
    after = replace(PARTNER, key=KEYS[1], former_keys=(KEYS[0],), since=LATER)
    assert "used already" in why_not_believed(change(), after, KEYS[1])
    back = change(old=1, new=0, at=LATER + timedelta(days=1))
    assert "given up before" in why_not_believed(back, after, KEYS[0])
    on = change(old=1, new=2, at=LATER)
    assert why_not_believed(on, after, KEYS[2]) is None


def test_a_key_that_handed_on_before_anybody_heard_of_it_is_believed():
    """The second statement is older than the pinning of the first one, and later than the first."""
    after = replace(PARTNER, key=KEYS[1], former_keys=(KEYS[0],), since=LATER + timedelta(days=9))
    on = change(old=1, new=2, at=LATER + timedelta(days=1))
    assert "older" in why_not_believed(on, after, KEYS[2])
    proven = replace(after, proven_at=LATER)
    assert why_not_believed(on, proven, KEYS[2]) is None
    before = change(old=1, new=2, at=LATER - timedelta(seconds=1))
    assert "older" in why_not_believed(before, proven, KEYS[2])


def test_what_goes_on_record_is_read_back():
    assert change_in(change_detail(change())) == change()
    for detail in ({}, {**change_detail(change()), "signature": "?"}):
        with pytest.raises(ValueError, match="signature"):
            change_in(detail)


@given(st.data())
def test_a_changed_byte_is_never_believed(data):
    good = change()
    at = data.draw(st.integers(0, len(good.data) + 63))
    whole = bytearray(good.data + good.signature)
    whole[at] ^= data.draw(st.integers(1, 255))
    raw, signature = bytes(whole[: len(good.data)]), bytes(whole[len(good.data) :])
    try:
        changed = parse_change(raw, signature)
    except ValueError:
        return
    assert why_not_believed(changed, PARTNER, KEYS[1]) is not None


@pytest.mark.parametrize(
    ("data", "signature"),
    [
        (b"", bytes(64)),
        (b"{}", bytes(64)),
        (b"[" * 3000, bytes(64)),
        (change().data, bytes(63)),
        (change().data + b" ", bytes(64)),
        (b" " * (LONGEST_STATEMENT_BYTES + 1), bytes(64)),
        (change().data.replace(b"2026-11-22", b"2026-13-22"), bytes(64)),
    ],
)
def test_what_is_no_statement_is_refused(data, signature):
    with pytest.raises(ValueError):
        parse_change(data, signature)
