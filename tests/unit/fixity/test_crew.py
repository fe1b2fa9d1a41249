"""Helpers in other processes: every job done once, nobody waits for nobody, nothing outlives us."""

import os
import signal

import pytest

from preserve.errors import CannotDecide
from preserve.fixity.crew import Helper, SharedWork


def doubled(job: bytes) -> bytes:
    return job * 2


def own_death(_job: bytes) -> bytes:
    os.kill(os.getpid(), signal.SIGKILL)
    return b""


def refused(_job: bytes) -> bytes:
    raise ValueError("refused")


@pytest.mark.parametrize("size", [1, 600_000])
@pytest.mark.parametrize("helpers", [0, 1, 3])
def test_every_job_is_done_once_however_large_jobs_and_results_are(size, helpers):
    jobs = [bytes([number]) * size for number in range(20)]
    with SharedWork(doubled, helpers, size + 100, ahead=4) as shared:
        for job in jobs:
            shared.add(job)
        assert sorted(shared.results()) == [(job, doubled(job)) for job in jobs]


def test_a_helper_that_was_killed_is_told_and_not_waited_for():
    with Helper(own_death) as helper:
        helper.give(b"x")
        with pytest.raises(CannotDecide):
            helper.take()


def test_what_the_work_raises_is_raised_here():
    with Helper(refused) as helper:
        helper.give(b"x")
        with pytest.raises(ValueError, match="refused"):
            helper.take()
        helper.give(b"y")
        with pytest.raises(ValueError, match="refused"):
            helper.take()
