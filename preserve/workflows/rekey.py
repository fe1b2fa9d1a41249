"""Change the key of this archive, and tell those who know the old one."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from preserve.errors import EvidenceFailure, PreserveError
from preserve.ledger.checkpoint import verifier_of
from preserve.ledger.entry import Event, LedgerEntry
from preserve.ledger.journal import load_signing_key, make_signing_key
from preserve.ledger.key_change import change_detail, write_change
from preserve.ledger.own_keys import OwnChange, OwnKeys
from preserve.model.catalogue import finding
from preserve.model.finding import Finding
from preserve.storage import atomic, layout
from preserve.workflows.archive import (
    SOFTWARE,
    Archive,
    History,
    open_journal,
    read_history,
    require_sound,
)
from preserve.workflows.desk import desk_of
from preserve.workflows.dispatch import dispatch
from preserve.workflows.outbox import signed_anew
from preserve.workflows.own_key import settle_key, statement_path
from preserve.workflows.places import places_of
from preserve.workflows.statements import statement

Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class Rekeyed:
    """A change of key.

    Attributes:
        change: as it is on record.
        is_new: whether it was made now; else one that was interrupted was finished.
        path: of the directory that partners are handed, relative to the archive.
        partners: the names of those who have to be told.
        carried: what was carried to partners, in words.
        findings: what could not be carried.
    """

    change: OwnChange
    is_new: bool
    path: str
    partners: tuple[str, ...]
    carried: list[str] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)


def rekey(archive: Archive, by: str, why: str, clock: Clock) -> Rekeyed:
    """Give the archive a new key, on the word of the old one; or finish a change begun before.

    What was said to partners under the old key, and is not known to be over, is laid out again
    under a signature by the new one: whoever has pinned the new key believes no other.

    Raises:
        UsageProblem: name or reason say nothing.
        ArchiveLocked: another run is at work.
        EvidenceFailure: the history does not verify.
        PreserveError: the key is not there, or something cannot be written; a rerun goes on.
    """
    said = {"by": statement(by, "--by"), "why": statement(why, "--why")}
    with archive.lock():
        history = read_history(archive, is_locked=True)
        change = settle_key(archive.root, _keys_of(history))
        is_new = change is None
        if change is None:
            _hand_over(archive, history, said, clock())
            # Read back: what was written is what everybody else will verify.
            history = read_history(archive, is_locked=True)
            change = settle_key(archive.root, _keys_of(history))
        if change is None:
            raise EvidenceFailure("The new key is gone from keys/ while it was put in its place.")
    partners = tuple(partner.name for partner in history.partners.present())
    done = Rekeyed(change, is_new, statement_path(change), partners)
    if partners:
        _sign_anew(archive, clock, done)
    return done


def _keys_of(history: History) -> OwnKeys:
    require_sound(history)
    if history.verdict.keys is None:
        raise EvidenceFailure("The history names no key.")
    return history.verdict.keys


def _hand_over(archive: Archive, history: History, said: dict[str, str], now: datetime) -> None:
    keys = _keys_of(history)
    with open_journal(archive, history) as journal:
        private, pem = make_signing_key()
        with atomic.writing(layout.NEXT_KEY):
            atomic.replace(f"{archive.root}/{layout.NEXT_KEY}", pem, mode=0o600)
        # A clock that went back must not make a statement that nobody can believe.
        change = write_change(
            keys.archive,
            keys.key,
            verifier_of(keys.key.name, private),
            max(now, keys.not_before),
            load_signing_key(archive.root),
        )
        detail = {**said, **change_detail(change)}
        entry = LedgerEntry(now, Event.KEY_CHANGE.value, None, SOFTWARE, "success", detail)
        journal.append([entry], private)


def _sign_anew(archive: Archive, clock: Clock, done: Rekeyed) -> None:
    """The key is changed already: what goes wrong here is told, and any later command mends it."""
    try:
        with desk_of(archive, clock) as desk:
            signed_anew(desk)
            sent = dispatch(desk, [at for at in places_of(desk) if at.mailbox.is_online()])
            done.carried.extend(sent.lines)
            done.findings.extend(sent.findings)
    except PreserveError as problem:
        code = problem.code if problem.code.startswith("XCH-") else "XCH-009"
        done.findings.append(finding(code, problem.message))
