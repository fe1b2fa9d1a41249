"""Messages that are on their way: what lies in a place of exchange without its signature."""

import re
from typing import Final

from preserve.model.catalogue import finding
from preserve.model.exchange import MessageKind
from preserve.model.finding import Finding, Where
from preserve.workflows.desk import Desk

_MOST_UNSIGNED: Final = 20
_MESSAGE: Final = re.compile(rf"(?:{'|'.join(MessageKind)})-([0-9a-f]{{16}})\.json")


class Unsigned:
    """Tells of messages whose signature has not come: a stick was pulled out, or they are coming.

    What is on record is known without it, and some files of other programs end alike.
    """

    def __init__(self, desk: Desk, findings: list[Finding]) -> None:
        self._known = {sha256[:16] for sha256 in desk.transfers.by_digest}
        self._findings = findings

    def note(self, name: str) -> None:
        """Take the next one; more than a few say nothing new."""
        base = name.rpartition("/")[2]
        digits = _MESSAGE.fullmatch(base)
        if digits is None or digits[1] in self._known:
            return
        self._known.add(digits[1])
        if len(self._findings) < _MOST_UNSIGNED:
            words = f"{base} lies there without its signature."
            self._findings.append(finding("XCH-006", words, Where(file=base)))
