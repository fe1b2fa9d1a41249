"""Deliveries between two archives, step by step, said by hand where other commands would say it.

`ours` sends, `theirs` receives.
"""

import errno
import hashlib
import os
import shutil
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from preserve.exchange.message import Draft, Message
from preserve.exchange.possession import proof_of, read_under, salt_under
from preserve.exchange.receipt import Bag, bag_of
from preserve.model.exchange import Conversation, MessageKind, Step
from preserve.model.receiving import ExchangeReport
from preserve.storage import layout
from preserve.storage.local import LocalStore
from preserve.storage.tree import LocalFile, LocalTree
from preserve.workflows.archive import Archive, read_history
from preserve.workflows.commit_deliveries import Committed, commit_due
from preserve.workflows.confirm import ConfirmOptions, confirm
from preserve.workflows.desk import Desk, desk_of
from preserve.workflows.dispatch import dispatch
from preserve.workflows.places import collect, places_of
from tests.support.archives import package_all, reopened
from tests.support.exchanging import Two, archive_id_of
from tests.support.messages import CHECKS, SOFTWARE

NAME = "20261121T120000Z-0123456789abcdef"
NONCE = bytes(range(32))


def bag_at(path: str | Path, prover: str, nonce: bytes = NONCE) -> Bag:
    """Return what a bag is, from its bytes, and its proof by an archive."""
    files = list(read_under(LocalTree(str(path)), salt_under(nonce.hex(), prover)))
    return bag_of(files, proof_of(files))


def with_a_package_that_cannot_be_read(archive: Archive, package: str) -> Archive:
    """Return an archive of which one package fails as a disk does."""

    class Unreadable(LocalTree):
        def open(self, path: str) -> LocalFile:
            raise OSError(errno.EIO, os.strerror(errno.EIO), path)

    class Store(LocalStore):
        def tree(self, name: str) -> LocalTree:
            tree = super().tree(name)
            return Unreadable(tree.root, follows_root=False) if name == package else tree

    parts = (
        archive.store.name,
        archive.store.bags,
        archive.store.staging,
        archive.store.quarantine,
    )
    return replace(archive, store=Store(*parts))


class Delivery:
    """Packages of `ours` on their way to `theirs`.

    Attributes:
        packages: their ids, in order.
        bags: what each is under the nonce.
    """

    def __init__(self, root: Path, texts: Mapping[str, bytes], name: str = NAME) -> None:
        self.two = Two(root)
        self.clock = self.two.clock
        sources = root / "sources"
        sources.mkdir()
        for file, data in texts.items():
            (sources / file).write_bytes(data)
        outcomes = package_all(self.ours, [sources / file for file in texts], self.clock)
        self.packages = [str(outcome.id) for outcome in outcomes]
        self.bags = {each: self.bag(each) for each in self.packages}
        self.conversation = Conversation(archive_id_of(self.ours), name)
        self.said: dict[MessageKind, Message] = {}

    def bag(self, package: str, nonce: bytes = NONCE) -> Bag:
        """Return what a package is, and its proof by the receiver, from the sender's bytes."""
        return bag_at(f"{self.ours.root}/bags/{package}", archive_id_of(self.two.theirs), nonce)

    @property
    def ours(self) -> Archive:
        return reopened(self.two.ours)

    @property
    def theirs(self) -> Archive:
        return reopened(self.two.theirs)

    def quarantined(self, package: str = "") -> Path:
        place = layout.exchange_quarantine_path(self.conversation.begun_by, self.conversation.name)
        return Path(self.theirs.root) / place / package

    def say(self, desk: Desk, kind: MessageKind, answers: Message | None, body) -> Message:
        partner = desk.partners.present()[0]
        sha256 = None if answers is None else answers.sha256
        (message,) = desk.say(partner, [Draft(kind, self.conversation, sha256, body)])
        self.said[kind] = message
        return message

    def offer(self) -> None:
        """Say what is offered, and carry it."""
        lines = [self.offered(package) for package in self.packages]
        body = {"nonce": NONCE.hex(), "rights": None, "note": None, "risk_note": None}
        with desk_of(self.ours, self.clock) as desk:
            self.say(desk, MessageKind.OFFER, None, {**body, "packages": lines})
            dispatch(desk, places_of(desk))

    def offered(self, package: str) -> dict[str, object]:
        bag = self.bags[package]
        tar = package.encode()
        return {
            "package": package,
            "file": f"bags/{package}.tar",
            "bytes": len(tar),
            "sha256": hashlib.sha256(tar).hexdigest(),
            "tag_manifest_sha256": bag.tag_manifest_sha256,
            "files": bag.files,
            "bag_bytes": bag.bag_bytes,
            "profile": None,
            "risks": [],
        }

    def quarantine(self, packages: Iterable[str] | None = None) -> None:
        """Lay unpacked bags where receiving leaves them, with what they came as."""
        for package in self.packages if packages is None else packages:
            shutil.copytree(f"{self.ours.root}/bags/{package}", self.quarantined(package))
            self.quarantined(f"{package}.tar").write_bytes(package.encode())

    def answer(
        self, valid: Iterable[str] | None = None, refused: Iterable[str] = (), **changes
    ) -> None:
        """Say received, valid and refused, and carry it.

        Args:
            changes: what is said of every valid package; `nonce` of the message.
        """
        fine = self.packages if valid is None else list(valid)
        with desk_of(self.theirs, self.clock) as desk:
            collect(desk, places_of(desk))
            offer = self.said[MessageKind.OFFER]
            lines = [self.offered(package) for package in self.packages]
            came = [{key: line[key] for key in ("package", "bytes", "sha256")} for line in lines]
            received = self.say(desk, MessageKind.RECEIVED, offer, {"packages": came})
            if fine:
                judged = [self.judged(package, **changes) for package in fine]
                nonce = changes.get("nonce", NONCE.hex())
                body = {"nonce": nonce, "software": SOFTWARE, "packages": judged}
                self.say(desk, MessageKind.VALID, received, body)
            reason = {"code": "BAG-010", "message": "It is so.", "remedy": "Mend.", "file": None}
            reasons = [{"package": each, "findings": [reason]} for each in refused]
            if reasons:
                self.say(desk, MessageKind.REFUSED, offer, {"kept": True, "packages": reasons})
            dispatch(desk, places_of(desk))

    def judged(self, package: str, **changes) -> dict[str, object]:
        bag = self.bags[package]
        line = {
            "package": package,
            "tag_manifest_sha256": bag.tag_manifest_sha256,
            "files": bag.files,
            "bag_bytes": bag.bag_bytes,
            "possession": bag.possession,
            "already_held": False,
            "checks": CHECKS,
        }
        return {**line, **{key: value for key, value in changes.items() if key in line}}

    def confirm_with(self, proofs: dict[str, str]) -> None:
        """Say a confirmation with these proofs, whatever was proven, and carry it."""
        lines = [{"package": package, "possession": proof} for package, proof in proofs.items()]
        with desk_of(self.ours, self.clock) as desk:
            collect(desk, places_of(desk))
            valid = self.said[MessageKind.VALID]
            self.say(desk, MessageKind.CONFIRMATION, valid, {"packages": lines})
            dispatch(desk, places_of(desk))

    def confirm(self, **options) -> ExchangeReport:
        return confirm(self.ours, ConfirmOptions(**options), self.clock)

    def commit(self) -> Committed:
        """Do what receiving does last."""
        with desk_of(self.theirs, self.clock) as desk:
            places = places_of(desk)
            collect(desk, places)
            done = commit_due(desk)
            dispatch(desk, places)
        return done

    def steps(self, archive: Archive) -> dict[str, Step]:
        transfers = read_history(archive, is_locked=False).transfers
        return transfers.exchanges[self.conversation].steps


def delivery(root: Path, count: int = 2) -> Delivery:
    """Return a delivery of small packages, one of them with a name that needs care."""
    names = ["a 100% true story.txt", *(f"letter {number}.txt" for number in range(1, count))]
    texts = {name: f"{name}\n\nJane Roe said: “We stay.”\n".encode() for name in names}
    return Delivery(root, texts)


def confirmed(root: Path, count: int = 2) -> Delivery:
    """Return a delivery up to its confirmation, which the receiver has not taken in."""
    made = delivery(root, count)
    made.offer()
    made.quarantine()
    made.answer()
    assert made.confirm().exit_code == 0
    return made
