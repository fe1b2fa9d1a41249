"""Partners: pinned once, never under two names, changed with proof or a person's word."""

import base64
import os
import shutil
import stat
import tomllib
from dataclasses import replace
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from preserve.errors import (
    ArchiveLocked,
    CannotDecide,
    EvidenceFailure,
    Refused,
    Unreadable,
    UsageProblem,
)
from preserve.exchange.fingerprint import fingerprint_of
from preserve.exchange.message import Draft
from preserve.ledger.checkpoint import VerifierKey, parse_key, verifier_of
from preserve.ledger.judge import origin_of
from preserve.ledger.key_change import write_change
from preserve.model.exchange import Conversation, MessageKind
from preserve.model.partner import PlaceState
from preserve.storage.directory_mailbox import MARK
from preserve.workflows.archive import open_archive, read_history
from preserve.workflows.desk import desk_of
from preserve.workflows.partner_view import card_of, find_view, partnership
from preserve.workflows.partners import (
    Adding,
    Rekeying,
    Removing,
    add_partner,
    rekey_partner,
    remove_partner,
)
from tests.support.archives import Clock, new_archive
from tests.support.exchanging import archive_id_of, key_of, make_partners
from tests.unit.workflows.test_desk import offer_body

SHIPPED = Path(__file__).parents[3] / "schemas/bag-profile/shipped/btr-1.0.json"
IDS = [f"7f0e6c52-1b1a-4b0e-9d52-0c9f6a4b7d1{number}" for number in range(4)]


def private(number: int) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(bytes([number + 1]) * 32)


def key(number: int, archive: int | None = None) -> VerifierKey:
    return verifier_of(origin_of(IDS[number if archive is None else archive]), private(number))


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def archive(tmp_path, clock):
    return new_archive(tmp_path / "archive", clock)


def adding(name="city", number=0, **changes) -> Adding:
    return replace(Adding(name, key(number).text(), "A"), **changes)


def added(archive, clock, name="city", number=0, **changes):
    return add_partner(archive, adding(name, number, **changes), clock)


def events(archive) -> list[str]:
    return [entry.event for entry in read_history(archive, is_locked=False).entries]


def config(archive) -> Path:
    return Path(archive.root, "preserve.toml")


def keys_on_file(archive) -> dict[str, bytes]:
    directory = Path(archive.root, "keys/partners")
    return {path.name: path.read_bytes() for path in directory.iterdir()}


def state(archive) -> tuple[list[str], bytes, dict[str, bytes]]:
    return events(archive), config(archive).read_bytes(), keys_on_file(archive)


def views(archive):
    return partnership(archive, read_history(archive, is_locked=False))


def test_a_partner_is_on_record_on_file_and_in_the_table(archive, clock, tmp_path):
    before = config(archive).read_bytes()
    place = tmp_path / "place"
    place.mkdir()
    changes = {"contact": "Jo", "inbox": str(place), "profiles": ("aptrust",)}
    done = added(archive, clock, **changes)
    assert (done.is_new, done.findings, done.partner.key) == (True, [], key(0))
    assert events(archive) == ["creation", "partner"]
    last = read_history(archive, is_locked=False).entries[1].detail
    assert last == {
        "step": "added", "name": "city", "archive_id": IDS[0], "key": key(0).text(), "by": "A",
    }  # fmt: skip
    after = config(archive).read_bytes()
    assert after.startswith(before)
    assert tomllib.loads(after.decode())["partners"] == {
        "city": {"contact": "Jo", "inbox": str(place), "profiles": ["aptrust"]}
    }
    files = keys_on_file(archive)
    assert files["city.pub"] == f"{key(0).text()}\n".encode()
    assert load_pem_public_key(files["city.pem"]).public_bytes_raw() == key(0).public
    assert (place / MARK).is_file()
    once = state(archive)
    assert added(archive, clock, **changes).is_new is False
    assert state(archive) == once


def test_a_run_that_was_killed_after_the_entry_is_finished_by_a_rerun(archive, clock, tmp_path):
    other = new_archive(tmp_path / "other", clock)
    before = config(archive).read_bytes()
    make_partners(archive, other, clock, "city", None)
    config(archive).write_bytes(before)
    found = views(archive)
    assert [each.code for each in found.findings] == ["XCH-026"]
    done = add_partner(archive, Adding("city", key_of(other), "A", contact="Jo"), clock)
    assert done.is_new is False
    assert events(archive) == ["creation", "partner"]
    assert set(keys_on_file(archive)) == {"city.pub", "city.pem"}
    assert views(archive).findings == ()
    Path(archive.root, "keys/partners/city.pem").unlink()
    Path(archive.root, "keys/partners/city.pub").write_text("another key")
    add_partner(archive, Adding("city", key_of(other), "A"), clock)
    assert keys_on_file(archive)["city.pub"].decode().strip() == key_of(other)
    assert "city.pem" in keys_on_file(archive)
    assert archive.partner_settings()["city"].contact == "Jo", "what is not named stays"


def test_the_config_keeps_its_rights_its_link_and_what_it_says(archive, clock, tmp_path):
    path = config(archive)
    text = path.read_text() + "\n[tool]\nx = nan # y\n"
    elsewhere = tmp_path / "real.toml"
    elsewhere.write_text(text)
    elsewhere.chmod(0o600)
    path.unlink()
    path.symlink_to(elsewhere)
    added(archive, clock)
    assert path.is_symlink()
    assert stat.S_IMODE(elsewhere.stat().st_mode) == 0o600
    assert elsewhere.read_text() == f"{text}\n[partners.city]\n"


@pytest.mark.parametrize(
    "name",
    ["", "City", "a b", "-a", "a-", "ä", "a/b", "..", "a.b", "a_b", "x" * 61, "a\n", "\u0430bc"],
)
def test_a_name_is_small_letters_digits_and_hyphens(archive, clock, name):
    with pytest.raises(UsageProblem):
        added(archive, clock, name)
    assert events(archive) == ["creation"]


def test_a_key_or_archive_or_name_of_somebody_is_refused(archive, clock):
    added(archive, clock)
    before = state(archive)
    ours = archive_id_of(archive)
    own_key = parse_key(key_of(archive))
    for name, given in (
        ("us", own_key),
        ("us", verifier_of(origin_of(ours), private(3))),
        ("us", VerifierKey(origin_of(IDS[3]), own_key.public)),
        ("another-name", key(0)),
        ("city", key(1)),
        ("another-name", key(0, archive=1)),
    ):
        with pytest.raises(Refused) as caught:
            add_partner(archive, Adding(name, given.text(), "A"), clock)
        assert caught.value.code == "XCH-021", (name, given)
    assert state(archive) == before


def test_a_name_and_a_key_stay_whose_they_were(archive, clock):
    added(archive, clock)
    remove_partner(archive, Removing("city", "A", "over"), clock)
    for name, number, of in (("city", 1, 1), ("village", 0, 1)):
        with pytest.raises(Refused) as caught:
            add_partner(archive, Adding(name, key(number, of).text(), "A"), clock)
        assert caught.value.code == "XCH-021"


def test_a_name_that_looks_like_another_one_needs_a_word(archive, clock):
    added(archive, clock, "city-archive")
    for name in ("city-arch1ve", "c1ty-archive", "cityarchive", "city-archives"):
        with pytest.raises(Refused) as caught:
            added(archive, clock, name, 1)
        assert caught.value.code == "XCH-022"
    assert added(archive, clock, "city-archives", 1, is_despite_likeness=True).is_new
    assert added(archive, clock, "city-archives", 1).is_new is False, "it was said before"


def test_another_key_is_never_pinned_by_adding(archive, clock):
    added(archive, clock)
    before = state(archive)
    for why in (None, "it says so"):
        with pytest.raises(EvidenceFailure) as caught:
            add_partner(archive, Adding("city", key(1, 0).text(), "A", why=why), clock)
        assert caught.value.code == "XCH-023"
    assert state(archive) == before


def test_a_card_as_a_mail_brought_it_is_taken(archive, clock, tmp_path):
    text = key(0).text()
    card = f"> Card of the archive\n>   key          {text[:40]}=\n> {text[40:]}\n> fingerprint 1"
    (tmp_path / "card.txt").write_text(card)
    for given in (str(tmp_path / "card.txt"), card, f"“{text}”"):
        assert add_partner(archive, Adding("city", given, "A"), clock).partner.key == key(0)


def test_what_is_no_key_is_refused(archive, clock, tmp_path):
    def refused(given) -> str:
        with pytest.raises((Refused, UsageProblem, CannotDecide)) as caught:
            add_partner(archive, Adding("city", str(given), "A"), clock)
        return caught.value.code

    fifo = tmp_path / "fifo"
    os.mkfifo(fifo)
    big = tmp_path / "big"
    big.write_bytes(b"x" * (1 << 17))
    two = tmp_path / "two"
    two.write_text(f"{key(0).text()}\n{key(1).text()}\n")
    assert refused(VerifierKey("example.org", key(0).public).text()) == "XCH-020"
    assert refused(VerifierKey(origin_of(IDS[0]), bytes(32)).text()) == "XCH-020"
    assert refused(two) == "XCH-020"
    assert refused(Path(archive.root, "keys/archive.key")) == "XCH-020"
    assert refused("nothing") == "FIX-091"
    assert refused(key(0).text().replace("+", "+1", 1)) == "FIX-091"
    assert [refused(each) for each in (fifo, big, tmp_path)] == ["FIX-030"] * 3
    assert events(archive) == ["creation"]
    card = tmp_path / "card"
    card.write_bytes(b"\xff\xfe" + f"key  {key(0).text()}\r\n".encode())
    assert add_partner(archive, Adding("city", str(card), "A"), clock).is_new


def test_a_place_that_is_not_there_is_not_made(archive, clock, tmp_path):
    place = tmp_path / "stick"
    done = added(archive, clock, inbox=str(place))
    assert done.findings == []
    assert not place.exists()
    view = find_view(views(archive).views, "city")
    assert (view.place, view.settings.inbox) == (PlaceState.OFFLINE, str(place))
    place.mkdir()
    assert find_view(views(archive).views, "city").place is PlaceState.UNMARKED
    added(archive, clock)
    assert list(place.iterdir()) == [], "an empty mount point is not written into unasked"
    added(archive, clock, inbox=str(place))
    assert find_view(views(archive).views, "city").place is PlaceState.ONLINE
    added(archive, clock, inbox="by hand")
    assert find_view(views(archive).views, "city").place is PlaceState.BY_HAND


@pytest.mark.parametrize("where", [".", "bags", "outbox", "keys/x"])
def test_a_place_is_never_inside_of_an_archive(archive, clock, where):
    with pytest.raises(Refused) as caught:
        added(archive, clock, inbox=f"{archive.root}/{where}")
    assert caught.value.code == "FIX-041"
    assert events(archive) == ["creation"]


def test_a_place_that_cannot_be_marked_is_told(archive, clock):
    done = added(archive, clock, inbox="/proc/self")
    assert [each.code for each in done.findings] == ["XCH-009"]
    assert archive.partner_settings()["city"].inbox == "/proc/self"


def test_a_mark_is_never_written_through_a_link(archive, clock, tmp_path):
    place = tmp_path / "place"
    place.mkdir()
    (place / f"{MARK}").symlink_to(tmp_path / "elsewhere")
    done = added(archive, clock, inbox=str(place))
    assert done.is_new
    assert not (tmp_path / "elsewhere").exists()
    assert find_view(views(archive).views, "city").place is PlaceState.UNMARKED


@pytest.mark.parametrize(
    "changes",
    [
        {"by": ""},
        {"by": "a\nb"},
        {"contact": " "},
        {"contact": "a\x1b[2J"},
        {"inbox": "/a\nb"},
        {"inbox": "/a\udcff"},
        {"inbox": ""},
        {"why": ""},
    ],
)
def test_words_that_say_nothing_or_cannot_be_written_are_refused(archive, clock, changes):
    with pytest.raises(UsageProblem):
        added(archive, clock, **changes)
    assert events(archive) == ["creation"]


def test_a_profile_that_nobody_knows_is_refused(archive, clock):
    with pytest.raises((UsageProblem, Refused)):
        added(archive, clock, profiles=("no-such-profile",))
    assert events(archive) == ["creation"]


def test_a_profile_of_ones_own_is_found_from_everywhere(archive, clock, tmp_path):
    own = tmp_path / "own.json"
    shutil.copy(SHIPPED, own)
    added(archive, clock, profiles=(os.path.relpath(own), "btr"))
    assert archive.partner_settings()["city"].profiles == (str(own), "btr")
    odd = tmp_path / "o\nwn.json"
    shutil.copy(SHIPPED, odd)
    with pytest.raises(UsageProblem):
        added(archive, clock, profiles=(str(odd),))


@pytest.mark.parametrize("text", ["partners = {}\n", "[partners]\ncity.x = 1\n"])
def test_a_config_that_cannot_be_edited_is_left_as_it_is(archive, clock, text):
    path = config(archive)
    path.write_text(text + path.read_text() if text[0] == "p" else path.read_text() + text)
    before = path.read_bytes()
    with pytest.raises(Refused) as caught:
        added(archive, clock, contact="Jo")
    assert caught.value.code == "XCH-029"
    assert '[partners.city] / contact = "Jo"' in caught.value.message
    assert (path.read_bytes(), events(archive)) == (before, ["creation"])


def test_a_config_that_would_be_too_long_is_left_as_it_is(archive, clock):
    path = config(archive)
    text = path.read_text()
    path.write_text(text + "#" * ((1 << 20) - len(text.encode()) - 1) + "\n")
    with pytest.raises(Refused) as caught:
        added(archive, clock)
    assert caught.value.code == "XCH-029"
    assert open_archive(archive.root)


def change_file(directory, old, new, clock, signer=None):
    statement = write_change(
        IDS[0], key(old, 0), key(new, 0), clock(), private(old if signer is None else signer)
    )
    path = directory / f"change-{old}-{new}"
    path.write_bytes(statement.data)
    Path(f"{path}.sig").write_bytes(statement.signature)
    return str(path)


def test_a_key_changes_with_the_old_keys_signature(archive, clock, tmp_path):
    added(archive, clock)
    proof = change_file(tmp_path, 0, 1, clock)
    wanted = Rekeying("city", key(1, 0).text(), "A", proof=proof)
    done = rekey_partner(archive, wanted, clock)
    assert (done.is_new, done.partner.key, done.partner.former_keys) == (
        True, key(1, 0), (key(0),),
    )  # fmt: skip
    detail = read_history(archive, is_locked=False).entries[2].detail
    assert detail["step"] == "key-changed"
    assert base64.b64decode(detail["proof"]["signature"]) == Path(f"{proof}.sig").read_bytes()
    former = f"city.former-{key(0).key_id.hex()}"
    files = keys_on_file(archive)
    assert set(files) == {"city.pub", "city.pem", f"{former}.pub", f"{former}.pem"}
    assert files["city.pub"].decode().strip() == key(1, 0).text()
    assert files[f"{former}.pub"].decode().strip() == key(0).text()
    once = state(archive)
    assert rekey_partner(archive, wanted, clock).is_new is False
    assert state(archive) == once
    for given in (proof, change_file(tmp_path, 1, 0, clock)):
        with pytest.raises(EvidenceFailure) as caught:
            rekey_partner(archive, Rekeying("city", key(0).text(), "A", proof=given), clock)
        assert caught.value.code == "XCH-024"
    assert state(archive) == once


def test_a_change_that_is_not_proven_is_refused(archive, clock, tmp_path):
    old = change_file(tmp_path, 0, 2, clock)
    added(archive, clock)
    forged = change_file(tmp_path, 0, 1, clock, signer=1)
    before = state(archive)
    for number, proof in ((2, old), (1, forged), (3, forged)):
        wanted = Rekeying("city", key(number, 0).text(), "A", proof=proof)
        with pytest.raises(EvidenceFailure) as caught:
            rekey_partner(archive, wanted, clock)
        assert caught.value.code == "XCH-024"
    Path(f"{forged}.sig").write_bytes(b"x" * 63)
    with pytest.raises(Refused) as caught:
        rekey_partner(archive, Rekeying("city", key(1, 0).text(), "A", proof=forged), clock)
    assert caught.value.code == "XCH-025"
    for missing in (f"{forged}.sig", forged):
        Path(missing).unlink()
        with pytest.raises(Unreadable):
            rekey_partner(archive, Rekeying("city", key(1, 0).text(), "A", proof=forged), clock)
    assert state(archive) == before


def test_a_key_changes_on_a_persons_word(archive, clock):
    added(archive, clock)
    for proof, why in ((None, None), ("x", "y")):
        with pytest.raises(UsageProblem):
            rekey_partner(archive, Rekeying("city", key(1, 0).text(), "A", proof, why), clock)
    done = rekey_partner(archive, Rekeying("city", key(1, 0).text(), "A", why="lost"), clock)
    assert done.partner.key == key(1, 0)
    detail = read_history(archive, is_locked=False).entries[2].detail
    assert (detail["by"], detail["why"]) == ("A", "lost")
    with pytest.raises(EvidenceFailure) as caught:
        rekey_partner(archive, Rekeying("city", key(0).text(), "A", why="found"), clock)
    assert caught.value.code == "XCH-024", "a key that was given up does not come back"
    added(archive, clock, "village", 2)
    for given in (key(3, 3), key(2, 0), key(0, 2), parse_key(key_of(archive))):
        with pytest.raises(Refused) as refusal:
            rekey_partner(archive, Rekeying("city", given.text(), "A", why="x"), clock)
        assert refusal.value.code == "XCH-021"
    with pytest.raises(UsageProblem):
        rekey_partner(archive, Rekeying("nobody", key(3, 0).text(), "A", why="x"), clock)


def test_a_partner_leaves_and_comes_back(archive, clock):
    before = config(archive).read_bytes()
    added(archive, clock, contact="Jo")
    wanted = Removing("city", "A", "over")
    done = remove_partner(archive, wanted, clock)
    assert (done.is_new, done.findings) == (True, [])
    assert config(archive).read_bytes() == before
    former = f"city.former-{key(0).key_id.hex()}"
    assert set(keys_on_file(archive)) == {f"{former}.pub", f"{former}.pem"}
    once = state(archive)
    assert remove_partner(archive, wanted, clock).is_new is False
    assert state(archive) == once
    assert find_view(views(archive).views, "city").is_removed
    assert views(archive).findings == ()
    with pytest.raises(UsageProblem):
        rekey_partner(archive, Rekeying("city", key(1, 0).text(), "A", why="x"), clock)
    with pytest.raises(EvidenceFailure) as caught:
        add_partner(archive, Adding("city", key(1, 0).text(), "A"), clock)
    assert caught.value.code == "XCH-023"
    assert added(archive, clock, "city").is_new
    assert set(keys_on_file(archive)) == {"city.pub", "city.pem"}
    remove_partner(archive, wanted, clock)
    done = add_partner(archive, Adding("town", key(1, 0).text(), "A", why="new key"), clock)
    assert (done.is_new, done.partner.former_keys) == (True, (key(0),))
    assert [view.name for view in views(archive).views] == ["town"]
    with pytest.raises(UsageProblem):
        remove_partner(archive, wanted, clock)
    with pytest.raises(UsageProblem):
        remove_partner(archive, Removing("nobody", "A", "x"), clock)


def test_a_partner_leaves_even_where_the_table_cannot_be_taken_out(archive, clock):
    added(archive, clock)
    path = config(archive)
    text = path.read_text().replace("\n[partners.city]\n", "")
    path.write_text("partners = {city = {}}\n" + text)
    done = remove_partner(archive, Removing("city", "A", "over"), clock)
    assert done.is_new
    assert [each.code for each in done.findings] == ["XCH-029"]
    assert [each.code for each in views(archive).findings] == ["XCH-027"]


def test_a_table_without_a_pinned_key_is_a_finding_and_no_partner(archive, clock):
    path = config(archive)
    path.write_text(path.read_text() + '[partners.mallory]\ncontact = "x"\n[partners."\\u202e"]\n')
    found = views(archive)
    assert found.views == ()
    assert [each.code for each in found.findings] == ["XCH-027", "XCH-027"]
    with desk_of(archive, clock) as desk:
        assert desk.partners.present() == ()
    added(archive, clock, "mallory")
    assert archive.partner_settings()["mallory"].contact == "x"


def test_what_was_said_and_what_is_open_is_seen(archive, clock):
    added(archive, clock)
    with desk_of(archive, clock) as desk:
        name = "20261121T120000Z-0123456789abcdef"
        draft = Draft(
            MessageKind.OFFER,
            Conversation(desk.me.archive, name),
            None,
            offer_body("a-0123456789ab"),
        )
        desk.say(desk.partners.present()[0], [draft])
    view = find_view(views(archive).views, "city")
    assert view.last_sent is not None
    assert (view.last_sent.kind, view.last_received, view.open_deliveries) == ("offer", None, 1)
    done = remove_partner(archive, Removing("city", "A", "over"), clock)
    assert [each.code for each in done.findings] == ["XCH-028"]


def test_both_sides_see_the_same_fingerprint(archive, clock, tmp_path):
    other = new_archive(tmp_path / "other", clock)
    card = card_of(other, read_history(other, is_locked=False))
    add_partner(archive, Adding("city", card.shown.key, "A"), clock)
    view = find_view(views(archive).views, "city")
    assert view.shown == card.shown
    assert view.archive == card.archive == archive_id_of(other)
    assert card.shown.fingerprint == fingerprint_of(parse_key(key_of(other)))


def test_nothing_is_written_beside_another_run_or_a_history_that_does_not_verify(archive, clock):
    before = config(archive).read_bytes()
    with archive.lock(), pytest.raises(ArchiveLocked):
        added(archive, clock)
    Path(archive.root, "ledger/checkpoint").write_text("x")
    with pytest.raises(EvidenceFailure):
        added(archive, clock)
    assert config(archive).read_bytes() == before
    assert not list(Path(archive.root, "keys/partners").iterdir())


def test_something_in_the_way_of_the_keys_is_told_and_mended_by_a_rerun(archive, clock):
    place = Path(archive.root, "keys/partners")
    place.rmdir()
    place.write_text("in the way")
    with pytest.raises(CannotDecide):
        added(archive, clock)
    place.unlink()
    assert added(archive, clock).is_new is False
    assert set(keys_on_file(archive)) == {"city.pub", "city.pem"}
    assert "city" in archive.partner_settings()


OPERATIONS = {
    "add": lambda archive, clock: added(archive, clock, contact="Jo"),
    "rekey": lambda archive, clock: rekey_partner(
        archive, Rekeying("city", key(1, 0).text(), "A", why="lost"), clock
    ),
    "remove": lambda archive, clock: remove_partner(archive, Removing("city", "A", "x"), clock),
}
FILES = {
    "add": ("keys/partners/city.pub", "keys/partners/city.pem", "preserve.toml"),
    "rekey": (
        f"keys/partners/city.former-{key(0).key_id.hex()}.pub",
        f"keys/partners/city.former-{key(0).key_id.hex()}.pem",
        "keys/partners/city.pub",
        "keys/partners/city.pem",
    ),
    "remove": (
        f"keys/partners/city.former-{key(0).key_id.hex()}.pub",
        f"keys/partners/city.former-{key(0).key_id.hex()}.pem",
        "preserve.toml",
    ),
}


@pytest.mark.parametrize(
    ("operation", "file"), [(name, file) for name, files in FILES.items() for file in files]
)
def test_what_stops_at_any_file_is_finished_by_a_rerun(archive, clock, operation, file):
    run = OPERATIONS[operation]
    if operation != "add":
        OPERATIONS["add"](archive, clock)
    obstacle = Path(archive.root, f"{file}.new")
    (obstacle / "in the way").mkdir(parents=True)
    with pytest.raises(CannotDecide):
        run(archive, clock)
    assert read_history(archive, is_locked=False).verdict.is_verified
    before = events(archive)
    assert open_archive(archive.root).partner_settings() is not None
    shutil.rmtree(obstacle)
    obstacle.write_bytes(b"what a run left that was killed")
    assert run(archive, clock).is_new is False
    assert events(archive) == before, "nothing goes on record twice"
    finished = state(archive)
    assert not obstacle.exists()
    partner = read_history(archive, is_locked=False).partners.by_archive[IDS[0]]
    assert (f"{partner.key.text()}\n".encode() in finished[2].values()) is True
    assert ("city.pub" in finished[2]) is not partner.is_removed
    assert ("city" in archive.partner_settings()) is not partner.is_removed
    assert views(archive).findings == ()
