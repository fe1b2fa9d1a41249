"""Findings about one file, as many as a person can use: the rest is counted, not kept.

A tag file of many megabytes may break a rule on every line; what is said about it must not need
more memory than the file.
"""

from collections.abc import Iterable

from preserve.model.catalogue import CATALOGUE, finding
from preserve.model.finding import Finding, Where

MOST_OF_A_KIND = 1000
"""Findings of one code about one file above which they are only counted."""

MOST_IN_A_BAG = 10_000
"""Findings of one code about the files of one bag above which they are only counted."""


def in_a_bag(found: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return findings about a bag, as many of each code as are kept of a bag."""
    return Collected(found, MOST_IN_A_BAG).findings()


class Collected:
    """Takes findings about one file, or one bag; keeps the first of each code."""

    __slots__ = ("_counts", "_kept", "_most")

    def __init__(self, found: Iterable[Finding] = (), most: int = MOST_OF_A_KIND) -> None:
        self._most = most
        self._counts: dict[str, int] = {}
        self._kept: list[Finding] = []
        for item in found:
            self.add(item)

    def add(self, item: Finding) -> None:
        """Take a finding."""
        count = self._counts[item.code] = self._counts.get(item.code, 0) + 1
        if count <= self._most:
            self._kept.append(item)

    def is_enough(self, code: str) -> bool:
        """Return whether enough of a code are kept; then one more is counted, and need not be made.

        What is wrong on each of a hundred million lines is made in words a thousand times only.
        """
        if not self.has_enough(code):
            return False
        self._counts[code] += 1
        return True

    def has_enough(self, code: str) -> bool:
        """Return whether enough of a code are kept, and more would only be counted."""
        return self._counts.get(code, 0) >= self._most

    def count(self, code: str, count: int) -> None:
        """Count so many more of a code of which there are enough."""
        if count:
            self._counts[code] += count

    def findings(self) -> tuple[Finding, ...]:
        """Return those that were kept, and for each code how many more there were."""
        where = dict[str, Where]()
        for item in self._kept:
            known = where.setdefault(item.code, item.where)
            if known.file != item.where.file:
                where[item.code] = known._replace(file=None)
        more = [
            finding(
                code,
                f"{count - self._most:,} more of this kind: {CATALOGUE[code].title}.",
                where[code]._replace(line=None, path=None, offset=None),
            )
            for code, count in self._counts.items()
            if count > self._most
        ]
        return (*self._kept, *more)
