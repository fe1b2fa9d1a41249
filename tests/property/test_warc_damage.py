"""WARC files under any damage: the checker never raises, never misses, never depends on luck."""

import hashlib
import io
import zlib
from datetime import UTC, datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from preserve.containers.warc.second_opinion import warcio_opinion
from preserve.containers.warc.stream import HISTORY_BYTES, MemberStream, Source
from preserve.containers.warc.write import ArticleCapture, write_article_warc
from preserve.model.verdict import Verdict
from tests.support.warcs import HTTP, check, packed, record, uuid_id, warcinfo

PLAIN = [
    warcinfo(),
    record("response", 2, HTTP),
    record("resource", 3, "“The bridge holds.”\n".encode()),
    record("metadata", 4, b"{}", {"WARC-Refers-To": uuid_id(3)}),
]
FILES = {"plain": b"".join(PLAIN), "gzip": packed(PLAIN)}
ENDS = {
    "plain": {sum(map(len, PLAIN[:count])) for count in range(1, 5)},
    "gzip": {len(packed(PLAIN[:count])) for count in range(1, 5)},
}

texts = st.text(max_size=400)
sources = st.one_of(st.binary(max_size=400), texts.map(str.encode), st.just(FILES["plain"]))
kinds = st.sampled_from(sorted(FILES))


def capture(source, operator=None, package="bridge-0123456789ab"):
    return ArticleCapture(
        package_id=package,
        captured_at=datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC),
        software="preserve 0.1.0",
        operator=operator,
        source=source,
        source_sha256=hashlib.sha256(source).hexdigest(),
        source_encoding="utf-8",
        description=b"{}",
    )


def contents(data):
    """Return what the gzip members hold."""
    found = []
    while data:
        unpacker = zlib.decompressobj(31)
        found.append(unpacker.decompress(data))
        data = unpacker.unused_data
    return found


@given(source=sources, operator=st.one_of(st.none(), st.text(max_size=40)), package=texts)
@settings(deadline=None)
def test_any_source_and_any_name_is_written_as_a_valid_file_with_its_very_bytes(
    source, operator, package
):
    data = write_article_warc(capture(source, operator, package))
    result = check(data)
    assert (result.findings, result.verdict) == ((), Verdict.VALID)
    assert result.records[1].block_sha256 == hashlib.sha256(source).hexdigest()
    assert contents(data)[1].endswith(b"\r\n\r\n" + source + b"\r\n\r\n")
    assert warcio_opinion(data).agrees_valid is True


@given(kind=kinds, data=st.data())
@settings(deadline=None)
def test_a_file_cut_anywhere_is_never_valid(kind, data):
    size = data.draw(
        st.integers(0, len(FILES[kind]) - 1).filter(lambda each: each not in ENDS[kind])
    )
    assert check(FILES[kind][:size]).verdict is Verdict.INVALID


@given(place=st.integers(0, len(FILES["gzip"]) - 1), bit=st.integers(0, 7))
@settings(deadline=None, max_examples=300)
def test_a_flipped_bit_in_a_compressed_file_is_found_unless_it_changes_nothing(place, bit):
    damaged = bytearray(FILES["gzip"])
    damaged[place] ^= 1 << bit
    if check(bytes(damaged)).verdict is Verdict.VALID:
        # Left over: a member's date and system, and unused bits. What is stored is untouched.
        assert contents(bytes(damaged)) == PLAIN


@given(place=st.integers(0, len(FILES["plain"]) - 1), byte=st.integers(0, 255))
@settings(deadline=None, max_examples=300)
def test_a_changed_byte_in_the_block_of_a_plain_file_is_found(place, byte):
    damaged = bytearray(FILES["plain"])
    if damaged[place] == byte:
        return
    damaged[place] = byte
    result = check(bytes(damaged))
    starts = [sum(map(len, PLAIN[:count])) for count in range(4)]
    start, own = next(
        (s, r) for s, r in reversed(list(zip(starts, PLAIN, strict=True))) if s <= place
    )
    if place - start >= own.index(b"\r\n\r\n") + 2:  # block, or the line ends around it
        assert result.verdict is Verdict.INVALID


pieces = st.one_of(
    st.binary(max_size=60),
    st.sampled_from(PLAIN),
    st.sampled_from([packed([each]) for each in PLAIN]),
    st.sampled_from(
        [b"WARC/1.1\r\n", b"\r\n\r\n", b"\x1f\x8b\x08", b"Content-Length: 9\r\n", b"\n"]
    ),
)


@given(parts=st.lists(pieces, max_size=8), cut=st.integers(0, 40), step=st.integers(1, 50))
@settings(deadline=None, max_examples=300)
def test_no_bytes_make_it_raise_and_the_size_of_reads_does_not_matter(parts, cut, step):
    data = b"".join(parts)[cut:]
    result = check(data)
    assert check(data, step=step) == result
    if result.verdict is Verdict.VALID:
        assert result.records
    warcio_opinion(data)


@given(parts=st.lists(st.binary(min_size=1, max_size=9000), min_size=1, max_size=4))
@settings(deadline=None)
def test_members_come_apart_where_they_were_joined(parts):
    source = Source(io.BytesIO(packed(parts)).read)
    for part in parts:
        member = MemberStream(source)
        got = b""
        while piece := member.take(1000):
            got += piece
        assert (got, member.fault) == (part, None)
    assert source.peek(1) == b""


def test_stepping_back_is_on_a_budget():
    """A file in which every record asks to step back is still read in linear time."""
    data = bytes(1_500_000)
    source = Source(io.BytesIO(data).read)
    taken = 0
    while piece := source.take(1000):
        taken += len(piece)
        source.step_back(0)
    assert len(data) < taken <= 2 * len(data) + HISTORY_BYTES


def test_records_that_swallow_all_that_follow_are_each_found_while_the_budget_lasts():
    greedy = record("resource", 2, b"", {"Content-Length": "9999999", "WARC-Block-Digest": None})
    result = check(greedy * 50)
    assert result.verdict is Verdict.INVALID
    assert 1 < len(result.records) <= 50
