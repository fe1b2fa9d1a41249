"""What lies in quarantine from partners: list it, show why, and discard it when a person decides.

What was refused or withdrawn stays until somebody says with name and reason that it may go; the
findings and the entry in the history stay for ever.
"""

import json
import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final, NamedTuple

from preserve.errors import PreserveError, Refused, UsageProblem
from preserve.exchange.verdicts import OfferedPackage, deliveries_to_us, offered_packages
from preserve.ledger.entry import Event, LedgerEntry, instant
from preserve.ledger.transfers import Exchange
from preserve.model.catalogue import finding
from preserve.model.exchange import Step
from preserve.model.file import printable
from preserve.model.finding import Finding
from preserve.model.plain import mapping_of
from preserve.storage import atomic
from preserve.storage.source import read_whole
from preserve.workflows.archive import SOFTWARE, Archive, History
from preserve.workflows.desk import Desk, desk_of
from preserve.workflows.quarantine import Quarantine
from preserve.workflows.statements import statement

DISCARDED: Final = "discarded"
_MAY_GO: Final = frozenset({Step.REFUSED, Step.WITHDRAWN})
_NOTE_BYTES: Final = 16 << 20


class Kept(NamedTuple):
    """A package that lies in quarantine.

    Attributes:
        partner: what this archive calls the one who sent it, or that one's id.
        path: of its file, relative to the archive.
        since: when it was offered, as on record.
        may_go: whether a person may discard it.
    """

    package: str
    conversation: str
    partner: str
    step: str
    path: str
    size_bytes: int
    sha256: str
    since: datetime
    may_go: bool

    def document(self) -> dict[str, object]:
        """Return the JSON shape."""
        told = {**self._asdict(), "since": instant(self.since)}
        told["bytes"] = told.pop("size_bytes")
        return told


class Story(NamedTuple):
    """A package in quarantine, and what was found about it, as noted beside it."""

    kept: Kept
    evidence: Mapping[str, object]

    def document(self) -> dict[str, object]:
        """Return the JSON shape."""
        return {**self.kept.document(), "evidence": dict(self.evidence)}


@dataclass(frozen=True, slots=True)
class Discard:
    """What is to be discarded, and who says why.

    Attributes:
        name: `PACKAGE` or `CONVERSATION/PACKAGE`.
    """

    name: str
    by: str
    why: str


def list_quarantine(archive: Archive, history: History) -> list[Kept]:
    """Return what lies in quarantine from partners, oldest delivery first; only reads."""
    found: list[Kept] = []
    for exchange in deliveries_to_us(history.transfers):
        place = Quarantine(archive, exchange)
        names = place.names()
        if not names:
            continue
        offer = mapping_of(history.entries[exchange.opening.entry].detail.get("message"))
        found.extend(
            _kept(history, exchange, place, offered)
            for offered in offered_packages(offer)
            if names & {offered.stored_name, offered.package}
        )
    return found


def _kept(history: History, exchange: Exchange, place: Quarantine, offered: OfferedPackage) -> Kept:
    partner = history.partners.by_archive.get(exchange.partner)
    step = exchange.steps.get(offered.package, Step.OFFERED)
    return Kept(
        package=offered.package,
        conversation=exchange.conversation.name,
        partner=partner.name if partner is not None else exchange.partner,
        step=step.value,
        path=f"{place.relative}/{offered.stored_name}",
        size_bytes=offered.size_bytes,
        sha256=offered.sha256,
        since=exchange.opening.at,
        may_go=step in _MAY_GO,
    )


def find_kept(kept: list[Kept], name: str) -> Kept:
    """Return the one that a person names.

    Raises:
        UsageProblem: there is none, or several.
    """
    those = [each for each in kept if name in {each.package, f"{each.conversation}/{each.package}"}]
    if len(those) == 1:
        return those[0]
    if not those:
        raise UsageProblem(
            f"{printable(name)} does not lie in quarantine.",
            remedy="`preserve quarantine list` shows what does.",
        )
    names = ", ".join(f"{each.conversation}/{each.package}" for each in those[:5])
    raise UsageProblem(
        f"{printable(name)} lies there more than once.", remedy=f"Name one: {names}."
    )


def story_of(archive: Archive, kept: Kept) -> Story:
    """Return what was noted beside a package in quarantine; nothing where nothing was."""
    folder = os.path.dirname(f"{archive.root}/{kept.path}")
    try:
        note = json.loads(read_whole(f"{folder}/{kept.package}.refused.json", _NOTE_BYTES))
    except (PreserveError, ValueError):
        return Story(kept, {})
    return Story(kept, mapping_of(note))


def discard(archive: Archive, wanted: Discard, clock: Callable[[], datetime]) -> Finding:
    """Remove the bytes of a refused or withdrawn package; the history says who and why first.

    Raises:
        UsageProblem: it does not lie there, or name or reason say nothing.
        Refused: it is neither refused nor withdrawn.
        PreserveError: the history does not verify or cannot be written.
    """
    by, why = statement(wanted.by, "--by"), statement(wanted.why, "--why")
    with desk_of(archive, clock) as desk:
        every = list_quarantine(archive, desk.history)
        kept = find_kept(every, wanted.name)
        if not kept.may_go:
            raise Refused(
                f"{kept.package} is {kept.step}; only what was refused or withdrawn is discarded.",
                code="XCH-058",
                remedy="Wait until the exchange is over; `preserve receive` shows what is next.",
            )
        detail = {
            "step": DISCARDED,
            "path": kept.path,
            "conversation": kept.conversation,
            "partner": kept.partner,
            "bytes": kept.size_bytes,
            "sha256": kept.sha256,
            "by": by,
            "why": why,
        }
        if not _is_on_record(desk, kept):
            event = Event.QUARANTINE.value
            desk.record([LedgerEntry(clock(), event, kept.package, SOFTWARE, "success", detail)])
        folder = os.path.dirname(f"{archive.root}/{kept.path}")
        for path in (f"{archive.root}/{kept.path}", f"{folder}/{kept.package}"):
            atomic.discard(path)
        with atomic.writing(printable(folder)):
            atomic.sync_directory(folder)
    return finding("XCH-057", f"{kept.package} was discarded: {why} ({by}).")


def _is_on_record(desk: Desk, kept: Kept) -> bool:
    """Whether an earlier run put this on record, and was stopped before the bytes were gone."""
    return any(each.get("path") == kept.path for each in _discards(desk.history))


def _discards(history: History) -> Iterator[Mapping[str, object]]:
    for number in range(history.verdict.frontier.size):
        entry = history.entries[number]
        if entry.event == Event.QUARANTINE.value and entry.detail.get("step") == DISCARDED:
            yield entry.detail
