"""Who is one person, who is not, and why."""

import pytest

from preserve.model.comparison import Decision, Member
from tests.support.comparisons import Said, groups, people

BRIDGE = "We carried her over the broken bridge before the water came"
ROAD = "The valley road has been closed since the landslide"


def one(a, b):
    return {frozenset({f"{a}@0", f"{b}@1"})}


@pytest.mark.parametrize(
    ("a", "b"),
    [
        (Said("Ana Ruiz", BRIDGE), Said("Ana Ruiz", ROAD)),
        (Said("Dr Ana Ruiz", BRIDGE), Said("Ana Ruiz", ROAD)),
        (Said("@anaruiz", BRIDGE), Said("Ana Ruiz", ROAD)),
        (Said("@Ana_Ruiz", BRIDGE), Said("Ana Ruiz", ROAD)),
        (Said("@RuizAna99", BRIDGE), Said("Ana Ruiz", ROAD)),
        (Said("@anaruiz", BRIDGE), Said("@AnaRuiz", ROAD)),
        (Said("Lena Maruk", BRIDGE), Said("Lina Maruki", BRIDGE)),
        (Said("Lena Maruk", BRIDGE, "teacher"), Said("Lina Maruki", ROAD, "teacher")),
        (Said("Mohamed Al-Hadi", BRIDGE, "nurse"), Said("Muhammad al Hadi", BRIDGE)),
        (Said("Mr Alhamra", BRIDGE, "teacher"), Said("Sami Alhmara", ROAD, "teacher")),
        (Said("@Mr_Alhamra", BRIDGE), Said("Sami Alhamra", BRIDGE)),
        (Said("@Mr_Alhamra", "Please save my daughter tonight"), Said("Mr Alhmara", "I fear for my daughter and my street")),
        (Said("Ana B. Ruiz", BRIDGE, "nurse"), Said("Ana Ruiz", ROAD, "nurse")),
        (Said("@linamaruki", BRIDGE), Said("Lena Maruki", BRIDGE)),
        (Said("Ana Ruíz", BRIDGE), Said("ANA RUIZ", ROAD)),
        (Said("River Rescue Service (RRS)", BRIDGE, kind="organization"), Said("RRS", ROAD, kind="organization")),
    ],
)  # fmt: skip
def test_one_person(a, b):
    assert groups([a], [b]) == one(a.who, b.who)


@pytest.mark.parametrize(
    ("a", "b"),
    [
        # A first name alone never brings anybody together, whatever else is shared.
        (Said("Ana", BRIDGE, "nurse"), Said("Ana Ruiz", BRIDGE, "nurse")),
        (Said("Ana", BRIDGE), Said("Ana", BRIDGE)),
        (Said("@ana", BRIDGE), Said("Ana Ruiz", BRIDGE)),
        # Near names without anything else in common.
        (Said("Lena Maruk", BRIDGE), Said("Lina Maruki", ROAD)),
        (Said("Lena Maruk", BRIDGE, "teacher"), Said("Lina Maruki", ROAD, "nurse")),
        (Said("Mr Alhamra", BRIDGE), Said("Sami Alhamra", ROAD)),
        (Said("@Mr_Smith", BRIDGE), Said("John Smith", ROAD)),
        (Said("Ana B. Ruiz", BRIDGE), Said("Ana Ruiz", ROAD)),
        # Other people.
        (Said("Mario Lopez", BRIDGE, "nurse"), Said("Maria Lopez", ROAD, "nurse")),
        (Said("Ali Hassan", BRIDGE, "doctor"), Said("Omar Hassan", ROAD, "doctor")),
        (Said("Ana Li", BRIDGE, "nurse"), Said("Ana Lu", ROAD, "nurse")),
        (Said("John Smith Jr.", BRIDGE), Said("John Smith Sr.", ROAD)),
        (Said("Mr Hadi", BRIDGE, "teacher"), Said("Mrs Hadi", ROAD, "teacher")),
        (Said("Ana B. Ruiz", BRIDGE, "nurse"), Said("Ana C. Ruiz", ROAD, "nurse")),
        (Said("Ana Ruiz", BRIDGE, flags=("minor",)), Said("Ana Ruiz", ROAD, "surgeon")),
        (Said("Ana Ruiz", BRIDGE, kind="organization"), Said("Ana Ruiz", ROAD)),
        (Said("a nurse", BRIDGE), Said("a nurse", ROAD)),
        # Names that share their consonants, and brothers who share a father.
        (Said("Hassan Barakat", "I wait for my father here"), Said("Hussein Barakat", "My father is gone from us")),
        (Said("Mohammed Khalidi", BRIDGE, "journalist"), Said("Mahmoud Khalidi", ROAD, "journalist")),
        (Said("@mr_haddad", "I fear for my daughter and my street"), Said("Lena Haddad", "Please save my daughter tonight")),
    ],
)  # fmt: skip
def test_two_people(a, b):
    assert groups([a], [b]) == set()


def test_why_somebody_is_kept_apart_is_told():
    (kept,) = people([Said("Omar Haddad", BRIDGE)], [Said("Omar", ROAD)]).kept_apart
    assert (kept.a, kept.b) == (Member("0", "s1"), Member("1", "s1"))
    assert kept.rule == "first-name-alone/1"
    assert "Omar Haddad and Omar" in kept.reason


def test_a_hint_is_called_a_hint_and_a_shared_utterance_more():
    hint = people([Said("Lena Maruk", BRIDGE, "teacher")], [Said("Lina Maruki", ROAD, "teacher")])
    more = people([Said("Lena Maruk", BRIDGE)], [Said("Lina Maruki", BRIDGE)])
    assert [link.status for link in hint.people[0].links] == ["inferred"]
    assert [link.status for link in more.people[0].links] == ["derived"]


def test_the_same_name_at_other_work_is_a_hint_only():
    found = people([Said("Ana Ruiz", BRIDGE, "nurse")], [Said("Ana Ruiz", ROAD, "pilot")])
    assert [link.status for link in found.people[0].links] == ["inferred"]


def test_three_spellings_are_one_by_way_of_the_second():
    written = [
        [Said("Lena Shame", BRIDGE)],
        [Said("Lina Shamy", BRIDGE)],
        [Said("@linashamy", ROAD)],
    ]
    assert groups(*written) == {frozenset({"Lena Shame@0", "Lina Shamy@1", "@linashamy@2"})}


def test_two_whom_one_text_tells_apart_stay_two():
    written = [
        [Said("Ana Ruiz", BRIDGE, "nurse")],
        [Said("Ana Ruiz", BRIDGE, "nurse"), Said("Anna Ruis", BRIDGE, "nurse")],
    ]
    assert groups(*written) == one("Ana Ruiz", "Ana Ruiz")
    assert "two-in-one-text/1" in {kept.rule for kept in people(*written).kept_apart}


def test_everybody_is_a_member_of_exactly_one():
    written = [
        [Said("Ana Ruiz", BRIDGE), Said("Ana", ROAD), Said(None, ROAD)],
        [Said("@anaruiz", BRIDGE), Said("a nurse", ROAD)],
    ]
    members = [member for person in people(*written).people for member in person.members]
    assert sorted(members) == sorted(
        {Member("0", "s1"), Member("0", "s2"), Member("1", "s1"), Member("1", "s2")}
    )


def decision(is_link, a, b):
    return Decision(is_link, Member("package-0", a), Member("package-1", b), "It is known.", "Ines")


def test_a_decision_links_what_no_rule_would():
    written = [Said("Omar Haddad", BRIDGE)], [Said("Omar", ROAD)]
    found = people(
        *[[each[0]] for each in written], decisions=[decision(True, "Omar Haddad", "Omar")]
    )
    (person,) = found.people
    (link,) = person.links
    assert (link.status, link.rule) == ("supplied", "supplied-link/1")
    assert link.reason == "It is known. (decided by Ines)"
    assert found.kept_apart == ()


def test_a_decision_keeps_apart_what_a_rule_would_link_also_by_way_of_a_third():
    written = [[Said("Ana Ruiz", BRIDGE)], [Said("Ana Ruiz", ROAD)], [Said("@anaruiz", ROAD)]]
    found = groups(*written, decisions=[decision(False, "Ana Ruiz", "s1")])
    assert len(found) == 1
    assert not any({"Ana Ruiz@0", "Ana Ruiz@1"} <= group for group in found)


def test_of_several_decisions_the_latest_counts():
    written = [[Said("Ana Ruiz", BRIDGE)], [Said("Ana Ruiz", ROAD)]]
    both = [decision(False, "Ana Ruiz", "Ana Ruiz"), decision(True, "Ana Ruiz", "Ana Ruiz")]
    assert groups(*written, decisions=both) == one("Ana Ruiz", "Ana Ruiz")
    assert groups(*written, decisions=both[::-1]) == set()


@pytest.mark.parametrize(
    "names",
    [
        ("John Smith Jr.", "John Smith", "John Smith Sr."),
        ("Mr. Sam Corrigan", "Sam Corrigan", "Mrs. Sam Corrigan"),
        ("Ana B. Ruiz", "Ana Ruiz", "Ana C. Ruiz"),
    ],
)
def test_names_that_exclude_each_other_do_not_meet_in_a_third(names):
    written = [[Said(name, BRIDGE)] for name in names]
    for group in groups(*written):
        assert not {f"{names[0]}@0", f"{names[2]}@2"} <= group


def test_a_link_against_a_decision_is_told_and_not_followed():
    written = [[Said("Ana Ruiz", BRIDGE)], [Said("Tom Reed", ROAD)], [Said("Eve Orr", ROAD)]]

    def on(is_link, a, b):
        ends = (Member(f"package-{at}", "s1") for at in (a, b))
        return Decision(is_link, *ends, "It is known.", "Ines")

    found = people(*written, decisions=[on(False, 0, 2), on(True, 0, 1), on(True, 1, 2)])
    assert [len(person.members) for person in found.people] == [2, 1]
    assert [each.code for each in found.findings] == ["META-054"]
