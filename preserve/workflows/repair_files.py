"""Put files back into a package: wrong bytes to quarantine with their story, right ones in place.

All files are written aside, synced and verified before the first one is moved. Then what is to be
done is written beside the place for the wrong bytes, as their story: a run that is stopped in the
middle leaves it there, and the next one puts on record what was done until then.
"""

import json
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, NamedTuple

from preserve.errors import CannotDecide, PreserveError
from preserve.fixity.compare import matches
from preserve.fixity.digest import measure
from preserve.fixity.fresh import Job, read_fresh
from preserve.fixity.pace import unpaced
from preserve.ledger.entry import Event, LedgerEntry
from preserve.model.file import FileRecord, printable
from preserve.model.package import PackageRecord
from preserve.model.plain import mapping_of, mappings_of, text_of
from preserve.model.repair import FilePlan
from preserve.storage import atomic
from preserve.storage.copying import require_room
from preserve.storage.layout import parents_of
from preserve.storage.local import LocalStore
from preserve.storage.source import read_whole
from preserve.workflows.archive import SOFTWARE
from preserve.workflows.repair_sources import Copy, verified

STORY: Final = "repair.json"
_UNFINISHED: Final = "repair-unfinished.json"
_LONGEST_STORY_BYTES: Final = 256 << 20
_WRONG: Final = "its bytes are not the ones on record"
_FREE: Final = "Free space on that disk, then run the same command again."


@dataclass(frozen=True, slots=True)
class Mending:
    """A repair of one package in one store.

    Attributes:
        store: where the package lies.
        name: of the replica; None for the archive's own store.
        by: who asks for it, for the record; may be empty.
        at: when it is done.
    """

    store: LocalStore
    name: str | None
    package: PackageRecord
    by: str
    at: datetime

    @property
    def agent(self) -> str:
        """Who the entries are by."""
        return f"{SOFTWARE}, for {self.by}" if self.by else SOFTWARE

    def entry(self, event: Event, detail: Mapping[str, object]) -> LedgerEntry:
        """Return an entry about the package."""
        where = {} if self.name is None else {"store": f"the replica {self.name}"}
        return LedgerEntry(
            self.at, event.value, self.package.id, self.agent, "success", {**detail, **where}
        )


@dataclass(frozen=True, slots=True)
class Strangers:
    """What is not on record and a person wants out of the package, and why."""

    paths: tuple[str, ...] = ()
    why: str = ""


@dataclass
class Mended:
    """What was done.

    Attributes:
        moved: where it is now, by the path it had.
        entries: what is to go on record.
        label: of the place in quarantine, relative to it.
    """

    label: str
    moved: dict[str, str] = field(default_factory=dict)
    entries: list[LedgerEntry] = field(default_factory=list)


def mend(
    mending: Mending, files: Sequence[FilePlan], copies: Mapping[str, Copy], aside: Strangers
) -> Mended:
    """Put files back from copies that were found to hold them.

    Args:
        mending: the repair.
        files: those of the plan that a copy holds.
        copies: by path.
        aside: what is moved out of the package beside.

    Raises:
        PreserveError: the disk is full or read-only, or a copy changed meanwhile; what was not
            moved yet is as it was.
    """
    store, package = mending.store, mending.package.id
    store.discard_files(package)
    try:
        _stage(mending, [file.wanted.record for file in files], copies)
        done = Mended(_free_label(mending))
        _tell_story(mending, done.label, files, aside)
        for file in files:
            _put(mending, file.wanted.record, done)
        for path in aside.paths:
            # It may have gone with a directory that stood in the way of a file.
            if store.in_the_way(package, path) == path:
                done.moved[path] = store.set_aside(package, path, done.label)
    except FileExistsError as problem:
        words = f"{package} changed while it was repaired; run the command again."
        raise CannotDecide(words, code="FIX-007") from problem
    finally:
        store.discard_files(package)
    done.entries.extend(_told(mending, _story(mending, done.label, files, aside), done.moved))
    return done


def _stage(mending: Mending, records: Sequence[FileRecord], copies: Mapping[str, Copy]) -> None:
    with atomic.writing(printable(mending.store.staging)):
        atomic.make_root(mending.store.staging)
        require_room(mending.store.staging, (record.size_bytes for record in records), _FREE)
    for record in records:
        parts = verified(copies[record.path], record)
        mending.store.stage_file(mending.package.id, record.path, parts)


def _put(mending: Mending, record: FileRecord, done: Mended) -> None:
    store, package = mending.store, mending.package.id
    with atomic.writing(printable(record.path)):
        blocking = store.in_the_way(package, record.path)
    if blocking is not None:
        done.moved[blocking] = store.set_aside(package, blocking, done.label)
    store.publish_file(package, record.path)
    read = read_fresh(store.tree(package), [_job(record)], unpaced)[0]
    if not matches(record, read.measurement):
        words = f"{printable(record.path)} does not read back as it was written."
        raise CannotDecide(
            words, code="FIX-002", remedy="Look after the disk before anything else."
        )


def _job(record: FileRecord) -> Job:
    return Job(record.path, record.size_bytes, tuple(record.digests))


def _free_label(mending: Mending) -> str:
    stamp = f"{mending.at:%Y%m%dT%H%M%SZ}-repair"
    label, number = stamp, 1
    while os.path.lexists(f"{mending.store.quarantine}/{label}"):
        number += 1
        label = f"{stamp}-{number}"
    return label


def _story(
    mending: Mending, label: str, files: Sequence[FilePlan], aside: Strangers
) -> dict[str, object]:
    return {
        "repair": label,
        "package": mending.package.id,
        "by": mending.by,
        "files": [
            {
                "path": file.wanted.record.path,
                "state": file.wanted.state,
                "restored_from": file.copy,
                "before": dict(file.wanted.found),
                "after": {"bytes": file.wanted.record.size_bytes, **file.wanted.record.digests},
            }
            for file in files
        ],
        "set_aside": [printable(path) for path in aside.paths],
        "why": aside.why,
    }


def _tell_story(mending: Mending, label: str, files: Sequence[FilePlan], aside: Strangers) -> None:
    story = json.dumps(_story(mending, label, files, aside), indent=1).encode()
    place = f"{mending.store.quarantine}/{label}"
    with atomic.writing(printable(place)):
        atomic.make_root(place)
        atomic.replace(f"{place}/{_UNFINISHED}", story)


def _told(
    mending: Mending, story: Mapping[str, object], moved: Mapping[str, str]
) -> Iterator[LedgerEntry]:
    """Yield the entries for what was done: what went to quarantine, then what was put back."""
    label = text_of(story.get("repair")) or ""
    listed = story.get("set_aside")
    strangers = set(listed) if isinstance(listed, list) else set()
    for path, place in moved.items():
        shown = printable(path)
        if shown in strangers:
            why = f"it is not on record: {text_of(story.get('why'))}"
        else:
            why = _WRONG if path else "it is no directory with a package"
        detail = {"path": shown or mending.package.id, "moved_to": printable(place), "why": why}
        yield mending.entry(Event.QUARANTINE, {**detail, "repair": label})
    for file in mappings_of(story.get("files")):
        keys = ("path", "restored_from", "before", "after")
        yield mending.entry(
            Event.RECOVERY, {**{key: file.get(key) for key in keys}, "repair": label}
        )


def finish_story(store: LocalStore, label: str) -> None:
    """Say beside what is in quarantine that all of it is on record.

    Raises:
        PreserveError: it cannot be written.
    """
    place = f"{store.quarantine}/{label}"
    with atomic.writing(printable(place)):
        if os.path.lexists(f"{place}/{_UNFINISHED}"):
            atomic.publish(f"{place}/{_UNFINISHED}", f"{place}/{STORY}")


def drop_story(store: LocalStore, label: str) -> None:
    """Take back the story of a repair that was stopped before it did anything.

    Raises:
        PreserveError: it cannot be written.
    """
    place = f"{store.quarantine}/{label}"
    with atomic.writing(printable(place)):
        atomic.discard(f"{place}/{_UNFINISHED}")
        atomic.discard_empty(place)
        atomic.sync_directory(store.quarantine)


class HalfDone(NamedTuple):
    """What a run did that was stopped.

    Attributes:
        label: of its place in quarantine.
        entries: what is not on record yet.
        is_told: all that it did is on record.
    """

    label: str
    entries: list[LedgerEntry]
    is_told: bool


def unfinished(mending: Mending, is_on_record: Callable[[str], bool]) -> Iterator[HalfDone]:
    """Yield what earlier runs did that were stopped.

    Raises:
        PreserveError: the quarantine cannot be read.
    """
    quarantine = mending.store.quarantine
    for label in sorted(os.listdir(quarantine)) if os.path.isdir(quarantine) else ():
        place = f"{quarantine}/{label}/{_UNFINISHED}"
        if not os.path.isfile(place) or os.path.islink(place):
            continue
        story = _read_story(place)
        if story.get("package") != mending.package.id or story.get("repair") != label:
            continue
        is_told = is_on_record(label)
        yield HalfDone(label, [] if is_told else list(_half_done(mending, story)), is_told)


def _read_story(place: str) -> Mapping[str, object]:
    try:
        return mapping_of(json.loads(read_whole(place, _LONGEST_STORY_BYTES)))
    except (ValueError, RecursionError, PreserveError):
        # Not written by a repair, or cut off before anything was moved.
        return {}


def _half_done(mending: Mending, story: Mapping[str, object]) -> Iterator[LedgerEntry]:
    store, package = mending.store, mending.package.id
    label = str(story.get("repair"))
    base = f"{os.path.basename(store.quarantine)}/{label}/{package}"
    inside = f"{store.quarantine}/{label}/{package}"
    paths = [*_texts(story.get("set_aside"))]
    files = mappings_of(story.get("files"))
    for file in files:
        path = text_of(file.get("path")) or ""
        # Where a directory above it belongs, something else may have stood in the way.
        paths.extend(above for above in parents_of(path) if _is_no_directory(f"{inside}/{above}"))
        paths.append(path)
    if _is_no_directory(inside):
        moved = {"": base}
    else:
        moved = {path: f"{base}/{path}" for path in _topmost(inside, dict.fromkeys(paths))}
    records = {record.path: record for record in mending.package.files}
    restored = [
        file
        for file in files
        if (record := records.get(text_of(file.get("path")) or "")) is not None
        and matches(record, measure(store.tree(package), record.path, tuple(record.digests)))
    ]
    if moved or restored:
        yield from _told(mending, {**story, "files": restored}, moved)


def _is_no_directory(place: str) -> bool:
    """Whether something lies there, and not a directory that was made to hold what was moved."""
    return os.path.lexists(place) and (os.path.islink(place) or not os.path.isdir(place))


def _texts(value: object) -> Iterator[str]:
    return (one for one in value if isinstance(one, str)) if isinstance(value, list) else iter(())


def _topmost(place: str, paths: Mapping[str, None]) -> Iterator[str]:
    """Yield the paths at which something was moved to: not the directories made to hold it.

    A directory that was set aside itself is told of by its own name where none of the files that
    are told of lies in it.
    """
    there = [path for path in paths if os.path.lexists(f"{place}/{path}")]
    for path in there:
        if not any(other.startswith(f"{path}/") for other in there):
            yield path
