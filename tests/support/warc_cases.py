"""WARC records for tests: what is right, and one fault each, by name.

`GOOD` maps a name to the records behind a warcinfo record; `BAD` to records and the codes that they
raise, in order.
"""

import base64
import hashlib

from tests.support.warcs import (
    CHUNKED,
    DATE,
    HTTP,
    HTTP_BODY,
    record,
    sha256,
    uuid_id,
)

TEXT = b"The footbridge stood.\n"
UNCHUNKED = b"bridge"
RAW_CHUNKED = CHUNKED.partition(b"\r\n\r\n")[2]
SAME = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
NOT_MODIFIED = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"


def resource(changes=None, block=TEXT, number=2, **rest):
    return record("resource", number, block, changes, **rest)


def response(changes=None, block=HTTP, number=2):
    return record("response", number, block, changes)


def revisit(changes=None, block=b"", number=3):
    fields = {
        "WARC-Profile": SAME,
        "WARC-Payload-Digest": sha256(HTTP_BODY),
        "WARC-Refers-To": uuid_id(2),
    }
    if block:
        fields["Content-Type"] = "application/http; msgtype=response"
    return record("revisit", number, block, fields | (changes or {}))


def metadata(changes=None, number=3):
    return record("metadata", number, b"{}", {"WARC-Refers-To": uuid_id(2)} | (changes or {}))


def segment(number, place, block, **changes):
    fields = {"WARC-Segment-Number": str(place), "WARC-Segment-Origin-ID": uuid_id(2)}
    return record(
        "continuation", number, block, fields | {"WARC-Segment-Total-Length": None} | changes
    )


first_segment = resource({"WARC-Segment-Number": "1"}, b"abc")
last = {"WARC-Segment-Total-Length": "6"}


def b32(algorithm, data):
    return base64.b32encode(hashlib.new(algorithm, data).digest()).decode()


GOOD = {
    "resource": [resource()],
    "response": [
        response({"WARC-Payload-Digest": sha256(HTTP_BODY), "WARC-IP-Address": "192.0.2.7"})
    ],
    "response over IPv6": [response({"WARC-IP-Address": "2001:db8::7"})],
    "response, chunked, digest as stored": [
        response({"WARC-Payload-Digest": sha256(RAW_CHUNKED)}, CHUNKED)
    ],
    "response, chunked, digest of the content": [
        response({"WARC-Payload-Digest": sha256(UNCHUNKED)}, CHUNKED)
    ],
    "request with its response": [
        response(),
        record("request", 3, b"GET / HTTP/1.1\r\n\r\n", {"WARC-Concurrent-To": uuid_id(2)}),
    ],
    "several concurrent": [
        response(),
        resource(number=3),
        record("request", 4, b"GET / HTTP/1.1\r\n\r\n").replace(
            b"WARC-Date",
            f"WARC-Concurrent-To: {uuid_id(2)}\r\nWARC-Concurrent-To: {uuid_id(3)}\r\nWARC-Date".encode(),
        ),
    ],
    "metadata": [resource(), metadata()],
    "conversion": [resource(), record("conversion", 3, b"x", {"WARC-Refers-To": uuid_id(2)})],
    "revisit without block": [response({"WARC-Payload-Digest": sha256(HTTP_BODY)}), revisit()],
    "revisit with headers": [
        response({"WARC-Payload-Digest": sha256(HTTP_BODY)}),
        revisit({"WARC-Truncated": "length"}, b"HTTP/1.1 200 OK\r\n\r\n"),
    ],
    "revisit, not modified": [
        response(),
        revisit({"WARC-Profile": NOT_MODIFIED, "WARC-Payload-Digest": None}),
    ],
    "segments": [first_segment, segment(3, 2, b"def", **last)],
    "sha1 in base32": [resource({"WARC-Block-Digest": f"sha1:{b32('sha1', TEXT)}"})],
    "sha1 in base32, lower case": [
        resource({"WARC-Block-Digest": f"SHA1:{b32('sha1', TEXT).lower()}"})
    ],
    "sha1 in hex": [resource({"WARC-Block-Digest": f"sha-1:{hashlib.sha1(TEXT).hexdigest()}"})],
    "sha256 in capitals": [
        resource({"WARC-Block-Digest": f"SHA-256:{hashlib.sha256(TEXT).hexdigest().upper()}"})
    ],
    "sha256 in base32": [resource({"WARC-Block-Digest": f"sha256:{b32('sha256', TEXT)}"})],
    "sha256 in base32 without padding": [
        resource({"WARC-Block-Digest": f"sha256:{b32('sha256', TEXT).rstrip('=')}"})
    ],
    "sha512": [resource({"WARC-Block-Digest": f"sha512:{hashlib.sha512(TEXT).hexdigest()}"})],
    "md5 in base32": [resource({"WARC-Block-Digest": f"md5:{b32('md5', TEXT)}"})],
    "empty block": [resource(block=b"")],
    "a year as date": [resource({"WARC-Date": "2016"})],
    "a month as date": [resource({"WARC-Date": "2016-12"})],
    "a day as date": [resource({"WARC-Date": "2016-12-15"})],
    "minutes": [resource({"WARC-Date": "2016-12-15T03:55Z"})],
    "nanoseconds": [resource({"WARC-Date": "2016-12-15T03:55:00.123456789Z"})],
    "a leap second": [resource({"WARC-Date": "2016-12-31T23:59:60Z"})],
    "names in other case": [
        resource().replace(b"WARC-Type", b"warc-type").replace(b"Content-Length", b"CONTENT-LENGTH")
    ],
    "a folded line": [resource({"X-Note": "one\r\n two"})],
    "an unknown field twice": [resource().replace(b"WARC-Date", b"X-A: 1\r\nX-A: 2\r\nWARC-Date")],
    "letters beyond ASCII": [resource({"X-Note": "Zoë"})],
    "WARC 1.0 with address in brackets": [
        resource({"WARC-Target-URI": "<https://news.example/bridge>"}, version="WARC/1.0")
    ],
    "a WARC inside a block": [resource(block=b"\r\n\r\n" + resource(number=9))],
}

BAD = {
    "bytes between records": ([b"garbage\n", resource()], ["WARC-010"]),
    "a blank line too many": ([b"\r\n", resource()], ["WARC-010"]),
    "bytes behind the last record": ([resource(), b"WA"], ["WARC-010"]),
    "zeros behind the last record": ([resource(), b"\0" * 512], ["WARC-010"]),
    "a missing line end": ([resource()[:-2], record("resource", 3, TEXT)], ["WARC-011"]),
    "Content-Length too small": (
        [resource({"Content-Length": "5", "WARC-Block-Digest": sha256(TEXT[:5])})],
        ["WARC-011"],
    ),
    "Content-Length one too large": (
        [resource({"Content-Length": str(len(TEXT) + 1)}), resource(number=3)],
        ["WARC-050", "WARC-011"],
    ),
    "Content-Length far too large": (
        [resource({"Content-Length": "99999"}), resource(number=3)],
        ["WARC-014"],
    ),
    "a version from the future": ([resource(version="WARC/2.0")], ["WARC-012"]),
    "a version that is none": ([resource(version="WARC/x")], ["WARC-016"]),
    "a line without colon": (
        [resource().replace(b"WARC-Date", b"no colon here\r\nWARC-Date")],
        ["WARC-016"],
    ),
    "a name with a space": ([resource({"X Note": "1"})], ["WARC-016"]),
    "a control character": ([resource({"X-Note": "a\x00b"})], ["WARC-016"]),
    "line feeds only": (
        [resource()[: -len(TEXT) - 4].replace(b"\r\n", b"\n") + TEXT + b"\r\n\r\n"],
        ["WARC-016"],
    ),
    "a continuation of nothing": (
        [resource().replace(b"WARC/1.1\r\n", b"WARC/1.1\r\n folded\r\n")],
        ["WARC-016"],
    ),
    "a header that is not UTF-8": (
        [resource({"X-Note": "@"}).replace(b"@", b"\xff")],
        ["WARC-017"],
    ),
    "no id": ([resource({"WARC-Record-ID": None})], ["WARC-030"]),
    "no type": ([resource({"WARC-Type": None})], ["WARC-030"]),
    "no date": ([resource({"WARC-Date": None})], ["WARC-030"]),
    "no length": ([resource({"Content-Length": None})], ["WARC-030"]),
    "an empty date": ([resource({"WARC-Date": ""})], ["WARC-030"]),
    "a date twice": (
        [resource().replace(b"WARC-Date", f"WARC-Date: {DATE}\r\nWARC-Date".encode())],
        ["WARC-031"],
    ),
    "an id without brackets": ([resource({"WARC-Record-ID": uuid_id(2)[1:-1]})], ["WARC-032"]),
    "an id with a space": ([resource({"WARC-Record-ID": "<urn:x:a b>"})], ["WARC-032"]),
    "an id that is no URI": ([resource({"WARC-Record-ID": "<record 2>"})], ["WARC-032"]),
    "a uuid that is none": ([resource({"WARC-Record-ID": "<urn:uuid:2>"})], ["WARC-032"]),
    "an endless id": ([resource({"WARC-Record-ID": f"<urn:x:{'a' * 2000}>"})], ["WARC-032"]),
    "an id twice": ([resource(), resource()], ["WARC-033"]),
    "a negative length": ([resource({"Content-Length": "-1"}), resource(number=3)], ["WARC-034"]),
    "a length in hex": ([resource({"Content-Length": "0x16"})], ["WARC-034"]),
    "a length in Arabic digits": ([resource({"Content-Length": "٢٢"})], ["WARC-034"]),
    "an endless length": ([resource({"Content-Length": "9" * 5000})], ["WARC-034"]),
    "a date without zone": ([resource({"WARC-Date": "2016-12-15T03:55:00"})], ["WARC-035"]),
    "a date with offset": ([resource({"WARC-Date": "2016-12-15T03:55:00+01:00"})], ["WARC-035"]),
    "a day that does not exist": ([resource({"WARC-Date": "2016-02-30T03:55:00Z"})], ["WARC-035"]),
    "an hour that does not exist": (
        [resource({"WARC-Date": "2016-12-15T24:00:00Z"})],
        ["WARC-035"],
    ),
    "fourteen digits": ([resource({"WARC-Date": "20161215035500"})], ["WARC-035"]),
    "a time on a month": ([resource({"WARC-Date": "2016-12T03:55:00Z"})], ["WARC-035"]),
    "a short date in WARC 1.0": (
        [resource({"WARC-Date": "2016"}, version="WARC/1.0")],
        ["WARC-035"],
    ),
    "no content type": ([resource({"Content-Type": None})], ["WARC-037"]),
    "a response without target": ([response({"WARC-Target-URI": None})], ["WARC-040"]),
    "a resource without target": ([resource({"WARC-Target-URI": None})], ["WARC-040"]),
    "a revisit without profile": ([response(), revisit({"WARC-Profile": None})], ["WARC-040"]),
    "a continuation without origin": (
        [segment(2, 2, b"x", **{"WARC-Segment-Origin-ID": None})],
        ["WARC-040"],
    ),
    "metadata with payload digest": (
        [resource(), metadata({"WARC-Payload-Digest": sha256(b"{}")})],
        ["WARC-041"],
    ),
    "metadata with payload type": (
        [resource(), metadata({"WARC-Identified-Payload-Type": "text/plain"})],
        ["WARC-041"],
    ),
    "a response that refers": (
        [resource(), response({"WARC-Refers-To": uuid_id(2)}, number=3)],
        ["WARC-041"],
    ),
    "a conversion with IP address": (
        [resource(), record("conversion", 3, b"x", {"WARC-IP-Address": "192.0.2.1"})],
        ["WARC-041"],
    ),
    "a conversion with concurrent": (
        [resource(), record("conversion", 3, b"x", {"WARC-Concurrent-To": uuid_id(2)})],
        ["WARC-041"],
    ),
    "a resource with file name": ([resource({"WARC-Filename": "a.warc"})], ["WARC-041"]),
    "a resource with refers-to date": ([resource({"WARC-Refers-To-Date": DATE})], ["WARC-041"]),
    "a resource with total length": ([resource({"WARC-Segment-Total-Length": "22"})], ["WARC-041"]),
    "a target without scheme": (
        [resource({"WARC-Target-URI": "news.example/bridge"})],
        ["WARC-042"],
    ),
    "a target with a space": (
        [resource({"WARC-Target-URI": "https://news.example/a b"})],
        ["WARC-042"],
    ),
    "a target beyond ASCII": (
        [resource({"WARC-Target-URI": "https://news.example/ž"})],
        ["WARC-042"],
    ),
    "a target in brackets": (
        [resource({"WARC-Target-URI": "<https://news.example/>"})],
        ["WARC-042"],
    ),
    "a target that is not escaped": (
        [resource({"WARC-Target-URI": "https://news.example/a|b"})],
        ["WARC-043"],
    ),
    "a percent sign alone": (
        [resource({"WARC-Target-URI": "https://news.example/100%"})],
        ["WARC-043"],
    ),
    "an IP address that is none": ([response({"WARC-IP-Address": "300.1.1.1"})], ["WARC-044"]),
    "a revisit without digest": (
        [response(), revisit({"WARC-Payload-Digest": None})],
        ["WARC-045"],
    ),
    "a revisit cut for another reason": (
        [response({"WARC-Payload-Digest": sha256(HTTP_BODY)}), revisit({"WARC-Truncated": "time"})],
        ["WARC-045"],
    ),
    "a segment that starts at two": ([resource({"WARC-Segment-Number": "2"})], ["WARC-047"]),
    "a continuation that is first": (
        [first_segment, segment(3, 1, b"def")],
        ["WARC-047", "WARC-047"],
    ),
    "a missing segment": ([first_segment, segment(3, 3, b"ghi")], ["WARC-047"]),
    "a wrong total": ([first_segment, segment(3, 2, b"de", **last)], ["WARC-047"]),
    "a total too early": (
        [first_segment, segment(3, 2, b"def", **last), segment(4, 3, b"g")],
        ["WARC-047"],
    ),
    "a continued record without number": ([resource(), segment(3, 2, b"def")], ["WARC-047"]),
    "a segment of another target": (
        [first_segment, segment(3, 2, b"def", **{"WARC-Target-URI": "https://other.example/"})],
        ["WARC-047"],
    ),
    "a capture cut short": ([response({"WARC-Truncated": "time"})], ["WARC-048"]),
    "a segment number in words": (
        [segment(3, 2, b"x", **{"WARC-Segment-Number": "two"})],
        ["WARC-049"],
    ),
    "a refers-to that is no id": (
        [resource(), metadata({"WARC-Refers-To": "record 2"})],
        ["WARC-049"],
    ),
    "a concurrent-to that is no id": ([response({"WARC-Concurrent-To": "record 2"})], ["WARC-049"]),
    "a content type that is none": ([resource({"Content-Type": "text"})], ["WARC-049"]),
    "a changed block": ([resource({"WARC-Block-Digest": sha256(b"other")})], ["WARC-050"]),
    "a changed payload": ([response({"WARC-Payload-Digest": sha256(b"other")})], ["WARC-051"]),
    "the digest of the whole message": (
        [response({"WARC-Payload-Digest": sha256(HTTP)})],
        ["WARC-051"],
    ),
    "a payload of a resource": (
        [resource({"WARC-Payload-Digest": sha256(b"other")})],
        ["WARC-051"],
    ),
    "a chunked payload cut short": (
        [response({"WARC-Payload-Digest": sha256(UNCHUNKED)}, CHUNKED[:-25])],
        ["WARC-051"],
    ),
    "chunks that are none": (
        [response({"WARC-Payload-Digest": sha256(UNCHUNKED)}, CHUNKED.replace(b"5\r\n", b"z\r\n"))],
        ["WARC-051"],
    ),
    "a digest without label": (
        [resource({"WARC-Block-Digest": hashlib.sha256(TEXT).hexdigest()})],
        ["WARC-052"],
    ),
    "a digest of the wrong length": (
        [resource({"WARC-Block-Digest": "sha256:abcd"})],
        ["WARC-052"],
    ),
    "a digest with other letters": (
        [resource({"WARC-Block-Digest": "sha1:" + "!" * 40})],
        ["WARC-052"],
    ),
    "an unknown algorithm": ([resource({"WARC-Block-Digest": "blake3:" + "a" * 64})], ["WARC-053"]),
    "no block digest": ([resource({"WARC-Block-Digest": None})], ["WARC-054"]),
    "a response that is none": ([response(block=b"<p>bridge</p>")], ["WARC-055"]),
    "an empty response": ([response({"Content-Type": "application/http"}, b"")], ["WARC-055"]),
    "a removed record": ([metadata()], ["WARC-060"]),
    "a missing warcinfo": ([resource({"WARC-Warcinfo-ID": uuid_id(7)})], ["WARC-060"]),
    "a missing response": (
        [record("request", 2, b"GET / HTTP/1.1\r\n\r\n", {"WARC-Concurrent-To": uuid_id(7)})],
        ["WARC-060"],
    ),
    "a warcinfo that is none": (
        [resource(), resource({"WARC-Warcinfo-ID": uuid_id(2)}, number=3)],
        ["WARC-062"],
    ),
    "metadata about itself": ([resource(), metadata({"WARC-Refers-To": uuid_id(3)})], ["WARC-062"]),
    "a response concurrent to itself": (
        [response({"WARC-Concurrent-To": uuid_id(2)})],
        ["WARC-062"],
    ),
    "a revisit of other content": (
        [
            response({"WARC-Payload-Digest": sha256(HTTP_BODY)}),
            revisit({"WARC-Payload-Digest": sha256(b"x")}),
        ],
        ["WARC-063"],
    ),
}
