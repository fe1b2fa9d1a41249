from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from preserve.model.audit import FileState, PackageState
from preserve.report.wording import (
    counted,
    day_words,
    days_between,
    event_words,
    instant_text,
    size_words,
    state_sign,
    state_words,
    time_words,
)

EARLY = datetime(2026, 3, 1, 0, 30, 5, tzinfo=timezone(timedelta(hours=2)))


def test_instants_are_told_in_utc():
    assert instant_text(EARLY) == "2026-02-28T22:30:05Z"
    assert day_words(EARLY) == "28 February 2026"
    assert time_words(EARLY) == "28 February 2026, 22:30:05 UTC"


@pytest.mark.parametrize(
    ("size", "words"),
    [
        (0, "0 bytes"),
        (1, "1 byte"),
        (999, "999 bytes"),
        (1000, "1,000 bytes (1.0 kB)"),
        (123_456, "123,456 bytes (123.5 kB)"),
        (5_000_000_000_000, "5,000,000,000,000 bytes (5.0 TB)"),
        (7 * 10**18, "7,000,000,000,000,000,000 bytes (7000.0 PB)"),
    ],
)
def test_sizes_are_exact_first(size, words):
    assert size_words(size) == words


@given(st.integers(0, 10**20))
def test_any_size_keeps_its_exact_number(size):
    assert size_words(size).replace(",", "").split(" ")[0] == str(size)


def test_counting():
    assert counted(1, "entry", "entries") == "1 entry"
    assert counted(2, "entry", "entries") == "2 entries"
    assert counted(48_211, "file") == "48,211 files"


def test_days_never_run_backwards():
    later = datetime(2026, 3, 3, tzinfo=UTC)
    assert days_between(EARLY, later) == 2
    assert days_between(later, EARLY) == 0


@pytest.mark.parametrize("state", sorted({*map(str, FileState), *map(str, PackageState)}))
def test_every_state_has_words_and_only_what_is_well_has_the_good_sign(state):
    assert state_words(state)
    assert (state_sign(state) == "\u2713") is (state in {"intact", "superseded"})
    assert state_sign(state) != "?" or state_words(state) != state or state == "unreadable"


def test_what_has_no_words_is_given_as_it_is():
    assert (state_sign("odd"), state_words("odd")) == ("?", "odd")
    assert event_words("accession") == "accession"
