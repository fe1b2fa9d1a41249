"""How far a serialized bag is read: limits against archives that are made to do harm."""

from dataclasses import dataclass
from typing import Final

FLOOR_BYTES: Final = 8 << 20
"""Nothing that unpacks to less than this is taken for a bomb, however well it packs."""


@dataclass(frozen=True, slots=True)
class Caps:
    """Limits; what is within them is read, what is beyond is told.

    Attributes:
        members: how many members an archive may have, and how many directories they may lie in.
        size_bytes: how many bytes they may have together, unpacked.
        ratio: how many bytes one packed byte may become, above `FLOOR_BYTES`.
        depth: how many parts a member's path may have.
        name_bytes: how long a member's path may be, and that which a link leads to, in bytes of
            UTF-8.
        tag_bytes: how many bytes of tag files are held in memory, together.
        header_bytes: how long one header of the archive itself may be.
    """

    members: int = 2_000_000
    size_bytes: int = 10**12
    ratio: int = 200
    depth: int = 64
    name_bytes: int = 1024
    tag_bytes: int = 512 << 20
    header_bytes: int = 1 << 20

    def is_bomb(self, unpacked: int, packed: int) -> bool:
        """Return whether so many bytes out of so few are too many."""
        return unpacked > FLOOR_BYTES and unpacked > self.ratio * packed
