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
    "with-partner": "there already",
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
        placed: how many files were written into the place of exchange.
        is_waiting: whether anything waits in the outbox.
        carry: the directory that a person carries, or None.
        findings: all of them.
    """

    partner: str
    conversation: str | None
    packages: Sequence[SentPackage]
    placed: int
    is_waiting: bool
    carry: str | None
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
    yield from _on_the_way(sent, partner)


def _on_the_way(sent: SentWords, partner: str) -> Iterator[str]:
    if sent.carry is not None and sent.is_waiting:
        yield f"To be carried by hand: copy {visible(sent.carry)} of the archive to a stick, as it"
        yield f"is, or send the files in it; then {partner} receives from there."
    elif sent.is_waiting:
        yield f"Something for {partner} waits in the outbox; the same command carries it later."
    elif sent.placed:
        files = "file was" if sent.placed == 1 else "files were"
        yield f"{sent.placed:,} {files} left for {partner} in the place of exchange."
    elif not sent.packages and not sent.findings:
        yield f"Nothing waits for {partner}."
