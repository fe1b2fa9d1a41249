"""A day on which everything happens, so that every kind of entry is in the history."""

from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from preserve.ledger.checkpoint import verifier_of
from preserve.ledger.entry import Event, LedgerEntry
from preserve.ledger.key_change import write_change
from preserve.model.incident import NoteKind
from preserve.storage.directory_mailbox import DirectoryMailbox
from preserve.workflows.accept import Acceptance, accept
from preserve.workflows.archive import SOFTWARE, Archive, read_history
from preserve.workflows.audit_and_tell import Telling, audit_and_tell
from preserve.workflows.audit_options import AuditOptions
from preserve.workflows.desk import desk_of
from preserve.workflows.drill import DrillOptions, drill
from preserve.workflows.drill_faults import FAULTS
from preserve.workflows.incidents import Ended, Said, close_incident, note_incident
from preserve.workflows.parity import Par2, make_parity
from preserve.workflows.partners import (
    Adding,
    Rekeying,
    Removing,
    add_partner,
    rekey_partner,
    remove_partner,
)
from preserve.workflows.programs import Ran, run_program
from preserve.workflows.receive_unsigned import Unsigned, receive_unsigned
from preserve.workflows.rekey import rekey
from preserve.workflows.replica_challenge import ChallengeOptions, challenge
from preserve.workflows.replica_sync import SyncOptions, sync
from preserve.workflows.replicas import NewReplica, add_replica, remove_replica
from preserve.workflows.tell import Ports
from preserve.workflows.write_report import ReportOptions, write_report
from tests.support.archives import Clock, audited, new_archive
from tests.support.bags import new_bag, write_bag
from tests.support.conversations import DELIVERED, tell
from tests.support.exchanging import make_partners

_POLICY = """[policy]
algorithms = ["sha256", "sha512", "sha3256"]
"""
_NOTIFY = """[notify]
mail_to = ["a@example.org"]
mail_from = "b@example.org"
"""


def a_day_of_everything(archive: Archive, package: str) -> None:
    """Every kind of entry: changes, digests, parity, incidents, mails, reports, drills, exchange."""
    clock = Clock()
    replica = f"{archive.root}-replica"
    add_replica(archive, NewReplica("disk", replica, "Jane"), clock)
    sync(archive, SyncOptions(), clock)
    challenge(archive, ChallengeOptions(), clock, bytes)
    remove_replica(archive, "disk", ("Jane", "The disk is old."), clock)
    Path(archive.store.bags, package, "data", "note.txt").write_bytes(b"put in on purpose")
    audited(archive, clock)
    opened = read_history(archive, is_locked=False).incidents.all()[-1].id
    note_incident(archive, Said(opened, "Jane", ((NoteKind.TOLD, "The director"),)), clock)
    accept(archive, Acceptance(package, "Jane", "A note was added."), clock)
    audited(archive, clock)
    close_incident(archive, Ended(opened, "Jane", "It was put in on purpose."), clock)
    make_parity(archive, package, 10, Par2(run_program), clock)
    config = Path(archive.root, "preserve.toml")
    text = config.read_text().replace("[policy]\n", _POLICY).replace("[notify]\n", _NOTIFY)
    config.write_text(text)
    taken = Ports(lambda _arguments, _mail, _seconds: Ran(0, b"", b""))
    telling = Telling(archive.notify(), taken)
    audit_and_tell(archive, AuditOptions(clock, "00000000"), telling)
    write_report(archive, f"{archive.root}/reports", ReportOptions(clock()))
    _exchange(archive, package, clock)
    drill(
        archive,
        DrillOptions(clock, lambda: "00000000", taken, is_mail_sent=True, faults=FAULTS[:1]),
    )
    _a_partner_comes_and_goes(archive, clock)
    rekey(archive, "Jane", "The old key was on a laptop that was sold.", clock)


def _a_partner_comes_and_goes(archive: Archive, clock: Clock) -> None:
    identity = "7f0e6c52-1b1a-4b0e-9d52-0c9f6a4b7d11"
    private = [Ed25519PrivateKey.from_private_bytes(bytes([number]) * 32) for number in range(2)]
    old, new = (verifier_of(f"preserve/{identity}", each) for each in private)
    add_partner(archive, Adding("city", old.text(), "Jane", why="They asked."), clock)
    change = write_change(identity, old, new, clock(), private[0])
    proof = Path(archive.root, "outbox", "change")
    proof.write_bytes(change.data)
    proof.with_name("change.sig").write_bytes(change.signature)
    rekey_partner(archive, Rekeying("city", new.text(), "Jane", proof=str(proof)), clock)
    remove_partner(archive, Removing("city", "Jane", "They moved away."), clock)


def _exchange(archive: Archive, package: str, clock: Clock) -> None:
    """A partner, two messages in each direction, a copy, and a stranger's bag."""
    place = Path(archive.root).parent / "place"
    place.mkdir()
    DirectoryMailbox(str(place)).mark()
    partner = new_archive(place.parent / "partner", clock)
    make_partners(archive, partner, clock, "partner", str(place))
    make_partners(partner, archive, clock, "archive", str(place))
    tell(archive, partner, clock, DELIVERED, package)
    for steps in ({"step": "added", "by": "Jane"}, {"step": "copied", "packages": {package: None}}):
        detail = {"replica": "shelf", **steps}
        event = Event.REPLICATION.value
        with desk_of(archive, clock) as desk:
            desk.record([LedgerEntry(clock(), event, None, SOFTWARE, "success", detail)])
    bag = write_bag(new_bag({"data/letter.txt": b"Dear all"}), place / "letters")
    receive_unsigned(archive, Unsigned(str(bag), "Jane", "It came by mail."), clock)
    (bag / "data" / "letter.txt").write_bytes(b"Dear nobody")
    receive_unsigned(archive, Unsigned(str(bag), "Jane", "It came by mail."), clock)
