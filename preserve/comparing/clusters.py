"""Speakers brought together pair by pair, never against a decision or against their own text."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import islice

from preserve.comparing.resemblance import exclude

_MOST_PAIRS = 2_000  # of printed forms that are held against each other


@dataclass(slots=True)
class Clusters:
    """A forest over speakers, by position.

    Attributes:
        sources: the source of each speaker.
        names: the printed name of each speaker, or None.
        apart: pairs that an archivist keeps apart, smaller position first.
    """

    sources: list[int]
    names: list[str | None]
    apart: frozenset[tuple[int, int]]
    _parents: list[int] = field(default_factory=list)
    _members: dict[int, list[int]] = field(default_factory=dict)
    _forms: dict[int, set[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._parents = list(range(len(self.sources)))
        self._members = {at: [at] for at in self._parents}
        self._forms = {at: {name} if name else set() for at, name in enumerate(self.names)}

    def root(self, at: int) -> int:
        """Return the speaker that stands for all who are one with this one."""
        while self._parents[at] != at:
            self._parents[at] = self._parents[self._parents[at]]
            at = self._parents[at]
        return at

    def are_one(self, one: int, other: int) -> bool:
        """Whether two speakers are brought together."""
        return self.root(one) == self.root(other)

    def obstacle(self, one: int, other: int) -> str | None:
        """Return why two speakers cannot be brought together: `apart`, `text`, `name` or None.

        What keeps two apart keeps apart all who are one with them: Jr. and Sr. do not meet in
        somebody who is printed without either.
        """
        mine, theirs = self._members[self.root(one)], self._members[self.root(other)]
        small, large = sorted((mine, theirs), key=len)
        if self.is_apart(one, other):
            return "apart"
        held = {self.sources[at] for at in large}
        if any(self.sources[at] in held for at in small):
            return "text"
        forms = self._forms[self.root(one)], self._forms[self.root(other)]
        pairs = ((a, b) for a in forms[0] for b in forms[1])
        return "name" if any(exclude(a, b) for a, b in islice(pairs, _MOST_PAIRS)) else None

    def is_apart(self, one: int, other: int) -> bool:
        """Whether a decision keeps any two of those apart who would be brought together."""
        mine, theirs = self._members[self.root(one)], self._members[self.root(other)]
        return bool(self.apart) and any(
            (min(a, b), max(a, b)) in self.apart for a in mine for b in theirs
        )

    def join(self, one: int, other: int) -> None:
        """Bring two speakers together, with all who are one with them."""
        first, second = sorted((self.root(one), self.root(other)))
        if first != second:
            self._parents[second] = first
            self._members[first] += self._members.pop(second)
            self._forms[first] |= self._forms.pop(second)

    def groups(self) -> Iterable[list[int]]:
        """Return everybody, those who are one together, in order of first appearance."""
        return [sorted(self._members[root]) for root in sorted(self._members)]
