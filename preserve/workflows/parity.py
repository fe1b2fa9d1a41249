"""Parity: redundant blocks beside the bags, from which par2 works out damaged files again.

For an archive that has one place only. Parity is no second copy: it mends a few damaged places,
and is lost with the disk. What par2 says is never believed: what it worked out is held against
the digests in the ledger like any copy.

par2 sees names of ours alone (the digest of each file), in a directory of ours.
"""

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from preserve.errors import CannotDecide, Refused, UsageProblem
from preserve.exchange.repair import needs_of
from preserve.fixity.check import Recorded, check_packages
from preserve.fixity.compare import matches
from preserve.fixity.digest import measure
from preserve.ledger.entry import Event, LedgerEntry
from preserve.model.catalogue import CATALOGUE, finding
from preserve.model.digest import OUR_ALGORITHMS
from preserve.model.file import FileRecord, Measurement, Outcome, printable
from preserve.model.finding import Finding, Where
from preserve.model.package import PackageRecord
from preserve.model.parity import ParityState
from preserve.model.plain import mappings_of, number_of, text_of
from preserve.storage import atomic, layout
from preserve.storage.copying import require_room
from preserve.storage.tree import LocalTree
from preserve.storage.workbench import Workbench
from preserve.workflows.archive import (
    SOFTWARE,
    Archive,
    History,
    open_journal,
    read_history,
    require_online,
    require_sound,
)
from preserve.workflows.programs import RunProgram
from preserve.workflows.repair_read import read_from_medium
from preserve.workflows.repair_sources import Copy, tree_copy
from preserve.workflows.which_package import not_on_record

_SET: Final = "parity.par2"
_MOST_BLOCKS: Final = 32_768
_FEWEST_BLOCKS: Final = 2_000
_LEAST_SECONDS: Final = 600.0
# The slowest machine that par2 was seen on works through more.
_BYTES_PER_SECOND: Final = 500_000
MOST_PERCENT: Final = 100
_FREE: Final = "Free space on that disk, then run the same command again."


@dataclass(frozen=True, slots=True)
class Par2:
    """How par2 is run.

    Attributes:
        run: runs a program.
        program: its name or path.
    """

    run: RunProgram
    program: str = "par2"

    def do(self, words: Sequence[str], size_bytes: int) -> None:
        """Run par2, for a time that goes with the amount.

        Raises:
            CannotDecide: it is not there, failed, or did not end in time.
        """
        seconds = _LEAST_SECONDS + size_bytes / _BYTES_PER_SECOND
        ran = self.run([self.program, *words], b"", seconds)
        if ran.exit_code != 0:
            lines = printable(ran.said).splitlines()
            raise CannotDecide(
                f"par2: {lines[-1] if lines else 'it said nothing'}.",
                code="XCH-089",
                remedy=CATALOGUE["XCH-089"].remedy,
            )


def make_parity(
    archive: Archive, package: str, percent: int, par2: Par2, clock: Callable[[], datetime]
) -> ParityState:
    """Make parity of a package that is whole, and put its digests on record.

    What was made before is kept until then, and goes to quarantine.

    Raises:
        UsageProblem: the package is not on record, or the redundancy makes no sense.
        Refused: the package is not as recorded, so that parity would keep the damage.
        CannotDecide: par2 failed, the disk is full, or something cannot be read.
        ArchiveLocked: another run is at work.
        EvidenceFailure: the history does not verify.
    """
    if not 1 <= percent <= MOST_PERCENT:
        raise UsageProblem(f"--redundancy is a percentage from 1 to {MOST_PERCENT}.")
    with archive.lock():
        history = read_history(archive, is_locked=True)
        require_sound(history)
        require_online(archive, history)
        record = _record(history, package)
        _require_whole(archive, history, record)
        bench = _bench(archive, package)
        try:
            files = _made(archive, record, (bench, percent), par2)
            _published(archive, package, bench.root, clock())
        finally:
            bench.discard()
        detail = {
            "parity": [{"path": f.path, "bytes": f.size_bytes, **f.digests} for f in files],
            "redundancy_percent": percent,
            "inventory": history.holdings[package].entry,
        }
        at = clock()
        entry = LedgerEntry(at, Event.PARITY.value, package, SOFTWARE, "success", detail)
        with open_journal(archive, history) as journal:
            journal.append([entry])
        return ParityState(package, files, percent, at)


def _record(history: History, package: str) -> PackageRecord:
    if package not in history.holdings:
        raise not_on_record(package, history.holdings)
    return history.record_of(package)


def _require_whole(archive: Archive, history: History, record: PackageRecord) -> None:
    recorded = Recorded(record, history.holdings[record.id].packaged_at)
    result = check_packages(archive.store, [recorded], read_from_medium)[0].result
    needs = needs_of(record, result)
    if not (needs.wanted or needs.unexpected) and any(
        found.weight == CannotDecide.exit_code for found in needs.left
    ):
        raise CannotDecide(f"{record.id} could not be read whole. No parity was made.")
    if not needs.is_nothing:
        raise Refused(
            f"{record.id} is not as recorded; parity would keep the damage. None was made.",
            code="XCH-088",
            remedy=f"`preserve repair {record.id}` first.",
        )


def _bench(archive: Archive, package: str) -> Workbench:
    return Workbench(f"{archive.root}/{layout.STAGING}/parity-{package}")


def _made(
    archive: Archive, record: PackageRecord, how: tuple[Workbench, int], par2: Par2
) -> tuple[FileRecord, ...]:
    """Have par2 make volumes in a directory of ours; return what they are."""
    bench, percent = how
    contents = _contents(record)
    size = sum(file.size_bytes for file in contents.values())
    bench.begin()
    with atomic.writing(printable(bench.root)):
        require_room(bench.root, [size * percent // 100, size // 100], _FREE)
    for name, file in contents.items():
        bench.link(name, f"{archive.store.bags}/{record.id}/{file.path}")
    blocks = min(_MOST_BLOCKS, max(_FEWEST_BLOCKS, 2 * len(contents)))
    words = ["create", "-q", "-q", f"-r{percent}", f"-b{blocks}", "-n3", "-B", bench.root]
    names = (f"{bench.root}/{name}" for name in (_SET, *contents))
    par2.do([*words, "--", *names], size)
    bench.settle()
    return _volumes(bench.tree)


def _contents(record: PackageRecord) -> dict[str, FileRecord]:
    """Return the files that parity is made of, by the name that par2 sees; each content once."""
    return {_name(file): file for file in record.files if file.size_bytes}


def _name(file: FileRecord) -> str:
    return file.digests.get("sha256") or next(iter(file.digests.values()))


def _volumes(tree: LocalTree) -> tuple[FileRecord, ...]:
    reads = (measure(tree, entry.path, OUR_ALGORITHMS) for entry in tree.entries())
    return tuple(
        FileRecord(read.path, read.size_bytes, read.digests)
        for read in reads
        if read.outcome is Outcome.READ
    )


def _published(archive: Archive, package: str, work: str, at: datetime) -> None:
    """Move new parity to its place, and what was there to quarantine."""
    final = f"{archive.root}/{layout.PARITY}/{package}"
    with atomic.writing(printable(final)):
        atomic.make_directories(archive.root, layout.PARITY)
        if os.path.lexists(final):
            kept = f"{archive.store.quarantine}/{at:%Y%m%dT%H%M%SZ}-parity"
            atomic.make_root(kept)
            atomic.publish(final, f"{kept}/{package}")
        atomic.publish(work, final)


def parity_on_record(history: History) -> dict[str, ParityState]:
    """Return the parity of every package that has some, by package id."""
    found = {}
    for entry in history.entries:
        if entry.event != Event.PARITY.value or entry.package is None:
            continue
        rows = mappings_of(entry.detail.get("parity"))
        files = tuple(file for row in rows if (file := _volume(row)) is not None)
        percent = number_of(entry.detail.get("redundancy_percent")) or 0
        found[entry.package] = ParityState(entry.package, files, percent, entry.at)
    return found


def _volume(row: Mapping[str, object]) -> FileRecord | None:
    path, size = text_of(row.get("path")), number_of(row.get("bytes"))
    digests = {name: text for name in OUR_ALGORITHMS if (text := text_of(row.get(name)))}
    if not path or "/" in path or not path.endswith(".par2") or size is None or not digests:
        return None
    return FileRecord(path, size, digests)


def verify_parity(archive: Archive, packages: Sequence[str]) -> list[ParityState]:
    """Hold the volumes of packages against their digests on record; all packages if none is named.

    Raises:
        UsageProblem: a package is not on record.
        EvidenceFailure: the history does not verify.
    """
    history = read_history(archive, is_locked=False)
    require_sound(history)
    known = parity_on_record(history)
    for package in packages:
        _record(history, package)
    return [_verified(archive, package, known.get(package)) for package in packages or known]


def list_parity(archive: Archive) -> list[ParityState]:
    """Return the parity on record; nothing is read of it.

    Raises:
        EvidenceFailure: the history does not verify.
    """
    history = read_history(archive, is_locked=False)
    require_sound(history)
    return list(parity_on_record(history).values())


def _verified(archive: Archive, package: str, state: ParityState | None) -> ParityState:
    if state is None:
        words = f"{package} has no parity."
        return ParityState(package, (), 0, None, (finding("XCH-088", words),))
    found = tuple(
        _told(f"{layout.PARITY}/{package}/{file.path}", read)
        for file, read in _recorded_volumes(archive, state)
        if not matches(file, read)
    )
    return state._replace(findings=found)


def _told(path: str, read: Measurement) -> Finding:
    if read.outcome is Outcome.UNREADABLE:
        return finding("FIX-030", f"{path} cannot be read ({read.detail}).", Where(file=path))
    return finding("XCH-088", f"{path} is not as recorded.", Where(file=path))


def _recorded_volumes(
    archive: Archive, state: ParityState
) -> Iterator[tuple[FileRecord, Measurement]]:
    """Yield the volumes on record, and what was read of them."""
    tree = LocalTree(f"{archive.root}/{layout.PARITY}/{state.package}", follows_root=False)
    for file in state.files:
        yield file, measure(tree, file.path, tuple(file.digests))


def parity_copies(
    archive: Archive, package: str, par2: Par2
) -> Callable[[Sequence[FileRecord], ExitStack], list[Copy]]:
    """Return a finder that works files out from parity, in a directory that goes afterwards."""

    def find(wanted: Sequence[FileRecord], stack: ExitStack) -> list[Copy]:
        history = read_history(archive, is_locked=True)
        state = parity_on_record(history).get(package)
        if state is None:
            return []
        bench = _bench(archive, package)
        stack.callback(bench.discard)
        bench.begin()
        record = history.record_of(package)
        volumes = _lay_out(archive, record, (state, bench), wanted)
        if not volumes:
            raise CannotDecide(f"The parity of {package} is not as recorded.", code="XCH-088")
        size = sum(file.size_bytes for file in record.files)
        words = ["repair", "-q", "-q", "-B", bench.root, "--", f"{bench.root}/{volumes[0]}"]
        par2.do(words, size)
        return [tree_copy("its parity", bench.tree, _name)]

    return find


def _lay_out(
    archive: Archive,
    record: PackageRecord,
    place: tuple[ParityState, Workbench],
    wanted: Iterable[FileRecord],
) -> list[str]:
    """Lay out what par2 works with: damaged files as copies, whole ones and volumes as links."""
    state, bench = place
    # par2 is given no other volumes than those that are as recorded.
    volumes = [file.path for file, read in _recorded_volumes(archive, state) if matches(file, read)]
    for name in volumes:
        bench.link(name, f"{archive.root}/{layout.PARITY}/{record.id}/{name}")
    tree = archive.store.tree(record.id)
    damaged = {_name(file): file for file in wanted}
    room = sum(file.size_bytes for file in damaged.values())
    reads = {name: measure(tree, file.path, ("sha256",)) for name, file in damaged.items()}
    there = {name: read for name, read in reads.items() if read.outcome is Outcome.READ}
    with atomic.writing(printable(bench.root)):
        require_room(bench.root, [room, *(read.size_bytes for read in there.values())], _FREE)
    for name, read in there.items():
        bench.copy(name, tree, read.path)
    for name, file in _contents(record).items():
        if name not in damaged:
            bench.link(name, f"{archive.store.bags}/{record.id}/{file.path}")
    return volumes
