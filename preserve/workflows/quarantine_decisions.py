"""What came from elsewhere and lies in quarantine: list it, show why, discard it on a word.

What was refused or withdrawn stays until somebody says with name and reason that it may go; the
findings and the entry in the history stay for ever.
"""

import json
import os
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final, NamedTuple

from preserve.errors import NotWritable, PreserveError, Refused, UsageProblem
from preserve.exchange.offer import Offered
from preserve.exchange.verdicts import deliveries_to_us, offered_packages
from preserve.ledger.entry import Event, LedgerEntry, instant
from preserve.ledger.transfers import Exchange
from preserve.model.catalogue import finding
from preserve.model.exchange import Step
from preserve.model.file import EntryKind, printable
from preserve.model.finding import Finding
from preserve.model.plain import mapping_of
from preserve.storage import atomic
from preserve.storage.source import read_whole
from preserve.storage.tree import LocalTree
from preserve.workflows.archive import SOFTWARE, Archive, History
from preserve.workflows.desk import desk_of
from preserve.workflows.quarantine import Quarantine
from preserve.workflows.statements import statement
from preserve.workflows.unsigned_quarantine import UNSIGNED

DISCARDED: Final = "discarded"
_WITHOUT_OFFER: Final = "unsigned"
_NOBODY: Final = "somebody without an offer"
_OF_UNSIGNED: Final = re.compile(r"[a-z0-9-]+-([0-9a-f]{64})(?:-[0-9]+)?")
MAY_GO: Final = frozenset({Step.REFUSED, Step.WITHDRAWN})
"""The steps at which a person may let go what lies in quarantine."""
_NOTE_BYTES: Final = 16 << 20


class Kept(NamedTuple):
    """A package that lies in quarantine.

    Attributes:
        conversation: of its offer; `unsigned` where a bag came without one.
        partner: what this archive calls the one who sent it, or that one's id.
        path: of its file, or its directory, relative to the archive.
        sha256: of its file; of a bag without an offer, of the list of its files.
        since: when it was offered, as on record; of a bag without an offer when it was refused, or
            what the directory says.
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
    """A package in quarantine, and what was found about it: as on record, and noted beside it."""

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
    """Return what lies in quarantine from elsewhere, oldest delivery first; only reads."""
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
    return [*found, *_unsigned(archive, history)]


def _unsigned(archive: Archive, history: History) -> Iterator[Kept]:
    """Yield the bags that came without an offer and were not taken in."""
    place = f"{archive.root}/{UNSIGNED}"
    names = unsigned_names(archive)
    said = _said_last(history) if names else {}
    for name, sha256 in names.items():
        path = f"{UNSIGNED}/{name}"
        refused = said.get(path)
        changed = datetime.fromtimestamp(os.stat(f"{place}/{name}").st_mtime, UTC)
        entries = LocalTree(f"{place}/{name}", follows_root=False).entries()
        yield Kept(
            package=name,
            conversation=_WITHOUT_OFFER,
            partner=_NOBODY,
            step=Step.REFUSED.value if refused is not None else "undecided",
            path=path,
            size_bytes=sum(each.size_bytes for each in entries if each.kind is EntryKind.FILE),
            sha256=sha256,
            since=changed.replace(microsecond=0) if refused is None else refused.at,
            may_go=True,
        )


def unsigned_names(archive: Archive) -> dict[str, str]:
    """Return what bags that came without an offer are called here, sorted, and their digests.

    Raises:
        OSError: the directory cannot be listed.
    """
    place = f"{archive.root}/{UNSIGNED}"
    names = sorted(os.listdir(place)) if os.path.isdir(place) else []
    found = {name: _OF_UNSIGNED.fullmatch(name) for name in names}
    return {
        name: digest[1]
        for name, digest in found.items()
        if digest is not None and not os.path.islink(f"{place}/{name}")
    }


def last_said(history: History, path: str) -> LedgerEntry | None:
    """Return the latest entry about something in quarantine: it came there, or was discarded."""
    return _said_last(history).get(path)


def _said_last(history: History) -> dict[str, LedgerEntry]:
    said = {}
    for entry in history.entries:
        if entry.event == Event.QUARANTINE.value:
            path = entry.detail.get("moved_to", entry.detail.get("path"))
            said[str(path)] = entry
    return said


def is_discarded(entry: LedgerEntry | None) -> bool:
    """Whether an entry says that something was discarded."""
    return entry is not None and entry.detail.get("step") == DISCARDED


def _kept(history: History, exchange: Exchange, place: Quarantine, offered: Offered) -> Kept:
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
        may_go=step in MAY_GO,
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


def story_of(archive: Archive, history: History, kept: Kept) -> Story:
    """Return what was noted beside a package in quarantine, and what is on record of it."""
    folder = os.path.dirname(f"{archive.root}/{kept.path}")
    step = kept.step if kept.conversation == _WITHOUT_OFFER else Step.REFUSED.value
    said = last_said(history, kept.path)
    on_record = {} if said is None or is_discarded(said) else dict(said.detail)
    try:
        note = json.loads(read_whole(f"{folder}/{kept.package}.{step}.json", _NOTE_BYTES))
    except (PreserveError, ValueError, RecursionError):
        return Story(kept, on_record)
    return Story(kept, {**mapping_of(note), **on_record})


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
        # Else an earlier run put it on record, and was stopped before the bytes were gone.
        if not is_discarded(last_said(desk.history, kept.path)):
            event = Event.QUARANTINE.value
            desk.record([LedgerEntry(clock(), event, kept.package, SOFTWARE, "success", detail)])
        folder = os.path.dirname(f"{archive.root}/{kept.path}")
        paths = dict.fromkeys((f"{archive.root}/{kept.path}", f"{folder}/{kept.package}"))
        for path in paths:
            atomic.discard(path)
        if any(map(os.path.lexists, paths)):
            words = f"{printable(kept.path)} could not be removed; the decision is on record."
            remedy = "Mend the rights or the disk, then run the same command again."
            raise NotWritable(words, remedy=remedy)
        with atomic.writing(printable(folder)):
            atomic.sync_directory(folder)
    return finding("XCH-057", f"{kept.package} was discarded: {why} ({by}).")
