import os
from collections.abc import Callable
from pathlib import Path

import pytest

from preserve.errors import (
    ArchiveLocked,
    CannotDecide,
    EvidenceFailure,
    PreserveError,
    Refused,
    StoreOffline,
    Unreadable,
    UsageProblem,
)
from preserve.ledger.entry import Event
from preserve.ledger.inventory import ingestion_detail
from preserve.model.digest import digests_of
from preserve.model.file import FileRecord, Measurement, Outcome
from preserve.model.package import PackageRecord
from preserve.model.verdict import Verdict
from preserve.workflows.accept import Acceptance, _changes, _read, _record, accept
from preserve.workflows.archive import read_history
from tests.support.archives import Clock, archive_with, files_of, tree_digest
from tests.support.incidents import audited_with_incidents

TEXTS = {
    "a.txt": "First headline of it\n\nJane Roe said: “We are here.”\n".encode(),
    "b.txt": "Second headline of it\n\nJohn Doe said: “So are we.”\n".encode(),
}
WORDS = "data/original/a.txt"


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def held(tmp_path, clock):
    archive, (package, _) = archive_with(tmp_path, TEXTS, clock)
    return archive, package, Path(archive.store.bags, package)


def wanted(package, **changes):
    return Acceptance(**{"package": package, "by": "A. Archivist", "why": "a typo", **changes})


def last(archive):
    history = read_history(archive, is_locked=False)
    assert history.verdict.is_verified
    return history.verdict.frontier.size - 1, history.verdict.entries[-1]


def test_every_difference_with_its_digests_and_the_whole_new_inventory(held, clock):
    archive, package, bag = held
    before = read_history(archive, is_locked=False)
    old = {file.path: file for file in before.record_of(package).files}
    (bag / WORDS).write_bytes(b"other words")
    (bag / "data/new.txt").write_bytes(b"new")
    (bag / "HOW-TO-READ-THIS.txt").unlink()
    digest = tree_digest(bag)
    change = accept(archive, wanted(package), clock)
    assert tree_digest(bag) == digest, "the package is only read"
    kinds = {one.path: one.kind for one in change.changes}
    assert kinds == {"HOW-TO-READ-THIS.txt": "removed", "data/new.txt": "added", WORDS: "altered"}
    altered = next(one for one in change.changes if one.path == WORDS)
    assert altered.before == old[WORDS]
    assert dict(altered.after.digests) == digests_of(b"other words")
    assert change.bag is not Verdict.VALID
    assert change.bag_findings
    number, entry = last(archive)
    assert (change.entry, entry.event, entry.package) == (number, "modification", package)
    assert (entry.detail["by"], entry.detail["why"]) == ("A. Archivist", "a typo")
    superseded = before.verdict.entries[entry.detail["before"]["entry"]]
    assert (superseded.event, superseded.package) == (Event.INGESTION.value, package)
    assert entry.detail["changes"] == [one.document() for one in change.changes]
    rows = {row["path"]: row for row in entry.detail["files"]}
    there = {path.relative_to(bag).as_posix(): path.read_bytes() for path in files_of(bag)}
    assert rows == {
        path: {"path": path, "bytes": len(data), **digests_of(data)} for path, data in there.items()
    }
    tags = digests_of((bag / "tagmanifest-sha256.txt").read_bytes())
    assert entry.detail["tag_manifest_sha256"] == tags["sha256"]


def test_the_rows_are_those_of_an_ingestion(held, clock):
    archive, package, bag = held
    (bag / WORDS).write_bytes(b"other words")
    accept(archive, wanted(package), clock)
    old = read_history(archive, is_locked=False).record_of(package)
    written = ingestion_detail(old, {}, {})["files"][0]
    assert last(archive)[1].detail["files"][0].keys() == written.keys()


def test_a_trial_records_nothing(held, clock):
    archive, package, bag = held
    (bag / WORDS).write_bytes(b"other words")
    before = tree_digest(archive.root)
    change = accept(archive, wanted(package, is_trial=True), clock)
    assert (change.entry, len(change.changes)) == (None, 1)
    assert tree_digest(archive.root) == before


def test_where_nothing_differs_there_is_nothing_to_accept(held, clock):
    archive, package, bag = held
    os.utime(bag / WORDS, (0, 0))
    before = last(archive)[0]
    with pytest.raises(Refused, match="as recorded") as refused:
        accept(archive, wanted(package), clock)
    assert (refused.value.code, refused.value.exit_code) == ("FIX-052", 1)
    assert last(archive)[0] == before


def test_an_incident_is_repaired_by_it(held, clock):
    archive, package, bag = held
    (bag / WORDS).write_bytes(b"other words")
    audited_with_incidents(archive, clock)
    accept(archive, wanted(package), clock)
    (incident,) = read_history(archive, is_locked=False).incidents.all()
    assert (incident.repair.how, incident.repair.by) == ("accepted", "A. Archivist")
    assert dict(incident.repair.files[WORDS].digests) == digests_of(b"other words")


def test_a_file_that_reads_differently_twice_is_not_put_on_record(held, clock):
    """Of the same size all the time, so that no listing shows it."""
    archive, package, bag = held
    seen = iter(range(10**6))
    size = (bag / WORDS).stat().st_size
    meddling = Meddling(lambda: (bag / WORDS).write_text(f"{next(seen):0{size}}"))
    meddling(0, 0)
    with pytest.raises(CannotDecide) as refused:
        accept(archive, wanted(package, progress=meddling), clock)
    assert refused.value.code == "FIX-007"


def test_an_algorithm_on_record_is_kept(held):
    archive, package, bag = held
    data = (bag / WORDS).read_bytes()
    record = FileRecord(WORDS, len(data), digests_of(data, ["blake2b"]))
    entries = [entry for entry in archive.store.tree(package).entries() if entry.path == WORDS]
    before = PackageRecord(package, "a.txt", "", (record,))
    (read,) = _read(archive.store.tree(package), entries, before, wanted(package))
    assert dict(read.digests) == digests_of(data, ["blake2b", "sha256", "sha512"])
    assert _changes(before.files, [read]) == ()


def gone(bag: Path) -> None:
    bag.rename(bag.parent.parent / "elsewhere")


def linked(bag: Path) -> None:
    gone(bag)
    bag.symlink_to(bag.parent.parent / "elsewhere")


def a_file(bag: Path) -> None:
    gone(bag)
    bag.write_text("x")


def link_inside(bag: Path) -> None:
    os.symlink("/etc/hostname", bag / "data/link.txt")


def link_instead(bag: Path) -> None:
    (bag / WORDS).unlink()
    os.symlink("/etc/hostname", bag / WORDS)


def pipe(bag: Path) -> None:
    os.mkfifo(bag / "data/pipe")


def odd_name(bag: Path) -> None:
    (bag / os.fsdecode(b"data/caf\xe9")).write_text("x")


def emptied(bag: Path) -> None:
    for path in list(files_of(bag)):
        path.unlink()


@pytest.mark.parametrize(
    "harm", [gone, linked, a_file, link_inside, link_instead, pipe, odd_name, emptied]
)
def test_what_cannot_go_on_record(held, clock, harm: Callable[[Path], None]):
    archive, package, bag = held
    harm(bag)
    before = last(archive)[0]
    with pytest.raises(Refused) as refused:
        accept(archive, wanted(package), clock)
    assert (refused.value.code, refused.value.exit_code) == ("FIX-052", 1)
    assert last(archive)[0] == before


class Meddling:
    """Touches a package while it is read: called as the progress of the reading."""

    def __init__(self, meddle: Callable[[], object]) -> None:
        self.meddle = meddle

    def __call__(self, _files: int, _bytes: int) -> None:
        self.meddle()


@pytest.mark.parametrize("name", ["data/original/a.txt", "data/late.txt", "bag-info.txt"])
def test_what_changes_meanwhile_is_not_put_on_record(held, clock, name):
    archive, package, bag = held
    (bag / WORDS).write_bytes(b"other words")
    seen = iter(range(10**6))
    meddling = Meddling(lambda: (bag / name).write_text(f"again {next(seen)}"))
    before = last(archive)[0]
    with pytest.raises(CannotDecide) as refused:
        accept(archive, wanted(package, progress=meddling), clock)
    assert (refused.value.code, refused.value.exit_code) == ("FIX-007", 3)
    assert last(archive)[0] == before


def test_what_cannot_be_read_is_not_concluded_about():
    read = Measurement(WORDS, Outcome.UNREADABLE, detail="Input/output error")
    with pytest.raises(Unreadable, match="Input/output error") as refused:
        _record(read)
    assert (refused.value.code, refused.value.exit_code) == ("FIX-006", 3)
    with pytest.raises(CannotDecide):
        _record(Measurement(WORDS, Outcome.MISSING))


def test_a_file_with_a_second_name_is_accepted_with_a_warning(held, tmp_path, clock):
    archive, package, bag = held
    (bag / WORDS).write_bytes(b"other words")
    os.link(bag / WORDS, tmp_path / "second")
    change = accept(archive, wanted(package), clock)
    assert [found.code for found in change.warnings] == ["FIX-063", "FIX-008"]


def test_who_and_why_must_be_said(held, clock):
    archive, package, bag = held
    (bag / WORDS).write_bytes(b"other words")
    for changes in ({"by": ""}, {"why": " "}, {"why": "a\nb"}, {"by": "x" * 4001}):
        with pytest.raises(UsageProblem):
            accept(archive, wanted(package, **changes), clock)


def test_errors_of_the_place(held, clock):
    archive, package, bag = held
    (bag / WORDS).write_bytes(b"other words")

    def refused(kind: type[PreserveError], name: str = package) -> None:
        with pytest.raises(kind):
            accept(archive, wanted(name), clock)

    refused(UsageProblem, "not-there-000000000000")
    refused(UsageProblem, "../archive")
    with archive.lock():
        refused(ArchiveLocked)
    sentinel = Path(archive.store.bags, "archive-id")
    name = sentinel.read_text()
    sentinel.write_text("another")
    refused(StoreOffline)
    sentinel.write_text(name)
    Path(archive.root, "ledger/checkpoint").write_text("x")
    refused(EvidenceFailure)
