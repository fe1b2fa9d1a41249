"""Names and roles as printed."""

import pytest

from preserve.describing.voice_rules import VOICE_RULES
from tests.unit.describing.spoken import hear


def only(text):
    (speaker,) = hear(text).speakers
    return speaker


@pytest.mark.parametrize(
    ("printed", "name"),
    [
        ("Ann Lee", "Ann Lee"),
        ("Dr Ann Lee", "Dr Ann Lee"),
        ("Dr. Ann van der Lee", "Dr. Ann van der Lee"),
        ("Nurse Ann Lee", "Ann Lee"),
        ("Seven-year-old Ann Lee", "Ann Lee"),
        ("Omar al-Hadi", "Omar al-Hadi"),
        ("Lee Kun-hee", "Lee Kun-hee"),
        ("Syrian President Sami Hadi", "Sami Hadi"),
        ("Meanwhile, Ann Lee", "Ann Lee"),
        ("But Ann Lee", "Ann Lee"),
        ("Élodie Brûlé", "Élodie Brûlé"),
        ("Conor O'Brien", "Conor O'Brien"),
        ("Jan Kolar", "Jan Kolar"),
        ("In April Ann Lee", "Ann Lee"),
    ],
)
def test_a_name_is_taken_as_printed(printed, name):
    assert only(f"{printed} said: “We go.”").name == name


@pytest.mark.parametrize(
    ("text", "roles"),
    [
        ("Nurse Ann Lee said: “We go.”", ["Nurse"]),
        ("The local teacher and poet, Ann Lee, said: “We go.”", ["local teacher and poet"]),
        ("Ann Lee, a nurse, said: “We go.”", ["nurse"]),
        ("Ann Lee, 41, a nurse with the army, said: “We go.”", ["nurse"]),
        ("Ann Lee, a nurse, a poet and a pilot from Porto, said: “We go.”", None),
        ("Peru's foreign minister Ann Lee said: “We go.”", ["Peru's foreign minister"]),
        ("UN health spokeswoman Ann Lee said: “We go.”", ["UN health spokeswoman"]),
        ("Ann Lee, who describes herself as a “poet”, said: “We go.”", ["poet"]),
        ("A woman called Ann Lee said: “We go.”", []),
    ],
)
def test_roles_as_printed(text, roles):
    speaker = only(text)
    expected = ["nurse", "poet", "pilot"] if roles is None else roles
    assert [role.value for role in speaker.roles] == expected
    for role in speaker.roles:
        assert role.status.value == "stated"
        assert role.evidence[0].exact == role.value


@pytest.mark.parametrize(
    "text",
    [
        "Bob Ray was arrested on Monday.",
        "The army of Bob Ray left the town.",
        "The report was published.",
        "On Monday said little.",
        "NEW BRIDGE OPENS SAID BOB RAY",
        "Bob Ray Says Bridge Will Open In The Town",
    ],
)
def test_who_does_not_speak_is_no_speaker(text):
    assert hear(text).speakers == ()


def test_every_rule_that_claims_is_listed_once():
    listed = [f"{name}/{version}" for name, version, *_ in VOICE_RULES]
    assert len(set(listed)) == len(listed)
    speaker = only("Nurse Ann Lee, who describes herself as a “poet”, said: “We go.”")
    assert {role.rule for role in speaker.roles} <= set(listed)
    assert len(speaker.roles) == 2


def test_a_withheld_name_makes_an_anonymous_speaker():
    speaker = only("An aid worker, identified only as Sami, said: “We go.”")
    assert (speaker.kind.value, speaker.name) == ("anonymous", "Sami")
    assert [role.value for role in speaker.roles] == ["aid worker"]


def test_only_a_first_name_was_given():
    speaker = only("One resident, who gave only his first name, Ali, said: “We go.”")
    assert (speaker.kind.value, speaker.name) == ("anonymous", "Ali")


def test_a_brother_named_in_passing_is_no_speaker():
    found = hear("Ann Lee, who with her brother Sami has been tweeting, wrote: “We go.”")
    assert [speaker.name for speaker in found.speakers] == ["Ann Lee"]


def test_two_people_with_one_surname_stay_two():
    found = hear("Ann Lee said: “We go.” Bob Lee said: “We stay.”")
    assert [speaker.name for speaker in found.speakers] == ["Ann Lee", "Bob Lee"]
