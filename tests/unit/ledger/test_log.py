"""What is read of a ledger a second time is held against what was verified."""

from datetime import UTC, datetime

import pytest

from preserve.errors import EvidenceFailure
from preserve.ledger.entry import LedgerEntry, encode
from preserve.ledger.log import BodiesInMemory, EntryLog
from preserve.ledger.merkle import leaf_hash

ENTRIES = [
    LedgerEntry(datetime(2026, 11, 21, 12, n, tzinfo=UTC), "x", None, "t", "success", {"n": n})
    for n in range(5)
]
BODIES = [encode(entry) for entry in ENTRIES]
LEAVES = b"".join(map(leaf_hash, BODIES))


def log(bodies, unreadable=frozenset()):
    return EntryLog(BodiesInMemory(bodies), LEAVES, unreadable)


def test_entries_are_those_that_were_verified():
    entries = log(BODIES)
    assert (list(entries), len(entries)) == (ENTRIES, 5)
    assert (entries[1], entries[-1], list(entries[1:3])) == (ENTRIES[1], ENTRIES[-1], ENTRIES[1:3])
    assert entries.several([4, 2]) == {2: BODIES[2], 4: BODIES[4]}
    assert list(entries.lines()) == BODIES


def test_what_is_no_entry_is_passed_over_and_still_exported():
    entries = log(BODIES, frozenset({2}))
    assert [entry.detail["n"] for entry in entries] == [0, 1, 3, 4]
    assert len(list(entries.lines())) == 5


def test_what_changed_meanwhile_is_noticed_wherever_it_is_read():
    entries = log([*BODIES[:2], BODIES[3], *BODIES[3:]])
    for read in (list, lambda e: list(e.lines()), lambda e: e[2], lambda e: e.several([1, 2])):
        with pytest.raises(EvidenceFailure, match="changed"):
            read(entries)
    assert entries[1] == ENTRIES[1]
