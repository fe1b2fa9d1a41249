"""What the entries say is held: the inventory outside the bags, folded from the history alone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from preserve.ledger.entry import Event, LedgerEntry
from preserve.model.audit import PackageState
from preserve.model.digest import VERIFIABLE
from preserve.model.file import FileRecord
from preserve.model.package import PackageRecord, is_package_id
from preserve.model.pieces import pieces_on_record


@dataclass(frozen=True, slots=True)
class Holding:
    """A package on record.

    Attributes:
        record: its files, with sizes and digests.
        packaged_at: when it was ingested.
        facts: what else its ingestion says (headline, outlet, date; strings or None).
        state: as of the latest audit that looked at it; `not-checked` before the first.
        checked_at: when that audit ended, or None.
    """

    record: PackageRecord
    packaged_at: datetime
    facts: Mapping[str, object] = field(default_factory=dict)
    state: PackageState = PackageState.NOT_CHECKED
    checked_at: datetime | None = None


def ingestion_detail(
    record: PackageRecord, facts: Mapping[str, object], assurance: Mapping[str, object]
) -> dict[str, object]:
    """Return the detail of an ingestion entry: source, inventory, facts, how it was assured."""
    tag_manifest = next(
        (file for file in record.files if file.path == "tagmanifest-sha256.txt"), None
    )
    return {
        "source": {"name": record.source_name, "sha256": record.source_sha256},
        "tag_manifest_sha256": tag_manifest.digests["sha256"] if tag_manifest else None,
        "files": [
            {"path": file.path, "bytes": file.size_bytes, **file.digests, **_pieces(file)}
            for file in record.files
        ],
        "facts": dict(facts),
        "assurance": dict(assurance),
    }


def _pieces(file: FileRecord) -> dict[str, str]:
    return {} if file.pieces is None else {"pieces": file.pieces}


def holdings_of(entries: Sequence[LedgerEntry]) -> dict[str, Holding]:
    """Fold the history into what is held now, by package id.

    Raises:
        ValueError: an entry does not have the shape its event asks for.
    """
    holdings: dict[str, Holding] = {}
    for entry in entries:
        if entry.event == Event.INGESTION.value and entry.package is not None:
            holdings[entry.package] = _ingested(entry.package, entry)
        elif entry.event == Event.FIXITY_CHECK.value:
            _note_check(holdings, entry)
    return holdings


def _ingested(package: str, entry: LedgerEntry) -> Holding:
    source, files = entry.detail.get("source"), entry.detail.get("files")
    facts = entry.detail.get("facts")
    if not isinstance(source, dict) or not isinstance(files, list) or not isinstance(facts, dict):
        message = f"the ingestion of {package} is not as it was recorded"
        raise ValueError(message)
    if not is_package_id(package):
        message = f"{package!r} is no name of a package"
        raise ValueError(message)
    record = PackageRecord(
        id=package,
        source_name=str(source.get("name")),
        source_sha256=str(source.get("sha256")),
        files=tuple(_file_of(file) for file in files),
    )
    return Holding(record, entry.at, facts)


def _file_of(file: object) -> FileRecord:
    if not isinstance(file, dict):
        raise ValueError("a file on record is not as it was recorded")
    digests = {
        str(name): str(value)
        for name, value in file.items()
        if name not in {"path", "bytes", "pieces"}
    }
    size, path = file.get("bytes"), str(file.get("path"))
    if not isinstance(size, int) or not digests or not digests.keys() <= VERIFIABLE:
        raise ValueError("a file on record has no size or no digests")
    if path.startswith("/") or "\0" in path or {"", ".", ".."} & set(path.split("/")):
        raise ValueError("a file on record lies outside its package")
    return FileRecord(path, size, digests, pieces_on_record(file.get("pieces"), size))


def _note_check(holdings: dict[str, Holding], entry: LedgerEntry) -> None:
    """An audit names the packages it looked at (or `all`), and the states of the unsound ones."""
    checked, states = entry.detail.get("checked"), entry.detail.get("states")
    if not isinstance(states, dict) or not isinstance(checked, str | list):
        return
    names = holdings if checked == "all" else [str(name) for name in checked]
    for name in list(names):
        if name not in holdings:
            continue
        holding = holdings[name]
        state = PackageState(str(states.get(name, PackageState.INTACT.value)))
        holdings[name] = Holding(
            holding.record, holding.packaged_at, holding.facts, state, entry.at
        )
