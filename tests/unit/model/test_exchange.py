"""What exchanges are called."""

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from preserve.model.exchange import conversation_name, is_conversation_name


@given(st.integers(0, 250_000_000_000), st.binary(min_size=8, max_size=8))
def test_the_name_of_an_exchange_has_its_form(seconds, chance):
    at = datetime.fromtimestamp(seconds, UTC)
    assert is_conversation_name(conversation_name(at, chance.hex()))
