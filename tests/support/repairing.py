"""Archives with copies that can be damaged, and repairs of them."""

import os
import shutil
from collections.abc import Iterable
from pathlib import Path

from preserve.exchange.repair import RepairReport
from preserve.storage.tree import LocalTree
from preserve.workflows.archive import Archive
from preserve.workflows.repair import Target, Terms, repair
from preserve.workflows.repair_sources import Finder, same_path, tree_copy
from tests.support.archives import Clock

TEXTS = {
    "a.txt": "Rain is expected\n\nAya Haddad said: “The rain has come.”\n".encode(),
    "b.txt": b"A second letter\n\nNobody said anything, and it was night.\n",
}


def bag(archive: Archive, package: str) -> Path:
    """Return the directory of a package."""
    return Path(archive.store.bags) / package


def copied(archive: Archive, package: str, place: Path) -> Path:
    """Return a copy of a package, made now."""
    shutil.copytree(bag(archive, package), place, symlinks=True)
    return place


def from_directories(*places: Path) -> list[Finder]:
    """Return finders that offer directories, in turn; each is called by its name."""
    copies = [tree_copy(place.name, LocalTree(str(place)), same_path) for place in places]
    return [lambda _files, _stack, one=one: [one] for one in copies]


def repaired(
    archive: Archive, package: str, finders: Iterable[Finder], clock: Clock, **terms
) -> RepairReport:
    """Repair a package of an archive."""
    wanted = Terms(clock, "00000000", **terms)
    return repair(archive, Target(package), wanted, list(finders))


def contents(place: Path) -> dict[str, bytes]:
    """Return every file below a directory, by path."""
    found = {}
    for base, _, names in os.walk(place):
        for name in names:
            path = Path(base, name)
            found[str(path.relative_to(place))] = path.read_bytes()
    return found
