from dataclasses import replace
from datetime import UTC, datetime

import pytest

from preserve.ledger.entry import Event, LedgerEntry, encode
from preserve.ledger.incident_entries import UnsoundPackage, entries_to_open
from preserve.ledger.incidents import Incidents
from preserve.model.incident import FILES_LISTED, Cure, DamagedFile, IncidentState, NoteKind
from tests.support.incidents import (
    AGENT,
    History,
    altered,
    content,
    missing,
    stranger,
    unsound,
)

P, Q = "a-000000000000", "b-111111111111"
AT = datetime(2026, 11, 21, tzinfo=UTC)


@pytest.fixture
def history():
    return History()


def only(history):
    (incident,) = history.incidents.all()
    return incident


def states(history):
    return [(one.id, one.package, one.state.value) for one in history.incidents.all()]


def test_damage_opens_one_incident_with_digests_before_and_found(history):
    history.audit([unsound(P, altered("data/a"), missing("data/b"))])
    incident = only(history)
    assert (incident.id, incident.package, incident.state) == ("incident-1", P, "open")
    assert incident.opened_by_run == "audit-0"
    assert incident.files["data/a"] == altered("data/a")
    assert incident.files["data/b"].found is None
    assert incident.files["data/b"].recorded == content("data/b", "right")


def test_the_same_damage_a_month_later_adds_nothing(history):
    damage = [unsound(P, altered("data/a"), missing("data/b"))]
    assert len(history.audit(damage)) == 1
    in_other_order = [unsound(P, missing("data/b"), altered("data/a"))]
    for _ in range(12):
        assert history.audit(in_other_order) == []
    assert len(only(history).sightings) == 1


@pytest.mark.parametrize(
    "files",
    [
        [altered("data/a"), altered("data/c")],
        [altered("data/a", "wrong otherwise")],
        [missing("data/a")],
        [altered("data/a"), missing("data/b"), missing("data/c")],
        [],
    ],
)
def test_other_damage_is_seen_again_once(history, files):
    history.audit([unsound(P, altered("data/a"), missing("data/b"))])
    assert len(history.audit([unsound(P, *files)])) == 1
    assert history.audit([unsound(P, *files)]) == []
    incident = only(history)
    assert incident.sightings[-1].files_total == len(files)
    known = {altered("data/a").key, missing("data/b").key}
    assert {file.key for file in incident.sightings[-1].files} == {f.key for f in files} - known


def test_nothing_is_opened_where_nothing_is_concluded(history):
    unreadable = DamagedFile("data/a", "unreadable", content("data/a", "x"), None)
    for state in ("intact", "superseded", "undecided", "not-checked", "offline"):
        assert history.audit([UnsoundPackage(P, state, (unreadable,))]) == []
    history.audit([unsound(P, altered("data/a"))])
    # What cannot be read this time is no damage, and no news.
    assert history.audit([unsound(P, altered("data/a"), replace(unreadable, path="data/b"))]) == []


def test_a_package_that_is_gone_has_words_and_no_files(history):
    gone = UnsoundPackage(P, "damaged", (), "Package a is not in the store.")
    history.audit([gone])
    assert history.audit([gone]) == []
    assert len(history.audit([replace(gone, words="Package a is a symlink now.")])) == 1


def test_an_incident_lists_a_thousand_files_and_counts_the_rest(history):
    many = [altered(f"data/{number:05}") for number in range(FILES_LISTED + 500)]
    (entry,) = history.audit([unsound(P, *many)])
    assert len(entry.detail["files"]) == FILES_LISTED
    assert entry.detail["files_total"] == FILES_LISTED + 500
    assert history.audit([unsound(P, *many)]) == []
    # A change beyond the listed ones is seen, although it is not listed.
    many[-1] = altered(many[-1].path, "wrong in another way")
    (again,) = history.audit([unsound(P, *many)])
    assert (again.detail["files"], again.detail["files_total"]) == ([], FILES_LISTED + 500)
    # One that grows has room up to the limit, over all its entries.
    history.audit([unsound(Q, *many[: FILES_LISTED - 1])])
    (more,) = history.audit([unsound(Q, *many)])
    assert len(more.detail["files"]) == 1
    assert len(history.incidents.not_closed(Q).files) == FILES_LISTED


def test_names_that_are_not_utf8_go_on_record_escaped(history):
    (entry,) = history.audit([unsound(P, altered("data/caf\udce9"))])
    assert b"xe9" in encode(entry)
    assert history.audit([unsound(P, altered("data/caf\udce9"))]) == []
    assert list(only(history).files) == ["data/caf\\xe9"]


def test_what_no_entry_knows_is_one_incident_of_the_archive(history):
    history.audit([unsound(None, stranger("stray.txt"))])
    assert history.audit([unsound(None, stranger("stray.txt"))]) == []
    history.audit([unsound(None, stranger("stray.txt"), stranger("more"))])
    history.event(
        Event.QUARANTINE, "stray.txt", path="stray.txt", moved_to="quarantine/1/stray.txt", why="w"
    )
    assert only(history).notes[0].text == "stray.txt was moved to quarantine/1/stray.txt."
    history.audit(sound=[None])
    assert states(history) == [("incident-1", None, "repaired")]


def test_packages_are_kept_apart_and_counted_in_order(history):
    history.audit(
        [unsound(P, altered("x")), unsound(None, stranger("s")), unsound(Q, missing("x"))]
    )
    history.audit(sound=[Q])
    assert states(history) == [
        ("incident-1", P, "open"),
        ("incident-2", None, "open"),
        ("incident-3", Q, "repaired"),
    ]
    assert set(history.incidents.unrepaired()) == {P, None}


def test_from_open_to_closed(history):
    history.audit([unsound(P, altered("data/a"))])
    history.say("incident-1", (NoteKind.TOLD, "the director"), (NoteKind.REMARK, "a Monday"))
    assert only(history).state is IncidentState.OPEN
    history.say("incident-1", (NoteKind.DIAGNOSIS, "the disk is failing"))
    assert only(history).state is IncidentState.DIAGNOSED
    history.event(Event.RECOVERY, P, path="data/a", restored_from="the backup")
    assert only(history).state is IncidentState.DIAGNOSED, "an audit has to see it first"
    history.audit(sound=[P])
    repaired = only(history)
    assert repaired.state is IncidentState.REPAIRED
    assert (repaired.repair.how, repaired.repair.by) == (Cure.SOUND_AGAIN, "audit-5")
    assert repaired.repair.files == {"data/a": content("data/a", "right")}
    history.close("incident-1")
    closed = only(history)
    assert (closed.state, closed.closing.by) == ("closed", "A. Librarian")
    assert [(note.kind.value, note.text) for note in closed.notes] == [
        ("told", "the director"),
        ("remark", "a Monday"),
        ("diagnosis", "the disk is failing"),
        ("done", "data/a was restored from the backup."),
    ]
    assert closed.notes[-1].by == AGENT
    # A remark afterwards does not open it again; new damage is a new incident.
    history.say("incident-1", (NoteKind.DIAGNOSIS, "it was the cable"))
    assert only(history).state is IncidentState.CLOSED
    history.audit([unsound(P, altered("data/a"))])
    assert states(history)[1:] == [("incident-2", P, "open")]


def test_a_repair_that_does_not_hold_opens_it_again(history):
    history.audit([unsound(P, altered("data/a"), altered("data/b"))])
    history.say("incident-1", (NoteKind.DIAGNOSIS, "somebody edited it"))
    history.accept(P, content("data/a", "new"), content("data/b", "right"))
    repaired = only(history)
    assert (repaired.repair.how, repaired.repair.by) == (Cure.ACCEPTED, "B. Archivist")
    assert repaired.repair.files["data/a"] == content("data/a", "new")
    (again,) = history.audit([unsound(P, altered("data/b"))])
    assert len(again.detail["files"]) == 1, "after a repair all of it is told anew"
    assert (only(history).state, only(history).repair) == (IncidentState.OPEN, None)
    history.audit(sound=[P])
    # What had been accepted before is not said to be as it was recorded before that.
    assert list(only(history).repair.files) == ["data/b"]
    assert [one.how for one in only(history).repairs] == [Cure.ACCEPTED, Cure.SOUND_AGAIN]


def test_the_first_word_of_a_repair_stands(history):
    history.audit([unsound(P, altered("data/a"))])
    history.audit(sound=[P])
    first = only(history).repair
    history.audit(sound=[P])
    history.accept(P, content("data/a", "new"))
    assert only(history).repairs == (first,)


def test_only_what_holds_the_file_is_its_content_after_a_change(history):
    history.audit([unsound(P, altered("data/a"), missing("data/b"))])
    history.accept(P, content("data/a", "new"))
    assert only(history).repair.files == {"data/a": content("data/a", "new"), "data/b": None}


def test_a_change_or_a_sound_audit_without_incident_is_nothing(history):
    history.accept(P, content("data/a", "new"))
    history.audit(sound=[P, None])
    history.event(Event.RECOVERY, P, path="data/a", restored_from="x")
    assert history.incidents.all() == ()


def test_a_package_found_twice_in_one_audit_is_a_fault_of_the_caller():
    twice = [unsound(P, altered("a")), unsound(P, altered("b"))]
    with pytest.raises(ValueError, match="twice"):
        entries_to_open(Incidents(), twice, "run", AT, AGENT)


def without(entry, key):
    return replace(entry, detail={k: v for k, v in entry.detail.items() if k != key})


def with_detail(entry, **changes):
    return replace(entry, detail={**entry.detail, **changes})


GOOD_FILE = altered("data/a").document()
FORGERIES = {
    "no step": lambda e: without(e, "step"),
    "unknown step": lambda e: with_detail(e, step="forgotten"),
    "no id": lambda e: without(e, "incident"),
    "wrong number": lambda e: with_detail(e, incident="incident-7"),
    "no run": lambda e: without(e, "run"),
    "no files": lambda e: without(e, "files"),
    "files no list": lambda e: with_detail(e, files={"a": 1}),
    "a file no object": lambda e: with_detail(e, files=["data/a"]),
    "a file without state": lambda e: with_detail(e, files=[{"path": "a"}]),
    "no total": lambda e: without(e, "files_total"),
    "total too small": lambda e: with_detail(e, files_total=0),
    "total is true": lambda e: with_detail(e, files_total=True),
    "no size": lambda e: with_detail(e, files=[{**GOOD_FILE, "found": {"sha256": "00"}}]),
    "negative size": lambda e: with_detail(e, files=[{**GOOD_FILE, "found": {"bytes": -1}}]),
    "unknown digest": lambda e: with_detail(
        e, files=[{**GOOD_FILE, "found": {"bytes": 1, "crc7": "0"}}]
    ),
    "note on what was never opened": lambda e: with_detail(e, step="note"),
}


@pytest.mark.parametrize("forge", FORGERIES.values(), ids=FORGERIES)
def test_an_entry_of_another_shape_is_refused(forge):
    (entry,) = entries_to_open(Incidents(), [unsound(P, altered("data/a"))], "run", AT, AGENT)
    Incidents().note(0, entry)
    with pytest.raises(ValueError):
        Incidents().note(0, forge(entry))


@pytest.mark.parametrize(
    "detail",
    [
        {"step": "opened"},
        {"step": "seen-again"},
        {"step": "note", "by": "A"},
        {"step": "note", "by": "A", "notes": []},
        {"step": "note", "by": "A", "notes": ["told"]},
        {"step": "note", "by": "A", "notes": [{"kind": "told"}]},
        {"step": "note", "by": "A", "notes": [{"kind": "sung", "text": "x"}]},
        {"step": "note", "notes": [{"kind": "told", "text": "x"}]},
        {"step": "closed", "by": "A"},
        {"step": "closed", "why": "A"},
        {"step": "note", "incident": "incident-2", "by": "A", "notes": []},
    ],
)
def test_a_later_step_of_another_shape_is_refused(history, detail):
    history.audit([unsound(P, altered("data/a"))])
    with pytest.raises(ValueError):
        history.event(Event.INCIDENT, P, **{"incident": "incident-1", **detail})


def test_steps_out_of_order_are_refused(history):
    (entry,) = history.audit([unsound(P, altered("data/a"))])
    with pytest.raises(ValueError, match="out of order"):
        history.add(with_detail(entry, incident="incident-2"))
    with pytest.raises(ValueError, match="never opened"):
        history.event(Event.INCIDENT, Q, incident="incident-1", step="closed", by="A", why="B")
    history.close("incident-1")
    with pytest.raises(ValueError, match="is closed"):
        history.close("incident-1")
    history.audit([unsound(P, altered("data/a"))])
    with pytest.raises(ValueError, match="inventory"):
        history.event(Event.MODIFICATION, P, by="A", why="B")


def test_entries_of_other_kinds_are_passed_over():
    incidents = Incidents()
    for number, event in enumerate(event for event in Event if event is not Event.INCIDENT):
        incidents.note(number, LedgerEntry(AT, event.value, P, AGENT, "success", {}))
    assert incidents.all() == ()
