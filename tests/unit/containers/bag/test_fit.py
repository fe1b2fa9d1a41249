"""Making a bag fit a profile: what is added, left out, asked, refused. Values in, values out."""

import copy
import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from preserve.containers.bag.fit import (
    Wish,
    fit,
    fitted_info,
    fitted_tag_files,
    misfits,
)
from preserve.containers.bag.fit_tags import Question, Tag, parse_tag
from preserve.containers.bag.profile_rules import document_findings
from preserve.containers.bag.serialized.write import Form
from preserve.containers.bag.write import PROFILE_IDENTIFIER, info_bytes
from preserve.model.file import FileRecord
from preserve.schema.library import load

PAGE = "HOW-TO-READ-THIS.txt"
ASKED = "https://example.org/profile.json"
OURS = load("bag-profile/v1.json")
PAYLOAD = [
    FileRecord("data/original/a.txt", 3, {}),
    FileRecord("data/article.warc.gz", 9, {}),
    FileRecord("data/metadata/description.json", 7, {}),
]
INFO = (
    ("Source-Organization", "unknown"),
    ("External-Description", "A news article: x"),
    ("Bagging-Date", "2016-12-15"),
    ("Payload-Oxum", "19.3"),
    ("BagIt-Profile-Identifier", PROFILE_IDENTIFIER),
)


def profile(**changes):
    document = {
        "BagIt-Profile-Info": {
            "BagIt-Profile-Identifier": ASKED,
            "Source-Organization": "Example",
            "External-Description": "A profile.",
            "Version": "1",
        },
        "Accept-BagIt-Version": ["1.0"],
    }
    document |= {
        name.replace("__", ".").replace("_", "-"): value for name, value in changes.items()
    }
    return document


def fitted(document, *given, form=None):
    tags = tuple(map(parse_tag, given))
    return fit(document, OURS, Wish(form, tags, PAGE))


def codes(findings):
    return [found.code for found in findings]


def words(findings):
    return " ".join(found.message for found in findings)


def test_a_profile_that_asks_for_nothing_changes_nothing_but_the_name():
    fitting = fitted(profile())
    assert fitting.findings == ()
    assert fitting.names == (PROFILE_IDENTIFIER, ASKED)
    assert fitting.manifests == (("sha256", "sha512"), ("sha256", "sha512"))
    assert (fitting.form, fitting.has_page, fitting.files) == (None, True, ())
    assert fitted_info(INFO, fitting) == (*INFO, ("BagIt-Profile-Identifier", ASKED))
    assert fitted_tag_files(fitting) == ()


@pytest.mark.parametrize(
    ("rules", "payload", "tag", "ours"),
    [
        ({"Manifests_Required": ["md5"]}, "md5 sha256 sha512", "md5 sha256 sha512", False),
        ({"Manifests_Required": ["SHA-256"]}, "sha256 sha512", "sha256 sha512", True),
        ({"Manifests_Allowed": ["md5", "sha256"]}, "sha256", "sha256", False),
        ({"Manifests_Allowed": ["md5", "sha1"]}, "sha1", "sha1", False),
        ({"Manifests_Allowed": ["sha256", "sha512", "md5"]}, "sha256 sha512", "sha256 sha512", True),
        ({"Tag_Manifests_Required": ["md5"]}, "sha256 sha512", "md5 sha256 sha512", False),
        ({"Tag_Manifests_Allowed": ["md5"]}, "sha256 sha512", "md5", False),
        ({"Tag_Manifests_Allowed": []}, "sha256 sha512", "", False),
        ({"Tag_Manifests_Allowed": ["whirlpool"]}, "sha256 sha512", "", False),
        ({"Manifests_Required": ["sha3256", "blake2b"]}, "blake2b sha256 sha3256 sha512", "blake2b sha256 sha3256 sha512", False),
    ],
)  # fmt: skip
def test_manifests_are_added_and_left_out(rules, payload, tag, ours):
    fitting = fitted(profile(**rules))
    assert fitting.manifests == (tuple(payload.split()), tuple(tag.split()))
    assert (PROFILE_IDENTIFIER in fitting.names) is ours
    assert codes(fitting.findings) == ([] if ours else ["BAG-183"])


@pytest.mark.parametrize(
    ("rules", "said"),
    [
        ({"Manifests_Required": ["whirlpool"]}, "whirlpool"),
        ({"Tag_Manifests_Required": ["shake128"]}, "shake128"),
        ({"Manifests_Allowed": ["whirlpool"]}, "no payload manifest"),
        ({"Manifests_Allowed": []}, "no payload manifest"),
        ({"Accept_BagIt_Version": ["0.97"]}, "0.97"),
        ({"Fetch__txt_Required": True}, "fetch.txt"),
        ({"Data_Empty": True}, "empty"),
        ({"Tag_Files_Required": ["mets.xml"]}, "mets.xml"),
        ({"Tag_Files_Required": ["manifest-md5.txt"]}, "manifest-md5.txt"),
        ({"Serialization": "required", "Accept_Serialization": ["application/x-rar"]}, "x-rar"),
        ({"Bag_Info": {" A": {"required": True}}}, "\\x20A"),
    ],
)
def test_what_cannot_be_is_refused_in_words(rules, said):
    (found, *_) = fitted(profile(**rules)).findings
    assert found.code == "BAG-180"
    assert said in found.message


def test_a_profile_that_is_not_in_order_is_not_followed():
    broken = profile(Manifests_Required=["md5"], Manifests_Allowed=["sha1"])
    assert "BAG-120" in codes(fitted(broken).findings)
    nameless = profile()
    del nameless["BagIt-Profile-Info"]["BagIt-Profile-Identifier"]
    assert "BAG-120" in codes(fitted(nameless).findings)
    folded = profile()
    folded["BagIt-Profile-Info"]["BagIt-Profile-Identifier"] = "https://example.org/\nA: b"
    assert "BAG-180" in codes(fitted(folded).findings)


TAR, ZIP, GZIP = "application/x-tar", "application/zip", "application/gzip"


@pytest.mark.parametrize(
    ("wanted", "accepted", "asked", "form"),
    [
        ("optional", [TAR, ZIP], None, None),
        ("optional", [TAR, ZIP], Form.ZIP, Form.ZIP),
        ("required", [ZIP, TAR], None, Form.TAR),
        ("required", [GZIP, ZIP], None, Form.ZIP),
        ("required", ["application/x-zip-compressed"], None, Form.ZIP),
        ("required", ["Application/X-GTAR"], None, Form.TAR),
        ("required", [ZIP, TAR], Form.ZIP, Form.ZIP),
        ("required", [ZIP], Form.TAR, "refused"),
        ("required", [GZIP], None, "refused"),
        ("optional", [ZIP], Form.TAR, "refused"),
        ("forbidden", [ZIP, TAR], Form.TAR, "refused"),
        ("forbidden", [], Form.TAR, "refused"),
        ("forbidden", [], None, None),
    ],
)
def test_what_a_bag_is_packed_as(wanted, accepted, asked, form):
    document = profile(Serialization=wanted, Accept_Serialization=accepted)
    fitting = fitted(document, form=asked)
    if form == "refused":
        assert codes(fitting.findings) == ["BAG-180"]
        return
    assert fitting.form is form
    assert codes(fitting.findings) == ["BAG-183"] * (form is not asked)


def test_the_page_for_readers_is_left_out_where_it_is_forbidden():
    fitting = fitted(profile(Tag_Files_Allowed=["dpn-tags/*"]))
    assert not fitting.has_page
    assert fitting.names == (ASKED,)
    assert PAGE in words(fitting.findings)
    assert fitted(profile(Tag_Files_Allowed=["HOW-*"])).has_page


INFO_RULES = {
    "Source-Organization": {"required": True},
    "External-Description": {"required": True},
    "Payload-Oxum": {"required": True},
    "Kind": {"required": True, "values": ["a", "b"], "description": "Which kind it is."},
    "Note": {"required": False, "repeatable": False},
    "Wished": {"recommended": True},
}


def test_required_tags_that_nobody_gave_are_told_in_one_finding():
    fitting = fitted(profile(Bag_Info=INFO_RULES))
    (found,) = fitting.findings
    assert found.code == "BAG-181"
    assert '"Source-Organization=..."' in found.message
    assert '"Kind=..." (one of a, b)' in found.message
    assert "Payload-Oxum" not in found.message
    assert fitting.questions == (
        Question("bag-info.txt", "Source-Organization", "", ()),
        Question("bag-info.txt", "Kind", "Which kind it is.", ("a", "b")),
    )


def test_given_tags_stand_where_what_they_replace_stood_in_the_profiles_spelling():
    fitting = fitted(
        profile(Bag_Info=INFO_RULES), "kind=b", "source-organization=Library of X",
        "Other=1", "External-Description=Mine", "Other=2",
    )  # fmt: skip
    assert codes(fitting.findings) == ["BAG-184"]
    assert "Wished" in fitting.findings[0].message
    assert fitted_info(INFO, fitting) == (
        ("Source-Organization", "Library of X"),
        ("External-Description", "Mine"),
        ("Bagging-Date", "2016-12-15"),
        ("Payload-Oxum", "19.3"),
        ("Kind", "b"),
        ("Other", "1"),
        ("Other", "2"),
        ("BagIt-Profile-Identifier", PROFILE_IDENTIFIER),
        ("BagIt-Profile-Identifier", ASKED),
    )


@pytest.mark.parametrize(
    ("given_tags", "said"),
    [
        (["Kind=c"], "one of: a, b"),
        (["Kind=A"], "one of: a, b"),
        (["Kind="], "without a value"),
        (["Note=1", "note=2"], "2 times"),
        (["Payload-Oxum=1.1"], "by preserve itself"),
        (["payload-oxum=1.1"], "by preserve itself"),
        (["BagIt-Profile-Identifier=https://example.org/x"], "by preserve itself"),
        (["mets.txt/Title=x"], "no tag file"),
        (["../mets.txt/Title=x"], "cannot be a tag file"),
        (["fetch.txt/Title=x"], "cannot be a tag file"),
        (["manifest-md5.txt/Title=x"], "cannot be a tag file"),
        (["data/a.txt/Title=x"], "cannot be a tag file"),
        ([f"{PAGE}/Title=x"], "written by preserve itself"),
        (["A:b=c"], "label"),
        ([" A=c"], "label"),
        (["A\nB=c"], "label"),
    ],
)
def test_tags_that_cannot_be_written_as_given(given_tags, said):
    rules = {**INFO_RULES, "Kind": {"values": ["a", "b"]}}
    fitting = fitted(profile(Bag_Info=rules), "Source-Organization=X", *given_tags)
    assert codes(fitting.findings) == ["BAG-182"]
    assert said in fitting.findings[0].message


@pytest.mark.parametrize(
    ("text", "tag"),
    [
        ("A=b", Tag("bag-info.txt", "A", "b")),
        ("A=b=c", Tag("bag-info.txt", "A", "b=c")),
        ("A= b\nC: d ", Tag("bag-info.txt", "A", "b C: d")),
        ("x.txt/A=b/c.txt/d=e", Tag("x.txt", "A", "b/c.txt/d=e")),
        ("dpn-tags/dpn-info.txt/A=b", Tag("dpn-tags/dpn-info.txt", "A", "b")),
        ("A/B=c", Tag("bag-info.txt", "A/B", "c")),
        ("A=", Tag("bag-info.txt", "A", "")),
        ("A", None),
        ("=b", None),
        ("x.txt/=b", None),
        ("", None),
    ],
)
def test_how_a_tag_is_written_on_the_command_line(text, tag):
    assert parse_tag(text) == tag


APTRUST = {
    "aptrust-info.txt": {
        "Title": {"required": True},
        "Access": {"required": True, "values": ["Consortia", "Institution"]},
        "Description": {},
    }
}


def test_other_tag_files_are_made_from_tags():
    document = profile(Tag_Files_Required=["aptrust-info.txt"], Preserve_Tag_Files=APTRUST)
    missing = fitted(document, "aptrust-info.txt/Title=x")
    assert codes(missing.findings) == ["BAG-181"]
    assert '"aptrust-info.txt/Access=..." (one of Consortia, Institution)' in words(
        missing.findings
    )
    fitting = fitted(document, "aptrust-info.txt/access=Consortia", "aptrust-info.txt/Title=x")
    assert codes(fitting.findings) == ["BAG-183"]
    (made,) = fitted_tag_files(fitting)
    assert (made.path, made.data) == ("aptrust-info.txt", b"Access: Consortia\nTitle: x\n")
    assert fitting.names == (ASKED,)
    # Required tags ask for their file, named as required or not.
    assert fitted(profile(Preserve_Tag_Files=APTRUST)).questions == fitted(document).questions


@pytest.mark.parametrize(
    "path", ["../x.txt", "/x.txt", "data/x.txt", "bagit.txt", "x", PAGE, "C:x.txt"]
)
def test_a_hostile_profile_cannot_place_a_file(path):
    document = profile(Preserve_Tag_Files={path: {"A": {"required": True}}})
    assert "BAG-180" in codes(fitted(document).findings)
    assert codes(fitted(document, f"{path}/A=b").findings) != []


@pytest.mark.parametrize(
    "paths",
    [
        [f"{PAGE}/x.txt"],
        ["bagit.txt/x.txt"],
        ["how-to-read-this.txt"],
        ["a.txt", "a.txt/b.txt"],
        ["a/b.txt/c.txt", "a/b.txt"],
        ["a.txt", "A.txt"],
        ["caf\u00e9.txt", "cafe\u0301.txt"],
    ],
)
def test_files_that_cannot_lie_side_by_side_are_refused(paths):
    document = profile(Preserve_Tag_Files={path: {"A": {}} for path in paths})
    fitting = fitted(document, *(f"{path}/A=b" for path in paths))
    assert set(codes(fitting.findings)) == {"BAG-182"}


def test_a_tag_file_may_lie_in_a_directory():
    path = "dpn-tags/dpn-info.txt"
    fitting = fitted(profile(Preserve_Tag_Files={path: {"A": {}}}), f"{path}/A=b")
    assert codes(fitting.findings) == ["BAG-183"]
    assert fitted_tag_files(fitting) == ((path, b"A: b\n"),)


def test_how_bags_are_made_can_be_sent_to_another_process():
    fitting = fitted(profile(Bag_Info=INFO_RULES), "Kind=a", form=Form.TAR)
    assert pickle.loads(pickle.dumps(fitting)) == fitting


def test_a_profile_cannot_put_other_rules_in_the_place_of_those_of_bag_info():
    document = profile(
        Bag_Info={"Note": {"required": True}}, Preserve_Tag_Files={"bag-info.txt": {}}
    )
    assert [question.label for question in fitted(document).questions] == ["Note"]


@pytest.mark.parametrize(
    ("naming", "names"),
    [
        ({}, (PROFILE_IDENTIFIER, ASKED)),
        ({"repeatable": False}, (ASKED,)),
        ({"values": [ASKED]}, (ASKED,)),
    ],
)
def test_our_profile_is_named_only_beside_one_that_allows_it(naming, names):
    assert fitted(profile(Bag_Info={"BagIt-Profile-Identifier": naming})).names == names


def test_our_profile_is_not_named_where_its_own_rules_are_broken():
    twice = fitted(profile(), "Contact-Name=A", "Contact-Name=B")
    assert twice.names == (ASKED,)


@pytest.mark.parametrize(
    ("rules", "said"),
    [
        ({"Payload_Files_Required": ["data/original/"]}, None),
        ({"Payload_Files_Required": ["data/mets.xml"]}, "data/mets.xml"),
        ({"Payload_Files_Required": ["data/objects/"]}, "data/objects/"),
        ({"Payload_Files_Allowed": ["data/*"]}, None),
        ({"Payload_Files_Allowed": ["data/original/*"]}, "data/article.warc.gz"),
        ({"Bag_Info": {"External-Description": {"values": ["A film"]}}}, "A film"),
    ],
)
def test_what_differs_from_bag_to_bag(rules, said):
    fitting = fitted(profile(**rules))
    assert not [found for found in fitting.findings if found.weight]
    found = misfits(fitting, PAYLOAD, fitted_info(INFO, fitting))
    assert bool(found) is (said is not None)
    assert said is None or said in words(found)


def test_very_many_missing_tags_make_no_endless_message():
    rules = {f"Label-{n}": {"required": True, "values": ["v" * 999] * 99} for n in range(999)}
    (found,) = fitted(profile(Bag_Info=rules)).findings
    assert len(found.message) < 4000
    assert "987 more" in found.message


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=9),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner, max_size=3)
    ),
    max_leaves=9,
)
_KEYS = st.sampled_from([
    "Bag-Info", "Manifests-Required", "Manifests-Allowed", "Tag-Manifests-Allowed", "Serialization",
    "Accept-Serialization", "Tag-Files-Required", "Tag-Files-Allowed", "Payload-Files-Required",
    "Preserve-Tag-Files", "BagIt-Profile-Info", "Accept-BagIt-Version", "Data-Empty",
])  # fmt: skip


@given(st.dictionaries(_KEYS, _JSON, max_size=4))
def test_any_profile_gets_an_answer_and_stays_as_it_is(changes):
    document = profile() | changes
    before = copy.deepcopy(document)
    fitting = fitted(document, "A=b", "x.txt/C=d")
    assert document == before
    if any(found.weight for found in document_findings(document)):
        assert any(found.weight for found in fitting.findings)
    if not any(found.weight for found in fitting.findings):
        assert fitting.manifests.payload
        info_bytes(fitted_info(INFO, fitting))
        fitted_tag_files(fitting)
        misfits(fitting, PAYLOAD, INFO)
