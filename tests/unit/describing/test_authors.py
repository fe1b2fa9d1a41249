"""Better no author than a wrong one."""

import pytest

from preserve.describing.authors import authors_of
from tests.unit.describing.pages import article, assert_evidence, seed


def authors(of):
    claims = authors_of(of)
    assert_evidence(of.text, claims)
    return [(c.value, c.status.value) for c in claims]


NOBODY = [(None, "unknown")]


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        (0, NOBODY),
        (1, [("Carolina", "derived")]),
        (2, NOBODY),
        (3, NOBODY),
        (4, [("Kate Samuelson", "derived")]),
    ],
)
def test_seeds(number, expected):
    assert authors(seed(number)) == expected


def test_staff_named_in_the_text_is_a_candidate():
    (claim,) = authors_of(seed(4))
    assert [c.value for c in claim.candidates] == ["Jared Malsin"]


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("By Jane Doe", ["Jane Doe"]),
        ("By JANE DOE", ["JANE DOE"]),
        ("By Jane Doe and John Roe for the Gazette", ["Jane Doe", "John Roe"]),
        ("By Jane Doe, John Roe and Ann Lee in Beirut", ["Jane Doe", "John Roe", "Ann Lee"]),
        ("By Jane Doe, New York", ["Jane Doe"]),
        ("By Jane Doe, Staff Writer", ["Jane Doe"]),
        ("By Jane Doe, May 4, 2015", ["Jane Doe"]),
        ("By Jane Doe | May 4, 2015 10:00 GMT", ["Jane Doe"]),
        ("By Jane Doe and agencies", ["Jane Doe"]),
        ("Words: Omar al-Shami", ["Omar al-Shami"]),
        ("By\nLudwig van der Berg", ["Ludwig van der Berg"]),
        ("Par Élise Dupont", ["Élise Dupont"]),
    ],
)
def test_bylines(line, names):
    assert authors(article(line)) == [(name, "stated") for name in names]


@pytest.mark.parametrize(
    "line",
    [
        "By Associated Press",
        "By Staff Reporter",
        "By BBC News",
        "By The Numbers",
        "By Land and Sea",
        "By Carolina",
        "By popular demand",
        "Email the Author",
        "Photo by Jane Doe",
        "By Jane Doe walked the way home.",
    ],
)
def test_what_is_no_author(line):
    assert authors(article(line)) == NOBODY


def test_an_agency_byline_is_a_candidate():
    (claim,) = authors_of(article("By Associated Press"))
    assert [(c.value, c.why) for c in claim.candidates] == [
        ("Associated Press", "the byline names an agency")
    ]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Write to Jane Doe at jane.doe@gazette.com", [("Jane Doe", "derived")]),
        ("Contact Jane Doe at jdoe@gazette.com", [("Jane Doe", "derived")]),
        ("Write to Jane Doe at editor@gazette.com", NOBODY),
        ("Write to News Desk at news.desk@gazette.com", NOBODY),
    ],
)
def test_a_contact_line_counts_if_the_address_spells_the_name(line, expected):
    assert authors(article("", line)) == expected


BIOGRAPHY = (
    "Jane Doe is a freelance journalist based in Lisbon. She has written about rivers and holds"
    " a master's degree in engineering."
)


def test_a_closing_biography():
    assert authors(article("", BIOGRAPHY)) == [("Jane Doe", "derived")]
    named = article("", "The engineer Jane Doe was there, they said in the town.\n\n" + BIOGRAPHY)
    assert authors(named) == NOBODY
    assert authors(article("", "Jane Doe is an engineer and lives in Lisbon with a cat.")) == NOBODY
    assert authors(article("", f"“{BIOGRAPHY}”")) == NOBODY


def test_a_byline_outranks_the_rest_and_is_taken_once():
    found = article("By Jane Doe\n\nBy Jane Doe", "Write to Ann Lee at ann.lee@gazette.com")
    assert authors(found) == [("Jane Doe", "stated")]
