"""Passages for an archivist to decide on."""

import pytest

from tests.unit.describing.spoken import hear, label


def risks(text):
    found = hear(text)
    who = {speaker.id: label(speaker) for speaker in found.speakers}
    return {
        (risk.kind, who.get(risk.speaker), span.exact)
        for risk in found.risks
        for span in risk.evidence
    }


@pytest.mark.parametrize(
    ("text", "risk"),
    [
        ("Nine-year-old Ann Lee said: “We go.”", ("minor", "Ann Lee", "Nine-year-old")),
        ("The 16-year-old was shot.", ("minor", None, "16-year-old")),
        (
            "Ann Lee, a nurse based in Porto, said: “We go.”",
            ("location", "Ann Lee", "in Porto"),
        ),
        ("Ann Lee tweeted from inside Porto.", ("location", "Ann Lee", "from inside Porto")),
        ("Ann Lee said: “I am here in East Porto.”", ("location", "Ann Lee", "in East Porto")),
        ("Ann Lee has continued to tweet.", ("alive", None, "continued to tweet")),
        ("Those who were still alive left.", ("alive", None, "still alive")),
        (
            "A nurse, who asked not to be named, said: “We go.”",
            ("asked_anonymity", "A nurse", "asked not to be named"),
        ),
        (
            "A nurse, identified only as Ann, said: “We go.”",
            ("asked_anonymity", "Ann", "identified only as"),
        ),
    ],
)
def test_found(text, risk):
    assert risk in risks(text)


def test_the_nurse_who_hides_her_name_is_not_the_girl_she_speaks_of():
    text = "“Where is he?” Elif Kaya asked, according to a nurse who asked not to be named."
    assert ("asked_anonymity", None, "asked not to be named") in risks(text)


@pytest.mark.parametrize(
    "text",
    ["The 34-year-old was shot.", "The bridge is still shut.", "The minister spoke in Porto."],
)
def test_not_found(text):
    assert risks(text) == set()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Ana Ruiz said: “My son is with me. He is six years old.”", [("minor", None)]),
        ("Ana Ruiz, whose daughter is 9 years old, said: “We wait.”", [("minor", None)]),
        ("Ana Ruiz said: “I’m 16, and I am alone.”", [("minor", "Ana Ruiz")]),
        ("Ana Ruiz, who is 40 years old, said: “We wait.”", []),
    ],
)
def test_ages_of_children_are_told_of_the_child(text, found):
    heard = hear(text)
    who = {speaker.id: speaker.name for speaker in heard.speakers}
    minors = [(risk.kind, who.get(risk.speaker)) for risk in heard.risks if risk.kind == "minor"]
    assert minors == found
