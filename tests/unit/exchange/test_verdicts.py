"""Which answers are due: pure rules over what was offered and said."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from preserve.exchange.offer import Offered
from preserve.exchange.verdicts import (
    beyond_caps,
    by_source,
    refused_drafts,
    told,
    valid_drafts,
)
from preserve.ledger.transfers import Exchange, MessageOnRecord
from preserve.model.catalogue import ALL_KINDS, finding
from preserve.model.exchange import Conversation, Direction, MessageKind
from preserve.model.finding import Where
from preserve.model.receiving import ExchangeRules
from preserve.schema.canonical import canonical_bytes
from preserve.schema.validate import validate_document
from tests.support.archives import START

PACKAGE = "letter-0123456789ab"
CONVERSATION = Conversation("0" * 8 + "-0000-0000-0000-" + "0" * 12, "20261121T120000Z-" + "0" * 16)


def offered(package: str = PACKAGE, size: int = 1, bag: int = 1) -> Offered:
    return Offered(package, f"bags/{package}.tar", size, "1" * 64, "2" * 64, 1, bag, None, {})


def exchange(*packages: str) -> Exchange:
    made = Exchange(CONVERSATION, CONVERSATION.begun_by)
    for number, kind in enumerate((MessageKind.OFFER, MessageKind.RECEIVED)):
        digest = str(number) * 64
        message = MessageOnRecord(kind, Direction.SENT, digest, number, START, packages)
        made.messages.append(message)
    return made


def document_of(draft, kind: str) -> dict[str, object]:
    party = {"archive": CONVERSATION.begun_by, "name": "x", "key": "k"}
    return {
        **draft.body,
        "schema_version": "1",
        "type": kind,
        "from": party,
        "to": party,
        "at": "2026-11-21T12:00:00Z",
        "begun_by": CONVERSATION.begun_by,
        "conversation": CONVERSATION.name,
        "in_reply_to": draft.in_reply_to,
    }


WORDS = st.text(st.characters(codec=None), max_size=5000)


@given(code=st.sampled_from([kind.code for kind in ALL_KINDS]), words=WORDS, file=WORDS)
def test_every_finding_can_be_told_in_a_message(code, words, file):
    found = finding(code, words, Where(file=file))
    (draft,) = refused_drafts(exchange(PACKAGE), {PACKAGE: [found]}, kept=True)
    document = document_of(draft, "refused")
    assert validate_document(document, "message/v1.schema.json") == ()
    canonical_bytes(document)


def test_findings_are_bounded():
    many = [finding("BAG-050", f"File {number} differs.") for number in range(500)]
    (draft,) = refused_drafts(exchange(PACKAGE), {PACKAGE: many}, kept=True)
    (row,) = draft.body["packages"]
    assert len(row["findings"]) == 100
    assert told(many[0])["code"] == "BAG-050"


def test_no_message_is_too_long():
    packages = [f"n{number}-{number:012x}" for number in range(300)]
    refused = {
        package: [finding("BAG-050", "x" * 2000, Where(file="y" * 4000))] * 100
        for package in packages
    }
    drafts = list(refused_drafts(exchange(*packages), refused, kept=True))
    assert len(drafts) > 1
    assert all(len(canonical_bytes(dict(draft.body))) < 9 << 20 for draft in drafts)
    told_of = [row["package"] for draft in drafts for row in draft.body["packages"]]
    assert told_of == packages


def test_what_is_valid_answers_the_message_that_it_was_received():
    (draft,) = valid_drafts(exchange(PACKAGE), "5a" * 32, [{"package": PACKAGE}], [])
    assert draft.in_reply_to == "1" * 64
    assert list(valid_drafts(exchange(PACKAGE), "5a" * 32, [], [])) == []


@pytest.mark.parametrize(
    ("rules", "refused"),
    [
        (ExchangeRules(max_package_bytes=5), ()),
        (ExchangeRules(max_package_bytes=4), ("b-0",)),
        (ExchangeRules(max_package_bytes=1), ("a-0", "b-0")),
        (ExchangeRules(max_delivery_bytes=7), ()),
        (ExchangeRules(max_delivery_bytes=6), ("a-0", "b-0")),
        (ExchangeRules(max_packages=2), ()),
        (ExchangeRules(max_packages=1), ("a-0", "b-0")),
    ],
    ids=str,
)
def test_caps(rules, refused):
    packages = [offered("a-0", 2, 1), offered("b-0", 5, 5)]
    assert sorted(beyond_caps(packages, rules)) == list(refused)


def test_what_is_in_a_package_counts_too():
    assert set(beyond_caps([offered("a-0", 1, 6)], ExchangeRules(max_package_bytes=5))) == {"a-0"}


def test_what_is_in_all_packages_counts_too():
    bombs = [offered(f"a-{number}", 1, 5) for number in range(3)]
    assert set(beyond_caps(bombs, ExchangeRules(max_delivery_bytes=14))) == {"a-0", "a-1", "a-2"}
    assert beyond_caps(bombs, ExchangeRules(max_delivery_bytes=15)) == {}


def test_packages_by_their_source():
    found = by_source(["a-0123456789ab", "b-0123456789ab", "a-b-aaaaaaaaaaaa"])
    assert found["0123456789ab"] == ["a-0123456789ab", "b-0123456789ab"]
    assert found["aaaaaaaaaaaa"] == ["a-b-aaaaaaaaaaaa"]
