"""Files with one fault each: the fault is found, named, placed, and nothing else is."""

import hashlib
import random

import pytest

from preserve.containers.warc.check import check_warc
from preserve.model.verdict import Verdict
from tests.support.warc_cases import BAD, GOOD, TEXT, metadata, resource, response, revisit
from tests.support.warcs import check, codes, head, packed, record, sha256, uuid_id, warcinfo


@pytest.mark.parametrize("name", GOOD)
@pytest.mark.parametrize("step", [None, 1, 7])
def test_a_good_file_is_valid_and_nothing_is_found(name, step):
    records = [warcinfo(), *GOOD[name]]
    for data in (b"".join(records), packed(records)):
        result = check(data, step=step)
        assert result.findings == ()
        assert result.verdict is Verdict.VALID
        assert len(result.records) == len(records)


WARNINGS = {"WARC-037", "WARC-043", "WARC-048", "WARC-054"}


@pytest.mark.parametrize("name", BAD)
@pytest.mark.parametrize("step", [None, 1])
def test_each_fault_in_a_plain_file_is_found_and_nothing_else(name, step):
    records, expected = BAD[name]
    result = check(warcinfo() + b"".join(records), step=step)
    assert codes(result) == expected
    if not WARNINGS.issuperset(expected):
        assert result.verdict is not Verdict.VALID


FRAME = {
    "bytes between records",
    "bytes behind the last record",
    "zeros behind the last record",
    "a blank line too many",
}


@pytest.mark.parametrize("name", sorted(BAD.keys() - FRAME))
def test_each_fault_in_a_compressed_file_is_found(name):
    records, expected = BAD[name]
    result = check(packed([warcinfo(), *records]))
    assert codes(result) == expected


@pytest.mark.parametrize("name", sorted(FRAME))
def test_bytes_between_gzip_members_are_found(name):
    parts, expected = BAD[name]
    data = packed([warcinfo()]) + b"".join(
        part if not part.startswith(b"WARC/") else packed([part]) for part in parts
    )
    assert codes(check(data)) == expected


def test_a_finding_tells_the_record_its_offset_and_its_id():
    first = warcinfo()
    for data, offset in (
        (first + resource({"WARC-Date": "soon"}), len(first)),
        (packed([first, resource({"WARC-Date": "soon"})]), len(packed([first]))),
    ):
        (found,) = check(data).findings
        assert found.where.offset == offset
        assert found.where.path == uuid_id(2)
        assert found.where.file == "a.warc"
        assert "record 2" in found.message
        assert found.clause is not None


def test_what_is_usual_is_only_worth_knowing():
    outside = revisit({"WARC-Refers-To": uuid_id(8)}, number=2)
    unnamed = revisit({"WARC-Refers-To": None}, number=2)
    unknown = revisit(
        {"WARC-Profile": "https://other.example/profile", "WARC-Refers-To": uuid_id(3)}, number=4
    )
    cases = {
        "WARC-005": [resource()],
        "WARC-036": [warcinfo(), record("x-snapshot", 2, TEXT)],
        "WARC-046": [warcinfo(), resource(number=3), unknown],
        "WARC-056": [
            warcinfo(),
            resource({"WARC-Segment-Number": "1", "WARC-Payload-Digest": sha256(b"all")}),
        ],
        "WARC-061": [warcinfo(), outside],
    }
    for code, records in cases.items():
        result = check(packed(records))
        assert codes(result, faults_only=False) == [code]
        assert result.verdict is Verdict.VALID
    assert codes(check(packed([warcinfo(), unnamed])), faults_only=False) == ["WARC-061"]


def test_one_file_of_a_larger_capture_may_refer_to_the_others():
    data = packed([warcinfo(), metadata({"WARC-Warcinfo-ID": uuid_id(9)})])
    assert codes(check(data)) == ["WARC-060", "WARC-060"]
    result = check(data, stands_alone=False)
    assert codes(result, faults_only=False) == ["WARC-061", "WARC-061"]
    assert result.verdict is Verdict.VALID


def test_a_file_that_is_no_warc():
    cases = {
        b"": ("WARC-001", Verdict.INVALID),
        b"hello": ("WARC-002", Verdict.INVALID),
        b"\0" * 70_000: ("WARC-002", Verdict.INVALID),
        b"\x28\xb5\x2f\xfd rest": ("WARC-003", Verdict.UNDECIDED),
        b"BZh91AY": ("WARC-003", Verdict.UNDECIDED),
        packed([b"no record"]): ("WARC-023", Verdict.INVALID),
        packed([b""]): ("WARC-023", Verdict.INVALID),
        b"\x1f\x8b": ("WARC-021", Verdict.INVALID),
    }
    for data, (code, verdict) in cases.items():
        result = check(data)
        assert (codes(result), result.verdict) == ([code], verdict), data[:20]


def test_a_disk_that_fails_is_not_a_damaged_file():
    whole = packed([warcinfo(), resource()])
    for kept in (0, 5, len(whole) - 40):
        pieces = iter([whole[:kept]] if kept else [])

        def read(_size, pieces=pieces):
            piece = next(pieces, None)
            if piece is None:
                raise OSError(5, "Input/output error")
            return piece

        result = check_warc(read, "a.warc")
        assert "WARC-004" in codes(result)
        assert result.verdict is Verdict.UNDECIDED, kept


def test_an_unknown_digest_leaves_the_file_undecided_and_other_faults_win():
    strange = resource({"WARC-Block-Digest": "blake3:" + "a" * 64})
    assert check(warcinfo() + strange).verdict is Verdict.UNDECIDED
    assert check(warcinfo() + strange + resource()).verdict is Verdict.INVALID


def test_a_header_that_ends_with_the_file():
    data = warcinfo() + resource()[:60]
    assert codes(check(data)) == ["WARC-013"]
    assert check(data).findings[0].where.offset == len(warcinfo())


def test_a_header_without_end_costs_one_record_and_not_the_next():
    endless = b"WARC/1.1\r\n" + b"X-Note: again\r\n" * 80_000
    result = check(warcinfo() + endless + resource())
    assert codes(result) == ["WARC-015"]
    assert [each.type for each in result.records] == ["warcinfo", "resource"]


def test_after_a_bad_member_the_next_records_are_checked():
    members = [packed([each]) for each in (warcinfo(), resource(), resource(number=3))]
    broken = bytearray(members[1])
    broken[-8] ^= 1
    result = check(members[0] + bytes(broken) + members[2])
    assert codes(result) == ["WARC-020"]
    assert result.findings[0].where.path == uuid_id(2)
    assert result.records[-1].id == uuid_id(3)


def test_a_zeroed_sector_costs_the_records_it_lies_in_and_no_other():
    texts = [random.Random(each).randbytes(6000) for each in range(30)]
    members = [packed([resource(block=text, number=each + 2)]) for each, text in enumerate(texts)]
    data = bytearray(packed([warcinfo()]) + b"".join(members))
    data[40_960:45_056] = bytes(4096)
    result = check(bytes(data))
    hit = set()
    start = len(packed([warcinfo()]))
    for number, member in enumerate(members, start=2):
        if start < 45_056 and start + len(member) > 40_960:
            hit.add(uuid_id(number))
        start += len(member)
    named = {found.where.path for found in result.findings}
    whole = {each.id for each in result.records if each.block_sha256} - named
    assert 1 <= len(hit) <= 2
    assert whole == {uuid_id(each) for each in range(1, 32)} - hit
    assert set(codes(result)) <= {"WARC-020", "WARC-010", "WARC-050"}


def test_in_a_plain_file_too_long_a_length_does_not_hide_the_records_behind():
    data = (
        warcinfo() + resource({"Content-Length": "900"}) + resource(number=3) + resource(number=4)
    )
    result = check(data + resource(number=5))
    assert "WARC-050" in codes(result)
    assert {each.id for each in result.records} >= {uuid_id(3), uuid_id(4), uuid_id(5)}


def test_one_member_for_all_is_a_fault_and_every_record_is_checked():
    result = check(packed([warcinfo() + resource() + resource({"WARC-Date": "soon"}, number=3)]))
    assert codes(result) == ["WARC-022", "WARC-035"]
    assert len(result.records) == 3


def test_a_damaged_first_record_does_not_hide_the_others():
    plain = b"XARC" + warcinfo()[4:] + resource()
    assert codes(check(plain)) == ["WARC-010"]
    first, second = packed([warcinfo()]), packed([resource()])
    assert codes(check(b"\0" + first[1:] + second)) == ["WARC-010"]


def test_a_flood_is_counted():
    data = warcinfo() + b"".join(resource({"WARC-Date": "soon"}, number=n) for n in range(2, 1402))
    result = check(data)
    assert codes(result) == ["WARC-035"] * 1001
    assert "400 more" in result.findings[-1].message


def test_too_many_concurrent_records_are_a_fault_of_one_record():
    many = "".join(f"WARC-Concurrent-To: {uuid_id(2)}\r\n" for _ in range(200))
    data = response() + record("request", 3, b"GET / HTTP/1.1\r\n\r\n").replace(
        b"WARC-Date", many.encode() + b"WARC-Date"
    )
    assert codes(check(warcinfo() + data)) == ["WARC-049"]


def test_summaries_say_what_was_read():
    info, source, about = check(
        packed([warcinfo(), resource(), metadata({"WARC-Warcinfo-ID": uuid_id(1)})])
    ).records
    assert info.block == b"software: tests\r\nisPartOf: bridge-0123456789ab\r\n"
    assert (source.type, source.length, source.target) == (
        "resource",
        len(TEXT),
        "https://news.example/bridge",
    )
    assert source.block_sha256 == hashlib.sha256(TEXT).hexdigest()
    assert source.block is None
    assert (about.refers_to, about.warcinfo_id) == (uuid_id(2), uuid_id(1))
    assert [each.number for each in (info, source, about)] == [1, 2, 3]


def test_a_hostile_message_is_cut_and_escaped():
    data = warcinfo() + head([("WARC-Type", "\x1b[31m" + "x" * 5000)]) + b"\r\n\r\n"
    for found in check(data).findings:
        assert len(found.message) < 300
        assert "\x1b" not in found.message
