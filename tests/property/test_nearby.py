"""A search around fixed words finds what a search of the whole text finds, and no more."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from preserve.describing import cited, mentions, newsrooms, outlet, risks
from preserve.describing.nearby import matches_near, places_of, starts_of

SEARCHES = [
    (mentions._DAY, mentions._MONTHS, mentions._REACH),
    (mentions._MONTH, mentions._MONTHS, mentions._REACH),
    (mentions._WEEKDAY, mentions._WEEKDAYS, mentions._REACH),
    (mentions._RELATIVE, mentions._RELATIVES, mentions._REACH),
    (newsrooms.PLATFORM, newsrooms.PLATFORM_NAME, outlet._PLATFORM_REACH),
    (cited._CREDITING, cited._CREDITS, cited._CREDITS_REACH),
    *((pattern, hints, risks._REACH) for _, pattern, hints in risks._PHRASES),
]
PIECES = st.sampled_from(
    [
        *[" ", " ", " ", "\n", ".", ",", ":", "-", "'", "\u2019", "\u00a0", "x", "s", "ed", "_"],
        *["May", "Dec.", "September", "12", "7", "2016", "th", "of", "since", "In", "during"],
        *["early", "late", "Monday", "Friday", "today", "this", "last", "week", "hours", "in"],
        *["less than", "the day before", "Twitter", "YouTube", "YouTubeTwitter", "still", "alive"],
        *["continued", "continu", "to", "tweet", "again", "went", "silent", "feared dead", "was"],
        *["identified", "only", "as", "on", "the", "condition", "anonymity", "asked", "not", "be"],
        *["named", "did", "want", "their", "name", "declined", "give", "whose", "is", "have"],
        *["been", "changed", "withheld", "safety reasons", "seven", "-year-old", "aged", "i'm"],
        *["i am", "years", "told", "Told", "according to", "reported", "by", "A", "report from"],
        *["information", "interview with", "wwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwww"],
    ]
)
TEXTS = st.one_of(
    st.lists(PIECES, max_size=120).map(" ".join),
    st.lists(PIECES, max_size=120).map("".join),
)


@pytest.mark.parametrize(("pattern", "hints", "reach"), SEARCHES)
@settings(max_examples=100, deadline=None)
@given(TEXTS)
def test_finds_what_the_whole_text_holds(pattern, hints, reach, text):
    places = places_of(text, hints) if isinstance(hints, tuple) else starts_of(hints, text)
    near = [match.span() for match in matches_near(pattern, text, places, reach)]
    assert near == [match.span() for match in pattern.finditer(text)]
