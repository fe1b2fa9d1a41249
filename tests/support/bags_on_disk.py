"""Bags of tests written to a disk as they are: links, pipes and twins included."""

import os
from pathlib import Path

from preserve.model.file import Entry, EntryKind
from tests.support.bags import Bag

_UNMADE = {EntryKind.DEVICE, EntryKind.SOCKET}
_NAME_MAX = 255


def can_be_written(bag: Bag) -> bool:
    """Whether a disk can hold it: what only a reader meets, such as a refusal, it cannot."""
    return (
        not bag.outcomes
        and not any(entry.error or entry.kind in _UNMADE for entry in bag.extra)
        and all(
            len(os.fsencode(part)) <= _NAME_MAX for path in bag.files for part in path.split("/")
        )
    )


def write_as_it_is(bag: Bag, directory: Path) -> Path:
    """Write a bag below a directory, which must not hold anything; nothing is added to it."""
    os.makedirs(directory, exist_ok=True)
    for path, data in bag.files.items():
        target = _target(directory, path)
        with open(target, "wb") as stream:
            stream.write(data)
    for entry in bag.extra:
        _make(entry, _target(directory, entry.path), directory)
    return directory


def _target(directory: Path, path: str) -> bytes:
    target = os.path.join(os.fsencode(directory), os.fsencode(path))
    os.makedirs(os.path.dirname(target), exist_ok=True)
    return target


def _make(entry: Entry, target: bytes, directory: Path) -> None:
    if entry.kind is EntryKind.SYMLINK:
        os.symlink(entry.target or "nowhere", target)
    elif entry.kind is EntryKind.FIFO:
        os.mkfifo(target)
    elif entry.kind is EntryKind.DIRECTORY:
        os.makedirs(target, exist_ok=True)
    elif entry.kind is EntryKind.FILE and entry.links > 1:
        os.link(target, directory.parent / f"{directory.name}.other-name")
