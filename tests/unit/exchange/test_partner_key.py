"""The key on a card: found wherever it stands, and refused where it cannot be believed."""

import hashlib
import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from preserve.exchange.partner_key import archive_of, key_in
from preserve.ledger.checkpoint import VerifierKey

ARCHIVE = "7f0e6c52-1b1a-4b0e-9d52-0c9f6a4b7d11"
KEY = VerifierKey(f"preserve/{ARCHIVE}", hashlib.sha256(b"a").digest())
OTHER = VerifierKey(f"preserve/{ARCHIVE}", hashlib.sha256(b"b").digest())
PRIME = 2**255 - 19


@pytest.mark.parametrize(
    "text",
    [
        KEY.text(),
        f"  {KEY.text()}\r\n",
        f"Dear colleague,\n> our key is {KEY.text()}.\n> {KEY.text()}\nYours",
        f'{{"card": {{"key": "{KEY.text()}"}}}}',
        f"\ufeff{KEY.text()}",
    ],
)
def test_it_is_found(text):
    assert key_in(text) == KEY
    assert archive_of(key_in(text)) == ARCHIVE


@given(
    st.lists(st.integers(1, len(KEY.text()) - 1), max_size=8),
    st.sampled_from(["\n", "\r\n", " \n> ", "=\n", "\n\t", "\n>> | ", "\r\n  "]),
    st.sampled_from(["", "Card of the archive\n> key ", "a\n\n"]),
    st.sampled_from(["", "\n> fingerprint 24301 35278", "\nYours"]),
)
def test_it_is_found_over_several_lines(places, line_end, before, after):
    """A mail program breaks it somewhere; the last character ends a line, as on a card."""
    text, parts = KEY.text(), sorted({0, *places, len(KEY.text())})
    lines = [text[start:end] for start, end in itertools.pairwise(parts)]
    assert key_in(f"{before}{line_end.join(lines)}{after}") == KEY


@pytest.mark.parametrize("marks", ['""', "''", "“”", "„“", "‘’", "<>", "``", "«»", "  "])
def test_it_is_found_in_quotes(marks):
    assert key_in(f"{marks[0]}{KEY.text()}{marks[1]}") == KEY


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "holds no key"),
        ("\0" * 1000, "holds no key"),
        (f"{KEY.text()}\n{OTHER.text()}", "more than one"),
        (KEY.text().replace("+", "+0", 1), "no key that can be used"),
        (KEY.text()[:-2], "no key that can be used"),
        (KEY.text() + "A", "no key that can be used"),
        (VerifierKey("example.org", KEY.public).text(), "is no key of an archive"),
        (VerifierKey("preserve/x", KEY.public).text(), "is no key of an archive"),
        (VerifierKey(f"preserve/{ARCHIVE.upper()}", KEY.public).text(), "is no key of an archive"),
        (VerifierKey(ARCHIVE, KEY.public).text(), "is no key of an archive"),
    ],
)
def test_it_is_refused(text, words):
    with pytest.raises(ValueError, match=words):
        key_in(text)


def square_roots(square):
    """Both roots modulo 2**255 - 19 (RFC 8032 5.1.3), or nothing."""
    root = pow(square, (PRIME + 3) // 8, PRIME)
    for each in (root, root * pow(2, (PRIME - 1) // 4, PRIME) % PRIME):
        if each * each % PRIME == square % PRIME:
            return {each, PRIME - each}
    return set()


def heights_of_small_order():
    """The y of every point that is neutral eight times over, worked out from the curve.

    Order 1, 2 and 4 have y = 1, -1 and 0. A point of order 8 doubles to one with y = 0, so
    x**2 = -y**2, which on the curve -x**2 + y**2 = 1 + d x**2 y**2 leaves d y**4 + 2 y**2 = 1.
    """
    d = -121665 * pow(121666, PRIME - 2, PRIME) % PRIME
    squares = {(root - 1) * pow(d, PRIME - 2, PRIME) % PRIME for root in square_roots(1 + d)}
    return {0, 1, PRIME - 1}.union(*map(square_roots, squares))


def test_no_key_that_anybody_can_sign_with_is_taken():
    ys = heights_of_small_order()
    assert len(ys) == 5
    encoded = {*ys, PRIME, PRIME + 1}
    for y in encoded:
        for sign in (0, 1 << 255):
            public = (y | sign).to_bytes(32, "little")
            with pytest.raises(ValueError, match="anybody can sign"):
                key_in(VerifierKey(KEY.name, public).text())


@given(st.text(max_size=300))
def test_no_text_makes_it_stumble(text):
    try:
        key_in(text)
    except ValueError:
        return
    raise AssertionError(text)
