"""Labelled digests, `algorithm:value`, in the spellings that are met (ISO 28500:2017 5.8)."""

import base64
import binascii
import hashlib
import re
from dataclasses import dataclass

from preserve.model.digest import hasher

_SIZES = {"md5": 16, "sha1": 20, "sha224": 28, "sha256": 32, "sha384": 48, "sha512": 64}
_HEX = re.compile(r"[0-9A-Fa-f]+\Z")
_BASE32 = re.compile(r"[A-Za-z2-7]+\Z")
_LABEL = re.compile(r"[A-Za-z0-9._/+-]{1,64}\Z")
_LONGEST_VALUE = 256
_BASE32_QUANTUM = 8


class UnknownAlgorithm(ValueError):
    """The digest is well-formed, in an algorithm that cannot be computed here."""


@dataclass(frozen=True, slots=True)
class LabelledDigest:
    """A digest in one spelling.

    Attributes:
        algorithm: `md5`, `sha1`, `sha224`, `sha256`, `sha384` or `sha512`.
        hex: lower-case hexadecimal digits.
    """

    algorithm: str
    hex: str


def parse_digest(value: str) -> LabelledDigest:
    """Read a labelled digest: any case, with or without hyphen, hexadecimal or base32.

    Raises:
        UnknownAlgorithm: the algorithm cannot be computed here.
        ValueError: the value is not a labelled digest.
    """
    label, colon, digits = value.partition(":")
    if not colon or not _LABEL.match(label) or not 0 < len(digits) <= _LONGEST_VALUE:
        raise ValueError(value)
    algorithm = label.lower().replace("-", "").replace("_", "")
    size = _SIZES.get(algorithm)
    if size is None:
        raise UnknownAlgorithm(label)
    return LabelledDigest(algorithm, _digits(digits, size).hex())


def _digits(digits: str, size: int) -> bytes:
    if len(digits) == 2 * size and _HEX.match(digits):
        return bytes.fromhex(digits)
    bare = digits.rstrip("=")
    if not _BASE32.match(bare):
        raise ValueError(digits)
    padded = bare.upper() + "=" * (-len(bare) % _BASE32_QUANTUM)
    try:
        data = base64.b32decode(padded)
    except binascii.Error as error:
        raise ValueError(digits) from error
    if len(data) != size:
        raise ValueError(digits)
    return data


class Hashes:
    """One hash object per algorithm, fed together."""

    def __init__(self, algorithms: set[str]) -> None:
        self._hashers: dict[str, hashlib._Hash] = {name: hasher(name) for name in algorithms}

    def update(self, data: bytes) -> None:
        """Feed bytes to each."""
        for each in self._hashers.values():
            each.update(data)

    def hex(self, algorithm: str) -> str:
        """Return the digits of one algorithm so far."""
        return self._hashers[algorithm].hexdigest()
