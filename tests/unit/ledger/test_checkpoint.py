import base64

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from preserve.ledger.checkpoint import Checkpoint, open_note, parse_key, sign, verifier_of

PRIVATE = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
OTHER = Ed25519PrivateKey.from_private_bytes(bytes(range(1, 33)))
CHECKPOINT = Checkpoint("preserve/one", 42, bytes(32))
KEY = verifier_of("preserve/one", PRIVATE)
NOTE = sign(CHECKPOINT, PRIVATE)


def test_a_note_has_the_form_of_c2sp():
    lines = NOTE.split("\n")
    assert lines[:4] == ["preserve/one", "42", base64.b64encode(bytes(32)).decode(), ""]
    assert lines[4].startswith("\u2014 preserve/one ")
    assert len(base64.b64decode(lines[4].split(" ")[2])) == 4 + 64
    assert NOTE.endswith("\n")


def test_the_key_of_the_signed_note_specification_reads_back():
    # The example key of the C2SP signed-note specification and of Go's sumdb/note documentation.
    text = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
    assert parse_key(text).text() == text
    assert parse_key(text).key_id.hex() == "c74f20a3"


def test_the_example_note_of_the_specification_verifies_byte_for_byte():
    # Signature of the specification's example: the text is no checkpoint, so only the signature
    # is reached: what fails is the reading of the body, not the signature.
    key = parse_key("PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW")
    note = (
        "If you think cryptography is the answer to your problem,\n"
        "then you don't know what your problem is.\n\n"
        "\u2014 PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
    )
    with pytest.raises(ValueError, match="not a checkpoint"):
        open_note(note, key)
    with pytest.raises(ValueError, match="does not verify"):
        open_note(note.replace("answer", "Answer"), key)


def test_a_note_opens_with_its_key_and_says_what_was_signed():
    assert open_note(NOTE, KEY) == CHECKPOINT
    assert CHECKPOINT.root_text == base64.b64encode(bytes(32)).decode()


def test_signatures_of_others_are_passed_over():
    cosigned = NOTE + sign(CHECKPOINT, OTHER).split("\n\n")[1].replace("preserve/one", "witness")
    assert open_note(cosigned, KEY) == CHECKPOINT


@given(st.integers(0, len(NOTE.encode()) - 1), st.integers(1, 255))
def test_no_changed_byte_verifies_as_something_else(position, difference):
    data = bytearray(NOTE.encode())
    data[position] ^= difference
    try:
        changed = bytes(data).decode()
    except UnicodeDecodeError:
        return
    try:
        opened = open_note(changed, KEY)
    except ValueError:
        return
    # Base64 leaves some bits of its last character unused; what was signed is the same.
    assert opened == CHECKPOINT


@pytest.mark.parametrize(
    "note",
    [
        "",
        "\n\n",
        "preserve/one\n42\n",
        NOTE.rstrip("\n"),
        NOTE.replace("42", "042"),
        NOTE.replace("42", "-1"),
        NOTE.replace("42", "٤٢"),
        NOTE.replace("\u2014", "-"),
        NOTE + "\n",
        NOTE + NOTE,
        NOTE + "and more\n",
        NOTE.replace("\n\n", "\n\nand more\n"),
    ],
)
def test_what_is_not_strictly_a_note_is_refused(note):
    with pytest.raises(ValueError):
        open_note(note, KEY)


@pytest.mark.parametrize(
    "text", ["", "a+b", "a+00000000+AQ==", KEY.text().replace("one", "two"), KEY.text() + "x"]
)
def test_what_is_not_strictly_a_key_is_refused(text):
    with pytest.raises(ValueError):
        parse_key(text)
    assert parse_key(KEY.text() + "\n") == KEY
