"""The page in an archive: what it tells somebody to type does what it says, with no preserve."""

import re
import subprocess
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from preserve.exchange.possession import proof_of, read_under
from preserve.ledger.checkpoint import parse_key
from preserve.model.exchange import Conversation
from preserve.storage import layout
from preserve.storage.tree import LocalTree
from preserve.workflows.archive import read_history
from preserve.workflows.desk import desk_of
from preserve.workflows.how_to_read import ARCHIVE_PAGE
from tests.support.conversations import DELIVERED, NAME, tell
from tests.support.exchanging import Two, archive_id_of, key_of

COMMANDS = re.findall(r"(?:^    .*\n)+", ARCHIVE_PAGE, re.MULTILINE)
VERIFY, POSSESS = COMMANDS[-2:]


def shell(command: str, where: str | Path) -> subprocess.CompletedProcess:
    return subprocess.run(
        ["/bin/sh", "-c", command], cwd=where, capture_output=True, text=True, check=False
    )


@pytest.fixture
def two(tmp_path) -> Two:
    two = Two(tmp_path)
    tell(two.ours, two.theirs, two.clock, DELIVERED, "letter-0123456789ab")
    return two


@pytest.fixture
def receipt(two) -> Path:
    """The receipt, filed in both archives with the partner's key, as the page says it lies."""
    for archive in (two.ours, two.theirs):
        with desk_of(archive, two.clock) as desk:
            conversation = Conversation(archive_id_of(two.ours), NAME)
            message = desk.message(desk.transfers.exchanges[conversation].messages[-1])
        place = Path(archive.root, layout.RECEIPTS, NAME)
        place.mkdir()
        (place / message.file_name).write_bytes(message.data)
        (place / f"{message.file_name}.sig").write_bytes(message.signature)
    public = Ed25519PublicKey.from_public_bytes(parse_key(key_of(two.theirs)).public)
    pem = public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    Path(two.ours.root, layout.PARTNER_KEYS, "theirs.pem").write_bytes(pem)
    return Path(layout.RECEIPTS, NAME, message.file_name)


def verify_command(receipt: Path) -> str:
    digits = receipt.stem.removeprefix("accepted-")
    named = VERIFY.replace("NAME", "theirs").replace("EXCHANGE", NAME)
    return named.replace("DIGITS", digits)


def test_a_receipt_verifies_as_the_page_says_and_an_altered_one_does_not(two, receipt):
    command = verify_command(receipt)
    told = shell(command, two.ours.root)
    assert told.returncode == 0
    assert "Signature Verified Successfully" in told.stdout
    own = command.replace("-pubin ", "").replace("keys/partners/theirs.pem", "keys/archive.key")
    assert shell(own, two.theirs.root).returncode == 0
    path = Path(two.ours.root, receipt)
    path.write_bytes(path.read_bytes().replace(b'"files":1', b'"files":2'))
    assert shell(command, two.ours.root).returncode != 0


def test_possession_is_what_the_page_says(tmp_path):
    nonce = bytes(range(32))
    (tmp_path / "N").write_bytes(nonce)
    bag = tmp_path / "bag"
    for name in ("bagit.txt", "data/b c.txt", "data/-x/a", "data/B", "data/b/ü"):
        (bag / name).parent.mkdir(parents=True, exist_ok=True)
        (bag / name).write_bytes(name.encode() * 3)
    told = shell(POSSESS.replace("cat N", "cat ../N"), bag)
    assert told.stdout.split()[0] == proof_of(read_under(LocalTree(str(bag)), nonce))


def test_every_place_of_an_archive_is_on_its_page_and_is_made(two):
    for place in (*layout.ARCHIVE_DIRECTORIES, "quarantine/exchange"):
        assert place == layout.STAGING or re.search(rf"^{place}/", ARCHIVE_PAGE, re.MULTILINE)
    for place in layout.ARCHIVE_DIRECTORIES:
        assert Path(two.ours.root, place).is_dir()
    page = Path(two.ours.root, layout.HOW_TO_READ).read_text(encoding="utf-8")
    assert page == ARCHIVE_PAGE
    assert max(map(len, page.splitlines())) <= 100


def test_an_archive_of_before_without_the_new_places_still_works(two):
    for place in (layout.RECEIPTS, layout.PARTNER_KEYS):
        Path(two.ours.root, place).rmdir()
    assert read_history(two.ours, is_locked=False).verdict.is_verified
    tell(two.theirs, two.ours, two.clock, DELIVERED[:2], "other-0123456789ab", name=f"{NAME[:-1]}0")
