"""Who speaks together, which acts are speech, and the other senses of verbs of saying."""

import pytest

from tests.unit.describing.spoken import hear


def named(text):
    return sorted(one.name for one in hear(text).speakers if one.name)


@pytest.mark.parametrize(
    "text",
    [
        "Ann Lee of Porto and Bob Ray of Rome said the roof leaks.",
        "Ann Lee (Greens) and Bob Ray (Reds) denounced the plan.",
        "Ann Lee, a farmer, and Bob Ray, a nurse, denounced the plan.",
        "Ann Lee, along with Bob Ray, said the roof leaks.",
        "Several critics, including Ann Lee and Bob Ray, denounced the plan.",
        "Several critics, including Mayor Ann Lee (Greens) and Bob Ray of Rome, denounced it.",
        "Other critics, such as Ann Lee and Bob Ray, denounced the plan.",
        "“We go,” said Ann Lee and Bob Ray.",
        "Ann Lee and state House Speaker Bob Ray said the roof leaks.",
        "Local critics — including Ann Lee and Bob Ray — denounced the plan.",
    ],
)
def test_those_who_speak_together_all_speak(text):
    assert named(text) == ["Ann Lee", "Bob Ray"]


@pytest.mark.parametrize(
    "text",
    [
        "Ann Lee waited, and Bob Ray said the roof leaks.",
        "Friends of Ann Lee and Carl Orr waited, and Bob Ray said the roof leaks.",
        "Several towns, including Ann Lee's, waited, and Bob Ray said the roof leaks.",
        "“We go,” said Bob Ray, and Ann Lee left.",
    ],
)
def test_who_stands_beside_a_speaker_is_none(text):
    assert named(text) == ["Bob Ray"]


@pytest.mark.parametrize(
    "text",
    [
        "As Ann Lee pointed out, the roof leaks.",
        "Ann Lee reminded the council of its promise.",
        "Ann Lee talks about a new roof.",
        "Ann Lee opposed the bill.",
        "Ann Lee backed the bill.",
        "Ann Lee distanced herself from the plan.",
        "Ann Lee filed a complaint against the town.",
        "Ann Lee has pushed for a new roof.",
        "Ann Lee refused to discuss the roof.",
        "Ann Lee shared a photo of the roof.",
    ],
)
def test_a_public_act_of_speech_lets_somebody_speak(text):
    assert named(text) == ["Ann Lee"]


@pytest.mark.parametrize(
    "text",
    [
        "Ann Lee called off the race.",
        "Ann Lee pleaded guilty in March.",
        "Ann Lee maintains a lead in the town.",
        "Ann Lee leads with all wards reporting.",
        "Ann Lee won 41 percent, compared with 38 in May.",
        "Ann Lee reminds us of an old song.",
        "Ann Lee will speak at a rally.",
        "Ann Lee could denounce the plan.",
        "The council and Ann Lee may then announce a vote.",
        "Ann Lee sent an expedition to the coast.",
        "Ann Lee shared a house with a friend.",
        "Ann Lee offered cash for the boat.",
        "The town read a novel written by Ann Lee.",
        "Friends gave to a group backing Ann Lee.",
        "Carl Orr, who is challenging Ann Lee, won the vote.",
    ],
)
def test_another_sense_of_a_verb_lets_nobody_speak(text):
    assert named(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "Ann Lee, assistant to the mayor and director of the Office of Plans, said it leaks.",
        "Ann Lee, a former aide to Mr. Ray and now the chairman of the fund, said it leaks.",
        "“We go,” said Ann Lee of digital consulting firm ORRO.",
        "It leaks, says political scientist Ann Lee in Porto.",
        "It leaks, said Ann Lee on Monday.",
        "Ann Lee on Monday said it leaks.",
        "Ann Lee last week also said it leaks.",
        "“We go,” Ann Lee late Monday night told the council.",
        "It leaks, said Ann Lee Monday.",
    ],
)
def test_what_stands_between_a_name_and_its_verb_is_passed_over(text):
    assert named(text) == ["Ann Lee"]


def test_all_names_of_a_list_after_a_verb_speak():
    text = "“We go,” wrote Ann Lee, Bob Ray and Carl Orr."
    assert named(text) == ["Ann Lee", "Bob Ray", "Carl Orr"]
    text = "Ann Lee, Bob Ray and Carl Orr all called for a roof that keeps out the rain."
    assert named(text) == ["Ann Lee", "Bob Ray", "Carl Orr"]


def test_a_question_about_somebody_does_not_turn_the_text_to_them():
    text = "“We wait,” Ann Lee said. But what if Eve Ray wins? “We leave,” she said."
    assert named(text) == ["Ann Lee"]


def test_words_after_a_mark_that_was_never_opened_keep_their_speaker():
    assert named("The roof leaks. Children wait for it,” said Ann Lee.") == ["Ann Lee"]


def test_many_names_in_one_list_are_read_in_bounded_time():
    text = "Several critics, including " + "Ann Lee, " * 3000 + "and Bob Ray, denounced the plan."
    assert len(hear(text).speakers) <= 2
