"""An archive changes its own key: what is signed with which, and two archives that go on."""

import json
import os
import stat
import subprocess
from datetime import timedelta
from pathlib import Path

import pytest

from preserve.errors import ArchiveLocked, EvidenceFailure, UsageProblem
from preserve.exchange.fingerprint import fingerprint_of
from preserve.ledger.checkpoint import open_note, parse_key
from preserve.ledger.journal import load_signing_key
from preserve.ledger.key_change import parse_change
from preserve.model.exchange import Step
from preserve.workflows.archive import Archive, open_archive, read_history
from preserve.workflows.confirm import ConfirmOptions, confirm
from preserve.workflows.desk import desk_of
from preserve.workflows.history import history_rows
from preserve.workflows.partners import Rekeying, rekey_partner
from preserve.workflows.receive import Wanted, receive
from preserve.workflows.rekey import rekey
from preserve.workflows.verify_ledger import verify_ledger
from preserve.workflows.verify_receipt import verify_receipt
from tests.support.archives import Clock, audited, new_archive
from tests.support.commands import run
from tests.support.exchanging import archive_id_of, key_of
from tests.support.sending import WORDS, Sender


def checkpoint_of(archive: Archive) -> str:
    return Path(archive.root, "ledger", "checkpoint").read_text()


def test_both_keys_sign_the_change_and_the_new_one_all_that_follows(tmp_path):
    clock = Clock()
    archive = new_archive(tmp_path / "a", clock)
    before = checkpoint_of(archive)
    old = parse_key(key_of(archive))
    private = Path(archive.root, "keys", "archive.key").read_bytes()
    done = rekey(archive, "Ann", "The laptop was stolen.", clock)
    new = parse_key(key_of(archive))
    assert (done.change.old, done.change.new, done.is_new) == (old, new, True)
    at_change = checkpoint_of(archive)
    assert open_note(at_change, old) == open_note(at_change, new)
    audited(archive, clock)
    after = checkpoint_of(archive)
    open_note(after, new)
    with pytest.raises(ValueError, match="no signature"):
        open_note(after, old)
    history = read_history(archive, is_locked=False)
    assert history.verdict.findings == ()
    assert load_signing_key(archive.root).public_key().public_bytes_raw() == new.public
    assert not [path for path in Path(archive.root).rglob("*") if path.is_file() and private in path.read_bytes()]  # fmt: skip
    for kept in (before, at_change, after):
        kept_elsewhere = tmp_path / "kept"
        kept_elsewhere.write_text(kept)
        assert verify_ledger(archive.root, str(kept_elsewhere)).state == "verified"
    (row,) = [row for row in history_rows(history) if row.event == "key change"]
    assert (
        row.note
        == f"new key {new.text()}, signed with the old one: The laptop was stolen. (by Ann)"
    )


def test_the_files_are_as_the_history_says(tmp_path):
    clock = Clock()
    archive = new_archive(tmp_path / "a", clock)
    old = key_of(archive)
    done = rekey(archive, "Ann", "Why not.", clock)
    keys, handed = Path(archive.root, "keys"), Path(archive.root, done.path)
    former = f"archive.former-{done.change.old.key_id.hex()}"
    names = {"archive.key", "archive.pub", f"{former}.pub", f"{former}.pem", "partners"}
    assert set(os.listdir(keys)) == names
    assert stat.S_IMODE((keys / "archive.key").stat().st_mode) == 0o600
    assert (keys / "archive.pub").read_text().strip() == key_of(archive)
    assert (keys / f"{former}.pub").read_text().strip() == old
    assert (handed / "key.pub").read_text().strip() == key_of(archive)
    data = (handed / "key-change.json").read_bytes()
    signature = (handed / "key-change.json.sig").read_bytes()
    assert parse_change(data, signature).new == key_of(archive)
    command = ["openssl", "pkeyutl", "-verify", "-rawin", "-pubin", "-inkey"]
    files = [
        "-in",
        str(handed / "key-change.json"),
        "-sigfile",
        str(handed / "key-change.json.sig"),
    ]
    subprocess.run([*command, str(keys / f"{former}.pem"), *files], check=True, capture_output=True)


def test_who_and_why_must_be_said_and_the_history_must_verify(tmp_path):
    clock = Clock()
    archive = new_archive(tmp_path / "a", clock)
    old = key_of(archive)
    for by, why in (("", "x"), ("Ann", " ")):
        with pytest.raises(UsageProblem):
            rekey(archive, by, why, clock)
    with archive.lock(), pytest.raises(ArchiveLocked):
        rekey(archive, "Ann", "x", clock)
    Path(archive.root, "ledger", "checkpoint").write_text("x")
    with pytest.raises(EvidenceFailure):
        rekey(archive, "Ann", "x", clock)
    assert not os.path.lexists(f"{archive.root}/keys/next.key")
    assert key_of(archive) == old


def test_a_waiting_key_that_is_not_on_record_means_nothing(tmp_path):
    clock = Clock()
    archive = new_archive(tmp_path / "a", clock)
    stray = load_signing_key(new_archive(tmp_path / "b", clock).root)
    waiting = Path(archive.root, "keys", "next.key")
    waiting.write_bytes(Path(tmp_path, "b", "keys", "archive.key").read_bytes())
    old = key_of(archive)
    audited(archive, clock)
    assert load_signing_key(archive.root) != stray
    assert key_of(archive) == old
    rekey(archive, "Ann", "x", clock)
    assert not waiting.exists()
    waiting.write_text("no key")
    audited(archive, clock)
    assert read_history(archive, is_locked=False).verdict.is_verified


@pytest.mark.parametrize("as_what", ["link", "second name", "copy for all to read"])
def test_the_present_key_under_the_name_of_the_next_one_takes_nobodys_place(tmp_path, as_what):
    clock = Clock()
    archive = new_archive(tmp_path / "a", clock)
    rekey(archive, "Ann", "x", clock)
    present, waiting = (Path(archive.root, "keys", f"{name}.key") for name in ("archive", "next"))
    private = present.read_bytes()
    if as_what == "link":
        waiting.symlink_to(present.name)
    elif as_what == "second name":
        waiting.hardlink_to(present)
    else:
        waiting.write_bytes(private)
        waiting.chmod(0o644)
    audited(archive, clock)
    assert present.read_bytes() == private
    assert not present.is_symlink()
    assert stat.S_IMODE(present.stat().st_mode) == 0o600
    assert rekey(archive, "Ann", "y", clock).is_new
    assert not os.path.lexists(waiting)
    assert read_history(archive, is_locked=False).verdict.is_verified
    assert private not in [path.read_bytes() for path in present.parent.glob("*.key*")]


def test_a_clock_that_went_back_makes_no_statement_that_nobody_believes(tmp_path):
    clock = Clock()
    archive = new_archive(tmp_path / "a", clock)
    rekey(archive, "Ann", "x", clock)
    earlier = Clock(clock.at - timedelta(days=400))
    rekey(archive, "Ann", "y", earlier)
    verdict = read_history(archive, is_locked=False).verdict
    assert verdict.is_verified
    assert len(verdict.keys.changes) == 2


class Story(Sender):
    """Two archives; ours changes its key somewhere on the way of a delivery to theirs."""

    def __init__(self, root: Path, count: int = 1) -> None:
        super().__init__(root, [WORDS.format(number) for number in range(count)])
        self.statements: list[tuple[str, str]] = []

    def rekey(self, who: str = "ours") -> None:
        archive, other = (self.two.ours, "theirs") if who == "ours" else (self.two.theirs, "ours")
        done = rekey(archive, "Ann", "It was time.", self.two.clock)
        assert done.findings == []
        assert done.partners == (other,)
        self.statements.append((who, f"{archive.root}/{done.path}"))

    def they_hear_of_it(self) -> None:
        for who, path in self.statements:
            archive = self.two.theirs if who == "ours" else self.two.ours
            wanted = Rekeying(who, f"{path}/key.pub", "Ben", f"{path}/key-change.json")
            assert rekey_partner(archive, wanted, self.two.clock).is_new
        self.statements.clear()

    def receive(self):
        return receive(open_archive(self.two.theirs.root), Wanted(), self.two.clock)

    def confirm(self):
        return confirm(open_archive(self.two.ours.root), ConfirmOptions(), self.two.clock)

    def steps(self, archive: Archive) -> set[Step]:
        exchanges = read_history(archive, is_locked=False).transfers.exchanges.values()
        return {step for exchange in exchanges for step in exchange.steps.values()}

    def told(self, archive: Archive) -> list[tuple[str, ...]]:
        exchanges = read_history(archive, is_locked=False).transfers.exchanges.values()
        return [tuple(one.sha256 for one in exchange.messages) for exchange in exchanges]

    def is_over(self) -> None:
        assert self.steps(self.two.ours) == self.steps(self.two.theirs) == {Step.ACCEPTED}
        assert self.told(self.two.ours) == self.told(self.two.theirs)
        for archive in (self.two.ours, self.two.theirs):
            history = read_history(archive, is_locked=False)
            assert history.verdict.findings == ()
            (receipt,) = Path(archive.root, "receipts").glob("*/accepted-*.json")
            assert verify_receipt(str(receipt), None, history).findings == ()
        done = self.confirm()
        assert (done.exit_code, done.findings) == (0, [])
        assert self.receive().exit_code == 0

    def runs(self):
        """Yield each run of a delivery, to be made."""
        yield lambda: self.send(*self.packages)
        yield from (self.receive, self.confirm, self.receive, self.confirm)


@pytest.mark.parametrize("who", ["ours", "theirs"])
@pytest.mark.parametrize("at", range(5))
def test_a_delivery_goes_on_whenever_the_key_changes(tmp_path, at, who):
    """Before the offer, between any two runs, and before the receipt is fetched."""
    story = Story(tmp_path)
    for number, work in enumerate(story.runs()):
        if number == at:
            story.rekey(who)
            story.they_hear_of_it()
        assert work().exit_code == 0
    story.is_over()


@pytest.mark.parametrize("at", range(1, 5))
def test_both_change_their_keys_twice_before_anybody_heard_of_it(tmp_path, at):
    story = Story(tmp_path)
    for number, work in enumerate(story.runs()):
        if number == at:
            for who in ("ours", "theirs", "theirs", "ours"):
                story.rekey(who)
            story.they_hear_of_it()
        assert work().exit_code == 0
    story.is_over()


@pytest.mark.parametrize("is_said_again", [False, True])
def test_who_has_not_heard_of_the_new_key_takes_nothing_and_is_told_what_to_do(
    tmp_path, is_said_again
):
    story = Story(tmp_path, 2)
    first, second = story.packages
    story.send(first)
    story.rekey()
    if is_said_again:
        story.send(second)
    done = story.receive()
    assert done.exit_code == 4
    found = {one.code: one for one in done.findings}
    assert set(found) == ({"XCH-001", "XCH-008"} if is_said_again else {"XCH-001"})
    assert all("partner rekey" in one.remedy for one in found.values())
    assert story.steps(story.two.theirs) == set()
    story.they_hear_of_it()
    assert story.receive().exit_code == 0
    assert story.confirm().exit_code == 0
    assert story.receive().exit_code == 0
    assert story.confirm().exit_code == 0
    assert story.steps(story.two.ours) == story.steps(story.two.theirs) == {Step.ACCEPTED}


def test_a_stick_with_what_the_old_key_signed_is_mended_by_the_next_run(tmp_path):
    """The stick was at theirs while the key changed: nothing there was signed anew."""
    story = Story(tmp_path)
    story.send(*story.packages)
    away = story.two.place.rename(tmp_path / "away")
    story.rekey()
    story.they_hear_of_it()
    away.rename(story.two.place)
    done = story.receive()
    assert [one.code for one in done.findings] == ["XCH-008"]
    assert "gave up" in done.findings[0].message
    assert story.steps(story.two.theirs) == set()
    assert story.send().exit_code == 0
    for work in (story.receive, story.confirm, story.receive, story.confirm):
        assert work().exit_code == 0
    story.is_over()


def test_receipts_that_we_gave_verify_with_either_key(tmp_path):
    story = Story(tmp_path)
    story.send(*story.packages)
    story.receive()
    story.confirm()
    story.receive()
    old = key_of(story.two.theirs)
    rekey(story.two.theirs, "Ben", "It was time.", story.two.clock)
    (given,) = Path(story.two.theirs.root, "receipts").glob("*/accepted-*.json")
    history = read_history(story.two.theirs, is_locked=False)
    assert verify_receipt(str(given), None, history).findings == ()
    assert verify_receipt(str(given), old, None).findings == ()
    (lies,) = Path(story.two.theirs.root, "outbox").rglob("accepted-*.json")
    assert verify_receipt(str(lies), None, history).key == key_of(story.two.theirs)
    assert verify_receipt(str(lies), key_of(story.two.theirs), None).findings == ()
    assert verify_receipt(str(lies), old, None).findings != ()


def test_a_former_key_of_ours_is_no_partners_key(tmp_path):
    story = Story(tmp_path)
    old = key_of(story.two.ours)
    story.rekey()
    with desk_of(story.two.ours, story.two.clock) as desk:
        assert desk.former_keys == {old}
    stranger = parse_key(old).public
    other = f"preserve/{archive_id_of(story.two.theirs)}"
    forged = type(parse_key(old))(other, stranger).text()
    done = run("--archive", story.two.ours.root, "partner", "rekey", "theirs", "--key", forged, "--why", "x", "--by", "Ann")  # fmt: skip
    assert done.code == 1
    assert "XCH-021" in done.err


def test_the_command_says_what_to_do_next(tmp_path):
    story = Story(tmp_path)
    root = story.two.ours.root
    assert run("--archive", root, "ledger", "rekey", "--by", "Ann").code == 2
    done = run("--archive", root, "ledger", "rekey", "--by", "Ann", "--why", "Stolen.")
    assert done.code == 0, done.err
    key = parse_key(key_of(story.two.ours))
    for words in (key.text(), fingerprint_of(key), "theirs", "outbox/key-change-", "--proof"):
        assert words in done.out
    told = json.loads(
        run("--archive", root, "ledger", "rekey", "--by", "A", "--why", "b", "--json").out
    )
    assert told["former_key"] == key.text()
    assert told["key"] == key_of(story.two.ours)
    assert (told["is_new"], told["partners"], told["exit_code"]) == (True, ["theirs"], 0)
    assert run("--archive", root, "ledger", "key").out.strip() == key_of(story.two.ours)
    assert "New key" in run("--archive", root, "history").out
    assert run("--archive", root, "ledger", "verify").code == 0
