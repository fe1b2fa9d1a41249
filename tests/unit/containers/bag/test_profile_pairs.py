"""One case for each rule of a profile: a bag that fits, and one that differs in just that."""

from typing import Any, NamedTuple

import pytest

from preserve.containers.bag.profile import Packed, check_profile
from preserve.model.file import Entry, EntryKind, Outcome
from preserve.model.profile_verdict import Fit, fit_of
from preserve.model.verdict import Verdict
from tests.support.bags import Bag, hexdigest
from tests.support.profiles import IDENTIFIER, elements, found, plain_bag, profile

TAR = Packed("application/tar", "bag", "bag.tar")
ZIP = Packed("application/zip", "bag", "bag.zip")
LINA, BANA = ("Contact-Name", "Lina"), ("Contact-Name", "Bana")
FETCH = {"fetch.txt": b"https://a.example/a 4 data/a.txt\n"}
TITLE = {"archive-info.txt": {"Title": {"required": True, "values": ["One", "Two"]}}}


def archive_info(text: str) -> Bag:
    return plain_bag(tags={"archive-info.txt": text.encode()})


class Pair(NamedTuple):
    """A profile, how the bag that fits comes, how the other one comes, and what is said of it."""

    profile: dict[str, Any]
    fits: Bag
    differs: Bag
    code: str
    file: str | None = None
    line: int | None = None
    packed: tuple[Packed | None, Packed | None] = (None, None)


PLAIN = plain_bag()
PAIRS = {
    "identifier": Pair(
        profile(), PLAIN, plain_bag(("BagIt-Profile-Identifier", f"{IDENTIFIER}x")),
        "BAG-121", "bag-info.txt", 1),
    "identifier-in-another-case": Pair(
        profile(), PLAIN, plain_bag(("BagIt-Profile-Identifier", IDENTIFIER.upper())),
        "BAG-121", "bag-info.txt", 1),
    "identifier-among-several": Pair(
        profile(),
        plain_bag(("BagIt-Profile-Identifier", "https://b.example/"), ("BagIt-Profile-Identifier", IDENTIFIER)),
        plain_bag(("BagIt-Profile-Identifier", "https://b.example/"), ("BagIt-Profile-Identifier", "urn:x")),
        "BAG-121", "bag-info.txt", 1),
    "identifier-and-no-bag-info": Pair(
        profile(), PLAIN, PLAIN.without("bag-info.txt"), "BAG-121", "bag-info.txt"),
    "version": Pair(
        profile(), PLAIN, plain_bag(version="0.97"), "BAG-122", "bagit.txt"),
    "version-among-several": Pair(
        profile(Accept_BagIt_Version=["0.96", "0.97"]), plain_bag(version="0.97"), PLAIN,
        "BAG-122", "bagit.txt"),
    "serialization-required": Pair(
        profile(Serialization="required", Accept_Serialization=["application/x-tar"]),
        PLAIN, PLAIN, "BAG-123", packed=(TAR, None)),
    "serialization-forbidden": Pair(
        profile(Serialization="forbidden"), PLAIN, PLAIN, "BAG-123", packed=(None, TAR)),
    "serialization-format": Pair(
        profile(Serialization="optional", Accept_Serialization=["application/zip"]),
        PLAIN, PLAIN, "BAG-123", packed=(ZIP, TAR)),
    "serialization-format-without-the-rule": Pair(
        profile(Accept_Serialization=["application/zip"]),
        PLAIN, PLAIN, "BAG-123", packed=(ZIP, TAR)),
    "serialization-tar-is-not-tar-gz": Pair(
        profile(Serialization="required", Accept_Serialization=["application/gzip"]), PLAIN, PLAIN,
        "BAG-123", packed=(Packed("application/gzip", "bag", "bag.tgz"), TAR)),
    "tag-required": Pair(
        profile(Bag_Info={"Contact-Name": {"required": True}}), plain_bag(LINA), PLAIN,
        "BAG-124", "bag-info.txt"),
    "tag-required-and-empty": Pair(
        profile(Bag_Info={"Contact-Name": {"required": True}}),
        plain_bag(LINA), plain_bag(("Contact-Name", "")), "BAG-124", "bag-info.txt", 2),
    "tag-required-and-blank": Pair(
        profile(Bag_Info={"Contact-Name": {"required": True, "values": ["Lina"]}}),
        plain_bag(LINA), plain_bag(("Contact-Name", " \t ")), "BAG-124", "bag-info.txt", 2),
    "tag-of-no-reserved-name": Pair(
        profile(Bag_Info={"Media Identifier, 1": {"required": True}}),
        plain_bag(("Media Identifier, 1", "x")), PLAIN, "BAG-124", "bag-info.txt"),
    "tag-value": Pair(
        profile(Bag_Info={"Contact-Name": {"values": ["Lina"]}}),
        plain_bag(LINA), plain_bag(BANA), "BAG-125", "bag-info.txt", 2),
    "tag-value-in-another-case": Pair(
        profile(Bag_Info={"Contact-Name": {"values": ["Lina"]}}),
        plain_bag(LINA), plain_bag(("Contact-Name", "LINA")), "BAG-125", "bag-info.txt", 2),
    "tag-value-of-the-second": Pair(
        profile(Bag_Info={"Contact-Name": {"values": ["Lina", "Rana"]}}),
        plain_bag(LINA, LINA), plain_bag(LINA, BANA), "BAG-125", "bag-info.txt", 3),
    "tag-value-optional-and-empty": Pair(
        profile(Bag_Info={"Contact-Name": {"values": ["Lina"]}}),
        PLAIN, plain_bag(("Contact-Name", "")), "BAG-125", "bag-info.txt", 2),
    "tag-once": Pair(
        profile(Bag_Info={"Contact-Name": {"repeatable": False}}),
        plain_bag(LINA), plain_bag(LINA, LINA), "BAG-126", "bag-info.txt", 3),
    "tag-label-in-another-case": Pair(
        profile(Bag_Info={"Contact-Name": {"required": True}}),
        plain_bag(LINA), plain_bag(("CONTACT-name", "Lina")), "BAG-135", "bag-info.txt", 2),
    "tag-recommended": Pair(
        profile(Bag_Info={"Contact-Name": {"recommended": True}}),
        plain_bag(LINA), PLAIN, "BAG-137", "bag-info.txt"),
    "manifest-required": Pair(
        profile(Manifests_Required=["md5"]), plain_bag(algorithms=["md5", "sha256"]), PLAIN,
        "BAG-127"),
    "manifest-required-written-otherwise": Pair(
        profile(Manifests_Required=["SHA-512"]), plain_bag(algorithms=["sha512"]), PLAIN, "BAG-127"),
    "manifest-allowed": Pair(
        profile(Manifests_Allowed=["sha-256"]), PLAIN, plain_bag(algorithms=["md5", "sha256"]),
        "BAG-128", "manifest-md5.txt"),
    "manifest-allowed-none": Pair(
        profile(Tag_Manifests_Allowed=[]), PLAIN.without("tagmanifest-sha256.txt"), PLAIN,
        "BAG-128", "tagmanifest-sha256.txt"),
    "tag-manifest-required": Pair(
        profile(Tag_Manifests_Required=["md5"]), plain_bag(tag_algorithms=["md5"]), PLAIN, "BAG-127"),
    "tag-manifest-allowed": Pair(
        profile(Tag_Manifests_Allowed=["sha256"]), PLAIN, plain_bag(tag_algorithms=["md5", "sha256"]),
        "BAG-128", "tagmanifest-md5.txt"),
    "fetch-forbidden": Pair(
        {**profile(), "Allow-Fetch.txt": False}, PLAIN, plain_bag(tags=FETCH), "BAG-129", "fetch.txt"),
    "fetch-required": Pair(
        {**profile(), "Fetch.txt-Required": True}, plain_bag(tags=FETCH), PLAIN,
        "BAG-129", "fetch.txt"),
    "empty": Pair(
        profile(Data_Empty=True), plain_bag(payload={"data/.keep": b""}),
        plain_bag(payload={"data/.keep": b"\n"}), "BAG-134", "data"),
    "empty-with-two-files": Pair(
        profile(Data_Empty=True), plain_bag(payload={}),
        plain_bag(payload={"data/a": b"", "data/b": b""}), "BAG-134", "data"),
    "tag-file-required": Pair(
        profile(Tag_Files_Required=["metadata/sword.json"]),
        plain_bag(tags={"metadata/sword.json": b"{}"}), PLAIN, "BAG-130", "metadata/sword.json"),
    "tag-file-required-in-another-directory": Pair(
        profile(Tag_Files_Required=["metadata/sword.json"]),
        plain_bag(tags={"metadata/sword.json": b"{}"}), plain_bag(tags={"sword.json": b"{}"}),
        "BAG-130", "metadata/sword.json"),
    "tag-file-allowed": Pair(
        profile(Tag_Files_Allowed=["notes/*"]), plain_bag(tags={"notes/x/y.txt": b"y\n"}),
        plain_bag(tags={"other/y.txt": b"y\n"}), "BAG-131", "other/y.txt"),
    "tag-file-allowed-none": Pair(
        profile(Tag_Files_Allowed=[]), plain_bag(tags=FETCH),
        plain_bag(tags={**FETCH, "x.txt": b"y\n"}), "BAG-131", "x.txt"),
    "payload-file-required": Pair(
        profile(Payload_Files_Required=["data/LICENSE"]), plain_bag(payload={"data/LICENSE": b"x"}),
        plain_bag(payload={"data/LICENSE.txt": b"x"}), "BAG-132", "data/LICENSE"),
    "payload-directory-required": Pair(
        profile(Payload_Files_Required=["data/src/"]), plain_bag(payload={"data/src/.keep": b""}),
        plain_bag(payload={"data/src": b"a file"}), "BAG-132", "data/src/"),
    "payload-file-allowed": Pair(
        profile(Payload_Files_Allowed=["data/*.txt"]), plain_bag(payload={"data/x/a.txt": b""}),
        plain_bag(payload={"data/x/a.txt": b"", "data/x/a.exe": b""}), "BAG-133", "data/x/a.exe"),
    "payload-file-allowed-by-its-name": Pair(
        profile(Payload_Files_Allowed=["data/a.txt"]), PLAIN,
        plain_bag(payload={"data/a.txt": b"", "data/A.txt": b""}), "BAG-133", "data/A.txt"),
    "tags-of-another-file": Pair(
        profile(Preserve_Tag_Files=TITLE), archive_info("Title: One\n"), archive_info("Tilte: One\n"),
        "BAG-124", "archive-info.txt"),
    "tags-of-another-file-and-no-such-file": Pair(
        profile(Preserve_Tag_Files=TITLE), archive_info("Title: One\n"), PLAIN,
        "BAG-130", "archive-info.txt"),
    "tags-of-another-file-value": Pair(
        profile(Preserve_Tag_Files=TITLE), archive_info("Note: x\nTitle:\n Two\n"),
        archive_info("Note: x\nTitle: Three\n"), "BAG-125", "archive-info.txt", 2),
    "name-of-the-packed-bag": Pair(
        profile(Serialization="required", Accept_Serialization=["application/tar"],
                Preserve_Serialization_Name=True),
        PLAIN, PLAIN, "BAG-139", "other",
        packed=(Packed("application/x-tar", "a.b", "a.b.tar"), Packed("application/tar", "other", "a.b.tar"))),
    "name-of-the-packed-bag-and-no-directory": Pair(
        profile(Accept_Serialization=["application/gzip"], Preserve_Serialization_Name=True),
        PLAIN, PLAIN, "BAG-139", "a.TAR.GZ",
        packed=(Packed("application/gzip", "a", "a.TAR.GZ"), Packed("application/gzip", None, "a.TAR.GZ"))),
}  # fmt: skip


@pytest.mark.parametrize("name", PAIRS)
def test_the_bag_that_fits(name: str):
    pair = PAIRS[name]
    assert found(pair.profile, pair.fits, pair.packed[0], "archive-info.txt") == ()


@pytest.mark.parametrize("name", PAIRS)
def test_the_bag_that_differs(name: str):
    pair = PAIRS[name]
    (only,) = found(pair.profile, pair.differs, pair.packed[1], "archive-info.txt")
    assert (only.code, only.where.file, only.where.line) == (pair.code, pair.file, pair.line)
    assert only.message.isprintable()
    assert only.message.endswith(".")


def test_there_are_enough_of_them():
    assert len(PAIRS) >= 26
    assert {"BAG-121", "BAG-139"} < {pair.code for pair in PAIRS.values()}


@pytest.mark.parametrize(
    ("accepted", "media_type", "fits"),
    [("application/zip", "application/zip", True), ("application/x-zip-compressed", "application/zip", True),
     ("application/x-zip", "application/zip", True), ("Application/ZIP", "application/zip", True),
     ("application/zip; x=1", "application/zip", True),
     ("application/x-tar", "application/tar", True), ("application/tar", "application/x-tar", True),
     ("application/x-tar+gzip", "application/gzip", True), ("application/tar+gzip", "application/gzip", True),
     ("application/x-gzip", "application/gzip", True), ("application/x-compressed-tar", "application/gzip", True),
     ("application/x-gtar", "application/gzip", True), ("application/x-gtar", "application/tar", True),
     ("application/gzip", "application/tar", False), ("application/x-tar", "application/gzip", False),
     ("application/x-7z-compressed", "application/x-7z-compressed", True),
     ("application/x-7z-compressed", "application/zip", False), ("zip", "application/zip", False)],
)  # fmt: skip
def test_media_types_have_several_names(accepted: str, media_type: str, fits: bool):
    document = profile(Serialization="required", Accept_Serialization=[accepted])
    codes = [item.code for item in found(document, PLAIN, Packed(media_type, "bag", "bag"))]
    assert codes == ([] if fits else ["BAG-123"])


@pytest.mark.parametrize(
    "label",
    ["Source-Organization", "Bagging-Date", "Payload-Oxum", "Bag-Count", "External-Identifier"],
)
def test_a_reserved_label_counts_in_any_case(label: str):
    document = profile(Bag_Info={label: {"required": True}})
    for spelled in (label.lower(), label.upper(), label.swapcase()):
        assert [item.code for item in found(document, plain_bag((spelled, "x")))] == ["BAG-135"]


def test_values_of_two_normal_forms_are_one():
    document = profile(Bag_Info={"Contact-Name": {"values": ["Ren\u00e9"]}})
    assert found(document, plain_bag(("Contact-Name", "Rene\u0301"))) == ()


def test_names_of_two_normal_forms_are_one():
    document = profile(
        Payload_Files_Required=["data/\u00e9"], Payload_Files_Allowed=["data/\u00e9*"]
    )
    assert found(document, plain_bag(payload={"data/e\u0301": b""})) == ()


def test_the_two_fatal_rules_leave_the_others_out():
    document = profile(Manifests_Required=["md5"], Serialization="required",
                       Accept_Serialization=["application/zip"])  # fmt: skip
    assert [item.code for item in found(document, plain_bag(version="0.97"))] == [
        "BAG-123",
        "BAG-122",
    ]
    assert {item.code for item in found(document, PLAIN, ZIP)} == {"BAG-127"}


def test_all_findings_are_told_and_not_the_first_alone():
    document = profile(
        Bag_Info={name: {"required": True} for name in "ABC"}, Manifests_Required=["md5", "sha1"],
        Tag_Files_Required=["x", "y"], Payload_Files_Required=["data/x", "data/y/"],
    )  # fmt: skip
    codes = sorted(item.code for item in found(document, PLAIN))
    assert codes == ["BAG-124"] * 3 + ["BAG-127"] * 2 + ["BAG-130"] * 2 + ["BAG-132"] * 2


def holey(*paths: str) -> Bag:
    lines = "".join(f"https://a.example/{path} 4 {path}\n" for path in paths)
    manifest = "".join(f"{hexdigest(b'one', 'sha256')}  {path}\n" for path in paths)
    here = plain_bag(payload={}, tags={"fetch.txt": lines.encode()})
    listed = here.having("manifest-sha256.txt", manifest.encode())
    empty = listed.with_entry(Entry("data", EntryKind.DIRECTORY))
    return empty.without("tagmanifest-sha256.txt")


@pytest.mark.parametrize(
    ("document", "expected"),
    [(profile(Payload_Files_Required=["data/a", "data/"]), {"BAG-094"}),
     (profile(Payload_Files_Required=["data/b/"]), {"BAG-132"}),
     (profile(Payload_Files_Allowed=["data/a"]), set()),
     (profile(Payload_Files_Allowed=["data/b"]), {"BAG-133"}),
     (profile(Data_Empty=True), {"BAG-094"}),
     ({**profile(), "Allow-Fetch.txt": False}, {"BAG-129"})],
)  # fmt: skip
def test_what_is_still_to_be_fetched_is_not_missing(document: dict[str, Any], expected: set[str]):
    bag = holey("data/a")
    assert bag.check().verdict is Verdict.INCOMPLETE
    assert {item.code for item in found(document, bag)} == expected


def test_what_could_not_be_read_is_not_held_against_the_bag():
    (only,) = found(profile(Preserve_Tag_Files=TITLE), archive_info("Title: One\n"))
    assert (only.code, only.where.file, only.weight) == ("BAG-186", "archive-info.txt", 3)


def test_optional_tags_of_another_file_ask_for_no_file():
    document = profile(Preserve_Tag_Files={"archive-info.txt": {"Title": {"values": ["One"]}}})
    assert found(document, PLAIN) == ()


def test_a_required_file_with_rules_is_told_once():
    document = profile(Preserve_Tag_Files=TITLE, Tag_Files_Required=["archive-info.txt"])
    assert [item.code for item in found(document, PLAIN)] == ["BAG-130"]


def test_the_name_of_a_packed_bag_is_free_unless_the_profile_says_otherwise():
    elsewhere = Packed("application/tar", "other", "bag.tar")
    assert found(profile(), PLAIN, elsewhere) == ()
    assert found(profile(Preserve_Serialization_Name=False), PLAIN, elsewhere) == ()


@pytest.mark.parametrize("path", ["bagit.txt", "bag-info.txt"])
def test_a_bag_whose_tag_files_could_not_be_read_is_left_open(path: str):
    document = profile(Manifests_Required=["md5"], Bag_Info={"Title": {"required": True}})
    bag = PLAIN.with_outcome(path, Outcome.UNREADABLE)
    (only,) = check_profile(document, bag.check(), bag.entries())
    assert (only.code, fit_of([only])) == ("BAG-094", Fit.UNDECIDED)


def test_a_bag_that_could_not_be_listed_whole_is_left_open():
    hidden = Entry("data/x", EntryKind.DIRECTORY, error="denied")
    bag = PLAIN.with_entry(hidden)
    document = profile(Payload_Files_Required=["data/x/y"])
    assert [item.code for item in check_profile(document, bag.check(), bag.entries())] == [
        "BAG-094"
    ]


def test_messages_say_what_is_there_and_what_is_wanted():
    missing = PLAIN.without("bagit.txt")
    (only,) = found(profile(), missing)
    assert only.message == "The bag is of version unknown; the profile takes 1.0."
    nobody = plain_bag(("BagIt-Profile-Identifier", "urn:x"))
    (only,) = found(profile(), nobody)
    assert only.message == (f"bag-info.txt does not name the profile {IDENTIFIER}; it names urn:x.")
    (only,) = found(
        profile(Bag_Info={"A": {"values": [*map(str, range(30))]}}), plain_bag(("A", "x"))
    )
    assert only.message.endswith("16, 17, 18, 19 and 10 more.")


def test_lines_are_not_told_where_the_file_was_read_otherwise():
    bag, other = plain_bag(LINA), plain_bag(BANA)
    known = {"bag-info.txt": elements(other, "bag-info.txt")}
    document = profile(Bag_Info={"Contact-Name": {"values": ["Rana"]}})
    (only,) = check_profile(document, bag.check(), bag.entries(), tag_files=known)
    assert "`Lina`" in only.message
    assert only.where.line is None
