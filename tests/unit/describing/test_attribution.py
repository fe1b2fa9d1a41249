"""Whose words: lead-ins, tails, pronouns, recipients, passives, and silence."""

import pytest

from tests.unit.describing.spoken import hear, who_said


@pytest.mark.parametrize(
    "text",
    [
        "Ann Lee said: “We go.”",
        "Ann Lee said, “We go.”",
        "“We go,” said Ann Lee.",
        "“We go,” Ann Lee said.",
        "“We go!” Ann Lee said.",
        "“We go,” said Ann Lee, a nurse from Porto.",
        "“We go,” Ann Lee, a nurse from Porto, told Reuters.",
        "“We go,” according to Ann Lee.",
        "Ann Lee, who fled with her brother Sami, said: “We go.”",
        "Ann Lee, 34, added: “We go.”",
        "Bob Ray quoted Ann Lee as saying “we go”.",
        "In one of the videos, Ann Lee begs for help, telling the camera: “We go.”",
        "As nurse Ann Lee told Bob Ray: “We go.”",
        "Ann Lee wrote to Bob Ray, adding: “We go.”",
        "A woman called Ann Lee said: “We go.”",
        "A message from Ann Lee read: “We go.”",
        "Ann Lee's message read: “We go.”",
        "Many wrote, such as the one from Ann Lee, a nurse who tweeted:\n\n“We go.”",
        "Nurse Ann Lee spoke to Bob Ray, the paper's editor. “We go,” she said.",
        "In a clip, posted by Ann Lee, rain can be heard. “We go,” she said.",
        "Ann Lee said in a statement that it is “wrong” to go.",
        "Ann Lee described the night as “endless”.",
    ],
)
def test_one_quotation_goes_to_its_speaker(text):
    assert who_said(text) == ["Ann Lee"]


@pytest.mark.parametrize(
    "text",
    [
        "The night was described as “endless”.",
        "What has been called a “disaster” goes on.",
        "The “fresh” fish of Bob Ray smelled.",
        "Moscow said the raids “were lawful”.",
        "The door fell on Bob Ray. “Oh,” it said above it.",
        "Bob Ray was arrested.\n\nIt rained.\n\nIt rained more.\n\n“We go,” he said.",
    ],
)
def test_silence_where_the_text_does_not_tell(text):
    assert who_said(text) == [None]


def test_a_split_quotation_continues():
    found = hear("“We go,” said Ann Lee. “All of us.”").quotations
    assert [one.continues for one in found] == [None, "q1"]
    assert found[0].speaker == found[1].speaker
    assert found[1].source.exact == "Ann Lee"
    assert found[1].cue.exact == "said"


def test_two_fragments_joined_by_and_share_a_speaker_but_not_an_utterance():
    found = hear("Ann Lee called it “a farce” and “a gift to the rich”.").quotations
    assert found[0].speaker == found[1].speaker
    assert [one.continues for one in found] == [None, None]


def test_he_added_after_a_caption_is_the_one_who_spoke_before_it():
    text = (
        "Envoy Juan Paz told the council that “the raids are over”.\n\n"
        "Baker Karl Meier said fighting would end this evening\n\n"
        "He added: “It is done.”"
    )
    assert who_said(text) == ["Juan Paz", "Juan Paz"]


def test_pronouns_know_men_from_women():
    text = "Mr John Hill met Mrs Ann Lee on Monday.\n\nMrs Ann Lee wept. “We go,” he said."
    assert who_said(text) != ["Ann Lee"]


def test_a_surname_joins_the_full_name():
    found = hear("Ann Lee tweeted. Lee wrote: “We go.” Then Ann wrote: “We went.”")
    (speaker,) = found.speakers
    assert speaker.names == ("Ann Lee", "Lee", "Ann")
    assert [one.speaker for one in found.quotations] == [speaker.id, speaker.id]


def test_people_known_by_a_description():
    found = hear("A nurse in the flooded ward spoke to Bob Ray. “We go,” she said.")
    (speaker,) = found.speakers
    assert speaker.kind.value == "anonymous"
    assert speaker.name is None
    assert speaker.names == ("A nurse in the flooded ward",)


def test_a_handle_without_a_name():
    found = hear("@ann_lee tweeted: “We go.”")
    (speaker,) = found.speakers
    assert (speaker.kind.value, speaker.name, speaker.handles) == ("person", None, ("@ann_lee",))


def test_a_handle_that_spells_a_name_joins_it():
    found = hear("Ann Lee is a nurse. @annlee tweeted: “We go.”")
    (speaker,) = found.speakers
    assert (speaker.name, speaker.handles) == ("Ann Lee", ("@annlee",))


def test_an_organization_that_speaks():
    text = "The Committee for River Towns issued a plea to all:\n\n“Leave the low ground.”"
    found = hear(text)
    (speaker,) = found.speakers
    assert speaker.kind.value == "organization"
    assert speaker.name == "Committee for River Towns"


@pytest.mark.parametrize(
    ("text", "medium", "reporter"),
    [
        ("Ann Lee tweeted: “We go.”", "Twitter", None),
        ("Ann Lee wrote on Facebook: “We go.”", "Facebook", None),
        ("Ann Lee said in a statement: “We go.”", "statement", None),
        ("Ann Lee posted a video in which she says: “We go.”", "video", None),
        ("Ann Lee spoke over WhatsApp. “We go,” she said.", "WhatsApp", None),
        ("Ann Lee told the Associated Press: “We go.”", None, "Associated Press"),
        ("According to the BBC, Ann Lee said: “We go.”", None, "BBC"),
        ("“We go,” Ann Lee told Reuters.", None, "Reuters"),
    ],
)
def test_medium_and_reporter(text, medium, reporter):
    (one,) = hear(text).quotations
    assert (one.medium, one.reported_by) == (medium, reporter)
    assert one.speaker is not None


def test_a_medium_belongs_to_the_one_who_used_it():
    text = "Ann Lee tweeted her regrets. Bob Ray said that he “was sorry”."
    (one,) = [one for one in hear(text).quotations if one.kind.value == "partial"]
    assert one.medium is None
