"""A run of `package`: open the destination, take everything in, sum up."""

import contextlib
import os
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from preserve.errors import Refused, UsageProblem
from preserve.model.finding import Finding, exit_code_of, gravest
from preserve.reading.metadata import unmatched
from preserve.storage import atomic, layout
from preserve.storage.local import LocalStore
from preserve.storage.lock import lock_exclusively
from preserve.workflows.archive import (
    nearest_archive,
    open_archive,
    open_journal,
    read_history,
    require_online,
    require_sound,
)
from preserve.workflows.assure import assurer_for
from preserve.workflows.compose import Settings
from preserve.workflows.destinations import ArchiveDestination, Destination, DirectoryDestination
from preserve.workflows.intake import Intake, gather
from preserve.workflows.metadata import load_supplied
from preserve.workflows.package import Desk, PackageOutcome, package

# A name that nobody else uses: what is in it is removed.
_OWN_STAGING = ".preserve-staging"


@dataclass(frozen=True, slots=True)
class PackageOptions:
    """Where the packages go, and what is the same for all of them.

    Attributes:
        archive: the archive's directory, or None when `directory` is given.
        directory: a plain directory for bags without history.
        metadata: a metadata file, or None.
        at: the instant of capture.
        encoding: the declared encoding, or None.
        needs_second_opinion: independent programs must agree.
    """

    archive: str | None
    directory: str | None
    metadata: str | None
    at: datetime
    encoding: str | None = None
    needs_second_opinion: bool = True


@dataclass
class PackageRun:
    """A run that is going on: iterate over its outcomes, then ask how it went."""

    intake: Intake
    desk: Desk
    notes: tuple[Finding, ...]
    done: list[PackageOutcome] = field(default_factory=list)

    def outcomes(self) -> Iterator[PackageOutcome]:
        """Package one source after the other."""
        for outcome in package(self.intake, self.desk):
            self.done.append(outcome)
            yield outcome

    def exit_code(self) -> int:
        """Return the gravest of what the outcomes and the metadata file ask for."""
        codes = [exit_code_of(outcome.findings) for outcome in self.done]
        return gravest((*codes, exit_code_of(self.notes)))

    def document(self) -> dict[str, object]:
        """Return the JSON shape, with what was noted about the run as a whole."""
        return {
            "packages": [outcome.document() for outcome in self.done],
            "findings": [note.document() for note in self.notes],
            "exit_code": self.exit_code(),
        }

    def summary(self) -> str:
        """Say how it went, in a line."""
        counts = Counter(outcome.status for outcome in self.done)
        told = ", ".join(f"{count} {status}" for status, count in counts.items())
        noun = "source" if len(self.done) == 1 else "sources"
        return f"{len(self.done)} {noun}: {told or 'nothing to do'}."


@contextlib.contextmanager
def package_into(
    sources: Sequence[str], options: PackageOptions, clock: Callable[[], datetime]
) -> Iterator[PackageRun]:
    """Open the destination under its lock for one run.

    Raises:
        PreserveError: the destination is locked, offline, not sound, full or read-only.
    """
    supplied = load_supplied(options.metadata)
    intake = gather(sources)
    names = [source.name for source in intake.sources]
    notes = (*intake.noted, *supplied.notes, *unmatched(supplied.rows, names))
    with contextlib.ExitStack() as stack:
        if options.directory is not None:
            destination: Destination = _plain(stack, options.directory)
            operator = None
        else:
            archive = open_archive(options.archive or ".")
            stack.enter_context(archive.lock())
            history = read_history(archive, is_locked=True)
            require_sound(history)
            require_online(archive, history)
            journal = stack.enter_context(open_journal(archive, history))
            archive.store.clear_staging()
            destination = ArchiveDestination(archive.store, journal, history.holdings, clock)
            operator = archive.config
        settings = Settings(options.at, operator, options.encoding, options.needs_second_opinion)
        assurer = assurer_for(stack, len(intake.sources))
        yield PackageRun(intake, Desk(destination, assurer, settings, supplied), notes)


def _plain(stack: contextlib.ExitStack, directory: str) -> DirectoryDestination:
    if not directory:
        raise UsageProblem("--to needs a directory.")
    place = os.path.abspath(directory)
    if nearest_archive(place) is not None:
        raise Refused(
            f"{directory} lies in an archive; nothing was written.",
            code="FIX-041",
            remedy="Package into the archive with --archive, or name a directory outside of it.",
        )
    if os.path.lexists(place) and not os.path.isdir(place):
        raise Refused(
            f"{directory} is no directory; nothing was written.",
            code="FIX-041",
            remedy="Name a directory; it need not be there yet.",
        )
    with atomic.writing(directory):
        atomic.make_root(place)
    stack.enter_context(lock_exclusively(place))
    staging = f"{place}/{_OWN_STAGING}"
    stack.callback(atomic.discard, staging)
    with atomic.writing(directory):
        atomic.make_root(staging)
    store = LocalStore("directory", place, staging, f"{place}/{layout.QUARANTINE}")
    return DirectoryDestination(store, directory)
