"""A stranger's bag without an offer: taken as it is or kept apart, and never half."""

import hashlib
import json
import os
import re
import subprocess
import tarfile
import zipfile
from pathlib import Path

import pytest

from preserve.errors import CannotDecide, NoSpace, Refused, StoreOffline, UsageProblem
from preserve.ledger.entry import Event
from preserve.model.package import is_package_id
from preserve.model.unsigned import Lack, UnsignedStatus
from preserve.model.verdict import Verdict
from preserve.report.unsigned_text import unsigned_text
from preserve.workflows.archive import read_history
from preserve.workflows.compare import compare
from preserve.workflows.receive_unsigned import Unsigned, receive_unsigned
from tests.support.archives import Clock, archive_with, audited, new_archive, tree_digest
from tests.support.archives_hostile import CASES
from tests.support.archives_packed import tar_pack, zip_pack
from tests.support.bags import Bag, listing, new_bag, sealed, write_bag
from tests.support.exchanging import configure_exchange
from tests.support.mounts import enlarge, small_disk
from tests.support.scanners import Told, told_scanner

PACKERS = {
    "tar": tar_pack("w", tarfile.GNU_FORMAT),
    "tar.gz": tar_pack("w:gz", tarfile.PAX_FORMAT),
    "zip": zip_pack(zipfile.ZIP_DEFLATED),
}
LARGE = bytes(range(256)) * 1000


def stranger(root: Path, name: str = "Grandma's letters", **files: bytes) -> Path:
    """A bag of somebody who does not have preserve, with names of its own."""
    payload = files or {"data/a/letter.txt": b"Dear all", "data/scan.bin": LARGE}
    return write_bag(new_bag(payload), root / name)


def old_and_weak(root: Path) -> Path:
    """A bag of the oldest kind: MD5 alone, no tag manifest, no bag-info."""
    payload = {"data/note.txt": b"from 2009"}
    files = {
        "bagit.txt": b"BagIt-Version: 0.97\nTag-File-Character-Encoding: UTF-8\n",
        "manifest-md5.txt": listing(payload, "md5"),
    }
    return write_bag(Bag({**payload, **files}), root / "old")


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def archive(tmp_path, clock):
    return new_archive(tmp_path / "archive", clock)


def receive(archive, path, clock, **changes):
    wanted = {"by": "A. Librarian", "why": "It came by mail."}
    return receive_unsigned(archive, Unsigned(str(path), **{**wanted, **changes}), clock)


def codes(made) -> list[str]:
    return [found.code for found in made.findings]


def quarantined(archive) -> list[str]:
    place = Path(archive.root, "quarantine/exchange/unsigned")
    names = sorted(os.listdir(place)) if place.is_dir() else []
    return [name for name in names if not name.endswith(".json")]


def entries_of(archive) -> list[dict]:
    history = read_history(archive, is_locked=False)
    assert history.verdict.is_verified
    return [json.loads(line) for line in history.entries.lines()]


def listing_digest(files: dict[str, bytes]) -> str:
    lines = "".join(
        f"{hashlib.sha256(data).hexdigest()}  {path}\n" for path, data in sorted(files.items())
    )
    return hashlib.sha256(lines.encode()).hexdigest()


def bytes_of(directory: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(directory)): path.read_bytes()
        for path in directory.rglob("*")
        if path.is_file()
    }


def packed(bag: Path, ending: str, root: Path) -> Path:
    path = root / f"{bag.name}.{ending}"
    path.write_bytes(PACKERS[ending](bag, bag.name))
    return path


@pytest.mark.parametrize("form", ["directory", *PACKERS])
def test_a_bag_is_kept_as_it_came_however_it_came(tmp_path, archive, clock, form):
    bag = stranger(tmp_path)
    (bag / "data" / "empty").mkdir()
    source = bag if form == "directory" else packed(bag, form, tmp_path)
    before = tree_digest(tmp_path / "Grandma's letters"), bytes_of(bag)
    made = receive(archive, source, clock)
    assert made.status is UnsignedStatus.ACCEPTED
    assert made.exit_code == 0
    assert made.package == f"grandma-s-letters-{listing_digest(before[1])[:12]}"
    assert is_package_id(made.package)
    there = Path(archive.store.bags, made.package)
    assert bytes_of(there) == before[1]
    assert (there / "data" / "empty").is_dir()
    assert tree_digest(bag) == before[0]
    assert quarantined(archive) == []
    assert os.listdir(archive.store.staging) == []
    assert audited(archive, clock).exit_code == 0


def test_it_is_on_record_who_took_it_and_what_is_missing(tmp_path, archive, clock):
    made = receive(archive, old_and_weak(tmp_path), clock)
    entry = entries_of(archive)[made.entry]
    assert entry["event"] == Event.INGESTION.value
    detail = entry["detail"]
    assert detail["by"] == "A. Librarian"
    assert detail["why"] == "It came by mail."
    assert detail["source"]["name"] == "old"
    assert detail["tag_manifest_sha256"] is None
    assert detail["assurance"]["unsigned"] == {
        "form": "directory",
        "lacks": [lack.value for lack in Lack],
        "profile": None,
        "algorithms": ["md5"],
        "virus_scan": "not-checked",
    }
    assert all({"sha256", "sha512", "bytes", "path"} <= set(file) for file in detail["files"])
    assert {"XCH-090", "XCH-097"} <= set(codes(made))


def test_the_same_bag_is_taken_once_under_any_name_and_in_any_form(tmp_path, archive, clock):
    bag = stranger(tmp_path)
    first = receive(archive, bag, clock)
    other = bag.rename(tmp_path / "another name")
    for source in (other, packed(other, "zip", tmp_path)):
        again = receive(archive, source, clock)
        assert again.status is UnsignedStatus.ALREADY_HELD
        assert again.exit_code == 0
        assert again.package == first.package
        assert codes(again) == ["XCH-096"]
    assert [e["event"] for e in entries_of(archive)] == ["creation", "ingestion"]
    assert quarantined(archive) == []


def test_a_package_of_ours_keeps_its_id(tmp_path, clock):
    theirs, (package,) = archive_with(
        tmp_path / "theirs", {"a.txt": b"Anna said: \xe2\x80\x9cNo.\xe2\x80\x9d\n"}, clock
    )
    ours = new_archive(tmp_path / "ours", clock)
    bag = Path(theirs.store.bags, package)
    made = receive(ours, packed(bag, "tar", tmp_path), clock)
    assert (made.status, made.package) == (UnsignedStatus.ACCEPTED, package)
    assert made.lacks == (Lack.OFFER, Lack.SIGNATURE)
    record = read_history(ours, is_locked=False).record_of(package)
    assert record.source_name == "a.txt"
    assert (
        record.source_sha256
        == hashlib.sha256((bag / "data/original/a.txt").read_bytes()).hexdigest()
    )
    assert receive(theirs, bag, clock).status is UnsignedStatus.ALREADY_HELD
    facts = [dict(read_history(each, is_locked=False).facts_of(package)) for each in (theirs, ours)]
    assert facts[0].pop("captured_at")
    assert facts[0] == facts[1]


def test_an_id_that_the_content_does_not_prove_is_not_believed(tmp_path, archive, clock):
    payload = {"data/original/a.txt": b"not what the id says"}
    bag = new_bag(payload)
    info = b"External-Identifier: a-0123456789ab\n"
    made = receive(
        archive,
        write_bag(sealed(bag.having("bag-info.txt", info), "sha256"), tmp_path / "b"),
        clock,
    )
    assert made.status is UnsignedStatus.ACCEPTED
    assert made.package != "a-0123456789ab"


def test_other_bytes_under_an_id_on_record_are_refused_and_kept(tmp_path, clock):
    theirs, (package,) = archive_with(tmp_path / "theirs", {"a.txt": b"Anna said no.\n"}, clock)
    ours = new_archive(tmp_path / "ours", clock)
    bag = Path(theirs.store.bags, package)
    receive(ours, bag, clock)
    copy = tmp_path / "copy"
    files = bytes_of(bag)
    info = files["bag-info.txt"].replace(b"Test Library", b"Fake Library")
    changed = {p: d for p, d in files.items() if not p.startswith("tagmanifest")}
    write_bag(sealed(Bag({**changed, "bag-info.txt": info}), "sha256", "sha512"), copy)
    before = bytes_of(Path(ours.store.bags, package))
    made = receive(ours, copy, clock)
    assert made.exit_code == 1
    assert codes(made)[-2:] == ["XCH-095", "XCH-093"]
    assert made.package == package
    assert made.kept_in is not None
    assert entries_of(ours)[-1]["detail"]["moved_to"] == made.kept_in
    assert bytes_of(Path(ours.root, made.kept_in, "copy")) == bytes_of(copy)
    assert bytes_of(Path(ours.store.bags, package)) == before


@pytest.mark.parametrize("form", ["directory", *PACKERS])
def test_an_invalid_bag_is_refused_and_kept_and_told_once(tmp_path, archive, clock, form):
    bag = stranger(tmp_path)
    (bag / "data" / "scan.bin").write_bytes(b"damaged")
    source = bag if form == "directory" else packed(bag, form, tmp_path)
    for _ in range(2):
        made = receive(archive, source, clock)
        assert made.status is UnsignedStatus.REFUSED
        assert made.exit_code == 1
        assert "XCH-093" in codes(made)
        assert len(quarantined(archive)) == 1
    kept = Path(archive.root, made.kept_in, source.name)
    assert (bytes_of(kept) if kept.is_dir() else kept.read_bytes()) == (
        bytes_of(bag) if form == "directory" else source.read_bytes()
    )
    assert [e["event"] for e in entries_of(archive)] == ["creation", "quarantine"]
    assert entries_of(archive)[1]["detail"]["moved_to"] == made.kept_in
    assert os.listdir(archive.store.bags) == ["archive-id"]


def received_or_not(archive, source, clock):
    """Return what became of it; None where it was no bag to begin with."""
    try:
        return receive(archive, source, clock)
    except (Refused, CannotDecide):
        return None


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_no_hostile_archive_is_taken_or_leaves_quarantine(tmp_path, archive, clock, case):
    source = tmp_path / "in" / case.file
    source.parent.mkdir()
    source.write_bytes(case.data)
    before = set(tmp_path.rglob("*"))
    made = received_or_not(archive, source, clock)
    is_taken = made is not None and made.status is UnsignedStatus.ACCEPTED
    assert is_taken is (case.verdict is Verdict.VALID)
    if made is None:
        assert quarantined(archive) == []
    elif not is_taken:
        assert made.exit_code in {1, 3}
        assert Path(archive.root, made.kept_in, source.name).read_bytes() == source.read_bytes()
    places = ("ledger", "quarantine", *(("bags",) if is_taken else ()))
    roots = [Path(archive.root, place) for place in places]
    elsewhere = set(tmp_path.rglob("*")) - before
    assert [path for path in elsewhere if not any(map(path.is_relative_to, roots))] == []


@pytest.mark.parametrize(
    "make",
    [
        lambda bag: os.mkfifo(bag / "data" / "pipe"),
        lambda bag: (bag / "data" / "link").symlink_to("a/letter.txt"),
        lambda bag: (bag / "data" / "out").symlink_to("/etc"),
        lambda bag: open(os.fsencode(bag) + b"/data/\xff.txt", "wb").close(),
        lambda bag: (bag / "data" / "SCAN.bin").write_bytes(b"a twin"),
        lambda bag: (bag / "data" / "..\\out.txt").write_bytes(b"elsewhere"),
    ],
    ids=["pipe", "link", "link-out", "not-utf-8", "twin", "way-out"],
)
def test_what_cannot_be_kept_is_told_before_anything_is_copied(tmp_path, archive, clock, make):
    bag = stranger(tmp_path)
    make(bag)
    made = receive(archive, bag, clock)
    assert made.exit_code == 1
    assert "XCH-092" in codes(made)
    assert quarantined(archive) == []
    assert len(entries_of(archive)) == 1


def test_a_trial_says_the_same_and_writes_nothing(tmp_path, archive, clock):
    bag = stranger(tmp_path)
    sources = [bag, *(packed(bag, ending, tmp_path) for ending in PACKERS)]
    before = tree_digest(archive.root)
    for source in sources:
        told = receive(archive, source, clock, is_trial=True)
        assert told.status is UnsignedStatus.ACCEPTABLE
        assert tree_digest(archive.root) == before
    made = receive(archive, bag, clock)
    assert (made.package, made.lacks, made.files) == (told.package, told.lacks, told.files)
    assert receive(archive, bag, clock, is_trial=True).status is UnsignedStatus.ALREADY_HELD
    (bag / "data" / "scan.bin").write_bytes(b"damaged")
    assert receive(archive, bag, clock, is_trial=True).exit_code == 1


@pytest.mark.parametrize("is_same", [True, False])
def test_what_a_killed_run_left_in_the_store_is_adopted_or_moved_aside(
    tmp_path, archive, clock, is_same
):
    bag = stranger(tmp_path)
    package = receive(archive, bag, clock, is_trial=True).package
    left = Path(archive.store.bags, package)
    write_bag(Bag(bytes_of(bag)), left)
    if not is_same:
        (left / "bag-info.txt").write_bytes(b"half\n")
    made = receive(archive, bag, clock)
    assert made.status is UnsignedStatus.ACCEPTED
    assert bytes_of(left) == bytes_of(bag)
    assert ("FIX-047" in codes(made)) is not is_same
    events = ["creation", "ingestion"] if is_same else ["creation", "quarantine", "ingestion"]
    assert [e["event"] for e in entries_of(archive)] == events
    assert made.entry == len(events) - 1
    assert audited(archive, clock).exit_code == 0


def test_what_a_killed_run_left_half_copied_is_no_hindrance(tmp_path, archive, clock):
    bag = stranger(tmp_path)
    place = Path(archive.root, "quarantine/exchange/unsigned")
    (place / ".being-copied" / "half").mkdir(parents=True)
    files = bytes_of(bag)
    (place / f"grandma-s-letters-{listing_digest(files)}").mkdir()
    assert receive(archive, bag, clock).status is UnsignedStatus.ACCEPTED
    assert quarantined(archive) == []


def test_what_rotted_in_quarantine_is_not_taken_for_what_came(tmp_path, archive, clock):
    bag = stranger(tmp_path)
    (bag / "data" / "scan.bin").write_bytes(b"damaged")
    first = receive(archive, bag, clock)
    kept = Path(archive.root, first.kept_in, bag.name, "data", "scan.bin")
    kept.write_bytes(b"rotten!")
    second = receive(archive, bag, clock)
    assert second.kept_in == f"{first.kept_in}-2"
    assert kept.read_bytes() == b"rotten!"


@pytest.mark.parametrize("form", ["tar", "zip", None])
def test_what_a_scanner_knows_stays_in_quarantine(tmp_path, archive, clock, form):
    bag = stranger(tmp_path)
    told = Told({"file": b"stream: Eicar-Test-Signature FOUND\0"})
    with told_scanner(told) as address:
        configure_exchange(archive, f'clamd = "{address}"')
        made = receive(archive, packed(bag, form, tmp_path) if form else bag, clock)
    assert (made.status, made.exit_code) == (UnsignedStatus.REFUSED, 1)
    assert codes(made)[-2:] == ["XCH-048", "XCH-093"]
    assert len(quarantined(archive)) == 1
    assert os.listdir(archive.store.staging) == []
    entry = entries_of(archive)[-1]
    assert entry["event"] == "quarantine"
    assert "XCH-048" in entry["detail"]["why"]


def test_every_file_of_a_strangers_bag_is_scanned(tmp_path, archive, clock):
    bag, told = stranger(tmp_path), Told({})
    with told_scanner(told) as address:
        configure_exchange(archive, f'clamd = "{address}"\nscan = "required"')
        made = receive(archive, packed(bag, "zip", tmp_path), clock)
    assert made.status is UnsignedStatus.ACCEPTED
    assert sorted(told.files[1:]) == sorted(bytes_of(bag).values())
    unsigned = entries_of(archive)[-1]["detail"]["assurance"]["unsigned"]
    assert unsigned["virus_scan"] == "passed"


@pytest.mark.parametrize(
    ("scan", "ended"),
    [
        ("required", ("XCH-050", UnsignedStatus.UNDECIDED)),
        ("if-possible", ("XCH-049", UnsignedStatus.ACCEPTED)),
    ],
)
def test_what_was_not_scanned_is_never_called_clean(tmp_path, archive, clock, scan, ended):
    code, status = ended
    configure_exchange(archive, f'clamd = "unix:{tmp_path}/nobody"\nscan = "{scan}"')
    made = receive(archive, stranger(tmp_path), clock)
    assert made.status is status
    assert code in codes(made)
    assert made.exit_code == (3 if scan == "required" else 0)
    if status is UnsignedStatus.ACCEPTED:
        unsigned = entries_of(archive)[-1]["detail"]["assurance"]["unsigned"]
        assert unsigned["virus_scan"] == "not-checked"


def test_what_is_no_bag_is_said_to_be_none(tmp_path, archive, clock):
    (tmp_path / "dir").mkdir()
    (tmp_path / "a.txt").write_bytes(b"an article")
    os.mkfifo(tmp_path / "pipe")
    for name in ("dir", "a.txt", "pipe"):
        with pytest.raises(Refused, match="neither") as told:
            receive(archive, tmp_path / name, clock)
        assert told.value.code == "XCH-091"
    with pytest.raises(CannotDecide, match="nothing at this path"):
        receive(archive, tmp_path / "gone", clock)
    with pytest.raises(UsageProblem):
        receive(archive, tmp_path / "dir", clock, why=" ")


def test_a_packed_bag_of_a_kind_that_is_not_read_is_kept_undecided(tmp_path, archive, clock):
    source = tmp_path / "b.7z"
    source.write_bytes(b"7z\xbc\xaf\x27\x1c" + bytes(600))
    made = receive(archive, source, clock)
    assert (made.status, made.exit_code) == (UnsignedStatus.UNDECIDED, 3)
    assert codes(made)[-1] == "XCH-094"
    assert len(quarantined(archive)) == 1
    assert len(entries_of(archive)) == 1


def test_nothing_is_taken_while_the_store_is_away(tmp_path, archive, clock):
    Path(archive.store.bags, "archive-id").unlink()
    with pytest.raises(StoreOffline):
        receive(archive, stranger(tmp_path), clock)
    assert quarantined(archive) == []


def test_people_and_utterances_pass_it_over_with_a_word(tmp_path, clock):
    texts = {"a.txt": b"Anna Smith said no.\n", "b.txt": b"Anna Smith said yes.\n"}
    archive, held = archive_with(tmp_path, texts, clock)
    made = receive(archive, stranger(tmp_path), clock)
    told = compare((), archive)
    assert [(f.code, f.where.file, f.weight) for f in told.compared.findings] == [
        ("XCH-098", made.package, 0)
    ]
    assert len(told.compared.sources) == len(held)
    named = compare([made.package], archive)
    assert "META-050" in [found.code for found in named.compared.findings]
    Path(archive.store.bags, held[0], "data/metadata/description.json").unlink()
    assert {found.code for found in compare((), archive).compared.findings} == {
        "META-050",
        "XCH-098",
    }


def test_what_was_done_is_told_in_plain_words(tmp_path, archive, clock):
    made = receive(archive, old_and_weak(tmp_path), clock)
    words = unsigned_text(made)
    assert f"old: taken in\nPackage    {made.package}\n" in words
    assert "without an offer, a signature, a description" in words
    assert f"entry {made.entry}" in words
    assert made.document()["lacks"] == [lack.value for lack in Lack]
    refused = write_bag(Bag({"bagit.txt": b"x"}), tmp_path / "no\x1bbag")
    told = unsigned_text(receive(archive, refused, clock))
    assert "\x1b" not in told
    assert "Kept in    quarantine/exchange/unsigned/" in told


def test_a_full_disk_leaves_nothing_half_and_a_rerun_finishes(tmp_path, clock):
    disk = tmp_path / "disk"
    disk.mkdir()
    bag = stranger(tmp_path, **{"data/big": bytes(3 << 20)})
    with small_disk(disk, "4m") as is_small:
        if not is_small:
            return
        archive = new_archive(disk / "archive", clock)
        for source in (packed(bag, "tar", tmp_path), packed(bag, "zip", tmp_path)):
            with pytest.raises(NoSpace):
                receive(archive, source, clock)
            assert os.listdir(archive.store.bags) == ["archive-id"]
            assert len(entries_of(archive)) == 1
            assert ".being-copied" not in quarantined(archive)
        enlarge(disk, "20m")
        made = receive(archive, source, clock)
        assert made.status is UnsignedStatus.ACCEPTED
        assert bytes_of(Path(archive.store.bags, made.package)) == bytes_of(bag)


def test_the_id_can_be_worked_out_with_the_command_that_the_documentation_gives(
    tmp_path, archive, clock
):
    formats = Path(__file__).parents[3] / "docs" / "formats.md"
    (command,) = re.findall(r"^\$ (find .*sha256sum)$", formats.read_text(), re.MULTILINE)
    bag = stranger(tmp_path, **{"data/-x": b"1", "data/B b": b"2", "data/b/ü": b"3"})
    told = subprocess.run(
        ["/bin/sh", "-c", command], cwd=bag, capture_output=True, text=True, check=True
    )
    made = receive(archive, bag, clock)
    assert (
        read_history(archive, is_locked=False).holdings[made.package].source_sha256
        == (told.stdout.split()[0])
    )
