import re

import pytest

from preserve.report.style import DARK, LIGHT, style_sheet

GROUNDS = ("ground", "panel")
INKS = ("ink", "soft", "link", "good", "fault", "undecided", "untrusted")
ON_THEIR_OWN = ("good", "fault", "undecided", "untrusted")


def luminance(colour):
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_the_measure_itself():
    assert round(contrast("#000000", "#ffffff")) == 21
    assert round(contrast("#777777", "#ffffff"), 2) == 4.48


@pytest.mark.parametrize("scheme", [LIGHT, DARK], ids=["light", "dark"])
def test_every_text_can_be_read_on_every_ground(scheme):
    pairs = [(ink, ground) for ink in INKS for ground in GROUNDS]
    for tone in ON_THEIR_OWN:
        pairs += [(ink, f"{tone}-ground") for ink in (tone, "ink", "soft")]
    faint = {pair: contrast(scheme[pair[0]], scheme[pair[1]]) for pair in pairs}
    assert {pair: value for pair, value in faint.items() if value < 4.5} == {}


def test_both_schemes_have_the_same_colours():
    assert LIGHT.keys() == DARK.keys()


def test_nothing_is_fetched_and_every_colour_is_there():
    sheet = style_sheet()
    assert "url(" not in sheet
    assert "@import" not in sheet
    assert "<" not in sheet.replace("</", "")
    used = set(re.findall(r"var\(--([a-z-]+)\)", sheet))
    assert used - {"tone", "tone-ground"} <= LIGHT.keys()
    assert LIGHT.keys() <= used


def test_no_text_is_cut():
    sheet = style_sheet()
    assert "text-overflow" not in sheet
    assert "overflow-wrap: anywhere" in sheet
    assert "size: A4" in sheet
