"""Whether a message that arrived is taken: every rule of the exchange, and no I/O.

The order of arrival does not matter: a message whose forerunner is not here yet waits. What was
taken is never taken twice, and what contradicts it is evidence, not a message.
"""

import contextlib
from collections.abc import Collection
from enum import StrEnum
from typing import Final, NamedTuple

from preserve.exchange.message import Message, Party
from preserve.ledger.checkpoint import parse_key
from preserve.ledger.partners import Partner, Partners
from preserve.ledger.transfers import Exchange, Transfers, packages_of
from preserve.model.catalogue import finding
from preserve.model.exchange import (
    ANSWERS,
    BY_THE_ONE_WHO_BEGAN,
    OPENING,
    MessageKind,
    Step,
    next_step,
)
from preserve.model.finding import Finding, Where

MOST_MESSAGES: Final = 1_000
"""Of one conversation; two archives that mean well need five, and a few for each refusal."""


class Reception(StrEnum):
    """What becomes of a message."""

    TAKEN = "taken"
    KNOWN = "known"
    NOT_FOR_US = "not-for-us"
    WAITING = "waiting"
    NOT_TAKEN = "not-taken"


class Judged(NamedTuple):
    """What becomes of a message, and why where that is not plain."""

    reception: Reception
    finding: Finding | None = None


def judge(
    message: Message,
    me: Party,
    partners: Partners,
    transfers: Transfers,
    former_keys: Collection[str] = (),
) -> Judged:
    """Return what becomes of a message.

    Args:
        message: its form is right.
        me: this archive.
        partners: whose keys are pinned.
        transfers: what was said before.
        former_keys: which this archive had before: a partner may not have heard of the new one.
    """
    if message.recipient.archive != me.archive:
        return Judged(Reception.NOT_FOR_US)
    if message.sha256 in transfers.by_digest:
        return Judged(Reception.KNOWN)
    partner = partners.of(message.sender.archive)
    problem = _stranger(message) if partner is None else _not_theirs(message, partner)
    if problem is None and message.recipient.key not in {me.key, *former_keys}:
        words = "is written to another key than the one of this archive"
        problem = _found("XCH-010", message, words)
    if problem is not None:
        return Judged(Reception.NOT_TAKEN, problem)
    return _opening(message, transfers) if message.kind in OPENING else _answer(message, transfers)


def _stranger(message: Message) -> Finding:
    return _found("XCH-003", message, "is not taken: that archive is no partner")


def _not_theirs(message: Message, partner: Partner) -> Finding | None:
    """Return why a message cannot have come from a partner: the pinned key must have signed it."""
    words = _other_key(message, partner)
    if words is not None:
        return _found("XCH-008", message, words)
    if not message.is_signed_by(partner.key):
        return _found("XCH-001", message, f"is not signed with the key of {partner.name}")
    begins = message.sender.archive == message.conversation.begun_by
    if begins != (message.kind in BY_THE_ONE_WHO_BEGAN):
        return _found("XCH-005", message, f"is not for {partner.name} to say in this exchange")
    packages = packages_of(message.document)
    if len(set(packages)) != len(packages):
        return _found("XCH-002", message, "names a package twice")
    return None


def _other_key(message: Message, partner: Partner) -> str | None:
    """Return how the key that a message names keeps it from being taken; None where it does not.

    It may name a key of before under the signature of the pinned one: the partner said it then,
    and signs it again.
    """
    if message.sender.key == partner.key.text() or not _is_meant_so(message, partner):
        return None
    if message.sender.key not in {key.text() for key in partner.former_keys}:
        return f"names another key than the one pinned for {partner.name}"
    if not message.is_signed_by(partner.key):
        return f"is signed with no key but one that {partner.name} gave up"
    return None


def _is_meant_so(message: Message, partner: Partner) -> bool:
    """Whether somebody signed that another key is named; else the name of the key is damage."""
    keys = [partner.key, *partner.former_keys]
    with contextlib.suppress(ValueError):
        keys.append(parse_key(message.sender.key))
    return any(map(message.is_signed_by, keys))


def _opening(message: Message, transfers: Transfers) -> Judged:
    if message.conversation in transfers.exchanges:
        words = "begins an exchange that began with another message"
        return Judged(Reception.NOT_TAKEN, _found("XCH-005", message, words))
    return Judged(Reception.TAKEN)


def _answer(message: Message, transfers: Transfers) -> Judged:
    answered = transfers.by_digest.get(message.in_reply_to or "")
    if answered is None:
        words = "answers a message that is not here"
        return Judged(Reception.WAITING, _found("XCH-006", message, words))
    conversation, before = answered
    exchange = transfers.exchanges[conversation]
    if conversation != message.conversation or message.sender.archive not in _sides(exchange):
        words = "answers a message of another exchange"
    elif before.kind not in ANSWERS[message.kind]:
        words = f"cannot answer the message {before.kind.value}"
    elif not set(packages_of(message.document)) <= set(before.packages):
        words = "is about a package that the message it answers does not name"
    elif len(exchange.messages) >= MOST_MESSAGES:
        return Judged(Reception.NOT_TAKEN, _found("XCH-007", message, "is one message too many"))
    elif not _is_next(message, exchange):
        words = "contradicts what was said before"
    else:
        return Judged(Reception.TAKEN)
    return Judged(Reception.NOT_TAKEN, _found("XCH-005", message, words))


def _sides(exchange: Exchange) -> frozenset[str]:
    return frozenset({exchange.conversation.begun_by, exchange.partner})


def _is_next(message: Message, exchange: Exchange) -> bool:
    """Whether what was said before leaves room for this."""
    if exchange.opening.kind is not MessageKind.OFFER:
        # A question is answered once.
        return len(exchange.messages) == 1
    steps = [exchange.steps[package] for package in packages_of(message.document)]
    return all(is_next(step, message.kind) for step in steps)


def is_next(step: Step, kind: MessageKind) -> bool:
    """Whether a message of a kind may follow where a package is at a step."""
    return next_step(step, kind) is not None


def _found(code: str, message: Message, words: str) -> Finding:
    text = f"The message {message.file_name} from {message.sender.archive} {words}."
    return finding(code, text, Where(file=message.file_name))
