"""What the entries say is held: the inventory outside the bags, folded from the history alone."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from preserve.ledger.checks import Bucket, Check, check_of
from preserve.ledger.entry import Event, LedgerEntry
from preserve.model.audit import PackageState
from preserve.model.digest import VERIFIABLE
from preserve.model.file import FileRecord
from preserve.model.package import PackageRecord, is_package_id
from preserve.model.pieces import pieces_on_record
from preserve.model.plain import mapping_of


class Holding(NamedTuple):
    """A package on record, without its files: there may be a hundred thousand.

    A named tuple for the same reason.

    Attributes:
        number: in the order of ingestion, from 0.
        ingestion: number of the entry of its ingestion.
        entry: number of the entry that its inventory is recorded in: that one, or the change that
            was accepted last.
        added: numbers of the entries that add digests to it.
        files: how many files it has.
        size_bytes: of all of them.
        packaged_at: when it was ingested.
        state: as of the latest audit that looked at it; `not-checked` before the first.
        checked_at: when that was, or None.
        read_at: when it was last read in full, so that something could be concluded, or None.
        is_superseded: whether a change of it was accepted on record.
    """

    id: str
    number: int
    ingestion: int
    entry: int
    added: tuple[int, ...]
    files: int
    size_bytes: int
    source_sha256: str
    packaged_at: datetime
    state: PackageState = PackageState.NOT_CHECKED
    checked_at: datetime | None = None
    read_at: datetime | None = None
    is_superseded: bool = False


def ingestion_detail(
    record: PackageRecord, facts: Mapping[str, object], assurance: Mapping[str, object]
) -> dict[str, object]:
    """Return the detail of an ingestion entry: source, inventory, facts, how it was assured."""
    return {
        "source": {"name": record.source_name, "sha256": record.source_sha256},
        **inventory_detail(record.files),
        "facts": dict(facts),
        "assurance": dict(assurance),
    }


def inventory_detail(files: Iterable[FileRecord]) -> dict[str, object]:
    """Return how an entry records the files of a package, and its tag manifest by itself."""
    listed = list(files)
    tag_manifest = next((file for file in listed if file.path == "tagmanifest-sha256.txt"), None)
    return {
        "tag_manifest_sha256": tag_manifest.digests["sha256"] if tag_manifest else None,
        "files": [
            {"path": file.path, "bytes": file.size_bytes, **file.digests, **_pieces(file)}
            for file in listed
        ],
    }


def _pieces(file: FileRecord) -> dict[str, str]:
    return {} if file.pieces is None else {"pieces": file.pieces}


class Inventory:
    """Follows the history, entry by entry, and tells what is held at its end."""

    def __init__(self) -> None:
        self.checks: list[Check] = []
        self.numbers: dict[str, int] = {}
        self._held: list[Holding] = []

    def note(self, number: int, entry: LedgerEntry) -> None:
        """Take the next entry.

        Raises:
            ValueError: it does not have the shape its event asks for.
        """
        if entry.event == Event.INGESTION.value and entry.package is not None:
            self._ingest(number, entry.package, entry)
        elif entry.event == Event.FIXITY_CHECK.value:
            self.checks.append(check_of(number, entry, self.numbers))
        elif entry.event == Event.MODIFICATION.value and entry.package in self.numbers:
            self._supersede(number, entry.package, entry)
        elif entry.event == Event.MESSAGE_DIGEST_CALCULATION.value:
            self._add_digests(number, entry)

    def holdings(self) -> dict[str, Holding]:
        """Return what is held, by package id, in the order of ingestion."""
        looked = self._looked_at()
        # One after the other in its place, so that there are never two of all of them.
        for number, held in enumerate(self._held):
            self._held[number] = held._replace(
                state=looked.states[number] or PackageState.NOT_CHECKED,
                checked_at=looked.checked[number],
                read_at=looked.read[number],
            )
        return {held.id: held for held in self._held}

    def _add_digests(self, number: int, entry: LedgerEntry) -> None:
        is_known = entry.detail.get("algorithm") in VERIFIABLE
        for package, digests in mapping_of(entry.detail.get("packages")).items():
            place = self.numbers.get(package)
            if place is None:
                continue
            held = self._held[place]
            if not is_known or not isinstance(digests, list) or len(digests) != held.files:
                raise ValueError("added digests are not as they were recorded")
            self._held[place] = held._replace(added=(*held.added, number))

    def _ingest(self, number: int, package: str, entry: LedgerEntry) -> None:
        source = entry.detail.get("source")
        if not isinstance(source, dict) or not isinstance(entry.detail.get("facts"), dict):
            message = f"the ingestion of {package} is not as it was recorded"
            raise ValueError(message)
        if not is_package_id(package):
            message = f"{package!r} is no name of a package"
            raise ValueError(message)
        if package in self.numbers:
            message = f"{package} is ingested twice"
            raise ValueError(message)
        files, size = _sums(entry)
        digest = str(source.get("sha256"))
        place = len(self._held)
        self.numbers[package] = place
        self._held.append(
            Holding(package, place, number, number, (), files, size, digest, entry.at)
        )

    def _supersede(self, number: int, package: str, entry: LedgerEntry) -> None:
        place = self.numbers[package]
        files, size = _sums(entry)
        self._held[place] = self._held[place]._replace(
            entry=number, added=(), files=files, size_bytes=size, is_superseded=True
        )
        # Whoever accepted it read it in full.
        states = {package: PackageState.SUPERSEDED.value}
        bucket = Bucket(place, place, entry.at, "")
        self.checks.append(
            Check(
                number=number,
                run="",
                part=1,
                is_last=True,
                started_at=entry.at,
                finished_at=entry.at,
                buckets=(bucket,),
                states=states,
                exit_code=0,
            )
        )

    def _looked_at(self) -> "_Looked":
        looked = _Looked.of(len(self._held))
        for check in reversed(self.checks):
            for bucket in check.buckets:
                looked.take(bucket, check.states, self._held)
            if not looked.waiting:
                break
        return looked


@dataclass(slots=True)
class _Looked:
    """When each package was last looked at, filled from the latest check backwards.

    Attributes:
        waiting: how many packages an earlier check may still tell something of.
    """

    states: list[PackageState | None]
    checked: list[datetime | None]
    read: list[datetime | None]
    waiting: int

    @classmethod
    def of(cls, count: int) -> "_Looked":
        return cls([None] * count, [None] * count, [None] * count, count)

    def take(self, bucket: Bucket, states: Mapping[str, str], held: list[Holding]) -> None:
        for number in range(bucket.first, bucket.last + 1):
            if self.read[number] is not None:
                continue
            name = states.get(held[number].id)
            state = PackageState(name) if name is not None else _sound(held[number])
            if self.states[number] is None:
                self.states[number], self.checked[number] = state, bucket.at
            if state not in _UNREAD:
                self.read[number] = bucket.at
                self.waiting -= 1


_UNREAD = frozenset({PackageState.UNDECIDED, PackageState.NOT_CHECKED})


def _sound(held: Holding) -> PackageState:
    return PackageState.SUPERSEDED if held.is_superseded else PackageState.INTACT


def _sums(entry: LedgerEntry) -> tuple[int, int]:
    files = entry.detail.get("files")
    if not isinstance(files, list):
        raise ValueError("a package has no inventory")
    try:
        return len(files), sum(file["bytes"] for file in files)
    except (TypeError, KeyError) as problem:
        raise ValueError("a file on record has no size") from problem


def record_of(package: str, entry: LedgerEntry, added: Iterable[LedgerEntry] = ()) -> PackageRecord:
    """Return a package with its files, from the entries that hold its inventory.

    Args:
        package: its id.
        entry: the ingestion, or the change that was accepted last.
        added: the entries that add digests.

    Raises:
        ValueError: the inventory is not as it was recorded.
    """
    source, files = mapping_of(entry.detail.get("source")), entry.detail.get("files")
    if not isinstance(files, list):
        raise ValueError("a package has no inventory")
    records = [_file_of(file) for file in files]
    for more in added:
        records = _with_digests(package, records, more)
    return PackageRecord(
        id=package,
        source_name=str(source.get("name")),
        source_sha256=str(source.get("sha256")),
        files=tuple(records),
    )


def _with_digests(package: str, records: list[FileRecord], entry: LedgerEntry) -> list[FileRecord]:
    """Add digests that stand in the order of the inventory."""
    algorithm = str(entry.detail.get("algorithm"))
    digests = mapping_of(entry.detail.get("packages")).get(package)
    if algorithm not in VERIFIABLE or not isinstance(digests, list) or len(digests) != len(records):
        raise ValueError("added digests are not as they were recorded")
    return [
        record._replace(digests={**record.digests, algorithm: str(digest)})
        for record, digest in zip(records, digests, strict=True)
    ]


_NO_DIGESTS = frozenset({"path", "bytes", "pieces"})
_NO_NAMES = frozenset({"", ".", ".."})


def _file_of(file: object) -> FileRecord:
    if not isinstance(file, dict):
        raise ValueError("a file on record is not as it was recorded")
    digests = {str(name): str(value) for name, value in file.items() if name not in _NO_DIGESTS}
    size, path = file.get("bytes"), str(file.get("path"))
    if not isinstance(size, int) or not digests or not digests.keys() <= VERIFIABLE:
        raise ValueError("a file on record has no size or no digests")
    if "\0" in path or not _NO_NAMES.isdisjoint(path.split("/")):
        raise ValueError("a file on record lies outside its package")
    return FileRecord(path, size, digests, pieces_on_record(file.get("pieces"), size))
