"""Diagnose an altered file of a package: where it differs, what it looks like, what is left.

Only reads, and only after the audit has decided. The altered file is read once; the package's
WARC, which holds a second copy of the source and of the description, up to three times.
"""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from preserve.containers.warc.check import check_warc
from preserve.containers.warc.parse import HEADER_END, HEADER_LIMIT_BYTES
from preserve.containers.warc.record import RecordSummary, WarcCheck
from preserve.containers.warc.stream import MemberStream, PlainStream, Source, is_gzip
from preserve.fixity.differences import Differences
from preserve.fixity.digest import measure
from preserve.fixity.examine import Examiner
from preserve.fixity.warc_damage import WarcFacts, article_record, damaged_records
from preserve.model.audit import Diagnosis
from preserve.model.file import FileRecord, Outcome, printable
from preserve.model.pieces import PIECE_BYTES, recorded_digests
from preserve.storage import layout
from preserve.storage.store import OpenFile, Tree

MOST_BYTES = 256 << 20
"""No WARC larger than this is looked into, and no more than this of what was added to a file."""

_WINDOW_BYTES = 1 << 16
_MOST_SIBLINGS = 16
_WARC_NAMES = (".warc", ".warc.gz")
_SHA256 = "sha256"

_Range = tuple[int, int]
_Read = Callable[[int], bytes]


@dataclass(frozen=True, slots=True)
class _Case:
    """An altered file and its package."""

    tree: Tree
    record: FileRecord
    files: Sequence[FileRecord]
    packaged_at: datetime

    def original(self) -> FileRecord | None:
        """Return the package's source as recorded; None unless there is just one."""
        found = [file for file in self.files if file.path.startswith(layout.ORIGINAL)]
        return found[0] if len(found) == 1 else None

    def is_warc(self) -> bool:
        """Whether the altered file is a WARC by its name."""
        path = self.record.path
        is_source = path.startswith(layout.ORIGINAL) and path.lower().endswith(_WARC_NAMES)
        return path == layout.WARC or is_source


def diagnose(
    tree: Tree, record: FileRecord, files: Sequence[FileRecord], packaged_at: datetime
) -> Diagnosis:
    """Return where and how a file differs from its record; never a verdict.

    Nothing is raised: a file that cannot be read, or moves while it is read, has an empty
    diagnosis. What is read is bounded by the recorded sizes and `MOST_BYTES`.

    Args:
        tree: the package.
        record: the altered file as recorded.
        files: every file of the package as recorded.
        packaged_at: when the package was put on record.
    """
    case = _Case(tree, record, files, packaged_at)
    twin = _Twin.of(case)
    diagnosis = _examined(case, twin)
    if diagnosis is None:
        return Diagnosis()
    suspects = _suspects(case, twin, diagnosis)
    return replace(diagnosis, records=(*_twin_words(twin), *_warc_words(case, suspects)))


def _suspects(case: _Case, twin: "_Twin | None", diagnosis: Diagnosis) -> tuple[_Range, ...]:
    """Return ranges outside of which the file is as recorded; none where that is not known."""
    if twin is not None and twin.is_proved():
        return diagnosis.ranges
    if not recorded_digests(case.record.pieces, case.record.size_bytes):
        return ()
    # Of a piece that was cut, what is left was not compared.
    return tuple((start - start % PIECE_BYTES, end) for start, end in diagnosis.ranges)


class _Twin:
    """The same bytes as recorded for an altered file, as the package's WARC holds them."""

    def __init__(self, case: _Case, record: RecordSummary) -> None:
        self._case = case
        self._record = record
        self._hash = hashlib.sha256()
        self.differences = Differences()

    @classmethod
    def of(cls, case: _Case) -> "_Twin | None":
        """Return the twin, or None where the WARC holds no record with the recorded digest."""
        wanted = case.record.digests.get(_SHA256)
        if case.record.path == layout.WARC or wanted is None or not case.record.size_bytes:
            return None
        if not any(file.path == layout.WARC for file in case.files):
            return None
        check = _checked(case.tree, layout.WARC)
        for found in check.records if check is not None else ():
            if found.block_sha256 == wanted:
                return cls(case, found)
        return None

    @property
    def came(self) -> str:
        """How the bytes came to be on record."""
        is_source = self._case.record.path.startswith(layout.ORIGINAL)
        return "received" if is_source else "recorded"

    def opened(self) -> OpenFile:
        """Open the WARC.

        Raises:
            OSError: it is gone, or may not be read.
        """
        return self._case.tree.open(layout.WARC)

    def reader(self, warc: OpenFile) -> _Read:
        """Return `read(size)` over the block of the twin's record."""
        return _block_reader(_reader(warc), self._record)

    def compare(self, found: bytes, recorded: bytes) -> None:
        """Hold the next bytes against each other."""
        self._hash.update(recorded)
        self.differences.feed(found, recorded)

    def is_proved(self) -> bool:
        """Whether what was compared with are the recorded bytes, all of them."""
        return self._hash.hexdigest() == self._case.record.digests[_SHA256]


def _examined(case: _Case, twin: _Twin | None) -> Diagnosis | None:
    """Read the altered file once, beside its twin where it has one; None: nothing is known."""
    if twin is not None:
        try:
            with twin.opened() as warc:
                return _read_through(case, twin, twin.reader(warc))
        except OSError:
            pass  # whichever of the two it was: the file may still tell something by itself
    try:
        return _read_through(case, None, None)
    except OSError:
        return None


def _read_through(case: _Case, twin: _Twin | None, recorded: _Read | None) -> Diagnosis | None:
    with case.tree.open(case.record.path) as opened:
        before = opened.identity()
        if not before.is_regular:
            return None
        examiner = Examiner(case.record, case.packaged_at, before.mtime_ns, _written_ns(case))
        left = min(before.size_bytes, case.record.size_bytes + MOST_BYTES)
        unread = before.size_bytes - left
        read = _reader(opened)
        while data := read(min(left, _WINDOW_BYTES)):
            left -= len(data)
            examiner.feed(data)
            if twin is not None and recorded is not None:
                twin.compare(data, _exactly(recorded, len(data)))
        if opened.identity() != before or left:
            return None
    examiner.skip(unread)
    if examiner.is_as_recorded():
        return None
    if twin is None or recorded is None:
        return examiner.diagnosis()
    while rest := recorded(_WINDOW_BYTES):
        twin.compare(b"", rest)
    twin.differences.skip(unread)
    return examiner.diagnosis(twin.differences if twin.is_proved() else None)


def _written_ns(case: _Case) -> int | None:
    """Return the earliest modification time among the package's other files."""
    times = []
    for file in [file for file in case.files if file.path != case.record.path][:_MOST_SIBLINGS]:
        try:
            with case.tree.open(file.path) as opened:
                times.append(opened.identity().mtime_ns)
        except OSError:
            continue
    return min(times, default=None)


def _twin_words(twin: _Twin | None) -> tuple[str, ...]:
    if twin is None or not twin.is_proved():
        return ()
    words = f"the WARC of this package still holds the bytes as {twin.came}"
    if twin.differences.has_more:
        return (words, "there are more differences than are listed: the last range holds them")
    return (words,)


def _warc_words(case: _Case, suspects: tuple[_Range, ...]) -> tuple[str, ...]:
    if not case.is_warc():
        return ()
    check = _checked(case.tree, case.record.path)
    if check is None:
        return ()
    original = case.original()
    is_ours = case.record.path == layout.WARC
    article = original.digests.get(_SHA256) if original is not None else None
    size = _size_of(case.tree, case.record.path)
    facts = WarcFacts(size, suspects, article, is_ours)
    words = damaged_records(check, facts)
    if is_ours and original is not None and article is not None:
        return (*words, *_article_words(case.tree, check, original))
    return words


def _article_words(tree: Tree, check: WarcCheck, original: FileRecord) -> tuple[str, ...]:
    """Say whether the article is whole: in the altered WARC, and beside it."""
    sha256 = original.digests[_SHA256]
    if any(record.block_sha256 == sha256 for record in check.records):
        return ("the article in it is whole",)
    if original.size_bytes > MOST_BYTES:
        return ()
    read = measure(tree, original.path, (_SHA256,), expected_bytes=original.size_bytes)
    if read.outcome is not Outcome.READ or read.digests[_SHA256] != sha256:
        return ()
    words = f"{printable(original.path)} still holds the bytes as received"
    record = article_record(check.records, sha256)
    if record is None or record.block_sha256 is None:
        return (words,)
    return (words, *_copy_words(tree, record, original))


def _copy_words(tree: Tree, record: RecordSummary, original: FileRecord) -> tuple[str, ...]:
    """Say where the copy of the article in the WARC differs from the original."""
    differences, held = Differences(), hashlib.sha256()
    try:
        with tree.open(layout.WARC) as warc, tree.open(original.path) as beside:
            copy, whole = _block_reader(_reader(warc), record), _reader(beside)
            while data := whole(_WINDOW_BYTES):
                found = _exactly(copy, len(data))
                held.update(found)
                differences.feed(found, data)
            while rest := copy(_WINDOW_BYTES):
                held.update(rest)
                differences.feed(rest, b"")
    except OSError:
        return ()
    if held.hexdigest() != record.block_sha256:
        return ()
    places = [f"{start:,} to {end:,}" for start, end in differences.ranges()]
    return (f"the copy of the article in it differs from that in bytes {', '.join(places)}",)


def _checked(tree: Tree, path: str) -> WarcCheck | None:
    """Check a WARC; None where it is too large, or cannot be opened."""
    try:
        with tree.open(path) as opened:
            identity = opened.identity()
            if not identity.is_regular or identity.size_bytes > MOST_BYTES:
                return None
            return check_warc(_reader(opened), path)
    except OSError:
        return None


def _size_of(tree: Tree, path: str) -> int:
    try:
        with tree.open(path) as opened:
            return opened.identity().size_bytes
    except OSError:
        return 0


def _block_reader(read: _Read, record: RecordSummary) -> _Read:
    """Return `read(size)` over the block of a record; what it gives is to be proved by a digest."""
    left = record.offset
    while left and (skipped := read(min(left, _WINDOW_BYTES))):
        left -= len(skipped)
    source = Source(read)
    stream = MemberStream(source) if is_gzip(source.peek(_WINDOW_BYTES)) else PlainStream(source)
    head = stream.take_through(HEADER_END, HEADER_LIMIT_BYTES)
    unread = record.length if head is not None else 0

    def block(size: int) -> bytes:
        nonlocal unread
        data = stream.take(min(size, unread))
        unread -= len(data)
        return data

    return block


def _exactly(read: _Read, size: int) -> bytes:
    """Return the next bytes, fewer only at the end."""
    parts = []
    while size and (data := read(size)):
        parts.append(data)
        size -= len(data)
    return b"".join(parts)


def _reader(opened: OpenFile) -> _Read:
    """Return `read(size)` over an open file."""
    buffer = memoryview(bytearray(_WINDOW_BYTES))

    def read(size: int) -> bytes:
        return bytes(buffer[: opened.readinto(buffer[: min(size, _WINDOW_BYTES)])])

    return read
