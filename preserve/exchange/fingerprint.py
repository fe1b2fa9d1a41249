"""The fingerprint of an archive's key: digits that two people read to each other by telephone.

SHA-256 of the key in its C2SP form, `preserve/<archive id>+<hash>+<base64>`, so of archive and key
together. Each four bytes of it, taken as a number with the highest byte first, give a block: the
last five decimal digits of that number. Eight blocks are about 133 bits.
"""

import hashlib
from typing import Final

from preserve.ledger.checkpoint import VerifierKey

_BLOCKS: Final = 8
_BLOCK_BYTES: Final = 4
_DIGITS: Final = 5


def fingerprint_of(key: VerifierKey) -> str:
    """Return the eight blocks, with a space between them."""
    digest = hashlib.sha256(key.text().encode()).digest()
    starts = range(0, _BLOCKS * _BLOCK_BYTES, _BLOCK_BYTES)
    numbers = (int.from_bytes(digest[start : start + _BLOCK_BYTES], "big") for start in starts)
    return " ".join(f"{number % 10**_DIGITS:0{_DIGITS}}" for number in numbers)
