from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from preserve.report.ages import Standing, age_bands
from tests.golden.report.samples import good_report, holdings
from tests.support.reports import year_report

DAY = timedelta(days=1)


def report_with(ages, every_days=90):
    report = good_report()
    row = holdings()[0]
    rows = tuple(
        replace(row, last_checked_at=None if age is None else report.made_at - age) for age in ages
    )
    return replace(report, holdings=rows, every_days=every_days)


def standing_of(age, every_days=90):
    return next(
        band.standing for band in age_bands(report_with([age], every_days)) if band.packages
    )


@pytest.mark.parametrize(
    ("age", "standing"),
    [
        (timedelta(), Standing.WITHIN),
        (90 * DAY, Standing.WITHIN),
        (90 * DAY + timedelta(microseconds=1), Standing.LATE),
        (4000 * DAY, Standing.LATE),
        (None, Standing.NEVER),
        (-timedelta(microseconds=1), Standing.FUTURE),
        (-4000 * DAY, Standing.FUTURE),
    ],
)
def test_the_promise_is_kept_to_the_instant(age, standing):
    assert standing_of(age) is standing


@pytest.mark.parametrize(
    ("every_days", "words"),
    [
        (1, ["up to 1 day ago", "over 1, up to 2 days ago", "over 2 days ago", "never"]),
        (
            2,
            [
                "up to 1 day ago",
                "over 1, up to 2 days ago",
                "over 2, up to 4 days ago",
                "over 4 days ago",
                "never",
            ],
        ),
    ],
)
def test_a_short_promise_has_fewer_bands(every_days, words):
    assert [band.words for band in age_bands(report_with([], every_days))] == words


@given(
    st.lists(st.none() | st.timedeltas(-400_000 * DAY, 400_000 * DAY), max_size=30),
    st.integers(1, 10_000),
)
def test_each_package_is_in_one_band(ages, every_days):
    report = report_with([age for age in ages if age is None or age < 700_000 * DAY], every_days)
    bands = age_bands(report)
    assert sum(band.packages for band in bands) == len(ages)
    late = sum(band.packages for band in bands if band.standing is Standing.LATE)
    assert late == sum(age is not None and age > every_days * DAY for age in ages)
    edges = [(band.over_days, band.up_to_days) for band in bands if band.over_days is not None]
    assert all(one[1] == two[0] for one, two in pairwise(edges))


def test_a_year():
    assert [band.packages for band in age_bands(year_report())] == [23, 11, 11, 10, 1, 1, 3]
