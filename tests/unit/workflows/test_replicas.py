"""Replicas: made, filled, read again, and never overwritten; a disk that is away says nothing."""

import os
import shutil
from dataclasses import fields, replace
from datetime import timedelta
from pathlib import Path

import pytest

from preserve.errors import Refused, UsageProblem
from preserve.fixity.compare import PackageResult
from preserve.fixity.pool import silent
from preserve.ledger.entry import Event
from preserve.model.audit import PackageState
from preserve.model.finding import Finding
from preserve.model.replica import CopyState
from preserve.storage.local import LocalStore
from preserve.storage.tree import LocalTree
from preserve.workflows.accept import Acceptance, accept
from preserve.workflows.archive import open_archive, read_history
from preserve.workflows.desk import desk_of
from preserve.workflows.history import history_rows
from preserve.workflows.premis_events import Wanted, entry_events
from preserve.workflows.replica_challenge import (
    ChallengeOptions,
    challenge,
    outcome_of,
    read_replica,
)
from preserve.workflows.replica_sync import SyncOptions, sync
from preserve.workflows.replicas import (
    NewReplica,
    add_replica,
    copies_of,
    listed_copies,
    remove_replica,
    replicas_there,
)
from preserve.workflows.status import archive_status
from tests.support.archives import Clock, archive_with, new_archive, tree_digest
from tests.support.mounts import small_disk

STORE_PARTS = fields(LocalStore)
TEXTS = {"one.txt": b"One.\n\nFirst.\n", "two.txt": b"Two.\n\nSecond.\n", "x.txt": b"X.\n\nY.\n"}


class Case:
    def __init__(self, root: Path) -> None:
        self.clock = Clock()
        self.archive, self.ids = archive_with(root, TEXTS, self.clock)
        self.disk = root / "disk"
        self.added = add_replica(
            self.archive, NewReplica("disk", str(self.disk), "A. Librarian"), self.clock
        )

    def sync(self, **options):
        return sync(self.archive, SyncOptions(**options), self.clock)

    def challenge(self, **options):
        return challenge(self.archive, ChallengeOptions(**options), self.clock, os.urandom)

    def states(self, place: str = "disk") -> list[str]:
        found = listed_copies(self.archive, None, self.clock()).survey
        return [
            next((copy.state.value for copy in each.copies if copy.place.name == place), "none")
            for each in found.packages
        ]

    def bag(self, number: int) -> Path:
        return self.disk / "bags" / self.ids[number]

    def policy(self, line: str) -> None:
        config = Path(self.archive.root) / "preserve.toml"
        config.write_text(config.read_text().replace("[policy]\n", f"[policy]\n{line}\n"))


@pytest.fixture
def case(tmp_path) -> Case:
    return Case(tmp_path)


def codes(run) -> list[str]:
    return [found.code for found in run.findings]


def test_a_replica_is_laid_out_and_added_once(case):
    archive_id = read_history(case.archive, is_locked=False).archive_id
    for path in ("archive-id", "bags/archive-id"):
        assert (case.disk / path).read_text() == f"{archive_id}\n"
    again = add_replica(case.archive, NewReplica("disk", str(case.disk), "A"), case.clock)
    assert (case.added.is_new, again.is_new) == (True, False)
    assert again.is_same_disk
    text = (Path(case.archive.root) / "preserve.toml").read_text()
    assert text.count("[replicas.disk]") == 1


@pytest.mark.parametrize("name", ["", "A", "-a", "a b", "a/b", "x" * 41, "bags", "é"])
def test_names_that_cannot_be_used(case, tmp_path, name):
    with pytest.raises(UsageProblem):
        add_replica(case.archive, NewReplica(name, str(tmp_path / "new"), "A"), case.clock)
    assert not (tmp_path / "new").exists()


def test_a_replica_lies_apart_from_the_archive_and_from_others(case, tmp_path):
    inside = (case.archive.root, f"{case.archive.root}/x", str(tmp_path), str(case.disk))
    for path in inside:
        with pytest.raises(UsageProblem):
            add_replica(case.archive, NewReplica("b", path, "A"), case.clock)
    with pytest.raises(UsageProblem):
        add_replica(case.archive, NewReplica("disk", str(tmp_path / "n"), "A"), case.clock)


def test_what_lies_there_is_not_made_a_replica(case, tmp_path):
    full = tmp_path / "full"
    full.mkdir()
    (full / "letter.txt").write_text("mine")
    other = new_archive(tmp_path / "other", Clock())
    theirs = tmp_path / "theirs"
    add_replica(other, NewReplica("b", str(theirs), "A"), Clock())
    file = tmp_path / "file"
    file.write_text("")
    for path in (full, theirs, file):
        before = [tree_digest(each) for each in (full, theirs)]
        with pytest.raises(Refused):
            add_replica(case.archive, NewReplica("b", str(path), "A"), case.clock)
        assert [tree_digest(each) for each in (full, theirs)] == before
    assert file.read_text() == ""


def test_copies_are_made_once_and_are_the_same_bytes(case):
    assert case.states() == ["none"] * 3
    assert case.sync().replicas == {"disk": {"copied": 3}}
    assert case.sync().replicas == {"disk": {"there": 3}}
    for package in case.ids:
        for base, _, names in os.walk(f"{case.archive.store.bags}/{package}"):
            for name in names:
                path = Path(base) / name
                copy = case.bag(0).parent / path.relative_to(case.archive.store.bags)
                assert copy.read_bytes() == path.read_bytes()
    assert case.states() == ["confirmed"] * 3
    assert case.challenge().replicas == {"disk": {"held": 3}}
    assert list((case.disk / ".staging").iterdir()) == []


def test_a_damaged_package_is_never_copied(case):
    bags = Path(case.archive.store.bags)
    (bags / case.ids[0] / "bagit.txt").write_bytes(b"x")
    (bags / case.ids[1] / "bagit.txt").unlink()
    run = case.sync()
    assert codes(run) == ["XCH-072", "XCH-072"]
    assert run.exit_code == 1
    assert run.replicas == {"disk": {"not-copied": 2, "copied": 1}}
    assert not case.bag(0).exists()
    assert case.states() == ["none", "none", "confirmed"]


def test_missing_and_damaged_copies_are_told_apart_and_mended(case):
    case.sync()
    shutil.rmtree(case.bag(0))
    (case.bag(1) / "data" / "article.warc.gz").write_bytes(b"rot")
    run = case.challenge()
    assert codes(run) == ["XCH-076", "XCH-075"]
    assert "data/article.warc.gz altered" in run.findings[1].message
    assert run.replicas == {"disk": {"missing": 1, "damaged": 1, "held": 1}}
    assert case.states() == ["missing", "damaged", "confirmed"]
    listed = listed_copies(case.archive, None, case.clock())
    assert [found.code for found in listed.survey.findings] == ["XCH-076", "XCH-075"]
    # What differs is not overwritten, unless a person says so; then it is kept.
    rotten = tree_digest(case.bag(1))
    assert codes(case.sync()) == ["XCH-074"]
    assert tree_digest(case.bag(1)) == rotten
    assert case.states() == ["confirmed", "damaged", "confirmed"]
    run = case.sync(sets_aside=True)
    assert (run.exit_code, run.replicas) == (0, {"disk": {"there": 2, "renewed": 1}})
    kept = list((case.disk / "quarantine").rglob("article.warc.gz"))
    assert [path.read_bytes() for path in kept] == [b"rot"]
    assert case.states() == ["confirmed"] * 3
    assert case.challenge().exit_code == 0


class BadDisk(LocalStore):
    """Our store; while it is read, the disk of the replica spoils what was just written there."""

    def tree(self, package: str) -> LocalTree:
        for path in Path(self.quarantine).parent.parent.glob("disk/.staging/*/bagit.txt"):
            path.write_bytes(path.read_bytes().replace(b"1.0", b"1.1"))
        return super().tree(package)


def test_what_does_not_read_back_as_it_was_written_never_takes_its_place(case):
    store = BadDisk(**{each.name: getattr(case.archive.store, each.name) for each in STORE_PARTS})
    bad = replace(case.archive, store=store)
    run = sync(bad, SyncOptions(), case.clock)
    assert codes(run) == ["XCH-071", "XCH-071"]
    # The last package was staged when nothing was read any more.
    assert run.replicas == {"disk": {"not-copied": 2, "copied": 1}}
    assert case.states() == ["none", "none", "confirmed"]
    assert case.sync().replicas == {"disk": {"there": 1, "copied": 2}}


def test_a_copy_that_was_lost_is_copied_again(case):
    case.sync()
    shutil.rmtree(case.bag(2))
    assert case.sync().replicas == {"disk": {"there": 2, "copied-again": 1}}


@pytest.mark.parametrize("mark", ["archive-id", "bags/archive-id", "replica-name", ""])
def test_nothing_is_concluded_of_a_replica_that_is_not_there(case, mark):
    case.sync()
    if mark:
        (case.disk / mark).write_text("another\n")
    else:
        case.disk.rename(case.disk.parent / "unplugged")
    for run in (case.challenge(), case.sync()):
        assert codes(run) == ["XCH-070"]
        assert run.exit_code == 3
    assert case.states() == ["confirmed"] * 3
    assert not mark or case.bag(0).exists()


def test_a_disk_that_is_taken_out_meanwhile_has_lost_nothing(case):
    case.sync()
    with desk_of(case.archive, case.clock) as desk:
        (place,) = replicas_there(desk).places
        case.disk.rename(case.disk.parent / "unplugged")
        findings: list[Finding] = []
        due = list(desk.history.holdings.values())
        assert read_replica(desk, place, due, silent, findings) == {}
    assert [found.code for found in findings] == ["XCH-070"]
    assert case.states() == ["confirmed"] * 3


def test_a_replica_without_a_path_is_not_there(case):
    config = Path(case.archive.root) / "preserve.toml"
    config.write_text(config.read_text().split("[replicas")[0])
    assert codes(case.sync()) == ["XCH-070"]


def test_a_pipe_in_the_place_of_a_file_does_not_hang(case):
    case.sync()
    bags = case.disk / "bags"
    (bags / case.ids[0] / "bagit.txt").unlink()
    os.mkfifo(bags / case.ids[0] / "bagit.txt")
    run = case.challenge()
    assert codes(run) == ["XCH-075"]
    assert "type-changed" in run.findings[0].message


@pytest.mark.parametrize(
    ("state", "files", "outcome"),
    [
        (PackageState.INTACT, {"intact": 3}, "held"),
        (PackageState.UNDECIDED, {"intact": 2, "unreadable": 1}, "unreadable"),
        (PackageState.DAMAGED, {"missing": 3}, "missing"),
        (PackageState.DAMAGED, {"missing": 2, "intact": 1}, "damaged"),
        (PackageState.MANIFEST_ALTERED, {"altered": 1}, "damaged"),
    ],
)
def test_lost_damaged_and_unreadable_are_told_apart(state, files, outcome):
    assert outcome_of(PackageResult("a", "disk", state, files)).value == outcome


def test_strangers_in_a_replica_are_told_and_left(case):
    (case.disk / "bags" / "mine").mkdir()
    (case.disk / "bags" / case.ids[0]).write_text("a file")
    run = case.sync()
    assert codes(run) == ["XCH-074", "XCH-074"]
    assert run.exit_code == 1
    assert (case.disk / "bags" / case.ids[0]).read_text() == "a file"


def test_what_a_killed_run_left_is_gone_on_with(case):
    """Published and not on record, or half staged: the next run reads, and takes over."""
    shutil.copytree(f"{case.archive.store.bags}/{case.ids[0]}", case.bag(0))
    half = case.disk / ".staging" / case.ids[1]
    half.mkdir()
    (half / "bagit.txt").write_bytes(b"half")
    assert case.sync().replicas == {"disk": {"copied": 2, "found": 1}}
    assert case.challenge().replicas == {"disk": {"held": 3}}


def test_what_a_killed_run_left_and_is_not_whole_is_told(case):
    shutil.copytree(f"{case.archive.store.bags}/{case.ids[0]}", case.bag(0))
    (case.bag(0) / "bagit.txt").write_bytes(b"x")
    run = case.sync()
    assert codes(run) == ["XCH-074"]
    assert case.states() == ["none", "confirmed", "confirmed"]


def test_a_change_that_was_accepted_makes_copies_outdated_until_they_are_renewed(case):
    case.sync()
    bag = Path(case.archive.store.bags) / case.ids[0]
    (bag / "bag-info.txt").write_bytes((bag / "bag-info.txt").read_bytes() + b"Note: x\n")
    accept(case.archive, Acceptance(case.ids[0], "A", "corrected"), case.clock)
    assert case.states() == ["outdated", "confirmed", "confirmed"]
    # The copy is whole: it is of what the package was. Nobody accuses it.
    assert case.challenge().replicas == {"disk": {"held": 2}}
    assert case.sync().replicas == {"disk": {"there": 2, "renewed": 1}}
    assert case.states() == ["confirmed"] * 3
    assert len(list((case.disk / "quarantine").rglob("bag-info.txt"))) == 1


def test_due_is_what_the_policy_asks_for(case):
    case.policy("challenge_days = 10\ncopies = 2")
    assert case.challenge(is_due_only=True).exit_code == 0
    assert listed_copies(case.archive, None, case.clock()).exit_code == 1
    case.sync()
    assert listed_copies(case.archive, None, case.clock()).exit_code == 0
    case.clock.at += timedelta(days=11)
    listed = listed_copies(case.archive, None, case.clock())
    assert (listed.exit_code, listed.survey.sums.overdue) == (1, 3)
    assert [found.code for found in listed.survey.findings] == ["XCH-078"]
    assert case.states() == ["overdue"] * 3
    assert case.challenge(is_due_only=True).replicas == {"disk": {"held": 3}}
    assert case.challenge(is_due_only=True).replicas == {}
    assert case.states() == ["confirmed"] * 3


def test_nothing_due_needs_no_disk(case):
    case.sync()
    case.disk.rename(case.disk.parent / "unplugged")
    run = case.challenge(is_due_only=True)
    assert (run.exit_code, run.findings) == (0, ())


def test_status_tells_of_copies(case):
    case.policy("copies = 2")
    found = archive_status(open_archive(case.archive.root), case.clock())
    assert found.copies.fewer == 3
    assert "XCH-078" in [one.code for one in found.findings]
    case.sync()
    found = archive_status(open_archive(case.archive.root), case.clock())
    assert (found.copies.confirmed, found.deliveries, found.exit_code) == (3, [], 0)


def test_removing_a_replica_touches_nothing_there(case):
    case.sync()
    before = tree_digest(case.disk)
    remove_replica(case.archive, "disk", ("A", "the disk is old"), case.clock)
    assert tree_digest(case.disk) == before
    assert case.states() == ["none"] * 3
    with pytest.raises(UsageProblem):
        remove_replica(case.archive, "disk", ("A", "again"), case.clock)
    with pytest.raises(UsageProblem):
        case.sync()
    # It can come back; what lies there is read before it counts.
    add_replica(case.archive, NewReplica("disk", str(case.disk), "A"), case.clock)
    assert case.states() == ["none"] * 3
    assert case.sync().replicas == {"disk": {"found": 3}}


def test_unknown_names_are_told(case):
    for name in ("nobody", ""):
        with pytest.raises(UsageProblem):
            case.challenge(name=name)
        with pytest.raises(UsageProblem):
            case.sync(name=name)
    with pytest.raises(UsageProblem):
        listed_copies(case.archive, "nobody", case.clock())


def test_the_history_tells_it(case):
    case.sync()
    history = read_history(case.archive, is_locked=False)
    notes = [row.note for row in history_rows(history, case.ids[0])]
    assert "replica disk: 3 packages copied and read back" in notes
    assert "replica disk added (by A. Librarian)" in [row.note for row in history_rows(history)]
    assert history.replicas.named("disk") is not None
    found = copies_of(case.archive, history, case.archive.policy(), case.clock())
    assert found.packages[0].copies[1].state is CopyState.CONFIRMED


def test_premis_has_replications_and_checks_of_copies(case):
    case.sync()
    shutil.rmtree(case.bag(1))
    case.challenge()
    history = read_history(case.archive, is_locked=False)
    wanted = Wanted("archive", history.holdings, case.ids[0])
    events = [
        event
        for number, entry in enumerate(history.entries)
        if entry.event == Event.REPLICATION.value
        for event in entry_events(number, entry, wanted)
    ]
    assert [(event.type, event.outcome) for event in events] == [
        ("replication", "success"),
        ("fixity check", "success"),
    ]
    assert events[1].notes == ("found: held",)
    others = Wanted("archive", history.holdings)
    last = len(history.entries) - 1
    (check,) = entry_events(last, history.entries[last], others)
    assert (check.outcome, set(check.objects)) == ("fail", set(case.ids))


def test_a_full_disk_keeps_what_fits_and_a_rerun_goes_on(case, tmp_path):
    place = tmp_path / "small"
    place.mkdir()
    with small_disk(place, "1m") as is_small:
        add_replica(case.archive, NewReplica("small", str(place), "A"), case.clock)
        filler = place / "bags" / "filler"
        room = 0
        if is_small:
            disk = os.statvfs(place)
            room = disk.f_bavail * disk.f_frsize - 100_000
        filler.write_bytes(b"x" * room)
        run = case.sync(name="small")
        copied = run.replicas["small"].get("copied", 0)
        assert codes(run) == (["XCH-074", "XCH-071"] if is_small else ["XCH-074"])
        assert copied == (3 if not is_small else copied)
        assert is_small is (copied < 3)
        filler.unlink()
        run = case.sync(name="small")
        assert (run.exit_code, run.findings) == (0, ())
        assert run.replicas["small"].get("copied", 0) == 3 - copied
        assert case.challenge(name="small").replicas == {"small": {"held": 3}}
