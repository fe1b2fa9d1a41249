from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from preserve.report.html import html_report
from tests.golden.report.samples import damaged_report, good_report, offline_report
from tests.support.reports import year_report
from tests.unit.report.hostile import STRINGS, hostile_report
from tests.unit.report.page_checker import Page, problems_of

REPORTS = {
    "good": good_report(),
    "damaged": damaged_report(),
    "offline": offline_report(),
    "a year": year_report(),
    "never audited": replace(good_report(), audit=None),
    "empty": replace(
        good_report(), audit=None, holdings=(), history=(), checkpoint_note="", organization=None
    ),
}
DANGEROUS = ("\u202e", "\x1b", "\x07", "\u2066", "\u200b", "\ufeff", "\U000e0041", "\udce9", "\r")


@pytest.mark.parametrize("name", REPORTS)
def test_the_page_is_sound(name):
    assert problems_of(html_report(REPORTS[name])) == []


def test_the_checker_finds_what_it_is_for():
    page = html_report(good_report())
    spoiled = {
        "there is a <script>": page.replace("<main", "<script></script><main"),
        "points to": page.replace('href="#main"', 'href="https://example.org"'),
        "no language": page.replace(' lang="en"', ""),
        "has no caption": page.replace("<caption>", "<!--").replace("</caption>", "-->"),
        "a th without scope": page.replace(' scope="col"', ""),
        "follows one of level": page.replace("<h2", "<h4").replace("</h2", "</h4"),
        "closes something else": page.replace("</section>", "", 1),
        "in a picture": page.replace("<desc", "<image/><desc", 1),
        "a picture without a role": page.replace(' role="img"', ""),
        "no policy": page.replace("default-src 'none'", "default-src *"),
    }
    for words, text in spoiled.items():
        assert any(words in problem for problem in problems_of(text)), words


@pytest.mark.parametrize("text", STRINGS, ids=[repr(text[:20]) for text in STRINGS])
def test_a_hostile_string_in_every_place_changes_nothing_about_the_page(text):
    page = html_report(hostile_report(text))
    plain = html_report(hostile_report("harmless"))
    assert problems_of(page) == []
    assert [level for level, _ in Page(page).headings] == [
        level for level, _ in Page(plain).headings
    ]
    assert not [character for character in DANGEROUS if character in page]
    if "<" in text:
        assert text not in page
    page.encode("utf-8")


def test_a_hostile_string_is_still_told_in_full():
    page = Page(html_report(hostile_report("<b>\u202eevil\n</b>")))
    assert r"<b>\u202eevil\n</b>" in page.text
    long = "y" * 5000
    assert long in Page(html_report(hostile_report(long))).text


@settings(max_examples=60)
@given(st.text(alphabet=st.characters(), max_size=60))
def test_any_string_in_every_place(text):
    assert problems_of(html_report(hostile_report(text))) == []


def test_the_order_is_the_readers():
    headings = [words for level, words in Page(html_report(damaged_report())).headings if level < 3]
    assert headings == [
        "Farewells from Aleppo",
        "✗Damaged",
        "Key figures",
        "How long ago was each package read",
        "What was read, day by day",
        "Overdue, and never checked",
        "What was checked, and when",
        "What was found",
        "Incidents",
        "Since the last report",
        "What is held",
        "Recent history",
        "The checkpoint",
        "What this report shows, and what it does not",
        "How this report was made",
    ]


def test_what_is_not_stated_is_said():
    rows = Page(html_report(good_report())).table("holdings").rows
    assert rows[0][1:3] == ["not stated", "not stated"]
    assert rows[4][0].startswith("headline not stated")
    assert rows[2][2] == "2016-12-15T03:55:00-05:00"


def test_a_finding_says_where_what_it_means_and_what_to_do():
    text = Page(html_report(damaged_report())).text
    assert "A file was altered" in text
    assert "What to do next: Do not edit or delete the file." in text
    assert "1f825aa2f0020ef7cf91dfa30da4668d791c5d4824fc8e41354b89ec05795ab3" in text
    assert text.index("A file is missing") < text.index("Something cannot be read")


def test_states_are_words_not_colours_only():
    page = Page(html_report(damaged_report()))
    states = [row[6] for row in page.table("holdings").rows]
    assert states == ["✗damaged", "✓intact", "✓intact", "?nothing concluded", "✓intact"]


def test_the_checkpoint_stands_there_exactly():
    report = good_report()
    assert report.checkpoint_note in Page(html_report(report)).text


def test_findings_that_the_history_does_not_list_are_counted():
    report = damaged_report()
    audit = replace(report.audit, files={"missing": 1500, "intact": 3})
    text = Page(html_report(replace(report, audit=audit))).text
    assert "1,497 more faulty files counted in this audit" in text


def test_the_same_report_gives_the_same_page():
    assert html_report(good_report()) == html_report(good_report())
