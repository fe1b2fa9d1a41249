"""Marks: what is a quotation, where it begins and ends, and what only looks like one."""

import pytest

from tests.unit.describing.spoken import hear, said, words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('She said: "We are here."', ["We are here."]),
        ("She said: “We are here.”", ["We are here."]),
        ("She said: ‘We are here.’", ["We are here."]),
        ("She said: 'We are here.'", ["We are here."]),
        ("«Nous partons», a dit Claire.", ["Nous partons"]),
        ("« Nous partons », a dit Claire.", ["Nous partons"]),
        ("»Wir bleiben«, sagte Karl.", ["Wir bleiben"]),
        ("„Wir bleiben“, sagte Karl.", ["Wir bleiben"]),
        ("„Zostajemy”, said Karol.", ["Zostajemy"]),
        ("‚Wir bleiben‘, sagte Karl.", ["Wir bleiben"]),
        ("“  spaced out\u00a0” he said.", ["spaced out"]),
    ],
)
def test_marks_of_many_houses(text, expected):
    assert words(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "The residents' committee met in the workers' hall, and the dogs' owners came.",
        "'Tis the season, and the '90s are back; get 'em while you can.",
        'The board is 12" long and 6\'2" tall.',
        "Shi'ite and Sunni leaders didn't meet; it's the city's loss.",
        "Rock 'n' roll isn't dead, O'Brien's band doesn't think so.",
        "It was ’bout time, and the ’80s were over; the girls’ school was shut.",
        "[player video=”84806″ title=”A Film About Rain”]",
        "[embed id='1' title='It never rains']",
        "“”",
        '" "',
        "He shrugged: “…”",
    ],
)
def test_what_only_looks_like_a_quotation(text):
    assert words(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "‘I don’t know the children’s names,’ she said.",
            ["I don’t know the children’s names,"],
        ),
        (
            "'I heard the residents' voices all night,' she said.",
            ["I heard the residents' voices all night,"],
        ),
        ("“He told me ‘go home’ and left,” she said.", ["He told me ‘go home’ and left,"]),
        ("'She told me \"go home\" twice,' he said.", ['She told me "go home" twice,']),
        ("“Why do you say “never”?” she asked.", ["Why do you say “never”?"]),
        ('"He is 6\'2" tall," she said.', ["He is 6'2\" tall,"]),
        ("“One,” he said. “Two.” And “three”.", ["One,", "Two.", "three"]),
        ("(“inside”) and —“outside”.", ["inside", "outside"]),
    ],
)
def test_marks_inside_marks(text, expected):
    assert words(text) == expected


def test_a_quotation_that_opens_in_each_paragraph():
    text = (
        "The farmer Jan Kolar said: “The first year was dry.\n\n“The second was worse.\n\n"
        "“The third we left.”\n\nThen it rained."
    )
    found = hear(text).quotations
    assert [one.exact for one in found] == [
        "The first year was dry.",
        "The second was worse.",
        "The third we left.",
    ]
    assert [one.continues for one in found] == [None, "q1", "q2"]
    assert len({one.speaker for one in found}) == 1
    assert found[0].speaker is not None


def test_a_caption_between_two_paragraphs_of_one_quotation():
    text = (
        "The farmer Jan Kolar said: 'The first year was dry.\n\n"
        "Baker Eva Novak begs for rain in the village\n\n"
        "'The second was worse.'"
    )
    found = hear(text)
    (kolar,) = [one.id for one in found.speakers if one.name == "Jan Kolar"]
    assert [one.speaker for one in found.quotations] == [kolar, kolar]
    assert found.quotations[1].continues == "q1"


def test_a_quotation_never_crosses_an_empty_line():
    assert words("“Never closed\n\nAnother paragraph, with “this”.") == ["Never closed", "this"]


def test_a_quotation_over_wrapped_lines_is_one_stretch():
    text = "Mayor Ann Lee said: “We have waited\nfor nine years, and we\ncan wait.” She left."
    assert words(text) == ["We have waited\nfor nine years, and we\ncan wait."]


def test_the_same_sentence_printed_twice_is_a_repeat():
    text = (
        "Ann Lee said: “The bridge will open in May.”\n\nLee said: “The bridge will open in May”."
    )
    found = hear(text).quotations
    assert [one.repeats for one in found] == [None, "q1"]


def test_short_equal_words_are_no_repeat():
    found = hear("Ann Lee said: “Yes.” Bob Ray said: “Yes.”").quotations
    assert [one.repeats for one in found] == [None, None]


@pytest.mark.parametrize(
    ("text", "row"),
    [
        ("A film called “The Long Rain” was shown.", ("partial", "The Long Rain", None)),
        ("Bob Ray streamed a video entitled ‘Last Bus’.", ("partial", "Last Bus", None)),
        (
            "Ann Lee, who describes herself as a “poet and welder”, came.",
            ("partial", "poet and welder", "Ann Lee"),
        ),
        ("The film shows “the people we were” at war.", ("partial", "the people we were", None)),
    ],
)
def test_titles_are_the_words_of_nobody_and_self_descriptions_no_utterance(text, row):
    assert said(text) == [row]


def test_kinds():
    assert said("Ann Lee called the plan “reckless and late”.") == [
        ("partial", "reckless and late", "Ann Lee")
    ]
    assert said("“We go,” Ann Lee said.") == [("direct", "We go,", "Ann Lee")]
    assert said("Prices of “fresh” fish rose.") == [("partial", "fresh", None)]


@pytest.mark.parametrize(
    ("text", "statement"),
    [
        ("Nurse Ann Lee said that the ward was full.", "the ward was full"),
        ("Nurse Ann Lee told the BBC on Friday that the ward was full.", "the ward was full"),
        ("Nurse Ann Lee pointed out that the ward was full.", "the ward was full"),
        ("Nurse Ann Lee said the ward was full.", "the ward was full"),
        ("According to nurse Ann Lee, the ward was full.", "the ward was full"),
        ("The ward was full, according to nurse Ann Lee.", "The ward was full"),
    ],
)
def test_reported_statements(text, statement):
    assert said(text) == [("indirect", statement, "Ann Lee")]


@pytest.mark.parametrize(
    "text",
    [
        "Nurse Ann Lee said so.",
        "It was said that the ward was full.",
        "Nurse Ann Lee told the BBC.",
        "Nurse Ann Lee said goodbye to the ward.",
        "Residents said that the ward was full.",
    ],
)
def test_no_statement_is_read_where_the_grammar_is_not_plain(text):
    assert said(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("''We go,'' Ann Lee said.", [("direct", "We go,", "Ann Lee")]),
        ("Ann Lee said: ''It's the boys' turn. We go.''", None),
        ("Ann Lee said: ``We go now.''", [("direct", "We go now.", "Ann Lee")]),
        ("Ann Lee spoke of a ''long way'' to go.", [("partial", "long way", "Ann Lee")]),
        ("Ann Lee has a 6'' pipe.", []),
    ],
)
def test_two_single_marks_are_one_double_mark(text, expected):
    if expected is None:
        expected = [("direct", "It's the boys' turn. We go.", "Ann Lee")]
    assert said(text) == expected


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('“We left," said Ana Ruiz. “It was late."', ["We left,", "It was late."]),
        ('"We left,” said Ana Ruiz. "It was late.”', ["We left,", "It was late."]),
        ('“We left," said Ana Ruiz. "It was late.”', ["We left,", "It was late."]),
        ('"“We left at night,” said Ana Ruiz.', ["We left at night,"]),
        ('“He said "go" and we left,” said Ana Ruiz.', ['He said "go" and we left,']),
        ('"He said “go” and we left," said Ana Ruiz.', ["He said “go” and we left,"]),
        ('“He said "go" and then we left.', ['He said "go" and then we left.']),
        ('A 12" pipe, said Ana Ruiz, “was all we had.”', ["was all we had."]),
    ],
)  # fmt: skip
def test_marks_of_two_kinds_in_one_line(text, found):
    assert words(text) == found


def test_a_single_mark_that_opens_behind_a_sentence_and_closes_in_the_next_paragraph():
    text = "‘Send boats,’ said Ana Ruiz, a nurse. ‘The water is rising.\n\n‘My son is here.’"
    found = [(exact, who) for _, exact, who in said(text)]
    assert found == [
        ("Send boats,", "Ana Ruiz"),
        ("The water is rising.", "Ana Ruiz"),
        ("My son is here.", "Ana Ruiz"),
    ]


@pytest.mark.parametrize(
    ("text", "reported"),
    [
        ("A spokesman for the governor told reporters that roads were cut.", ["roads were cut"]),
        ("Ana Ruiz said that it was her “last message” from the town.", []),
    ],
)
def test_reported_statements_of_three_words(text, reported):
    assert [exact for kind, exact, _ in said(text) if kind == "indirect"] == reported
