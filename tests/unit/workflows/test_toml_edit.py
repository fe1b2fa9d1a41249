"""Edits of preserve.toml, to the byte."""

import pytest

from preserve.workflows.toml_edit import CannotEdit, with_table, without_table

PATH = ("partners", "city")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", '[partners.city]\ninbox = "/a"\n'),
        ("a = 1", 'a = 1\n\n[partners.city]\ninbox = "/a"\n'),
        ("a = 1\r\n", 'a = 1\r\n\r\n[partners.city]\r\ninbox = "/a"\r\n'),
        (
            "[partners.city] # x\n# y\n\n[z]\n",
            '[partners.city] # x\ninbox = "/a"\n# y\n\n[z]\n',
        ),
        (
            "[partners.city]\ninbox  =  'b'   # where\nz = nan\n",
            '[partners.city]\ninbox  =  "/a"   # where\nz = nan\n',
        ),
        ("[partners.city]\nc = 1\n[z]", '[partners.city]\nc = 1\ninbox = "/a"\n[z]'),
        (
            "[partners.city]\r\ninbox = true \t # where\r\nz = 1\r\n",
            '[partners.city]\r\ninbox = "/a" \t # where\r\nz = 1\r\n',
        ),
        ("[partners.city]\r\ninbox = 1\r\n", '[partners.city]\r\ninbox = "/a"\r\n'),
        ("[partners.city]", '[partners.city]\ninbox = "/a"\n'),
        (
            "[partners.city.more]\nx = 1\n",
            '[partners.city.more]\nx = 1\n\n[partners.city]\ninbox = "/a"\n',
        ),
        ("[partners.other]\n", '[partners.other]\n\n[partners.city]\ninbox = "/a"\n'),
        ("partners.city.inbox = 'b'\n", 'partners.city.inbox = "/a"\n'),
    ],
)
def test_a_value_is_written(before, after):
    assert with_table(before, PATH, {"inbox": "/a"}) == after


@pytest.mark.parametrize(
    "text",
    [
        "partners = 1",
        "[[partners]]",
        "partners = {}",
        "[partners]\ncity = {x = 1}",
        "[partners]\ncity.x = 1",
        "[partners]\ncity = 1",
        "[[partners.city]]",
        "[partners]\ncity = { inbox = 'b', x = 1 }\n",
        "partners.city.x = 1\n",
        "= 1",
    ],
)
def test_what_cannot_be_edited_is_refused(text):
    with pytest.raises(CannotEdit):
        with_table(text, PATH, {"inbox": "/a"})


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("a = 1\n\n[partners.city]\ninbox = 'x'\n", "a = 1\n"),
        ("[partners.city]\nx = '''\n[z]\n'''\n# y\n[z]\n", "# y\n[z]\n"),
        ("[partners]\ncity = {x = 1} # y\nother = {}\n", "[partners]\nother = {}\n"),
        ("partners.city.a = 1\npartners.b.a = 1\n", "partners.b.a = 1\n"),
        ("[partners.city]\n[partners.city.a]\n[[partners.city.b]]\nc = 1", ""),
        ("[partners.citya]\n", "[partners.citya]\n"),
        ("partners = 1\n", "partners = 1\n"),
    ],
)
def test_a_table_is_taken_out(before, after):
    assert without_table(before, PATH) == after


def test_a_table_within_a_line_is_not_taken_out():
    with pytest.raises(CannotEdit):
        without_table("partners = {city = {}, b = {}}\n", PATH)
