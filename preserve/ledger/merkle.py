"""The Merkle tree of RFC 6962 section 2.1 over the entries of the ledger."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

EMPTY_ROOT = hashlib.sha256(b"").digest()


def leaf_hash(entry: bytes) -> bytes:
    """Return `SHA-256(0x00 || entry)`."""
    return hashlib.sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return `SHA-256(0x01 || left || right)`."""
    return hashlib.sha256(b"\x01" + left + right).digest()


@dataclass(frozen=True, slots=True)
class Frontier:
    """The right edge of the tree: enough to append and to tell the root.

    Attributes:
        size: number of leaves.
        peaks: roots of the perfect subtrees, largest first: one per bit set in `size`.
    """

    size: int = 0
    peaks: tuple[bytes, ...] = ()

    def appended(self, leaf: bytes) -> "Frontier":
        """Return the frontier with one more leaf, in time logarithmic in the size."""
        peaks = list(self.peaks)
        node = leaf
        bits = self.size
        while bits & 1:
            node = node_hash(peaks.pop(), node)
            bits >>= 1
        return Frontier(self.size + 1, (*peaks, node))

    def root(self) -> bytes:
        """Return the Merkle tree hash of all leaves."""
        if not self.peaks:
            return EMPTY_ROOT
        node = self.peaks[-1]
        for peak in reversed(self.peaks[:-1]):
            node = node_hash(peak, node)
        return node


def frontier_of(entries: Iterable[bytes]) -> Frontier:
    """Return the frontier over some entries, from their bytes alone."""
    frontier = Frontier()
    for entry in entries:
        frontier = frontier.appended(leaf_hash(entry))
    return frontier
