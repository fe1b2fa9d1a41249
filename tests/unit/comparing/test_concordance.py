"""The same utterance in two articles: what is a pair, and of which class."""

import pytest

from tests.support.comparisons import Said, concordance

SAID = "We carried her over the broken bridge before the water reached the school"


def pairs(a, b):
    return concordance([a], [b]).pairs


@pytest.mark.parametrize(
    ("other", "classes"),
    [
        (SAID, ["identical"]),
        (SAID.replace(" before", ", before"), ["encoding"]),
        (SAID.upper(), ["encoding"]),
        ("carried her over the broken bridge before the water reached the school", ["truncated"]),
        ("We carried her over the broken bridge", ["truncated"]),
        ("We carried her over the bridge before the water reached the school", ["elided"]),
        ("We carried her … the broken bridge before the water reached the school", ["elided"]),
        ("We brought her over the broken bridge before the water reached the school", ["reworded"]),
        ("We never carried her over the broken bridge before the water reached the school", ["elided", "predicate_conflict"]),
    ],
)  # fmt: skip
def test_classes(other, classes):
    (pair,) = pairs(Said("Ana Ruiz", SAID), Said("Ana Ruiz", other))
    assert [each.value for each in pair.classes] == classes
    assert pair.gravest.value == classes[-1]


def test_numbers_that_differ_are_a_contradiction():
    a = Said("Ana Ruiz", "They buried 43 villagers below the old chapel yesterday")
    b = Said("Ana Ruiz", "They buried 48 villagers below the old chapel yesterday")
    found = concordance([a], [b])
    assert [each.value for each in found.pairs[0].classes] == ["reworded", "number_conflict"]
    assert [one.kind for one in found.contradictions] == ["number"]
    assert "“43” against “48”" in found.contradictions[0].note


def test_another_predicate_of_the_same_subject_is_a_contradiction():
    a = Said("Ana Ruiz", "More than 300 of the villagers who fled the flood have been rescued")
    b = Said(
        "@anaruiz", "More than 300 of the villagers who fled the flood are stranded without food"
    )
    found = concordance([a], [b])
    assert found.pairs[0].gravest.value == "predicate_conflict"
    (difference,) = found.pairs[0].differences
    assert (difference.a.exact, difference.b.exact) == (
        "have been rescued",
        "are stranded without food",
    )
    assert [one.kind for one in found.contradictions] == ["predicate"]


@pytest.mark.parametrize("other", ["Tom Reed", None])
def test_words_given_to_somebody_else_or_to_nobody(other):
    words = "an utter collapse of neighbourly decency"
    found = concordance([Said("Ana Ruiz", words)], [Said(other, words)])
    assert found.pairs[0].gravest.value == "attribution_conflict"
    (one,) = found.contradictions
    assert one.kind == "attribution"
    assert "Ana Ruiz" in one.note
    assert (other or "nobody") in one.note


def test_quoted_in_one_and_reported_in_the_other():
    a = Said("Ana Ruiz", "My father lost his boat in the flood")
    b = Said("Ana Ruiz", "her dad lost his boat and that she had slept badly", indirect=True)
    (pair,) = pairs(a, b)
    assert pair.gravest.value == "direct_indirect"


def test_two_sentences_in_a_row_are_one_pair():
    words = f"{SAID}. Nobody slept in the valley that night."
    (pair,) = pairs(Said("Ana Ruiz", words), Said("Ana Ruiz", words))
    assert pair.a.exact == words


def test_a_sentence_in_the_middle_is_found_with_its_own_offsets():
    a = Said("Ana Ruiz", f"Good evening to all. {SAID}. Nobody slept.")
    b = Said("Ana Ruiz", SAID)
    (pair,) = pairs(a, b)
    assert pair.a.exact == SAID + "."
    assert pair.b.exact == SAID


@pytest.mark.parametrize(
    ("a", "b"),
    [
        # Everyday talk that two people say by chance.
        (Said("Ana Ruiz", "I do not know what to say about it"), Said("Tom Reed", "I do not know what to say about it")),
        (Said("Ana Ruiz", "Thank you very much for coming today"), Said("Tom Reed", "Thank you very much for coming today")),
        (Said("Ana Ruiz", "We need more help now"), Said(None, "We need more help now")),
        # Alike in form, not in what is said.
        (Said("Ana Ruiz", "The mayor opened the new bridge on Monday"), Said("Ana Ruiz", "The bishop blessed the old chapel on Friday")),
        (Said("Ana Ruiz", "We have lost our house and our garden"), Said("Tom Reed", "We have lost our dog and our patience")),
        # The title of a work, which nobody says.
        (Said(None, "The Last Lantern of the Copper Valley"), Said(None, "The Last Lantern of the Copper Valley")),
        # Too short to be recognised.
        (Said("Ana Ruiz", "utter collapse"), Said("Ana Ruiz", "utter collapse")),
    ],
)  # fmt: skip
def test_no_pair(a, b):
    assert pairs(a, b) == ()


def test_an_article_is_not_compared_with_itself():
    assert concordance([Said("Ana Ruiz", SAID), Said("Tom Reed", SAID)], ["Nothing."]).pairs == ()


TOLL = "{} people, including 4 women and 6 children, were killed when the dam broke."


@pytest.mark.parametrize(
    ("a", "b", "word"),
    [
        ("Around 30", "At least 30", "stated differently"),
        ("Around 30", "Around 40", "differ"),
        ("30", "more than thirty", "stated differently"),
    ],
)
def test_counts_of_the_dead_that_are_stated_differently(a, b, word):
    (one,) = concordance([TOLL.format(a)], [TOLL.format(b)]).contradictions
    assert one.kind == "number"
    assert word in one.note
    assert one.a.quotation is None


@pytest.mark.parametrize(
    ("a", "b"),
    [
        (TOLL.format("Around 30"), TOLL.format("Around 30")),
        # Not the same people, as far as the sentences tell.
        (TOLL.format("Around 30"), "At least 30 people, including women and children, were killed in a fire."),
        (TOLL.format("Around 30"), "Around 40 people, including 4 women and 6 children, were awarded a prize."),
        (TOLL.format("Around 30"), "Around 40 people, including 4 women and 6 children, are missing."),
        (TOLL.format("Around 30"), "Around 40 people, including 2 women and 9 children, were killed."),
    ],
)  # fmt: skip
def test_counts_that_do_not_contradict(a, b):
    assert concordance([a], [b]).contradictions == ()


def test_a_rough_count_is_held_against_an_exact_one_where_the_articles_share_a_speaker():
    a = [Said("Ana Ruiz", SAID), TOLL.format("Around 82")]
    b = [
        Said("Ana Ruiz", "Nobody slept"),
        "Close to a hundred casualties have been reported, including women and children.",
    ]
    (one,) = concordance(a, b).contradictions
    assert one.b.exact.startswith("Close to a hundred casualties")


@pytest.mark.parametrize(("a", "b"), [("eight", "nine"), ("twelve", "twenty"), ("12", "twenty")])
def test_numbers_in_letters_are_numbers(a, b):
    words = "They carried all {} of the miners out below the old chapel yesterday"
    (pair,) = pairs(Said("Ana Ruiz", words.format(a)), Said("Ana Ruiz", words.format(b)))
    assert pair.gravest.value == "number_conflict"
