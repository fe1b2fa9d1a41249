"""An archive: find it, open it, read its history."""

import contextlib
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial

from preserve import __version__
from preserve.errors import EvidenceFailure, NoArchive, Refused, StoreOffline
from preserve.ledger.checks import Check
from preserve.ledger.entry import LedgerEntry
from preserve.ledger.following import Following
from preserve.ledger.incidents import Incidents
from preserve.ledger.inventory import Holding, record_of
from preserve.ledger.journal import Journal
from preserve.ledger.judge import LedgerState, LedgerVerdict, judge
from preserve.ledger.log import NO_ENTRIES, EntryLog
from preserve.ledger.merkle import Frontier
from preserve.ledger.partners import Partners
from preserve.ledger.replicas import Replicas
from preserve.ledger.stored import read_ledger
from preserve.ledger.transfers import Transfers
from preserve.model.catalogue import finding
from preserve.model.file import printable
from preserve.model.finding import Where
from preserve.model.package import PackageRecord
from preserve.model.partner import PartnerSettings
from preserve.model.plain import mapping_of, text_of
from preserve.model.policy import Notify, Policy
from preserve.model.receiving import ExchangeRules
from preserve.storage import layout
from preserve.storage.local import LocalStore
from preserve.storage.lock import Lock, lock_exclusively, lock_shared
from preserve.storage.source import read_whole
from preserve.workflows.archive_config import ArchiveConfig, parse_config
from preserve.workflows.exchange_file import parse_exchange
from preserve.workflows.own_key import settle_key
from preserve.workflows.partner_file import parse_partners
from preserve.workflows.policy_file import Settings, parse_policy
from preserve.workflows.replica_file import parse_replicas

SOFTWARE = f"preserve-toolkit {__version__}"

CONFIG_LIMIT_BYTES = 1 << 20


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

    def policy(self) -> Policy:
        """Return what the archive promises.

        Raises:
            CannotDecide: preserve.toml cannot be understood there.
        """
        return self._settings().policy

    def notify(self) -> Notify:
        """Return who is told about audits, and how.

        Raises:
            CannotDecide: preserve.toml cannot be understood there.
        """
        return self._settings().notify

    def partner_settings(self) -> Mapping[str, PartnerSettings]:
        """Return how the partners are reached, by name.

        Raises:
            CannotDecide: preserve.toml cannot be understood there.
        """
        return parse_partners(_config_bytes(self.root))

    def exchange_rules(self) -> ExchangeRules:
        """Return what is let in from partners.

        Raises:
            CannotDecide: preserve.toml cannot be understood there.
        """
        return parse_exchange(_config_bytes(self.root))

    def replica_settings(self) -> Mapping[str, str]:
        """Return the directories of the replicas, by name.

        Raises:
            CannotDecide: preserve.toml cannot be understood there.
        """
        return parse_replicas(_config_bytes(self.root))

    def _settings(self) -> Settings:
        return parse_policy(_config_bytes(self.root), (self.store.name,))


@dataclass(frozen=True, slots=True)
class History:
    """The ledger's verdict, and what it says is held.

    Attributes:
        holdings: what is held, by package id, in the order of ingestion; files are read on demand.
        checks: the audits on record, and the changes that were accepted, oldest first.
        incidents: what was found damaged, and what became of it.
        partners: the archives whose keys are pinned.
        transfers: what was said between this archive and others.
        replicas: where copies are, and when each was proven.
        notification: the latest entry of a mail, or None.
        last_told: the latest entry of a mail that reached somebody, or None.
        note: the signed checkpoint, as text.
    """

    archive_id: str
    verdict: LedgerVerdict
    holdings: Mapping[str, Holding]
    checks: tuple[Check, ...]
    incidents: Incidents
    partners: Partners
    transfers: Transfers
    replicas: Replicas
    notification: LedgerEntry | None
    last_told: LedgerEntry | None
    note: str

    @property
    def entries(self) -> EntryLog:
        """The entries, read and decoded as they are asked for."""
        return self.verdict.entries

    def record_of(self, package: str) -> PackageRecord:
        """Return a package with its files, as they are on record.

        Raises:
            KeyError: it is not held.
            EvidenceFailure: the entries cannot be followed.
        """
        holding = self.holdings[package]
        try:
            recorded = record_of(
                package,
                self.entries[holding.entry],
                (self.entries[number] for number in holding.added),
            )
        except ValueError as problem:
            raise _not_followed(problem) from problem
        if holding.entry == holding.ingestion:
            return recorded
        source = mapping_of(self.entries[holding.ingestion].detail.get("source"))
        return replace(
            recorded,
            source_name=text_of(source.get("name")) or "",
            source_sha256=holding.source_sha256,
        )

    def facts_of(self, package: str) -> Mapping[str, object]:
        """Return what else the ingestion of a package says (headline, outlet, date)."""
        return mapping_of(self.entries[self.holdings[package].ingestion].detail.get("facts"))


def nearest_archive(start: str) -> str | None:
    """Return the nearest directory at or above `start` that holds a preserve.toml."""
    places = _at_and_above(os.path.abspath(start))
    return next((place for place in places if os.path.isfile(f"{place}/{layout.CONFIG}")), None)


def _at_and_above(directory: str) -> Iterator[str]:
    yield directory
    while (above := os.path.dirname(directory)) != directory:
        yield above
        directory = above


def _is_bag(directory: str) -> bool:
    return os.path.isfile(f"{directory}/bagit.txt") and os.path.isdir(f"{directory}/data")


def require_outside(place: str, named: str, remedy: str) -> None:
    """Refuse a place for bags that lies in an archive or a bag, or is no directory.

    A file more in a bag makes it another bag, or an invalid one.

    Args:
        place: absolute; nothing need be there yet.
        named: as the user wrote it.
        remedy: what to do where it lies in an archive.

    Raises:
        Refused: nothing may be written there.
    """
    real = os.path.realpath(place)
    if nearest_archive(place) is not None or nearest_archive(real) is not None:
        raise Refused(
            f"{printable(named)} lies in an archive; nothing was written.",
            code="FIX-041",
            remedy=remedy,
        )
    if any(map(_is_bag, _at_and_above(real))):
        raise Refused(
            f"{printable(named)} is a bag, or lies in one; nothing was written.",
            code="FIX-041",
            remedy="Name a directory outside of the bag.",
        )
    if os.path.lexists(place) and not os.path.isdir(place):
        raise Refused(
            f"{printable(named)} is no directory; nothing was written.",
            code="FIX-041",
            remedy="Name a directory; it need not be there yet.",
        )


def open_archive(root: str) -> Archive:
    """Open the archive at a directory.

    Raises:
        NoArchive: there is none, or it cannot be opened or understood.
    """
    where = os.path.abspath(root)
    if not os.path.isfile(f"{where}/{layout.CONFIG}"):
        raise NoArchive(_why_none(root, where))
    return Archive(where, parse_config(_config_bytes(where)), store_of(where))


def _config_bytes(root: str) -> bytes:
    return read_whole(f"{root}/{layout.CONFIG}", CONFIG_LIMIT_BYTES)


def _why_none(shown: str, root: str) -> str:
    try:
        names = os.listdir(root)
    except OSError as problem:
        return f"{shown} is no archive that can be opened ({problem.strerror})."
    if layout.CONFIG in names:
        return f"{shown} is no archive that can be opened: its {layout.CONFIG} is no file."
    return f"{shown} is no archive: there is no {layout.CONFIG} in it."


def store_of(root: str, name: str = layout.BAGS) -> LocalStore:
    """Return the store that lies in an archive, or in a replica, which is laid out alike."""
    return LocalStore(
        name=name,
        bags=f"{root}/{layout.BAGS}",
        staging=f"{root}/{layout.STAGING}",
        quarantine=f"{root}/{layout.QUARANTINE}",
    )


def read_history(archive: Archive, *, is_locked: bool, against: str | None = None) -> History:
    """Read and judge the ledger; nothing is written, not even beside the database.

    A ledger that is no ledger any more is a verdict, too: altered, with nothing in it.

    Args:
        archive: the archive.
        is_locked: the caller holds the archive's lock, and goes on holding it.
        against: a signed checkpoint kept elsewhere.

    Raises:
        PreserveError: the ledger may not be read.
    """
    following = Following()
    try:
        quiet = _under_our_lock if is_locked else partial(_beside_others, archive)
        ledger = read_ledger(archive.root, quiet)
        verdict = judge(ledger, against, following.note)
        holdings = following.inventory.holdings()
    except EvidenceFailure as problem:
        return _no_history(problem)
    except ValueError as problem:
        return _no_history(_not_followed(problem))
    return History(
        archive_id=ledger.archive_id or "",
        verdict=verdict,
        holdings=holdings,
        checks=tuple(following.inventory.checks),
        incidents=following.incidents,
        partners=following.partners,
        transfers=following.transfers,
        replicas=following.replicas,
        notification=following.notification,
        last_told=following.last_told,
        note=ledger.note or "",
    )


def _no_history(problem: EvidenceFailure) -> History:
    return History(
        archive_id="",
        verdict=_worthless(problem),
        holdings={},
        checks=(),
        incidents=Incidents(),
        partners=Partners(),
        transfers=Transfers(),
        replicas=Replicas(),
        notification=None,
        last_told=None,
        note="",
    )


@contextlib.contextmanager
def _beside_others(archive: Archive) -> Iterator[bool]:
    """Hold the lock of a run that reads, if no other run writes; tell whether it is held."""
    shared = lock_shared(f"{archive.root}/{layout.ARCHIVE_ID}")
    with shared or contextlib.nullcontext():
        yield shared is not None


def _under_our_lock() -> contextlib.AbstractContextManager[bool]:
    return contextlib.nullcontext(True)  # noqa: FBT003 - the value that is entered


def _not_followed(problem: ValueError) -> EvidenceFailure:
    return EvidenceFailure(f"The ledger cannot be followed: {problem}.")


def _worthless(problem: EvidenceFailure) -> LedgerVerdict:
    found = finding(problem.code, problem.message, Where(file=layout.LEDGER_DATABASE))
    return LedgerVerdict(LedgerState.ALTERED, Frontier(), None, (found,), NO_ENTRIES)


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

    A change of key that was interrupted is finished first.

    Raises:
        PreserveError: the key or the database cannot be had.
    """
    keys = history.verdict.keys
    if keys is None:
        raise EvidenceFailure("The history names no key.")
    settle_key(archive.root, keys)
    return Journal(archive.root, keys.key, history.verdict.frontier)
