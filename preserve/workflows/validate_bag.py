"""Validate one bag: list, read the tag files, measure, judge, then look into its contents."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

from preserve.containers.bag.check import (
    BagCheck,
    comparison_for,
    conclude,
    inspect,
    tag_files_to_read,
)
from preserve.containers.bag.manifest import manifest_name
from preserve.containers.bag.write import PROFILE_IDENTIFIER
from preserve.fixity.pool import Job, Progress, Reading, Readings, silent
from preserve.model.catalogue import finding
from preserve.model.digest import digests_of
from preserve.model.file import Entry, EntryKind, Measurement, Outcome
from preserve.model.finding import Finding, Where
from preserve.model.verdict import Verdict
from preserve.storage.store import Tree
from preserve.storage.tree import read_file

_UNDECIDED = 3
"""The weight of "could not decide"."""

Extra = Callable[[Tree, BagCheck, Sequence[Entry]], tuple[Finding, ...]]
"""Something else to ask of a bag that was checked."""


FileExtra = Callable[[str], tuple[Finding, ...]]
"""Something else to ask of a WARC file that was found valid; given its path."""


class Effort(NamedTuple):
    """How hard to work, whom to tell, and what else to ask of each bag.

    Attributes:
        read: begins to read files of a tree with so many workers.
    """

    workers: int = 2
    progress: Progress = silent
    extras: tuple[Extra, ...] = ()
    warc_extras: tuple[FileExtra, ...] = ()
    read: Callable[[Tree, int], Readings] = Reading


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
        foresight = _Foresight(reading)
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

    def __init__(self, reading: Readings) -> None:
        self.reading = reading
        self.algorithms: tuple[str, ...] | None = None

    def meet(self, entries: Sequence[Entry]) -> None:
        """Take a part of the listing; the first one has the names of the manifests."""
        if self.algorithms is None:
            self.algorithms = _announced(entries)
        if self.algorithms:
            self.reading.add(_foreseen(entries, self.algorithms))


def _check_form(
    tree: Tree, entries: Sequence[Entry], foresight: _Foresight, effort: Effort
) -> BagCheck:
    # Meanwhile other processes read what the manifests will ask for.
    tags = {path: _tag_file(tree, path) for path in tag_files_to_read(entries)}
    inspection = inspect(entries, tags)
    comparison = comparison_for(inspection)
    measurements = foresight.reading.finish(effort.progress, comparison.take)
    # The names of the payload manifests announced every algorithm that they ask for.
    left = inspection.wanted.keys() - measurements.keys() - tags.keys()
    jobs = [
        Job(entry.path, entry.size_bytes, inspection.wanted[entry.path])
        for entry in entries
        if entry.path in left
    ]
    with effort.read(tree, effort.workers) as reading:
        reading.add(jobs)
        more = reading.finish(effort.progress)
    for path, algorithms in inspection.wanted.items():
        read = tags.get(path)
        if isinstance(read, bytes):
            # Its bytes are here already: one read per byte.
            more[path] = Measurement(path, Outcome.READ, len(read), digests_of(read, algorithms))
        elif read is not None:
            more[path] = read
    for measurement in more.values():
        comparison.take(measurement)
    return conclude(inspection, {**measurements, **more}, comparison)


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


def _tag_file(tree: Tree, path: str) -> bytes | Measurement:
    try:
        return read_file(tree, path)
    except FileNotFoundError:
        return Measurement(path, Outcome.MISSING)
    except OSError as problem:
        reason = problem.strerror or problem.__class__.__name__
        return Measurement(path, Outcome.UNREADABLE, detail=reason)


def _verdict(form: Verdict, findings: Sequence[Finding]) -> Verdict:
    weights = {found.weight for found in findings}
    if form in {Verdict.INVALID, Verdict.INCOMPLETE}:
        return form
    if 1 in weights:
        return Verdict.INVALID
    return Verdict.UNDECIDED if _UNDECIDED in weights else form
