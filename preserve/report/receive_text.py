"""What came of receiving, for the terminal; every foreign string has passed `visible`."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from preserve.model.delivery import DeliveryTold, PackageTold
from preserve.model.exchange import Step
from preserve.model.receiving import ExchangeReport
from preserve.report.finding_text import finding_text, findings_lines
from preserve.report.visible import visible

_MOST_PACKAGES: Final = 20
"""Packages of a delivery that are named one by one where nothing was found about them."""

_TO_DO: Final = "\n        What to do: "
_ASKED: Final = "\n        The sender is asked: "
_NOT_HERE: Final = frozenset({"XCH-040", "XCH-041"})
_BAG_WITHOUT_OFFER: Final = (
    "A bag lies there, and no offer of a partner. To take it in all the same, add"
    " --unsigned --by NAME --why REASON."
)
_NEXT: Final[Mapping[Step, str]] = {
    Step.OFFERED: "It was not judged in this run. Run `preserve receive` again.",
    Step.RECEIVED: "It is here in full, and not judged yet. Run `preserve receive` again.",
    Step.VALID: "The sender confirms (`preserve confirm`); then run `preserve receive` again.",
    Step.REFUSED: "The sender was told why, and what to do."
    " `preserve quarantine list` shows what is kept.",
    Step.CONFIRMED: "The sender has confirmed. Run `preserve receive` again to take it over.",
    Step.ACCEPTED: "It belongs to this archive now; the receipt is on its way to the sender.",
    Step.WITHDRAWN: "The sender has taken the offer back.",
}


def receive_text(report: ExchangeReport, *, is_bag: bool = False) -> str:
    """Return what came, from whom, what became of each package, and what happens next.

    Args:
        report: what came of the run.
        is_bag: what was named is a bag itself.
    """
    lines = list(_lines(report))
    if is_bag:
        lines.append(_BAG_WITHOUT_OFFER)
    if not report.places:
        lines.append(nowhere_words("receive"))
    return "\n".join(lines) if lines else "Nothing new lies there for this archive."


def nowhere_words(command: str) -> str:
    """Return what to do where no place was looked at."""
    return (
        "No place was looked at: no partner has an inbox (`preserve partner list`). Name the"
        f" directory that the messages lie in: `preserve {command} DIR`."
    )


def _lines(report: ExchangeReport) -> Iterator[str]:
    for delivery in report.deliveries:
        yield from _delivery(delivery)
    yield from map(visible, report.answered)
    yield from (f"Receipt filed: {visible(path)}" for path in report.receipts)
    yield from findings_lines(report.findings)
    yield from map(visible, report.carried)


def _delivery(delivery: DeliveryTold) -> Iterator[str]:
    counts = Counter(package.step for package in delivery.packages)
    total = len(delivery.packages)
    many = f"{total} package" if total == 1 else f"{total:,} packages"
    yield f"From {visible(delivery.partner)}: {many} ({delivery.conversation})"
    for step in Step:
        those = [package for package in delivery.packages if package.step is step]
        if those:
            yield from _packages(those)
    for step in (step for step in Step if counts[step]):
        words = _half_here(delivery) if step is Step.OFFERED else ""
        yield f"  Next ({step.value}): {words or _NEXT[step]}"


def _half_here(delivery: DeliveryTold) -> str:
    """Return how much of a delivery has come, and that nothing of it is lost; nothing if all has.

    Of what is only offered, either something is told, or its bag is here byte for byte.
    """
    offered = [package for package in delivery.packages if package.step is Step.OFFERED]
    here = sum(not package.findings for package in offered)
    if not any(found.code in _NOT_HERE for package in offered for found in package.findings):
        return ""
    return (
        f"The delivery is not here in full: {here:,} of {len(offered):,} bags have come whole and"
        " are kept. Nothing is judged before the rest is here; then run `preserve receive` again."
    )


def _packages(packages: Sequence[PackageTold]) -> Iterator[str]:
    silent = 0
    for package in packages:
        if not package.findings:
            silent += 1
            if silent > _MOST_PACKAGES:
                continue
        yield f"  {package.step:<9}  {visible(package.package)}"
        for found in package.findings:
            text = "    " + finding_text(found).replace("\n", "\n    ")
            # The same words that the sender reads: they say what the sender is to do.
            is_theirs = package.step is Step.REFUSED
            yield text.replace(_TO_DO, _ASKED, 1) if is_theirs else text
    if silent > _MOST_PACKAGES:
        yield f"  {packages[0].step:<9}  and {silent - _MOST_PACKAGES:,} more"
