"""What an entry of the ledger is in the words of PREMIS: one event, several, or none.

Incidents, notifications, exports, drills, new keys and what is said of partners are no events of an
object's preservation in the sense of PREMIS: they tell what people did about what an event found,
or whom they know. They stay in the ledger.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from preserve.ledger.entry import Event, LedgerEntry
from preserve.ledger.judge import origin_of
from preserve.ledger.replicas import ReplicaStep
from preserve.model.plain import mapping_of, mappings_of, number_of, text_of, texts_of
from preserve.model.replica import CopyOutcome
from preserve.report.premis import PremisAgent, PremisEvent
from preserve.workflows.decisions import packages_decided_on
from preserve.workflows.premis_exchange import transfer_event
from preserve.workflows.premis_wanted import Wanted, agents_of
from preserve.workflows.replication_words import (
    outcome_words,
    packages_replicated,
    replication_words,
)

_OUTCOMES: Final = {"failure": "fail"}
_AGREES: Final = {True: "agrees", False: "does not agree"}


def entry_events(number: int, entry: LedgerEntry, wanted: Wanted) -> Iterator[PremisEvent]:
    """Yield the events of an entry that is no fixity check."""
    if entry.event == Event.MESSAGE_DIGEST_CALCULATION.value:
        yield from _digest_events(number, entry, wanted)
        return
    if entry.event == Event.TRANSFER.value:
        yield from transfer_event(number, entry, wanted)
        return
    if entry.event == Event.REPLICATION.value:
        yield from _replication_events(number, entry, wanted)
        return
    tell = _TOLD.get(entry.event)
    objects = wanted.objects(_packages_of(entry))
    if tell is None or not objects:
        return
    detail, notes = tell(entry.detail)
    whole = PremisEvent(
        id=f"{wanted.archive}/{number}",
        type=entry.event,
        at=entry.at,
        detail=detail,
        outcome=_OUTCOMES.get(entry.outcome, entry.outcome),
        notes=notes,
        agents=agents_of(entry),
        objects=objects,
    )
    yield whole
    if entry.event == Event.INGESTION.value:
        yield from _validation(whole, entry)


def _packages_of(entry: LedgerEntry) -> frozenset[str]:
    if entry.event == Event.METADATA_MODIFICATION.value:
        return packages_decided_on(entry.detail)
    return frozenset() if entry.package is None else frozenset({entry.package})


def _validation(ingestion: PremisEvent, entry: LedgerEntry) -> Iterator[PremisEvent]:
    """Yield the validation before a package was admitted, where the entry says there was one."""
    assurance = mapping_of(entry.detail.get("assurance"))
    if assurance.get("read_back") is not True:
        return
    opinions = [
        (text_of(opinion.get("software")) or "", opinion.get("agrees"))
        for opinion in mappings_of(assurance.get("second_opinions"))
    ]
    others = [PremisAgent("software", name, "validator") for name, _ in opinions if name]
    what = "the bag, its manifests, the WARC and the description"
    if "unsigned" in assurance:
        what = "the bag by its own manifests, and every byte as it was copied"
    yield ingestion._replace(
        id=f"{ingestion.id}/validation",
        type="validation",
        detail=f"Before it was admitted, the package was read back and validated: {what}. The time"
        " is that of its admission.",
        outcome="pass",
        notes=tuple(
            f"{name}: {_AGREES.get(agrees) if isinstance(agrees, bool) else 'was not decisive'}"
            for name, agrees in opinions
        ),
        agents=(*ingestion.agents, *others),
    )


def _digest_events(number: int, entry: LedgerEntry, wanted: Wanted) -> Iterator[PremisEvent]:
    algorithm, run = entry.detail.get("algorithm"), entry.detail.get("run")
    for package, digests in mapping_of(entry.detail.get("packages")).items():
        if package not in wanted.packages or package != (wanted.only or package):
            continue
        count = len(digests) if isinstance(digests, list) else 0
        yield PremisEvent(
            id=f"{wanted.archive}/{number}/{package}",
            type=entry.event,
            at=entry.at,
            detail=f"{algorithm} digests of the files of the package were put on record; those on"
            f" record before were verified in the same read. Run {run}.",
            outcome=_OUTCOMES.get(entry.outcome, entry.outcome),
            notes=(f"files: {count}",),
            agents=agents_of(entry),
            objects=(package,),
        )


def _replication_events(number: int, entry: LedgerEntry, wanted: Wanted) -> Iterator[PremisEvent]:
    """Yield one event: a replication, or a fixity check of copies that lie elsewhere."""
    about = packages_replicated(entry.detail)
    objects = wanted.objects(about)
    if not about or not objects:
        return
    is_copied = entry.detail.get("step") == ReplicaStep.COPIED.value
    outcomes = mapping_of(entry.detail.get("outcomes"))
    looked_at = outcomes if wanted.only is None else {wanted.only: outcomes.get(wanted.only)}
    is_good = is_copied or set(looked_at.values()) == {CopyOutcome.HELD.value}
    partner = text_of(entry.detail.get("partner"))
    others = (_receiver(partner, wanted),) if partner else ()
    yield PremisEvent(
        id=f"{wanted.archive}/{number}",
        type=entry.event if is_copied else Event.FIXITY_CHECK.value,
        at=entry.at,
        detail=f"Copies elsewhere: {replication_words(entry.detail)}.",
        outcome="success" if is_good else "fail",
        notes=() if is_copied else (f"found: {outcome_words(entry.detail, wanted.only)}",),
        agents=(*agents_of(entry), *others),
        objects=objects,
    )


def _receiver(archive: str, wanted: Wanted) -> PremisAgent:
    name = wanted.name_of(archive)
    return PremisAgent("organization", origin_of(archive), "receiver", name)


_Told = tuple[str, tuple[str, ...]]


def _creation(detail: Mapping[str, object]) -> _Told:
    return f"The archive was made. Its history is signed with the key {detail.get('key')}.", ()


def _parity(detail: Mapping[str, object]) -> _Told:
    return f"Parity was made, {detail.get('redundancy_percent')}% redundancy.", ()


def _ingestion(detail: Mapping[str, object]) -> _Told:
    source, files = mapping_of(detail.get("source")), detail.get("files")
    count = len(files) if isinstance(files, list) else 0
    name, digest = source.get("name"), source.get("sha256")
    notes = (f"sha256 of the source: {digest}", f"files: {count}")
    assurance = mapping_of(detail.get("assurance"))
    unsigned = mapping_of(assurance.get("unsigned"))
    if unsigned:
        lacks = ", ".join(texts_of(unsigned.get("lacks")))
        words = f"The bag {name} came without an offer or a signature and was admitted"
        return f"{words}: {detail.get('why')}.", (*notes, f"it came without: {lacks}")
    giver = text_of(assurance.get("received_from"))
    if giver:
        return f"The package was made of {name}, came from archive {giver} and was admitted.", notes
    return f"The package was made of {name} and admitted.", notes


def _quarantine(detail: Mapping[str, object]) -> _Told:
    if detail.get("step") == "discarded":
        words = f"{detail.get('path')} was discarded by {detail.get('by')}: {detail.get('why')}."
        return words, (f"sha256 {detail.get('sha256')}",)
    path, moved_to = detail.get("path"), detail.get("moved_to")
    return f"{path} was moved to {moved_to}: {detail.get('why')}.", ()


def _recovery(detail: Mapping[str, object]) -> _Told:
    words = f"{detail.get('path')} was restored from {detail.get('restored_from')}."
    notes = (f"{end}: {_content(detail.get(end))}" for end in ("before", "after"))
    return words, tuple(notes)


def _modification(detail: Mapping[str, object]) -> _Told:
    changes = mappings_of(detail.get("changes"))
    words = f"A deliberate change was put on record: {detail.get('why')}."
    return words, tuple(
        f"{change.get('path')}: before {_content(change.get('before'))},"
        f" after {_content(change.get('after'))}"
        for change in changes
    )


def _decision(detail: Mapping[str, object]) -> _Told:
    both = [mapping_of(detail.get(end)) for end in ("a", "b")]
    ends = " and ".join(f"{end.get('speaker')} in {end.get('package')}" for end in both)
    what = "are one person" if detail.get("decision") == "link" else "are two people"
    return f"Decided: {ends} {what}: {detail.get('why')}.", ()


def _content(value: object) -> str:
    """Say size and digests of a file as an entry keeps them."""
    content = mapping_of(value)
    digests = [f"{name} {digest}" for name, digest in content.items() if name != "bytes"]
    size = number_of(content.get("bytes"))
    return "nothing there" if not digests else ", ".join([f"{size} bytes", *digests])


_TOLD: Final[dict[str, Callable[[Mapping[str, object]], _Told]]] = {
    Event.CREATION.value: _creation,
    Event.PARITY.value: _parity,
    Event.INGESTION.value: _ingestion,
    Event.QUARANTINE.value: _quarantine,
    Event.RECOVERY.value: _recovery,
    Event.MODIFICATION.value: _modification,
    Event.METADATA_MODIFICATION.value: _decision,
}
