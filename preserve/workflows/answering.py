"""What partners ask, and what they prove: every run that takes messages in sees to it.

A librarian need not know who asked what: `receive`, `confirm` and the night's run all answer.
"""

from collections.abc import Iterator
from typing import NamedTuple

from preserve.ledger.transfers import packages_of
from preserve.model.exchange import MessageKind
from preserve.model.finding import Finding
from preserve.report.wording import counted, counts_words
from preserve.workflows.answer_challenges import Proving, answer_due, proofs_due
from preserve.workflows.answer_repairs import answer_repairs
from preserve.workflows.desk import Desk, Post


class Answering(NamedTuple):
    """What was answered, and what was learned.

    Attributes:
        lines: in words, one for each partner.
    """

    lines: tuple[str, ...]
    findings: tuple[Finding, ...]


def answer_partners(desk: Desk, post: Post) -> Answering:
    """Answer challenges and requests for repair, and hold proofs that came against our own bytes.

    Args:
        desk: the archive.
        post: what was taken in.

    Raises:
        PreserveError: the history or the outbox cannot be written, or our own store went away.
    """
    answered, proven, repaired = answer_due(desk), proofs_due(desk), answer_repairs(desk)
    lines = [*_lines("Answered a challenge of", answered), *_lines("Copies proven by", proven)]
    if repaired.files:
        lines.append(f"Given to partners for repairs: {counted(repaired.files, 'file')}.")
    lines.extend(_parcels(desk, post))
    findings = (*answered.findings, *proven.findings, *repaired.findings)
    return Answering(tuple(lines), tuple(dict.fromkeys(findings)))


def _lines(what: str, proving: Proving) -> list[str]:
    return [
        f"{what} {name}: {counts_words({_plain(each): count for each, count in counts.items()})}."
        for name, counts in proving.partners.items()
    ]


def _plain(outcome: str) -> str:
    return outcome.removeprefix("answered-")


def _parcels(desk: Desk, post: Post) -> Iterator[str]:
    """Say which packages can be mended now, with files that came."""
    for message, _ in post.new:
        partner = desk.partners.of(message.sender.archive)
        if message.kind is MessageKind.REPAIR_PARCEL and partner is not None:
            for package in packages_of(message.document):
                yield (
                    f"{partner.name} answered about the repair of {package}: run `preserve repair"
                    f" {package}` (with --place DIR where the answer lies on a stick)."
                )
