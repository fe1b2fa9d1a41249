"""What is said while long work goes on: on a terminal, in the log of a cron job, and not at all."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from preserve.cli.progress import Progress, progress_words, seconds_left


class Stream(io.StringIO):
    def __init__(self, *, is_terminal):
        super().__init__()
        self.is_terminal = is_terminal

    def isatty(self):
        return self.is_terminal


class Full(Stream):
    def write(self, _text):
        raise OSError(28, "No space left on device")


class Time:
    def __init__(self):
        self.now = 5.0

    def __call__(self):
        return self.now


def worked(stream, seconds, *, totals=(), every=1):
    """Work for so many seconds: 100 files of 1 MB in each."""
    time = Time()
    progress = Progress("Auditing", *totals, clock=time, stream=stream)
    for _ in range(0, seconds, every):
        time.now += every
        progress(100 * every, 100_000_000 * every)
    progress.done()
    return stream.getvalue()


def test_a_log_gets_a_line_a_minute_and_nothing_of_a_short_run():
    assert worked(Stream(is_terminal=False), 59) == ""
    lines = worked(Stream(is_terminal=False), 185, totals=(30_000, 30_000_000_000)).splitlines()
    assert lines == [
        "Auditing: 6,000 of 30,000 files, 6 of 30 GB, 100 MB/s, about 4 minutes left",
        "Auditing: 12,000 of 30,000 files, 12 of 30 GB, 100 MB/s, about 3 minutes left",
        "Auditing: 18,000 of 30,000 files, 18 of 30 GB, 100 MB/s, about 2 minutes left",
    ]


def test_a_terminal_gets_one_line_that_moves_and_goes_away():
    shown = worked(Stream(is_terminal=True), 10, totals=(3000, 3_000_000_000))
    assert "\n" not in shown
    assert "\rAuditing: 1,000 of 3,000 files, 1 of 3 GB, 100 MB/s, less than a minute left" in shown
    assert shown.endswith("\r\x1b[K")


def test_without_a_known_whole_nothing_is_foretold():
    assert worked(Stream(is_terminal=False), 60) == "Auditing: 6,000 files, 6 GB, 100 MB/s\n"


def test_the_whole_may_be_learnt_later():
    time, stream = Time(), Stream(is_terminal=False)
    progress = Progress("Auditing", clock=time, stream=stream)
    progress.expect(200, 2_000_000)
    time.now += 60
    progress(100, 1_000_000)
    assert stream.getvalue() == (
        "Auditing: 100 of 200 files, 1 of 2 MB, 17 kB/s, about 1 minute left\n"
    )


@pytest.mark.parametrize("is_terminal", [True, False])
def test_a_log_that_is_full_or_closed_does_not_end_the_work(is_terminal):
    assert worked(Full(is_terminal=is_terminal), 200) == ""
    closed, time = Stream(is_terminal=is_terminal), Time()
    progress = Progress("Auditing", clock=time, stream=closed)
    closed.close()
    time.now += 100
    progress(1, 1)
    progress.done()


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (59, "less than a minute left"),
        (60, "about 1 minute left"),
        (240, "about 4 minutes left"),
        (5300, "about 88 minutes left"),
        (5400, "about 2 hours left"),
        (100_000, "about 28 hours left"),
        (200_000, "about 2 days left"),
        (10_000_000, "about 116 days left"),
    ],
)
def test_the_time_left_is_said_as_people_do(seconds, words):
    half = progress_words((1, 10), (2, 20), float(seconds))
    assert half.endswith(f", {words}")


def test_what_is_further_behind_decides():
    assert seconds_left((50, 90), (100, 100), 10) == 10
    assert seconds_left((90, 50), (100, 100), 10) == 10
    assert seconds_left((0, 50), (100, 100), 10) is None
    assert seconds_left((50, 0), (100, 0), 10) == 10
    assert seconds_left((50, 50), (100, 100), 1) is None


whole = st.integers(0, 10**15)


@given(st.tuples(whole, whole), st.tuples(whole, whole), st.floats(0, 1e9))
def test_no_numbers_break_it(done, totals, seconds):
    """More may be read than was on record, and nothing at all."""
    words = progress_words(done, totals, seconds)
    assert "\n" not in words
    left = seconds_left(done, totals, seconds)
    assert left is None or left >= 0


def test_of_several_things_each_is_listed_and_counted_anew():
    time, stream = Time(), Stream(is_terminal=True)
    progress = Progress("Reading", clock=time, stream=stream)
    progress.listed(400)
    time.now += 1
    progress.listed(600)
    assert "Listing: 1,000 names" in stream.getvalue()
    progress(5, 50)
    progress.begin(10, 100)
    time.now += 4
    progress(5, 50)
    assert (
        "5 of 10 files, 50 of 100 bytes, 12 bytes/s, less than a minute left" in stream.getvalue()
    )


def test_the_time_left_is_not_what_a_narrow_line_loses():
    words = progress_words((958_750, 7_500_000), (1_000_000, 7_800_000), 60, 70)
    assert words == "958,750 of 1,000,000 files, 7.5 of 7.8 MB, less than a minute left"
    assert ", 125 kB/s, " in progress_words((958_750, 7_500_000), (1_000_000, 7_800_000), 60, 90)
