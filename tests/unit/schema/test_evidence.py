"""The evidence against the text: every quoted character, every reference."""

import copy
import hashlib
from pathlib import Path

import pytest

from preserve.schema.evidence import SourceFacts, check_description_source, check_evidence
from preserve.schema.parse import parse_document

EXAMPLE = Path(__file__).parents[3] / "schemas/description/examples/valid/everything.json"
DOCUMENT = parse_document(EXAMPLE.read_bytes())[0]
TEXT = DOCUMENT["text"]["content"]


def changed(*path, to):
    document = copy.deepcopy(DOCUMENT)
    place = document
    for part in path[:-1]:
        place = place[part]
    place[path[-1]] = to
    return document


def found(document, text=TEXT, **options):
    return [(each.code, each.where.path) for each in check_evidence(document, text, **options)]


def test_the_example_is_right():
    assert found(DOCUMENT) == []


SPANS = [
    ("headline", "evidence", 0),
    ("outlet", "candidates", 0, "evidence", 0),
    ("date_window", "evidence", 1),
    ("authors", 0, "evidence", 0),
    ("speakers", 0, "evidence", 0),
    ("speakers", 0, "roles", 0, "evidence", 0),
    ("quotations", 0, "source"),
    ("quotations", 1, "cue"),
    ("quotations", 3),
    ("videos", 0, "evidence", 0),
    ("posts", 0, "evidence", 0),
    ("losses", 0),
    ("boilerplate", 0),
    ("risks", 1, "evidence", 0),
]


@pytest.mark.parametrize("path", SPANS)
def test_one_other_character_in_any_evidence_is_found_with_its_place(path):
    span = DOCUMENT
    for part in path:
        span = span[part]
    place = "/" + "/".join(map(str, path))
    for name, value in (
        ("exact", "#" + span["exact"][1:]),
        ("exact", span["exact"] + " "),
        ("start", span["start"] + 1),
        ("end", span["end"] - 1),
        ("end", len(TEXT) + 1),
        ("end", span["start"]),
    ):
        assert ("META-067", place) in found(changed(*path, name, to=value)), (name, value)
    offset = check_evidence(changed(*path, "exact", to="#"), TEXT)[0].where.offset
    assert offset == span["start"]


@pytest.mark.parametrize("side", ["prefix", "suffix"])
def test_the_characters_around_have_to_agree(side):
    path = ("date_window", "evidence", 0, side)
    assert found(changed(*path, to="#")) == [("META-067", "/" + "/".join(map(str, path)))]
    assert found(changed(*path, to="")) == []


def test_offsets_are_code_points_and_nothing_is_normalised():
    text = "e\u0301 \U0001f600 \u00a0x"
    span = {"start": 3, "end": 4, "exact": "\U0001f600", "prefix": "e\u0301 ", "suffix": " \u00a0x"}
    assert found({"boilerplate": [span]}, text) == []
    assert found({"boilerplate": [span | {"prefix": "é "}]}, text) != []
    assert found({"boilerplate": [span | {"suffix": "  x"}]}, text) != []


def test_a_number_is_the_same_however_it_is_written():
    assert (
        found(changed("boilerplate", 0, "start", to=float(DOCUMENT["boilerplate"][0]["start"])))
        == []
    )


def test_the_text_itself():
    assert found(DOCUMENT, TEXT + "\n") == [
        ("META-066", "/text/characters"),
        ("META-066", "/text/sha256"),
        ("META-066", "/text/content"),
    ]
    assert found(changed("text", "content", to="other")) == [("META-066", "/text/content")]


def test_the_digest_may_be_that_of_the_file_that_the_text_was_decoded_from():
    stored = hashlib.sha256(TEXT.encode("utf-16")).hexdigest()
    document = changed("text", "sha256", to=stored)
    assert found(document) == [("META-066", "/text/sha256")]
    assert found(document, text_sha256=stored) == []


@pytest.mark.parametrize(
    ("path", "value", "expected"),
    [
        (("speakers", 1, "id"), "s1", ("META-068", "/speakers/1/id")),
        (("quotations", 4, "id"), "q2", ("META-068", "/quotations/4/id")),
        (("videos", 1, "id"), "v1", ("META-068", "/videos/1/id")),
        (("quotations", 0, "speaker"), "s9", ("META-069", "/quotations/0/speaker")),
        (("videos", 0, "speaker"), "q1", ("META-069", "/videos/0/speaker")),
        (("posts", 0, "speaker"), "s9", ("META-069", "/posts/0/speaker")),
        (("risks", 0, "speaker"), "s9", ("META-069", "/risks/0/speaker")),
        (("quotations", 2, "continues"), "s1", ("META-069", "/quotations/2/continues")),
        (("quotations", 4, "repeats"), "q9", ("META-069", "/quotations/4/repeats")),
        (("quotations", 2, "continues"), "q3", ("META-070", "/quotations/2/continues")),
        (("quotations", 1, "continues"), "q3", ("META-070", "/quotations/1/continues")),
        (("quotations", 4, "repeats"), "q5", ("META-070", "/quotations/4/repeats")),
        (("quotations", 4, "repeats"), "q3", ("META-071", "/quotations/4/repeats")),
    ],
)
def test_references(path, value, expected):
    assert expected in found(changed(*path, to=value))


def test_a_long_ring_is_found_once():
    quotations = [{"id": f"q{n}", "continues": f"q{(n + 1) % 5_000}"} for n in range(5_000)]
    assert [code for code, _ in found({"quotations": quotations})] == ["META-070"]


def test_a_long_chain_is_no_ring():
    quotations = [{"id": f"q{n}", "continues": f"q{n - 1}" if n else None} for n in range(5_000)]
    assert found({"quotations": quotations}) == []


@pytest.mark.parametrize(
    "document",
    [
        {},
        {"text": []},
        {"text": {"sha256": [], "characters": {}, "path": {}}},
        {"speakers": {"id": 1}, "quotations": [1, None, {"id": [], "speaker": {}, "repeats": 3}]},
        {"x": {"start": True, "end": "2", "exact": None}},
        {"x": {"start": float("inf"), "end": float("nan"), "exact": ""}},
        {"x": {"start": -1, "end": 10**30, "exact": "a", "prefix": 3, "suffix": []}},
        {"quotations": [{"id": "a", "exact": 3, "repeats": "a"}]},
    ],
)
def test_documents_of_any_shape_do_no_harm(document):
    check_evidence(document, TEXT)
    check_description_source(document, FACTS)


def test_the_list_has_an_end():
    wrong = {"start": 0, "end": 1, "exact": "#"}
    assert len(found({"boilerplate": [wrong] * 3_000})) == 1_000


FACTS = SourceFacts(
    package_id=DOCUMENT["package_id"],
    name="bridge.txt",
    size_bytes=DOCUMENT["source"]["bytes"],
    digests={"sha256": DOCUMENT["source"]["sha256"], "sha512": DOCUMENT["source"]["sha512"]},
    paths=frozenset({"original/bridge.txt", "metadata/description.json"}),
)


def test_a_description_of_this_source():
    assert check_description_source(DOCUMENT, FACTS) == ()


@pytest.mark.parametrize(
    ("path", "value", "code"),
    [
        (("source", "name"), "other.txt", "META-072"),
        (("source", "bytes"), 1, "META-072"),
        (("source", "sha256"), "0" * 64, "META-072"),
        (("source", "sha512"), "0" * 128, "META-072"),
        (("source",), None, "META-072"),
        (("text", "path"), "text/article.txt", "META-073"),
        (("package_id",), "other-0123456789ab", "META-074"),
    ],
)
def test_a_description_of_another_source(path, value, code):
    result = check_description_source(changed(*path, to=value), FACTS)
    assert {each.code for each in result} == {code}
    assert result[0].where.path.startswith("/" + "/".join(path))
