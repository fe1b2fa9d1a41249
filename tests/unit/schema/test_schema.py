"""The schemas themselves: closed, explained, offline, with formats that are really asserted."""

import json
import re

import jsonschema_rs
import pytest
from jsonschema import Draft202012Validator
from referencing import Registry
from referencing.exceptions import Unresolvable

from preserve.model import article, claim, description, span
from preserve.model.digest import digests_of
from preserve.schema.library import load, schema_names
from preserve.schema.pointer import pointer
from preserve.schema.second_opinion import jsonschema_opinion
from preserve.schema.validate import DESCRIPTION_SCHEMA, validate_document

SCHEMA = load(DESCRIPTION_SCHEMA)


def subschemas(schema, path=()):
    """Yield every schema inside a schema that describes a value of a document."""
    yield path, schema
    for name in ("properties", "$defs"):
        for key, inner in schema.get(name, {}).items():
            yield from subschemas(inner, (*path, name, key))
    if "items" in schema:
        yield from subschemas(schema["items"], (*path, "items"))
    for name in ("anyOf", "allOf"):
        for place, inner in enumerate(schema.get(name, ())):
            yield from subschemas(inner, (*path, name, place))


def test_every_published_document_can_be_loaded():
    assert DESCRIPTION_SCHEMA in schema_names()
    for name in schema_names():
        assert isinstance(load(name), dict)


def test_a_name_that_is_not_published_is_not_looked_for():
    for name in (
        "../pyproject.toml",
        "description/v1",
        "",
        "description/../description/v1.schema.json",
    ):
        with pytest.raises(KeyError):
            load(name)


def test_a_loaded_document_belongs_to_the_caller():
    load(DESCRIPTION_SCHEMA)["title"] = "changed"
    assert load(DESCRIPTION_SCHEMA) == SCHEMA


def test_the_schema_is_a_schema_for_both():
    Draft202012Validator.check_schema(SCHEMA)
    assert jsonschema_rs.meta.is_valid(SCHEMA)


def test_its_name_is_an_identifier_that_can_lead_nowhere():
    assert SCHEMA["$id"].startswith("https://preserve-toolkit.invalid/schemas/")
    assert SCHEMA["$id"].endswith(DESCRIPTION_SCHEMA)


def test_it_refers_to_itself_only():
    references = [schema["$ref"] for _, schema in subschemas(SCHEMA) if "$ref" in schema]
    assert references
    assert all(each.startswith("#/$defs/") for each in references)


def test_every_object_is_closed():
    shapes = {
        each["$ref"]
        for _, each in subschemas(SCHEMA)
        if "unevaluatedProperties" in each and "$ref" in each
    }
    for path, schema in subschemas(SCHEMA):
        if schema.get("type") == "object" and f"#/{'/'.join(map(str, path))}" not in shapes:
            assert schema["unevaluatedProperties"] is False, path


def test_everything_is_explained_to_people():
    for path, schema in subschemas(SCHEMA):
        if path[-2:-1] in {("properties",), ("$defs",)} and path[-3:-2] != ("allOf",):
            is_rule = "then" in path or "if" in path
            assert is_rule or "$ref" in schema or {"title", "description"} <= schema.keys(), path


def test_no_pattern_lets_a_last_line_end_pass():
    patterns = re.findall(r'"pattern": "([^"]*)"', json.dumps(SCHEMA))
    assert patterns
    assert all(each.endswith(r"$(?!\\n)") for each in patterns)


TEXT = "“We stay,” said Hana Vlk on 2 May 2019."


def whole_document():
    """Return a description made by the values that the code fills."""
    words = span.span_at(TEXT, 1, 9)
    named = claim.Claim(
        "x", claim.Status.STATED, "rule/1", (words,), (claim.Candidate("y", (words,), "why"),)
    )
    day = claim.Claim("2019-05-02", claim.Status.DERIVED, "rule/1", (words,))
    medium = description.Medium(
        "v1", description.MediaKind.LINKED, "p", "u", "e", "t", "s1", (words,)
    )
    speaker = description.Speaker(
        "s1",
        description.SpeakerKind.PERSON,
        "Hana Vlk",
        ("Hana Vlk",),
        ("@h",),
        (named,),
        ("minor",),
        (words,),
    )
    quoted = description.Quotation(
        "q1",
        description.QuotationKind.DIRECT,
        1,
        9,
        "We stay,",
        "s1",
        words,
        words,
        "tweet",
        "a friend",
    )
    reading = description.Reading(
        headline=named,
        outlet=named,
        date=day,
        date_window=day,
        authors=(named,),
        language=named,
        speakers=(speaker,),
        quotations=(quoted,),
        videos=(medium,),
        posts=(medium,),
        sources_cited=(named,),
        losses=(description.Loss("embed", 1, 9, "We stay,", "note"),),
        boilerplate=(words,),
        risks=(description.Risk("minor", "s1", (words,)),),
    )
    data = TEXT.encode()
    source = article.SourceBytes("a.txt", data, digests_of(data))
    return {
        "schema_version": description.SCHEMA_VERSION,
        "package_id": "a-0123456789ab",
        "source": {
            "name": source.name,
            "media_type": "text/plain",
            "bytes": len(data),
            **source.digests,
            "encoding": "utf-8",
            "encoding_from": "valid",
        },
        "text": {
            "path": "original/a.txt",
            "sha256": source.digests["sha256"],
            "characters": len(TEXT),
        },
        **reading.document(),
        "made_by": {"software": "preserve", "version": "0.1.0", "rules": ["rule/1"]},
    }


def test_the_values_of_the_code_and_the_schema_have_the_same_shape():
    assert validate_document(whole_document(), DESCRIPTION_SCHEMA) == ()


def test_every_value_of_an_enumeration_is_in_the_schema():
    defs = SCHEMA["$defs"]
    for enumeration, schema in (
        (claim.Status, defs["claimShape"]["properties"]["status"]),
        (description.SpeakerKind, defs["speaker"]["properties"]["kind"]),
        (description.QuotationKind, defs["quotation"]["properties"]["kind"]),
        (description.MediaKind, defs["medium"]["properties"]["kind"]),
    ):
        assert [each.value for each in enumeration] == schema["enum"]


GOOD_DATES = [
    "2016-12-15", "2016-12-15T03:55:00-05:00", "2016-12-15T03:55:00Z", "2016-02-29", "2016-12", "2016", "2016-24",
    "2016-12-14?", "2016~", "XXXX-12-14", "201X", "2016-XX-14", "2016-12-13/2016-12-14", "2011/..", "../2016-12",
    "XXXX-12-14/..", "2016-12-15T03:55:00Z/..", "2016-12-13~/2016-12-14?",
]  # fmt: skip
BAD_DATES = [
    "", "2016-02-30", "2017-02-29", "2016-13", "2016-00", "16", "2016-1-2", "15 December 2016", "2016-12-15T03:55:00",
    "2016-12-15T25:00:00Z", "2016-12-15T03:55Z", "2016-02-30T03:55:00Z", "..", "../..", "/2016", "2016/", "2016//2017",
    "2016-12-15\n", " 2016-12-15", "２０１６-12-15", "2016-12-32/..", "0000-01-01", "2016-12-15T03:55:00+0500",
]  # fmt: skip


def dated(value):
    document = whole_document()
    document["date"]["value"] = document["date_window"]["value"] = value
    return document


@pytest.mark.parametrize("value", GOOD_DATES)
def test_dates_as_edtf_writes_them(value):
    assert validate_document(dated(value), DESCRIPTION_SCHEMA) == ()
    assert jsonschema_opinion(dated(value), DESCRIPTION_SCHEMA).agrees_valid is True


@pytest.mark.parametrize("value", BAD_DATES)
def test_formats_are_asserted_and_not_only_noted(value):
    found = validate_document(dated(value), DESCRIPTION_SCHEMA)
    assert {each.where.path for each in found} == {"/date/value", "/date_window/value"}
    assert jsonschema_opinion(dated(value), DESCRIPTION_SCHEMA).agrees_valid is False


def test_a_schema_that_does_not_exist_decides_nothing():
    for name in ("description/v9.schema.json", "bag-profile/v1.json", "../x"):
        (found,) = validate_document({}, name)
        assert (found.code, found.weight) == ("META-065", 3)


def test_what_is_no_json_is_a_finding():
    for strange in ("\ud800", {"a": object()}, {1: 2}, float("nan"), b"bytes"):
        assert {each.code for each in validate_document(strange, DESCRIPTION_SCHEMA)} == {
            "META-064"
        }


def test_messages_never_carry_the_document():
    document = whole_document() | {"headline": "x" * 100_000, "y" * 100_000: 1}
    for found in validate_document(document, DESCRIPTION_SCHEMA):
        assert len(found.message) < 400
        assert len(found.where.path or "") < 400


def test_a_document_wrong_everywhere_is_listed_up_to_a_limit():
    document = whole_document()
    document["boilerplate"] = [{}] * 5_000
    assert len(validate_document(document, DESCRIPTION_SCHEMA)) == 1_000


def test_pointers_are_escaped():
    assert pointer(["a/b", "c~d", 0]) == "/a~1b/c~0d/0"
    assert pointer([]) == ""
    assert "\x1b" not in pointer(["\x1b[31m"])


def test_an_address_in_a_schema_is_never_fetched():
    """Both validators refuse a reference out of the schema; sockets are closed in these tests."""
    schema = {"$ref": "https://preserve-toolkit.invalid/other.json"}
    with pytest.raises((jsonschema_rs.ReferencingError, jsonschema_rs.ValidationError, ValueError)):
        jsonschema_rs.Draft202012Validator(schema, offline=True)
    with pytest.raises(Unresolvable):
        Draft202012Validator(schema, registry=Registry()).is_valid({})
