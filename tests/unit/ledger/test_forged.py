"""What only the holder of the key can write is refused in words, whatever it is."""

from datetime import UTC, datetime

import pytest

from preserve.ledger.entry import Event, LedgerEntry
from preserve.ledger.following import Following
from preserve.model.digest import digests_of

AT = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
PACKAGE = "a-0123456789ab"
INVENTORY = [{"path": "bagit.txt", "bytes": 5, **digests_of(b"BagIt")}]


def entry(event: Event, package=None, **detail) -> LedgerEntry:
    return LedgerEntry(AT, event.value, package, "t", "success", detail)


INGESTED = entry(
    Event.INGESTION, PACKAGE, source={"name": "a", "sha256": "0"}, facts={}, files=INVENTORY
)


def check(**changes) -> LedgerEntry:
    detail = {"started_at": "2026-11-21T12:00:00Z", "states": {}, "buckets": [[0, 0, 1, "x"]]}
    return entry(Event.FIXITY_CHECK, **{**detail, **changes})


def followed(*entries: LedgerEntry) -> Following:
    following = Following()
    for number, one in enumerate((INGESTED, *entries)):
        following.note(number, one)
    following.inventory.holdings()
    return following


def test_what_is_as_it_should_be_is_followed():
    assert followed(check()).inventory.holdings()[PACKAGE].state.value == "intact"


@pytest.mark.parametrize("seconds", [-1, 2**53 - 1, 10**12, True, 1.5, "1", None])
def test_a_check_at_no_time_that_can_be_is_refused(seconds):
    with pytest.raises(ValueError, match="stretch"):
        followed(check(buckets=[[0, 0, seconds, "x"]]))


def test_a_check_beyond_all_dates_is_refused():
    with pytest.raises(ValueError, match="beyond"):
        followed(check(started_at="9999-12-31T23:59:59Z", buckets=[[0, 0, 10**7, "x"]]))


@pytest.mark.parametrize("bucket", [[0, 1, 0, "x"], [-1, 0, 0, "x"], [1, 0, 0, "x"], [0, 0, 0], 5])
def test_a_stretch_of_packages_that_are_not_held_is_refused(bucket):
    with pytest.raises(ValueError, match="stretch"):
        followed(check(buckets=[bucket]))


@pytest.mark.parametrize("code", [None, "0", 2, 256, -1, 2**50])
def test_a_run_that_says_nothing_known_has_decided_nothing(code):
    assert followed(check(exit_code=code)).inventory.checks[0].exit_code == 3


@pytest.mark.parametrize("package", ["nope", "", "a\0b"])
def test_an_incident_of_a_package_that_is_not_held_is_refused(package):
    opened = entry(
        Event.INCIDENT,
        package,
        incident="incident-1",
        step="opened",
        run="r",
        state="damaged",
        words="",
        files=[],
        files_total=0,
        fingerprint="0" * 64,
    )
    with pytest.raises(ValueError, match="not on record"):
        followed(opened, check())


@pytest.mark.parametrize("digests", [{"x": "y"}, [], ["0", "0"], "0", None])
def test_added_digests_that_fit_no_inventory_are_refused(digests):
    added = entry(
        Event.MESSAGE_DIGEST_CALCULATION, algorithm="sha3256", packages={PACKAGE: digests}
    )
    with pytest.raises(ValueError, match="added digests"):
        followed(added)


def test_digests_under_no_known_algorithm_are_refused():
    added = entry(Event.MESSAGE_DIGEST_CALCULATION, algorithm="crc", packages={PACKAGE: ["0"]})
    with pytest.raises(ValueError, match="added digests"):
        followed(added)
