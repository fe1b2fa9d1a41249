"""The date of publication: printed as such, to the minute where a fixed offset is printed."""

import pytest

from preserve.describing.dates import dates_of
from preserve.describing.window import window_of
from tests.unit.describing.pages import PROSE, article, assert_evidence, page, seed


def date(of):
    claim = dates_of(of).claim
    assert_evidence(of.text, [claim])
    return claim


def window(of):
    claim = window_of(of, dates_of(of))
    assert_evidence(of.text, [claim])
    return claim


@pytest.mark.parametrize(
    ("number", "value"),
    [(0, None), (1, None), (2, "2016-12-15T03:55:00-05:00"), (3, None), (4, None)],
)
def test_seeds(number, value):
    claim = date(seed(number))
    assert (claim.value, claim.status.value) == (value, "stated" if value else "unknown")


@pytest.mark.parametrize(
    ("number", "value", "status", "evidence"),
    [
        (0, "2011/..", "inferred", {"2011"}),
        (1, None, "unknown", set()),
        (2, "2016-12-15", "derived", {"Dec 15, 2016 03:55 AM EST"}),
        (3, "XXXX-09/..", "inferred", {"September"}),
        (
            4,
            "XXXX-12-14",
            "inferred",
            {"Dec. 12", "48-hour period that has passed since", "Wednesday"},
        ),
    ],
)
def test_windows_of_the_seeds(number, value, status, evidence):
    claim = window(seed(number))
    assert (claim.value, claim.status.value) == (value, status)
    assert {span.exact for span in claim.evidence} == evidence


@pytest.mark.parametrize(
    ("number", "values"),
    [
        (0, {"2011", "yesterday", "Wednesday", "this evening"}),
        (1, {"Tuesday", "today", "yesterday", "in less than 24 hours"}),
        (2, {"2017", "2016-12-13", "Monday", "XXXX-11", "Yesterday"}),
        (3, {"XXXX-09"}),
        (4, {"XXXX-12-12", "XXXX-12-13", "Wednesday", "this week", "the day before"}),
    ],
)
def test_candidates_of_the_seeds(number, values):
    assert {c.value for c in date(seed(number)).candidates} == values


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ("Published: 4 May 2015, 9:05 pm GMT", "2015-05-04T21:05:00+00:00"),
        ("May 4, 2015", "2015-05-04"),
        ("Monday 4 May 2015 08.55 CEST", "2015-05-04T08:55:00+02:00"),
        ("2015-05-04T08:55:30+02:00", "2015-05-04T08:55:30+02:00"),
        ("2015-05-04 20:55 UTC", "2015-05-04T20:55:00+00:00"),
        ("4 May 2015 12:05 AM PST", "2015-05-04T00:05:00-08:00"),
        ("4 May 2015 12:05 PM PDT", "2015-05-04T12:05:00-07:00"),
        ("4 May 2015 10:00 GMT+3", "2015-05-04T10:00:00+03:00"),
        ("4 May 2015 10:00 BST", "2015-05-04"),
        ("May 4, 2015, 10 a.m. ET", "2015-05-04"),
        ("4 May 2015 25:00 GMT", "2015-05-04"),
        ("By Jane Doe | May 4, 2015", "2015-05-04"),
        ("15/12/2016", "2016-12-15"),
        ("12/15/2016", "2016-12-15"),
        ("04.04.2016", "2016-04-04"),
        ("le 15 décembre 2016 à 10h30", "2016-12-15"),
        ("15. Dezember 2016, 10:30 Uhr", "2016-12-15"),
        ("15 de diciembre de 2016", "2016-12-15"),
        ("15 ديسمبر 2016", "2016-12-15"),
        (
            "Published 3:55 AM EST May 4, 2015 | Updated 5:00 PM EST May 5, 2015",
            "2015-05-04T03:55:00-05:00",
        ),
    ],
)
def test_date_lines(line, value):
    claim = date(article(line))
    assert (claim.value, claim.status.value) == (value, "stated")
    assert window(article(line)).value == value[:10]


@pytest.mark.parametrize(
    "line",
    [
        "03/04/2016",
        "31 February 2016",
        "Updated: 4 May 2015",
        "5:06 PM - 13 Dec 2016",
        "— Ann Lee (@annlee) December 13, 2016",
        "The flood of 4 May 2015 in pictures",
        "4 May 9999",
        "Photo taken 4 May 2015",
        "Monday",
        "© 2015",
    ],
)
def test_lines_that_are_no_date_of_publication(line):
    claim = date(article(line))
    assert claim.status.value == "unknown"
    assert claim.candidates


def test_a_date_in_the_middle_of_the_text_is_none():
    assert (
        date(page("Bridge Opens Again Today\n\n" + PROSE + "\n4 May 2015\n\n" + PROSE)).value
        is None
    )


def test_a_labelled_date_at_the_end_counts_and_a_bare_one_does_not():
    assert date(article("", "First published: 4 May 2015")).value == "2015-05-04"
    assert date(article("", "4 May 2015")).value is None


def test_a_full_stamp_behind_the_standfirst_counts():
    head = "A town celebrates after two years of waiting for its crossing to return.\n\n"
    assert (
        date(article(head + "Thursday 15 December 2016 08.55 GMT")).value
        == "2016-12-15T08:55:00+00:00"
    )


def test_an_update_is_a_candidate_and_bounds_the_window():
    found = article("Updated: 4 May 2015")
    assert next(c.value for c in date(found).candidates) == "2015-05-04"
    assert window(found).value == "../2015-05-04"


def test_two_days_of_publication_conflict():
    found = article("Published: 4 May 2015", "Published on 6 May 2015")
    assert (date(found).value, date(found).status.value) == (None, "conflicting")
    assert window(found).value == "2015-05-04/2015-05-06"


def test_the_dateline_of_an_agency():
    text = (
        "Bridge opens again at last\n\nANDERS, Syria, Dec 15{} (Reuters) - The old bridge over the"
        " river was opened again after repairs.\n\n" + PROSE
    )
    assert date(page(text.format(", 2016"))).value == "2016-12-15"
    assert date(page(text.format(""))).value is None


def test_no_article_no_date():
    assert date(page("Milk\n2016-12-15\nBread\n")).value is None


@pytest.mark.parametrize(
    ("sentence", "value"),
    [
        ("The valley was flooded on Feb. 3.", "XXXX-02-03/.."),
        ("The valley was flooded on Feb. 3 and again on March 2nd.", "XXXX-03-02/.."),
        ("The bridge will open on Feb. 3.", None),
        ("It fell on Dec. 30 and was shut on Jan. 2.", None),
        ("It was shut since the 2009 flood.", "2009/.."),
        ("It was built in 1995 by two firms.", "1995/.."),
        ("It should be ready by 2030.", None),
        ("It was shut after 2000 people fled.", None),
        ("It cost $2011 and was seen by 2,011 people.", None),
        ("It was seen on 4 May 2015 by many.", "2015-05-04/.."),
        ("“Help us” (5:06 PM - 13 Dec 2016)", "2016-12-13/.."),
        ("It broke on May 3. Two days have passed since.", "XXXX-05-03/.."),
        ("It broke on May 3. In the two days that have passed since it rained.", "XXXX-05-05"),
        ("It broke on Feb. 28. In the two days that have passed since it rained.", "XXXX-02-28/.."),
        ("It was shut from May on.", None),
        ("Everything was quiet.", None),
    ],
)
def test_windows(sentence, value):
    assert window(article("By Jane Doe", sentence)).value == value


def test_two_weekdays_leave_a_counted_window_open():
    text = "It broke on May 3, a Friday. In the two days that have passed since it rained."
    assert window(article("By Jane Doe", text)).value == "XXXX-05-05/.."
