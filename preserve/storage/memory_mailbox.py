"""A place of exchange in memory, for tests and for trying out."""

import hashlib
from collections.abc import Iterator

from preserve.errors import NotWritable, Unreadable
from preserve.storage.mailbox import DEEPEST, MOST_FILES, Content, FileThere, require_name


class MemoryMailbox:
    """Implements `preserve.storage.mailbox.Mailbox`.

    Attributes:
        held: the files, by name.
        parts: what was begun, by name.
        is_there: whether the place is online.
    """

    def __init__(self, most_files: int = MOST_FILES) -> None:
        self.held: dict[str, bytes] = {}
        self.parts: dict[str, bytes] = {}
        self.is_there = True
        self._most_files = most_files

    def is_online(self) -> bool:
        """Whether the place is there."""
        return self.is_there

    def files(self, directory: str = "") -> Iterator[FileThere]:
        """Yield the files at and below a directory."""
        prefix = "/".join((*require_name(directory), "")) if directory else ""
        names = sorted(name for name in self.held if name.startswith(prefix))
        if len(names) > self._most_files:
            words = f"{directory or 'The place'} holds more files than any exchange needs."
            raise Unreadable(words, code="XCH-007")
        for name in names:
            if name.count("/") <= DEEPEST:
                yield FileThere(name, len(self.held[name]))

    def read(self, name: str, limit_bytes: int) -> Iterator[bytes]:
        """Yield the bytes of a file, at most `limit_bytes` of them."""
        require_name(name)
        if name not in self.held:
            raise Unreadable(f"{name} is not there.", code="XCH-009")
        yield self.held[name][:limit_bytes]

    def put(self, name: str, content: Content, *, settles: bool = True) -> bool:  # noqa: ARG002 - the port's signature
        """Have a file lie under a name."""
        require_name(name)
        if not self.is_there:
            raise Unreadable("The place is not there.", code="XCH-009")
        if any(other.startswith(f"{name}/") or name.startswith(f"{other}/") for other in self.held):
            raise NotWritable(f"Something that is not ours is in the way of {name}.")
        there = self.held.get(name)
        if there is not None and hashlib.sha256(there).hexdigest() == content.sha256:
            return False
        begun = self.parts.pop(name, b"")
        if begun and not b"".join(content.read_from(0)).startswith(begun):
            begun = b""
        for piece in content.read_from(len(begun)) if len(begun) < content.size_bytes else ():
            begun += piece
            self.parts[name] = begun
        self.parts.pop(name, None)
        if hashlib.sha256(begun).hexdigest() != content.sha256:
            words = f"What was to be written as {name} is not what it should be."
            raise Unreadable(words, code="XCH-033")
        self.held[name] = begun
        return True

    def sync(self, directory: str) -> None:
        """What was put is there."""
        require_name(directory)
        if not self.is_there:
            raise Unreadable("The place is not there.", code="XCH-009")
