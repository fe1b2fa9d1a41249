"""Digests: an algorithm's name and lower-case hexadecimal digits."""

import hashlib
from collections.abc import Iterable, Mapping

Digests = Mapping[str, str]
"""Algorithm name (`sha256`) to lower-case hex digits."""

OUR_ALGORITHMS: tuple[str, ...] = ("sha256", "sha512")
"""What every package of ours records, weakest first."""

VERIFIABLE: frozenset[str] = frozenset(
    {"md5", "sha1", "sha224", "sha256", "sha384", "sha512", "sha3256", "sha3384", "sha3512"}
    | {"blake2b", "blake2s"}
)
"""Algorithms of fixed length that we can compute, named as BagIt manifests name them."""

_HASHLIB_NAMES = {"sha3256": "sha3_256", "sha3384": "sha3_384", "sha3512": "sha3_512"}


def hasher(algorithm: str) -> "hashlib._Hash":
    """Return a fresh hash object for a BagIt algorithm name.

    Raises:
        ValueError: the algorithm is not in `VERIFIABLE`.
    """
    # The two of every package are made without a detour: it is half the cost of a small file.
    if algorithm == "sha256":
        return hashlib.sha256()
    if algorithm == "sha512":
        return hashlib.sha512()
    if algorithm not in VERIFIABLE:
        raise ValueError(algorithm)
    return hashlib.new(_HASHLIB_NAMES.get(algorithm, algorithm), usedforsecurity=False)


def digests_of(data: bytes, algorithms: Iterable[str] = OUR_ALGORITHMS) -> dict[str, str]:
    """Return the digests of some bytes under each algorithm."""
    result = {}
    for algorithm in algorithms:
        digest = hasher(algorithm)
        digest.update(data)
        result[algorithm] = digest.hexdigest()
    return result
