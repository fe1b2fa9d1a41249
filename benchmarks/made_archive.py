"""Archives to audit: true ones, made in bulk by preserve's own functions.

    made_archive.py articles ROOT COUNT          so many packages of one small article
    made_archive.py files ROOT PACKAGES FILES BYTES    packages of so many payload files

What is left out beside `preserve package` is what costs time and leaves no trace: reading the bag
back, the second opinions, one sync for each file (there is one for all of them at the end), one
commit for each package. `ledger verify` and `audit` find the archive sound.
"""

import hashlib
import os
import random
import sys
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from itertools import islice
from multiprocessing import Pool
from pathlib import Path

from preserve.containers.bag.write import BagInfo, bag_info, tag_files
from preserve.ledger.entry import Event, LedgerEntry
from preserve.ledger.inventory import ingestion_detail
from preserve.model.article import SourceBytes
from preserve.model.digest import digests_of
from preserve.model.file import FileRecord, NewFile
from preserve.model.package import PackageRecord, package_id
from preserve.model.pieces import PieceHasher
from preserve.reading.article import read_article
from preserve.storage.layout import parents_of
from preserve.workflows.archive import SOFTWARE, Archive, open_archive, open_journal, read_history
from preserve.workflows.archive_config import ArchiveConfig
from preserve.workflows.compose import Settings, Word, compose
from preserve.workflows.initialize import initialize

AT = datetime(2016, 12, 15, 8, 55, tzinfo=UTC)
_SEEDS = Path(__file__).resolve().parent.parent / "seeds"
_SEED = 2016_12_14
_COMMIT_PACKAGES = 2000
_PIECE = 1 << 24
_ASSURANCE = {"read_back": True, "second_opinions": []}


def archive_of_articles(root: Path, count: int) -> Archive:
    """Make an archive of so many packages, each of one small article, as `package` makes them."""
    archive = initialize(str(root), ArchiveConfig("measured"), AT).archive
    with Pool(2) as pool:
        work = ((archive.store.bags, number) for number in range(count))
        _ingest(archive, pool.imap(_article_package, work, chunksize=50))
    return archive


def archive_of_files(root: Path, packages: int, files: int, size_bytes: int) -> Archive:
    """Make an archive of packages of so many payload files, and six tag files each."""
    archive = initialize(str(root), ArchiveConfig("measured"), AT).archive
    with Pool(2) as pool:
        work = ((archive.store.bags, number, files, size_bytes) for number in range(packages))
        _ingest(archive, pool.imap(_files_package, work, chunksize=1 + packages // 500))
    return archive


def _ingest(archive: Archive, entries: Iterable[LedgerEntry]) -> None:
    with archive.lock():
        history = read_history(archive, is_locked=True)
        with open_journal(archive, history) as journal:
            for group in _groups(iter(entries)):
                journal.append(group)
    os.sync()


def _groups(entries: Iterator[LedgerEntry]) -> Iterator[list[LedgerEntry]]:
    while group := list(islice(entries, _COMMIT_PACKAGES)):
        yield group


def _article_package(work: tuple[str, int]) -> LedgerEntry:
    bags, number = work
    texts = sorted(_SEEDS.glob("[0-9]*.txt"))
    line = f"\nCopy number {number} of this text, made to measure.\n".encode()
    data = texts[number % len(texts)].read_bytes() + line
    source = SourceBytes(f"article-{number:05d}.txt", data, digests_of(data))
    article, _notes = read_article(source, None)
    made = compose(article, Settings(AT, ArchiveConfig("measured")), Word())
    _write(f"{bags}/{made.record.id}", made.files)
    return _entry(made.record, made.facts)


def _files_package(work: tuple[str, int, int, int]) -> LedgerEntry:
    bags, number, count, size_bytes = work
    source = random.Random(_SEED + number)
    aside = f"{bags}/.making-{number}"
    payload = [
        _payload(aside, f"data/original/{place:02d}.txt", source, size_bytes)
        for place in range(count)
    ]
    name, sha256 = f"files-{number:07d}.txt", payload[0].digests["sha256"]
    identifier = package_id(name, sha256)
    held = sum(record.size_bytes for record in payload)
    said = ("measured", None, None, identifier, "Made to measure.", AT.date())
    tags = tag_files(payload, bag_info(BagInfo(*said, held, len(payload), SOFTWARE)))
    _write(aside, tags)
    os.rename(aside, f"{bags}/{identifier}")
    own = [FileRecord(new.path, len(new.data), digests_of(new.data)) for new in tags]
    files = tuple(sorted([*payload, *own], key=lambda record: record.path))
    return _entry(PackageRecord(identifier, name, sha256, files), {})


def _payload(root: str, path: str, source: random.Random, size_bytes: int) -> FileRecord:
    """Write a file, all at once or in large pieces of random bytes."""
    if size_bytes <= _PIECE:
        data = source.randbytes(size_bytes)
        _write(root, [NewFile(path, data)])
        return FileRecord(path, size_bytes, digests_of(data))
    pieces, piece = PieceHasher(), source.randbytes(_PIECE)
    hashes = [hashlib.sha256(), hashlib.sha512()]
    os.makedirs(os.path.dirname(f"{root}/{path}"), exist_ok=True)
    with open(f"{root}/{path}", "wb") as opened:
        for start in range(0, size_bytes, _PIECE):
            part = piece[: min(_PIECE, size_bytes - start)]
            opened.write(part)
            pieces.update(part)
            for made in hashes:
                made.update(part)
    digests = {made.name: made.hexdigest() for made in hashes}
    return FileRecord(path, size_bytes, digests, pieces.text())


def _entry(record: PackageRecord, facts: object) -> LedgerEntry:
    detail = ingestion_detail(record, dict(facts), _ASSURANCE)
    return LedgerEntry(AT, Event.INGESTION.value, record.id, SOFTWARE, "success", detail)


def _write(root: str, files: Iterable[NewFile]) -> None:
    made: set[str] = set()
    for file in files:
        for parent in ("", *parents_of(file.path)):
            if parent not in made:
                os.makedirs(f"{root}/{parent}", exist_ok=True)
                made.add(parent)
        with open(f"{root}/{file.path}", "wb") as opened:
            opened.write(file.data)


def main() -> None:
    kind, root, *numbers = sys.argv[1:]
    make = {"articles": archive_of_articles, "files": archive_of_files}[kind]
    archive = make(Path(root), *(int(number) for number in numbers))
    print(open_archive(archive.root).root)


if __name__ == "__main__":
    main()
