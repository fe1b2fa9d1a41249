"""Replicas: add one, remove one, find them on their disks, and tell where the copies are."""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from preserve.errors import Refused, StoreStalled, Unreadable, UsageProblem
from preserve.exchange.copies import Known, survey
from preserve.ledger.entry import Event, LedgerEntry
from preserve.ledger.replicas import ReplicaStep, replica_detail
from preserve.model.catalogue import finding
from preserve.model.file import printable
from preserve.model.finding import Finding, exit_code_of
from preserve.model.policy import Policy
from preserve.model.replica import CopySurvey
from preserve.workflows.archive import SOFTWARE, Archive, History, read_history
from preserve.workflows.ask_store import answered
from preserve.workflows.config_table import plan_removal, plan_table
from preserve.workflows.desk import Desk, desk_of
from preserve.workflows.replica_place import ReplicaPlace
from preserve.workflows.statements import statement
from preserve.workflows.which_package import not_on_record

TABLE = "replicas"
_LONGEST_NAME = 40


@dataclass(frozen=True, slots=True)
class NewReplica:
    """A replica that is to be added.

    Attributes:
        path: its directory.
        by: who says so.
    """

    name: str
    path: str
    by: str


class Added(NamedTuple):
    """A replica that is there now.

    Attributes:
        path: its directory, whole.
        is_new: it was not on record before.
        is_same_disk: it lies on the file system of the archive, and would be lost with it.
    """

    name: str
    path: str
    is_new: bool
    is_same_disk: bool


def add_replica(archive: Archive, wanted: NewReplica, clock: Callable[[], datetime]) -> Added:
    """Lay out a replica, write it into preserve.toml, and put it on record; a rerun goes on.

    Raises:
        UsageProblem: the name or the directory cannot be used.
        Refused: something else lies there, or preserve.toml cannot be changed by itself.
        PreserveError: the place or the archive cannot be written.
    """
    name, by = _name(wanted.name), statement(wanted.by, "--by")
    with desk_of(archive, clock) as desk:
        root = _directory(archive, wanted.path)
        settings = archive.replica_settings()
        _require_free(desk, settings, name, root)
        place = ReplicaPlace(name, root, desk.history.archive_id)
        _require_room(place)
        write_table = plan_table(archive.root, (TABLE, name), {"path": root})
        _lay_out(place)
        write_table()
        is_new = desk.replicas.named(name) is None
        if is_new:
            desk.record([_entry(clock(), replica_detail(ReplicaStep.ADDED, name, by=by))])
        same = os.stat(root).st_dev == os.stat(archive.root).st_dev
        return Added(name, root, is_new, same)


def remove_replica(
    archive: Archive, name: str, said: tuple[str, str], clock: Callable[[], datetime]
) -> None:
    """Take a replica out of preserve.toml and off the record; what lies there stays there.

    Args:
        archive: the archive.
        name: the replica's.
        said: who says so, and why.
        clock: tells the time.

    Raises:
        UsageProblem: there is no such replica, or name or reason say nothing.
        Refused: preserve.toml cannot be changed by itself.
        PreserveError: the archive cannot be written.
    """
    by, why = statement(said[0], "--by"), statement(said[1], "--why")
    with desk_of(archive, clock) as desk:
        is_on_record = desk.replicas.named(name) is not None
        if not is_on_record and name not in archive.replica_settings():
            raise _no_replica(name)
        plan_removal(archive.root, (TABLE, name))()
        if is_on_record:
            detail = replica_detail(ReplicaStep.REMOVED, name, by=by, why=why)
            desk.record([_entry(clock(), detail)])


def copies_of(
    archive: Archive,
    history: History,
    policy: Policy,
    now: datetime,
    package: str | None = None,
) -> CopySurvey:
    """Return where the copies of every package are, or of one, from the history alone."""
    holdings = history.holdings
    known = Known(
        archive.store.name,
        holdings if package is None else {package: holdings[package]},
        history.replicas,
        history.partners,
        history.transfers,
    )
    return survey(known, policy, now)


class Listed(NamedTuple):
    """Where the copies are, and whether the history that says so verifies."""

    survey: CopySurvey
    history_findings: tuple[Finding, ...]

    @property
    def exit_code(self) -> int:
        """The gravest of both."""
        return exit_code_of((*self.survey.findings, *self.history_findings))


def listed_copies(archive: Archive, package: str | None, now: datetime) -> Listed:
    """Return where the copies of every package are, or of one; nothing is read but the history.

    Raises:
        UsageProblem: there is no such package.
        PreserveError: the ledger or the policy cannot be read at all.
    """
    policy = archive.policy()
    history = read_history(archive, is_locked=False)
    if package is not None and package not in history.holdings:
        raise not_on_record(package, history.holdings)
    found = copies_of(archive, history, policy, now, package)
    return Listed(found, history.verdict.findings)


class Present(NamedTuple):
    """The replicas that can be used now, and why others cannot."""

    places: tuple[ReplicaPlace, ...]
    findings: tuple[Finding, ...]


def replicas_there(desk: Desk, name: str | None = None) -> Present:
    """Return the replicas on record that are there.

    Args:
        desk: the archive.
        name: only this one.

    Raises:
        UsageProblem: there is no such replica.
        CannotDecide: preserve.toml cannot be understood.
    """
    settings = desk.archive.replica_settings()
    names = [replica.name for replica in desk.replicas.present() if name in {None, replica.name}]
    if name is not None and not names:
        raise _no_replica(name)
    places, absent = [], []
    for each in names:
        path = settings.get(each)
        if path is None:
            words = f"preserve.toml names no directory for the replica {each}."
            absent.append(finding("XCH-070", words))
            continue
        root = os.path.join(desk.archive.root, path)
        place = ReplicaPlace(each, root, desk.history.archive_id)
        reason = _absence(place, desk.archive.policy().stall_seconds)
        if reason is None:
            places.append(place)
        else:
            absent.append(reason)
    return Present(tuple(places), tuple(absent))


def _absence(place: ReplicaPlace, stall_seconds: float) -> Finding | None:
    """Return why a replica cannot be used now; one that hangs is not waited for."""
    try:
        return answered(place.absence, stall_seconds)
    except StoreStalled:
        words = f"The replica {place.name} ({printable(place.root)}) does not answer."
        return finding("XCH-070", f"{words} Nothing is concluded about it.")


def replication_entry(
    at: datetime, detail: Mapping[str, object], outcome: str = "success"
) -> LedgerEntry:
    """Return an entry about copies."""
    return LedgerEntry(at, Event.REPLICATION.value, None, SOFTWARE, outcome, detail)


def _entry(at: datetime, detail: Mapping[str, object]) -> LedgerEntry:
    return replication_entry(at, detail)


def _no_replica(name: str) -> UsageProblem:
    return UsageProblem(
        f"{printable(name)} is no replica of this archive.",
        remedy="`preserve replica list` shows which there are; `preserve replica add` makes one.",
    )


def _name(name: str) -> str:
    is_plain = name.isascii() and name.replace("-", "").isalnum() and name == name.lower()
    if not is_plain or name.startswith("-") or len(name) > _LONGEST_NAME:
        raise UsageProblem(
            f"{printable(name)} cannot be the name of a replica.",
            remedy=f"Small letters, digits and -, at most {_LONGEST_NAME}, such as `disk-2`.",
        )
    return name


def _directory(archive: Archive, path: str) -> str:
    """Return the directory of a replica, whole; it and the archive lie apart."""
    root, ours = os.path.realpath(path), os.path.realpath(archive.root)
    if not printable(root) == root:
        raise UsageProblem(f"{printable(path)}: its name cannot be written into preserve.toml.")
    if os.path.commonpath((root, ours)) in {root, ours}:
        raise UsageProblem(
            f"{printable(path)} and the archive lie within each other.",
            remedy="Name a directory outside of the archive, on another disk.",
        )
    return root


def _require_free(desk: Desk, settings: Mapping[str, str], name: str, root: str) -> None:
    if name == desk.archive.store.name or desk.partners.named(name) is not None:
        raise UsageProblem(
            f"{name} is the name of something else already.", remedy="Choose another name."
        )
    for other, path in settings.items():
        is_there = os.path.realpath(os.path.join(desk.archive.root, path)) == root
        if other == name and not is_there:
            raise UsageProblem(
                f"The replica {name} lies in {printable(path)}, as preserve.toml says.",
                remedy="If its disk was moved, change the path there.",
            )
        if other != name and is_there:
            raise UsageProblem(f"{printable(root)} is the replica {printable(other)} already.")


def _require_room(place: ReplicaPlace) -> None:
    try:
        strange = place.strangers()
    except OSError as problem:
        words = f"{printable(place.root)} cannot be looked at: {problem.strerror}."
        raise Unreadable(words, code="XCH-071") from problem
    if strange is not None:
        raise Refused(
            f"{printable(place.root)} {strange}. Nothing was changed.",
            code="XCH-074",
            remedy="Name a directory that is empty or not there yet.",
        )


def _lay_out(place: ReplicaPlace) -> None:
    try:
        place.make()
    except FileExistsError as problem:
        raise Refused(
            f"{printable(place.root)} holds a file where a directory belongs.",
            code="XCH-074",
            remedy="Name a directory that is empty or not there yet.",
        ) from problem
