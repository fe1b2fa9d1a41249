"""[partners.NAME] of preserve.toml: what it says, and every slip with its line."""

import pytest

from preserve.errors import CannotDecide
from preserve.model.partner import BY_HAND, PartnerSettings
from preserve.workflows.partner_file import parse_partners
from preserve.workflows.policy_file import parse_policy


def refused(text):
    with pytest.raises(CannotDecide) as caught:
        parse_partners(text.encode())
    assert caught.value.code == "FIX-051"
    return caught.value.message


def test_everything_is_read():
    text = """
name = "x"
[partners.a]
contact = "Jo, +44"
inbox = "/media/stick"
profiles = ["aptrust-2.3", "/etc/p.json"]
telephone = "a key that nobody knows"
colour = 3
[partners.b]
inbox = "By hand"
[partners."A quoted name"]
contact = ""
inbox = ""
profiles = []
[parts]
[replicas.r]
path = "/r"
"""
    assert parse_partners(text.encode()) == {
        "a": PartnerSettings("Jo, +44", "/media/stick", ("aptrust-2.3", "/etc/p.json")),
        "b": BY_HAND,
        "A quoted name": BY_HAND,
    }
    assert parse_policy(text.encode()), "the policy's own slips are not looked for here"


@pytest.mark.parametrize("text", ["", "name = 'x'", "[partners]", "[policy]\nevery = 'nonsense'"])
def test_nobody(text):
    assert parse_partners(text.encode()) == {}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("partners = 1", "line 1, partners: it must hold tables"),
        ("[[partners]]\nname = 'a'", "line 1, partners: it must hold tables"),
        ("\n[partners]\na = 1", "line 3, partners.a: it must be a table"),
        ("[partners.a]\ncontact = 3", "line 2, partners.a.contact: a number stands there"),
        ("[partners.a]\n\ninbox = true", "line 3, partners.a.inbox: true or false stands there"),
        ("[partners.a]\ninbox = ['/a']", "line 2, partners.a.inbox: a list stands there"),
        ('[partners.a]\ninbox = "/a\\u0000b"', "a character that no name can have"),
        ("[partners.a]\nprofiles = 'x'", "line 2, partners.a.profiles: a text stands there"),
        ("[partners.a]\nprofiles = [1]", "each of them must be a name"),
        ("[partners.a]\nprofiles = ['']", "each of them must be a name"),
        ("[partners.a]\nin-box = '/a'", "line 2, partners.a.in-box: did you mean inbox?"),
        ("[partners.a]\nContact = 'x'", "did you mean contact?"),
        ("[partners.a]\nprofile = ['x']", "did you mean profiles?"),
        ("[partner.a]", "line 1, partner: did you mean [partners.NAME]?"),
        ("[Partners.a]", "did you mean [partners.NAME]?"),
        ("[patrners.a]", "did you mean [partners.NAME]?"),
        ("[partners", "it is no TOML"),
    ],
)
def test_a_slip_is_told_with_its_line(text, told):
    assert told in refused(text)


def test_all_slips_are_told_at_once_in_the_order_of_the_file():
    words = refused("[partners.b]\ninbox = 1\n[partners.a]\ncontact = 2\n[partner.c]\n")
    assert words.index("line 2") < words.index("line 4") < words.index("line 5")
    assert "(3)" in words


def test_what_is_no_utf8_or_nested_without_end_is_refused():
    for data in (b"\xff", b"a = " + b"[" * 100_000):
        with pytest.raises(CannotDecide):
            parse_partners(data)


def test_a_hostile_name_is_shown_safely():
    assert "\u202e" not in refused('[partners."\\u202ea"]\ninbox = 1')
