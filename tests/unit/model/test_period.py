import contextlib
import re
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from preserve.model.period import parse_period

NOW = datetime(2026, 11, 21, 12, 30, 15, 400_000, tzinfo=UTC)


def at(*parts):
    return datetime(*parts, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "from_at", "to_at", "words"),
    [
        ("2026", at(2026, 1, 1), at(2027, 1, 1), "2026"),
        ("2026-11", at(2026, 11, 1), at(2026, 12, 1), "November 2026"),
        ("2026-12", at(2026, 12, 1), at(2027, 1, 1), "December 2026"),
        ("2024-02", at(2024, 2, 1), at(2024, 3, 1), "February 2024"),
        ("2026-Q1", at(2026, 1, 1), at(2026, 4, 1), "the first quarter of 2026"),
        ("2026-q4", at(2026, 10, 1), at(2027, 1, 1), "the fourth quarter of 2026"),
        (" 2026-11 ", at(2026, 11, 1), at(2026, 12, 1), "November 2026"),
        ("30d", at(2026, 10, 22, 12, 30, 16), at(2026, 11, 21, 12, 30, 16), "the last 30 days"),
        ("1d", at(2026, 11, 20, 12, 30, 16), at(2026, 11, 21, 12, 30, 16), "the last day"),
        (
            "2026-11-01..2026-11-30",
            at(2026, 11, 1),
            at(2026, 12, 1),
            "1 November 2026 to 30 November 2026",
        ),
        ("2026-11-21..2026-11-21", at(2026, 11, 21), at(2026, 11, 22), "21 November 2026"),
    ],
)
def test_what_people_write(text, from_at, to_at, words):
    period = parse_period(text, NOW)
    assert (period.from_at, period.to_at, period.words) == (from_at, to_at, words)


def test_the_present_second_is_in_the_last_days_and_the_first_after_is_not():
    period = parse_period("7d", NOW)
    assert period.holds(NOW.replace(microsecond=0))
    assert period.holds(NOW)
    assert not period.holds(period.to_at)
    assert period.holds(period.from_at)


@pytest.mark.parametrize(
    "text",
    [
        *("", "x", "26", "20266", "2026-", "2026-1", "2026-13", "2026-00", "2026-Q0", "2026-Q5"),
        *("0d", "-3d", "99999d", "d", "30 d", "2026-11-31..2026-12-01", "2026-11-01"),
        *("2026-11-02..2026-11-01", "2026-11-01..", "..2026-11-01", "0000", "0000-05", "9999"),
        *("9999-12", "9999-01-01..9999-12-31", "\u0662\u0660\u0662\u0666", "2026\n2027"),
        *("2026-11-01...2026-11-02", "last month", "November 2026"),
    ],
)
def test_what_cannot_be_meant_is_told_with_what_can(text):
    with pytest.raises(ValueError, match=r"30d|36500d|earlier day"):
        parse_period(text, NOW)


def test_counting_back_before_the_year_one():
    with pytest.raises(ValueError, match="before the year 1"):
        parse_period("36500d", datetime(50, 1, 1, tzinfo=UTC))


@given(st.text(max_size=24) | st.from_regex(re.compile(r"[0-9Qd.\-]{1,22}"), fullmatch=True))
def test_any_text_is_a_period_or_a_sentence(text):
    with contextlib.suppress(ValueError):
        period = parse_period(text, NOW)
        assert period.from_at < period.to_at
        assert period.words


@given(st.dates(date(1, 1, 1), date(9998, 12, 31)))
def test_each_day_lies_in_exactly_one_month_one_quarter_and_one_year(day):
    noon = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    year = f"{day.year:04d}"
    months = [parse_period(f"{year}-{month:02d}", NOW) for month in range(1, 13)]
    quarters = [parse_period(f"{year}-Q{quarter}", NOW) for quarter in range(1, 5)]
    assert sum(month.holds(noon) for month in months) == 1
    assert sum(quarter.holds(noon) for quarter in quarters) == 1
    whole = parse_period(year, NOW)
    assert whole.holds(noon)
    assert (months[0].from_at, months[-1].to_at) == (whole.from_at, whole.to_at)
    assert all(one.to_at == two.from_at for one, two in pairwise(months))
    assert parse_period(f"{day}..{day}", NOW).to_at - noon == timedelta(hours=12)
