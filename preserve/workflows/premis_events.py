"""What an entry of the ledger is in the words of PREMIS: one event, several, or none.

Incidents, notifications, exports and drills are no events of an object's preservation in the sense
of PREMIS: they tell what people did about what an event found. They stay in the ledger.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from preserve.ledger.entry import Event, LedgerEntry
from preserve.model.plain import mapping_of, mappings_of, number_of, text_of
from preserve.report.premis import PremisAgent, PremisEvent
from preserve.workflows.decisions import packages_decided_on

_OUTCOMES: Final = {"failure": "fail"}
_AGREES: Final = {True: "agrees", False: "does not agree"}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a document is about.

    Attributes:
        archive: the name under which the archive signs, which names it in the document.
        packages: those on record.
        only: the one package that the document is about, or None for the whole archive.
    """

    archive: str
    packages: Mapping[str, object]
    only: str | None = None

    def objects(self, packages: frozenset[str]) -> tuple[str, ...]:
        """Return the objects that an event about some packages links to; none: it is left out.

        What is about no package on record is about the archive.
        """
        if self.only is not None:
            return (self.only,) if self.only in packages else ()
        held = sorted(name for name in packages if name in self.packages)
        return tuple(held) or (self.archive,)


def entry_events(number: int, entry: LedgerEntry, wanted: Wanted) -> Iterator[PremisEvent]:
    """Yield the events of an entry that is no fixity check."""
    if entry.event == Event.MESSAGE_DIGEST_CALCULATION.value:
        yield from _digest_events(number, entry, wanted)
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


def agents_of(entry: LedgerEntry) -> tuple[PremisAgent, ...]:
    """Return the program that wrote an entry, and the person it was told the name of."""
    software, _, name = entry.agent.partition(", for ")
    agents = [PremisAgent("software", software, "executing program")]
    if name:
        agents.append(PremisAgent("person", name, "implementer"))
    by = text_of(entry.detail.get("by"))
    if by:
        agents.append(PremisAgent("person", by, "authorizer"))
    return tuple(agents)


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
    yield ingestion._replace(
        id=f"{ingestion.id}/validation",
        type="validation",
        detail="Before it was admitted, the package was read back and validated: the bag, its"
        " manifests, the WARC and the description. The time is that of its admission.",
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


_Told = tuple[str, tuple[str, ...]]


def _creation(detail: Mapping[str, object]) -> _Told:
    return f"The archive was made. Its history is signed with the key {detail.get('key')}.", ()


def _parity(detail: Mapping[str, object]) -> _Told:
    return f"Parity was made, {detail.get('redundancy_percent')}% redundancy.", ()


def _ingestion(detail: Mapping[str, object]) -> _Told:
    source, files = mapping_of(detail.get("source")), detail.get("files")
    count = len(files) if isinstance(files, list) else 0
    name, digest = source.get("name"), source.get("sha256")
    return f"The package was made of {name} and admitted.", (
        f"sha256 of the source: {digest}",
        f"files: {count}",
    )


def _quarantine(detail: Mapping[str, object]) -> _Told:
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
