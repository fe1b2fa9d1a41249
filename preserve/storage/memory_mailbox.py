"""A place of exchange in memory, for tests and for trying out."""

import hashlib
from collections.abc import Iterator

from preserve.errors import Unreadable
from preserve.storage.mailbox import Content, FileThere


class MemoryMailbox:
    """Implements `preserve.storage.mailbox.Mailbox`.

    Attributes:
        held: the files, by name.
        parts: what was begun, by name.
        is_there: whether the place is online.
    """

    def __init__(self) -> None:
        self.held: dict[str, bytes] = {}
        self.parts: dict[str, bytes] = {}
        self.is_there = True

    def is_online(self) -> bool:
        """Whether the place is there."""
        return self.is_there

    def files(self, directory: str = "") -> Iterator[FileThere]:
        """Yield the files at and below a directory."""
        for name in sorted(self.held):
            if not directory or name.startswith(f"{directory}/"):
                yield FileThere(name, len(self.held[name]))

    def read(self, name: str, limit_bytes: int) -> Iterator[bytes]:
        """Yield the bytes of a file, at most `limit_bytes` of them."""
        if name not in self.held:
            raise Unreadable(f"{name} is not there.", code="XCH-009")
        yield self.held[name][:limit_bytes]

    def put(self, name: str, content: Content) -> bool:
        """Have a file lie under a name."""
        there = self.held.get(name)
        if there is not None and hashlib.sha256(there).hexdigest() == content.sha256:
            return False
        begun = self.parts.pop(name, b"")
        whole = b"".join(content.read_from(0))
        if whole.startswith(begun):
            whole = begun + b"".join(content.read_from(len(begun)))
        if hashlib.sha256(whole).hexdigest() != content.sha256:
            raise Unreadable(f"What was to be written as {name} changed meanwhile.")
        self.held[name] = whole
        return True
