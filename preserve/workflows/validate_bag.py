"""Validate one bag: list, read the tag files, measure, judge, then look into its contents."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from preserve.containers.bag.check import BagCheck, inspect, judge, tag_files_to_read
from preserve.containers.bag.manifest import manifest_name
from preserve.containers.bag.profile import check_profile
from preserve.containers.bag.write import PROFILE_IDENTIFIER
from preserve.fixity.pool import Job, Progress, Reading, measure_all, silent
from preserve.model.catalogue import finding
from preserve.model.digest import digests_of
from preserve.model.file import Entry, EntryKind, Measurement, Outcome
from preserve.model.finding import Finding, Where
from preserve.model.verdict import Verdict
from preserve.schema.library import load
from preserve.storage.store import Tree
from preserve.storage.tree import read_file
from preserve.workflows.check_contents import check_contents

Extra = Callable[[Tree, BagCheck, Sequence[Entry]], tuple[Finding, ...]]
"""Something else to ask of a bag that was checked."""


FileExtra = Callable[[str], tuple[Finding, ...]]
"""Something else to ask of a WARC file that was found valid; given its path."""


@dataclass(frozen=True, slots=True)
class Effort:
    """How hard to work, whom to tell, and what else to ask of each bag."""

    workers: int = 2
    progress: Progress = silent
    extras: tuple[Extra, ...] = ()
    warc_extras: tuple[FileExtra, ...] = ()


@dataclass(frozen=True, slots=True)
class BagVerdict:
    """The verdict on a bag, its contents included.

    Attributes:
        verdict: of the bag; a fault inside a bag of ours makes it invalid, too.
        findings: of the bag first, then of its contents.
        payload: what was measured of each payload file.
    """

    verdict: Verdict
    findings: tuple[Finding, ...]
    payload: Mapping[str, Measurement]


def validate_bag(tree: Tree, name: str, effort: Effort | None = None) -> BagVerdict:
    """Validate a bag; only reads.

    Args:
        tree: the bag's directory.
        name: what to call it in findings.
        effort: how many cores, whom to tell.
    """
    try:
        entries = tree.entries()
    except OSError as problem:
        words = f"{name} cannot be listed: {problem.strerror or problem.__class__.__name__}."
        return BagVerdict(Verdict.UNDECIDED, (finding("FIX-006", words, Where(file=name)),), {})
    how = effort or Effort()
    check = _check_form(tree, entries, how)
    findings = list(check.findings)
    if PROFILE_IDENTIFIER in {value for label, value in check.info if _is_profile(label)}:
        profile = load("bag-profile/v1.json")
        findings.extend(check_profile(profile, check, entries))
        findings.extend(check_contents(tree, check))
    for extra in how.extras:
        findings.extend(extra(tree, check, entries))
    return BagVerdict(_verdict(check.verdict, findings), tuple(findings), check.payload)


def _is_profile(label: str) -> bool:
    return label.lower() == "bagit-profile-identifier"


def _check_form(tree: Tree, entries: Sequence[Entry], effort: Effort) -> BagCheck:
    # While the tag files are parsed, other processes read what the manifests will ask for.
    with Reading(tree, _foreseen(entries), effort.workers) as reading:
        tags = {path: _tag_file(tree, path) for path in tag_files_to_read(entries)}
        inspection = inspect(entries, tags)
        measurements = reading.finish(effort.progress)
    sizes = {entry.path: entry.size_bytes for entry in entries}
    left = [
        Job(path, sizes.get(path, 0), algorithms)
        for path, algorithms in inspection.wanted.items()
        if path not in tags and not _covers(measurements.get(path), algorithms)
    ]
    measurements |= measure_all(tree, left, effort.workers, effort.progress)
    for path, algorithms in inspection.wanted.items():
        read = tags.get(path)
        if isinstance(read, bytes):
            # Its bytes are here already: one read per byte.
            measured = Measurement(path, Outcome.READ, len(read), digests_of(read, algorithms))
            measurements[path] = measured
        elif read is not None:
            measurements[path] = read
    return judge(inspection, measurements)


def _foreseen(entries: Sequence[Entry]) -> list[Job]:
    """Return the payload files, with the algorithms that the manifests' names announce."""
    names = [manifest_name(entry.path) for entry in entries if "/" not in entry.path]
    announced = {
        name.algorithm for name in names if name and not name.is_tag and name.is_verifiable
    }
    algorithms = tuple(sorted(announced))
    if not algorithms:
        return []
    return [
        Job(entry.path, entry.size_bytes, algorithms)
        for entry in entries
        if entry.kind is EntryKind.FILE and entry.error is None and entry.path.startswith("data/")
    ]


def _covers(measured: Measurement | None, algorithms: Sequence[str]) -> bool:
    if measured is None:
        return False
    return measured.outcome is not Outcome.READ or measured.digests.keys() >= set(algorithms)


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
    return Verdict.UNDECIDED if 3 in weights else form  # noqa: PLR2004 - the weight of "could not decide"
