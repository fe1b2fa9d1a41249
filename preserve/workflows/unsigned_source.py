"""What somebody names as a stranger's bag: a directory, or a bag in one file; only looked at."""

import os
from typing import NamedTuple

from preserve.containers.bag.serialized.endings import Form
from preserve.containers.bag.serialized.formats import form_of
from preserve.errors import Refused, Unreadable
from preserve.model.catalogue import CATALOGUE, finding
from preserve.model.file import Entry, EntryKind, printable
from preserve.model.finding import Finding, Where
from preserve.storage import layout
from preserve.storage.container import ContainerFile
from preserve.storage.source import look
from preserve.storage.tree import LocalTree, list_names

_HEAD_BYTES = 4096


class Source(NamedTuple):
    """What was named.

    Attributes:
        path: absolute, links followed where it is a file.
        form: how it is packed; None for a directory.
        entries: of a directory, what is in it; of a file, the file.
    """

    path: str
    form: Form | None
    entries: tuple[Entry, ...]


def source_of(path: str) -> Source:
    """Look at what was named.

    Raises:
        Refused: XCH-091, it is no bag.
        Unreadable: it is not there, or part of it cannot be looked at.
    """
    kind = look(path)
    if kind is None:
        raise Unreadable(f"{printable(path)}: there is nothing at this path.")
    try:
        if kind is EntryKind.DIRECTORY:
            return _directory(path)
        if kind is EntryKind.FILE:
            return _file(path)
    except OSError as problem:
        words = f"{printable(path)} cannot be read: {problem.strerror}."
        raise Unreadable(words) from problem
    raise _no_bag(path)


def _directory(path: str) -> Source:
    # A link's own name is the user's word for the bag; what is in it is read where it leads.
    place = os.path.abspath(path)
    names = list_names(place)
    if not any(name in {"bagit.txt", "data"} or layout.is_manifest(name) for name in names):
        raise _no_bag(path)
    entries = LocalTree(place).entries()
    unread = next((entry for entry in entries if entry.error is not None), None)
    if unread is not None:
        raise Unreadable(f"{printable(unread.path)} cannot be read: {unread.error}.")
    return Source(place, None, entries)


def _file(path: str) -> Source:
    place = os.path.realpath(path)
    with ContainerFile(place) as opened:
        form = form_of(os.path.basename(place), opened.read_at(0, _HEAD_BYTES))
        size = opened.size_bytes
    if form is None:
        raise _no_bag(path)
    return Source(place, form, (Entry(os.path.basename(place), EntryKind.FILE, size),))


def _no_bag(path: str) -> Refused:
    words = f"{printable(path)} is neither the directory of a bag nor a bag in one file."
    return Refused(words, code="XCH-091", remedy=CATALOGUE["XCH-091"].remedy)


def nameless(name: str) -> tuple[Finding, ...]:
    """Return that a bag's own name cannot go on record, where it cannot."""
    if printable(name) == name:
        return ()
    words = f"The name {printable(name)} is not UTF-8"
    return (finding("XCH-092", words, Where(file=printable(name))),)
