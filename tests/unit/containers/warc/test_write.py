"""The WARC of an article: honest, plain, the same bytes every time, nothing injected."""

import dataclasses
import gc
import gzip
import hashlib
import uuid
import zlib
from datetime import UTC, datetime, timedelta, timezone

import pytest

from preserve.containers.warc.cross import named_field
from preserve.containers.warc.second_opinion import warcio_opinion
from preserve.containers.warc.write import (
    ArticleCapture,
    one_line,
    record_id,
    text_type,
    write_article_warc,
)
from preserve.model.verdict import Verdict
from tests.support.warcs import check

SOURCE = "Zoë said: “The bridge holds.”\r\n\r\nNo final newline".encode()
PACKAGE = "bridge-0123456789ab"


def capture(**changes):
    source = changes.get("source", SOURCE)
    good = ArticleCapture(
        package_id=PACKAGE,
        captured_at=datetime(2026, 1, 2, 3, 4, 5, 678_901, tzinfo=UTC),
        software="preserve 0.1.0",
        operator="The Example Archive",
        source=source,
        source_sha256=hashlib.sha256(source).hexdigest(),
        source_encoding="utf-8",
        description=b'{"schema_version": "1"}\n',
    )
    return dataclasses.replace(good, **changes)


def members(data):
    """Take a gzip file apart into what its members hold."""
    found = []
    while data:
        unpacker = zlib.decompressobj(31)
        found.append(unpacker.decompress(data))
        assert unpacker.eof
        data = unpacker.unused_data
    return found


def test_three_records_each_a_member_of_its_own_and_no_exchange_made_up():
    data = write_article_warc(capture())
    kinds = [each.split(b"WARC-Type: ")[1].split(b"\r\n")[0] for each in members(data)]
    assert kinds == [b"warcinfo", b"resource", b"metadata"]
    assert b"HTTP/" not in b"".join(members(data))


def test_every_byte_of_the_resource_record():
    source_sha256 = hashlib.sha256(SOURCE).hexdigest()
    expected = (
        "WARC/1.1\r\n"
        "WARC-Type: resource\r\n"
        f"WARC-Record-ID: {record_id(PACKAGE, 'resource')}\r\n"
        "WARC-Date: 2026-01-02T03:04:05Z\r\n"
        f"WARC-Target-URI: urn:sha256:{source_sha256}\r\n"
        f"WARC-Warcinfo-ID: {record_id(PACKAGE, 'warcinfo')}\r\n"
        f"WARC-Payload-Digest: sha256:{source_sha256}\r\n"
        f"WARC-Block-Digest: sha256:{source_sha256}\r\n"
        "Content-Type: text/plain; charset=utf-8\r\n"
        f"Content-Length: {len(SOURCE)}\r\n"
        "\r\n"
    ).encode()
    assert members(write_article_warc(capture()))[1] == expected + SOURCE + b"\r\n\r\n"


def test_the_warcinfo_block_says_who_with_what_and_of_which_package():
    block = members(write_article_warc(capture()))[0].partition(b"\r\n\r\n")[2]
    assert named_field(block, "software") == "preserve 0.1.0"
    assert named_field(block, "operator") == "The Example Archive"
    assert named_field(block, "isPartOf") == PACKAGE
    assert "no HTTP exchange known" in (named_field(block, "description") or "")
    nobody = members(write_article_warc(capture(operator=None)))[0]
    assert b"\r\noperator: unknown\r\n" in nobody


def test_only_the_resource_has_a_payload_digest():
    found = [b"WARC-Payload-Digest" in each for each in members(write_article_warc(capture()))]
    assert found == [False, True, False]


def test_our_checker_finds_it_valid_and_so_does_warcio():
    for source in (SOURCE, b"", b"\r\n\r\n", b"x" * 300_000, b"WARC/1.1\r\n\r\n"):
        data = write_article_warc(capture(source=source))
        result = check(data)
        assert (result.findings, result.verdict) == ((), Verdict.VALID)
        assert warcio_opinion(data).agrees_valid is True
    gc.collect()  # a stream left open would warn here, and warnings are errors


def test_the_same_capture_gives_the_same_bytes_and_no_time_of_writing():
    data = write_article_warc(capture())
    assert data == write_article_warc(capture())
    assert data[4:8] == bytes(4)
    elsewhere = datetime(2026, 1, 2, 4, 4, 5, tzinfo=timezone(timedelta(hours=1)))
    assert write_article_warc(capture(captured_at=elsewhere)) == data


def test_ids_follow_from_package_and_role():
    own = record_id(PACKAGE, "resource")
    assert uuid.UUID(own[len("<urn:uuid:") : -1]).version == 5
    assert own == record_id(PACKAGE, "resource")
    others = {record_id(PACKAGE, "metadata"), record_id("other-0123456789ab", "resource")}
    assert own not in others


def test_ids_never_change():
    """Packages in archives carry these ids: a change here would orphan them."""
    assert record_id(PACKAGE, "resource") == "<urn:uuid:faa0545f-f584-597b-abb9-85297c637dae>"


@pytest.mark.parametrize(
    "operator",
    [
        "Eve\r\nisPartOf: other",
        "Eve\nisPartOf: other",
        "Eve\u2028isPartOf: other",
        "Eve\x85isPartOf: other\x00",
        "Eve\r\n\r\nWARC/1.1\r\nWARC-Type: response",
        "half a pair: \ud800",
        "\r\n",
    ],
)
def test_a_name_cannot_add_fields(operator):
    data = write_article_warc(capture(operator=operator))
    info = members(data)[0].partition(b"\r\n\r\n")[2]
    assert info.removesuffix(b"\r\n\r\n").count(b"\r\n") == 6
    assert named_field(info, "isPartOf") == PACKAGE
    assert check(data).verdict is Verdict.VALID


def test_letters_of_every_script_stay_as_they_are():
    assert one_line("أرشيف حلب — Zoë  & co") == "أرشيف حلب — Zoë & co"


@pytest.mark.parametrize(
    ("source", "encoding", "expected"),
    [
        (SOURCE, "utf-8", "text/plain; charset=utf-8"),
        (b"\xef\xbb\xbfa", "utf-8-sig", "text/plain; charset=utf-8"),
        ("Zoë".encode("utf-16"), "utf-16", "text/plain; charset=utf-16"),
        ("Zoë".encode("utf-16-le"), "utf-16-le", "text/plain; charset=utf-16le"),
        ("Zoë".encode("utf-16-be"), "UTF-16BE", "text/plain; charset=utf-16be"),
        (b"Zo\xeb", "windows-1252", "text/plain; charset=windows-1252"),
        (b"Zo\xeb", "latin-1", "text/plain; charset=iso-8859-1"),
        (b"Zo\xeb", "utf-8", "application/octet-stream"),
        (b"\x81", "windows-1252", "application/octet-stream"),
        (b"abc", "utf-16", "application/octet-stream"),
        (b"abc", "no-such-codec", "application/octet-stream"),
        (b"abc", "rot13", "application/octet-stream"),
        (b"abc", "hex", "application/octet-stream"),
        (b"abc", "utf-7", "application/octet-stream"),
        (b"abc", "a\x00b", "application/octet-stream"),
        (b"", "utf-8", "text/plain; charset=utf-8"),
    ],
)
def test_a_charset_is_named_only_when_the_bytes_decode(source, encoding, expected):
    assert text_type(source, encoding) == expected


def test_a_source_that_is_not_the_measured_one_is_refused():
    with pytest.raises(ValueError, match="not the one"):
        write_article_warc(capture(source_sha256="0" * 64))


def test_an_instant_without_zone_is_refused():
    with pytest.raises(ValueError, match="time zone"):
        write_article_warc(capture(captured_at=datetime(2026, 1, 2, 3, 4, 5)))  # noqa: DTZ001 - the fault


def test_gzip_itself_can_read_it():
    assert gzip.decompress(write_article_warc(capture())).count(b"WARC/1.1\r\n") == 3
