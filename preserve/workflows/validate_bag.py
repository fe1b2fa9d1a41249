"""Validate one bag: list, read the tag files, measure, judge, then look into its contents."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

from preserve.containers.bag.check import (
    BagCheck,
    Inspection,
    comparison_for,
    conclude,
    inspect,
    tag_files_to_read,
)
from preserve.containers.bag.manifest import manifest_name
from preserve.containers.bag.write import PROFILE_IDENTIFIER
from preserve.fixity.digest import what_moved
from preserve.fixity.pool import Job, Progress, Reading, Readings, silent
from preserve.model.catalogue import finding
from preserve.model.file import Entry, EntryKind, Measurement, Outcome
from preserve.model.finding import Finding, Where
from preserve.model.verdict import Verdict
from preserve.storage.store import Tree

_TAG_CHUNK_BYTES = 1 << 18
_UNDECIDED = 3
"""The weight of "could not decide"."""

Extra = Callable[[Tree, BagCheck, Sequence[Entry]], tuple[Finding, ...]]
"""Something else to ask of a bag that was checked."""


FileExtra = Callable[[str], tuple[Finding, ...]]
"""Something else to ask of a WARC file that was found valid; given its path."""


def unheard(_names: int) -> None:
    """Do not tell that names were met."""


class Effort(NamedTuple):
    """How hard to work, whom to tell, and what else to ask of each bag.

    Attributes:
        read: begins to read files of a tree with so many workers.
        listing: told how many names of a bag were met since the last call.
        expect: told, once a bag is listed, how many files and bytes of it will be read.
    """

    workers: int = 2
    progress: Progress = silent
    extras: tuple[Extra, ...] = ()
    warc_extras: tuple[FileExtra, ...] = ()
    read: Callable[[Tree, int], Readings] = Reading
    listing: Callable[[int], None] = unheard
    expect: Callable[[int, int], None] = silent


class BagVerdict(NamedTuple):
    """The verdict on a bag, its contents included.

    Attributes:
        verdict: of the bag; a fault inside a bag of ours makes it invalid, too.
        findings: of the bag first, then of its contents.
        payload: what was measured of each payload file.
    """

    verdict: Verdict
    findings: tuple[Finding, ...]
    payload: Mapping[str, Measurement]


def validate_bag(
    tree: Tree, name: str, look_inside: Extra, effort: Effort | None = None
) -> BagVerdict:
    """Validate a bag; only reads.

    Args:
        tree: the bag's directory.
        name: what to call it in findings.
        look_inside: asked about a bag that says it is one of ours, as `check_package`.
        effort: how many cores, whom to tell.
    """
    how = effort or Effort()
    with how.read(tree, how.workers) as reading:
        foresight = _Foresight(reading, how.listing)
        try:
            entries = tree.entries(foresight.meet)
        except OSError as problem:
            words = f"{name} cannot be listed: {problem.strerror or problem.__class__.__name__}."
            found = finding("FIX-006", words, Where(file=name))
            return BagVerdict(Verdict.UNDECIDED, (found,), {})
        check = _check_form(tree, entries, foresight, how)
    findings = list(check.findings)
    if PROFILE_IDENTIFIER in {value for label, value in check.info if _is_profile(label)}:
        findings.extend(look_inside(tree, check, entries))
    for extra in how.extras:
        findings.extend(extra(tree, check, entries))
    return BagVerdict(_verdict(check.verdict, findings), tuple(findings), check.payload)


def _is_profile(label: str) -> bool:
    return label.lower() == "bagit-profile-identifier"


class _Foresight:
    """Has the payload read while it is listed, before any manifest is: its name says enough."""

    def __init__(self, reading: Readings, listing: Callable[[int], None]) -> None:
        self.reading = reading
        self.listing = listing
        self.algorithms: tuple[str, ...] | None = None

    def meet(self, entries: Sequence[Entry]) -> None:
        """Take a part of the listing; the first one has the names of the manifests."""
        self.listing(len(entries))
        if self.algorithms is None:
            self.algorithms = _announced(entries)
        if self.algorithms:
            self.reading.add(_foreseen(entries, self.algorithms))


def _check_form(
    tree: Tree, entries: Sequence[Entry], foresight: _Foresight, effort: Effort
) -> BagCheck:
    # Meanwhile other processes read what the manifests will ask for.
    tags = {path: TagFileOfTree(tree, path) for path in tag_files_to_read(entries)}
    inspection = inspect(entries, tags)
    comparison = comparison_for(inspection)
    effort.expect(*_amount(inspection, entries))
    foresight.reading.finish(effort.progress, comparison)
    # The names of the payload manifests announced what they ask for, of the payload.
    left = comparison.left()
    if left:
        jobs = [Job(e.path, e.size_bytes, left[e.path]) for e in entries if e.path in left]
        with effort.read(tree, effort.workers) as reading:
            reading.add(jobs)
            reading.finish(effort.progress, comparison)
    return conclude(inspection, comparison)


def _amount(inspection: Inspection, entries: Sequence[Entry]) -> tuple[int, int]:
    """Return how many files there are to read, and how many bytes."""
    wanted = inspection.wanted_payload
    sizes = [entry.size_bytes for entry in entries if entry.path in wanted]
    return len(sizes), sum(sizes)


class TagFileOfTree:
    """A tag file on its way to a parser, a stretch at a time."""

    def __init__(self, tree: Tree, path: str) -> None:
        """Say which."""
        self._tree = tree
        self._path = path
        self._problem: Measurement | None = None

    def chunks(self) -> Iterator[bytes]:
        """Yield its bytes; end early where they cannot be had."""
        try:
            with self._tree.open(self._path) as opened:
                before, size = opened.identity(), 0
                buffer = memoryview(bytearray(_TAG_CHUNK_BYTES))
                while count := opened.readinto(buffer):
                    size += count
                    yield bytes(buffer[:count])
                if before != opened.identity() or size != before.size_bytes:
                    detail = what_moved(before.size_bytes, size)
                    self._problem = Measurement(self._path, Outcome.CHANGED, size, detail=detail)
        except FileNotFoundError:
            self._problem = Measurement(self._path, Outcome.MISSING)
        except OSError as problem:
            reason = problem.strerror or problem.__class__.__name__
            self._problem = Measurement(self._path, Outcome.UNREADABLE, detail=reason)

    def problem(self) -> Measurement | None:
        """Return why the chunks ended early, if they did."""
        return self._problem


def _announced(entries: Sequence[Entry]) -> tuple[str, ...]:
    """Return the algorithms that the names of the payload manifests announce, sorted."""
    names = [manifest_name(entry.path) for entry in entries if "/" not in entry.path]
    announced = {
        name.algorithm for name in names if name and not name.is_tag and name.is_verifiable
    }
    return tuple(sorted(announced))


def _foreseen(entries: Sequence[Entry], algorithms: tuple[str, ...]) -> Iterator[Job]:
    """Yield the payload files as what will have to be read."""
    for path, kind, size_bytes, _links, _target, error in entries:
        if kind is EntryKind.FILE and path.startswith("data/") and error is None:
            yield Job(path, size_bytes, algorithms)


def _verdict(form: Verdict, findings: Sequence[Finding]) -> Verdict:
    weights = {found.weight for found in findings}
    if form in {Verdict.INVALID, Verdict.INCOMPLETE}:
        return form
    if 1 in weights:
        return Verdict.INVALID
    return Verdict.UNDECIDED if _UNDECIDED in weights else form
