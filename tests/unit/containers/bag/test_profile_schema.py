"""The schema of profile documents: both validators agree about our profile and every example."""

import json
from pathlib import Path

import jsonschema
import jsonschema_rs
import pytest

ROOT = Path(__file__).parents[4] / "schemas" / "bag-profile"
SCHEMA = json.loads((ROOT / "v1.schema.json").read_text("utf-8"))
SHIPPED = sorted((ROOT / "shipped").glob("*.json"))
VALID = [ROOT / "v1.json", *SHIPPED, *sorted((ROOT / "examples" / "valid").glob("*.json"))]
INVALID = sorted((ROOT / "examples" / "invalid").glob("*.json"))


def verdicts(path: Path) -> tuple[bool, bool]:
    document = json.loads(path.read_text("utf-8"))
    fast = jsonschema_rs.Draft202012Validator(SCHEMA, validate_formats=True)
    formats = jsonschema.Draft202012Validator.FORMAT_CHECKER
    slow = jsonschema.Draft202012Validator(SCHEMA, format_checker=formats)
    return fast.is_valid(document), slow.is_valid(document)


def test_the_schema_is_a_schema():
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    assert jsonschema_rs.meta.is_valid(SCHEMA)


@pytest.mark.parametrize("path", VALID, ids=lambda path: path.stem)
def test_valid_examples(path: Path):
    assert verdicts(path) == (True, True)


@pytest.mark.parametrize("path", INVALID, ids=lambda path: path.stem)
def test_invalid_examples(path: Path):
    assert verdicts(path) == (False, False)


def test_there_are_examples_of_both_kinds():
    assert len(SHIPPED) == 4
    assert len(VALID) > 5
    assert len(INVALID) > 20
