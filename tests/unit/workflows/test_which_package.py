"""A package that is not on record: the one that was meant is named where that is plain."""

import pytest

from preserve.workflows.which_package import not_on_record

KNOWN = ("bridge-bb524ec7adef", "ferry-c2c836f3be1a", "ferry-two-000000000000")


@pytest.mark.parametrize("named", ["bags/{}", "bags/{}/", "/srv/archive/bags/{}", "./{}"])
def test_a_path_is_answered_with_the_id(named):
    problem = not_on_record(named.format(KNOWN[0]), KNOWN, "; nothing was sent")
    assert "is not on record in this archive; nothing was sent." in problem.message
    assert problem.remedy == f"Give the id alone: {KNOWN[0]}."


@pytest.mark.parametrize(
    "named", ["bridge", "bridge-", "bri", "bridge-bb524ec7adee", "bags/bridge"]
)
def test_half_an_id_and_a_mistyped_one_are_answered_with_the_whole(named):
    assert not_on_record(named, KNOWN).remedy.startswith(f"Is {KNOWN[0]} meant?")


def test_two_that_may_be_meant_are_both_named():
    assert not_on_record("ferry", KNOWN).remedy.startswith(f"Is {KNOWN[1]} or {KNOWN[2]} meant?")


@pytest.mark.parametrize("named", ["", "/", "x", "market", "-", "\x1b[2J" * 1000])
def test_what_is_like_nothing_names_nothing(named):
    problem = not_on_record(named, [*KNOWN, *(f"letter-{n:012x}" for n in range(9))])
    assert "meant?" not in problem.remedy
    assert "`preserve history`" in problem.remedy
    assert len(problem.message) < 300


def test_of_many_that_begin_alike_none_is_guessed():
    many = [f"letter-{number:012x}" for number in range(100)]
    assert "meant?" not in not_on_record("letter", many).remedy
