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


@pytest.mark.parametrize(
    ("printed", "name"),
    [
        ("Ann B. Lee", "Ann B. Lee"),
        ("Ann B Lee", "Ann B Lee"),
        ("J. R. Lee", "J. R. Lee"),
        ("Bob A.B. Lee Jr.", "Bob A.B. Lee Jr."),
        ("Bob Lee, Jr.,", "Bob Lee, Jr."),
        ("Bob Lee III", "Bob Lee III"),
        ("Mary Ann King", "Mary Ann King"),
        ("Bob Baker", "Bob Baker"),
        ("Mayor Baker", "Baker"),
        ("Ann May", "Ann May"),
        ("Porto Mayor Ann Lee", "Ann Lee"),
        ("Texas Sen. Ann Lee", "Sen. Ann Lee"),
        ("former South Carolina Gov. Ann Lee", "Gov. Ann Lee"),
        ("U.S. District Judge Ann Lee", "Judge Ann Lee"),
        ("House Speaker Ann Lee", "Ann Lee"),
        ("Secretary of State Ann Lee", "Ann Lee"),
        ("Attorney General Ann Lee", "Ann Lee"),
        ("Democrat Ann Lee", "Ann Lee"),
        ("Iowa Republican Ann Lee", "Ann Lee"),
        ("Presumptive Democratic presidential nominee Ann Lee", "Ann Lee"),
        ("Tax Department spokeswoman Ann B. Lee", "Ann B. Lee"),
        ("FBI general counsel Ann Lee", "Ann Lee"),
        ("Los Angeles-based attorney Ann Lee", "Ann Lee"),
        ("Poe campaign manager Ann Lee", "Ann Lee"),
        ("Ann Lee of New York", "Ann Lee"),
        ("Rep. Ann Lee (R-Maine)", "Rep. Ann Lee"),
        ("Rep. Ann Lee (D-N.Y)", "Rep. Ann Lee"),
        ("The bureau's director, Ann B. Lee,", "Ann B. Lee"),
        ("Ann Lee, D-Maine,", "Ann Lee"),
        ("Ann Lee (D), a party leader,", "Ann Lee"),
        ("Marine biologist Ann Lee", "Ann Lee"),
        ("Overall, Ann Lee", "Ann Lee"),
    ],
)
def test_a_name_among_titles_parties_and_places(printed, name):
    assert only(f"{printed} said: “We go.”").name == name


@pytest.mark.parametrize(
    "subject",
    [
        "Republicans",
        "The Lees",
        "The Lee campaign",
        "The Lee administration",
        "Lee Plaza Hotel",
        "Texas",
        "Cologne",
        "South Dakota",
        "African-American voters",
        "General Motors",
        "Significantly, one",
        "Investment",
        "The Founding Mothers",
        "USA Forward Now",
        "FULL TEXT",
        "Lee.com",
        "Rule 40",
        "I'd",
        "The French president",
        "The Maine Republican",
        "A Lee supporter",
    ],
)
def test_what_is_no_person_by_name(subject):
    found = hear(f"{subject} said: “We go.”")
    assert [one.name for one in found.speakers if one.kind.value == "person"] == []


def test_an_office_takes_the_name_that_was_told():
    found = hear("President Ann Lee came. The president said: “We go.”")
    assert [(one.name, one.kind.value) for one in found.speakers] == [("Ann Lee", "person")]


def test_an_unknown_word_after_according_to_is_no_person():
    assert hear("The price rose, according to Statpoll.").speakers == ()


def test_a_place_after_a_place_does_not_speak():
    found = hear("Ann Lee, who was in Aurora, Colorado, in July, said: “We go.”")
    assert [one.name for one in found.speakers] == ["Ann Lee"]


def test_a_title_tells_which_of_two_people_is_meant():
    found = hear("Mary Lee and Robert Lee came. Mrs. Lee said: “We go.” Mr. Lee said: “No.”")
    assert [one.name for one in found.speakers] == ["Mary Lee", "Robert Lee"]


def test_a_pronoun_does_not_mean_a_given_name_of_the_other_gender():
    assert hear("Robert Poe came. “We go,” she said.").speakers == ()


def test_a_sentence_does_not_end_at_an_initial():
    found = hear("It was Ann B. Lee who said that the ward was full.")
    assert [one.name for one in found.speakers] == ["Ann B. Lee"]
