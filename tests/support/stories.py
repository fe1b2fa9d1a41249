"""What must be true of two archives that exchanged packages: both ledgers tell the same story."""

from collections import Counter
from pathlib import Path

from preserve.exchange.message import Message
from preserve.ledger.transfers import Exchange
from preserve.model.exchange import CLOSED, Direction, MessageKind, Step
from preserve.storage import layout
from preserve.workflows.archive import Archive, History, read_history
from preserve.workflows.desk import message_in
from tests.support.apart import SIDES, Apart
from tests.support.archives import audited

_SERIALIZED = (".tar", ".zip")


def sound_history(archive: Archive) -> History:
    """Return a history that verifies, and in which every package was taken in once."""
    history = read_history(archive, is_locked=False)
    assert history.verdict.is_verified, history.verdict.findings
    assert not any(found.weight for found in history.verdict.findings)
    taken = Counter(entry.package for entry in history.entries if entry.event == "ingestion")
    assert set(taken.values()) <= {1}
    said = [m.sha256 for each in history.transfers.exchanges.values() for m in each.messages]
    assert len(said) == len(set(said))
    return history


def nothing_half(archive: Archive, history: History) -> None:
    """The store holds what is on record and nothing else."""
    kept = {path.name for path in Path(archive.store.bags).iterdir()}
    assert kept == {layout.ARCHIVE_ID, *history.holdings}


def same_story(apart: Apart) -> dict[str, dict[str, Step]]:
    """Hold both archives against each other; return how far each package came, by exchange."""
    archives = {side: apart.archive(side) for side in SIDES}
    histories = {side: sound_history(archives[side]) for side in SIDES}
    ours, theirs = (histories[side].transfers.exchanges for side in SIDES)
    assert set(ours) == set(theirs)
    for conversation, exchange in ours.items():
        other = theirs[conversation]
        told = _said(histories["ours"], exchange)
        assert told.keys() == _said(histories["theirs"], other).keys()
        for sha256, (message, direction) in _said(histories["theirs"], other).items():
            mine, where = told[sha256]
            assert (mine.data, mine.signature) == (message.data, message.signature)
            assert {where, direction} == {Direction.SENT, Direction.RECEIVED}
        assert exchange.steps == other.steps
        for package in exchange.at_step(Step.ACCEPTED):
            records = [histories[side].record_of(package) for side in SIDES]
            assert _files(records[0]) == _files(records[1])
    for side in SIDES:
        nothing_half(archives[side], histories[side])
        _nothing_left(archives[side], histories[side])
        _receipts_filed(archives[side], histories[side])
        report = audited(archives[side], apart.clock)
        assert report.exit_code == 0, (side, report.packages, report.findings)
    return {conversation.name: dict(each.steps) for conversation, each in ours.items()}


def _said(history: History, exchange: Exchange) -> dict[str, tuple[Message, Direction]]:
    return {
        each.sha256: (message_in(history.entries[each.entry], each), each.direction)
        for each in exchange.messages
    }


def _files(record) -> dict[str, tuple[int, dict[str, str]]]:
    return {file.path: (file.size_bytes, dict(file.digests)) for file in record.files}


def _nothing_left(archive: Archive, history: History) -> None:
    """Nothing is half in quarantine or outbox, and nothing is kept that nobody needs."""
    root = Path(archive.root)
    assert not list((root / layout.STAGING).iterdir())
    exchanges = {each.name: one for each, one in history.transfers.exchanges.items()}
    for place in root.glob("quarantine/exchange/*/*"):
        steps = exchanges[place.name].steps
        waiting = {package for package, step in steps.items() if step is not Step.ACCEPTED}
        kept = {path.name for path in place.iterdir()}
        named = {f"{package}{end}" for package in waiting for end in ("", ".tar", ".refused.json")}
        assert kept <= named
    outbox = {path for path in (root / layout.OUTBOX).rglob("*") if path.is_file()}
    sent = {
        f"{each.kind.value}-{each.sha256[:16]}.json": exchange
        for exchange in exchanges.values()
        for each in exchange.messages
        if each.direction is Direction.SENT
    }
    letters = {path.name for path in outbox if path.name.endswith((".json", ".sig"))}
    assert letters == {name for each in sent for name in (each, f"{each}.sig")}
    for path in outbox:
        assert not path.name.endswith(".part")
        if path.suffix in _SERIALIZED:
            steps = exchanges[path.parents[1].name].steps
            assert not set(steps.values()) <= CLOSED, path


def _receipts_filed(archive: Archive, history: History) -> None:
    """Every receipt lies where it is filed, with its signature, byte for byte."""
    filed = {}
    for exchange in history.transfers.exchanges.values():
        for each in exchange.messages:
            if each.kind is MessageKind.ACCEPTED:
                message = message_in(history.entries[each.entry], each)
                path = layout.receipt_path(exchange.conversation.name, message.file_name)
                filed[path] = message.data
                filed[f"{path}.sig"] = message.signature
    receipts = (Path(archive.root) / "receipts").rglob("*")
    there = {str(p.relative_to(archive.root)): p.read_bytes() for p in receipts if p.is_file()}
    assert there == filed
