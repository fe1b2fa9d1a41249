"""Taking over: only what was confirmed, byte for byte, all of it on record at once."""

import shutil
from pathlib import Path

import pytest

from preserve.model.exchange import MessageKind, Step
from preserve.workflows.archive import read_history
from preserve.workflows.checkers import ALL
from preserve.workflows.commit_deliveries import commit_due
from preserve.workflows.desk import desk_of
from preserve.workflows.places import collect, places_of
from preserve.workflows.validate import validate
from tests.support.archives import audited, package_all, present_clock
from tests.support.commands import run
from tests.support.confirming import (
    Delivery,
    bag_at,
    confirmed,
    delivery,
    with_a_package_that_cannot_be_read,
)
from tests.support.exchanging import archive_id_of
from tests.support.limits import files_up_to


@pytest.fixture
def made(tmp_path) -> Delivery:
    return confirmed(tmp_path)


def codes(done) -> dict[str, list[str]]:
    return {
        each.package: [found.code for found in each.findings]
        for told in done.deliveries
        for each in told.packages
    }


def size_of(archive) -> int:
    return read_history(archive, is_locked=False).verdict.frontier.size


def test_what_was_confirmed_is_held_and_a_rerun_does_nothing(made):
    done = made.commit()
    assert codes(done) == {package: [] for package in made.packages}
    assert set(made.steps(made.theirs).values()) == {Step.ACCEPTED}
    size = size_of(made.theirs)
    assert made.commit().deliveries == []
    assert size_of(made.theirs) == size
    assert not made.quarantined().exists()


def test_packages_and_receipt_are_one_commit_with_one_receipt(made):
    before = size_of(made.theirs)
    made.commit()
    history = read_history(made.theirs, is_locked=False)
    events = [entry.event for entry in list(history.entries)[before:]]
    assert events == ["transfer", "ingestion", "ingestion", "transfer"]


def test_what_is_on_record_is_what_packaging_records(made):
    """First-class: inventory, source and facts are those that the sender has on record."""
    made.commit()
    ours, theirs = (read_history(each, is_locked=False) for each in (made.ours, made.theirs))
    for package in made.packages:
        assert theirs.record_of(package) == ours.record_of(package)
        assert dict(theirs.facts_of(package)) == dict(ours.facts_of(package))
        entry = theirs.entries[theirs.holdings[package].ingestion]
        assert entry.detail["tag_manifest_sha256"] == made.bags[package].tag_manifest_sha256
        assurance = entry.detail["assurance"]
        assert assurance["received_from"] == ours.archive_id
        assert assurance["offer"] == made.said[MessageKind.OFFER].sha256


def test_a_large_file_gets_the_digests_of_its_pieces(tmp_path):
    text = "Headline\n\n" + "Jane Roe said: “We stay.”\n" * 8_000
    made = Delivery(tmp_path, {"long.txt": text.encode()})
    made.offer()
    made.quarantine()
    made.answer()
    made.confirm()
    made.commit()
    (package,) = made.packages
    ours, theirs = (read_history(each, is_locked=False) for each in (made.ours, made.theirs))
    assert theirs.record_of(package) == ours.record_of(package)
    assert any(file.pieces for file in theirs.record_of(package).files)


def test_packages_taken_over_are_audited_shown_validated_and_reported(made, tmp_path):
    made.commit()
    report = audited(made.theirs, present_clock())
    assert (report.exit_code, dict(report.packages)) == (0, {"intact": 2})
    bags = [f"{made.theirs.root}/bags/{package}" for package in made.packages]
    assert [found.verdict.value for found in validate(bags, ALL)] == ["valid", "valid"]
    assert run("--archive", made.theirs.root, "status").code == 0
    for how in ((), ("--premis",), ("--json",)):
        told = run("--archive", made.theirs.root, "history", made.packages[0], *how)
        assert (told.code, made.packages[0] in told.out) == (0, True), told.err
    told = run("--archive", made.theirs.root, "report", "--to", tmp_path / "report")
    assert told.code == 0, told.err
    pages = "".join(path.read_text() for path in sorted((tmp_path / "report").rglob("*.html")))
    assert all(package in pages for package in made.packages)


def test_damage_to_a_package_taken_over_is_found_and_told_where(made):
    made.commit()
    victim = Path(made.theirs.root, "bags", made.packages[0], "bag-info.txt")
    victim.write_bytes(victim.read_bytes() + b"x")
    assert audited(made.theirs, made.clock).exit_code == 1


@pytest.mark.parametrize("harm", ["byte", "gone", "extra", "link"])
def test_what_was_harmed_in_quarantine_is_refused_with_the_reason_and_kept(made, harm):
    one, other = made.packages
    bag = made.quarantined(one)
    victim = bag / "bag-info.txt"
    if harm == "byte":
        victim.write_bytes(victim.read_bytes().replace(b"B", b"b", 1))
    elif harm == "gone":
        shutil.rmtree(bag)
    elif harm == "extra":
        (bag / "more").write_text("x")
    else:
        (bag / "more").symlink_to("/etc/hostname")
    done = made.commit()
    assert codes(done) == {one: ["XCH-066"], other: []}
    assert made.steps(made.theirs) == {one: Step.REFUSED, other: Step.ACCEPTED}
    assert made.quarantined(f"{one}.tar").exists()
    assert bag.exists() is (harm != "gone")
    assert not Path(made.theirs.root, "bags", one).exists()
    told = made.confirm()
    assert made.steps(made.ours) == made.steps(made.theirs)
    assert (told.exit_code, codes(told)[one]) == (1, ["XCH-063"])


@pytest.mark.parametrize("proof", ["of nothing", "of another package"])
def test_what_is_confirmed_with_another_proof_is_not_taken_over_and_is_kept(tmp_path, proof):
    """A sender who confirms something else than what the receiver has proven."""
    made = delivery(tmp_path)
    made.offer()
    made.quarantine()
    made.answer()
    one, other = made.packages
    wrong = "ab" * 64 if proof == "of nothing" else made.bags[other].possession
    made.confirm_with({one: wrong, other: made.bags[other].possession})
    assert codes(made.commit()) == {one: ["XCH-066"], other: []}
    assert made.steps(made.theirs) == {one: Step.REFUSED, other: Step.ACCEPTED}
    assert set(read_history(made.theirs, is_locked=False).holdings) == {other}
    assert made.quarantined(one).is_dir()


@pytest.mark.parametrize("place", ["quarantine", "store"])
def test_what_was_never_judged_is_not_taken_over_whoever_confirms_it(tmp_path, place):
    made = delivery(tmp_path)
    made.offer()
    made.quarantine()
    made.answer()
    one, other = made.packages
    bag = made.quarantined(one)
    (bag / "bag-info.txt").write_text("Source-Organization: Somebody Else\n")
    wrong = bag_at(bag, archive_id_of(made.theirs)).possession
    made.confirm_with({one: wrong, other: made.bags[other].possession})
    if place == "store":
        bag.rename(Path(made.theirs.root, "bags", one))
    assert codes(made.commit()) == {one: ["XCH-066"], other: []}
    assert made.steps(made.theirs) == {one: Step.REFUSED, other: Step.ACCEPTED}
    made.confirm()
    assert made.steps(made.ours) == made.steps(made.theirs)


def test_a_bag_that_a_killed_run_moved_is_adopted_only_if_it_is_what_was_confirmed(made):
    one, other = made.packages
    store = Path(made.theirs.root, "bags")
    for package in made.packages:
        made.quarantined(package).rename(store / package)
    info = store / one / "bag-info.txt"
    info.write_bytes(info.read_bytes() + b"x")
    done = made.commit()
    assert codes(done) == {one: ["XCH-066"], other: []}
    assert set(read_history(made.theirs, is_locked=False).holdings) == {other}


def test_what_lies_in_the_way_goes_to_quarantine(made):
    one = made.packages[0]
    stray = Path(made.theirs.root, "bags", one)
    stray.mkdir()
    (stray / "stray.txt").write_text("stray")
    done = made.commit()
    assert codes(done)[one] == ["FIX-047"]
    assert set(made.steps(made.theirs).values()) == {Step.ACCEPTED}
    assert [path.name for path in Path(made.theirs.root, "quarantine").rglob("stray.txt")]
    assert audited(made.theirs, made.clock).exit_code == 0


def test_a_package_that_is_held_already_is_not_moved_and_not_recorded_twice(tmp_path):
    first = confirmed(tmp_path)
    first.commit()
    first.confirm()
    before = size_of(first.theirs)
    first.conversation = first.conversation._replace(name="20261122T120000Z-0123456789abcdef")
    first.offer()
    first.quarantine()
    first.answer(already_held=True)
    assert first.confirm().exit_code == 0
    assert codes(first.commit()) == {package: [] for package in first.packages}
    events = [entry.event for entry in list(read_history(first.theirs, is_locked=False).entries)]
    assert set(events[before:]) == {"transfer"}
    assert not first.quarantined().exists()
    first.confirm()
    assert set(first.steps(first.ours).values()) == {Step.ACCEPTED}


def test_a_package_that_was_packaged_here_meanwhile_stays_and_the_other_is_refused(made, tmp_path):
    """Same article, packaged at another instant: the id is the same, the bytes are not."""
    sources = sorted((tmp_path / "sources").iterdir())
    package_all(made.theirs, sources[:1], made.clock)
    done = made.commit()
    one = made.packages[0]
    assert codes(done)[one] == ["XCH-066"]
    assert audited(made.theirs, made.clock).exit_code == 0


def test_our_copy_of_a_package_held_already_being_damaged_is_no_reason_to_refuse(tmp_path):
    made = confirmed(tmp_path)
    made.commit()
    made.confirm()
    made.conversation = made.conversation._replace(name="20261122T120000Z-0123456789abcdef")
    made.offer()
    made.answer(already_held=True)
    made.confirm()
    one = made.packages[0]
    info = Path(made.theirs.root, "bags", one, "bag-info.txt")
    good = info.read_bytes()
    info.write_bytes(good + b"x")
    assert codes(made.commit())[one] == ["XCH-061"]
    assert made.steps(made.theirs)[one] is Step.CONFIRMED
    info.write_bytes(good)
    made.commit()
    assert made.steps(made.theirs)[one] is Step.ACCEPTED


def test_our_copy_of_a_package_held_already_that_cannot_be_read_now_waits(tmp_path):
    made = confirmed(tmp_path)
    made.commit()
    made.confirm()
    made.conversation = made.conversation._replace(name="20261122T120000Z-0123456789abcdef")
    made.offer()
    made.answer(already_held=True)
    made.confirm()
    one, other = made.packages
    stuck = with_a_package_that_cannot_be_read(made.theirs, one)
    with desk_of(stuck, made.clock) as desk:
        collect(desk, places_of(desk))
        assert codes(commit_due(desk)) == {one: ["XCH-062"], other: []}
    assert made.steps(made.theirs)[one] is Step.CONFIRMED
    made.commit()
    assert made.steps(made.theirs)[one] is Step.ACCEPTED


def test_no_room_leaves_the_delivery_for_later(made):
    with desk_of(made.theirs, made.clock) as desk:
        collect(desk, places_of(desk))
        with files_up_to(100):
            done = commit_due(desk)
    assert set(made.steps(made.theirs).values()) == {Step.CONFIRMED}
    told = [found for delivery in done.deliveries for found in delivery.findings]
    assert [found.weight for found in told] == [3, 3]
    made.commit()
    assert set(made.steps(made.theirs).values()) == {Step.ACCEPTED}
    assert audited(made.theirs, made.clock).exit_code == 0


def test_a_receipt_that_was_lost_is_written_again(made):
    (path,) = made.commit().filed.paths
    place = Path(made.theirs.root, path)
    data = place.read_bytes()
    place.unlink()
    assert made.commit().filed.paths == [path]
    assert place.read_bytes() == data
