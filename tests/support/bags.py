"""Bags for tests: built in memory or on disk, listed and measured in the plainest way.

The reader here is slow and obvious on purpose: it is not the one that preserve uses.
"""

import hashlib
import os
import stat
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from preserve.containers.bag.check import (
    BagCheck,
    Inspection,
    comparison_for,
    conclude,
    inspect,
    tag_files_to_read,
)
from preserve.containers.bag.write import tag_files
from preserve.model.digest import digests_of
from preserve.model.file import Entry, EntryKind, FileRecord, Measurement, Outcome

HASHLIB = {"sha3256": "sha3_256", "sha3384": "sha3_384", "sha3512": "sha3_512"}


@dataclass(frozen=True)
class Bag:
    """A bag in memory: files by path, and whatever else the listing is to show."""

    files: Mapping[str, bytes] = field(default_factory=dict)
    extra: tuple[Entry, ...] = ()
    outcomes: Mapping[str, Outcome] = field(default_factory=dict)

    def having(self, path: str, data: bytes) -> "Bag":
        """Return the bag with one file added or replaced."""
        return replace(self, files={**self.files, path: data})

    def without(self, *paths: str) -> "Bag":
        """Return the bag without some files."""
        kept = {path: data for path, data in self.files.items() if path not in paths}
        return replace(self, files=kept)

    def with_entry(self, entry: Entry) -> "Bag":
        """Return the bag with one more entry in its listing (a link, a pipe ...)."""
        kept = {path: data for path, data in self.files.items() if path != entry.path}
        return replace(self, files=kept, extra=(*self.extra, entry))

    def with_outcome(self, path: str, outcome: Outcome) -> "Bag":
        """Return the bag with a file whose reading ends otherwise than well."""
        return replace(self, outcomes={**self.outcomes, path: outcome})

    def entries(self) -> tuple[Entry, ...]:
        """Return the listing, directories included."""
        special = {entry.path: entry for entry in self.extra}
        found: dict[str, Entry] = {}
        for path, data in self.files.items():
            found[path] = Entry(path, EntryKind.FILE, len(data))
        for path in [*found, *special]:
            parent = path.rpartition("/")[0]
            while parent and parent not in special:
                found.setdefault(parent, Entry(parent, EntryKind.DIRECTORY))
                parent = parent.rpartition("/")[0]
        return tuple({**found, **special}.values())

    def measure(self, path: str, algorithms: Iterable[str]) -> Measurement:
        """Read one file as the shell would."""
        outcome = self.outcomes.get(path, Outcome.READ)
        if outcome is not Outcome.READ:
            return Measurement(path, outcome, detail="made to fail")
        data = self.files[path]
        return Measurement(path, outcome, len(data), digests_of(data, algorithms))

    def check(self) -> BagCheck:
        """Run the three steps."""
        return check(self.entries(), self)


def judge(inspection: Inspection, measurements: Mapping[str, Measurement]) -> BagCheck:
    """Take the last step with measurements that are all at hand."""
    comparison = comparison_for(inspection)
    for measurement in measurements.values():
        comparison.take(measurement)
    return conclude(inspection, comparison)


def check(entries: Sequence[Entry], bag: Bag) -> BagCheck:
    """Run the three steps over a listing and the files of a bag."""
    given: dict[str, bytes | Measurement] = {}
    for path in tag_files_to_read(entries):
        measured = bag.measure(path, ())
        given[path] = bag.files[path] if measured.outcome is Outcome.READ else measured
    inspection = inspect(entries, given)
    measurements = {
        path: bag.measure(path, algorithms) for path, algorithms in inspection.wanted.items()
    }
    return judge(inspection, measurements)


def new_bag(
    payload: Mapping[str, bytes] | None = None,
    info: Sequence[tuple[str, str]] = (("Contact-Name", "Lina"),),
) -> Bag:
    """Return a bag made by our writer; payload paths start with `data/`."""
    files = {"data/a.txt": b"one\n", "data/b.txt": b"two\n"} if payload is None else payload
    records = [FileRecord(path, len(data), digests_of(data)) for path, data in files.items()]
    written = {new.path: new.data for new in tag_files(records, info)}
    return Bag({**files, **written})


def old_bag(
    version: str = "0.97",
    payload: Mapping[str, bytes] | None = None,
    algorithm: str = "md5",
    info: str | None = None,
) -> Bag:
    """Return a bag of another version or algorithm, written line by line here."""
    files = {"data/a.txt": b"one\n", "data/b.txt": b"two\n"} if payload is None else dict(payload)
    tags = {
        "bagit.txt": declaration(version),
        f"manifest-{algorithm}.txt": listing(files, algorithm),
    }
    if info is not None:
        tags["bag-info.txt"] = info.encode()
    return sealed(Bag({**files, **tags}), algorithm)


def declaration(version: str = "1.0", encoding: str = "UTF-8") -> bytes:
    """Return a correct bagit.txt."""
    return f"BagIt-Version: {version}\nTag-File-Character-Encoding: {encoding}\n".encode()


def listing(files: Mapping[str, bytes], algorithm: str) -> bytes:
    """Return manifest lines for some files, names as they are."""
    return "".join(
        f"{hexdigest(data, algorithm)}  {path}\n" for path, data in sorted(files.items())
    ).encode("utf-8", "surrogateescape")


def hexdigest(data: bytes, algorithm: str) -> str:
    """Return a digest straight from hashlib."""
    return hashlib.new(HASHLIB.get(algorithm, algorithm), data).hexdigest()


def sealed(bag: Bag, *algorithms: str) -> Bag:
    """Return the bag with its tag manifests written again, true to its tag files."""
    names = algorithms or ("sha256", "sha512")
    tags = {
        path: data
        for path, data in bag.files.items()
        if not path.startswith(("data/", "tagmanifest-"))
    }
    new = {f"tagmanifest-{name}.txt": listing(tags, name) for name in names}
    kept = {path: data for path, data in bag.files.items() if not path.startswith("tagmanifest-")}
    return replace(bag, files={**kept, **new})


def write_bag(bag: Bag, directory: Path) -> Path:
    """Write the bag's files below a directory."""
    for path, data in bag.files.items():
        target = os.path.join(os.fsencode(directory), os.fsencode(path))
        os.makedirs(os.path.dirname(target), exist_ok=True)
        with open(target, "wb") as stream:
            stream.write(data)
    (directory / "data").mkdir(parents=True, exist_ok=True)
    return directory


def list_directory(directory: Path) -> tuple[Entry, ...]:
    """List a real directory, links not followed."""
    found = []
    for base, names, files in os.walk(directory):
        for name in [*names, *files]:
            full = os.path.join(base, name)
            found.append(_entry(full, os.path.relpath(full, directory)))
    return tuple(found)


def _entry(full: str, path: str) -> Entry:
    status = os.lstat(full)
    mode = status.st_mode
    if stat.S_ISREG(mode):
        return Entry(path, EntryKind.FILE, status.st_size, status.st_nlink)
    if stat.S_ISLNK(mode):
        return Entry(path, EntryKind.SYMLINK, target=os.readlink(full))
    kinds = ((stat.S_ISDIR, EntryKind.DIRECTORY), (stat.S_ISFIFO, EntryKind.FIFO))
    for is_kind, kind in (*kinds, (stat.S_ISSOCK, EntryKind.SOCKET)):
        if is_kind(mode):
            return Entry(path, kind)
    return Entry(path, EntryKind.DEVICE)


def check_directory(directory: Path) -> BagCheck:
    """Check a bag on disk."""
    entries = list_directory(directory)
    files = {}
    for entry in entries:
        if entry.kind is EntryKind.FILE:
            with open(os.path.join(os.fsencode(directory), os.fsencode(entry.path)), "rb") as data:
                files[entry.path] = data.read()
    return check(entries, Bag(files))


def fingerprint(directory: Path) -> dict[str, tuple[str, bytes]]:
    """Return every entry's kind and bytes, to compare a tree before and after."""
    return {
        entry.path: (
            entry.kind.value,
            Path(directory, entry.path).read_bytes() if entry.kind is EntryKind.FILE else b"",
        )
        for entry in list_directory(directory)
    }


def codes(check_or_findings: "BagCheck | Iterable[object]") -> set[str]:
    """Return the codes of the findings."""
    if isinstance(check_or_findings, BagCheck):
        check_or_findings = check_or_findings.findings
    return {getattr(item, "code", "") for item in check_or_findings}
