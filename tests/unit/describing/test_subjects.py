"""Whose verb it is: noun phrases, insertions, coordination, acts of speech, and what is no verb."""

import pytest

from tests.unit.describing.spoken import hear, who_said


def speakers(text):
    return sorted(one.name or one.names[0] for one in hear(text).speakers)


@pytest.mark.parametrize(
    "text",
    [
        "“We go,” Harbour Committee spokesman Ann Lee told me.",
        "“We go,” said master of ceremonies Ann Lee, a baker.",
        "“We go,” said nurse Ann Lee of Ohio.",
        "“We go,” Porto's Ann Lee said.",
        "“We go,” Ann Lee, 62, of Porto, said.",
        "“We go,” Ann Lee (Greens) said.",
        "“We go,” Ann Lee, head of the River Fund at the old Port Institute in Porto, said.",
        "“We go” by night and by day, said Ann Lee.",
        "The plan is “too old” for the town, Ann Lee said.",
        "The roof is “too old” for the town, according to Ann Lee.",
        "According to Ann Lee, the roof is “too old” for the town.",
        "Ann Lee of Porto, Portugal says it is “too old”.",
        "Ann Lee, who voted for Bob Ray and Carl Orr, said it is “too old”.",
        "In Ohio, Ann Lee said it is “too old”.",
        "At the port of Lisbon, Ohio, Ann Lee said it is “too old”.",
        "Ann Lee's claim that the roof is “too old” made people laugh.",
        "Ann Lee went on to say it is “too old”.",
        "Ann Lee shot back: “We go.”",
        "Ann Lee made it clear that it is “too old”.",
        "The town waited, with Ann Lee calling the plan “too old”.",
        "Ann Lee denounced the plan as “too old”.",
        "Ann Lee promises to “mend” the roof.",
        "“We go.” — Ann Lee",
        "“We go.”\n\n― Ann Lee, to the council, in March",
        "Mayor Ann Lee said it rained. “We go,” the mayor said.",
    ],
)
def test_the_speaker_is_found(text):
    assert set(who_said(text)) == {"Ann Lee"}


@pytest.mark.parametrize(
    "text",
    [
        "Ann Lee waited, and the report said it is “too old”.",
        "Ann Lee hired a leader to counter the “old guard”.",
        "Aides to Bob Ray and Ann Lee said it is “too old”.",
        "“We go,” the letter to Ann Lee said.",
        "Ann Lee was accused of “old habits”.",
        "Likewise, the roof was called “too old”.",
        "Ann Lee went on the air at noon. The roof is “too old” to stand.",
    ],
)
def test_nobody_is_named_where_the_subject_is_a_thing_or_hidden(text):
    assert "Ann Lee" not in who_said(text)
    assert "Bob Ray" not in who_said(text)


@pytest.mark.parametrize(
    "text",
    [
        "“We go,” said one Lowland Green.",
        "“We go,” the crowd shouted.",
        "“We go,” said a senior Porto adviser.",
        "“We go,” said one Green familiar with the plan.",
        "“We go,” another said.",
    ],
)
def test_people_without_a_name_stay_without_one(text):
    (speaker,) = hear(text).speakers
    assert (speaker.kind.value, speaker.name) == ("anonymous", None)


def test_those_who_speak_together_all_speak():
    text = "Ann Lee, Bob Ray and co-host Carl Orr have both urged calm."
    assert speakers(text) == ["Ann Lee", "Bob Ray", "Carl Orr"]
    assert speakers("Aides to Ann Lee and Bob Ray urged calm.") == []


@pytest.mark.parametrize(
    "verb",
    [
        "endorsed the plan",
        "rejected the plan",
        "called for calm",
        "declined to comment",
        "struck down the claim",
        "raised questions about the plan",
        "took issue with the plan",
        "issued a statement",
        "came out against the plan",
        "would not say when",
        "dismisses the plan",
        "is urging calm",
        "has been urging calm",
    ],
)
def test_acts_that_are_done_with_words(verb):
    assert speakers(f"On Monday Ann Lee {verb}.") == ["Ann Lee"]


@pytest.mark.parametrize(
    "text",
    [
        "Ann Lee believes in rain.",
        "The town mourned after the Porto attacks on its port.",
        "Ann Lee came out of the house.",
        "Ann Lee went on the train.",
        "Ann Lee took a walk.",
        "Bridges came under repeated assault by night.",
        "The Lee debate was long.",
        "Ann Lee is often referred to as the best swimmer.",
        "The men were blamed for attacking Ann Lee.",
    ],
)
def test_other_uses_of_the_same_words_say_nothing(text):
    assert speakers(text) == []


def test_names_of_programmes_and_works_are_the_words_of_nobody():
    text = "Ann Lee said so on “The Long Night.” She read from “Songs of the River” there."
    assert [one.speaker for one in hear(text).quotations] == [None, None]


def test_a_participle_follows_the_verb_before_it():
    text = "Ann Lee and Bob Ray will meet, Carl Orr said, adding: “We go.”"
    assert who_said(text) == ["Carl Orr"]


def test_who_is_asked_speaks_next():
    text = "Thomas Lee asked Henry Ray about the roof. “It is old,” he said."
    assert who_said(text) == ["Henry Ray"]


def test_a_pronoun_is_not_whom_it_speaks_to_or_of():
    text = "Henry Ray spoke first. Thomas Lee waited.\n\n“It is old,” he told Lee."
    assert who_said(text) == ["Henry Ray"]


def test_an_office_is_no_name_of_its_holder():
    text = "Mayor Ann Lee said it rained. The mayor said: “We go.”"
    (speaker,) = hear(text).speakers
    assert speaker.names == ("Ann Lee",)


def test_a_pronoun_means_the_main_subject():
    text = "Ann Lee said that the mayor, Bob Ray, lied.\n\n“We go,” she said."
    assert who_said(text)[-1] == "Ann Lee"


def test_given_names_tell_men_from_women():
    text = "Thomas Lee met Sarah Ray on Monday.\n\n“We go,” he said."
    assert who_said(text) == ["Thomas Lee"]
    text = "Thomas Lee praised the town.\n\n“We go,” she said."
    assert who_said(text) == [None]


def test_an_owner_may_be_meant_when_a_sentence_has_no_subject_of_its_own():
    text = "Sarah Lee's answer to the town was short. She said it was “too old”."
    assert who_said(text) == ["Sarah Lee"]
