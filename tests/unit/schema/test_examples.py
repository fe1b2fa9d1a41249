"""Every example of every schema, through both validators: they have to agree, and for the reason."""

import json
from pathlib import Path

import pytest

from preserve.schema.evidence import check_evidence
from preserve.schema.parse import parse_document
from preserve.schema.second_opinion import jsonschema_opinion
from preserve.schema.validate import DESCRIPTION_SCHEMA, validate_document

EXAMPLES = Path(__file__).parents[3] / "schemas" / "description" / "examples"
VALID = sorted(path.stem for path in (EXAMPLES / "valid").glob("*.json"))
REASONS = {
    "authors-as-one-text": "/authors",
    "conflicting-with-a-value": "/outlet/value",
    "date-in-words": "/date/value",
    "date-that-does-not-exist": "/date/value",
    "date-with-a-line-end": "/date/value",
    "derived-without-evidence": "/authors/0/evidence",
    "empty-quotation": "/quotations/0/exact",
    "encoding-found-by-guessing": "/source/encoding_from",
    "inferred-without-evidence": "/date_window/evidence",
    "instant-on-a-day-that-does-not-exist": "/date/value",
    "instant-without-offset": "/date/value",
    "loss-without-a-note": "/losses/0",
    "made-by-without-version": "/made_by",
    "missing-headline": "",
    "missing-quotation-end": "/quotations/0",
    "month-thirteen": "/date/value",
    "negative-offset": "/boilerplate/0/start",
    "negative-size": "/source/bytes",
    "offset-as-text": "/boilerplate/0/end",
    "offset-that-is-no-integer": "/boilerplate/0/start",
    "package-id-with-a-space": "/package_id",
    "prefix-too-long": "/boilerplate/0/prefix",
    "quotation-of-an-unknown-kind": "/quotations/0/kind",
    "risk-of-an-unknown-kind": "/risks/0/kind",
    "schema-version-of-the-future": "/schema_version",
    "sha256-in-capitals": "/source/sha256",
    "sha256-with-a-line-end": "/source/sha256",
    "sha512-too-short": "/source/sha512",
    "speaker-id-with-a-slash": "/speakers/0/id",
    "speaker-of-an-unknown-kind": "/speakers/0/kind",
    "speaker-without-evidence": "/speakers/0/evidence",
    "stated-without-a-value": "/headline/value",
    "stated-without-evidence": "/headline/evidence",
    "supplied-by-nobody": "/outlet/asserted_by",
    "supplied-by-the-program": "/outlet/asserted_by",
    "text-outside-the-bag": "/text/path",
    "unknown-property": "",
    "unknown-property-in-a-claim": "/headline",
    "unknown-property-in-a-span": "/boilerplate/0",
    "unknown-status": "/headline/status",
    "unknown-with-a-value": "/headline/value",
    "video-of-an-unknown-kind": "/videos/0/kind",
    "window-of-three-dates": "/date_window/value",
    "window-open-on-both-sides": "/date_window/value",
}
"""The place that each invalid example is wrong at."""


def example(kind, name):
    document, findings = parse_document((EXAMPLES / kind / f"{name}.json").read_bytes())
    assert findings == ()
    return document


def test_there_are_examples_and_each_invalid_one_has_its_reason():
    assert len(VALID) >= 4
    assert {path.stem for path in (EXAMPLES / "invalid").glob("*.json")} == REASONS.keys()


@pytest.mark.parametrize("name", VALID)
def test_a_valid_example_follows_the_schema_for_both(name):
    document = example("valid", name)
    assert validate_document(document, DESCRIPTION_SCHEMA) == ()
    assert jsonschema_opinion(document, DESCRIPTION_SCHEMA).agrees_valid is True


@pytest.mark.parametrize("name", sorted(REASONS))
def test_an_invalid_example_fails_for_both_and_at_the_one_place_that_is_wrong(name):
    document = example("invalid", name)
    found = validate_document(document, DESCRIPTION_SCHEMA)
    assert [each.code for each in found] == ["META-064"]
    assert found[0].where.path == REASONS[name]
    opinion = jsonschema_opinion(document, DESCRIPTION_SCHEMA)
    assert opinion.agrees_valid is False
    assert opinion.detail.startswith((REASONS[name] or "the document") + ":")


@pytest.mark.parametrize(
    "name", [each for each in VALID if "content" in example("valid", each)["text"]]
)
def test_the_evidence_of_a_valid_example_is_in_its_text(name):
    document = example("valid", name)
    assert check_evidence(document, document["text"]["content"]) == ()


def test_one_example_shows_everything_that_a_description_can_hold():
    document = example("valid", "everything")
    schema = json.loads((EXAMPLES.parent / "v1.schema.json").read_text(encoding="utf-8"))
    assert document.keys() == schema["properties"].keys()
    lists = [name for name, value in document.items() if isinstance(value, list)]
    assert [name for name in lists if not document[name]] == ["sources_cited"]
