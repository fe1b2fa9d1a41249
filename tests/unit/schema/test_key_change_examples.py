"""The examples of the statement about a new key, through both validators."""

import json
from pathlib import Path

import pytest

from preserve.ledger.key_change import KEY_CHANGE_SCHEMA, parse_change
from preserve.schema.canonical import canonical_bytes
from preserve.schema.second_opinion import jsonschema_opinion
from preserve.schema.validate import validate_document

EXAMPLES = Path(__file__).parents[3] / "schemas" / "key-change" / "examples"
REASONS = {
    "another-type": "/type",
    "archive-in-capitals": "/archive",
    "instant-with-a-line-end": "/at",
    "instant-with-an-offset": "/at",
    "key-with-a-line-end": "/to",
    "new-key-of-another-kind": "/to",
    "schema-version-of-the-future": "/schema_version",
    "without-the-old-key": "",
    "word-of-our-own": "",
}
"""The place that each invalid example is wrong at."""


def example(kind, name):
    return json.loads((EXAMPLES / kind / f"{name}.json").read_text())


def test_every_example_is_here():
    assert [path.stem for path in (EXAMPLES / "valid").iterdir()] == ["change"]
    assert {path.stem for path in (EXAMPLES / "invalid").iterdir()} == set(REASONS)


def test_a_valid_example_is_a_statement():
    document = example("valid", "change")
    assert validate_document(document, KEY_CHANGE_SCHEMA) == ()
    assert jsonschema_opinion(document, KEY_CHANGE_SCHEMA).agrees_valid is True
    assert parse_change(canonical_bytes(document), bytes(64)).document == document


@pytest.mark.parametrize("name", sorted(REASONS))
def test_an_invalid_example_fails_for_both_and_where_it_is_wrong(name):
    document = example("invalid", name)
    found = validate_document(document, KEY_CHANGE_SCHEMA)
    assert {each.where.path for each in found} == {REASONS[name]}
    assert jsonschema_opinion(document, KEY_CHANGE_SCHEMA).agrees_valid is False
    with pytest.raises(ValueError):
        parse_change(canonical_bytes(document), bytes(64))
