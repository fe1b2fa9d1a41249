"""`preserve partner`, as two librarians run it."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from preserve.ledger.checkpoint import parse_key, verifier_of
from preserve.ledger.journal import load_signing_key
from preserve.ledger.key_change import write_change
from tests.support.archives import Clock, new_archive
from tests.support.commands import run
from tests.support.exchanging import archive_id_of, key_of


@pytest.fixture
def two(tmp_path):
    clock = Clock()
    return new_archive(tmp_path / "ours", clock), new_archive(tmp_path / "theirs", clock)


def ran(archive, *arguments, **env):
    return run("--archive", archive.root, "partner", *arguments, **env)


def test_a_day_with_a_new_partner(two, tmp_path):
    ours, theirs = two
    assert ran(ours).code == 0
    assert "no partner yet" in ran(ours, "list").out
    card = ran(theirs, "card")
    assert card.code == 0
    (tmp_path / "card.txt").write_text(card.out)
    place = tmp_path / "place"
    place.mkdir()
    added = ran(
        ours, "add", "theirs", "--key", tmp_path / "card.txt", "--inbox", place,
        "--contact", "Jo [/tag] \u202egpj.exe", "--profile", "aptrust", "--by", "A",
    )  # fmt: skip
    assert (added.code, added.err) == (0, "")
    fingerprint = json.loads(ran(theirs, "card", "--json").out)["card"]["fingerprint"]
    assert fingerprint in card.out
    assert fingerprint in added.out
    assert f"{place} (there now)" in added.out
    assert "[/tag] \\u202egpj.exe" in added.out
    shown = json.loads(ran(ours, "show", "theirs", "--json").out)
    assert shown["exit_code"] == 0
    partner = shown["partner"]
    assert partner["contact"] == "Jo [/tag] \u202egpj.exe"
    assert (partner["key"], partner["fingerprint"]) == (key_of(theirs), fingerprint)
    assert (partner["place"], partner["profiles"]) == ("online", ["aptrust"])
    listed = ran(ours)
    assert listed.code == 0
    assert f"{' '.join(fingerprint.split()[:2])} …" in listed.out
    assert "\u202e" not in listed.out + added.out
    again = ran(ours, "add", "theirs", "--key", key_of(theirs), "--by", "A", "--json")
    document = json.loads(again.out)
    assert (again.code, document["is_new"], document["partner"]) == (0, False, partner)


def test_a_partner_leaves(two):
    ours, theirs = two
    ran(ours, "add", "theirs", "--key", key_of(theirs), "--by", "A")
    removed = ran(ours, "remove", "theirs", "--by", "A", "--why", "moved away")
    assert (removed.code, removed.err) == (0, "")
    assert "Removed: theirs" in ran(ours, "list").out
    story = run("--archive", ours.root, "history").out
    assert "theirs: key pinned (by A)" in story
    assert "theirs: removed: moved away (by A)" in story
    assert run("--archive", ours.root, "ledger", "verify").code == 0


def test_a_place_named_from_another_directory(two, tmp_path):
    ours, theirs = two
    arguments = ("add", "theirs", "--key", key_of(theirs), "--inbox", "stick", "--by", "A")
    added = run("--archive", ours.root, "partner", *arguments, cwd=tmp_path)
    assert added.code == 0
    assert f"{tmp_path}/stick is not there now" in added.out
    assert not (tmp_path / "stick").exists()
    (tmp_path / "stick").mkdir()
    assert "not marked" in ran(ours, "show", "theirs").out
    assert run("--archive", ours.root, "partner", *arguments, cwd=tmp_path).code == 0
    assert "there now" in ran(ours, "show", "theirs").out


def test_a_new_key_for_a_partner(two, tmp_path):
    ours, theirs = two
    ran(ours, "add", "theirs", "--key", key_of(theirs), "--by", "A")
    old = parse_key(key_of(theirs))
    new = verifier_of(old.name, Ed25519PrivateKey.from_private_bytes(bytes(range(32))))
    statement = write_change(
        archive_id_of(theirs),
        old,
        new,
        Clock().at.replace(year=2100),
        load_signing_key(theirs.root),
    )
    proof = tmp_path / "change"
    proof.write_bytes(statement.data)
    (tmp_path / "change.sig").write_bytes(bytes(64))
    asked = ("rekey", "theirs", "--key", new.text(), "--proof", proof, "--by", "A", "--json")
    refused = ran(ours, *asked)
    assert (refused.code, json.loads(refused.out)["error"]["code"]) == (4, "XCH-024")
    (tmp_path / "change.sig").write_bytes(statement.signature)
    done = ran(ours, *asked)
    document = json.loads(done.out)
    assert (done.code, document["is_new"], document["partner"]["key"]) == (0, True, new.text())
    assert [former["key"] for former in document["partner"]["former_keys"]] == [old.text()]
    assert "former key" in ran(ours, "show", "theirs").out
    assert json.loads(ran(ours, *asked).out)["is_new"] is False
    assert "new key pinned, signed with the old one" in run("--archive", ours.root, "history").out


def test_the_key_on_file_verifies_with_openssl(two, tmp_path):
    ours, theirs = two
    ran(ours, "add", "theirs", "--key", key_of(theirs), "--by", "A")
    message = tmp_path / "message"
    message.write_bytes(b"what was said")
    signature = tmp_path / "message.sig"
    signature.write_bytes(load_signing_key(theirs.root).sign(b"what was said"))
    assert shutil.which("openssl")
    asked = [
        "openssl", "pkeyutl", "-verify", "-rawin", "-pubin",
        "-inkey", f"{ours.root}/keys/partners/theirs.pem", "-in", message, "-sigfile", signature,
    ]  # fmt: skip
    assert subprocess.run(asked, check=False, capture_output=True).returncode == 0
    message.write_bytes(b"what was not said")
    assert subprocess.run(asked, check=False, capture_output=True).returncode == 1


def test_a_slip_of_the_pen(two):
    ours, theirs = two
    key = key_of(theirs)
    for arguments in (
        ("add", "theirs"),
        ("add", "Theirs", "--key", key, "--by", "A"),
        ("add", "theirs", "--key", key[:-3], "--by", "A"),
        ("add", "theirs", "--key", key),
        ("show", "theirs"),
        ("lst",),
        ("remove", "theirs", "--by", "A"),
        ("rekey", "theirs", "--key", key),
        ("rekey", "theirs", "--key", key, "--why", "x"),
        ("remove", "theirs", "--by", "A", "--why", "x"),
    ):
        found = ran(ours, *arguments)
        assert (found.code, found.out) == (2, ""), arguments
    without_json = ran(ours, "add", "us", "--key", key_of(ours), "--by", "A")
    assert (without_json.code, without_json.out) == (1, "")
    assert "XCH-021" in without_json.err


def test_what_the_config_says_alone_is_told(two):
    ours, theirs = two
    config = Path(ours.root, "preserve.toml")
    config.write_text(config.read_text() + "[partners.mallory]\n")
    listed = ran(ours, "list", "--json")
    document = json.loads(listed.out)
    assert (listed.code, document["exit_code"], document["partners"]) == (1, 1, [])
    assert [each["code"] for each in document["findings"]] == ["XCH-027"]
    config.write_text(config.read_text() + "inbox = 3\n")
    for words in (("list",), ("add", "theirs", "--key", key_of(theirs), "--by", "A")):
        found = ran(ours, *words)
        assert (found.code, found.out) == (3, "")
        assert "partners.mallory.inbox" in found.err


def test_a_history_that_does_not_verify(two):
    ours, _theirs = two
    Path(ours.root, "ledger/checkpoint").write_text("x")
    for words in (("list",), ("card",)):
        assert ran(ours, *words).code == 4
