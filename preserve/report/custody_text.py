"""From whom a package came and who has it besides, as text for the terminal."""

from collections.abc import Iterator, Sequence

from preserve.model.custody import HandOver
from preserve.model.exchange import Step
from preserve.report.visible import visible
from preserve.report.wording import instant_text

_FROM = {
    Step.ACCEPTED: "Taken over from {p}",
    Step.REFUSED: "Refused to {p}",
    Step.WITHDRAWN: "Offered by {p}, who took the offer back",
}
_TO = {
    Step.ACCEPTED: "Held by {p}, too",
    Step.REFUSED: "Refused by {p}",
    Step.WITHDRAWN: "Offered to {p}; the offer was taken back",
}


def custody_text(hand_overs: Sequence[HandOver]) -> str:
    """Return where a package came from and went to; empty where it never left its archive."""
    return "\n".join(line for one in hand_overs for line in _lines(one))


def _lines(one: HandOver) -> Iterator[str]:
    words = _FROM if one.is_from_partner else _TO
    direction = "by" if one.is_from_partner else "to"
    told = words.get(one.step, f"Offered {direction} {{p}}; {one.step.value} so far")
    yield f"{told.format(p=visible(one.partner))} (archive {visible(one.archive)})"
    yield f"  offered   {instant_text(one.offered_at)}, exchange {visible(one.conversation)}"
    if one.settled_at is not None:
        yield f"  settled   {instant_text(one.settled_at)}"
    if one.receipt is not None:
        yield f"  receipt   {visible(one.receipt)}"
    yield f"  key       {visible(one.key)}"
    if one.rights is not None:
        yield f"  rights    {visible(one.rights)}"
    if one.note is not None:
        yield f"  note      {visible(one.note)}"
