"""Deliveries as an honest sender makes them, and as others would: offers with any file beside."""

import hashlib
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from preserve.containers.bag.serialized.write import Form, member_of, serialized
from preserve.exchange.message import Draft
from preserve.model.exchange import Conversation, MessageKind
from preserve.model.file import NewFile
from preserve.model.receiving import ExchangeReport
from preserve.storage.tree import LocalTree, read_file
from preserve.workflows.archive import Archive, open_archive
from preserve.workflows.desk import desk_of
from preserve.workflows.dispatch import dispatch
from preserve.workflows.places import places_of
from preserve.workflows.receive import Wanted, receive
from tests.support.archives import package_all
from tests.support.exchanging import Two, archive_id_of, configure_exchange

NONCE = "5a" * 32


def files_of_bag(archive: Archive, package: str) -> dict[str, bytes]:
    tree = LocalTree(f"{archive.root}/bags/{package}")
    return {
        entry.path: read_file(tree, entry.path)
        for entry in tree.entries()
        if entry.kind.value == "file"
    }


def packed(package: str, files: Mapping[str, bytes], form: Form = Form.TAR) -> bytes:
    members = [member_of(NewFile(path, data)) for path, data in files.items()]
    return b"".join(serialized(form, package, members, date(2026, 11, 21)))


@dataclass
class Parcel:
    """A package as it is offered, and the bytes that really lie there (None: nothing)."""

    package: str
    files: Mapping[str, bytes]
    data: bytes | None
    row: dict[str, object] = field(default_factory=dict)

    @classmethod
    def of(cls, package: str, files: Mapping[str, bytes], form: Form = Form.TAR) -> "Parcel":
        data = packed(package, files, form)
        return cls(package, files, data, offered_row(package, files, data, form))

    def holding(self, data: bytes) -> "Parcel":
        """Return a parcel with another file, offered as it is: a sender who does not look."""
        row = {**self.row, "bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}
        return Parcel(self.package, self.files, data, row)

    def lying(self, data: bytes | None) -> "Parcel":
        """Return a parcel of which something else lies there than was offered."""
        return Parcel(self.package, self.files, data, self.row)

    def saying(self, **row: object) -> "Parcel":
        """Return a parcel that is offered as something else."""
        return Parcel(self.package, self.files, self.data, {**self.row, **row})


def offered_row(package, files, data, form=Form.TAR) -> dict[str, object]:
    return {
        "package": package,
        "file": f"bags/{package}.{form}",
        "bytes": len(data),
        "sha256": hashlib.sha256(data).hexdigest(),
        "tag_manifest_sha256": hashlib.sha256(files["tagmanifest-sha256.txt"]).hexdigest(),
        "files": len(files),
        "bag_bytes": sum(map(len, files.values())),
        "profile": None,
        "risks": [],
    }


class Sender:
    """`ours` of two archives, offering to `theirs`."""

    def __init__(self, root: Path) -> None:
        self.two = Two(root)
        self.root = root
        self.made = 0

    def parcel(self, text: str = "A man stood at the door.\n", name: str = "letter") -> Parcel:
        """Package an article and return it as it is offered."""
        sources = self.root / "sources"
        sources.mkdir(exist_ok=True)
        source = sources / f"{name}.txt"
        source.write_text(text)
        (outcome,) = package_all(self.two.ours, [source], self.two.clock)
        assert outcome.id is not None
        return Parcel.of(outcome.id, files_of_bag(self.two.ours, outcome.id))

    def offer(self, *parcels: Parcel) -> Conversation:
        """Say an offer, lay the files beside it, and carry both to the place."""
        name = f"20261121T12{self.made:04}Z-{secrets.token_hex(8)}"
        self.made += 1
        conversation = Conversation(archive_id_of(self.two.ours), name)
        body = {
            "nonce": NONCE,
            "rights": None,
            "note": None,
            "risk_note": None,
            "packages": [parcel.row for parcel in parcels],
        }
        with desk_of(self.two.ours, self.two.clock) as desk:
            partner = desk.partners.present()[0]
            desk.say(partner, [Draft(MessageKind.OFFER, conversation, None, body)])
            dispatch(desk, places_of(desk))
        for parcel in parcels:
            self.lay(conversation, parcel)
        return conversation

    def directory(self, conversation: Conversation) -> Path:
        """Where a delivery lies in the place of exchange."""
        to, sender = archive_id_of(self.two.theirs), archive_id_of(self.two.ours)
        return self.two.place / f"for-{to}" / f"from-{sender}" / conversation.name

    def lay(self, conversation: Conversation, parcel: Parcel) -> None:
        """Have the file of a parcel lie beside its offer, or not lie there."""
        path = self.directory(conversation) / str(parcel.row["file"])
        path.parent.mkdir(exist_ok=True, parents=True)
        path.unlink(missing_ok=True)
        if parcel.data is not None:
            path.write_bytes(parcel.data)

    def received(self, **wanted: object) -> ExchangeReport:
        """Have the other archive receive."""
        archive = open_archive(self.two.theirs.root)
        return receive(archive, Wanted(**wanted), self.two.clock)

    def configure(self, rules: str) -> None:
        """Write lines into [exchange] of the one who receives."""
        configure_exchange(self.two.theirs, rules)

    def quarantine(self, conversation: Conversation) -> Path:
        """Where a delivery lies in quarantine."""
        root = Path(self.two.theirs.root) / "quarantine" / "exchange"
        return root / conversation.begun_by / conversation.name


def steps_of(report: ExchangeReport) -> dict[str, str]:
    return {each.package: each.step for one in report.deliveries for each in one.packages}


def codes_of(report: ExchangeReport) -> set[str]:
    inner = [found for one in report.deliveries for each in one.packages for found in each.findings]
    return {found.code for found in (*report.findings, *inner)}


Change = Callable[[bytes], bytes]
