"""An offer is built, and read back as it was."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from preserve.exchange.offer import (
    RISK_KINDS,
    Offered,
    Said,
    offer_body,
    offered_in,
    profile_in,
    risks_in,
    withdrawal_body,
)

HEX = st.text("0123456789abcdef", min_size=64, max_size=64)
COUNT = st.integers(0, 2**53 - 1)
OFFERED = st.builds(
    Offered,
    package=st.from_regex(r"[a-z0-9][a-z0-9-]{0,59}-[0-9a-f]{12}", fullmatch=True),
    file=st.just("bags/p.tar"),
    size_bytes=COUNT,
    sha256=HEX,
    tag_manifest_sha256=HEX,
    files=COUNT,
    bag_bytes=COUNT,
    profile=st.none() | st.text(min_size=1),
    risks=st.dictionaries(st.sampled_from(RISK_KINDS), st.integers(1, 99)),
)


@given(st.lists(OFFERED, max_size=5, unique_by=lambda each: each.package))
def test_what_is_offered_is_read_back(packages):
    body = offer_body(bytes(32), Said("Rights"), packages)
    assert list(offered_in(body).values()) == packages
    assert (body["nonce"], body["rights"], body["note"]) == ("00" * 32, "Rights", None)


@pytest.mark.parametrize(
    ("value", "named"),
    [
        (None, None),
        ("", None),
        ("https://a.example/p.json", "https://a.example/p.json"),
        ("x" * 2001, None),
        ("a\nb", None),
    ],
)
def test_a_profile_is_named_where_it_can_be(value, named):
    assert profile_in(value) == named


def test_risks_are_counted_by_kind_and_what_is_no_kind_is_left_out():
    risks = [{"kind": "alive"}, {"kind": "minor"}, {"kind": "alive"}, {"kind": "x"}, 7, {}]
    assert risks_in({"risks": risks}) == {"minor": 1, "alive": 2}
    assert list(risks_in({"risks": risks})) == ["minor", "alive"]
    for description in (None, [], {"risks": None}, {"risks": {}}):
        assert risks_in(description) == {}


def test_a_withdrawal_names_what_is_taken_back():
    assert withdrawal_body("w", ["p"]) == {"why": "w", "packages": [{"package": "p"}]}
