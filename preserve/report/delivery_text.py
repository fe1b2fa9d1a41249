"""How far deliveries have come, for the terminal. Texts have no final newline."""

from collections import Counter
from collections.abc import Iterable, Sequence

from preserve.model.delivery import DeliveryTold
from preserve.model.exchange import Step
from preserve.model.finding import Finding
from preserve.report.finding_text import findings_lines
from preserve.report.visible import visible

_WORDS = {
    Step.OFFERED: "offered; nothing has come back yet: the partner runs `preserve receive`",
    Step.RECEIVED: "received there, not judged yet",
    Step.VALID: "found valid there, not confirmed",
    Step.REFUSED: "refused",
    Step.CONFIRMED: "confirmed; the receipt comes once the partner has run `preserve receive`",
    Step.ACCEPTED: "called accepted, without a receipt that holds",
    Step.WITHDRAWN: "withdrawn",
}


def deliveries_text(
    deliveries: Sequence[DeliveryTold],
    answered: Sequence[str],
    receipts: Sequence[str],
    carried: Iterable[str],
) -> str:
    """Return how far our deliveries have come, one after the other.

    Args:
        deliveries: those that there is something to say about.
        answered: what partners had asked and was answered.
        receipts: what was filed now, relative to the archive.
        carried: what lies where now for partners, a line each.
    """
    lines = [line for delivery in deliveries for line in _delivery(delivery)]
    lines.extend(map(visible, answered))
    lines.extend(f"Receipt filed: {visible(path)}" for path in receipts)
    lines.extend(map(visible, carried))
    return "\n".join(lines or ["No delivery is under way, and no new receipt has come."])


def _delivery(delivery: DeliveryTold) -> list[str]:
    total = len(delivery.packages)
    counts = Counter(each.step for each in delivery.packages)
    partner = visible(delivery.partner)
    noun = "package" if total == 1 else "packages"
    lines = [f"Delivery {delivery.conversation} to {partner}, {total} {noun}:"]
    for step, count in counts.items():
        if step is Step.ACCEPTED and delivery.held_since is not None:
            since = delivery.held_since
            lines.append(f"  {count} of {total} held by {partner} since {since}")
        else:
            lines.append(f"  {count} of {total} {_WORDS[step]}")
    return [*lines, *_indented(delivery.findings)]


def _indented(findings: Sequence[Finding]) -> list[str]:
    return [f"  {line}" for line in findings_lines(findings)]
