"""What partners ask, and what they prove: every run that takes messages in sees to it.

A librarian need not know who asked what: `receive`, `confirm` and the night's run all answer.
"""

from typing import NamedTuple

from preserve.model.finding import Finding
from preserve.report.wording import counted, counts_words
from preserve.workflows.answer_challenges import Proving, answer_due, proofs_due
from preserve.workflows.desk import Desk
from preserve.workflows.repair_exchange import answer_repairs


class Answering(NamedTuple):
    """What was answered, and what was learned.

    Attributes:
        lines: in words, one for each partner.
    """

    lines: tuple[str, ...]
    findings: tuple[Finding, ...]


def answer_partners(desk: Desk) -> Answering:
    """Answer challenges and requests for repair, and hold proofs that came against our own bytes.

    Raises:
        PreserveError: the history or the outbox cannot be written, or our own store went away.
    """
    answered, proven, repaired = answer_due(desk), proofs_due(desk), answer_repairs(desk)
    lines = [*_lines("Answered a challenge of", answered), *_lines("Copies proven by", proven)]
    if repaired.files:
        lines.append(f"Given to partners for repairs: {counted(repaired.files, 'file')}.")
    findings = (*answered.findings, *proven.findings, *repaired.findings)
    return Answering(tuple(lines), tuple(dict.fromkeys(findings)))


def _lines(what: str, proving: Proving) -> list[str]:
    return [
        f"{what} {name}: {counts_words({_plain(each): count for each, count in counts.items()})}."
        for name, counts in proving.partners.items()
    ]


def _plain(outcome: str) -> str:
    return outcome.removeprefix("answered-")
