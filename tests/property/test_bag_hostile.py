"""Any bytes whatever in the tag files: a result, never an exception, and never a false `valid`."""

from hypothesis import given, settings
from hypothesis import strategies as st

from preserve.containers.bag.check import inspect, tag_files_to_read
from preserve.containers.bag.profile import Packed, check_profile
from preserve.containers.bag.profile_tags import TagElement
from preserve.containers.bag.refusals import refusals
from preserve.model.file import Entry, EntryKind, Measurement, Outcome
from preserve.model.verdict import Verdict
from tests.support.bags import Bag, hexdigest, judge, new_bag

ROOT_FILES = ["bagit.txt", "bag-info.txt", "fetch.txt", "manifest-sha256.txt", "manifest-x.txt"]
TAG_FILES = [*ROOT_FILES, "tagmanifest-sha512.txt", "package-info.txt", "manifest-SHA-1.txt"]
PIECES = st.sampled_from(
    [b"\n", b"\r", b" ", b"\t", b":", b"%25", b"%", b"*", b"\\", b"data/a.txt", b"data/", b"../",
     b"//", b"\xef\xbb\xbf", b"\xff\xfe", b"\0", b"BagIt-Version: 1.0\n", b"UTF-16",
     b"Tag-File-Character-Encoding: UTF-8\n", b"Payload-Oxum: 8.2\n", b"https://a.example/ 1 ",
     hexdigest(b"one\n", "sha256").encode()]
)  # fmt: skip
TEXT = st.lists(PIECES | st.binary(max_size=4), max_size=12).map(b"".join)
NAMES = st.text(st.sampled_from("ab.~/\\\udce9e\u0301é% ") | st.characters(), max_size=8)
KINDS = st.sampled_from(list(EntryKind))
ENTRIES = st.lists(
    st.builds(
        Entry,
        path=NAMES | st.sampled_from([*TAG_FILES, "data", "data/a.txt"]),
        kind=KINDS,
        links=st.integers(1, 2),
        target=st.none() | NAMES,
        error=st.none() | st.just("denied"),
    ),
    max_size=8,
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(st.characters(blacklist_categories=[]), max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)  # fmt: skip
PROFILE_KEYS = st.sampled_from(
    ["BagIt-Profile-Info", "Bag-Info", "Manifests-Required", "Manifests-Allowed", "Data-Empty",
     "Tag-Files-Allowed", "Payload-Files-Required", "Serialization", "Accept-BagIt-Version", "x",
     "Payload-Files-Allowed", "Tag-Files-Required", "Accept-Serialization", "Preserve-Tag-Files",
     "Preserve-Serialization-Name", "Tag-Manifests-Required", "Fetch.txt-Required"]
)  # fmt: skip


@settings(max_examples=300)
@given(st.dictionaries(st.sampled_from(TAG_FILES), TEXT, max_size=4))
def test_tag_files_of_any_bytes_give_findings_and_no_exception(files: dict[str, bytes]):
    bag = Bag({**new_bag().files, **files})
    result = bag.check()
    for item in result.findings:
        item.message.encode()
        assert item.message.isprintable()
    if result.verdict is Verdict.VALID:
        assert not any(item.weight for item in result.findings)


@settings(max_examples=300)
@given(ENTRIES, st.sampled_from(list(Outcome)))
def test_listings_of_any_kind_give_findings_and_no_exception(
    entries: list[Entry], outcome: Outcome
):
    given_files = {path: Measurement(path, outcome) for path in tag_files_to_read(entries)}
    inspection = inspect(entries, given_files)
    result = judge(inspection, {path: Measurement(path, outcome) for path in inspection.wanted})
    assert result.verdict is not Verdict.VALID
    for item in (*result.findings, *refusals(entries)):
        item.message.encode()
        (item.where.file or "").encode()


RULES = st.dictionaries(
    st.text(max_size=3) | st.sampled_from(["Contact-Name", "bag-info.txt", "a.txt"]),
    st.dictionaries(
        st.sampled_from(["required", "values", "repeatable", "recommended", "description", "x"]),
        JSON | st.booleans(),
        max_size=3,
    )
    | JSON,
    max_size=3,
)


@given(st.dictionaries(PROFILE_KEYS, JSON | RULES | st.lists(NAMES, max_size=4), max_size=6))
def test_profiles_of_any_json_give_findings_and_no_exception(profile: dict[str, object]):
    bag = new_bag()
    packed = Packed("application/zip", "a", "a.zip")
    known = {"bag-info.txt": [TagElement("x", "y", 1)], "": None}
    plain = check_profile(profile, bag.check(), bag.entries())
    also = check_profile(profile, bag.check(), bag.entries(), packed=packed, tag_files=known)
    for item in (*plain, *also):
        item.message.encode()
        (item.where.path or "").encode()


@given(
    st.sets(st.sampled_from(["data/a.txt", "data/b.txt", "bag-info.txt", "bagit.txt"]), min_size=1)
)
def test_what_cannot_be_read_is_undecided_and_never_altered(paths: set[str]):
    bag = new_bag()
    for path in paths:
        bag = bag.with_outcome(path, Outcome.UNREADABLE)
    result = bag.check()
    assert result.verdict is Verdict.UNDECIDED
    assert {item.code for item in result.findings} == {"BAG-090"}
