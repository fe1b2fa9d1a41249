"""Fixity: measured digests against listed ones, and what the findings add up to (RFC 8493 3)."""

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from preserve.containers.bag.listed import Listed
from preserve.containers.bag.manifest import Manifest
from preserve.containers.bag.names import shown, storable
from preserve.model.catalogue import finding
from preserve.model.digest import DIGEST_BYTES, Digests
from preserve.model.file import Measurement, Measurements, Outcome
from preserve.model.finding import Finding, Where
from preserve.model.verdict import Verdict

MOST_KEPT = 1000
"""Measurements of payload files that are kept, for whoever looks into the contents. A package of
ours has a handful; of a bag with a million files each is compared as it comes and let go."""

STILL_TO_FETCH = "BAG-043"
_FAULT, _UNDECIDED = 1, 3


class Wanted(Mapping[str, tuple[str, ...]]):
    """The algorithms that files are wanted for: the same for most, and a row for each other one.

    Attributes:
        algorithms: that most files are wanted for.
        is_same_for_all: whether all of them are.
    """

    def __init__(
        self,
        files: Mapping[str, object],
        algorithms: tuple[str, ...],
        others: Mapping[str, tuple[str, ...]],
    ) -> None:
        """Say what is wanted.

        Args:
            files: by path.
            algorithms: that most of them are wanted for.
            others: those that are not, by path; an empty tuple for a file that is not wanted.
        """
        self._files = files
        self.algorithms = algorithms
        self.is_same_for_all = not others
        self._others = others
        self._length = len(files) - sum(not names for names in others.values())

    def get(self, path: str, default: Any = None) -> Any:  # noqa: ANN401 - as a mapping has it
        """Return the algorithms of a file, or a default."""
        if path in self._others:
            return self._others[path] or default
        return self.algorithms if path in self._files else default

    def __getitem__(self, path: str) -> tuple[str, ...]:
        """Return the algorithms of a file."""
        found: tuple[str, ...] | None = self.get(path)
        if found is None:
            raise KeyError(path)
        return found

    def __contains__(self, path: object) -> bool:
        """Return whether a file is wanted."""
        return isinstance(path, str) and self.get(path) is not None

    def __iter__(self) -> Iterator[str]:
        """Yield the paths."""
        return (path for path in self._files if self._others.get(path, True))

    def __len__(self) -> int:
        """Return how many files are wanted."""
        return self._length


def wanted_digests(
    files: Mapping[str, object], manifests: Sequence[Manifest], aliases: Mapping[str, str]
) -> Wanted:
    """Return for each listed file that is there the algorithms under which it is listed.

    Args:
        files: the files that are there, by path, sorted.
        manifests: the manifests that list them; those that cannot be verified ask for nothing.
        aliases: listed path to the path on disk, where the two are written differently.
    """
    able = [manifest for manifest in manifests if manifest.name.is_verifiable]
    algorithms = tuple(dict.fromkeys(manifest.name.algorithm for manifest in able))
    if algorithms and all(manifest.entries.keys() == files.keys() for manifest in able):
        return Wanted(files, algorithms, {})
    written = spellings(aliases)
    others: dict[str, tuple[str, ...]] = {}
    for path in files:
        names = (path, *written.get(path, ()))
        asked = tuple(
            dict.fromkeys(
                manifest.name.algorithm
                for manifest in able
                if any(name in manifest.entries for name in names)
            )
        )
        if asked != algorithms or not asked:
            others[path] = asked
    return Wanted(files, algorithms, others)


def spellings(aliases: Mapping[str, str]) -> dict[str, list[str]]:
    """Return for each path on disk the other ways in which it is listed."""
    written: dict[str, list[str]] = {}
    for listed, there in aliases.items():
        written.setdefault(there, []).append(listed)
    return written


class _Column(NamedTuple):
    """Where one manifest's digest of a file lies among those that a read gave."""

    start: int
    end: int
    file: str
    entries: Listed


class Comparison:
    """Holds measurements of the payload against what the manifests list, one by one as they come.

    Taken while it is fresh, a measurement costs a third of what it costs in a pass at the end.

    Attributes:
        payload: the first `MOST_KEPT` measurements of payload files, by path.
        tags: those of tag files.
    """

    def __init__(
        self,
        wanted: Wanted,
        tags: Mapping[str, tuple[str, ...]],
        manifests: Sequence[Manifest],
        aliases: Mapping[str, str],
    ) -> None:
        """Say what is expected.

        Args:
            wanted: as `wanted_digests` gives it, for the payload.
            tags: the same for tag files.
            manifests: the payload manifests.
            aliases: listed path to the path on disk, where the two are written differently.
        """
        self._wanted = wanted
        self._wanted_tags = tags
        self.payload: dict[str, Measurement] = {}
        self.tags: dict[str, Measurement] = {}
        self._listed = [
            (each.name.algorithm, each.name.file, each.entries)
            for each in manifests
            if each.name.is_verifiable
        ]
        self._written = spellings(aliases)
        # Which files were taken: by their place in the first manifest, the few others by name.
        self._first = manifests[0].entries if manifests else Listed(None)
        self._places = bytearray(len(self._first))
        self._names: set[str] = set()
        self._count = 0
        self._unread: dict[str, Finding] = {}
        self._altered: dict[str, list[str]] = {}

    def take(self, measurement: Measurement) -> None:
        """Compare one measurement; what nothing lists is passed over."""
        path = measurement.path
        algorithms = self._wanted.get(path)
        if algorithms is not None:
            if len(self.payload) < MOST_KEPT:
                self.payload[path] = measurement
        else:
            algorithms = self._wanted_tags.get(path)
            if algorithms is None:
                return
            self.tags[path] = measurement
        self._note(path)
        if measurement.outcome is not Outcome.READ:
            self._unread[path] = unread(path, measurement)
            return
        digests = measurement.digests
        for algorithm in algorithms:
            if algorithm not in digests:
                message = f"{shown(path)} was not digested under every algorithm that lists it."
                self._unread[path] = finding("BAG-093", message, Where(file=storable(path)))
        for name in (path, *self._written[path]) if path in self._written else (path,):
            self._compare(path, name, digests)

    def take_all(self, measurements: Measurements) -> None:
        """Compare those of several payload files: by place, where all manifests agree on places."""
        columns = self._columns(measurements)
        if not columns:
            for measurement in measurements.each():
                self.take(measurement)
            return
        others = self._compare_columns(measurements, columns)
        for measurement in measurements.each() if others else ():
            if measurement.path in others:
                self.take(measurement)

    def _columns(self, measurements: Measurements) -> list[_Column]:
        """Return where each manifest's digests lie; none where files differ in what is asked."""
        is_even = not measurements.others and not self._written and self._wanted.is_same_for_all
        if len(self.payload) < MOST_KEPT or not is_even:
            return []
        starts, size_bytes = dict[str, int](), 0
        for algorithm in measurements.algorithms:
            starts[algorithm] = size_bytes
            size_bytes += DIGEST_BYTES[algorithm]
        if not all(
            each in starts and listed.is_beside(self._first) for each, _, listed in self._listed
        ):
            return []
        return [
            _Column(starts[algorithm], starts[algorithm] + DIGEST_BYTES[algorithm], file, entries)
            for algorithm, file, entries in self._listed
        ]

    def _compare_columns(self, measurements: Measurements, columns: Sequence[_Column]) -> set[str]:
        """Compare files by their places in the manifests; return those that have none there."""
        without, digests = set[str](), measurements.digests
        size_bytes = len(digests) // len(measurements.paths)
        for number, path in enumerate(measurements.paths):
            place = self._first.place(path)
            if place is None:
                without.add(path)
                continue
            self._count += not self._places[place]
            self._places[place] = 1
            made = digests[number * size_bytes : (number + 1) * size_bytes]
            for start, end, file, entries in columns:
                if entries.differs_at(place, made[start:end]):
                    self._altered.setdefault(path, []).append(file)
        return without

    def _note(self, path: str) -> None:
        if self._is_taken(path):
            return
        self._count += 1
        place = self._first.place(path)
        if place is None:
            self._names.add(path)
        else:
            self._places[place] = 1

    def _is_taken(self, path: str) -> bool:
        place = self._first.place(path)
        return path in self._names if place is None else bool(self._places[place])

    def _is_all_taken(self) -> bool:
        return self._count == len(self._wanted) + len(self._wanted_tags)

    def _compare(self, path: str, name: str, digests: Digests) -> None:
        """Compare a file's digests with those listed under its name, or another spelling of it."""
        for algorithm, file, entries in self._listed:
            found = digests.get(algorithm)
            if found is not None and entries.differs(name, found):
                self._altered.setdefault(path, []).append(file)

    def left(self) -> dict[str, tuple[str, ...]]:
        """Return the files that were not taken yet, and the algorithms that each is wanted for."""
        if self._is_all_taken():
            return {}
        together = itertools.chain(self._wanted_tags.items(), self._wanted.items())
        return {path: names for path, names in together if not self._is_taken(path)}

    def findings(self) -> Iterator[Finding]:
        """Yield what is wrong with the files that were taken, and which ones never were."""
        if self._unread or not self._is_all_taken():
            for path in itertools.chain(self._wanted_tags, self._wanted):
                if path in self._unread:
                    yield self._unread[path]
                elif not self._is_taken(path):
                    words = f"{shown(path)} was not read."
                    yield finding("BAG-093", words, Where(file=storable(path)))
        yield from _altered("BAG-050", self._altered)


def unread(path: str, measurement: Measurement) -> Finding:
    """Return the finding for a file that could not be read, or changed meanwhile."""
    where, detail = Where(file=storable(path)), f": {measurement.detail}" * bool(measurement.detail)
    if measurement.outcome is Outcome.UNREADABLE:
        return finding("BAG-090", f"{shown(path)} could not be read{detail}.", where)
    return finding("BAG-091", f"{shown(path)} changed while it was read{detail}.", where)


def altered_tag_findings(
    manifests: Iterable[Manifest],
    measurements: Mapping[str, Measurement],
    aliases: Mapping[str, str],
) -> Iterator[Finding]:
    """Yield one finding for each tag file whose measured digests are not the listed ones.

    Args:
        manifests: the tag manifests.
        measurements: of the tag files, by the path on disk.
        aliases: listed path to the path on disk, where the two are written differently.
    """
    bad: dict[str, list[str]] = {}
    for manifest in manifests:
        for path, digest in manifest.entries.items():
            measurement = measurements.get(aliases.get(path, path))
            found = measurement and measurement.digests.get(manifest.name.algorithm)
            if found and found != digest:
                bad.setdefault(path, []).append(manifest.name.file)
    yield from _altered("BAG-051", bad)


def _altered(code: str, bad: Mapping[str, Sequence[str]]) -> Iterator[Finding]:
    for path, names in sorted(bad.items()):
        message = f"{shown(path)} does not match {', '.join(dict.fromkeys(names))}."
        yield finding(code, message, Where(file=storable(path)))


def verdict_of(findings: Iterable[Finding]) -> Verdict:
    """Return what findings add up to.

    Any fault makes a bag invalid, except that files are still to be fetched: then it is
    incomplete. With no fault, whatever could not be decided leaves the bag undecided.
    """
    kinds = {(item.weight, item.code == STILL_TO_FETCH) for item in findings}
    if (_FAULT, False) in kinds:
        return Verdict.INVALID
    if (_FAULT, True) in kinds:
        return Verdict.INCOMPLETE
    if (_UNDECIDED, False) in kinds:
        return Verdict.UNDECIDED
    return Verdict.VALID
