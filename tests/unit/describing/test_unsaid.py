"""Words that somebody did not say, or another one did."""

import pytest

from preserve.describing.describe import describe
from preserve.model.article import Article, SourceBytes
from tests.unit.describing.spoken import hear, said, who_said


@pytest.mark.parametrize(
    "text",
    [
        'Ann Lee never said: "Burn the village."',
        'Ann Lee denied saying "kill them all".',
        'Ann Lee did not say "I am sorry".',
        'Ann Lee refused to say "I surrender".',
        'If Ann Lee says "I surrender", the war is over.',
        'Ann Lee could have said: "I was wrong."',
        'Ann Lee received a message that said: "We are coming for you."',
        'A sign held by Ann Lee read: "No more war."',
        'Ann Lee\'s office said: "The army is here."',
        'Anna Bell had read "The Salt Hymns" on a stage.',
    ],
)
def test_nobody_said_it_as_far_as_the_text_tells(text):
    assert who_said(text) == [None]


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ('Ann Lee posted a message that said: "We are here."', "Ann Lee"),
        ('Ann Lee released a statement saying: "We are here."', "Ann Lee"),
        ('Ann Lee, quoting Bob Ray: "Get down on the floor."', "Bob Ray"),
        ('Ann Lee remembers her mother saying: "Get down on the floor."', "her mother"),
        ('"The pumps failed," said Joan St. Clair.', "Joan St. Clair"),
        ("“We went on,” said O. J. d'Arcy-Smith.", "O. J. d'Arcy-Smith"),
        ('A man, who did not give his name, said: "We are here."', "A man"),
    ],
)
def test_who_said_it(text, who):
    assert who_said(text) == [who]


def test_who_said_nothing_is_no_speaker():
    assert hear('Ann Lee never said: "Burn the village."').speakers == ()


def test_a_paragraph_with_a_speaker_of_its_own_continues_nobody():
    text = 'Ann Lee said: "It was dark.\n\n"Nobody came," said Bob Ray.'
    assert who_said(text) == ["Ann Lee", "Bob Ray"]


def test_mr_and_ms_mean_no_husband_and_no_child():
    fled = "Bob Ray, 41, his wife Ann Ray, and their son Tim Ray, 7, fled."
    assert who_said(f"{fled} “We cannot go back,” Mr Ray said.") != ["Tim Ray"]
    text = "Zhang Meihua came home. Her husband Zhang Wei did not.\n\n“He sang,” Ms Zhang said."
    assert who_said(text) == ["Zhang Meihua"]


def test_an_age_behind_a_name_tells_of_a_child():
    (speaker,) = hear("“I was at home,” said Ann Lee, 9.").speakers
    assert speaker.flags == ("minor",)


@pytest.mark.parametrize(
    ("text", "medium"),
    [
        ('Ann Lee wrote on Facebook: "We are here."', "Facebook"),
        ('Ann Lee said in a WhatsApp message: "We are here."', "WhatsApp"),
        ('Ann Lee, a YouTube executive, said: "We removed it."', None),
        ('A Facebook spokesman said: "We removed it."', None),
        ('Ann Lee has no Facebook account. "I hate it," she said.', None),
    ],
)
def test_a_platform_is_a_medium_only_where_something_is_published_on_it(text, medium):
    found = hear(text)
    assert [one.medium for one in found.quotations] == [medium]
    assert (found.posts == ()) is (medium is None)


def test_a_nickname_is_no_utterance():
    (name, words) = said("Roberta “Bobbie” Ray wrote: “We are here.”")
    assert name[2] is None
    assert words[1] == "We are here."


def test_in_another_language_words_are_quoted_and_nobody_is_named():
    text = (
        "Das Dorf an der Brücke\n\nEin Helfer, der seinen Namen nicht nennen wollte, sagte: „Wir"
        " haben kein Brot mehr.“ Die Bürgermeisterin sagte, dass die Brücke nicht mehr steht und"
        " dass niemand weiß, wann sie wieder gebaut wird, weil der Fluss noch immer steigt."
    )
    article = Article(SourceBytes("x.txt", b"", {}), "text/plain", "utf-8", "valid", text)
    found = describe(article)
    assert found.language.value == "de"
    assert [one.exact for one in found.quotations] == ["Wir haben kein Brot mehr."]
    assert found.speakers == ()
