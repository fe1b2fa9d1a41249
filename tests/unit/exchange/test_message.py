"""Messages: one form of bytes, one signature, and nothing that is not published gets through."""

import hashlib
import json
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from preserve.exchange.message import LONGEST_MESSAGE_BYTES, message_of, parse
from preserve.ledger.checkpoint import is_signature, parse_key
from preserve.model.exchange import OPENING, MessageKind
from preserve.schema.canonical import canonical_bytes, parse_canonical
from tests.support.messages import HEX, OTHER, PACKAGE, RECEIVER, SENDER, body, message

KINDS = list(MessageKind)
OFFER = message(MessageKind.OFFER)


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_is_written_signed_and_read_again(kind):
    made = message(kind, None if kind in OPENING else HEX, (PACKAGE, OTHER))
    read = parse(made.data, made.signature)
    assert read == made
    assert read.kind is kind
    assert read.is_signed_by(parse_key(SENDER.key))
    assert not read.is_signed_by(parse_key(RECEIVER.key))
    assert message_of(parse_canonical(made.data), made.data, made.signature) == made
    assert made.sha256 == hashlib.sha256(made.data).hexdigest()
    assert made.file_name == f"{kind.value}-{made.sha256[:16]}.json"


@given(st.integers(0, len(OFFER.data) - 1), st.integers(1, 255))
def test_no_byte_of_a_message_can_be_changed(place, change):
    data = bytearray(OFFER.data)
    data[place] ^= change
    assert not is_signature(bytes(data), OFFER.signature, parse_key(SENDER.key).public)


@given(st.integers(0, 63), st.integers(1, 255))
def test_no_byte_of_a_signature_can_be_changed(place, change):
    signature = bytearray(OFFER.signature)
    signature[place] ^= change
    assert not parse(OFFER.data, bytes(signature)).is_signed_by(parse_key(SENDER.key))


@given(st.integers(0, len(OFFER.data) - 1))
def test_no_beginning_of_a_message_is_one(length):
    with pytest.raises(ValueError, match=r".+"):
        parse(OFFER.data[:length], OFFER.signature)


def changed(**changes) -> bytes:
    document = {**OFFER.document, **changes}
    return canonical_bytes({key: value for key, value in document.items() if value is not ...})


@pytest.mark.parametrize(
    "data",
    [
        json.dumps(OFFER.document).encode(),
        OFFER.data + b"\n",
        b" " + OFFER.data,
        OFFER.data.replace(b'"at":', b'"at":"2026-11-21T12:00:00Z","at":', 1),
        b"\xef\xbb\xbf" + OFFER.data,
        b"[]",
        b"{}",
        b"null",
        b'"x"',
        b"",
        b"\xff",
        b"[" * 100_000,
        b'{"a":' * 100_000,
        b'{"a":' + b"9" * 100_000 + b"}",
        b'{"a":1e999}',
        b'{"a":NaN}',
        b'{"a":1.5}',
        b'{"a":"\\ud800"}',
        changed(schema_version="2"),
        changed(schema_version=1),
        changed(type="gift"),
        changed(type=None),
        changed(at="2026-11-21T12:00:00+00:00"),
        changed(at="2026-02-30T12:00:00Z"),
        changed(at=...),
        changed(more="than asked"),
        changed(packages=[]),
        changed(packages=...),
        changed(nonce="00"),
        changed(conversation="../../etc"),
        changed(conversation="20261121T120000Z-0123456789ABCDEF"),
        changed(begun_by="12345678-1234-1234-1234-123456789abc"),
        changed(in_reply_to=HEX),
        changed(to=SENDER.document()),
        changed(**{"from": {**SENDER.document(), "archive": "../x"}}),
    ],
)
def test_what_is_not_in_the_published_form_is_no_message(data):
    with pytest.raises(ValueError, match=r".+"):
        parse(data, OFFER.signature)


@pytest.mark.parametrize(
    "path", ["../x.tar", "bags/../x.tar", "/bags/x.tar", "bags/x.exe", "x.tar"]
)
def test_an_offer_cannot_name_a_file_elsewhere(path):
    lines = body(MessageKind.OFFER, PACKAGE)["packages"]
    assert isinstance(lines, list)
    with pytest.raises(ValueError, match=r".+"):
        parse(changed(packages=[{**lines[0], "file": path}]), OFFER.signature)


@pytest.mark.parametrize("length", [0, 63, 65])
def test_a_signature_has_64_bytes(length):
    with pytest.raises(ValueError, match="bytes"):
        parse(OFFER.data, b"x" * length)


def test_a_message_has_a_largest_size():
    with pytest.raises(ValueError, match="more than"):
        parse(b"x" * (LONGEST_MESSAGE_BYTES + 1), OFFER.signature)


@pytest.mark.parametrize("item", [b"1", b"{}", b"[]", b'"x"'])
def test_nonsense_costs_no_more_than_its_length(item):
    # A validator that lists every place where it is wrong takes minutes for this, and gigabytes.
    heap = OFFER.data.replace(b'"packages":[', b'"packages":[' + (item + b",") * 400_000)
    begun = time.process_time()
    with pytest.raises(ValueError, match=r".+"):
        parse(heap, OFFER.signature)
    # Of the processor, not of the clock: a second at most, where a list of them all takes minutes.
    assert time.process_time() - begun < 30


@pytest.mark.parametrize("data", [b"[" * 100_000, b'{"a":' * 100_000, b'{"a":' + b"1" * 100_000])
def test_what_is_nested_or_counted_without_end_is_refused(data):
    with pytest.raises(ValueError, match=r".+"):
        parse(data, OFFER.signature)


def test_an_answer_without_what_it_answers_is_no_message():
    made = message(MessageKind.RECEIVED, HEX)
    document = {**made.document, "in_reply_to": None}
    with pytest.raises(ValueError, match=r".+"):
        parse(canonical_bytes(document), made.signature)


def test_a_line_end_behind_a_digest_is_refused():
    made = message(MessageKind.RECEIVED, HEX)
    document = {**made.document, "in_reply_to": f"{HEX}\n"}
    with pytest.raises(ValueError, match=r".+"):
        parse(canonical_bytes(document), made.signature)
