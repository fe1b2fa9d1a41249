"""Package: the main job. Source to description, WARC, bag, checks, store, ledger."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from preserve.errors import PreserveError
from preserve.model.article import SourceBytes
from preserve.model.catalogue import finding
from preserve.model.file import printable
from preserve.model.finding import Finding, Where, exit_code_of
from preserve.reading.article import MAX_SOURCE_BYTES, read_article
from preserve.storage.local import LocalStaged
from preserve.storage.source import SourcePath, read_source
from preserve.workflows.assure import Assurer, ToAssure
from preserve.workflows.compose import Composed, Settings, compose
from preserve.workflows.destinations import Destination
from preserve.workflows.intake import Intake
from preserve.workflows.metadata import Supplied


@dataclass(frozen=True, slots=True)
class PackageOutcome:
    """What became of one source.

    Attributes:
        source: the name the user knows it by.
        id: the package's id; None when it was refused before it got one.
        bag: where the bag is, or None.
        status: `packaged`, `already-preserved` or `refused`.
    """

    source: str
    id: str | None
    bag: str | None
    status: str
    findings: tuple[Finding, ...] = ()

    def document(self) -> dict[str, object]:
        """Return the JSON shape."""
        return {
            "source": self.source,
            "id": self.id,
            "bag": self.bag,
            "status": self.status,
            "findings": [found.document() for found in self.findings],
        }


def refused(source: str, findings: Sequence[Finding]) -> PackageOutcome:
    """Return the outcome of a source that was not taken."""
    return PackageOutcome(source, None, None, "refused", tuple(findings))


@dataclass(frozen=True, slots=True)
class Desk:
    """Where the packages of a run are made and taken in.

    Attributes:
        assurer: looks at each staged package before it is admitted.
    """

    destination: Destination
    assurer: Assurer
    settings: Settings
    supplied: Supplied


@dataclass(frozen=True, slots=True)
class _Pending:
    """A package that is staged, and is being looked at."""

    composed: Composed
    staged: LocalStaged
    notes: tuple[Finding, ...]


# How many packages may be looked at while the next is made.
_AHEAD = 3


def package(intake: Intake, desk: Desk) -> Iterator[PackageOutcome]:
    """Package sources one after the other; each is in the store and on record, or is not.

    While one package is being looked at, the next is made. A source that cannot be taken is
    refused, and the next one goes on. What stops everything (a full disk, say) is raised.

    Raises:
        PreserveError: the destination cannot be written.
    """
    for item in intake.refused:
        yield refused(item.name, item.findings)
    pending: list[_Pending] = []
    try:
        for source in intake.sources:
            made = _make(source, desk, pending)
            if isinstance(made, PackageOutcome):
                while pending:
                    yield _admit(pending.pop(0), desk)
                yield made
                continue
            desk.assurer.give(
                ToAssure(made.staged, made.composed.record, desk.settings.needs_second_opinion)
            )
            pending.append(made)
            if len(pending) > _AHEAD:
                yield _admit(pending.pop(0), desk)
        while pending:
            yield _admit(pending.pop(0), desk)
    finally:
        for left in pending:
            left.staged.discard()


def _make(source: SourcePath, desk: Desk, pending: Sequence[_Pending]) -> PackageOutcome | _Pending:
    """Read, describe, compose and stage one source, or say why not."""
    try:
        received = read_source(source, MAX_SOURCE_BYTES)
    except PreserveError as problem:
        return refused(printable(source.path), [as_finding(problem, source.name)])
    twin = next((each for each in pending if _holds(each, received)), None)
    if twin is not None:
        package_id = twin.composed.record.id
        place = desk.destination.place_of(package_id)
        return PackageOutcome(source.name, package_id, place, "already-preserved")
    found = desk.destination.already(received)
    if found is not None:
        return PackageOutcome(source.name, found.id, found.bag, "already-preserved")
    article, notes = read_article(received, desk.settings.encoding)
    if article is None:
        return refused(printable(source.path), notes)
    composed = compose(article, desk.settings, desk.supplied.word_on(source.name))
    return _Pending(composed, desk.destination.stage(composed), notes)


def _holds(pending: _Pending, received: SourceBytes) -> bool:
    return pending.composed.record.source_sha256 == received.digests["sha256"]


def _admit(pending: _Pending, desk: Desk) -> PackageOutcome:
    record = pending.composed.record
    try:
        assurance = desk.assurer.take()
        problems = assurance.findings
        if not exit_code_of(problems):
            admitted = desk.destination.admit(pending.composed, pending.staged, assurance)
            problems = (*problems, *admitted)
    finally:
        pending.staged.discard()
    if exit_code_of(problems):
        return refused(record.source_name, (*pending.notes, *problems))
    place = desk.destination.place_of(record.id)
    found = (*pending.notes, *problems)
    return PackageOutcome(record.source_name, record.id, place, "packaged", found)


def as_finding(problem: PreserveError, name: str) -> Finding:
    """Return an error about one source as a finding about it."""
    return finding(problem.code, problem.message, Where(file=printable(name)))
