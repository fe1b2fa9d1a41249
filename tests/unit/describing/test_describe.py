"""The whole reading of an article: five seeds, any text, hostile text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from preserve.describing.describe import describe
from preserve.model.article import Article, SourceBytes
from preserve.model.claim import Status
from tests.unit.describing.pages import assert_evidence, seed_text


def read(text):
    return describe(
        Article(SourceBytes("a.txt", text.encode(), {}), "text/plain", "utf-8", "valid", text)
    )


def claims_of(reading):
    return [reading.headline, reading.outlet, reading.date, reading.date_window, *reading.authors,
            *reading.sources_cited]  # fmt: skip


def check(text):
    reading = read(text)
    assert_evidence(text, claims_of(reading))
    assert reading.authors
    for span in (*reading.boilerplate, *reading.losses):
        assert text[span.start : span.end] == span.exact
    return reading


@pytest.mark.parametrize("number", range(5))
def test_every_claim_about_a_seed_has_its_evidence(number):
    reading = check(seed_text(number))
    assert reading.headline.status is Status.STATED
    assert reading.language.value == "en"
    assert reading == read(seed_text(number))


def test_no_false_outlet_date_or_author_in_the_seeds():
    readings = [read(seed_text(number)) for number in range(5)]
    assert [r.outlet.value for r in readings] == [None, "ReverbPress", "Jobs & Hire", None, "TIME"]
    assert [r.date.value for r in readings] == [None, None, "2016-12-15T03:55:00-05:00", None, None]
    assert [r.authors[0].value for r in readings] == [
        None,
        "Carolina",
        None,
        None,
        "Kate Samuelson",
    ]


def test_line_ends_change_offsets_and_nothing_else():
    for number in range(5):
        text = seed_text(number)
        with_returns = check(text.replace("\n", "\r\n"))
        for one, other in zip(claims_of(read(text)), claims_of(with_returns), strict=True):
            assert (one.value, one.status) == (other.value, other.status)


PIECES = st.sampled_from(
    ["By Jane Doe", "Dec 15, 2016", "03:55 AM EST", "© 2016 X", "\u00a0", "\n", "\r\n", "\n\n", ". ", ": ",
     "According to the BBC", "Published: ", "Echo iOS App ", "“", "”", "'", "since 2011", "tweets", "a@b.org",
     "A long sentence that goes on for more than forty characters and ends.", "• ", "[x]", "في", "\ud7ff", "\x00",
     "(Reuters) - ", "Feb. 29", "99/99/9999", "Write to A B at a.b@c.org", "is a journalist based in"]
)  # fmt: skip


@given(st.lists(PIECES, max_size=40).map("".join))
def test_any_arrangement_of_telling_pieces(text):
    check(text)


@given(st.text(max_size=300))
def test_any_text(text):
    check(text)


@pytest.mark.parametrize("text", ["", "\n", "\u00a0", "a", "'" * 5000, "« " * 3000, "\u202e" * 100])
def test_what_is_no_article_is_unknown(text):
    reading = check(text)
    statuses = {claim.status for claim in (reading.headline, reading.outlet, reading.date)}
    assert statuses == {Status.UNKNOWN}


@pytest.mark.parametrize(
    "piece",
    [
        "A",
        "A.",
        "Aa ",
        "a",
        "2016 ",
        "Dec. 12 ",
        "By Jane Doe\n",
        "told the A of B ",
        "x@y.",
        "-b'A",
    ],
)
def test_a_long_line_of_hostile_pieces_comes_to_an_end(piece):
    # A rule of quadratic time would need minutes here; a linear one needs a fraction of a second.
    check((piece * 100_000)[:100_000])
