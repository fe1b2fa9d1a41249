from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from preserve.ledger.entry import Event, LedgerEntry, decode, encode, instant, parse_instant

AT = datetime(2016, 12, 15, 8, 55, tzinfo=UTC)
ENTRY = LedgerEntry(
    AT, Event.INGESTION.value, "a-000000000000", "test 1", "success", {"b": 1, "a": "ü"}
)

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
details = st.dictionaries(
    texts,
    st.recursive(
        st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | texts,
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
        max_leaves=8,
    ),
    max_size=4,
)


def test_the_bytes_are_canonical():
    assert (
        encode(ENTRY)
        == (
            '{"agent":"test 1","at":"2016-12-15T08:55:00Z","detail":{"a":"ü","b":1},'
            '"event":"ingestion","outcome":"success","package":"a-000000000000"}'
        ).encode()
    )


@given(details, texts, st.none() | texts)
def test_what_is_written_reads_back_and_is_one_line(detail, agent, package):
    entry = LedgerEntry(AT, "ingestion", package, agent, "success", detail)
    data = encode(entry)
    assert decode(data) == entry
    assert b"\n" not in data


@pytest.mark.parametrize("value", [float("nan"), 2**53 + 1, "\ud800", {"\ud800": 1}])
def test_what_has_no_canonical_form_is_refused(value):
    with pytest.raises(ValueError):
        encode(LedgerEntry(AT, "ingestion", None, "a", "success", {"value": value}))


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{}",
        b"[]",
        b"\xff",
        b"null",
        encode(ENTRY).replace(b'{"agent"', b'{ "agent"'),
        encode(ENTRY).replace(b"08:55:00Z", b"08:55:00+00:00"),
        encode(ENTRY).replace(b"2016-12-15T08", b"2016-12-15t08"),
        encode(ENTRY).replace(b'"success"', b"null"),
        encode(ENTRY).replace(b'{"a":"\xc3\xbc","b":1}', b"[]"),
        encode(ENTRY).replace(b'"outcome"', b'"outcom2"'),
        b"[" * 100_000,
    ],
)
def test_anything_else_is_refused(data):
    with pytest.raises(ValueError):
        decode(data)


def test_instants_are_utc_and_strict():
    east = timezone(timedelta(hours=5))
    assert instant(datetime(2016, 12, 15, 13, 55, tzinfo=east)) == "2016-12-15T08:55:00Z"
    assert parse_instant("2016-12-15T08:55:00Z") == AT
    with pytest.raises(ValueError):
        parse_instant("2016-12-15T8:55:00Z")
