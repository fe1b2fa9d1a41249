"""When somebody is told: never in vain, and never silent when something is not as they think."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from preserve.model.audit import PackageState
from preserve.report.news import (
    Known,
    Occasion,
    gravest_findings,
    headline,
    known_from,
    occasion,
    told_detail,
    unsound_states,
)
from preserve.report.summary import Mood, Verdict
from tests.support.news import NOW, YESTERDAY, bad_news, found, good_news

WEEK = 7


def known(**changes):
    return replace(YESTERDAY, **changes)


def test_nothing_changed_and_nobody_is_told():
    assert occasion(good_news(), WEEK, NOW) is None


def test_what_is_wrong_is_told_once():
    told = known(exit_code=1, unsound=frozenset({"damaged"}))
    assert occasion(bad_news(incidents=()), WEEK, NOW) is Occasion.CHANGE
    assert occasion(bad_news(incidents=(), known=told), WEEK, NOW) is None


def test_a_new_incident_is_always_told():
    told = known(exit_code=1, unsound=frozenset({"damaged"}))
    assert occasion(bad_news(known=told), WEEK, NOW) is Occasion.CHANGE


@pytest.mark.parametrize("before", [0, 1, 3, 4])
@pytest.mark.parametrize("after", [0, 1, 3, 4, 70])
def test_another_exit_code_is_told(before, after):
    news = good_news(known=known(exit_code=before), exit_code=after)
    assert (occasion(news, WEEK, NOW) is Occasion.CHANGE) == (before != after)


def test_good_news_after_bad_is_told():
    told = known(exit_code=1, unsound=frozenset({"damaged"}))
    assert occasion(good_news(known=told), WEEK, NOW) is Occasion.CHANGE


def test_another_kind_of_damage_under_the_same_exit_code_is_told():
    told = known(exit_code=1, unsound=frozenset({"damaged"}))
    news = bad_news(known=told, incidents=(), packages={"damaged": 2, "manifest-altered": 1})
    assert occasion(news, WEEK, NOW) is Occasion.CHANGE


def test_sound_and_unread_packages_are_no_news():
    sound = {"intact": 1, "superseded": 2, "not-checked": 3, "damaged": 0}
    assert unsound_states(sound) == frozenset()
    assert unsound_states({**sound, "a state of tomorrow": 1}) == {"a state of tomorrow"}
    assert unsound_states(dict.fromkeys(PackageState, 1)) == {
        "damaged", "manifest-altered", "unexpected", "undecided"
    }  # fmt: skip


@pytest.mark.parametrize(("news", "why"), [(good_news, "digest"), (bad_news, "change")])
def test_who_was_never_told_is_told(news, why):
    assert occasion(news(known=None, incidents=()), WEEK, NOW) == why


@pytest.mark.parametrize(
    ("hours", "is_due"),
    [(1, False), (24 * 6, False), (24 * 7 - 1, True), (24 * 7, True), (24 * 900, True)],
)
def test_all_is_well_is_told_each_week(hours, is_due):
    """A run that begins an hour earlier than a week ago must not put it off by a day."""
    news = good_news(known=known(at=NOW - timedelta(hours=hours)))
    assert (occasion(news, WEEK, NOW) is Occasion.DIGEST) == is_due


@pytest.mark.parametrize("ahead", [timedelta(seconds=1), timedelta(days=3650)])
def test_a_message_from_the_future_silences_nobody(ahead):
    assert occasion(good_news(known=known(at=NOW + ahead)), WEEK, NOW) is Occasion.DIGEST


def test_a_clock_that_went_back_is_not_silent_either():
    back = NOW - timedelta(days=3650)
    assert occasion(good_news(), WEEK, back) is Occasion.DIGEST


@given(
    st.integers(1, 30),
    st.lists(st.tuples(st.integers(0, 40), st.booleans(), st.booleans()), max_size=60),
)
def test_nobody_is_ever_in_the_dark(days, runs):
    """Whatever messages get lost, whoever got one last knows what is so, or is told now."""
    now, told = NOW, None
    for hours, is_bad, goes_out in runs:
        now += timedelta(hours=hours)
        make = bad_news if is_bad else good_news
        news = make(known=told, incidents=())
        why = occasion(news, days, now)
        if why is None:
            assert told is not None
            assert told.exit_code == news.exit_code
            assert now - told.at < timedelta(days=days)
        elif goes_out:
            told = known_from(now, told_detail(news, why))


def test_what_was_told_is_read_back():
    detail = told_detail(bad_news(), Occasion.CHANGE)
    assert detail == {"occasion": "change", "exit_code": 1, "unsound": ["damaged"]}
    assert known_from(NOW, detail) == Known(NOW, 1, frozenset({"damaged"}))


@pytest.mark.parametrize("detail", [None, 7, {}, {"exit_code": "1"}, {"exit_code": True}, []])
def test_a_record_of_another_version_is_no_news_and_no_silence(detail):
    told = known_from(YESTERDAY.at, detail)
    assert told.exit_code is None
    assert occasion(good_news(known=told), WEEK, NOW) is None
    assert occasion(bad_news(known=told, incidents=()), WEEK, NOW) is Occasion.CHANGE


def test_days_are_those_of_utc():
    there = timezone(timedelta(hours=14))
    told = known(at=datetime(2026, 11, 15, 1, 0, tzinfo=there))  # the 14th in UTC
    assert occasion(good_news(known=told), WEEK, NOW.astimezone(UTC)) is Occasion.DIGEST


@pytest.mark.parametrize(
    "changes", [{"exit_code": 1}, {"exit_code": 70}, {"packages": {"intact": 4, "undecided": 1}}]
)
def test_a_headline_never_sounds_better_than_it_is(changes):
    assert headline(good_news(**changes)) == "Mill archive: Attention needed, see the findings."


def test_a_headline_is_the_verdict():
    assert headline(bad_news()) == "Mill archive: 2 of 5 packages are damaged."


def test_a_long_name_does_not_hide_the_verdict():
    long = headline(bad_news(archive_name="x" * 9000))
    assert long.endswith("2 of 5 packages are damaged.")
    verdict = Verdict(Mood.FAULT, "Damaged", "y" * 9000)
    assert len(headline(bad_news(verdict=verdict))) <= 200


def test_the_gravest_findings_come_first_and_in_order():
    codes = ["FIX-057", "FIX-055", "FIX-023", "FIX-010", "LEDGER-001", "FIX-017"]
    some = tuple(found(code, code) for code in codes)
    shown = [one.finding.code for one in gravest_findings(some, 5)]
    assert shown == ["LEDGER-001", "FIX-010", "FIX-017", "FIX-023", "FIX-055"]
