import json
import re

import pytest

from preserve.ledger.incident_entries import UnsoundPackage
from preserve.model.change import AcceptedChange, FileChange
from preserve.model.file import FileRecord
from preserve.model.finding import Finding, Severity, Where
from preserve.model.incident import NoteKind
from preserve.model.verdict import Verdict
from preserve.report.incident_document import incident_document
from preserve.report.incident_text import accepted_text, incident_text, incidents_text
from tests.support.incidents import (
    History,
    altered,
    content,
    missing,
    stranger,
    unsound,
)
from tests.unit.report.hostile import STRINGS

P = "a-000000000000"
# What a terminal or an eye would take for something else than text.
UNSEEN = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]"
)


@pytest.fixture
def history():
    made = History()
    made.audit([unsound(P, altered("data/a"), missing("data/b"))])
    return made


def shown(history):
    return incident_text(history.incidents.all()[-1])


def test_open_tells_what_is_damaged_and_what_is_next(history):
    text = shown(history)
    for part in (
        "incident-1: a-000000000000",
        "data/a: altered",
        content("data/a", "right").digests["sha256"],
        content("data/a", "wrong").digests["sha512"],
        "data/b: missing",
        "found      nothing",
        "Nobody was told",
        "preserve incident note incident-1 --diagnosis TEXT",
        "preserve accept a-000000000000 --by NAME --why REASON --dry-run",
    ):
        assert part in text, part


def test_the_whole_story_is_told_in_its_order(history):
    history.say("incident-1", (NoteKind.TOLD, "the director"), (NoteKind.DIAGNOSIS, "a disk"))
    history.audit(sound=[P])
    history.audit([unsound(P, altered("data/c"))])
    history.accept(P, content("data/c", "new"))
    history.close("incident-1")
    text = shown(history)
    order = [
        "What was found",
        "Found sound again",
        "Damaged again after it was repaired",
        "data/c: altered",
        "Accepted as a change",
        content("data/c", "new").digests["sha256"],
        "Told: the director",
        "Cause: a disk",
        "Closed by A. Librarian: It is over.",
        "Nothing: it is closed.",
    ]
    places = [text.index(part) for part in order]
    assert places == sorted(places)
    assert "Nobody was told" not in text


def test_each_state_has_its_next_step(history):
    history.say("incident-1", (NoteKind.DIAGNOSIS, "a disk"))
    assert "--diagnosis" not in shown(history)
    history.audit(sound=[P])
    assert "preserve incident close incident-1 --by NAME --why REASON" in shown(history)
    history.audit([unsound(None, stranger("stray.txt"))])
    assert "move it out of the store" in shown(history)
    assert "preserve accept" not in shown(history)


def test_the_list(history):
    history.audit([unsound(None, stranger("s"))])
    assert incidents_text(history.incidents.all(), closed=1).split("\n") == [
        "incident-1  a-000000000000  open",
        "    found 2026-11-21T00:00:00Z, 2 files: 1 altered, 1 missing",
        "incident-2  the archive as a whole  open",
        "    found 2026-11-21T00:02:00Z, 1 file: 1 not on record",
        "2 incidents to deal with: `preserve incident show ID`.",
        "1 closed incident not shown; --all shows them.",
    ]
    assert incidents_text([]) == "No incident is open."


def test_more_than_is_listed_is_counted(history):
    history.audit([unsound("b-111111111111", *(altered(f"data/{n:04}") for n in range(1200)))])
    assert "200 more damaged files (too many to list)." in shown(history)
    assert "1,200 files" in incidents_text(history.incidents.all())


@pytest.mark.parametrize("text", STRINGS)
def test_hostile_strings_are_shown_escaped(text):
    storable = text.encode("utf-8", "replace").decode()
    history = History()
    files = (altered(text), missing("b"))
    history.audit([UnsoundPackage(storable or P, "damaged", files, text or "x")])
    history.say("incident-1", *((kind, storable) for kind in NoteKind), by=storable)
    history.accept(storable or P, content("b", "x"))
    incident = history.incidents.all()[0]
    for page in (incident_text(incident), incidents_text([incident])):
        assert not UNSEEN.search(page)
        page.encode()
    lines = incident_text(incident).count("\n")
    plain = History()
    plain.audit([UnsoundPackage(P, "damaged", (altered("a"), missing("b")), "x")])
    plain.say("incident-1", *((kind, "a") for kind in NoteKind), by="a")
    plain.accept(P, content("b", "x"))
    assert incident_text(plain.incidents.all()[0]).count("\n") == lines, "a text made lines"
    assert json.loads(json.dumps(incident_document(incident)))["notes"][0]["text"] == storable


def test_the_document_has_before_found_and_after(history):
    history.audit(sound=[P])
    document = incident_document(history.incidents.all()[0])
    (first, second) = document["files"]
    right = {"bytes": 5, **content("data/a", "right").digests}
    assert (first["recorded"], first["after"]) == (right, right)
    assert first["found"]["sha256"] == content("data/a", "wrong").digests["sha256"]
    assert (second["found"], second["after"]) == (None, right)
    assert (document["state"], document["repaired_how"]) == ("repaired", "sound-again")
    assert document["closed_at"] is None


def change(text, *, entry, bag=Verdict.VALID):
    found = Finding(text, Severity.ERROR, text, Where(text), text, text, 1)
    files = (
        FileChange(text, None, FileRecord(text, 3, {"sha256": "ab"})),
        FileChange("gone", FileRecord("gone", 1, {"sha256": "cd"}), None),
    )
    return AcceptedChange(text, text, text, files, 9, 3, entry, bag, (found,), (found,))


def test_an_accepted_change():
    text = accepted_text(change("x", entry=12))
    for part in ("1 added, 1 removed", "x: added", "before     nothing", "sha256 cd", "entry 12"):
        assert part in text, part
    assert "no valid bag" not in text
    assert "Entry 3 still tells" in text
    trial = accepted_text(change("x", entry=None, bag=Verdict.INVALID))
    assert "Nothing was recorded" in trial
    assert "no valid bag (invalid)" in trial


@pytest.mark.parametrize("text", STRINGS)
def test_an_accepted_change_shows_nothing_hidden(text):
    page = accepted_text(change(text, entry=1, bag=Verdict.INVALID))
    assert not UNSEEN.search(page)
    json.dumps(change(text, entry=1).document())
