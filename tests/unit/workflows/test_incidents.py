from pathlib import Path

import pytest

from preserve.errors import ArchiveLocked, EvidenceFailure, Refused, UsageProblem
from preserve.ledger.entry import Event, LedgerEntry
from preserve.ledger.incident_entries import entries_to_open
from preserve.model.incident import IncidentState, NoteKind
from preserve.workflows.archive import open_journal, read_history
from preserve.workflows.incidents import (
    Ended,
    Said,
    close_incident,
    note_incident,
    unclosed_findings,
)
from preserve.workflows.statements import LONGEST_STATEMENT, statement
from tests.support.archives import Clock, archive_with, audited, tree_digest
from tests.support.incidents import altered, audited_with_incidents, missing, unsound

TEXTS = {"a.txt": "First headline of it\n\nJane Roe said: “We are here.”\n".encode()}
WORDS = "data/original/a.txt"


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def held(tmp_path, clock):
    archive, (package,) = archive_with(tmp_path, TEXTS, clock)
    return archive, package


@pytest.fixture
def damaged(held, clock):
    """An archive with one incident, and a way to mend it."""
    archive, package = held
    file = Path(archive.store.bags, package, WORDS)
    before = file.read_bytes()
    file.write_bytes(b"X" + before[1:])
    audited_with_incidents(archive, clock)
    return archive, lambda: file.write_bytes(before)


def size(archive):
    return read_history(archive, is_locked=False).verdict.frontier.size


def told(*notes, name="incident-1", by="A. Librarian"):
    return Said(name, by, notes or [(NoteKind.TOLD, "the director")])


def test_from_damage_to_the_end(damaged, clock):
    archive, mend = damaged
    cause = (NoteKind.DIAGNOSIS, "somebody edited it")
    recorded = note_incident(archive, told((NoteKind.TOLD, "the director"), cause), clock)
    assert (recorded.is_new, recorded.incident.state) == (True, IncidentState.DIAGNOSED)
    with pytest.raises(Refused, match="no audit found it mended") as refused:
        close_incident(archive, Ended("incident-1", "A", "over"), clock)
    assert (refused.value.code, refused.value.exit_code) == ("FIX-054", 1)
    mend()
    assert audited(archive, clock).exit_code == 0
    closed = close_incident(archive, Ended("incident-1", "A", "put back"), clock)
    assert closed.incident.state is IncidentState.CLOSED
    history = read_history(archive, is_locked=False)
    assert history.verdict.is_verified
    assert history.incidents.all() == (closed.incident,)


def test_what_was_said_already_is_not_said_twice(damaged, clock):
    archive, mend = damaged
    assert note_incident(archive, told(), clock).is_new
    before = size(archive)
    again = note_incident(archive, told(), clock)
    assert (again.is_new, size(archive)) == (False, before)
    more = note_incident(
        archive, told((NoteKind.TOLD, "the director"), (NoteKind.DONE, "x")), clock
    )
    assert [note.text for note in more.incident.notes] == ["the director", "x"]
    assert note_incident(archive, told(by="B. Archivist"), clock).is_new
    mend()
    audited(archive, clock)
    ended = Ended("incident-1", "A", "over")
    assert close_incident(archive, ended, clock).is_new
    assert not close_incident(archive, ended, clock).is_new
    with pytest.raises(Refused, match="was closed by A already"):
        close_incident(archive, Ended("incident-1", "B", "over"), clock)


def test_who_is_told_of_further_damage_is_told_again(damaged, clock):
    archive, _ = damaged
    note_incident(archive, told(), clock)
    history = read_history(archive, is_locked=False)
    incidents = history.incidents
    package = incidents.all()[0].package
    more = [unsound(package, altered("data/original/a.txt"), missing("bag-info.txt"))]
    with archive.lock(), open_journal(archive, history) as journal:
        journal.append(entries_to_open(incidents, more, "audit-2", clock(), "x"))
    again = note_incident(archive, told(), clock)
    assert (again.is_new, len(again.incident.notes)) == (True, 2)


def test_an_open_incident_is_a_finding(damaged):
    archive, _ = damaged
    (found,) = unclosed_findings(read_history(archive, is_locked=False).incidents)
    assert (found.code, found.weight) == ("FIX-053", 0)
    assert "incident-1" in found.message


def test_nothing_but_the_ledger_changes(damaged, clock):
    archive, _ = damaged
    before = tree_digest(archive.store.bags)
    note_incident(archive, told(), clock)
    assert tree_digest(archive.store.bags) == before


@pytest.mark.parametrize(
    "text",
    ["", "  ", "...", "two\nlines", "tab\there", "\x1b[31mred", "caf\udce9", "x" * 4001, "a\x00b"],
)
def test_texts_that_cannot_go_on_record(damaged, clock, text):
    archive, _ = damaged
    before = size(archive)
    for said in (told((NoteKind.REMARK, text)), told(by=text)):
        with pytest.raises(UsageProblem):
            note_incident(archive, said, clock)
    for ended in (Ended("incident-1", text, "w"), Ended("incident-1", "A", text)):
        with pytest.raises(UsageProblem):
            close_incident(archive, ended, clock)
    assert size(archive) == before


def test_texts_that_can():
    for text in ("x" * LONGEST_STATEMENT, "الأرشيف", "<b>bold</b> \u202egpj.exe", "[/tag]"):
        assert statement(f" {text} ", "--why") == text


def test_what_is_not_there(damaged, clock):
    archive, _ = damaged
    for name in ("incident-2", "incident-01", "", "../incident-1"):
        with pytest.raises(UsageProblem, match="no incident"):
            note_incident(archive, told(name=name), clock)
        with pytest.raises(UsageProblem, match="no incident"):
            close_incident(archive, Ended(name, "A", "over"), clock)
    with pytest.raises(UsageProblem, match="Nothing is said"):
        note_incident(archive, Said("incident-1", "A", []), clock)


def test_two_at_once(damaged, clock):
    archive, _ = damaged
    with archive.lock(), pytest.raises(ArchiveLocked):
        note_incident(archive, told(), clock)


def test_a_history_that_does_not_verify_is_not_added_to(damaged, clock):
    archive, _ = damaged
    Path(archive.root, "ledger/checkpoint").write_text("x")
    with pytest.raises(EvidenceFailure):
        note_incident(archive, told(), clock)
    with pytest.raises(EvidenceFailure):
        close_incident(archive, Ended("incident-1", "A", "over"), clock)


def test_a_signed_entry_of_another_shape_is_evidence_that_does_not_hold(damaged, clock):
    archive, _ = damaged
    history = read_history(archive, is_locked=False)
    detail = {"incident": "incident-9", "step": "closed", "by": "A", "why": "w"}
    entry = LedgerEntry(clock(), Event.INCIDENT.value, None, "x", "success", detail)
    with archive.lock(), open_journal(archive, history) as journal:
        journal.append([entry])
    with pytest.raises(EvidenceFailure, match="cannot be followed"):
        note_incident(archive, told(), clock)
