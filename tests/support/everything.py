"""A day on which everything happens, so that every kind of entry is in the history."""

from pathlib import Path

from preserve.model.incident import NoteKind
from preserve.workflows.accept import Acceptance, accept
from preserve.workflows.archive import Archive, read_history
from preserve.workflows.audit_and_tell import Telling, audit_and_tell
from preserve.workflows.audit_options import AuditOptions
from preserve.workflows.drill import DrillOptions, drill
from preserve.workflows.drill_faults import FAULTS
from preserve.workflows.incidents import Ended, Said, close_incident, note_incident
from preserve.workflows.parity import Par2, make_parity
from preserve.workflows.programs import Ran, run_program
from preserve.workflows.tell import Ports
from preserve.workflows.write_report import ReportOptions, write_report
from tests.support.archives import Clock, audited

_POLICY = """[policy]
algorithms = ["sha256", "sha512", "sha3256"]
"""
_NOTIFY = """[notify]
mail_to = ["a@example.org"]
mail_from = "b@example.org"
"""


def a_day_of_everything(archive: Archive, package: str) -> None:
    """A change that is accepted, digests added, parity, an incident's end, a mail, a report, a drill."""
    clock = Clock()
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
    drill(
        archive,
        DrillOptions(clock, lambda: "00000000", taken, is_mail_sent=True, faults=FAULTS[:1]),
    )
