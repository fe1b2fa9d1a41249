"""Which files of a holey bag are to be fetched, and what is wrong with the rest (RFC 8493 2.2.3).

Decided before any connection is made, from the listing and the tag files alone. A line of
fetch.txt is acted on only where a file can be verified afterwards, and where nothing is in its
place; a stranger wrote that file, and the manifests are all that vouches for what comes.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from preserve.containers.bag.fetch import FETCH, FetchItem
from preserve.containers.bag.fetch_address import Rules, address_problem, target_of
from preserve.containers.bag.inspection import Inspection, TagFile, inspect
from preserve.containers.bag.manifest import Manifest
from preserve.containers.bag.names import shown, storable
from preserve.containers.bag.parse import DECLARATION
from preserve.errors import Refused, Unreadable
from preserve.model.catalogue import finding
from preserve.model.digest import Digests
from preserve.model.file import Entry, EntryKind, Measurement
from preserve.model.finding import Finding, Where


class Status(StrEnum):
    """What became of a file that fetch.txt names."""

    FETCHED = "fetched"
    ALREADY_THERE = "already-there"
    REFUSED = "refused"
    UNREACHABLE = "unreachable"
    WRONG = "wrong"
    NOT_TRIED = "not-tried"


class Digest(NamedTuple):
    """What one manifest says of a file: its own name, the algorithm, lower-case hex digits."""

    manifest: str
    algorithm: str
    hexadecimal: str


class Wanted(NamedTuple):
    """A file to be fetched.

    Attributes:
        url: as fetch.txt has it; `target_of` takes it.
        length_bytes: as fetch.txt states it, or None.
        path: in the bag, below `data/`.
        line: of fetch.txt.
        digests: of every manifest that lists it and can be verified; at least one.
    """

    url: str
    length_bytes: int | None
    path: str
    line: int
    digests: tuple[Digest, ...]

    @property
    def algorithms(self) -> tuple[str, ...]:
        """The algorithms to compute, sorted."""
        return tuple(sorted({each.algorithm for each in self.digests}))

    def finding(self, code: str, message: str) -> Finding:
        """Make a finding about this file, at its line of fetch.txt."""
        return finding(code, message, Where(FETCH, self.line, storable(self.path)))


class FileResult(NamedTuple):
    """What became of one file.

    Attributes:
        size_bytes: of the file that is in the bag now; 0 where there is none.
        findings: why it was not fetched; nothing where all is well.
    """

    path: str
    url: str
    status: Status
    size_bytes: int = 0
    findings: tuple[Finding, ...] = ()

    def document(self) -> dict[str, object]:
        """Return the JSON shape."""
        return {
            "path": storable(self.path),
            "url": storable(self.url),
            "status": self.status.value,
            "bytes": self.size_bytes,
        }


class FetchPlan(NamedTuple):
    """What to do with each file that fetch.txt names, in its order."""

    files: tuple[Wanted | FileResult, ...]

    @property
    def wanted(self) -> tuple[Wanted, ...]:
        """The files to fetch."""
        return tuple(each for each in self.files if isinstance(each, Wanted))

    @property
    def settled(self) -> tuple[FileResult, ...]:
        """The files that are there, or must not be fetched."""
        return tuple(each for each in self.files if isinstance(each, FileResult))


_NO_DECLARATION = (
    "There is no bagit.txt",
    "Name the bag's own directory: the one with bagit.txt in it.",
)
_NO_MANIFEST = (
    "There is no manifest",
    "Ask the sender for the manifests: nothing that came could be verified without.",
)


def plan_fetch(
    entries: Sequence[Entry], tag_files: Mapping[str, bytes | Measurement | TagFile], rules: Rules
) -> FetchPlan:
    """Decide for each file of fetch.txt whether it is to be fetched.

    Args:
        entries: the bag as listed, links not followed.
        tag_files: as `inspect` takes them.
        rules: what addresses the user allows.

    Raises:
        Refused: this is no bag that could be completed.
        Unreadable: bagit.txt, fetch.txt or a manifest could not be read: nothing can be said.
    """
    inspection = inspect(entries, tag_files)
    for path, read in tag_files.items():
        problem = _problem_of(read)
        if problem is not None:
            words = f"{shown(path)} cannot be read ({problem.detail or problem.outcome.value})."
            raise Unreadable(f"{words} Nothing was fetched.")
    if DECLARATION not in tag_files or not inspection.manifests:
        words, remedy = _NO_DECLARATION if DECLARATION not in tag_files else _NO_MANIFEST
        words = f"{words}: this is no bag, and nothing was fetched."
        raise Refused(words, code="BAG-119", remedy=remedy)
    fetch = inspection.fetch
    kinds = {entry.path: entry for entry in entries}
    doubted = {path for manifest in inspection.manifests for path in manifest.doubted}
    bag = _Bag(inspection, kinds, fetch.repeated, doubted, rules)
    return FetchPlan(tuple(map(bag.judged, fetch.items.values())))


def _problem_of(read: bytes | Measurement | TagFile) -> Measurement | None:
    if isinstance(read, bytes | Measurement):
        return read if isinstance(read, Measurement) else None
    return read.problem()


@dataclass(frozen=True, slots=True)
class _Bag:
    inspection: Inspection
    entries: Mapping[str, Entry]
    repeated: Collection[str]
    doubted: Collection[str]
    rules: Rules

    def judged(self, item: FetchItem) -> Wanted | FileResult:
        """Return the file as one to fetch, or what is settled about it."""
        there = self.entries.get(self.inspection.aliases.get(item.path, item.path))
        if there is not None and there.kind is EntryKind.FILE and there.error is None:
            size = there.size_bytes
            return FileResult(item.path, item.url, Status.ALREADY_THERE, size)
        digests = tuple(_digests(self.inspection.manifests, item.path))
        wanted = Wanted(item.url, item.length_bytes, item.path, item.line, digests)
        problem = self._problem(wanted)
        if problem is None:
            return wanted
        return FileResult(item.path, item.url, Status.REFUSED, findings=(problem,))

    def _problem(self, wanted: Wanted) -> Finding | None:
        name = shown(wanted.path)
        if wanted.path in self.repeated:
            words = f"{name} is named more than once in fetch.txt, so it was not fetched."
            return wanted.finding("BAG-114", words)
        lacking = self.inspection.fetch.lacking(wanted.path, self.inspection.manifests)
        if lacking:
            words = f"{name} of fetch.txt is not in {', '.join(lacking)}."
            return wanted.finding("BAG-113", words)
        if wanted.path in self.doubted:
            words = f"The manifests give {name} two different digests, so it was not fetched."
            return wanted.finding("BAG-175", words)
        if not wanted.digests:
            words = f"No digest of {name} can be verified here, so it was not fetched."
            return wanted.finding("BAG-175", words)
        way = self._in_the_way(wanted.path)
        if way is not None:
            words = f"{name} has no place: {shown(way.path)} is {_what(way)}."
            return wanted.finding("BAG-176", words)
        problem = self._address_problem(wanted.url)
        if problem is None:
            return None
        return wanted.finding("BAG-116", f"The address of {name} {problem}.")

    def _address_problem(self, url: str) -> str | None:
        """Return why an address is not asked for, as far as it can be told without a look-up."""
        try:
            target = target_of(url, self.rules)
        except ValueError as problem:
            return str(problem)
        is_number = ":" in target.host or target.host.replace(".", "").isdigit()
        return address_problem(target.host, self.rules) if is_number else None

    def _in_the_way(self, path: str) -> Entry | None:
        """Return what keeps a file from its place: itself, or a directory that is none."""
        here = self.entries.get(path)
        while here is None or (here.kind is EntryKind.DIRECTORY and here.path != path):
            if "/" not in path:
                return None
            path = path.rpartition("/")[0]
            above = self.entries.get(path)
            if above is not None and (above.kind is not EntryKind.DIRECTORY or above.error):
                return above
        return here


def _what(entry: Entry) -> str:
    if entry.error is not None:
        return f"not to be looked into ({entry.error})"
    return {EntryKind.SYMLINK: "a link", EntryKind.FILE: "a file"}.get(
        entry.kind, f"a {entry.kind.value}"
    )


def _digests(manifests: Sequence[Manifest], path: str) -> Iterator[Digest]:
    for manifest in manifests:
        expected = manifest.entries.get(path)
        if expected is not None and manifest.name.is_verifiable:
            yield Digest(manifest.name.file, manifest.name.algorithm, expected)


def wrong_digests(wanted: Wanted, digests: Digests) -> tuple[str, ...]:
    """Return the manifests that the bytes do not fit: none, and the file is the one meant."""
    return tuple(
        each.manifest for each in wanted.digests if digests.get(each.algorithm) != each.hexadecimal
    )
