import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from preserve.report.visible import visible, visible_lines

KEPT_JOINERS = {"\u200c", "\u200d"}


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("two\nlines", r"two\nlines"),
        ("tab\tand\r", r"tab\tand\r"),
        ("\x1b[31m", r"\x1b[31m"),
        ("\x9b31m", r"\x9b31m"),
        ("gpj\u202e.exe", r"gpj\u202e.exe"),
        ("\u2066a\u2069", r"\u2066a\u2069"),
        ("caf\udce9", r"caf\udce9"),
        ("\U000e0041", r"\U000e0041"),
        ("\ufeffstart", r"\ufeffstart"),
        ("soft\u00adhyphen", r"soft\xadhyphen"),
        ("\u2028\u2029", r"\u2028\u2029"),
    ],
)
def test_what_cannot_be_seen_is_spelled_out(raw, shown):
    assert visible(raw) == shown


@pytest.mark.parametrize(
    "text",
    [
        "رسائل الوداع من حلب",
        "Café naïve Zoë",
        "می\u200cخواهم",  # Persian is spelled with a zero-width non-joiner
        "👩\u200d🏫",
        "“quoted” — [/tag] <b>",
        "no\u00a0break",
        "e\u0301",
        r"C:\new",
        "",
    ],
)
def test_ordinary_text_stays_as_it_is(text):
    assert visible(text) == text


@given(st.text(alphabet=st.characters()))
def test_nothing_invisible_or_unencodable_is_left(text):
    shown = visible(text)
    shown.encode("utf-8")
    left = {
        character
        for character in shown
        if unicodedata.category(character) in {"Cc", "Cs", "Zl", "Zp"}
        or unicodedata.bidirectional(character)
        in {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI", "BN"}
    }
    assert left <= KEPT_JOINERS | INK_OR_HARMLESS
    assert visible(shown) == shown


# Weak in direction, but printed or part of a script; they neither hide nor move other text.
INK_OR_HARMLESS = {
    character
    for number in (*range(0x13430, 0x13440), *range(0x1BCA0, 0x1BCA4), *range(0x1D173, 0x1D17B))
    for character in (chr(number),)
}


def test_lines_keep_their_ends_and_nothing_else():
    assert visible_lines("a\nb\r\n\u202ec\n") == "a\nb\\r\n\\u202ec\n"
