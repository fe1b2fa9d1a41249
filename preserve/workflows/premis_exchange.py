"""What archives said to each other, in the words of PREMIS: both are agents of each event.

An event is dated by when it went on record here: what clock the other archive has, nobody knows.
Who sends is who gives the package away; where none is given away, who says something.
"""

from collections.abc import Iterator, Mapping
from typing import Final

from preserve.ledger.entry import LedgerEntry
from preserve.ledger.judge import origin_of
from preserve.ledger.transfers import packages_of
from preserve.model.exchange import Conversation, MessageKind
from preserve.model.plain import mapping_of, mappings_of, text_of
from preserve.report.premis import PremisAgent, PremisEvent
from preserve.workflows.exchange_notes import transfer_note
from preserve.workflows.premis_wanted import Wanted, agents_of

_SENDER: Final = "sender"
_RECEIVER: Final = "receiver"
_TYPES: Final = {
    MessageKind.OFFER: ("transfer", "success"),
    MessageKind.RECEIVED: ("transfer", "success"),
    MessageKind.VALID: ("validation", "pass"),
    MessageKind.REFUSED: ("validation", "fail"),
    MessageKind.CONFIRMATION: ("fixity check", "pass"),
    # Nothing is given up that was held: an offer that is taken back is a transfer that was none.
    MessageKind.WITHDRAWAL: ("transfer", "fail"),
    MessageKind.CHALLENGE: ("fixity check", "undecided"),
    MessageKind.PROOF: ("fixity check", "pass"),
    MessageKind.REPAIR_REQUEST: ("recovery", "undecided"),
    MessageKind.REPAIR_PARCEL: ("recovery", "success"),
}
_NO_DELIVERY: Final = frozenset(
    {
        MessageKind.CHALLENGE,
        MessageKind.PROOF,
        MessageKind.REPAIR_REQUEST,
        MessageKind.REPAIR_PARCEL,
    }
)
_HELD: Final = "held"
_UNDECIDED: Final = frozenset({"unreadable"})


def transfer_event(number: int, entry: LedgerEntry, wanted: Wanted) -> Iterator[PremisEvent]:
    """Yield the event that a message on record is, if it is about what is wanted."""
    document = mapping_of(entry.detail.get("message"))
    objects = wanted.objects(frozenset(packages_of(document)))
    if not objects:
        return
    partner = text_of(entry.detail.get("partner")) or ""
    kind = MessageKind(text_of(document.get("type")) or "")
    named = [
        one
        for one in mappings_of(document.get("packages"))
        if wanted.only is None or one.get("package") == wanted.only
    ]
    event, outcome = _type_of(kind, document, wanted)
    if kind is MessageKind.PROOF:
        outcome = _outcome_of([text_of(one.get("outcome")) or "" for one in named])
    said = transfer_note(entry.detail, wanted.name_of(partner), wanted.only)
    yield PremisEvent(
        id=f"{wanted.archive}/{number}",
        type=event,
        at=entry.at,
        detail=f"A message between archives, {kind.value}, signed by its sender: {said}.",
        outcome=outcome,
        notes=(
            f"message sha256: {entry.detail.get('message_sha256')}",
            f"dated by its sender: {document.get('at')}",
            *_checks(named),
        ),
        agents=(*agents_of(entry), *_parties(kind, document, wanted)),
        objects=objects,
    )


def _type_of(kind: MessageKind, document: Mapping[str, object], wanted: Wanted) -> tuple[str, str]:
    """A package that is taken over is an accession there, and one copy more for who gave it."""
    if kind is MessageKind.REFUSED and not _is_about_a_delivery(kind, document, wanted):
        return "fixity check", "undecided"
    if kind is not MessageKind.ACCEPTED:
        return _TYPES[kind]
    receiver = text_of(mapping_of(document.get("from")).get("archive")) or ""
    is_ours = origin_of(receiver) == wanted.archive
    return ("accession" if is_ours else "replication"), "success"


def _is_about_a_delivery(kind: MessageKind, document: Mapping[str, object], wanted: Wanted) -> bool:
    """A challenge can be refused, too: that is no verdict on a package."""
    begun_by, name = (text_of(document.get(key)) or "" for key in ("begun_by", "conversation"))
    return kind not in _NO_DELIVERY and Conversation(begun_by, name) in wanted.deliveries


def _outcome_of(outcomes: list[str]) -> str:
    unheld = [outcome for outcome in outcomes if outcome != _HELD]
    if not unheld:
        return "pass"
    return "undecided" if _UNDECIDED.issuperset(unheld) else "fail"


def _checks(packages: list[Mapping[str, object]]) -> Iterator[str]:
    """Yield what was checked of each package, and how it came out."""
    for one in packages:
        for check in mappings_of(one.get("checks")):
            detail = text_of(check.get("detail"))
            more = f" ({detail})" if detail else ""
            yield f"{one.get('package')}: {check.get('check')} {check.get('outcome')}{more}"


def _parties(
    kind: MessageKind, document: Mapping[str, object], wanted: Wanted
) -> Iterator[PremisAgent]:
    begun_by = text_of(document.get("begun_by"))
    is_delivery = _is_about_a_delivery(kind, document, wanted)
    for end in ("from", "to"):
        party = mapping_of(document.get(end))
        archive = text_of(party.get("archive")) or ""
        gives = archive == begun_by if is_delivery else end == "from"
        name = text_of(party.get("name")) or archive
        yield PremisAgent(
            kind="organization",
            name=origin_of(archive),
            role=_SENDER if gives else _RECEIVER,
            title=wanted.partners.get(archive, name),
            note=f"key {party.get('key')}",
        )
