"""Is what lies at the place of a new bag the very bag that would be written there?"""

from collections.abc import Mapping
from datetime import UTC, datetime

from preserve.containers.bag.rebag_files import RECORD, Circumstances
from preserve.errors import Unreadable
from preserve.fixity.pool import Job, measure_all
from preserve.model.digest import OUR_ALGORITHMS, Digests
from preserve.model.file import EntryKind, Outcome, printable
from preserve.schema.parse import parse_document
from preserve.storage.tree import LocalTree

_MOST_BYTES = 1 << 24


def circumstances_of(there: LocalTree, provenance: str, mine: Circumstances) -> Circumstances:
    """Return when and by which software a bag that is there says it was made.

    Two runs on two days make bags that differ in that alone, and they are the same bag.

    Args:
        there: what lies at the place.
        provenance: the directory with its record.
        mine: what holds where it does not say so.
    """
    try:
        data = there.read_small(f"{provenance}/{RECORD}", _MOST_BYTES)
    except OSError:
        return mine
    document = parse_document(data)[0] if data else None
    if not isinstance(document, Mapping):
        return mine
    at, software = document.get("at"), document.get("software")
    if not isinstance(at, str) or not isinstance(software, str):
        return mine
    try:
        instant = datetime.fromisoformat(at)
        is_aware = instant.tzinfo is not None
        return Circumstances(instant.astimezone(UTC), software) if is_aware else mine
    except (ValueError, OverflowError):
        return mine


def is_same(there: LocalTree, expected: Mapping[str, Digests], workers: int) -> bool:
    """Return whether a directory holds exactly these files.

    Args:
        there: the directory.
        expected: the digests of each file under our algorithms.
        workers: how many cores to use.

    Raises:
        Unreadable: it cannot be told, because something there cannot be read.
    """
    try:
        entries = there.entries()
    except NotADirectoryError:
        return False
    except OSError as problem:
        words = f"{printable(there.root)} cannot be listed: {problem.strerror}."
        raise Unreadable(words) from problem
    files = [entry for entry in entries if entry.kind is EntryKind.FILE]
    others = [entry for entry in entries if entry.kind not in {EntryKind.FILE, EntryKind.DIRECTORY}]
    if others or {entry.path for entry in files} != expected.keys():
        return False
    jobs = [Job(entry.path, entry.size_bytes, OUR_ALGORITHMS) for entry in files]
    for path, measurement in measure_all(there, jobs, workers).items():
        if measurement.outcome is Outcome.UNREADABLE:
            raise Unreadable(f"{printable(there.root)}/{printable(path)} cannot be read.")
        if dict(measurement.digests) != dict(expected[path]):
            return False
    return True
