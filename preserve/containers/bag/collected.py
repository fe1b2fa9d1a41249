"""Findings about the lines of one file: all of them, until there are so many that nobody reads on.

A tag file of twenty million empty lines is one fault, told once with its number, and must not fill
the memory of whoever checks it.
"""

from preserve.containers.bag.names import shown
from preserve.model.catalogue import finding
from preserve.model.finding import Finding, Where

MOST_ALIKE = 1000
"""Findings of one kind about one file above which they are counted only."""


class Collected:
    """What was found in one tag file."""

    def __init__(self, file: str) -> None:
        """Say which file."""
        self._file = file
        self._findings: list[Finding] = []
        self._counts: dict[str, int] = {}

    def add(self, found: Finding) -> None:
        """Take a finding; beyond `MOST_ALIKE` of its kind it is only counted."""
        count = self._counts[found.code] = self._counts.get(found.code, 0) + 1
        if count <= MOST_ALIKE:
            self._findings.append(found)

    def all(self) -> tuple[Finding, ...]:
        """Return the findings in their order, then how many more of each kind there are."""
        more = (
            finding(
                code,
                f"{shown(self._file)} has {count - MOST_ALIKE:,} more lines of which the same is"
                " to be said.",
                Where(file=self._file),
            )
            for code, count in self._counts.items()
            if count > MOST_ALIKE
        )
        return (*self._findings, *more)
