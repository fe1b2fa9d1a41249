"""The verdict on a ledger, from bytes alone: entries, notes and the key, nothing else."""

import base64
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from preserve.ledger.checkpoint import Checkpoint, VerifierKey, open_note, parse_key
from preserve.ledger.entry import Event, LedgerEntry, decode
from preserve.ledger.log import Bodies, EntryLog
from preserve.ledger.merkle import Frontier, leaf_hash
from preserve.ledger.own_keys import OwnKeys
from preserve.model.catalogue import finding
from preserve.model.finding import Finding, Where


class LedgerState(StrEnum):
    """What verification concludes (DESIGN section 10)."""

    VERIFIED = "verified"
    ALTERED = "altered"
    ROLLED_BACK = "rolled-back"
    FORKED = "forked"


@dataclass(frozen=True, slots=True)
class LedgerBytes:
    """Everything that is looked at.

    Attributes:
        entries: the stored bytes of each entry, oldest first.
        note: the signed note that covers them all, as committed with the last entry.
        previous_note: the one of the commit before, or None after the first commit.
        plain_note: content of the file `ledger/checkpoint`, or None when it is not there.
        archive_id: content of the archive's sentinel, or None when it is not there.
    """

    entries: Bodies
    note: str | None
    previous_note: str | None
    plain_note: str | None
    archive_id: str | None


@dataclass(frozen=True, slots=True)
class LedgerVerdict:
    """What a ledger is worth, and what it says."""

    state: LedgerState
    frontier: Frontier
    keys: OwnKeys | None
    findings: tuple[Finding, ...]
    entries: EntryLog

    @property
    def root_text(self) -> str:
        """The Merkle root of the entries, base64."""
        return base64.b64encode(self.frontier.root()).decode("ascii")

    @property
    def key(self) -> VerifierKey | None:
        """The key that signs now; None where the history names none."""
        return None if self.keys is None else self.keys.key

    @property
    def is_verified(self) -> bool:
        """Whether everything agrees."""
        return self.state is LedgerState.VERIFIED


def origin_of(archive_id: str) -> str:
    """Return the name under which an archive signs."""
    return f"preserve/{archive_id}"


class _Judgement:
    """Collects findings; the gravest state wins."""

    _RANK = (LedgerState.VERIFIED, LedgerState.ROLLED_BACK, LedgerState.FORKED, LedgerState.ALTERED)

    def __init__(self) -> None:
        self.state = LedgerState.VERIFIED
        self.findings: list[Finding] = []

    def note(self, code: str, message: str, where: Where) -> None:
        self.findings.append(finding(code, message, where))

    def fail(self, state: LedgerState, code: str, message: str, where: Where) -> None:
        self.note(code, message, where)
        self.state = max(self.state, state, key=self._RANK.index)


_DATABASE = Where(file="ledger/ledger.sqlite")
_PLAIN = Where(file="ledger/checkpoint")


Follow = Callable[[int, LedgerEntry], None]
"""Told each entry that can be read, in order, with its number."""


def unfollowed(_number: int, _entry: LedgerEntry) -> None:
    """Do nothing with an entry."""


def judge(
    ledger: LedgerBytes, against: str | None = None, follow: Follow = unfollowed
) -> LedgerVerdict:
    """Verify a ledger against its own signed checkpoint, and against one kept elsewhere.

    Args:
        ledger: the bytes; the entries are gone through once.
        against: a signed note kept elsewhere; the ledger must equal or extend it.
        follow: told each entry on the way, before it is known what it is worth.

    Raises:
        ValueError: `follow` cannot make sense of an entry.
    """
    judgement = _Judgement()
    notes = (ledger.plain_note, ledger.previous_note, against)
    walk = _Walk(_sizes_of(notes), judgement, follow)
    for body in ledger.entries:
        walk.step(body)
    roots = walk.roots | {walk.frontier.size: walk.frontier}
    keys = _own_keys(walk, ledger.archive_id, judgement)
    if keys is not None:
        _check_cover(ledger, keys, walk.frontier, judgement)
        _check_previous(ledger, keys, roots, judgement)
        _check_plain(ledger, keys, roots, judgement)
        if against is not None:
            _check_against(against, keys, roots, judgement)
    judgement.findings.extend(walk.clock_notes)
    entries = EntryLog(ledger.entries, bytes(walk.leaves), frozenset(walk.unreadable))
    return LedgerVerdict(judgement.state, walk.frontier, keys, tuple(judgement.findings), entries)


@dataclass
class _Walk:
    """One pass over the entries: leaves, roots at the sizes that are wanted, the clock.

    Attributes:
        wanted: the sizes at which a root will be asked for.
        first: the first entry that can be read.
        changes: the entries that change the key, by their numbers.
    """

    wanted: set[int]
    judgement: _Judgement
    follow: Follow
    frontier: Frontier = field(default_factory=Frontier)
    leaves: bytearray = field(default_factory=bytearray)
    roots: dict[int, Frontier] = field(default_factory=lambda: {0: Frontier()})
    unreadable: set[int] = field(default_factory=set)
    first: LedgerEntry | None = None
    changes: dict[int, LedgerEntry] = field(default_factory=dict)
    latest: datetime | None = None
    clock_notes: list[Finding] = field(default_factory=list)

    def step(self, body: bytes) -> None:
        number = self.frontier.size
        leaf = leaf_hash(body)
        self.leaves += leaf
        self.frontier = self.frontier.appended(leaf)
        if self.frontier.size in self.wanted:
            self.roots[self.frontier.size] = self.frontier
        where = _entry_place(number)
        try:
            entry = decode(body)
        except ValueError as problem:
            self.unreadable.add(number)
            words = f"Entry {number} cannot be read: {problem}."
            self.judgement.fail(LedgerState.ALTERED, "LEDGER-002", words, where)
            return
        self.first = self.first or entry
        if entry.event == Event.KEY_CHANGE.value:
            self.changes[number] = entry
        if self.latest is not None and entry.at < self.latest:
            words = f"Entry {number} is dated earlier than the one before it: the clock went back."
            self.clock_notes.append(finding("LEDGER-011", words, where))
        self.latest = entry.at
        self.follow(number, entry)


def _own_keys(walk: _Walk, archive_id: str | None, judgement: _Judgement) -> OwnKeys | None:
    """Return the keys that sign: the first one, and those that were handed over to."""
    key = _pinned_key(walk.first, archive_id, judgement)
    if key is None or walk.first is None:
        return None
    keys = OwnKeys(str(walk.first.detail.get("archive_id")), key, walk.first.at)
    for number, entry in walk.changes.items():
        try:
            keys = keys.after(number, entry.detail)
        except ValueError as problem:
            words = f"The change of key in entry {number}: {problem}."
            judgement.fail(LedgerState.ALTERED, "LEDGER-014", words, _entry_place(number))
    return keys


def _entry_place(number: int) -> Where:
    return Where(file=_DATABASE.file, path=f"entry {number}")


def _pinned_key(
    first: LedgerEntry | None, archive_id: str | None, judgement: _Judgement
) -> VerifierKey | None:
    """Return the key that the first entry pins (DESIGN section 9)."""
    where = _entry_place(0)
    if first is None or first.event != Event.CREATION.value:
        words = "The first entry is not the archive's creation."
        judgement.fail(LedgerState.ALTERED, "LEDGER-003", words, where)
        return None
    pinned_id = first.detail.get("archive_id")
    try:
        key = parse_key(str(first.detail.get("key")))
    except ValueError as problem:
        judgement.fail(
            LedgerState.ALTERED, "LEDGER-003", f"The first entry's key: {problem}.", where
        )
        return None
    if key.name != origin_of(str(pinned_id)):
        judgement.fail(
            LedgerState.ALTERED, "LEDGER-003", "The first entry's key is not its archive's.", where
        )
    if archive_id != pinned_id:
        held = "none" if archive_id is None else "another archive's"
        judgement.fail(
            LedgerState.ALTERED,
            "LEDGER-004",
            f"The archive's identity file is {held}; the ledger was made for {pinned_id}.",
            Where(file="archive-id"),
        )
    return key


def _sizes_of(notes: Sequence[str | None]) -> set[int]:
    """Return the sizes that some notes claim, unverified: where roots will be wanted."""
    return {size for size in map(_size_of, notes) if size is not None}


def _size_of(note: str | None) -> int | None:
    lines = (note or "").split("\n")
    if len(lines) > 1 and lines[1].isascii() and lines[1].isdecimal() and len(lines[1]) < 16:  # noqa: PLR2004 - digits of a size that can occur
        return int(lines[1])
    return None


def _opened(note: str | None, keys: OwnKeys) -> Checkpoint:
    """Verify a note with the keys that sign for the size that it speaks of.

    Raises:
        ValueError: it is malformed, or not validly signed by each of them.
    """
    size = _size_of(note)
    signers = (keys.key,) if size is None else keys.of_size(size)
    opened = [open_note(note or "", key) for key in signers]
    return opened[-1]


def _check_cover(
    ledger: LedgerBytes, keys: OwnKeys, frontier: Frontier, judgement: _Judgement
) -> None:
    try:
        checkpoint = _opened(ledger.note, keys)
    except ValueError as problem:
        judgement.fail(
            LedgerState.ALTERED, "LEDGER-005", f"The ledger's own checkpoint: {problem}.", _DATABASE
        )
        return
    if checkpoint.size < frontier.size:
        count = frontier.size - checkpoint.size
        judgement.fail(
            LedgerState.ALTERED,
            "LEDGER-006",
            f"{count} entries at the end of the ledger are covered by no signed checkpoint.",
            _DATABASE,
        )
        return
    if checkpoint != Checkpoint(keys.first.name, frontier.size, frontier.root()):
        judgement.fail(
            LedgerState.ALTERED,
            "LEDGER-002",
            f"The {frontier.size} entries do not give the root that was signed for"
            f" {checkpoint.size} entries: something was changed, removed or put in.",
            _DATABASE,
        )


def _check_previous(
    ledger: LedgerBytes, keys: OwnKeys, roots: dict[int, Frontier], judgement: _Judgement
) -> None:
    """The note of the commit before is what an interrupted run may have left in the plain file."""
    if ledger.previous_note is None:
        # The first commit holds exactly one entry, the creation.
        if max(roots) > 1:
            judgement.fail(
                LedgerState.ALTERED,
                "LEDGER-005",
                "The checkpoint of the commit before is gone from the ledger.",
                _DATABASE,
            )
        return
    try:
        checkpoint = _opened(ledger.previous_note, keys)
    except ValueError as problem:
        words = f"The checkpoint before the last: {problem}."
        judgement.fail(LedgerState.ALTERED, "LEDGER-005", words, _DATABASE)
        return
    if checkpoint.size >= max(roots) or _is_fork(checkpoint, keys, roots):
        judgement.fail(
            LedgerState.ALTERED,
            "LEDGER-002",
            "The checkpoint before the last does not fit the entries it was signed for.",
            _DATABASE,
        )
    for number in keys.not_alone(checkpoint.size, max(roots)):
        words = f"Entry {number} changes the key, and was not committed alone."
        judgement.fail(LedgerState.ALTERED, "LEDGER-014", words, _entry_place(number))


def _check_plain(
    ledger: LedgerBytes, keys: OwnKeys, roots: dict[int, Frontier], judgement: _Judgement
) -> None:
    """Compare the file `ledger/checkpoint`, written after each commit, with the database."""
    if ledger.plain_note is not None and ledger.plain_note == ledger.note:
        return
    if ledger.plain_note == ledger.previous_note:
        judgement.note(
            "LEDGER-008",
            "The file ledger/checkpoint is one commit behind, as a power cut leaves it.",
            _PLAIN,
        )
        return
    if ledger.plain_note is None:
        judgement.fail(
            LedgerState.ROLLED_BACK, "LEDGER-007", "The file ledger/checkpoint is gone.", _PLAIN
        )
        return
    try:
        checkpoint = _opened(ledger.plain_note, keys)
    except ValueError as problem:
        judgement.fail(
            LedgerState.ROLLED_BACK, "LEDGER-007", f"The file ledger/checkpoint: {problem}.", _PLAIN
        )
        return
    if _is_fork(checkpoint, keys, roots):
        judgement.fail(LedgerState.FORKED, "LEDGER-009", _fork_words(checkpoint), _PLAIN)
        return
    judgement.fail(
        LedgerState.ROLLED_BACK,
        "LEDGER-007",
        f"The file ledger/checkpoint was signed for {checkpoint.size} entries; the ledger holds"
        f" {max(roots)}.",
        _PLAIN,
    )


def _check_against(
    against: str, keys: OwnKeys, roots: dict[int, Frontier], judgement: _Judgement
) -> None:
    where = Where(file="--against")
    try:
        checkpoint = _opened(against, keys)
    except ValueError as problem:
        # A history that was written anew with another key is met here, too.
        judgement.fail(
            LedgerState.FORKED,
            "LEDGER-010",
            f"The checkpoint kept elsewhere cannot be used: {problem}.",
            where,
        )
        return
    if checkpoint.size > max(roots):
        judgement.fail(
            LedgerState.ROLLED_BACK,
            "LEDGER-007",
            f"The checkpoint kept elsewhere was signed for {checkpoint.size} entries; the ledger"
            f" holds {max(roots)}.",
            where,
        )
        return
    if _is_fork(checkpoint, keys, roots):
        judgement.fail(LedgerState.FORKED, "LEDGER-009", _fork_words(checkpoint), where)


def _is_fork(checkpoint: Checkpoint, keys: OwnKeys, roots: dict[int, Frontier]) -> bool:
    if checkpoint.origin != keys.first.name:
        return True
    frontier = roots.get(checkpoint.size)
    return frontier is not None and frontier.root() != checkpoint.root


def _fork_words(checkpoint: Checkpoint) -> str:
    return (
        f"A checkpoint with a valid signature tells another history of the first"
        f" {checkpoint.size} entries."
    )
