"""A package on record as one file for a partner: read once, and held against the record on the way.

What is not byte for byte as recorded never leaves the archive. A zip file states a checksum before
the bytes, so for that form everything is read twice.
"""

import binascii
import json
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import Final, NamedTuple

from preserve.containers.bag.parse import parse_info
from preserve.containers.bag.serialized.write import Form, Member, serialized
from preserve.containers.bag.text import tag_text
from preserve.exchange.offer import BAGS, Offered, profile_in, risks_in
from preserve.model.catalogue import finding
from preserve.model.digest import hasher
from preserve.model.file import EntryKind, FileRecord, printable
from preserve.model.finding import Finding, Where
from preserve.model.package import PackageRecord
from preserve.storage import layout
from preserve.storage.mailbox import Content
from preserve.storage.store import Tree

_PIECE_BYTES: Final = 1 << 20
_MOST_TAG_BYTES: Final = 64 << 20
_MOST_NAMED: Final = 3
_INFO: Final = "bag-info.txt"
_TAG_MANIFEST: Final = "tagmanifest-sha256.txt"
_MISSING: Final = (FileNotFoundError, NotADirectoryError)

Write = Callable[[str, Iterable[bytes]], Content]
"""Takes the bytes of the file with that name, and says what they were."""


class Held(NamedTuple):
    """What became of a package that is to be sent.

    Attributes:
        offered: how an offer names it; None where it cannot be sent.
        findings: why it cannot.
    """

    offered: Offered | None
    findings: tuple[Finding, ...] = ()


class _NotAsRecorded(Exception):
    """A file is not what the record says; the words go behind its name."""


def written(tree: Tree, record: PackageRecord, form: Form, otherwise: date, write: Write) -> Held:
    """Write a package as one file.

    Args:
        tree: where it lies.
        record: what is on record about it.
        form: tar or zip.
        otherwise: the date of everything in the file where bag-info.txt names none.
        write: takes the bytes; what it was given does not count unless `offered` is there.

    Raises:
        PreserveError: it cannot be written.
    """
    by_path = {file.path: file for file in record.files}
    path = ""
    try:
        _require_listed(tree, by_path)
        path = _TAG_MANIFEST
        tag_manifest = by_path[_TAG_MANIFEST].digests["sha256"]
        path = _INFO
        info = _info_of(tree, by_path.get(_INFO))
        path = layout.DESCRIPTION
        risks = risks_in(_json_of(tree, by_path.get(layout.DESCRIPTION)))
        path = ""
        members = [_member(tree, file, form) for file in record.files]
        parts = serialized(form, record.id, members, _date_of(info, otherwise))
        made = write(f"{record.id}.{form}", parts)
    except KeyError:
        words = f"{record.id} has no {path}, by which an offer names a package."
        return Held(None, (finding("XCH-030", words, Where(file=record.id)),))
    except _NotAsRecorded as problem:
        words = f"{record.id} is not as recorded: {problem}."
        return Held(None, (finding("XCH-030", words, Where(file=record.id)),))
    except _Unread as problem:
        words = f"{record.id} cannot be read whole: {problem}."
        return Held(None, (finding("XCH-031", words, Where(file=record.id)),))
    return Held(
        Offered(
            package=record.id,
            file=f"{BAGS}/{record.id}.{form}",
            size_bytes=made.size_bytes,
            sha256=made.sha256,
            tag_manifest_sha256=tag_manifest,
            files=len(record.files),
            bag_bytes=sum(file.size_bytes for file in record.files),
            profile=profile_in(info.get("BagIt-Profile-Identifier")),
            risks=risks,
        )
    )


class _Unread(Exception):
    """A file cannot be read; the words tell which one, and why."""


def _require_listed(tree: Tree, by_path: dict[str, FileRecord]) -> None:
    try:
        entries = tree.entries()
    except _MISSING:
        raise _NotAsRecorded("it is not there") from None
    except OSError as problem:
        raise _unread("its directory", problem) from problem
    for entry in entries:
        if entry.error is not None:
            raise _Unread(f"{printable(entry.path)} ({entry.error})")
    strange = [
        entry.path
        for entry in entries
        if entry.kind is not EntryKind.DIRECTORY
        and (entry.kind is not EntryKind.FILE or entry.path not in by_path)
    ]
    if strange:
        named = ", ".join(map(printable, strange[:_MOST_NAMED]))
        raise _NotAsRecorded(f"{len(strange)} things lie in it that are not on record ({named})")


def _member(tree: Tree, file: FileRecord, form: Form) -> Member:
    crc = 0
    if form is Form.ZIP:
        for piece in _held(tree, file):
            crc = binascii.crc32(piece, crc)
    return Member(file.path, file.size_bytes, crc, _held(tree, file))


def _held(tree: Tree, file: FileRecord) -> Iterator[bytes]:
    """Yield the bytes of a file, and raise at their end if they are not the recorded ones."""
    shown = printable(file.path)
    hashes = {algorithm: hasher(algorithm) for algorithm in file.digests}
    size = 0
    try:
        for piece in _read(tree, file):
            size += len(piece)
            if size > file.size_bytes:
                break
            for each in hashes.values():
                each.update(piece)
            yield piece
    except _MISSING:
        raise _NotAsRecorded(f"{shown} is not there") from None
    except OSError as problem:
        raise _unread(shown, problem) from problem
    if size != file.size_bytes:
        raise _NotAsRecorded(f"{shown} has not the {file.size_bytes} bytes that it had")
    if {name: each.hexdigest() for name, each in hashes.items()} != dict(file.digests):
        raise _NotAsRecorded(f"the bytes of {shown} are not those on record")


def _read(tree: Tree, file: FileRecord) -> Iterator[bytes]:
    if file.size_bytes <= _PIECE_BYTES:
        data = tree.read_small(file.path, _PIECE_BYTES)
        if data is not None:
            yield data
            return
    with tree.open(file.path) as opened:
        if not opened.identity().is_regular:
            raise _NotAsRecorded(f"{printable(file.path)} is no file")
        buffer = memoryview(bytearray(_PIECE_BYTES))
        while count := opened.readinto(buffer):
            yield bytes(buffer[:count])


def _whole(tree: Tree, file: FileRecord | None) -> bytes:
    """Return a small file of a package whole; nothing where there is none, or no small one."""
    if file is None or file.size_bytes > _MOST_TAG_BYTES:
        return b""
    return b"".join(_held(tree, file))


def _info_of(tree: Tree, file: FileRecord | None) -> dict[str, str]:
    parsed = parse_info(tag_text(_INFO, _whole(tree, file), "UTF-8"), is_strict=False)
    return {element.label: element.value for element in parsed.elements}


def _json_of(tree: Tree, file: FileRecord | None) -> object:
    try:
        return json.loads(_whole(tree, file) or b"{}")
    except (ValueError, RecursionError):
        return {}


def _date_of(info: dict[str, str], otherwise: date) -> date:
    try:
        return date.fromisoformat(info.get("Bagging-Date", ""))
    except ValueError:
        return otherwise


def _unread(shown: str, problem: OSError) -> _Unread:
    return _Unread(f"{shown} ({problem.strerror or problem.__class__.__name__})")
