"""Findings for the terminal: what, where, and what to do next.

Texts have no final newline; every foreign string in them has passed `visible`.
"""

from collections.abc import Iterable, Iterator
from itertools import groupby

from preserve.model.finding import Finding, Where
from preserve.report.visible import visible


def finding_text(finding: Finding) -> str:
    """Return two lines: code, severity, message and place; then what to do next."""
    place = where_words(finding.where, finding.message)
    line = f"{visible(finding.code)} {finding.severity.value}: {visible(finding.message)}{place}"
    return f"{line}\n    What to do: {visible(finding.remedy)}" if finding.remedy else line


def findings_lines(findings: Iterable[Finding]) -> Iterator[str]:
    """Yield every finding on a line of its own; what to do once for those that follow each other.

    A thousand findings of one kind have a thousand places and one remedy.
    """
    for remedy, members in groupby(findings, key=lambda found: found.remedy):
        for found in members:
            yield finding_text(found._replace(remedy=""))
        if remedy:
            yield f"    What to do: {visible(remedy)}"


def where_words(where: Where, message: str = "") -> str:
    """Return the place of a finding as ` (file, line 3)`, or nothing.

    A file, a path or a line that the message names as a word of its own is not said twice.
    """
    parts = []
    if where.file is not None and not _names(message, where.file):
        parts.append(visible(where.file))
    at_front = (f"Line {where.line} ", f"Line {where.line}:")
    if where.line is not None and not message.startswith(at_front):
        parts.append(f"line {where.line}")
    if where.path is not None and not _names(message, where.path):
        parts.append(f"at {visible(where.path)}" if where.path else "at the top")
    if where.offset is not None:
        parts.append(f"offset {where.offset}")
    return f" ({', '.join(parts)})" if parts else ""


def _names(message: str, file: str) -> bool:
    """Whether a message has a file's name or path as words of its own."""
    if not file:
        return False
    at = message.find(file)
    while at >= 0:
        after = message[at + len(file) : at + len(file) + 2].lstrip(":,.;")[:1]
        if not message[max(at - 1, 0) : at].strip() and not after.strip():
            return True
        at = message.find(file, at + 1)
    return False
