"""The entries of a verified ledger, read when they are asked for.

A ledger of a hundred thousand packages is hundreds of megabytes; what is kept of it in memory is
32 bytes an entry. So entries are read again where they are wanted, and held against the leaf that
was verified: what changed in between is noticed.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Final, Protocol, overload

from preserve.errors import EvidenceFailure
from preserve.ledger.entry import LedgerEntry, decode
from preserve.ledger.merkle import leaf_hash

LEAF_BYTES: Final = 32


class Bodies(Protocol):
    """The stored bytes of entries."""

    def __iter__(self) -> Iterator[bytes]:
        """Yield those of each, in order."""
        ...

    def several(self, numbers: Collection[int]) -> Iterable[tuple[int, bytes]]:
        """Return those of some entries, with their numbers."""
        ...


class BodiesInMemory(tuple[bytes, ...]):
    """The stored bytes of entries that are at hand."""

    __slots__ = ()

    def several(self, numbers: Collection[int]) -> Iterable[tuple[int, bytes]]:
        """Return those of some entries, with their numbers."""
        return [(number, self[number]) for number in numbers]


class EntryLog(Sequence[LedgerEntry]):
    """The entries of a ledger, oldest first; iterate over it as rarely as possible."""

    def __init__(self, bodies: Bodies, leaves: bytes, unreadable: frozenset[int]) -> None:
        """Say what was verified.

        Args:
            bodies: the stored bytes of each entry.
            leaves: the leaf hash of each entry, one behind the other.
            unreadable: the numbers of those that are no entries.
        """
        self._bodies = bodies
        self._leaves = leaves
        self._unreadable = unreadable

    def read_from(self, bodies: Bodies) -> "EntryLog":
        """Return the same entries, read from elsewhere; held against the same leaves."""
        return EntryLog(bodies, self._leaves, self._unreadable)

    def __len__(self) -> int:
        """Return the number of entries that can be read."""
        return len(self._leaves) // LEAF_BYTES - len(self._unreadable)

    def __iter__(self) -> Iterator[LedgerEntry]:
        """Yield each entry that can be read.

        Raises:
            EvidenceFailure: one is not what was verified.
        """
        for number, body in enumerate(self.lines()):
            if number not in self._unreadable:
                yield decode(body)

    @overload
    def __getitem__(self, index: int) -> LedgerEntry: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[LedgerEntry]: ...
    def __getitem__(self, index: int | slice) -> LedgerEntry | Sequence[LedgerEntry]:
        """Return the entry of a number.

        Raises:
            EvidenceFailure: it is not what was verified.
        """
        if isinstance(index, slice):
            return [self[number] for number in range(*index.indices(len(self)))]
        number = index if index >= 0 else index + len(self)
        return decode(self.body(number))

    def lines(self) -> Iterator[bytes]:
        """Yield the stored bytes of everything, of what cannot be read as an entry, too.

        Raises:
            EvidenceFailure: something is not what was verified.
        """
        for number, body in enumerate(self._bodies):
            yield self._verified(number, body)

    def body(self, number: int) -> bytes:
        """Return the stored bytes of an entry.

        Raises:
            EvidenceFailure: they are not what was verified.
        """
        found = self.several([number])
        if number not in found:
            raise IndexError(number)
        return found[number]

    def several(self, numbers: Collection[int]) -> dict[int, bytes]:
        """Return the stored bytes of some entries by their numbers, with one look.

        Raises:
            EvidenceFailure: something is not what was verified.
        """
        found = self._bodies.several(numbers)
        return {number: self._verified(number, body) for number, body in found}

    def leaf(self, number: int) -> bytes:
        """Return the leaf hash of an entry."""
        start = number * LEAF_BYTES
        if not 0 <= start < len(self._leaves):
            raise IndexError(number)
        return self._leaves[start : start + LEAF_BYTES]

    def _verified(self, number: int, body: bytes) -> bytes:
        if leaf_hash(body) != self.leaf(number):
            raise EvidenceFailure(
                f"Entry {number} of the ledger changed while it was being used.", code="LEDGER-002"
            )
        return body


NO_ENTRIES: Final = EntryLog(BodiesInMemory(), b"", frozenset())
