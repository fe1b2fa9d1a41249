"""The WARC against its package: each disagreement has its own code."""

import dataclasses
import hashlib

import pytest

from preserve.containers.warc.cross import PackageFacts, cross_check, named_field
from tests.support.warcs import check, packed, record, sha256, uuid_id

SOURCE, ABOUT = b"The bridge holds.\n", b'{"schema_version": "1"}\n'
PACKAGE = "bridge-0123456789ab"
ORIGINAL, DESCRIPTION = "data/original/bridge.txt", "data/metadata/description.json"


def digests(data):
    return {"sha256": hashlib.sha256(data).hexdigest(), "sha512": hashlib.sha512(data).hexdigest()}


FACTS = PackageFacts(
    package_id=PACKAGE,
    original=ORIGINAL,
    payload={ORIGINAL: digests(SOURCE), DESCRIPTION: digests(ABOUT)},
)


def warcinfo(part_of=PACKAGE):
    return record("warcinfo", 1, f"software: tests\r\nisPartOf: {part_of}\r\n".encode())


def resource(block=SOURCE, target=None):
    return record("resource", 2, block, {"WARC-Target-URI": target or f"urn:{sha256(block)}"})


def metadata(block=ABOUT, refers_to=None):
    return record("metadata", 3, block, {"WARC-Refers-To": refers_to or uuid_id(2)})


def crossed(*records, facts=FACTS):
    return [found.code for found in cross_check(check(packed(records)).records, facts)]


def test_a_package_that_agrees_with_its_warc():
    assert crossed(warcinfo(), resource(), metadata()) == []


@pytest.mark.parametrize(
    ("records", "expected"),
    [
        ((warcinfo(), metadata()), ["WARC-070", "WARC-073"]),
        ((warcinfo(), resource(b"Other words.\n"), metadata()), ["WARC-071", "WARC-072"]),
        ((warcinfo(), resource(target="urn:sha256:" + "0" * 64), metadata()), ["WARC-072"]),
        ((warcinfo(), resource(target="https://news.example/"), metadata()), ["WARC-072"]),
        ((warcinfo(), resource()), ["WARC-073"]),
        ((warcinfo(), resource(), metadata(refers_to=uuid_id(9))), ["WARC-073"]),
        ((warcinfo(), resource(), metadata(b"{}")), ["WARC-074"]),
        ((warcinfo("other-0123456789ab"), resource(), metadata()), ["WARC-075"]),
        ((resource(), metadata()), ["WARC-075"]),
        ((), ["WARC-075", "WARC-070", "WARC-073"]),
    ],
)
def test_each_disagreement_is_named(records, expected):
    assert crossed(*records) == expected


def test_without_digests_nothing_is_concluded():
    facts = dataclasses.replace(FACTS, payload={ORIGINAL: {"md5": "0" * 32}})
    found = cross_check(check(packed([warcinfo(), resource(), metadata()])).records, facts)
    assert [each.code for each in found] == ["WARC-076", "WARC-076"]
    assert {each.weight for each in found} == {3}


def test_a_finding_names_the_file_and_the_record():
    records = check(packed([warcinfo(), resource(b"x"), metadata()])).records
    found = cross_check(records, FACTS)[0]
    assert (found.where.file, found.where.path) == ("data/article.warc.gz", uuid_id(2))


def test_a_field_that_is_given_twice_says_nothing():
    assert named_field(b"isPartOf: a\r\nispartof: b\r\n", "isPartOf") is None
    assert named_field(b"IsPartOf:a\r\n", "isPartOf") == "a"
    assert named_field(b"\xff", "isPartOf") is None


def test_records_without_ids_do_not_refer_to_each_other():
    source = record(
        "resource", 2, SOURCE, {"WARC-Record-ID": None, "WARC-Target-URI": f"urn:{sha256(SOURCE)}"}
    )
    about = record("metadata", 3, ABOUT)
    assert crossed(warcinfo(), source, about) == ["WARC-073"]
