"""Where a promise can be kept at all, running the plan day after day keeps it."""

import math
from datetime import UTC, datetime, timedelta
from fractions import Fraction

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from preserve.fixity.plan import Candidate, PlanOptions, fitting, overdue, plan, runs_within

NOW = datetime(2026, 5, 1, 2, tzinfo=UTC)
DAY = timedelta(days=1)


@st.composite
def archives(draw, promises):
    """Packages with ages of all kinds, none of them overdue yet."""
    made = []
    for number in range(draw(st.integers(1, 25))):
        days = draw(st.sampled_from(promises))
        # Quarters of a day: deadlines fall on a run, and between runs.
        age = draw(st.integers(0, days * 4)) * DAY / 4
        is_new = draw(st.booleans())
        made.append(
            Candidate(
                f"p-{number}",
                number,
                draw(st.integers(1, 50)),
                1,
                NOW - age - (0 * DAY if is_new else DAY),
                None if is_new else NOW - age,
                draw(st.integers(0, 9)) == 0,
                days,
            )
        )
    return made


def run_on(record, options, days):
    """Run the plan for so many days; yield what is overdue after each run and before the next."""
    record = list(record)
    for day in range(0, days, options.run_every_days):
        now = NOW + day * DAY
        made = plan(record, now, options)
        for place in fitting(record, made.order, options.capacity_bytes):
            record[place] = record[place]._replace(checked_at=now)
        yield overdue(record, now + options.run_every_days * DAY - timedelta(seconds=1))


def room_for(record, capacity):
    return capacity - max(one.size_bytes for one in record) + 1


def tight(record, every, extra):
    """The least capacity that holds one whole round, and a little more."""
    share = sum(Fraction(one.size_bytes, runs_within(one.every_days, every)) for one in record)
    return math.ceil(share) + max(one.size_bytes for one in record) - 1 + extra


@settings(max_examples=300, deadline=None)
@given(
    st.integers(2, 12).flatmap(lambda days: archives([days])),
    st.integers(1, 3),
    st.integers(0, 30),
    st.booleans(),
)
def test_one_promise_is_kept_wherever_it_can_be(record, every, extra, is_due_only):
    days = record[0].every_days
    assume(runs_within(days, every) >= 1)
    options = PlanOptions(is_due_only, every, tight(record, every, extra))
    assume(needed_now(record, options) <= room_for(record, options.capacity_bytes))
    assert not any(run_on(record, options, 4 * days))


def needed_now(record, options):
    """The definition, written out: what k runs must hold, less what the later ones have room for."""
    room = room_for(record, options.capacity_bytes)
    distance = options.run_every_days * DAY
    demand = {}
    for one in record:
        deadline = (one.checked_at or one.packaged_at) + one.every_days * DAY
        runs = 1
        while NOW + runs * distance + distance / 2 <= deadline:
            runs += 1
        demand[runs] = demand.get(runs, 0) + one.size_bytes
    return max(
        sum(size for runs, size in demand.items() if runs <= k) - (k - 1) * room for k in demand
    )


@settings(max_examples=300, deadline=None)
@given(
    st.integers(2, 12).flatmap(lambda days: archives([days])),
    st.integers(1, 3),
    st.integers(50, 400),
)
def test_a_run_must_read_what_is_needed_and_not_more(record, every, capacity):
    days = record[0].every_days
    # None is so fresh that it comes round twice before the last deadline.
    before = NOW - every * DAY
    record = [
        one._replace(
            checked_at=one.checked_at and min(one.checked_at, before),
            packaged_at=min(one.packaged_at, before),
        )
        for one in record
    ]
    options = PlanOptions(run_every_days=every, capacity_bytes=capacity)
    made = plan(record, NOW, options)
    needed = needed_now(record, options)
    assert made.must_bytes >= needed
    if made.must:
        last = record[made.order[made.must - 1]]
        deadline = (last.checked_at or last.packaged_at) + days * DAY
        is_pressing = deadline < NOW + 1.5 * every * DAY
        assert is_pressing or made.must_bytes - last.size_bytes < needed


def test_what_is_promised_more_often_is_counted_as_often():
    def made(number, days):
        return Candidate(f"p-{number}", number, 1, 1, NOW - DAY, NOW, False, days)

    record = [made(number, 3) for number in range(5)] + [
        made(5 + number, 30) for number in range(58)
    ]
    # Five in two nights and two more a night are 4.5. What is read before its last day costs more.
    assert not any(run_on(record, PlanOptions(is_due_only=True, capacity_bytes=6), 120))


@settings(max_examples=300, deadline=None)
@given(archives([2, 3, 5, 7, 12]), st.integers(0, 30))
def test_several_promises_are_kept_with_some_room_to_spare(record, extra):
    # A third more than the least: packages are read from three quarters of their days on.
    spare = math.ceil(tight(record, 1, extra) / 3)
    options = PlanOptions(is_due_only=True, capacity_bytes=tight(record, 1, extra) + spare)
    room = room_for(record, options.capacity_bytes)
    assume(plan(record, NOW, options).must_bytes <= room)
    assert not any(run_on(record, options, 40))


@pytest.mark.parametrize("is_due_only", [True, False])
@pytest.mark.parametrize(("packages", "days"), [(89, 90), (29, 30), (1, 2), (9, 10)])
def test_a_promise_without_a_byte_to_spare_is_kept(packages, days, is_due_only):
    # All were read in one night: without reading ahead they would all be late in one.
    record = [
        Candidate(f"p-{number}", number, 7, 1, NOW - DAY, NOW - DAY / 4, False, days)
        for number in range(packages)
    ]
    # One package a night, and no more: half of a second one has no use.
    options = PlanOptions(is_due_only, 1, capacity_bytes=13)
    assert not any(run_on(record, options, 4 * days))


@settings(max_examples=200, deadline=None)
@given(archives([3, 9]), st.randoms(use_true_random=False), st.integers(1, 400))
def test_a_plan_does_not_depend_on_the_order_of_the_inventory(record, chance, capacity):
    options = PlanOptions(is_due_only=True, capacity_bytes=capacity)
    first = plan(record, NOW, options)
    mixed = list(record)
    chance.shuffle(mixed)
    again = plan(mixed, NOW, options)
    assert [mixed[place].id for place in again.order] == [record[place].id for place in first.order]
    assert (again.must, again.must_bytes) == (first.must, first.must_bytes)


@settings(max_examples=200, deadline=None)
@given(archives([3, 9]), st.integers(1, 400) | st.none())
def test_everything_holds_what_is_due_first_and_then_the_rest(record, capacity):
    due = plan(record, NOW, PlanOptions(is_due_only=True, capacity_bytes=capacity))
    everything = plan(record, NOW, PlanOptions(capacity_bytes=capacity))
    assert list(everything.order[: len(due.order)]) == list(due.order)
    assert sorted(everything.order) == list(range(len(record)))


@settings(max_examples=200, deadline=None)
@given(archives([2, 3, 9]), st.integers(0, 40))
def test_what_is_overdue_is_due_whatever_the_limit(record, later):
    now = NOW + later * DAY
    late = {one.id for one in overdue(record, now)}
    made = plan(record, now, PlanOptions(is_due_only=True, capacity_bytes=1))
    assert late <= {record[place].id for place in made.order[: made.must]}
