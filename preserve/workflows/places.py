"""Places of exchange: where messages for this archive are looked for."""

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Final

from preserve.errors import PreserveError, StoreStalled, UsageProblem
from preserve.ledger.partners import Partner
from preserve.model.amounts import bytes_words
from preserve.model.catalogue import finding
from preserve.model.exchange import MESSAGE_NAME
from preserve.model.file import printable
from preserve.model.finding import Finding, Where
from preserve.model.partner import BY_HAND
from preserve.report.wording import counted
from preserve.storage.directory_mailbox import DirectoryMailbox
from preserve.storage.mailbox import Mailbox
from preserve.workflows.ask_store import answered
from preserve.workflows.desk import Desk, Letter, Post
from preserve.workflows.letters import letters_in

_MOST_UNSIGNED: Final = 20
_MOST_UNREADABLE: Final = 10

MOST_LETTERS: Final = 2_000
MOST_LETTER_BYTES: Final = 256 << 20
"""What is read from one sender in one run, in messages and in bytes."""


@dataclass(frozen=True, slots=True)
class Place:
    """A place of exchange.

    Attributes:
        shown: how a person knows it.
        mailbox: what lies there.
        partners: whose messages go there.
        is_silent: it did not answer when it was asked; whoever read there would wait for ever.
    """

    shown: str
    mailbox: Mailbox
    partners: tuple[Partner, ...]
    is_silent: bool = False

    def absence(self) -> Finding | None:
        """Return why it cannot be used now; None where it is there."""
        if self.is_silent:
            return finding("XCH-009", f"{self.shown} does not answer.")
        if not self.mailbox.is_online():
            words = f"{self.shown} is not there, or is not marked as a place of exchange."
            return finding("XCH-009", words)
        return None


def places_of(desk: Desk, partner: str | None = None, path: str | None = None) -> list[Place]:
    """Return where to look and to deliver; each place is asked whether it answers at all.

    Args:
        desk: the archive.
        partner: only this one's place.
        path: a directory that a person named in place of those in preserve.toml: a stick that is
            mounted elsewhere, the attachments of a mail.

    Raises:
        UsageProblem: there is no such partner, or no such directory.
        CannotDecide: preserve.toml cannot be understood there.
    """
    partners = desk.partners.present()
    if partner is not None:
        one = desk.partners.named(partner)
        if one is None:
            raise UsageProblem(
                f"{printable(partner)} is no partner of this archive.",
                remedy="`preserve partner list` shows who is; `preserve partner add` adds one.",
            )
        partners = (one,)
    stall_seconds = desk.archive.policy().stall_seconds
    if path is not None:
        place = Place(printable(path), DirectoryMailbox(os.path.abspath(path)), partners)
        is_there = _answer_of(partial(os.path.isdir, path), stall_seconds)
        if is_there is False:
            raise UsageProblem(
                f"{printable(path)} is no directory.",
                remedy="Name the directory that the messages lie in; a stick has to be connected."
                " A bag that came without an offer is taken in with --unsigned.",
            )
        return [
            replace(place, is_silent=True) if is_there is None else _asked(place, stall_seconds)
        ]
    settings = desk.archive.partner_settings()
    inboxes: dict[str, list[Partner]] = {}
    for each in partners:
        inbox = settings.get(each.name, BY_HAND).inbox
        if inbox is not None:
            inboxes.setdefault(os.path.join(desk.archive.root, inbox), []).append(each)
    return [
        _asked(Place(printable(inbox), DirectoryMailbox(inbox), tuple(those)), stall_seconds)
        for inbox, those in inboxes.items()
    ]


def _asked(place: Place, stall_seconds: float) -> Place:
    answer = _answer_of(place.mailbox.is_online, stall_seconds)
    return replace(place, is_silent=answer is None)


def _answer_of(question: Callable[[], bool], stall_seconds: float) -> bool | None:
    try:
        return answered(question, stall_seconds)
    except StoreStalled:
        return None


def places_for_answers(
    desk: Desk, places: list[Place], partner: str | None, path: str | None
) -> list[Place]:
    """Return where the answers go: where it was looked; else where they always go, if it is there.

    A directory that a person names, such as the attachments of a mail, is often no place of
    exchange itself.
    """
    if path is None or any(place.absence() is None for place in places):
        return places
    return [place for place in places_of(desk, partner) if place.absence() is None]


def collect(desk: Desk, places: Sequence[Place], *, named: bool = False) -> Post:
    """Take in every message that lies for this archive in the places.

    Args:
        desk: the archive.
        places: where to look; one that is offline is a finding.
        named: a person named the place, which then need not be marked, and is searched whole.

    Raises:
        PreserveError: the history cannot be written.
    """
    problems: list[Finding] = []
    post = desk.take_in(_lying_in(desk, places, problems, named=named))
    post.findings[:0] = problems
    if post.for_others:
        words = f"{counted(post.for_others, 'message')} for other archives: left alone."
        post.findings.append(finding("XCH-004", words))
    return post


def _lying_in(
    desk: Desk, places: Sequence[Place], problems: list[Finding], *, named: bool
) -> Iterator[Letter]:
    """Yield the letters of all places; what cannot be read is a problem, not the end."""
    over = _of_what_is_over(desk)
    known = frozenset(f"from-{partner.archive}" for partner in desk.partners.present())
    for place in places:
        absence = place.absence()
        if absence is not None and (place.is_silent or not named):
            problems.append(absence)
            continue
        try:
            where = "" if named else f"for-{desk.me.archive}"
            looking = _Looking(place, _Budget(over, known, problems), _Unsigned(desk, problems))
            yield from letters_in(place.mailbox, where, looking)
        except PreserveError as problem:
            words = f"{place.shown} cannot be read: {problem.message}"
            problems.append(finding("XCH-009", words))


class _Looking:
    """What is read of a place, and what is told of the rest; `preserve.workflows.letters.Looking`.

    A file that cannot be read, or is gone meanwhile, is a problem and hides nothing else.
    """

    def __init__(self, place: Place, budget: "_Budget", unsigned: "_Unsigned") -> None:
        self._place = place
        self._budget = budget
        self._unsigned = unsigned
        self._unreadable = 0

    def wants(self, name: str, size_bytes: int) -> bool:
        """Whether a file is to be read."""
        return self._budget.allows(name, size_bytes)

    def lacks_signature(self, name: str) -> None:
        """Take a file that is passed over, as its signature is not there."""
        self._unsigned.note(name)

    def cannot_read(self, problem: PreserveError) -> None:
        """Take a problem; after a few of them the place itself is gone."""
        self._unreadable += 1
        if self._unreadable > _MOST_UNREADABLE:
            raise problem
        self._budget.findings.append(finding("XCH-009", f"{self._place.shown}: {problem.message}"))


def _of_what_is_over(desk: Desk) -> frozenset[str]:
    """Return the names of the messages on record of deliveries that are over."""
    return frozenset(
        f"{exchange.conversation.name}/{message.file_name}"
        for exchange in desk.transfers.exchanges.values()
        if exchange.steps and exchange.is_over
        for message in exchange.messages
    )


class _Unsigned:
    """Tells of messages whose signature has not come: a stick was pulled out, or they are coming.

    What is on record is known without it, and some files of other programs end alike.
    """

    def __init__(self, desk: Desk, findings: list[Finding]) -> None:
        self._known = {sha256[:16] for sha256 in desk.transfers.by_digest}
        self._findings = findings

    def note(self, name: str) -> None:
        """Take the next one; more than a few say nothing new."""
        base = name.rpartition("/")[2]
        digits = MESSAGE_NAME.match(base)
        if digits is None or digits[1] in self._known:
            return
        self._known.add(digits[1])
        if len(self._findings) < _MOST_UNSIGNED:
            words = f"{base} lies there without its signature."
            self._findings.append(finding("XCH-006", words, Where(file=base)))


class _Budget:
    """How much is read of what lies in a place: so much from each sender in one run, no more.

    What one sender heaps up keeps nobody else's messages from being read; what lies anywhere else
    than where a partner's messages lie counts together, as anybody can name a directory; and what
    is on record of deliveries that are over is not read again for ever.
    """

    def __init__(
        self, over: frozenset[str], known: frozenset[str], findings: list[Finding]
    ) -> None:
        self._over = over
        self._known = known
        self.findings = findings
        self._read: dict[str, tuple[int, int]] = {}
        self._told: set[str] = set()

    def allows(self, name: str, size_bytes: int) -> bool:
        """Whether a file is to be read."""
        if "/".join(name.split("/")[-2:]) in self._over:
            return False
        sender = next((part for part in name.split("/") if part in self._known), "")
        count, total = self._read.get(sender, (0, 0))
        if count < MOST_LETTERS and total + size_bytes <= MOST_LETTER_BYTES:
            self._read[sender] = count + 1, total + size_bytes
            return True
        if sender not in self._told:
            self._told.add(sender)
            words = (
                f"More messages lie there {printable(sender) or 'together'} than one run reads:"
                f" {MOST_LETTERS:,}, or {bytes_words(MOST_LETTER_BYTES)}. The rest was not read."
            )
            self.findings.append(finding("XCH-007", words))
        return False
