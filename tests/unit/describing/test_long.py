"""Texts far longer than an article: bounded work, nothing skipped without a word."""

import pytest

from preserve.describing.describe import describe
from preserve.describing.passages import beginning_of, passages_of
from preserve.model.article import LISTENED_CHARACTERS, SourceBytes
from preserve.model.digest import digests_of
from preserve.reading.article import read_article

FILLER = "The river rose again in the night and nobody slept.\n\n"
EARLY = "“We have no bread,” said Ana Ruiz.\n\n"
LATE = "“We have no light,” said Tom Reed.\n\n© 2015 Harbour Gazette. All rights reserved."


def read(text):
    data = text.encode()
    return read_article(SourceBytes("long.txt", data, digests_of(data)))


def test_behind_two_million_characters_no_speaker_is_looked_for_and_that_is_told():
    text = EARLY + FILLER * (LISTENED_CHARACTERS // len(FILLER) + 1) + LATE
    article, findings = read(text)
    assert [each.code for each in findings] == ["META-011"]
    found = describe(article)
    assert [one.name for one in found.speakers] == ["Ana Ruiz"]
    assert found.outlet.value == "Harbour Gazette"


def test_an_article_is_read_whole():
    article, findings = read(EARLY + FILLER * 100 + LATE)
    assert findings == ()
    assert [one.name for one in describe(article).speakers] == ["Ana Ruiz", "Tom Reed"]


@pytest.mark.parametrize("limit", range(0, 40, 3))
def test_the_beginning_of_passages_is_a_beginning_of_the_text(limit):
    text = "One two three\n\nfour fivesixseven\neight"
    kept = beginning_of(passages_of(text), limit)
    assert all(text[one.start : one.end] == one.text and one.end <= max(limit, 0) for one in kept)
    assert [one.number for one in kept] == list(range(len(kept)))
