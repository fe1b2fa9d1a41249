"""What is due, in which order, and what is overdue."""

from datetime import UTC, datetime, timedelta

import pytest

from preserve.fixity.plan import (
    Candidate,
    PlanOptions,
    capacity_of,
    dated_ahead,
    days_of,
    fitting,
    overdue,
    plan,
)
from preserve.model.policy import Collection, Limits, Policy

NOW = datetime(2026, 11, 21, 2, tzinfo=UTC)
DUE = PlanOptions(is_due_only=True)


def days(count):
    return timedelta(days=count)


def package(name, checked=None, **changes):
    """A package that was packaged 200 days ago and checked so many days ago."""
    made = Candidate(
        name,
        changes.pop("number", ord(name[0])),
        10,
        1,
        NOW - days(200),
        None if checked is None else NOW - days(checked),
        False,
        90,
    )
    return made._replace(**changes)


def names(candidates, options=DUE, now=NOW):
    return "".join(candidates[place].id for place in plan(candidates, now, options).order)


def test_the_order_is_must_new_unsound_due_and_the_rest():
    candidates = [
        package("r", 10),
        package("d", 82),
        package("u", 1, is_unsound=True),
        package("n", packaged_at=NOW - days(1)),
        package("m", 89),
        package("o", 95),
    ]
    assert names(candidates) == "omnud"
    assert names(candidates, PlanOptions()) == "omnudr"


def test_a_new_package_that_waited_too_long_must_be_read():
    candidates = [package("o", 91), package("n")]
    assert names(candidates) == "no"
    assert plan(candidates, NOW, DUE).must == 2


def test_exact_ties_are_broken_by_number():
    candidates = [package(name, 95) for name in "cab"]
    assert names(candidates) == "abc"


@pytest.mark.parametrize(("left", "is_must"), [(1.4999, True), (1.5, False)])
def test_must_is_what_the_next_run_could_not_reach(left, is_must):
    assert plan([package("a", 90 - left)], NOW, DUE).must == is_must


def test_a_longer_distance_between_runs_reaches_further_back():
    candidates = [package("a", 80)]
    assert plan(candidates, NOW, PlanOptions(run_every_days=7)).must == 1
    assert plan(candidates, NOW, PlanOptions(run_every_days=1)).must == 0


@pytest.mark.parametrize(("checked", "is_due"), [(67.4, False), (81.1, True)])
def test_the_spread_begins_at_three_quarters_and_ends_at_nine_tenths(checked, is_due):
    candidates = [package(f"p{number}", checked, number=number) for number in range(200)]
    assert len(plan(candidates, NOW, DUE).order) == (200 if is_due else 0)


def test_the_spread_is_even_and_stable():
    candidates = [package(f"p{number}", 74.25, number=number) for number in range(2000)]
    half = plan(candidates, NOW, DUE).order
    assert 900 < len(half) < 1100
    assert list(half) == list(plan(candidates, NOW, DUE).order)
    # The next check has another point: nobody is always early.
    moved = [one._replace(checked_at=one.checked_at + timedelta(seconds=1)) for one in candidates]
    assert set(half) != set(plan(moved, NOW, DUE).order)


def test_a_check_dated_in_the_future_is_due_and_told():
    candidates = [package("f", -1.1), package("c", -0.9), package("h", 10)]
    made = plan(candidates, NOW, DUE)
    assert names(candidates) == "f"
    assert made.dated_ahead == (0,)
    assert dated_ahead(candidates, NOW) == ("f",)
    assert overdue(candidates, NOW + days(1)) == ()


def test_a_package_dated_in_the_future_is_told_too():
    candidates = [package("f", packaged_at=NOW + days(400))]
    assert dated_ahead(candidates, NOW) == ("f",)
    assert plan(candidates, NOW, DUE).must == 1


@pytest.mark.parametrize("at", [datetime(1, 1, 1, tzinfo=UTC), datetime.max.replace(tzinfo=UTC)])
def test_the_ends_of_time_are_dates_like_others(at):
    candidates = [package("a", checked_at=at, every_days=36_500), package("b", 10)]
    assert names(candidates, now=NOW) == "a"
    for now in (at, NOW):
        plan(candidates, now, PlanOptions(capacity_bytes=5))
        overdue(candidates, now)


def test_what_is_above_the_capacity_is_pulled_forward():
    # Ten packages with one deadline in ten runs, and a run holds one.
    candidates = [package(name, 80, every_days=90) for name in "abcdefghij"]
    tight = PlanOptions(is_due_only=True, capacity_bytes=19)
    assert plan(candidates, NOW - days(1), tight).must == 0
    assert plan(candidates, NOW, tight).must == 1
    assert plan(candidates, NOW, tight).must_bytes == 10
    # One run fewer is left, and nothing was read: two at once, which is too much for a run.
    assert plan(candidates, NOW + days(1), tight).must_bytes == 20
    roomy = PlanOptions(is_due_only=True, capacity_bytes=200)
    assert plan(candidates, NOW, roomy).must == 0


def test_what_no_run_has_room_for_is_told_and_does_not_stop_the_others():
    candidates = [package("b", 100, size_bytes=1000), package("a", 95)]
    made = plan(candidates, NOW, PlanOptions(is_due_only=True, capacity_bytes=50))
    assert made.too_large == (0,)
    assert fitting(candidates, made.order, 50) == [1]
    assert made.must_bytes == 10


def test_what_does_not_fit_is_passed_over():
    candidates = [
        package("a", size_bytes=6),
        package("b", size_bytes=6),
        package("c", size_bytes=4),
    ]
    assert fitting(candidates, [0, 1, 2], 10) == [0, 2]


def test_nothing_on_record_is_an_empty_plan():
    made = plan([], NOW, PlanOptions(capacity_bytes=1))
    assert (list(made.order), made.must, made.must_bytes) == ([], 0, 0)


def test_overdue_tells_since_when_and_how_late():
    candidates = [package("a", 92.5), package("n"), package("ok", 89.9)]
    told = overdue(candidates, NOW)
    assert [one.id for one in told] == ["n", "a"]
    assert told[0].checked_at is None
    assert told[0].due_at == NOW - days(110)
    assert told[1] == ("a", NOW - days(92.5), NOW - days(2.5), 2)


def test_overdue_begins_after_the_last_instant():
    candidates = [package("a", 90)]
    assert overdue(candidates, NOW) == ()
    assert overdue(candidates, NOW + timedelta(microseconds=1))[0].days_late == 0


def test_days_are_the_shortest_of_the_collections_else_the_stores():
    policy = Policy(
        stores={"bags": 60},
        collections=(
            Collection("a", ("*aleppo*",), 30),
            Collection("b", ("lina-*", "aleppo-*"), 7),
            Collection("c", ("plain-*",)),
        ),
    )
    assert days_of(policy, "bags", "other-1") == 60
    assert days_of(policy, "tape", "other-1") == 90
    assert days_of(policy, "bags", "from-aleppo-1") == 30
    assert days_of(policy, "bags", "aleppo-1") == 7
    assert days_of(policy, "bags", "plain-1") == 90


@pytest.mark.parametrize(
    ("limits", "measured", "capacity"),
    [
        (Limits(), None, None),
        (Limits(), 100, None),
        (Limits(time_seconds=10), None, None),
        (Limits(time_seconds=10), 100, 1000),
        (Limits(time_seconds=10, bytes_per_second=20), 100, 200),
        (Limits(time_seconds=10, bytes_per_second=200), 100, 1000),
        (Limits(time_seconds=10, size_bytes=500), 100, 500),
        (Limits(time_seconds=10, size_bytes=500), None, 500),
    ],
)
def test_capacity_is_the_least_of_the_limits(limits, measured, capacity):
    assert capacity_of(limits, measured) == capacity
