"""What an answer means, without a server."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from preserve.containers.bag.fetch_answer import (
    Afresh,
    Again,
    Asked,
    Onward,
    Refusal,
    Take,
    meaning_of,
    request_headers,
    strong_etag,
)

WHOLE = Asked(0, None, 100, 1000)
REST = Asked(40, '"e"', 100, 1000)
UNKNOWN = Asked(0, None, None, 1000)
PART = (("Content-Range", "bytes 40-99/100"), ("ETag", '"e"'), ("Content-Length", "60"))


def headers(text):
    return [tuple(line.split(": ", 1)) for line in text.split("\n") if line]


@pytest.mark.parametrize(
    ("status", "text", "asked", "meaning"),
    [
        (200, "", WHOLE, Take(0, 100, None)),
        (200, "Content-Length: 100", WHOLE, Take(0, 100, None)),
        (200, "content-length: 100\nCONTENT-LENGTH: 100", WHOLE, Take(0, 100, None)),
        (200, 'ETag: "e"', WHOLE, Take(0, 100, '"e"')),
        (200, 'ETag: W/"e"', WHOLE, Take(0, 100, None)),
        (200, 'ETag: "e"\nETag: "f"', WHOLE, Take(0, 100, None)),
        (200, "Content-Encoding: identity", WHOLE, Take(0, 100, None)),
        (200, "Transfer-Encoding: chunked", WHOLE, Take(0, 100, None, is_chunked=True)),
        (200, "Transfer-Encoding: chunked\nContent-Length: 7", WHOLE, Take(0, 100, None, is_chunked=True)),
        (200, "Content-Length: 100", REST, Take(0, 100, None)),
        (200, "", UNKNOWN, Take(0, None, None)),
        (200, "Content-Length: 7", UNKNOWN, Take(0, 7, None)),
        (206, PART, REST, Take(40, 100, '"e"')),
        (206, 'Content-Range: bytes 40-99/*\nETag: "e"', REST, Take(40, 100, '"e"')),
        (206, 'Content-Range: bytes 40-79/100\nETag: "e"', REST, Take(40, 100, '"e"')),
        (206, 'Content-Range: bytes 40-99/100\nETag: "f"', REST, Afresh()),
        (206, "Content-Range: bytes 40-99/100", REST, Afresh()),
        (416, "", REST, Afresh()),
        (302, "Location: /b", WHOLE, Onward("/b")),
        (302, "Location: /\u00c3\u00a4", WHOLE, Onward("/\u00e4")),
        (500, "", WHOLE, Again("answered 500")),
        (429, "Retry-After: 9", WHOLE, Again("answered 429", 9)),
        (503, "Retry-After: soon", WHOLE, Again("answered 503", 61)),
    ],
)  # fmt: skip
def test_meanings(status, text, asked, meaning):
    given_headers = text if isinstance(text, tuple) else headers(text)
    assert meaning_of(status, given_headers, asked) == meaning


@pytest.mark.parametrize(
    ("status", "text", "asked", "code"),
    [
        (200, "Content-Length: 99", WHOLE, "BAG-118"),
        (200, "Content-Length: 101", WHOLE, "BAG-118"),
        (200, "Content-Length: 1001", UNKNOWN, "BAG-177"),
        (200, "Content-Length: +100", WHOLE, "BAG-173"),
        (200, "Content-Length: 1_00", WHOLE, "BAG-173"),
        (200, "Content-Length: -1", WHOLE, "BAG-173"),
        (200, "Content-Length: 100\nContent-Length: 99", WHOLE, "BAG-173"),
        (200, "Content-Encoding: gzip", WHOLE, "BAG-173"),
        (200, "Content-Encoding: identity, br", WHOLE, "BAG-173"),
        (200, "Transfer-Encoding: gzip", WHOLE, "BAG-173"),
        (200, "Transfer-Encoding: chunked\nTransfer-Encoding: chunked", WHOLE, "BAG-173"),
        (206, "Content-Range: bytes 0-99/100", WHOLE, "BAG-173"),
        (206, "Content-Range: bytes 41-99/100", REST, "BAG-173"),
        (206, "Content-Range: bytes 40-39/100", REST, "BAG-173"),
        (206, "Content-Range: bytes 40-100/100", REST, "BAG-173"),
        (206, "Content-Range: bytes 40-99/100\nContent-Length: 61", REST, "BAG-173"),
        (206, 'Content-Range: bytes 40-199/200\nETag: "e"', REST, "BAG-118"),
        (206, "", REST, "BAG-173"),
        (416, "", WHOLE, "BAG-172"),
        (302, "", WHOLE, "BAG-173"),
        (302, "Location: /a\nLocation: /b", WHOLE, "BAG-173"),
        (300, "Location: /a", WHOLE, "BAG-173"),
        (304, "", WHOLE, "BAG-173"),
        (404, "", WHOLE, "BAG-172"),
        (501, "", WHOLE, "BAG-173"),
        (204, "", WHOLE, "BAG-173"),
        (299, "", WHOLE, "BAG-173"),
        (999, "", WHOLE, "BAG-173"),
    ],
)
def test_refusals(status, text, asked, code):
    meaning = meaning_of(status, headers(text), asked)
    assert isinstance(meaning, Refusal)
    assert meaning.code == code


def test_a_range_is_asked_for_only_with_a_validator():
    assert "Range" not in dict(request_headers(0, '"e"'))
    assert "Range" not in dict(request_headers(7, None))
    assert dict(request_headers(7, '"e"'))["Range"] == "bytes=7-"


@pytest.mark.parametrize(
    "etag", ['W/"a"', "a", '"', '"a', '"a\r\n"', '"a"b"', f'"{"a" * 500}"', '"é"']
)
def test_what_is_no_strong_validator(etag):
    assert strong_etag([("ETag", etag)]) is None


NAMES = ["Content-Length", "Content-Range", "Content-Encoding", "Transfer-Encoding", "ETag"]
VALUES = st.sampled_from(["", "100", "60", "chunked", "gzip", '"e"', "bytes 40-99/100"]) | st.text()


@given(
    st.integers(0, 1000),
    st.lists(st.tuples(st.sampled_from([*NAMES, "Location", "Retry-After"]), VALUES), max_size=4),
    st.sampled_from([WHOLE, REST, UNKNOWN]),
)
def test_a_body_is_taken_only_where_it_fits(status, given_headers, asked):
    meaning = meaning_of(status, given_headers, asked)
    if isinstance(meaning, Take):
        assert status in {200, 206}
        assert meaning.offset == (asked.offset if status == 206 else 0)
        assert asked.declared_bytes in {None, meaning.total_bytes}
        assert "gzip" not in dict(given_headers).get("Content-Encoding", "")
