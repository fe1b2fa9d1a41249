"""The writer: exact bytes, no injection, refusal of what cannot stand in a bag."""

from datetime import date

import pytest

from preserve.containers.bag.write import (
    PROFILE_IDENTIFIER,
    BagInfo,
    bag_info,
    human_size,
    tag_files,
)
from preserve.model.digest import digests_of
from preserve.model.file import FileRecord, NewFile
from tests.support.bags import Bag, codes, new_bag

OPTIONS = BagInfo(
    source_organization=None,
    contact_name=None,
    contact_email=None,
    package_id="article-0123456789ab",
    external_description="An article.",
    bagging_on=date(2016, 12, 15),
    payload_bytes=1234567,
    payload_files=3,
    software="preserve 0.1",
)


def record(path: str, data: bytes = b"x") -> FileRecord:
    return FileRecord(path, len(data), digests_of(data))


def test_the_bytes_of_a_bag_are_these():
    written = {
        new.path: new.data.decode()
        for new in tag_files([record("data/b%"), record("data/a")], [("A", "b")])
    }
    assert list(written) == [
        "bagit.txt", "bag-info.txt", "manifest-sha256.txt", "manifest-sha512.txt",
        "tagmanifest-sha256.txt", "tagmanifest-sha512.txt",
    ]  # fmt: skip
    digest = digests_of(b"x")["sha256"]
    assert written["bagit.txt"] == "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
    assert written["bag-info.txt"] == "A: b\n"
    assert written["manifest-sha256.txt"] == f"{digest}  data/a\n{digest}  data/b%25\n"
    listed = [line.split("  ")[1] for line in written["tagmanifest-sha512.txt"].splitlines()]
    assert listed == ["bag-info.txt", "bagit.txt", "manifest-sha256.txt", "manifest-sha512.txt"]


def test_the_order_of_the_payload_changes_nothing():
    records = [record(f"data/{name}") for name in ("é", "z", "a b", "a/b", "\U0001f600", "\ue000")]
    assert tag_files(records, []) == tag_files(records[::-1], [])
    paths = [line.split(b"  ")[1] for line in tag_files(records, [])[2].data.splitlines()]
    assert paths == sorted(paths)


def test_extra_tag_files_are_written_and_listed():
    written = tag_files([record("data/a")], [], [NewFile("HOW-TO-READ-THIS.txt", b"Read me.\n")])
    bag = Bag({"data/a": b"x", **{new.path: new.data for new in written}})
    assert bag.check().findings == ()
    assert "BAG-051" in codes(bag.having("HOW-TO-READ-THIS.txt", b"No.\n").check())


@pytest.mark.parametrize(
    "value",
    ["x\nPayload-Oxum: 0.0", "x\r\nA: b", "x\rA: b", "x\u2028A: b", "x\x85A: b", "\n\n", "x\v\fy",
     "  x  ", "\ud800", "a: b", ""],
)  # fmt: skip
def test_a_hostile_value_stays_one_value(value: str):
    bag = new_bag(info=(("Title", value), ("Contact-Name", "Lina")))
    result = bag.check()
    assert [label for label, _ in result.info] == ["Title", "Contact-Name"]
    assert codes(result) == (set() if value.strip() else {"BAG-079"})
    assert bag.files["bag-info.txt"].count(b"\n") == 2


@pytest.mark.parametrize("label", ["", "A:B", "A\nB", " A", "A "])
def test_a_label_that_cannot_stand_there_is_a_fault_of_the_caller(label: str):
    with pytest.raises(ValueError, match="label"):
        tag_files([record("data/a")], [(label, "x")])


@pytest.mark.parametrize(
    "path", ["a", "data", "data/", "data/../a", "/data/a", "data//a", "data/a\0", "data/\udce9"]
)
def test_a_payload_path_that_cannot_stand_there_is_a_fault_of_the_caller(path: str):
    with pytest.raises(ValueError, match="path"):
        tag_files([record(path)], [])


@pytest.mark.parametrize("path", ["data/a", "data", "bagit.txt", "manifest-md5.txt", "../a", "/a"])
def test_an_extra_tag_file_cannot_replace_another(path: str):
    with pytest.raises(ValueError, match="path"):
        tag_files([record("data/a")], [], [NewFile(path, b"")])


def test_a_file_given_twice_is_a_fault_of_the_caller():
    with pytest.raises(ValueError, match="path"):
        tag_files([record("data/a"), record("data/a")], [])


def test_what_is_unknown_is_said_or_left_out():
    assert bag_info(OPTIONS) == (
        ("Source-Organization", "unknown"),
        ("External-Description", "An article."),
        ("Bagging-Date", "2016-12-15"),
        ("External-Identifier", "article-0123456789ab"),
        ("Bag-Size", "1.2 MB"),
        ("Payload-Oxum", "1234567.3"),
        ("Bag-Software-Agent", "preserve 0.1"),
        ("BagIt-Profile-Identifier", PROFILE_IDENTIFIER),
    )


@pytest.mark.parametrize(
    ("size", "words"),
    [(0, "0 bytes"), (999, "999 bytes"), (1000, "1.0 KB"), (999_949, "999.9 KB"),
     (999_999, "1.0 MB"), (2 * 10**9, "2.0 GB"), (10**18, "1000.0 PB")],
)  # fmt: skip
def test_sizes_in_words(size: int, words: str):
    assert human_size(size) == words
