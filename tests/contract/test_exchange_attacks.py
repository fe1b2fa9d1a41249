"""What a hostile partner, a carrier and a stranger try on whole archives, seen from outside."""

import stat
import unicodedata
from pathlib import Path

import pytest

from preserve.exchange.message import Draft, parse
from preserve.ledger.checkpoint import parse_key
from preserve.ledger.journal import load_signing_key
from preserve.ledger.key_change import parse_change, write_change
from preserve.model.exchange import Conversation, MessageKind
from preserve.schema.canonical import canonical_bytes
from preserve.workflows.archive import open_archive, read_history
from preserve.workflows.commit_deliveries import commit_due
from preserve.workflows.desk import desk_of
from preserve.workflows.dispatch import dispatch
from preserve.workflows.places import collect, places_of
from preserve.workflows.receive import Wanted, receive
from tests.support.commands import run
from tests.support.conversations import NONCE, name_of
from tests.support.deliveries import Parcel, Sender, files_of_bag, steps_of
from tests.support.exchanging import archive_id_of, key_of
from tests.support.receipts_made import delivered, packaged
from tests.unit.workflows.test_repair_exchange import Delivered

HOSTILE = "\x1b[2J\x1b]0;owned\x07\u202eevil\u2066\x85<script>alert(1)</script>\r\nXCH-000 [red]"


def harmful(text: str) -> list[str]:
    """Return the characters that move a cursor, or turn text around."""
    return [
        character
        for character in text
        if character != "\n" and unicodedata.category(character) in {"Cc", "Cf", "Zl", "Zp"}
    ]


def every_file(*roots: Path) -> list[Path]:
    return [path for root in roots for path in root.rglob("*") if path.is_file()]


def test_the_key_never_leaves_the_archive(tmp_path):
    two = Delivered(tmp_path)
    two.damage()
    two.repair()
    two.answer()
    assert two.repair().is_whole
    copies = tmp_path / "copies"
    for command in (
        ("replica", "add", "disk", copies, "--by", "a test"),
        ("replica", "sync"),
        ("send", two.package, "--to", "theirs"),
        ("receive",),
        ("confirm",),
    ):
        run("--archive", two.ours.root, *command)
    assert list(copies.rglob("bag-info.txt"))
    for archive in (two.ours, two.theirs):
        key = Path(archive.root, "keys", "archive.key")
        assert stat.S_IMODE(key.stat().st_mode) == 0o600
        seed = load_signing_key(archive.root).private_bytes_raw()
        secrets = (seed, seed.hex().encode(), key.read_bytes().strip())
        keys = Path(archive.root, "keys")
        roots = (two.place, copies, Path(two.ours.root), Path(two.theirs.root))
        found = [
            path
            for path in every_file(*roots)
            if path.parent != keys and any(secret in path.read_bytes() for secret in secrets)
        ]
        assert found == []


def test_a_partners_words_move_no_cursor_and_turn_no_text_around(tmp_path):
    sender = Sender(tmp_path)
    two = sender.two
    parcel = sender.parcel()
    reason = {"code": "BAG-010", "message": HOSTILE, "remedy": HOSTILE, "file": HOSTILE}
    conversation = Conversation(archive_id_of(two.ours), name_of(1))
    offer = {"nonce": NONCE, "rights": HOSTILE, "note": HOSTILE, "risk_note": HOSTILE}
    row = {**parcel.row, "profile": HOSTILE}
    with desk_of(two.ours, two.clock) as desk:
        draft = Draft(MessageKind.OFFER, conversation, None, {**offer, "packages": [row]})
        (said,) = desk.say(desk.partners.present()[0], [draft])
        dispatch(desk, places_of(desk))
    with desk_of(two.theirs, two.clock) as desk:
        collect(desk, places_of(desk))
        body = {"kept": True, "packages": [{"package": parcel.package, "findings": [reason]}]}
        refusal = Draft(MessageKind.REFUSED, conversation, said.sha256, body)
        desk.say(desk.partners.present()[0], [refusal])
        dispatch(desk, places_of(desk))
    shown = {
        two.theirs.root: (("receive",), ("history",), ("partner", "show", "ours"), ("status",)),
        two.ours.root: (("confirm",), ("history", parcel.package), ("partner", "show", "theirs")),
    }
    words = ""
    for root, commands in shown.items():
        for command in commands:
            done = run("--archive", root, *command)
            assert "Traceback" not in done.err
            assert harmful(done.out + done.err) == [], command
            words += done.out
    assert "evil" in words
    pages = tmp_path / "pages"
    for root in shown:
        run("--archive", root, "audit")
        run("--archive", root, "report", "--to", pages)
    assert list(pages.rglob("*.html"))
    for page in pages.rglob("*.html"):
        text = page.read_text()
        assert ("<script>alert" in text, harmful(text)) == (False, [])


def test_what_is_signed_as_one_kind_of_thing_is_nothing_else(tmp_path):
    sender = Sender(tmp_path)
    root = sender.two.ours.root
    key, archive = load_signing_key(root), archive_id_of(sender.two.ours)
    sender.offer(sender.parcel())
    (path,) = sender.two.place.rglob("offer-*.json")
    data, signature = path.read_bytes(), path.with_name(f"{path.name}.sig").read_bytes()
    # A message is no change of key, whoever signed it.
    with pytest.raises(ValueError, match=r".+"):
        parse_change(data, signature)
    old = parse_key(key_of(sender.two.ours))
    new = parse_key(key_of(sender.two.theirs))
    # A checkpoint, a change of key and other documents under the same key are no messages.
    for other in (
        Path(root, "ledger", "checkpoint").read_bytes(),
        write_change(archive, old, new, sender.two.clock(), key).data,
        Path(root, "preserve.toml").read_bytes(),
        canonical_bytes({"type": "offer"}),
    ):
        with pytest.raises(ValueError, match=r".+"):
            parse(other, key.sign(other))


def test_two_offers_of_one_id_with_other_bytes_never_replace_each_other(tmp_path):
    sender = Sender(tmp_path)
    first = sender.parcel()
    files = dict(files_of_bag(sender.two.ours, first.package))
    sender.offer(first)
    other = Parcel.of(first.package, {**files, "extra.txt": b"Another one.\n"})
    sender.offer(other)
    report = sender.received()
    assert set(steps_of(report).values()) <= {"valid", "refused"}
    for root in (sender.two.ours.root, sender.two.theirs.root):
        for command in ("confirm", "receive"):
            run("--archive", root, command)
    history = read_history(open_archive(sender.two.theirs.root), is_locked=False)
    assert list(history.holdings) == [first.package]
    held = files_of_bag(sender.two.theirs, first.package)
    assert held in (files, other.files)
    with desk_of(open_archive(sender.two.theirs.root), sender.two.clock) as desk:
        assert commit_due(desk).deliveries == []
    assert files_of_bag(sender.two.theirs, first.package) == held


@pytest.mark.parametrize("what", ["bags", "conversation", "sender", "recipient"])
def test_a_link_in_the_way_of_a_delivery_leads_nowhere(tmp_path, what):
    sender = Sender(tmp_path)
    parcel = sender.parcel()
    conversation = sender.offer(parcel)
    there = sender.directory(conversation)
    path = {
        "bags": there / "bags",
        "conversation": there,
        "sender": there.parent,
        "recipient": there.parent.parent,
    }[what]
    elsewhere = tmp_path / "elsewhere"
    path.rename(elsewhere)
    path.symlink_to(elsewhere)
    before = sorted(every_file(elsewhere))
    two = sender.two
    for _ in range(2):
        report = receive(open_archive(two.theirs.root), Wanted(), two.clock)
        assert set(steps_of(report).values()) <= {"offered"}
    for command in ("confirm", "receive"):
        run("--archive", two.ours.root, command)
    assert sorted(every_file(elsewhere)) == before


def test_thousands_of_requests_and_challenges_cost_a_run_no_more_than_its_bounds(tmp_path):
    sender = Sender(tmp_path)
    two = sender.two
    packages = packaged(two, {"a.txt": b"A.\n\nIt rained.\n"}, tmp_path)
    delivered(two, packages)
    wanted = [{"path": "bagit.txt", "bytes": 1, "sha256": "00" * 32}]
    asked = [{"package": f"letter-{number:012x}", "files": wanted} for number in range(20)]
    bodies = {
        MessageKind.REPAIR_REQUEST: {"packages": asked},
        MessageKind.CHALLENGE: {
            "nonce": NONCE,
            "packages": [{"package": packages[0], "tag_manifest_sha256": "00" * 32}],
        },
    }
    with desk_of(two.ours, two.clock) as desk:
        drafts = [
            Draft(kind, Conversation(desk.me.archive, name_of(number * 2 + place)), None, body)
            for number in range(150)
            for place, (kind, body) in enumerate(bodies.items())
        ]
        desk.say(desk.partners.present()[0], drafts)
        dispatch(desk, places_of(desk))
    size = read_history(two.theirs, is_locked=False).verdict.frontier.size
    report = sender.received()
    after = read_history(two.theirs, is_locked=False).verdict.frontier.size
    # 300 taken in; 50 requests and one challenge of the same package answered.
    assert after - size == 300 + 51
    assert {found.code for found in report.findings} == {"XCH-007", "XCH-086", "XCH-087"}
    sender.received()
    again = read_history(two.theirs, is_locked=False).verdict.frontier.size
    assert again - after == 1
