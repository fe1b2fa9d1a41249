"""How a bag that came without an offer stands in the ledger."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from preserve.ledger.entry import Event, LedgerEntry, instant
from preserve.ledger.inventory import ingestion_detail
from preserve.model.file import printable
from preserve.model.finding import Finding
from preserve.model.package import PackageRecord
from preserve.model.plain import mapping_of, texts_of
from preserve.model.unsigned import Lack
from preserve.storage import atomic
from preserve.storage.tree import LocalTree
from preserve.workflows.archive import SOFTWARE, History
from preserve.workflows.read_description import facts_of, read_description
from preserve.workflows.unsigned_identity import Identity


class Intake(NamedTuple):
    """A bag that is taken over.

    Attributes:
        record: every file of it.
        who: which package it is, and what it lacks.
        facts: what lists and reports show of it.
        virus_scan: `passed` where every file was scanned; else `not-checked`.
    """

    record: PackageRecord
    who: Identity
    facts: Mapping[str, object]
    virus_scan: str


def shown_of(bag: LocalTree, who: Identity) -> dict[str, object]:
    """Return what the description of a package of ours says for lists; nothing of another's bag."""
    document = read_description(bag, who.id).document if who.is_ours else {}
    return facts_of(document) if document else {}


def ingestion_of(intake: Intake, said: Mapping[str, str], at: datetime) -> LedgerEntry:
    """Return the entry that takes a bag over.

    Args:
        intake: the bag.
        said: `by`, `why`, and the `form` that it came in.
        at: now, aware.
    """
    record, who, facts, virus_scan = intake
    unsigned = {
        "form": said["form"],
        "lacks": [lack.value for lack in who.lacks],
        "profile": who.profile,
        "algorithms": list(who.algorithms),
        "virus_scan": virus_scan,
    }
    assurance = {"read_back": True, "second_opinions": [], "unsigned": unsigned}
    detail = ingestion_detail(record, facts, assurance)
    named = {"by": said["by"], "why": said["why"]}
    event = Event.INGESTION.value
    return LedgerEntry(at, event, record.id, SOFTWARE, "success", {**detail, **named})


def refusal_of(name: str, place: str, said: Mapping[str, str], at: datetime) -> LedgerEntry:
    """Return the entry that says that a bag was refused and where it is kept.

    Args:
        name: of the bag as it came.
        place: where it lies, relative to the archive.
        said: `by` and `why`; `came_from`, the path that was named, and `brought_because`, the
            reason of who brought it.
        at: now, aware.
    """
    detail = {"path": name, "moved_to": place, **said}
    return LedgerEntry(at, Event.QUARANTINE.value, None, SOFTWARE, "warning", detail)


class Refusal(NamedTuple):
    """A bag that was not taken, and what is noted beside it for whoever decides.

    Attributes:
        step: `refused` or `undecided`.
        place: where it is kept, relative to the archive.
        said: who brought it, from where, and why.
        missing: what did not come with it, in words; empty where that was not reached.
    """

    step: str
    place: str
    said: Mapping[str, str]
    missing: str
    findings: Sequence[Finding]


def note_refusal(root: str, refusal: Refusal, at: datetime) -> None:
    """Lay beside a bag that was not taken what was found; `quarantine show` tells it.

    Raises:
        PreserveError: it cannot be written.
    """
    path = f"{root}/{refusal.place}.{refusal.step}.json"
    document = {
        **refusal.said,
        "at": instant(at),
        "missing": refusal.missing or None,
        "findings": [found.document() for found in refusal.findings],
    }
    text = json.dumps(document, ensure_ascii=True, indent=2, sort_keys=True)
    with atomic.writing(printable(path)):
        atomic.replace(path, f"{text}\n".encode())


def came_described(history: History, package: str) -> bool:
    """Whether a package on record came with a description, as one of ours always does.

    Raises:
        KeyError: it is not held.
    """
    detail = history.entries[history.holdings[package].ingestion].detail
    unsigned = mapping_of(mapping_of(detail.get("assurance")).get("unsigned"))
    return Lack.DESCRIPTION.value not in texts_of(unsigned.get("lacks"))
