"""Streams in small pieces: nothing depends on where a window happens to end."""

import hashlib
import io
import re

import pytest

from preserve.containers.warc.payload import HttpPayload
from preserve.containers.warc.stream import (
    WINDOW_BYTES,
    PlainStream,
    Source,
    Stream,
    skip_to_record,
)
from tests.support.warcs import CHUNKED, check, codes, packed, record, sha256, uuid_id, warcinfo

BLANK = re.compile(rb"\n\r?\n")


class Pieces(Stream):
    """A stream that comes in pieces of a given size."""

    def __init__(self, data, size):
        super().__init__()
        self._pieces = [data[place : place + size] for place in range(0, len(data), size)]

    def _more(self):
        return self._pieces.pop(0) if self._pieces else b""


@pytest.mark.parametrize("size", [1, 2, 3, 4, 5, 100])
def test_a_header_is_taken_whole_wherever_the_pieces_end(size):
    for end in (b"\r\n\r\n", b"\n\n", b"\n\r\n"):
        stream = Pieces(b"WARC/1.1\r\nA: b" + end + b"block\r\n\r\n", size)
        assert stream.take_through(BLANK, 100) == b"WARC/1.1\r\nA: b" + end
        assert stream.peek(5) == b"block"


def test_what_lies_beyond_the_limit_is_not_taken():
    stream = Pieces(b"0123456789\r\n\r\n", 4)
    assert stream.take_through(BLANK, 13) is None
    assert stream.take_through(BLANK, 14) == b"0123456789\r\n\r\n"
    assert Pieces(b"0123", 4).take_through(BLANK, 100) is None


@pytest.mark.parametrize("before", range(WINDOW_BYTES - 8, WINDOW_BYTES + 3))
def test_a_record_is_found_across_the_end_of_a_window(before):
    data = b"x" * before + b"\nWARC/1.1\r\n"
    stream = PlainStream(Source(io.BytesIO(data).read))
    assert skip_to_record(stream)
    assert stream.offset == before + 1
    no_line_start = PlainStream(Source(io.BytesIO(data.replace(b"\n", b"-")).read))
    assert not skip_to_record(no_line_start)
    assert no_line_start.offset == len(data)


@pytest.mark.parametrize("size", [1, 2, 3, 7, 64, 1000])
def test_a_payload_is_the_same_in_pieces_of_any_size(size):
    for digest in (b"bridge", CHUNKED.partition(b"\r\n\r\n")[2]):
        payload = HttpPayload("sha256")
        for place in range(0, len(CHUNKED), size):
            payload.feed(CHUNKED[place : place + size])
        assert payload.matches(hashlib.sha256(digest).hexdigest())


def test_a_chunked_body_without_its_last_chunk_is_not_its_content():
    cut = CHUNKED.partition(b"0\r\nX-Trailer")[0]
    payload = HttpPayload("sha256")
    payload.feed(cut)
    assert not payload.matches(hashlib.sha256(b"bridge").hexdigest())


def test_an_http_message_without_end_of_its_headers_has_an_empty_body_and_fills_no_memory():
    payload = HttpPayload("sha256")
    for _ in range(200):
        payload.feed(b"HTTP/1.1 200 OK X: y " * 3_000)
    assert payload.matches(hashlib.sha256(b"").hexdigest())


def test_a_record_behind_an_endless_header_is_not_lost_at_the_limit():
    filler = b"X-Note: again\r\n"
    endless = b"WARC/1.1\r\n" + filler * ((1024 * 1024 - 100) // len(filler))
    result = check(warcinfo() + endless + record("resource", 2, b"x"))
    assert codes(result) == ["WARC-015"]
    assert [each.id for each in result.records] == [uuid_id(1), uuid_id(2)]


def test_records_inside_a_block_that_is_proved_are_content():
    inner = record("resource", 7, b"inner")
    outer = record("resource", 2, b"\r\n\r\n" + inner)[:-2]
    result = check(warcinfo() + outer + record("resource", 3, b"x"))
    assert codes(result) == ["WARC-011"]
    assert [each.id for each in result.records] == [uuid_id(1), uuid_id(2), uuid_id(3)]


def test_an_ip_address_with_a_zone_is_none():
    changes = {"WARC-IP-Address": "fe80::1%eth0", "WARC-Target-URI": "urn:x:y"}
    assert codes(check(packed([warcinfo(), record("resource", 2, b"x", changes)]))) == ["WARC-044"]


def test_a_segment_number_may_have_leading_zeros():
    first = record("resource", 2, b"abc", {"WARC-Segment-Number": "01"})
    fields = {
        "WARC-Segment-Number": "02",
        "WARC-Segment-Origin-ID": uuid_id(2),
        "WARC-Segment-Total-Length": "6",
        "Content-Type": None,
    }
    second = record("continuation", 3, b"def", fields)
    assert check(packed([warcinfo(), first, second])).findings == ()


def test_a_block_of_many_windows():
    data = bytes(range(256)) * 2_000
    for kind in (b"".join, packed):
        result = check(kind([warcinfo(), record("resource", 2, data), record("resource", 3, b"x")]))
        assert result.findings == ()
        assert f"sha256:{result.records[1].block_sha256}" == sha256(data)
