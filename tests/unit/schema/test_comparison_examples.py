"""The examples of the comparisons' schemas, through both validators, each wrong at one place."""

import json
from pathlib import Path

import pytest

from preserve.schema.second_opinion import jsonschema_opinion
from preserve.schema.validate import validate_document

SCHEMAS = Path(__file__).parents[3] / "schemas"
REASONS = {
    "people/schema-version-of-the-future": "/schema_version",
    "people/without-findings": "",
    "people/exit-code-of-usage": "/exit_code",
    "people/word-of-our-own": "",
    "people/person-without-members": "/people/0/members",
    "people/link-of-an-unknown-status": "/people/0/links/0/status",
    "people/name-of-an-unknown-kind": "/people/0/names/0/kind",
    "people/kept-apart-without-reason": "/kept_apart/0",
    "people/flag-with-a-space": "/people/0/flags/0",
    "concordance/schema-version-of-the-future": "/schema_version",
    "concordance/without-findings": "",
    "concordance/exit-code-of-usage": "/exit_code",
    "concordance/word-of-our-own": "",
    "concordance/pair-of-an-unknown-class": "/pairs/0/class",
    "concordance/pair-without-classes": "/pairs/0/classes",
    "concordance/score-above-a-hundred": "/pairs/0/score",
    "concordance/side-without-source": "/pairs/0/a",
    "concordance/negative-offset": "/contradictions/0/a/start",
    "concordance/contradiction-of-an-unknown-kind": "/contradictions/0/kind",
}
NAMES = ("people", "concordance")


def example(kind, name):
    room, stem = name.split("/")
    document = json.loads((SCHEMAS / room / "examples" / kind / f"{stem}.json").read_text())
    return document, f"{room}/v1.schema.json"


def test_every_example_is_tried():
    found = {
        f"{name}/{path.stem}"
        for name in NAMES
        for path in (SCHEMAS / name / "examples" / "invalid").glob("*.json")
    }
    assert found == REASONS.keys()


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("stem", ["two-articles", "nothing"])
def test_a_valid_example_follows_its_schema_for_both(name, stem):
    document, schema = example("valid", f"{name}/{stem}")
    assert validate_document(document, schema) == ()
    assert jsonschema_opinion(document, schema).agrees_valid is True


@pytest.mark.parametrize("name", sorted(REASONS))
def test_an_invalid_example_fails_for_both_at_its_one_place(name):
    document, schema = example("invalid", name)
    found = validate_document(document, schema)
    assert [each.where.path for each in found] == [REASONS[name]]
    assert jsonschema_opinion(document, schema).agrees_valid is False
