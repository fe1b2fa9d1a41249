"""Archives with copies that can be damaged, and repairs of them."""

import itertools
import os
import shutil
from collections.abc import Callable, Iterable
from datetime import datetime
from pathlib import Path

from preserve.model.repair import FilePlan, RepairReport, Wanted
from preserve.storage.tree import LocalTree
from preserve.workflows.archive import Archive, open_journal, read_history, require_sound
from preserve.workflows.repair import Target, Terms, repair
from preserve.workflows.repair_files import Mending, Strangers, finish_story, mend
from preserve.workflows.repair_sources import Copy, Finder, same_path, tree_copy
from tests.support.archives import Clock

TEXTS = {
    "a.txt": "Rain is expected\n\nAya Haddad said: “The rain has come.”\n".encode(),
    "b.txt": b"A second letter\n\nNobody said anything, and it was night.\n",
}


def tokens() -> Callable[[], str]:
    """Return what names audits, one after the other."""
    numbers = itertools.count()
    return lambda: f"{next(numbers):08x}"


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
    wanted = Terms(clock, tokens(), **terms)
    return repair(archive, Target(package), wanted, list(finders))


def contents(place: Path) -> dict[str, bytes]:
    """Return every file below a directory, by path."""
    found = {}
    for base, _, names in os.walk(place):
        for name in names:
            path = Path(base, name)
            found[str(path.relative_to(place))] = path.read_bytes()
    return found


def put_back(archive: Archive, package: str, path: str, copy: Copy, at: datetime) -> None:
    """Put one file back and on record, and leave it to an audit to find out."""
    with archive.lock():
        history = read_history(archive, is_locked=True)
        require_sound(history)
        record = history.record_of(package)
        file = next(file for file in record.files if file.path == path)
        planned = FilePlan(Wanted(file, "altered", {}), copy.name)
        mending = Mending(archive.store, None, record, "Ada", at)
        done = mend(mending, [planned], {path: copy}, Strangers())
        with open_journal(archive, history) as journal:
            journal.append(done.entries)
        finish_story(archive.store, done.label)
