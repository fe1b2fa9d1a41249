"""Helpers that do jobs as they come, and what becomes of one that hangs or of a large job."""

import os
import select

import pytest

from preserve.errors import CannotDecide, StoreStalled
from preserve.fixity.team import Team
from preserve.storage.clock import monotonic

HANG, FAIL, DIE = "hang", "fail", "die"


def work(job, tell):
    if job == HANG:
        tell(HANG)
        select.select((), (), ())
    if job == FAIL:
        raise ValueError(job)
    if job == DIE:
        os._exit(1)
    tell(("began", job if isinstance(job, int) else len(job)))
    return job if isinstance(job, int) else len(job)


def team(heard=None, size=2):
    return Team(work, size, monotonic, (heard if heard is not None else []).append)


def test_every_job_is_done_and_told_of():
    heard = []
    with team(heard) as helpers:
        assert sorted(helpers.results(iter(range(50)), 60)) == [(n, n) for n in range(50)]
        assert list(helpers.results(iter([]), 60)) == []
        assert list(helpers.results(iter([7]), 60)) == [(7, 7)]
    assert sorted(heard) == sorted([("began", n) for n in range(50)] + [("began", 7)])


def test_jobs_larger_than_any_pipe_are_done_and_nobody_waits_for_ever():
    jobs = [bytes(3 << 20)] * 6
    with team() as helpers:
        assert [result for _, result in helpers.results(iter(jobs), 60)] == [3 << 20] * 6


def test_what_the_work_raises_is_raised_here():
    with team() as helpers, pytest.raises(ValueError, match=FAIL):
        list(helpers.results(iter([1, FAIL]), 60))


def test_a_helper_that_is_gone_is_told():
    with team() as helpers, pytest.raises(CannotDecide, match="helper"):
        list(helpers.results(iter([DIE]), 60))


def test_a_job_that_hangs_ends_it_all_where_nothing_is_to_be_done_instead():
    with team() as helpers, pytest.raises(StoreStalled):
        list(helpers.results(iter([1, HANG, 2]), 0.5))


def test_another_helper_goes_on_with_what_is_to_be_done_instead():
    given_up, heard = [], []
    # The time is over when the job hangs, and not before: so the others are never too late.
    helpers = Team(work, 1, lambda: 61.0 * heard.count(HANG), heard.append)

    def instead(job):
        given_up.append(job)
        return [100, 101]

    with helpers:
        done = {result for _, result in helpers.results(iter([HANG, *range(9)]), 60, instead)}
    assert given_up == [HANG]
    assert done == {*range(9), 100, 101}


def test_too_many_that_hang_are_a_store_that_hangs():
    with team() as helpers, pytest.raises(StoreStalled):
        list(helpers.results(iter([HANG] * 9), 0.3, lambda _job: []))
