"""What a partner answers to an offer, said without doing the work: for tests of the sender."""

from collections.abc import Mapping, Sequence

from preserve.exchange.message import Draft
from preserve.exchange.offer import Offered
from preserve.ledger.transfers import Exchange
from preserve.model.exchange import MessageKind
from preserve.workflows.archive import Archive
from preserve.workflows.desk import Desk, desk_of
from preserve.workflows.dispatch import dispatch
from preserve.workflows.outbox import offered_by
from preserve.workflows.places import collect, places_of
from tests.support.exchanging import Two

_CHECKS = [{"check": "bag", "outcome": "passed", "detail": None}]
_SOFTWARE = [{"name": "a test", "version": "1"}]
_PROOF = "ab" * 64
_ANSWERED = {
    MessageKind.RECEIVED: MessageKind.OFFER,
    MessageKind.VALID: MessageKind.RECEIVED,
    MessageKind.REFUSED: MessageKind.OFFER,
    MessageKind.CONFIRMATION: MessageKind.VALID,
    MessageKind.ACCEPTED: MessageKind.CONFIRMATION,
}


def theirs_answer(two: Two, kind: MessageKind, *packages: str) -> None:
    """Have `theirs` take in what lies there, and say something about the latest offer."""
    _answer(two, two.theirs, kind, packages)


def ours_confirm(two: Two, *packages: str) -> None:
    """Have `ours` take in what lies there, and confirm."""
    _answer(two, two.ours, MessageKind.CONFIRMATION, packages)


def all_the_way(two: Two, *packages: str) -> None:
    """Have packages accepted by `theirs`; `ours` has not taken the receipt in."""
    theirs_answer(two, MessageKind.RECEIVED, *packages)
    theirs_answer(two, MessageKind.VALID, *packages)
    ours_confirm(two, *packages)
    theirs_answer(two, MessageKind.ACCEPTED, *packages)


def _answer(two: Two, archive: Archive, kind: MessageKind, packages: Sequence[str]) -> None:
    with desk_of(archive, two.clock) as desk:
        collect(desk, places_of(desk))
        exchange = list(desk.transfers.exchanges.values())[-1]
        offered = offered_by(desk, exchange)
        answered = exchange.latest(_ANSWERED[kind])
        assert answered is not None
        body = _body(desk, exchange, kind, [offered[package] for package in packages])
        draft = Draft(kind, exchange.conversation, answered.sha256, body)
        desk.say(desk.partners.present()[0], [draft])
        dispatch(desk, places_of(desk))


def _body(
    desk: Desk, exchange: Exchange, kind: MessageKind, packages: Sequence[Offered]
) -> dict[str, object]:
    each = {
        MessageKind.RECEIVED: _received,
        MessageKind.VALID: _valid,
        MessageKind.REFUSED: _refused,
        MessageKind.CONFIRMATION: _confirmed,
        MessageKind.ACCEPTED: _accepted,
    }[kind]
    listed = [{"package": package.package, **each(package)} for package in packages]
    body: dict[str, object] = {"packages": listed}
    if kind is MessageKind.REFUSED:
        body["kept"] = True
    if kind in {MessageKind.VALID, MessageKind.ACCEPTED}:
        detail = desk.entry(exchange.opening.entry).detail["message"]
        assert isinstance(detail, Mapping)
        body |= {"nonce": detail["nonce"], "software": _SOFTWARE}
    if kind is MessageKind.ACCEPTED:
        valid = exchange.latest(MessageKind.VALID)
        assert valid is not None
        body |= {
            "offer": exchange.opening.sha256,
            "valid": valid.sha256,
            "responsible": {"organization": None, "contact": None},
        }
    return body


def _received(package: Offered) -> dict[str, object]:
    return {"bytes": package.size_bytes, "sha256": package.sha256}


def _refused(_package: Offered) -> dict[str, object]:
    found = {"code": "BAG-010", "message": "m", "remedy": "r", "file": None}
    return {"findings": [found]}


def _confirmed(_package: Offered) -> dict[str, object]:
    return {"possession": _PROOF}


def _valid(package: Offered) -> dict[str, object]:
    return {
        "tag_manifest_sha256": package.tag_manifest_sha256,
        "files": package.files,
        "bag_bytes": package.bag_bytes,
        "possession": _PROOF,
        "already_held": False,
        "checks": _CHECKS,
    }


def _accepted(package: Offered) -> dict[str, object]:
    return {**_valid(package), **_received(package), "profile": package.profile}
