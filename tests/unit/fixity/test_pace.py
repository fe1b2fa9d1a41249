"""A limit that is kept by the clock alone: nothing here waits."""

import math
import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from preserve.fixity.pace import Pace, share_of, unpaced


class Time:
    """A clock that goes on when somebody waits, and when work takes its time."""

    def __init__(self):
        self.now, self.pauses = 1000.0, []

    def __call__(self):
        return self.now

    def pause(self, seconds):
        assert seconds > 0
        self.pauses.append(seconds)
        self.now += seconds


def test_every_byte_is_paid_for_with_time():
    time = Time()
    pace = Pace(1000, time, time.pause)
    for _ in range(10):
        pace.spend(500)
    assert time.now == pytest.approx(1005)


def test_a_long_chunk_is_paid_for_whole():
    time = Time()
    Pace(1000, time, time.pause).spend(60_000)
    assert time.pauses == [pytest.approx(60)]


def test_time_that_the_work_took_is_not_waited_for_again():
    time = Time()
    pace = Pace(1000, time, time.pause)
    time.now += 0.4
    pace.spend(1000)
    assert time.pauses == [pytest.approx(0.6)]
    time.now += 2
    pace.spend(900)
    assert len(time.pauses) == 1


def test_idle_hours_buy_no_more_than_a_second():
    time = Time()
    pace = Pace(1000, time, time.pause)
    time.now += 3600
    pace.spend(1000)
    assert time.pauses == []
    pace.spend(500)
    assert time.pauses == [pytest.approx(0.5)]


def test_many_small_files_are_not_many_small_waits():
    time = Time()
    pace = Pace(1_000_000, time, time.pause)
    for _ in range(1000):
        pace.spend(5000)
    assert time.now == pytest.approx(1005, abs=0.02)
    assert len(time.pauses) <= 250


@given(
    st.floats(1, 1e9),
    st.lists(st.tuples(st.integers(0, 10**9), st.floats(0, 100)), min_size=1, max_size=50),
)
def test_the_limit_holds_from_any_moment_to_any_other(rate, steps):
    time = Time()
    pace = Pace(rate, time, time.pause)
    # Bytes counted as read when `spend` returns: nothing is read while it waits.
    seen = [(time.now, 0)]
    for size, took in steps:
        time.now += took
        waited = len(time.pauses)
        pace.spend(size)
        if len(time.pauses) > waited:
            # Never longer than needed: what was waited for is less than what was owed in all.
            assert time.pauses[-1] <= size / rate + 0.02 + 1e-6
        seen.append((time.now, seen[-1][1] + size))
    for start, (from_, before) in enumerate(seen):
        for until, after in seen[start:]:
            room = (until - from_ + 1.0 + 0.02) * rate
            assert after - before <= room * (1 + 1e-6) + 1


def test_no_limit_never_waits_and_never_asks_the_time():
    for size in (0, 1, 10**15):
        unpaced.spend(size)
    assert unpaced.bytes_per_second == math.inf


@pytest.mark.parametrize("limit", [0, -1, math.nan])
def test_a_limit_of_nothing_is_refused(limit):
    with pytest.raises(ValueError):
        Pace(limit, lambda: 0.0, lambda _seconds: None)


def test_workers_share_a_limit():
    assert share_of(30e6, 3) == 10e6


def test_threads_share_one_pace():
    waited, lock = [], threading.Lock()

    def pause(seconds):
        with lock:
            waited.append(seconds)

    pace = Pace(1000, lambda: 0.0, pause)
    threads = [
        threading.Thread(target=lambda: [pace.spend(100) for _ in range(50)]) for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert max(waited) == pytest.approx(20)
