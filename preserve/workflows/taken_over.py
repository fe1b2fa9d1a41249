"""What goes on record of a package that came from a partner: as our own packaging records it."""

import zlib
from collections.abc import Mapping
from datetime import datetime
from typing import Final

from preserve.containers.warc.parse import parse_header
from preserve.errors import Refused
from preserve.exchange.possession import FileRead
from preserve.ledger.entry import Event, LedgerEntry
from preserve.ledger.inventory import ingestion_detail
from preserve.model.digest import digests_of
from preserve.model.file import FileRecord, printable
from preserve.model.package import PackageRecord, package_id
from preserve.model.pieces import PIECE_BYTES, PieceHasher
from preserve.model.plain import mapping_of, text_of
from preserve.schema.parse import parse_document
from preserve.schema.validate import DESCRIPTION_SCHEMA, validate_document
from preserve.storage import layout
from preserve.storage.store import Tree
from preserve.storage.tree import read_file
from preserve.workflows.archive import SOFTWARE
from preserve.workflows.read_description import facts_of

_MOST_PIECED_BYTES: Final = 256 << 20
_LONGEST_DESCRIPTION_BYTES: Final = 256 << 20
_READ_BYTES: Final = 1 << 20
_WARC_START_BYTES: Final = 4_096
_GZIP_MODE: Final = 31  # zlib: a gzip member with its header


def taken_over(
    package: str, tree: Tree, files: tuple[FileRead, ...]
) -> tuple[PackageRecord, dict[str, object]]:
    """Return what goes on record of a package: its inventory, and the facts for lists.

    Args:
        package: its id.
        tree: where it lies.
        files: as they were read; nothing else is believed of what lies there now.

    Raises:
        Refused: its description does not say what an archive has to know.
        OSError: something cannot be read any more.
    """
    read = {file.path: file for file in files}
    document = _description(tree, read)
    source = mapping_of(document.get("source"))
    name, sha256 = (text_of(source.get(key)) or "" for key in ("name", "sha256"))
    if text_of(document.get("package_id")) != package or package_id(name, sha256) != package:
        raise Refused("its description is about another package")
    original = read.get(layout.original_path(name))
    if original is None or original.digests.get("sha256") != sha256:
        raise Refused("the article in it is not the one that its description names")
    if any(printable(path) != path for path in read):
        raise Refused("the name of a file in it is not UTF-8")
    records = tuple(_record(tree, file) for file in sorted(files, key=lambda file: file.path))
    facts = facts_of(document)
    captured_at = _captured_at(tree) if layout.WARC in read else None
    if captured_at is not None:
        facts["captured_at"] = captured_at
    return PackageRecord(package, name, sha256, records), facts


def ingestion(
    record: PackageRecord,
    facts: Mapping[str, object],
    assurance: Mapping[str, object],
    at: datetime,
) -> LedgerEntry:
    """Return the entry that puts a package on record."""
    detail = ingestion_detail(record, facts, assurance)
    return LedgerEntry(at, Event.INGESTION.value, record.id, SOFTWARE, "success", detail)


def _description(tree: Tree, read: Mapping[str, FileRead]) -> Mapping[str, object]:
    listed = read.get(layout.DESCRIPTION)
    if listed is None:
        raise Refused("it has no description")
    if listed.size_bytes > _LONGEST_DESCRIPTION_BYTES:
        raise Refused("its description is longer than any of an article")
    data = read_file(tree, layout.DESCRIPTION)
    if digests_of(data)["sha256"] != listed.digests.get("sha256"):
        raise Refused("its description changed while it was read")
    document, _ = parse_document(data)
    if document is None or validate_document(document, DESCRIPTION_SCHEMA):
        raise Refused("its description does not follow the published schema")
    return mapping_of(document)


def _record(tree: Tree, file: FileRead) -> FileRecord:
    pieces = None
    if PIECE_BYTES < file.size_bytes <= _MOST_PIECED_BYTES:
        pieces = _pieces(tree, file.path)
    return FileRecord(file.path, file.size_bytes, file.digests, pieces)


def _pieces(tree: Tree, path: str) -> str | None:
    hasher = PieceHasher()
    buffer = memoryview(bytearray(_READ_BYTES))
    with tree.open(path) as opened:
        while count := opened.readinto(buffer):
            hasher.update(bytes(buffer[:count]))
    return hasher.text()


def _captured_at(tree: Tree) -> str | None:
    """Return the instant of capture, as the first record of the WARC has it (WARC 1.1 5.4)."""
    with tree.open(layout.WARC) as opened:
        buffer = bytearray(_WARC_START_BYTES)
        count = opened.readinto(memoryview(buffer))
    try:
        start = zlib.decompressobj(_GZIP_MODE).decompress(bytes(buffer[:count]), _WARC_START_BYTES)
    except zlib.error:
        return None
    head, separator, _ = start.partition(b"\r\n\r\n")
    return parse_header(head + separator).get("warc-date") if separator else None
