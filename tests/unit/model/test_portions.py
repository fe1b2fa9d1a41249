"""Portions hold everything once, in order, and none is larger than it may be."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from preserve.model.portions import portions_of


@given(
    sizes=st.lists(st.integers(0, 9)),
    most_items=st.integers(1, 5),
    most_bytes=st.one_of(st.integers(0, 20), st.just(float("inf"))),
)
def test_all_is_there_once_and_as_much_together_as_may_be(sizes, most_items, most_bytes):
    made = list(portions_of(sizes, int, most_items, most_bytes))
    assert [size for portion in made for size in portion] == sizes
    for portion in made:
        assert 1 <= len(portion) <= most_items
        assert len(portion) == 1 or sum(portion) <= most_bytes
    for portion, following in pairwise(made):
        assert len(portion) == most_items or sum(portion) + following[0] > most_bytes
