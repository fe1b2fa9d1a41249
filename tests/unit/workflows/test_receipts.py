"""Receipts: filed once they fit, listed, shown, verified with the right key and no other."""

import json
import os
import shutil
from datetime import timedelta
from pathlib import Path

import pytest

from preserve.errors import PreserveError, UsageProblem
from preserve.exchange.message import Draft
from preserve.exchange.receipt import TakenOver, receipt_body
from preserve.ledger.journal import load_signing_key
from preserve.model.exchange import MessageKind
from preserve.model.replica import CopyState
from preserve.report.receipt_text import receipt_text, receipts_text
from preserve.schema.canonical import canonical_bytes
from preserve.workflows.answer_challenges import answer_due
from preserve.workflows.archive import read_history
from preserve.workflows.desk import desk_of
from preserve.workflows.dispatch import dispatch
from preserve.workflows.history import history_rows
from preserve.workflows.places import collect, places_of
from preserve.workflows.receipts import held_by, receipts_on_record
from preserve.workflows.replica_challenge import ChallengeOptions, challenge
from preserve.workflows.replicas import listed_copies
from preserve.workflows.verify_receipt import verify_receipt
from tests.support.commands import run
from tests.support.confirming import Delivery, confirmed
from tests.support.exchanging import key_of
from tests.support.messages import body


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> Delivery:
    made = confirmed(tmp_path_factory.mktemp("delivery"))
    made.commit()
    made.confirm()
    return made


@pytest.fixture
def receipt(made, tmp_path) -> Path:
    """A copy of the sender's receipt, with its signature."""
    (filed,) = Path(made.ours.root).glob("receipts/*/accepted-*.json")
    for name in (filed.name, f"{filed.name}.sig"):
        (tmp_path / name).write_bytes(filed.with_name(name).read_bytes())
    return tmp_path / filed.name


def history(archive):
    return read_history(archive, is_locked=False)


def codes(path, key, known=None) -> list[str]:
    return [found.code for found in verify_receipt(str(path), key, known).findings]


def test_both_archives_file_the_same_bytes(made):
    ours, theirs = (
        {path.name: path.read_bytes() for path in Path(each.root).glob("receipts/*/*")}
        for each in (made.ours, made.theirs)
    )
    assert ours == theirs
    assert len(ours) == 2


def test_who_holds_what_is_listed_on_both_sides(made):
    ours, problems = held_by(made.ours, history(made.ours))
    theirs, more = held_by(made.theirs, history(made.theirs))
    assert (problems, more) == ([], [])
    assert [line.package for line in ours] == sorted(made.packages)
    assert {(line.partner, line.is_ours, line.is_filed) for line in ours} == {
        ("theirs", True, True)
    }
    assert {(line.partner, line.is_ours) for line in theirs} == {("ours", False)}
    assert "held by theirs since 2026-" in receipts_text(ours)
    assert "taken over from ours since 2026-" in receipts_text(theirs)
    assert receipts_text([ours[0]._replace(is_filed=False)]).endswith(
        "its file is missing or altered"
    )
    assert receipts_text([]) == "There are no receipts."


def test_later_proofs_count_and_later_losses_are_told(tmp_path):
    case = confirmed(tmp_path)
    case.commit()
    case.confirm()
    since = held_by(case.ours, history(case.ours))[0][0].since
    one, two = sorted(case.packages)
    case.clock.at += timedelta(days=30)
    shutil.rmtree(Path(case.theirs.root, "bags", two))
    wanted = ChallengeOptions()
    challenge(case.ours, wanted, case.clock, os.urandom)
    with desk_of(case.theirs, case.clock) as desk:
        collect(desk, places_of(desk))
        answer_due(desk)
        dispatch(desk, places_of(desk))
    challenge(case.ours, wanted, case.clock, os.urandom)
    lines = {line.package: line for line in held_by(case.ours, history(case.ours))[0]}
    assert (lines[one].last_answer, lines[two].last_answer) == ("held", "missing")
    assert lines[one].last_proof[:10] == f"{case.clock.at:%Y-%m-%d}"
    assert (lines[two].since, lines[two].last_proof) == (since, since)
    assert receipts_text([lines[two]]).endswith("; last challenge: missing")
    assert "challenge" not in receipts_text([lines[one]])


def test_a_receipt_is_shown_with_everything_that_it_says(made):
    found = receipts_on_record(history(made.ours), made.packages[0])
    (one,) = found
    text = receipt_text(one.receipt, one.path)
    for words in (*made.packages, one.path, "virus-scan" if "virus" in text else "bag: passed"):
        assert words in text
    assert receipts_on_record(history(made.ours), "nothing") == []
    assert receipts_on_record(history(made.ours), made.conversation.name) == found


def test_hostile_names_in_a_receipt_are_shown_harmless(made):
    (one,) = receipts_on_record(history(made.ours))
    text = receipt_text(one.receipt, "a\x1b[31m")
    assert "\x1b" not in text


@pytest.mark.parametrize("form", ["text", "file", "archive"])
def test_a_receipt_verifies_with_the_key_of_the_archive_that_gave_it(made, receipt, tmp_path, form):
    key = key_of(made.theirs)
    (tmp_path / "key.pub").write_text(key + "\n")
    if form == "archive":
        assert codes(receipt, None, history(made.ours)) == []
        assert codes(receipt, None, history(made.theirs)) == []
    else:
        given = key if form == "text" else str(tmp_path / "key.pub")
        assert verify_receipt(str(receipt), given, None).key == key


def test_without_any_key_nothing_is_proven_and_that_is_said(receipt):
    assert codes(receipt, None) == ["XCH-068"]


def test_another_key_does_not_verify_it(made, receipt):
    assert codes(receipt, key_of(made.ours)) == ["XCH-065"]


def test_a_receipt_in_another_archives_name_is_none_whatever_key_signs_it(made, receipt):
    document = json.loads(receipt.read_bytes())
    document["from"]["archive"] = "00000000-0000-4000-8000-000000000000"
    data = canonical_bytes(document)
    receipt.write_bytes(data)
    signature = load_signing_key(made.theirs.root).sign(data)
    receipt.with_name(f"{receipt.name}.sig").write_bytes(signature)
    assert codes(receipt, key_of(made.theirs)) == ["XCH-065"]


def test_what_is_no_key_is_said(receipt):
    with pytest.raises(PreserveError):
        verify_receipt(str(receipt), "nothing", None)
    with pytest.raises(UsageProblem):
        verify_receipt(str(receipt), str(receipt), None)


@pytest.mark.parametrize("harm", ["byte", "space", "signature", "short", "empty", "words"])
def test_every_harm_to_a_receipt_is_found(made, receipt, harm):
    signature = receipt.with_name(f"{receipt.name}.sig")
    data = receipt.read_bytes()
    if harm == "byte":
        receipt.write_bytes(data.replace(b'"files":1', b'"files":2', 1))
    elif harm == "space":
        receipt.write_bytes(data + b"\n")
    elif harm == "signature":
        signature.write_bytes(bytes(64))
    elif harm == "short":
        signature.write_bytes(signature.read_bytes()[:63])
    elif harm == "empty":
        receipt.write_bytes(b"")
    else:
        receipt.write_bytes(b"A receipt, believe me.")
    assert receipt.read_bytes() != data or harm in {"signature", "short"}
    assert codes(receipt, key_of(made.theirs)) == ["XCH-065"]
    assert codes(receipt, None) == ["XCH-065"]


def test_a_filed_receipt_that_was_altered_is_told_and_filed_again_once_it_is_away(tmp_path):
    made = confirmed(tmp_path)
    made.commit()
    made.confirm()
    for archive, again in ((made.ours, made.confirm), (made.theirs, made.commit)):
        (filed,) = Path(archive.root).glob("receipts/*/accepted-*.json")
        signature = Path(f"{filed}.sig")
        for path in (filed, signature):
            good = path.read_bytes()
            bad = bytes([good[0] ^ 1]) + good[1:]
            path.write_bytes(bad)
            lines, found = held_by(archive, history(archive))
            assert [each.code for each in found] == ["XCH-069"]
            assert found[0].where.file == f"receipts/{filed.parent.name}/{path.name}"
            assert {line.is_filed for line in lines} == {False}
            assert len(lines) == len(made.packages)
            other = signature if path == filed else filed
            kept = other.read_bytes()
            other.unlink()  # so it is filed again, and what was altered lies in the way
            done = again()
            problems = done.findings if archive.root == made.ours.root else done.filed.findings
            assert "XCH-069" in [each.code for each in problems]
            assert (path.read_bytes(), other.exists()) == (bad, False)
            path.unlink()
            again()
            assert (path.read_bytes(), other.read_bytes()) == (good, kept)
            assert held_by(archive, history(archive))[1] == []
    assert run("--archive", made.ours.root, "receipt", "list").code == 0


def test_a_filed_receipt_that_was_altered_ends_the_list_with_4(made, receipt):
    (filed,) = Path(made.ours.root).glob("receipts/*/accepted-*.json")
    filed.write_bytes(b"{}")
    try:
        listed = run("--archive", made.ours.root, "receipt", "list")
        assert (listed.code, len(listed.out.splitlines())) == (4, 2)
        assert "its file is missing or altered" in listed.out
        assert "XCH-069" in listed.err
    finally:
        filed.write_bytes(receipt.read_bytes())


@pytest.mark.parametrize("make", [os.mkfifo, os.mkdir, lambda path: os.symlink("/etc/hosts", path)])
def test_what_is_no_file_in_place_of_a_receipt_is_not_read(tmp_path, make):
    made = confirmed(tmp_path)
    made.commit()
    made.confirm()
    (filed,) = Path(made.ours.root).glob("receipts/*/accepted-*.json")
    filed.unlink()
    make(filed)
    lines, found = held_by(made.ours, history(made.ours))
    assert ([each.code for each in found], lines[0].is_filed) == (["FIX-030"], False)


def test_a_message_that_is_no_receipt_is_none(made):
    (confirmation,) = Path(made.ours.root).glob("outbox/**/confirmation-*.json")
    assert codes(confirmation, key_of(made.ours)) == ["XCH-065"]


def test_a_receipt_that_does_not_fit_is_evidence_and_is_not_filed(tmp_path):
    """A signature by the right key over the wrong thing."""
    made = confirmed(tmp_path)
    with desk_of(made.theirs, made.clock) as desk:
        collect(desk, places_of(desk))
        exchange = desk.transfers.exchanges[made.conversation]
        confirmation = exchange.latest(MessageKind.CONFIRMATION)
        wrong = body(MessageKind.ACCEPTED, *made.packages)
        draft = Draft(MessageKind.ACCEPTED, made.conversation, confirmation.sha256, wrong)
        desk.say(desk.partners.present()[0], [draft])
        dispatch(desk, places_of(desk))
    for _ in range(2):
        done = made.confirm()
        assert (done.exit_code, done.receipts) == (4, [])
        assert all(delivery.held_since is None for delivery in done.deliveries)
        assert [found.code for found in done.findings] == ["XCH-064"]
    assert not list(Path(made.ours.root, "receipts").iterdir())
    lines, problems = held_by(made.ours, history(made.ours))
    assert (lines, [found.code for found in problems]) == ([], ["XCH-064"])
    assert run("--archive", made.ours.root, "receipt", "list").code == 4


@pytest.mark.parametrize(
    ("place", "said"),
    [
        ("offer", "ab" * 32),
        ("valid", "ab" * 32),
        ("nonce", "ab" * 32),
        ("possession", "ab" * 64),
        ("tag_manifest_sha256", "ab" * 32),
        ("sha256", "ab" * 32),
        ("files", 1),
        ("bag_bytes", 1),
        ("bytes", 1),
        ("profile", "https://profile.invalid/other.json"),
    ],
)
def test_a_receipt_that_does_not_fit_stands_for_no_copy(tmp_path, place, said):
    made = confirmed(tmp_path)
    with desk_of(made.theirs, made.clock) as desk:
        collect(desk, places_of(desk))
        exchange = desk.transfers.exchanges[made.conversation]
        offer = desk.message(exchange.opening)
        valid, confirmation = (
            desk.message(exchange.latest(kind))
            for kind in (MessageKind.VALID, MessageKind.CONFIRMATION)
        )
        taken = [TakenOver(package, made.bags[package], False) for package in made.packages]
        nobody = {"organization": None, "contact": None}
        said_of_it = receipt_body(offer, valid, nobody, {"name": "x", "version": "1"}, taken)
        changed = said_of_it if place in said_of_it else said_of_it["packages"][0]
        changed[place] = said
        draft = Draft(MessageKind.ACCEPTED, made.conversation, confirmation.sha256, said_of_it)
        desk.say(desk.partners.present()[0], [draft])
        dispatch(desk, places_of(desk))
    sizes = set()
    for _ in range(2):
        assert [found.code for found in made.confirm().findings] == ["XCH-064"]
        sizes.add(history(made.ours).verdict.frontier.size)
    assert len(sizes) == 1
    listed = listed_copies(made.ours, None, made.clock()).survey
    states = {copy.state for each in listed.packages for copy in each.copies[1:]}
    assert states == {CopyState.WRONG}
    last = history_rows(history(made.ours))[-1]
    assert last.note == "receipt of theirs that does not fit: 2 wrong"


def test_the_commands_say_it_in_words_and_as_json(made, receipt, tmp_path):
    root = made.ours.root
    listed = run("--archive", root, "receipt", "list")
    assert (listed.code, len(listed.out.splitlines())) == (0, 2)
    rows = json.loads(run("--archive", root, "receipt", "--json").out)["receipts"]
    assert {row["package"] for row in rows} == set(made.packages)
    shown = run("--archive", root, "receipt", "show", made.packages[0])
    assert (shown.code, made.packages[0] in shown.out) == (0, True)
    (row,) = json.loads(
        run("--archive", root, "receipt", "show", rows[0]["package"], "--json").out
    )["receipts"]
    assert row["receipt"]["type"] == "accepted"
    assert run("--archive", root, "receipt", "show", "nothing").code == 2
    assert run("receipt", "verify", receipt, "--key", key_of(made.theirs), cwd=tmp_path).code == 0
    assert run("receipt", "verify", receipt, cwd=tmp_path).code == 3
    assert run("--archive", root, "receipt", "verify", receipt).code == 0
    assert run("--archive", tmp_path / "none", "receipt", "verify", receipt).code == 3
    receipt.write_bytes(receipt.read_bytes() + b" ")
    done = run("--archive", root, "receipt", "verify", receipt, "--json")
    assert (done.code, json.loads(done.out)["exit_code"]) == (4, 4)
    assert run("receipt", "verify", tmp_path / "none", cwd=tmp_path).code == 3


def test_confirming_is_told_in_words_and_as_json(tmp_path):
    made = confirmed(tmp_path)
    root = made.ours.root
    told = run("--archive", root, "confirm")
    assert (told.code, "2 of 2 confirmed" in told.out) == (0, True)
    made.commit()
    document = json.loads(run("--archive", root, "confirm", "--json").out)
    assert set(document) == {
        *("deliveries", "receipts", "answered", "placed", "waiting", "carried"),
        *("findings", "exit_code"),
    }
    (path,) = document["receipts"]
    Path(root, path).unlink()
    again = run("--archive", root, "confirm")
    assert f"Receipt filed: {path}" in again.out
    assert "No delivery is under way" in run("--archive", root, "confirm").out
    assert run("--archive", root, "confirm", "--from", "nobody").code == 2
    assert run("--archive", root, "confirm", tmp_path / "none").code == 2
