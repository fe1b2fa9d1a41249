"""The history of an archive, or of one package, as PREMIS 3 (`preserve.report.premis`).

A package that was found sound has no row in the ledger. Which packages a check looked at is on
record, and which of them were not sound: each other result is derived from that, here as
everywhere.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from preserve.ledger.checks import Check
from preserve.ledger.entry import Event, LedgerEntry, decode
from preserve.ledger.judge import origin_of
from preserve.model.audit import PackageState
from preserve.model.plain import mapping_of, mappings_of, number_of, text_of
from preserve.report.premis import PremisEvent, PremisPackage, premis_document
from preserve.report.wording import state_words
from preserve.workflows.archive import History
from preserve.workflows.premis_events import entry_events
from preserve.workflows.premis_wanted import Wanted, agents_of

_AT_ONCE: Final = 64

_OUTCOMES: Final = {
    PackageState.INTACT.value: "pass",
    PackageState.SUPERSEDED.value: "pass",
    PackageState.DAMAGED.value: "fail",
    PackageState.MANIFEST_ALTERED.value: "fail",
    PackageState.UNEXPECTED.value: "fail",
}
_OUTCOME_OF_RUN: Final = {0: "pass", 1: "fail", 4: "fail"}
_UNDECIDED: Final = "undecided"

Numbered = Iterable[tuple[int, LedgerEntry]]
"""Entries with their numbers, in order."""


def premis_of(history: History, package: str | None = None) -> Iterator[str]:
    """Return the pieces of a PREMIS document.

    Args:
        history: the history; what of it cannot be read is left out, and its verdict says so.
        package: the one package that it is about, with its files; None for all of them.

    Raises:
        KeyError: the package is not held.
        EvidenceFailure: an entry is not what was verified.
    """
    partners = {one.archive: one.name for one in history.partners.by_archive.values()}
    exchanges = history.transfers.exchanges.items()
    wanted = Wanted(
        archive=origin_of(history.archive_id),
        packages=history.holdings,
        only=package,
        partners=partners,
        deliveries=frozenset(name for name, exchange in exchanges if exchange.steps),
    )
    checks = {check.number: check for check in history.checks}
    events = premis_events(_entries(history), checks.get, wanted)
    if package is None:
        packages = (PremisPackage(name) for name in history.holdings)
        return premis_document(wanted.archive, packages, events)
    record = history.record_of(package)
    one = PremisPackage(package, record.source_name, record.files)
    return premis_document(None, [one], events)


def _entries(history: History) -> Iterator[tuple[int, LedgerEntry]]:
    """Yield the entries, a few at a time: whoever reads on slowly keeps nobody from writing."""
    size = history.verdict.frontier.size
    for first in range(0, size, _AT_ONCE):
        bodies = history.entries.several(range(first, min(first + _AT_ONCE, size)))
        for number, body in sorted(bodies.items()):
            try:
                entry = decode(body)
            except ValueError:
                # The verdict on the history names it.
                continue
            yield number, entry


def premis_events(
    entries: Numbered, check_of: Callable[[int], Check | None], wanted: Wanted
) -> Iterator[PremisEvent]:
    """Yield every event, in the order of the ledger.

    Args:
        entries: of the ledger, gone through once.
        check_of: returns the check on record under a number.
        wanted: what the document is about.
    """
    checked = _Checked(wanted)
    for number, entry in entries:
        if entry.event == Event.FIXITY_CHECK.value:
            check = check_of(number)
            if check is not None:
                yield from checked.events(check, entry)
            continue
        if entry.event == Event.MODIFICATION.value and entry.package is not None:
            checked.superseded.add(entry.package)
        yield from entry_events(number, entry, wanted)


@dataclass(slots=True)
class _Checked:
    """Derives what each check found of each package that it looked at.

    A check names packages by their numbers in the order of ingestion, that of the holdings.

    Attributes:
        superseded: the packages of which a change was accepted so far.
    """

    wanted: Wanted
    superseded: set[str] = field(default_factory=set)
    _names: tuple[str, ...] = field(init=False)
    _only: int | None = field(init=False)

    def __post_init__(self) -> None:
        self._names = tuple(self.wanted.packages)
        only = self.wanted.only
        self._only = None if only is None else self._names.index(only)

    def events(self, check: Check, entry: LedgerEntry) -> Iterator[PremisEvent]:
        looked = 0
        for package, at in self._looked_at(check):
            looked += 1
            yield self._event(check, entry, package, at)
        if self._only is None:
            yield self._run_event(check, entry, looked)

    def _looked_at(self, check: Check) -> Iterator[tuple[str, datetime]]:
        if self._only is not None:
            at = check.looked_at(self._only)
            if at is not None:
                yield self._names[self._only], at
            return
        seen: set[int] = set()
        for bucket in check.buckets:
            for number in range(bucket.first, bucket.last + 1):
                if number not in seen:
                    seen.add(number)
                    yield self._names[number], bucket.at

    def _event(self, check: Check, entry: LedgerEntry, package: str, at: datetime) -> PremisEvent:
        sound = PackageState.SUPERSEDED if package in self.superseded else PackageState.INTACT
        state = check.states.get(package)
        return PremisEvent(
            id=f"{self.wanted.archive}/{check.number}/{package}",
            type=entry.event,
            at=at,
            detail="The files of the package were compared with the sizes and digests on record."
            f" Run {check.run}, part {check.part}.",
            outcome=_OUTCOMES.get(state or sound.value, _UNDECIDED),
            notes=(state_words(state or sound.value), *_exceptions(entry.detail, package, state)),
            agents=agents_of(entry),
            objects=(package,),
        )

    def _run_event(self, check: Check, entry: LedgerEntry, looked: int) -> PremisEvent:
        unsound = sum(_OUTCOMES.get(state) != "pass" for state in check.states.values())
        notes = [f"packages looked at: {looked}", f"of them not sound: {unsound}"]
        strangers = number_of(entry.detail.get("strangers"))
        if strangers is not None:
            notes.append(f"in the store, and in no entry of the history: {strangers}")
        return PremisEvent(
            id=f"{self.wanted.archive}/{check.number}",
            type=entry.event,
            at=entry.at,
            detail=f"An audit of the archive. Run {check.run}, part {check.part}.",
            outcome=_OUTCOME_OF_RUN.get(check.exit_code, _UNDECIDED),
            notes=tuple(notes),
            agents=agents_of(entry),
            objects=(self.wanted.archive,),
        )


def _exceptions(detail: Mapping[str, object], package: str, state: str | None) -> Iterator[str]:
    """Yield what was wrong with a package, file by file."""
    if state is None:
        return
    for path, word in _files(detail, package):
        yield f"{path or 'the package as a whole'}: {state_words(word)}"
    left_out = number_of(detail.get("exceptions_left_out"))
    if left_out:
        yield f"not named in this part of the run, in all packages together: {left_out} files"


def _files(detail: Mapping[str, object], package: str) -> Iterator[tuple[str, str]]:
    if "exceptions" in detail:
        found = mapping_of(mapping_of(detail.get("exceptions")).get(package))
        yield from ((path, str(word)) for path, word in found.items())
        return
    # Entries from before there were exceptions have findings alone.
    for one in mappings_of(detail.get("findings")):
        if one.get("package") == package:
            path = text_of(mapping_of(one.get("where")).get("file")) or ""
            yield path, text_of(one.get("state")) or ""
