"""How a bag that came without an offer stands in the ledger."""

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

from preserve.ledger.entry import Event, LedgerEntry
from preserve.ledger.inventory import ingestion_detail
from preserve.model.package import PackageRecord
from preserve.model.plain import mapping_of, texts_of
from preserve.model.unsigned import Lack
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
        said: `by` and `why`.
        at: now, aware.
    """
    detail = {"path": name, "moved_to": place, **said}
    return LedgerEntry(at, Event.QUARANTINE.value, None, SOFTWARE, "warning", detail)


def came_described(history: History, package: str) -> bool:
    """Whether a package on record came with a description, as one of ours always does.

    Raises:
        KeyError: it is not held.
    """
    detail = history.entries[history.holdings[package].ingestion].detail
    unsigned = mapping_of(mapping_of(detail.get("assurance")).get("unsigned"))
    return Lack.DESCRIPTION.value not in texts_of(unsigned.get("lacks"))
