"""What is wrong with an archive, gathered while it is read."""

from collections import Counter

from preserve.model.catalogue import finding
from preserve.model.finding import Finding, Where

_MOST_OF_A_KIND = 1000
"""A hostile archive may have a million faults; a person needs no more than these."""


class Found:
    """Findings about one archive.

    Attributes:
        is_whole: whether every member was met, so that the bag's own rules can be applied.
    """

    def __init__(self) -> None:
        self.is_whole = True
        self._findings: list[Finding] = []
        self._counts: Counter[str] = Counter()

    def add(self, code: str, message: str, where: Where | None = None) -> None:
        """Note a finding."""
        self._counts[code] += 1
        if self._counts[code] <= _MOST_OF_A_KIND:
            self._findings.append(finding(code, message, where or Where()))

    def stop(self, code: str, message: str, where: Where | None = None) -> None:
        """Note a finding after which the rest of the archive is not looked at."""
        self.add(code, message, where)
        self.is_whole = False

    def findings(self) -> tuple[Finding, ...]:
        """Return what was found; of a kind that is found very often, the first and a count."""
        more = tuple(
            finding(code, f"The same was found {count - _MOST_OF_A_KIND:,} more times.")
            for code, count in self._counts.items()
            if count > _MOST_OF_A_KIND
        )
        return (*self._findings, *more)
