"""Supplied values outrank what was read and never erase it; the document keeps its order."""

import hashlib
import json

import pytest

from preserve.describing.authors import authors_of
from preserve.describing.dates import dates_of
from preserve.describing.document import description_document
from preserve.describing.headline import headline_of
from preserve.describing.language import language_of
from preserve.describing.outlet import outlet_of
from preserve.describing.rules import ALL_RULES
from preserve.describing.supplied import supplied_url, with_supplied
from preserve.describing.window import window_of
from preserve.model.article import Article, SourceBytes
from preserve.model.description import Reading
from preserve.model.digest import digests_of
from tests.unit.describing.pages import article

PAGE = article("By Jane Doe and John Roe | May 4, 2015", "© 2015 Harbour Gazette")


@pytest.fixture
def reading():
    return Reading(
        headline=headline_of(PAGE),
        outlet=outlet_of(PAGE, ()),
        date=dates_of(PAGE).claim,
        date_window=window_of(PAGE, dates_of(PAGE)),
        authors=authors_of(PAGE),
        language=language_of(PAGE.text),
        speakers=(),
        quotations=(),
        videos=(),
        posts=(),
        sources_cited=(),
        losses=(),
        boilerplate=(),
        risks=(),
    )


def test_supplied_values_stand_first_and_keep_what_was_read(reading):
    given = {"date": "2015-05-05", "outlet": "The Gazette", "author": "A B; C D", "title": " "}
    changed = with_supplied(reading, given, "metadata.csv")
    assert (changed.date.value, changed.date.status.value) == ("2015-05-05", "supplied")
    assert changed.date.asserted_by == "metadata.csv"
    assert changed.date.candidates[0].value == "2015-05-04"
    assert changed.date.candidates[0].evidence == reading.date.evidence
    assert changed.outlet.candidates[0].value == "Harbour Gazette"
    assert [(c.value, c.asserted_by) for c in changed.authors] == [
        ("A B", "metadata.csv"),
        ("C D", "metadata.csv"),
    ]
    assert [c.value for c in changed.authors[0].candidates] == ["Jane Doe", "John Roe"]
    assert changed.headline == reading.headline
    assert changed.date_window == reading.date_window


def test_nothing_supplied_changes_nothing(reading):
    assert with_supplied(reading, {}, "x") == reading
    assert with_supplied(reading, {"url": "https://example.org"}, "x") == reading


def test_a_url_is_a_claim_of_its_own():
    claim = supplied_url({"url": "https://example.org/1"}, "a person")
    assert (claim.value, claim.status.value, claim.asserted_by) == (
        "https://example.org/1",
        "supplied",
        "a person",
    )
    assert supplied_url({"title": "x"}, "a person") is None


def test_the_document_has_the_published_shape(reading):
    data = PAGE.text.encode("utf-16")
    source = SourceBytes("a.txt", data, digests_of(data))
    made = Article(source, "text/plain", "utf-16", "byte-order-mark", PAGE.text)
    document = description_document(
        made, reading, package_id="a-000000000000", text_path="original/a.txt"
    )
    assert list(document) == [
        "schema_version", "package_id", "source", "text", "headline", "outlet", "date",
        "date_window", "authors", "language", "speakers", "quotations", "videos", "posts",
        "sources_cited", "losses", "boilerplate", "risks", "made_by",
    ]  # fmt: skip
    assert document["source"] == {
        "name": "a.txt",
        "media_type": "text/plain",
        "bytes": len(data),
        "sha256": hashlib.sha256(data).hexdigest(),
        "sha512": hashlib.sha512(data).hexdigest(),
        "encoding": "utf-16",
        "encoding_from": "byte-order-mark",
    }
    assert document["text"] == {
        "path": "original/a.txt",
        "sha256": hashlib.sha256(PAGE.text.encode()).hexdigest(),
        "characters": len(PAGE.text),
    }
    assert document["made_by"]["software"] == "preserve-toolkit"
    assert json.loads(json.dumps(document)) == document
    claimed = supplied_url({"url": "https://example.org"}, "me")
    with_url = description_document(
        made, reading, package_id="a", text_path="t", claimed_url=claimed
    )
    assert with_url["claimed_url"]["value"] == "https://example.org"
    assert "claimed_url" not in document


def test_every_rule_is_documented_and_named_once():
    names = [rule.name for rule in ALL_RULES]
    assert len(set(names)) == len(names)
    assert all(rule.reads and rule.asserts and rule.example for rule in ALL_RULES)
