import re
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from preserve.report.chart import Band, Frame, Lane, band_chart, bar_chart, lane_chart
from preserve.report.html import html_report
from preserve.report.timeline import timeline
from tests.golden.report.samples import good_report
from tests.support.reports import MADE_AT, run_at, year_report
from tests.unit.report.page_checker import Page, problems_of

FRAME = Frame("x", "Title", "Description.")
COUNTS = st.integers(0, 2**63)


def share(value):
    return float(value.removesuffix("%"))


def drawn(svg):
    return [values for tag, values in Page(svg).pictures[0].shapes if tag == "rect"]


def bars(svg, name="bar"):
    return [values for values in drawn(svg) if values.get("class") == name]


@given(st.lists(COUNTS, max_size=70))
def test_bars_stand_in_their_frame_and_none_is_lost(values):
    svg = bar_chart(FRAME, values, [str(n) for n in range(len(values))], "most")
    shown = bars(svg)
    assert len(shown) == sum(value > 0 for value in values)
    for bar in shown:
        assert 0 <= share(bar["x"]) <= share(bar["x"]) + share(bar["width"]) <= 100.01
        assert 1 <= float(bar["height"]) <= 120
        assert float(bar["y"]) + float(bar["height"]) == pytest.approx(146, abs=0.2)
    heights = [float(bar["height"]) for bar in shown]
    assert not shown or max(heights) == 120
    positions = [share(bar["x"]) for bar in shown]
    assert positions == sorted(positions)


def test_one_byte_beside_a_great_many_is_still_a_bar():
    shown = bars(bar_chart(FRAME, [1, 0, 2**50], ["a", "b", "c"], "most"))
    assert [float(bar["height"]) for bar in shown] == [1, 120]


@given(st.lists(st.builds(Band, st.just("b"), COUNTS, st.booleans()), max_size=9))
def test_bands_are_as_long_as_their_value_and_zero_has_none(bands):
    svg = band_chart(FRAME, bands)
    shown = bars(svg) + bars(svg, "hatched")
    assert len(shown) == sum(band.value > 0 for band in bands)
    assert len(bars(svg, "hatched")) == sum(band.value > 0 and band.is_hatched for band in bands)
    assert all(0 < share(bar["width"]) <= 100 for bar in shown)


@given(st.integers(1, 62), st.data())
def test_each_mark_stands_in_its_lane_and_slot(slots, data):
    sets = st.frozensets(st.integers(0, slots - 1))
    lanes = [Lane("a", "good", data.draw(sets)), Lane("b", "fault", data.draw(sets))]
    svg = lane_chart(FRAME, lanes, [str(n) for n in range(slots)])
    for row, lane in enumerate(lanes):
        marks = bars(svg, f"mark {lane.tone}")
        middles = [share(mark["x"]) + share(mark["width"]) / 2 for mark in marks]
        assert {int(middle / 100 * slots) for middle in middles} == lane.slots
        assert {mark["y"] for mark in marks} <= {str(row * 42 + 21)}


def test_no_more_than_three_names_on_an_axis():
    for slots in range(1, 63):
        names = [f"name {n}" for n in range(slots)]
        told = Page(bar_chart(FRAME, [1] * slots, names, "most")).pictures[0].texts
        assert len(told) <= 4
        assert {names[0], names[-1]} <= set(told)


def test_words_are_escaped():
    hostile = '<script>"\u202e&'
    frame = Frame("x", hostile, hostile)
    for svg in (
        bar_chart(frame, [1], [hostile], hostile),
        band_chart(frame, [Band(hostile, 1, rule=hostile)]),
        lane_chart(frame, [Lane(hostile, "good", frozenset({0}))], [hostile]),
    ):
        assert "<script" not in svg
        assert "\u202e" not in svg
        assert Page(svg).problems == []


def pictures(report):
    page = html_report(report)
    assert problems_of(page) == []
    return Page(page)


def test_the_pictures_and_their_tables_tell_the_same_numbers():
    page = pictures(year_report())
    ages, sizes, audits = page.pictures
    told = [text.rsplit(": ", 1) for text in ages.texts if ": " in text]
    rows = page.table("ages").rows
    assert [words for words, _ in told] == [row[0] for row in rows]
    assert [count.split()[0] for _, count in told] == [row[1] for row in rows]
    rows = page.table("reading").rows
    assert len([1 for tag, values in sizes.shapes if values.get("class") == "bar"]) == len(rows)
    most = max(int(row[4].replace(",", "")) for row in rows)
    assert sizes.texts[0].startswith(f"{most:,} bytes")
    counted = [int(re.search(r": ([\d,]+) audit", text)[1]) for text in audits.texts[:4]]
    assert sum(counted) == sum(int(row[1]) for row in rows) == 341
    assert sum(int(row[4].replace(",", "")) for row in rows) == sum(
        run.bytes_read for run in year_report().runs
    )


def test_each_picture_says_in_words_what_it_shows():
    for picture in pictures(year_report()).pictures:
        assert picture.title
        assert re.search(r"\d", picture.description)


@pytest.mark.parametrize("count", [0, 1, 2, 5000])
def test_any_number_of_audits_gives_a_page_that_stays_small(count):
    start = MADE_AT - timedelta(days=5000)
    runs = tuple(run_at(start + n * timedelta(days=1), n) for n in range(count))
    report = replace(good_report(), made_at=MADE_AT, runs=runs)
    page = html_report(report)
    assert problems_of(page) == []
    assert len(page) < 120_000
    assert len(Page(page).pictures) == (3 if count else 1)
    assert len(timeline(report).stretches) <= 62


def test_audits_that_read_nothing_are_no_bars_but_marks():
    report = replace(good_report(), runs=(run_at(MADE_AT, bytes_read=0, exit_code=3),))
    _, sizes, audits = pictures(report).pictures
    assert not [1 for _, values in sizes.shapes if values.get("class") == "bar"]
    assert [1 for _, values in audits.shapes if values.get("class") == "mark undecided"] == [1]
