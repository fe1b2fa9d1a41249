"""The guide on receipts: its commands verify a real receipt with openssl and sha512sum alone."""

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.docs.documents import blocks
from tests.support.confirming import Delivery, bag_at, confirmed
from tests.support.exchanging import key_of

GUIDE = "docs/guides/receipts.md"
PROVER = "00000000-0000-4000-8000-000000000000"
SCRIPT = "\n".join(blocks(GUIDE, "sh"))
SAID = [
    "Signature Verified Successfully",
    "It answers our confirmation.",
    "It is the bag that the receipt names.",
    "Every byte was at hand there.",
]


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> Delivery:
    made = confirmed(tmp_path_factory.mktemp("delivery"))
    made.commit()
    assert made.confirm().exit_code == 0
    return made


@pytest.fixture
def place(made, tmp_path) -> Path:
    """A directory with what the guide asks for, and the bag whose names need care."""
    place = tmp_path / "receipt"
    place.mkdir()
    root = Path(made.ours.root)
    (receipt,) = root.glob("receipts/*/accepted-*.json")
    (confirmation,) = root.glob("outbox/**/confirmation-*.json")
    for path in (receipt, receipt.with_name(f"{receipt.name}.sig"), confirmation):
        shutil.copy(path, place)
    (place / "partner.pub").write_text(key_of(made.theirs) + "\n")
    shutil.copytree(root / "bags" / made.packages[0], place / made.packages[0])
    assert list(place.glob("*/data/original/a 100% true story.txt"))
    return place


def verified(place: Path, script: str = SCRIPT) -> tuple[int, str]:
    """Run the guide's commands; no Python, and nothing of this program, takes part."""
    done = subprocess.run(
        ["bash", "-c", script],
        cwd=place,
        env={"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"},
        capture_output=True,
        timeout=600,
        check=False,
    )
    return done.returncode, done.stdout.decode()


def harmed(path: Path, old: bytes, new: bytes) -> None:
    data = path.read_bytes()
    assert data.count(old) >= 1
    path.write_bytes(data.replace(old, new, 1))


def test_the_commands_use_nothing_but_what_the_guide_says():
    assert "preserve" not in SCRIPT
    assert "python" not in SCRIPT


def test_a_receipt_verifies_without_preserve(place):
    code, said = verified(place)
    assert (code, said.splitlines()) == (0, SAID)


def test_a_receipt_that_was_changed_does_not(place):
    (receipt,) = place.glob("accepted-*.json")
    harmed(receipt, b'"already_held":false', b'"already_held":true ')
    code, said = verified(place)
    assert (code, said.count("Successfully")) == (1, 0)


def test_a_receipt_by_another_key_does_not(made, place):
    (place / "partner.pub").write_text(key_of(made.ours) + "\n")
    assert verified(place)[0] == 1


def test_a_receipt_for_another_confirmation_does_not(place):
    (confirmation,) = place.glob("confirmation-*.json")
    harmed(confirmation, b'"type"', b'"typo"')
    assert verified(place) == (1, SAID[0] + "\n")


def test_another_bag_is_not_the_one_that_is_named(made, place):
    shutil.rmtree(place / made.packages[0])
    other = Path(made.ours.root, "bags", made.packages[1])
    shutil.copytree(other, place / made.packages[0])
    assert verified(place) == (1, "\n".join(SAID[:2]) + "\n")


@pytest.mark.parametrize("path", ["data/original/a 100% true story.txt", "bag-info.txt"])
def test_a_changed_byte_is_found(made, place, path):
    harmed(place / made.packages[0] / path, b"a", b"b")
    code, said = verified(place)
    assert (code, said.splitlines()) == (1, [*SAID[:3], f"{path}: FAILED"])


@pytest.mark.parametrize("name", ["more.txt", "line\nfeed", "return\r here", "-dash", "%0A"])
def test_a_file_more_is_found_by_the_proof_whatever_its_name(made, place, name):
    (place / made.packages[0] / name).write_bytes(b"more")
    assert verified(place) == (1, "\n".join(SAID[:3]) + "\n")


def test_the_loop_gives_the_proof_of_names_that_are_as_strange_as_can_be(tmp_path):
    names = [
        "a%b",
        "a%25b",
        "a b",
        " x",
        "-n",
        "b\nc",
        "b\rc",
        "a!",
        "A",
        "é",
        "%0A",
        "a\\b",
        "s/%/t",
    ]
    for name in names:
        path = tmp_path / "bag" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(name.encode() * 3)
    nonce = bytes(range(0, 64, 2))
    proof = bag_at(tmp_path / "bag", PROVER, nonce).possession
    said = f'{{"from":{{"archive":"{PROVER}"}},"nonce":"{nonce.hex()}"}}'
    (tmp_path / "accepted-x.json").write_text(said)
    told = f'receipt=accepted-x.json package=bag line=\'"possession":"{proof}"\'\n'
    script = told + blocks(GUIDE, "sh")[-1]
    assert verified(tmp_path, script) == (0, SAID[3] + "\n")
