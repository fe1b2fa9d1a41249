"""What a helper process measured reaches the process that asked for it."""

import pickle

import pytest

from preserve.model.file import Measurement, Outcome


@pytest.mark.parametrize("outcome", Outcome)
def test_a_measurement_can_be_sent(outcome):
    """Also one without digests: a file that cannot be read must not end the helper."""
    made = Measurement("data/a.txt", outcome, detail="Permission denied (EACCES)")
    assert pickle.loads(pickle.dumps(made)) == made
