"""Repair between archives: asked, answered, taken in; hostile requests and hostile parcels."""

import hashlib
import itertools
import secrets
import shutil
from datetime import timedelta
from pathlib import Path

import pytest

from preserve.errors import UsageProblem
from preserve.exchange.message import Draft
from preserve.model.exchange import Conversation, MessageKind
from preserve.workflows.answer_repairs import answer_repairs
from preserve.workflows.archive import open_archive, read_history
from preserve.workflows.confirm import ConfirmOptions, confirm
from preserve.workflows.desk import desk_of
from preserve.workflows.dispatch import dispatch
from preserve.workflows.parity import Par2
from preserve.workflows.places import collect, places_of
from preserve.workflows.programs import Ran
from preserve.workflows.receive import Wanted, receive
from preserve.workflows.repair import Terms
from preserve.workflows.repair_exchange import ask_for
from preserve.workflows.repair_limits import (
    MOST_ANSWERED_A_DAY,
    MOST_BYTES_A_DAY,
    RepairsAnswered,
)
from preserve.workflows.repair_run import Asked, Edges, run_repair
from preserve.workflows.send import send
from preserve.workflows.sending import Sending
from tests.support.archives import audited, package_all
from tests.support.exchanging import Two, archive_id_of
from tests.support.repairing import TEXTS, bag, contents, tokens

WORDS = "data/original/a.txt"


def no_program(*_):
    return Ran(None, b"", b"par2 cannot be run")


NUMBERS = itertools.count()
EDGES = Edges(lambda: f"{next(NUMBERS):016x}", Par2(no_program))


def carry(desk) -> None:
    """Carry what lies in the outbox to the place of exchange."""
    dispatch(desk, places_of(desk))


class Delivered(Two):
    """Two archives that both hold a package, with a receipt on record on both sides."""

    def __init__(self, root: Path) -> None:
        super().__init__(root)
        (root / "a.txt").write_bytes(TEXTS["a.txt"])
        (outcome,) = package_all(self.ours, [root / "a.txt"], self.clock)
        self.package = str(outcome.id)
        self.deliver()
        self.good = contents(bag(self.ours, self.package))

    def deliver(self) -> None:
        """Hand the package over, up to the receipt."""
        wanted = Sending("theirs", (self.package,))
        send(open_archive(self.ours.root), wanted, self.clock, secrets.token_bytes)
        for _ in range(2):
            receive(open_archive(self.theirs.root), Wanted(), self.clock)
            confirm(open_archive(self.ours.root), ConfirmOptions(), self.clock)

    def repair(self, **asked):
        terms = Terms(self.clock, tokens(), is_trial=asked.pop("is_trial", False))
        return run_repair(self.ours, Asked(self.package, **asked), terms, EDGES)

    def answer(self):
        with desk_of(self.theirs, self.clock) as desk:
            collect(desk, places_of(desk))
            answered = answer_repairs(desk)
            carry(desk)
            return answered

    def damage(self, archive=None, path: str = WORDS) -> None:
        (bag(archive or self.ours, self.package) / path).write_bytes(b"damaged")

    def parcel_files(self) -> list[Path]:
        return [path for path in self.place.rglob("*") if path.parent.name == "files"]


@pytest.fixture
def two(tmp_path) -> Delivered:
    return Delivered(tmp_path)


def codes(report) -> list[str]:
    return [found.code for found in report.findings]


def test_a_package_is_healed_by_the_partner(two):
    two.damage()
    (bag(two.ours, two.package) / "bagit.txt").unlink()
    asked = two.repair()
    assert (asked.exit_code, asked.asked, codes(asked)) == (3, ("theirs",), ["XCH-081"] * 2)
    assert (bag(two.ours, two.package) / WORDS).read_bytes() == b"damaged"
    answered = two.answer()
    assert (answered.files, answered.findings) == (2, ())
    report = two.repair()
    assert (report.exit_code, report.is_whole) == (0, True)
    assert {file.copy for file in report.files} == {"the partner theirs"}
    assert contents(bag(two.ours, two.package)) == two.good
    assert audited(two.ours, two.clock).exit_code == 0
    assert two.repair().files == ()


def test_who_takes_an_answer_in_is_told_what_can_be_mended(two):
    two.damage()
    two.repair()
    two.answer()
    told = receive(two.ours, Wanted(), two.clock)
    assert [two.package in line and "preserve repair" in line for line in told.answered] == [True]
    assert receive(two.ours, Wanted(), two.clock).answered == []
    assert two.repair().is_whole


def test_an_answer_without_directories_heals_too(two):
    two.damage()
    two.repair()
    two.answer()
    for path in two.parcel_files():
        path.rename(path.parent.parent / path.name)
    assert two.repair().is_whole


def test_the_receiver_is_healed_by_the_one_who_deposited(two):
    two.damage(two.theirs)
    terms = Terms(two.clock, tokens())
    assert run_repair(two.theirs, Asked(two.package), terms, EDGES).exit_code == 3
    with desk_of(two.ours, two.clock) as desk:
        collect(desk, places_of(desk))
        assert answer_repairs(desk).files == 1
        carry(desk)
    assert run_repair(two.theirs, Asked(two.package), terms, EDGES).is_whole


def test_a_request_is_made_once_and_lies_there_again_when_it_was_lost(two):
    two.damage()
    two.repair()
    before = len(read_history(two.ours, is_locked=False).transfers.exchanges)
    shutil.rmtree(Path(two.ours.root, "outbox"))
    Path(two.ours.root, "outbox").mkdir()
    for path in two.place.glob("for-*"):
        shutil.rmtree(path)
    assert two.repair().exit_code == 3
    assert len(read_history(two.ours, is_locked=False).transfers.exchanges) == before
    assert two.answer().files == 1
    assert two.repair().is_whole


@pytest.mark.parametrize("other", ["0 copy", "copy"])
def test_files_lie_beside_one_of_several_copies_of_an_answer(two, other):
    two.damage()
    two.repair()
    two.answer()
    (answer,) = two.place.rglob("repair-parcel-*.json")
    copy = answer.parent.with_name(other)
    shutil.copytree(answer.parent, copy, ignore=shutil.ignore_patterns("files"))
    assert two.repair().is_whole


def test_an_answer_that_was_lost_is_written_again_with_its_files(two):
    two.damage()
    two.repair()
    two.answer()
    for place in (two.place, Path(two.theirs.root, "outbox")):
        for path in place.glob(f"for-{archive_id_of(two.ours)}"):
            shutil.rmtree(path)
    assert two.answer().files == 0
    assert two.repair().is_whole


def test_a_dry_run_asks_nobody_and_records_nothing(two):
    two.damage()
    size = read_history(two.ours, is_locked=False).verdict.frontier.size
    report = two.repair(is_trial=True)
    assert (report.exit_code, report.asked) == (3, ("theirs",))
    assert read_history(two.ours, is_locked=False).verdict.frontier.size == size
    assert list(two.place.rglob("repair-request-*")) == []


def test_a_partner_who_lost_it_too_says_so(two):
    two.damage()
    two.damage(two.theirs)
    two.repair()
    answered = two.answer()
    assert (answered.files, codes(answered)) == (0, ["FIX-030"])
    report = two.repair()
    assert (report.exit_code, report.is_whole) == (3, False)
    assert "XCH-083" in codes(report)
    assert (bag(two.ours, two.package) / WORDS).read_bytes() == b"damaged"


@pytest.mark.parametrize("wrong", [b"", b"wrong", TEXTS["a.txt"] + b"more", b"\0" * (1 << 21)])
def test_a_parcel_with_wrong_bytes_heals_nothing(two, wrong):
    two.damage()
    two.repair()
    two.answer()
    for path in two.parcel_files():
        path.write_bytes(wrong)
    report = two.repair()
    assert (report.exit_code, report.is_whole) == (3, False)
    assert (bag(two.ours, two.package) / WORDS).read_bytes() == b"damaged"
    assert list(Path(two.ours.store.quarantine).iterdir()) == []


def test_a_parcel_with_links_or_without_files_heals_nothing(two, tmp_path):
    two.damage()
    two.repair()
    two.answer()
    (tmp_path / "outside").write_bytes(TEXTS["a.txt"])
    for path in two.parcel_files():
        path.unlink()
        path.symlink_to(tmp_path / "outside")
    assert not two.repair().is_whole
    for path in two.parcel_files():
        path.unlink()
    assert not two.repair().is_whole


def test_files_that_were_not_asked_for_are_no_matter(two):
    two.damage()
    two.repair()
    two.answer()
    (path,) = two.parcel_files()
    for name in (hashlib.sha256(b"x").hexdigest(), "evil.sh"):
        path.with_name(name).write_bytes(b"x")
    assert two.repair().is_whole
    assert contents(bag(two.ours, two.package)) == two.good


def ask_anything(two: Delivered, package: str, files) -> None:
    """Have our archive ask for whatever it likes."""
    with desk_of(two.ours, two.clock) as desk:
        (partner,) = desk.partners.present()
        name = f"20261121T120000Z-{next(NUMBERS):016x}"
        body = {"packages": [{"package": package, "files": files}]}
        conversation = Conversation(desk.me.archive, name)
        desk.say(partner, [Draft(MessageKind.REPAIR_REQUEST, conversation, None, body)])
        carry(desk)


def test_a_package_that_was_never_delivered_is_not_handed_out(two, tmp_path):
    (tmp_path / "b.txt").write_bytes(TEXTS["b.txt"])
    (outcome,) = package_all(two.theirs, [tmp_path / "b.txt"], two.clock)
    sha256 = hashlib.sha256(TEXTS["b.txt"]).hexdigest()
    wanted = {"path": "data/original/b.txt", "bytes": len(TEXTS["b.txt"]), "sha256": sha256}
    ask_anything(two, str(outcome.id), [wanted])
    answered = two.answer()
    assert (answered.files, [found.code for found in answered.findings]) == (0, ["XCH-086"])
    assert two.parcel_files() == []
    with desk_of(two.ours, two.clock) as desk:
        post = collect(desk, places_of(desk))
        assert [taken.message.kind for taken in post.new] == [MessageKind.REFUSED]


@pytest.mark.parametrize(
    ("path", "size", "content"),
    [
        ("../../keys/archive.key", 1, b"x"),
        (WORDS, 1, TEXTS["a.txt"]),
        (WORDS, len(TEXTS["a.txt"]), b"x"),
        ("data/other.txt", len(TEXTS["a.txt"]), TEXTS["a.txt"]),
    ],
)
def test_only_what_is_on_record_under_path_size_and_digest_is_handed_out(two, path, size, content):
    sha256 = hashlib.sha256(content).hexdigest()
    ask_anything(two, two.package, [{"path": path, "bytes": size, "sha256": sha256}])
    assert two.answer().files == 0
    assert two.parcel_files() == []


def test_the_key_is_not_handed_out_to_who_knows_its_size_and_digest(two):
    key = Path(two.theirs.root, "keys", "archive.key").read_bytes()
    sha256 = hashlib.sha256(key).hexdigest()
    path = "../../keys/archive.key"
    assert Path(bag(two.theirs, two.package), path).read_bytes() == key
    ask_anything(two, two.package, [{"path": path, "bytes": len(key), "sha256": sha256}])
    assert two.answer().files == 0
    assert two.parcel_files() == []


def test_somebody_who_asks_and_asks_is_answered_so_often_a_day(two):
    sha256 = hashlib.sha256(TEXTS["a.txt"]).hexdigest()
    wanted = {"path": WORDS, "bytes": len(TEXTS["a.txt"]), "sha256": sha256}
    with desk_of(two.ours, two.clock) as desk:
        (partner,) = desk.partners.present()
        body = {"packages": [{"package": two.package, "files": [wanted]}]}
        drafts = [
            Draft(
                MessageKind.REPAIR_REQUEST,
                Conversation(desk.me.archive, f"20261121T120000Z-{number:016x}"),
                None,
                body,
            )
            for number in range(MOST_ANSWERED_A_DAY + 1)
        ]
        desk.say(partner, drafts)
        carry(desk)
    answered = two.answer()
    assert answered.files == MOST_ANSWERED_A_DAY
    assert [found.code for found in answered.findings] == ["XCH-087"]
    two.clock.at += timedelta(days=1, minutes=10)
    assert two.answer().files == 1


def test_a_partner_is_handed_out_so_many_bytes_a_day(two):
    two.damage()
    two.repair()
    two.answer()
    with desk_of(two.theirs, two.clock) as desk:
        (partner,) = desk.partners.present()
        spent = RepairsAnswered(desk)
        spent.note(partner.archive, [{"files": [{"bytes": MOST_BYTES_A_DAY - 1}]}])
        # What is on record was counted already: one file of some ten bytes.
        assert spent.is_used_up(partner)
        two.clock.at += timedelta(days=1, minutes=10)
        assert not RepairsAnswered(desk).is_used_up(partner)


def test_what_was_handed_out_leaves_the_outbox_after_a_month_and_can_be_asked_for_again(two):
    two.damage()
    two.repair()
    two.answer()
    outbox = Path(two.theirs.root, "outbox")
    assert [path.parent.name for path in outbox.rglob("*") if path.parent.name == "files"]
    two.clock.at += timedelta(days=31)
    assert two.answer().files == 0
    assert [path for path in outbox.rglob("*") if path.parent.name == "files"] == []
    assert two.answer().findings == ()
    for path in two.parcel_files():
        path.unlink()
    assert two.repair().exit_code == 3
    assert two.answer().files == 1
    assert two.repair().is_whole


def test_who_asks_for_more_than_one_answer_can_name_is_answered_as_far_as_it_can(two):
    record = {"path": WORDS, "bytes": len(TEXTS["a.txt"])}
    wanted = {**record, "sha256": hashlib.sha256(TEXTS["a.txt"]).hexdigest()}
    more = [{"path": "x" * 4096, "bytes": 1, "sha256": "00" * 32}] * 1_500
    ask_anything(two, two.package, [wanted, *more])
    assert two.answer().files == 1
    (answer,) = two.place.rglob("repair-parcel-*.json")
    assert answer.stat().st_size < 5 << 20
    assert two.answer().findings == ()


def test_who_gave_no_receipt_is_not_asked(two, tmp_path):
    (tmp_path / "b.txt").write_bytes(TEXTS["b.txt"])
    (outcome,) = package_all(two.ours, [tmp_path / "b.txt"], two.clock)
    package = str(outcome.id)
    (bag(two.ours, package) / "bagit.txt").write_bytes(b"x")
    terms = Terms(two.clock, tokens())
    report = run_repair(two.ours, Asked(package), terms, EDGES)
    assert (report.exit_code, report.asked, codes(report)) == (1, (), ["XCH-080"])
    with pytest.raises(UsageProblem, match="no receipt"):
        run_repair(two.ours, Asked(package, source="theirs"), terms, EDGES)


def test_a_replica_is_asked_before_a_partner_and_one_that_is_offline_is_said(two, tmp_path):
    config = Path(two.ours.root, "preserve.toml")
    shelf, gone = tmp_path / "shelf", tmp_path / "gone"
    config.write_text(
        f'{config.read_text()}\n[replicas.gone]\npath = "{gone}"\n'
        f'[replicas.shelf]\npath = "{shelf}"\n'
    )
    (shelf / "bags").mkdir(parents=True)
    shutil.copy(Path(two.ours.store.bags, "archive-id"), shelf / "bags")
    shutil.copytree(bag(two.ours, two.package), shelf / "bags" / two.package)
    two.damage()
    (shelf / "bags" / two.package / "bagit.txt").unlink()
    report = two.repair()
    assert (report.exit_code, report.is_whole) == (0, True)
    assert codes(report) == ["XCH-082"]
    assert [file.copy for file in report.files] == ["the replica shelf"]
    healed = two.repair(replica="shelf")
    assert (healed.is_whole, [file.copy for file in healed.files]) == (True, ["this archive"])
    assert contents(shelf / "bags" / two.package) == two.good
    with pytest.raises(UsageProblem):
        two.repair(replica="nothing")
    with pytest.raises(UsageProblem):
        two.repair(source=str(tmp_path / "nothing"))


def test_two_that_are_damaged_heal_each_other_over_the_exchange(two):
    two.damage()
    two.damage(two.theirs, "bagit.txt")
    assert two.repair().exit_code == 3
    terms = Terms(two.clock, tokens())
    assert run_repair(two.theirs, Asked(two.package), terms, EDGES).exit_code == 3
    assert two.answer().files == 1
    with desk_of(two.ours, two.clock) as desk:
        collect(desk, places_of(desk))
        assert answer_repairs(desk).files == 1
        carry(desk)
    assert two.repair().is_whole
    assert run_repair(two.theirs, Asked(two.package), terms, EDGES).is_whole
    for archive in (two.ours, two.theirs):
        assert contents(bag(archive, two.package)) == two.good


def test_asking_for_nothing_that_has_a_sha256_asks_nobody(two):
    with desk_of(two.ours, two.clock) as desk:
        partners = desk.partners.present()
        assert ask_for(desk, partners, (two.package, ()), EDGES.random) == ()


def test_a_partner_who_refused_is_asked_again_only_by_name(two):
    two.damage()
    two.repair()
    with desk_of(two.theirs, two.clock) as desk:
        post = collect(desk, places_of(desk))
        request = post.new[0].message
        found = {"code": "XCH-086", "message": "No.", "remedy": "Do not ask.", "file": None}
        body = {"kept": False, "packages": [{"package": two.package, "findings": [found]}]}
        (partner,) = desk.partners.present()
        refusal = Draft(MessageKind.REFUSED, request.conversation, request.sha256, body)
        desk.say(partner, [refusal])
        carry(desk)
    report = two.repair()
    assert (report.exit_code, report.asked) == (1, ())
    assert codes(report) == ["XCH-082", "XCH-080"]
    assert two.repair(source="theirs").asked == ("theirs",)


def test_a_parcel_on_a_stick_that_a_person_names(two, tmp_path):
    two.damage()
    two.repair()
    two.answer()
    stick = tmp_path / "stick"
    two.place.rename(stick)
    two.place.mkdir()
    assert not two.repair().is_whole
    assert two.repair(place=str(stick)).is_whole


def test_a_copy_that_lacks_everything_is_told_in_short(two, tmp_path):
    shutil.rmtree(bag(two.ours, two.package))
    (tmp_path / two.package).mkdir()
    report = two.repair(source=str(tmp_path / two.package))
    assert codes(report).count("XCH-083") == 4
    assert codes(report).count("XCH-080") == len(two.good)
