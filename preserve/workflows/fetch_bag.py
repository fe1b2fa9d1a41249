"""Complete a holey bag: fetch what fetch.txt names and is not there, then validate the bag."""

import os
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final, NamedTuple

from preserve.containers.bag.check import tag_files_to_read
from preserve.containers.bag.fetch_address import Rules, target_of
from preserve.containers.bag.fetch_rules import FetchPlan, FileResult, Status, Wanted, plan_fetch
from preserve.containers.bag.names import shown, storable
from preserve.errors import PreserveError, Refused, Unreadable
from preserve.model.file import printable
from preserve.model.finding import Finding, exit_code_of
from preserve.model.verdict import Verdict
from preserve.storage import layout
from preserve.storage.lock import lock_exclusively
from preserve.storage.side_file import SideDirectory, side_path
from preserve.storage.tree import LocalTree, list_names
from preserve.workflows.bag_directory import require_directory
from preserve.workflows.fetch_file import Fetching, Getting, fetch_file
from preserve.workflows.validate import Checkers, Validation, validate
from preserve.workflows.validate_bag import Effort, TagFileOfTree

MOST_BYTES: Final = 100 * 1000**3
"""What one run takes if nobody says otherwise."""

UNSTATED_BYTES: Final = 10 * 1000**3
"""How long a file may be whose length fetch.txt does not state, if nobody says otherwise."""

# After so many files in a row that a server did not send, the others are left for another run.
_PATIENCE_FILES: Final = 3


class Progress(NamedTuple):
    """Who is told how far the work is.

    Attributes:
        expect: files and bytes that there are to fetch; 0 bytes where that is not known.
        step: files and bytes more.
    """

    expect: Callable[[int, int], None]
    step: Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class FetchOptions:
    """How to fetch.

    Attributes:
        get: the network, as `Web.get`.
        pause: waits so many seconds.
        rules: what addresses the user allows.
        max_bytes: what this run takes in all; None for what is usual.
        progress: who is told.
    """

    get: Getting
    pause: Callable[[float], None]
    rules: Rules
    progress: Progress
    max_bytes: int | None = None


class FetchReport(NamedTuple):
    """What became of a bag.

    Attributes:
        bag: as the user named it.
        files: what became of each file that fetch.txt names, in its order.
        validation: of the bag as it is now.
    """

    bag: str
    files: tuple[FileResult, ...]
    validation: Validation

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What was found while fetching, then about the bag; each once.

        That a file is still to be fetched (BAG-043) is not said again where the reason is.
        """
        fetching = [found for each in self.files for found in each.findings]
        told = {storable(each.path) for each in self.files if each.findings}
        left = (
            found
            for found in self.validation.findings
            if found.code != "BAG-043" or found.where.file not in told
        )
        return tuple(dict.fromkeys((*fetching, *left)))

    @property
    def exit_code(self) -> int:
        """0 complete and valid; 1 a fault; 3 what is missing could not be had now."""
        code = exit_code_of(found for each in self.files for found in each.findings)
        if self.validation.verdict is Verdict.INCOMPLETE and code:
            return code
        return self.validation.exit_code

    def document(self) -> dict[str, object]:
        """Return the JSON shape."""
        return {
            "bag": self.bag,
            "files": [each.document() for each in self.files],
            "verdict": self.validation.verdict.value,
            "findings": [found.document() for found in self.findings],
            "exit_code": self.exit_code,
        }


def fetch_bag(bag: str, options: FetchOptions, checkers: Checkers, effort: Effort) -> FetchReport:
    """Fetch what is missing, put what is right in its place, and validate the bag.

    fetch.txt and the manifests stay as they are: the bag lists them.

    Args:
        bag: the bag's directory; a link to it is followed.
        options: how to fetch.
        checkers: who judges what a bag of ours holds.
        effort: for the validation.

    Raises:
        Refused: it is no bag, a packed one, or part of an archive.
        ArchiveLocked: another run is at work on this bag.
        PreserveError: it cannot be read, or nothing can be written beside it.
    """
    place = _place_of(bag)
    with lock_exclusively(f"{place}/."):
        plan = _plan(place, options.rules)
        results = {each.path: each for each in plan.settled}
        if plan.wanted or os.path.lexists(side_path(place)):
            results |= {each.path: each for each in _fetched(place, plan, options)}
    validation = next(validate([bag], checkers, effort))
    files = tuple(results[each.path] for each in plan.files)
    return FetchReport(printable(bag), files, validation)


def _place_of(bag: str) -> str:
    """Return the directory of a bag that may be completed.

    Raises:
        Refused: it is no directory, or part of an archive.
        PreserveError: it cannot be looked at.
    """
    require_directory(bag)
    place = os.path.realpath(bag)
    holder = _archive_of(place)
    if holder is not None:
        raise Refused(
            f"{printable(bag)} belongs to the archive in {printable(holder)}, and was not touched.",
            code="BAG-179",
            remedy="Complete a copy of the bag outside the archive, then take that in.",
        )
    return place


def _archive_of(place: str) -> str | None:
    """Return the archive, or the store, that a directory belongs to; None for one beside them."""
    above, name = os.path.split(place)
    while name:
        is_archive = os.path.lexists(os.path.join(above, layout.CONFIG))
        if is_archive and name in layout.ARCHIVE_DIRECTORIES:
            return above
        if not is_archive and os.path.lexists(os.path.join(above, layout.ARCHIVE_ID)):
            return above
        above, name = os.path.split(above)
    return None


def _plan(place: str, rules: Rules) -> FetchPlan:
    tree = LocalTree(place)
    try:
        # What is no bag is not listed to its last directory, to be told that.
        entries = tree.entries() if "bagit.txt" in list_names(place) else ()
    except OSError as problem:
        raise Unreadable(f"{printable(place)} cannot be listed: {problem.strerror}.") from problem
    tags = {path: TagFileOfTree(tree, path) for path in tag_files_to_read(entries)}
    return plan_fetch(entries, tags, rules)


def _fetched(place: str, plan: FetchPlan, options: FetchOptions) -> Iterator[FileResult]:
    """Fetch the files, one after the other; what a full disk leaves undone is told, too."""
    wanted = plan.wanted
    failures = Counter[str]()
    sizes = [each.length_bytes for each in wanted]
    known = sum(size for size in sizes if size is not None) if None not in sizes else 0
    options.progress.expect(len(wanted), known)
    with SideDirectory(place) as side:
        # What came of a file that is refused now stays: perhaps an option was forgotten.
        there = {each.path for each in plan.settled if each.status is Status.ALREADY_THERE}
        side.keep_only(each.path for each in plan.files if each.path not in there)
        run = _run(side, options)
        stopped = None
        for each in wanted:
            origin = target_of(each.url, options.rules).origin
            if stopped is not None or failures[origin] >= _PATIENCE_FILES:
                yield _not_tried(each, stopped or f"{origin} failed {_PATIENCE_FILES} times")
                continue
            try:
                result = fetch_file(each, run)
            except PreserveError as problem:
                found = each.finding(problem.code, problem.message)
                result = FileResult(each.path, each.url, Status.NOT_TRIED, findings=(found,))
                stopped = "the run had to end before"
            failures[origin] = failures[origin] + 1 if _is_silent(result) else 0
            options.progress.step(1, 0)
            yield result


def _run(side: SideDirectory, options: FetchOptions) -> Fetching:
    return Fetching(
        side=side,
        rules=options.rules,
        get=options.get,
        pause=options.pause,
        told=lambda size: options.progress.step(0, size),
        left_bytes=options.max_bytes or MOST_BYTES,
        unstated_bytes=options.max_bytes or UNSTATED_BYTES,
    )


def _is_silent(result: FileResult) -> bool:
    return any(found.code == "BAG-171" for found in result.findings)


def _not_tried(wanted: Wanted, reason: str) -> FileResult:
    found = wanted.finding("BAG-178", f"{shown(wanted.path)} was not tried: {reason}.")
    return FileResult(wanted.path, wanted.url, Status.NOT_TRIED, findings=(found,))
