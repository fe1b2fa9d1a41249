"""Where packages go: into an archive with its ledger, or into a plain directory."""

import os
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import NamedTuple, Protocol

from preserve.ledger.entry import Event, LedgerEntry, instant
from preserve.ledger.inventory import Holding, ingestion_detail
from preserve.ledger.journal import Journal
from preserve.model.article import SourceBytes
from preserve.model.audit import NOTHING_WRONG
from preserve.model.catalogue import finding
from preserve.model.digest import digests_of
from preserve.model.finding import Finding, Where, exit_code_of
from preserve.storage import layout
from preserve.storage.local import LocalStaged, LocalStore
from preserve.storage.tree import read_file
from preserve.workflows.archive import SOFTWARE
from preserve.workflows.assure import Assurance
from preserve.workflows.check_contents import check_package
from preserve.workflows.compose import Composed
from preserve.workflows.validate_bag import validate_bag

_ID_DIGITS = 12


class Found(NamedTuple):
    """A package that holds a source already, and what is known to be wrong with it."""

    id: str
    bag: str
    problems: tuple[Finding, ...] = ()


class Destination(Protocol):
    """Takes composed packages in, each whole or not at all."""

    def already(self, source: SourceBytes) -> Found | None:
        """Return the package that holds these bytes already."""
        ...

    def stage(self, composed: Composed) -> LocalStaged:
        """Write a package aside.

        Raises:
            PreserveError: nothing can be written here.
        """
        ...

    def admit(
        self, composed: Composed, staged: LocalStaged, assurance: Assurance
    ) -> tuple[Finding, ...]:
        """Keep a staged package that was found sound; findings of weight mean that it was not.

        Raises:
            PreserveError: nothing can be written here.
        """
        ...

    def place_of(self, package: str) -> str:
        """Return where a package's bag is."""
        ...


class ArchiveDestination:
    """An archive: each package is staged, checked, moved into the store, then put on record."""

    def __init__(
        self,
        store: LocalStore,
        journal: Journal,
        holdings: Mapping[str, Holding],
        clock: Callable[[], datetime],
    ) -> None:
        self._store = store
        self._journal = journal
        self._clock = clock
        self._holdings = holdings
        self._by_digest = {holding.source_sha256: name for name, holding in holdings.items()}

    def already(self, source: SourceBytes) -> Found | None:
        """Return the package on record that holds these bytes."""
        name = self._by_digest.get(source.digests["sha256"])
        return None if name is None else Found(name, self.place_of(name), self._problems(name))

    def _problems(self, package: str) -> tuple[Finding, ...]:
        """Say so when what is on record is not there, or was not intact when last looked at."""
        where = Where(file=package)
        try:
            self._store.tree(package).entries()
        except OSError:
            return (
                finding("FIX-010", f"Package {package} is on record, not in the store.", where),
            )
        holding = self._holdings.get(package)
        if holding is None or holding.state in NOTHING_WRONG:
            return ()
        words = f"The latest audit of {package} found it {holding.state.value}."
        return (finding("FIX-014", words, where),)

    def stage(self, composed: Composed) -> LocalStaged:
        """Write a package aside."""
        return self._store.stage(composed.record.id, composed.files)

    def admit(
        self, composed: Composed, staged: LocalStaged, assurance: Assurance
    ) -> tuple[Finding, ...]:
        """Publish, then record."""
        notes: tuple[Finding, ...] = ()
        try:
            staged.publish()
        except FileExistsError:
            notes = self._make_room(composed.record.id)
            staged.publish()
        self._journal.append([_ingestion(composed, assurance, self._clock())])
        self._by_digest[composed.record.source_sha256] = composed.record.id
        return notes

    def place_of(self, package: str) -> str:
        """Return where a package's bag is."""
        return f"{self._store.bags}/{package}"

    def _make_room(self, package: str) -> tuple[Finding, ...]:
        """Move aside what lies at the new package's place and is not on record."""
        at = self._clock()
        moved_to = self._store.set_aside(package, "", f"{at:%Y%m%dT%H%M%SZ}")
        why = "it lay in the store and was not on record"
        detail = {"path": package, "moved_to": moved_to, "why": why}
        event = Event.QUARANTINE.value
        self._journal.append([LedgerEntry(at, event, package, SOFTWARE, "success", detail)])
        words = f"What lay at {package} was not on record; it is in {moved_to} now."
        return (finding("FIX-047", words, Where(file=package)),)


def _ingestion(composed: Composed, assurance: Assurance, at: datetime) -> LedgerEntry:
    facts = {**composed.facts, "captured_at": instant(composed.at)}
    detail = ingestion_detail(composed.record, facts, assurance.document())
    event = Event.INGESTION.value
    return LedgerEntry(at, event, composed.record.id, SOFTWARE, "success", detail)


class DirectoryDestination:
    """A plain directory of bags, without history."""

    def __init__(self, store: LocalStore, directory: str) -> None:
        self._store = store
        self._directory = directory
        self._by_digits: dict[str, list[str]] = {}
        for entry in store.members():
            self._by_digits.setdefault(entry.path[-_ID_DIGITS:], []).append(entry.path)

    def already(self, source: SourceBytes) -> Found | None:
        """Return the bag that holds these bytes, if it is whole; a damaged one is no holding."""
        for name in self._by_digits.get(source.digests["sha256"][:_ID_DIGITS], []):
            tree = self._store.tree(name)
            verdict = validate_bag(tree, name, check_package)
            originals = [path for path in verdict.payload if path.startswith(layout.ORIGINAL)]
            holds = any(
                digests_of(read_file(tree, path)) == dict(source.digests) for path in originals
            )
            if holds and not exit_code_of(verdict.findings):
                return Found(name, self.place_of(name))
        return None

    def stage(self, composed: Composed) -> LocalStaged:
        """Write a package aside."""
        return self._store.stage(composed.record.id, composed.files)

    def admit(
        self, composed: Composed, staged: LocalStaged, _assurance: Assurance
    ) -> tuple[Finding, ...]:
        """Publish."""
        package = composed.record.id
        try:
            staged.publish()
        except FileExistsError:
            words = f"{self.place_of(package)} is there already and is not a whole copy of this."
            return (finding("FIX-041", words, Where(file=package)),)
        self._by_digits.setdefault(package[-_ID_DIGITS:], []).append(package)
        return ()

    def place_of(self, package: str) -> str:
        """Return where a package's bag is."""
        return os.path.join(self._directory, package)
