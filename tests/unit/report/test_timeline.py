from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import zip_longest

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from preserve.model.period import parse_period
from preserve.report.timeline import MOST_STRETCHES, Outcome, Unit, outcome, timeline
from tests.golden.report.samples import good_report, holdings
from tests.support.reports import MADE_AT, run_at, runs_of_a_year

DAY = timedelta(days=1)
START = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)


def report_of(runs, made_at=MADE_AT, period=None):
    return replace(good_report(), runs=tuple(runs), made_at=made_at, period=period)


def told_of(instants, **changes):
    return timeline(report_of([run_at(at, n) for n, at in enumerate(instants)], **changes))


def test_nothing():
    assert timeline(report_of([])).stretches == ()


def test_one_audit_just_now():
    told = told_of([START], made_at=START + timedelta(hours=1))
    assert [(one.from_on, len(one.runs)) for one in told.stretches] == [(date(2026, 3, 2), 1)]


def test_days_without_an_audit_are_there_up_to_the_report():
    told = told_of([START, START + 3 * DAY], made_at=START + 9 * DAY)
    assert (told.unit, [len(one.runs) for one in told.stretches]) == (
        Unit.DAY,
        [1, 0, 0, 1, 0, 0, 0, 0, 0, 0],
    )


@pytest.mark.parametrize(
    ("days", "unit", "last"),
    [
        (61, Unit.DAY, "2 May 2026"),
        (62, Unit.WEEK, "week of 27 April 2026"),
        (7 * 61, Unit.WEEK, "week of 3 May 2027"),
        (7 * 62, Unit.MONTH, "May 2027"),
        (365 * 5, Unit.MONTH, "March 2031"),
        (365 * 6, Unit.YEARS, "2032"),
        (365 * 90, Unit.YEARS, "2116 to 2117"),
    ],
)
def test_the_unit_grows_with_the_time(days, unit, last):
    told = told_of([START, START + days * DAY], made_at=START + days * DAY)
    assert (told.unit, told.stretches[-1].words) == (unit, last)
    assert len(told.stretches) <= MOST_STRETCHES


def test_a_period_shows_its_empty_days_but_none_before_the_archive_held_something():
    october = parse_period("2026-10", MADE_AT)
    held = holdings()[0]
    report = report_of([run_at(datetime(2026, 10, 20, 2, tzinfo=UTC))], period=october)
    early = replace(report, holdings=(replace(held, packaged_at=START),))
    late_at = datetime(2026, 10, 15, tzinfo=UTC)
    late = replace(report, holdings=(replace(held, packaged_at=late_at),))
    assert timeline(early).stretches[0].from_on == date(2026, 10, 1)
    assert timeline(early).stretches[-1].from_on == date(2026, 10, 31)
    assert timeline(late).stretches[0].from_on == date(2026, 10, 15)


def test_a_period_that_is_not_over_ends_today():
    year = parse_period("2026", MADE_AT)
    told = told_of([START], made_at=START + DAY, period=year)
    assert told.stretches[-1].from_on == date(2026, 3, 3)


def test_a_clock_that_jumped_is_told_and_loses_nothing():
    jumps = [START, START - 3650 * DAY, START + DAY, START + 3650 * DAY, START + 2 * DAY]
    told = told_of(jumps)
    assert told.disordered == 2
    assert sum(len(one.runs) for one in told.stretches) == 5


@settings(max_examples=200)
@given(
    st.lists(
        st.datetimes(datetime(1, 1, 1), datetime(9999, 12, 31), timezones=st.just(UTC)),  # noqa: DTZ001
        min_size=1,
        max_size=40,
    ),
    st.datetimes(datetime(1, 1, 1), datetime(9999, 12, 31), timezones=st.just(UTC)),  # noqa: DTZ001
)
def test_no_audit_and_no_byte_is_lost_whatever_the_clock_said(instants, made_at):
    # Audits are told to end at the instant they begin: the last day of all has no minute after.
    runs = [
        replace(run_at(START, n), started_at=at, finished_at=at) for n, at in enumerate(instants)
    ]
    report = replace(report_of(runs), made_at=made_at)
    told = timeline(report)
    assert sum(len(one.runs) for one in told.stretches) == len(runs)
    assert sum(one.bytes_read for one in told.stretches) == sum(run.bytes_read for run in runs)
    assert len(told.stretches) <= MOST_STRETCHES
    starts = [one.from_on for one in told.stretches]
    assert starts == sorted(set(starts))
    for one, end in zip_longest(told.stretches, starts[1:]):
        days = [run.started_at.date() for run in one.runs]
        assert all(day >= one.from_on and (end is None or day < end) for day in days)


def test_five_thousand_audits():
    told = told_of([START + n * DAY for n in range(5000)], made_at=START + 5000 * DAY)
    assert (told.unit, len(told.stretches)) == (Unit.YEARS, 14)
    assert sum(len(one.runs) for one in told.stretches) == 5000


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, Outcome.GOOD),
        ({"exit_code": 1}, Outcome.FAULT),
        ({"exit_code": 3}, Outcome.UNDECIDED),
        ({"exit_code": 4}, Outcome.UNTRUSTED),
        ({"exit_code": 99}, Outcome.UNDECIDED),
        ({"finished_at": None}, Outcome.INTERRUPTED),
        ({"exit_code": None}, Outcome.INTERRUPTED),
    ],
)
def test_how_an_audit_ended(changes, expected):
    assert outcome(run_at(START, **changes)) is expected


def test_a_year_by_week():
    told = timeline(report_of(runs_of_a_year()))
    empty = [one.words for one in told.stretches if not one.runs]
    assert told.unit is Unit.WEEK
    assert empty == ["week of 10 August 2026", "week of 17 August 2026", "week of 24 August 2026"]
