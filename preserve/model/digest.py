"""Digests: an algorithm's name and lower-case hexadecimal digits."""

import hashlib
from collections.abc import Iterable, Mapping

Digests = Mapping[str, str]
"""Algorithm name (`sha256`) to lower-case hex digits."""

OUR_ALGORITHMS: tuple[str, ...] = ("sha256", "sha512")
"""What every package of ours records, weakest first."""

DIGEST_BYTES: dict[str, int] = {
    "md5": 16,
    "sha1": 20,
    "sha224": 28,
    "sha256": 32,
    "sha384": 48,
    "sha512": 64,
    "sha3256": 32,
    "sha3384": 48,
    "sha3512": 64,
    "blake2b": 64,
    "blake2s": 32,
}
"""The length of a digest under each algorithm that we can compute, as BagIt manifests name them."""

SENDERS_ALGORITHMS: tuple[str, ...] = ("md5", "sha1", "sha256", "sha512")
"""What senders give with a file. It shows that a transfer was whole, and nothing beyond: the weak
ones are never what an audit relies on."""

VERIFIABLE: frozenset[str] = frozenset(DIGEST_BYTES)

_HASHLIB_NAMES = {"sha3256": "sha3_256", "sha3384": "sha3_384", "sha3512": "sha3_512"}


def hasher(algorithm: str, data: bytes | memoryview = b"") -> "hashlib._Hash":
    """Return a hash object for a BagIt algorithm name, fed with the first bytes.

    Raises:
        ValueError: the algorithm is not in `VERIFIABLE`.
    """
    # The two of every package are made without a detour: it is half the cost of a small file.
    if algorithm == "sha256":
        return hashlib.sha256(data)
    if algorithm == "sha512":
        return hashlib.sha512(data)
    if algorithm not in VERIFIABLE:
        raise ValueError(algorithm)
    return hashlib.new(_HASHLIB_NAMES.get(algorithm, algorithm), data, usedforsecurity=False)


def digests_of(
    data: bytes | memoryview, algorithms: Iterable[str] = OUR_ALGORITHMS
) -> dict[str, str]:
    """Return the digests of some bytes under each algorithm."""
    return {algorithm: hasher(algorithm, data).hexdigest() for algorithm in algorithms}
