"""The archive of a fire drill: packages copied aside, with a history and a key of their own.

The inventories are those on record in the real archive, so that an audit of the copy holds it
against what the real archive's audits go by.
"""

import contextlib
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from preserve.errors import CannotDecide
from preserve.ledger.entry import Event, LedgerEntry
from preserve.ledger.inventory import ingestion_detail
from preserve.model.package import PackageRecord
from preserve.report.visible import visible
from preserve.storage import atomic, layout
from preserve.storage.copying import copy_files, require_room
from preserve.storage.tree import LocalTree
from preserve.workflows.archive import (
    SOFTWARE,
    Archive,
    History,
    nearest_archive,
    open_journal,
    read_history,
)
from preserve.workflows.archive_config import ArchiveConfig
from preserve.workflows.audit import audit
from preserve.workflows.audit_options import AuditOptions
from preserve.workflows.drill_damage import Scene
from preserve.workflows.initialize import initialize

_NAME = "FIRE DRILL, no real damage: "
_AHEAD = timedelta(days=365)
# For the ledger, the reports and what the file system needs besides.
_ROOM_BYTES = 16 << 20


@contextlib.contextmanager
def temporary_place() -> Iterator[str]:
    """Give a directory of its own, and remove it whatever happens.

    Raises:
        CannotDecide: there is none to be had outside of every archive.
    """
    with atomic.writing("The temporary directory"):
        place = os.path.realpath(tempfile.mkdtemp(prefix="preserve-drill-"))
    try:
        if nearest_archive(place) is not None:
            raise CannotDecide(
                f"The temporary directory {visible(place)} lies in an archive.",
                remedy="Set TMPDIR to a directory outside of every archive, then run again.",
            )
        yield place
    finally:
        try:
            shutil.rmtree(place)
        finally:
            # Whoever was stopped in the middle of clearing up clears up all the same.
            atomic.discard(place)


@dataclass(frozen=True, slots=True)
class DrillCopy:
    """The copy that is damaged, and the one that it is mended from.

    Attributes:
        archive: the archive of the drill.
        place: the temporary directory that holds everything.
        packages: as they are on record.
        archive_id: of the archive of the drill.
    """

    archive: Archive
    place: str
    packages: tuple[PackageRecord, ...]
    archive_id: str

    def scene(self, number: int, clock: Callable[[], datetime]) -> Scene:
        """Return the scene of a fault; each begins with another package, in turn.

        Raises:
            PreserveError: the directory for what lies elsewhere cannot be made.
        """
        first = number % len(self.packages)
        outside = f"{self.place}/outside"
        atomic.discard(outside)
        with atomic.writing("The copy"):
            atomic.make_root(outside)

        def jump() -> object:
            ahead = AuditOptions(clock=lambda: clock() + _AHEAD, token="0" * 8)
            return audit(self.archive, ahead)

        packages = (*self.packages[first:], *self.packages[:first])
        return Scene(self.archive.store.bags, outside, packages, jump)

    def mend(self, scene: Scene) -> None:
        """Undo a fault: what may have been damaged is put back, what was added is removed.

        Raises:
            PreserveError: it cannot be written.
        """
        bags = self.archive.store.bags
        with atomic.writing("The copy"):
            for package in scene.packages[:2]:
                atomic.discard(f"{bags}/{package.id}")
                _copy(LocalTree(f"{self.place}/sound/{package.id}"), package, bags)
            known = {layout.ARCHIVE_ID, *(package.id for package in self.packages)}
            for name in set(os.listdir(bags)) - known:
                atomic.discard(f"{bags}/{name}")
            atomic.replace(f"{bags}/{layout.ARCHIVE_ID}", f"{self.archive_id}\n".encode())


def copied_aside(
    place: str, real: Archive, history: History, chosen: Sequence[str], now: datetime
) -> DrillCopy:
    """Copy packages of an archive, and put the copies on record in an archive of their own.

    Raises:
        CannotDecide: a package cannot be read, or there is no room.
    """
    records = tuple(history.record_of(package) for package in chosen)
    with atomic.writing(place):
        sizes = [file.size_bytes for package in records for file in package.files]
        require_room(place, (*sizes, *sizes, *sizes, _ROOM_BYTES))
        atomic.make_root(f"{place}/sound")
    config = ArchiveConfig(f"{_NAME}{real.config.name}", real.config.organization)
    made = initialize(f"{place}/archive", config, now)
    for package in records:
        _taken(real, package, f"{place}/sound")
        with atomic.writing("The copy"):
            _copy(LocalTree(f"{place}/sound/{package.id}"), package, made.archive.store.bags)
    entries = [
        LedgerEntry(
            now,
            Event.INGESTION.value,
            package.id,
            SOFTWARE,
            "success",
            ingestion_detail(package, history.facts_of(package.id), {}),
        )
        for package in records
    ]
    with open_journal(made.archive, read_history(made.archive, is_locked=False)) as journal:
        journal.append(entries)
    return DrillCopy(made.archive, place, records, made.archive_id)


def _taken(real: Archive, package: PackageRecord, directory: str) -> None:
    """Copy a package of the real archive; it is only read."""
    try:
        _copy(real.store.tree(package.id), package, directory)
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError) as problem:
        raise not_as_recorded(package.id) from problem
    except OSError as problem:
        raise atomic.explained(problem, f"A copy of {package.id}") from problem


def not_as_recorded(package: str) -> CannotDecide:
    """Return what is said of a package that no drill can be made with."""
    return CannotDecide(
        f"{visible(package)} is not as it is on record, so no drill can be made with it.",
        code="FIX-015",
        remedy=f"Run `preserve audit {visible(package)}`, or name other packages.",
    )


def _copy(tree: LocalTree, package: PackageRecord, directory: str) -> None:
    copy_files(tree, (file.path for file in package.files), f"{directory}/{package.id}")
