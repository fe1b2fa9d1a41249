"""Places of exchange and replicas that hang: told, not waited for, and nothing concluded."""

import json
from pathlib import Path

import pytest

from preserve.storage.directory_mailbox import DirectoryMailbox
from preserve.workflows.archive import read_history
from preserve.workflows.desk import desk_of
from preserve.workflows.dispatch import dispatch
from preserve.workflows.places import Place, collect, places_of
from preserve.workflows.replicas import NewReplica, add_replica
from tests.fault.test_audit_faults import be_impatient
from tests.support.apart import Apart
from tests.support.archives import Clock, archive_with
from tests.support.commands import run
from tests.support.faulty_reads import built, faults
from tests.support.repairing import TEXTS


@pytest.fixture(scope="module")
def library(tmp_path_factory):
    return built(tmp_path_factory.mktemp("library"))


@pytest.fixture
def state(tmp_path) -> Path:
    (tmp_path / "state").mkdir()
    return tmp_path / "state"


@pytest.fixture
def apart(tmp_path) -> Apart:
    made = Apart(tmp_path / "made", TEXTS)
    made.send(*made.packages.values())
    made.carry("ours")
    return made


@pytest.mark.parametrize("words", [["receive"], ["confirm"], ["replica", "challenge", "ours"]])
def test_a_place_of_exchange_that_hangs_is_told_and_nothing_waits_for_it(
    apart, library, state, words
):
    if library is None:
        return
    archive = apart.archive("theirs")
    if words[0] == "replica":
        apart.receive()
        apart.carry("theirs")
        apart.confirm()
        apart.carry("ours")
        apart.receive()
    be_impatient(archive)
    hanging = faults(library, state, HANG="stick-theirs/PRESERVE-EXCHANGE")
    told = run("--archive", archive.root, *words, "--json", limit=60, **hanging)
    document = json.loads(told.out)
    assert told.code == 3, told.out
    silent = [found for found in document["findings"] if found["code"] == "XCH-009"]
    assert [found["message"].rsplit("/", 1)[1] for found in silent] == [
        "stick-theirs does not answer."
    ]


def test_what_a_silent_place_holds_up_is_nothing_of_another_place(apart, tmp_path):
    with desk_of(apart.archive("theirs"), apart.clock) as desk:
        (there,) = places_of(desk)
        assert not there.is_silent
        silent = Place("the hall", DirectoryMailbox(str(tmp_path / "hall")), (), is_silent=True)
        post = collect(desk, [silent, there])
        assert len(post.new) == 1
        sent = dispatch(desk, [silent, there])
    for findings in (post.findings, sent.findings):
        assert [found.message for found in findings] == ["the hall does not answer."]


def test_a_named_place_that_hangs_is_not_searched(apart):
    with desk_of(apart.archive("theirs"), apart.clock) as desk:
        box = DirectoryMailbox(str(apart.stick("theirs")))
        post = collect(desk, [Place("the stick", box, (), is_silent=True)], named=True)
    assert (post.new, post.lying) == ([], {})
    assert [found.code for found in post.findings] == ["XCH-009"]


def test_a_part_that_cannot_be_read_back_is_written_again(apart, library, state):
    """An earlier run was stopped in the middle of a copy, and the disk has lost what it wrote."""
    if library is None:
        return
    archive = apart.archive("theirs")
    for bag in Path(apart.stick("theirs")).rglob("*.tar"):
        sender, conversation = bag.parts[-4].removeprefix("from-"), bag.parts[-3]
        part = Path(archive.root, "quarantine/exchange", sender, conversation, f"{bag.name}.part")
        part.parent.mkdir(parents=True, exist_ok=True)
        part.write_bytes(bag.read_bytes()[:1000])
    failing = faults(library, state, EIO=".tar.part")
    told = run("--archive", archive.root, "receive", "--json", limit=60, **failing)
    assert told.code == 0, told.out
    (delivery,) = json.loads(told.out)["deliveries"]
    assert {each["step"] for each in delivery["packages"]} == {"valid"}


@pytest.mark.parametrize("words", [["sync"], ["challenge"]])
def test_a_replica_that_hangs_is_told_and_nothing_is_concluded(tmp_path, library, state, words):
    if library is None:
        return
    clock = Clock()
    archive, _ = archive_with(tmp_path, TEXTS, clock)
    add_replica(archive, NewReplica("disk", str(tmp_path / "disk"), "A"), clock)
    size = len(list(read_history(archive, is_locked=False).entries))
    be_impatient(archive)
    hanging = faults(library, state, HANG="/disk/")
    told = run("--archive", archive.root, "replica", *words, "--json", limit=60, **hanging)
    (found,) = json.loads(told.out)["findings"]
    assert (told.code, found["code"]) == (3, "XCH-070"), told.out
    assert "does not answer. Nothing is concluded about it." in found["message"]
    assert len(list(read_history(archive, is_locked=False).entries)) == size


def test_a_repair_does_not_wait_for_a_replica_that_hangs(tmp_path, library, state):
    if library is None:
        return
    clock = Clock()
    archive, (package, _) = archive_with(tmp_path, TEXTS, clock)
    add_replica(archive, NewReplica("disk", str(tmp_path / "disk"), "A"), clock)
    (Path(archive.store.bags, package) / "bagit.txt").write_bytes(b"damaged")
    be_impatient(archive, "5s")
    hanging = faults(library, state, HANG="/disk/")
    told = run("--archive", archive.root, "repair", package, "--json", limit=120, **hanging)
    codes = [found["code"] for found in json.loads(told.out)["findings"]]
    assert (told.code, "XCH-082" in codes) == (1, True), told.out
