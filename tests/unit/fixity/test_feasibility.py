"""Whether a promise can be kept, in words and in numbers."""

import math
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from preserve.fixity.feasibility import Load, feasibility, load_of
from preserve.fixity.sample import detection_probability, sample, sample_words
from preserve.model.policy import Limits, Policy
from tests.support.year import Archive, Story

GB = 10**9
TB = 10**12
FOUR_HOURS = 4 * 3600


def judged(load, measured=None, every=1, **limits):
    return feasibility(
        Load(load, "big-1", GB), Policy(run_every_days=every, limits=Limits(**limits)), measured
    )


@pytest.mark.parametrize(
    ("verdict", "words"),
    [
        (
            judged({90: 36 * TB}, bytes_per_second=20_000_000, time_seconds=FOUR_HOURS),
            (
                "At 20 MB/s for 4 hours a run, 90 days cannot be kept: 126 days, or 29 MB/s, or"
                " 5 hours 38 minutes a run, are needed."
            ),
        ),
        (
            judged({90: 36 * TB}, size_bytes=200 * GB),
            "With 200 GB a run, 90 days cannot be kept: 181 days, or 405 GB a run, are needed.",
        ),
        (
            judged({90: 36 * TB}, 20_000_000, size_bytes=300 * GB, time_seconds=FOUR_HOURS),
            (
                "At 20 MB/s for 4 hours a run, 90 days cannot be kept: 126 days, or 405 GB a run at"
                " 29 MB/s, or 405 GB a run in 5 hours 38 minutes, are needed."
            ),
        ),
        (
            judged({90: 6 * TB, 30: TB}, 20_000_000, time_seconds=FOUR_HOURS),
            (
                "At 20 MB/s for 4 hours a run, everything (7 TB) is read once in 25 days;"
                " 30 and 90 days can be kept."
            ),
        ),
        (
            judged({90: 600 * TB}, 20_000_000),
            "At 20 MB/s day and night, 90 days cannot be kept: 349 days, or 79 MB/s, are needed.",
        ),
        (
            judged({90: 6 * TB}, size_bytes=GB // 2),
            (
                "With 500 MB a run, big-1 (1 GB) can never be read: a run has room for 500 MB only."
                " Allow more, or read it by itself with `preserve audit big-1`."
            ),
        ),
        (
            judged({7: TB}, every=7, size_bytes=GB),
            (
                "With a run every 7 days, a promise of 7 days cannot be kept: a run that is late by"
                " hours breaks it. Promise 11 days, or run every 4 days."
            ),
        ),
        (
            judged({90: 89 * 2 * GB}, size_bytes=2 * GB),
            (
                "With 2 GB a run, everything (178 GB) is read once in 89 days; 90 days can be kept."
                " It is tight: a run that is missed or ends early may break it."
            ),
        ),
    ],
)
def test_words(verdict, words):
    assert verdict.words == words
    assert verdict.is_feasible == ("can be kept" in words)


def test_nobody_knows_before_anything_was_measured():
    assert judged({90: TB}) is None
    assert judged({90: TB}, time_seconds=FOUR_HOURS) is None


def test_an_empty_archive_keeps_every_promise():
    assert judged({}, size_bytes=2 * GB).is_feasible


@given(
    st.dictionaries(st.integers(8, 400), st.integers(1, 10**15), min_size=1, max_size=4),
    st.integers(1, 5),
    st.integers(GB, 10**13),
)
def test_what_is_needed_is_enough_and_nothing_less_is(load, every, capacity):
    verdict = judged(load, every=every, size_bytes=capacity)
    share = sum(Fraction(size, (2 * days - every) // (2 * every)) for days, size in load.items())
    assert verdict.needed_bytes == math.ceil(share)
    assert verdict.is_feasible == (share <= capacity)


@given(st.integers(10**9, 10**15), st.integers(1, 9), st.integers(10**9, 10**11))
def test_the_days_named_are_enough_and_the_day_before_is_not(total, every, capacity):
    verdict = judged({2 * every: total}, every=every, size_bytes=capacity)
    if verdict.is_feasible:
        return
    days = int(verdict.words.split("kept: ")[1].split(" day")[0])
    assert judged({days: total}, every=every, size_bytes=capacity).is_feasible
    assert not judged({days - 1: total}, every=every, size_bytes=capacity).is_feasible


def test_load_is_counted_by_promise():
    record = Archive(Story(every_days=(30, 90))).record
    load = load_of(record)
    assert load.total_bytes == sum(one.size_bytes for one in record)
    assert list(load.bytes_by_days) == [30, 90]
    assert load.largest_bytes == max(one.size_bytes for one in record)
    assert load_of([]) == Load({}, None, 0)


@given(st.integers(1, 300), st.data())
def test_detection_is_hypergeometric(total, data):
    drawn = data.draw(st.integers(0, total))
    damaged = data.draw(st.integers(0, total))
    exact = 1 - Fraction(math.comb(total - damaged, drawn), math.comb(total, drawn))
    assert detection_probability(drawn, total, damaged) == pytest.approx(float(exact), rel=1e-12)


def test_detection_among_a_hundred_million():
    # Read in the field's notes: 95 % for one damaged package asks for 95 % of all of them.
    assert detection_probability(95_000_000, 10**8, 1) == pytest.approx(0.95)
    assert detection_probability(25_900_000, 10**8, 10) == pytest.approx(0.95, abs=1e-3)
    assert detection_probability(10**7, 10**8, 10**7) == 1


@pytest.mark.parametrize(
    ("drawn", "total", "damaged"), [(-1, 5, 1), (6, 5, 1), (1, 5, 6), (1, 5, -1)]
)
def test_no_sample_at_all(drawn, total, damaged):
    with pytest.raises(ValueError, match="between 0 and 5"):
        detection_probability(drawn, total, damaged)


@pytest.mark.parametrize(
    ("drawn", "total", "words"),
    [
        (
            300,
            100_000,
            (
                "A random sample of 300 of 100,000 packages finds at least one of 100 damaged ones with"
                " 26.0 %, of 1,000 with 95.1 %."
            ),
        ),
        (
            50,
            100,
            (
                "A random sample of 50 of 100 packages finds a single damaged one with 50.0 %, at least"
                " one of 10 with 99.9 %."
            ),
        ),
        (
            1,
            10**8,
            (
                "A random sample of 1 of 100,000,000 packages finds at least one of 1,000,000 damaged"
                " ones with 1.0 %, of 10,000,000 with 10.0 %."
            ),
        ),
        (
            10**6,
            10**8,
            (
                "A random sample of 1,000,000 of 100,000,000 packages finds at least one of 100 damaged"
                " ones with 63.4 %, of 1,000 with more than 99.9 %."
            ),
        ),
        (5, 5, "A random sample of 5 of 5 packages is all of them."),
        (0, 5, "A random sample of 0 of 5 packages finds nothing."),
    ],
)
def test_sample_words(drawn, total, words):
    assert sample_words(drawn, total) == words


def test_a_sample_is_drawn_evenly_and_again_by_its_seed():
    record = Archive(Story(packages=50)).record
    already = {record[0].id, record[1].id}
    assert sample(record, already, 5, "00") == sample(record[::-1], already, 5, "00")
    counts = dict.fromkeys((one.id for one in record), 0)
    for seed in range(2000):
        drawn = sample(record, already, 5, f"{seed:04x}")
        assert len(set(drawn)) == 5
        for package in drawn:
            counts[package] += 1
    assert counts.pop(record[0].id) == counts.pop(record[1].id) == 0
    assert min(counts.values()) > 140
    assert max(counts.values()) < 280
    assert len(sample(record, already, 500, "00")) == 48
