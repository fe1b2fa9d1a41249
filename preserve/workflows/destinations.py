"""Where packages go: into an archive with its ledger, or into a plain directory."""

import io
import os
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import NamedTuple, Protocol

from preserve.containers.bag.serialized.unpack import unpacked
from preserve.containers.bag.serialized.write import Form, member_of, serialized
from preserve.ledger.entry import Event, LedgerEntry, instant
from preserve.ledger.inventory import Holding, ingestion_detail
from preserve.ledger.journal import Journal
from preserve.model.article import SourceBytes
from preserve.model.audit import NOTHING_WRONG
from preserve.model.catalogue import finding
from preserve.model.digest import digests_of
from preserve.model.file import EntryKind
from preserve.model.finding import Finding, Where, exit_code_of
from preserve.reading.article import MAX_SOURCE_BYTES
from preserve.storage import layout
from preserve.storage.local import LocalStaged, LocalStore
from preserve.storage.memory import MemoryTree
from preserve.storage.store import Tree
from preserve.storage.tree import read_file
from preserve.workflows.archive import SOFTWARE
from preserve.workflows.assure import NO_DEMANDS, Assurance, Demands
from preserve.workflows.check_contents import check_package
from preserve.workflows.compose import Composed
from preserve.workflows.make_room import make_room
from preserve.workflows.validate_bag import validate_bag

_ID_DIGITS = 12
# Several times what a package of the largest source takes; nothing larger is one of ours.
_MOST_BYTES = 8 * MAX_SOURCE_BYTES


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
        moved = make_room(self._store, package, self._clock())
        self._journal.append([moved.entry])
        return (moved.note,)


def _ingestion(composed: Composed, assurance: Assurance, at: datetime) -> LedgerEntry:
    facts = {**composed.facts, "captured_at": instant(composed.at)}
    detail = ingestion_detail(composed.record, facts, assurance.document())
    event = Event.INGESTION.value
    return LedgerEntry(at, event, composed.record.id, SOFTWARE, "success", detail)


class DirectoryDestination:
    """A plain directory of bags, without history."""

    def __init__(self, store: LocalStore, directory: str, demands: Demands = NO_DEMANDS) -> None:
        self._store = store
        self._directory = directory
        self._demands = demands
        self._by_digits: dict[str, list[str]] = {}
        for entry in store.members():
            self._keep(entry.path)

    def already(self, source: SourceBytes) -> Found | None:
        """Return the bag that holds these bytes, if it is whole; a damaged one is no holding."""
        for name in self._by_digits.get(source.digests["sha256"][:_ID_DIGITS], []):
            tree = self._tree(name)
            if tree is not None and _holds(tree, name, source, self._demands):
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
            if self._demands.fitting is not None:
                words = f"{words[:-1]} that fits the profile and says what was asked for."
            return (finding("FIX-041", words, Where(file=package)),)
        self._keep(os.path.basename(self.place_of(package)))
        return ()

    def place_of(self, package: str) -> str:
        """Return where a package's bag is."""
        return os.path.join(self._directory, package)

    def _keep(self, name: str) -> None:
        """Remember what lies in the directory, by the digits that its name ends with."""
        self._by_digits.setdefault(name[-_ID_DIGITS:], []).append(name)

    def _tree(self, package: str) -> Tree | None:
        """Return a bag of the directory as files; None where it cannot be one."""
        return self._store.tree(package)


class PackedDestination(DirectoryDestination):
    """A plain directory of bags that are one file each."""

    def __init__(self, store: LocalStore, directory: str, demands: Demands, form: Form) -> None:
        self._form = form
        super().__init__(store, directory, demands)

    def stage(self, composed: Composed) -> LocalStaged:
        """Write a package aside as a directory, which other programs can judge, and as a file."""
        package = composed.record.id
        members = [member_of(file) for file in composed.files]
        parts = serialized(self._form, package, members, composed.at.date())
        return self._store.pack(super().stage(composed), f"{package}.{self._form}", parts)

    def place_of(self, package: str) -> str:
        """Return where a package's file is."""
        return f"{super().place_of(package)}.{self._form}"

    def _keep(self, name: str) -> None:
        if name.endswith(f".{self._form}"):
            super()._keep(name.removesuffix(f".{self._form}"))

    def _tree(self, package: str) -> Tree | None:
        name = f"{package}.{self._form}"
        entry = self._store.member(name)
        if entry is None or entry.kind is not EntryKind.FILE or entry.size_bytes > _MOST_BYTES:
            return None
        try:
            data = io.BytesIO(read_file(self._store.forest(), name))
            return MemoryTree(dict(unpacked(data, self._form, package)))
        except (OSError, ValueError):
            # Whatever it is, it is not a whole copy of this; it stays where it is.
            return None


def _holds(tree: Tree, name: str, source: SourceBytes, demands: Demands) -> bool:
    """Whether a bag is whole, meets what is asked of this run's, and holds a source's bytes."""
    verdict = validate_bag(tree, name, check_package, demands.effort(name))
    if exit_code_of(verdict.findings):
        return False
    originals = [path for path in verdict.payload if path.startswith(layout.ORIGINAL)]
    return any(digests_of(read_file(tree, path)) == dict(source.digests) for path in originals)
