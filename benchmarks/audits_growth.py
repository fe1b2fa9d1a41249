"""How much the ledger grows by in a year of audits: ten million files, twelve full runs.

The packages are made up; the rest is the real thing: the tally of a run and its rows
(`preserve.workflows.audit_tally`), the entry that a run leaves (`preserve.workflows.audit_record`),
and the ledger's file (`preserve.ledger.journal`). At the end results of files that were drawn by
lot are derived from what is on record, and held against the roots.
"""

import argparse
import base64
import hashlib
import json
import os
import random
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import zip_longest
from pathlib import Path

from preserve.fixity.check import Checked
from preserve.fixity.compare import PackageResult
from preserve.fixity.relate import Fault
from preserve.ledger.inventory import Holding
from preserve.ledger.judge import LedgerVerdict
from preserve.ledger.merkle import frontier_of
from preserve.model.audit import FileState, PackageState
from preserve.model.file import FileRecord
from preserve.storage.layout import LEDGER_DATABASE
from preserve.workflows.archive import Archive, read_history
from preserve.workflows.archive_config import ArchiveConfig
from preserve.workflows.audit_record import Record, Run
from preserve.workflows.initialize import initialize

_FILES = 9
_PACKAGES = 1_112_000  # of nine files: ten million and some
_RUNS = 12
_DAMAGED = 10  # packages of each run, in the second year
_AT = datetime(2027, 1, 1, 2, tzinfo=UTC)
_PART_SECONDS = 300
_FILES_A_SECOND = 20_000  # some of a machine with two cores
_BATCH = 64
_DRAWN = 20


class MadeUpLog:
    """The leaves of a million ingestions that were never written: a digest of their number."""

    def leaf(self, number: int) -> bytes:
        return hashlib.sha256(b"ingestion %d" % number).digest()


def growth(place: Path, options: argparse.Namespace) -> None:
    packages = _PACKAGES // options.divide
    print(
        f"### ledger after {_RUNS} full audits of {packages * _FILES:,} files in"
        f" {packages:,} packages\n\n| year | bytes in the ledger's file | a file and year |\n|---|---|---|"
    )
    holdings = [_holding(number) for number in range(packages)]
    for year, damaged in (
        ("every file intact", 0),
        (f"{_DAMAGED} damaged packages a run", _DAMAGED),
    ):
        archive = initialize(
            str(place / f"growth-{damaged}"), ArchiveConfig("measured"), _AT
        ).archive
        history = _History(archive)
        before = _size(archive)
        for month in range(_RUNS):
            _run(history, holdings, _AT + timedelta(days=30 * month), damaged)
        grown = _size(archive) - before
        print(f"| {year} | {grown:,} | {grown / packages / _FILES:.3f} bytes |")
        derived = _derive(archive, holdings)
    print(f"\n{derived}\n")


def _holding(number: int) -> Holding:
    name = f"article-{number:07d}-{number:012x}"
    return Holding(name, number, number + 1, number + 1, (), _FILES, 40_000, "", _AT)


def _size(archive: Archive) -> int:
    # Read and closed: SQLite has moved everything into the one file.
    return os.stat(f"{archive.root}/{LEDGER_DATABASE}").st_size


def _run(history: "_History", holdings: list[Holding], at: datetime, damaged: int) -> None:
    """One full audit: every package is looked at, the damaged ones among them by lot."""
    run = Run(at, "0f0f0f0f")
    record = Record(history.archive, history, run, is_kept=True)
    record.set_scope(holdings)
    lot = random.Random(at.timestamp())
    bad = set(lot.sample(range(len(holdings)), damaged))
    part = 1
    for holding in _as_they_come(holdings):
        seconds = holding.number * _FILES // _FILES_A_SECOND
        now = at + timedelta(seconds=seconds)
        record.take(holding, now, Checked(_result(holding, is_bad=holding.number in bad)))
        if seconds >= part * _PART_SECONDS:
            part += 1
            record.part(now, is_last=False)
    record.list_strangers([])
    record.part(at + timedelta(hours=1), is_last=True)


def _as_they_come(holdings: list[Holding]) -> Iterator[Holding]:
    """Yield the packages as two helpers are done with them: batches in no strict order."""
    batches = [holdings[start : start + _BATCH] for start in range(0, len(holdings), _BATCH)]
    for first, second in zip_longest(batches[::2], batches[1::2], fillvalue=()):
        yield from second
        yield from first


class _History:
    """The history of a new archive whose log of entries and inventory are made up.

    The true one would need a million ingestions to begin with; here it goes on from run to run.
    """

    def __init__(self, archive: Archive) -> None:
        history = read_history(archive, is_locked=True)
        self.archive = archive
        self.entries = MadeUpLog()
        self.holdings, self.incidents = history.holdings, history.incidents
        self._verdict = history.verdict

    @property
    def verdict(self) -> LedgerVerdict:
        """The verdict, with all entries up to now."""
        return replace(self._verdict, frontier=frontier_of(_bodies(self.archive)))


def _result(holding: Holding, *, is_bad: bool) -> PackageResult:
    counts, faults, state = {"intact": _FILES}, (), PackageState.INTACT
    if is_bad:
        path = "data/article.warc.gz"
        digests = {"sha256": "0" * 64, "sha512": "0" * 128}
        record = FileRecord(path, 5000, digests)
        words = f"{path} is not what was recorded: the sha256 and sha512 digests differ."
        faults = (Fault(holding.id, path, FileState.ALTERED, words, record, size_bytes=5000),)
        counts, state = {"intact": _FILES - 1, "altered": 1}, PackageState.DAMAGED
    return PackageResult(
        holding.id, "bags", state, counts, faults, (), _FILES, 40_000, {"media": _FILES}
    )


def _derive(archive: Archive, holdings: list[Holding]) -> str:
    """Derive results of packages drawn by lot from the stored bytes, with sqlite3 and hashlib alone."""
    entries = [json.loads(body) for body in _bodies(archive)]
    checks = [entry for entry in entries if entry["event"] == "fixity check"]
    lot = random.Random(1)
    for number in lot.sample(range(len(holdings)), _DRAWN):
        for run in {entry["detail"]["run"] for entry in checks}:
            rows = [
                (row, entry)
                for entry in checks
                if entry["detail"]["run"] == run
                for row in entry["detail"]["buckets"]
                if row[0] <= number <= row[1]
            ]
            (((first, last, _, root), entry),) = rows
            states = entry["detail"]["states"]
            leaves = [
                _leaf(holdings[each], states.get(holdings[each].id, "intact"))
                for each in range(first, last + 1)
            ]
            if base64.b64encode(_tree(leaves)).decode() != root:
                raise SystemExit(f"the result of package {number} in {run} does not follow")
    runs = len({entry["detail"]["run"] for entry in checks})
    return (
        f"Of {_DRAWN} packages drawn by lot the result in each of {runs} runs was derived from what"
        " is on record, and gave the root that is on record."
    )


def _bodies(archive: Archive) -> list[bytes]:
    with closing(sqlite3.connect(f"{archive.root}/{LEDGER_DATABASE}")) as database:
        return [body for (body,) in database.execute("SELECT body FROM entry ORDER BY number")]


def _leaf(holding: Holding, state: str) -> bytes:
    inventory = MadeUpLog().leaf(holding.entry).hex()
    return hashlib.sha256(b"\x00" + f"{holding.id}\n{inventory}\n{state}\n".encode()).digest()


def _tree(leaves: list[bytes]) -> bytes:
    """RFC 6962 2.1, as it is written there."""
    if len(leaves) == 1:
        return leaves[0]
    left = 1 << ((len(leaves) - 1).bit_length() - 1)
    return hashlib.sha256(b"\x01" + _tree(leaves[:left]) + _tree(leaves[left:])).digest()
