"""The members of an archive as they are met, kept lean: there may be a million of them."""

import re
from array import array
from collections.abc import Iterator
from typing import NamedTuple

from preserve.containers.bag.names import path_problem, shown, storable, tidy_path
from preserve.containers.bag.serialized.caps import Caps
from preserve.containers.bag.serialized.found import Found
from preserve.model.amounts import bytes_words
from preserve.model.file import EntryKind
from preserve.model.finding import Where

KINDS: tuple[EntryKind, ...] = tuple(EntryKind)
_ABSOLUTE = re.compile(r"(?:\./)*[/\\]")
"""What is absolute, or becomes so for a program that takes a `./` away."""

_PLAIN = frozenset({EntryKind.FILE, EntryKind.DIRECTORY})
_NUMBERS = {kind: number for number, kind in enumerate(KINDS)}


class Member(NamedTuple):
    """One member as its archive describes it.

    Attributes:
        name: as written, with whatever it holds; bytes that are not text as surrogate escapes.
        kind: what it would be when unpacked; a hard link is a link.
        size_bytes: of its content, unpacked.
        target: where a link leads.
        is_hard: whether a link is a hard one.
        error: why its content cannot be read, though the archive may be in order.
    """

    name: str
    kind: EntryKind
    size_bytes: int = 0
    target: str | None = None
    is_hard: bool = False
    error: str | None = None


class Table:
    """Members in the order of the archive, by number; a name that was refused is empty.

    Attributes:
        caps: how much is taken.
        found: what is wrong.
        names: tidy paths, from the archive's root.
    """

    def __init__(self, caps: Caps, found: Found) -> None:
        self.caps = caps
        self.found = found
        self.names: list[str] = []
        self._kinds = array("B")
        self._sizes = array("Q")
        self._odd: dict[int, tuple[str | None, str | None]] = {}
        self._total = 0

    def add(self, member: Member) -> bool:
        """Take the next member; False when a limit is reached and nothing more is to be read."""
        if not self._is_within(member):
            return False
        problem = climbs(member.name)
        if problem is not None or member.kind not in _PLAIN:
            self._tell(member, problem)
        self._kinds.append(_NUMBERS[member.kind])
        self._sizes.append(member.size_bytes if member.kind is EntryKind.FILE else 0)
        if member.target is not None or member.error is not None:
            self._odd[len(self.names)] = (member.target, member.error)
        self.names.append("" if problem is not None else tidy_name(member.name))
        return True

    def kind(self, number: int) -> EntryKind:
        """Return what a member is."""
        return KINDS[self._kinds[number]]

    def size(self, number: int) -> int:
        """Return how many bytes a member has."""
        return self._sizes[number]

    def odd(self, number: int) -> tuple[str | None, str | None]:
        """Return a member's target and error, where it has them."""
        return self._odd.get(number, (None, None))

    def _is_within(self, member: Member) -> bool:
        caps = self.caps
        self._total += member.size_bytes if member.kind is EntryKind.FILE else 0
        if len(self.names) >= caps.members:
            self.found.stop("BAG-159", f"It has more than {caps.members:,} members")
        elif self._total > caps.size_bytes:
            words = f"It has more than {bytes_words(caps.size_bytes)} unpacked"
            self.found.stop("BAG-159", words)
        elif (size := _bytes_in(member.name)) > caps.name_bytes:
            words = f"{shown(member.name)} has {size:,} bytes; {caps.name_bytes:,} are allowed"
            self.found.stop("BAG-160", words)
        elif (depth := member.name.strip("/").count("/") + 1) > caps.depth:
            words = f"{shown(member.name)} has {depth} parts; {caps.depth} are allowed"
            self.found.stop("BAG-160", words)
        elif (size := _bytes_in(member.target or "")) > caps.name_bytes:
            words = f"{shown(member.name)} is a link to a path of {size:,} bytes"
            self.found.stop("BAG-160", f"{words}; {caps.name_bytes:,} are allowed")
        else:
            return True
        return False

    def _tell(self, member: Member, problem: str | None) -> None:
        where = Where(file=storable(member.name))
        name = shown(member.name)
        if problem is not None:
            self.found.add("BAG-150", f"{name or 'A member without a name'} is {problem}", where)
        if member.kind is EntryKind.SYMLINK:
            word = "hard link" if member.is_hard else "link"
            words = f"{name} is a {word} to {shown(member.target or '')}"
            self.found.add("BAG-151", words, where)
        elif member.kind not in _PLAIN:
            self.found.add("BAG-152", f"{name} is a {member.kind.value}", where)


def _bytes_in(path: str) -> int:
    return len(path.encode("utf-8", "surrogatepass"))


def climbs(name: str) -> str | None:
    """Return why some program would unpack a name elsewhere than it seems, or None.

    A `./` in front and a slash behind are the habit of many programs and mean nothing.
    """
    if not name:
        return "an empty path"
    if _ABSOLUTE.match(name):
        return "an absolute path"
    tidy = tidy_name(name)
    if not tidy:
        return None  # the archive's root itself
    if ".." in tidy and any(
        part.rstrip(" ") == ".." for part in tidy.replace("\\", "/").split("/")
    ):
        return "a path that climbs out with `..`"
    return path_problem(tidy)


def tidy_name(name: str) -> str:
    """Return a member's path without what means nothing; empty for the archive's root itself."""
    return "" if name == "." else tidy_path(name).removesuffix("/")


def numbers(table: Table) -> Iterator[int]:
    """Yield the numbers of the members whose names were not refused."""
    return (number for number, name in enumerate(table.names) if name)
