"""The pieces in the inventory: kept apart from the digests, and never able to spoil a record."""

from datetime import UTC, datetime

import pytest

from preserve.ledger.entry import Event, LedgerEntry
from preserve.ledger.inventory import ingestion_detail, record_of
from preserve.model.digest import digests_of
from preserve.model.file import FileRecord
from preserve.model.package import PackageRecord
from preserve.model.pieces import pieces_of

AT = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
LARGE, SMALL = bytes(200_000), b"words"
FILES = tuple(
    FileRecord(path, len(data), digests_of(data), pieces_of(data))
    for path, data in (("data/original/a.txt", LARGE), ("data/article.warc.gz", SMALL))
)
RECORD = PackageRecord("a-0123456789ab", "a.txt", digests_of(LARGE)["sha256"], FILES)


def detail():
    return ingestion_detail(RECORD, {}, {})


def held(document):
    entry = LedgerEntry(
        at=AT,
        event=Event.INGESTION.value,
        package=RECORD.id,
        agent="preserve",
        outcome="success",
        detail=document,
    )
    return record_of(RECORD.id, entry)


def test_pieces_are_written_where_there_are_some_and_read_back():
    large, small = detail()["files"]
    assert large["pieces"] == pieces_of(LARGE)
    assert "pieces" not in small
    assert held(detail()) == RECORD


@pytest.mark.parametrize("value", [None, 5, "", "xxxx", ["a"], {"sha256": "0"}])
def test_malformed_pieces_are_as_if_they_were_not_there(value):
    document = detail()
    document["files"][0]["pieces"] = value
    large = held(document).files[0]
    assert large == FILES[0]._replace(pieces=None)
    assert set(large.digests) == {"sha256", "sha512"}


def test_a_record_from_before_there_were_pieces_is_read():
    document = detail()
    del document["files"][0]["pieces"]
    assert held(document).files[0] == FILES[0]._replace(pieces=None)


def test_pieces_alone_are_no_digest():
    document = detail()
    document["files"][0] = {
        key: value
        for key, value in document["files"][0].items()
        if key in {"path", "bytes", "pieces"}
    }
    with pytest.raises(ValueError, match="no digests"):
        held(document)
