"""Names that could be taken for each other, by the ways in which one makes such names."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from preserve.exchange.name_likeness import is_alike

NAMES = st.from_regex(r"[a-z0-9](-?[a-z0-9]){2,19}", fullmatch=True)
LETTERS = st.sampled_from("abcdefghijklmnopqrstuvwxyz0123456789-")
LOOKS = st.sampled_from(
    [("0", "o"), ("1", "l"), ("1", "i"), ("l", "i"), ("5", "s"), ("rn", "m"), ("vv", "w")]
)


@given(NAMES)
def test_a_name_is_like_itself_in_capitals_and_without_hyphens(name):
    assert is_alike(name, name)
    assert is_alike(name, name.upper())
    assert is_alike(name, name.replace("-", ""))


@given(NAMES, st.data())
def test_one_edit_is_alike_in_both_directions(name, data):
    at = data.draw(st.integers(0, len(name) - 1))
    letter = data.draw(LETTERS)
    swapped = name[:at] + name[at : at + 2][::-1] + name[at + 2 :]
    for other in (name[:at] + letter + name[at:], name[:at] + letter + name[at + 1 :], swapped):
        assert is_alike(name, other)
        assert is_alike(other, name)


@given(NAMES, LOOKS)
def test_what_looks_alike_is_alike_however_often(name, pair):
    one, other = pair
    assert is_alike(name.replace(one, other), name.replace(other, one))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("city-archive", "cityarchive"),
        ("city-archive", "c1ty-arch1ve"),
        ("modern", "rnodem"),
        ("archive-1", "archive-2"),
        ("theirs", "thiers"),
        ("oslo", "0sl0"),
        ("clay", "day"),
    ],
)
def test_some_that_people_made(one, other):
    assert is_alike(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ours", "theirs"),
        ("a", "b"),
        ("ab", "ac"),
        ("north", "south"),
        ("city-archive", "state-archive"),
        ("london", "paris"),
    ],
)
def test_some_that_nobody_mistakes(one, other):
    assert not is_alike(one, other)


@given(st.text("aefhjk", min_size=3, max_size=20), st.text("pqtuxy", min_size=3, max_size=20))
def test_names_that_share_no_character_are_not_alike(one, other):
    assert not is_alike(one, other)
