"""Whatever is compared: nothing raises, offsets hold, the order of the sources does not matter."""

from hypothesis import given, settings
from hypothesis import strategies as st

from preserve.comparing.concordance import concordance_of
from preserve.comparing.matches import matches_of
from preserve.comparing.people import people_of
from preserve.model.comparison import PairClass
from tests.support.comparisons import Said, article, concordance

NAMES = st.sampled_from(
    [
        "Ana Ruiz",
        "Anna Ruis",
        "@anaruiz",
        "Mr Ruiz",
        "Ana",
        "Dr al-Hadi",
        "Omar Haddad",
        None,
        "a nurse",
    ]
)
WORDS = st.sampled_from(
    [
        "the",
        "bridge",
        "broken",
        "carried",
        "we",
        "her",
        "over",
        "never",
        "43",
        "48",
        "flood",
        "dad",
        "father",
        "was",
        "injured",
        "people",
        "killed",
        "including",
        "women",
        "children",
        "around",
        "at",
        "least",
        "village",
        "said",
        ".",
        "…",
        "!",
        "?",
        "\n",
        "'tis",
        "ﬁre",
        "Ärger",
        "مرحبا",
        "\u200f",
    ]
)
SENTENCES = st.one_of(st.text(max_size=80), st.lists(WORDS, max_size=24).map(" ".join))
PARTS = st.one_of(
    SENTENCES.filter(str.strip),
    st.builds(
        Said,
        NAMES,
        SENTENCES.filter(str.strip),
        st.sampled_from(["", "nurse", "teacher"]),
        st.booleans(),
    ),
)
ARTICLES = st.lists(st.lists(PARTS, max_size=6), max_size=4)


def compared(written):
    read = [article(at, *parts) for at, parts in enumerate(written)]
    matches = matches_of(read)
    people = people_of(read, matches)
    return read, people, concordance_of(read, matches, people)


@settings(max_examples=200, deadline=None)
@given(ARTICLES)
def test_offsets_hold_and_everybody_is_somebody_once(written):
    read, people, found = compared(written)
    texts = {source.name: source.text for source in read}
    sides = [side for pair in found.pairs for side in (pair.a, pair.b)]
    sides += [side for one in found.contradictions for side in (one.a, one.b)]
    for side in sides:
        assert texts[side.source][side.start : side.end] == side.exact
    for pair in found.pairs:
        assert pair.a.source != pair.b.source
        for difference in pair.differences:
            for side, span in ((pair.a, difference.a), (pair.b, difference.b)):
                if span is not None:
                    assert texts[side.source][span.start : span.end] == span.exact
                    assert side.start <= span.start <= span.end <= side.end
    members = [member for person in people.people for member in person.members]
    assert len(members) == len(set(members)) == sum(len(source.voices) for source in read)
    for person in people.people:
        assert len({member.source for member in person.members}) == len(person.members)


@settings(max_examples=100, deadline=None)
@given(ARTICLES)
def test_the_order_of_the_sources_changes_nothing_but_the_sides(written):
    def summed(found, turn):
        last = len(written) - 1
        return {
            frozenset((last - int(side.source) if turn else int(side.source), side.start, side.end) for side in (pair.a, pair.b))
            for pair in found.pairs
        }  # fmt: skip

    _, people, found = compared(written)
    _, turned_people, turned = compared(written[::-1])
    assert summed(found, turn=False) == summed(turned, turn=True)
    sizes = sorted(len(person.members) for person in people.people)
    assert sizes == sorted(len(person.members) for person in turned_people.people)


CONTENT = [
    "harvest",
    "lantern",
    "granite",
    "orchard",
    "thunder",
    "meadow",
    "cellar",
    "violin",
    "harbour",
    "copper",
    "saddle",
    "winter",
    "chimney",
    "parsley",
    "ribbon",
    "marble",
    "anchor",
    "feather",
    "kettle",
    "pepper",
    "basket",
    "candle",
]


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from(CONTENT), min_size=6, max_size=14, unique=True), st.data())
def test_a_printing_that_was_changed_in_one_way_has_that_class(words, data):
    said = [word for content in words for word in ("the", content)]
    at = data.draw(st.integers(3, len(said) - 3))
    change = data.draw(st.sampled_from(["identical", "truncated", "elided", "reworded", "number"]))
    other = list(said)
    if change == "truncated":
        other = other[3:]
    elif change == "elided":
        del other[at]
    elif change == "reworded":
        other[at] = "zebra"
    elif change == "number":
        said[at : at + 1] = ["12"]
        other[at : at + 1] = ["15"]
    (pair,) = concordance(
        [Said("Ana Ruiz", " ".join(said))], [Said("Ana Ruiz", " ".join(other))]
    ).pairs
    wanted = {"number": PairClass.NUMBER_CONFLICT}.get(change) or PairClass(change)
    assert wanted in pair.classes
    assert pair.gravest is wanted


@settings(max_examples=200, deadline=None)
@given(st.permutations(CONTENT), st.booleans())
def test_sentences_of_other_words_are_never_a_pair(words, same):
    one = "we saw the " + " and the ".join(words[:9])
    other = "we saw the " + " and the ".join(words[9:18])
    second = "Ana Ruiz" if same else "Tom Reed"
    assert concordance([Said("Ana Ruiz", one)], [Said(second, other)]).pairs == ()
