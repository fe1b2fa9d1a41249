"""Descriptions changed at random: two validators agree, and nothing raises."""

import copy
import json
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from preserve.schema.evidence import check_evidence
from preserve.schema.parse import parse_document
from preserve.schema.second_opinion import jsonschema_opinion
from preserve.schema.validate import DESCRIPTION_SCHEMA, validate_document

EXAMPLES = Path(__file__).parents[3] / "schemas" / "description" / "examples" / "valid"
DOCUMENTS = [
    json.loads(path.read_text(encoding="utf-8")) for path in sorted(EXAMPLES.glob("*.json"))
]

words = st.one_of(
    st.text(max_size=12),
    st.sampled_from(
        ["stated", "unknown", "supplied", "2019-02-29", "2019-03/..", "s1", "q1\n", "preserve"]
    ),
    st.from_regex(r"[0-9X]{4}-[0-9X]{2}(-[0-9X]{2})?(/\.\.)?", fullmatch=True),
)
numbers = st.one_of(
    st.integers(-3, 600), st.integers(), st.floats(allow_nan=False, allow_infinity=False)
)
values = st.recursive(
    st.one_of(st.none(), st.booleans(), numbers, words),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(words, inner, max_size=3)),
    max_leaves=6,
)


def places(value, path=()):
    """Return the path of every value inside a document."""
    found = [path] if path else []
    inner = (
        value.items()
        if isinstance(value, dict)
        else enumerate(value)
        if isinstance(value, list)
        else ()
    )
    for key, each in inner:
        found += places(each, (*path, key))
    return found


@st.composite
def documents(draw):
    """Draw a valid example with one place replaced, removed or added to."""
    document = copy.deepcopy(draw(st.sampled_from(DOCUMENTS)))
    path = draw(st.sampled_from(places(document)))
    place = document
    for part in path[:-1]:
        place = place[part]
    how = draw(st.sampled_from(["replace", "remove", "add"]))
    if how == "replace":
        place[path[-1]] = draw(values)
    elif how == "remove":
        del place[path[-1]]
    elif isinstance(place, dict):
        place[draw(words)] = draw(values)
    else:
        place.append(draw(values))
    return document


@given(document=st.one_of(documents(), values))
@settings(deadline=None, max_examples=400)
def test_both_validators_agree_on_any_change(document):
    ours = validate_document(document, DESCRIPTION_SCHEMA)
    theirs = jsonschema_opinion(document, DESCRIPTION_SCHEMA)
    assert theirs.agrees_valid is (ours == ()), theirs.detail


@given(document=documents(), text=st.text(max_size=500))
@settings(deadline=None)
def test_evidence_of_any_document_against_any_text_never_raises(document, text):
    check_evidence(document, text)


@given(document=documents())
@settings(deadline=None)
def test_what_was_written_is_read_back(document):
    data = json.dumps(document, ensure_ascii=False).encode("utf-8", "surrogatepass")
    again, findings = parse_document(data)
    assert again == document or findings


@given(
    data=st.one_of(
        st.binary(max_size=200),
        st.text('[]{}",:\\u019eE+-.0dD8nultrefasNIy \n', max_size=80).map(str.encode),
    )
)
@settings(deadline=None, max_examples=500)
def test_any_bytes_give_a_document_or_a_reason_and_never_both(data):
    document, findings = parse_document(data)
    assert (document is None) == bool(findings)


@given(start=st.integers(0, 466), length=st.integers(1, 40))
def test_a_span_is_right_exactly_where_its_words_are(start, length):
    text = next(each["text"]["content"] for each in DOCUMENTS if "content" in each["text"])
    words_there = text[start : start + length]
    span = {"start": start, "end": start + len(words_there), "exact": words_there}
    assert check_evidence({"boilerplate": [span]}, text) == ()
    moved = span | {"start": start + 1, "end": start + 1 + len(words_there)}
    is_right = text[start + 1 : start + 1 + len(words_there)] == words_there
    assert (check_evidence({"boilerplate": [moved]}, text) == ()) == is_right
