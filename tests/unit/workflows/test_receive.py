"""Receiving: quarantine first, everything judged, every answer on record, nothing taken twice."""

import json
import os
import secrets
import shutil
from datetime import timedelta
from pathlib import Path

import pytest

from preserve.containers.bag.serialized.write import Form
from preserve.errors import CannotDecide, Refused, UsageProblem
from preserve.exchange.message import Draft
from preserve.exchange.possession import proof_of, read_under, salt_under
from preserve.model.exchange import MessageKind, Step
from preserve.model.plain import mappings_of
from preserve.report.receive_text import receive_text
from preserve.storage.tree import LocalTree
from preserve.workflows.archive import open_archive, read_history
from preserve.workflows.desk import desk_of
from preserve.workflows.dispatch import dispatch
from preserve.workflows.partner_view import partnership
from preserve.workflows.places import collect, places_of
from preserve.workflows.quarantine_decisions import (
    Discard,
    discard,
    find_kept,
    list_quarantine,
    story_of,
)
from preserve.workflows.send import send
from preserve.workflows.sending import Sending
from tests.support.archives import package_all, tree_digest
from tests.support.deliveries import NONCE, Parcel, Sender, codes_of, packed, steps_of
from tests.support.exchanging import archive_id_of
from tests.support.scanners import BAD_WORDS, real_clamd


@pytest.fixture
def sender(tmp_path) -> Sender:
    return Sender(tmp_path)


def said(sender: Sender, conversation) -> list[tuple[str, dict]]:
    """What the receiver said in a conversation, in order."""
    with desk_of(sender.two.theirs, sender.two.clock) as desk:
        exchange = desk.transfers.exchanges[conversation]
        messages = [desk.message(message) for message in exchange.messages]
    return [(each.kind.value, dict(each.document)) for each in messages[1:]]


def checks_of(row) -> dict[str, str]:
    return {check["check"]: check["outcome"] for check in row["checks"]}


def test_a_good_package_is_received_valid_and_proven(sender):
    parcel = sender.parcel()
    conversation = sender.offer(parcel)
    report = sender.received()
    assert steps_of(report) == {parcel.package: "valid"}
    assert report.exit_code == 0
    received, valid = said(sender, conversation)
    assert [received[0], valid[0]] == ["received", "valid"]
    assert received[1]["packages"] == [
        {key: parcel.row[key] for key in ("package", "bytes", "sha256")}
    ]
    (row,) = valid[1]["packages"]
    tree = LocalTree(f"{sender.two.ours.root}/bags/{parcel.package}")
    salt = salt_under(NONCE, archive_id_of(sender.two.theirs))
    assert row["possession"] == proof_of(read_under(tree, salt))
    assert row["already_held"] is False
    assert {**checks_of(row)} == {
        "signature": "passed",
        "offer": "passed",
        "bag": "passed",
        "profile": "passed",
        "description": "passed",
        "warc": "passed",
        "duplicates": "passed",
        "virus-scan": "not-checked",
        "quarantine": "not-checked",
    }
    assert {each["name"] for each in valid[1]["software"]} == {"preserve", "python"}
    there = sender.quarantine(conversation)
    assert sorted(path.name for path in there.iterdir()) == [
        parcel.package,
        f"{parcel.package}.tar",
    ]
    for path, data in parcel.files.items():
        assert (there / parcel.package / path).read_bytes() == data


def test_attachments_saved_into_one_folder_are_a_delivery(sender, tmp_path):
    parcel = sender.parcel()
    conversation = sender.offer(parcel)
    folder = tmp_path / "attachments"
    folder.mkdir()
    for path in list(sender.directory(conversation).rglob("*")):
        if path.is_file():
            path.rename(folder / path.name)
    report = sender.received(path=str(folder))
    assert (report.exit_code, steps_of(report)) == (0, {parcel.package: "valid"})


@pytest.mark.parametrize(
    "renamed",
    [
        {".json": "{} (1).json", ".json.sig": "{} (1).json.sig", ".tar": "{} (2).tar"},
        {".json": "{} (1).json", ".json.sig": "{}.json (1).sig", ".tar": "{}(1).tar"},
        {".json": "{}.json", ".json.sig": "{}.json(3).sig", ".tar": "{}_(1).tar"},
        {".json": "{}.json (1)", ".json.sig": "{}.json.sig (1)", ".tar": "{}.tar (1)"},
    ],
)
def test_attachments_of_which_others_lay_there_are_a_delivery(sender, tmp_path, renamed):
    """A browser or a mail program puts a number into the name of what it saves beside another."""
    parcel = sender.parcel()
    conversation = sender.offer(parcel)
    folder = tmp_path / "attachments (4)"
    folder.mkdir()
    for path in [each for each in sender.directory(conversation).rglob("*") if each.is_file()]:
        stem, dot, ending = path.name.partition(".")
        path.rename(folder / renamed[dot + ending].format(stem))
    report = sender.received(path=str(folder))
    assert (report.exit_code, steps_of(report)) == (0, {parcel.package: "valid"})


def test_a_message_under_a_changed_name_is_missed_no_less_without_its_signature(sender, tmp_path):
    conversation = sender.offer(sender.parcel())
    (offer,) = sender.directory(conversation).glob("offer-*.json")
    (tmp_path / "mail").mkdir()
    offer.rename(tmp_path / "mail" / offer.name.replace(".json", " (1).json"))
    report = sender.received(path=str(tmp_path / "mail"))
    assert (report.exit_code, codes_of(report)) == (3, {"XCH-006"})


@pytest.mark.parametrize("share", range(20))
@pytest.mark.parametrize("is_flipped", [True, False])
def test_a_message_damaged_on_its_way_is_told_as_such_and_laid_again(sender, share, is_flipped):
    """Wherever it happened, the finding names the file that lies there, and the remedy works."""
    parcel = sender.parcel()
    conversation = sender.offer(parcel)
    (offer,) = sender.directory(conversation).glob("offer-*.json")
    data = offer.read_bytes()
    at = len(data) * share // 20
    offer.write_bytes(
        data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :] if is_flipped else data[:at]
    )
    report = sender.received()
    told = [found for found in report.findings if found.code != "XCH-004"]
    if told:
        (found,) = told
        assert found.code in {"XCH-001", "XCH-002", "XCH-003"}
        assert offer.name in found.message
        assert "damaged on its way, or changed" in found.message
    assert steps_of(report) == {}
    wanted = Sending("theirs", ())
    send(open_archive(sender.two.ours.root), wanted, sender.two.clock, secrets.token_bytes)
    assert offer.read_bytes() == data
    assert steps_of(sender.received()) == {parcel.package: "valid"}


def test_half_a_delivery_is_told_as_half(sender):
    half, whole = sender.parcel(), sender.parcel("Another text.\n", "other")
    sender.offer(half.lying(half.data[:5000]), whole)
    words = receive_text(sender.received())
    assert f"bags/{half.package}.tar has 5,000 of its {len(half.data):,} bytes." in words
    assert "1 of 2 bags have come whole and are kept." in words
    assert "`preserve send --to`" in words


def test_the_sender_takes_the_answers(sender):
    parcel = sender.parcel()
    conversation = sender.offer(parcel)
    sender.received()
    with desk_of(sender.two.ours, sender.two.clock) as desk:
        post = collect(desk, places_of(desk))
        assert post.findings == []
        assert desk.transfers.exchanges[conversation].steps == {parcel.package: Step.VALID}


def test_two_runs_say_everything_once(sender):
    conversation = sender.offer(sender.parcel())
    sender.received()
    before = tree_digest(sender.quarantine(conversation))
    assert sender.received().exit_code == 0
    assert len(said(sender, conversation)) == 2
    assert tree_digest(sender.quarantine(conversation)) == before


def test_what_is_never_confirmed_stays_in_quarantine_and_is_shown(sender):
    parcel = sender.parcel()
    conversation = sender.offer(parcel)
    sender.received()
    before = tree_digest(sender.quarantine(conversation))
    for _ in range(3):
        sender.two.clock.at += timedelta(days=400)
        report = sender.received()
        assert (report.exit_code, steps_of(report)) == (0, {parcel.package: "valid"})
        assert "`preserve confirm`" in receive_text(report)
    assert tree_digest(sender.quarantine(conversation)) == before
    history = read_history(sender.two.theirs, is_locked=False)
    assert not history.holdings
    (view,) = partnership(sender.two.theirs, history).views
    assert view.open_deliveries == 1


def test_what_a_stopped_run_unpacked_is_unpacked_anew(sender):
    parcel = sender.parcel()
    conversation = sender.offer(parcel)
    for name in (parcel.package, f".{parcel.package}.unpacking"):
        left = sender.quarantine(conversation) / name
        left.mkdir(parents=True)
        (left / "bagit.txt").write_text("half")
        (left / "more.txt").write_text("of something else")
    assert steps_of(sender.received()) == {parcel.package: "valid"}
    there = sender.quarantine(conversation)
    assert sorted(path.name for path in there.iterdir()) == [
        parcel.package,
        f"{parcel.package}.tar",
    ]
    assert not (there / parcel.package / "more.txt").exists()
    assert (there / parcel.package / "bagit.txt").read_bytes() == parcel.files["bagit.txt"]


def test_a_zip_is_taken_as_well(sender):
    parcel = sender.parcel()
    again = Parcel.of(parcel.package, parcel.files, Form.ZIP)
    sender.offer(again)
    assert steps_of(sender.received()) == {parcel.package: "valid"}


@pytest.mark.parametrize("size", [0, 1, 511, 512, 513, 10_240, 20_479])
def test_what_is_cut_off_is_waited_for(sender, size):
    parcel, other = sender.parcel(), sender.parcel("Another text.\n", "other")
    conversation = sender.offer(parcel.lying(parcel.data[:size]), other)
    report = sender.received()
    assert report.exit_code == 3
    assert codes_of(report) == {"XCH-040"}
    assert set(steps_of(report).values()) == {"offered"}
    assert said(sender, conversation) == []
    sender.lay(conversation, parcel)
    report = sender.received()
    assert report.exit_code == 0
    assert set(steps_of(report).values()) == {"valid"}


@pytest.mark.parametrize("change", ["flipped", "longer", "missing"])
def test_what_is_damaged_on_its_way_is_told_and_mended_by_sending_again(sender, change):
    parcel = sender.parcel()
    data = bytearray(parcel.data)
    data[len(data) // 2] ^= 1
    lying = {"flipped": bytes(data), "longer": parcel.data + b"x", "missing": None}[change]
    conversation = sender.offer(parcel.lying(lying))
    report = sender.received()
    assert report.exit_code == 3
    assert codes_of(report) == {"XCH-040" if change == "missing" else "XCH-041"}
    assert said(sender, conversation) == []
    assert [path.name for path in sender.quarantine(conversation).iterdir()] == []
    sender.lay(conversation, parcel)
    assert steps_of(sender.received()) == {parcel.package: "valid"}


def test_what_was_begun_is_gone_on_with(sender):
    parcel = sender.parcel()
    conversation = sender.offer(parcel)
    part = sender.quarantine(conversation) / f"{parcel.package}.tar.part"
    part.parent.mkdir(parents=True)
    for beginning in (parcel.data[:5000], b"\0" * 5000, parcel.data + b"more"):
        part.write_bytes(beginning)
        assert not part.with_suffix("").exists()
    assert steps_of(sender.received()) == {parcel.package: "valid"}
    assert not part.exists()


@pytest.mark.parametrize(
    ("rules", "code"),
    [
        ("max_package_bytes = 20479", "XCH-042"),
        ("max_delivery_bytes = 40959", "XCH-043"),
        ("max_packages = 1", "XCH-043"),
    ],
)
def test_what_is_too_large_is_refused_before_it_is_copied(sender, rules, code):
    parcels = [sender.parcel(), sender.parcel("Another text.\n", "other")]
    conversation = sender.offer(*parcels)
    sender.configure(rules)
    report = sender.received()
    assert report.exit_code == 1
    assert codes_of(report) == {code}
    ((kind, document),) = said(sender, conversation)
    assert (kind, document["kept"]) == ("refused", False)
    assert not sender.quarantine(conversation).exists()


def test_one_too_large_package_is_refused_and_the_other_one_taken(sender):
    small, large = sender.parcel(), sender.parcel("Text. " * 4000, "large")
    sender.offer(small, large)
    sender.configure("max_package_bytes = 30000")
    assert steps_of(sender.received()) == {small.package: "valid", large.package: "refused"}


def refusal_of(sender: Sender, parcel: Parcel) -> set[str]:
    conversation = sender.offer(parcel)
    before = tree_digest(sender.directory(conversation))
    report = sender.received()
    assert report.exit_code == 1, receive_text(report)
    assert steps_of(report)[str(parcel.row["package"])] == "refused"
    assert tree_digest(sender.directory(conversation)) == before
    document = said(sender, conversation)[-1][1]
    assert document["kept"] is True
    for row in mappings_of(document["packages"]):
        for found in mappings_of(row["findings"]):
            assert found["message"]
            assert found["remedy"]
    there = sender.quarantine(conversation)
    assert sorted(path.name for path in there.iterdir()) == [
        f"{parcel.package}.refused.json",
        f"{parcel.package}.tar",
    ]
    evidence = json.loads((there / f"{parcel.package}.refused.json").read_text())
    assert evidence["sha256"] == parcel.row["sha256"]
    return {
        found["code"] for found in mappings_of(mappings_of(document["packages"])[0]["findings"])
    }


@pytest.mark.parametrize(
    "row",
    [{"files": 9}, {"bag_bytes": 10**6}, {"tag_manifest_sha256": "0" * 64}],
    ids=str,
)
def test_what_is_not_as_offered_is_refused(sender, row):
    assert "XCH-044" in refusal_of(sender, sender.parcel().saying(**row))


def test_more_than_was_offered_is_not_read(sender):
    assert "XCH-056" in refusal_of(sender, sender.parcel().saying(bag_bytes=100))


def test_another_bag_in_its_place_is_told_and_not_taken(sender):
    parcel, other = sender.parcel(), sender.parcel("A man stood in the door.\n", "other")
    assert other.data is not None
    conversation = sender.offer(parcel.lying(other.data))
    report = sender.received()
    assert (report.exit_code, codes_of(report)) == (3, {"XCH-041"})
    assert said(sender, conversation) == []
    assert [path.name for path in sender.quarantine(conversation).iterdir()] == []


def test_another_bag_that_is_offered_under_its_name_is_refused(sender):
    parcel, other = sender.parcel(), sender.parcel("Another text.\n", "other")
    codes = refusal_of(sender, parcel.holding(packed(parcel.package, other.files)))
    assert {"XCH-044", "XCH-045"} <= codes


def test_a_directory_of_another_name_is_refused(sender):
    parcel = sender.parcel()
    assert "XCH-044" in refusal_of(sender, parcel.holding(packed("other", parcel.files)))


def test_a_changed_payload_is_refused(sender):
    parcel = sender.parcel()
    files = {**parcel.files, "data/original/letter.txt": b"A man stood at the DOOR.\n"}
    assert "BAG-050" in refusal_of(sender, parcel.holding(packed(parcel.package, files)))


def test_a_bag_that_is_not_ours_follows_no_accepted_profile(sender):
    parcel = sender.parcel()
    info = b"\n".join(
        line for line in parcel.files["bag-info.txt"].splitlines() if b"Profile" not in line
    )
    files = {**parcel.files, "bag-info.txt": info + b"\n"}
    assert "XCH-047" in refusal_of(sender, parcel.holding(packed(parcel.package, files)))


def test_another_profile_can_be_asked_for(sender):
    parcel = sender.parcel()
    config = Path(sender.two.theirs.root) / "preserve.toml"
    config.write_text(config.read_text().replace("inbox =", 'profiles = ["btr"]\ninbox ='))
    assert "XCH-047" in refusal_of(sender, parcel)


def test_a_profile_that_cannot_be_used_is_our_problem(sender):
    parcel = sender.parcel()
    config = Path(sender.two.theirs.root) / "preserve.toml"
    config.write_text(config.read_text().replace("inbox =", 'profiles = ["nosuch"]\ninbox ='))
    conversation = sender.offer(parcel)
    report = sender.received()
    assert steps_of(report) == {parcel.package: "received"}
    assert codes_of(report) == {"XCH-051"}
    assert report.exit_code == 3
    assert [kind for kind, _ in said(sender, conversation)] == ["received"]


def hold(sender: Sender, parcel: Parcel) -> None:
    """Have the receiver hold the very package, as a commit of an earlier delivery leaves it."""
    name = str(parcel.row["package"]).rpartition("-")[0]
    source = sender.root / "sources" / f"{name}.txt"
    (outcome,) = package_all(sender.two.theirs, [source], sender.two.clock)
    assert outcome.id == parcel.package


def test_what_is_held_with_other_bytes_is_refused(sender):
    parcel = sender.parcel()
    hold(sender, parcel)  # at another time, so with another Bagging-Date in its WARC
    before = tree_digest(f"{sender.two.theirs.root}/bags")
    assert refusal_of(sender, parcel) == {"XCH-046"}
    assert tree_digest(f"{sender.two.theirs.root}/bags") == before


def held_parcel(sender: Sender) -> Parcel:
    parcel = sender.parcel()
    hold(sender, parcel)
    files = {}
    for path in Path(sender.two.theirs.root, "bags", parcel.package).rglob("*"):
        if path.is_file():
            root = f"{sender.two.theirs.root}/bags/{parcel.package}"
            files[os.path.relpath(path, root)] = path.read_bytes()
    return Parcel.of(parcel.package, files)


def test_what_is_held_already_is_said_to_be_and_not_unpacked(sender):
    parcel = held_parcel(sender)
    conversation = sender.offer(parcel)
    assert steps_of(sender.received()) == {parcel.package: "valid"}
    (row,) = said(sender, conversation)[-1][1]["packages"]
    assert row["already_held"] is True
    assert [path.name for path in sender.quarantine(conversation).iterdir()] == [
        f"{parcel.package}.tar"
    ]


def test_a_copy_of_ours_that_is_damaged_says_nothing_about_theirs(sender):
    parcel = held_parcel(sender)
    path = Path(sender.two.theirs.root, "bags", parcel.package, "data/original/letter.txt")
    path.chmod(0o644)
    path.write_bytes(b"damaged")
    conversation = sender.offer(parcel)
    report = sender.received()
    assert codes_of(report) == {"XCH-054"}
    assert report.exit_code == 3
    assert [kind for kind, _ in said(sender, conversation)] == ["received"]


def test_the_same_source_under_two_ids_is_told(sender):
    one = sender.parcel("The same text.\n", "one")
    elsewhere = sender.root / "elsewhere"
    elsewhere.mkdir()
    two = Sender(elsewhere).parcel("The same text.\n", "two")
    sender.offer(one, two)
    report = sender.received()
    assert set(steps_of(report).values()) == {"valid"}
    assert codes_of(report) == {"XCH-053"}
    assert report.exit_code == 0


def test_a_partner_does_not_learn_what_else_is_held_of_a_source(sender):
    parcel = sender.parcel("The same text.\n", "one")
    ours = sender.root / "a-secret.txt"
    ours.write_text("The same text.\n")
    (outcome,) = package_all(sender.two.theirs, [ours], sender.two.clock)
    sender.offer(parcel)
    report = sender.received()
    assert codes_of(report) == {"XCH-053"}
    (found,) = report.deliveries[0].packages[0].findings
    assert str(outcome.id) in found.message
    (valid,) = sender.two.place.rglob("valid-*.json")
    assert "Another package has the same source." in valid.read_text()
    assert str(outcome.id) not in valid.read_text()


def test_a_tar_that_is_lost_after_it_was_received_is_fetched_again(sender):
    parcel = sender.parcel()
    sender.configure("quarantine_days = 1")
    conversation = sender.offer(parcel)
    sender.received()
    tar = sender.quarantine(conversation) / f"{parcel.package}.tar"
    note = sender.quarantine(conversation) / f"{parcel.package}.first-look.json"
    first = note.read_bytes()
    for damage in (b"damaged here", bytes(len(parcel.data))):
        tar.write_bytes(damage)
        assert sender.received().exit_code == 0
        assert tar.read_bytes() == parcel.data
    assert note.read_bytes() == first
    tar.unlink()
    sender.lay(conversation, parcel.lying(None))
    report = sender.received()
    assert report.exit_code == 3
    assert codes_of(report) == {"XCH-040"}


@pytest.mark.parametrize("other", ["0 copy", "copy"])
def test_bags_lie_beside_one_of_several_copies_of_an_offer(sender, other):
    parcel = sender.parcel()
    conversation = sender.offer(parcel)
    place = sender.directory(conversation)
    copy = place.with_name(other)
    shutil.copytree(place, copy, ignore=shutil.ignore_patterns("bags"))
    (copy / "bags").mkdir()
    assert steps_of(sender.received()) == {parcel.package: "valid"}


def test_of_several_copies_the_damage_of_one_is_told(sender):
    parcel = sender.parcel()
    conversation = sender.offer(parcel.lying(parcel.data[:-1]))
    place = sender.directory(conversation)
    for other in ("0 copy", "copy"):
        shutil.copytree(place, place.with_name(other), ignore=shutil.ignore_patterns("bags"))
    report = sender.received()
    assert (report.exit_code, codes_of(report)) == (3, {"XCH-040"})
    (found,) = {each for one in report.deliveries for each in one.packages[0].findings}
    assert "of its" in found.message


def test_days_in_quarantine_are_kept_whatever_the_clock_does(sender):
    sender.configure("quarantine_days = 2")
    parcel = sender.parcel()
    conversation = sender.offer(parcel)
    assert codes_of(sender.received()) == {"XCH-052"}
    start = sender.two.clock.at
    for hours in (-240, 1, 47):
        sender.two.clock.at = start + timedelta(hours=hours)
        report = sender.received()
        assert steps_of(report) == {parcel.package: "received"}
        assert report.exit_code == 0
        assert codes_of(report) == {"XCH-052"}
    sender.two.clock.at = start + timedelta(hours=49)
    assert steps_of(sender.received()) == {parcel.package: "valid"}
    (row,) = said(sender, conversation)[-1][1]["packages"]
    assert checks_of(row)["quarantine"] == "passed"


def test_a_clock_that_jumped_back_when_it_came_shortens_nothing(sender):
    sender.configure("quarantine_days = 2")
    sender.offer(sender.parcel("An earlier text.\n", "earlier"))
    sender.received()
    now = sender.two.clock.at
    parcel = sender.parcel()
    sender.two.clock.at = now - timedelta(days=30)
    sender.offer(parcel)
    sender.received()
    sender.two.clock.at = now + timedelta(days=1)
    assert steps_of(sender.received())[parcel.package] == "received"
    sender.two.clock.at = now + timedelta(days=2, hours=1)
    assert steps_of(sender.received())[parcel.package] == "valid"


def test_a_virus_is_refused_and_named(sender):
    clean = sender.parcel()
    bad = sender.parcel(f"Some text. {BAD_WORDS.decode()}", "bad")
    with real_clamd() as address:
        sender.configure(f'clamd = "{address}"\nscan = "required"')
        conversation = sender.offer(clean, bad)
        report = sender.received()
    assert steps_of(report) == {clean.package: "valid", bad.package: "refused"}
    assert "XCH-048" in codes_of(report)
    (_, valid), (_, refused) = said(sender, conversation)[1:]
    assert checks_of(valid["packages"][0])["virus-scan"] == "passed"
    assert "clamd" in {each["name"] for each in valid["software"]}
    assert "Tests.Bad-Words" in refused["packages"][0]["findings"][0]["message"]
    assert not (sender.quarantine(conversation) / bad.package).exists()


def test_a_second_scan_finds_what_the_first_one_did_not_know(sender):
    bad = sender.parcel(f"Some text. {BAD_WORDS.decode()}", "bad")
    eicar = {"eicar.hdb": "44d88612fea8a8f36de82e1278abb02f:68:Eicar-Test-Signature\n"}
    with real_clamd(eicar) as address:
        sender.configure(f'quarantine_days = 2\nclamd = "{address}"')
        sender.offer(bad)
        assert steps_of(sender.received()) == {bad.package: "received"}
    sender.two.clock.at += timedelta(days=3)
    config = Path(sender.two.theirs.root) / "preserve.toml"
    with real_clamd() as second:
        config.write_text(config.read_text().replace(address, second))
        assert steps_of(sender.received()) == {bad.package: "refused"}


@pytest.mark.parametrize(("scan", "step"), [("required", "received"), ("if-possible", "valid")])
def test_without_a_scanner_nothing_is_called_clean(sender, tmp_path, scan, step):
    parcel = sender.parcel()
    sender.configure(f'clamd = "unix:{tmp_path}/nobody"\nscan = "{scan}"')
    conversation = sender.offer(parcel)
    report = sender.received()
    assert steps_of(report) == {parcel.package: step}
    assert codes_of(report) == {"XCH-050" if scan == "required" else "XCH-049"}
    assert report.exit_code == (3 if scan == "required" else 0)
    if step == "valid":
        (row,) = said(sender, conversation)[-1][1]["packages"]
        assert checks_of(row)["virus-scan"] == "not-checked"


def test_a_message_that_was_lost_is_written_again(sender):
    conversation = sender.offer(sender.parcel())
    sender.received()
    outbox = Path(sender.two.theirs.root) / "outbox"
    lost = [*outbox.rglob("*.json*"), *sender.two.place.rglob("valid-*")]
    before = {path: path.read_bytes() for path in lost}
    assert len(before) == 6
    for path in lost:
        path.unlink()
    assert codes_of(sender.received()) == {"XCH-011"}
    assert {path: path.read_bytes() for path in lost} == before
    assert len(said(sender, conversation)) == 2


def test_only_one_partner_is_received_from(sender):
    sender.offer(sender.parcel())
    assert steps_of(sender.received(partner="ours")) != {}
    with pytest.raises(UsageProblem):
        sender.received(partner="nobody")
    with pytest.raises(UsageProblem):
        sender.received(path=str(sender.root / "nothing-there"))


def test_what_lies_somewhere_else_is_found_there(sender, tmp_path):
    parcel = sender.parcel()
    conversation = sender.offer(parcel)
    stick = tmp_path / "stick"
    sender.directory(conversation).rename(stick)
    report = sender.received(path=str(stick))
    assert steps_of(report) == {parcel.package: "valid"}
    assert report.exit_code == 0
    assert not list(stick.rglob("valid-*"))
    assert len(list(sender.two.place.rglob("valid-*"))) == 2


def test_answers_to_a_partner_by_hand_wait_in_the_outbox(sender, tmp_path):
    parcel = sender.parcel()
    conversation = sender.offer(parcel)
    mail = tmp_path / "mail"
    sender.directory(conversation).rename(mail)
    config = Path(sender.two.theirs.root) / "preserve.toml"
    config.write_text(config.read_text().replace("inbox =", "# inbox ="))
    report = sender.received(path=str(mail))
    assert (steps_of(report), report.exit_code) == ({parcel.package: "valid"}, 0)
    assert report.waiting == ["ours"]
    assert "To carry to ours by hand" in receive_text(report)


def test_what_was_refused_stays_until_a_person_decides(sender):
    parcel = sender.parcel().saying(files=3)
    good = sender.parcel("Another text.\n", "other")
    conversation = sender.offer(parcel, good)
    sender.received()
    theirs = sender.two.theirs

    def kept():
        return list_quarantine(theirs, read_history(theirs, is_locked=False))

    assert [(each.package, each.may_go) for each in kept()] == [
        (parcel.package, True),
        (good.package, False),
    ]
    one = find_kept(kept(), f"{conversation.name}/{parcel.package}")
    story = story_of(theirs, read_history(theirs, is_locked=False), one)
    assert [found["code"] for found in mappings_of(story.evidence["findings"])] == ["XCH-044"]
    with pytest.raises(Refused):
        discard(theirs, Discard(good.package, "Anna", "no use"), sender.two.clock)
    with pytest.raises(UsageProblem):
        discard(theirs, Discard("nobody-000000000000", "Anna", "no use"), sender.two.clock)
    with pytest.raises(UsageProblem):
        discard(theirs, Discard(parcel.package, " ", "no use"), sender.two.clock)
    found = discard(theirs, Discard(parcel.package, "Anna", "sent again"), sender.two.clock)
    assert found.code == "XCH-057"
    assert [each.package for each in kept()] == [good.package]
    there = sorted(path.name for path in sender.quarantine(conversation).iterdir())
    names = [good.package, f"{good.package}.tar", f"{parcel.package}.refused.json"]
    assert there == sorted(names)
    history = read_history(theirs, is_locked=False)
    assert history.verdict.is_verified
    entry = history.entries[history.verdict.frontier.size - 1]
    assert (entry.event, entry.package) == ("quarantine", parcel.package)
    assert (entry.detail["by"], entry.detail["why"]) == ("Anna", "sent again")
    assert entry.detail["sha256"] == parcel.row["sha256"]


def test_a_discard_that_was_stopped_is_on_record_once(sender):
    parcel = sender.parcel().saying(files=3)
    conversation = sender.offer(parcel)
    sender.received()
    wanted = Discard(parcel.package, "Anna", "sent again")
    discard(sender.two.theirs, wanted, sender.two.clock)
    # As if it had been stopped before the bytes were gone.
    (sender.quarantine(conversation) / f"{parcel.package}.tar").write_bytes(parcel.data)
    size = read_history(sender.two.theirs, is_locked=False).verdict.frontier.size
    discard(sender.two.theirs, wanted, sender.two.clock)
    assert read_history(sender.two.theirs, is_locked=False).verdict.frontier.size == size
    assert not (sender.quarantine(conversation) / f"{parcel.package}.tar").exists()


def test_a_withdrawal_ends_it(sender):
    parcel = sender.parcel()
    conversation = sender.offer(parcel.lying(None))
    sender.received()
    with desk_of(sender.two.ours, sender.two.clock) as desk:
        exchange = desk.transfers.exchanges[conversation]
        body = {"why": "a mistake", "packages": [{"package": parcel.package}]}
        draft = Draft(MessageKind.WITHDRAWAL, conversation, exchange.opening.sha256, body)
        desk.say(desk.partners.present()[0], [draft])
        dispatch(desk, places_of(desk))
    report = sender.received()
    assert steps_of(report) == {parcel.package: "withdrawn"}
    assert report.exit_code == 0
    assert sender.received().deliveries == []


def test_rules_that_cannot_be_understood_let_nothing_in(sender):
    sender.offer(sender.parcel())
    sender.configure('max_package_bytes = "much"')
    with pytest.raises(CannotDecide, match="max_package_bytes"):
        sender.received()


def test_the_text_says_what_is_next(sender):
    sender.offer(sender.parcel(), sender.parcel("Another text.\n", "other").saying(files=3))
    text = receive_text(sender.received())
    assert "From ours: 2 packages" in text
    assert "XCH-044" in text
    assert "`preserve confirm`" in text
    assert (
        receive_text(type(sender.received())(places=1))
        == "Nothing new lies there for this archive."
    )
