"""Package: the main job. Source to description, WARC, bag, checks, store, ledger."""

from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Self

from preserve.errors import PreserveError
from preserve.model.article import SourceBytes
from preserve.model.catalogue import finding
from preserve.model.digest import digests_of
from preserve.model.file import printable
from preserve.model.finding import Finding, Where, exit_code_of
from preserve.reading.article import MAX_SOURCE_BYTES, read_article
from preserve.storage.local import LocalStaged
from preserve.storage.source import SourcePath, read_source
from preserve.workflows.assure import Assurer, ToAssure
from preserve.workflows.compose import Composed, Settings, Word, compose
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


# How many packages may be written and looked at while the next is made.
_AHEAD = 6


def package(intake: Intake, desk: Desk) -> Iterator[PackageOutcome]:
    """Package sources one after the other; each is in the store and on record, or is not.

    While a package is written and looked at, the next is made; they are admitted in order. A
    source that cannot be taken is refused, and the next one goes on. What stops everything (a full
    disk, say) is raised.

    Raises:
        PreserveError: the destination cannot be written.
    """
    yield from refusals(intake)
    with _Line(desk) as line:
        for source in intake.sources:
            made = _make(source, desk, line)
            if isinstance(made, PackageOutcome):
                yield from line.admitted(0)
                yield made
                continue
            composed, notes = made
            line.add(composed, notes)
            yield from line.admitted(_AHEAD)
        yield from line.admitted(0)


def refusals(intake: Intake) -> Iterator[PackageOutcome]:
    """Yield the outcomes of what was refused before anything was read."""
    for item in intake.refused:
        yield refused(item.name, item.findings)


@dataclass(frozen=True, slots=True)
class _Pending:
    """A package that is being written aside, and then looked at."""

    composed: Composed
    staged: Future[LocalStaged]
    notes: tuple[Finding, ...]


class _Line:
    """Packages under way, in order: written aside by a thread, then looked at, then admitted."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        # One thread waits for the disk, so that the packages reach it in order.
        self._writer = ThreadPoolExecutor(1)
        self._written: deque[_Pending] = deque()
        self._looked_at: deque[_Pending] = deque()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        """Take back what was staged for a run that stopped."""
        self._writer.shutdown(cancel_futures=True)
        for left in (*self._looked_at, *self._written):
            if not left.staged.cancelled() and left.staged.exception() is None:
                left.staged.result().discard()

    def add(self, composed: Composed, notes: tuple[Finding, ...]) -> None:
        """Have a package written aside."""
        staged = self._writer.submit(self._desk.destination.stage, composed)
        self._written.append(_Pending(composed, staged, notes))

    def holding(self, sha256: str) -> str | None:
        """Return the id of the package under way that holds these bytes, if one does."""
        for each in (*self._looked_at, *self._written):
            if each.composed.record.source_sha256 == sha256:
                return each.composed.record.id
        return None

    def admitted(self, most: int) -> Iterator[PackageOutcome]:
        """Admit packages until so many are under way; all that are whole, before one that fails.

        Raises:
            PreserveError: a package could not be written.
        """
        while self._written and _is_written(self._written[0]):
            self._have_looked_at()
        if self._written and self._written[0].staged.done():
            most = 0
        while len(self._looked_at) + len(self._written) > most:
            if not self._looked_at:
                self._have_looked_at()
            yield _admit(self._looked_at.popleft(), self._desk)

    def _have_looked_at(self) -> None:
        """Give on the package that was written longest ago; wait until it is.

        Raises:
            PreserveError: it could not be written.
        """
        staged, record = self._written[0].staged.result(), self._written[0].composed.record
        needs_second_opinion = self._desk.settings.needs_second_opinion
        self._desk.assurer.give(ToAssure(staged, record, needs_second_opinion))
        self._looked_at.append(self._written.popleft())


def _is_written(pending: _Pending) -> bool:
    return pending.staged.done() and pending.staged.exception() is None


def _make(
    source: SourcePath, desk: Desk, line: _Line
) -> PackageOutcome | tuple[Composed, tuple[Finding, ...]]:
    """Make a package of one source that is not held yet, or say why there is none."""
    try:
        received = read_source(source, MAX_SOURCE_BYTES)
    except PreserveError as problem:
        return refused(printable(source.path), [as_finding(problem, source.name)])
    wrong = _unlike_the_senders(received, desk.supplied.word_on(source.name))
    if wrong:
        return refused(printable(source.path), wrong)
    found = desk.destination.already(received) or _under_way(line, received, desk)
    if found is not None:
        held, notes = "already-preserved", (*found.problems, *_unsaid(source, desk))
        return PackageOutcome(source.name, found.id, found.bag, held, notes)
    article, notes = read_article(received, desk.settings.encoding)
    if article is None:
        return refused(printable(source.path), notes)
    composed = compose(article, desk.settings, desk.supplied.word_on(source.name))
    if composed.misfits:
        return refused(printable(source.path), (*notes, *composed.misfits))
    return composed, notes


def _unlike_the_senders(received: SourceBytes, word: Word) -> tuple[Finding, ...]:
    """Hold a source against the digests that came with it."""
    found = digests_of(received.data, word.digests)
    return tuple(
        finding(
            "FIX-058",
            f"{received.name} is not what {word.asserted_by} says: {name} {word.digests[name]}"
            f" was expected, {digest} was found.",
            Where(file=received.name),
        )
        for name, digest in found.items()
        if digest != word.digests[name]
    )


def _unsaid(source: SourcePath, desk: Desk) -> tuple[Finding, ...]:
    """Say so when somebody has a word on a source whose package is made already."""
    word = desk.supplied.word_on(source.name)
    if not word.values:
        return ()
    words = f"{source.name} is preserved already; what {word.asserted_by} says was not added."
    return (finding("META-046", words, Where(file=source.name)),)


def _under_way(line: _Line, received: SourceBytes, desk: Desk) -> Found | None:
    """Return the package of this run that is about to hold the same bytes."""
    package = line.holding(received.digests["sha256"])
    return None if package is None else Found(package, desk.destination.place_of(package))


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


def as_finding(problem: PreserveError, name: str) -> Finding:
    """Return an error about one source as a finding about it."""
    return finding(problem.code, problem.message, Where(file=printable(name)))
