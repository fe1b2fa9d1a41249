import base64
import hashlib

from hypothesis import given
from hypothesis import strategies as st

from preserve.ledger.merkle import EMPTY_ROOT, Frontier, frontier_of, leaf_hash, node_hash

# The leaves and roots that the reference implementation of RFC 6962 tests itself with.
LEAVES = [
    bytes.fromhex(digits)
    for digits in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
ROOTS = {
    0: "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    1: "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    2: "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    3: "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    7: "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    8: "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
}


def test_roots_are_those_of_the_reference():
    for size, root in ROOTS.items():
        assert frontier_of(LEAVES[:size]).root().hex() == root


def by_definition(entries: list[bytes]) -> bytes:
    """RFC 6962 2.1, word for word."""
    if not entries:
        return hashlib.sha256(b"").digest()
    if len(entries) == 1:
        return leaf_hash(entries[0])
    split = 1
    while split * 2 < len(entries):
        split *= 2
    return node_hash(by_definition(entries[:split]), by_definition(entries[split:]))


@given(st.lists(st.binary(max_size=8), max_size=70))
def test_the_frontier_gives_the_root_of_the_definition(entries):
    frontier = Frontier()
    for entry in entries:
        frontier = frontier.appended(leaf_hash(entry))
    assert frontier.root() == by_definition(entries)
    assert frontier.size == len(entries)
    assert len(frontier.peaks) == len(entries).bit_count()


def test_the_empty_root():
    assert base64.b64encode(EMPTY_ROOT).startswith(b"47DEQpj8HBSa")
