"""Package: the main job. Source to description, WARC, bag, checks, store, ledger."""

from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass

from preserve.errors import PreserveError
from preserve.model.article import Article, SourceBytes
from preserve.model.catalogue import finding
from preserve.model.file import printable
from preserve.model.finding import Finding, Where, exit_code_of
from preserve.reading.article import MAX_SOURCE_BYTES, read_article
from preserve.storage.local import LocalStaged
from preserve.storage.source import SourcePath, read_source
from preserve.workflows.assure import Assurer, ToAssure
from preserve.workflows.compose import Composed, Settings, compose
from preserve.workflows.destinations import Destination, Found
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
    """A package that is being written aside, and then looked at."""

    composed: Composed
    staged: Future[LocalStaged]
    notes: tuple[Finding, ...]


# How many packages may be written and looked at while the next is made.
_AHEAD = 4


def package(intake: Intake, desk: Desk) -> Iterator[PackageOutcome]:
    """Package sources one after the other; each is in the store and on record, or is not.

    While a package is written and looked at, the next is made; they are admitted in order. A
    source that cannot be taken is refused, and the next one goes on. What stops everything (a full
    disk, say) is raised.

    Raises:
        PreserveError: the destination cannot be written.
    """
    for item in intake.refused:
        yield refused(item.name, item.findings)
    pending: list[_Pending] = []
    # One thread waits for the disk, so that the packages reach it in order.
    writer = ThreadPoolExecutor(1)
    try:
        for source in intake.sources:
            made = _make(source, desk, pending)
            if isinstance(made, PackageOutcome):
                while pending:
                    yield _admit(pending.pop(0), desk)
                yield made
                continue
            article, notes = made
            composed = compose(article, desk.settings, desk.supplied.word_on(source.name))
            pending.append(_Pending(composed, writer.submit(_stage, composed, desk), notes))
            if len(pending) > _AHEAD:
                yield _admit(pending.pop(0), desk)
        while pending:
            yield _admit(pending.pop(0), desk)
    finally:
        writer.shutdown(cancel_futures=True)
        for left in pending:
            _discard(left)


def _make(
    source: SourcePath, desk: Desk, pending: Sequence[_Pending]
) -> PackageOutcome | tuple[Article, tuple[Finding, ...]]:
    """Read one source into an article that is not held yet, or say why there is none."""
    try:
        received = read_source(source, MAX_SOURCE_BYTES)
    except PreserveError as problem:
        return refused(printable(source.path), [as_finding(problem, source.name)])
    found = desk.destination.already(received) or _among(pending, received, desk)
    if found is not None:
        held = "already-preserved"
        return PackageOutcome(source.name, found.id, found.bag, held, found.problems)
    article, notes = read_article(received, desk.settings.encoding)
    if article is None:
        return refused(printable(source.path), notes)
    return article, notes


def _among(pending: Sequence[_Pending], received: SourceBytes, desk: Desk) -> Found | None:
    """Return the package of this run that is about to hold the same bytes."""
    for each in pending:
        record = each.composed.record
        if record.source_sha256 == received.digests["sha256"]:
            return Found(record.id, desk.destination.place_of(record.id))
    return None


def _stage(composed: Composed, desk: Desk) -> LocalStaged:
    staged = desk.destination.stage(composed)
    desk.assurer.give(ToAssure(staged, composed.record, desk.settings.needs_second_opinion))
    return staged


def _admit(pending: _Pending, desk: Desk) -> PackageOutcome:
    record = pending.composed.record
    staged = pending.staged.result()
    try:
        assurance = desk.assurer.take()
        problems = assurance.findings
        if not exit_code_of(problems):
            problems = (*problems, *desk.destination.admit(pending.composed, staged, assurance))
    finally:
        staged.discard()
    found = (*pending.notes, *problems)
    if exit_code_of(problems):
        return refused(record.source_name, found)
    place = desk.destination.place_of(record.id)
    return PackageOutcome(record.source_name, record.id, place, "packaged", found)


def _discard(left: _Pending) -> None:
    """Take back what was staged for a run that stopped."""
    if not left.staged.cancelled() and left.staged.exception() is None:
        left.staged.result().discard()


def as_finding(problem: PreserveError, name: str) -> Finding:
    """Return an error about one source as a finding about it."""
    return finding(problem.code, problem.message, Where(file=printable(name)))
