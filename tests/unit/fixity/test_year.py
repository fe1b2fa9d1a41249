"""A year, day by day: how late faults are found, against what was promised."""

import pytest

from tests.support.year import Story, simulate

WEEKENDS = frozenset({day for week in range(0, 360, 28) for day in (week + 5, week + 6, week + 7)})
CLOCKS = {50: 3650, 51: 3650, 150: -3650, 250: 40}


def tight(runs: int, largest: int = 50_000, total: int = 2_900_000) -> int:
    """The least that a run must hold, for what there is at the end of the year."""
    return largest + total // runs


STORIES = {
    "no limit": Story(),
    "thirty days": Story(every_days=(30,)),
    "two promises": Story(every_days=(30, 90)),
    "as tight as can be": Story(capacity_bytes=tight(89)),
    "short and tight": Story(every_days=(9,), capacity_bytes=tight(8)),
    "once a week": Story(every_days=(30,), run_every_days=7, capacity_bytes=tight(3)),
    "much arrives": Story(packages=5, arrivals=0.4, capacity_bytes=tight(40, total=4_500_000)),
    "much rots": Story(faults=4.0, capacity_bytes=tight(40)),
    "off for weekends": Story(off=WEEKENDS, capacity_bytes=tight(60)),
    "off for nine nights": Story(off=frozenset(range(100, 109)), capacity_bytes=tight(60)),
    "a clock that jumps": Story(clocks=CLOCKS, capacity_bytes=tight(60)),
}


@pytest.mark.parametrize("seed", [1, 2])
@pytest.mark.parametrize("name", STORIES)
def test_no_fault_stays_longer_than_was_promised(name, seed):
    story = Story(**{**STORIES[name].__dict__, "seed": seed})
    year = simulate(story)
    promise = max(story.every_days)
    assert len(year.delays) > 20
    assert max(year.delays) <= promise
    assert max(year.undetected, default=0) <= promise
    assert year.largest_gap <= promise
    if not story.clocks:  # a check with a wrong date is late by that date
        assert year.overdue == []
    if story.capacity_bytes is not None:
        assert max(year.bytes_read) <= story.capacity_bytes


def test_what_cannot_be_kept_is_told_every_day():
    # A hundred packages and one a night: there are not so many nights in ninety days.
    story = Story(packages=100, arrivals=0, sizes=(1, 1), capacity_bytes=1, seed=1)
    year = simulate(story)
    assert year.largest_gap > 90
    assert len({day for day, _ in year.overdue}) > 100


def test_a_machine_that_stays_off_is_told():
    year = simulate(Story(off=frozenset(range(100, 300)), seed=1))
    assert {day for day, _ in year.overdue} >= set(range(191, 300))
    assert not [day for day, _ in year.overdue if day >= 300]


def test_packages_of_one_day_do_not_come_back_on_one_day():
    story = Story(packages=150, arrivals=0, every_days=(90,), sizes=(1, 1), seed=1)
    year = simulate(story)
    # All that is new is read on the first night; afterwards no night has a heap.
    assert max(year.bytes_read[1:]) <= 20
