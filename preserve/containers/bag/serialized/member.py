"""The content of a member, read from its start to its end."""

from typing import Protocol


class Content(Protocol):
    """What a member holds."""

    def read(self, count: int) -> bytes:
        """Return at least one byte and at most so many; none at the end.

        Raises:
            OSError: the medium or the rights do not allow it.
            Problem: the archive is damaged there.
        """
        ...
