"""Deliveries that came to their end, said message by message as two archives would."""

import hashlib
import shutil
from pathlib import Path

from preserve.exchange.message import Draft
from preserve.ledger.entry import Event, LedgerEntry
from preserve.ledger.inventory import ingestion_detail
from preserve.model.exchange import Conversation, MessageKind
from preserve.workflows.archive import SOFTWARE
from preserve.workflows.desk import Desk, desk_of
from preserve.workflows.dispatch import dispatch
from preserve.workflows.places import collect, places_of
from tests.support.archives import package_all
from tests.support.exchanging import Two

NAME = "20261121T120000Z-0123456789abcdef"


def packaged(two: Two, texts: dict[str, bytes], root: Path) -> list[str]:
    """Package texts in `ours`; return the ids."""
    sources = root / "sources"
    sources.mkdir(exist_ok=True)
    for name, data in texts.items():
        (sources / name).write_bytes(data)
    outcomes = package_all(two.ours, [sources / name for name in texts], two.clock)
    return [str(outcome.id) for outcome in outcomes]


def delivered(two: Two, packages: list[str], name: str = NAME) -> None:
    """Have `theirs` take packages of `ours` over: every message said and taken, bags copied."""
    with desk_of(two.ours, two.clock) as desk:
        conversation = Conversation(desk.me.archive, name)
        body = _offer(desk, packages)
        offer = _say(desk, MessageKind.OFFER, conversation, None, body)
    with desk_of(two.theirs, two.clock) as desk:
        collect(desk, places_of(desk))
        listed = [{"package": each, "bytes": 1, "sha256": "11" * 32} for each in packages]
        body = {"packages": listed}
        received = _say(desk, MessageKind.RECEIVED, conversation, offer, body)
        body = _valid(desk, packages)
        valid = _say(desk, MessageKind.VALID, conversation, received, body)
    with desk_of(two.ours, two.clock) as desk:
        collect(desk, places_of(desk))
        listed = [{"package": each, "possession": "33" * 64} for each in packages]
        body = {"packages": listed}
        confirmation = _say(desk, MessageKind.CONFIRMATION, conversation, valid, body)
    _take_over(two, conversation, packages, (offer, valid, confirmation))
    with desk_of(two.ours, two.clock) as desk:
        post = collect(desk, places_of(desk))
        assert [taken.message.kind for taken in post.new] == [MessageKind.ACCEPTED]


def _take_over(
    two: Two, conversation: Conversation, packages: list[str], said: tuple[str, str, str]
) -> None:
    """Have `theirs` copy the bags, put them on record, and say so."""
    offer, valid, confirmation = said
    with desk_of(two.ours, two.clock) as desk:
        records = {package: desk.record_of(package) for package in packages}
    with desk_of(two.theirs, two.clock) as desk:
        collect(desk, places_of(desk))
        for package in packages:
            if desk.holds(package):
                continue
            bag = f"{two.ours.store.bags}/{package}"
            shutil.copytree(bag, f"{two.theirs.store.bags}/{package}")
            detail = ingestion_detail(records[package], {}, {})
            event = Event.INGESTION.value
            entry = LedgerEntry(two.clock(), event, package, SOFTWARE, "success", detail)
            desk.record([entry])
        body = _accepted(desk, packages, offer, valid)
        _say(desk, MessageKind.ACCEPTED, conversation, confirmation, body)


def _say(desk: Desk, kind: MessageKind, where: Conversation, answers: str | None, body) -> str:
    partner = desk.partners.present()[0]
    (message,) = desk.say(partner, [Draft(kind, where, answers, body)])
    dispatch(desk, places_of(desk))
    return message.sha256


def _manifest(desk: Desk, package: str) -> str:
    files = {file.path: file for file in desk.record_of(package).files}
    return files["tagmanifest-sha256.txt"].digests["sha256"]


def _offer(desk: Desk, packages: list[str]) -> dict[str, object]:
    return {
        "nonce": "00" * 32,
        "rights": None,
        "note": None,
        "risk_note": None,
        "packages": [
            {
                "package": package,
                "file": f"bags/{package}.tar",
                "bytes": 1,
                "sha256": "11" * 32,
                "tag_manifest_sha256": _manifest(desk, package),
                "files": 1,
                "bag_bytes": 1,
                "profile": None,
                "risks": [],
            }
            for package in packages
        ],
    }


def _valid(desk: Desk, packages: list[str]) -> dict[str, object]:
    return {
        "nonce": "00" * 32,
        "packages": [
            {
                "package": package,
                "tag_manifest_sha256": hashlib.sha256(package.encode()).hexdigest(),
                "files": 1,
                "bag_bytes": 1,
                "possession": "33" * 64,
                "already_held": desk.holds(package),
                "checks": [{"check": "bag", "outcome": "passed", "detail": None}],
            }
            for package in packages
        ],
        "software": [{"name": "preserve-toolkit", "version": "0"}],
    }


def _accepted(desk: Desk, packages: list[str], offer: str, valid: str) -> dict[str, object]:
    return {
        "offer": offer,
        "valid": valid,
        "responsible": {"organization": None, "contact": None},
        "packages": [
            {
                "package": package,
                "sha256": "11" * 32,
                "bytes": 1,
                "tag_manifest_sha256": _manifest(desk, package),
                "files": 1,
                "bag_bytes": 1,
                "profile": None,
                "already_held": False,
                "possession": "33" * 64,
                "checks": [{"check": "bag", "outcome": "passed", "detail": None}],
            }
            for package in packages
        ],
        "nonce": "00" * 32,
        "software": [{"name": "preserve-toolkit", "version": "0"}],
    }
