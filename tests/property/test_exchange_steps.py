"""Messages that cross or overtake each other lead both archives to the same step."""

from hypothesis import given
from hypothesis import strategies as st

from preserve.model.exchange import ANSWERS, BY_THE_ONE_WHO_BEGAN, MessageKind, Step, next_step

KINDS = [
    MessageKind.RECEIVED,
    MessageKind.VALID,
    MessageKind.REFUSED,
    MessageKind.CONFIRMATION,
    MessageKind.ACCEPTED,
    MessageKind.WITHDRAWAL,
]


class Side:
    """One archive's view of a package, and what is on its way to it."""

    def __init__(self, *, is_sender: bool) -> None:
        self.is_sender = is_sender
        self.step = Step.OFFERED
        self.known = {MessageKind.OFFER}
        self.waiting: list[MessageKind] = []

    def may_say(self) -> list[MessageKind]:
        return [
            kind
            for kind in KINDS
            if (kind in BY_THE_ONE_WHO_BEGAN) is self.is_sender
            and next_step(self.step, kind) not in {None, self.step}
            # An honest archive says nothing more once it withdrew or refused.
            and self.step not in {Step.WITHDRAWN, Step.REFUSED}
        ]

    def apply(self, kind: MessageKind) -> None:
        step = next_step(self.step, kind)
        assert step is not None, (self.step, kind)
        self.step = step
        self.known.add(kind)

    def take(self, which: int) -> bool:
        """Take any of the messages that are here and whose forerunner is; whether there was one."""
        ready = [kind for kind in self.waiting if ANSWERS[kind] & self.known]
        if ready:
            kind = ready[which % len(ready)]
            self.waiting.remove(kind)
            self.apply(kind)
        return bool(ready)


@given(
    st.lists(st.tuples(st.booleans(), st.booleans(), st.integers(0, 9)), max_size=40),
    st.integers(0, 9),
)
def test_both_end_at_the_same_step_whatever_crosses_or_overtakes(choices, last):
    sides = {True: Side(is_sender=True), False: Side(is_sender=False)}
    for is_sender, is_arrival, which in choices:
        side, other = sides[is_sender], sides[not is_sender]
        if is_arrival:
            side.take(which)
        elif kinds := side.may_say():
            kind = kinds[which % len(kinds)]
            side.apply(kind)
            other.waiting.append(kind)
    for side in sides.values():
        while side.take(last):
            pass
        assert not side.waiting
    assert sides[True].step == sides[False].step
