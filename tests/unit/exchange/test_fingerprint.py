"""The fingerprint: the same on both sides, for this key of this archive alone."""

import hashlib
import shutil
import subprocess

from hypothesis import given
from hypothesis import strategies as st

from preserve.exchange.fingerprint import fingerprint_of
from preserve.ledger.checkpoint import VerifierKey

NAME = "preserve/7f0e6c52-1b1a-4b0e-9d52-0c9f6a4b7d11"
# As docs/guides/partners.md has it.
SHELL = """
printf %s "$1" | sha256sum | cut -c 1-64 | fold -w 8 |
while read -r part; do printf '%05d ' $((0x$part % 100000)); done
"""


def test_it_is_what_it_always_was():
    key = VerifierKey(NAME, bytes(range(32)))
    assert fingerprint_of(key) == "28524 51906 32399 39409 79833 15116 15009 08820"


def test_everybody_can_compute_it():
    assert shutil.which("sha256sum")
    key = VerifierKey(NAME, hashlib.sha256(b"a key").digest())
    done = subprocess.run(
        ["bash", "-c", SHELL, "bash", key.text()], capture_output=True, check=True, text=True
    )
    assert done.stdout.strip() == fingerprint_of(key)


@given(st.binary(min_size=32, max_size=32), st.integers(0, 255))
def test_it_has_eight_blocks_of_five_digits_and_changes_with_every_bit(public, bit):
    text = fingerprint_of(VerifierKey(NAME, public))
    assert [len(block) for block in text.split(" ")] == [5] * 8
    assert text.replace(" ", "").isdecimal()
    other = bytearray(public)
    other[bit // 8] ^= 1 << bit % 8
    assert fingerprint_of(VerifierKey(NAME, bytes(other))) != text


def test_another_archive_has_another_one():
    other = NAME[:-1] + "2"
    assert fingerprint_of(VerifierKey(NAME, bytes(32))) != fingerprint_of(
        VerifierKey(other, bytes(32))
    )
