"""Several at once, in order; after a failure nothing further is begun."""

import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from preserve.storage.hands import in_hands


@given(st.lists(st.integers(), max_size=100))
def test_results_come_in_order(items):
    assert list(in_hands(lambda item: item + 1, items)) == [item + 1 for item in items]


def test_they_are_done_at_once():
    met = threading.Barrier(3, timeout=300)
    assert list(in_hands(lambda item: (met.wait(), item)[1], range(3))) == [0, 1, 2]


def test_after_a_failure_nothing_further_is_begun():
    begun = []

    def work(item):
        begun.append(item)
        if item == 3:
            raise ValueError(item)

    with pytest.raises(ValueError, match="3"):
        list(in_hands(work, range(10_000)))
    assert len(begun) < 200


def test_items_are_taken_as_they_are_needed():
    taken = []

    def items():
        for number in range(10_000):
            taken.append(number)
            yield number

    results = in_hands(lambda item: item, items())
    assert next(results) == 0
    assert len(taken) < 100
    results.close()
