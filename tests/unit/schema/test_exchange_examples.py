"""Messages and receipts: the examples through both validators, each wrong at one place."""

import json
import re
from pathlib import Path

import jsonschema_rs
import pytest
from jsonschema import Draft202012Validator

from preserve.exchange.message import MESSAGE_SCHEMA, RECEIPT_SCHEMA
from preserve.model.exchange import MessageKind
from preserve.schema.library import load
from preserve.schema.second_opinion import jsonschema_opinion
from preserve.schema.validate import validate_document
from tests.support.messages import PACKAGE, message

SCHEMAS = Path(__file__).parents[3] / "schemas"
REASONS = {
    "message/archive-in-capitals": "/from/archive",
    "message/check-that-failed": "/packages/0/checks/0/outcome",
    "message/code-in-words": "/packages/0/findings/0/code",
    "message/confirmation-without-proof": "/packages/0",
    "message/conversation-in-words": "/conversation",
    "message/conversation-with-a-line-end": "/conversation",
    "message/empty-note": "/note",
    "message/file-outside-bags": "/packages/0/file",
    "message/kind-of-the-future": "/type",
    "message/negative-size": "/packages/0/bytes",
    "message/nonce-too-short": "/nonce",
    "message/offer-of-nothing": "/packages",
    "message/offer-that-answers": "/in_reply_to",
    "message/offer-without-nonce": "",
    "message/package-id-with-a-line-end": "/packages/0/package",
    "message/parcel-with-a-file-elsewhere": "/packages/0/files/0/file",
    "message/proof-of-an-unknown-outcome": "/packages/0/outcome",
    "message/proof-too-short": "/packages/0/possession",
    "message/reason-without-remedy": "/packages/0/findings/0",
    "message/received-that-answers-nothing": "/in_reply_to",
    "message/refused-without-reason": "/packages/0/findings",
    "message/request-for-no-file": "/packages/0/files",
    "message/risk-of-an-unknown-kind": "/packages/0/risks/0/kind",
    "message/schema-version-of-the-future": "/schema_version",
    "message/sha256-in-capitals": "/packages/0/sha256",
    "message/sha256-with-a-line-end": "/packages/0/sha256",
    "message/unknown-property": "",
    "message/valid-without-checks": "/packages/0/checks",
    "message/withdrawal-without-reason": "/why",
    "receipt/already-held-in-words": "/packages/0/already_held",
    "receipt/another-kind": "/type",
    "receipt/answers-nothing": "/in_reply_to",
    "receipt/check-of-an-unknown-kind": "/packages/0/checks/0/check",
    "receipt/instant-with-an-offset": "/at",
    "receipt/nobody-named": "/responsible",
    "receipt/of-nothing": "/packages",
    "receipt/schema-version-of-the-future": "/schema_version",
    "receipt/sha256-with-a-line-end": "/packages/0/tag_manifest_sha256",
    "receipt/size-with-a-fraction": "/packages/0/bag_bytes",
    "receipt/unknown-property": "/packages/0",
    "receipt/without-checks": "/packages/0/checks",
    "receipt/without-offer": "",
    "receipt/without-proof": "/packages/0",
    "receipt/without-software": "/software",
}
"""The place that each invalid example is wrong at."""
NAMES = ("message", "receipt")
FILES = {
    kind: {
        f"{name}/{path.stem}": path
        for name in NAMES
        for path in sorted((SCHEMAS / name / "examples" / kind).glob("*.json"))
    }
    for kind in ("valid", "invalid")
}


def example(kind, name):
    room = name.partition("/")[0]
    return json.loads(FILES[kind][name].read_text()), f"{room}/v1.schema.json"


def subschemas(schema, path=()):
    """Yield every schema inside a schema that describes a value of a document."""
    yield path, schema
    for name in ("properties", "$defs"):
        for key, inner in schema.get(name, {}).items():
            yield from subschemas(inner, (*path, name, key))
    if "items" in schema:
        yield from subschemas(schema["items"], (*path, "items"))


def test_every_example_is_tried_and_every_kind_has_one():
    assert FILES["invalid"].keys() == REASONS.keys()
    kinds = {json.loads(path.read_text())["type"] for path in FILES["valid"].values()}
    assert kinds == {kind.value for kind in MessageKind}


@pytest.mark.parametrize("name", sorted(FILES["valid"]))
def test_a_valid_example_follows_its_schema_for_both(name):
    document, schema = example("valid", name)
    assert validate_document(document, schema) == ()
    assert jsonschema_opinion(document, schema).agrees_valid is True


@pytest.mark.parametrize("name", sorted(REASONS))
def test_an_invalid_example_fails_for_both_at_its_one_place(name):
    document, schema = example("invalid", name)
    found = validate_document(document, schema)
    assert [each.where.path for each in found] == [REASONS[name]]
    assert jsonschema_opinion(document, schema).agrees_valid is False


@pytest.mark.parametrize("kind", MessageKind)
def test_what_the_program_writes_follows_the_schema_for_both(kind):
    answers = None if kind.value in {"offer", "challenge", "repair-request"} else "ab" * 32
    document = dict(message(kind, answers, (PACKAGE,)).document)
    schema = RECEIPT_SCHEMA if kind is MessageKind.ACCEPTED else MESSAGE_SCHEMA
    assert validate_document(document, schema) == ()
    assert jsonschema_opinion(document, schema).agrees_valid is True


@pytest.mark.parametrize("name", NAMES)
def test_the_schema_is_closed_explained_and_refers_to_itself_only(name):
    schema = load(f"{name}/v1.schema.json")
    Draft202012Validator.check_schema(schema)
    assert jsonschema_rs.meta.is_valid(schema)
    assert schema["$id"] == f"https://preserve-toolkit.invalid/schemas/{name}/v1.schema.json"
    for path, each in subschemas(schema):
        if each.get("type") == "object" and path:
            assert each["additionalProperties"] is False, path
        if path[-2:-1] in {("properties",), ("$defs",)}:
            assert "$ref" in each or {"title", "description"} <= each.keys(), path
        assert each.get("$ref", "#/$defs/").startswith("#/$defs/")


@pytest.mark.parametrize("name", NAMES)
def test_no_pattern_lets_a_last_line_end_pass(name):
    patterns = re.findall(r'"pattern": "([^"]*)"', json.dumps(load(f"{name}/v1.schema.json")))
    assert patterns
    assert all(each.endswith(r"$(?!\\n)") for each in patterns)
