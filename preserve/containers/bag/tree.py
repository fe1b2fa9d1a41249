"""What lies in a bag's directory, sorted by what the rules ask of it; and its names."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

from preserve.containers.bag.names import (
    INVISIBLE,
    case_form,
    is_case_twin,
    is_utf8,
    may_have_twins,
    normal_form,
    shown,
    storable,
    twins,
)
from preserve.containers.bag.tag_names import tag_name_findings
from preserve.model.catalogue import finding
from preserve.model.file import Entry, EntryKind
from preserve.model.finding import Finding, Where

_LONGEST_NAME_BYTES = 255
_LONGEST_PATH = 255
_SHORT = 60
"""A path of at most this many characters holds nothing too long for any system."""

_FORBIDDEN = frozenset('<>:"|?*\\')
_RESERVED = frozenset(
    {"con", "prn", "aux", "nul", "conin$", "conout$", "clock$"}
    | {f"{port}{digit}" for port in ("com", "lpt") for digit in "123456789\u00b9\u00b2\u00b3"}
)
_DROPPINGS = frozenset(
    {".ds_store", "thumbs.db", "ehthumbs.db", "desktop.ini", "__macosx", ".spotlight-v100"}
    | {".trashes", ".fseventsd", ".appledouble", ".documentrevisions-v100", "$recycle.bin"}
    | {"system volume information", ".temporaryitems", ".directory"}
)
_TELLTALE = re.compile(
    rf"/(?:\._|(?:{'|'.join(map(re.escape, sorted(_DROPPINGS)))})/"
    rf"|(?:{'|'.join(map(re.escape, sorted(_RESERVED)))}) *[./])"
)
"""Where something an operating system left behind or reserves stands in lower-case names."""

_INVISIBLE = re.compile(f"[{INVISIBLE}]")


class Tree(NamedTuple):
    """The entries of a bag.

    Attributes:
        payload: regular files below `data/`, by path.
        tags: regular files elsewhere, by path.
        others: links, pipes, sockets, devices, by path.
        directories: paths of directories.
        unseen: paths that could not be looked at; "" is the bag itself.
    """

    payload: Mapping[str, Entry]
    tags: Mapping[str, Entry]
    others: Mapping[str, Entry]
    directories: frozenset[str]
    unseen: frozenset[str]

    @property
    def has_data(self) -> bool:
        """Whether there is a directory `data`, or files below it."""
        return "data" in self.directories or bool(self.payload)

    def is_hidden(self, path: str) -> bool:
        """Return whether a path lies where it could not be looked."""
        here = path
        while self.unseen and here not in self.unseen:
            if not here:
                return False
            here = here.rpartition("/")[0]
        return bool(self.unseen)


def tree_of(entries: Sequence[Entry]) -> Tree:
    """Sort the entries of a bag, by path, into what the rules ask for."""
    payload, tags, others = dict[str, Entry](), dict[str, Entry](), dict[str, Entry]()
    directories, unseen = set[str](), list[str]()
    for entry in sorted(entries, key=lambda entry: entry.path):
        path = entry.path
        if entry.error is not None:
            unseen.append("" if path == "." else path)
        if entry.kind is EntryKind.FILE:
            (payload if path.startswith("data/") else tags)[path] = entry
        elif entry.kind is EntryKind.DIRECTORY:
            directories.add(path)
        else:
            others[path] = entry
    return Tree(payload, tags, others, frozenset(directories), frozenset(unseen))


def tree_findings(tree: Tree, entries: Sequence[Entry]) -> Iterator[Finding]:
    """Yield what is wrong with the entries themselves, whatever the manifests say."""
    if not tree.has_data and not tree.is_hidden("data"):
        yield finding("BAG-020", "There is no directory `data`.", Where(file="data"))
    for entry in sorted((entry for entry in entries if entry.error), key=lambda entry: entry.path):
        message = f"{shown(entry.path) or 'The bag'}: {entry.error}."
        yield finding("BAG-092", message, Where(file=storable(entry.path)))
    for path, entry in tree.others.items():
        yield _special(path, entry)
    yield from tag_name_findings((*tree.tags, *tree.others), tree.directories)
    for files in (tree.tags, tree.payload):
        for path, entry in files.items():
            if entry.links > 1:
                message = f"{shown(path)} is one of {entry.links} names of the same file."
                yield finding("BAG-102", message, Where(file=storable(path)))
    yield from name_findings(sorted(entry.path for entry in entries if entry.path))


def _special(path: str, entry: Entry) -> Finding:
    where = Where(file=storable(path))
    if entry.kind is EntryKind.SYMLINK:
        message = f"{shown(path)} is a link to {shown(entry.target or '')}."
        return finding("BAG-100", message, where)
    what = "named pipe" if entry.kind is EntryKind.FIFO else entry.kind.value
    return finding("BAG-101", f"{shown(path)} is a {what}.", where)


def name_findings(paths: Sequence[str]) -> Iterator[Finding]:
    """Yield warnings about names that other systems, programs or eyes will stumble over.

    All names are looked at in one string first, at the speed of that; names are looked at one by
    one only when something is there to be found.
    """
    everything = "/" + "/".join(paths) + "/"
    is_plain = (
        everything.isprintable()
        and _FORBIDDEN.isdisjoint(everything)
        and "./" not in everything
        and " /" not in everything
        and "/ " not in everything
        and (everything.isascii() or _INVISIBLE.search(everything) is None)
        and _TELLTALE.search(everything.lower()) is None
        and max(map(len, paths), default=0) <= _SHORT
    )
    for path in () if is_plain else paths:
        yield from _awkward(path, path.rpartition("/")[2])
    if not everything.isascii():
        yield from _twin_findings(paths, normal_form, "BAG-045", "Unicode normal form")
    yield from _twin_findings(paths, case_form, "BAG-046", "case")


def _warning(code: str, path: str, message: str) -> Finding:
    return finding(code, f"{shown(path)} {message}.", Where(file=storable(path)))


def _awkward(path: str, name: str) -> Iterator[Finding]:
    lower = name.lower()
    if lower in _DROPPINGS or lower.startswith("._"):
        yield _warning("BAG-103", path, "is left behind by an operating system")
    is_reserved = lower.partition(".")[0].rstrip(" ") in _RESERVED
    if is_reserved or name[-1:] in {".", " "} or not _FORBIDDEN.isdisjoint(name):
        yield _warning("BAG-104", path, "cannot be a name on Windows")
    if len(path) > _SHORT and _is_long(path, name):
        yield _warning("BAG-105", path, f"has {len(path)} characters")
    if not is_utf8(name):
        yield _warning("BAG-106", path, "is not UTF-8")
    if _INVISIBLE.search(name) or name != name.strip():
        yield _warning("BAG-107", path, "has invisible characters")


def _is_long(path: str, name: str) -> bool:
    size = len(name.encode("utf-8", "surrogateescape"))
    return len(path) > _LONGEST_PATH or size > _LONGEST_NAME_BYTES


def _twin_findings(
    paths: Sequence[str], form: Callable[[str], str], code: str, what: str
) -> Iterator[Finding]:
    if not may_have_twins(paths, form):
        return
    for path, earlier in twins(paths, form):
        if code == "BAG-045" or is_case_twin(path, earlier):
            message = f"and {shown(earlier)} beside it differ only by {what}"
            yield _warning(code, path, message)
