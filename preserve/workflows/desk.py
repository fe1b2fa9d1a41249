"""The desk of exchange: what partners say is taken in and put on record, what is said goes out.

The history comes first: a message that is written goes on record before it becomes a file, and a
message that arrived is acted upon only once it is on record. So whatever is interrupted, a rerun
goes on from the entries alone, and files that were lost on the way are written again.
"""

import contextlib
import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import NamedTuple

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from preserve.errors import EvidenceFailure, NotWritable
from preserve.exchange.judgement import Judged, Reception, judge
from preserve.exchange.message import (
    SIGNATURE_ENDING,
    Draft,
    Message,
    Party,
    message_of,
    parse,
    write,
)
from preserve.ledger.entry import Event, LedgerEntry
from preserve.ledger.inventory import record_of
from preserve.ledger.journal import Journal, load_signing_key
from preserve.ledger.partners import Partner, Partners
from preserve.ledger.replicas import Replicas
from preserve.ledger.transfers import (
    MessageOnRecord,
    Transfers,
    message_detail,
    signature_on_record,
)
from preserve.model.catalogue import finding
from preserve.model.exchange import MESSAGE_NAME, Direction
from preserve.model.file import printable
from preserve.model.finding import Finding, Where
from preserve.model.package import PackageRecord
from preserve.model.plain import mapping_of
from preserve.schema.canonical import canonical_bytes
from preserve.storage import layout
from preserve.storage.directory_mailbox import DirectoryMailbox
from preserve.storage.mailbox import Content, Mailbox
from preserve.workflows.archive import (
    SOFTWARE,
    Archive,
    History,
    open_journal,
    read_history,
    require_online,
    require_sound,
)

Chance = Callable[[int], bytes]
"""Returns so many random bytes that nobody can guess."""

_MOST_NEW_BYTES = 256 << 20
_MOST_WAITING_BYTES = 64 << 20
_MOST_PLACES = 16


class Letter(NamedTuple):
    """A file that claims to be a message, with its signature, as it lies in a place of exchange.

    Attributes:
        mailbox: the place.
        directory: in the place; what belongs to the message lies at and below it.
        name: of the file, in that directory.
    """

    mailbox: Mailbox
    directory: str
    name: str
    data: bytes
    signature: bytes


class Taken(NamedTuple):
    """A message that is on record, and where it lies."""

    message: Message
    letter: Letter


@dataclass
class Post:
    """What taking in gave.

    Attributes:
        new: what was put on record now, in order.
        lying: where every message on record lies, by its SHA-256: also those that came earlier,
            and in each place, because bags lie beside their offer, perhaps beside one copy only.
        findings: what was not taken, and why.
        for_others: how many messages are for other archives.
        taken_bytes: how much was taken: a run has an end, whatever lies there.
    """

    new: list[Taken] = field(default_factory=list)
    lying: dict[str, list[Letter]] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    for_others: int = 0
    taken_bytes: int = 0


class Desk:
    """An archive that is open for exchange, under its lock.

    Attributes:
        archive: the archive.
        history: as it was when the desk was opened; `transfers` and `partners` follow what is
            recorded since.
        me: this archive, as it signs.
        former_keys: which this archive signed with before; partners may still write to them.
        clock: tells the time.
        outbox: where everything that is written lies first.
    """

    def __init__(
        self,
        archive: Archive,
        history: History,
        journal: Journal,
        key: Ed25519PrivateKey,
        clock: Callable[[], datetime],
    ) -> None:
        keys = history.verdict.keys
        if keys is None:
            raise EvidenceFailure("The history names no key.")
        self.archive = archive
        self.history = history
        self.me = Party(history.archive_id, archive.config.name[:200], keys.key.text())
        self.former_keys = frozenset(key.text() for key in keys.former_keys)
        self.clock = clock
        self.outbox = DirectoryMailbox(f"{archive.root}/{layout.OUTBOX}", needs_mark=False)
        self._journal = journal
        self._key = key
        self._added: dict[int, LedgerEntry] = {}
        self._ingested: dict[str, int] = {}

    @property
    def partners(self) -> Partners:
        """Whose keys are pinned."""
        return self.history.partners

    @property
    def transfers(self) -> Transfers:
        """What was said up to now."""
        return self.history.transfers

    @property
    def replicas(self) -> Replicas:
        """Where copies are, up to now."""
        return self.history.replicas

    def record(self, entries: Sequence[LedgerEntry]) -> None:
        """Put entries on record in one commit, and follow them.

        Raises:
            PreserveError: nothing was added.
        """
        if not entries:
            return
        number = self._journal.frontier.size
        self._journal.append(entries)
        for entry in entries:
            self.partners.note(number, entry)
            self.transfers.note(number, entry)
            self.replicas.note(number, entry)
            self._added[number] = entry
            if entry.event == Event.INGESTION.value and entry.package is not None:
                self._ingested[entry.package] = number
            number += 1

    def holds(self, package: str) -> bool:
        """Whether a package is on record, since this run began or before."""
        return package in self._ingested or package in self.history.holdings

    def record_of(self, package: str) -> PackageRecord:
        """Return a package with its files, as they are on record now.

        Raises:
            KeyError: it is not held.
            EvidenceFailure: the entries cannot be followed.
        """
        if package in self._ingested:
            return record_of(package, self._added[self._ingested[package]])
        return self.history.record_of(package)

    def entry(self, number: int) -> LedgerEntry:
        """Return an entry of the history, of what was recorded since the desk was opened, too."""
        added = self._added.get(number)
        return self.history.entries[number] if added is None else added

    def is_new(self, number: int) -> bool:
        """Whether an entry went on record since the desk was opened."""
        return number in self._added

    def say(
        self, partner: Partner, drafts: Sequence[Draft], beside: Sequence[LedgerEntry] = ()
    ) -> tuple[Message, ...]:
        """Sign messages to a partner, put them on record, and lay them into the outbox.

        Args:
            partner: who they are for.
            drafts: what they say, in order.
            beside: entries that go on record before them, in the same commit.

        Raises:
            PreserveError: the history cannot be written, or there is no room.
        """
        at = self.clock()
        to = Party(partner.archive, partner.name, partner.key.text())
        messages = tuple(write(draft, self.me, to, at, self._key) for draft in drafts)
        entries = [self._entry(message, Direction.SENT, at) for message in messages]
        self.record([*beside, *entries])
        for message in messages:
            with contextlib.suppress(NotWritable):  # `dispatch` tries again, and tells
                self.lay_out(message)
        return messages

    def lay_out(self, message: Message) -> bool:
        """Have a message lie in the outbox, its signature last; whether it had to be written."""
        to, conversation = message.recipient.archive, message.conversation.name
        place = layout.letters_path(to, self.me.archive, conversation)
        path = f"{place}/{message.file_name}"
        is_new = self.outbox.put(path, content_of(message.data))
        # What was said under a former key: who has pinned the present one believes no other.
        is_former = message.sender.key in self.former_keys
        signed = self._key.sign(message.data) if is_former else message.signature
        signature = content_of(signed)
        return self.outbox.put(f"{path}{SIGNATURE_ENDING}", signature) or is_new

    def message(self, recorded: MessageOnRecord) -> Message:
        """Return a message on record in full, as it was signed.

        Raises:
            EvidenceFailure: what is on record is not what its digest says.
        """
        return message_in(self.entry(recorded.entry), recorded)

    def take_in(self, letters: Iterable[Letter]) -> Post:
        """Judge what lies in places of exchange, and put on record what is taken.

        What waits for another message is tried again as long as anything new was taken: the order
        of arrival does not matter.

        Raises:
            PreserveError: the history cannot be written.
        """
        post = Post()
        waiting: list[Taken] = []
        held = 0
        for letter in letters:
            taken = self._opened(letter, post)
            judged = None if taken is None else self._judged(taken, post)
            if taken is None or judged is None or judged.reception is not Reception.WAITING:
                continue
            held += len(taken.message.data)
            if held > _MOST_WAITING_BYTES:
                post.findings.append(_too_many(letter))
                return post
            waiting.append(taken)
        self._try_again(waiting, post)
        return post

    def _opened(self, letter: Letter, post: Post) -> Taken | None:
        """Return what a letter says, unless that is known or cannot be understood."""
        sha256 = hashlib.sha256(letter.data).hexdigest()
        emptied = letter._replace(data=b"", signature=b"")  # there may be many
        if sha256 in self.transfers.by_digest:
            self._note_place(post, sha256, emptied)
            return None
        try:
            return Taken(parse(letter.data, letter.signature), emptied)
        except ValueError as problem:
            words = f"{printable(letter.name)} is no message that can be understood: {problem}."
            words += _other_bytes(letter.name, sha256)
            post.findings.append(finding("XCH-002", words, Where(file=printable(letter.name))))
            return None

    def _judged(self, taken: Taken, post: Post) -> Judged | None:
        """Take a message if it can be taken now; None once the run has taken enough."""
        message, letter = taken
        judged = judge(message, self.me, self.partners, self.transfers, self.former_keys)
        if judged.reception is Reception.TAKEN:
            post.taken_bytes += len(message.data)
            if post.taken_bytes > _MOST_NEW_BYTES:
                post.findings.append(_too_many(letter))
                return None
            self.record([self._entry(message, Direction.RECEIVED, self.clock())])
            post.new.append(taken)
            self._note_place(post, message.sha256, letter)
        elif judged.reception is Reception.NOT_FOR_US:
            post.for_others += 1
        elif judged.reception is not Reception.WAITING and judged.finding is not None:
            post.findings.append(_as_it_lies(judged.finding, message, letter))
        return judged

    def _note_place(self, post: Post, sha256: str, letter: Letter) -> None:
        """Note where a message lies; anybody can lay a copy elsewhere, with other things beside."""
        conversation, _ = self.transfers.by_digest[sha256]
        partner = self.transfers.exchanges[conversation].partner
        proper = layout.letters_path(self.me.archive, partner, conversation.name)
        places = post.lying.setdefault(sha256, [])
        places.append(letter._replace(data=b"", signature=b""))
        places.sort(
            key=lambda each: (each.directory != proper, not each.directory.endswith(proper))
        )
        del places[_MOST_PLACES:]

    def _try_again(self, waiting: Sequence[Taken], post: Post) -> None:
        """Take what waited for another message, as long as anything new is taken."""
        while waiting:
            judged = [(taken, self._judged(taken, post)) for taken in waiting]
            rest = [
                (taken, verdict.finding)
                for taken, verdict in judged
                if verdict is not None and verdict.reception is Reception.WAITING
            ]
            if len(rest) == len(waiting):
                post.findings.extend(found for _, found in rest if found is not None)
                return
            waiting = [taken for taken, _ in rest]

    def _entry(self, message: Message, direction: Direction, at: datetime) -> LedgerEntry:
        is_sent = direction is Direction.SENT
        partner = message.recipient.archive if is_sent else message.sender.archive
        detail = message_detail(
            direction, partner, message.document, message.sha256, message.signature
        )
        return LedgerEntry(at, Event.TRANSFER.value, None, SOFTWARE, "success", detail)


def _as_it_lies(found: Finding, message: Message, letter: Letter) -> Finding:
    """Return a finding about a message, with the name that its file has, where that is another."""
    if letter.name == message.file_name:
        return found
    words = f" It lies there as {printable(letter.name)}."
    words += _other_bytes(letter.name, message.sha256)
    return found._replace(message=found.message + words, where=Where(file=printable(letter.name)))


def _other_bytes(name: str, sha256: str) -> str:
    """Return what it means if a file's name was made from other bytes than those that lie there."""
    digits = MESSAGE_NAME.match(name)
    if digits is None or digits[1] == sha256[:16]:
        return ""
    return " These are not the bytes it was named after: it was damaged on its way, or changed."


def _too_many(letter: Letter) -> Finding:
    words = f"More lies there than one run takes in; it stopped before {printable(letter.name)}."
    return finding("XCH-007", words, Where(file=printable(letter.name)))


def message_in(entry: LedgerEntry, recorded: MessageOnRecord) -> Message:
    """Return the message that an entry holds in full.

    Raises:
        EvidenceFailure: what is on record is not what its digest says.
    """
    document = mapping_of(entry.detail.get("message"))
    try:
        signature = signature_on_record(entry.detail)
        message = message_of(document, canonical_bytes(document), signature)
    except ValueError as problem:
        raise EvidenceFailure(f"A message on record cannot be read: {problem}.") from problem
    if message.sha256 != recorded.sha256:
        raise EvidenceFailure("A message on record is not what its digest says.")
    return message


def content_of(data: bytes) -> Content:
    """Return bytes that are at hand as what a file is to hold."""
    return Content(len(data), hashlib.sha256(data).hexdigest(), lambda offset: (data[offset:],))


@contextlib.contextmanager
def desk_of(archive: Archive, clock: Callable[[], datetime]) -> Iterator[Desk]:
    """Open the desk of an archive for one run, under the archive's lock.

    Raises:
        ArchiveLocked: another run is at work.
        EvidenceFailure: the history does not verify, so nothing is added to it.
        PreserveError: the store is offline, or the history cannot be written.
    """
    with archive.lock():
        history = read_history(archive, is_locked=True)
        require_sound(history)
        require_online(archive, history)
        with open_journal(archive, history) as journal:
            entries = history.entries.read_from(journal)
            verdict = replace(history.verdict, entries=entries)
            key = load_signing_key(archive.root)
            yield Desk(archive, replace(history, verdict=verdict), journal, key, clock)
