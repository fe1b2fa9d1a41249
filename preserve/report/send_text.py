"""What `send` did, as text for the terminal: what is on its way, what is not, what to do next."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from preserve.model.amounts import bytes_words
from preserve.model.finding import Finding
from preserve.report.finding_text import findings_lines
from preserve.report.risk_words import risk_words
from preserve.report.visible import visible

_WORDS: Final = {
    "offered": "offered",
    "would-be-offered": "would be offered",
    "with-partner": "offered before",
    "not-sent": "not sent",
    "faulty": "damaged",
    "unreadable": "not readable",
    "withdrawn": "taken back",
    "would-be-withdrawn": "would be taken back",
    "not-withdrawn": "not taken back",
}
_MOST_LINES: Final = 20


class SentPackage(NamedTuple):
    """What became of a package.

    Attributes:
        status: as in the JSON document.
        size_bytes: of the file that is sent.
        risks: how many passages of each kind of risk it has.
    """

    package: str
    status: str
    size_bytes: int
    risks: Mapping[str, int]


class SentWords(NamedTuple):
    """What a run of `send` did.

    Attributes:
        conversation: the exchange, or None.
        carried: what lies where now for partners, a line each.
        findings: all of them.
    """

    partner: str
    conversation: str | None
    packages: Sequence[SentPackage]
    carried: Sequence[str]
    findings: Sequence[Finding]


def send_text(sent: SentWords) -> str:
    """Return it, a line a package while they are few."""
    return "\n".join(_lines(sent))


def _lines(sent: SentWords) -> Iterator[str]:
    counts = Counter(each.status for each in sent.packages)
    for each in sent.packages if len(sent.packages) <= _MOST_LINES else ():
        size = f" ({bytes_words(each.size_bytes)})" if each.size_bytes else ""
        yield f"{_WORDS[each.status]:19} {each.package}{size}"
        if each.risks:
            yield f"    Risks: {risk_words(each.risks)}."
    yield from findings_lines(sent.findings)
    partner = visible(sent.partner)
    if sent.packages:
        told = ", ".join(
            f"{counts[status]:,} {_WORDS[status]}" for status in _WORDS if counts[status]
        )
        yield f"Packages for {partner}: {told}."
    if counts["not-sent"]:
        yield "Packages go together or not at all: nothing of this offer was sent."
    if sent.conversation is not None:
        yield f"The exchange is called {sent.conversation}."
    yield from map(visible, sent.carried)
    yield from _next(sent, partner, is_offered=bool(counts["offered"]))


def _next(sent: SentWords, partner: str, *, is_offered: bool) -> Iterator[str]:
    if is_offered:
        yield f"Next: {partner} runs `preserve receive`; then run `preserve confirm` here."
    elif sent.conversation is not None and not sent.packages:
        yield "Nothing of it can be taken back: it is over."
    elif not sent.packages and not sent.findings and not sent.carried:
        yield f"Nothing new is to be carried to {partner}."
