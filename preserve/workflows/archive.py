"""An archive: find it, open it, read its history."""

import contextlib
import os
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from preserve import __version__
from preserve.errors import EvidenceFailure, NoArchive, StoreOffline
from preserve.ledger.inventory import Holding, holdings_of
from preserve.ledger.journal import Journal, read_ledger
from preserve.ledger.judge import LedgerBytes, LedgerState, LedgerVerdict, judge
from preserve.ledger.merkle import Frontier
from preserve.model.catalogue import finding
from preserve.model.finding import Where
from preserve.storage import layout
from preserve.storage.local import LocalStore
from preserve.storage.lock import Lock, lock_exclusively, lock_shared
from preserve.storage.source import read_whole

SOFTWARE = f"preserve-toolkit {__version__}"

_CONFIG_LIMIT_BYTES = 1 << 20


@dataclass(frozen=True, slots=True)
class ArchiveConfig:
    """What preserve.toml says. Keys that are not known are left alone."""

    name: str
    organization: str | None = None
    contact_name: str | None = None
    contact_email: str | None = None


@dataclass(frozen=True, slots=True)
class Archive:
    """An archive at a place."""

    root: str
    config: ArchiveConfig
    store: LocalStore

    def lock(self) -> Lock:
        """Take the lock of a run that writes.

        Raises:
            ArchiveLocked: another run holds it.
        """
        return lock_exclusively(f"{self.root}/{layout.ARCHIVE_ID}")


@dataclass(frozen=True, slots=True)
class History:
    """The ledger's verdict, and what it says is held.

    Attributes:
        note: the signed checkpoint, as text.
        lines: the stored bytes of every entry.
    """

    archive_id: str
    verdict: LedgerVerdict
    holdings: Mapping[str, Holding]
    note: str
    lines: Sequence[bytes]


def nearest_archive(start: str) -> str | None:
    """Return the nearest directory at or above `start` that holds a preserve.toml."""
    current = os.path.abspath(start)
    while True:
        if os.path.isfile(f"{current}/{layout.CONFIG}"):
            return current
        above = os.path.dirname(current)
        if above == current:
            return None
        current = above


def open_archive(root: str) -> Archive:
    """Open the archive at a directory.

    Raises:
        NoArchive: there is none, or it cannot be opened or understood.
    """
    where = os.path.abspath(root)
    if not os.path.isfile(f"{where}/{layout.CONFIG}"):
        raise NoArchive(_why_none(root, where))
    data = read_whole(f"{where}/{layout.CONFIG}", _CONFIG_LIMIT_BYTES)
    return Archive(where, parse_config(data), store_of(where))


def _why_none(shown: str, root: str) -> str:
    try:
        names = os.listdir(root)
    except OSError as problem:
        return f"{shown} is no archive that can be opened ({problem.strerror})."
    if layout.CONFIG in names:
        return f"{shown} is no archive that can be opened: its {layout.CONFIG} is no file."
    return f"{shown} is no archive: there is no {layout.CONFIG} in it."


def store_of(root: str) -> LocalStore:
    """Return the store that lies in an archive."""
    return LocalStore(
        name=layout.BAGS,
        bags=f"{root}/{layout.BAGS}",
        staging=f"{root}/{layout.STAGING}",
        quarantine=f"{root}/{layout.QUARANTINE}",
    )


def parse_config(data: bytes) -> ArchiveConfig:
    """Read preserve.toml.

    Raises:
        NoArchive: it is no TOML, or a value is of the wrong kind.
    """
    try:
        document = tomllib.loads(data.decode("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as problem:
        raise _bad_config(str(problem)) from problem
    contact = document.get("contact", {})
    if not isinstance(contact, dict):
        raise _bad_config("[contact] is not a table")
    return ArchiveConfig(
        name=_text(document, "name") or "archive",
        organization=_text(document, "organization"),
        contact_name=_text(contact, "name"),
        contact_email=_text(contact, "email"),
    )


def _text(table: Mapping[str, object], key: str) -> str | None:
    value = table.get(key)
    if value is None or value == "":
        return None
    if not isinstance(value, str):
        raise _bad_config(f"{key} is not a text")
    return value


def _bad_config(why: str) -> NoArchive:
    return NoArchive(
        f"preserve.toml cannot be understood: {why}.",
        remedy="Mend the line that is named; `preserve init` in an empty directory shows the form.",
    )


def read_history(archive: Archive, *, is_locked: bool, against: str | None = None) -> History:
    """Read and judge the ledger; nothing is written, not even beside the database.

    A ledger that is no ledger any more is a verdict, too: altered, with nothing in it.

    Args:
        archive: the archive.
        is_locked: the caller holds the archive's lock.
        against: a signed checkpoint kept elsewhere.

    Raises:
        PreserveError: the ledger may not be read.
    """
    try:
        ledger = _read(archive, is_locked=is_locked)
        verdict = judge(ledger, against)
        holdings = _holdings(verdict)
    except EvidenceFailure as problem:
        return History("", _worthless(problem), {}, "", ())
    return History(ledger.archive_id or "", verdict, holdings, ledger.note or "", ledger.entries)


def _read(archive: Archive, *, is_locked: bool) -> LedgerBytes:
    if is_locked:
        return read_ledger(archive.root, is_quiet=True)
    shared = lock_shared(f"{archive.root}/{layout.ARCHIVE_ID}")
    with shared or contextlib.nullcontext():
        return read_ledger(archive.root, is_quiet=shared is not None)


def _holdings(verdict: LedgerVerdict) -> Mapping[str, Holding]:
    try:
        return holdings_of(verdict.entries)
    except ValueError as problem:
        raise EvidenceFailure(f"The ledger cannot be followed: {problem}.") from problem


def _worthless(problem: EvidenceFailure) -> LedgerVerdict:
    found = finding(problem.code, problem.message, Where(file=layout.LEDGER_DATABASE))
    return LedgerVerdict(LedgerState.ALTERED, Frontier(), None, (found,), ())


def require_sound(history: History) -> None:
    """Refuse to add to a history that does not verify.

    Raises:
        EvidenceFailure: with the first reason.
    """
    if history.verdict.is_verified:
        return
    reason = next(found for found in history.verdict.findings if found.weight)
    raise EvidenceFailure(
        f"{reason.message} Nothing was added to the archive.",
        code=reason.code,
        remedy=reason.remedy,
    )


def require_online(archive: Archive, history: History) -> None:
    """Refuse to write into a store that is not this archive's.

    Raises:
        StoreOffline: the sentinel is missing or another archive's.
    """
    held = archive.store.archive_id()
    if held != history.archive_id:
        raise StoreOffline(offline_words(archive.store.name, held))


def offline_words(store: str, held: str | None) -> str:
    """Say why a store is offline."""
    if held is None:
        return (
            f"The store {store} is not there: it has no archive-id. Nothing is concluded about it."
        )
    return f"The store {store} belongs to another archive ({held}). Nothing is concluded about it."


def open_journal(archive: Archive, history: History) -> Journal:
    """Open the ledger for appending after the verified history.

    Raises:
        PreserveError: the key or the database cannot be had.
    """
    verdict = history.verdict
    if verdict.key is None:
        raise EvidenceFailure("The history names no key.")
    return Journal(archive.root, verdict.key, verdict.frontier)
