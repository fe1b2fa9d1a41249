"""What is due, and what an answer is worth."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from preserve.exchange.challenge import Claim, is_due, needs_our_bytes, worth
from preserve.model.replica import LOST, CopyOutcome
from tests.support.archives import START

said = st.sampled_from(
    [
        CopyOutcome.HELD,
        CopyOutcome.DAMAGED,
        CopyOutcome.MISSING,
        CopyOutcome.UNREADABLE,
        CopyOutcome.UNKNOWN,
    ]
)
proofs = st.none() | st.sampled_from(["a" * 128, "b" * 128])


@given(said, proofs, st.sampled_from(["a" * 128, "b" * 128]))
def test_only_the_right_proof_makes_a_copy_held(outcome, possession, ours):
    found = worth(Claim(outcome, possession), ours)
    assert (found is CopyOutcome.HELD) == (outcome is CopyOutcome.HELD and possession == ours)
    assert (found is CopyOutcome.WRONG) == (outcome is CopyOutcome.HELD and possession != ours)
    if outcome is not CopyOutcome.HELD:
        assert found is outcome
        assert not needs_our_bytes(Claim(outcome, possession))


def test_silence_is_no_proof_and_no_loss():
    assert worth(None, "a") is CopyOutcome.UNANSWERED
    assert CopyOutcome.UNANSWERED not in LOST
    assert not needs_our_bytes(None)


@given(st.integers(1, 400), st.integers(0, 500))
def test_a_copy_is_due_when_its_proof_is_so_many_days_old(days, age):
    assert is_due(START, days, START + timedelta(days=age)) == (age >= days)
    assert is_due(None, days, START)
