"""A run of `package`: open the destination, take everything in, sum up."""

import contextlib
import os
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from preserve.containers.bag.fit import Fitting
from preserve.containers.bag.serialized.write import Form
from preserve.containers.bag.write import PROFILE_IDENTIFIER
from preserve.errors import UsageProblem
from preserve.model.file import printable
from preserve.model.finding import Finding, exit_code_of, gravest
from preserve.reading.metadata import unmatched
from preserve.storage import atomic, layout
from preserve.storage.local import LocalStore
from preserve.storage.lock import lock_exclusively
from preserve.storage.workspace import Workspace
from preserve.workflows.archive import (
    open_archive,
    open_journal,
    read_history,
    require_online,
    require_outside,
    require_sound,
)
from preserve.workflows.assure import Demands, assurer_for
from preserve.workflows.compose import Settings
from preserve.workflows.destinations import (
    ArchiveDestination,
    Destination,
    DirectoryDestination,
    PackedDestination,
)
from preserve.workflows.fitting import Ask, fitting_for, nobody
from preserve.workflows.intake import Intake, RefusedSource, gather
from preserve.workflows.metadata import load_supplied
from preserve.workflows.package import Desk, PackageOutcome, package, refusals
from preserve.workflows.profiles import load_profile

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
        form: what each bag is written as; None for directories, or for what the profile wants.
        profile: a profile that the bags must fit, by name or path; None for our own.
        tags: what the user said for the tag files, as `Label=value`.
        ask: asked for a tag that the profile requires and nobody gave.
    """

    archive: str | None
    directory: str | None
    metadata: str | None
    at: datetime
    encoding: str | None = None
    needs_second_opinion: bool = True
    form: Form | None = None
    profile: str | None = None
    tags: tuple[str, ...] = ()
    ask: Ask = nobody


@dataclass
class PackageRun:
    """A run that is going on: iterate over its outcomes, then ask how it went.

    Attributes:
        desk: None when everything is refused, and nothing is made.
    """

    intake: Intake
    desk: Desk | None
    notes: tuple[Finding, ...]
    done: list[PackageOutcome] = field(default_factory=list)

    def outcomes(self) -> Iterator[PackageOutcome]:
        """Package one source after the other."""
        made = refusals(self.intake) if self.desk is None else package(self.intake, self.desk)
        for outcome in made:
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
    fitting = _fitting(options)
    intake = gather(sources)
    names = [source.name for source in intake.sources]
    notes = (*intake.noted, *supplied.notes, *unmatched(supplied.rows, names))
    if fitting is not None:
        notes = (*notes, *fitting.findings)
        if exit_code_of(fitting.findings):
            yield PackageRun(_refused(intake, fitting.findings), None, notes)
            return
    demands = Demands(options.form if fitting is None else fitting.form, fitting)
    with contextlib.ExitStack() as stack:
        if options.directory is not None:
            destination: Destination = _plain(stack, options.directory, demands)
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
        settings = Settings(
            options.at, operator, options.encoding, options.needs_second_opinion, fitting
        )
        assurer = assurer_for(stack, len(intake.sources), demands)
        yield PackageRun(intake, Desk(destination, assurer, settings, supplied), notes)


def _fitting(options: PackageOptions) -> Fitting | None:
    """Return how the bags are made to fit another profile than ours; None when none is named.

    Raises:
        PreserveError: the profile cannot be used, or what was asked for cannot be meant.
    """
    wanted = None if options.profile is None else load_profile(options.profile)
    is_other = wanted is not None and wanted.identifier != PROFILE_IDENTIFIER
    if options.directory is None and (is_other or options.form is not None):
        raise UsageProblem(
            "An archive keeps its bags as directories, made by its own profile.",
            remedy="Name a place for bags that are handed over with --to DIR.",
        )
    if wanted is None or not is_other:
        if options.tags:
            raise UsageProblem("--tag goes with the --profile of those who receive the bags.")
        return None
    return fitting_for(wanted.document, options.form, options.tags, options.ask)


def _refused(intake: Intake, findings: tuple[Finding, ...]) -> Intake:
    """Return an intake of which nothing is taken."""
    refused = (RefusedSource(printable(source.path), findings) for source in intake.sources)
    return Intake((), (*intake.refused, *refused), intake.noted)


def _plain(stack: contextlib.ExitStack, directory: str, demands: Demands) -> DirectoryDestination:
    if not directory:
        raise UsageProblem("--to needs a directory.")
    place = os.path.abspath(directory)
    require_outside(
        place,
        directory,
        "Package into the archive with --archive, or name a directory outside of it.",
    )
    with atomic.writing(directory):
        atomic.make_root(place)
    stack.enter_context(lock_exclusively(place))
    workspace = stack.enter_context(Workspace(f"{place}/{_OWN_STAGING}"))
    workspace.make()
    with atomic.writing(directory):
        atomic.make_root(workspace.work)
    store = LocalStore("directory", place, workspace.work, f"{place}/{layout.QUARANTINE}")
    if demands.form is not None:
        return PackedDestination(store, directory, demands, demands.form)
    return DirectoryDestination(store, directory, demands)
